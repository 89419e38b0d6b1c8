"""What every page knows: who is here, on whose behalf, and the menu."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bysak.organisasjon.models import Rolle
from bysak.web.doer import mine_virksomheter, valgt_virksomhet
from bysak.web.meny import menyen, startside


def felles(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; little on the public site and on pages outside the login."""
    grunn: dict[str, Any] = {"demo": settings.BYSAK_DEMO, "meld_fra_url": _meld_fra(request)} | _utseende(request)
    aktoer = getattr(request, "aktoer", None)
    if aktoer is None:
        return grunn
    mine = mine_virksomheter(request)
    valgt = valgt_virksomhet(request)
    ett = valgt or (mine[0] if len(mine) == 1 else None)
    lenker = [(_("Min profil"), "/min/profil"), (_("Kom i gang"), "/kom-i-gang")]
    if len(mine) > 1:
        lenker.append((_("Bytt virksomhet"), "/velg-virksomhet"))
    lenker.append((_("Det du har meldt fra om"), "/meldt-fra"))
    if ett:
        lenker.append((_("Rollene mine"), f"/forvaltning/{ett.kode}/meg"))
    return grunn | {
        "aktoer": aktoer,
        "bruker": request.user,
        "bruker_id": str(aktoer.bruker_id),
        "bruker_navn": aktoer.navn,
        "bruker_roller": sorted({_(Rolle(r.rolle).label) for r in aktoer.roller}),
        "brukerlenker": lenker,
        "meny": menyen(aktoer, request.path),
        "mine_virksomheter": mine,
        "ny_her": getattr(request.user, "kom_i_gang", False) and request.path == startside(aktoer),
        "taster_av": not getattr(request.user, "enkelttaster", True),
        "virksomhet": getattr(request, "virksomhet", None),
        "virksomhet_tekst": ett.navn if ett else _("Alle mine virksomheter"),
    }


def _utseende(request: HttpRequest) -> dict[str, str]:
    """How this person sees Bysak; of one who is read already, so that an error page never asks the database."""
    bruker = request.__dict__.get("_cached_user")
    return {"tema": getattr(bruker, "tema", "system"), "tetthet": getattr(bruker, "tetthet", "standard")}


def _meld_fra(request: HttpRequest) -> str:
    """Where to tell of this page: it is named by its kind and virksomhet, never by what it shows."""
    treff = request.resolver_match
    if "_cached_user" not in request.__dict__:
        return ""
    if treff is None:
        return "/meld-fra?"
    bydel = treff.kwargs.get("bydel", "")
    return "/meld-fra?" + urlencode({"side": treff.url_name or ""} | ({"bydel": bydel} if bydel else {}))
