"""The page of a case as it stood at a moment."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.slikdetvar import saken_slik
from bysak.kjerne.kalender import naa
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.handling.skjema import TIDER, tidsverdi
from bysak.web.jinja import tegn
from bysak.web.sak.hent import saken
from bysak.web.sak.sakside import hode

OSLO = ZoneInfo("Europe/Oslo")


def _lest(tekst: str) -> datetime:
    """The time that is asked for: as the log writes it in a link, or as people write it; now when it is neither."""
    for moenster in (None, *TIDER):
        with suppress(ValueError):
            tid = datetime.strptime(tekst, moenster) if moenster else datetime.fromisoformat(tekst)  # noqa: DTZ007
            return tid.astimezone(OSLO) if tid.tzinfo else tid.replace(tzinfo=OSLO)
    return naa().astimezone(OSLO)


@require_GET
@i_virksomhet(verb="se saken slik den var")
def slik_det_var(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """A case as it stood; the log page links here from each act, and any time may be written (local time)."""
    saken_ = saken(request, aar, nr)
    tid = _lest(request.GET.get("tid", ""))
    kontekst = {"bildet": saken_slik(saken_, tid, av=request.aktoer), "tid": tid, "tidsfelt": tidsverdi(tid)}
    return tegn(request, "sak/slikdetvar.html", hode(request, saken_, "endringslogg") | kontekst)
