"""One view for every act of a case and one for every act of an entry: show, do, and on a no keep what was typed."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bysak.arkivstruktur.laasing import laas_enhet
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder, ingen
from bysak.organisasjon.tilgang import kan, krev
from bysak.web.doer import Forespoersel, alt_eller_ingenting, innlogget, virksomhet_i_adressen
from bysak.web.engang import gjort_foer
from bysak.web.handling.rettes import rettelse
from bysak.web.handling.skjema import GRUNN, RAD, SETT, Ferdig, Handling, Skjema, avtrykk, pekt
from bysak.web.handling.tabell import FOR_POST, FOR_SAK
from bysak.web.jinja import tegn
from bysak.web.sak.adresser import postens_url, sakens_url
from bysak.web.sak.hent import feil_per_felt, posten, saken, uten_skjermede


@require_http_methods(["GET", "POST"])
@innlogget
def post_handling(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int, kode: str) -> HttpResponse:
    """An act on one entry."""
    return _side(request, bydel, FOR_POST[kode], lambda: posten(request, aar, nr, postnr))


@require_http_methods(["GET", "POST"])
@innlogget
def sak_handling(request: Forespoersel, bydel: str, aar: int, nr: int, kode: str) -> HttpResponse:
    """An act on one case."""
    return _side(request, bydel, FOR_SAK[kode], lambda: saken(request, aar, nr))


def _side(request: Forespoersel, bydel: str, handling: Handling, hent: Callable[[], Any]) -> HttpResponse:
    virksomhet = virksomhet_i_adressen(request, bydel)
    request.virksomhet = virksomhet
    grunn = request.POST.get(GRUNN, "")[:500]
    with arbeid(
        som=request.aktoer, i=virksomhet, verb=handling.tekst.lower(), grunn=grunn,
        overstyring=grunn if handling.overstyrer else "",
    ):  # fmt: skip
        enhet = hent()
        _krev_en(request, handling)
        skjema = handling.bygg(request, enhet)
        if request.method == "POST":
            return _proev(request, handling, enhet, skjema)
        return _tegn(request, handling, enhet, skjema, list(skjema.foer), 200)


def _krev_en(request: Forespoersel, handling: Handling) -> None:
    if not any(kan(request.aktoer, rett) for rett in handling.retter):
        krev(request.aktoer, handling.retter[0])
        raise PermissionDenied(_("Du kan ikke gjøre dette her."))


def _proev(request: Forespoersel, handling: Handling, enhet: Any, skjema: Skjema) -> HttpResponse:
    """All or nothing: what the verb had written before it was stopped is taken back, and the page says why."""
    if gjort_foer(request):
        messages.info(request, _("Dette var sendt fra før. Det er gjort én gang."))
        return HttpResponseRedirect(_hjem(request, enhet))

    def gjoer() -> Ferdig:
        nonlocal skjema
        if request.POST.get(RAD):  # held before it is drawn again, so that what is compared is what is written over
            skjema = handling.bygg(request, laas_enhet(enhet))
            ingen(_hindre_for_raden(request, skjema))
        return _gjoer(request, skjema)

    ferdig, hindre = alt_eller_ingenting(gjoer)
    if ferdig is None:
        return _tegn(request, handling, enhet, skjema, hindre, 409)
    messages.success(request, ferdig.tekst)
    return HttpResponseRedirect(ferdig.til or _hjem(request, enhet))


def _hindre_for_raden(request: Forespoersel, skjema: Skjema) -> Iterator[Hinder]:
    """What stops a change of one row: somebody else has taken it away, or changed it, since the form was drawn."""
    if skjema.skjult.get(RAD) != request.POST[RAD] and not request.POST.get("gjoer"):
        borte = _("Noen andre har fjernet dette. Det du skrev, står her. Se på listen før du lagrer igjen.")
        yield Hinder("skjema.borte", borte)
    elif request.POST.get(SETT, "") not in ("", avtrykk(skjema)):
        yield Hinder("skjema.samtidig", _("Noen andre endret dette mens du skrev. Se på endringen, og lagre igjen."))


def _gjoer(request: Forespoersel, skjema: Skjema) -> Ferdig:
    gjoer = request.POST.get("gjoer", "")
    if not gjoer:
        return skjema.gjoer()
    rad: UUID | None = pekt(request.POST)
    if rad is None or gjoer not in skjema.radgjoer or rad not in {r.pk for r in skjema.rader or ()}:
        raise Http404
    return skjema.radgjoer[gjoer](rad)


def _hjem(request: Forespoersel, enhet: Any) -> str:
    return postens_url(request, enhet) if hasattr(enhet, "registrerings_id") else sakens_url(request, enhet)


def _tegn(
    request: Forespoersel, handling: Handling, enhet: Any, skjema: Skjema, hindre: list[Hinder], status: int
) -> HttpResponse:
    synlige = uten_skjermede(request.aktoer, hindre)
    # A form opens with what stops; its own empty fields are no news before one has tried.
    vises = [h for h in synlige if status != 200 or not h.felt]
    navn = {f.navn for f in skjema.felt if not f.laast}
    feil = {n: t for n, t in feil_per_felt(vises).items() if n in navn} if status != 200 else {}
    generelle = [(h, rettelse(request, enhet, h)) for h in vises if h.felt not in feil]
    er_post = hasattr(enhet, "registrerings_id")
    kontekst = {
        "handling": handling, "tittel": skjema.overskrift or _(handling.tekst), "skjema": skjema, "feil": feil,
        "hindre": generelle, "verdier": request.POST, "jp": enhet if er_post else None,
        "sak": enhet.mappe if er_post else enhet, "tilbake": _hjem(request, enhet), "proevd": status != 200,
        "sett": avtrykk(skjema) if RAD in skjema.skjult else "",
    }  # fmt: skip
    return tegn(request, "handling/side.html", kontekst, status=status)
