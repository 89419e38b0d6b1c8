"""What every public page shares: safe methods, cache, no indexing of lines, one way to say that something is wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from bysak.offentlig.soek import UgyldigAdresse

View = Callable[..., HttpResponse]
INGEN_INDEKS = "noindex, nofollow, noarchive"


def offentlig(*, sekunder: int, indekseres: bool = False) -> Callable[[View], View]:
    """A public page: GET and HEAD, an ETag, cached for a while, and not indexed unless it is about the site itself."""

    def pynt(view: View) -> View:
        @wraps(view)
        def svar(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                response = view(request, *args, **kwargs)
            except UgyldigAdresse as nei:
                response = ugyldig(request, str(nei))
            except Http404:
                response = finnes_ikke(request)
            response.headers.setdefault("Cache-Control", f"public, max-age={sekunder}")
            if not indekseres:
                response.headers.setdefault("X-Robots-Tag", INGEN_INDEKS)
            return response

        return require_safe(conditional_page(svar))

    return pynt


def side(request: HttpRequest, mal: str, kontekst: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the public shell."""
    lenker = [(_("Søk"), "/"), (_("Journal per dag"), "/journal"), (_("Slik ber du om innsyn"), "/innsyn")]
    lenker.append((_("Send post"), "/send"))
    bunn = [(_("Slik ber du om innsyn"), "/innsyn"), (_("Personvern og feil i journalen"), "/om")]
    return render(request, mal, {"lenker": lenker, "bunnlenker": bunn, **kontekst}, status=status)


def ugyldig(request: HttpRequest, forklaring: str) -> HttpResponse:
    """400: the address cannot be read, and how to write it."""
    return _feilside(request, _("Adressen kan ikke leses"), forklaring, 400)


def finnes_ikke(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same bytes for what never was, what is not public and what was withdrawn."""
    return _feilside(
        request,
        _("Finner ikke siden"),
        _("Adressen kan være feil skrevet, eller siden er ikke lenger på nett. Søk etter saksnummeret eller et ord."),
        404,
    )


def ikke_forstaatt(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 from the framework: the request itself is broken."""
    return ugyldig(request, _("Forespørselen var ikke slik den skal være. Gå til forsiden og prøv derfra."))


def feilet(request: HttpRequest) -> HttpResponse:
    """500: nothing about the cause; the log has it."""
    svar = _feilside(
        request,
        _("Noe stanset på tjeneren"),
        _("Prøv igjen om litt. Varer det, kan du få journalen ved å skrive til bydelens postmottak."),
        500,
    )
    svar.headers["Cache-Control"] = "no-store"
    return svar


def _feilside(request: HttpRequest, overskrift: str, forklaring: str, status: int) -> HttpResponse:
    # Not the address that was asked for: what does not exist gives the same bytes everywhere.
    kontekst = {"overskrift": overskrift, "forklaring": forklaring, "spraaksti": "/"}
    svar = side(request, "offentlig/feil.html", kontekst, status)
    svar.headers["Cache-Control"] = "no-store"
    svar.headers["X-Robots-Tag"] = INGEN_INDEKS
    return svar
