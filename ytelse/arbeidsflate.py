"""`python -m ytelse arbeidsflate`: the everyday pages over HTTP, as the server of operation gives them."""

import argparse
import multiprocessing
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ytelse.kobling import Tjener, ledig_port, tjener
from ytelse.server import database
from ytelse.stoerrelse import fyll_om_tom, mappe_for

if TYPE_CHECKING:
    from ytelse.flate.sider import Side

# `oppgaver` has a world of its own, needs no load, and is asked for alone.
HVA = ("tid", "vekt", "last", "oppgaver")


def main(argumenter: Sequence[str]) -> int:
    """Fill, measure, print. Returns 1 when something is broken that does not depend on the machine."""
    tolk = argparse.ArgumentParser(prog="python -m ytelse arbeidsflate", description="Mål arbeidsflaten.")
    tolk.add_argument("--antall", type=int, default=100_000, help="journalposter (standard 100000)")
    tolk.add_argument("--behold", type=Path, help="mappe der fylte databaser ligger til neste gang")
    tolk.add_argument("--runder", type=int, default=50, help="målinger av hver side (standard 50)")
    tolk.add_argument("--hva", choices=HVA, nargs="+", default=list(HVA[:3]), help="hva som måles")
    tolk.add_argument("--brukere", type=int, default=40, help="samtidige brukere i «last» (standard 40)")
    tolk.add_argument("--sekunder", type=int, default=300, help="hvor lenge «last» varer (standard 300)")
    tolk.add_argument("--setninger", default="", help="vis setningene på denne siden, eller på «alle»")
    valg = tolk.parse_args(argumenter)
    if valg.hva == ["oppgaver"]:
        return _oppgavene()
    # A process of its own: one server, one Django.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as prosess:
        brutt = prosess.submit(maal, valg).result()
    return 1 if brutt else 0


def maal(valg: argparse.Namespace) -> bool:
    """Measure what is asked for. Is anything broken?"""
    with mappe_for(valg.antall, valg.behold) as mappe, database(mappe) as base:
        fyll_om_tom(valg.antall, mappe)
        from ytelse.flate import sider, tjenertid

        sider.gi_tilgang()
        sidene = sider.sidene()
        brutt: list[str] = []
        with bysak(base, 1) as tjeneren:
            rot = f"http://127.0.0.1:{tjeneren.port}"
            if valg.setninger:
                _vis_setninger(rot, [s for s in sidene if s.navn == valg.setninger or valg.setninger == "alle"])
                return False
            _si(_maskinen(valg.antall))
            if "tid" in valg.hva:
                tidene = tjenertid.maal(tjeneren, rot, sidene, sider.ROLLER, valg.runder)
                brutt += tjenertid.over(tidene)
                _si(tjenertid.tabell(tidene, valg.runder), *tjenertid.treige(tidene))
            if "vekt" in valg.hva:
                from ytelse.flate import nettleser

                sett = nettleser.maal(rot, sidene, sider.ROLLER)
                brutt += nettleser.over(sett)
                _si(nettleser.tabell(sett))
        if "last" in valg.hva:
            brutt += _last(base, valg.brukere, valg.sekunder)
        _si(*brutt)
        return bool(brutt)


def _last(base: int, brukere: int, sekunder: int) -> list[str]:
    from ytelse.flate import last, sider

    arbeidere = os.cpu_count() or 1
    folk = sider.folk_til(brukere)
    # Enough for what so many register, who think for some seconds between each thing.
    brevene = sider.lag_brev(max(brukere * sekunder // 60, 5))
    with bysak(base, arbeidere) as tjeneren:
        felles, antall = last.kjoer(f"http://127.0.0.1:{tjeneren.port}", folk, brevene, sekunder)
    _si(last.tabell(felles, antall, sekunder, arbeidere), *last.treigt(felles))
    return last.over(felles)


def _oppgavene() -> int:
    from ytelse.flate import oppgaver

    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-", ignore_cleanup_errors=True) as mappe:
        gjort = oppgaver.maal(Path(mappe))
    _si(oppgaver.tabell(gjort), *oppgaver.over(gjort))
    return 1 if oppgaver.over(gjort) else 0


def _vis_setninger(rot: str, sidene: Sequence["Side"]) -> None:
    from ytelse.flate import tjenertid

    for side in sidene:
        funnet = tjenertid.setninger(side.sti, tjenertid.logg_inn(rot, side.hvem))
        _si(
            f"{side.navn}: {side.sti}", *(f"{nr:3} {ms:7.1f} ms  {sql}" for nr, (ms, sql) in enumerate(funnet, start=1))
        )


@contextmanager
def bysak(base: int, arbeidere: int) -> Iterator[Tjener]:
    """Serve the workspace as in operation."""
    from bysak.kjerne.hemmeligheter import miljoe_for

    port = ledig_port()
    miljoe = miljoe_for("arbeidsflate") | {"BYSAK_PROSESS": "arbeidsflate", "BYSAK_PORT": str(port)}
    with tjener("bysak.wsgi:application", port, arbeidere, miljoe, base, "") as tjeneren:
        yield tjeneren


def _maskinen(antall: int) -> str:
    return (
        f"{os.cpu_count()} kjerner, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} ved start;"
        f" {antall} journalposter.\n"
    )


def _si(*linjer: str) -> None:
    print(*linjer, sep="\n", flush=True)
