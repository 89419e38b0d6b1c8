"""The door of the service interface: near the first of the workspace's middlewares, and for its paths the last.

No session, cookie, CSRF, language or template: a token says who it is, and a read shall cost little more than its
query. Logging in and the description are ordinary views, and pass.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from bysak.api.noark5 import feil, ruter
from bysak.api.tilgang.adresse import ROT
from bysak.api.tilgang.avvist import AvvistKall

# Ordinary views: logging in, and what the interface is.
_VANLIGE = (f"{ROT}.well-known/", f"{ROT}oauth/", f"{ROT}openapi.json", f"{ROT}dokumentasjon")
Svar = Callable[[HttpRequest], HttpResponseBase]


def inngang(get_response: Svar) -> Svar:
    """Middleware: answer what lies under the base, let the rest pass."""

    def svar(request: HttpRequest) -> HttpResponseBase:
        sti = request.path_info
        if not (sti.startswith(ROT) or sti == ROT.rstrip("/")) or sti.startswith(_VANLIGE):
            return get_response(request)
        try:
            funnet: HttpResponseBase = ruter.finn(request, sti[len(ROT) :])
        except AvvistKall as nei:
            funnet = feil.svar(feil.Feil(nei.status, nei.beskrivelse, nei.hoder))
        except Exception as hva:
            funnet = feil.svar(feil.som_feil(hva))
        if isinstance(funnet, HttpResponse):
            _avmaalt(request, funnet)
        return funnet

    return svar


def _avmaalt(request: HttpRequest, funnet: HttpResponse) -> None:
    """Say how long the body is, so that it is not sent in pieces; HEAD gets no more than that."""
    if funnet.status_code != 204 and "Content-Length" not in funnet:
        funnet["Content-Length"] = str(len(funnet.content))
    if request.method == "HEAD":
        funnet.content = b""
