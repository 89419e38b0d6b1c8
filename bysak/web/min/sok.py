"""The search page: one box, and everything around it is only another way to write in the box."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bysak.arkivstruktur.koder import Journalposttype, Journalstatus, Saksstatus
from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.arkivstruktur.soek import (
    MAKS_TELT,
    MAKS_TREFF,
    Sorter,
    Treff,
    er_nummer,
    forslag,
    merknader,
    oversikt,
    soek,
    utdrag,
)
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.models import AdministrativEnhet, Virksomhet
from bysak.saksbehandling.lagretsoek import lagre_soek, mine_soek, slett_lagret_soek
from bysak.saksbehandling.models import LagretSoek
from bysak.web.doer import Forespoersel, innlogget, leser, mine_virksomheter
from bysak.web.jinja import tegn
from bysak.web.kolonner import Hode, Kolonne, Visning, visningen
from bysak.web.min.avansert import sammensatt, statusvalg, typevalg
from bysak.web.nedlasting import grense, lenker, som_fil
from bysak.web.objekter.finn import finn_objekter
from bysak.web.skrivemaate import tall
from bysak.web.spraak import oversatt

TREFF, I_FASETT = 50, 8


@require_GET
@innlogget
def sok(request: Forespoersel) -> HttpResponse:
    """Search in what I may see, with my saved searches beside; those are mine wherever I look just now."""
    if "avansert" in request.GET:
        return HttpResponseRedirect(_adresse(sammensatt(request.GET)))
    with arbeid(som=request.aktoer, leser=mine_virksomheter(request)):
        lagrede = [(s, _adresse(s.tekst)) for s in mine_soek(request.aktoer)]
    with arbeid(som=request.aktoer, leser=leser(request)):
        return _side_med_treff(request, lagrede)


@require_POST
@innlogget
def lagre(request: Forespoersel) -> HttpResponse:
    """Keep the question under a name."""
    with arbeid(som=request.aktoer, i=mine_virksomheter(request)[0], verb="lagre_soek"):
        lagret = lagre_soek(request.POST.get("q", ""), navn=request.POST.get("navn", ""), av=request.aktoer)
    messages.success(request, _("Søket «%(navn)s» er lagret.") % {"navn": lagret.navn})
    return HttpResponseRedirect(_adresse(lagret.tekst))


@require_POST
@innlogget
def slett(request: Forespoersel) -> HttpResponse:
    """Take a saved search away."""
    with arbeid(som=request.aktoer, i=mine_virksomheter(request)[0], verb="slett_lagret_soek"):
        slett_lagret_soek(request.POST.get("navn", ""), av=request.aktoer)
    return HttpResponseRedirect("/sok")


def _side_med_treff(request: Forespoersel, lagrede: list[tuple[LagretSoek, str]]) -> HttpResponse:
    """A number that only one thing has leads straight to it."""
    tekst = request.GET.get("q", "").strip()[:400]
    valgt = request.GET.get("sorter", "")
    sorter = Sorter(valgt) if valgt in list(Sorter) else Sorter.NYEST
    side = _side(request.GET.get("side", "1"))
    av, visning = request.aktoer, visningen(request, "sok", _kolonnene(), "dato")
    if grense(request):
        alle = [t for t in soek(tekst, av=av, grense=MAKS_TREFF, sorter=sorter) if _det(t)]
        return som_fil(request, replace(visning.som_liste("treff", _("Søk"), alle), maks=MAKS_TREFF - 1))
    funnet = soek(tekst, av=av, grense=TREFF + 1, hopp=(side - 1) * TREFF, sorter=sorter) if tekst else []
    rett_dit = treffets_url(funnet[0]) if len(funnet) == 1 and side == 1 and er_nummer(tekst) else ""
    if rett_dit:
        return HttpResponseRedirect(rett_dit)
    vist = funnet[:TREFF]
    bitene = utdrag(tekst, vist, av=av) if vist else {}
    kontekst = {
        "soketekst": tekst, "side": side, "lagrede": lagrede, "flere": len(funnet) > TREFF, "sorter": sorter.value,
        "treff": [(t, treffets_url(t), bitene.get(t.registrering.pk, []) if t.registrering else []) for t in vist],
        "merknader": merknader(tekst, av=av) if tekst else [],
        "sorteringer": [(kode, navn, _adresse(tekst, kode)) for kode, navn in _sorteringer()],
        "forslag": [(f, _adresse(f)) for f in forslag(tekst, av=av)] if tekst and not funnet else [],
        "nedlastinger": lenker(request, med_alle=True), "visning": visning, "hoder": _hodene(visning, tekst, sorter),
        "typevalg": typevalg(), "statusvalg": statusvalg(),
        "objekter": finn_objekter(tekst, vist, leser(request)) if side == 1 else [],
        **_rundt(tekst, request, bool(funnet)),
    }  # fmt: skip
    return tegn(request, "min/sok.html", kontekst)


def _kolonnene() -> tuple[Kolonne, ...]:
    """The columns of the hits, cases and entries alike."""
    dag = "nowrap bare-bred"
    return (
        Kolonne("nummer", _("Nummer"), _nummeret, "b8", "nowrap"),
        Kolonne("type", _("Type"), _slaget, "b3"),
        Kolonne("tittel", _("Tittel"), lambda t: _det(t).tittel, fast=True),
        Kolonne("bydel", _("Bydel"), lambda t: _det(t).virksomhet.kortnavn, "b9", "kutt bare-bred"),
        Kolonne("status", _("Status"), _statusen, "b9", "kutt bare-bred"),
        Kolonne("dato", _("Dato"), lambda t: f"{_datoen(t):%d.%m.%Y}", "b8", dag),
        Kolonne("loepenummer", _("Løpenummer"), lambda t: _posten(t, "loepenummer"), "b9", dag, standard=False),
        Kolonne("dokumentdato", _("Dokumentdato"), lambda t: _posten(t, "dokumentets_dato"), "b8", dag, standard=False),
        Kolonne("frist", _("Svarfrist"), lambda t: _posten(t, "forfallsdato"), "b8", dag, standard=False),
    )


def _nummeret(t: Treff) -> str:
    return str(_det(t).registrerings_id if t.registrering else _det(t).mappe_id)


def _det(t: Treff) -> Any:
    return t.registrering or t.mappe


def _slaget(t: Treff) -> str:
    return oversatt(t.registrering.get_journalposttype_display()) if t.registrering else _("Sak")


def _statusen(t: Treff) -> str:
    return oversatt(_det(t).get_journalstatus_display() if t.registrering else _det(t).get_saksstatus_display())


def _datoen(t: Treff) -> Any:
    det = _det(t)
    return (det.journaldato if t.registrering else det.saksdato) or det.opprettet_dato


def _posten(t: Treff, felt: str) -> str:
    """What only an entry has."""
    verdi = getattr(t.registrering, felt, "") or ""
    return f"{verdi:%d.%m.%Y}" if isinstance(verdi, date) else str(verdi)


def _hodene(visning: Visning, tekst: str, sorter: Sorter) -> list[Hode]:
    """The heads; the index of the search knows the order of dates and of titles."""
    dato = (Sorter.ELDST, "descending") if sorter == Sorter.NYEST else (Sorter.NYEST, "")
    veier = {
        "dato": dato if sorter != Sorter.ELDST else (Sorter.NYEST, "ascending"),
        "tittel": (Sorter.TITTEL, "ascending" if sorter == Sorter.TITTEL else ""),
    }
    return [
        Hode(k, _adresse(tekst, veier[k.kode][0]), veier[k.kode][1]) if k.kode in veier else Hode(k)
        for k in visning.synlige
    ]


def treffets_url(treff: Treff) -> str:
    """The address of what was found: its own, its case's, or "" for what lies in no case.

    Through the interface other systems make mapper and registreringer that are not cases and entries.
    """
    reg = treff.registrering
    sak = treff.mappe if reg is None else reg.mappe
    if sak is None or sak.art != Mappe.Art.SAKSMAPPE:
        return ""
    adresse = _saksadresse(sak, (reg or sak).virksomhet.kode)
    if reg is not None and reg.art == Registrering.Art.JOURNALPOST:
        return reverse("journalpost", args=[*adresse, reg.journalpostnummer])
    return reverse("sak", args=adresse)


def _saksadresse(sak: Mappe, kode: str) -> list[Any]:
    return [kode, sak.saksaar, sak.sakssekvensnummer]


def _side(tekst: str) -> int:
    return max(int(tekst), 1) if tekst.isdecimal() and 0 < len(tekst) < 4 else 1


def _adresse(tekst: str, sorter: str = Sorter.NYEST) -> str:
    valg = {"q": tekst} | ({} if sorter == Sorter.NYEST else {"sorter": sorter})
    return f"/sok?{urlencode(valg)}"


def _sorteringer() -> list[tuple[str, str]]:
    return [
        (Sorter.NYEST.value, _("Nyeste først")),
        (Sorter.ELDST.value, _("Eldste først")),
        (Sorter.RELEVANS.value, _("Mest relevant")),
        (Sorter.TITTEL.value, _("Tittel")),
    ]


def _rundt(tekst: str, request: Forespoersel, funnet: bool) -> dict[str, Any]:
    """How many hits, and the facets: each choice is the question with one more word."""
    if not funnet:
        return {"antallet": "", "fasetter": []}
    alt = oversikt(tekst, av=request.aktoer)
    antallet = _("%(n)s treff") % {"n": tall(alt.antall)}
    if alt.antall >= MAKS_TELT:
        antallet = _("Mer enn %(n)s treff. Tallene under gjelder de nyeste.") % {"n": tall(alt.antall)}
    sorter = request.GET.get("sorter", "")
    fasetter = [
        (navn, [(etikett, antall, _adresse(f"{tekst} {ordet}", sorter)) for etikett, ordet, antall in valg])
        for navn, valg in _fasetter(alt.merker, mine_virksomheter(request))
        if len(valg) > 1
    ]
    return {"antallet": antallet, "fasetter": fasetter}


def _fasetter(merker: Counter[str], mine: list[Virksomhet]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Name of each facet, and its choices: label, the word to write in the box, count."""
    enheter = dict(AdministrativEnhet.objects.filter(pk__in=_verdier(merker, "enhet")).values_list("pk", "navn"))
    bydeler = {str(v.pk): v for v in mine}
    etiketter = {
        "type": {"sak": _("Sak"), **{k: oversatt(n) for k, n in Journalposttype.choices}},
        "journalstatus": {k: oversatt(n) for k, n in Journalstatus.choices},
        "saksstatus": {k: oversatt(n) for k, n in Saksstatus.choices},
        "dato": {aar: aar for aar in _verdier(merker, "dato")},
        "virksomhet": {nr: v.kortnavn for nr, v in bydeler.items()},
        "enhet": {str(nr): navn for nr, navn in enheter.items()},
    }
    skrives = {
        "virksomhet": lambda nr: f"bydel:{bydeler[nr].kode}",
        "enhet": lambda nr: f'enhet:"{etiketter["enhet"][nr]}"',
    }
    navn = {
        "type": _("Type"), "virksomhet": _("Bydel"), "dato": _("År"), "journalstatus": _("Journalstatus"),
        "saksstatus": _("Saksstatus"), "enhet": _("Enhet"),
    }  # fmt: skip
    svar = []
    for felt, overskrift in navn.items():
        valg = [
            (etiketter[felt][v], skrives.get(felt, lambda v, f=felt: f"{f}:{v}")(v), merker[f"§{felt}:{v}"])
            for v in _verdier(merker, felt)
            if v in etiketter[felt]
        ]
        valg.sort(key=(lambda v: v[0]) if felt == "dato" else (lambda v: -v[2]), reverse=felt == "dato")
        svar.append((overskrift, valg[:I_FASETT]))
    return svar


def _verdier(merker: Counter[str], felt: str) -> list[str]:
    return [m.partition(":")[2] for m in merker if m.startswith(f"§{felt}:")]
