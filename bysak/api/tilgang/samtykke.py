"""The page where a person says yes to a client: behind the workspace's own login, so the client sees no password."""

from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidScopeError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bysak.api.tilgang.tjener import Tjener, tjener
from bysak.api.tilgang.utstedelse import Kode, er_sterk, grunnlag, oensket_virksomhet
from bysak.organisasjon.models import Bruker, Virksomhet


@never_cache
@require_http_methods(["GET", "POST"])
def samtykke(request: HttpRequest) -> HttpResponse:
    """Ask once, and send the person back with a code or with a no (RFC 6749, 4.1)."""
    server, kall = tjener(), tjener().create_oauth2_request(request)
    try:
        grant = server.get_consent_grant(request, end_user=request.user)
        gjelder = _virksomheten(request, grant)
    except OAuth2Error as feil:
        return _avslag(request, server, feil)
    if request.method == "POST":
        ja = request.POST.get("svar") == "ja"
        return _tilbake(server.create_authorization_response(kall, _person(request) if ja else None, grant))
    # The form leads out of Bysak, to this one place; browsers ask the page's policy about that too.
    request.skjema_til = _opprinnelse(grant.redirect_uri)  # type: ignore[attr-defined]
    kontekst = {"klient": grant.client.integrasjon, "gjelder": gjelder, "vert": _vert(grant.redirect_uri)}
    return render(request, "api/samtykke.html", kontekst)


def _virksomheten(request: HttpRequest, grant: Kode) -> Virksomhet:
    try:
        kode = oensket_virksomhet(grant.request)
        grunn = grunnlag(_person(request), grant.client, kode=kode, sterk=er_sterk(request))
    except InvalidScopeError as feil:
        feil.redirect_uri, feil.state = grant.redirect_uri, grant.request.payload.state
        raise
    return Virksomhet.objects.get(pk=grunn.hvor)


def _person(request: HttpRequest) -> Bruker:
    assert isinstance(request.user, Bruker)
    return request.user


def _avslag(request: HttpRequest, server: Tjener, feil: OAuth2Error) -> HttpResponse:
    """Tell the client, when it is known where it lives; else the person, who is the only one there."""
    if feil.redirect_uri:
        return _tilbake(server.handle_error_response(None, feil))
    return render(request, "api/samtykke_feil.html", {"grunn": feil.description}, status=400)


def _tilbake(svar: HttpResponse) -> HttpResponse:
    svar.status_code = 303 if svar.status_code == 302 else svar.status_code
    return svar


def _vert(adresse: str) -> str:
    return urlsplit(adresse).hostname or ""


def _opprinnelse(adresse: str) -> str:
    deler = urlsplit(adresse)
    return f"{deler.scheme}://{deler.netloc}"
