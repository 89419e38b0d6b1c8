"""Our own login server: Authlib does the protocol, this says who is let in and where it is written down.

Tokens are opaque and live in `organisasjon.adgang`. Nothing of them is logged: Authlib's own log is not kept.
"""

import base64
import binascii
import json
import logging
from collections import defaultdict
from datetime import timedelta
from functools import cache, cached_property
from typing import Any

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidClientError, OAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bysak.api.tilgang.klient import Klient, finn_klient
from bysak.organisasjon.adgang import Adgangsgrunn, ny_noekkel, utsted
from bysak.organisasjon.models import Adgang

# It would write whole tokens at its lowest level.
logging.getLogger("authlib").setLevel(logging.WARNING)


class Felter(OAuth2Payload):  # type: ignore[misc]
    """The fields of a request, from where clients in the wild put them: the form, the address, or a JSON object."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def datalist(self) -> defaultdict[str, list[str]]:
        """Every value of every field."""
        felter: defaultdict[str, list[str]] = defaultdict(list)
        for kilde in (self._request.GET, self._request.POST):
            for navn, verdier in kilde.lists():
                felter[navn] += verdier
        for navn, verdi in self._json().items():
            felter[navn].append(verdi)
        return felter

    @cached_property
    def data(self) -> dict[str, str]:
        """The last value of every field."""
        return {navn: verdier[-1] for navn, verdier in self.datalist.items() if verdier}

    def _json(self) -> dict[str, str]:
        request = self._request
        if request.method != "POST" or request.content_type != "application/json" or not request.body:
            return {}
        try:
            kropp = json.loads(request.body)
        except ValueError:
            return {}
        return {n: v for n, v in kropp.items() if isinstance(v, str)} if isinstance(kropp, dict) else {}


class Innloggingskall(OAuth2Request):  # type: ignore[misc]
    """A request to the login server. `grunn` is what the token is made from, set by the grant that let it through."""

    def __init__(self, request: HttpRequest) -> None:
        # TLS ends before Bysak (docs/drift.md), so the scheme that is seen here says nothing; hence not ours.
        super().__init__(method=request.method, uri="https://bysak.invalid" + request.path, headers=request.headers)
        self.uri = request.build_absolute_uri()
        self.django = request
        self.payload = Felter(request)
        self.grunn: Adgangsgrunn | None = None

    @property
    def args(self) -> dict[str, str]:
        """The fields."""
        return dict(self.payload.data)

    @property
    def form(self) -> dict[str, str]:
        """The fields, wherever they came from."""
        return dict(self.payload.data)


class Tjener(AuthorizationServer):  # type: ignore[misc]
    """The protocol's server, with our clients and our table."""

    def __init__(self) -> None:
        super().__init__()
        generator = BearerTokenGenerator(
            lambda **_: ny_noekkel(), lambda **_: ny_noekkel(), lambda _klient, _art: int(levetid().total_seconds())
        )
        self.register_token_generator("default", generator)

    def query_client(self, client_id: str) -> Klient | None:
        """The registered client; an unknown one is let in only where a person's own password speaks for it."""
        klient = finn_klient(client_id)
        return klient if klient.integrasjon else None

    def authenticate_client(self, request: Innloggingskall, methods: list[str], endpoint: str = "token") -> Klient:
        """Who the client is. A registered one with a key must show it, in the header or in the form."""
        fra_hodet, noekkel = _basic(request)
        felter = request.payload.data
        klient = finn_klient(fra_hodet or felter.get("client_id", ""))
        noekkel = noekkel or felter.get("client_secret", "")
        request.auth_method = "none"
        if klient.check_endpoint_auth_method("none", endpoint):
            return klient
        if not klient.check_client_secret(noekkel):
            raise InvalidClientError(description="Klienten eller noekkelen er ukjent.", status_code=401)
        request.auth_method = "client_secret_basic" if fra_hodet else "client_secret_post"
        return klient

    def save_token(self, token: dict[str, Any], request: Innloggingskall) -> None:
        """Write down what is handed out, and tell the client how long the second of them lives."""
        assert request.grunn
        om = {"scope": token.get("scope", ""), "passord": request.grunn.passord}
        utsted(token["access_token"], request.grunn, art=Adgang.Art.TILGANG, levetid=levetid(), om=om)
        if "refresh_token" in token:
            utsted(token["refresh_token"], request.grunn, art=Adgang.Art.FORNYELSE, levetid=fornyelsestid(), om=om)
            token["refresh_expires_in"] = int(fornyelsestid().total_seconds())

    def create_oauth2_request(self, request: HttpRequest) -> Innloggingskall:
        """The request, as the protocol wants it."""
        return Innloggingskall(request)

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> HttpResponse:
        """The answer, as Django wants it."""
        tekst = json.dumps(body) if isinstance(body, dict) else body
        return HttpResponse(tekst, status=status, headers=dict(headers))

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


class Pkce(CodeChallenge):  # type: ignore[misc]
    """Proof that the one who fetches the token is the one who asked (RFC 7636); the plain method proves nothing."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)


@cache
def tjener() -> Tjener:
    """The one server of this process."""
    from bysak.api.tilgang import utstedelse

    server = Tjener()
    server.register_grant(utstedelse.Kode, [Pkce(required=True), utstedelse.Identitet()])
    for grant in (utstedelse.Passord, utstedelse.Maskin, utstedelse.Fornyelse):
        server.register_grant(grant)
    server.register_endpoint(utstedelse.Tilbaketrekking)
    return server


def levetid() -> timedelta:
    """How long a token holds."""
    return timedelta(minutes=settings.BYSAK_API_TOKEN_MINUTTER)


def fornyelsestid() -> timedelta:
    """How long it can be exchanged for a new one."""
    return timedelta(hours=settings.BYSAK_API_FORNYELSE_TIMER)


def _basic(request: Innloggingskall) -> tuple[str, str]:
    slag, _, resten = request.headers.get("Authorization", "").partition(" ")
    if slag.lower() != "basic":
        return "", ""
    try:
        navn, _, noekkel = base64.b64decode(resten, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return navn, noekkel
