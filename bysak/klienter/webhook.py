"""Calling out to an address that somebody else has named (a webhook): signed, bounded, and never into our own house.

LESMEG: the name is looked up here, every address it has is judged, and the call goes to one of those: a name server
cannot answer one thing to the guard and another to the call. Redirects are not followed, and no proxy is asked. The
signature is that of the Standard Webhooks (id.time.body, HMAC-SHA-256). Raises `WebhookFeil`.
"""

from __future__ import annotations

import asyncio
import hmac
import socket
import ssl
import time
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from secrets import token_bytes
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx

from bysak.klienter.tegn import rens_linje

FRIST: Final = 10.0
MEST_LEST: Final = 2048
_LENGSTE_SVAR = 250
_MERKE = "whsec_"
_PORTER = {"http": 80, "https": 443}
_UTE = IPv6Network("2000::/3")
Ip = IPv4Address | IPv6Address


class WebhookFeil(Exception):
    """The receiver did not take it; the text is for people, in Norwegian, with the receiver's own words."""


@dataclass(frozen=True)
class Mottaker:
    """Where, and the secrets that it is signed with: two while one is being changed.

    interne: names of hosts that may be in our own house. uten_tls: http is let through, in a demo or a test.
    """

    adresse: str
    hemmeligheter: Sequence[str]
    interne: Collection[str] = ()
    uten_tls: bool = False


def ny_hemmelighet() -> str:
    """A new secret, as the libraries for receivers want it."""
    return _MERKE + b64encode(token_bytes(32)).decode()


def signatur(hemmelighet: str, melding_id: str, tid: int, kropp: bytes) -> str:
    """What `webhook-signature` says for one secret."""
    noekkel = b64decode(hemmelighet.removeprefix(_MERKE))
    return "v1," + b64encode(hmac.digest(noekkel, f"{melding_id}.{tid}.".encode() + kropp, "sha256")).decode()


def hva_er_galt(adresse: str, *, uten_tls: bool = False) -> str:
    """What is wrong with an address as it is written, as a sentence; empty when nothing is."""
    try:
        deler = urlsplit(adresse)
        vert, _port = deler.hostname, deler.port
    except ValueError:
        return "Adressen kan ikke leses."
    if deler.scheme != "https" and not (uten_tls and deler.scheme == "http"):
        return "Adressen må begynne med https://."
    if not vert or deler.username or deler.password or deler.fragment:
        return "Adressen må ha et vertsnavn, og ikke bruker, passord eller #."
    return ""


def er_ute(ip: Ip) -> bool:
    """Is it an address out in the world: not this machine, the house, the link, or a way around to one of them?"""
    if not ip.is_global or ip.is_multicast:
        return False
    return isinstance(ip, IPv4Address) or (ip in _UTE and ip.sixtofour is None and ip.teredo is None)


def send(til: Mottaker, melding_id: str, kropp: bytes) -> str:
    """Send one message; returns what the receiver answered. Raises `WebhookFeil`. Outside any database work."""
    if galt := hva_er_galt(til.adresse, uten_tls=til.uten_tls):
        raise WebhookFeil(galt)
    tid = int(time.time())
    hoder = {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "user-agent": "Bysak-webhook/1",
        "webhook-id": melding_id,
        "webhook-timestamp": str(tid),
        "webhook-signature": " ".join(signatur(h, melding_id, tid, kropp) for h in til.hemmeligheter),
    }
    try:
        return asyncio.run(_innen_fristen(til, hoder, kropp))
    except TimeoutError:
        raise WebhookFeil(f"Mottakeren brukte mer enn {FRIST:.0f} sekunder.") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as feil:
        raise WebhookFeil(f"Mottakeren svarer ikke som den skal: {_kort(str(feil) or type(feil).__name__)}") from feil


async def _innen_fristen(til: Mottaker, hoder: dict[str, str], kropp: bytes) -> str:
    """The whole of it, from the name to the answer, in one time limit: a slow drip is no way to hold us."""
    async with asyncio.timeout(FRIST):
        deler = urlsplit(til.adresse)
        adresser = await _adresser(deler, til.interne)
        async with httpx.AsyncClient(timeout=FRIST, follow_redirects=False, trust_env=False, verify=_tillit()) as http:
            for nr, ip in enumerate(adresser, 1):
                try:
                    return await _post(http, deler, ip, hoder, kropp)
                except httpx.ConnectError:
                    if nr == len(adresser):
                        raise
    raise WebhookFeil("Mottakerens navn har ingen adresse.")


async def _adresser(deler: SplitResult, interne: Collection[str]) -> list[Ip]:
    """Where the name leads. All of it must be out in the world, unless the name is one that may be in the house."""
    vert, port = deler.hostname or "", deler.port or _PORTER[deler.scheme]
    try:
        funnet = await asyncio.get_running_loop().getaddrinfo(vert, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebhookFeil(f"Finner ikke {_kort(vert)}.") from None
    ider = list(dict.fromkeys(ip_address(str(rad[4][0]).partition("%")[0]) for rad in funnet))
    if vert not in interne and not all(map(er_ute, ider)):
        raise WebhookFeil(f"{_kort(vert)} er en adresse i vårt eget nett. Driften må tillate den først.")
    return ider[:4]


async def _post(http: httpx.AsyncClient, deler: SplitResult, ip: Ip, hoder: dict[str, str], kropp: bytes) -> str:
    """Call the address that was judged; the name is what the certificate must be for."""
    vert = f"[{ip}]" if ip.version == 6 else str(ip)
    dit = deler._replace(netloc=f"{vert}:{deler.port or _PORTER[deler.scheme]}").geturl()
    navn = deler.netloc.rpartition("@")[2]
    valg = {"sni_hostname": deler.hostname or ""}
    async with http.stream("POST", dit, headers={**hoder, "host": navn}, content=kropp, extensions=valg) as svar:
        lest = b""
        async for bit in svar.aiter_raw(MEST_LEST):
            lest += bit
            if len(lest) >= MEST_LEST:
                break
        sagt = f"{svar.status_code} {_kort(lest.decode(errors='replace'))}".strip()
        if not svar.is_success:
            raise WebhookFeil(f"Mottakeren svarte {sagt}")
        return sagt


@cache
def _tillit() -> ssl.SSLContext:
    """Whose certificates are believed. Costs more to read than a call, so it is kept."""
    return ssl.create_default_context()


def _kort(tekst: str) -> str:
    return rens_linje(tekst, _LENGSTE_SVAR)
