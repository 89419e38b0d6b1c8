"""The second step of a login with a password: a code, or first an app to get it from where a role demands one."""

from typing import Any
from urllib.parse import urlencode

import segno
import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hemmeligheter import lukk, lukk_opp
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.innlogging import Avvist
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import aktoer_for
from bysak.organisasjon.totrinn import (
    adresse_til_appen,
    ny_hemmelighet,
    proev_gjenopprettingskode,
    proev_kode,
    slaa_paa,
)
from bysak.web.innlogging import slipp_inn, trygg_adresse
from bysak.web.jinja import tegn
from bysak.web.ventende import den_som_venter

logg = structlog.get_logger("bysak.web")
# In the session, closed: the secret that a page shows, until an app has proved that it has it.
_NY = "totrinn_ny"


def bruk_kode(request: HttpRequest, bruker: Bruker, *, papir: bool) -> None:
    """Use the code that was typed, from the app or from paper. Raises `Avvist`."""
    skrevet, fra = request.POST.get("kode", "")[:40], request.META.get("REMOTE_ADDR", "")
    try:
        if not papir:
            proev_kode(bruker, skrevet, adresse=fra)
            return
        igjen = proev_gjenopprettingskode(bruker, skrevet, adresse=fra)
    except Avvist:
        logg.warning("to trinn avvist", bruker=str(bruker.pk), papir=papir)
        raise
    logg.info("gjenopprettingskode brukt", bruker=str(bruker.pk), igjen=igjen)
    brukt = _("Gjenopprettingskoden er brukt.")
    rest = ngettext(
        "Du har %(num)s igjen. Lag nye på Min profil.", "Du har %(num)s igjen. Lag nye på Min profil.", igjen
    )
    messages.warning(request, f"{brukt} {rest % {'num': igjen}}")


@never_cache
@sensitive_post_parameters("kode")
@require_http_methods(["GET", "POST"])
def kode(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and let the person in who has it."""
    bruker, neste = den_som_venter(request), request.GET.get("neste", "")
    if bruker is None or not bruker.totrinn_satt:
        return _begynn_paa_nytt(neste)
    papir, feil = "papir" in request.GET, ""
    if request.method == "POST":
        try:
            bruk_kode(request, bruker, papir=papir)
        except Avvist as nei:
            feil = str(nei)
        else:
            slipp_inn(request, bruker, sterk=True)
            return HttpResponseRedirect(trygg_adresse(request, neste))
    bytt = {"neste": neste} | ({} if papir else {"papir": "1"})
    kontekst = {"feil": feil, "papir": papir, "bytt": f"{request.path}?{urlencode(bytt)}", "navn": bruker.navn}
    return tegn(request, "totrinn/kode.html", kontekst, status=403 if feil else 200)


@never_cache
@sensitive_post_parameters("kode")
@require_http_methods(["GET", "POST"])
def oppsett(request: HttpRequest) -> HttpResponse:
    """One whose role demands a second step sets it up, and is let in by it. Nobody who has one comes here."""
    bruker, neste = den_som_venter(request), request.GET.get("neste", "")
    if bruker is None or bruker.totrinn_satt:
        return _begynn_paa_nytt(neste)
    nye, feil = proev_oppsett(request, aktoer_for(bruker, sterk=True))
    if not nye:
        kontekst = {"app": app(request, bruker), "feil": feil, "neste": neste}
        return tegn(request, "totrinn/oppsett.html", kontekst, status=422 if feil else 200)
    slipp_inn(request, Bruker.objects.get(pk=bruker.pk), sterk=True)
    return tegn(request, "totrinn/koder.html", {"nye": nye, "neste": trygg_adresse(request, neste)})


def proev_oppsett(request: HttpRequest, av: Aktoer, *, bytte: bool = False) -> tuple[list[str], str]:
    """The recovery codes, when the code that was sent proves that the app is set up; else what was wrong, if anything.

    Outside an arbeid.
    """
    if request.method != "POST" or _NY not in request.session:
        return [], ""
    try:
        nye = slaa_paa(lukk_opp(request.session[_NY]), request.POST.get("kode", "")[:40], av=av, bytte=bytte)
    except Hindret as nei:
        return [], nei.hindre[0].tekst
    del request.session[_NY]
    logg.info("to trinn slått på", bruker=str(av.bruker_id), bytte=bytte)
    return nye, ""


def app(request: HttpRequest, bruker: Bruker) -> dict[str, Any]:
    """What an app is set up with: the QR code as a picture, the address in it, and the secret to type.

    The same each time the page is shown, so that a reload does not undo what was scanned.
    """
    if _NY not in request.session:
        request.session[_NY] = lukk(ny_hemmelighet())
    hemmelig = lukk_opp(request.session[_NY])
    adresse = adresse_til_appen(hemmelig, bruker, request.get_host())
    bilde = segno.make(adresse, error="m", micro=False).svg_data_uri(scale=5, border=3, light="#fff")
    biter = [hemmelig[nr : nr + 4] for nr in range(0, len(hemmelig), 4)]
    return {"bilde": bilde, "adresse": adresse, "hemmelig": " ".join(biter)}


def _begynn_paa_nytt(neste: str) -> HttpResponse:
    felter = {"neste": neste, "utloept": "1"}
    return HttpResponseRedirect(f"{reverse('logg_inn')}?{urlencode(felter)}")
