"""`python -m ytelse`: a server of its own, the load, the table. `--sammenlign` fails when a plan has changed.

`python -m ytelse uttrekk` measures deposits instead, `python -m ytelse beholder` encrypted containers.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TextIO

from ytelse import beholder, uttrekk
from ytelse.server import database

if TYPE_CHECKING:
    from ytelse.klokke import Resultat

FULL = 100_000


def main() -> int:
    """Load, measure, print. Returns 1 when plans were to be compared and differ."""
    if sys.argv[1:2] == ["uttrekk"]:
        return uttrekk.main(sys.argv[2:])
    if sys.argv[1:2] == ["beholder"]:
        return beholder.main(sys.argv[2:])
    valg = _tolk()
    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-") as mappe, database(Path(mappe)):
        _fyll(valg.antall)
        return _kjoer(valg)


def _tolk() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(prog="python -m ytelse", description="Mål hva vern og tilgang koster.")
    tolk.add_argument("--antall", type=int, default=FULL, help=f"journalposter (standard {FULL}, minst 1000)")
    tolk.add_argument("--runder", type=int, default=50, help="målinger i hvert vilkår (standard 50)")
    tolk.add_argument("--bare", default="", help="bare målinger med dette i filnavnet til planen")
    planene = tolk.add_mutually_exclusive_group()
    planene.add_argument("--skriv-planer", action="store_true", help="lagre planene i ytelse/planer")
    planene.add_argument("--sammenlign", action="store_true", help="feil hvis en plan er ny eller endret")
    valg = tolk.parse_args()
    if valg.antall < 1000 or valg.runder < 2:
        tolk.error("Minst 1000 journalposter og 2 runder.")
    if valg.antall != FULL and (valg.skriv_planer or valg.sammenlign):
        tolk.error(f"Planene lagres og sammenlignes bare ved {FULL} journalposter.")
    return valg


def _fyll(antall: int) -> None:
    from ytelse.fyll import fyll
    from ytelse.oppsett import opprett_virksomhetene
    from ytelse.vilkaar import gi_eieren_rollene

    start = perf_counter()
    opprett_virksomhetene()
    gi_eieren_rollene()
    fyll(antall)
    _skriv(f"Fylt på {perf_counter() - start:.0f} s.", sys.stderr)


def _kjoer(valg: argparse.Namespace) -> int:
    from ytelse import planer, rapport
    from ytelse.klokke import maal
    from ytelse.maalinger import maalingene
    from ytelse.samtidig import registreringer

    resultater: list[Resultat] = []
    funn: list[str] = []
    avvik: list[str] = []
    for maaling in (m for m in maalingene() if valg.bare in m.fil):
        resultater.append(maal(maaling, valg.runder))
        plan, nye = planer.ta_planer(maaling)
        funn += [f"{maaling.navn}: {f}" for f in nye]
        if valg.skriv_planer and not maaling.skriver:
            planer.skriv(maaling.fil, plan)
        if valg.sammenlign and not maaling.skriver:
            avvik += filter(None, [planer.avvik(maaling.fil, plan)])
    _skriv(rapport.maskinen(valg.antall, valg.runder) + "\n\n" + rapport.tabell(resultater))
    if not valg.bare and valg.antall >= FULL:
        _skriv("\n" + rapport.samtidig(registreringer()))
    _skriv("\nFunn i planene:\n" + "\n".join(f"- {f}" for f in funn) if funn else "\nIngen funn i planene.")
    _skriv("\n".join(["", *avvik]) if avvik else "", sys.stderr)
    return 1 if avvik else 0


def _skriv(tekst: str, hvor: TextIO | None = None) -> None:
    print(tekst, file=hvor or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
