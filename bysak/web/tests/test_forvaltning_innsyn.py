"""Units, lists of rights, and «hvem kan se dette», as those who ask meet them."""

import pytest

from bysak.arkivstruktur.models import Journalpost
from bysak.organisasjon.models import AdministrativEnhet
from bysak.web.tests.test_forvaltning_folk import BEKREFT
from tests.klient import klient, tekst
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
ENHETER = "/forvaltning/frogner/enheter"


def test_enheter_opprettes_flyttes_og_legges_ned() -> None:
    siv = klient("siv")
    svar = siv.post(ENHETER + "/ny", {"navn": "Oppvekst", **BEKREFT})
    assert svar.status_code == 409
    assert "har eller har hatt dette navnet" in tekst(svar)
    assert siv.post(ENHETER + "/ny", {"navn": "Friluft"}).status_code == 302
    with som("siv", "frogner"):
        ny, gammel = AdministrativEnhet.objects.get(navn="Friluft"), AdministrativEnhet.objects.get(navn="Oppvekst")
    assert siv.post(f"{ENHETER}/{ny.pk}/flytt", {"overordnet": gammel.pk}).status_code == 302
    assert "nivå 2" in tekst(siv.get(ENHETER))
    svar = siv.get(f"{ENHETER}/{gammel.pk}/legg-ned")
    assert "1 enhet ligger under denne" in tekst(svar)
    assert siv.post(f"{ENHETER}/{gammel.pk}/legg-ned").status_code == 409
    assert siv.post(f"{ENHETER}/{ny.pk}/legg-ned").status_code == 302
    for ende in ("", "/ny", f"/{ny.pk}/flytt", f"/{ny.pk}/legg-ned"):
        assert klient("nora").get(ENHETER + ende).status_code == 403
        assert klient("lise").get(ENHETER + ende).status_code == 404
    assert siv.get(f"/forvaltning/sagene/enheter/{gammel.pk}/legg-ned").status_code == 404


@pytest.mark.krav("4.5.32", "4.5.33")
def test_rettighetene_leses_etter_navn_og_rolle_og_tas_ut() -> None:
    nora, adresse = klient("nora"), "/forvaltning/frogner/rettigheter"
    assert "Ola Myrstad" in tekst(nora.get(adresse))
    etter_rolle = tekst(nora.get(adresse + "?etter=rolle"))
    assert "Hva rollene gir" in etter_rolle
    fil = nora.get(adresse + "?som=csv")
    assert fil.headers["Content-Type"].startswith("text/csv")
    assert "Ola Myrstad;ola;Saksbehandler;Oppvekst;UO" in tekst(fil)
    assert "Lise Furuhaug" not in tekst(fil)
    assert klient("ola").get(adresse).status_code == 403
    assert klient("lise").get(adresse).status_code == 404


@pytest.mark.krav("4.5.34")
def test_hvem_som_ser_en_sak_og_hvorfor_en_annen_ikke_gjoer_det() -> None:
    with som("kari", "frogner"):
        jp = Journalpost.objects.exclude(mappe__tilgangsklasse__art="aapen").filter(
            tilgangsklasse__kode_id="KL", mappe__tilgangsklasse__kode_id="KL"
        ).select_related("mappe").first()  # fmt: skip
        assert jp is not None
    sak = f"/saker/frogner/{jp.mappe.saksaar}/{jp.mappe.sakssekvensnummer}"
    nora, maja = klient("nora"), bruker("maja")
    for adresse in (f"{sak}/innsyn", f"{sak}/{jp.journalpostnummer}/innsyn"):
        side = tekst(nora.get(adresse, {"hvem": str(maja.pk)}))
        assert "Nora Vestlid" in side
        assert "Skjermet med tilgangskode KL" in side
        assert klient("lise").get(adresse).status_code == 404
        assert klient("maja").get(adresse).status_code == 404
    assert klient("ingvild").post(f"{sak}/innsyn", {"bruker": maja.pk}).status_code in (403, 404)
    assert nora.post(f"{sak}/innsyn", {"bruker": maja.pk}).status_code == 302
    assert klient("maja").get(f"{sak}/innsyn").status_code == 200
    assert nora.post(f"{sak}/innsyn", {"bruker": maja.pk}).status_code == 409
    assert nora.post(f"{sak}/innsyn", {"bruker": maja.pk, "verb": "avslutt"}).status_code == 302
    assert klient("maja").get(f"{sak}/innsyn").status_code == 404
