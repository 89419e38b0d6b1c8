"""One call of the interface: who acts, in which virksomhet, with which rights; its body; and the answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from bysak.api.noark5.feil import NOARK, Feil
from bysak.api.noark5.lenker import Kontekst
from bysak.api.noark5.svar import Rad
from bysak.api.tilgang.adresse import base
from bysak.api.tilgang.innlogget import Innlogget, aktoer_av
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.organisasjon.tilgang import rettene

_KROPPER = frozenset({NOARK, "application/json", "application/merge-patch+json", "text/plain", ""})


@dataclass(frozen=True, slots=True)
class Kall:
    """A call by one who is logged in, inside the open arbeid."""

    request: HttpRequest
    av: Aktoer
    kontekst: Kontekst

    @property
    def spoersmaal(self) -> str:
        """The query of the address, as it was sent: clients encode it in ways that only `odata` can read."""
        return str(self.request.META.get("QUERY_STRING", ""))

    @property
    def etag(self) -> str | None:
        """The version that the client believes in: If-Match, or the header `ETag` that some send (section 8)."""
        return self.request.headers.get("If-Match") or self.request.headers.get("ETag")


@contextmanager
def i_arbeid(request: HttpRequest, verb: str = "", hvem: Innlogget | None = None) -> Iterator[Kall]:
    """Open the arbeid that the token says. Raises `AvvistKall` for one who is not let in.

    hvem: who it is, when it has just been asked.
    """
    hvem = hvem or aktoer_av(request)
    kontekst = Kontekst(base(request), rettene(hvem.aktoer.roller_i(hvem.virksomhet)))
    with arbeid(som=hvem.aktoer, i=hvem.virksomhet, verb=verb):
        yield Kall(request, hvem.aktoer, kontekst)


def kropp(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request. Raises `Feil` for another type, for what is not JSON and for what is no object."""
    if request.content_type not in _KROPPER:
        raise Feil(415, f"Send JSON med Content-Type {NOARK}.")
    try:
        lest = msgspec.json.decode(request.body or b"{}")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as feil:
        raise Feil(400, f"Meldingen er ikke gyldig JSON: {feil}") from None
    if not isinstance(lest, dict):
        raise Feil(400, "Meldingen må være et JSON-objekt.")
    return lest


def json(innhold: Any, status: int = 200, **hoder: str) -> HttpResponse:
    """An answer with a body."""
    svar = HttpResponse(msgspec.json.encode(innhold), status=status, content_type=NOARK)
    for navn, verdi in hoder.items():
        svar.headers[navn] = verdi
    return svar


def enhet(rad: Rad, status: int = 200, sted: str = "") -> HttpResponse:
    """One thing, with its ETag; `sted` where it is new."""
    return json(rad.kropp, status, ETag=rad.etag, **({"Location": sted} if sted else {}))


def uten_innhold() -> HttpResponse:
    """204: done, and nothing to say. Without Content-Type (contract section 19)."""
    svar = HttpResponse(status=204)
    del svar.headers["Content-Type"]
    return svar
