"""Whose templates one sees, which goes first, and what is said of a file that is no template."""

import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from docx import Document

from bysak.kjerne import lager
from bysak.kjerne.flettemal import flett
from bysak.kjerne.tests.test_flettemal import mal
from bysak.saksbehandling.flettefelt import EKSEMPEL
from bysak.saksbehandling.maler import Mal, alle_maler, feil_i_fil, les, sett_mal, valgbare, veksle_mal
from bysak.saksbehandling.models import Dokumentmal, Malversjon
from bysak.saksbehandling.startmaler import STARTMALER, startmal
from tests.saker import koder, stoppes
from tests.verden import som, virksomhet


def lagt_inn(hvem: str, hvor: str, navn: str, kode: str = "") -> bytes:
    innhold = mal(navn)
    bak = Mal(kode, navn, "", "brev") if kode else None
    with som(hvem, hvor) as av:
        fil = lager.lagre(hvor, innhold)
        sett_mal(navn=navn, beskrivelse="", slag="brev", fil=fil, filnavn="m.docx", av=av, bak=bak)
    return innhold


def sett_fra(kode: str) -> dict[str, Mal]:
    with som("kari", kode):
        return {m.kode: m for m in alle_maler(virksomhet(kode).pk)}


@pytest.mark.parametrize("kode", STARTMALER)
def test_startmalene_bruker_bare_felt_som_finnes_og_sier_det_brevet_skal_si(kode: str, tmp_path: Path) -> None:
    (tmp_path / "mal.docx").write_bytes(startmal(kode))
    ut, ukjente = flett(tmp_path / "mal.docx", EKSEMPEL, {})
    dok = Document(io.BytesIO(ut))
    celler = "\n".join(c.text for t in dok.tables for c in t.rows[0].cells)
    hele = "\n".join(p.text for p in dok.paragraphs) + celler + dok.sections[0].footer.paragraphs[0].text
    assert ukjente == []
    assert "{" not in hele
    for felt in ("virksomhet", "tittel", "vår_dato", "vår_referanse", "saksbehandler", "unntatt_offentlighet"):
        assert EKSEMPEL[felt] in hele, felt
    assert ("Med hilsen" in hele) == (kode != "notat")


@pytest.mark.django_db
def test_alle_har_startmalene_og_bydelens_egen_gaar_foran_byarkivets() -> None:
    assert {m.opphav for m in sett_fra("frogner").values()} == {"standard"}
    felles = lagt_inn("siv", "byarkivet", "Byarkivets brev", "brev")
    assert sett_fra("frogner")["brev"].opphav == "felles"
    assert les(sett_fra("frogner")["brev"]) == felles
    egen = lagt_inn("siv", "frogner", "Frogners brev", "brev")
    sett = sett_fra("frogner")
    assert (sett["brev"].navn, sett["brev"].opphav, next(iter(sett))) == ("Frogners brev", "egen", "brev")
    assert les(sett["brev"]) == egen
    assert sett_fra("sagene")["brev"].navn == "Byarkivets brev"
    assert sett_fra("byarkivet")["brev"].opphav == "egen"


@pytest.mark.django_db
def test_en_bydel_ser_ikke_en_annens_maler_og_skriver_ikke_i_byarkivets() -> None:
    lagt_inn("siv", "sagene", "Sagenes")
    lagt_inn("siv", "byarkivet", "Felles", "brev")
    with som("siv", "frogner"):
        assert [m.navn for m in Dokumentmal.objects.all()] == ["Felles"]
        assert Dokumentmal.objects.update(navn="Vårt") == 0
        assert Malversjon.objects.all().delete()[0] == 0


@pytest.mark.django_db
def test_en_ny_fil_er_en_ny_versjon_og_den_gamle_blir_liggende() -> None:
    foerste = lagt_inn("siv", "frogner", "Vårt brev")
    kode = next(k for k, m in sett_fra("frogner").items() if m.opphav == "egen")
    with som("siv", "frogner") as siv:
        fil = lager.lagre("frogner", mal("nytt"))
        sett_mal(navn="Vårt nye", beskrivelse="", slag="notat", fil=fil, filnavn="n.docx", kode=kode, av=siv)
        sett_mal(navn="Vårt nye", beskrivelse="Bare navnet", slag="notat", kode=kode, av=siv)
    den = sett_fra("frogner")[kode]
    assert [v.nummer for v in den.versjoner] == [2, 1]
    assert den.lagret == ("frogner", fil.sha256)
    with lager.aapne("frogner", den.versjoner[1].sha256) as lest:
        assert lest.read() == foerste


@pytest.mark.django_db
def test_det_som_er_tatt_ut_av_bruk_kan_ikke_velges_der_og_kan_tas_i_bruk_igjen() -> None:
    with som("siv", "frogner") as siv:
        veksle_mal(sett_i(siv, "notat"), aktiv=False, av=siv)
        assert "notat" not in {m.kode for m in valgbare(siv, virksomhet("frogner").pk)}
    assert sett_fra("sagene")["notat"].aktiv
    with som("siv", "frogner") as siv:
        veksle_mal(sett_i(siv, "notat"), aktiv=True, av=siv)
    assert sett_fra("frogner")["notat"] == sett_fra("sagene")["notat"]


def sett_i(_av: object, kode: str) -> Mal:
    return next(m for m in alle_maler(virksomhet("frogner").pk) if m.kode == kode)


@pytest.mark.django_db
def test_bare_den_som_forvalter_endrer_maler_og_en_ny_mal_maa_ha_fil_navn_og_slag() -> None:
    with som("kari", "frogner") as kari, pytest.raises(PermissionDenied):
        sett_mal(navn="x", beskrivelse="", slag="brev", av=kari)
    with som("kari", "frogner") as kari, pytest.raises(PermissionDenied):
        veksle_mal(Mal("brev", "Brev", "", "brev"), aktiv=False, av=kari)
    with som("siv", "frogner") as siv:
        mangler = stoppes(sett_mal, navn=" ", beskrivelse="", slag="dikt", av=siv)
        assert mangler == {"mal.uten_navn", "mal.slag", "mal.uten_fil"}


@pytest.mark.treg
def test_en_fil_som_ikke_kan_brukes_faar_en_setning_om_hva_som_skal_gjoeres() -> None:
    hindre = list(feil_i_fil(mal("{{ vår_datoo }} {{ xyzzy }}")))
    assert koder(hindre) == {"mal.ukjent_felt"}
    assert [h.tekst for h in hindre] == [
        "Malen har feltet «vår_datoo», som ikke finnes. Mente du «vår_dato»?",
        "Malen har feltet «xyzzy», som ikke finnes. Velg et felt fra listen.",
    ]
    (nei,) = feil_i_fil(mal("{% for a in b %}{% endfor %}"))
    assert nei.tekst == "Malen bruker «for». Bare felt som {{ tittel }} og {% if hjemmel %} kan brukes."
    assert koder(feil_i_fil(b"ikke noe")) == {"mal.ikke_word"}
