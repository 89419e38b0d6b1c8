"""What a bydel can see of what is done in it and who may do it, the archive service's people included."""

from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.historikk import Hendelse, handlinger, slagene
from bysak.kjerne.kalender import OSLO, i_dag
from bysak.organisasjon.models import Rolletildeling
from bysak.organisasjon.tilgang import Rett, kan, krev
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, leser
from bysak.web.jinja import tegn
from bysak.web.nedlasting import Liste, grense, lenker, som_fil

LINJER = 50
UTVALG = {"": None, "byarkivet": True, "egne": False}


@require_GET
@innlogget
def virksomheter(request: Forespoersel) -> HttpResponse:
    """The virksomheter whose log the person may read; straight to it when there is one."""
    mine = [v for v in leser(request) if kan(request.aktoer, Rett.SE_LOGG, v.pk)]
    if len(mine) == 1:
        return HttpResponseRedirect(reverse("virksomhet_handlinger", args=[mine[0].kode]))
    return tegn(request, "min/virksomheter.html", {"mine": mine})


@require_GET
@i_virksomhet(verb="se handlinger")
def handlingene(request: Forespoersel) -> HttpResponse:
    """What has been done here, by whom and on whose behalf, newest first."""
    krev(request.aktoer, Rett.SE_LOGG)
    valg = request.GET.get("av", "")
    foer = request.GET.get("foer", "")
    rader = handlinger(
        request.aktoer, tjenesteyter=UTVALG.get(valg), hvem=request.GET.get("hvem", "").strip(),
        dag=_dagen(request), hva=request.GET.get("hva", ""),
        foer=int(foer) if foer.isdecimal() and len(foer) < 19 else None, grense=(grense(request) or LINJER) + 1,
    )  # fmt: skip
    if grense(request):
        return som_fil(request, _som_liste([h for _id, h in rader]))
    neste = ""
    if len(rader) > LINJER:
        sporsmaal = request.GET.copy()
        sporsmaal["foer"] = str(rader[LINJER - 1][0])
        neste = f"?{sporsmaal.urlencode()}"
    kontekst = {
        "rader": [h for _id, h in rader[:LINJER]], "neste": neste, "valg": valg, "hvem": request.GET.get("hvem", ""),
        "nedlastinger": lenker(request), "dag": request.GET.get("dag", ""), "hva": request.GET.get("hva", ""),
        "slagene": [(kode, _stor(navn)) for kode, navn in slagene()],
        "utvalg": [("", _("Alle")), ("byarkivet", _("Byarkivet for bydelen")), ("egne", _("Bydelens egne"))],
    }  # fmt: skip
    return tegn(request, "min/handlinger.html", kontekst)


def _stor(tekst: str) -> str:
    """Words as they begin a line."""
    return tekst[:1].upper() + tekst[1:]


def _dagen(request: Forespoersel) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("dag", ""))
    except ValueError:
        return None


def _som_liste(hendelser: list[Hendelse]) -> Liste:
    kolonner = (_("Når"), _("Hvem"), _("På vegne av"), _("Hva"), _("Gjelder"), _("Grunn"))
    rader = [
        (f"{h.tid.astimezone(OSLO):%d.%m.%Y %H.%M}", h.hvem, h.tjenesteyter, h.hva, ", ".join(h.objekter),
         h.overstyring or h.grunn)
        for h in hendelser
    ]  # fmt: skip
    return Liste("handlinger", _("Hva er gjort"), kolonner, rader)


@require_GET
@i_virksomhet(verb="se rettigheter")
def rettigheter(request: Forespoersel) -> HttpResponse:
    """Who has which role here, since when, and from which employer; ended roles last."""
    krev(request.aktoer, Rett.SE_LOGG)
    dag = i_dag()
    roller = (
        Rolletildeling.objects.filter(bruker__er_system=False)
        .select_related("bruker", "enhet", "tjenesteyter")
        .order_by("bruker__navn", "fra_dato")
    )
    naa = [r for r in roller if r.til_dato is None or r.til_dato >= dag]
    kontekst = {
        "egne": [r for r in naa if r.tjenesteyter is None], "tjenesten": [r for r in naa if r.tjenesteyter],
        "avsluttede": [r for r in roller if r.til_dato and r.til_dato < dag],
    }  # fmt: skip
    return tegn(request, "min/rettigheter.html", kontekst)
