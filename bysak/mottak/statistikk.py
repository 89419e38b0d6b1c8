"""How the promise was kept: per channel, bydel and month, from the measurements; and the same once more by hand.

LESMEG: inside an arbeid that reads. One pass gives every sum that the page shows. `grunnlag` has the raw times, and
`regn_ut` makes the figures of them without the database, so that anyone can see that they are right (oppdragskart E8).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, floor
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from bysak.kjerne.kalender import OSLO, naa
from bysak.mottak.kanaler.telling import doegn
from bysak.mottak.models import Innkomst, Maaling
from bysak.mottak.servicefrist import Servicefrist, arbeidstid, frist_for


class Noekkel(NamedTuple):
    """What a figure is about; None is all of them. maaned: its first day."""

    maaned: date | None
    virksomhet: int | None
    kanal: str | None


@dataclass(frozen=True)
class Tall:
    """antall: registered. median and p90: working seconds. venter: not registered and past due, which is a miss too."""

    antall: int = 0
    i_tide: int = 0
    median: float | None = None
    p90: float | None = None
    venter: int = 0

    @property
    def brudd(self) -> int:
        """Registered too late, or past due and still waiting."""
        return self.antall - self.i_tide + self.venter

    @property
    def andel(self) -> float | None:
        """Share in time; None when there is nothing to measure."""
        alle = self.antall + self.venter
        return self.i_tide / alle if alle else None


@dataclass(frozen=True)
class Utvalg:
    """Which measurements: received from and to these dates, in these virksomheter, in this channel or all."""

    fra: date
    til: date
    virksomheter: tuple[int, ...]
    kanal: str = ""


_SQL = """select date_trunc('month', dag)::date as maaned, virksomhet_id, kanal, count(*),
  count(*) filter (where i_tide), percentile_cont(0.5) within group (order by arbeidstid),
  percentile_cont(0.9) within group (order by arbeidstid)
  from mottak_maaling where dag between %(fra)s and %(til)s and virksomhet_id = any (%(virksomheter)s)
  and (%(kanal)s = '' or kanal = %(kanal)s)
  group by grouping sets ((1, virksomhet_id, kanal), (1), (virksomhet_id), (kanal), ())"""


def tall(utvalg: Utvalg) -> dict[Noekkel, Tall]:
    """Every figure of the choice: each month in each bydel and channel; the sums by month, bydel, channel and all."""
    with connection.cursor() as peker:
        peker.execute(_SQL, vars(utvalg) | {"virksomheter": list(utvalg.virksomheter)})
        rader = peker.fetchall()
    svar = {Noekkel(m, v, k): Tall(n, i, med, p90) for m, v, k, n, i, med, p90 in rader if n}
    for noekkel, venter in _venter(utvalg):
        gammel = svar.get(noekkel, Tall())
        svar[noekkel] = Tall(gammel.antall, gammel.i_tide, gammel.median, gammel.p90, gammel.venter + venter)
    return svar


def _venter(utvalg: Utvalg) -> Iterator[tuple[Noekkel, int]]:
    rader = (
        som_venter(utvalg)
        .annotate(maaned=TruncMonth("mottatt_tid", tzinfo=OSLO))
        .values("maaned", "virksomhet_id", "kanal")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for r in rader:
        maaned, virksomhet, kanal = r["maaned"].date(), r["virksomhet_id"], r["kanal"]
        for noekkel in summene(maaned, virksomhet, kanal):
            yield noekkel, r["n"]


def summene(maaned: date, virksomhet: int, kanal: str) -> tuple[Noekkel, ...]:
    """The figures that one item is part of."""
    return (
        Noekkel(maaned, virksomhet, kanal),
        Noekkel(maaned, None, None),
        Noekkel(None, virksomhet, None),
        Noekkel(None, None, kanal),
        Noekkel(None, None, None),
    )


def som_venter(utvalg: Utvalg) -> QuerySet[Innkomst]:
    """What is past due and not registered."""
    fra, til = doegn(utvalg.fra, utvalg.til)
    rader = Innkomst.objects.filter(
        utfall="", frist__lte=naa(), mottatt_tid__gte=fra, mottatt_tid__lt=til, virksomhet_id__in=utvalg.virksomheter
    )
    return rader.filter(kanal=utvalg.kanal) if utvalg.kanal else rader


def maalingene(utvalg: Utvalg) -> QuerySet[Maaling]:
    """The measurements of the choice, newest first."""
    rader = Maaling.objects.filter(
        dag__gte=utvalg.fra, dag__lte=utvalg.til, virksomhet_id__in=utvalg.virksomheter
    ).select_related("virksomhet", "eiers_virksomhet")
    rader = rader.filter(kanal=utvalg.kanal) if utvalg.kanal else rader
    return rader.order_by("-dag", "-pk")


def bruddene(utvalg: Utvalg) -> QuerySet[Maaling]:
    """The misses of the choice, newest first."""
    return maalingene(utvalg).filter(i_tide=False).select_related("virksomhet", "eiers_virksomhet", "innkomst")


def eiere(utvalg: Utvalg) -> list[tuple[str, str, int]]:
    """Owner, reason and number of the misses, most first."""
    rader = bruddene(utvalg).select_related(None).order_by().values("eier", "aarsak").annotate(n=Count("pk"))
    return sorted(((r["eier"], r["aarsak"], r["n"]) for r in rader), key=lambda r: -r[2])


@dataclass(frozen=True)
class Raadata:
    """One item as it is exported. The three times are None for one that waits past due."""

    virksomhet: int
    kanal: str
    mottatt: datetime
    frist: datetime
    fristregel: str
    tider: tuple[datetime, datetime, datetime] | None


def grunnlag(utvalg: Utvalg) -> Iterator[Raadata]:
    """Every item behind the figures, with its raw times."""
    for m in maalingene(utvalg).select_related(None).iterator(chunk_size=5000):
        tider = (m.registrert_tid, m.journalfoert_tid, m.fordelt_tid)
        yield Raadata(_hvor(m), m.kanal, m.mottatt_tid, m.frist, m.fristregel, tider)
    for i in som_venter(utvalg).order_by("mottatt_tid", "pk").iterator(chunk_size=5000):
        yield Raadata(_hvor(i), i.kanal, i.mottatt_tid, i.frist, i.fristregel, None)


def _hvor(rad: Any) -> int:
    hvor: int = rad.virksomhet_id
    return hvor


def regn_ut(rader: Iterable[Raadata], regler: dict[tuple[int, str], Servicefrist]) -> dict[Noekkel, Tall]:
    """The same figures as `tall`, from the raw times alone. regler: by virksomhet and the stored mark of a version."""
    grupper: dict[Noekkel, list[tuple[bool, int] | None]] = {}
    for rad in rader:
        regel = regler[rad.virksomhet, rad.fristregel]
        maalt = None
        if rad.tider is not None:
            siste = regel.avgjoerende(rad.tider)
            maalt = siste < rad.frist, round(arbeidstid(rad.mottatt, siste, regel).total_seconds())
        maaned = rad.mottatt.astimezone(OSLO).date().replace(day=1)
        for noekkel in summene(maaned, rad.virksomhet, rad.kanal):
            grupper.setdefault(noekkel, []).append(maalt)
    return {noekkel: _tall(gruppe) for noekkel, gruppe in grupper.items()}


def feil_frister(rader: Iterable[Raadata], regler: dict[tuple[int, str], Servicefrist]) -> list[Raadata]:
    """Items whose stored due time is not what their own version of the rule gives."""
    return [r for r in rader if frist_for(r.mottatt, regler[r.virksomhet, r.fristregel]).tid != r.frist]


def _tall(gruppe: list[tuple[bool, int] | None]) -> Tall:
    ferdige = [g for g in gruppe if g is not None]
    sekunder = sorted(g[1] for g in ferdige)
    i_tide = sum(g[0] for g in ferdige)
    return Tall(len(ferdige), i_tide, _persentil(sekunder, 0.5), _persentil(sekunder, 0.9), len(gruppe) - len(ferdige))


def _persentil(sortert: Sequence[int], andel: float) -> float | None:
    """As PostgreSQL's percentile_cont: between the two nearest."""
    if not sortert:
        return None
    sted = andel * (len(sortert) - 1)
    nede, oppe = floor(sted), ceil(sted)
    return sortert[nede] + (sortert[oppe] - sortert[nede]) * (sted - nede)


def samme_dag(fra: date, til: date) -> tuple[int, int]:
    """How many were received on these days and are registered, and how many of them were journalført the same day."""
    tall = Maaling.objects.filter(dag__range=(fra, til)).aggregate(
        alle=Count("pk"), samme=Count("pk", filter=Q(dag=TruncDate("journalfoert_tid", tzinfo=OSLO)))
    )
    return tall["alle"], tall["samme"]
