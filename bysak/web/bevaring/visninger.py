"""The pages of bevaring: periods and deposits, a new deposit with what stands in its way, and one deposit."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bysak.arkivstruktur.arkivdeler import avslutt_arkivdel, hindre_for_periodeavslutning
from bysak.arkivstruktur.models import Arkivdel
from bysak.bevaring.bestilling import bestill_i_bakgrunnen, fortsett_uttrekk, sist_brukte_avtale
from bysak.bevaring.models import Innlesing, Uttrekk
from bysak.bevaring.uttrekk.produksjon import stopp_uttrekk
from bysak.bevaring.uttrekk.utvalg import Utvalg, hindergrupper, hindre_for_uttrekk, utvalg_fram_til
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, krev
from bysak.web.bevaring import tilgang
from bysak.web.bevaring.avlevering import les_kvittering
from bysak.web.bevaring.beskjed import VENTER
from bysak.web.bevaring.framdrift import egne_funn, gangen, grupper, kontrollen, sjekksummer, titlene, tittelen
from bysak.web.bevaring.perioder import periodene
from bysak.web.bevaring.steder import hinderrader, steder
from bysak.web.bevaring.tilgang import hvor, ser, steng
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, leser
from bysak.web.jinja import er_htmx, tegn, tegn_blokk

TIDLIGERE = 10


@require_GET
@innlogget
def bevaring(request: Forespoersel) -> HttpResponse:
    """Per virksomhet: the periods, what could be deposited now, and the deposits."""
    mine = [v for v in leser(request) if ser(request.aktoer, v.pk)]
    if not mine:
        raise steng()
    kan_bestille = {v.pk for v in mine if kan(request.aktoer, Rett.ADMINISTRERE, v.pk)}
    with arbeid(som=request.aktoer, leser=mine):
        uttrekk = list(Uttrekk.objects.prefetch_related("steg", "funn")[:200])
        titler = titlene(uttrekk)
        rader = [(u, tittelen(u, titler), gangen(u), sjekksummer(u)) for u in uttrekk]
        perioder = periodene()
        innlest = {i.virksomhet_id: i for i in Innlesing.objects.defer("skjemaer")}
    deler = [
        (
            v,
            perioder.get(v.pk, []),
            [r for r in rader if r[0].virksomhet_id == v.pk],
            v.pk in kan_bestille,
            innlest.get(v.pk),
        )
        for v in mine
    ]
    deler.sort(key=lambda d: (not d[2], not any(p.kan_avleveres for p in d[1]), d[0].navn))
    return tegn(request, "bevaring/oversikt.html", {"deler": deler})


def _valget(kilde: dict[str, str]) -> tuple[Utvalg | None, str]:
    """What the form asks for, or a sentence that says what is missing."""
    if kilde.get("hva") == "dato":
        try:
            dag = date.fromisoformat(kilde.get("fram_til", ""))
        except ValueError:
            return None, _("Skriv en dato, for eksempel 31.12.2025.")
        return (utvalg_fram_til(dag), "") if dag <= i_dag() else (None, _("Velg en dato som har vært."))
    valgt = [d.pk for d in Arkivdel.objects.all() if str(d.pk) == kilde.get("arkivdel")]
    return (Utvalg(tuple(valgt)), "") if valgt else (None, _("Velg en periode."))


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="bestill uttrekk")
def nytt_uttrekk(request: Forespoersel) -> HttpResponse:
    """Choose what to deposit and see what stands in the way; POST orders it."""
    virksomhet = hvor(request)
    krev(request.aktoer, Rett.ADMINISTRERE)
    kilde = (request.POST if request.method == "POST" else request.GET).dict()
    utvalg, feil = _valget(kilde) if "hva" in kilde else (None, "")
    if request.method == "POST" and utvalg is not None:
        try:
            uttrekk = bestill_i_bakgrunnen(utvalg, av=request.aktoer, avtale=kilde.get("avtale", "")[:60])
        except Hindret:
            return tegn(request, "bevaring/ny.html", _om_valget(request, virksomhet, kilde, utvalg, feil), status=409)
        request.session[VENTER] = True
        messages.success(request, _("Uttrekket er bestilt og lages i bakgrunnen."))
        return HttpResponseRedirect(reverse("uttrekk", args=[virksomhet.kode, uttrekk.pk]))
    status = 422 if feil else 200
    return tegn(request, "bevaring/ny.html", _om_valget(request, virksomhet, kilde, utvalg, feil), status=status)


def _om_valget(
    request: Forespoersel, virksomhet: Virksomhet, kilde: dict[str, str], utvalg: Utvalg | None, feil: str
) -> dict[str, object]:
    grupper = hindergrupper(utvalg) if utvalg else []
    koder = {f"uttrekk.{g.kode}" for g in grupper}
    andre = [replace(h, objekt=None) for h in hindre_for_uttrekk(utvalg) if h.kode not in koder] if utvalg else []
    avslutt = _perioden_som_kan_avsluttes(utvalg) if utvalg else None
    return {
        "arkivdeler": periodene().get(virksomhet.pk, []), "kilde": kilde, "feil": feil, "utvalg": utvalg,
        "rader": hinderrader(grupper, av=request.aktoer, bydel=virksomhet.kode), "andre": andre,
        "stopper": bool(andre) or bool(grupper and utvalg and utvalg.fram_til is None),
        "i_dag": i_dag(), "avtale": kilde.get("avtale") or sist_brukte_avtale(), "avslutt": avslutt,
    }  # fmt: skip


def _perioden_som_kan_avsluttes(utvalg: Utvalg) -> Arkivdel | None:
    """The one thing about a period that is mended here: it is not closed, and nothing in it is open any more."""
    if utvalg.fram_til is not None:
        return None
    deler = Arkivdel.objects.filter(pk__in=utvalg.arkivdeler)
    return next((d for d in deler if not list(hindre_for_periodeavslutning(d))), None)


@require_POST
@i_virksomhet(verb="avslutt periode")
def avslutt_periode(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Close a period where nothing is open, so that the whole of it can be deposited."""
    virksomhet = hvor(request)
    arkivdel = Arkivdel.objects.filter(pk=pk).first()
    if arkivdel is None:
        raise Http404
    avslutt_arkivdel(arkivdel, av=request.aktoer)
    messages.success(request, _("Perioden er avsluttet."))
    adresse = reverse("nytt_uttrekk", args=[virksomhet.kode])
    return HttpResponseRedirect(f"{adresse}?hva=arkivdel&arkivdel={pk}")


@require_GET
@i_virksomhet(verb="se uttrekk")
def uttrekket(request: Forespoersel, pk: UUID) -> HttpResponse:
    """One deposit: the steps file by file, what was found, and the result. htmx asks again while it is being made."""
    virksomhet = hvor(request)
    uttrekk = tilgang.uttrekket(pk)
    gang = gangen(uttrekk)
    kontekst = {"u": uttrekk, "gang": gang, "kan_styre": kan(request.aktoer, Rett.ADMINISTRERE)}
    if er_htmx(request):
        if not gang.gaar:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return tegn_blokk(request, "bevaring/uttrekk.html", ["gang", "trinn", "melding"], kontekst)
    return tegn(request, "bevaring/uttrekk.html", kontekst | _resultatet(request, virksomhet, uttrekk))


def _resultatet(request: Forespoersel, virksomhet: Virksomhet, uttrekk: Uttrekk) -> dict[str, object]:
    rapport = kontrollen(uttrekk) if uttrekk.antall_funn is not None else None
    funn = grupper([*egne_funn(uttrekk), *(rapport.funn if rapport else [])])
    ider = {f.objekt_id for gruppe in funn for f in gruppe.vist}
    pekere = steder(_gyldige(ider), av=request.aktoer, bydel=virksomhet.kode)
    utvalg = Utvalg(tuple(uttrekk.arkivdeler), uttrekk.fram_til)
    andre = list(Uttrekk.objects.exclude(pk=uttrekk.pk)[:TIDLIGERE])
    return {
        "tittel": tittelen(uttrekk, titlene([uttrekk])), "rapport": rapport, "funn": funn,
        "merknader": [f.tekst for f in uttrekk.funn.all() if f.kode == "skjema"] + _merknader(uttrekk),
        "steder": {str(pk): sted for pk, sted in pekere.items()}, "summer": sjekksummer(uttrekk), "andre": andre,
        "rader": hinderrader(hindergrupper(utvalg), av=request.aktoer, bydel=virksomhet.kode),
    }  # fmt: skip


def _merknader(uttrekk: Uttrekk) -> list[str]:
    k = les_kvittering(uttrekk) if uttrekk.pakke_sjekksum else None
    return list(k["merknader"]) if k else []


def _gyldige(ider: set[str]) -> set[UUID]:
    """Those that are ids of ours: a finding may name anything that stands in the file."""
    gyldige = set()
    for tekst in ider:
        try:
            gyldige.add(UUID(tekst))
        except ValueError:
            continue
    return gyldige


@require_POST
@i_virksomhet(verb="stopp uttrekk")
def stopp(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Ask the deposit to stop; what is done stays done."""
    virksomhet = hvor(request)
    stopp_uttrekk(tilgang.uttrekket(pk), av=request.aktoer)
    messages.success(request, _("Uttrekket stanser så snart steget det er på, tillater det."))
    return HttpResponseRedirect(reverse("uttrekk", args=[virksomhet.kode, pk]))


@require_POST
@i_virksomhet(verb="fortsett uttrekk")
def fortsett(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Take the deposit up again where it was."""
    virksomhet = hvor(request)
    fortsett_uttrekk(tilgang.uttrekket(pk), av=request.aktoer)
    request.session[VENTER] = True
    messages.success(request, _("Uttrekket fortsetter der det var."))
    return HttpResponseRedirect(reverse("uttrekk", args=[virksomhet.kode, pk]))
