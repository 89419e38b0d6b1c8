"""One thing that is measured."""

from collections.abc import Callable
from dataclasses import dataclass

from bysak.kjerne.arbeid import Aktoer
from ytelse.vilkaar import Sted


@dataclass(frozen=True)
class Maaling:
    """One line of the table. uten: what to run without protection, when it is not the same code.

    skriver: it commits, so the whole unit of work is measured, not the statements inside it.
    """

    navn: str
    fil: str
    som: Aktoer
    sted: Sted
    gjoer: Callable[[Aktoer], object]
    uten: Callable[[Aktoer], object] | None = None
    skriver: bool = False
