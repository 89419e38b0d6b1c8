"""`python -m ytelse uttrekk`: what a deposit costs, against COPY of the same columns and plain copying of the files.

Each size has a process and a server of its own, so that memory is its own too.
"""

import argparse
import hashlib
import multiprocessing
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ytelse.server import database

if TYPE_CHECKING:
    from bysak.bevaring.models import Uttrekk
    from bysak.bevaring.uttrekk.filer import Dokumentfil
    from bysak.kjerne.arbeid import Aktoer

STOERRELSER = (10_000, 100_000)
MINST, RUNDER = 200, 3
TIL_INNLESING = "innlesing"
# What each file of the deposit is made of: the views of schema `uttrekk`, and the tables under them.
_STRUKTUR = (
    *("mappe", "registrering", "korrespondansepart", "avskrivning", "dokumentbeskrivelse", "dokumentobjekt"),
    *("merknad", "part", "skjerming"),
)
_JOURNAL = ("_journal", "_journalpart")
# The steps that write XML; the others copy documents and describe what was written.
_XML = ("arkivstruktur", "endringslogg", "journaler")
_TABELLER = ("mappe", "registrering", "korrespondansepart", "avskrivning", "dokumentbeskrivelse", "dokumentkobling",
             "dokumentobjekt", "merknad", "part", "skjerming")  # fmt: skip
_LOGG = "select e.*, h.tid, h.bruker_navn from kjerne_endring e join kjerne_handling h on h.id = e.handling_id"
HODE = (
    "| Journalposter | Uttrekk, s | Poster/s | Minne, MB | XML, s | COPY av visningene, s | Forhold"
    " | COPY av tabellene, s | Forhold | Dokumenter | Kontroll, poster/s | Minne, MB | Innlesing, poster/s | Minne, MB"
    " | Funn |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass
class Maaling:
    """One phase: how long it took, and the most memory that the process held meanwhile."""

    sekunder: float = 0.0
    minne: int = 0


@dataclass(frozen=True)
class Svar:
    """All that is known about one size."""

    antall: int
    uttrekk: Maaling
    visninger: float
    tabeller: float
    dokumenter: float
    kontroll: Maaling | None
    innlesing: Maaling | None
    funn: int
    steg: dict[str, float]
    byte: int

    @property
    def xml(self) -> float:
        """Seconds that went to the files of XML."""
        return sum(self.steg[navn] for navn in _XML)


def main(argumenter: Sequence[str]) -> int:
    """Measure each size and print the table."""
    tolk = argparse.ArgumentParser(prog="python -m ytelse uttrekk", description="Mål hva et uttrekk koster.")
    tolk.add_argument("--antall", type=int, nargs="+", default=STOERRELSER, help="journalposter, en eller flere tall")
    tolk.add_argument("--filer", type=int, default=5000, help="ulike dokumentfiler (standard 5000)")
    tolk.add_argument("--kilobyte", type=int, default=10, help="hvor store de er (standard 10)")
    tolk.add_argument("--bare-skriving", action="store_true", help="hopp over kontroll og innlesing")
    valg = tolk.parse_args(argumenter)
    if min(valg.antall) < MINST or min(valg.filer, valg.kilobyte) < 1:
        tolk.error(f"Minst {MINST} journalposter, 1 fil og 1 kB.")
    _skriv(f"{os.cpu_count()} kjerner, Python {platform.python_version()}; {valg.filer} filer à {valg.kilobyte} kB.\n")
    _skriv(HODE)
    alle = []
    for antall in valg.antall:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as prosess:
            svar = prosess.submit(maal, antall, valg.filer, valg.kilobyte, valg.bare_skriving).result()
        _skriv(linje(svar))
        alle.append(svar)
    _skriv("\n" + "\n".join(_stegene(svar) for svar in alle))
    return 0


def linje(s: Svar) -> str:
    """One row of the table."""
    celler = (
        str(s.antall),
        _tall(s.uttrekk.sekunder), f"{s.antall / s.uttrekk.sekunder:.0f}", str(s.uttrekk.minne),
        _tall(s.xml), _tall(s.visninger), _tall(s.xml / s.visninger), _tall(s.tabeller), _tall(s.xml / s.tabeller),
        _tall(s.dokumenter), *_lest(s.antall, s.kontroll), *_lest(s.antall, s.innlesing),
        str(s.funn) if s.kontroll else "",
    )  # fmt: skip
    return "| " + " | ".join(celler) + " |"


def _lest(antall: int, maalt: Maaling | None) -> tuple[str, str]:
    return (f"{antall / maalt.sekunder:.0f}", str(maalt.minne)) if maalt else ("", "")


def _stegene(s: Svar) -> str:
    deler = ", ".join(f"{navn} {_tall(tid)} s" for navn, tid in s.steg.items())
    return f"{s.antall}: {s.byte / 1e6:.0f} MB; {deler}."


def maal(antall: int, filer: int, kilobyte: int, bare_skriving: bool = False) -> Svar:
    """Load a closed period, make a deposit of it, control it and read it into a new database. In its own process."""
    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-") as navn, database(Path(navn) / "data"):
        from bysak.organisasjon.tilgang import prosessaktoer
        from ytelse.avsluttet import fyll_avsluttet

        rot = Path(navn)
        _kopier_databasen(TIL_INNLESING)  # while there is nothing in it but what `bysak migrer` makes
        with _klokke("last"):
            filene = fyll_avsluttet(antall, filer, kilobyte)
        uttrekk, tiden, stegene = _uttrekk(rot / "uttrekk", prosessaktoer("kommando"))
        visninger, tabeller = _copy(uttrekk, prosessaktoer("kommando"))
        kontrollen, funn = (None, 0) if bare_skriving else _kontroll(rot / "uttrekk")
        innlesing = None if bare_skriving else _innlesing(rot / "uttrekk")
        return Svar(
            antall, tiden, visninger, tabeller, _dokumenter(filene, rot), kontrollen, innlesing, funn, stegene,
            uttrekk.byte,
        )  # fmt: skip


def _kontroll(mappe: Path) -> tuple[Maaling, int]:
    from bysak.bevaring.uttrekk.kontroll import kontroller

    with _klokke("kontroll") as tiden:
        rapport = kontroller(mappe)
    return tiden, rapport.antall_feil


def _uttrekk(mappe: Path, av: "Aktoer") -> "tuple[Uttrekk, Maaling, dict[str, float]]":
    from bysak.bevaring.models import Uttrekk, Uttrekkssteg
    from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk, produser_uttrekk
    from bysak.bevaring.uttrekk.utvalg import Utvalg, ider, lukkede_arkivdeler
    from bysak.kjerne.arbeid import arbeid
    from bysak.organisasjon.models import Virksomhet
    from ytelse.avsluttet import KODE

    virksomhet = Virksomhet.objects.get(kode=KODE)
    with _klokke("uttrekk") as tiden:
        with arbeid(som=av, i=virksomhet, verb="bestill uttrekk"):
            uttrekk = bestill_uttrekk(Utvalg(ider(lukkede_arkivdeler())), mappe, av=av)
        uttrekk = produser_uttrekk(uttrekk.pk, virksomhet.pk, av=av)
    if uttrekk.status != Uttrekk.Status.FERDIG:
        raise RuntimeError(uttrekk.feil or uttrekk.status)
    with arbeid(som=av, i=virksomhet, verb="produser uttrekk"):
        steg = list(Uttrekkssteg.objects.filter(uttrekk=uttrekk).order_by("nr"))
    tider = [uttrekk.bestilt_tid, *(s.ferdig_tid or uttrekk.bestilt_tid for s in steg)]
    tid = [(til - fra).total_seconds() for fra, til in pairwise(tider)]
    return uttrekk, tiden, {s.navn: sekunder for s, sekunder in zip(steg, tid, strict=True)}


def _copy(uttrekk: "Uttrekk", av: "Aktoer") -> tuple[float, float]:
    """Seconds to COPY what each file is made of, with SHA-256: the values of the views, and the bare tables."""
    from bysak.bevaring.uttrekk.steg import Oppdrag

    visninger = [f'select * from uttrekk."{v}"' for v in (*_STRUKTUR, *_JOURNAL)]
    journalen = [f"select * from arkivstruktur_{t}" for t in ("mappe", "registrering", "korrespondansepart")]
    tabeller = [f"select * from arkivstruktur_{t}" for t in _TABELLER]
    with Oppdrag(uttrekk, uttrekk.virksomhet, av, {}).lesing():
        return _kopiert([*visninger, _LOGG]), _kopiert([*tabeller, *journalen, _LOGG])


def _kopiert(spoerringer: Iterable[str]) -> float:
    from django.db import connection

    sum_, start = hashlib.sha256(), perf_counter()
    for spoerring in spoerringer:
        with connection.cursor() as peker:
            raa: Any = peker.cursor
            with raa.copy(f"copy ({spoerring}) to stdout") as kopi:
                for bit in kopi:
                    sum_.update(bit)
    return perf_counter() - start


def _dokumenter(filer: "Sequence[Dokumentfil]", rot: Path) -> float:
    """Copying with verified checksums against `cp` and `sha256sum`, by turns; the best of each."""
    from bysak.bevaring.uttrekk.filer import kopier_filer
    from ytelse.avsluttet import KODE

    vaart, rent = [], []
    for _ in range(RUNDER):
        start = perf_counter()
        if list(kopier_filer(iter(filer), KODE, rot / "vaart", puls=lambda _antall: None)):
            raise RuntimeError("Filer i lageret er borte eller endret.")
        vaart.append(perf_counter() - start)
        start = perf_counter()
        subprocess.run(["cp", "-r", rot / "data" / "lager" / KODE, rot / "rent"], check=True)  # noqa: S603, S607
        finn = ["find", str(rot / "rent"), "-type", "f", "-exec", "sha256sum", "{}", "+"]
        subprocess.run(finn, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        rent.append(perf_counter() - start)
        shutil.rmtree(rot / "vaart")
        shutil.rmtree(rot / "rent")
    return min(vaart) / min(rent)


def _innlesing(mappe: Path) -> Maaling:
    """Read the deposit into a database of its own, as the owner."""
    from django.db import connections

    from bysak.depot.inntak import les_uttrekk
    from bysak.depot.inntak_virksomhet import tom_virksomhet
    from bysak.organisasjon.tilgang import prosessaktoer
    from ytelse.vilkaar import APP, EIER

    appen, connections[APP] = connections[APP], connections[EIER]
    try:
        connections[EIER].close()
        connections[EIER].settings_dict["NAME"] = TIL_INNLESING
        av = prosessaktoer("kommando")
        virksomhet = tom_virksomhet("depot", "Depot", av=av)
        with _klokke("innlesing") as tiden:
            les_uttrekk(mappe, inn_i=virksomhet, av=av)
        connections[EIER].close()
    finally:
        connections[APP] = appen
    return tiden


def _kopier_databasen(navn: str) -> None:
    from psycopg import sql

    from bysak.kjerne.postgres import DATABASE, EIER, Server

    with Server().koble_til() as k:
        lag = sql.SQL("create database {} owner {} template {} strategy file_copy")
        k.execute(lag.format(sql.Identifier(navn), sql.Identifier(EIER), sql.Identifier(DATABASE)))


@contextmanager
def _klokke(hva: str) -> Iterator[Maaling]:
    """Time the block, and the highest memory of this process in it in MB, which Linux counts afresh from here.

    Said on stderr too, so that a run that is stopped has told what it knew.
    """
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    maalt, start = Maaling(), perf_counter()
    yield maalt
    maalt.sekunder = perf_counter() - start
    status = Path("/proc/self/status").read_text(encoding="ascii")
    maalt.minne = next(int(ln.split()[1]) for ln in status.splitlines() if ln.startswith("VmHWM:")) // 1024
    sys.stderr.write(f"{hva}: {_tall(maalt.sekunder)} s, {maalt.minne} MB\n")


def _tall(verdi: float) -> str:
    return f"{verdi:.2f}".replace(".", ",")


def _skriv(tekst: str) -> None:
    sys.stdout.write(tekst + "\n")
    sys.stdout.flush()
