"""Counting paper: pages in, and where each of them is. Inside an arbeid that reads."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from bysak.kjerne.kalender import OSLO, naa
from bysak.mottak.kanaler.telling import UNDERVEIS, Dagstall, doegn
from bysak.mottak.models import Skannbunke, Skannkilde, Skannside


@dataclass(frozen=True)
class Regnskap:
    """Where the pages of a batch are. They are all somewhere, and `stemmer` says that it is so."""

    sider: int
    i_brev: int
    tatt_ut: int
    ark: int
    brev: int

    @property
    def stemmer(self) -> bool:
        """Pages in = pages in letters + taken out + sheets."""
        return self.sider == self.i_brev + self.tatt_ut + self.ark


@dataclass(frozen=True)
class Papirdag:
    """One day of one virksomhet: what the scanner gave, and what became of it."""

    dag: date
    bunker: int
    venter: int
    regnskap: Regnskap


def regnskap_for(sider: QuerySet[Skannside]) -> Regnskap:
    """Where these pages are, in one query. Inside an arbeid."""
    tall = sider.aggregate(
        sider=Count("pk"),
        i_brev=Count("pk", filter=Q(ute=False)),
        tatt_ut=Count("pk", filter=Q(ute=True, ark=False)),
        ark=Count("pk", filter=Q(ute=True, ark=True)),
        brev=Count("innkomst", filter=Q(ute=False), distinct=True),
    )
    return Regnskap(**tall)


def papirdager(fra: date, til: date) -> dict[tuple[int, date], Papirdag]:
    """What came in and what became of it, by virksomhet and day (both dates included). Inside an arbeid that reads."""
    ekte = Skannbunke.objects.exclude(kilde=Skannkilde.VIDERESENDT).annotate(dag=TruncDate("tatt_inn_tid", tzinfo=OSLO))
    ekte = ekte.filter(dag__gte=fra, dag__lte=til)
    bunker = ekte.values("virksomhet_id", "dag").annotate(
        bunker=Count("pk"), venter=Count("pk", filter=Q(lest_tid=None, avvist_tid=None))
    )
    sider = ekte.values("virksomhet_id", "dag").annotate(
        alle=Count("sider"),
        i_brev=Count("sider", filter=Q(sider__ute=False)),
        tatt_ut=Count("sider", filter=Q(sider__ute=True, sider__ark=False)),
        ark=Count("sider", filter=Q(sider__ute=True, sider__ark=True)),
        brev=Count("sider__innkomst", filter=Q(sider__ute=False), distinct=True),
    )
    tall = {
        (r["virksomhet_id"], r["dag"]): Regnskap(r["alle"], r["i_brev"], r["tatt_ut"], r["ark"], r["brev"])
        for r in sider
    }
    return {
        (r["virksomhet_id"], r["dag"]): Papirdag(r["dag"], r["bunker"], r["venter"], tall[r["virksomhet_id"], r["dag"]])
        for r in bunker
    }


def dagstall(fra: date, til: date) -> list[Dagstall]:
    """For the ledger: pages that came, and those that are in a letter, taken out of one, or sheets.

    Nobody knows how many pages a batch has before it is read, so until then it counts as one.
    """
    start, slutt = doegn(fra, til)
    ekte = Skannbunke.objects.exclude(kilde=Skannkilde.VIDERESENDT).filter(
        tatt_inn_tid__gte=start, tatt_inn_tid__lt=slutt
    )
    dager = ekte.annotate(dag=TruncDate("tatt_inn_tid", tzinfo=OSLO)).values("virksomhet_id", "dag")
    ulest = Q(lest_tid=None)
    nylig = Q(avvist_tid=None, feil="", tatt_inn_tid__gt=naa() - UNDERVEIS)
    bunker = dager.annotate(
        alle=Sum("antall_sider"),
        uleste=Count("pk", filter=ulest),
        avvist=Count("pk", filter=ulest & Q(avvist_tid__isnull=False)),
        underveis=Count("pk", filter=ulest & nylig),
    )
    funnet = Q(sider__innkomst__isnull=False) | Q(sider__ute=True)
    her = {(r["virksomhet_id"], r["dag"]): r["her"] for r in dager.annotate(her=Count("sider", filter=funnet))}
    return [
        Dagstall(
            r["dag"], r["virksomhet_id"], "Skanner", r["alle"] + r["uleste"], her[r["virksomhet_id"], r["dag"]],
            r["avvist"], r["underveis"], "sider",
        )
        for r in bunker
    ]  # fmt: skip
