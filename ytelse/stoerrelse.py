"""One size of archive: filled, or taken as it was kept, and measured. Each in a process of its own."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from ytelse import rapport
from ytelse.maaling import Resultat, Stoerrelse
from ytelse.server import database

FULL = 100_000
FYLT = "fylt"


def maal_en(antall: int, valg: argparse.Namespace) -> Stoerrelse:
    """Fill a database of this size, or take the one that was kept, and measure it."""
    with mappe_for(antall, valg.behold) as mappe, database(mappe):
        sekunder = fyll_om_tom(antall, mappe)
        return _maal(antall, sekunder, valg)


@contextmanager
def mappe_for(antall: int, behold: Path | None) -> Iterator[Path]:
    """Give the folder that is kept for this size, or one that is gone afterwards."""
    if behold:
        yield behold.resolve() / str(antall)
        return
    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-") as navn:
        yield Path(navn)


def fyll_om_tom(antall: int, mappe: Path) -> float:
    """Seconds it took, now or when the database was made; half a load is an error, not a measurement."""
    from ytelse.fyll import fyll
    from ytelse.oppsett import opprett_virksomhetene
    from ytelse.vilkaar import gi_eieren_rollene

    ferdig = mappe / FYLT
    if not ferdig.exists():
        start = perf_counter()
        opprett_virksomhetene()
        gi_eieren_rollene()
        fyll(antall)
        ferdig.write_text(f"{perf_counter() - start:.1f}", encoding="ascii")
    return float(ferdig.read_text(encoding="ascii"))


def fyll_en(antall: int) -> None:
    """Let one virksomhet have all the entries; there are no others."""
    from ytelse.fyll import fyll
    from ytelse.oppsett import opprett_virksomhetene

    opprett_virksomhetene([("frogner", "Bydel Frogner")])
    fyll(antall, bare="frogner")


def _maal(antall: int, sekunder: float, valg: argparse.Namespace) -> Stoerrelse:
    from ytelse import planer
    from ytelse.klokke import maal, prosessortid
    from ytelse.maalinger import maalingene
    from ytelse.samtidig import registreringer

    resultater: list[Resultat] = []
    funn: list[str] = []
    avvik: list[str] = []
    for maaling in (m for m in maalingene() if valg.bare in m.fil and not valg.bare_fyll):
        resultater.append(maal(maaling, valg.runder, prosessortid if valg.prosessortid else perf_counter))
        plan, nye = planer.ta_planer(maaling)
        funn += [f"{maaling.navn}: {f}" for f in nye]
        if maaling.skriver or antall != FULL:
            continue
        if valg.skriv_planer:
            planer.skriv(maaling.fil, plan)
        if valg.sammenlign:
            avvik += filter(None, [planer.avvik(maaling.fil, plan)])
    per_sekund = registreringer() if antall >= FULL and not (valg.bare or valg.bare_fyll or valg.prosessortid) else {}
    maskin = rapport.maskinen(antall, valg.runder, sekunder) + (" Prosessortid." if valg.prosessortid else "")
    return Stoerrelse(antall, maskin, resultater, per_sekund, funn, avvik)
