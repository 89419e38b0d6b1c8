"""Logging people in at a provider: the code flow with PKCE, and the messages by which logins end on either side.

OpenID Connect Core, Discovery, RP-Initiated, Front- and Back-Channel Logout; RFC 7636, RFC 9207. Authlib does the
protocol, joserfc the signatures, and what a token must say is checked here.
"""

import base64
import hashlib
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey

from bysak.klienter.oidc import FRIST, SLINGRING, Leverandoer, LeverandoerenSvarerIkke, UgyldigToken
from bysak.klienter.oidcoppsett import Oppsett

UTLOGGING = "http://schemas.openid.net/event/backchannel-logout"
# How old a message that ends logins may be, so that one that is sent again later ends none.
MELDINGENS_TID = 5 * 60
# How long the proof of who we are holds; ID-porten takes none longer than two minutes.
BEVISETS_TID = 100
# What fits in an address, with what else stands there.
ADRESSENS_PLASS = 4000
_SERTIFIKAT = "-----BEGIN CERTIFICATE-----"


class Avslaatt(Exception):
    """The provider did not let the person through, or did not take our proof."""


def tilfeldig() -> str:
    """Something that nobody guesses: state, nonce, and what PKCE proves."""
    return str(generate_token(48))


class Innlogging:
    """One provider, as those who log in through it meet it."""

    def __init__(self, oppsett: Oppsett) -> None:
        self.oppsett = oppsett
        self.leverandoer = Leverandoer(oppsett.utsteder, oppsett.klient_id)

    def adresse(self, *, retur: str, state: str, nonce: str, bevis: str, paa_nytt: bool = False) -> str:
        """Where the person is sent. paa_nytt: must show who it is even if it is logged in there already.

        Raises `LeverandoerenSvarerIkke`.
        """
        valg = {"prompt": "login", "max_age": "0"} if paa_nytt else {}
        if self.oppsett.acr:
            valg["acr_values"] = " ".join(self.oppsett.acr)
        with self._klient(retur) as klient:
            adresse, _state = klient.create_authorization_url(
                self._endepunkt("authorization_endpoint"), state=state, nonce=nonce, code_verifier=bevis, **valg
            )
        return str(adresse)

    def hent(self, kode: str, *, retur: str, bevis: str) -> dict[str, Any]:
        """What the code is exchanged for. Raises `Avslaatt` or `LeverandoerenSvarerIkke`."""
        hvor = self._endepunkt("token_endpoint")
        try:
            with self._klient(retur) as klient:
                svar = klient.fetch_token(hvor, code=kode, code_verifier=bevis, grant_type="authorization_code")
        except OAuthError as nei:
            raise Avslaatt(str(nei.error)) from None
        except (httpx.HTTPError, ValueError) as feil:
            raise LeverandoerenSvarerIkke(type(feil).__name__) from None
        return dict(svar)

    def hvem(self, svar: Mapping[str, Any], *, nonce: str, ikke_foer: float | None = None) -> Mapping[str, Any]:
        """What the identity token says (OpenID Connect Core 3.1.3.7), when it is whole, ours, and of this login.

        ikke_foer: the person must have shown who it is after this. Raises `UgyldigToken` or `LeverandoerenSvarerIkke`.
        """
        lest = self.leverandoer.signert(str(svar.get("id_token", "")))
        om = {
            "nonce": nonce, "client_id": self.oppsett.klient_id, "access_token": svar.get("access_token"),
            "max_age": ikke_foer is not None,
        }  # fmt: skip
        krav = CodeIDToken(lest.claims, lest.header, self._krav(), om)
        try:
            krav.validate(leeway=SLINGRING)
        except (JoseError, ValueError, TypeError) as feil:
            raise UgyldigToken(str(feil)) from None
        if self.oppsett.acr and krav.get("acr") not in self.oppsett.acr:
            raise UgyldigToken("acr")
        if ikke_foer is not None and krav["auth_time"] < ikke_foer - SLINGRING:
            raise UgyldigToken("auth_time")
        return dict(krav)

    def utlogget(self, melding: str) -> Mapping[str, Any]:
        """Who is to be logged out, in a message from the provider to us (Back-Channel Logout 2.6).

        Raises `UgyldigToken` or `LeverandoerenSvarerIkke`.
        """
        krav = self.leverandoer.signert(melding).claims
        hendelser = krav.get("events")
        feil = (
            krav.get("iss") != self.utsteder
            or self.oppsett.klient_id not in _liste(krav.get("aud"))
            or not isinstance(krav.get("iat"), int | float)
            or not -SLINGRING <= time.time() - krav["iat"] <= MELDINGENS_TID
            or krav.get("exp", time.time()) < time.time() - SLINGRING
            or not (isinstance(hendelser, dict) and UTLOGGING in hendelser)
            or "nonce" in krav
            or not krav.get("jti")
            or not (krav.get("sub") or krav.get("sid"))
        )
        if feil:
            raise UgyldigToken("logout_token")
        return krav

    def utloggingsadresse(self, id_token: str, retur: str) -> str:
        """Where one who logs out here is sent to be logged out there too; empty when there is no such place.

        Raises `LeverandoerenSvarerIkke`.
        """
        hvor = str(self.leverandoer.oppsett().get("end_session_endpoint", ""))
        om = {"client_id": self.oppsett.klient_id, "post_logout_redirect_uri": retur}
        if id_token and len(id_token) < ADRESSENS_PLASS:
            om["id_token_hint"] = id_token
        return f"{hvor}{'&' if '?' in hvor else '?'}{urlencode(om)}" if hvor else ""

    @property
    def utsteder(self) -> str:
        """What the provider calls itself. Raises `LeverandoerenSvarerIkke`."""
        return str(self.leverandoer.oppsett()["issuer"])

    def _krav(self) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "value": self.utsteder},
            "aud": {"essential": True, "value": self.oppsett.klient_id},
            "nonce": {"essential": True},
        }

    def _endepunkt(self, navn: str) -> str:
        hvor = self.leverandoer.oppsett().get(navn)
        if not isinstance(hvor, str):
            raise LeverandoerenSvarerIkke(f"{navn} mangler")
        return hvor

    def _klient(self, retur: str) -> OAuth2Client:
        o = self.oppsett
        felles = {"scope": o.omfang, "redirect_uri": retur, "code_challenge_method": "S256", "timeout": FRIST}
        if not o.noekkel:
            return OAuth2Client(o.klient_id, o.hemmelighet, **felles)
        klient = OAuth2Client(o.klient_id, _noekkel(o), **felles | {"token_endpoint_auth_method": PrivateKeyJWT.name})
        til = self.utsteder if o.bevis_til_utsteder else self._endepunkt("token_endpoint")
        krav = {"exp": int(time.time()) + BEVISETS_TID}
        klient.register_client_auth_method(PrivateKeyJWT(til, claims=krav, headers=_hode(o), alg=o.algoritme))
        return klient


def _noekkel(oppsett: Oppsett) -> Key:
    art = ECKey if oppsett.algoritme.startswith("ES") else RSAKey
    return art.import_key(oppsett.noekkel.partition(_SERTIFIKAT)[0])


def _hode(oppsett: Oppsett) -> dict[str, str]:
    """Which key it is: by its id, and by the certificate that lies in the same file, as Entra wants it."""
    hode = {"kid": oppsett.noekkel_id} if oppsett.noekkel_id else {}
    start = oppsett.noekkel.find(_SERTIFIKAT)
    if start >= 0:
        der = x509.load_pem_x509_certificate(oppsett.noekkel[start:].encode()).public_bytes(Encoding.DER)
        hode["x5t#S256"] = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    return hode


def _liste(verdi: object) -> list[object]:
    return verdi if isinstance(verdi, list) else [verdi]
