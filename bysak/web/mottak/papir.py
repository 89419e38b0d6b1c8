"""Paper: the batches of the day over all bydeler, uploading, trying again, and the sheets to lay between letters."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bysak.kjerne import lager, skann
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag, naa
from bysak.mottak.deling import SLAG
from bysak.mottak.kanaler.papir import MAKS_BYTES, avvis_bunke, proev_igjen, ta_inn
from bysak.mottak.kanaler.papirtall import papirdager
from bysak.mottak.models import Skannbunke, Skannkilde
from bysak.mottak.skilleark import MAKS_ANTALL, skilleark
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, virksomhet_i_adressen
from bysak.web.filvisning import svar_med_fil
from bysak.web.jinja import tegn
from bysak.web.mottak.hvor import krev_koeer

_MAKS_FILER = 50
_EN_DAG = timedelta(days=1)
_VISES = 300


@innlogget
def papir(request: Forespoersel) -> HttpResponse:
    """What came on paper on a day, what was found in it, and what went wrong; failures stay until they are settled."""
    hvor = krev_koeer(request)
    dag = _dag(request.GET.get("dag", ""))
    with arbeid(som=request.aktoer, leser=hvor):
        alle = Skannbunke.objects.select_related("virksomhet", "lastet_opp_av").exclude(kilde=Skannkilde.VIDERESENDT)
        dagens = list(alle.filter(tatt_inn_tid__date=dag).order_by("-tatt_inn_tid")[:_VISES])
        venter = alle.exclude(feil="").filter(lest_tid=None, avvist_tid=None).exclude(pk__in=[b.pk for b in dagens])
        bunker = [*venter.order_by("-tatt_inn_tid")[:_VISES], *dagens]
        dager = papirdager(dag - 6 * _EN_DAG, dag)
    navn = {v.pk: v.kortnavn for v in hvor}
    rader = sorted(((d.dag, navn[v], d) for (v, _dag_), d in dager.items()), key=lambda r: (-r[0].toordinal(), r[1]))
    return tegn(request, "mottak/papir.html", {
        "dag": dag, "forrige": dag - _EN_DAG, "neste": dag + _EN_DAG if dag < i_dag() else None, "bunker": bunker,
        "dager": rader, "leses": any(_leses(b) for b in bunker), "bydeler": [(v.kode, v.kortnavn) for v in hvor],
        "leser_tekst": skann.kan_lese_tekst(), "maks": MAKS_BYTES >> 20,
    })  # fmt: skip


@require_POST
@innlogget
def last_opp(request: Forespoersel) -> HttpResponse:
    """Take in the files that were chosen; each is one batch, and says what became of it."""
    request.virksomhet = virksomhet = virksomhet_i_adressen(request, request.POST.get("bydel", ""))
    filer = request.FILES.getlist("filer")[:_MAKS_FILER]
    nye = sum(_ta_inn(request, virksomhet, fil) for fil in filer)
    if nye:
        tekst = ngettext("%(num)s bunke er tatt inn og leses.", "%(num)s bunker er tatt inn og leses.", nye)
        messages.success(request, tekst % {"num": nye})
    elif not filer:
        messages.error(request, _("Velg minst én fil."))
    if "X-Opplasting" in request.headers:
        return HttpResponse(status=204)
    return redirect("mottak_papir")


@require_POST
@i_virksomhet("prøv bunke igjen")
def igjen(request: Forespoersel, bunke_id: UUID) -> HttpResponse:
    """Read a batch that failed once more."""
    proev_igjen(get_object_or_404(Skannbunke, pk=bunke_id), av=request.aktoer)
    messages.success(request, _("Bunken leses en gang til."))
    return redirect("mottak_papir")


@require_POST
@i_virksomhet("legg bort bunke")
def avvis(request: Forespoersel, bunke_id: UUID) -> HttpResponse:
    """A person's decision that a batch is not to be read."""
    bunke = get_object_or_404(Skannbunke, pk=bunke_id)
    try:
        avvis_bunke(bunke, grunn=request.POST.get("grunn", "")[:500], av=request.aktoer)
    except Hindret as nei:
        messages.error(request, " ".join(h.tekst for h in nei.hindre))
    else:
        messages.success(request, _("Lagt bort: %(hva)s.") % {"hva": bunke.filnavn})
    return redirect("mottak_papir")


@innlogget
def original(request: Forespoersel, bydel: str, bunke_id: UUID) -> HttpResponse:
    """The batch exactly as it came, to be saved."""
    request.virksomhet = virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, i=virksomhet, verb="les bunke"):
        krev(request.aktoer, Rett.MOTTA)
        bunke = get_object_or_404(Skannbunke, pk=bunke_id)
    if not bunke.sjekksum:
        raise Http404
    return svar_med_fil(virksomhet.kode, bunke.sjekksum, bunke.filnavn, "")  # type: ignore[return-value]


@require_GET
@innlogget
def arkene(request: Forespoersel) -> HttpResponse:
    """Separator sheets to print: chosen on a page, and given as one PDF."""
    hvor = krev_koeer(request)
    valgte = [v for v in hvor if v.kode in request.GET.getlist("bydel")]
    slag = [s for s in request.GET.getlist("slag") if s in SLAG]
    antall = request.GET.get("antall", "1")
    if not valgte or not slag:
        kontekst = {"bydeler": hvor, "slagene": list(SLAG.items()), "maks": MAKS_ANTALL, "mangler": bool(request.GET)}
        return tegn(request, "mottak/skilleark.html", kontekst)
    pdf = skilleark([(v, s) for v in valgte for s in slag], int(antall) if antall.isdecimal() and int(antall) else 1)
    hoder = {"Content-Disposition": 'inline; filename="skilleark.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf, content_type="application/pdf", headers=hoder)


def _ta_inn(request: Any, virksomhet: Virksomhet, fil: Any) -> bool:
    """Take one file in; what is to be said of it is a receipt. Says whether it is new."""
    per_brev = request.POST.get("sider_per_brev", "0")
    try:
        bunke, ny = ta_inn(
            virksomhet, fil.file, filnavn=fil.name or "", kilde=Skannkilde.OPPLASTING, skannet=naa(),
            av=request.aktoer, lastet_opp_av=request.user,
            sider_per_brev=min(int(per_brev), 500) if per_brev.isdecimal() else 0,
        )  # fmt: skip
    except lager.ForStor as feil:
        messages.error(request, f"{fil.name}: {feil}")
        return False
    if not ny:
        tekst = _("«%(fil)s» er samme bunke som «%(foer)s», mottatt %(naar)s. Den er ikke tatt inn en gang til.")
        naar = f"{bunke.tatt_inn_tid:%d.%m.%Y}"
        messages.warning(request, tekst % {"fil": fil.name, "foer": bunke.filnavn, "naar": naar})
    return ny


def _dag(tekst: str) -> date:
    try:
        return min(date.fromisoformat(tekst), i_dag())
    except ValueError:
        return i_dag()


def _leses(bunke: Skannbunke) -> bool:
    return bunke.lest_tid is None and bunke.avvist_tid is None and not bunke.feil
