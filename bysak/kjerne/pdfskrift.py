"""The letters that our own pages are written with, and what is done with those they lack.

LESMEG: read only in the short-lived process of `filformat`.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

_MAPPE = Path(__file__).parent / "skrift"
# By style: upright, bold, italic. What is both is bold.
SKRIFTER = {
    "": _MAPPE / "DejaVuSans.ttf",
    "B": _MAPPE / "DejaVuSans-Bold.ttf",
    "I": _MAPPE / "DejaVuSans-Oblique.ttf",
}


class GaarIkke(Exception):
    """The sentence that says why there is no copy."""


@cache
def tegn_i(stil: str) -> frozenset[int]:
    """The characters that the font of a style has."""
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(SKRIFTER[stil], lazy=True).getBestCmap())


def skrivbart(innhold: str) -> tuple[str, int]:
    """The text as our font can write it, and how many signs are written by name. Raises GaarIkke for other letters."""
    har, ut, byttet = tegn_i(""), [], 0
    linjer = unicodedata.normalize("NFC", innhold).replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    for tegn in linjer:
        slag = unicodedata.category(tegn)
        bokstav = slag[0] in "LM"
        if bokstav and (ord(tegn) not in har or unicodedata.bidirectional(tegn) in ("R", "AL")):
            raise GaarIkke("Teksten har bokstaver som skriften her mangler. Legg inn en kopi i arkivformat for hånd.")
        if tegn == "\n" or ord(tegn) in har:
            ut.append(tegn)
        elif slag not in ("Cc", "Cf"):
            ut.append(f"[{unicodedata.name(tegn, 'ukjent tegn').lower()}]")
            byttet += 1
    return "".join(ut), byttet
