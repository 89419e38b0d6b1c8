"""Outlook's compressed RTF (MS-OXRTFCP), and what it says: the HTML that it wraps (MS-OXRTFEX), or its words.

LESMEG: Outlook keeps the text of many mails only in this form. Nothing is laid out here: RTF becomes text with line
breaks, and wrapped HTML comes out as it went in, to be cleaned like all HTML from outside.
"""

from __future__ import annotations

import re
import struct
from itertools import islice

from bysak.klienter.tegn import dekod

# Pure Python at some ten megabytes a second: no honest text comes near, and no hostile one costs more than a moment.
MAKS_RTF = 4_000_000
MAKS_BITER = 400_000
_ORDBOK = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_BIT = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_TEGN = {
    "par": "\n", "line": "\n", "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "endash": "–", "emdash": "—", "row": "\n", "cell": "\t", "page": "\n",
}  # fmt: skip
_STUMME = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "listtable", "header", "footer"}


class RtfFeil(ValueError):
    """The bytes are no compressed RTF, or too much of it."""


def pakk_ut(raa: bytes) -> bytes:
    """The RTF. Raises RtfFeil."""
    if len(raa) < 16:
        raise RtfFeil("Teksten er for kort.")
    _pakket, stoerrelse, magi = struct.unpack_from("<II4s", raa)
    if stoerrelse > MAKS_RTF:
        raise RtfFeil("Teksten er for lang.")
    if magi == b"MELA":
        return raa[16 : 16 + stoerrelse]
    if magi != b"LZFu":
        raise RtfFeil("Teksten er ikke pakket på en kjent måte.")
    return _lzfu(raa, stoerrelse)


def _lzfu(raa: bytes, stoerrelse: int) -> bytes:
    """Runs are copied out of the last 4096 bytes, which begin as a dictionary."""
    ut = bytearray(_ORDBOK)
    start, pos = len(_ORDBOK), 16
    while pos < len(raa) and len(ut) - start < stoerrelse:
        styring = raa[pos]
        pos += 1
        for bit in range(8):
            if not styring >> bit & 1:
                ut += raa[pos : pos + 1]
                pos += 1
                continue
            if pos + 2 > len(raa):
                break
            peker = int.from_bytes(raa[pos : pos + 2], "big")
            pos += 2
            # Positions count in the ring of 4096; the one that stands where writing goes on means the end.
            fra = len(ut) - ((len(ut) - (peker >> 4)) % 4096 or 4096)
            if (peker >> 4) == len(ut) % 4096:
                return bytes(ut[start:])
            for n in range((peker & 15) + 2):
                ut.append(ut[fra + n] if fra + n >= 0 else 0x20)
    return bytes(ut[start : start + stoerrelse])


def rtf_til_tekst(raa: bytes) -> tuple[bool, str]:
    """Whether the RTF wraps HTML, and that HTML or the words. Never raises."""
    kilde = raa.decode("latin-1")
    er_html = "\\fromhtml1" in kilde[:2000]
    treff = re.search(r"\\ansicpg(\d{1,5})", kilde[:2000])
    return er_html, _Uttrekk(er_html, f"cp{treff[1]}" if treff else "cp1252").les(kilde)


class _Uttrekk:
    """One pass over the tokens. A group inherits what is around it, and gives it back at its end."""

    def __init__(self, er_html: bool, tegnsett: str) -> None:
        self.er_html, self.tegnsett = er_html, tegnsett
        self.ut: list[str] = []
        self.bytes = bytearray()
        self.hopp = 0  # stand-ins after a \u that are not to be read
        self.taus = self.i_tagg = self.kun_rtf = self.stjerne = False
        self.u_lengde = 1
        self.ute: list[tuple[bool, bool, bool, int]] = []

    def les(self, kilde: str) -> str:
        for treff in islice(_BIT.finditer(kilde), MAKS_BITER):
            ord_, tall, hexkode, tegn, klamme, tekst = treff.groups()
            if hexkode:
                self._byte(int(hexkode, 16))
            elif klamme:
                self._gruppe(klamme)
            elif ord_:
                self._ordre(ord_.lower(), int(tall) if tall else None)
            elif tegn:
                self._tegn(tegn)
            elif tekst:
                self.stjerne = False
                self._skriv(tekst[self.hopp :])
                self.hopp = max(0, self.hopp - len(tekst))
        self._toem()
        return "".join(self.ut)

    def _gruppe(self, klamme: str) -> None:
        self.hopp = 0
        if klamme == "{":
            if len(self.ute) < 10_000:
                self.ute.append((self.taus, self.i_tagg, self.kun_rtf, self.u_lengde))
        elif self.ute:
            self._toem()
            self.taus, self.i_tagg, self.kun_rtf, self.u_lengde = self.ute.pop()
        self.stjerne = False

    def _byte(self, verdi: int) -> None:
        if self.hopp:
            self.hopp -= 1
        elif self._hoeres():
            self.bytes.append(verdi)

    def _tegn(self, tegn: str) -> None:
        if tegn == "*":
            self.stjerne = True
        elif tegn in "\\{}":
            self._skriv(tegn)
        elif tegn in "~_-":
            self._skriv({"~": " ", "_": "-", "-": ""}[tegn])
        elif tegn in "\r\n":
            self._skriv("\n")

    def _ordre(self, ord_: str, tall: int | None) -> None:
        stjerne, self.stjerne = self.stjerne, False
        if ord_ == "htmltag":
            self.i_tagg, self.taus = True, not self.er_html
        elif ord_ == "htmlrtf":
            self._toem()
            self.kun_rtf = tall != 0
        elif stjerne or ord_ in _STUMME:
            self.taus = True
        elif ord_ == "uc":
            self.u_lengde = min(max(tall or 0, 0), 8)
        elif ord_ == "u" and tall is not None:
            self._skriv(chr(tall % 65536))
            self.hopp = self.u_lengde
        elif ord_ in _TEGN:
            self._skriv(_TEGN[ord_])

    def _hoeres(self) -> bool:
        return not self.taus and (self.i_tagg or not (self.er_html and self.kun_rtf))

    def _skriv(self, tekst: str) -> None:
        if self._hoeres():
            self._toem()
            self.ut.append(tekst)

    def _toem(self) -> None:
        if self.bytes:
            self.ut.append(dekod(bytes(self.bytes), self.tegnsett)[0])
            self.bytes.clear()
