"""The door of desktop programs: one document on loan, for one person, at an address that nobody can guess.

Near the first of the middlewares, and for its paths the last: there is no session, cookie, CSRF token or page here.
Everything that is not let in gets the same answer.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from bysak.kjerne.boette import Boette
from bysak.web.dav import adresse
from bysak.web.dav.adgang import Borte, slipp_inn
from bysak.web.dav.hoder import UgyldigXml
from bysak.web.dav.metoder import METODER, utfoer

Svarer = Callable[[HttpRequest], HttpResponseBase]
HODER = {
    "DAV": "1, 2", "MS-Author-Via": "DAV", "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
}  # fmt: skip
# A program with a document open asks a few times a minute; one that has gone astray, or that guesses, all the time.
per_laan, bom_per_adresse = Boette(240, 60), Boette(120, 60)


def inngang(get_response: Svarer) -> Svarer:
    """Middleware: answer what lies under /dav/, let the rest pass."""

    def svar(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(adresse.ROT):
            return get_response(request)
        request.get_host()  # refuses a host that is not ours
        funnet = _svar(request)
        for navn, verdi in HODER.items():
            funnet.headers.setdefault(navn, verdi)
        if isinstance(funnet, HttpResponse) and funnet.status_code != 204:
            funnet.headers.setdefault("Content-Length", str(len(funnet.content)))
        return funnet

    return svar


def _svar(request: HttpRequest) -> HttpResponseBase:
    if request.method == "OPTIONS":  # Office asks of the folders above too; it says nothing of what is there
        return HttpResponse(headers={"Allow": METODER})
    try:
        adgang = slipp_inn(request.path_info)
        vent = per_laan.vent(str(adgang.redigering.pk))
        return _vent(vent) if vent else utfoer(adgang, request)
    except (Borte, PermissionDenied):
        vent = bom_per_adresse.vent(request.META.get("REMOTE_ADDR", ""))
        return _vent(vent) if vent else HttpResponse(status=404)
    except UgyldigXml:
        return HttpResponse(status=400)


def _vent(sekunder: int) -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(sekunder)})
