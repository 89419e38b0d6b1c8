"""«Mine bestillinger»: lists that are made in the background, how far they have come, and the files."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import structlog
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bysak.bevaring.models import Uttrekk
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.tilgang import aktoer_for
from bysak.saksbehandling import bestilling as verb
from bysak.saksbehandling.models import Bestilling
from bysak.web.doer import (
    Forespoersel,
    i_virksomhet,
    innlogget,
    mine_virksomheter,
    valgt_virksomhet,
    virksomhet_i_adressen,
)
from bysak.web.jinja import tegn
from bysak.web.nedlasting import TYPER
from bysak.web.sesjon import INNE

logg = structlog.get_logger("bysak.web")
VISES = 50


def _titler() -> dict[str, str]:
    """The lists that can be ordered, by the name of their page."""
    return {"saker": _("Saker"), "restanser": _("Restanseliste"), "forfall": _("Forfallsliste")}


@require_GET
@innlogget
def bestillinger(request: Forespoersel) -> HttpResponse:
    """The person's own, wherever they look just now, and the deposits they ordered; htmx asks while one is made."""
    with arbeid(som=request.aktoer, leser=mine_virksomheter(request)):
        rader = list(verb.mine_bestillinger(request.aktoer).select_related("virksomhet")[:VISES])
        uttrekk = list(
            Uttrekk.objects.filter(bestiller_id=request.aktoer.bruker_id).select_related("virksomhet")[:VISES]
        )
    kontekst = {"rader": rader, "uttrekk": uttrekk, "gaar": any(b.gaar for b in rader), "dager": verb.BEVARES.days}
    return tegn(request, "min/bestillinger.html", kontekst, blokk="rader")


@require_POST
@innlogget
def bestill(request: Forespoersel) -> HttpResponse:
    """Order the list of an address."""
    sti = request.POST.get("sti", "")[:2000]
    tittel, hvor = _tittelen(sti), mine_virksomheter(request)
    if not (tittel and hvor):
        raise Http404
    valgt = valgt_virksomhet(request)
    with arbeid(som=request.aktoer, i=valgt or hvor[0], verb="bestill en fil"):
        den = verb.bestill_fil(
            tittel, sti=sti, valgt=valgt.kode if valgt else "", sterk=_sterk(request), av=request.aktoer
        )  # fmt: skip
    logg.info("liste bestilt", bestilling=str(den.pk), sti=urlsplit(sti).path, bruker=str(request.aktoer.bruker_id))
    messages.success(request, _("Filen lages i bakgrunnen. Du får beskjed når den er ferdig."))
    return HttpResponseRedirect(reverse("bestillinger"))


def _tittelen(sti: str) -> str:
    """What an address lists, as the kind of file that can be ordered; empty when it is no such thing."""
    siden = urlsplit(sti)
    if parse_qs(siden.query).get("som", [""])[0] not in ("csv", "xlsx"):
        return ""
    try:
        return _titler().get(str(resolve(siden.path).url_name), "")
    except Resolver404:
        return ""


def _sterk(request: Forespoersel) -> bool:
    return bool(request.session.get(INNE, {}).get("sterk", False))


def _min(request: Forespoersel, pk: UUID) -> Bestilling:
    """One of the person's own. Raises Http404, also for another's."""
    den = verb.mine_bestillinger(request.aktoer).filter(pk=pk).first()
    if den is None:
        raise Http404
    return den


@require_POST
@i_virksomhet(verb="avbryt en bestilt fil")
def avbryt(request: Forespoersel, pk: UUID) -> HttpResponse:
    """The person does not want it any more."""
    verb.avbryt(_min(request, pk), av=request.aktoer)
    return HttpResponseRedirect(reverse("bestillinger"))


@require_POST
@i_virksomhet(verb="bestill en fil")
def igjen(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Make it anew."""
    verb.lag_igjen(_min(request, pk), sterk=_sterk(request), av=request.aktoer)
    return HttpResponseRedirect(reverse("bestillinger"))


@require_GET
@innlogget
def fil(request: Forespoersel, bydel: str, pk: UUID) -> HttpResponse:
    """The file, for the one who ordered it while the rights are those that it was made for."""
    virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[virksomhet]):
        den = _min(request, pk)
    som = aktoer_for(request.user, sterk=den.sterk and _sterk(request))
    if verb.rettighetene(som) != den.rettigheter:
        messages.error(request, _("Rettighetene dine er endret siden du bestilte filen. Bestill den på nytt."))
        return HttpResponseRedirect(reverse("bestillinger"))
    sti = verb.filen(den)
    if den.tilstand != Bestilling.Tilstand.FERDIG or not sti.is_file():
        raise Http404
    logg.info("bestilt liste hentet", bestilling=str(pk), bruker=str(request.aktoer.bruker_id))
    navn = f"{resolve(urlsplit(den.sti).path).url_name}-{den.ferdig_dato:%Y%m%d-%H%M}.{den.slag}"
    return FileResponse(  # type: ignore[return-value]
        sti.open("rb"), as_attachment=True, filename=navn, content_type=TYPER[den.slag],
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )  # fmt: skip
