"""The addresses of the login server that programs use: discovery, keys, tokens, withdrawal, and who one is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from authlib.oauth2 import OAuth2Error
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from bysak.api.tilgang import ekstern
from bysak.api.tilgang.adresse import base, utsteder
from bysak.api.tilgang.avvist import AvvistKall
from bysak.api.tilgang.innlogget import aktoer_av
from bysak.api.tilgang.klient import OMFANG
from bysak.api.tilgang.noekkel import ALGORITME, jwks
from bysak.api.tilgang.tjener import tjener

Endepunkt = Callable[[HttpRequest], HttpResponse]
AUTENTISERING = ["client_secret_basic", "client_secret_post", "none"]


def bare(*metoder: str) -> Callable[[Endepunkt], Endepunkt]:
    """Refuse other methods with a body, as every answer of the interface has one (contract section 1)."""

    def om(visning: Endepunkt) -> Endepunkt:
        @wraps(visning)
        def svar(request: HttpRequest) -> HttpResponse:
            if request.method in metoder:
                return visning(request)
            setning = f"Adressen tar bare imot {' og '.join(metoder)}."
            kropp = {"error": "invalid_request", "error_description": setning}
            return JsonResponse(kropp, status=405, headers={"Allow": ", ".join(metoder)})

        return svar

    return om


@bare("GET", "HEAD")
def oppdagelse(request: HttpRequest) -> HttpResponse:
    """How to log in (OpenID Connect Discovery 1.0, RFC 8414): at the external provider, when one is set up."""
    try:
        utenfra = ekstern.oppsett()
    except AvvistKall as nei:
        return JsonResponse({"error": "temporarily_unavailable"}, status=nei.status, headers=nei.hoder)
    return JsonResponse(utenfra or _vaart_oppsett(request))


def _vaart_oppsett(request: HttpRequest) -> dict[str, Any]:
    rot = base(request)
    grants = ["authorization_code", "client_credentials", "refresh_token"]
    grants += ["password"] if settings.BYSAK_API_PASSORDTILDELING else []
    return {
        "issuer": utsteder(request),
        "authorization_endpoint": rot.partition("/noark5v5")[0] + reverse("samtykke"),
        "token_endpoint": f"{rot}oauth/token",
        "revocation_endpoint": f"{rot}oauth/revoke",
        "userinfo_endpoint": f"{rot}oauth/userinfo",
        "jwks_uri": f"{rot}oauth/jwks",
        "scopes_supported": list(OMFANG),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": grants,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITME],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": AUTENTISERING,
        "revocation_endpoint_auth_methods_supported": AUTENTISERING,
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "name", "preferred_username"],
        "ui_locales_supported": ["nb", "nn", "en"],
    }


@bare("GET", "HEAD")
def noekler(_request: HttpRequest) -> HttpResponse:
    """The public key of our identity tokens."""
    return JsonResponse(jwks())


@csrf_exempt
@never_cache
@bare("POST")
def token(request: HttpRequest) -> HttpResponse:
    """A token, in one of the ways that `utstedelse` knows."""
    svar: HttpResponse = tjener().create_token_response(request)
    return svar


@csrf_exempt
@never_cache
@bare("POST")
def trekk(request: HttpRequest) -> HttpResponse:
    """Withdraw a token."""
    server = tjener()
    try:
        svar: HttpResponse = server.create_endpoint_response("revocation", request)
    except OAuth2Error as feil:
        svar = server.handle_error_response(server.create_oauth2_request(request), feil)
    return svar


@csrf_exempt
@never_cache
@bare("GET", "POST")
def brukerinfo(request: HttpRequest) -> HttpResponse:
    """Who the token speaks for, and where (OpenID Connect Core 5.3)."""
    try:
        inne = aktoer_av(request)
    except AvvistKall as nei:
        return JsonResponse({"error": "invalid_token"}, status=nei.status, headers=nei.hoder)
    av = inne.aktoer
    return JsonResponse(
        {
            "sub": str(av.bruker_id),
            "name": av.navn,
            "preferred_username": av.brukernavn,
            "virksomhet": inne.kode,
            "roller": sorted({r.rolle for r in av.roller}),
        }
    )
