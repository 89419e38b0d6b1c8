"""The background jobs that gave up, to be tried again or put aside; and what waits and runs now."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bysak.arkivstruktur.models import Dokumentkobling
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.jobbkoe import VISES, Feilet, gitt_opp, koeen
from bysak.kjerne.models import Jobbfeil
from bysak.organisasjon.jobbfeil import legg_bort, proev_igjen
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.web.doer import Forespoersel, innlogget, leser
from bysak.web.forvaltning.jobbord import oppgaven, setningen
from bysak.web.jinja import tegn

Poster = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Rad:
    """One line: a job, or all the times that one which starts by itself has given up."""

    verdi: str
    antall: int
    tid: datetime
    forsoek: int
    hvor: Virksomhet
    gjelder: str
    url: str
    setning: str
    teknisk: str


def forvaltet(request: Forespoersel) -> list[Virksomhet]:
    """The virksomheter that the person looks at now and administers."""
    return [v for v in leser(request) if kan(request.aktoer, Rett.ADMINISTRERE, v.pk)]


@require_http_methods(["GET", "POST"])
@innlogget
def jobbene(request: Forespoersel) -> HttpResponse:
    """What gave up, kind by kind; one or many are tried again or put aside."""
    hvor = forvaltet(request)
    if not hvor:
        raise PermissionDenied(_("Denne siden er for systemforvalteren. Be om rollen hvis du trenger den."))
    if request.method == "GET":
        return _siden(request, hvor, [])
    try:
        messages.success(request, _avgjoer(request, [v.pk for v in hvor]))
    except Hindret as nei:
        return _siden(request, hvor, list(nei.hindre))
    return HttpResponseRedirect(reverse("jobber"))


def _avgjoer(request: Forespoersel, hvor: Sequence[int]) -> str:
    merket = request.POST.getlist("en") or request.POST.getlist("jobb")
    ider = [int(i) for verdi in merket for i in verdi.split(",") if i.isdecimal() and len(i) < 19]
    if request.POST.get("handling") == "bort":
        n = legg_bort(ider, hvor=hvor, grunn=request.POST.get("grunn", ""), av=request.aktoer)
        return ngettext("%(num)s jobb er lagt bort.", "%(num)s jobber er lagt bort.", n) % {"num": n}
    n = proev_igjen(ider, hvor=hvor, av=request.aktoer)
    return ngettext("%(num)s jobb prøves igjen nå.", "%(num)s jobber prøves igjen nå.", n) % {"num": n}


def _siden(request: Forespoersel, hvor: list[Virksomhet], hindre: list[Hinder]) -> HttpResponse:
    ider = [v.pk for v in hvor]
    funnet, koe = gitt_opp(ider), koeen(ider)
    with arbeid(som=request.aktoer, leser=hvor):
        feil = list(Jobbfeil.objects.filter(jobb__in=[j.id for j in funnet]))
        # A sweep has one reason written down for many times in a row.
        feil += Jobbfeil.objects.filter(oppgave__in={j.oppgave for j in funnet if j.gaar_av_seg_selv}, avgjort="")
        poster = _postene(request, funnet)
    aarsak = {f.oppgave: f for f in feil} | {f.jobb: f for f in feil}
    stedene = {v.pk: v for v in hvor}

    def raden(jobber: list[Feilet]) -> Rad:
        sist, sted = jobber[0], stedene[jobber[0].virksomhet_id]
        hvorfor = aarsak.get(sist.oppgave if sist.gaar_av_seg_selv else sist.id)
        return Rad(
            ",".join(str(j.id) for j in jobber), len(jobber), sist.tid, sist.forsoek, sted,
            *_gjelder(request, sist, sted, poster), setningen(hvorfor), hvorfor.teknisk if hvorfor else "",
        )  # fmt: skip

    kontekst = {
        "grupper": _grupper(funnet, raden), "hindre": hindre, "grunn": request.POST.get("grunn", ""), "hvor": hvor,
        "merket": set(request.POST.getlist("jobb")), "antall": len(funnet), "flere": len(funnet) == VISES,
        "koe": [(oppgaven(k.oppgave), k) for k in koe], "steder": _andre_steder(request, hvor),
    }  # fmt: skip
    return tegn(request, "forvaltning/jobber.html", kontekst, status=409 if hindre else 200)


def _grupper(funnet: Sequence[Feilet], raden: Callable[[list[Feilet]], Rad]) -> list[tuple[str, bool, list[Rad]]]:
    """Kind by kind; one that starts by itself is one line for each virksomhet, however often it has given up."""
    samlet: dict[str, dict[tuple[int, ...], list[Feilet]]] = defaultdict(dict)
    for j in funnet:
        samme = (j.virksomhet_id,) if j.gaar_av_seg_selv else (j.virksomhet_id, j.id)
        samlet[j.oppgave].setdefault(samme, []).append(j)
    return [
        (oppgaven(navn), next(iter(like.values()))[0].gaar_av_seg_selv, [raden(jobber) for jobber in like.values()])
        for navn, like in samlet.items()
    ]


def _gjelder(request: Forespoersel, jobb: Feilet, hvor: Virksomhet, poster: Poster) -> tuple[str, str]:
    """What a job was about, by its kind and never by its title, with the way there for those who may go."""
    mottar = kan(request.aktoer, Rett.MOTTA, hvor.pk)
    if pk := jobb.args.get("dokumentobjekt_id"):
        return poster.get(pk, (_("et dokument som er skjermet for deg"), ""))
    if pk := jobb.args.get("innkomst_id"):
        return _("en sending i mottaket"), reverse("mottak_innkomst", args=[hvor.kode, pk]) if mottar else ""
    if jobb.args.get("bunke_id"):
        return _("en bunke skannet post"), reverse("mottak_papir") if mottar else ""
    if pk := jobb.args.get("uttrekk_id"):
        return _("et uttrekk"), reverse("uttrekk", args=[hvor.kode, pk])
    if jobb.args.get("system_id"):
        return _("en kanal"), reverse("forvaltning_kanaler", args=[hvor.kode])
    if jobb.args.get("varsel_id"):
        return _("et varsel"), reverse("forvaltning_varsler", args=[hvor.kode])
    return "", ""


def _postene(request: Forespoersel, funnet: Sequence[Feilet]) -> Poster:
    """The entries that these files lie in, of those that the person sees."""
    filer = [j.args["dokumentobjekt_id"] for j in funnet if "dokumentobjekt_id" in j.args]
    rader = Dokumentkobling.objects.filter(
        synlig_q(request.aktoer, "registrering__"), dokumentbeskrivelse__objekter__in=filer,
        registrering__journalpostnummer__isnull=False,
    ).values_list(
        "dokumentbeskrivelse__objekter__pk", "virksomhet__kode", "registrering__journalpostnummer",
        "registrering__mappe__saksaar", "registrering__mappe__sakssekvensnummer",
    )  # fmt: skip
    return {
        str(pk): (f"{aar}/{nr}-{postnr}", reverse("journalpost", args=[kode, aar, nr, postnr]))
        for pk, kode, postnr, aar, nr in rader
    }


def _andre_steder(request: Forespoersel, hvor: list[Virksomhet]) -> list[tuple[str, str, str]]:
    """Where other kinds of failure stand with what can be done: in one virksomhet, when one is looked at."""
    en = hvor[0].kode if len(hvor) == 1 else ""

    def dit(rute: str) -> str:
        return reverse(rute, args=[en]) if en else reverse("forvaltning")

    steder = [
        (_("Kanaler"), _("Forsendelser og e-post som ikke kunne tas imot."), dit("forvaltning_kanaler")),
        (_("E-postvarsler"), _("Varsler som e-posttjeneren avviste."), dit("forvaltning_varsler")),
        (_("Integrasjoner"), _("Meldinger som fagsystemer ikke tok imot."), dit("forvaltning_moduler")),
        (_("Formater"), _("Filer som ikke lot seg gjøre om til arkivformat."), dit("forvaltning_formater")),
    ]
    if any(kan(request.aktoer, Rett.MOTTA, v.pk) for v in hvor):
        steder.append((_("Svar til avsendere"), _("Svar som ikke kom fram."), reverse("mottak_svar")))
    return steder
