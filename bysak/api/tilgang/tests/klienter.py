"""What the tests of the door share: tokens, and a client that has registered."""

from typing import Any

from django.test import Client

from bysak.organisasjon.integrasjoner import Nyintegrasjon, opprett_integrasjon
from bysak.organisasjon.models import Bruker, Rolle
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from tests.verden import PASSORD, bruker, som

TOKEN = "/noark5v5/oauth/token"
TILBAKE = "https://fag.example/tilbake"


def hent_token(klient: Client, brukernavn: str = "ola", passord: str = PASSORD, **felter: Any) -> dict[str, Any]:
    """Log in with a password, as existing clients do."""
    kropp = {"grant_type": "password", "client_id": "tui", "username": brukernavn, "password": passord} | felter
    svar = klient.post(TOKEN, kropp)
    assert svar.status_code == 200, svar.content
    return dict(svar.json())


def baerer(token: str) -> dict[str, str]:
    """The header of a request with a token."""
    return {"Authorization": f"Bearer {token}"}


def maskin(navn: str = "Skoleskyss", kode: str = "frogner") -> Nyintegrasjon:
    """A client that acts by itself, owned by the manager of the bydel."""
    with som("siv", "byarkivet") as siv:
        modul = opprett_bruker(navn.lower(), navn, av=siv, er_modul=True)
    with som("siv", kode) as siv:
        tildel_rolle(modul, Rolle.MODUL, av=siv)
        return opprett_integrasjon(navn, eier=bruker("nora"), bruker=modul, av=siv)


def for_folk(navn: str = "Fagsystem", kode: str = "frogner", *, hemmelig: bool = False) -> Nyintegrasjon:
    """A client that people log in through."""
    with som("siv", kode) as siv:
        eier: Bruker = bruker("nora")
        return opprett_integrasjon(navn, eier=eier, av=siv, returadresser=[TILBAKE], hemmelig=hemmelig)
