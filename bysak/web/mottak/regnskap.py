"""The ledger's page: both sides per channel and day, what became of each item, and the alarms of the channels."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import OSLO, i_dag, legg_til_arbeidsdager
from bysak.mottak.kanalalarmer import alarmene, hindre_for_kvittering, kvitter_alarm
from bysak.mottak.koe import virksomheter_for
from bysak.mottak.models import Kanal, Kanalalarm, Utfall
from bysak.mottak.regnskap import Linje, regnskap, samlet
from bysak.organisasjon.models import Virksomhet
from bysak.web.doer import Forespoersel, alt_eller_ingenting, i_virksomhet, innlogget, leser
from bysak.web.jinja import tegn

DAGER, MEST, ALARMER = 7, 31, 50


@require_GET
@innlogget
def regnskapet(request: Forespoersel) -> HttpResponse:
    """A week, or the days asked for; over all bydeler, or one."""
    mine = set(virksomheter_for(request.aktoer))
    hvor = [v for v in leser(request) if v.pk in mine]
    if not hvor:
        raise PermissionDenied(_("Regnskapet er for dem som arbeider i mottaket."))
    fra, til = _periode(request)
    kode = request.GET.get("bydel", "")
    valgte = [v for v in hvor if v.kode == kode] or hvor
    with arbeid(som=request.aktoer, leser=[v.pk for v in valgte]):
        linjer = regnskap(fra, til)
        kontekst = _kontekst(linjer, valgte) | {
            "fra": fra, "til": til, "bydel": kode, "bydeler": [(v.kode, v.kortnavn) for v in hvor],
            "alarmer": list(alarmene()[:ALARMER]),
        }  # fmt: skip
        return tegn(request, "mottak/regnskap.html", kontekst)


def _kontekst(linjer: Sequence[Linje], valgte: Sequence[Virksomhet]) -> dict[str, Any]:
    navn = {v.pk: v.kortnavn for v in valgte}
    return {
        "linjer": samlet(linjer),
        "ulike": [(x, k, navn[k.virksomhet_id]) for x in linjer for k in x.ulike],
        "gaar_opp": all(x.gaar_opp for x in linjer),
        "utfallene": [(kode, _(tekst)) for kode, tekst in Utfall.choices],
        "kanalnavn": lambda kanal: _(Kanal(kanal).label),
    }


def _periode(request: Any) -> tuple[date, date]:
    til = _dag(request.GET.get("til", "")) or i_dag()
    fra = min(_dag(request.GET.get("fra", "")) or til - timedelta(days=DAGER - 1), til)
    return max(fra, til - timedelta(days=MEST - 1)), til


def _dag(tekst: str) -> date | None:
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="kvitter alarm")
def kvitter(request: Forespoersel, alarm: UUID) -> HttpResponse:
    """Say that one knows of an alarm, and until when one wants to be left alone with it."""
    den = get_object_or_404(Kanalalarm, pk=alarm)
    foreslaatt = datetime.combine(legg_til_arbeidsdager(i_dag(), 1), time(9), OSLO)
    til = _tid(f"{request.POST.get('til', '')}T{request.POST.get('klokka', '')}") or foreslaatt
    grunn = request.POST.get("grunn", "")
    hindre, status = list(hindre_for_kvittering(den, "-", foreslaatt)), 200
    if request.method == "POST":
        gjort, hindre = alt_eller_ingenting(lambda: kvitter_alarm(den, grunn=grunn, til=til, av=request.aktoer))
        if gjort is not None:
            messages.success(request, _("Alarmen er kvittert."))
            return redirect("mottak_regnskap")
        status = 409
    kontekst = {"alarm": den, "grunn": grunn, "til": til, "hindre": hindre, "navn": _(Kanal(den.kanal).label)}
    return tegn(request, "mottak/kvitter.html", kontekst, status=status)


def _tid(tekst: str) -> datetime | None:
    try:
        return datetime.fromisoformat(tekst).replace(tzinfo=OSLO)
    except ValueError:
        return None
