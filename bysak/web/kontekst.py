"""What every page knows: who is here, on whose behalf, and the menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bysak.organisasjon.models import Rolle
from bysak.web.doer import mine_virksomheter, valgt_virksomhet
from bysak.web.meny import menyen


def felles(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; little on the public site and on pages outside the login."""
    grunn: dict[str, Any] = {"demo": settings.BYSAK_DEMO}
    aktoer = getattr(request, "aktoer", None)
    if aktoer is None:
        return grunn
    mine = mine_virksomheter(request)
    valgt = valgt_virksomhet(request)
    ett = valgt or (mine[0] if len(mine) == 1 else None)
    lenker = [(_("Min profil"), "/min/profil")]
    if len(mine) > 1:
        lenker.append((_("Bytt virksomhet"), "/velg-virksomhet"))
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
        "taster_av": not getattr(request.user, "enkelttaster", True),
        "virksomhet": getattr(request, "virksomhet", None),
        "virksomhet_tekst": ett.navn if ett else _("Alle mine virksomheter"),
    }
