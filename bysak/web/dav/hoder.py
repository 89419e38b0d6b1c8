"""What a WebDAV program says in its headers and bodies (RFC 4918), read without trusting any of it."""

import re
from collections.abc import Iterable

from lxml import etree

from bysak.arkivstruktur.models import Redigering
from bysak.kjerne.kalender import naa

DAV = "DAV:"
# A program asks again long before this; a dead one does not keep its own person waiting for longer.
LENGSTE_LAAS, KORTESTE_LAAS = 300, 60
Element = etree._Element  # noqa: SLF001 - what its functions give
MAKS_XML = 64 * 1024
_LISTE = re.compile(r"\(([^()]{1,600})\)")
_VILKAAR = re.compile(r'(Not\s+)?(?:<([^<>]{1,200})>|\[((?:W/)?"[^"]{0,200}")\])', re.IGNORECASE)


class UgyldigXml(Exception):
    """The body is not XML that can be read here."""


def les_xml(raa: bytes) -> Element | None:
    """The root of a body, or None when there is none. No entities, no network, no great depth.

    Raises `UgyldigXml`.
    """
    if not raa.strip():
        return None
    if len(raa) > MAKS_XML or b"<!DOCTYPE" in raa or b"<!ENTITY" in raa:
        raise UgyldigXml
    tolk = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raa, tolk)
    except (etree.XMLSyntaxError, ValueError) as feil:
        raise UgyldigXml from feil


def etag(redigering: Redigering) -> str:
    """The same bytes have the same."""
    return f'"{redigering.sjekksum}"'


def merkene(om: str) -> list[str]:
    """Every lock that an If header names and does not deny."""
    return [m[2] for liste in _LISTE.findall(om) for m in _VILKAAR.finditer(liste) if m[2] and not m[1]]


def holder(om: str, redigering: Redigering) -> bool:
    """Is an If header true of the file: all of at least one of its lists (section 10.4)? None given is true."""
    lister = _LISTE.findall(om)
    return not om.strip() or any(_alle(list(_VILKAAR.finditer(liste)), redigering) for liste in lister)


def _alle(vilkaar: Iterable[re.Match[str]], redigering: Redigering) -> bool:
    funnet = list(vilkaar)
    return bool(funnet) and all(
        (m[3] == etag(redigering) if m[3] else m[2] == redigering.laas) != bool(m[1]) for m in funnet
    )


def har_noekkelen(om: str, redigering: Redigering) -> bool:
    """May one who sends this If header write: nothing is locked, or it names the lock."""
    return not redigering.laast or redigering.laas in merkene(om)


def samme(treff: str, redigering: Redigering) -> bool:
    """Is an If-Match header true? None given is."""
    return not treff or treff.strip() == "*" or etag(redigering) in [m.strip() for m in treff.split(",")]


def sekunder(timeout: str) -> int:
    """How long a lock is given for: what the program asks, within what is reasonable."""
    bedt = re.search(r"Second-(\d{1,10})", timeout)
    return min(max(int(bedt[1]), KORTESTE_LAAS), LENGSTE_LAAS) if bedt else LENGSTE_LAAS


def igjen(redigering: Redigering) -> int:
    """Seconds left of a lock."""
    return max(int((redigering.laas_utloeper - naa()).total_seconds()), 0) if redigering.laas_utloeper else 0
