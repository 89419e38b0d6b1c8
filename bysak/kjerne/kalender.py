"""Workdays, Norwegian holidays and the one clock.

Deadlines are promises about dates in Oslo, so all here is pure and speaks `date`; only `naa()` looks at the world.
"""

import os
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

OSLO = ZoneInfo("Europe/Oslo")

_DAG = timedelta(days=1)
_klokke: ContextVar[datetime | None] = ContextVar("bysak_klokke", default=None)


@cache
def _helligdager(aar: int) -> dict[date, str]:
    return dict(holidays.country_holidays("NO", years=aar, expand=False, language="no"))


@cache
def _arbeidsdager(aar: int) -> tuple[date, ...]:
    dager = (date(aar, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(d for d in dager if d.year == aar and er_arbeidsdag(d))


def helligdag(d: date) -> str:
    """The Norwegian name of the holiday on this date, empty on other days (two that meet are joined by «; »)."""
    return _helligdager(d.year).get(d, "")


def er_arbeidsdag(d: date) -> bool:
    """Monday to Friday and no holiday. Påskeaften, 24 and 31 December are no holidays (journalregler 9.1).

    Raises TypeError for a datetime: its date depends on the time zone, which the caller must settle first.
    """
    if isinstance(d, datetime):
        raise TypeError("er_arbeidsdag tar en dato, ikke et tidspunkt.")
    return d.weekday() < 5 and d not in _helligdager(d.year)


def flytt_til_arbeidsdag(d: date) -> date:
    """The date itself, or the next workday when a calendar deadline falls on a free day (domstolloven § 149)."""
    while not er_arbeidsdag(d):
        d += _DAG
    return d


def neste_arbeidsdag(d: date) -> date:
    """The first workday after `d`."""
    return flytt_til_arbeidsdag(d + _DAG)


def legg_til_arbeidsdager(d: date, n: int) -> date:
    """The n-th workday after `d`; the start day is not counted (domstolloven § 148). `n` = 0 gives `d` back.

    Raises ValueError when `n` is negative.
    """
    if n < 0:
        raise ValueError("Antall arbeidsdager kan ikke være negativt.")
    for _ in range(n):
        d = neste_arbeidsdag(d)
    return d


def arbeidsdager_mellom(a: date, b: date) -> int:
    """How many workdays have passed from `a` to `b`: after `a`, up to and including `b`. 0 when `b` is not after `a`.

    The age of a restanse; the inverse of `legg_til_arbeidsdager`.
    """
    if b <= a:
        return 0
    hele_aar = sum(len(_arbeidsdager(aar)) for aar in range(a.year, b.year))
    return hele_aar + bisect_right(_arbeidsdager(b.year), b) - bisect_right(_arbeidsdager(a.year), a)


def naa() -> datetime:
    """The time now, aware, in Oslo. The only place that reads the clock."""
    return _klokke.get() or datetime.now(OSLO)


def i_dag() -> date:
    """Today's date in Oslo."""
    return naa().date()


def er_inne(tid: datetime, lengst: timedelta) -> bool:
    """Whether it is that time, which is never set more than `lengst` ahead.

    One that is further ahead was set while the clock was wrong: waiting for it could take days.
    """
    return not naa() < tid <= naa() + lengst


@contextmanager
def med_klokke(tid: datetime | None = None) -> Iterator[None]:
    """Hold the clock still at `tid` inside the block; without `tid` at BYSAK_KLOKKE (ISO 8601), if that is set.

    For the demo and the tests only; the variable has no effect outside such a block. It holds for this thread or task.
    Raises ValueError for a time that cannot be read, or a `tid` without a zone.
    """
    merke = _klokke.set(_fra_miljoet() if tid is None else _i_oslo(tid))
    try:
        yield
    finally:
        _klokke.reset(merke)


def _i_oslo(tid: datetime) -> datetime:
    if tid.tzinfo is None:
        raise ValueError("Klokka må stilles med tidssone.")
    return tid.astimezone(OSLO)


def _fra_miljoet() -> datetime | None:
    verdi = os.environ.get("BYSAK_KLOKKE", "")
    if not verdi:
        return None
    try:
        tid = datetime.fromisoformat(verdi)
    except ValueError:
        raise ValueError(f"BYSAK_KLOKKE={verdi!r} er ikke et tidspunkt. Skriv for eksempel 2026-11-19T13:12.") from None
    return _i_oslo(tid if tid.tzinfo else tid.replace(tzinfo=OSLO))
