"""Formats, the virksomhet's own metadata and external modules, as those who administer them and others meet them."""

import pytest

from bysak.arkivstruktur.konvertering import ventende
from bysak.arkivstruktur.models import Arkivdel, Arkivformat, Metadatafelt, Objektrettighet
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker
from bysak.web.tests.test_forvaltning_folk import BEKREFT
from tests.klient import klient, tekst
from tests.verden import som, virksomhet

pytestmark = pytest.mark.django_db
HER = "/forvaltning/frogner"


def test_et_format_godkjennes_og_strykes_og_regelen_endres() -> None:
    siv = klient("siv")
    svar = siv.post(HER + "/formater/nytt", {"pronom": "tull", "navn": "Tull", **BEKREFT})
    assert svar.status_code == 409
    assert siv.post(HER + "/formater/nytt", {"pronom": "fmt/999", "navn": "Prøveformat"}).status_code == 302
    with som("siv", "frogner"):
        nytt = Arkivformat.objects.get(pronom="fmt/999")
    assert "Prøveformat" in tekst(siv.get(HER + "/formater"))
    assert siv.post(f"{HER}/formater/{nytt.pk}/stryk").status_code == 302
    assert siv.post(HER + "/formater/regel", {"ved_statuser": ["J", "A"], "alle_versjoner": "on"}).status_code == 302
    assert "Også eldre versjoner" in tekst(siv.get(HER + "/formater"))


@pytest.mark.krav("2.7.13")
def test_formatkontrollen_leses_og_tas_ut() -> None:
    kari = klient("kari")
    assert "Uten arkivformat" in tekst(kari.get(HER + "/formater/kontroll"))
    fil = kari.get(HER + "/formater/kontroll?som=csv")
    assert fil.headers["Content-Disposition"] == 'attachment; filename="formatkontroll.csv"'
    assert "Journalpost;Dokument;Fil;Format;Hvorfor" in tekst(fil)


def test_filer_som_kan_slettes_finnes_foerst_og_slettes_etter_valg() -> None:
    kari = klient("kari")
    for utvalg in ("versjoner", "varianter", "produksjonsformat"):
        assert kari.get(f"{HER}/formater/slett/{utvalg}").status_code == 200
    assert kari.get(HER + "/formater/slett/noe").status_code == 404
    with som("kari", "frogner"):
        objekt = ventende().values_list("pk", flat=True).first()
    if objekt:
        assert kari.post(f"{HER}/formater/fil/{objekt}/igjen").status_code == 302
    assert klient("siv").get(HER + "/formater/slett/versjoner").status_code == 403


def test_et_eget_felt_lages_og_tas_ut_av_bruk() -> None:
    siv = klient("siv")
    skjema = {"enhet": "mappe", "navn": "Lokale", "ledetekst": "Lokale", "verditype": "tekst", **BEKREFT}
    svar = siv.post(HER + "/metadata/nytt", skjema)
    assert svar.status_code == 409
    assert "må begynne med liten bokstav" in tekst(svar)
    assert siv.post(HER + "/metadata/nytt", skjema | {"navn": "lokale"}).status_code == 302
    with som("siv", "frogner"):
        felt = Metadatafelt.objects.get(navn="lokale")
    assert siv.post(f"{HER}/metadata/{felt.pk}/utgaa").status_code == 302
    assert "Ute av bruk" in tekst(siv.get(HER + "/metadata"))
    assert siv.get(f"/forvaltning/sagene/metadata/{felt.pk}/utgaa").status_code == 404


def test_en_integrasjon_faar_rett_til_en_arkivdel_for_en_tid_og_mister_den() -> None:
    siv = klient("siv")
    with som("siv", "frogner"):
        arkivdel = Arkivdel.objects.get(arkivdelstatus="A")
    svar = siv.get(HER + "/folk/ny?modul=ja")
    assert "Ekstern modul" in tekst(svar)
    frogner = virksomhet("frogner").pk
    ny = {"navn": "Fagsystemet", "brukernavn": "fagsystem", "passord": "Furu-og-Gran-42", "rolle": "modul"}
    assert siv.post(HER + "/folk/ny?modul=ja", ny | BEKREFT | {"virksomhet": [frogner]}).status_code == 302
    modul = Bruker.objects.get(brukernavn="fagsystem")
    assert modul.er_modul
    skjema = {"modul": modul.pk, "fra": i_dag()}
    assert siv.post(HER + "/moduler/rett", skjema).status_code == 422
    assert siv.post(HER + "/moduler/rett", skjema | {"modul": "", "arkivdel": arkivdel.pk}).status_code == 409
    assert siv.post(HER + "/moduler/rett", skjema | {"arkivdel": arkivdel.pk}).status_code == 302
    assert "Fagsystemet" in tekst(siv.get(HER + "/moduler"))
    with som("siv", "frogner"):
        rett = Objektrettighet.objects.get(modul=modul)
    assert siv.post(f"{HER}/moduler/rett/{rett.pk}/trekk").status_code == 302
    assert siv.get(f"{HER}/moduler/rett/{rett.pk}/trekk").status_code == 404


def test_bare_den_som_har_retten_i_bydelen_slipper_inn() -> None:
    siv, nora, lise = klient("siv"), klient("nora"), klient("lise")
    formater = ["formater", "formater/nytt", "formater/regel", "formater/kontroll"]
    for ende in [*formater, "metadata", "metadata/nytt", "moduler", "moduler/rett"]:
        assert siv.get(f"{HER}/{ende}").status_code == 200, ende
        assert nora.get(f"{HER}/{ende}").status_code == 403, ende
        assert lise.get(f"{HER}/{ende}").status_code == 404, ende
