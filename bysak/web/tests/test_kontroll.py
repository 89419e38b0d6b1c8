"""The archive's own control: what case workers registered is checked one by one, and every number is accounted for."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.models import Journalpost, Merknad, Nummerserie
from bysak.arkivstruktur.nummerkontroll import serier
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.arkivstruktur.reservasjon import slett_journalpost
from bysak.saksbehandling.kvalitetssikring import til_kvalitetssikring
from bysak.web.tests.test_handlinger import fersk
from bysak.web.tests.test_sak_sider import posten
from tests.klient import klient, tekst
from tests.saker import en_fil
from tests.verden import bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def et_notat(tittel: str, status: str = "F", type: str = "X") -> Journalpost:
    """An entry that Ola registered himself."""
    sak = posten(journalposttype="I").mappe
    with som("ola", "frogner") as ola:
        parter = [NyPart("IA", "Ola Myrstad", saksbehandler=bruker("ola"))]
        return opprett_journalpost(sak, type=type, tittel=tittel, parter=parter, status=status, av=ola)


def _send(k: Any, jp: Journalpost, hva: str, **felt: str) -> Any:
    return k.post(f"/kvalitetssikring/frogner/{jp.pk}/{hva}", felt)


def test_det_saksbehandleren_gjorde_ferdig_journalfoeres_og_neste_aapnes() -> None:
    en, to = et_notat("Notat om kurs"), et_notat("Notat om vei")
    kari = klient("kari")
    side = tekst(kari.get("/kvalitetssikring", {"valgt": str(en.pk)}))
    assert "Notat om kurs" in side
    assert f'name="neste" value="{to.pk}"' in side
    svar = _send(kari, en, "journalfoer", neste=str(to.pk))
    assert svar.headers["Location"] == f"/kvalitetssikring?valgt={to.pk}"
    assert fersk(en).journalstatus == Journalstatus.JOURNALFOERT
    side = tekst(kari.get(svar.headers["Location"]))
    assert "Notat om kurs" not in side
    assert "Notat om vei</a></h2>" in side


def test_det_som_sendes_tilbake_har_grunn_ligger_hos_saksbehandleren_og_kommer_igjen_naar_det_er_rettet() -> None:
    ferdig, registrert = et_notat("Notat om kurs"), et_notat("Notat om vei", status="S")
    kari = klient("kari")
    assert _send(kari, ferdig, "tilbake").status_code == 409
    assert fersk(ferdig).journalstatus == "F"
    for jp in (ferdig, registrert):
        _send(kari, jp, "tilbake", grunn="Tittelen sier ikke hva det gjelder.")
    assert (fersk(ferdig).journalstatus, fersk(registrert).journalstatus) == ("R", "S")
    koe = tekst(kari.get("/kvalitetssikring"))
    assert "Notat om kurs" not in koe
    assert "Notat om vei" not in koe
    min_side = tekst(klient("ola").get("/min"))
    assert "Tittelen sier ikke hva det gjelder." in min_side
    assert "Notat om vei" in min_side
    with som("ola", "frogner") as ola:
        endre_journalpost(registrert, tittel="Notat om veien til Lia", av=ola)
    assert "Notat om veien til Lia" in tekst(kari.get("/kvalitetssikring"))
    assert "Rett: Notat om veien" not in tekst(klient("ola").get("/min"))
    with som("kari", "frogner"):
        assert Merknad.objects.filter(merknadstype="Sendt tilbake fra arkivet").count() == 2


def test_hindringene_staar_ved_knappen_foer_man_proever() -> None:
    jp = et_notat("Notat med uferdig vedlegg")
    with som("kari", "frogner") as kari:
        en_fil(jp, kari, ferdigstilt=False)
    side = tekst(klient("kari").get("/kvalitetssikring", {"valgt": str(jp.pk)}))
    assert "1 dokument er ikke ferdigstilt." in side
    assert 'aria-disabled="true"' in side
    assert _send(klient("kari"), jp, "journalfoer").status_code == 409


def test_bare_arkivet_kontrollerer_og_ser_bare_det_de_har_innsyn_i() -> None:
    jp = et_notat("Notat om kurs")
    ola = klient("ola")
    for adresse in ("/kvalitetssikring", "/nummerkontroll"):
        assert ola.get(adresse).status_code == 403
    assert _send(ola, jp, "tilbake", grunn="nei").status_code == 403
    assert _send(klient("lise"), jp, "tilbake", grunn="nei").status_code == 404
    with som("lise", "sagene") as lise:
        assert jp not in til_kvalitetssikring(lise)


def test_hvert_nummer_som_mangler_har_en_grunn_og_et_uten_grunn_er_en_alarm() -> None:
    jp = et_notat("Et utkast som skal bort", status="R")
    with som("ola", "frogner", "slett") as ola:
        slett_journalpost(jp, grunn="Opprettet i feil sak", av=ola)
    frogner = virksomhet("frogner")
    with som("kari", "frogner"):
        rad = next(s for s in serier([frogner.pk], jp.journalaar or 0) if s.art == "journal")
        assert [(h.nummer, h.grunn) for h in rad.forklart] == [(jp.journalsekvensnummer, "Opprettet i feil sak")]
        assert (rad.mangler, rad.uforklart) == (1, [])
    kari = klient("kari")
    side = tekst(kari.get(f"/nummerkontroll?aar={jp.journalaar}"))
    assert "Opprettet i feil sak" in side
    assert "Hvert nummer er gjort rede for." in side
    fil = kari.get(f"/nummerkontroll?aar={jp.journalaar}&som=csv").content.decode("utf-8-sig")
    assert f"Frogner;Løpenummer;{jp.journalaar};{jp.journalsekvensnummer};Opprettet i feil sak" in fil
    with som("kari", "frogner"):
        Nummerserie.objects.filter(art="journal", aar=rad.aar).update(siste=rad.siste + 1)
    side = tekst(kari.get(f"/nummerkontroll?aar={jp.journalaar}"))
    assert "1 nummer mangler uten forklaring." in side
    assert str(rad.siste + 1) in side


def test_nummerkontrollen_er_over_alle_bydelene_og_spoer_faa_ganger() -> None:
    kari = klient("kari")
    kari.get("/nummerkontroll")
    with CaptureQueriesContext(connection) as spoerringer:
        side = tekst(kari.get("/nummerkontroll?aar=%00"))
    assert "Sagene</th>" in side
    assert "Frogner</th>" in side
    assert len([s for s in spoerringer if s["sql"].lower().startswith("select")]) <= 20


def test_paletten_finner_kontrollen_for_arkivet_alene() -> None:
    assert "/nummerkontroll" in tekst(klient("kari").get("/palett?q=nummer", headers={"HX-Request": "true"}))
    assert "/nummerkontroll" not in tekst(klient("ola").get("/palett?q=nummer", headers={"HX-Request": "true"}))
