"""Timing: the two conditions by turns, so that whatever else the machine does hits both alike."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.db import connections

from bysak.organisasjon.tilgang import klasser
from ytelse.maaling import Maaling, Resultat, Tider
from ytelse.vilkaar import APP, EIER, med_vern, uten_vern

Klokke = Callable[[], float]

OPPVARMING = 2


def prosessortid() -> float:
    """Seconds of processor time, of this process and its two servers' sessions: what other load does not lengthen."""
    idene = {t.connection.info.backend_pid for t in _tilkoblinger() if t.connection}
    tidene = (Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0] for pid in idene)
    return process_time() + sum(map(int, tidene)) / 1e9


@cache
def _tilkoblinger() -> tuple[Any, ...]:
    # Remembered, as the one takes the other's place without protection.
    return connections[APP], connections[EIER]


def maal(maaling: Maaling, runder: int, klokke: Klokke = perf_counter) -> Resultat:
    """Run a measurement `runder` times in each condition, warm."""
    med, uten = [], []
    for _ in range(runder + OPPVARMING):
        med.append(_en(maaling, klokke, vern=True))
        uten.append(_en(maaling, klokke, vern=False))
    return Resultat(maaling.navn, maaling.fil, _tider(maaling, med), _tider(maaling, uten))


def _tider(maaling: Maaling, runder: list[tuple[float, float]]) -> Tider:
    indre, helt = zip(*runder[OPPVARMING:], strict=True)
    return Tider(helt if maaling.skriver else indre, helt)


def _en(maaling: Maaling, klokke: Klokke, *, vern: bool) -> tuple[float, float]:
    vilkaar = med_vern if vern else uten_vern
    gjoer = maaling.gjoer if vern else maaling.uten or maaling.gjoer
    start = klokke()
    with vilkaar(maaling.som, maaling.sted, "ytelse"):
        klasser(maaling.som)
        foer = klokke()
        gjoer(maaling.som)
        etter = klokke()
    return (etter - foer) * 1000, (klokke() - start) * 1000
