"""Several items at once, an item in an entry that exists, and the end of a split."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.mottak import samling
from bysak.mottak.koe import virksomheter_for
from bysak.mottak.models import Innkomst
from bysak.mottak.tildeling import ta
from bysak.mottak.utfall import gjenaapne, ikke_journalpliktig
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import synlig_q
from bysak.web.doer import Forespoersel, innlogget
from bysak.web.feil import hindret
from bysak.web.mottak.enkelt import side
from bysak.web.mottak.handlinger import utfoer
from bysak.web.mottak.skjema import som_uuid

# As many as a page of the queue shows.
_MAKS = 50


@require_POST
@innlogget
def flere(request: Forespoersel) -> HttpResponse:
    """What is done with the marked rows: registered together, or laid away with one reason."""
    rader = _valgte(request.aktoer, request.POST.getlist("rad"))
    if not rader:
        messages.info(request, _("Merk en eller flere rader først."))
        return redirect("mottak")
    if request.POST.get("handling") == "sammen":
        return _sammen(request, rader)
    gjort: list[Innkomst] = []
    for rad in rader:
        try:
            with arbeid(som=request.aktoer, i=rad.virksomhet_id, verb="ikke_journalpliktig"):
                ikke_journalpliktig(rad, grunnkode=request.POST.get("grunnkode", ""), av=request.aktoer)
            gjort.append(rad)
        except Hindret as nei:
            messages.warning(request, f"«{rad}»: {nei}")
    if gjort:
        angre = f"{reverse('mottak_flere_angre')}?{urlencode({'rad': [str(r.pk) for r in gjort]}, doseq=True)}"
        tekst = ngettext("%(num)s er lagt bort.", "%(num)s er lagt bort.", len(gjort)) % {"num": len(gjort)}
        messages.success(request, tekst, extra_tags=f"angre={angre}")
    return redirect("mottak")


@require_POST
@innlogget
def angre(request: Forespoersel) -> HttpResponse:
    """The rows that were laid away together are in the queue again."""
    rader = _valgte(request.aktoer, request.GET.getlist("rad"))
    for rad in rader:
        try:
            with arbeid(som=request.aktoer, i=rad.virksomhet_id, verb="gjenåpne"):
                gjenaapne(rad, av=request.aktoer)
        except Hindret as nei:
            messages.warning(request, f"«{rad}»: {nei}")
    return redirect("mottak")


@require_POST
@innlogget
def legg_til(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Put the item in an entry that exists, by the entry's number."""
    funnet: list[Journalpost] = []

    def handling(rad: Innkomst) -> None:
        nummer = request.POST.get("journalpost", "").strip()[:40]
        poster = Journalpost.objects.filter(synlig_q(request.aktoer), registrerings_id=nummer)
        jp = poster.select_related("mappe").first() if nummer else None
        if jp is None:
            setning = _("Det finnes ingen journalpost med nummeret «%(nr)s» som du har tilgang til.") % {"nr": nummer}
            raise Hindret([Hinder("tillegg.ukjent", setning, felt="journalpost")])
        funnet.append(samling.legg_til(rad, jp, av=request.aktoer))

    rad, hindre = utfoer(request, bydel, innkomst_id, "legg til", handling)
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    messages.success(request, _("Lagt til i %(nr)s.") % {"nr": funnet[0].registrerings_id})
    return redirect("mottak")


@require_POST
@innlogget
def fullfoer(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """What is registered of a split item is all of it."""
    rad, hindre = utfoer(request, bydel, innkomst_id, "fullfør", lambda r: samling.fullfoer(r, av=request.aktoer))
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    messages.success(request, _("Delingen er avsluttet: «%(hva)s».") % {"hva": rad})
    return redirect("mottak")


def _sammen(request: Any, rader: list[Innkomst]) -> HttpResponse:
    """Take them all, and open the registration of the one that came first with the others beside it."""
    hoved, *andre = sorted(rader, key=lambda r: (r.mottatt_tid, r.pk))
    if any(r.virksomhet_id != hoved.virksomhet_id for r in andre):
        setning = _("De merkede hører til flere virksomheter. Merk bare meldinger til samme bydel.")
        return hindret(request, [Hinder("sammen.virksomhet", setning)])
    try:
        with arbeid(som=request.aktoer, i=hoved.virksomhet_id, verb="ta"):
            for rad in sorted(rader, key=lambda r: r.pk):
                ta(rad, av=request.aktoer)
    except Hindret as nei:
        return hindret(request, list(nei.hindre))
    kode = Virksomhet.objects.get(pk=hoved.virksomhet.pk).kode
    adresse = reverse("mottak_registrer", args=[kode, hoved.pk])
    return redirect(f"{adresse}?{urlencode({'sammen': [str(r.pk) for r in andre]}, doseq=True)}")


def _valgte(av: Aktoer, verdier: list[str]) -> list[Innkomst]:
    hvor = virksomheter_for(av)
    if not hvor:
        return []
    with arbeid(som=av, leser=hvor):
        ider = [u for v in verdier[:_MAKS] if (u := som_uuid(v))]
        return list(Innkomst.objects.filter(pk__in=ider).defer("tekst"))
