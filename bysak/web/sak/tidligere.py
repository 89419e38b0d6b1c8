"""The page of a case as it stood at a moment."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.slikdetvar import saken_slik
from bysak.kjerne.kalender import naa
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.jinja import tegn
from bysak.web.sak.hent import saken
from bysak.web.sak.sakside import hode

OSLO = ZoneInfo("Europe/Oslo")


@require_GET
@i_virksomhet(verb="se saken slik den var")
def slik_det_var(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """A case as it stood; the log page links here from each act, and any time may be written (local time)."""
    saken_ = saken(request, aar, nr)
    try:
        tid = datetime.fromisoformat(request.GET.get("tid", ""))
    except ValueError:
        tid = naa()
    tid = tid.astimezone(OSLO) if tid.tzinfo else tid.replace(tzinfo=OSLO)
    kontekst = {"bildet": saken_slik(saken_, tid, av=request.aktoer), "tid": tid, "tidsfelt": f"{tid:%Y-%m-%dT%H:%M}"}
    return tegn(request, "sak/slikdetvar.html", hode(request, saken_, "endringslogg") | kontekst)
