"""Timing: the two conditions by turns, so that whatever else the machine does hits both alike."""

from time import perf_counter

from bysak.organisasjon.tilgang import klasser
from ytelse.maaling import Maaling, Resultat, Tider
from ytelse.vilkaar import med_vern, uten_vern

OPPVARMING = 3


def maal(maaling: Maaling, runder: int) -> Resultat:
    """Run a measurement `runder` times in each condition, warm."""
    med, uten = [], []
    for _ in range(runder + OPPVARMING):
        med.append(_en(maaling, vern=True))
        uten.append(_en(maaling, vern=False))
    return Resultat(maaling.navn, maaling.fil, _tider(maaling, med), _tider(maaling, uten))


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
