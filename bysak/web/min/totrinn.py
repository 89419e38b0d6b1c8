"""My second step: an app that shows codes, and ten codes on paper for the day when the telephone is gone."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import naa
from bysak.organisasjon.innlogging import Avvist, bekreft_passord
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.totrinn import SIFRE, bytt_koder, koder_igjen, kreves, slaa_av
from bysak.web.doer import Forespoersel, innlogget
from bysak.web.jinja import tegn
from bysak.web.sesjon import INNE
from bysak.web.totrinn import app, bruk_kode, proev_oppsett

# In the session: until when a new app may take the place of the old one.
_BYTTE = "totrinn_bytte"
_FRIST = timedelta(minutes=20)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@innlogget
def totrinn(request: Forespoersel) -> HttpResponse:
    """Set it up, or what is to be done with the one there is. Whoever does it, shows the password first."""
    bruker = Bruker.objects.get(pk=request.user.pk)
    if not bruker.has_usable_password():
        return _side(request, uten_passord=True)
    if bruker.totrinn_satt and not _bytter(request):
        return _finnes(request, bruker)
    return _oppsett(request, bruker)


def _side(request: Forespoersel, **om: Any) -> HttpResponse:
    ingenting = {"uten_passord": False, "nye": (), "app": None, "feil": {}}
    return tegn(request, "min/totrinn.html", ingenting | om, status=422 if om.get("feil") else 200)


def _bytter(request: Forespoersel) -> bool:
    til = request.session.get(_BYTTE, "")
    return bool(til) and datetime.fromisoformat(til) > naa()


def _oppsett(request: Forespoersel, bruker: Bruker) -> HttpResponse:
    bytte, nye = bool(bruker.totrinn_satt), list[str]()
    feil: dict[str, str] = {}
    if request.method == "POST":
        feil = {} if bytte else _passordfeil(request, bruker)
        if not feil:
            nye, kodefeil = proev_oppsett(request, request.aktoer, bytte=bytte)
            feil = {"kode": kodefeil} if kodefeil else {}
    if nye:
        return _med_koder(request, nye)
    return _side(request, app=app(request, bruker), feil=feil, bytte=bytte)


def _med_koder(request: Forespoersel, nye: list[str]) -> HttpResponse:
    request.session.pop(_BYTTE, None)
    _fortsett(request, sterk=True)
    return _side(request, nye=nye)


def _fortsett(request: Forespoersel, *, sterk: bool) -> None:
    """This login goes on, as more than a password or no longer so; the others were tied to how it was."""
    update_session_auth_hash(request, Bruker.objects.get(pk=request.user.pk))
    request.session[INNE] = request.session.get(INNE, {}) | {"sterk": sterk}


def _finnes(request: Forespoersel, bruker: Bruker) -> HttpResponse:
    hva, feil = request.POST.get("hva", ""), {}
    if hva in ("koder", "bytt", "av"):
        feil = _passordfeil(request, bruker)
        try:
            if not feil:
                # Those on paper are longer.
                bruk_kode(request, bruker, papir=len(request.POST.get("kode", "").replace(" ", "")) > SIFRE)
                return _gjoer(request, bruker, hva)
        except Avvist as nei:
            feil = {"kode": str(nei)}
        except Hindret as nei:
            feil = {"handling": nei.hindre[0].tekst}
    om = {"satt": bruker.totrinn_satt, "igjen": koder_igjen(bruker), "kreves": kreves(bruker)}
    return _side(request, feil=feil, **om)


def _passordfeil(request: Forespoersel, bruker: Bruker) -> dict[str, str]:
    try:
        bekreft_passord(bruker, request.POST.get("passord", ""), adresse=request.META.get("REMOTE_ADDR", ""))
    except Avvist as nei:
        return {"passord": str(nei)}
    return {}


def _gjoer(request: Forespoersel, bruker: Bruker, hva: str) -> HttpResponse:
    """What was asked for. Raises `Hindret`."""
    if hva == "koder":
        return _side(request, nye=bytt_koder(av=request.aktoer))
    if hva == "bytt":
        request.session[_BYTTE] = (naa() + _FRIST).isoformat()
        return HttpResponseRedirect(reverse("profil_totrinn"))
    slaa_av(bruker, av=request.aktoer)
    _fortsett(request, sterk=False)
    messages.success(request, _("To trinn er slått av. Du logger inn med bare passord."))
    return HttpResponseRedirect(reverse("profil"))
