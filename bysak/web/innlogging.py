"""Login with local accounts: Argon2, slowed-down guessing, a new session at every login."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bysak.kjerne.kalender import naa
from bysak.organisasjon.innlogging import Avvist, ForMange, logg_paa
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.sesjoner import NOEYAKTIG, er_brukt, innretning
from bysak.organisasjon.totrinn import kreves
from bysak.web.feil import for_mange
from bysak.web.jinja import tegn
from bysak.web.sesjon import INNE, utloep
from bysak.web.spraak import SPRAAK
from bysak.web.ventende import la_vente, slutt_aa_vente

AAPNE = ("/logg-inn", "/sprak", "/helse", "/static/", "/noark5v5/")
DEMOBRUKERE = (
    ("kari", gettext_lazy("arkivar i Byarkivet, alle bydeler")),
    ("even", gettext_lazy("kvalitetssikrer i Byarkivet")),
    ("siv", gettext_lazy("systemforvalter i Byarkivet")),
    ("ola", gettext_lazy("saksbehandler i Bydel Frogner")),
    ("nora", gettext_lazy("leder i Bydel Frogner")),
    ("maja", gettext_lazy("arkivansvarlig i Bydel Frogner")),
    ("lise", gettext_lazy("saksbehandler i Bydel Sagene")),
)


def krev_innlogging(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: everything is behind the login unless it stands in `AAPNE`, so that no new page is forgotten."""

    def svar(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(AAPNE):
            return get_response(request)
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?neste={quote(_hvor(request))}")
        _hold_i_live(request)
        return get_response(request)

    return svar


def _hvor(request: HttpRequest) -> str:
    """Where one who must log in first is to come back to: the page a form was sent from, where its draft is."""
    if request.method == "GET":
        return request.get_full_path()
    fra = urlsplit(request.headers.get("Referer", ""))
    return f"{fra.path}?{fra.query}".rstrip("?") if fra.netloc == request.get_host() else "/"


def _hold_i_live(request: HttpRequest) -> None:
    """Note that somebody does something; what an open page asks for by itself is nobody's act."""
    rad = getattr(request.session, "rad", None)
    if rad and "X-Stille" not in request.headers and naa() - rad.sist_sett >= NOEYAKTIG:
        er_brukt(rad, utloeper=utloep(rad.opprettet, naa()))


def slipp_inn(request: HttpRequest, bruker: Bruker, **om: Any) -> None:
    """Begin a login that has been earned; a new session, and what is worth knowing of it (see `models.Sesjon`)."""
    slutt_aa_vente(request)
    login(request, bruker)
    agent = request.headers.get("User-Agent", "")
    request.session[INNE] = {"tid": naa().isoformat(), "innretning": innretning(agent)} | om


def _proev(request: HttpRequest, brukernavn: str, neste: str) -> str:
    """Try the name and password: where to go now, in or to the second step. Raises `Avvist`."""
    bruker = logg_paa(brukernavn, request.POST.get("passord", ""), adresse=request.META.get("REMOTE_ADDR", ""))
    if not (bruker.totrinn_satt or kreves(bruker)):
        slipp_inn(request, bruker)
        return trygg_adresse(request, neste)
    la_vente(request, bruker)
    return f"{reverse('totrinn_kode' if bruker.totrinn_satt else 'totrinn_oppsett')}?{urlencode({'neste': neste})}"


def trygg_adresse(request: HttpRequest, neste: str) -> str:
    """Where to go next when that is a page of ours, else the front page."""
    trygg = url_has_allowed_host_and_scheme(neste, {request.get_host()}, require_https=request.is_secure())
    return neste if neste and trygg else "/"


@never_cache
@require_http_methods(["GET", "POST"])
def logg_inn(request: HttpRequest) -> HttpResponse:
    """Show the form, or try a name and password. The answer is the same for an unknown name and a wrong password."""
    feil = _("Det gikk for lang tid. Skriv passordet på nytt.") if "utloept" in request.GET else ""
    brukernavn = request.POST.get("brukernavn", "").strip().lower()[:60]
    neste = request.POST.get("neste") or request.GET.get("neste", "")
    if request.method == "POST":
        if not settings.BYSAK_LOKAL_INNLOGGING:
            raise PermissionDenied(_("Innlogging med brukernavn og passord er slått av."))
        try:
            return HttpResponseRedirect(_proev(request, brukernavn, neste))
        except ForMange as nei:
            return for_mange(request, nei)
        except Avvist as nei:
            feil = str(nei)
    kontekst = {
        "feil": feil,
        "brukernavn": brukernavn,
        "neste": neste,
        "demobrukere": DEMOBRUKERE if settings.BYSAK_DEMO else (),
        "offentlig_url": settings.BYSAK_OFFENTLIG_ADRESSE,
        "leverandoerer": settings.BYSAK_LEVERANDOERER,
        "lokal": settings.BYSAK_LOKAL_INNLOGGING,
        "inaktiv": timedelta(minutes=settings.BYSAK_SESJON_INAKTIV_MINUTTER),
    }
    return tegn(request, "innlogging.html", kontekst, status=403 if request.method == "POST" else 200)


@require_POST
def velg_spraak(request: HttpRequest) -> HttpResponse:
    """Remember the language a person chose, on this machine, for a year; before the login too."""
    svar = HttpResponseRedirect(trygg_adresse(request, request.POST.get("neste", "/")))
    valgt = request.POST.get("spraak", "")
    if valgt in SPRAAK:
        svar.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            valgt,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return svar
