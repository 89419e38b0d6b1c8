"""Every request gets an id that follows it into the log lines and onto the Handling.

Paths are logged, never queries or content.
"""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse, QueryDict

from bysak.kjerne.arbeid import foresporsel_id

_GYLDIG = re.compile(r"^[A-Za-z0-9-]{8,40}$")
logg = structlog.get_logger("bysak.web")


def forespoersel(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: bind the request id, time the answer, log one line."""

    def svar(request: HttpRequest) -> HttpResponse:
        oppgitt = request.headers.get("X-Request-ID", "")
        nummer = oppgitt if _GYLDIG.match(oppgitt) else uuid4().hex[:16]
        merke = foresporsel_id.set(nummer)
        structlog.contextvars.bind_contextvars(foresporsel=nummer)
        start = time.perf_counter()
        try:
            response = get_response(request)
            ms = round((time.perf_counter() - start) * 1000, 1)
            if not request.path.startswith("/static/"):
                logg.info("svar", metode=request.method, sti=request.path, status=response.status_code, ms=ms)
            response.headers["X-Request-ID"] = nummer
            return response
        finally:
            structlog.contextvars.unbind_contextvars("foresporsel")
            foresporsel_id.reset(merke)

    return svar


def uten_nulltegn(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a NUL, which nobody types and the database cannot hold, is dropped from every field."""

    def svar(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _uten_nulltegn(request.GET)
        if request.method == "POST" and any("\0" in v for verdier in request.POST.lists() for v in verdier[1]):
            request.POST = _uten_nulltegn(request.POST)
        return get_response(request)

    return svar


def _uten_nulltegn(felter: QueryDict) -> Any:
    rene = QueryDict(mutable=True)
    for navn, verdier in felter.lists():
        rene.setlist(navn, [str(v).replace("\0", "") for v in verdier])
    return rene
