"""The shape of the one declaration: what a field, a relation and a resource of the interface are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from bysak.kjerne.arbeid import Aktoer

# "!" must be sent, "+" the system gives it when it is not sent, "?" may be absent (contract section 14).
PAALAGT, GIS, KAN = "!", "+", "?"
Uttrykk = Callable[[str], Any]


@dataclass(frozen=True)
class Felt:
    """One attribute.

    navn: its name in JSON. sti: Django path from the resource's model, or from the group it stands in.
    type: string, integer, decimal, boolean, dateTime, uuid, vsm, "kode:<liste>" or "gruppe:<navn>" (GRUPPER).
    uttrykk: where no column holds it: makes the expression, given the path to the row ("" or "merknader__"); `sti` is
    then the alias that it is annotated as.
    """

    navn: str
    sti: str
    type: str
    plikt: str = KAN
    flere: bool = False
    uttrykk: Uttrykk | None = None

    @property
    def kodeliste(self) -> str:
        """The code list that the value comes from, or ""."""
        return self.type.partition("kode:")[2]

    @property
    def gruppe(self) -> str:
        """The group of attributes that this is, or ""."""
        return self.type.partition("gruppe:")[2]


@dataclass(frozen=True)
class Relasjon:
    """A way from a resource to another. `navn` is the last part of the relation key, `til` the resource there."""

    navn: str
    til: str
    sti: str
    mange: bool


@dataclass(frozen=True)
class Ressurs:
    """One kind of thing in the interface.

    base: the resource that this is a subtype of, or "". bare: which rows of the model are of this subtype.
    nye: what can be made under one, by the name of the resource. grunn: the rows that one who acts may see.
    arkivenhet: has a log of its own, and origin and last change among its attributes.
    """

    navn: str
    pakke: str
    modell: type[Model]
    felt: Mapping[str, Felt]
    relasjoner: Mapping[str, Relasjon]
    undertyper: tuple[str, ...]
    grunn: Callable[[Aktoer], QuerySet[Any]]
    base: str = ""
    bare: Q = field(default_factory=Q)
    nye: tuple[str, ...] = ()
    arkivenhet: bool = False

    @property
    def rot(self) -> str:
        """The name of the type that this is a subtype of, or its own."""
        return self.base or self.navn

    @property
    def rel(self) -> str:
        """The last part of its own relation key."""
        return f"{self.pakke}/{self.navn}/"
