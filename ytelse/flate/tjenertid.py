"""What the server spends on each page: by the clock, statements, and whose the processor's time is."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

import httpx

from ytelse.flate.sider import PASSORD, REFERANSE, Side
from ytelse.kobling import Tjener, prosessortid

if TYPE_CHECKING:
    from collections.abc import Iterator

P95_MS, SPOERRINGER = 50, 12
OPPVARMING = 5
HODE = (
    "| Side | Rolle | p50, ms | p95, ms | Spørringer | Sidens egne | Python, ms | Base, ms | Forhold | kB |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)
# Every page asks these once, whatever it shows: who it is and where, the seal of the work, the person's classes.
_FELLES = (
    'FROM "organisasjon_sesjon"',
    'FROM "organisasjon_bruker" WHERE "organisasjon_bruker"."system_id" = %s',
    'FROM "organisasjon_rolletildeling" LEFT OUTER JOIN',
    'FROM "organisasjon_virksomhet" WHERE "organisasjon_virksomhet"."id" IN',
    "select pg_backend_pid()",
    "select set_config('bysak.arbeid'",
    "from organisasjon_tilgangsklasse k",
)


@dataclass(frozen=True)
class Sidetid:
    """One page. tider: seconds by the clock. python, base: processor time of a request, in seconds."""

    navn: str
    rolle: str
    tider: Sequence[float]
    spoerringer: int
    egne: int
    python: float
    base: float
    byte: int

    @property
    def p50(self) -> float:
        """The middle one, in milliseconds."""
        return median(self.tider) * 1000

    @property
    def p95(self) -> float:
        """All but the slowest in twenty, in milliseconds."""
        return quantiles(self.tider, n=20, method="inclusive")[-1] * 1000


def logg_inn(rot: str, brukernavn: str) -> httpx.Client:
    """A kept connection where this person is logged in, as a browser would be."""
    klient = httpx.Client(base_url=rot, timeout=60, headers={"Accept-Encoding": "gzip"})
    klient.get("/logg-inn")
    skjema = {"brukernavn": brukernavn, "passord": PASSORD, "csrfmiddlewaretoken": klient.cookies["csrftoken"]}
    svar = klient.post("/logg-inn", data=skjema)
    if svar.status_code != httpx.codes.FOUND:
        raise RuntimeError(f"{brukernavn} kom ikke inn: {svar.status_code}")
    return klient


def maal(bysak: Tjener, rot: str, sidene: Sequence[Side], roller: Mapping[str, str], runder: int) -> list[Sidetid]:
    """Each page so many times, warm, and first what all pages have: the shell of the person who has the first one."""
    inne = {hvem: logg_inn(rot, hvem) for hvem in {s.hvem for s in sidene}}
    alle = [Side("Tom side i skallet", sidene[0].hvem, REFERANSE), *sidene]
    return [_maal_en(bysak, side, inne[side.hvem], roller[side.hvem], runder) for side in alle]


def _maal_en(bysak: Tjener, side: Side, klient: httpx.Client, rolle: str, runder: int) -> Sidetid:
    for _ in range(OPPVARMING):
        _hent(klient, side.sti)
    python, base = prosessortid(bysak.pid), prosessortid(bysak.base)
    tider = [_hent(klient, side.sti)[0] for _ in range(runder)]
    python, base = prosessortid(bysak.pid) - python, prosessortid(bysak.base) - base
    sendt = [sql for _ms, sql in setninger(side.sti, klient)]
    byte = _hent(klient, side.sti)[1]
    return Sidetid(side.navn, rolle, tider, len(sendt), egne(sendt), python / runder, base / runder, byte)


def _hent(klient: httpx.Client, sti: str) -> tuple[float, int]:
    start = perf_counter()
    svar = klient.get(sti)
    tid = perf_counter() - start
    if svar.status_code != httpx.codes.OK:
        raise RuntimeError(f"{sti}: {svar.status_code}")
    return tid, svar.num_bytes_downloaded


def setninger(sti: str, inne: httpx.Client) -> list[tuple[float, str]]:
    """Every statement that a page sends to the database, with its milliseconds; who asks and the wall are among them.

    In this process, by the same code as in the server: what a server sends cannot be seen from outside it.
    """
    from django.test import Client

    klient = Client(headers={"host": "127.0.0.1"})
    klient.cookies.load(dict(inne.cookies))
    klient.get(sti)  # what a process reads once
    with _sendt() as funnet:
        svar = klient.get(sti)
    if svar.status_code != httpx.codes.OK:
        raise RuntimeError(f"{sti}: {svar.status_code}")
    return funnet


def egne(sendt: Sequence[str]) -> int:
    """How many statements are the page's own: the common ones are left out once, and count when they are sent again."""
    return len(sendt) - sum(any(felles in sql for sql in sendt) for felles in _FELLES)


@contextmanager
def _sendt() -> "Iterator[list[tuple[float, str]]]":
    from django.db import connection

    funnet: list[tuple[float, str]] = []

    def noter(kjoer: Callable[..., Any], sql: Any, *resten: Any) -> Any:
        start = perf_counter()
        try:
            return kjoer(sql, *resten)
        finally:
            funnet.append(((perf_counter() - start) * 1000, str(sql)))

    with connection.execute_wrapper(noter):
        yield funnet


def tabell(tidene: Sequence[Sidetid], runder: int) -> str:
    """The pages, each against the first line."""
    forklart = (
        f"{runder} hentinger av hver side over HTTP, én tjenerprosess. «Sidens egne» er uten det alle sider spør om én"
        " gang: hvem det er og hvor, seglet og tilgangsklassene. Python og Base er prosessortid i tjeneren og i"
        " databasen. Forhold er mot den tomme siden; kB er med gzip."
    )
    return "\n".join([HODE, *(_linje(t, tidene[0]) for t in tidene), "", forklart, ""])


def _linje(t: Sidetid, mot: Sidetid) -> str:
    tall = (
        f"{t.p50:.1f}",
        f"{t.p95:.1f}",
        str(t.spoerringer),
        str(t.egne),
        f"{t.python * 1000:.1f}",
        f"{t.base * 1000:.1f}",
    )
    forhold = f"{t.p50 / mot.p50:.2f}" if t is not mot else ""
    return f"| {t.navn} | {t.rolle} | " + " | ".join([*tall, forhold, f"{t.byte / 1000:.1f}"]) + " |"


def over(tidene: Sequence[Sidetid]) -> list[str]:
    """What is outside the limit of statements: that is broken whatever the machine does at the same time."""
    return [f"{t.navn}: {t.egne} egne spørringer, grensen er {SPOERRINGER}" for t in tidene if t.egne > SPOERRINGER]


def treige(tidene: Sequence[Sidetid]) -> list[str]:
    """What is slower than is aimed at, on this machine now."""
    return [f"{t.navn}: p95 {t.p95:.1f} ms, målet er {P95_MS}" for t in tidene if t.p95 > P95_MS]
