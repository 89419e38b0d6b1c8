"""One thing that is measured, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bysak.kjerne.arbeid import Aktoer
    from ytelse.vilkaar import Sted


@dataclass(frozen=True)
class Maaling:
    """One line of the table. uten: what to run without protection, when it is not the same code.

    skriver: it commits, so the whole unit of work is measured, not the statements inside it.
    """

    navn: str
    fil: str
    som: "Aktoer"
    sted: "Sted"
    gjoer: "Callable[[Aktoer], object]"
    uten: "Callable[[Aktoer], object] | None" = None
    skriver: bool = False


@dataclass(frozen=True)
class Tider:
    """Milliseconds of many runs. helt: the whole unit of work, with opening, access classes and commit."""

    indre: Sequence[float]
    helt: Sequence[float]

    @property
    def median(self) -> float:
        """The middle run."""
        return median(self.indre)

    @property
    def p95(self) -> float:
        """All but the slowest in twenty."""
        return quantiles(self.indre, n=20, method="inclusive")[-1]


@dataclass(frozen=True)
class Resultat:
    """A measurement with and without protection."""

    navn: str
    fil: str
    med: Tider
    uten: Tider

    @property
    def helt(self) -> float:
        """The whole unit of work with protection: opening, access classes, statements and commit."""
        return median(self.med.helt)

    @property
    def forhold(self) -> float:
        """How many times longer it takes with protection."""
        return self.med.median / self.uten.median

    @property
    def forskjell(self) -> float:
        """Milliseconds that protection costs."""
        return self.med.median - self.uten.median


@dataclass(frozen=True)
class Stoerrelse:
    """All that is known about one size of archive."""

    antall: int
    maskin: str
    resultater: Sequence[Resultat]
    per_sekund: Mapping[int, float]
    funn: Sequence[str]
    avvik: Sequence[str]
