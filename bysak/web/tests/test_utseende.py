"""How a person sees Bysak is drawn by the server, follows the person, and is nobody else's."""

import pytest
from django.test import Client

from bysak.organisasjon.models import Bruker
from bysak.web.tests.test_profil import inne

pytestmark = pytest.mark.django_db
VALG = "/min/profil/utseende"


def test_uten_valg_bestemmer_systemet() -> None:
    for klient, adresse in ((Client(), "/logg-inn"), (inne("ola"), "/min")):
        tekst = klient.get(adresse).content.decode()
        assert "data-tema" not in tekst
        assert '<meta name="color-scheme" content="light dark">' in tekst


def test_valget_er_tegnet_av_tjeneren_paa_hver_maskin_ogsaa_paa_feilsidene() -> None:
    svar = inne("ola").post(VALG, {"tema": "morkt", "tetthet": "enlinje", "neste": "/saker"})
    assert svar.headers["Location"] == "/saker"
    hjemme = inne("ola")
    tekst = hjemme.get("/min").content.decode()
    for del_ in ('data-tema="morkt"', 'content="dark"', 'data-tetthet="enlinje"'):
        assert del_ in tekst
    assert 'value="morkt" aria-pressed="true"' in tekst
    assert 'data-tema="morkt"' in hjemme.get("/finnes-ikke").content.decode()
    assert "data-tema" not in inne("lise").get("/min").content.decode()


def test_ett_valg_lar_det_andre_staa_og_tull_endrer_ingenting() -> None:
    ola = inne("ola")
    ola.post(VALG, {"tema": "lyst"})
    ola.post(VALG, {"tetthet": "luftig"})
    ola.post(VALG, {"tema": "rosa", "tetthet": "", "neste": "https://onde.example/"})
    den = Bruker.objects.get(brukernavn="ola")
    assert (den.tema, den.tetthet) == ("lyst", "luftig")
    assert ola.post(VALG, {"neste": "https://onde.example/"}).headers["Location"] == "/"
