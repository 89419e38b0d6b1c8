"""How the promise was kept: share in time, median and p90 by month, bydel and channel; the misses; the raw times."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import OSLO, i_dag
from bysak.mottak.maaling import forklar, hindre_for_forklaring
from bysak.mottak.models import Aarsak, Eier, Kanal, Maaling
from bysak.mottak.servicenivaa import gjeldende_naa
from bysak.mottak.statistikk import Noekkel, Tall, Utvalg, bruddene, eiere, grunnlag, tall
from bysak.mottak.varmekart import varmekart
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel, alt_eller_ingenting, i_virksomhet, innlogget, leser
from bysak.web.jinja import tegn
from bysak.web.nedlasting import Liste, grense, lenker, som_fil

MAANEDER, VISES = 6, 100


@require_GET
@innlogget
def tjenesteniva(request: Forespoersel) -> HttpResponse:
    """The figures of the chosen months, or as CSV: the figures themselves, or the raw times that they are made of."""
    hvor = _hvor(request)
    utvalg = _utvalget(request, hvor)
    navn = {v.pk: v.kortnavn for v in hvor}
    with arbeid(som=request.aktoer, leser=[v.pk for v in hvor]):
        som = request.GET.get("som", "")
        if grense(request):
            kolonner, *rader = _tallrader(tall(utvalg), navn)
            return som_fil(request, Liste("tjenesteniva", _("Tjenestenivå"), [str(k) for k in kolonner], rader))
        if som == "grunnlag":
            return _csv("tjenesteniva-grunnlag", _raarader(utvalg, navn))
        kontekst = _kontekst(request, hvor, utvalg) | {"nedlastinger": lenker(request)}
        return tegn(request, "mottak/tjenesteniva.html", kontekst)


def _hvor(request: Any) -> list[Virksomhet]:
    """Those whose figures the person answers for: a leader's own bydel, the archive service's all."""
    hvor = [v for v in leser(request) if kan(request.aktoer, Rett.SE_LOGG, v.pk)]
    if not hvor:
        raise PermissionDenied(_("Tjenestenivået er for ledere og arkivansvarlige. Be systemforvalteren om en rolle."))
    return hvor


def _utvalget(request: Any, hvor: Sequence[Virksomhet]) -> Utvalg:
    til = _maaned(request.GET.get("til", "")) or i_dag().replace(day=1)
    fra = min(_maaned(request.GET.get("fra", "")) or _minus(til, MAANEDER - 1), til)
    kode, kanal = request.GET.get("bydel", ""), request.GET.get("kanal", "")
    valgte = tuple(v.pk for v in hvor if v.kode == kode) or tuple(v.pk for v in hvor)
    return Utvalg(fra, _minus(til, -1) - timedelta(days=1), valgte, kanal if kanal in Kanal.values else "")


def _maaned(tekst: str) -> date | None:
    try:
        return date.fromisoformat(f"{tekst}-01")
    except ValueError:
        return None


def _minus(maaned: date, antall: int) -> date:
    nummer = maaned.year * 12 + maaned.month - 1 - antall
    return date(max(nummer // 12, 1), nummer % 12 + 1, 1)


def _kontekst(request: Any, hvor: Sequence[Virksomhet], utvalg: Utvalg) -> dict[str, Any]:
    alle = tall(utvalg)
    maanedene = sorted(n.maaned for n in alle if n.maaned and n.virksomhet is None)
    brudd = bruddene(utvalg)
    i_alt = alle.get(Noekkel(None, None, None), Tall())
    return {
        "i_alt": i_alt,
        "maaneder": [(m, alle[Noekkel(m, None, None)]) for m in maanedene],
        "bydelstall": [(v, alle[n]) for v in hvor if (n := Noekkel(None, v.pk, None)) in alle],
        "kanaltall": [(_(navn), alle[n]) for k, navn in Kanal.choices if (n := Noekkel(None, None, k)) in alle],
        "brudd": list(brudd[:VISES]),
        "uforklarte": brudd.filter(aarsak="").count(),
        "eiere": [(_eiernavn(e), _aarsaksnavn(a), n) for e, a, n in eiere(utvalg)],
        "bydeler": [(v.kode, v.kortnavn) for v in hvor],
        "kanaler": [(k, _(navn)) for k, navn in Kanal.choices],
        "valgt": {n: request.GET.get(n, "") for n in ("bydel", "kanal")} | _periode(utvalg),
        "lenke": lambda **mer: f"{reverse('tjenesteniva')}?{urlencode(_par(request, mer))}",
        "aarsaksnavn": _aarsaksnavn,
        "eiernavn": _eiernavn,
        "kan_forklare": {v.pk for v in hvor if kan(request.aktoer, Rett.MOTTA, v.pk)},
        "nivaa": gjeldende_naa(),
    } | _kartet(hvor, utvalg)


def _kartet(hvor: Sequence[Virksomhet], utvalg: Utvalg) -> dict[str, Any]:
    kart, valgte = varmekart(utvalg, i_dag()), [v for v in hvor if v.pk in utvalg.virksomheter]
    return {"kart": kart, "karthvor": valgte, "kartrader": kart.med_brudd(valgte)}


def _par(request: Any, mer: dict[str, str]) -> dict[str, str]:
    return {n: v for n in ("fra", "til", "bydel", "kanal") if (v := request.GET.get(n, ""))} | mer


def _periode(utvalg: Utvalg) -> dict[str, str]:
    return {"fra": f"{utvalg.fra:%Y-%m}", "til": f"{utvalg.til:%Y-%m}"}


def _aarsaksnavn(kode: str) -> str:
    return _(Aarsak(kode).label) if kode else _("Ikke forklart")


def _eiernavn(kode: str) -> str:
    return _(Eier(kode).label)


def _csv(navn: str, rader: Iterable[Sequence[object]]) -> HttpResponse:
    svar = HttpResponse(content_type="text/csv; charset=utf-8")
    svar.headers["Content-Disposition"] = f'attachment; filename="{navn}.csv"'
    svar.write("\ufeff")
    csv.writer(svar, delimiter=";").writerows(rader)
    return svar


def _tallrader(alle: dict[Noekkel, Tall], navn: dict[int, str]) -> Iterable[Sequence[object]]:
    yield (
        _("Måned"), _("Bydel"), _("Kanal"), _("Registrert"), _("I tide"), _("Venter over frist"), _("Andel i tide"),
        _("Median, arbeidstimer"), _("9 av 10, arbeidstimer"),
    )  # fmt: skip
    for n, t in sorted(alle.items(), key=lambda par: tuple(str(x or "") for x in par[0])):
        andel = "" if t.andel is None else f"{t.andel:.6f}"
        yield (
            f"{n.maaned:%Y-%m}" if n.maaned else "", navn[n.virksomhet] if n.virksomhet else "", n.kanal or "",
            t.antall, t.i_tide, t.venter, andel, _timer(t.median), _timer(t.p90),
        )  # fmt: skip


def _timer(sekunder: float | None) -> str:
    return "" if sekunder is None else f"{sekunder / 3600:.4f}"


def _raarader(utvalg: Utvalg, navn: dict[int, str]) -> Iterable[Sequence[object]]:
    yield (
        _("Bydel"), _("Kanal"), _("Mottatt"), _("Frist"), _("Nivåversjon"), _("Registrert"), _("Journalført"),
        _("Fordelt"),
    )  # fmt: skip
    for r in grunnlag(utvalg):
        tider = [t.astimezone(OSLO).isoformat() for t in r.tider or ()] or ["", "", ""]
        mottatt, frist = r.mottatt.astimezone(OSLO).isoformat(), r.frist.astimezone(OSLO).isoformat()
        yield navn[r.virksomhet], r.kanal, mottatt, frist, r.fristregel, *tider


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="forklar brudd")
def forklaring(request: Forespoersel, maaling: int) -> HttpResponse:
    """Say why one item was late. Who owns it follows."""
    den = get_object_or_404(Maaling.objects.select_related("innkomst", "eiers_virksomhet"), pk=maaling)
    valg = {n: request.POST.get(n, getattr(den, n)) for n in ("aarsak", "merknad")}
    hindre, status = list(hindre_for_forklaring(den, Aarsak.KAPASITET, "")), 200
    if request.method == "POST":
        gjort, hindre = alt_eller_ingenting(lambda: forklar(den, av=request.aktoer, **valg))
        if gjort is not None:
            return HttpResponse(status=302, headers={"Location": reverse("tjenesteniva")})
        status = 409
    kontekst = {"m": den, "valg": valg, "hindre": hindre, "aarsaker": [(k, _(n)) for k, n in Aarsak.choices]}
    return tegn(request, "mottak/forklaring.html", kontekst, status=status)
