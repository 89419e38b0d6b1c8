"""Access tokens from somebody's login service: for ourselves as a program, or with what renews a person's consent.

LESMEG: the secret is sent to the address that was set up and nowhere else, never over plain HTTP except to this
machine. Raises `TokenFeil`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from bysak.klienter.tegn import rens_linje

PAA_DENNE_MASKINEN = ("127.0.0.1", "localhost", "::1")
_SVARTID = 20.0
_LENGSTE_SVAR = 250


class TokenFeil(Exception):
    """No token was given. forbigaaende: trying again may help; the text is for people, in Norwegian."""

    def __init__(self, melding: str, *, forbigaaende: bool) -> None:
        self.melding, self.forbigaaende = melding, forbigaaende
        super().__init__(melding)


@dataclass(frozen=True)
class Tokenkilde:
    """Where tokens are asked for, and as whom. fornyelse: what renews a consent; without it we ask as a program."""

    adresse: str
    klient_id: str
    hemmelighet: str = ""
    omfang: str = ""
    fornyelse: str = ""


@dataclass(frozen=True)
class Token:
    """verdi: what is shown to the server. fornyelse: set when the login service has changed what renews."""

    verdi: str
    fornyelse: str = ""


def er_trygg(adresse: str) -> bool:
    """May a secret be sent to this address?"""
    deler = urlsplit(adresse)
    return deler.scheme == "https" or (deler.scheme == "http" and deler.hostname in PAA_DENNE_MASKINEN)


def hent_token(kilde: Tokenkilde) -> Token:
    """Ask for a token (RFC 6749 sections 4.4 and 6). Raises `TokenFeil`."""
    if not er_trygg(kilde.adresse):
        raise TokenFeil("Adressen tokenet hentes fra, må begynne med https://.", forbigaaende=False)
    sporsmaal = {"client_id": kilde.klient_id, "client_secret": kilde.hemmelighet, "scope": kilde.omfang}
    if kilde.fornyelse:
        sporsmaal |= {"grant_type": "refresh_token", "refresh_token": kilde.fornyelse}
    else:
        sporsmaal |= {"grant_type": "client_credentials"}
    try:
        with httpx.Client(timeout=_SVARTID, follow_redirects=False, trust_env=False) as http:
            svar = http.post(kilde.adresse, data={n: v for n, v in sporsmaal.items() if v})
        innhold = svar.json() if svar.content else {}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as feil:
        raise TokenFeil(
            f"Innloggingstjenesten svarer ikke som den skal ({type(feil).__name__}).", forbigaaende=True
        ) from feil
    felt = innhold if isinstance(innhold, dict) else {}
    verdi, ny = felt.get("access_token"), felt.get("refresh_token")
    if svar.status_code != 200 or not isinstance(verdi, str) or not verdi:
        ord_ = rens_linje(f"{felt.get('error', '')} {felt.get('error_description', '')}".strip(), _LENGSTE_SVAR)
        raise TokenFeil(
            f"Innloggingstjenesten ga ikke noe token: {svar.status_code} {ord_}".strip(),
            forbigaaende=svar.status_code in (200, 429) or svar.status_code >= 500,
        )
    return Token(verdi, ny if isinstance(ny, str) and ny != kilde.fornyelse else "")
