"""A provider of logins for the tests: Authlib's own server, over real HTTP on this machine, with people who say yes.

It speaks discovery, keys, the code flow with PKCE, client_secret_basic and private_key_jwt. What it says of somebody
can be bent (`endre`, `hode`, `noekkel`), to see what is let in.
"""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Error, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

HEMMELIGHET = "en-hemmelighet-som-er-lang-nok"


@dataclass
class Klient(ClientMixin):  # type: ignore[misc]
    """The one client: Bysak."""

    client_id: str
    retur: str
    metode: str

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.retur

    def get_default_redirect_uri(self) -> str:
        return self.retur

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == HEMMELIGHET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self.metode

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"

    def get_allowed_scope(self, scope: str | None) -> str:
        return scope or ""

    def get_client_id(self) -> str:
        return self.client_id


@dataclass
class Kode:
    """A code that was handed out, with what it was asked with."""

    code: str
    om: dict[str, str]
    hvem: dict[str, Any]
    auth_time: int = field(default_factory=lambda: int(time.time()))

    @property
    def code_challenge(self) -> str:
        return self.om.get("code_challenge", "")

    @property
    def code_challenge_method(self) -> str:
        return self.om.get("code_challenge_method", "")

    def get_redirect_uri(self) -> str:
        return self.om["redirect_uri"]

    def get_scope(self) -> str:
        return self.om.get("scope", "")


class Kall(OAuth2Request):  # type: ignore[misc]
    """A request, with its fields from the address or the form."""

    def __init__(self, metode: str, sti: str, hoder: Any, felter: dict[str, str]) -> None:
        super().__init__(metode, f"https://leverandoer.example{sti}", headers=hoder)
        self.payload = BasicOAuth2Payload(felter)
        self.felter = felter

    @property
    def args(self) -> dict[str, str]:
        return self.felter

    @property
    def form(self) -> dict[str, str]:
        return self.felter


class Kodegrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "private_key_jwt"]

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        self.server.koder[code] = Kode(code, dict(request.payload.data), dict(self.server.hvem))

    def query_authorization_code(self, code: str, client: Klient) -> Kode | None:
        return self.server.koder.get(code)  # type: ignore[no-any-return]

    def delete_authorization_code(self, authorization_code: Kode) -> None:
        del self.server.koder[authorization_code.code]

    def authenticate_user(self, authorization_code: Kode) -> dict[str, Any]:
        self.request.funnet = authorization_code
        return authorization_code.hvem


class Bevis(JWTBearerClientAssertion):  # type: ignore[misc]
    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, server: "Leverandoer") -> None:
        super().__init__()
        self.server = server

    def get_audiences(self) -> list[str]:
        return [self.server.navn if self.server.bevis_til_utsteder else f"{self.server.navn}/token"]

    def validate_jti(self, claims: dict[str, Any], jti: str) -> bool:
        ny = jti not in self.server.brukte
        self.server.brukte.add(jti)
        return ny and claims["exp"] - time.time() <= 120

    def resolve_client_public_key(self, client: Klient) -> RSAKey:
        assert self.server.klientnoekkel
        return self.server.klientnoekkel


class Leverandoer(AuthorizationServer):  # type: ignore[misc]
    """One provider. `hvem` is the person who logs in there next."""

    def __init__(self, klient_id: str, retur: str, klientnoekkel: RSAKey | None = None, *, bevis_til_utsteder=False):
        super().__init__()
        self.klient = Klient(klient_id, retur, "private_key_jwt" if klientnoekkel else "client_secret_basic")
        self.klientnoekkel, self.bevis_til_utsteder = klientnoekkel, bevis_til_utsteder
        self.noekkel = noekkelen()
        self.koder: dict[str, Kode] = {}
        self.brukte: set[str] = set()
        self.hvem: dict[str, Any] = {}
        self.endre: dict[str, Any] = {}
        self.hode: dict[str, Any] = {}
        self.forrige_spoersmaal: dict[str, str] = {}
        self.register_token_generator("default", BearerTokenGenerator(lambda **_: "tilgang", None, None))
        self.register_grant(Kodegrant, [CodeChallenge(required=True)])
        self.register_client_auth_method("private_key_jwt", Bevis(self))
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._svarer())
        self.navn = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def query_client(self, client_id: str) -> Klient | None:
        return self.klient if client_id == self.klient.client_id else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        token["id_token"] = self.id_token(request.funnet)

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, Any, Any]:
        return status, body, headers

    def send_signal(self, *_: Any, **__: Any) -> None:
        """Nobody listens."""

    def id_token(self, kode: Kode) -> str:
        krav = {"nonce": kode.om.get("nonce"), "auth_time": kode.auth_time} | kode.hvem
        return self.signert(krav | self.endre)

    def signert(self, krav: dict[str, Any]) -> str:
        naa = int(time.time())
        felles = {"iss": self.navn, "aud": self.klient.client_id, "iat": naa, "exp": naa + 300}
        hele = {n: v for n, v in (felles | krav).items() if v is not None}
        hode = {"alg": "RS256", "kid": self.noekkel.kid} | self.hode
        if hode["alg"] == "none":
            return ".".join([_b64(hode), _b64(hele), ""])
        if hode["alg"] == "HS256":
            # The well-known confusion: what everybody can fetch, as if it were a shared secret.
            innhold = f"{_b64(hode)}.{_b64(hele)}"
            aapen = self.noekkel.as_pem(private=False)
            return f"{innhold}.{_b64(hmac.digest(aapen, innhold.encode(), 'sha256'))}"
        return jwt.encode(hode, hele, self.noekkel, algorithms=[hode["alg"]])

    def logout_token(self, **krav: Any) -> str:
        hendelse: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}
        return self.signert({"events": hendelse, "jti": str(time.time_ns())} | krav)

    def _oppsett(self) -> dict[str, Any]:
        return {
            "issuer": self.navn, "authorization_endpoint": f"{self.navn}/authorize",
            "token_endpoint": f"{self.navn}/token", "jwks_uri": f"{self.navn}/jwks",
            "end_session_endpoint": f"{self.navn}/ut",
        }  # fmt: skip

    def _kall(self, svarer: BaseHTTPRequestHandler) -> Kall:
        lengde = int(svarer.headers.get("Content-Length", 0))
        felter = parse_qs(svarer.rfile.read(lengde).decode() if lengde else urlsplit(svarer.path).query)
        flate = {n: v[-1] for n, v in felter.items()}
        return Kall(svarer.command, svarer.path, svarer.headers, flate)

    def _autoriser(self, svarer: BaseHTTPRequestHandler) -> tuple[int, Any, Any]:
        kall = self._kall(svarer)
        self.forrige_spoersmaal = dict(kall.payload.data)
        try:
            grant = self.get_authorization_grant(kall)
            grant.validate_authorization_request()
            return self.create_authorization_response(kall, self.hvem, grant)  # type: ignore[no-any-return]
        except OAuth2Error as nei:
            return 400, {"error": nei.error}, []

    def _svarer(self) -> type[BaseHTTPRequestHandler]:
        den = self

        class Svarer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                sti = urlsplit(self.path).path
                if sti == "/authorize":
                    return self.svar(*den._autoriser(self))
                kropp = KeySet([den.noekkel]).as_dict(private=False) if sti == "/jwks" else den._oppsett()
                return self.svar(200, kropp, [])

            def do_POST(self) -> None:
                self.svar(*den.create_token_response(den._kall(self)))

            def svar(self, status: int, kropp: Any, hoder: Any) -> None:
                self.send_response(status)
                for navn, verdi in hoder:
                    self.send_header(navn, verdi)
                self.end_headers()
                self.wfile.write(kropp.encode() if isinstance(kropp, str) else json.dumps(kropp).encode())

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Svarer


def _b64(verdi: dict[str, Any] | bytes) -> str:
    raa = verdi if isinstance(verdi, bytes) else json.dumps(verdi).encode()
    return base64.urlsafe_b64encode(raa).rstrip(b"=").decode()


@cache
def noekkelen() -> RSAKey:
    """The key that a provider begins with; made once, for it takes a while."""
    return RSAKey.generate_key(2048, {"use": "sig", "kid": "en"})


@contextmanager
def en_leverandoer(*om: Any, **valg: Any) -> Iterator[Leverandoer]:
    """A provider that runs inside the block."""
    den = Leverandoer(*om, **valg)
    try:
        yield den
    finally:
        den.http.shutdown()
        den.http.server_close()
