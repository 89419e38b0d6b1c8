"""When a received item is due: the archive service's promises to the districts, as pure functions.

A due time is stored with the version of the rule that gave it, and is recomputed only by an explicit act. The versions
themselves are data; `servicenivaa` reads them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal

from bysak.kjerne import kalender
from bysak.kjerne.kalender import OSLO, helligdag

Tilstand = Literal["ok", "snart", "over"]

_EN_DAG = timedelta(days=1)


@dataclass(frozen=True)
class KortDag:
    """A workday that closes early: a date every year, the eve of a named holiday, or one date (journalregler 9.1)."""

    navn: str
    slutt: time
    maaned_og_dag: tuple[int, int] | None = None
    foer_helligdag: str = ""
    dato: date | None = None

    def gjelder(self, d: date) -> bool:
        """Whether this date is such a day."""
        if d == self.dato or self.maaned_og_dag == (d.month, d.day):
            return True
        return bool(self.foer_helligdag) and self.foer_helligdag in helligdag(d + _EN_DAG)


KORTE_DAGER = (
    KortDag("Onsdag før påske", time(12), foer_helligdag="Skjærtorsdag"),
    KortDag("Julaften", time(12), maaned_og_dag=(12, 24)),
    KortDag("Nyttårsaften", time(12), maaned_og_dag=(12, 31)),
)


# Which of the three times stops the clock: the last of them, or one by name (oppdragskart E3).
SISTE = "siste"
TELLER = (SISTE, "registrert", "journalfoert", "fordelt")


@dataclass(frozen=True)
class Servicefrist:
    """One version of the service levels. `skjaering`: received before this is due the same workday."""

    versjon: str
    gjelder_fra: date
    skjaering: time = time(12)
    slutt: time = time(15, 45)
    korte_dager: tuple[KortDag, ...] = KORTE_DAGER
    stengte_dager: frozenset[date] = frozenset()
    kjernetid: tuple[time, time] = (time(9), time(15))
    publisering: time = time(12)
    teller: str = SISTE
    ansvar: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def avgjoerende(self, tider: tuple[datetime, datetime, datetime]) -> datetime:
        """The one of registered, journalført and distributed that is held against the due time."""
        return max(tider) if self.teller == SISTE else tider[TELLER.index(self.teller) - 1]

    def er_arbeidsdag(self, d: date) -> bool:
        """A workday by the calendar that is not closed by these levels."""
        return kalender.er_arbeidsdag(d) and d not in self.stengte_dager

    def neste_arbeidsdag(self, d: date) -> date:
        """The first such day after `d`."""
        d += _EN_DAG
        while not self.er_arbeidsdag(d):
            d += _EN_DAG
        return d

    def skjaering_paa(self, d: date) -> time:
        """The cut-off of this date: never after the day has ended."""
        return min(self.skjaering, self.slutt_paa(d))

    def slutt_paa(self, d: date) -> time:
        """When the working day ends on this date."""
        return min((k.slutt for k in self.korte_dager if k.gjelder(d)), default=self.slutt)


# Where no version can be read: the public site, and tests.
STANDARD = Servicefrist("1", date(2020, 1, 1))
# Less than this share of the time left, and the clock turns from ok to snart.
SNART = 0.25


@dataclass(frozen=True)
class Frist:
    """A due time and the rule version it came from. `fra`: when the time began to run, for the wedge of the clock."""

    tid: datetime
    regelversjon: str
    fra: datetime | None = None


def gjeldende_regel(tid: datetime, regler: Sequence[Servicefrist]) -> Servicefrist:
    """The rule in force at `tid`. What came in before the first version is measured by the first."""
    dag = _lokal(tid).date()
    gjeldende = [r for r in regler if r.gjelder_fra <= dag]
    return max(gjeldende, key=lambda r: r.gjelder_fra) if gjeldende else min(regler, key=lambda r: r.gjelder_fra)


def frist_for(mottatt: datetime, regel: Servicefrist = STANDARD) -> Frist:
    """When an item must be registered, journalført and distributed (SLA-1, the service declaration).

    Before the cut-off (12) on a workday: the end of that day. At 12.00.00 or later, or on a free day: the end of the
    next workday. Raises ValueError for a time without a zone.
    """
    lokal = _lokal(mottatt)
    dag = lokal.date()
    if not (regel.er_arbeidsdag(dag) and lokal.time() < regel.skjaering_paa(dag)):
        dag = regel.neste_arbeidsdag(dag)
    return Frist(_tidspunkt(dag, regel.slutt_paa(dag)), regel.versjon, mottatt)


def frist_for_innsynskrav(mottatt: datetime, regel: Servicefrist = STANDARD) -> Frist:
    """When an innsynskrav must be registered: the end of the core hours it came in, or of the next ones (SLA-3).

    What comes before the core hours of a workday belongs to that day: coming earlier never gives a later due time.
    The timers of the law (offl §§ 29, 32) run from receipt and are not these. Raises ValueError without a zone.
    """
    lokal = _lokal(mottatt)
    dag = lokal.date()
    if not (regel.er_arbeidsdag(dag) and lokal.time() < _kjernetid_slutt(dag, regel)):
        dag = regel.neste_arbeidsdag(dag)
    return Frist(_tidspunkt(dag, _kjernetid_slutt(dag, regel)), regel.versjon, mottatt)


def publiseringsfrist(journaldato: date, regel: Servicefrist = STANDARD) -> Frist:
    """When the public journal of a day must be out: 12.00 on the first workday after it (SLA-2)."""
    dag = regel.neste_arbeidsdag(journaldato)
    fra = _tidspunkt(journaldato, time(0))
    return Frist(_tidspunkt(dag, regel.publisering), regel.versjon, fra)


def andel_igjen(frist: Frist, naa: datetime, regel: Servicefrist = STANDARD) -> float:
    """How much of the time is left, 1 to 0, counted in working hours: nights and weekends do not eat the wedge.

    Without `fra` it is reckoned from the start of the due day.
    """
    if naa >= frist.tid:
        return 0.0
    fra = frist.fra or _tidspunkt(_lokal(frist.tid).date(), time(0))
    hele = arbeidstid(fra, frist.tid, regel)
    return min(1.0, arbeidstid(naa, frist.tid, regel) / hele) if hele else 0.0


def tilstand(frist: Frist, naa: datetime, regel: Servicefrist = STANDARD) -> Tilstand:
    """What the clock shows: over when the time is out, snart when less than a quarter of it is left, else ok."""
    if naa >= frist.tid:
        return "over"
    return "snart" if andel_igjen(frist, naa, regel) < SNART else "ok"


def arbeidstid(fra: datetime, til: datetime, regel: Servicefrist = STANDARD) -> timedelta:
    """Working time between two moments: from the start of core hours to the end of the day, on workdays."""
    lokal_fra, lokal_til = _lokal(fra), _lokal(til)
    sum_tid = timedelta()
    dag = lokal_fra.date()
    while dag <= lokal_til.date():
        if regel.er_arbeidsdag(dag):
            start = max(lokal_fra, _tidspunkt(dag, regel.kjernetid[0]))
            slutt = min(lokal_til, _tidspunkt(dag, regel.slutt_paa(dag)))
            sum_tid += max(slutt - start, timedelta())
        dag += _EN_DAG
    return sum_tid


def _lokal(tid: datetime) -> datetime:
    if tid.tzinfo is None:
        raise ValueError("Tidspunktet mangler tidssone.")
    return tid.astimezone(OSLO)


def _tidspunkt(dag: date, klokkeslett: time) -> datetime:
    return datetime.combine(dag, klokkeslett, OSLO)


def _kjernetid_slutt(dag: date, regel: Servicefrist) -> time:
    return min(regel.kjernetid[1], regel.slutt_paa(dag))
