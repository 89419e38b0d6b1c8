"""The statements of one read as they are sent, by the driver alone: no HTTP, no Django, nothing made of the answer."""

from collections.abc import Sequence
from time import perf_counter, process_time
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from ytelse.kjede import applikasjonen
from ytelse.kobling import Kall, Last, prosessortid

Setning = tuple[str, Any]


def last(kallene: Sequence[Kall], token: str, base: int) -> Last:
    """Each read once, over one connection as the application, under the walls that the application is under."""
    from django.db import connections

    alle = _setningene(kallene, token)
    oppsett = connections["default"].get_connection_params()
    dsn = make_conninfo("", **{n: oppsett[n] for n in ("dbname", "user", "password", "host", "port")})
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=0) as kobling:
        for setninger in alle[:20]:
            _en(kobling, setninger)
        tider = []
        python, i_basen, start = process_time(), prosessortid(base), perf_counter()
        for setninger in alle:
            foer = perf_counter()
            _en(kobling, setninger)
            tider.append(perf_counter() - foer)
        return Last(tider, perf_counter() - start, process_time() - python, prosessortid(base) - i_basen)


def _setningene(kallene: Sequence[Kall], token: str) -> list[list[Setning]]:
    """What the application asks the database for each of these."""
    from django.db import connection

    app, funnet = applikasjonen(), list[list[Setning]]()

    def noter(gjoer: Any, sql: str, verdier: Any, *resten: Any) -> Any:
        funnet[-1].append((sql, verdier))
        return gjoer(sql, verdier, *resten)

    with connection.execute_wrapper(noter):
        for hva in kallene:
            funnet.append([])
            app(hva, token)
    return funnet


def _en(kobling: "psycopg.Connection[Any]", setninger: Sequence[Setning]) -> None:
    """The token's question, and the others in a transaction with a seal of its own."""
    from bysak.kjerne.arbeid import segl

    (tokenets, hvem), (start, _ingen), (erklaer, erklaeringen), *resten = setninger
    kobling.execute(tokenets, hvem).fetchall()
    with kobling.transaction():
        pid, tid = kobling.execute(start).fetchall()[0]
        melding, _seglet, rolle = erklaeringen
        kobling.execute(erklaer, [melding, segl(melding, pid, tid), rolle]).fetchall()
        for sql, verdier in resten:
            kobling.execute(sql, verdier).fetchall()
