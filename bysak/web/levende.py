"""What changes while a page stands open: one cheap question for the counts of the menu and the lists of the page.

LESMEG: a page asks `/levende` with the mark of its last answer. Nothing has happened (204) costs two statements: the
session, and how many acts there have been since. Only when there is one, or the mark is a minute old (deadlines pass
by themselves), is anybody looked up and anything counted. See docs/beslutninger/0021.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.forberedt import spoer
from bysak.kjerne.jobbkoe import antall_gitt_opp
from bysak.kjerne.kalender import i_dag, naa
from bysak.mottak.koe import haster
from bysak.organisasjon.models import Virksomhet
from bysak.saksbehandling.flyt import venter_paa
from bysak.saksbehandling.restanser import mine_ubesvarte, til_fordeling, ubesvarte
from bysak.saksbehandling.varsling import mine_varsler
from bysak.web.doer import Forespoersel, innlogget, leser
from bysak.web.forvaltning.jobber import forvaltet
from bysak.web.jinja import tegn
from bysak.web.meny import menyen
from bysak.web.min.fordeling import enheter_som_ledes
from bysak.web.mottak.hvor import koeene
from bysak.web.sesjon import skjult

STI = "/levende"
# How long an answer is good for: what the clock changes is seen within it.
GODT_I = timedelta(minutes=1)
# More than this is not counted: nobody needs to know whether it is 400 or 500.
HOEYST = 100
_SALT = "bysak.levende"


def handlinger_siden(hvor: Iterable[int], tid: datetime) -> int:
    """How many acts there have been in these virksomheter since a time, and in the minute before it.

    The minute is for acts that began before and ended after. Outside an arbeid; says nothing of what was done.
    """
    return int(spoer("select vern.handlinger_siden(%s::int[], %s)", [list(hvor), tid])[0][0])


def ingenting_nytt(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer that nothing is new before anybody is looked up; all else goes on to the view."""

    def svar(request: HttpRequest) -> HttpResponse:
        if request.path == STI and _uendret(request):
            return HttpResponse(status=204)
        return get_response(request)

    return svar


def _uendret(request: HttpRequest) -> bool:
    try:
        sett = signing.loads(request.GET.get("merke", ""), salt=_SALT)
    except signing.BadSignature:
        return False
    tid = datetime.fromtimestamp(sett["t"], UTC)
    if naa() - tid > GODT_I or sett["s"] != _sesjonen(request) or SESSION_KEY not in request.session:
        return False
    antall: int = sett["n"]
    return handlinger_siden(sett["v"], tid) == antall


def _sesjonen(request: HttpRequest) -> str:
    return skjult(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))


@require_GET
@innlogget
def levende(request: Forespoersel) -> HttpResponse:
    """The counts of the menu, and the mark to ask with next."""
    hvor, tid = leser(request), naa()
    ider = [v.pk for v in hvor]
    # Before the counting: what happens in between is found the next time.
    antall = handlinger_siden(ider, tid)
    jobber = _jobber(request)
    with arbeid(som=request.aktoer, leser=hvor):
        tall = {sti: _merket(request, *n) for sti, n in _tellere(request, hvor)} | jobber
    merke = signing.dumps({"s": _sesjonen(request), "v": ider, "t": tid.timestamp(), "n": antall}, salt=_SALT)
    return JsonResponse({"merke": merke, "tall": tall}, headers={"Cache-Control": "no-store"})


def _merket(request: Forespoersel, antall: int, ord_: str, haster: bool = False) -> str:
    kontekst = {"antall": antall, "ord": ord_, "haster": haster, "flere": antall >= HOEYST}
    return tegn(request, "tall.html", kontekst).content.decode()


def _tellere(request: Forespoersel, hvor: list[Virksomhet]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """For each link of the person's menu that has a count: how many, what it is, and whether it is past due."""
    yield "/varsler", (mine_varsler(request.aktoer).filter(lest_dato__isnull=True)[:HOEYST].count(), _("Uleste:"))
    lenker = {lenke["url"] for gruppe in menyen(request.aktoer, "") for lenke in gruppe["lenker"]}
    tellere = {"/mottak": _mottak, "/min": _min, "/fordeling": _fordeling, "/restanser": _restanser}
    for sti, tell in tellere.items():
        if sti in lenker:
            yield sti, tell(request, hvor)


def _jobber(request: Forespoersel) -> dict[str, str]:
    """The jobs that gave up: the queue is not behind the wall, so it is asked outside an arbeid."""
    hvor = [v.pk for v in forvaltet(request)]
    antall = antall_gitt_opp(hvor, HOEYST) if hvor else 0
    return {"/jobber": _merket(request, antall, _("Ga opp:"), haster=True)} if hvor else {}


def _mottak(request: Forespoersel, _hvor: list[Virksomhet]) -> tuple[Any, ...]:
    over, snart = haster({v.pk for v in koeene(request)})
    return (over, _("Over frist:"), True) if over else (snart, _("Snart frist:"))


def _min(request: Forespoersel, _hvor: list[Virksomhet]) -> tuple[Any, ...]:
    forfalt = mine_ubesvarte(request.aktoer).filter(forfallsdato__lt=i_dag())[:HOEYST].count()
    if forfalt:
        return forfalt, _("Over frist:"), True
    return venter_paa(request.aktoer)[:HOEYST].count(), _("Venter på svaret ditt:")


def _fordeling(request: Forespoersel, hvor: list[Virksomhet]) -> tuple[Any, ...]:
    antall = 0
    for virksomhet in hvor:
        ledes = enheter_som_ledes(request, virksomhet)
        antall += til_fordeling(request.aktoer, ledes).filter(virksomhet=virksomhet)[:HOEYST].count()
    return min(antall, HOEYST), _("Til fordeling:")


def _restanser(request: Forespoersel, _hvor: list[Virksomhet]) -> tuple[Any, ...]:
    over = ubesvarte(request.aktoer).filter(forfallsdato__lt=i_dag()).order_by("forfallsdato")
    return Journalpost.objects.filter(pk__in=over.values("pk")[:HOEYST]).count(), _("Over frist:"), True
