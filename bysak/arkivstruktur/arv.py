"""What a unit takes from those above it when it says nothing itself: disposal and screening, and which unit says so.

The nearest one that says something decides; a referenced arkivdel goes before the hierarchy (M208), and the arkivdel
before the klasse (krav 6.1.3). Nothing is copied: a rule that is changed holds at once for all that rest on it, until a
deposit writes it on every level. Papers and place are taken over when a unit is made, and are its own from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bysak.arkivstruktur.models import Arkivdel, Dokumentbeskrivelse, Kassasjon, Klasse, Mappe, Registrering, Skjerming

Enhet = Arkivdel | Klasse | Mappe | Registrering | Dokumentbeskrivelse


@dataclass(frozen=True)
class Kassasjonsregel:
    """What shall happen to a unit, and which unit says so; `arvet` when it is another than itself."""

    kassasjon: Kassasjon
    fra: Enhet
    arvet: bool


@dataclass(frozen=True)
class Skjermingsregel:
    """How a unit is screened, and which unit says so; `arvet` when it is another than itself."""

    skjerming: Skjerming
    fra: Enhet
    arvet: bool


def opphav(enhet: Enhet) -> Iterator[Enhet]:
    """A unit and those it takes rules from, the one that decides first."""
    yield enhet
    if isinstance(enhet, Mappe | Registrering | Dokumentbeskrivelse):
        for referanse in enhet.referanser_arkivdel.select_related("arkivdel"):
            yield referanse.arkivdel
    if isinstance(enhet, Dokumentbeskrivelse):
        # One that belongs to several entries takes nothing from any: they may say different things (krav 5.2.27).
        koblinger = list(enhet.koblinger.select_related("registrering")[:2])
        if len(koblinger) == 1:
            yield from opphav(koblinger[0].registrering)
    elif isinstance(enhet, Registrering) and enhet.mappe is not None:
        yield from opphav(enhet.mappe)
    elif isinstance(enhet, Mappe) and enhet.forelder is not None:
        yield from opphav(enhet.forelder)
    elif isinstance(enhet, Mappe | Registrering):
        if enhet.arkivdel is not None:
            yield enhet.arkivdel
        if enhet.klasse is not None:
            yield from opphav(enhet.klasse)
    elif isinstance(enhet, Klasse) and enhet.forelder is not None:
        yield from opphav(enhet.forelder)


def kassasjonsregel(enhet: Enhet) -> Kassasjonsregel | None:
    """What shall happen to this unit, by its own decision or by inheritance (krav 6.1.1-6.1.3, 6.1.10, 6.1.11)."""
    for kilde in opphav(enhet):
        funnet = getattr(kilde, "kassasjon", None)
        if funnet is not None:
            return Kassasjonsregel(funnet, kilde, kilde != enhet)
    return None


def skjermingsregel(enhet: Enhet) -> Skjermingsregel | None:
    """How this unit is screened, by its own decision or by inheritance (krav 2.8.1, 5.2.27)."""
    for kilde in opphav(enhet):
        funnet = getattr(kilde, "skjerming", None)
        if funnet is not None:
            return Skjermingsregel(funnet, kilde, kilde != enhet)
    return None
