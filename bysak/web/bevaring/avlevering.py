"""Handing a deposit over from its page: the receipt, what is noted of the hand-over, and taking the files away."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bysak.bevaring.avlevering import hindre_for_sletting, noter_avlevering, noter_mottak, slett_uttrekk
from bysak.bevaring.models import Uttrekk
from bysak.bevaring.pakking import pakkefil
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.bevaring.framdrift import titlene, tittelen
from bysak.web.bevaring.tilgang import hvor, uttrekket
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.jinja import tegn


def les_kvittering(uttrekk: Uttrekk) -> dict[str, Any] | None:
    """The signed receipt as it lies beside the package, or None when it is not there to be read."""
    try:
        return dict(json.loads(pakkefil(uttrekk, "-kvittering.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


@require_GET
@i_virksomhet(verb="se kvittering")
def kvittering(request: Forespoersel, pk: UUID) -> HttpResponse:
    """The receipt as a page that can be printed and signed for."""
    hvor(request)
    uttrekk = uttrekket(pk)
    k = les_kvittering(uttrekk)
    if k is None:
        raise Http404
    laget = datetime.fromisoformat(k["laget"])
    kontekst = {"u": uttrekk, "k": k, "laget": laget, "tittel": tittelen(uttrekk, titlene([uttrekk]))}
    return tegn(request, "bevaring/kvittering.html", kontekst)


@require_POST
@i_virksomhet(verb="noter avlevering")
def levert(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Note that the package is sent."""
    virksomhet = hvor(request)
    noter_avlevering(uttrekket(pk), av=request.aktoer)
    messages.success(request, _("Det er notert at pakken er levert. Filene blir stående til mottakeren har bekreftet."))
    return HttpResponseRedirect(reverse("uttrekk", args=[virksomhet.kode, pk]))


@require_POST
@i_virksomhet(verb="noter mottak")
def mottatt(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Note the receiver's confirmation."""
    virksomhet = hvor(request)
    noter_mottak(uttrekket(pk), referanse=request.POST.get("referanse", ""), av=request.aktoer)
    messages.success(request, _("Mottakerens bekreftelse er notert."))
    return HttpResponseRedirect(reverse("uttrekk", args=[virksomhet.kode, pk]))


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="slett uttrekk")
def slett(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Ask before the files go, and say what stops it; POST deletes them."""
    virksomhet = hvor(request)
    krev(request.aktoer, Rett.ADMINISTRERE)
    uttrekk = uttrekket(pk)
    hindre: list[Hinder] = list(hindre_for_sletting(uttrekk))
    if request.method == "POST":
        try:
            slett_uttrekk(uttrekk, av=request.aktoer)
        except Hindret as nei:
            hindre = list(nei.hindre)
        else:
            messages.success(request, _("Filene i uttrekket blir slettet. Kvitteringen og rapporten står."))
            return HttpResponseRedirect(reverse("uttrekk", args=[virksomhet.kode, pk]))
    kontekst = {"u": uttrekk, "tittel": tittelen(uttrekk, titlene([uttrekk])), "hindre": hindre}
    return tegn(request, "bevaring/slett.html", kontekst, status=409 if request.method == "POST" else 200)
