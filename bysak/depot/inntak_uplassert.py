"""Puts back in place what a deposit of Bysak's carries beside the schema: the metadata that it has no room for.

See noark.xsd_egne for the form, and bevaring/uttrekk/uplassert.sql for what writes it.
"""

import re
from xml.sax.saxutils import unescape

from bysak.noark.katalog.oppslag import enhetstype
from bysak.noark.katalog.utenfor import NASJONALE_IDENTIFIKATORER
from bysak.noark.xml import Enhet
from bysak.noark.xsd_egne import EGET_NAVNEROM, UTELATT, VEDTAK, uplasserte

FRITT = "virksomhetsspesifikkeMetadata"
IDENTIFIKATORER = frozenset(e.navn for e in NASJONALE_IDENTIFIKATORER)
MED_VEDTAK = frozenset({"mappe", "registrering", "dokumentbeskrivelse"})
_ROM = re.escape(EGET_NAVNEROM)
_UPLASSERT = re.compile(
    rf'<uplassert xmlns="{_ROM}" enhet="(\w+)"(?: id="([^"<]*)")?(?: nr="(\d{{1,6}})")?>'
    rf'((?:<verdi navn="\w+">[^<]*</verdi>|<felt xmlns="{_ROM}" navn="[^"<]*">[^<]*</felt>)*)</uplassert>'
)
_VERDI = re.compile(r'<verdi navn="(\w+)">([^<]*)</verdi>')
_TEGN = {"&#13;": "\r"}


def plasser(enhet: Enhet) -> None:
    """Move them from virksomhetsspesifikkeMetadata to the units they are about; what fits nowhere stays where it is."""
    for barn in enhet.barn:
        plasser(barn)
    tekster = enhet.verdier.get(FRITT)
    if tekster and any("<uplassert " in tekst for tekst in tekster):
        rester = [_UPLASSERT.sub(lambda treff: "" if _plasser(enhet, treff) else treff[0], t) for t in tekster]
        enhet.verdier[FRITT] = [*filter(None, rester), *enhet.verdier[FRITT][len(tekster) :]]
        if not enhet.verdier[FRITT]:
            del enhet.verdier[FRITT]


def _plasser(vert: Enhet, treff: re.Match[str]) -> bool:
    navn, innhold = treff[1], treff[4]
    maal = _maal(vert, navn, treff[2] or "", int(treff[3] or 0))
    verdier = [(element, unescape(verdi, _TEGN)) for element, verdi in _VERDI.findall(innhold)]
    kjente = (*uplasserte().get(navn, ()), *UTELATT, *(VEDTAK if navn in MED_VEDTAK else ()))
    if maal is None or any(element not in kjente for element, _ in verdier):
        return False
    vedtak = Enhet("kassasjon", "kassasjon", {}, [], maal.sted, maal)
    for element, verdi in verdier:
        (vedtak if element in VEDTAK else maal).verdier.setdefault(element, []).append(verdi)
    if vedtak.verdier:
        maal.barn.append(vedtak)
    if felt := _VERDI.sub("", innhold):
        maal.verdier.setdefault(FRITT, []).append(felt)
    return True


def _maal(vert: Enhet, navn: str, id_: str, nr: int) -> Enhet | None:
    """The unit that is meant: the host, one under it by its id, or the nr-th of its kind; an identifier is made."""
    if navn not in uplasserte():
        return None
    if navn in IDENTIFIKATORER:
        vert.barn.append(Enhet(navn, navn, {}, [], vert.sted, vert))
        return vert.barn[-1]
    der = next((e for e in _under(vert) if e.en("systemID") == id_), None) if id_ else vert
    if der is None or (not nr and der.navn != (enhetstype(navn).utvider or navn)):
        return None
    if not nr:
        return der
    av_slaget = der.av(navn)
    return av_slaget[nr - 1] if nr <= len(av_slaget) else None


def _under(enhet: Enhet) -> list[Enhet]:
    return [e for barn in enhet.barn for e in (barn, *_under(barn))]
