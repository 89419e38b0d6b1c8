"""A case as it stood at a moment: its facts, its entries with parties and documents (krav 6.4.28, M680-M685)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bysak.arkivstruktur.historikk import elementnavn, navn_paa, vis_verdi
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Dokumentkobling,
    Korrespondansepart,
    Mappe,
    Registrering,
)
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.oeyeblikk import objekt_slik, rader_slik
from bysak.organisasjon.tilgang import klasser, krev_innsyn, synlig_q

SAKSFELT = (
    "tittel", "offentlig_tittel", "saksstatus", "saksdato", "klasse_id", "arkivdel_id", "administrativ_enhet_id",
    "saksansvarlig_id", "avsluttet_dato",
)  # fmt: skip
POSTFELT = (
    "tittel", "offentlig_tittel", "journalposttype", "journalstatus", "journaldato", "dokumentets_dato",
    "forfallsdato", "administrativ_enhet_id", "saksbehandler_id",
)  # fmt: skip

Fakta = list[tuple[str, str]]


@dataclass(frozen=True)
class Postbilde:
    """An entry then: its number, facts, names of its parties, titles of its documents, and if it still is here."""

    nummer: str
    fakta: Fakta
    parter: list[str]
    dokumenter: list[str]
    finnes: bool


@dataclass(frozen=True)
class Bilde:
    """A case then."""

    naar: datetime
    fakta: Fakta
    poster: list[Postbilde]


def saken_slik(sak: Mappe, naar: datetime, *, av: Aktoer) -> Bilde | None:
    """The case as it stood, or None when it was not made yet.

    What is seen is what the person may see now: screening that came later hides what was open then. What has been
    deleted since is seen by those who could see it. Raises `PermissionDenied`.
    """
    krev_innsyn(av, sak)
    rad = objekt_slik(Mappe, sak.pk, naar)
    if rad is None:
        return None
    poster = _synlige(rader_slik(Registrering, naar, {"mappe_id": sak.pk}), av)
    navn = navn_paa(felt for en in (rad, *(post for post, _finnes in poster)) for felt in en.items())
    parter, titler = _deler(naar, [post["system_id"] for post, _finnes in poster])
    bilder = [
        Postbilde(
            post["registrerings_id"], _fakta(post, POSTFELT, navn), parter[post["system_id"]],
            titler[post["system_id"]], finnes,
        )
        for post, finnes in poster
    ]  # fmt: skip
    return Bilde(naar, _fakta(rad, SAKSFELT, navn), sorted(bilder, key=lambda b: (len(b.nummer), b.nummer)))


def _synlige(rader: list[dict[str, Any]], av: Aktoer) -> list[tuple[dict[str, Any], bool]]:
    ider = [rad["system_id"] for rad in rader]
    finnes = {str(pk) for pk in Registrering.objects.filter(pk__in=ider).values_list("pk", flat=True)}
    synlige = {str(pk) for pk in Registrering.objects.filter(synlig_q(av), pk__in=ider).values_list("pk", flat=True)}
    mine, navngitt = klasser(av)

    def sett(rad: Mapping[str, Any]) -> bool:
        if rad["system_id"] in finnes:
            return rad["system_id"] in synlige
        return rad["tilgangsklasse_id"] in mine or rad["ser_ogsaa_id"] in navngitt

    return [(rad, rad["system_id"] in finnes) for rad in rader if sett(rad)]


def _deler(naar: datetime, poster: list[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Names of parties and titles of documents then, by entry; three questions however many the entries are."""
    parter, titler = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for part in rader_slik(Korrespondansepart, naar, {"registrering_id": poster}):
        parter[part["registrering_id"]].append(part["navn"])
    koblinger = rader_slik(Dokumentkobling, naar, {"registrering_id": poster})
    ider = [k["dokumentbeskrivelse_id"] for k in koblinger]
    dokumenter = {d["system_id"]: d["tittel"] for d in rader_slik(Dokumentbeskrivelse, naar, {"system_id": ider})}
    for kobling in sorted(koblinger, key=lambda k: k["dokumentnummer"]):
        if tittel := dokumenter.get(kobling["dokumentbeskrivelse_id"]):
            titler[kobling["registrering_id"]].append(tittel)
    return parter, titler


def _fakta(rad: Mapping[str, Any], felt: Iterable[str], navn: Mapping[str, str]) -> Fakta:
    return [(elementnavn(f), vis_verdi(f, rad[f], navn)) for f in felt if rad.get(f) not in (None, "")]
