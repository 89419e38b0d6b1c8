"""The acts on an item: take, let go, send on, end, open again. Each is one verb, its receipt, and the next item."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.mottak import ruting, tildeling
from bysak.mottak import utfall as utfallene
from bysak.mottak.koe import virksomheter_for
from bysak.mottak.models import Innkomst, Utfall
from bysak.organisasjon.models import Virksomhet
from bysak.web.doer import Forespoersel, innlogget, leser, virksomhet_i_adressen
from bysak.web.mottak.enkelt import hent_eller_404, navn_paa, neste_i_koen, side

_Handling = Callable[[Innkomst], object]


@require_POST
@innlogget
def ta_neste(request: Forespoersel) -> HttpResponse:
    """Take the free item that is due first, and go to its registration."""
    rad = tildeling.ta_neste(request.aktoer, virksomheter=[v.pk for v in leser(request)])
    if rad is None:
        messages.info(request, _("Det er ingenting ledig i køen nå."))
        return redirect("mottak")
    kode = Virksomhet.objects.get(pk=rad.virksomhet.pk).kode
    return redirect("mottak_registrer", kode, rad.pk)


@require_POST
@innlogget
def ta(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Take one item and go to its registration, with the case that was pointed at."""
    rad, hindre = utfoer(request, bydel, innkomst_id, "ta", lambda r: tildeling.ta(r, av=request.aktoer))
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    sak = request.POST.get("sak", "")[:40]
    adresse = reverse("mottak_registrer", args=[bydel, innkomst_id])
    return redirect(adresse + (f"?{urlencode({'sak': sak})}" if sak else ""))


@require_POST
@innlogget
def slipp(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Lay one item back in the queue; what was typed stays with it."""
    rad, hindre = utfoer(request, bydel, innkomst_id, "slipp", lambda r: tildeling.slipp(r, av=request.aktoer))
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    messages.success(request, _("Lagt tilbake i køen: %(hva)s.") % {"hva": navn_paa(rad)})
    return redirect(f"{reverse('mottak')}?valgt={innkomst_id}")


@require_POST
@innlogget
def utfall(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """End an item without registering it: no case document, or a copy of another."""
    slag = request.POST.get("utfall", "")
    if slag not in _UTFALL:
        raise Http404
    rad, hindre = utfoer(request, bydel, innkomst_id, slag, lambda r: _UTFALL[slag](request, r))
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    tekst = _("%(utfall)s: %(hva)s.") % {"utfall": _(Utfall(slag).label), "hva": navn_paa(rad)}
    angre = reverse("mottak_gjenaapne", args=[bydel, innkomst_id])
    messages.success(request, tekst, extra_tags=f"angre={angre}")
    return til_neste(request, rad)


@require_POST
@innlogget
def rut(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Send an item to the bydel it is meant for."""
    til = Virksomhet.objects.filter(kode=request.POST.get("til", "")).first()
    rad, hindre = utfoer(request, bydel, innkomst_id, "videresend", lambda r: None)
    if til is None:
        hindre = [Hinder("ruting.uten_til", _("Velg hvem den skal sendes til."), felt="til")]
    else:
        try:
            ruting.rut(rad, til=til, av=request.aktoer)
        except Hindret as nei:
            hindre = list(nei.hindre)
    if hindre or til is None:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    messages.success(request, _("Sendt til %(navn)s: %(hva)s.") % {"navn": til.navn, "hva": navn_paa(rad)})
    return til_neste(request, rad)


@require_POST
@innlogget
def gjenaapne(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Undo an outcome: the item is in the queue again."""
    rad, hindre = utfoer(request, bydel, innkomst_id, "gjenåpne", lambda r: utfallene.gjenaapne(r, av=request.aktoer))
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    messages.success(request, _("I køen igjen: %(hva)s.") % {"hva": navn_paa(rad)})
    return redirect(f"{reverse('mottak')}?valgt={innkomst_id}")


def utfoer(
    request: Any, bydel: str, innkomst_id: UUID, verb: str, handling: _Handling
) -> tuple[Innkomst, list[Hinder]]:
    """One act in its own arbeid: the item as it was before, and what stopped the act."""
    virksomhet = virksomhet_i_adressen(request, bydel)
    foer: list[Innkomst] = []
    try:
        with arbeid(som=request.aktoer, i=virksomhet, verb=verb, grunn=request.POST.get("merknad", "")[:500]):
            foer.append(hent_eller_404(innkomst_id))
            handling(foer[0])
    except Hindret as nei:
        return foer[0], list(nei.hindre)
    return foer[0], []


def til_neste(request: Any, rad: Innkomst) -> HttpResponse:
    """The queue, at the item that comes after this one."""
    neste = neste_i_koen(request.aktoer, rad) if virksomheter_for(request.aktoer) else None
    return redirect(reverse("mottak") + (f"?valgt={neste}" if neste else ""))


def _ikke_journalpliktig(request: Any, rad: Innkomst) -> object:
    kode, merknad = request.POST.get("grunnkode", ""), request.POST.get("merknad", "")
    return utfallene.ikke_journalpliktig(rad, grunnkode=kode, merknad=merknad, av=request.aktoer)


def _duplikat(request: Any, rad: Innkomst) -> object:
    try:
        original = hent_eller_404(UUID(request.POST.get("original", "")))
    except (ValueError, Http404):
        raise Hindret([Hinder("duplikat.uten_original", _("Velg hvilken melding dette er et duplikat av."))]) from None
    return utfallene.marker_duplikat(rad, original=original, av=request.aktoer)


_UTFALL: dict[str, Callable[[Any, Innkomst], object]] = {
    Utfall.IKKE_JOURNALPLIKTIG: _ikke_journalpliktig,
    Utfall.DUPLIKAT: _duplikat,
}
