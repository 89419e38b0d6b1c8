"""A document in Word or LibreOffice: begin, see who has it, take over, be done, and fetch what was saved on the way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentobjekt, Mellomversjon, Redigering
from bysak.arkivstruktur.redigering import (
    aapen_redigering,
    avslutt_redigering,
    forkast,
    gjoer_til_versjon,
    hindre_for_redigering,
    rediger,
    ta_over,
)
from bysak.kjerne.arbeid import arbeid, gjeldende_virksomhet
from bysak.kjerne.hinder import Hinder
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.dav.adresse import lenker
from bysak.web.doer import Forespoersel, alt_eller_ingenting, i_virksomhet, innlogget, virksomhet_i_adressen
from bysak.web.filvisning import svar_med_fil
from bysak.web.jinja import tegn
from bysak.web.sak.adresser import postens_adresse
from bysak.web.sak.hent import posten
from bysak.web.sesjon import INNE, skjult


def _dokumentet(request: Forespoersel, jp: Any, dokument: UUID) -> Dokumentbeskrivelse:
    """A document of an entry that the person sees, for one who may write. Raises Http404."""
    funnet = Dokumentbeskrivelse.objects.filter(pk=dokument, koblinger__registrering_id=jp.pk).first()
    assert request.virksomhet is not None
    if funnet is None or not any(
        kan(request.aktoer, r, request.virksomhet.pk) for r in (Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    ):
        raise Http404
    return funnet


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="rediger dokument")
def rediger_dokument(request: Forespoersel, aar: int, nr: int, postnr: int, dokument: UUID) -> HttpResponse:
    """Who has the document, and what this person can do about it; a document that nobody has is lent at once."""
    jp = posten(request, aar, nr, postnr)
    funnet = _dokumentet(request, jp, dokument)
    stoppet: list[Hinder] = []
    if request.method == "POST":
        sagt, stoppet = alt_eller_ingenting(lambda: _gjoer(request, funnet))
        if not stoppet:
            if sagt:
                messages.success(request, sagt)
            navn, sti = "journalpost_rediger", postens_adresse(request, jp)
            return HttpResponseRedirect(reverse(navn, args=[*sti, dokument]))
    kontekst = {"jp": jp, "sak": jp.mappe, "dokument": funnet, "stoppet": stoppet, **_om(request, funnet)}
    return tegn(request, "sak/rediger.html", kontekst, status=409 if stoppet else 200)


def _om(request: Forespoersel, dokument: Dokumentbeskrivelse) -> dict[str, Any]:
    assert request.virksomhet is not None
    laan = aapen_redigering(dokument)
    mitt = laan if laan and laan.bruker_id == request.aktoer.bruker_id else None
    lagringer = Mellomversjon.objects.filter(redigering__dokumentbeskrivelse=dokument).select_related(
        "redigering__bruker"
    )
    tatt = Redigering.objects.filter(dokumentbeskrivelse=dokument, slutt=Redigering.Slutt.OVERTATT)
    return {
        "mitt": mitt, "andres": None if mitt else laan,
        "lenker": lenker(mitt, request.virksomhet.kode) if mitt else {},
        "hindre": list(hindre_for_redigering(dokument, av=request.aktoer)), "naa_": naa(),
        "lagringer": list(lagringer[:50]), "grunn": request.POST.get("grunn", ""),
        "tatt": tatt.filter(bruker_id=request.aktoer.bruker_id).order_by("-avsluttet").first(),
    }  # fmt: skip


def _gjoer(request: Forespoersel, dokument: Dokumentbeskrivelse) -> str:
    """Do what was pressed; what is said of it afterwards. Raises `Hindret` or PermissionDenied."""
    av, hva = request.aktoer, request.POST.get("gjoer", "")
    om: dict[str, Any] = {"sesjon": skjult(request.session.session_key or ""), "av": av}
    om["sterk"] = request.session.get(INNE, {}).get("sterk", False)
    if hva == "begynn":
        rediger(dokument, **om)
    elif hva == "ta_over":
        ta_over(dokument, grunn=request.POST.get("grunn", ""), **om)
        return _("Du har tatt over. Det som var lagret, er blitt en versjon, og du fortsetter fra den.")
    elif hva == "ferdig":
        return _ferdig(dokument, request)
    elif hva in ("bruk", "forkast"):
        return _lagringen(dokument, request)
    return ""


def _ferdig(dokument: Dokumentbeskrivelse, request: Forespoersel) -> str:
    mitt = aapen_redigering(dokument)
    if mitt is None or mitt.bruker_id != request.aktoer.bruker_id:
        return _("Redigeringen er alt avsluttet.")
    ny = avslutt_redigering(mitt, slutt=Redigering.Slutt.FERDIG, av=request.aktoer)
    if ny is None:
        return _("Redigeringen er avsluttet. Ingenting nytt var lagret, så det ble ingen ny versjon.")
    return _med_tekst(ny)


def _lagringen(dokument: Dokumentbeskrivelse, request: Forespoersel) -> str:
    lagring = _lagringen_i(dokument, request.POST.get("lagring", ""))
    if request.POST["gjoer"] == "forkast":
        forkast(lagring, av=request.aktoer)
        return _("Lagringen er ikke lenger merket. Den slettes om to uker.")
    return _med_tekst(gjoer_til_versjon(lagring, av=request.aktoer))


def _med_tekst(ny: Dokumentobjekt) -> str:
    trekk_ut_tekst.defer(virksomhet_id=gjeldende_virksomhet(), dokumentobjekt_id=str(ny.pk))
    return _("Det som var lagret, er nå versjon %(nr)s.") % {"nr": ny.versjonsnummer}


def _lagringen_i(dokument: Dokumentbeskrivelse, pk: str) -> Mellomversjon:
    lagringer = Mellomversjon.objects.filter(redigering__dokumentbeskrivelse=dokument)
    for lagring in lagringer.select_related("redigering__bruker", "redigering__dokumentbeskrivelse"):
        if str(lagring.pk) == pk:
            return lagring
    raise Http404


@require_GET
@innlogget
def lagring(
    request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int, dokument: UUID, pk: UUID
) -> HttpResponse:
    """What was saved at one time, as a download."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        funnet = _dokumentet(request, posten(request, aar, nr, postnr), dokument)
        fil = _lagringen_i(funnet, str(pk))
    navn = f"{fil.tid:%Y-%m-%d %H.%M} {fil.redigering.filnavn}"
    return svar_med_fil(bydel, fil.sjekksum, navn, fil.redigering.mime_type)  # type: ignore[return-value]


def utlaan(request: Forespoersel, filer: Sequence[Any]) -> dict[UUID, list[tuple[Redigering, bool]]]:
    """For an entry's page: who has its documents open, and what this person saved that was laid aside.

    filer: as `filene` gives them. By document: each loan that is open, and each of the person's own with something
    aside (True).
    """
    dokumenter = {fil.dokumentbeskrivelse_id for fil in filer if fil.utlaant}
    if not dokumenter:
        return {}
    mine = Mellomversjon.objects.filter(til_side=True, redigering__bruker_id=request.aktoer.bruker_id)
    alle = Redigering.objects.filter(dokumentbeskrivelse__in=dokumenter).select_related("bruker")
    svar: dict[UUID, list[tuple[Redigering, bool]]] = {}
    for red in alle.filter(avsluttet=None) | alle.filter(pk__in=mine.values("redigering")):
        svar.setdefault(red.dokumentbeskrivelse_id, []).append((red, red.avsluttet is not None))
    return svar
