"""Choosing where to work: what waits in each, remembered, and only for those who have something to choose."""

import pytest
from django.test import Client

from bysak.mottak.tests.brev import brev, motta_og_les
from tests.verden import PASSORD

pytestmark = pytest.mark.django_db


def inne(navn: str) -> Client:
    klient = Client()
    assert klient.post("/logg-inn", {"brukernavn": navn, "passord": PASSORD}).status_code == 302
    return klient


def test_arkivaren_ser_hva_som_venter_i_hver_bydel_og_velger_en_som_huskes() -> None:
    motta_og_les(brev("Spørsmål om gangvei"))
    kari = inne("kari")
    side = kari.get("/velg-virksomhet").content.decode()
    assert ("<b>1</b> i mottak" in side, "på vegne av én bydel" in side, "Oppslag på tvers" in side) == (True,) * 3
    assert side.count('name="virksomhet" value=') == 17
    funnet = kari.get("/velg-virksomhet", {"finn": "sagen"}).content.decode()
    assert funnet.count('name="virksomhet" value=') == 1
    assert kari.post("/velg-virksomhet", {"virksomhet": "sagene", "neste": "/saker"}).headers["Location"] == "/saker"
    assert "Bydel Sagene</span>" in kari.get("/saker").content.decode()
    kari.post("/logg-ut")
    kari.post("/logg-inn", {"brukernavn": "kari", "passord": PASSORD})
    assert "Bydel Sagene</span>" in kari.get("/saker").content.decode()
    assert 'value="sagene" aria-current="true"' in kari.get("/velg-virksomhet").content.decode()
    assert 'data-tast="G V"' in kari.get("/saker").content.decode()


def test_den_som_bare_har_en_virksomhet_spoerres_ikke_og_ingen_velger_en_annens() -> None:
    ola = inne("ola")
    assert ola.get("/").headers["Location"] == "/min"
    ola.post("/velg-virksomhet", {"virksomhet": "sagene"})
    assert "Bydel Frogner</span>" in ola.get("/min").content.decode()
    assert "Bytt virksomhet" not in ola.get("/min").content.decode()
    assert ola.post("/velg-virksomhet", {"neste": "https://ond.example"}).headers["Location"] == "/"


def test_en_annens_valg_paa_samme_maskin_gjelder_ikke_for_en_selv() -> None:
    klient = inne("kari")
    klient.post("/velg-virksomhet", {"virksomhet": "sagene"})
    klient.post("/logg-ut")
    klient.post("/logg-inn", {"brukernavn": "siv", "passord": PASSORD})
    assert klient.get("/").headers["Location"] == "/velg-virksomhet"
