"""Where a person's day begins, and that the menu never points at a closed door."""

import re

import pytest
from django.test import Client

from tests.verden import PASSORD

pytestmark = pytest.mark.django_db

_ALLE = ["kari", "marius", "even", "siv", "nora", "ola", "ingvild", "maja", "henrik", "lise", "tone"]


def _logg_inn(klient: Client, navn: str) -> None:
    klient.post("/logg-inn", {"brukernavn": navn, "passord": PASSORD})
    # What comes first for one with several virksomheter.
    klient.post("/velg-virksomhet", {"virksomhet": ""})


def test_kvalitetssikreren_begynner_i_offentlig_journal(client: Client) -> None:
    _logg_inn(client, "even")
    assert client.get("/").headers["Location"] == "/journal"


@pytest.mark.parametrize("navn", _ALLE)
def test_startsiden_og_hele_menyen_er_aapen_for_den_som_ser_den(client: Client, navn: str) -> None:
    _logg_inn(client, navn)
    start = client.get("/", follow=True)
    assert start.status_code == 200
    meny = re.search(r'<nav class="meny".*?</nav>', start.content.decode(), re.DOTALL)
    assert meny
    adresser = set(re.findall(r'href="(/[^"?#]*)"', meny[0]))
    assert adresser
    assert dict.fromkeys(adresser, 200) == {a: client.get(a, follow=True).status_code for a in adresser}
