"""Load on an HTTP server: kept connections as thin as can be, each in a process of its own, and what they cost."""

import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any, NamedTuple

NOARK = "application/vnd.noark5+json"
ROT = Path(__file__).resolve().parent.parent
_TIKK = os.sysconf("SC_CLK_TCK")


class Kall(NamedTuple):
    """A request; a path begins under the root of the server."""

    metode: str
    sti: str
    kropp: bytes = b""
    type: str = NOARK


class Svar(NamedTuple):
    """What came back."""

    status: int
    hoder: dict[str, str]
    kropp: bytes


class Kobling:
    """One connection that is kept open."""

    def __init__(self, port: int, token: str = "") -> None:
        self.sokkel = socket.create_connection(("127.0.0.1", port))
        self.sokkel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.hode = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"

    def __enter__(self) -> "Kobling":
        return self

    def __exit__(self, *_: object) -> None:
        self.sokkel.close()

    def kall(self, hva: Kall) -> Svar:
        """Ask, and read the whole answer. Raises `RuntimeError` for one that is no success."""
        om = f"Content-Type: {hva.type}\r\nContent-Length: {len(hva.kropp)}\r\n" if hva.metode != "GET" else ""
        self.sokkel.sendall(f"{hva.metode} {hva.sti}{self.hode}{om}\r\n".encode() + hva.kropp)
        svar = self._les()
        if not 200 <= svar.status < 300:
            raise RuntimeError(f"{hva.metode} {hva.sti}: {svar.status} {svar.kropp[:400]!r}")
        return svar

    def _les(self) -> Svar:
        lest = b""
        while b"\r\n\r\n" not in lest:
            lest += self._mer()
        hode, _, kropp = lest.partition(b"\r\n\r\n")
        foerste, *linjer = hode.decode("latin-1").split("\r\n")
        hoder = {navn.lower(): verdi.strip() for navn, _, verdi in (linje.partition(":") for linje in linjer)}
        biter, mangler = [kropp], int(hoder["content-length"]) - len(kropp)
        while mangler:
            biter.append(self._mer())
            mangler -= len(biter[-1])
        return Svar(int(foerste.split()[1]), hoder, b"".join(biter))

    def _mer(self) -> bytes:
        bit = self.sokkel.recv(1 << 20)
        if not bit:
            raise RuntimeError("Tjeneren lukket forbindelsen.")
        return bit


@dataclass(frozen=True)
class Last:
    """Many requests: seconds of each, of all together, and of the processors in the server and in the database."""

    tider: Sequence[float]
    sekunder: float
    python: float
    base: float

    @property
    def per_sekund(self) -> float:
        """Requests a second, of all clients together."""
        return len(self.tider) / self.sekunder

    @property
    def tall(self) -> str:
        """The cells of a table: per second, p50, p95, and processor time of a request, all in ms but the first."""
        n = len(self.tider)
        p95 = quantiles(self.tider, n=20, method="inclusive")[-1]
        ms = (median(self.tider), p95, self.python / n, self.base / n)
        return " | ".join([f"{self.per_sekund:.0f}", *(f"{m * 1000:.2f}" for m in ms)])


@dataclass(frozen=True)
class Tjener:
    """A server that is measured. baser: the process of the database."""

    port: int
    pid: int
    base: int
    token: str = ""

    def last(self, gjoer: "Callable[[Kobling, Any], list[float]]", oppdrag: Sequence[Any]) -> Last:
        """Let as many clients as there are `oppdrag` each do theirs; what `gjoer` returns are seconds of requests."""
        with ProcessPoolExecutor(len(oppdrag), multiprocessing.get_context("spawn")) as folk:
            list(folk.map(_varm, [self.port] * len(oppdrag)))
            python, base = prosessortid(self.pid), prosessortid(self.base)
            start = perf_counter()
            svar = list(folk.map(_klient, [(self.port, self.token, gjoer, hva) for hva in oppdrag]))
            sekunder = perf_counter() - start
        python, base = prosessortid(self.pid) - python, prosessortid(self.base) - base
        return Last([t for tider in svar for t in tider], sekunder, python, base)


def _varm(port: int) -> None:
    with Kobling(port):
        pass


def _klient(hva: "tuple[int, str, Callable[[Kobling, Any], list[float]], Any]") -> list[float]:
    port, token, gjoer, oppdrag = hva
    with Kobling(port, token) as kobling:
        return gjoer(kobling, oppdrag)


def alle(kobling: Kobling, kallene: Sequence[Kall]) -> list[float]:
    """Each request once, in order; seconds of each."""
    tider = []
    for hva in kallene:
        start = perf_counter()
        kobling.kall(hva)
        tider.append(perf_counter() - start)
    return tider


@contextmanager
def tjener(modul: str, port: int, arbeidere: int, miljoe: dict[str, str], base: int, token: str) -> Iterator[Tjener]:
    """Serve a WSGI application as in operation, with so many processes, until the block ends."""
    kommando = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(arbeidere), "--no-ws"]
    kommando += ["--blocking-threads", "4", "--log-level", "error", "--host", "127.0.0.1", "--port", str(port), modul]
    prosess = subprocess.Popen(kommando, cwd=ROT, env=os.environ | miljoe)  # noqa: S603 - our own
    try:
        _vent_paa(port, prosess)
        yield Tjener(port, prosess.pid, base, token)
    finally:
        prosess.terminate()
        prosess.wait(30)


def _vent_paa(port: int, prosess: "subprocess.Popen[bytes]") -> None:
    frist = perf_counter() + 60
    while perf_counter() < frist and prosess.poll() is None:
        try:
            Kobling(port).sokkel.close()
        except ConnectionRefusedError:
            sleep(0.02)
        else:
            return
    raise RuntimeError("Tjeneren kom ikke i gang.")


def ledig_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sokkel:
        sokkel.bind(("127.0.0.1", 0))
        return int(sokkel.getsockname()[1])


def treet(pid: int) -> list[int]:
    """A process and all below it."""
    barn: dict[int, list[int]] = {}
    for fil in Path("/proc").glob("[0-9]*/stat"):
        if felt := _stat(fil):
            barn.setdefault(int(felt[1]), []).append(int(fil.parent.name))
    funnet = [pid]
    for en in funnet:
        funnet += barn.get(en, [])
    return funnet


def prosessortid(pid: int) -> float:
    """Seconds that a process and all below it have had of the processors, those that have ended too."""
    felt = [f for p in treet(pid) if (f := _stat(Path(f"/proc/{p}/stat")))]
    return sum(int(n) for f in felt for n in f[11:15]) / _TIKK


def _stat(fil: Path) -> list[str]:
    """The fields after the name, which may hold anything; none when the process has ended."""
    try:
        return fil.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def stoerst_minne(pid: int, *, nullstill: bool = False) -> int:
    """The highest memory of the largest process of a tree since it was last reset, in MiB."""
    hoeyest = 0
    for p in treet(pid):
        if nullstill:
            Path(f"/proc/{p}/clear_refs").write_text("5", encoding="ascii")
        linjer = Path(f"/proc/{p}/status").read_text(encoding="ascii", errors="replace").splitlines()
        hoeyest = max(hoeyest, *(int(ln.split()[1]) // 1024 for ln in linjer if ln.startswith("VmHWM:")))
    return hoeyest
