"""Finds national identity numbers in text: they may never be online (offlf § 7 annet ledd d, offl § 26 femte ledd).

Finding one too many costs a look; missing one is a breach. So every writing with valid check digits counts, in both the
check of today and the one for numbers given from 2032 on, which lets the first check digit be off by up to three.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Art = Literal["foedselsnummer", "d-nummer", "syntetisk"]

# Between the groups: spaces of any kind, dots, hyphens and dashes, slashes, and characters that take no room.
_SKILLE = r"[\s.\-/\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]"
# Overlapping by look-ahead: a number may begin inside a row of digits that is none itself.
_KANDIDAT = re.compile(rf"(?<!\d)(?=(\d\d{_SKILLE}?\d\d{_SKILLE}?\d\d{_SKILLE}{{0,3}}\d{{3}}{_SKILLE}?\d\d)(?!\d))")
_VEKTER_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_VEKTER_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# Remainders of the first check: 0 today, 0 to 3 from 2032 (Skatteetaten).
_REST_1 = frozenset({0, 1, 2, 3})


@dataclass(frozen=True)
class Treff:
    """Where in the text the number stands: `tekst[start:slutt]`. The number itself is not carried around."""

    start: int
    slutt: int
    art: Art


def finn(tekst: str) -> list[Treff]:
    """Every fødselsnummer, D-nummer and synthetic number (month + 40 or + 80) with valid check digits.

    Writings: 11 digits, 6+5, 4.2.5, 2.2.2 5, separated by spaces (also non-breaking), dots, hyphens or slashes.
    """
    treff: list[Treff] = []
    for kandidat in _KANDIDAT.finditer(tekst):
        sifre = [int(tegn) for tegn in kandidat[1] if tegn.isdecimal()]
        art = _art(sifre)
        if art and _gyldige_kontrollsifre(sifre):
            treff.append(Treff(kandidat.start(1), kandidat.end(1), art))
    return treff


def _art(sifre: list[int]) -> Art | None:
    dag, maaned, aar = (10 * sifre[i] + sifre[i + 1] for i in (0, 2, 4))
    d_nummer = dag > 40
    tillegg = max((t for t in (0, 40, 80) if maaned > t), default=0)
    try:
        # The century cannot be known (from 2032 not even by rule); 2000 makes every possible 29 February pass.
        date(2000 + aar, maaned - tillegg, dag - 40 if d_nummer else dag)
    except ValueError:
        return None
    if tillegg:
        return "syntetisk"
    return "d-nummer" if d_nummer else "foedselsnummer"


def _gyldige_kontrollsifre(sifre: list[int]) -> bool:
    rest_1 = sum(v * s for v, s in zip(_VEKTER_1, sifre, strict=False)) % 11
    rest_2 = sum(v * s for v, s in zip(_VEKTER_2, sifre, strict=True)) % 11
    return rest_1 in _REST_1 and rest_2 == 0
