"""The ways to a token (RFC 6749, OpenID Connect Core): each finds out who it is for, the protocol does the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2 import rfc6749, rfc7009
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError, InvalidScopeError
from authlib.oidc.core import OpenIDCode, UserInfo
from django.http import HttpRequest

from bysak.api.tilgang.adresse import utsteder
from bysak.api.tilgang.klient import VIRKSOMHET, Klient
from bysak.api.tilgang.noekkel import ALGORITME, signeringsnoekkel
from bysak.api.tilgang.tjener import Innloggingskall
from bysak.organisasjon.adgang import Adgangsgrunn, bruk_opp, finn, trekk, trekk_serie, utsted, velg_virksomhet
from bysak.organisasjon.innlogging import Avvist, logg_paa
from bysak.organisasjon.models import Adgang, Bruker
from bysak.organisasjon.tilgang import aktoer_for
from bysak.organisasjon.totrinn import krev_at_passord_er_nok

METODER = ["client_secret_basic", "client_secret_post", "none"]
KODENS_TID = timedelta(minutes=2)
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa", '"': "'"})


def setning(tekst: str) -> str:
    """A sentence in the letters that the protocol lets through (RFC 6749, 5.2)."""
    return tekst.translate(_ASCII).encode("ascii", "replace").decode()


def grunnlag(bruker: Bruker, klient: Klient, *, kode: str, sterk: bool = False, **mer: Any) -> Adgangsgrunn:
    """What a person's token is made from: a virksomhet where the person has a role and the client may be used.

    sterk: the person has logged in with more than a password, and the token counts as that.
    A client is for the virksomhet that registered it; one that the archive service registered is for all.
    Raises `InvalidScopeError`.
    """
    integrasjon = klient.integrasjon
    if integrasjon and not integrasjon.virksomhet.er_arkivtjeneste:
        kode = kode or integrasjon.virksomhet.kode
        if kode != integrasjon.virksomhet.kode:
            raise InvalidScopeError(setning("Klienten er ikke registrert i virksomheten."))
    virksomhet = velg_virksomhet(aktoer_for(bruker, sterk=sterk), kode)
    if virksomhet is None:
        raise InvalidScopeError(setning("Brukeren har ingen rolle i virksomheten."))
    om = {"integrasjon": integrasjon.pk if integrasjon else None, "sterk": sterk} | mer
    return Adgangsgrunn(bruker, virksomhet.pk, klient.client_id, **om)


def er_sterk(request: HttpRequest) -> bool:
    """Was the login in the browser, which the person says yes from, more than a password?"""
    return bool(request.session.get("inne", {}).get("sterk"))


def oensket_virksomhet(request: Innloggingskall) -> str:
    """The virksomhet that is asked for: a field of its own, or a scope `virksomhet:<kode>`."""
    felter = request.payload.data
    omfang = [s.removeprefix(VIRKSOMHET) for s in felter.get("scope", "").split() if s.startswith(VIRKSOMHET)]
    return str(felter.get("virksomhet") or next(iter(omfang), ""))


class Passord(rfc6749.ResourceOwnerPasswordCredentialsGrant):  # type: ignore[misc]
    """A person's name and password, as existing clients send them; a setting turns it off."""

    TOKEN_ENDPOINT_AUTH_METHODS = METODER

    def authenticate_user(self, username: str, password: str) -> Bruker:
        """Log in, slowed down as in the workspace."""
        request: Innloggingskall = self.request
        try:
            bruker = logg_paa(username, password, adresse=request.django.META.get("REMOTE_ADDR", ""))
            krev_at_passord_er_nok(bruker)
        except Avvist as nei:
            raise InvalidGrantError(setning(str(nei))) from None
        request.grunn = grunnlag(bruker, self._klient(), kode=oensket_virksomhet(request), passord=True)
        return bruker

    def _klient(self) -> Klient:
        # The protocol keeps the client only after the person is known.
        klient: Klient = self.server.authenticate_client(self.request, METODER)
        return klient


class Maskin(rfc6749.ClientCredentialsGrant):  # type: ignore[misc]
    """A client that acts by itself, as its own user, in the virksomhet where it is registered."""

    TOKEN_ENDPOINT_AUTH_METHODS = METODER

    def create_token_response(self) -> Any:
        """A token; there is nothing to renew, the key is there."""
        integrasjon = self.request.client.integrasjon
        self.request.grunn = Adgangsgrunn(
            integrasjon.bruker, integrasjon.virksomhet_id, self.request.client.client_id, integrasjon.pk, sterk=True
        )
        return super().create_token_response()


@dataclass(frozen=True)
class Utstedt:
    """A stored key, in the words of the protocol."""

    adgang: Adgang

    def check_client(self, klient: Klient) -> bool:
        """Was it handed to this client?"""
        return self.adgang.klient == klient.client_id

    def get_scope(self) -> str:
        """What was asked for."""
        return str(self.adgang.om.get("scope", ""))

    def get_redirect_uri(self) -> str:
        """Where the person was to be sent back."""
        return str(self.adgang.om.get("redirect_uri", ""))

    def get_nonce(self) -> str:
        """What ties the identity token to the request."""
        return str(self.adgang.om.get("nonce", ""))

    def get_auth_time(self) -> int:
        """When the person was known."""
        return int(self.adgang.laget.timestamp())

    def get_acr(self) -> str:
        """How well: nothing is promised."""
        return ""

    def get_amr(self) -> list[str]:
        """In which way: nothing is promised."""
        return []

    @property
    def code_challenge(self) -> str:
        """The proof that the client promised."""
        return str(self.adgang.om.get("code_challenge", ""))

    @property
    def code_challenge_method(self) -> str:
        """How the proof is computed."""
        return "S256"

    def bruk(self, klient: Klient) -> Adgangsgrunn:
        """Use it, once, for another of the same login. Raises `InvalidGrantError` when it was used, or holds no more.

        A new password, and a client that is ended or has a new key, end what was there before.
        """
        gammel: Adgang = self.adgang
        if not bruk_opp(gammel) or not _staar(gammel.laget, gammel.bruker, klient):
            raise InvalidGrantError(setning("Den er brukt, eller trukket tilbake. Logg inn på nytt."))
        om = {"serie": gammel.serie, "passert": gammel.laget, "passord": self._passordet_er_nok()}
        return grunnlag(gammel.bruker, klient, kode=gammel.hvor.kode, sterk=gammel.sterk, **om)

    def _passordet_er_nok(self) -> bool:
        """Did it come of a password alone? A role may have begun to demand more since: then all of it is ended."""
        if not self.adgang.om.get("passord"):
            return False
        try:
            krev_at_passord_er_nok(self.adgang.bruker)
        except Avvist as nei:
            trekk_serie(self.adgang)
            raise InvalidGrantError(setning(str(nei))) from None
        return True


def _staar(laget: datetime, bruker: Bruker, klient: Klient) -> bool:
    satt = [bruker.passord_satt, bruker.utlogget_tid, bruker.totrinn_satt]
    satt += [klient.integrasjon.noekkel_satt] if klient.integrasjon else []
    return all(tid is None or tid <= laget for tid in satt)


class Kode(rfc6749.AuthorizationCodeGrant):  # type: ignore[misc]
    """A person logs in at our own page and is sent back to the client with a code (RFC 7636, PKCE)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METODER

    def validate_authorization_request(self) -> Any:
        """A client that cannot keep a key must promise a proof already when it asks."""
        tilbake = super().validate_authorization_request()
        klient: Klient = self.request.client
        if klient.check_endpoint_auth_method("none", "token") and not self.request.payload.data.get("code_challenge"):
            raise InvalidRequestError("Missing 'code_challenge'", redirect_uri=tilbake)
        return tilbake

    def save_authorization_code(self, code: str, request: Innloggingskall) -> None:
        """Write down the code and what it was asked with."""
        kode = oensket_virksomhet(request)
        grunn = grunnlag(request.user, request.client, kode=kode, sterk=er_sterk(request.django))
        felter = request.payload.data
        om = {navn: felter.get(navn, "") for navn in ("redirect_uri", "nonce", "code_challenge")}
        om["scope"] = request.client.get_allowed_scope(felter.get("scope"))
        utsted(code, grunn, art=Adgang.Art.KODE, levetid=KODENS_TID, om=om)

    def query_authorization_code(self, code: str, client: Klient) -> Utstedt | None:
        """The code, if it is this client's."""
        adgang = finn(code, Adgang.Art.KODE)
        return Utstedt(adgang) if adgang and Utstedt(adgang).check_client(client) else None

    def authenticate_user(self, authorization_code: Utstedt) -> Bruker:
        """Whom the code is for; it is used from now on."""
        self.request.grunn = grunn = authorization_code.bruk(self.request.client)
        return grunn.bruker

    def delete_authorization_code(self, authorization_code: Utstedt) -> None:
        """It stands until it has run out, so that a second use is seen."""


class Fornyelse(rfc6749.RefreshTokenGrant):  # type: ignore[misc]
    """An exchange of what holds long for a new pair; the old one is used up."""

    TOKEN_ENDPOINT_AUTH_METHODS = METODER
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Utstedt | None:
        """The stored one, if there is one."""
        adgang = finn(refresh_token, Adgang.Art.FORNYELSE)
        return Utstedt(adgang) if adgang else None

    def authenticate_user(self, refresh_token: Utstedt) -> Bruker:
        """Whom it is for; it is used from now on."""
        self.request.grunn = grunn = refresh_token.bruk(self.request.client)
        return grunn.bruker

    def revoke_old_credential(self, refresh_token: Utstedt) -> None:
        """It stands as used until it has run out, so that a second use is seen."""


class Identitet(OpenIDCode):  # type: ignore[misc]
    """The identity token beside the other one, when `openid` is asked for."""

    def exists_nonce(self, nonce: str, request: Innloggingskall) -> bool:
        """A code is used once, and so is its nonce."""
        return False

    def resolve_client_private_key(self, client: Klient) -> Any:
        """What it is signed with."""
        return signeringsnoekkel()

    def get_client_algorithm(self, client: Klient) -> str:
        """How it is signed."""
        return ALGORITME

    def get_encode_header(self, client: Klient) -> dict[str, Any]:
        """Which key it is."""
        return {"alg": ALGORITME, "kid": signeringsnoekkel().kid}

    def get_client_claims(self, client: Klient) -> dict[str, Any]:
        """Whom it is for."""
        return {"aud": [client.client_id]}

    def get_compatible_claims(self, request: Innloggingskall) -> dict[str, Any]:
        """Who made it."""
        return {**super().get_compatible_claims(request), "iss": utsteder(request.django)}

    def generate_user_info(self, user: Bruker, scope: str) -> UserInfo:
        """Who it is about."""
        return UserInfo(sub=str(user.pk), name=user.navn, preferred_username=user.brukernavn)


class Tilbaketrekking(rfc7009.RevocationEndpoint):  # type: ignore[misc]
    """The client says that it has no more use for a token (RFC 7009)."""

    CLIENT_AUTH_METHODS = METODER

    def query_token(self, token_string: str, token_type_hint: str | None) -> Utstedt | None:
        """The stored one."""
        adgang = finn(token_string, Adgang.Art.TILGANG, Adgang.Art.FORNYELSE)
        return Utstedt(adgang) if adgang else None

    def revoke_token(self, token: Utstedt, request: Innloggingskall) -> None:
        """End it; with what it could be exchanged for, when that is what it was (RFC 7009, 2.1)."""
        if token.adgang.art == Adgang.Art.FORNYELSE:
            trekk_serie(token.adgang)
        else:
            trekk(token.adgang)
