"""Search in what you may see: words with Norwegian stemming, the start of the last word, and numbers as written."""

import re
from dataclasses import dataclass

from django.db import connection

from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import klasser, synlig_q

# 2026/123, 26/123-4, «sak 2026 / 123»; a dash is a dash whatever the keyboard made of it.
_NUMMER = re.compile(
    r"^\W*(?:(?:saks?|jp|nr|saksnummer|løpenummer)\b\W*)*(\d{1,7})\s*/\s*(\d{1,7})(?:\s*[-‐‑–—]\s*(\d{1,5}))?\W*$",
    re.IGNORECASE | re.ASCII,
)
_RENT_ORD = re.compile(r"^[\w-]+$")
MAKS_TEGN, MAKS_ORD, MAKS_TREFF, MAKS_HOPP = 400, 12, 1000, 100_000


@dataclass(frozen=True)
class Treff:
    """One hit: a case or an entry, never both."""

    mappe: Mappe | None
    registrering: Registrering | None


def soek(tekst: str, *, av: Aktoer, grense: int = 50, hopp: int = 0) -> list[Treff]:
    """Find cases and entries (krav 5.1.1, 5.1.6, 5.1.12). Newest first; only what the person sees is shown.

    tekst: words; or a number: 2026/123 or 26/123 (case), 2026/123-4 (entry), 4711/2026 (løpenummer).
    grense: at most 1000. Any text is an answerable question.
    """
    tekst = rens(tekst[:MAKS_TEGN])
    nummer = _NUMMER.match(tekst)
    if nummer:
        return _paa_nummer(*nummer.groups(), av=av)
    spoersmaal = _tsquery(tekst)
    if not spoersmaal:
        return []
    ser, navngitt = klasser(av)
    grense, hopp = min(max(grense, 0), MAKS_TREFF), min(max(hopp, 0), MAKS_HOPP)
    with connection.cursor() as peker:
        peker.execute(
            "select objekt_id, art from vern.soek(%s, %s, %s, %s, %s)", [spoersmaal, ser, navngitt, grense, hopp]
        )
        rader = peker.fetchall()
    return _hent(rader, av)


def _hent(rader: list[tuple[object, str]], av: Aktoer) -> list[Treff]:
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
    treff = [Treff(mapper.get(i), poster.get(i)) for i, _ in rader]  # type: ignore[call-overload]
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


def _tsquery(tekst: str) -> str:
    """Every word must be there; the last one may be unfinished; -word excludes. Both stemmed and as written."""
    ordene = [bit for bit in tekst.lower().split() if any(map(str.isalnum, bit))][:MAKS_ORD]
    with connection.cursor() as peker:
        # One round trip, and the same parser as the index: e-mail addresses and compounds come apart alike.
        peker.execute(
            "select plainto_tsquery('norwegian', o)::text from unnest(%s::text[]) with ordinality as t (o, nr)"
            " order by nr",
            [[bit.lstrip("-") for bit in ordene]],
        )
        stammer = [stamme for (stamme,) in peker.fetchall()]
    bare_smaaord = not any(stammer)  # «om», «ved»: not in the index of titles, and passed over beside other words
    deler = []
    for nr, (bit, stamme) in enumerate(zip(ordene, stammer, strict=True), 1):
        ordet = bit.lstrip("-")
        raa = f"'{ordet}'" if _RENT_ORD.match(ordet) else ""
        if raa and nr == len(ordene) and len(ordet) > 2:
            raa += ":*"
        uttrykk = " | ".join(filter(None, (stamme, raa)))
        if stamme or (raa and bare_smaaord):
            deler.append(f"!({uttrykk})" if bit.startswith("-") else f"({uttrykk})")
    return " & ".join(deler)
