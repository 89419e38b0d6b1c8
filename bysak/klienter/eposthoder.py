"""Header fields of a mail: split, unfolded, decoded, bounded.

LESMEG: the standard library's structured header parser (`policy.default`) raises on dozens of malformed headers and
is slow on long ones, so fields are split here, and the library's older and sturdier functions read addresses, dates
and parameters. Every length is capped: the sender decides what stands here.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from bysak.klienter.tegn import dekod, rens_linje

MAKS_HODE = 256 * 1024
MAKS_FELT = 2000
MAKS_VERDI = 64 * 1024

_FELT = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_TOM_LINJE = re.compile(rb"\n\r?\n")
_KODET_ORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
_ADRESSE = re.compile(r"[^\s<>()\[\]\",;:\\@]{1,200}@[^\s<>()\[\]\",;:\\@]{1,255}")
_MELDINGSID = re.compile(r"<[^<>\s]{1,990}>")


@dataclass(frozen=True)
class Hoder:
    """The fields in order: lower-case name and unfolded text. `kropp` is where the body starts in the bytes."""

    felt: tuple[tuple[str, str], ...]
    kropp: int
    merknader: tuple[str, ...] = ()

    def alle(self, navn: str) -> list[str]:
        """Every value of a field, in order."""
        return [verdi for n, verdi in self.felt if n == navn]

    def foerste(self, navn: str) -> str:
        """The first value of a field, or an empty string."""
        return next((verdi for n, verdi in self.felt if n == navn), "")


def _linjer(raa: bytes, start: int, slutt: int) -> Iterator[tuple[int, int, bytes]]:
    while start < slutt:
        neste = raa.find(b"\n", start, slutt) + 1 or slutt
        yield start, neste, raa[start : min(neste, start + MAKS_VERDI)].rstrip(b"\r\n")
        start = neste


def _er_soeppel(raa: bytes, neste: int, slutt: int) -> bool:
    """A line that is no field is skipped when fields go on after it; otherwise the body has begun."""
    mer = _FELT.match(raa, neste, slutt) or raa[neste : neste + 1] in (b" ", b"\t")
    return bool(mer) and bool(_TOM_LINJE.search(raa, neste, min(slutt, neste + 8192)))


def les_hoder(raa: bytes, start: int, slutt: int) -> Hoder:
    """The header block of the bytes from `start`, and where the body begins. Never raises."""
    felt: list[tuple[str, list[bytes]]] = []
    merknader: list[str] = []
    kropp = slutt
    for fra, neste, linje in _linjer(raa, start, slutt):
        if not linje:
            kropp = neste
            break
        if fra - start > MAKS_HODE or len(felt) >= MAKS_FELT:
            merknader.append("Hodet er uvanlig langt. Bare den første delen av det er lest.")
            tomt = _TOM_LINJE.search(raa, fra, slutt)
            kropp = tomt.end() if tomt else slutt
            break
        treff = _FELT.match(linje)
        if linje[:1] in (b" ", b"\t"):
            if felt:
                felt[-1][1].append(linje)
        elif treff:
            felt.append((treff[1].decode("ascii").lower(), [linje[treff.end() :]]))
        elif linje.startswith((b"From ", b">From ")) and not felt:
            continue
        elif _er_soeppel(raa, neste, slutt):
            merknader.append("En linje i hodet var ikke et gyldig felt og er hoppet over.")
        else:
            kropp = fra
            break
    verdier = tuple((navn, dekod(b"".join(biter)[:MAKS_VERDI])[0].strip()) for navn, biter in felt)
    return Hoder(verdier, kropp, tuple(dict.fromkeys(merknader)))


def _ordbytes(koding: str, innhold: str) -> bytes:
    if koding in "qQ":
        return binascii.a2b_qp(innhold.replace(" ", "_").encode("utf-8", "replace"), header=True)
    rent = re.sub(r"[^A-Za-z0-9+/]", "", innhold)
    rent = rent[:-1] if len(rent) % 4 == 1 else rent
    return binascii.a2b_base64(rent + "=" * (-len(rent) % 4))


def avkod(verdi: str) -> str:
    """Text with encoded words (RFC 2047) decoded. Neighbours of one character set are joined as bytes first,
    because many programs cut a letter in two between them."""
    deler: list[tuple[str | None, bytes | str]] = []
    slutt = 0
    for treff in _KODET_ORD.finditer(verdi):
        mellom, tegnsett = verdi[slutt : treff.start()], treff[1].split("*")[0].lower()
        raa = _ordbytes(treff[2], treff[3])
        if mellom.strip() or (mellom and not slutt):
            deler.append((None, mellom))
        if deler and deler[-1][0] == tegnsett and isinstance(forrige := deler[-1][1], bytes):
            deler[-1] = (tegnsett, forrige + raa)
        else:
            deler.append((tegnsett, raa))
        slutt = treff.end()
    deler.append((None, verdi[slutt:]))
    return "".join(d if isinstance(d, str) else dekod(d, tegnsett)[0] for tegnsett, d in deler)


def adresser(verdier: list[str]) -> list[tuple[str, str]]:
    """(name, address) of every mailbox in the fields. What is no address is left out; the address is never empty."""
    funnet: list[tuple[str, str]] = []
    samlet = sum(len(v) for v in verdier[:50])
    for verdi in (v if samlet <= MAKS_VERDI else v[: MAKS_VERDI // 50] for v in verdier[:50]):
        try:
            par = getaddresses([verdi])
        except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
            par = []
        gyldige = [(rens_linje(avkod(n), 250), rens_linje(a, 320)) for n, a in par if _ADRESSE.fullmatch(a)]
        if not gyldige:
            klartekst = avkod(verdi)
            gyldige = [
                (rens_linje(klartekst[: t.start()].strip(" <\"',"), 250) if i == 0 else "", rens_linje(t[0], 320))
                for i, t in enumerate(_ADRESSE.finditer(klartekst))
            ]
        funnet += gyldige
    return [(navn, adresse) for navn, adresse in funnet if adresse]


def meldingsider(verdier: list[str]) -> list[str]:
    """Message identifiers, angle brackets included as the standard writes them; at most 100."""
    ider = [rens_linje(i, 998) for verdi in verdier[:20] for i in _MELDINGSID.findall(verdi)]
    return list(dict.fromkeys(ider))[:100]


def dato(verdi: str) -> datetime | None:
    """The time of a Date field with its time zone (UTC when none is given), or None when it is no sensible time."""
    try:
        tid = parsedate_to_datetime(verdi[:200])
        tid = tid if tid.tzinfo else tid.replace(tzinfo=UTC)
        return tid if 1950 <= tid.year <= 2100 else None
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _parameterverdi(innhold: object) -> str:
    """The library gives a plain string, or (character set, language, bytes as Latin-1) for RFC 2231."""
    if isinstance(innhold, tuple):
        return dekod(str(innhold[2]).encode("latin-1", "replace"), innhold[0])[0]
    return str(innhold)


def innholdsfelt(hoder: Hoder, navn: str) -> tuple[str, dict[str, str]]:
    """The value and the parameters of a Content- field, RFC 2231 and stray encoded words decoded. Never raises."""
    # The library's parameter reader is quadratic in the number of semicolons; no honest field has sixty.
    verdi = ";".join(hoder.foerste(navn)[:2000].split(";", 60)[:60])
    if not verdi:
        return "", {}
    melding = Message()
    melding[navn] = verdi
    try:
        par = melding.get_params(failobj=[], header=navn, unquote=True)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return verdi.split(";")[0].strip().lower(), {}
    parametre: dict[str, str] = {}
    for noekkel, innhold in par[1:]:
        parametre.setdefault(noekkel.lower(), _parameterverdi(innhold))
    return par[0][0].strip().lower() if par else "", parametre
