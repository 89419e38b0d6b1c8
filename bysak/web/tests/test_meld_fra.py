"""To tell of Bysak from any page, and to hear what became of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.models import Tilbakemelding
from bysak.organisasjon.tilbakemeldinger import hindre_for_svar, svar_paa
from bysak.web.min.tilbakemelding import sidens_moenster
from bysak.web.tests.test_profil import inne
from tests.verden import som

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"


def melder(klient: Client, **felt: str):
    valg = {"tekst": "Knappen er borte.", "side": "sak", "bydel": "frogner", "neste": "/saker?q=hemmelig"} | felt
    return klient.post("/meld-fra", valg, headers={"user-agent": FIREFOX})


def meldingen() -> Tilbakemelding:
    with som("siv", "frogner"):
        return Tilbakemelding.objects.select_related("melder", "virksomhet").get()


def test_siden_versjonen_og_nettleseren_foelger_med_og_ingenting_fra_siden() -> None:
    svar = melder(inne("ola"), feil="abcdef0123456789")
    assert (svar.status_code, svar.headers["Location"]) == (302, "/saker?q=hemmelig")
    den = meldingen()
    assert (den.side, den.nettleser) == ("/saker/<bydel>/<aar>/<nr>", "Firefox/Windows")
    assert (den.virksomhet.kode, den.melder.brukernavn, den.status) == ("frogner", "ola", "ny")
    assert (den.feilnummer, bool(den.utgave)) == ("abcdef0123456789", True)
    assert "hemmelig" not in " ".join(str(v) for v in vars(den).values())


def test_det_som_ikke_er_en_side_eller_et_nummer_blir_ikke_med() -> None:
    melder(inne("ola"), side="saken om naboens hage", feil="<b>sak 2026/1</b>", bydel="sagene")
    den = meldingen()
    assert (den.side, den.feilnummer, den.virksomhet.kode) == ("", "", "frogner")


def test_en_tom_melding_gir_en_setning_og_siden_er_som_den_var() -> None:
    svar = melder(inne("ola"), tekst="  ", feil="abcdef0123456789")
    tekst = svar.content.decode()
    assert svar.status_code == 422
    assert "Skriv hva som er galt" in tekst
    assert "abcdef0123456789" in tekst
    with som("siv", "frogner"):
        assert not Tilbakemelding.objects.exists()


def test_systemforvalteren_svarer_og_den_som_meldte_ser_det_paa_min_side() -> None:
    ola, siv = inne("ola"), inne("siv")
    melder(ola)
    assert "Knappen er borte." in siv.get("/meldt-fra").content.decode()
    adresse = f"/meldt-fra/frogner/{meldingen().pk}"
    assert siv.post(adresse, {"status": "loest", "svar": ""}).status_code == 409
    assert siv.post(adresse, {"status": "loest", "svar": "Den er tilbake."}).status_code == 302
    assert "Den er tilbake." in ola.get("/min").content.decode()
    assert "Den er tilbake." in ola.get("/meldt-fra").content.decode()


def test_ingen_annen_enn_systemforvalteren_ser_eller_svarer_paa_andres() -> None:
    melder(inne("ola"))
    den = meldingen()
    for brukernavn in ("nora", "lise", "kari"):
        klient = inne(brukernavn)
        assert "Knappen er borte." not in klient.get("/meldt-fra").content.decode(), brukernavn
        assert klient.get(f"/meldt-fra/frogner/{den.pk}").status_code in (403, 404), brukernavn
    with som("nora", "frogner") as nora, pytest.raises(PermissionDenied):
        svar_paa(den, status="loest", svar="Nei", av=nora)


def test_hindrene_for_et_svar_er_de_som_stanser_det() -> None:
    melder(inne("ola"))
    with som("siv", "frogner") as siv:
        den = Tilbakemelding.objects.get()
        for status, svar, kode in (
            ("ny", "x", "tilbakemelding.status"),
            ("loest", " ", "tilbakemelding.uten_svar"),
            ("arbeid", "x" * 4001, "tilbakemelding.langt_svar"),
        ):
            assert [h.kode for h in hindre_for_svar(den, status, svar)] == [kode]
            with pytest.raises(Hindret):
                svar_paa(den, status=status, svar=svar, av=siv)


def test_hver_side_leder_til_meld_fra_med_sin_egen_side() -> None:
    tekst = inne("ola").get("/min/profil").content.decode()
    assert tekst.count('href="/meld-fra?side=profil"') == 2  # the menu, and the menu of the phone


def test_et_moenster_har_navn_der_adressen_har_saken() -> None:
    assert sidens_moenster("journalpost") == "/saker/<bydel>/<aar>/<nr>/<postnr>"
    assert sidens_moenster("finnesikke") == sidens_moenster("") == ""
