"""The few shapes the standard is declared with: metadata, element, child unit, choice, unit.

Order is the order of the published schema's sequence, multiplicity is that of a finished deposit. An open case may lack
what a deposit must have (`mangler` says what), so nothing here is a rule for the live database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What a value is made of."""

    TEKST = "tekst"
    HELTALL = "heltall"
    DATO = "dato"
    TIDSPUNKT = "tidspunkt"
    UUID = "uuid"
    FRITT = "fritt"


class Utgave(StrEnum):
    """The two published sets of schemas that both call themselves 5.0; only the journals differ."""

    V2019 = "5.0-2019"
    V2023 = "5.5-2023"


@dataclass(frozen=True, slots=True)
class Metadata:
    """One entry of the metadata catalogue (annex 1)."""

    m: str
    navn: str
    type: Type


@dataclass(frozen=True, slots=True)
class Element:
    """A metadata element's place in a unit. `flest` is None when there is no upper limit."""

    metadata: Metadata
    minst: int
    flest: int | None

    @property
    def navn(self) -> str:
        """The element name in XML."""
        return self.metadata.navn

    @property
    def m(self) -> str:
        """The number in the metadata catalogue."""
        return self.metadata.m

    @property
    def type(self) -> Type:
        """What the value is made of."""
        return self.metadata.type


@dataclass(frozen=True, slots=True)
class Barn:
    """A unit's place in another unit. Element name and unit name are always the same."""

    navn: str
    minst: int
    flest: int | None


@dataclass(frozen=True, slots=True)
class Valg:
    """Exactly one of these kinds of children, as many as each says."""

    alternativer: tuple[Barn, ...]


Ledd = Element | Barn | Valg


@dataclass(frozen=True, slots=True)
class Enhetstype:
    """A unit of the standard: what it holds, in order.

    `utvider` names the unit it extends: the parent's members come first, children included (xs:extension).
    `uten_plass` are elements of annex 2 that the published schema has no room for: a deposit cannot carry them.
    `avleveres_ikke` names elements the schema has room for, but that annex 2 leaves out of a deposit.
    `bare_55` names elements that only the 2023 edition of the schema has.
    """

    navn: str
    ledd: tuple[Ledd, ...]
    utvider: str = ""
    uten_plass: tuple[Element, ...] = ()
    avleveres_ikke: frozenset[str] = frozenset()
    bare_55: frozenset[str] = frozenset()

    def egne(self, utgave: Utgave = Utgave.V2023) -> tuple[Ledd, ...]:
        """Return the members declared here (not the inherited ones) in this edition, in order."""
        if utgave is Utgave.V2023 or not self.bare_55:
            return self.ledd
        return tuple(ledd for ledd in self.ledd if not (isinstance(ledd, Element) and ledd.navn in self.bare_55))

    def egne_elementer(self) -> Iterator[Element]:
        """Iterate over the elements declared here, also those without room in the schema."""
        yield from (ledd for ledd in self.ledd if isinstance(ledd, Element))
        yield from self.uten_plass


def barn(navn: str, minst: int = 0, flest: int | None = None) -> Barn:
    """Declare a child unit; none to any number when nothing else is said."""
    return Barn(navn, minst, flest)


def valg(*alternativer: Barn) -> Valg:
    """Declare that only one of these kinds of children may be present."""
    return Valg(alternativer)
