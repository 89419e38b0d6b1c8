"""What the tests of the interface share: a client that is logged in and follows links."""

import json
from datetime import timedelta
from typing import Any, NamedTuple

from django.test import Client

from bysak.api.noark5.feil import NOARK
from bysak.api.noark5.lenker import REL
from bysak.api.tilgang.tests.klienter import baerer
from bysak.organisasjon import adgang
from tests.verden import bruker, virksomhet

BASE = "http://testserver/noark5v5/"


class Svar(NamedTuple):
    """What came back."""

    status: int
    kropp: Any
    hoder: Any


class Noark:
    """A client of the interface that acts as a person in one virksomhet.

    Its token is made as the login makes it, without the password, whose check is dear (`api/tilgang/tests`).
    """

    def __init__(self, brukernavn: str = "kari", kode: str = "frogner") -> None:
        self.klient = Client()
        token = adgang.ny_noekkel()
        hvem = adgang.Adgangsgrunn(bruker(brukernavn), virksomhet(kode).pk, "tui")
        adgang.utsted(token, hvem, art="tilgang", levetid=timedelta(hours=1))
        self.hode = baerer(token)

    def kall(self, metode: str, sti: str, kropp: Any = None, **hoder: str) -> Svar:
        """One request. sti: under the base, or a whole href, with or without its template."""
        adresse = "/noark5v5/" + sti.removeprefix(BASE).partition("{")[0]
        type_ = hoder.pop("Content-Type", NOARK)
        mer: Any = {} if kropp is None else {"data": kropp, "content_type": type_}
        svar: Any = self.klient.generic(metode, adresse, headers=self.hode | hoder, **mer)
        innhold = b"".join(svar.streaming_content) if svar.streaming else svar.content
        er_json = "json" in svar.headers.get("Content-Type", "")
        return Svar(svar.status_code, json.loads(innhold) if innhold and er_json else innhold or None, svar.headers)

    def hent(self, sti: str, **hoder: str) -> Any:
        """The body of a GET that must go well."""
        svar = self.kall("GET", sti, **hoder)
        assert svar.status == 200, (sti, svar.kropp)
        return svar.kropp

    def alle(self, sti: str) -> list[Any]:
        """All rows of a list, over all its pages."""
        rader: list[Any] = []
        while sti:
            side = self.hent(sti)
            rader += side.get("results", [])
            sti = side["_links"].get("next", {}).get("href", "")
        return rader


def href(rad: Any, rel: str) -> str:
    """Where a link of a body leads."""
    return str(rad["_links"][rel if rel == "self" else REL + rel]["href"])
