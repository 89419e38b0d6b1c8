"""Bysak's processes as the supervisor starts them, pointed at the database of a test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from bysak.kjerne.hemmeligheter import miljoe_for
from bysak.kjerne.postgres import PORT, sokkelmappe


def miljoe(prosess: str, database: str, **ekstra: str) -> dict[str, str]:
    """What the supervisor gives its child."""
    return {
        "PATH": os.defpath,
        "BYSAK_DATA": str(settings.BYSAK_DATA),
        "BYSAK_PROSESS": prosess,
        "BYSAK_DB_ROLLE": "app",
        "DATABASE_URL": f"postgresql:///{database}?host={sokkelmappe()}&port={PORT}",
        "DJANGO_SETTINGS_MODULE": "bysak.settings",
        **miljoe_for(prosess),
        **ekstra,
    }


@contextmanager
def prosess(kommando: list[str], omgivelser: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run it, and kill it at the end."""
    rot = Path(__file__).parents[3]
    barn = subprocess.Popen([sys.executable, *kommando], cwd=rot, env=omgivelser, stderr=subprocess.DEVNULL)
    try:
        yield barn
    finally:
        barn.kill()
        barn.wait()


def vent(vilkaar: Callable[[], object], sekunder: float = 20) -> None:
    """Wait until it is so."""
    slutt = time.monotonic() + sekunder
    while not vilkaar():
        assert time.monotonic() < slutt, "ventet for lenge"
        time.sleep(0.02)
