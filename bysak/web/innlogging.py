"""Login with local accounts: Argon2, slowed-down guessing, a new session at every login."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Bruker, Innloggingsforsoek
from bysak.organisasjon.passord import er_utloept
from bysak.web.doer import VALGT, Forespoersel, innlogget, mine_virksomheter, valgt_virksomhet
from bysak.web.jinja import tegn
from bysak.web.spraak import SPRAAK

AAPNE = ("/logg-inn", "/sprak", "/helse", "/static/")
VINDU = timedelta(minutes=15)
MAKS_PER_BRUKER = 10
MAKS_PER_ADRESSE = 100
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
        if request.path.startswith(AAPNE) or request.user.is_authenticated:
            return get_response(request)
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?neste={request.get_full_path()}")

    return svar


def _for_mange(brukernavn: str, adresse: str) -> bool:
    siden = naa() - VINDU
    return (
        Innloggingsforsoek.objects.filter(brukernavn=brukernavn, tid__gte=siden).count() >= MAKS_PER_BRUKER
        or Innloggingsforsoek.objects.filter(adresse=adresse, tid__gte=siden).count() >= MAKS_PER_ADRESSE
    )


def _proev(request: HttpRequest, brukernavn: str) -> str:
    """Log in, or say why not."""
    adresse = request.META.get("REMOTE_ADDR", "")[:45]
    if _for_mange(brukernavn, adresse):
        return _("For mange forsøk. Vent et kvarter, eller be systemforvalteren om hjelp.")
    bruker = authenticate(request, username=brukernavn, password=request.POST.get("passord", ""))
    if not isinstance(bruker, Bruker):
        Innloggingsforsoek.objects.create(brukernavn=brukernavn, adresse=adresse)
        return _("Brukernavn eller passord stemmer ikke. Prøv igjen.")
    if er_utloept(bruker):
        return _("Passordet er for gammelt. Be systemforvalteren om et nytt.")
    login(request, bruker)
    Innloggingsforsoek.objects.filter(brukernavn=brukernavn).delete()
    return ""


def bekreft_passord(request: HttpRequest, bruker: Bruker, passord: str) -> str:
    """Ask one who is logged in for the password again; what is wrong, or nothing. Guessing is slowed as at login."""
    adresse = request.META.get("REMOTE_ADDR", "")[:45]
    if _for_mange(bruker.brukernavn, adresse):
        return _("For mange forsøk. Vent et kvarter, eller be systemforvalteren om hjelp.")
    if bruker.check_password(passord):
        return ""
    Innloggingsforsoek.objects.create(brukernavn=bruker.brukernavn, adresse=adresse)
    return _("Passordet stemmer ikke. Prøv igjen.")


def trygg_adresse(request: HttpRequest, neste: str) -> str:
    """Where to go next when that is a page of ours, else the front page."""
    trygg = url_has_allowed_host_and_scheme(neste, {request.get_host()}, require_https=request.is_secure())
    return neste if neste and trygg else "/"


@never_cache
@require_http_methods(["GET", "POST"])
def logg_inn(request: HttpRequest) -> HttpResponse:
    """Show the form, or try a name and password. The answer is the same for an unknown name and a wrong password."""
    feil = ""
    brukernavn = request.POST.get("brukernavn", "").strip().lower()[:60]
    neste = request.POST.get("neste") or request.GET.get("neste", "")
    if request.method == "POST":
        feil = _proev(request, brukernavn)
        if not feil:
            return HttpResponseRedirect(trygg_adresse(request, neste))
    kontekst = {
        "feil": feil,
        "brukernavn": brukernavn,
        "neste": neste,
        "demobrukere": DEMOBRUKERE if settings.BYSAK_DEMO else (),
        "offentlig_url": settings.BYSAK_OFFENTLIG_ADRESSE,
    }
    return tegn(request, "innlogging.html", kontekst, status=403 if feil else 200)


@require_POST
def logg_ut(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


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


@require_http_methods(["GET", "POST"])
@innlogget
def velg_virksomhet(request: Forespoersel) -> HttpResponse:
    """Choose whether to look at one virksomhet or at all of one's own; remembered for the session."""
    if request.method == "POST":
        request.session[VALGT] = request.POST.get("virksomhet", "")[:40]
        return HttpResponseRedirect(trygg_adresse(request, request.POST.get("neste", "/")))
    kontekst = {"virksomheter": mine_virksomheter(request), "valgt": valgt_virksomhet(request)}
    return tegn(request, "velg.html", kontekst)
