"""A PostgreSQL server of the benchmark's own, with the settings of operation, that is gone afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROT = Path(__file__).resolve().parent.parent


@contextmanager
def database(mappe: Path) -> Iterator[int]:
    """A new server with the settings of operation, migrated, and Django set up as the application. Gives its pid.

    YTELSE_MAL: the data folder of a server that is migrated and empty, to begin with a copy of (with its secrets).
    """
    mal = os.environ.get("YTELSE_MAL", "")
    for navn in [n for n in os.environ if n == "DATABASE_URL" or n.startswith("BYSAK_")]:
        if not (mal and navn.startswith("BYSAK_HEMMELIG_")):
            del os.environ[navn]
    os.environ |= {"BYSAK_DATA": str(mappe), "DJANGO_SETTINGS_MODULE": "bysak.settings"}
    if mal:
        mappe.mkdir(parents=True, exist_ok=True)
        # With its owners: under root the server's files belong to a user of their own.
        subprocess.run(["cp", "-a", f"{mal}/.", str(mappe)], check=True)  # noqa: S603, S607 - our own
    from bysak.kjerne.postgres import Server

    server = Server()
    server.start()
    prosess: Any = server.prosess
    try:
        if not mal:
            kommando = [sys.executable, "-m", "bysak.kommandoer.hoved", "migrer"]
            subprocess.run(kommando, cwd=ROT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        _sett_opp_django()
        yield prosess.pid
        from django.db import connections

        connections.close_all()
    finally:
        server.stop()


def _sett_opp_django() -> None:
    import django
    from django.conf import settings

    from bysak.kjerne.soeppel import legg_bort
    from bysak.kjerne.tilkobling import database as tilkobling

    settings.DATABASES["eier"] = tilkobling("eier")
    django.setup()
    legg_bort()
