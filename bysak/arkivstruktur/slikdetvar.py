"""A case as it stood at a moment: its facts, its entries with parties and documents (krav 6.4.28, M680-M685)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bysak.arkivstruktur.historikk import ELEMENTER, PEKERE, vis_verdi
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
    navn = _navn([rad, *(post for post, _finnes in poster)])
    bilder = [_postbilde(post, finnes, navn, naar) for post, finnes in poster]
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


def _postbilde(rad: Mapping[str, Any], finnes: bool, navn: Mapping[str, str], naar: datetime) -> Postbilde:
    parter = rader_slik(Korrespondansepart, naar, {"registrering_id": rad["system_id"]})
    koblinger = rader_slik(Dokumentkobling, naar, {"registrering_id": rad["system_id"]})
    koblinger.sort(key=lambda k: k["dokumentnummer"])
    dokumenter = [objekt_slik(Dokumentbeskrivelse, k["dokumentbeskrivelse_id"], naar) for k in koblinger]
    return Postbilde(
        rad["registrerings_id"], _fakta(rad, POSTFELT, navn), [p["navn"] for p in parter],
        [d["tittel"] for d in dokumenter if d], finnes,
    )  # fmt: skip


def _fakta(rad: Mapping[str, Any], felt: Iterable[str], navn: Mapping[str, str]) -> Fakta:
    return [
        (str(ELEMENTER.get(f, f.removesuffix("_id").replace("_", " ").capitalize())), vis_verdi(f, rad[f], navn))
        for f in felt
        if rad.get(f) not in (None, "")
    ]


def _navn(rader: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Id to name for what the rows point to; one query for each kind."""
    ider: dict[type, set[str]] = {}
    for rad in rader:
        for element, modell in PEKERE.items():
            if rad.get(element):
                ider.setdefault(modell, set()).add(rad[element])
    return {str(r.pk): str(r) for modell, pk in ider.items() for r in modell._base_manager.filter(pk__in=pk)}  # type: ignore[attr-defined]
