"""Timing: the two conditions by turns, so that whatever else the machine does hits both alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from bysak.organisasjon.tilgang import klasser
from ytelse.maaling import Maaling
from ytelse.vilkaar import med_vern, uten_vern

OPPVARMING = 3


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
        return quantiles(self.indre, n=20)[-1]


@dataclass(frozen=True)
class Resultat:
    """A measurement with and without protection."""

    maaling: Maaling
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


def maal(maaling: Maaling, runder: int) -> Resultat:
    """Run a measurement `runder` times in each condition, warm."""
    med, uten = [], []
    for _ in range(runder + OPPVARMING):
        med.append(_en(maaling, vern=True))
        uten.append(_en(maaling, vern=False))
    return Resultat(maaling, _tider(maaling, med), _tider(maaling, uten))


def _tider(maaling: Maaling, runder: list[tuple[float, float]]) -> Tider:
    indre, helt = zip(*runder[OPPVARMING:], strict=True)
    return Tider(helt if maaling.skriver else indre, helt)


def _en(maaling: Maaling, *, vern: bool) -> tuple[float, float]:
    vilkaar = med_vern if vern else uten_vern
    gjoer = maaling.gjoer if vern else maaling.uten or maaling.gjoer
    start = perf_counter()
    with vilkaar(maaling.som, maaling.sted, "ytelse"):
        klasser(maaling.som)
        foer = perf_counter()
        gjoer(maaling.som)
        etter = perf_counter()
    return (etter - foer) * 1000, (perf_counter() - start) * 1000
