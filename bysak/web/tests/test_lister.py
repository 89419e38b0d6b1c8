"""The lists of what waits, as pages and as CSV, and the precedents; only what the person may see."""

import pytest

from bysak.arkivstruktur.models import Journalpost
from bysak.web.tests.test_handlinger import et_brev
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("liste", ["/restanser", "/forfall"])
def test_listen_viser_det_som_venter_og_lastes_ned(liste: str) -> None:
    et_brev("Spørsmål om benker", forfallsdato=None)
    frist = et_brev("Purring om benker")
    with som("kari", "frogner"):
        Journalpost.objects.filter(pk=frist.pk).update(forfallsdato="2026-12-24")
    ola = klient("ola")
    side = tekst(ola.get(liste))
    assert "Purring om benker" in side
    assert ("Spørsmål om benker" in side) == (liste == "/restanser")
    ark = ola.get(liste, {"som": "csv"})
    assert ark.headers["Content-Disposition"].startswith("attachment")
    linjer = ark.content.decode("utf-8-sig").splitlines()
    assert linjer[0].startswith("Saksnummer;Sakstittel;Enhet;Saksansvarlig;Journalenhet;Klasse")
    assert any("Purring om benker" in linje for linje in linjer)


def test_listen_avgrenses_med_valgene_og_sier_fra_om_en_dato_som_ikke_finnes() -> None:
    jp = et_brev("Purring om benker")
    ola = klient("ola")
    dag = f"{jp.journaldato}"
    assert "Purring om benker" in tekst(ola.get("/restanser", {"journaldato_fra": dag, "journaldato_til": dag}))
    assert "Purring om benker" not in tekst(ola.get("/restanser", {"journaldato_til": "2001-01-01"}))
    assert "Purring om benker" not in tekst(ola.get("/restanser", {"type": "S"}))
    assert "Purring om benker" not in tekst(ola.get("/restanser", {"avskrevet": "avskrevne"}))
    feil = ola.get("/restanser", {"forfall_fra": "31.02.2026"})
    assert feil.status_code == 422
    assert "Datoen kan ikke leses." in tekst(feil)


def test_en_annen_bydel_ser_ikke_listen() -> None:
    et_brev("Purring om benker")
    lise = klient("lise")
    assert "Purring om benker" not in tekst(lise.get("/restanser"))
    assert "Purring om benker" not in lise.get("/restanser", {"som": "csv"}).content.decode()


def test_et_regneark_faar_ingen_formler() -> None:
    et_brev("=HYPERLINK(1)")
    ark = klient("ola").get("/restanser", {"som": "csv"}).content.decode()
    assert "'=HYPERLINK(1)" in ark
