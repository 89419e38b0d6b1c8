"""An external provider of logins, as OpenID Connect describes it: what it says of itself, its keys, and its tokens."""

import threading
import time
from collections.abc import Mapping
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

# No symmetric ones: the public key would then be the secret.
ALGORITMER = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
FRISK = 60 * 60
MINSTE_PAUSE = 30
SLINGRING = 60
FRIST = 5.0


class UgyldigToken(Exception):
    """The token is not one that this provider has made for us, or it has run out."""


class LeverandoerenSvarerIkke(Exception):
    """The provider cannot be asked now; a token can then be neither let in nor refused."""


class Leverandoer:
    """One provider. What it says is kept for an hour, and asked for again when a token has a key that is new."""

    def __init__(self, utsteder: str, publikum: str) -> None:
        self.utsteder, self.publikum = utsteder, publikum
        self._laas = threading.Lock()
        self._oppsett: dict[str, Any] = {}
        self._noekler = KeySet([])
        self._hentet = -float(FRISK)

    def oppsett(self) -> dict[str, Any]:
        """Its discovery document. Raises `LeverandoerenSvarerIkke`."""
        self._hent(FRISK)
        return self._oppsett

    def krav(self, token: str) -> Mapping[str, Any]:
        """What a token says, when the provider has signed it, for us, and it has not run out.

        Raises `UgyldigToken` or `LeverandoerenSvarerIkke`.
        """
        lest = self.signert(token)
        try:
            self._regler().validate(lest.claims)
        except (JoseError, ValueError) as feil:
            raise UgyldigToken(str(feil)) from None
        return lest.claims

    def signert(self, token: str) -> jwt.Token:
        """A token that this provider has signed; what it says is not looked at. Raises as `krav`."""
        self._hent(FRISK)
        try:
            return self._lest(token)
        except InvalidKeyIdError:
            # The provider may have changed its keys; not asked more often than this, whatever is sent to us.
            self._hent(MINSTE_PAUSE)
        except (JoseError, ValueError) as feil:
            raise UgyldigToken(str(feil)) from None
        try:
            return self._lest(token)
        except (JoseError, ValueError) as feil:
            raise UgyldigToken(str(feil)) from None

    def _lest(self, token: str) -> jwt.Token:
        return jwt.decode(token, self._noekler, algorithms=ALGORITMER)

    def _regler(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=SLINGRING,
            iss={"essential": True, "value": self._oppsett["issuer"]},
            aud={"essential": True, "value": self.publikum},
            exp={"essential": True},
        )

    def _hent(self, alder: float) -> None:
        with self._laas:
            if time.monotonic() - self._hentet < alder:
                return
            try:
                with httpx.Client(timeout=FRIST, follow_redirects=False) as http:
                    oppsett = http.get(f"{self.utsteder}/.well-known/openid-configuration").raise_for_status().json()
                    noekler = http.get(oppsett["jwks_uri"]).raise_for_status().json()
                if oppsett["issuer"].rstrip("/") != self.utsteder:
                    raise LeverandoerenSvarerIkke("Leverandøren kaller seg noe annet enn det som er satt opp.")
                self._noekler = KeySet.import_key_set(noekler)
            except (httpx.HTTPError, ValueError, KeyError, TypeError, JoseError) as feil:
                raise LeverandoerenSvarerIkke(type(feil).__name__) from None
            self._oppsett, self._hentet = oppsett, time.monotonic()
