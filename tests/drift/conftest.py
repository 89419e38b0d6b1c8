"""A data folder of its own for every test about running Bysak, and the command as people run it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bysak.kjerne.postgres import sokkelmappe
from tests.miljoe import HEMMELIGHETER

Bysak = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mappe = tmp_path / "data"
    for variabel in [navn for navn in os.environ if navn.startswith("BYSAK_")]:
        monkeypatch.delenv(variabel)
    monkeypatch.setenv("BYSAK_DATA", str(mappe))
    for variabel in ("BYSAK_PORT", "BYSAK_OFFENTLIG_PORT", "BYSAK_SMTP_PORT", "BYSAK_INNSENDING_PORT"):
        monkeypatch.setenv(variabel, str(ledig_port()))
    yield mappe
    if not sokkelmappe(mappe).is_relative_to(mappe):
        shutil.rmtree(sokkelmappe(mappe), ignore_errors=True)


@pytest.fixture
def sett_opp(data: Path, tom_tjener: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Put a database that is migrated and empty in the data folder, for tests that are not about making one."""

    def kopier() -> None:
        shutil.rmtree(data, ignore_errors=True)
        # With its owners: under root the server's files belong to a user of their own.
        subprocess.run(["cp", "-a", f"{tom_tjener}/.", str(data)], check=True)
        for variabel, hemmelighet in HEMMELIGHETER.items():  # its roles have them as passwords
            monkeypatch.setenv(variabel, hemmelighet)

    return kopier


@pytest.fixture
def bysak(data: Path) -> Bysak:
    """Run `bysak …` as a process of its own, with the environment of the test."""

    def kjoer(*argumenter: str) -> subprocess.CompletedProcess[str]:
        kommando = [sys.executable, "-m", "bysak.kommandoer.hoved", *argumenter]
        return subprocess.run(kommando, capture_output=True, text=True, timeout=100, check=False)

    return kjoer


def ledig_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
