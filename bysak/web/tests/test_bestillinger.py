"""Lists that are too long to wait for: ordered, made in the background for the one who ordered, and gone in a week."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bysak.bevaring.jobber import lag_uttrekk
from bysak.kjerne.jobbprosess import SAMTIDIGE, TUNG, koer
from bysak.kjerne.kalender import med_klokke, naa
from bysak.organisasjon.models import Rolletildeling
from bysak.saksbehandling.bestilling import MAKS_FORSOEK, filen
from bysak.saksbehandling.models import Bestilling, Varsel
from bysak.web import bestilt, nedlasting
from bysak.web.jobber import fjern_gamle_filer, lag_fil
from bysak.web.tests.test_handlinger import et_brev
from tests.klient import klient, tekst
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
LISTEN, RESTANSER = "/saker?som=csv", "/restanser?som=csv"
BREV = ["Spørsmål om benker", "Klage på støy", "=HYPERLINK(1)"]


@pytest.fixture(autouse=True)
def lange(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """What is more than one row is long here, and is made one row at a time."""
    settings.BYSAK_DATA = tmp_path
    monkeypatch.setattr(nedlasting, "MAKS", {"csv": 1, "xlsx": 1, "pdf": 1})
    for modul in (nedlasting, bestilt):
        monkeypatch.setattr(modul, "BUNKE", 1)
    monkeypatch.setattr(bestilt, "PULS", -1.0)


def _bestilt(ola: Client, sti: str = LISTEN) -> Bestilling:
    svar = ola.post("/bestillinger/ny", {"sti": sti})
    assert svar.status_code == 302
    return _raden()


def _raden() -> Bestilling:
    with som("ola", "frogner"):
        return Bestilling.objects.select_related("virksomhet", "bruker").all()[0]


def _lag(den: Bestilling) -> Bestilling:
    assert den.virksomhet_id
    lag_fil(virksomhet_id=den.virksomhet_id, bestilling_id=str(den.pk))
    return _raden()


def _hent(k: Client, den: Bestilling) -> Any:
    return k.get(f"/bestillinger/frogner/{den.pk}/fil")


def _varsler() -> list[str]:
    with som("ola", "frogner"):
        return list(Varsel.objects.filter(slag="bestilt").values_list("emne", flat=True))


def test_en_lang_liste_bestilles_lages_i_deler_og_hentes_av_den_som_bestilte(monkeypatch: pytest.MonkeyPatch) -> None:
    for tittel in BREV:
        et_brev(tittel)
    ola = klient("ola")
    tilbudet = tekst(ola.get(RESTANSER))
    assert "Lag filen" in tilbudet
    assert 'value="/restanser?som=csv"' in tilbudet
    den = _bestilt(ola, RESTANSER)
    assert "Venter på tur" in tekst(ola.get("/bestillinger"))
    den = _lag(den)
    assert (den.tilstand, den.gjort, den.i_alt) == ("ferdig", den.i_alt, den.i_alt)
    assert den.gjort >= len(BREV)
    assert _varsler() == ["Filen du bestilte, er ferdig: Restanseliste"]
    svar = _hent(ola, den)
    innhold = b"".join(svar.streaming_content)
    assert "restanser-" in svar.headers["Content-Disposition"]
    monkeypatch.setattr(nedlasting, "MAKS", {"csv": 5000})
    assert innhold == ola.get(RESTANSER).content, "samme fil som om den ble laget med en gang"
    assert b"'=HYPERLINK(1)" in innhold


def test_et_langt_regneark_har_alle_radene_som_tekst() -> None:
    ola = klient("ola")
    et_brev("=HYPERLINK(1)")
    et_brev("Klage på støy")
    den = _lag(_bestilt(ola, "/restanser?som=xlsx"))
    ark = zipfile.ZipFile(io.BytesIO(b"".join(_hent(ola, den).streaming_content))).read("xl/worksheets/sheet1.xml")
    assert b"=HYPERLINK(1)" in ark
    assert "Klage på støy".encode() in ark
    assert b"<f>" not in ark


def test_bare_den_som_bestilte_ser_og_henter_filen() -> None:
    den = _lag(_bestilt(klient("ola")))
    for annen in ("kari", "lise", "nora"):
        k = klient(annen)
        assert _hent(k, den).status_code == 404
        assert "(CSV)" not in tekst(k.get("/bestillinger"))
        for handling in ("avbryt", "igjen"):
            assert k.post(f"/bestillinger/frogner/{den.pk}/{handling}").status_code == 404


def test_filen_har_bare_det_bestilleren_ser() -> None:
    lise = klient("lise")
    assert lise.post("/bestillinger/ny", {"sti": "/saker?som=csv"}).status_code == 302
    with som("lise", "sagene"):
        den = Bestilling.objects.get()
        assert den.virksomhet_id
    lag_fil(virksomhet_id=den.virksomhet_id, bestilling_id=str(den.pk))
    innhold = filen(den).read_text()
    assert "Sagene" in innhold
    assert "Frogner" not in innhold


def test_endrede_rettigheter_stanser_filen_baade_naar_den_lages_og_naar_den_hentes() -> None:
    ola = klient("ola")
    ferdig = _lag(_bestilt(ola))
    venter = _bestilt(ola)
    with som("siv", "frogner", "endre rolle"):
        Rolletildeling.objects.filter(bruker=bruker("ola")).update(tilgangskoder=[])
    svar = _hent(ola, ferdig)
    assert svar.status_code == 302
    assert "Rettighetene dine er endret" in tekst(ola.get("/bestillinger"))
    stanset = _lag(venter)
    assert stanset.tilstand == "feilet"
    assert not filen(stanset).exists()
    assert "ble ikke ferdig" in " ".join(_varsler())
    assert ola.post(f"/bestillinger/frogner/{stanset.pk}/igjen").status_code == 302
    assert _lag(stanset).tilstand == "ferdig"


def test_det_som_avbrytes_lages_ikke_og_kan_proeves_igjen() -> None:
    ola = klient("ola")
    den = _bestilt(ola)
    assert ola.post(f"/bestillinger/frogner/{den.pk}/avbryt").status_code == 302
    den = _lag(den)
    assert den.tilstand == "avbrutt"
    assert not filen(den).exists()
    assert "Prøv igjen" in tekst(ola.get("/bestillinger"))
    assert _varsler() == []


def test_den_som_avbryter_midt_i_faar_ingen_fil(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job looks between two parts; the wish comes while the first is read."""
    ola = klient("ola")
    den = _bestilt(ola)
    en_del = bestilt._del

    def mens_den_leses(*valg: Any) -> Any:
        assert ola.post(f"/bestillinger/frogner/{den.pk}/avbryt").status_code == 302
        return en_del(*valg)

    monkeypatch.setattr(bestilt, "_del", mens_den_leses)
    assert (_lag(den).tilstand, _varsler()) == ("avbrutt", [])
    assert list(filen(den).parent.iterdir()) == []


def test_en_prosess_som_doede_tas_opp_igjen_men_ikke_i_det_uendelige() -> None:
    ola = klient("ola")
    den = _bestilt(ola)
    with som("ola", "frogner"):
        Bestilling.objects.update(tilstand="lages", forsoek=1, gjort=2)
    filen(den, ".delvis").write_bytes(b"halv")
    assert _lag(den).tilstand == "ferdig"
    assert [f.name for f in filen(den).parent.iterdir()] == [filen(den).name]
    with som("ola", "frogner"):
        Bestilling.objects.update(tilstand="lages", forsoek=MAKS_FORSOEK)
    assert _lag(den).tilstand == "feilet"
    assert "Prøv igjen" in tekst(ola.get("/bestillinger"))


def test_en_disk_som_ikke_tar_imot_blir_en_setning_og_ikke_en_bestilling_som_henger() -> None:
    den = _bestilt(klient("ola"))
    filen(den, ".delvis").mkdir()
    with pytest.raises(OSError, match="delvis"):
        _lag(den)
    den = _raden()
    assert den.tilstand == "feilet"
    assert "Prøv igjen" in den.feil
    assert "ble ikke ferdig" in " ".join(_varsler())


def test_filen_ligger_i_en_uke() -> None:
    ola = klient("ola")
    den = _lag(_bestilt(ola))
    with med_klokke(naa() + timedelta(days=6)):
        fjern_gamle_filer(0)
    assert filen(den).exists()
    with med_klokke(naa() + timedelta(days=8)):
        fjern_gamle_filer(0)
    assert not filen(den).exists()
    assert _hent(ola, den).status_code == 404
    assert "Ingen bestillinger" in tekst(ola.get("/bestillinger"))


def test_bare_en_liste_kan_bestilles() -> None:
    ola = klient("ola")
    for sti in ("/saker?som=pdf", "/restanser", "/min?som=csv", "/finnes-ikke?som=csv", ""):
        assert ola.post("/bestillinger/ny", {"sti": sti}).status_code == 404


def test_ingen_har_mer_enn_tre_filer_underveis() -> None:
    ola = klient("ola")
    for _nr in range(3):
        _bestilt(ola)
    svar = ola.post("/bestillinger/ny", {"sti": LISTEN})
    assert svar.status_code == 409
    assert "tre filer som lages" in tekst(svar)


def test_det_som_tar_timer_tar_ikke_hele_den_tunge_banen() -> None:
    lange: list[Any] = [lag_uttrekk, lag_fil]
    assert {oppgave.queue for oppgave in lange} <= set(koer("tung"))
    assert all(oppgave.lock for oppgave in lange)
    assert len({oppgave.lock for oppgave in lange}) < SAMTIDIGE[TUNG]
