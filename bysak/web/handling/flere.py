"""Several rows of a list at once: what can be done is done, what cannot is listed with why, and it can be undone.

Each row is an act of its own, in its own transaction: rows belong to different virksomheter, one that is stopped must
not hold back the others, and the log says of each what was done to it. What undoing needs is read from that log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bysak.arkivstruktur.avskrivning import MED_SVAR, avskriv, opphev_avskrivning
from bysak.arkivstruktur.endring import endre_journalpost, endre_saksmappe
from bysak.arkivstruktur.koder import Avskrivningsmaate
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Korrespondansepart, Saksmappe
from bysak.kjerne.arbeid import arbeid, foresporsel_id
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.saksbehandling.fordeling import angre_fordeling, fordel, mottakeren
from bysak.web.doer import Forespoersel, alt_eller_ingenting, innlogget, leser, mine_virksomheter
from bysak.web.handling.skjema import dato
from bysak.web.innlogging import trygg_adresse
from bysak.web.jinja import tegn
from bysak.web.sak.folk import medarbeidere

# As many as a page of any list shows; and for how long a receipt can be undone.
MAKS, ANGREFRIST = 100, timedelta(hours=1)
Verdier = dict[str, Any]


@dataclass(frozen=True)
class Masse:
    """One act on many. gjoer: on one, in an open arbeid. angre: back to what its row said before, from the log."""

    verb: str
    modell: type[Any]
    retter: tuple[Rett, ...]
    gjoer: Callable[[Forespoersel, Any], object]
    angre: Callable[[Forespoersel, Endring], object]
    kvittering: Callable[[], str]
    # Which line of the log says what it was before: table and element.
    spor: tuple[str, str]


@dataclass(frozen=True)
class Stanset:
    """One that could not be done, and why."""

    tekst: str
    hvorfor: str


def uten_svar() -> list[tuple[str, str]]:
    """The ways to write off that point at no answer, and so can be said of many letters."""
    utelatt = (*MED_SVAR, Avskrivningsmaate.SAK_AVSLUTTET)
    return [(k, _(navn)) for k, navn in reversed(Avskrivningsmaate.choices) if k not in utelatt]


def massevalg(request: Forespoersel, *koder: str) -> Verdier:
    """What the bar under a list offers this person; in an open arbeid."""
    hvor = leser(request)
    kan_gjoere = [k for k in koder if any(kan(request.aktoer, r, v.pk) for r in MASSE[k].retter for v in hvor)]
    velges = {"fordel", "ansvarlig"} & set(kan_gjoere)
    return {"masse": kan_gjoere, "maater": uten_svar(), "massefolk": medarbeidere() if velges else []}


def _person(request: Forespoersel) -> Bruker:
    person = next((b for b in medarbeidere() if str(b.pk) == request.POST.get("person")), None)
    if person is None:
        raise Hindret([Hinder("flere.person", _("Den du valgte, arbeider ikke i denne virksomheten."))])
    return person


def _fordel(request: Forespoersel, jp: Journalpost) -> None:
    person, har = _person(request), mottakeren(jp)
    if har and har.saksbehandler_id == person.pk:
        raise Hindret([Hinder("flere.har_den", _("%(navn)s har den alt.") % {"navn": person.navn})])
    enhet = (har and har.administrativ_enhet) or jp.mappe.administrativ_enhet
    if enhet is None:
        raise Hindret([Hinder("fordel.uten_enhet", _("Enhet mangler. Velg hvem som skal ha brevet."))])
    fordel(jp, enhet=enhet, saksbehandler=person, av=request.aktoer)


def _angre_fordeling(request: Forespoersel, endring: Endring) -> None:
    """The other columns of the same row changed in the same act; a row that was new had nobody."""
    i_handlingen = Endring.objects.filter(handling_id=endring.handling_id, objekt_id=endring.objekt_id)
    foer: Verdier = {e.element: e.tidligere for e in i_handlingen}
    part = Korrespondansepart.objects.get(pk=endring.objekt_id)
    ny: Any = endring.ny
    gitt_til = ny["saksbehandler_id"] if endring.element == "+" else ny
    enhet, hadde = foer.get("administrativ_enhet_id", part.administrativ_enhet_id), foer.get("saksbehandler_id")
    angre_fordeling(
        Journalpost.objects.get(pk=part.registrering_id), gitt_til=Bruker.objects.get(pk=gitt_til),
        enhet=AdministrativEnhet.objects.filter(pk=enhet).first() if enhet else None,
        saksbehandler=Bruker.objects.filter(pk=str(hadde)).first() if hadde else None, av=request.aktoer,
    )  # fmt: skip


def _frist(request: Forespoersel, jp: Journalpost) -> None:
    ny = dato(request.POST, "frist")
    if ny is None:
        raise Hindret([Hinder("flere.frist", _("Skriv den nye fristen."), felt="frist")])
    endre_journalpost(jp, forfallsdato=ny, av=request.aktoer)


def _angre_frist(request: Forespoersel, endring: Endring) -> None:
    jp = _uendret(Journalpost, endring)
    foer = date.fromisoformat(endring.tidligere) if endring.tidligere else None
    endre_journalpost(jp, forfallsdato=foer, av=request.aktoer)


def _angre_ansvarlig(request: Forespoersel, endring: Endring) -> None:
    sak, foer = _uendret(Saksmappe, endring), Bruker.objects.get(pk=str(endring.tidligere))
    endre_saksmappe(sak, saksansvarlig=foer, av=request.aktoer)


def _uendret(modell: type[Any], endring: Endring) -> Any:
    """The object, if it still is as the act left it. Raises `Hindret`."""
    objekt = modell.objects.get(pk=endring.objekt_id)
    if str(getattr(objekt, endring.element)) != str(endring.ny):
        raise Hindret([Hinder("flere.endret", _("Den er endret siden, og blir som den er."))])
    return objekt


MASSE: dict[str, Masse] = {
    "avskriv": Masse(
        "avskriv flere", Journalpost, (Rett.AVSKRIVE,),
        lambda request, jp: avskriv(jp, maate=_maate(request), av=request.aktoer),
        lambda request, e: opphev_avskrivning(
            Avskrivning.objects.get(pk=e.objekt_id), grunn=_("Angret."), av=request.aktoer
        ),
        lambda: _("%(n)s er avskrevet."), (Avskrivning._meta.db_table, "+"),
    ),
    "fordel": Masse(
        "fordel flere", Journalpost, (Rett.FORDELE,), _fordel, _angre_fordeling,
        lambda: _("%(n)s er fordelt."), (Korrespondansepart._meta.db_table, "saksbehandler_id"),
    ),
    "frist": Masse(
        "sett frist for flere", Journalpost, (Rett.JOURNALFOERE,), _frist, _angre_frist,
        lambda: _("%(n)s har fått ny frist."), (Journalpost._meta.db_table, "forfallsdato"),
    ),
    "ansvarlig": Masse(
        "gi flere saker til", Saksmappe, (Rett.REGISTRERE, Rett.SAKSBEHANDLE),
        lambda request, sak: endre_saksmappe(sak, saksansvarlig=_person(request), av=request.aktoer),
        _angre_ansvarlig, lambda: _("%(n)s har fått ny saksansvarlig."), (Saksmappe._meta.db_table, "saksansvarlig_id"),
    ),
}  # fmt: skip


def _maate(request: Forespoersel) -> str:
    maate = request.POST.get("maate", "")
    return maate if maate in dict(uten_svar()) else ""


@require_POST
@innlogget
def flere(request: Forespoersel) -> HttpResponse:
    """Do one act to the marked rows."""
    kode = request.POST.get("handling", "")
    masse = MASSE.get(kode)
    if masse is None:
        raise Http404
    tilbake = trygg_adresse(request, request.POST.get("neste", ""))
    rader = _valgte(request, masse.modell)
    if not rader:
        messages.info(request, _("Merk en eller flere rader først."))
        return HttpResponseRedirect(tilbake)
    svar = [_en(request, masse, pk, hvor) for pk, hvor in rader]
    stanset = [s for s in svar if s is not None]
    gjort = len(svar) - len(stanset)
    angre_url = f"{reverse('flere_angre')}?{urlencode({'hva': kode, 'av': foresporsel_id.get(), 'neste': tilbake})}"
    tekst = masse.kvittering() % {"n": gjort}
    if stanset:
        kontekst = {"tekst": tekst, "gjort": gjort, "stanset": stanset, "angre": angre_url, "tilbake": tilbake}
        return tegn(request, "handling/flere.html", kontekst, status=200 if gjort else 409)
    messages.success(request, tekst, extra_tags=f"angre={angre_url}")
    return HttpResponseRedirect(tilbake)


def _en(request: Forespoersel, masse: Masse, pk: UUID, virksomhet_id: int) -> Stanset | None:
    navn = ""

    def gjoer() -> bool:
        nonlocal navn
        with arbeid(som=request.aktoer, i=virksomhet_id, verb=masse.verb):
            objekt = masse.modell.objects.filter(synlig_q(request.aktoer), pk=pk).first()
            if objekt is None:
                raise Hindret([Hinder("borte", _("Den finnes ikke lenger."))])
            navn = str(objekt)
            masse.gjoer(request, objekt)
            return True

    return _stanset(gjoer, lambda: navn)


def _stanset(gjoer: Callable[[], bool], navn: Callable[[], str]) -> Stanset | None:
    try:
        _gjort, hindre = alt_eller_ingenting(gjoer)
    except PermissionDenied as nei:
        return Stanset(navn(), str(nei))
    return Stanset(navn(), " ".join(h.tekst for h in hindre)) if hindre else None


def _valgte(request: Forespoersel, modell: type[Any]) -> list[tuple[UUID, int]]:
    ider = []
    for verdi in request.POST.getlist("rad")[:MAKS]:
        try:
            ider.append(UUID(verdi))
        except ValueError:
            continue
    with arbeid(som=request.aktoer, leser=mine_virksomheter(request)):
        synlige = modell.objects.filter(synlig_q(request.aktoer), pk__in=ider)
        hvor = dict(synlige.values_list("pk", "virksomhet_id"))
    return [(pk, hvor[pk]) for pk in dict.fromkeys(ider) if pk in hvor]


@require_POST
@innlogget
def angre(request: Forespoersel) -> HttpResponse:
    """Take back what one request of mine did, row by row, as far as nobody has built on it since."""
    masse, tilbake = MASSE.get(request.GET.get("hva", "")), trygg_adresse(request, request.GET.get("neste", ""))
    if masse is None:
        raise Http404
    gjort = _gjort(request, masse)
    svar = [_angre_en(request, masse, pk, hvor, objekt) for pk, hvor, objekt in gjort]
    stanset = [s for s in svar if s is not None]
    tekst = _("%(n)s er angret.") % {"n": len(svar) - len(stanset)}
    if stanset:
        kontekst = {"tekst": tekst, "gjort": 0, "stanset": stanset, "angre": "", "tilbake": tilbake}
        return tegn(request, "handling/flere.html", kontekst, status=409)
    messages.success(request, tekst if gjort else _("Det er ingenting å angre."))
    return HttpResponseRedirect(tilbake)


def _gjort(request: Forespoersel, masse: Masse) -> list[tuple[int, int, str]]:
    """The lines of the log that this request of mine wrote: id, virksomhet, object."""
    tabell, element = masse.spor
    mine = {
        "handling__bruker_id": request.aktoer.bruker_id, "handling__tid__gt": naa() - ANGREFRIST,
        "handling__foresporsel": request.GET.get("av", "")[:40], "handling__verb": masse.verb, "objekttype": tabell,
    }  # fmt: skip
    with arbeid(som=request.aktoer, leser=mine_virksomheter(request)):
        linjer = Endring.objects.filter(**mine, element__in={element, "+"} if element != "+" else {"+"}).order_by("id")
        return list(linjer.values_list("id", "virksomhet_id", "objekt_id"))[:MAKS]


def _angre_en(request: Forespoersel, masse: Masse, pk: int, virksomhet_id: int, objekt: str) -> Stanset | None:
    def gjoer() -> bool:
        with arbeid(som=request.aktoer, i=virksomhet_id, verb=f"angre: {masse.verb}"):
            masse.angre(request, Endring.objects.get(pk=pk))
            return True

    return _stanset(gjoer, lambda: objekt)
