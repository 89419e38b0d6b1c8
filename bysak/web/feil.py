"""Errors as pages: what is wrong, why, and what to do. Works when the database does not."""

import sys
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import foresporsel_id
from bysak.kjerne.hinder import Hinder
from bysak.kjerne.kalender import naa
from bysak.organisasjon.innlogging import ForMange
from bysak.organisasjon.personer import forvaltere
from bysak.web.jinja import tegn

logg = structlog.get_logger("bysak.web")


def _med_nummer(**kontekst: Any) -> dict[str, Any]:
    """What an error page shows, with the number that the log has too, for one who tells of it."""
    return {"feilnummer": foresporsel_id.get()} | kontekst


def ugyldig(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the form carried more than Bysak takes in one piece."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return tegn(request, "feil/413.html", _med_nummer(tilbake=_fra(request)), status=413)
    return tegn(request, "feil/400.html", _med_nummer(tilbake=_fra(request)), status=400)


def _fra(request: HttpRequest) -> str:
    """The page that a form was sent from, where what was typed is."""
    return request.headers.get("Referer", "") if request.method == "POST" else ""


def ikke_tilgang(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person is known and may not do this."""
    return tegn(request, "feil/403.html", _med_nummer(grunn=str(exception or ""), hvem=_hvem(request)), status=403)


def _hvem(request: HttpRequest) -> str:
    """Who can give access, by name; in a virksomhet that knows the person already."""
    virksomhet = getattr(request, "virksomhet", None)
    navn = forvaltere(virksomhet.pk) if virksomhet else []
    return _("Trenger du det i arbeidet? %(navn)s kan gi deg tilgang.") % {"navn": _eller(navn)} if navn else ""


def _eller(navn: list[str]) -> str:
    return _("%(noen)s eller %(siste)s") % {"noen": ", ".join(navn[:-1]), "siste": navn[-1]} if navn[1:] else navn[0]


def finnes_ikke(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same page for what does not exist and for what another virksomhet has."""
    return tegn(request, "feil/404.html", {}, status=404)


def hindret(request: HttpRequest, hindre: list[Hinder]) -> HttpResponse:
    """409: the rules say no, with everything that stands in the way."""
    return tegn(
        request, "feil/409.html", _med_nummer(hindre=hindre, tilbake=request.headers.get("Referer", "/")), status=409
    )


def for_mange(request: HttpRequest, nei: ForMange) -> HttpResponse:
    """429: it has been tried too often, and when one may try again."""
    vent = max(int((nei.til - naa()).total_seconds()), 1)
    svar = tegn(request, "feil/429.html", {"setning": str(nei), "tilbake": request.get_full_path()}, status=429)
    svar.headers["Retry-After"] = str(vent)
    return svar


def feilet(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer: nothing half-done, try again."""
    feil = sys.exc_info()[1]
    borte = isinstance(feil, OperationalError | InterfaceError)
    logg.error("feilet", sti=request.path, feil=type(feil).__name__, exc_info=not borte)
    kontekst = _med_nummer(databasen_borte=borte, tilbake=_fra(request))
    svar = tegn(request, "feil/500.html", kontekst, status=503 if borte else 500)
    if borte:
        svar.headers["Retry-After"] = "5"
    return svar


def sesjon_utloept(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose session has ended: what was typed is kept by the browser."""
    return tegn(request, "feil/sesjon.html", _med_nummer(tilbake=request.headers.get("Referer", "/")), status=403)
