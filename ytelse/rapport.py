"""The table, as Markdown, and the facts about the machine that the numbers depend on. No host names, no paths."""

import os
import platform
from collections.abc import Iterable, Mapping

from django.db import connection

from ytelse.klokke import Resultat

HODE = (
    "| Måling | Med vern, ms (median / p95) | Uten, ms (median / p95) | Forhold | Forskjell, ms | Hele arbeidet, ms |\n"
    "|---|---:|---:|---:|---:|---:|"
)


def maskinen(antall: int, runder: int) -> str:
    """One line about what the numbers were made with."""
    with connection.cursor() as peker:
        peker.execute("select current_setting('server_version'), current_setting('fsync')")
        versjon, fsync = peker.fetchone()
    return (
        f"{os.cpu_count()} kjerner, PostgreSQL {versjon} (fsync {fsync}), Python {platform.python_version()}; "
        f"{antall} journalposter i 16 virksomheter, {runder} runder."
    )


def tabell(resultater: Iterable[Resultat]) -> str:
    """The whole table."""
    return "\n".join([HODE, *(_linje(r) for r in resultater)])


def samtidig(per_sekund: Mapping[int, float]) -> str:
    """How many letters are registered, journalført and given out per second, by how many writers at once."""
    return "Registreringer per sekund: " + ", ".join(f"{n} samtidig {tall:.0f}" for n, tall in per_sekund.items()) + "."


def _linje(r: Resultat) -> str:
    celler = (
        r.maaling.navn,
        f"{_ms(r.med.median)} / {_ms(r.med.p95)}",
        f"{_ms(r.uten.median)} / {_ms(r.uten.p95)}",
        f"{r.forhold:.2f}".replace(".", ","),
        _ms(r.forskjell),
        _ms(r.helt),
    )
    return "| " + " | ".join(celler) + " |"


def _ms(tid: float) -> str:
    return f"{tid:.2f}".replace(".", ",")
