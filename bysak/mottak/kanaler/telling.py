"""What each channel tells the ledger: for a day, how much its source says it delivered, and how much of it we have."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from bysak.kjerne.arbeid import gjeldende
from bysak.kjerne.kalender import OSLO, naa
from bysak.mottak.models import Innkomst

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


def er_her() -> Q:
    """Of the lines that a source names, those whose item is here. Inside an arbeid that reads.

    In a bydel that may not be read it is as the line itself says; elsewhere the item is looked for.
    """
    arbeidet = gjeldende()
    synlige = [v for v in (*arbeidet.leser, arbeidet.virksomhet_id) if v is not None]
    finnes = Exists(Innkomst.objects.filter(virksomhet_id=OuterRef("til_id"), pk=OuterRef("innkomst")))
    return Q(innkomst__isnull=False) & (finnes | ~Q(til_id__in=synlige))


def dagstall_for_linjer(linjer: QuerySet[Model], fra: date, til: date, *, kilde: str, lukket: str) -> list[Dagstall]:
    """For each day and source: what it named, and what is found here. Inside an arbeid that reads.

    linjer: one row for each item that a source names, with `sett_tid`, `til`, `innkomst` and `feil`. kilde: path to
    the source's name. lukket: the field that tells when a person settled a line without an item.
    """
    nylig = Q(innkomst=None, feil="", sett_tid__gt=naa() - UNDERVEIS, **{lukket: None})
    start, slutt = doegn(fra, til)
    rader = (
        linjer.filter(sett_tid__gte=start, sett_tid__lt=slutt)
        .annotate(dag=TruncDate("sett_tid", tzinfo=OSLO))
        .values_list("dag", "virksomhet_id", kilde)
        .annotate(
            levert=Count("pk"),
            her=Count("pk", filter=er_her()),
            avvist=Count("pk", filter=Q(innkomst=None, **{f"{lukket}__isnull": False})),
            underveis=Count("pk", filter=nylig),
        )
        .order_by("dag")
    )
    return [Dagstall(*rad) for rad in rader]
