"""A NUL in an address or a field: the database cannot hold it, so it never gets that far."""

import pytest
from django.test import Client

from tests.verden import PASSORD, bruker

pytestmark = pytest.mark.django_db


def test_nulltegn_ved_innloggingen_er_bare_feil_navn(client: Client) -> None:
    svar = client.post("/logg-inn", {"brukernavn": "ka\0rl", "passord": "\0", "neste": "\0"})
    assert svar.status_code == 403
    assert "Brukernavn eller passord stemmer ikke." in svar.content.decode()
    assert client.post("/logg-inn", {"brukernavn": "kari\0", "passord": PASSORD}).status_code == 302


@pytest.mark.parametrize(
    "adresse",
    ["/saker?q=%00", "/sok?q=a%00", "/mottak?q=%00&etter=%00", "/virksomhet/frogner/handlinger?hvem=%00", "/min?x=%00"],
)
def test_nulltegn_i_adressen_stanser_ingen_side(client: Client, adresse: str) -> None:
    client.force_login(bruker("kari"))
    assert client.get(adresse).status_code == 200
