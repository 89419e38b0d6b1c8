import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bysak.kjerne.postgres import Server
from bysak.kjerne.prosesser import MERKE, Adresser, _merke, _omgivelser, _prosesser, smtp_svarer, svarer_paa


class System:
    """A running `bysak run`, seen from outside."""

    def __init__(self, data: Path) -> None:
        self.utskrift = data.parent / "utskrift"
        with self.utskrift.open("wb") as ut:
            self.prosess = subprocess.Popen(
                [sys.executable, "-m", "bysak.kommandoer.hoved", "run", "--uten-demo"],
                stdout=ut,
                stderr=ut,
                preexec_fn=_hoerer_ctrl_c,  # noqa: PLW1509 - a system call only
            )

    def vent_til_det_svarer(self) -> None:
        vent_til(lambda: "Bysak kjører" in self.utskrift.read_text() or self.prosess.poll() is not None, 60)
        assert self.prosess.poll() is None, self.utskrift.read_text()

    def barn(self, navn: str) -> set[int]:
        merker = {f"{MERKE}={_merke()}".encode(), f"BYSAK_PROSESS={navn}".encode()}
        return {pid for pid in _prosesser() if merker <= set(_omgivelser(pid))}

    def alle(self) -> set[int]:
        merke = f"{MERKE}={_merke()}".encode()
        return {pid for pid in _prosesser() if merke in _omgivelser(pid)}


def _hoerer_ctrl_c() -> None:
    """As in a terminal: tests that run in the background have it ignored, and `bysak run` heeds that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def vent_til(betingelse: Callable[[], bool], sekunder: float = 40) -> None:
    frist = time.monotonic() + sekunder
    while not betingelse():
        assert time.monotonic() < frist, "ventet for lenge"
        time.sleep(0.05)


def er_erstattet(system: System, navn: str, gamle: set[int], svarer: Callable[[], bool]) -> bool:
    return svarer() and not system.barn(navn) & gamle


def drep(pids: set[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def start(data: Path) -> Iterator[Callable[[], System]]:
    startet: list[System] = []

    def ny() -> System:
        system = System(data)
        startet.append(system)
        system.vent_til_det_svarer()
        return system

    yield ny
    for system in startet:
        system.prosess.terminate()
        system.prosess.wait(30)


def test_to_paa_samme_data_nektes_og_det_ene_taaler_at_hver_prosess_og_det_hele_drepes(start, bysak):
    system, adresser = start(), Adresser.fra_miljoe()
    nummer_to = bysak("run", "--uten-demo")
    assert nummer_to.returncode == 1
    assert "kjører allerede" in nummer_to.stderr
    svar = {
        "arbeidsflate": svarer_paa(adresser.arbeidsflate),
        "offentlig": svarer_paa(adresser.offentlig),
        "mottak": lambda: smtp_svarer(adresser),
        "jobb": lambda: bool(system.barn("jobb")),
    }
    assert bysak("opprett-virksomhet", "frogner", "--navn", "Bydel Frogner").returncode == 0
    for navn, svarer in svar.items():
        gamle = system.barn(navn)
        assert gamle, navn
        drep(gamle)
        vent_til(partial(er_erstattet, system, navn, gamle, svarer))
    postmaster = Server()._pidfil()[0]
    assert postmaster is not None
    drep({postmaster})
    vent_til(lambda: Server()._pidfil()[0] not in {None, postmaster} and all(s() for s in svar.values()))
    assert json.loads(bysak("status", "--json").stdout)["kjoerer"] is True

    system.prosess.kill()
    system.prosess.wait()
    nytt = start()
    assert "i bruk" in bysak("opprett-virksomhet", "frogner", "--navn", "Bydel Frogner").stderr
    nytt.prosess.send_signal(signal.SIGINT)
    assert nytt.prosess.wait(30) == 0
    assert not nytt.alle()
    assert not Server().koerer()
