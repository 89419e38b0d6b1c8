"""Logging in at a provider, and the ways a login there and one here end together (OpenID Connect).

Nothing that comes from the outside decides where Bysak is: the addresses are made from the setting.
"""

import hmac
import time
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bysak.kjerne.arbeid import foresporsel_id
from bysak.kjerne.hemmeligheter import lukk, lukk_opp
from bysak.klienter.oidc import SLINGRING, LeverandoerenSvarerIkke, UgyldigToken
from bysak.klienter.oidcinnlogging import Avslaatt, Innlogging, tilfeldig
from bysak.klienter.oidcoppsett import Oppsett
from bysak.organisasjon.gruppekoblinger import gi_roller
from bysak.organisasjon.koblinger import finn_bruker
from bysak.organisasjon.models import Bruker, Virksomhet
from bysak.organisasjon.sesjoner import avslutt_fra_leverandoer
from bysak.organisasjon.tilgang import aktoer_for
from bysak.web.csp import CSP
from bysak.web.forvaltning.bekreftelse import noter_bekreftet
from bysak.web.innlogging import slipp_inn, trygg_adresse
from bysak.web.jinja import tegn
from bysak.web.sesjon import INNE

logg = structlog.get_logger("bysak.web")
# In the session: those who are on their way to a provider, by state.
UNDERVEIS = "underveis"
SAMTIDIG, FRIST = 5, 15 * 60


@cache
def _innlogging(oppsett: Oppsett) -> Innlogging:
    return Innlogging(oppsett)


def innlogging_hos(kode: str) -> Innlogging:
    """The provider with this code. Raises Http404."""
    oppsett = next((o for o in settings.BYSAK_LEVERANDOERER if o.kode == kode), None)
    if oppsett is None:
        raise Http404
    return _innlogging(oppsett)


def _her(rute: str, *deler: str) -> str:
    return settings.BYSAK_ADRESSE + reverse(rute, args=deler)


@never_cache
@require_GET
def til_leverandoeren(request: HttpRequest, kode: str) -> HttpResponse:
    """Send the person to the provider. With `bekreft`, one who is logged in must show who it is once more."""
    hos = innlogging_hos(kode)
    if request.get_host() != urlsplit(settings.BYSAK_ADRESSE).netloc:
        # The way back leads to this address, and the cookie must be there.
        return HttpResponseRedirect(settings.BYSAK_ADRESSE + request.get_full_path())
    state, nonce, bevis = tilfeldig(), tilfeldig(), tilfeldig()
    bekreft = "bekreft" in request.GET and request.user.is_authenticated
    try:
        adresse = hos.adresse(
            retur=_her("leverandoer_svar", kode), state=state, nonce=nonce, bevis=bevis, paa_nytt=bekreft
        )
    except LeverandoerenSvarerIkke as feil:
        return _svarer_ikke(request, kode, feil)
    ferd = {"hos": kode, "nonce": nonce, "bevis": bevis, "tid": time.time(), "bekreft": bekreft}
    ferd["neste"] = trygg_adresse(request, request.GET.get("neste", ""))
    andre = list(request.session.get(UNDERVEIS, {}).items())[-SAMTIDIG + 1 :]
    request.session[UNDERVEIS] = dict(andre) | {state: ferd}
    return HttpResponseRedirect(adresse)


@never_cache
@require_GET
def fra_leverandoeren(request: HttpRequest, kode: str) -> HttpResponse:
    """The person is back with a code, or with a no. What is not whole, fresh and asked for from here lets nobody in."""
    hos = innlogging_hos(kode)
    ferd = _ferd(request, kode)
    try:
        if ferd is None or request.GET.get("iss", hos.utsteder) != hos.utsteder:
            raise UgyldigToken("state")
        if "error" in request.GET:
            raise Avslaatt(request.GET["error"][:40])
        tokener = hos.hent(request.GET.get("code", ""), retur=_her("leverandoer_svar", kode), bevis=ferd["bevis"])
        krav = hos.hvem(tokener, nonce=ferd["nonce"], ikke_foer=ferd["tid"] if ferd["bekreft"] else None)
    except (UgyldigToken, Avslaatt) as nei:
        logg.warning("innlogging avvist", leverandoer=kode, grunn=type(nei).__name__, hva=str(nei)[:80])
        setning = _("Innloggingen ble avbrutt, eller tok for lang tid. Begynn på nytt.")
        return _avvist(request, setning, 403)
    except LeverandoerenSvarerIkke as feil:
        return _svarer_ikke(request, kode, feil)
    return _slipp_inn(request, hos.oppsett, krav, str(tokener["id_token"]), ferd)


def _ferd(request: HttpRequest, kode: str) -> dict[str, Any] | None:
    """What was sent off with this state, once: to this provider, from this browser, not long ago."""
    alle = dict(request.session.get(UNDERVEIS, {}))
    ferd: dict[str, Any] | None = alle.pop(request.GET.get("state", ""), None)
    if ferd is None:
        return None
    request.session[UNDERVEIS] = alle
    # Now, and not with the answer: of two that come at once with the same, one is too late.
    request.session.save()
    return ferd if ferd["hos"] == kode and time.time() - ferd["tid"] < FRIST else None


def _slipp_inn(
    request: HttpRequest, oppsett: Oppsett, krav: Mapping[str, Any], id_token: str, ferd: Mapping[str, Any]
) -> HttpResponse:
    bruker = finn_bruker(oppsett, krav)
    if ferd["bekreft"]:
        return _bekreftet(request, bruker, ferd["neste"])
    if bruker and oppsett.gruppefelt and (grupper := _grupper(oppsett, krav)) is not None:
        _si_fra_om_siste(request, bruker, gi_roller(bruker, oppsett.kode, grupper))
    sterk = oppsett.alltid_sterk or krav.get("acr") in oppsett.sterk_acr
    if bruker is None or not aktoer_for(bruker, sterk=sterk).roller:
        return _ukjent(request, oppsett, krav)
    om = {"leverandoer": oppsett.kode, "subjekt": str(krav["sub"])[:255], "sid": str(krav.get("sid", ""))[:255]}
    slipp_inn(request, bruker, sterk=sterk, bevis=lukk(id_token), **om)
    logg.info("innlogget", leverandoer=oppsett.kode, bruker=str(bruker.pk), sterk=sterk)
    return HttpResponseRedirect(ferd["neste"])


def _si_fra_om_siste(request: HttpRequest, bruker: Bruker, beholdt: list[int]) -> None:
    """Tell the last administrators who are in no group that gives the role, that they have it till another one does."""
    for hvor in Virksomhet.objects.filter(pk__in=beholdt):
        logg.warning("siste systemforvalter uten gruppe", virksomhet=hvor.kode, bruker=str(bruker.pk))
        setning = _(
            "Gruppene dine gir deg ikke lenger systemforvalter i %(navn)s, men du er den eneste. Gi en annen rollen."
        )
        messages.warning(request, setning % {"navn": hvor.navn})


def _grupper(oppsett: Oppsett, krav: Mapping[str, Any]) -> set[str] | None:
    """The groups in the token, or None when they were too many to be in it: then nothing is known of them."""
    if oppsett.gruppefelt in krav.get("_claim_names", {}) or krav.get("hasgroups"):
        logg.warning("gruppene fikk ikke plass i tokenet", leverandoer=oppsett.kode)
        return None
    verdi = krav.get(oppsett.gruppefelt, [])
    return {str(g) for g in (verdi if isinstance(verdi, list) else [verdi])}


def _bekreftet(request: HttpRequest, bruker: Bruker | None, neste: str) -> HttpResponse:
    """An administrator has shown once more who it is; nobody else's word counts."""
    if bruker is None or bruker.pk != request.user.pk:
        return _avvist(request, _("Du bekreftet som en annen enn den du er logget inn som."), 403)
    noter_bekreftet(request)
    messages.success(request, _("Du har bekreftet hvem du er. Det gjelder i et kvarter."))
    return HttpResponseRedirect(neste)


def _ukjent(request: HttpRequest, oppsett: Oppsett, krav: Mapping[str, Any]) -> HttpResponse:
    """The same page for one who is not registered, has been closed, or has no role: nobody learns which others are."""
    logg.info("ukjent eller uten rolle", leverandoer=oppsett.kode)
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    kontekst = {
        "hjelp": settings.BYSAK_INNLOGGING_HJELP, "tjeneste": tjeneste, "leverandoer": oppsett.navn,
        # One's own user name helps who is asked; what one is linked by may be a national identity.
        "navn": "" if oppsett.koblet else str(krav.get(oppsett.brukerfelt, ""))[:80], "merke": foresporsel_id.get(),
    }  # fmt: skip
    return tegn(request, "innlogging_ukjent.html", kontekst, status=403)


def _svarer_ikke(request: HttpRequest, kode: str, feil: Exception) -> HttpResponse:
    logg.warning("innloggingsleverandøren svarer ikke", leverandoer=kode, grunn=str(feil))
    return _avvist(request, _("Innloggingen svarer ikke nå. Prøv igjen om litt."), 503)


def _avvist(request: HttpRequest, setning: str, status: int) -> HttpResponse:
    return tegn(
        request, "innlogging_feil.html", {"setning": setning, "inne": request.user.is_authenticated}, status=status
    )


@csrf_exempt
@never_cache
@require_POST
def bakkanal(request: HttpRequest, kode: str) -> HttpResponse:
    """The provider tells that somebody is logged out there (Back-Channel Logout 1.0); what began before it, ends."""
    hos = innlogging_hos(kode)
    try:
        krav = hos.utlogget(request.POST.get("logout_token", ""))
    except (UgyldigToken, LeverandoerenSvarerIkke) as nei:
        logg.warning("utlogging avvist", leverandoer=kode, grunn=type(nei).__name__)
        return HttpResponse(status=400 if isinstance(nei, UgyldigToken) else 503)
    antall = avslutt_fra_leverandoer(
        kode, subjekt=str(krav.get("sub", "")), sid=str(krav.get("sid", "")), foer=krav["iat"] + SLINGRING
    )
    logg.info("logget ut hos leverandøren", leverandoer=kode, antall=antall)
    return HttpResponse(status=200)


@never_cache
@require_GET
def rammekanal(request: HttpRequest, kode: str) -> HttpResponse:
    """The same through the person's browser (Front-Channel Logout 1.0), in a frame where no cookie comes along.

    Only the provider and we know `sid`.
    """
    hos = innlogging_hos(kode)
    svaret = HttpResponse(status=200)
    try:
        utsteder, hjemme = hos.utsteder, urlsplit(hos.oppsett.utsteder)
    except LeverandoerenSvarerIkke:
        return HttpResponse(status=503)
    sid = request.GET.get("sid", "")
    if sid and hmac.compare_digest(request.GET.get("iss", ""), utsteder):
        avslutt_fra_leverandoer(kode, sid=sid, foer=time.time() + SLINGRING)
    ramme = f"frame-ancestors {hjemme.scheme}://{hjemme.netloc}"
    svaret.headers["Content-Security-Policy"] = CSP.replace("frame-ancestors 'self'", ramme)
    return svaret


def utlogging_der(inne: Mapping[str, Any]) -> str:
    """Where to go to be logged out at the provider too, of one whose login was this; empty when there is nowhere."""
    try:
        hos = innlogging_hos(inne.get("leverandoer", ""))
        return hos.utloggingsadresse(lukk_opp(inne["bevis"]), _her("logg_inn"))
    except (Http404, LeverandoerenSvarerIkke):
        return ""


def innlogget_hos(request: HttpRequest) -> Oppsett | None:
    """The provider that let this person in, if one did."""
    kode = request.session.get(INNE, {}).get("leverandoer", "")
    return next((o for o in settings.BYSAK_LEVERANDOERER if o.kode == kode), None)
