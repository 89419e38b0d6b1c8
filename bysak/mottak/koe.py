"""The one queue over all virksomheter: what is left, grouped by when it is due.

LESMEG: call `virksomheter_for(av)` first, and the rest inside `arbeid(som=av, leser=<those>)`. Row-level security is
the wall; who may work in a queue is asked here.
"""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy

from bysak.kjerne.arbeid import Aktoer, gjeldende
from bysak.kjerne.kalender import OSLO
from bysak.kjerne.kalender import naa as klokka
from bysak.mottak.models import LEIETID, Innkomst, Utfall
from bysak.mottak.servicefrist import Frist, Tilstand, tilstand
from bysak.mottak.servicenivaa import regel_for
from bysak.organisasjon.tilgang import Rett, kan

# The views of the queue, in the order of the tabs.
VISNINGER = {
    "alle": gettext_lazy("Alle"),
    "mine": gettext_lazy("Mine"),
    "ledige": gettext_lazy("Ledige"),
    "over_frist": gettext_lazy("Over frist"),
    "i_dag": gettext_lazy("Frist i dag"),
    "senere": gettext_lazy("Frist senere"),
    "uten_bydel": gettext_lazy("Uten bydel"),
    "uleselige": gettext_lazy("Kunne ikke leses"),
    "karantene": gettext_lazy("Karantene"),
    "dubletter": gettext_lazy("Duplikater"),
    "ferdig_i_dag": gettext_lazy("Ferdig i dag"),
    "ferdige": gettext_lazy("Ferdige"),
}
# These show what has an outcome, newest outcome first; the others show what is left, first due first.
TELLES = 1000
FERDIGE = frozenset({"karantene", "dubletter", "ferdig_i_dag", "ferdige"})


@dataclass(frozen=True)
class Koefilter:
    """What of the queue a person looks at. tekst: words of subject or sender."""

    visning: str = "alle"
    virksomhet: int | None = None
    kanal: str = ""
    tekst: str = ""


@dataclass(frozen=True)
class Fristgruppe:
    """Items with the same due time. `antall` counts all of them, also those on other pages."""

    frist: datetime
    tilstand: Tilstand
    antall: int
    rader: list[Innkomst]


@dataclass(frozen=True)
class Koeside:
    """A page of the queue. `neste` is the key to the next page, empty at the end.

    antall: all of them; of the finished ones no more than `TELLES` are counted.
    """

    grupper: list[Fristgruppe]
    neste: str
    antall: int

    @property
    def rader(self) -> list[Innkomst]:
        """The rows in order, across the groups."""
        return [rad for gruppe in self.grupper for rad in gruppe.rader]


def virksomheter_for(av: Aktoer) -> list[int]:
    """The virksomheter whose queue a person works in: where the person may receive (Rett.MOTTA)."""
    return [v for v in av.virksomheter if kan(av, Rett.MOTTA, v)]


def aapne_koeer(av: Aktoer) -> list[int]:
    """Those of them that the open arbeid reads."""
    arbeidet = gjeldende()
    return [v for v in virksomheter_for(av) if v in (*arbeidet.leser, arbeidet.virksomhet_id)]


def koe(
    av: Aktoer,
    filter: Koefilter,
    *,
    etter: str = "",
    grense: int = 50,
    naa: datetime | None = None,
    antall: int | None = None,
) -> Koeside:
    """A page of the queue, sorted by due time and then by time of receipt, grouped by due time.

    etter: `neste` of the page before; an unknown key gives the first page. antall: how many there are, when the caller
    has counted them already. Inside an arbeid that reads.
    """
    naa = naa or klokka()
    alle = _utvalg(av, filter, naa)
    ferdige = filter.visning in FERDIGE
    felt = ("-utfall_tid", "-pk") if ferdige else ("frist", "mottatt_tid", "pk")
    # The keys of the page first: what stands beside an item is only fetched for the rows that are shown.
    noekler = _etter(alle, filter, etter).order_by(*felt).values("pk")[: grense + 1]
    ved_siden = ("virksomhet", "tatt_av", *(("registrering",) if ferdige else ()))
    rader = list(
        Innkomst.objects.filter(pk__in=noekler).select_related(*ved_siden).defer("tekst", "kladd").order_by(*felt)
    )
    side, mer = rader[:grense], len(rader) > grense
    neste = _noekkel(side[-1], filter) if mer else ""
    if antall is None:
        # All of them are on the page, or they are counted.
        antall = (alle[:TELLES] if ferdige else alle).count() if mer or etter else len(side)
    if ferdige:
        return Koeside([Fristgruppe(naa, "ok", antall, side)] if side else [], neste, antall)
    frister = {rad.frist for rad in side}
    paa_siden = alle.filter(frist__in=frister).order_by().values("frist") if mer or etter else None
    per_frist = {r["frist"]: r["n"] for r in paa_siden.annotate(n=Count("pk"))} if paa_siden is not None else {}
    return Koeside(_grupper(side, per_frist, naa), neste, antall)


def i_koe(av: Aktoer) -> dict[int, tuple[int, int]]:
    """How many wait, and how many of them are past due, in each virksomhet where a person receives; in one query.

    Inside an arbeid that reads.
    """
    hvor, naa = virksomheter_for(av), klokka()
    rader = (
        Innkomst.objects.filter(utfall="", virksomhet_id__in=hvor)
        .order_by()
        .values_list("virksomhet_id")
        .annotate(n=Count("pk"), over=Count("pk", filter=Q(frist__lt=naa)))
    )
    return dict.fromkeys(hvor, (0, 0)) | {virksomhet: (n, over) for virksomhet, n, over in rader}


def haster(virksomheter: Iterable[int], naa: datetime | None = None) -> tuple[int, int]:
    """How many are past due, and how many have less than a quarter of the due day left. Inside an arbeid that reads."""
    naa = naa or klokka()
    per_frist = (
        Innkomst.objects.filter(utfall="", frist__lt=doegn(naa)[1], virksomhet_id__in=list(virksomheter))
        .values_list("frist")
        .annotate(n=Count("pk"))
        .order_by()
    )
    regel = regel_for(naa)
    antall: Counter[Tilstand] = Counter()
    for frist, n in per_frist:
        antall[tilstand(Frist(frist, ""), naa, regel)] += n
    return antall["over"], antall["snart"]


def naboer(av: Aktoer, innkomst: Innkomst) -> tuple[Innkomst | None, Innkomst | None]:
    """The items before and after this one in the queue, for «forrige» and «neste». Inside an arbeid that reads."""
    uten = _mine(av, None).filter(utfall="").select_related("virksomhet").defer("tekst")
    her = (innkomst.frist, innkomst.mottatt_tid, innkomst.pk)
    foer = uten.filter(_foran(her)).order_by("-frist", "-mottatt_tid", "-pk").first()
    return foer, uten.filter(_bak(her)).order_by("frist", "mottatt_tid", "pk").first()


def _mine(av: Aktoer, virksomhet: int | None) -> QuerySet[Innkomst]:
    return Innkomst.objects.filter(virksomhet_id__in=[v for v in aapne_koeer(av) if virksomhet in (None, v)])


def _utvalg(av: Aktoer, filter: Koefilter, naa: datetime) -> QuerySet[Innkomst]:
    valgt = _VILKAAR.get(filter.visning, _VILKAAR["alle"])
    rader = _mine(av, filter.virksomhet).filter(valgt(av, naa))
    if filter.kanal:
        rader = rader.filter(kanal=filter.kanal)
    for ord_ in filter.tekst.split()[:5]:
        rader = rader.filter(
            Q(emne__icontains=ord_)
            | Q(avsender_navn__icontains=ord_)
            | Q(avsender_adresse__icontains=ord_)
            | Q(innholdstekst__tekst__icontains=ord_)
        )
    return rader


def doegn(naa: datetime) -> tuple[datetime, datetime]:
    """When the day of a moment begins and ends, in Oslo."""
    start = datetime.combine(naa.astimezone(OSLO).date(), time(0), OSLO)
    slutt = datetime.combine(start.date() + timedelta(days=1), time(0), OSLO)
    return start, slutt


def _i_koe(_av: Aktoer, _naa: datetime) -> Q:
    return Q(utfall="")


def _ferdig_i_dag(_av: Aktoer, naa: datetime) -> Q:
    start, slutt = doegn(naa)
    av_mennesker = ~Q(utfall="") & ~Q(utfall__in=[Utfall.DUPLIKAT, Utfall.KARANTENE])
    return av_mennesker & Q(utfall_tid__gte=start, utfall_tid__lt=slutt)


_VILKAAR: dict[str, Callable[[Aktoer, datetime], Q]] = {
    "alle": _i_koe,
    "mine": lambda av, naa: Q(utfall="", tatt_av_id=av.bruker_id, tatt_tid__gt=naa - LEIETID),
    "ledige": lambda av, naa: Q(utfall="") & (Q(tatt_tid__isnull=True) | Q(tatt_tid__lte=naa - LEIETID)),
    "over_frist": lambda av, naa: Q(utfall="", frist__lte=naa),
    "i_dag": lambda av, naa: Q(utfall="", frist__gt=naa, frist__lt=doegn(naa)[1]),
    "senere": lambda av, naa: Q(utfall="", frist__gte=doegn(naa)[1]),
    "uten_bydel": lambda av, naa: Q(utfall="", uten_bydel=True),
    "uleselige": lambda av, naa: Q(utfall="") & ~Q(lesefeil=""),
    "karantene": lambda av, naa: Q(utfall=Utfall.KARANTENE),
    "dubletter": lambda av, naa: Q(utfall=Utfall.DUPLIKAT),
    "ferdig_i_dag": _ferdig_i_dag,
    "ferdige": lambda av, naa: ~Q(utfall=""),
}


def _grupper(rader: list[Innkomst], antall: dict[datetime, int], naa: datetime) -> list[Fristgruppe]:
    samlet: dict[datetime, list[Innkomst]] = {}
    for rad in rader:
        samlet.setdefault(rad.frist, []).append(rad)
    regel = regel_for(naa)
    return [
        Fristgruppe(
            frist, tilstand(Frist(frist, gruppe[0].fristregel), naa, regel), antall.get(frist, len(gruppe)), gruppe
        )
        for frist, gruppe in samlet.items()
    ]


def _bak(her: tuple[datetime, datetime, UUID]) -> Q:
    frist, mottatt, pk = her
    return Q(frist__gte=frist) & (Q(frist__gt=frist) | Q(mottatt_tid__gt=mottatt) | Q(mottatt_tid=mottatt, pk__gt=pk))


def _foran(her: tuple[datetime, datetime, UUID]) -> Q:
    frist, mottatt, pk = her
    return Q(frist__lte=frist) & (Q(frist__lt=frist) | Q(mottatt_tid__lt=mottatt) | Q(mottatt_tid=mottatt, pk__lt=pk))


def _etter(rader: QuerySet[Innkomst], filter: Koefilter, etter: str) -> QuerySet[Innkomst]:
    try:
        foerst, andre, pk = json.loads(base64.urlsafe_b64decode(etter.encode()))
        her = (datetime.fromisoformat(foerst), datetime.fromisoformat(andre), UUID(pk))
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return rader
    if filter.visning in FERDIGE:
        return rader.filter(utfall_tid__lte=her[0]).filter(Q(utfall_tid__lt=her[0]) | Q(pk__lt=her[2]))
    return rader.filter(_bak(her))


def _noekkel(rad: Innkomst, filter: Koefilter) -> str:
    foerst = rad.utfall_tid if filter.visning in FERDIGE else rad.frist
    assert foerst is not None
    deler = [foerst.isoformat(), rad.mottatt_tid.isoformat(), str(rad.pk)]
    return base64.urlsafe_b64encode(json.dumps(deler).encode()).decode()
