"""«Hvem kan se dette» and «hvorfor ikke …», for a case and an entry; and sight given to one who needs to know."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bysak.arkivstruktur.innsyn import avslutt_innsyn, gi_innsyn, hindre_for_innsyn, hvem_ser, hvorfor_ikke
from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.models import Bruker, Rolletildeling, Tilgangsmedlem
from bysak.organisasjon.tilgang import Rett, hvorfor, kan
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.jinja import tegn
from bysak.web.sak.adresser import postens_url, sakens_url
from bysak.web.sak.hent import posten, saken


def _folk() -> list[Bruker]:
    """Everybody who has, or has had, a role in the virksomhet: the ones it can be asked about."""
    ider = Rolletildeling.objects.filter(bruker__er_system=False).values("bruker_id")
    return list(Bruker.objects.filter(pk__in=ider))


def _den_det_gjelder(request: Forespoersel) -> Bruker | None:
    valgt = request.GET.get("hvem", "")
    return next((b for b in _folk() if str(b.pk) == valgt), None)


def _innsyn(request: Forespoersel, objekt: Mappe | Registrering, til: str, sak: Mappe) -> dict[str, Any]:
    """What both pages show: who sees it, why I do, and what keeps it from the one who is asked about."""
    hvem = _den_det_gjelder(request)
    navngitte = Tilgangsmedlem.objects.filter(klasse_id=sak.ser_ogsaa_id) if sak.ser_ogsaa_id else []
    return {
        "objekt": objekt, "sak": sak, "tilbake": til, "seere": hvem_ser(objekt),
        "hvorfor": hvorfor(request.aktoer, objekt),
        "hvem": hvem, "mangler": hvorfor_ikke(hvem, objekt) if hvem else [],
        "folk": [(b.pk, b.navn) for b in _folk()], "navngitte": {m.bruker_id for m in navngitte}, "hindre": [],
        "kan_gi": kan(request.aktoer, Rett.ADMINISTRERE) or kan(request.aktoer, Rett.FORDELE),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="gi innsyn")
def sak_innsyn(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """Who sees a case; and sight of it given to one person, or taken away again (krav 4.1.18, 4.5.23, 4.5.34)."""
    sak = saken(request, aar, nr)
    hindre: list[Hinder] = []
    if request.method == "POST":
        den = get_object_or_404(Bruker, pk__in=[b.pk for b in _folk() if str(b.pk) == request.POST.get("bruker", "")])
        try:
            messages.success(request, _endre(request, sak, den))
            return HttpResponseRedirect(request.path)
        except Hindret as nei:
            hindre = list(nei.hindre)
    kontekst = _innsyn(request, sak, sakens_url(request, sak), sak) | {"hindre": hindre}
    hvem = kontekst["hvem"]
    if hvem and kontekst["mangler"] and kontekst["kan_gi"]:
        kontekst["kan_gi_hvem"] = not list(hindre_for_innsyn(sak, hvem))
    return tegn(request, "sak/innsyn.html", kontekst, status=409 if hindre else 200)


def _endre(request: Forespoersel, sak: Mappe, den: Bruker) -> str:
    if request.POST.get("verb") == "avslutt":
        avslutt_innsyn(sak, bruker=den, av=request.aktoer)
        return _("%(navn)s er ikke lenger navngitt på saken.") % {"navn": den.navn}
    gi_innsyn(sak, bruker=den, av=request.aktoer)
    return _("%(navn)s ser nå saken.") % {"navn": den.navn}


@require_GET
@i_virksomhet(verb="se innsyn")
def post_innsyn(request: Forespoersel, aar: int, nr: int, postnr: int) -> HttpResponse:
    """Who sees an entry, and why another does not (krav 4.5.34)."""
    jp = posten(request, aar, nr, postnr)
    return tegn(request, "sak/innsyn.html", _innsyn(request, jp, postens_url(request, jp), jp.mappe))
