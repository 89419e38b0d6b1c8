"""When is a channel too quiet? Pure functions: what is normal is learnt from its own last weeks, hour by hour.

Silence is measured in what should have come, not in hours: a night, a weekend and a holiday add almost nothing, so they
are quiet by themselves, and a channel with a letter a week may be silent for two. A channel without a history leans on
a start value, and less for each day that it has been seen.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bysak.kjerne.kalender import OSLO, helligdag
from bysak.mottak.servicefrist import STANDARD, Servicefrist

VINDU = timedelta(days=56)
HELLIG = 7
_TIME = timedelta(hours=1)


@dataclass(frozen=True)
class Grense:
    """timer: never an alarm before so many hours. ventet: how many should have come. start: an hour, for a new one."""

    timer: float
    ventet: float
    start: float


@dataclass
class Historikk:
    """What is known of one channel: its first and last item within the window, and how many by kind of day and hour."""

    foerste: datetime
    siste: datetime
    antall: Counter[tuple[int, int]] = field(default_factory=Counter)


def slag(dag: date, regel: Servicefrist = STANDARD) -> int:
    """The kind of day: Monday 0 to Sunday 6, and a holiday or a closed day by itself."""
    fri = dag in regel.stengte_dager or (bool(helligdag(dag)) and dag.weekday() < 6)
    return HELLIG if fri else dag.weekday()


def ventet(h: Historikk, grense: Grense, naa: datetime, regel: Servicefrist = STANDARD) -> float:
    """How many items should have come since the last one, by what is normal for the hours that have passed.

    Zero when the last one lies in the future: a clock that was set back tells nothing. No more than the window is
    looked at, so that a clock that ran years ahead ends in a number.
    """
    til = naa.astimezone(OSLO)
    fra = max(h.siste.astimezone(OSLO), til - VINDU)
    # Up to the last one: the silence itself is not what is normal.
    dager = _dager(h.foerste.astimezone(OSLO).date(), h.siste.astimezone(OSLO).date(), regel)
    sum_, time_ = 0.0, fra
    while time_ < til:
        neste = min((time_ + _TIME).replace(minute=0, second=0, microsecond=0), til)
        sum_ += _i_timen(h, grense, dager, time_, regel) * ((neste - time_) / _TIME)
        time_ = neste
    return sum_


def _i_timen(h: Historikk, grense: Grense, dager: Mapping[int, int], time_: datetime, regel: Servicefrist) -> float:
    """The normal number of an hour: its own mean, drawn towards the start value by the weight of one day."""
    dagslag = slag(time_.date(), regel)
    if regel.slutt > regel.slutt_paa(time_.date()) <= time_.time():
        # After a short day has ended it is as quiet as on a holiday.
        dagslag = HELLIG
    arbeider = dagslag < 5 and regel.kjernetid[0] <= time_.time() < regel.kjernetid[1]
    sett = h.antall[dagslag, time_.hour]
    return (sett + (grense.start if arbeider else 0)) / (dager.get(dagslag, 0) + 1)


def _dager(fra: date, til: date, regel: Servicefrist) -> Counter[int]:
    """How many whole days of each kind the history has; the last is not over."""
    return Counter(slag(fra + timedelta(days=n), regel) for n in range((til - fra).days))


def er_stille(h: Historikk, grense: Grense, naa: datetime, regel: Servicefrist = STANDARD) -> bool:
    """Silent longer than normal."""
    lenge = naa - h.siste >= timedelta(hours=grense.timer)
    return lenge and ventet(h, grense, naa, regel) >= grense.ventet
