"""What each channel tells the ledger: for a day, how much its source says it delivered, and how much of it we have."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bysak.kjerne.kalender import OSLO

# What was named less than this long ago, and is not here, is on its way.
UNDERVEIS = timedelta(minutes=60)


@dataclass(frozen=True)
class Dagstall:
    """One source and one day.

    levert: what the source says it delivered. her: of those, how many are found among the items, by looking for them.
    avvist: refused by a person with a reason. underveis: named lately, not here yet. enhet: what is counted, when it
    is not items.
    """

    dag: date
    virksomhet_id: int
    kilde: str
    levert: int
    her: int
    avvist: int = 0
    underveis: int = 0
    enhet: str = ""

    @property
    def avvik(self) -> int:
        """How many are missing; negative when we have more than was delivered."""
        return self.levert - self.her - self.avvist - self.underveis


def doegn(fra: date, til: date) -> tuple[datetime, datetime]:
    """From the start of the first day to the end of the last, in Oslo."""
    return datetime.combine(fra, time(0), OSLO), datetime.combine(til + timedelta(days=1), time(0), OSLO)
