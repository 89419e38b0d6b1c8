"""Where and when the promise was broken: each bydel and workday, by the day that the item was due.

LESMEG: inside an arbeid that reads. A due time is always on a workday, so no miss falls between the columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from bysak.kjerne.kalender import OSLO, er_arbeidsdag
from bysak.mottak.kanaler.telling import doegn
from bysak.mottak.models import Maaling
from bysak.mottak.statistikk import Utvalg, som_venter
from bysak.organisasjon.models import Virksomhet

# Below this share in time, the square is darker.
GRENSER = ((0.85, "hoey"), (0.92, "mellom"), (1.0, "lav"))
DAGER = 20
# An item is due at most so long after it was received: a weekend and the longest row of holidays.
_LENGST = timedelta(days=21)


class Rute(NamedTuple):
    """One bydel on one day: how many were due, and how many of them were late or still wait."""

    alle: int = 0
    brudd: int = 0

    @property
    def andel(self) -> float | None:
        """Share in time; None when nothing was due."""
        return 1 - self.brudd / self.alle if self.alle else None

    @property
    def nivaa(self) -> str:
        """How dark the square is; empty without a miss."""
        andel = self.andel
        return next((navn for grense, navn in GRENSER if andel is not None and andel < grense), "")

    def med(self, andre: "Rute") -> "Rute":
        """Both together."""
        return Rute(self.alle + andre.alle, self.brudd + andre.brudd)


@dataclass(frozen=True)
class Varmekart:
    """The squares by virksomhet and day; those without are nothing due."""

    dager: list[date]
    ruter: dict[tuple[int, date], Rute]

    def rute(self, virksomhet: int, dag: date) -> Rute:
        """One square."""
        return self.ruter.get((virksomhet, dag), Rute())

    def sum(self, virksomhet: int) -> Rute:
        """All days of one bydel."""
        samlet = Rute()
        for dag in self.dager:
            samlet = samlet.med(self.rute(virksomhet, dag))
        return samlet

    def med_brudd(self, virksomheter: Sequence[Virksomhet]) -> list[tuple[Virksomhet, date, Rute]]:
        """The squares with a miss in them, newest day first: the same as a list."""
        rader = [(v, dag, self.rute(v.pk, dag)) for dag in reversed(self.dager) for v in virksomheter]
        return [rad for rad in rader if rad[2].brudd]


def varmekart(utvalg: Utvalg, i_dag: date) -> Varmekart:
    """The last workdays of the choice, today at most."""
    dager = arbeidsdager(min(utvalg.til, i_dag), DAGER)
    videre = Utvalg(dager[0] - _LENGST, dager[-1], utvalg.virksomheter, utvalg.kanal)
    ruter: dict[tuple[int, date], Rute] = {}
    for noekkel, rute in (*_maalte(videre, dager), *_ventende(videre)):
        ruter[noekkel] = ruter.get(noekkel, Rute()).med(rute)
    return Varmekart(dager, ruter)


def arbeidsdager(siste: date, antall: int) -> list[date]:
    """So many workdays, the last of them on this date or before it."""
    dager: list[date] = []
    while len(dager) < antall:
        if er_arbeidsdag(siste):
            dager.insert(0, siste)
        siste -= timedelta(days=1)
    return dager


def _maalte(utvalg: Utvalg, dager: list[date]) -> Iterator[tuple[tuple[int, date], Rute]]:
    fra, til = doegn(dager[0], dager[-1])
    rader = Maaling.objects.filter(
        dag__gte=utvalg.fra, dag__lte=utvalg.til, frist__gte=fra, frist__lt=til, virksomhet_id__in=utvalg.virksomheter
    )
    rader = rader.filter(kanal=utvalg.kanal) if utvalg.kanal else rader
    talte = rader.values_list("virksomhet_id", TruncDate("frist", tzinfo=OSLO)).order_by()
    for virksomhet, dag, alle, brudd in talte.annotate(alle=Count("pk"), brudd=Count("pk", filter=Q(i_tide=False))):
        yield (virksomhet, dag), Rute(alle, brudd)


def _ventende(utvalg: Utvalg) -> Iterator[tuple[tuple[int, date], Rute]]:
    rader = som_venter(utvalg).values_list("virksomhet_id", TruncDate("frist", tzinfo=OSLO)).order_by()
    for virksomhet, dag, n in rader.annotate(n=Count("pk")):
        yield (virksomhet, dag), Rute(n, n)
