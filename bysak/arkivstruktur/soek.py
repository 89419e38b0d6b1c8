"""Search in what you may see: words, fields, dates and numbers, as people write them (krav 5.1.1-5.1.15).

Access decides hits, counts, facets, excerpts and suggestions alike: the index is reached through definer functions
that read the tenants from the sealed work and take the person's own classes (krav 5.1.11, 5.1.12).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from bysak.arkivstruktur.models import Klasse, Mappe, Registrering
from bysak.arkivstruktur.soekespraak import Lest, les
from bysak.kjerne.arbeid import Aktoer, gjeldende
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Virksomhet
from bysak.organisasjon.tilgang import er_modul, klasser, synlig_q

# 2026/123, 26/123-4, «sak 2026 / 123»; a dash is a dash whatever the keyboard made of it.
_NUMMER = re.compile(
    r"^\W*(?:(?:saks?|jp|nr|saksnummer|løpenummer)\b\W*)*(\d{1,7})\s*/\s*(\d{1,7})(?:\s*[-‐‑–—]\s*(\d{1,5}))?\W*$",
    re.IGNORECASE | re.ASCII,
)
MAKS_TEGN, MAKS_TREFF, MAKS_HOPP, MAKS_TELT = 400, 1000, 100_000, 2000


class Sorter(StrEnum):
    """The order of hits; the last two among the 2 000 newest."""

    NYEST = "nyest"
    ELDST = "eldst"
    RELEVANS = "relevans"
    TITTEL = "tittel"


@dataclass(frozen=True)
class Treff:
    """One hit: a case or an entry, never both."""

    mappe: Mappe | None
    registrering: Registrering | None


@dataclass(frozen=True)
class Oversikt:
    """What the hits are: how many (at most 2 000 are counted), and marks with their counts."""

    antall: int
    merker: Counter[str]


def soek(tekst: str, *, av: Aktoer, grense: int = 50, hopp: int = 0, sorter: Sorter = Sorter.NYEST) -> list[Treff]:
    """Find cases and entries; only what the person sees is shown (krav 5.1.1, 5.1.6, 5.1.12).

    tekst: a question in the language of `soekespraak.les`; or a number alone: 2026/123 or 26/123 (case), 2026/123-4
    (entry), 4711/2026 (løpenummer), «gnr 12 bnr 34» or 12/34 (property). grense: at most 1000.
    """
    nummer = _NUMMER.match(_renset(tekst))
    if nummer:
        grunn = _paa_nummer(*nummer.groups(), av=av)
        eiendom = f"eiendom:{nummer[1]}/{nummer[2]}"
        return grunn if nummer[3] else grunn + _funn(les(eiendom), av, sorter, grense, hopp)
    return _funn(tolk(tekst, av), av, sorter, grense, hopp)


def er_nummer(tekst: str) -> bool:
    """Whether all that is written is a number that `soek` looks up, and no words."""
    return bool(_NUMMER.match(_renset(tekst)))


def oversikt(tekst: str, *, av: Aktoer) -> Oversikt:
    """Count the hits and what they are, for the facets. Exact below 2 000, then «2 000 or more».

    A module gets its own hits counted, and no facets: the index knows of codes, not of a module's reach (krav 4.1.14).
    Neither has a number facets: what it leads to is looked up by number, not by words.
    """
    if er_modul(av) or er_nummer(tekst):
        return Oversikt(len(soek(tekst, av=av, grense=MAKS_TREFF)), Counter())
    rader = _spoer("select * from vern.soekefasetter(%s, %s, %s)", tolk(tekst, av), av)
    merker = Counter({str(merke): int(antall) for merke, antall in rader})
    return Oversikt(merker.pop("§alle", 0), merker)


def utdrag(tekst: str, treff: Iterable[Treff], *, av: Aktoer) -> dict[UUID, list[tuple[str, bool]]]:
    """Words around what matched in a document's own text, by registrering: pieces, and whether each is what matched."""
    idene = [t.registrering.pk for t in treff if t.registrering]
    rader = _spoer("select * from vern.soekeutdrag(%s, %s, %s, %s)", tolk(tekst, av), av, idene)
    return {objekt: list(_biter(str(bit))) for objekt, bit in rader}


def merknader(tekst: str, *, av: Aktoer) -> list[str]:
    """What to say about a question that could not be read as it was written, such as a date that is none."""
    return tolk(tekst, av).merknader


def forslag(tekst: str, *, av: Aktoer) -> list[str]:
    """The question with a misspelled word put right, for each that stands in something this person sees."""
    if er_modul(av):  # it does not misspell, and the words of the index are not all within its reach
        return []
    tekst = _renset(tekst)
    svar = []
    ser, navngitt = klasser(av)
    for ordet in tolk(tekst, av).ord[:4]:
        with connection.cursor() as peker:
            peker.execute("select ord from vern.soekeforslag(%s, %s, %s)", [ordet, ser, navngitt])
            svar += [
                re.sub(re.escape(ordet), nytt, tekst, count=1, flags=re.IGNORECASE) for (nytt,) in peker.fetchall()
            ]
    return svar[:3]


def i_treff(tekst: str, *, av: Aktoer, art: str) -> Q:
    """Make the condition that a case («mappe») or an entry («registrering») is among all the hits, for lists of rows.

    The rows must be of what the person may see already; the index only narrows them.
    """
    nummer = _NUMMER.match(_renset(tekst))
    paa_nummer = [getattr(t, art).pk for t in _paa_nummer(*nummer.groups(), av=av) if getattr(t, art)] if nummer else []
    lest = les(f"eiendom:{nummer[1]}/{nummer[2]}") if nummer else tolk(tekst, av)
    q = Q(pk__in=paa_nummer)
    if lest.node is not None:
        q |= Q(pk__in=RawSQL("select vern.soekeid(%s, %s, %s, %s)", [json.dumps(lest.node), *klasser(av), art]))
    return q


def laer_nye_ord() -> int:
    """Take the words written since last time into the vocabulary, and compounds apart. Returns how many were new."""
    with connection.cursor() as peker:
        peker.execute("select vern.laer_ord()")
        return int(peker.fetchone()[0])


def tolk(tekst: str, av: Aktoer) -> Lest:
    """Read a question, with people, units and classes looked up as this person may see them; once per unit of work."""
    lager, noekkel = gjeldende().lager, f"soek:{av.bruker_id}:{tekst}"
    if noekkel not in lager:
        lager[noekkel] = les(_renset(tekst), _slaa_opp)
    lest: Lest = lager[noekkel]
    return lest


def _renset(tekst: str) -> str:
    return rens(tekst[:MAKS_TEGN])


def _spoer(setning: str, lest: Lest, av: Aktoer, *verdier: Any) -> list[tuple[Any, Any]]:
    if lest.node is None:
        return []
    with connection.cursor() as peker:
        peker.execute(setning, [json.dumps(lest.node), *klasser(av), *verdier])
        rader: list[tuple[Any, Any]] = peker.fetchall()
    return rader


def _funn(lest: Lest, av: Aktoer, sorter: Sorter, grense: int, hopp: int) -> list[Treff]:
    grense, hopp = min(max(grense, 0), MAKS_TREFF), min(max(hopp, 0), MAKS_HOPP)
    return _hent(_spoer("select * from vern.soek(%s, %s, %s, %s, %s, %s)", lest, av, sorter.value, grense, hopp), av)


def _slaa_opp(felt: str, verdi: str) -> list[str]:
    """The marks of people, units and classes whose name or number is written."""
    if felt == "behandler":
        folk = Bruker.objects.filter(
            Q(navn__icontains=verdi) | Q(brukernavn=verdi.lower()) | Q(initialer__iexact=verdi)
        )
        return [f"§behandler:{b}" for b in folk.values_list("pk", flat=True)[:50]]
    if felt == "enhet":
        enheter = AdministrativEnhet.objects.filter(Q(navn__icontains=verdi) | Q(kortnavn__iexact=verdi))
        return [f"§enhet:{e}" for e in enheter.values_list("pk", flat=True)[:50]]
    if felt == "virksomhet":
        navnet = Q(kode=verdi.lower()) | Q(kortnavn__iexact=verdi) | Q(navn__icontains=verdi)
        return [f"§virksomhet:{v}" for v in Virksomhet.objects.filter(navnet).values_list("pk", flat=True)]
    funnet = set(Klasse.objects.filter(klasse_id=verdi).values_list("pk", flat=True))
    idene, lag = {verdi}, funnet
    while lag:
        barn = list(Klasse.objects.filter(forelder__in=lag).values_list("pk", "klasse_id"))
        idene |= {klasse_id for _pk, klasse_id in barn}
        lag = {pk for pk, _id in barn} - funnet
        funnet |= lag
    return [f"§klasse:{i}" for i in sorted(idene)]


def _biter(tekst: str) -> Iterable[tuple[str, bool]]:
    for bit in re.split("(\x02[^\x03]*\x03)", tekst):
        if bit:
            yield bit.strip("\x02\x03"), bit.startswith("\x02")


def _hent(rader: list[tuple[Any, Any]], av: Aktoer) -> list[Treff]:
    mapper = {
        m.pk: m
        for m in Mappe.objects.filter(synlig_q(av), pk__in=[i for i, art in rader if art == "mappe"]).select_related(
            "virksomhet", "administrativ_enhet"
        )
    }
    poster = {
        r.pk: r
        for r in Registrering.objects.filter(
            synlig_q(av), pk__in=[i for i, art in rader if art == "registrering"]
        ).select_related("virksomhet", "mappe")
    }
    treff = [Treff(mapper.get(i), poster.get(i)) for i, _ in rader]
    return [t for t in treff if t.mappe or t.registrering]


def _paa_nummer(foerste: str, andre: str, post: str | None, *, av: Aktoer) -> list[Treff]:
    """Year/number is a case or, with a post number, an entry of it; number/year is a løpenummer. May be both."""
    poster = Registrering.objects.filter(synlig_q(av)).select_related("virksomhet", "mappe")
    aar = _aar(foerste)
    if post:
        if aar is None:
            return []
        treff = poster.filter(mappe__saksaar=aar, mappe__sakssekvensnummer=int(andre), journalpostnummer=int(post))
        return [Treff(None, r) for r in treff]
    saker = Mappe.objects.filter(synlig_q(av)).select_related("virksomhet", "administrativ_enhet")
    funnet = [] if aar is None else [Treff(m, None) for m in saker.filter(saksaar=aar, sakssekvensnummer=int(andre))]
    if (aar := _aar(andre)) is not None:
        funnet += [Treff(None, r) for r in poster.filter(journalaar=aar, journalsekvensnummer=int(foerste))]
    return funnet


def _aar(tekst: str) -> int | None:
    """A year as people write it, with two or four digits."""
    return {2: int(tekst) + 2000, 4: int(tekst)}.get(len(tekst))
