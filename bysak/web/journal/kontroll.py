"""The archive's own control: what case workers registered, one by one, and whether every number is accounted for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bysak.arkivstruktur import nummerkontroll
from bysak.arkivstruktur.journalfoering import hindre_for_journalfoering, journalfoer
from bysak.arkivstruktur.models import Dokumentkobling, Journalpost
from bysak.arkivstruktur.nummerkontroll import MAKS_HULL, Serie
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.saksbehandling.kvalitetssikring import send_tilbake, til_kvalitetssikring
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, leser
from bysak.web.handling.svar import svarets_foelger
from bysak.web.jinja import tegn
from bysak.web.nedlasting import Liste, grense, lenker, som_fil
from bysak.web.sak.hent import uten_skjermede
from bysak.web.sak.rader import statusen

RADER = 100


def _her(request: Forespoersel) -> list[Virksomhet]:
    """Where the person checks. Raises `PermissionDenied` for one who does so nowhere."""
    mine = [v for v in leser(request) if kan(request.aktoer, Rett.KVALITETSSIKRE, v.pk)]
    if not mine:
        raise PermissionDenied(_("Kontrollen er arkivets. Du har ikke en slik rolle her."))
    return mine


@require_GET
@innlogget
def kvalitetssikring(request: Forespoersel) -> HttpResponse:
    """What waits for the archive, oldest first, and the one that is open."""
    hvor = _her(request)
    with arbeid(som=request.aktoer, leser=hvor):
        funnet = list(til_kvalitetssikring(request.aktoer).prefetch_related("korrespondanseparter")[: RADER + 1])
        rader = funnet[:RADER]
        if "panel" in request.GET and request.GET.get("valgt") not in {str(jp.pk) for jp in rader}:
            return HttpResponse(status=204)  # dealt with meanwhile: what is shown stays
        valgt = next((n for n, jp in enumerate(rader) if str(jp.pk) == request.GET.get("valgt")), 0)
        kontekst = {
            "rader": [(jp, *statusen(jp)) for jp in rader], "flere": len(funnet) > RADER, "maks": RADER,
            "panel": _panelet(request, rader, valgt) if rader else None,
        }  # fmt: skip
        return tegn(request, "journal/kvalitet.html", kontekst, blokk="panel" if "panel" in request.GET else "")


def _panelet(request: Forespoersel, rader: list[Journalpost], nr: int) -> dict[str, Any]:
    """All that is looked at before it is accepted: parties, dates, documents, what stops, and which comes next."""
    jp = rader[nr]
    koblinger = Dokumentkobling.objects.filter(registrering_id=jp.pk).select_related("dokumentbeskrivelse")
    andre = rader[nr + 1 :] or rader[:nr]
    return {
        "jp": jp, "status": statusen(jp), "parter": list(jp.korrespondanseparter.all()),
        "dokumenter": list(koblinger.order_by("dokumentnummer")[:20]), "neste": andre[0].pk if andre else "",
        "hindre": uten_skjermede(request.aktoer, hindre_for_journalfoering(jp)),
        "sti": {"bydel": jp.virksomhet.kode, "aar": jp.mappe.saksaar, "nr": jp.mappe.sakssekvensnummer,
                "postnr": jp.journalpostnummer},
    }  # fmt: skip


def _posten(request: Forespoersel, pk: UUID) -> Journalpost:
    jp = Journalpost.objects.filter(synlig_q(request.aktoer), pk=pk).select_related("mappe").first()
    if jp is None:
        raise Http404
    return jp


def _videre(request: Forespoersel) -> HttpResponse:
    """To the one after, so that nobody looks for it."""
    neste = request.POST.get("neste", "")
    return HttpResponseRedirect(reverse("kvalitetssikring") + (f"?valgt={neste}" if neste.isascii() else ""))


@require_POST
@i_virksomhet(verb="kvalitetssikre")
def godta(request: Forespoersel, post: UUID) -> HttpResponse:
    """It is as it should be: into the journal."""
    jp = journalfoer(_posten(request, post), av=request.aktoer)
    ferdig = _("%(nr)s er journalført.") % {"nr": jp.registrerings_id}
    messages.success(request, " ".join([ferdig, *svarets_foelger(jp, av=request.aktoer)]))
    return _videre(request)


@require_POST
@i_virksomhet(verb="send tilbake")
def tilbake(request: Forespoersel, post: UUID) -> HttpResponse:
    """The case worker must mend it, and is told why."""
    jp = send_tilbake(_posten(request, post), grunn=request.POST.get("grunn", ""), av=request.aktoer)
    messages.success(request, _("%(nr)s er sendt tilbake.") % {"nr": jp.registrerings_id})
    return _videre(request)


@require_GET
@innlogget
def nummer(request: Forespoersel) -> HttpResponse:
    """Case numbers and løpenumre of a year: how many are used, and what became of those that are not."""
    hvor = _her(request)
    navn = {v.pk: v.kortnavn for v in hvor}
    with arbeid(som=request.aktoer, leser=hvor):
        aarene = nummerkontroll.aarene(navn) or [i_dag().year]
        valgt = request.GET.get("aar", "")
        aar = int(valgt) if valgt in map(str, aarene) else aarene[0]
        serier = nummerkontroll.serier(navn, aar)
    if grense(request):
        return som_fil(request, _som_liste(serier, navn))
    serier.sort(key=lambda s: (navn[s.virksomhet_id], s.art != "sak"))
    kontekst = {
        "serier": [(navn[s.virksomhet_id], _artsnavn(s), s) for s in serier], "aarene": aarene, "aar": aar,
        "uforklart": sum(len(s.uforklart) for s in serier), "nedlastinger": lenker(request), "maks": MAKS_HULL,
    }  # fmt: skip
    return tegn(request, "journal/nummer.html", kontekst)


def _artsnavn(serie: Serie) -> str:
    return _("Saksnummer") if serie.art == "sak" else _("Løpenummer")


def _som_liste(serier: list[Serie], navn: dict[int, str]) -> Liste:
    kolonner = (_("Bydel"), _("Serie"), _("År"), _("Nummer"), _("Hva som skjedde"), _("Når"))
    rader = [
        (navn[s.virksomhet_id], _artsnavn(s), s.aar, h.nummer, h.grunn or _("Ikke forklart"),
         f"{h.tid:%d.%m.%Y}" if h.tid else "")
        for s in serier for h in s.hull
    ]  # fmt: skip
    return Liste("nummerkontroll", _("Nummerkontroll"), kolonner, rader)
