"""Where a person's day begins, and that the menu never points at a closed door."""

import re

import pytest
from django.test import Client

from tests.verden import PASSORD

pytestmark = pytest.mark.django_db


def _logg_inn(klient: Client, navn: str) -> None:
    klient.post("/logg-inn", {"brukernavn": navn, "passord": PASSORD})


def test_kvalitetssikreren_begynner_i_offentlig_journal(client: Client) -> None:
    _logg_inn(client, "even")
    assert client.get("/").headers["Location"] == "/journal"


@pytest.mark.parametrize(
    "navn", ["kari", "marius", "even", "siv", "nora", "ola", "ingvild", "maja", "henrik", "lise", "tone"]
)
def test_startsiden_og_hele_menyen_er_aapen_for_den_som_ser_den(client: Client, navn: str) -> None:
    _logg_inn(client, navn)
    start = client.get("/", follow=True)
    assert start.status_code == 200
    lenker = set(re.findall(r'<nav[^>]*class="meny.*?</nav>', start.content.decode(), re.S)) or {start.content.decode()}
    adresser = {
        a for del_ in lenker for a in re.findall(r'href="(/(?:mottak|journal|min|fordeling|saker|virksomhet))"', del_)
    }
    assert adresser
    assert {a: 200 for a in adresser} == {a: client.get(a, follow=True).status_code for a in adresser}
