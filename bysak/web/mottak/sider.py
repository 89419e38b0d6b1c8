"""The pages of a scanned letter: seen small, turned, moved, taken out, split and put together before registration."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bysak.kjerne import lager, skann
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.kjerne.hinder import Hinder, Hindret, ingen
from bysak.mottak.innkomst import hent
from bysak.mottak.models import Innkomst, Kanal, Skannside
from bysak.mottak.sidearbeid import (
    MOTSATT,
    angre_sammenslaaing,
    del_foer,
    endre,
    gjoer_klar,
    hindre_for_sidearbeid,
    neste_brev,
    sidene,
    slaa_sammen,
)
from bysak.mottak.virus import hindre_for_aapning
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.jinja import tegn
from bysak.web.mottak.enkelt import hent_eller_404

_HODER = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=600",
}
_LITE_DPI, _STORT_DPI = 40, 110


@innlogget
def sider(request: Forespoersel, bydel: str, brev_id: UUID) -> HttpResponse:
    """The pages of a letter; a POST does one thing with one of them, and goes back to it."""
    request.virksomhet = virksomhet = virksomhet_i_adressen(request, bydel)
    hindre: list[Hinder] = []
    if request.method == "POST":
        try:
            return _gjoer(request, _brevet(request, brev_id))
        except Hindret as nei:
            hindre = list(nei.hindre)
    gjoer_klar(brev_id, virksomhet, av=request.aktoer)
    with arbeid(som=request.aktoer, i=virksomhet, verb="se sider"):
        krev(request.aktoer, Rett.MOTTA)
        brev = _papir(hent_eller_404(brev_id))
        alle, neste = sidene(brev), neste_brev(brev)
        hindre = hindre or list(hindre_for_sidearbeid(brev, request.aktoer))
    valgt = next((s.nummer for s in alle if str(s.nummer) == _valg(request, "nr")), None)
    foerste = next((s.nummer for s in alle if not s.ute), None)
    kontekst = {"innkomst": brev, "sidene": alle, "neste": neste, "valgt": valgt or foerste, "hindre": hindre}
    return tegn(request, "mottak/sider.html", kontekst, status=409 if request.method == "POST" else 200)


@innlogget
def lite(request: Forespoersel, bydel: str, brev_id: UUID, nummer: int) -> HttpResponse:
    """A page, small: as it was drawn when the batch was read."""
    kode, side = _siden(request, bydel, brev_id, nummer)
    if not side.miniatyr:
        return _tegnet(kode, side, _LITE_DPI)
    with lager.aapne(kode, side.miniatyr) as fil:
        return HttpResponse(fil.read(), content_type="image/jpeg", headers=_HODER)


@innlogget
def stort(request: Forespoersel, bydel: str, brev_id: UUID, nummer: int) -> HttpResponse:
    """A page, large enough to be read."""
    return _tegnet(*_siden(request, bydel, brev_id, nummer), _STORT_DPI)


def _tegnet(kode: str, side: Skannside, dpi: int) -> HttpResponse:
    try:
        with lager.aapne(kode, side.bunke.pdf_sjekksum) as fil:
            png = skann.side_png(fil, side.nummer, dpi)
    except (KanIkkeVises, lager.LagerFeil) as feil:
        raise Http404(str(feil)) from feil
    return HttpResponse(png, content_type="image/png", headers=_HODER)


def _gjoer(request: Any, brev: Innkomst) -> HttpResponse:
    """One act, with its undoing in the receipt."""
    gjoer, vist, nr = _valg(request, "gjoer"), _valg(request, "vist"), _valg(request, "nr")
    if snus := _valg(request, "snu"):
        gjoer, nr = "snu", snus
    side, av = int(nr) if nr.isdecimal() else 0, request.aktoer
    angre: dict[str, object]
    if gjoer == "del":
        del_foer(brev, nr=side, vist=vist, av=av)
        tekst, angre = _("Brevet er delt i to."), {"gjoer": "sammen"}
    elif gjoer == "sammen":
        borte = slaa_sammen(brev, vist=vist, av=av)
        tekst, angre = _("Det neste brevet er slått sammen med dette."), {"gjoer": "skill", "fra": borte.pk}
    elif gjoer == "skill":
        angre_sammenslaaing(_brevet(request, _uuid(_valg(request, "fra"))), av=av)
        tekst, angre = _("Brevene er skilt igjen."), {"gjoer": "sammen"}
    elif gjoer in MOTSATT:
        endre(brev, handling=gjoer, nr=side, vist=vist, av=av)
        tekst, angre = _("Side %(nr)s er endret.") % {"nr": side}, {"gjoer": MOTSATT[gjoer], "nr": side}
    else:
        raise Http404
    her = reverse("mottak_sider", args=[request.virksomhet.kode, brev.pk])
    messages.success(request, tekst, extra_tags=f"angre={her}?{urlencode(angre)}")
    return redirect(f"{her}?nr={side}" if side else her)


def _valg(request: Any, navn: str) -> str:
    """From the form, or from the address of an undo button."""
    return str(request.POST.get(navn) or request.GET.get(navn, ""))[:100]


def _brevet(request: Any, brev_id: UUID) -> Innkomst:
    with arbeid(som=request.aktoer, i=request.virksomhet, verb="se sider"):
        krev(request.aktoer, Rett.MOTTA)
        return _papir(hent_eller_404(brev_id))


def _papir(brev: Innkomst) -> Innkomst:
    if brev.kanal != Kanal.PAPIR:
        raise Http404
    return brev


def _siden(request: Any, bydel: str, brev_id: UUID, nummer: int) -> tuple[str, Skannside]:
    virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, i=virksomhet, verb="se sider"):
        krev(request.aktoer, Rett.MOTTA)
        try:
            brev = hent(brev_id)
            ingen(hindre_for_aapning(brev))
            return virksomhet.kode, brev.sider.select_related("bunke").get(nummer=nummer)
        except (Innkomst.DoesNotExist, Skannside.DoesNotExist) as feil:
            raise Http404 from feil


def _uuid(verdi: str) -> UUID:
    try:
        return UUID(verdi)
    except ValueError as feil:
        raise Http404 from feil
