"""A browser of somebody in the world, and what a page answered."""

from typing import Any

from django.test import Client

from tests.verden import bruker


def klient(brukernavn: str) -> Client:
    """A browser where this person is logged in."""
    k = Client()
    k.force_login(bruker(brukernavn))
    return k


def tekst(svar: Any) -> str:
    """What the answer says."""
    return str(svar.content.decode())
