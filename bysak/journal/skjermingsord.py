"""Screening of single words in a title: from the title and the numbers of its words to what the public sees.

Every screened word becomes the same five stars, so that not even its length is told (krav 5.2.6). All is pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bysak.journal import personnummer
from bysak.journal.ordlister import FORNAVN, FYLLORD, IKKE_NAVN, LEDD, SELSKAPSFORM, STIKKORD

MASKE = "*****"
# From this many characters on, a number tells something also inside a longer one.
_LANGT_TALL = 5
_LENGSTE_FORKORTELSE = 4

_DELER = re.compile(r"[^\W_]+")
# Where the first, always public part of a one-line title ends: before a dash, or after a colon.
_SLUTT_PAA_FOERSTE_DEL = re.compile(r"\n|\s[-–—]\s|:\s")
_BOEYNINGER = frozenset({"", "s", "e", "en", "et", "a", "er", "ene", "ens", "ets", "as", "ers", "enes"})


@dataclass(frozen=True)
class Ord:
    """One word of a title: `tittel[start:slutt] == tekst`; punctuation around it stays. `nr` counts from 0."""

    nr: int
    tekst: str
    start: int
    slutt: int


def ord_i(tittel: str) -> list[Ord]:
    """The words that can be screened, in order: runs without white space, without their outer punctuation."""
    funnet = (_uten_ytre_tegn(tittel, m.start(), m.end()) for m in re.finditer(r"\S+", tittel))
    spenn = [(start, slutt) for start, slutt in funnet if start < slutt]
    return [Ord(nr, tittel[start:slutt], start, slutt) for nr, (start, slutt) in enumerate(spenn)]


def skjerm(tittel: str, skjermede: set[int]) -> str:
    """The public title: each screened word is five stars, everything else stands as it stood (krav 5.2.6, offl § 12).

    Raises ValueError when a number points to no word: the title has changed since the words were chosen.
    """
    ordene = ord_i(tittel)
    if not skjermede <= {o.nr for o in ordene}:
        raise ValueError("Tittelen er endret etter at ordene ble valgt. Velg på nytt hvilke ord som skal skjermes.")
    deler: list[str] = []
    forrige = 0
    for o in ordene:
        if o.nr in skjermede:
            deler += (tittel[forrige : o.start], MASKE)
            forrige = o.slutt
    return "".join(deler) + tittel[forrige:]


def rest_av_tittel(tittel: str) -> set[int]:
    """The words after the first part of a title: after its first line, dash or colon (krav 5.2.19, 5.2.20).

    A title without such a break has no part that can stand alone, so all its words are returned.
    """
    brudd = _SLUTT_PAA_FOERSTE_DEL.search(tittel.strip())
    innrykk = len(tittel) - len(tittel.lstrip())
    grense = brudd.end() + innrykk if brudd else 0
    return {o.nr for o in ord_i(tittel) if o.start >= grense}


def forslag(tittel: str, kjente_navn: Iterable[str]) -> set[int]:
    """Words that ought to be looked at before the title is public: a help for the eye, never a decision.

    kjente_navn: the natural persons of the case. Suggested are their names, first names with what follows, capitalised
    words that stand together or after «fra», «til», «for» …, national identity numbers and e-mail addresses.
    """
    ordene = ord_i(tittel)
    kjente = {_stamme(del_) for navn in kjente_navn for del_ in _deler(navn) if len(del_) > 1} - set(FYLLORD)
    numre = personnummer.finn(tittel)
    valgt = {
        o.nr
        for o in ordene
        if "@" in o.tekst
        or any(_stamme(del_) in kjente for del_ in _deler(o.tekst))
        or any(t.start < o.slutt and o.start < t.slutt for t in numre)
    }
    for rekke in _rekker_med_stor_bokstav(tittel, ordene):
        valgt |= _navn_i_rekke(rekke, ordene)
    return valgt


def lekker(offentlig: str, tittel: str, skjermede: set[int]) -> list[str]:
    """The words of a public text that give away a screened word of the title; empty when none does.

    Whole words in any case and inflection; of capitalised words also compounds («Lønnfjellsaken»). Common words such as
    «og» and single letters give nothing away.
    """
    hemmelige = [o.tekst for o in ord_i(tittel) if o.nr in skjermede]
    return [o.tekst for o in ord_i(offentlig) if any(_roeper(o.tekst, hemmelig) for hemmelig in hemmelige)]


def _uten_ytre_tegn(tittel: str, start: int, slutt: int) -> tuple[int, int]:
    while start < slutt and _er_skilletegn(tittel[start]):
        start += 1
    while start < slutt and _er_skilletegn(tittel[slutt - 1]):
        slutt -= 1
    return start, slutt


def _er_skilletegn(tegn: str) -> bool:
    return unicodedata.category(tegn)[0] in "PSC"


def _deler(tekst: str) -> list[str]:
    return _DELER.findall(unicodedata.normalize("NFC", tekst))


def _stamme(del_: str) -> str:
    liten = del_.casefold()
    return liten[:-1] if len(liten) > 3 and liten.endswith("s") else liten


def _roeper(aapent: str, hemmelig: str) -> bool:
    if any(tegn.isdecimal() for tegn in hemmelig):
        # A date or a case number tells something as a whole only; its parts are everywhere.
        a, h = _kjerne(aapent), _kjerne(hemmelig)
        return a == h or (len(h) >= _LANGT_TALL and h in a)
    return any(_roeper_del(a, h) for h in _deler(hemmelig) for a in _deler(aapent))


def _kjerne(tekst: str) -> str:
    return "".join(_deler(tekst)).casefold()


def _roeper_del(aapen: str, hemmelig: str) -> bool:
    if len(hemmelig) < 2 or hemmelig.casefold() in FYLLORD:
        return False
    a, h = aapen.casefold(), hemmelig.casefold()
    stamme = _stamme(hemmelig)
    if a == h or (a.startswith(stamme) and a[len(stamme) :] in _BOEYNINGER):
        return True
    return hemmelig[0].isupper() and len(stamme) > 3 and a.startswith(stamme)


def _rekker_med_stor_bokstav(tittel: str, ordene: list[Ord]) -> Iterator[list[Ord]]:
    """Runs of capitalised words with nothing but white space between them."""
    rekke: list[Ord] = []
    for o in ordene:
        if rekke and tittel[rekke[-1].slutt : o.start].strip():
            yield rekke
            rekke = []
        if _ser_ut_som_navn(o.tekst):
            rekke.append(o)
        elif rekke:
            yield rekke
            rekke = []
    if rekke:
        yield rekke


def _ser_ut_som_navn(tekst: str) -> bool:
    if not tekst[0].isupper() or any(tegn.isdecimal() for tegn in tekst):
        return False
    # A short word in capitals only is an abbreviation, unless it is somebody shouting a name.
    return len(tekst) == 1 or len(tekst) > _LENGSTE_FORKORTELSE or not tekst.isupper() or tekst.casefold() in FORNAVN


def _navn_i_rekke(rekke: list[Ord], ordene: list[Ord]) -> set[int]:
    """Which words of a capitalised run look like a person's name."""
    mulige = [o for o in rekke if o.tekst.casefold() not in IKKE_NAVN]
    fornavn = next((i for i, o in enumerate(mulige) if _deler(o.tekst)[0].casefold() in FORNAVN), None)
    if fornavn is not None:
        return {o.nr for o in mulige[fornavn:]}
    if not mulige or _er_sted_eller_virksomhet(rekke, ordene):
        return set()
    foer = ordene[rekke[0].nr - 1].tekst.casefold() if rekke[0].nr else ""
    er_navn = len(mulige) > 1 or (foer in STIKKORD and mulige == rekke)
    return {o.nr for o in mulige} if er_navn else set()


def _er_sted_eller_virksomhet(rekke: list[Ord], ordene: list[Ord]) -> bool:
    siste = rekke[-1]
    etter = ordene[siste.nr + 1].tekst.casefold() if siste.nr + 1 < len(ordene) else ""
    return siste.tekst.casefold().endswith(LEDD) or etter in LEDD + SELSKAPSFORM
