"""Refusing an item: the reason, the answer in the sender's language, and how it went."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder
from bysak.kjerne.kalender import naa
from bysak.mottak.avvisning import (
    Svar,
    avvis_med_svar,
    avvis_uten_svar,
    forslag_til_svar,
    hindre_for_avvisning,
    hindre_for_svar,
)
from bysak.mottak.grunner import grunner
from bysak.mottak.koe import virksomheter_for
from bysak.mottak.models import Avvisningssvar, Innkomst, Utfall
from bysak.mottak.svarpost import gjeldende_svar, proev_igjen, tilstand, usendte
from bysak.mottak.svartekst import SPRAAKNAVN
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.jinja import tegn
from bysak.web.mottak.enkelt import hent_eller_404, navn_paa, side
from bysak.web.mottak.filer import dokumentet
from bysak.web.mottak.handlinger import til_neste, utfoer

VISES, DAGER = 200, 14


@require_http_methods(["GET", "POST"])
@innlogget
def avvis(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Choose a reason, see the answer and change it; then refuse, with it or without."""
    virksomhet = virksomhet_i_adressen(request, bydel)
    if request.method == "GET":
        return _siden(request, virksomhet, innkomst_id, [])
    med_svar = request.POST.get("handling") != "uten"
    rad, hindre = utfoer(request, bydel, innkomst_id, "avvis", lambda r: _gjoer(request, r, med_svar=med_svar))
    if hindre:
        return _siden(request, virksomhet, innkomst_id, hindre)
    tekst = _("Avvist, og svaret ligger i utboksen: %(hva)s.") if med_svar else _("Avvist uten svar: %(hva)s.")
    angre = reverse("mottak_gjenaapne", args=[bydel, innkomst_id])
    messages.success(request, tekst % {"hva": navn_paa(rad)}, extra_tags=f"angre={angre}")
    return til_neste(request, rad)


def _gjoer(request: Any, rad: Innkomst, *, med_svar: bool) -> None:
    kode, av = request.POST.get("grunnkode", ""), request.aktoer
    if med_svar:
        avvis_med_svar(rad, grunnkode=kode, svar=_sendt_inn(request), av=av)
    else:
        avvis_uten_svar(rad, grunnkode=kode, merknad=request.POST.get("merknad", ""), av=av)


def _sendt_inn(request: Any) -> Svar:
    return Svar(request.POST.get("emne", ""), request.POST.get("tekst", ""), request.POST.get("spraak", ""))


def _siden(request: Any, virksomhet: Virksomhet, innkomst_id: UUID, hindre: list[Hinder]) -> HttpResponse:
    request.virksomhet = virksomhet
    with arbeid(som=request.aktoer, i=virksomhet, verb="les innkommet"):
        krev(request.aktoer, Rett.MOTTA)
        rad = hent_eller_404(innkomst_id)
        kontekst = _kontekst(request, rad, hindre)
    her = reverse("mottak_avvis", args=[virksomhet.kode, rad.pk])
    kontekst["dokument"] = dokumentet(rad, request.GET, her)
    blokk = "dokument" if request.headers.get("HX-Target") == "dokument" else ""
    return tegn(request, "mottak/avvis.html", kontekst, blokk=blokk, status=409 if hindre else 200)


def _kontekst(request: Any, rad: Innkomst, hindre: list[Hinder]) -> dict[str, Any]:
    assert rad.virksomhet_id is not None
    valgene = grunner(Utfall.AVVIST, rad.virksomhet_id)
    kode = request.POST.get("grunnkode", "") or request.GET.get("grunn", "")
    spraak = request.POST.get("spraak", "") or request.GET.get("spraak", "")
    kode = kode if kode in {g.kode for g in valgene} else ""
    uten_svar = list(hindre_for_svar(rad))
    i_veien = {h.kode for h in uten_svar}
    stopp = hindre or list(hindre_for_avvisning(rad, request.aktoer))
    skrevet = request.method == "POST" and "tekst" in request.POST
    return {
        "innkomst": rad,
        "grunner": valgene,
        "grunnkode": kode,
        "utkast": _sendt_inn(request) if skrevet else forslag_til_svar(rad, grunnkode=kode, spraak=spraak),
        "maalvalg": spraak if spraak in SPRAAKNAVN else "",
        "spraakene": list(SPRAAKNAVN.items()),
        "uten_svar": uten_svar,
        "stopp": [h for h in stopp if h.kode not in i_veien and h.felt not in ("tekst", "emne", "merknad")],
        "feil": {h.felt: h.tekst for h in hindre if h.felt},
        "merknad": request.POST.get("merknad", ""),
        "minutter": settings.BYSAK_UTBOKS_MINUTTER,
    }


@require_POST
@innlogget
def igjen(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Send an answer once more that did not go."""

    def handling(rad: Innkomst) -> None:
        svar = gjeldende_svar(rad)
        if svar is None:
            raise Http404
        proev_igjen(svar, av=request.aktoer)

    rad, hindre = utfoer(request, bydel, innkomst_id, "prøv svar igjen", handling)
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    messages.success(request, _("Svaret prøves igjen med det samme."))
    if request.POST.get("fra") == "svarene":
        return redirect("mottak_svar")
    return redirect("mottak_innkomst", bydel, innkomst_id)


@require_GET
@innlogget
def svarene(request: Forespoersel) -> HttpResponse:
    """What waits or failed, and what went lately, in the queues this person works in."""
    hvor = virksomheter_for(request.aktoer)
    if not hvor:
        raise PermissionDenied(_("Svarene er for dem som arbeider i mottaket."))
    with arbeid(som=request.aktoer, leser=hvor):
        nylig = Avvisningssvar.objects.filter(sendt_tid__gte=naa() - timedelta(days=DAGER))
        sendte = nylig.select_related("virksomhet").order_by("-sendt_tid")
        alle = [*usendte()[:VISES], *sendte[:VISES]]
        return tegn(request, "mottak/svarene.html", {"rader": [(s, tilstand(s)) for s in alle]})
