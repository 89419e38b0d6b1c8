"""A real Bysak in a data folder of its own, and all that can be done to harm it from outside."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.drift.conftest import ledig_port

# Small disks of memory, so that they can be filled. The database keeps a gigabyte of its journal beside the rows.
DISKER_MB = {"lager": 800, "postgres": 3000}
# The children are started with the supervisor's own program; here it is one whose clock can be set.
_PROGRAM = """#!/bin/sh
BYSAK_TESTKLOKKE={fil} PYTHONPATH={mappe} exec {python} "$@"
"""
_START = (
    "import sys; sys.executable = {program!r}; from bysak.kommandoer.hoved import main; sys.exit(main(sys.argv[1:]))"
)


class System:
    """`bysak run`, and what belongs to it. Everything is ended by its process id.

    behold: keep the data folder in the end, since something in it is to be looked into.
    """

    behold = False

    def __init__(self) -> None:
        self.rot = Path(tempfile.mkdtemp(prefix="bysak-utholdenhet-"))
        self.data = self.rot / "data"
        self.klokkefil = self.rot / "klokke"
        self.utskrift = self.rot / "utskrift"
        self.har_disk = False
        self._prosess: subprocess.Popen[bytes] | None = None
        self._ekstra: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}
        for navn in [n for n in os.environ if n == "DATABASE_URL" or n.startswith("BYSAK_")]:
            del os.environ[navn]
        os.environ |= {"BYSAK_DATA": str(self.data), "BYSAK_PROSESS": "kommando", "BYSAK_DB_ROLLE": "app",
                       "DJANGO_SETTINGS_MODULE": "bysak.settings", "BYSAK_SKJEMA_PER_TIME": "0"}  # fmt: skip
        for variabel in ("BYSAK_PORT", "BYSAK_OFFENTLIG_PORT", "BYSAK_SMTP_PORT", "BYSAK_INNSENDING_PORT"):
            os.environ[variabel] = str(ledig_port())

    @staticmethod
    def port(navn: str) -> int:
        """The port of one of its doors."""
        return int(os.environ[navn])

    def start(self) -> None:
        """Start it and wait until all answers."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        if not self.har_disk:
            self._egne_disker()
        miljoe = {n: v for n, v in os.environ.items() if n not in ("BYSAK_PROSESS", "BYSAK_DB_ROLLE")}
        with self.utskrift.open("wb") as ut:
            self._prosess = subprocess.Popen(
                [sys.executable, "-c", _START.format(program=self._program()), "run", "--uten-demo"],
                stdout=ut, stderr=ut, env=miljoe,
            )  # fmt: skip
        vent_til(lambda: "Bysak kjører" in self.tekst() or self._prosess_er_doed(), 180)
        if self._prosess_er_doed():
            raise RuntimeError(self.tekst())

    def tekst(self) -> str:
        """What the supervisor has printed."""
        return self.utskrift.read_text()

    def stopp(self) -> None:
        """End it in order, and leave nothing."""
        for barn in self._ekstra.values():
            barn.kill()
            barn.wait()
        if self._prosess is not None and not self._prosess_er_doed():
            self._prosess.send_signal(signal.SIGCONT)
            self._prosess.terminate()
            self._prosess.wait(60)
        if self.har_disk:
            for mappe in DISKER_MB if not self.behold else ():
                subprocess.run(["umount", str(self.data / mappe)], check=False)
        if self.behold:
            return
        from bysak.kjerne.postgres import sokkelmappe

        if not sokkelmappe(self.data).is_relative_to(self.data):
            shutil.rmtree(sokkelmappe(self.data), ignore_errors=True)
        shutil.rmtree(self.rot, ignore_errors=True)

    # What harms it.

    def drep(self, navn: str, tilfeldig: random.Random) -> None:
        """kill -9 of one process of that name; the supervisor has it back in a moment."""
        if pids := sorted(self.barn(navn)):
            _drep(tilfeldig.choice(pids))

    def drep_alt(self) -> None:
        """kill -9 of the supervisor, and with it everything; then it is started again."""
        assert self._prosess is not None
        self._prosess.kill()
        self._prosess.wait()
        self.start()

    def uten_database(self, sekunder: float) -> None:
        """kill -9 of the database, and nobody there to start it again for a while."""
        assert self._prosess is not None
        self._prosess.send_signal(signal.SIGSTOP)
        try:
            self.drep_databasen()
            time.sleep(sekunder)
        finally:
            self._prosess.send_signal(signal.SIGCONT)

    def drep_databasen(self) -> None:
        """kill -9 of the postmaster."""
        from bysak.kjerne.postgres import Server

        pid = Server()._pidfil()[0]
        if pid is not None:
            _drep(pid)

    def full_disk(self, hvor: str, sekunder: float) -> None:
        """Not one more byte in the store, or in the database, for a while."""
        fyll = self.data / hvor / "fyll"
        with suppress(OSError), fyll.open("wb", buffering=0) as fil:
            while fil.write(bytes(1 << 20)):
                pass
        time.sleep(sekunder)
        fyll.unlink()

    def still_klokken(self, timer: float) -> None:
        """Set the clock of Bysak's processes so many hours off; the database keeps its own."""
        ny = self.klokkefil.with_suffix(".ny")
        ny.write_text(str(timer * 3600))
        ny.replace(self.klokkefil)

    def to_av(self, prosess: str, *argumenter: str) -> None:
        """See to it that there is one more of a process, beside the supervisor's own."""
        from bysak.kjerne.prosesser import barnets_miljoe

        gammel = self._ekstra.get(argumenter)
        if gammel is None or gammel.poll() is not None:
            self._ekstra[argumenter] = subprocess.Popen(
                [self._program(), *argumenter], env=barnets_miljoe(prosess), start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def barn(self, navn: str) -> set[int]:
        """The processes of that name, known by the mark of this data folder."""
        from bysak.kjerne.prosesser import MERKE, _merke, _omgivelser, _prosesser

        er_tung = navn == "tungjobb"
        merker = {f"{MERKE}={_merke()}".encode(), f"BYSAK_PROSESS={'jobb' if er_tung else navn}".encode()}
        alle = {pid for pid in _prosesser() if merker <= set(_omgivelser(pid))}
        return (
            alle
            if navn not in ("jobb", "tungjobb")
            else {pid for pid in alle if (b"tung" in _kommando(pid)) == er_tung}
        )

    def _prosess_er_doed(self) -> bool:
        return self._prosess is not None and self._prosess.poll() is not None

    def _egne_disker(self) -> None:
        """A small disk for the store and one for the database, when we may mount them."""
        if os.getuid() != 0 or not shutil.which("mount"):
            return
        for mappe, mb in DISKER_MB.items():
            (self.data / mappe).mkdir(exist_ok=True)
            valg = ["-t", "tmpfs", "-o", f"size={mb}m,mode=700", "tmpfs", str(self.data / mappe)]
            if subprocess.run(["mount", *valg], check=False, capture_output=True).returncode != 0:
                return
            self.har_disk = True

    def _program(self) -> str:
        program, mappe = self.rot / "python", self.rot / "klokken"
        if not program.exists():
            self.still_klokken(0)
            mappe.mkdir()
            shutil.copy(Path(__file__).with_name("klokke.py"), mappe / "sitecustomize.py")
            program.write_text(_PROGRAM.format(python=sys.executable, mappe=mappe, fil=self.klokkefil))
            program.chmod(0o755)
        return str(program)


def vent_til(betingelse: Callable[[], bool], sekunder: float, pause: float = 0.1) -> bool:
    """Wait until it is so, looking with a pause in between; whether it came to be."""
    frist = time.monotonic() + sekunder
    while not betingelse():
        if time.monotonic() > frist:
            return False
        time.sleep(pause)
    return True


def _drep(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _kommando(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
