"""`python -m ytelse`: a server of its own, the load, the tables. `--sammenlign` fails when a plan has changed.

`python -m ytelse uttrekk` measures deposits instead, `beholder` encrypted containers, `odata` lists of the interface,
`grensesnitt` the interface over HTTP, `forslag` how often suggestions are right, `sider` how soon a letter is seen,
`arbeidsflate` the pages of the workspace.
"""

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TextIO

from ytelse import arbeidsflate, beholder, forslag, grensesnitt, odata, rapport, sider, uttrekk
from ytelse.maaling import Stoerrelse
from ytelse.stoerrelse import FULL, maal_en


def main() -> int:
    """Load, measure, print. Returns 1 when plans were to be compared and differ."""
    if sys.argv[1:2] == ["uttrekk"]:
        return uttrekk.main(sys.argv[2:])
    if sys.argv[1:2] == ["arbeidsflate"]:
        return arbeidsflate.main(sys.argv[2:])
    if sys.argv[1:2] == ["odata"]:
        return odata.main(sys.argv[2:])
    if sys.argv[1:2] == ["grensesnitt"]:
        return grensesnitt.main(sys.argv[2:])
    if sys.argv[1:2] == ["forslag"]:
        return forslag.main(sys.argv[2:])
    if sys.argv[1:2] == ["sider"]:
        return sider.main(sys.argv[2:])
    if sys.argv[1:2] == ["beholder"]:
        return beholder.main(sys.argv[2:])
    valg = _tolk()
    alle: list[Stoerrelse] = []
    for antall in valg.antall:
        # A process of its own: one server, one Django.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as prosess:
            alle.append(prosess.submit(maal_en, antall, valg).result())
        _skriv(rapport.en(alle[-1]))
    if len(alle) > 1:
        _skriv(rapport.vekst(alle[0], alle[-1]))
    avvik = [a for en in alle for a in en.avvik]
    _skriv("\n".join(["", *avvik]) if avvik else "", sys.stderr)
    return 1 if avvik else 0


def _tolk() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(prog="python -m ytelse", description="Mål hva vern og tilgang koster.")
    tolk.add_argument("--antall", type=int, nargs="+", default=[FULL], help=f"journalposter (standard {FULL})")
    tolk.add_argument("--runder", type=int, default=50, help="målinger i hvert vilkår (standard 50)")
    tolk.add_argument("--bare", default="", help="bare målinger med dette i filnavnet til planen")
    tolk.add_argument("--behold", type=Path, help="mappe der fylte databaser ligger til neste gang")
    tolk.add_argument("--bare-fyll", action="store_true", help="fyll, og mål ingenting")
    tolk.add_argument("--prosessortid", action="store_true", help="mål det andre på maskinen ikke forlenger")
    planene = tolk.add_mutually_exclusive_group()
    planene.add_argument("--skriv-planer", action="store_true", help="lagre planene i ytelse/planer")
    planene.add_argument("--sammenlign", action="store_true", help="feil hvis en plan er ny eller endret")
    valg = tolk.parse_args()
    if min(valg.antall) < 1000 or valg.runder < 2:
        tolk.error("Minst 1000 journalposter og 2 runder.")
    if FULL not in valg.antall and (valg.skriv_planer or valg.sammenlign):
        tolk.error(f"Planene lagres og sammenlignes ved {FULL} journalposter.")
    return valg


def _skriv(tekst: str, hvor: TextIO | None = None) -> None:
    print(tekst, file=hvor or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
