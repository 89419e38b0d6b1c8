"""The ledger: per channel and day what the source says it delivered, what we have, and what became of each item.

LESMEG: inside an arbeid that reads. Every item is in exactly one column, so that what is received is always the sum of
the outcomes and of what is open; a channel whose two sides differ is an alarm (`kanalalarmer`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db.models import Count
from django.db.models.functions import TruncDate

from bysak.kjerne.kalender import OSLO
from bysak.mottak.kanaler import kvitteringsbok, papirtall, postmelding, svarinn
from bysak.mottak.kanaler.telling import Dagstall, doegn
from bysak.mottak.models import Avvisningssvar, Innkomst, Kanal, Utfall

Teller = Callable[[date, date], list[Dagstall]]

# What each channel's sources say. A channel may have several; mail from a file has none.
TELLERE: tuple[tuple[Kanal, Teller], ...] = (
    (Kanal.EPOST, partial(kvitteringsbok.dagstall_for, Kanal.EPOST, "SMTP")),
    (Kanal.EPOST, postmelding.dagstall),
    (Kanal.SVARINN, svarinn.dagstall),
    (Kanal.PAPIR, papirtall.dagstall),
    (Kanal.SKJEMA, partial(kvitteringsbok.dagstall_for, Kanal.SKJEMA, "Skjema")),
)
AAPEN = ""


@dataclass
class Linje:
    """One channel of one virksomhet on one day. utfall: outcome -> number, the open ones under the empty string."""

    dag: date
    virksomhet: int | None
    kanal: str
    kilder: list[Dagstall] = field(default_factory=list)
    mottatt: int = 0
    rutet_inn: int = 0
    utfall: dict[str, int] = field(default_factory=dict)
    # How many of the refused got an answer that has gone.
    besvart: int = 0

    @property
    def levert(self) -> int:
        """What the sources say they delivered."""
        return sum(k.levert for k in self.kilder)

    @property
    def her(self) -> int:
        """How much of that we have."""
        return sum(k.her for k in self.kilder)

    @property
    def ulike(self) -> list[Dagstall]:
        """The sources whose count is not ours: one that is short is not hidden by another that has more."""
        return [k for k in self.kilder if k.avvik]

    @property
    def gaar_opp(self) -> bool:
        """Each item has one outcome or is open."""
        return self.mottatt == sum(self.utfall.values())


def regnskap(fra: date, til: date) -> list[Linje]:
    """The ledger of these days, newest first, for the virksomheter of the open arbeid. Two or three queries in all."""
    linjer: dict[tuple[date, int, str], Linje] = {}

    def linje(dag: date, virksomhet: int, kanal: str) -> Linje:
        return linjer.setdefault((dag, virksomhet, kanal), Linje(dag, virksomhet, kanal))

    for kanal, tell in TELLERE:
        for dagstall in tell(fra, til):
            linje(dagstall.dag, dagstall.virksomhet_id, kanal.value).kilder.append(dagstall)
    for dag, virksomhet, kanal_, utfall, rutet, antall in _utfallene(fra, til):
        den = linje(dag, virksomhet, kanal_)
        den.mottatt += antall
        den.rutet_inn += antall if rutet else 0
        den.utfall[utfall] = den.utfall.get(utfall, 0) + antall
    for dag, virksomhet, kanal_, antall in _besvarte(fra, til):
        linje(dag, virksomhet, kanal_).besvart += antall
    return sorted(linjer.values(), key=lambda x: (-x.dag.toordinal(), x.kanal, x.virksomhet))


def _utfallene(fra: date, til: date) -> Iterable[tuple[date, int, str, str, bool, int]]:
    start, slutt = doegn(fra, til)
    return (
        Innkomst.objects.filter(mottatt_tid__gte=start, mottatt_tid__lt=slutt)
        .annotate(dag=TruncDate("mottatt_tid", tzinfo=OSLO))
        .values_list("dag", "virksomhet_id", "kanal", "utfall", "ved_ruting")
        .annotate(n=Count("pk"))
        .order_by()
    )


def _besvarte(fra: date, til: date) -> Iterable[tuple[date, int, str, int]]:
    start, slutt = doegn(fra, til)
    return (
        Avvisningssvar.objects.filter(
            innkomst__mottatt_tid__gte=start, innkomst__mottatt_tid__lt=slutt, sendt_tid__isnull=False,
            innkomst__utfall=Utfall.AVVIST,
        )
        .annotate(dag=TruncDate("innkomst__mottatt_tid", tzinfo=OSLO))
        .values_list("dag", "virksomhet_id", "innkomst__kanal")
        .annotate(n=Count("pk"))
        .order_by()
    )  # fmt: skip


def samlet(linjer: Iterable[Linje]) -> list[Linje]:
    """The same by day and channel, over the virksomheter."""
    svar: dict[tuple[date, str], Linje] = {}
    for x in linjer:
        den = svar.setdefault((x.dag, x.kanal), Linje(x.dag, None, x.kanal))
        den.kilder += x.kilder
        den.mottatt += x.mottatt
        den.rutet_inn += x.rutet_inn
        den.besvart += x.besvart
        for utfall, antall in x.utfall.items():
            den.utfall[utfall] = den.utfall.get(utfall, 0) + antall
    return list(svar.values())
