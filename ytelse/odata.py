"""`python -m ytelse odata`: lists of the service interface in one virksomhet, the first page against one far into them.

Each size has a process and a server of its own. What is timed is a page as the interface makes it, from the query to
the bodies of its rows and the link to the next one, and beside it the count of all that the question finds.
"""

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from ytelse.server import database
from ytelse.stoerrelse import fyll_en

if TYPE_CHECKING:
    from bysak.kjerne.arbeid import Aktoer

SIDE, RUNDER = 20, 30  # so that page 5 000 lies inside the larger size
HODE = (
    "| Poster | Spørring | Treff | Antall, ms | Side 1, ms | Side langt inne, ms | Nr. | Forhold |\n"
    "|---:|---|---:|---:|---:|---:|---:|---:|"
)
SPOERRINGER = (
    "",
    "$orderby=opprettetDato desc",
    "$orderby=tittel",
    "$filter=journalaar eq 2024",
    "$filter=journalposttype/kode eq 'I' and journalstatus/kode ne 'A'",
    "$filter=contains(tittel,'søknad')",
    "$filter=korrespondansepart/any(k: contains(k/navn,'an'))",
    "$filter=mappe/klasse/klasseID eq '200'",
    "$search=søknad",
)


def main(argumenter: Sequence[str]) -> int:
    """Fill, measure, print the table."""
    tolk = argparse.ArgumentParser(prog="python -m ytelse odata", description="Mål lister i tjenestegrensesnittet.")
    tolk.add_argument("--antall", type=int, nargs="+", default=[10_000, 110_000], help="journalposter i én virksomhet")
    tolk.add_argument("--runder", type=int, default=RUNDER, help=f"målinger av hver spørring (standard {RUNDER})")
    valg = tolk.parse_args(argumenter)
    print(HODE, flush=True)
    for antall in valg.antall:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as prosess:
            for linje in prosess.submit(maal, antall, valg.runder).result():
                print(linje, flush=True)
    return 0


def maal(antall: int, runder: int) -> list[str]:
    """Fill one virksomhet with so many entries and time every question. Returns lines of the table."""
    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-") as navn, database(Path(navn)):
        from bysak.kjerne.arbeid import arbeid
        from bysak.organisasjon.models import Virksomhet

        fyll_en(antall)
        frogner = Virksomhet.objects.get(kode="frogner")
        kari = _kari()
        with arbeid(som=kari, i=frogner, verb="ytelse"):
            return [_linje(antall, raa, kari, runder) for raa in SPOERRINGER]


def _kari() -> "Aktoer":
    from bysak.organisasjon.models import Bruker
    from bysak.organisasjon.tilgang import aktoer_for

    return aktoer_for(Bruker.objects.get(brukernavn="kari"))


def _linje(antall: int, raa: str, av: "Aktoer", runder: int) -> str:
    from bysak.api.noark5.lenker import Kontekst
    from bysak.api.noark5.odata import sider
    from bysak.api.noark5.odata.spoerring import les
    from bysak.api.noark5.ressurser import RESSURSER
    from bysak.api.noark5.svar import rader
    from bysak.organisasjon.tilgang import rettene

    ressurs = RESSURSER["registrering"]
    kontekst = Kontekst("http://127.0.0.1/noark5v5/", rettene(av.roller))

    def side(spoersmaal: str) -> str:
        siden = sider.hent(ressurs, les(spoersmaal), av)
        lest = rader(ressurs, siden.rader, kontekst, siden.noekler)
        return siden.neste([hvor for hvor, _ in lest])

    foerste = f"{raa}&$top={SIDE}" if raa else f"$top={SIDE}"
    treff = sider.tell(ressurs, les(raa), av)
    # Far in: page 5 000, or nine tenths of the way where there are fewer. The last page of a question must look
    # through all that is left to know that it is the last.
    nummer = max(min(4999, treff // SIDE * 9 // 10), 1)
    langt = side(f"{foerste}&$skip={(nummer - 1) * SIDE}")
    tell = _tid(lambda: sider.tell(ressurs, les(raa), av), runder)
    en, inne = _tid(lambda: side(foerste), runder), _tid(lambda: side(langt), runder)
    return (
        f"| {antall} | `{raa or '(alle)'}` | {treff} | {tell:.1f} | {en:.1f} | {inne:.1f} | {nummer + 1}"
        f" | {inne / en:.2f} |"
    )


def _tid(gjoer: Callable[[], object], runder: int) -> float:
    """The middle one of so many runs, in milliseconds; the first three warm up."""
    tider = []
    for _ in range(runder + 3):
        start = perf_counter()
        gjoer()
        tider.append((perf_counter() - start) * 1000)
    return median(tider[3:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
