"""What the time of the create chain goes to: the chain through the application in this process, under the profiler."""

import cProfile
import io
import pstats
import sys
from collections import defaultdict
from time import perf_counter
from typing import Any

from ytelse.grensesnitt import KJEDE, en_kjede
from ytelse.kobling import Kall, Svar

# Where a function stands, the first that fits; what is left is Python's own.
STEDER = (
    ("psycopg/connection.py", "venter på databasen"), ("psycopg/client_cursor.py", "venter på databasen"),
    ("psycopg/_connection_base.py", "venter på databasen"), ("psycopg", "psycopg"), ("django/db", "Djangos ORM"),
    ("django", "Django ellers"), ("bysak/api", "grensesnittet"), ("bysak/kjerne/lager", "fillageret"),
    ("bysak", "verbene og kjernen"), ("posix.fsync", "disken"), ("procrastinate", "jobbkøen"),
    ("structlog", "loggen"), ("logging", "loggen"),
)  # fmt: skip


def profil(token: str, klasse: str, kjeder: int) -> str:
    """The table: statements and milliseconds of each step, and where Python's time is."""
    from django.db import connection

    connection.settings_dict["CONN_MAX_AGE"] = None  # as the pool of the server: one connection for all
    app, setninger = applikasjonen(), defaultdict[int, list[float]](list)
    steg = [0, 0.0]
    tider: dict[int, list[float]] = defaultdict(list)

    def tell(gjoer: Any, *resten: Any) -> Any:
        start = perf_counter()
        try:
            return gjoer(*resten)
        finally:
            setninger[int(steg[0]) % len(KJEDE)].append(perf_counter() - start)

    def kall(hva: Kall) -> Svar:
        start = perf_counter()
        svar: Svar = app(hva, token)
        tider[int(steg[0]) % len(KJEDE)].append(perf_counter() - start)
        steg[0] += 1
        return svar

    en_kjede(kall, klasse, 0)
    tider.clear()
    with connection.execute_wrapper(tell):
        for nr in range(kjeder):
            en_kjede(kall, klasse, nr)
    linjer = ["\n| Steg | Setninger | ms | av dem i databasen |", "|---|---:|---:|---:|"]
    for nr, navn in enumerate(KJEDE):
        ms = sum(tider[nr]) / kjeder * 1000, sum(setninger[nr]) / kjeder * 1000
        linjer.append(f"| {navn} | {len(setninger[nr]) / kjeder:.0f} | {ms[0]:.1f} | {ms[1]:.1f} |")
    with cProfile.Profile() as maaler:
        for nr in range(kjeder):
            en_kjede(kall, klasse, nr)
    return "\n".join([*linjer, "", *_fordelt(maaler, kjeder)])


def _fordelt(maaler: cProfile.Profile, kjeder: int) -> list[str]:
    """Own time of every function, by where it stands."""
    sum_: dict[str, float] = defaultdict(float)
    statistikk: Any = pstats.Stats(maaler)
    for (fil, _linje, navn), (_a, _b, egen, _c, _d) in statistikk.stats.items():
        hvor = f"{fil.replace('site-packages', '')} {navn}"
        sum_[next((sted for del_, sted in STEDER if del_ in hvor), "Python ellers")] += egen
    hele = sum(sum_.values())
    linjer = [f"| {sted} | {tid / kjeder * 1000:.1f} | {tid / hele:.0%} |" for sted, tid in _stoerst(sum_)]
    return ["| Under profilering | ms i kjeden | |", "|---|---:|---:|", *linjer]


def _stoerst(sum_: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(sum_.items(), key=lambda par: -par[1])


def applikasjonen() -> Any:
    """The application in this process: a function of a request and a token."""
    from django.core.wsgi import get_wsgi_application

    app: Any = get_wsgi_application()

    def kall(hva: Kall, token: str) -> Svar:
        status: list[Any] = []
        sti, _, spoersmaal = hva.sti.partition("?")
        miljoe = {
            "REQUEST_METHOD": hva.metode, "PATH_INFO": sti, "QUERY_STRING": spoersmaal, "CONTENT_TYPE": hva.type,
            "CONTENT_LENGTH": str(len(hva.kropp)), "wsgi.input": io.BytesIO(hva.kropp), "wsgi.errors": sys.stderr,
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_AUTHORIZATION": f"Bearer {token}", "wsgi.url_scheme": "http",
        }  # fmt: skip
        svar = app(miljoe, lambda hvilken, hoder, _=None: status.extend((hvilken, hoder)))
        kropp = b"".join(svar)
        svar.close()
        if not status[0].startswith("2"):
            raise RuntimeError(f"{hva.metode} {hva.sti}: {status[0]} {kropp[:400]!r}")
        return Svar(int(status[0][:3]), dict(status[1]), kropp)

    return kall
