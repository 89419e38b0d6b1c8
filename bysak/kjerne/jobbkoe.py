"""The queue of background jobs as its table has it: what gave up, what waits, and to try again or take away.

LESMEG: the queue is the login role's, so all this is asked and done outside an arbeid, always with the virksomheter in
the statement. Who may, and why, is said by `organisasjon.jobbfeil`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

VISES = 500
# What has no virksomhet in it is the archive service's.
_DERES = (
    "select j.* from (select id, task_name, args, attempts, status::text, scheduled_at, (select max(at) from"
    " procrastinate_events e where e.job_id = p.id) as sist, coalesce((args ->> 'virksomhet_id')::int,"
    " (select v.id from organisasjon_virksomhet v where v.er_arkivtjeneste)) as hvor"
    " from procrastinate_jobs p) j where hvor = any(%(hvor)s)"
)
_GITT_OPP = _DERES + " and status in ('failed', 'aborted')"
_UTVALG = "select id, task_name, args, attempts, coalesce(sist, now()), hvor from ("
_ALLE = _UTVALG + _GITT_OPP + ") d order by id desc limit %(hoeyst)s"
_DISSE = _UTVALG + _GITT_OPP + " and id = any(%(ider)s)) d order by id desc"
_ANTALL = "select count(*) from (" + _GITT_OPP + " limit %(hoeyst)s) d"  # noqa: S608
_TALL = (
    "count(*) filter (where status = 'todo'), min(coalesce(scheduled_at, sist)) filter (where status = 'todo'),"
    " count(*) filter (where status = 'doing'), min(sist) filter (where status = 'doing')"
)
_NAA = " and (status = 'doing' or status = 'todo' and coalesce(scheduled_at, now()) <= now())"
_KOEEN = "select task_name, " + _TALL + " from (" + _DERES + _NAA + ") d group by 1 order by min(sist)"  # noqa: S608
_IGJEN = (
    "update procrastinate_jobs set status = 'todo', abort_requested = false, scheduled_at = null,"
    " attempts = attempts + 1, worker_id = null where id = any(%s)"
)
_BORT = "delete from procrastinate_jobs where id = any(%s)"
_LAAS = "select id from procrastinate_jobs where id = any(%s) order by id for update"


@dataclass(frozen=True)
class Feilet:
    """A job that gave up, as the queue has it."""

    id: int
    oppgave: str
    args: dict[str, Any]
    forsoek: int
    tid: datetime
    virksomhet_id: int

    @property
    def gaar_av_seg_selv(self) -> bool:
        """Is it one of those that the clock starts again anyway?"""
        return "timestamp" in self.args


@dataclass(frozen=True)
class Koeoppgave:
    """One kind of job that waits or runs: how many of each, and since when the oldest."""

    oppgave: str
    venter: int
    venter_siden: datetime | None
    gaar: int
    gaar_siden: datetime | None


def gitt_opp(hvor: Iterable[int]) -> list[Feilet]:
    """The jobs of these virksomheter that gave up, the latest first. Outside an arbeid."""
    with connection.cursor() as peker:
        peker.execute(_ALLE, {"hvor": list(hvor), "hoeyst": VISES})
        return _lest(peker.fetchall())


def disse(hvor: Iterable[int], ider: Sequence[int], *, laast: bool = False) -> list[Feilet]:
    """Those of them that are named; locked until the transaction ends when that is asked for. Outside an arbeid."""
    with connection.cursor() as peker:
        if laast:
            peker.execute(_LAAS, [list(ider)])
        peker.execute(_DISSE, {"hvor": list(hvor), "ider": list(ider)})
        return _lest(peker.fetchall())


def _lest(rader: Iterable[tuple[Any, ...]]) -> list[Feilet]:
    return [Feilet(pk, oppgave, json.loads(args), *resten) for pk, oppgave, args, *resten in rader]


def antall_gitt_opp(hvor: Iterable[int], hoeyst: int) -> int:
    """How many have given up, counted no further than asked. Outside an arbeid."""
    with connection.cursor() as peker:
        peker.execute(_ANTALL, {"hvor": list(hvor), "hoeyst": hoeyst})
        return int(peker.fetchone()[0])


def koeen(hvor: Iterable[int]) -> list[Koeoppgave]:
    """What waits and what runs, kind by kind, those that have waited longest first. Outside an arbeid."""
    with connection.cursor() as peker:
        peker.execute(_KOEEN, {"hvor": list(hvor)})
        return [Koeoppgave(*rad) for rad in peker.fetchall()]


def kjoer_igjen(ider: Sequence[int]) -> None:
    """Put jobs back into the queue, to be run at once. In the transaction that locked them."""
    with connection.cursor() as peker:
        peker.execute(_IGJEN, [list(ider)])


def ta_bort(ider: Sequence[int]) -> None:
    """Take jobs out of the queue for good. In the transaction that locked them."""
    with connection.cursor() as peker:
        peker.execute(_BORT, [list(ider)])
