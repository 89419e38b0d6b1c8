"""Search in what you may see: words with Norwegian stemming, prefix of the last word, and numbers as people write them."""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.tilgang import klasser, synlig_q

_NUMMER = re.compile(r"^\s*(\d{2}|\d{4})/(\d{1,7})(?:-(\d{1,5}))?\s*$")


@dataclass(frozen=True)
class Treff:
    """One hit: a case or an entry, never both."""

    mappe: Mappe | None
    registrering: Registrering | None


def soek(tekst: str, *, av: Aktoer, grense: int = 50, hopp: int = 0) -> list[Treff]:
    """Find cases and entries (krav 5.1.1, 5.1.6, 5.1.12). Newest first; only what the person may see is counted or shown.

    tekst: words; or a number such as 2026/123, 26/123 or 2026/123-4. grense: at most 1000.
    """
    nummer = _NUMMER.match(tekst)
    if nummer:
        return _paa_nummer(*nummer.groups(), av=av)
    spoersmaal = _tsquery(tekst)
    if not spoersmaal:
        return []
    ser, navngitt = klasser(av)
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


def _paa_nummer(aar: str, nummer: str, post: str | None, *, av: Aktoer) -> list[Treff]:
    helt_aar = int(aar) + 2000 if len(aar) == 2 else int(aar)
    if post:
        poster = Registrering.objects.filter(
            synlig_q(av), mappe__saksaar=helt_aar, mappe__sakssekvensnummer=int(nummer), journalpostnummer=int(post)
        ).select_related("virksomhet", "mappe")
        return [Treff(None, r) for r in poster]
    saker = Mappe.objects.filter(synlig_q(av), Q(saksaar=helt_aar, sakssekvensnummer=int(nummer))).select_related(
        "virksomhet", "administrativ_enhet"
    )
    return [Treff(m, None) for m in saker]


def _tsquery(tekst: str) -> str:
    """Every word must be there; the last one may be unfinished; -word excludes. Both stemmed and as written."""
    deler: list[str] = []
    ordene = re.findall(r"-?[\w]+", tekst[:400].lower())[:12]
    with connection.cursor() as peker:
        for nr, ordet in enumerate(ordene):
            rent = ordet.lstrip("-")
            if not rent:
                continue
            peker.execute("select plainto_tsquery('norwegian', %s)::text", [rent])
            stammet = peker.fetchone()[0]
            raa = "'" + rent.replace("'", "''") + "'" + (":*" if nr == len(ordene) - 1 and len(rent) > 2 else "")
            uttrykk = f"({stammet} | {raa})" if stammet else raa
            deler.append(f"!{uttrykk}" if ordet.startswith("-") else uttrykk)
    return " & ".join(deler)
