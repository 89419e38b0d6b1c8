"""Unanswered letters: whose they are, how old, and in which unit (krav 3.4.1). Age is in workdays, never in speed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Count, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import GreaterThanOrEqual

from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Korrespondansepart, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import OSLO, arbeidsdager_mellom, i_dag
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import synlig_q

INTERNE = (Parttype.INTERN_MOTTAKER, Parttype.INTERN_AVSENDER)
# Bands of age in workdays, both ends included; the last has no end.
BAAND: tuple[tuple[int, int | None], ...] = ((0, 5), (6, 10), (11, 20), (21, 60), (61, None))


@dataclass(frozen=True)
class Personrad:
    """One person's unanswered letters by age band. `navn` is empty for those that nobody has got."""

    bruker_id: UUID | None
    navn: str
    baand: tuple[int, ...]
    over_frist: int
    eldste: int

    @property
    def sum(self) -> int:
        """All bands together."""
        return sum(self.baand)


def kom(jp: Journalpost) -> date:
    """The day a letter came, or, when nobody wrote it down, the day it was registered."""
    tid: datetime = jp.mottatt_dato or jp.opprettet_dato
    return tid.astimezone(OSLO).date()


def alder(jp: Journalpost, dag: date | None = None) -> int:
    """How many workdays a letter has waited."""
    return arbeidsdager_mellom(kom(jp), dag or i_dag())


def tildelt(bruker_id: UUID) -> QuerySet[Korrespondansepart]:
    """The internal side of the entries that a person handles."""
    return Korrespondansepart.objects.filter(saksbehandler_id=bruker_id, korrespondanseparttype__in=INTERNE)


def hos(bruker_id: UUID, slagene: Sequence[Q]) -> QuerySet[Korrespondansepart, Any]:
    """The ids of the entries of one of these kinds that a person handles, for `pk__in`; who may see them is not asked.

    Each kind is read from its own index, and held against the person's there: what is neither is never fetched.
    """
    foerste, *resten = (Registrering.objects.filter(q).order_by().values("pk") for q in slagene)
    return tildelt(bruker_id).filter(registrering_id__in=foerste.union(*resten, all=True)).values("registrering_id")


def ubesvarte(av: Aktoer) -> QuerySet[Journalpost]:
    """Every unanswered letter that the person may see, oldest due first."""
    poster = Journalpost.objects.filter(synlig_q(av), restanse=True).exclude(journalstatus=Journalstatus.UTGAAR)
    return poster.select_related("mappe", "virksomhet").order_by("forfallsdato", "system_id")


def mine_ubesvarte(av: Aktoer) -> QuerySet[Journalpost]:
    """Unanswered letters that are distributed to the person."""
    return ubesvarte(av).filter(pk__in=hos(av.bruker_id, [Q(restanse=True)]))


def mine_etter_alder(av: Aktoer) -> tuple[int, ...]:
    """How many of the person's unanswered letters there are in each band of `BAAND`, counted by the day they came."""
    return etter_alder(mine_ubesvarte(av))


def etter_alder(poster: QuerySet[Journalpost]) -> tuple[int, ...]:
    """How many of these there are in each band of `BAAND`, counted in the database by the day they came."""
    baand = poster.select_related(None).order_by().aggregate(**_tall())
    return tuple(baand[f"b{nr}"] for nr in range(len(BAAND)))


def holdt_frist(av: Aktoer, fra: date, til: date) -> tuple[int, int]:
    """How many that the person may see had their deadline on these days, and how many of them were done by it."""
    poster = Journalpost.objects.filter(synlig_q(av), forfallsdato__range=(fra, til))
    i_tide = Avskrivning.objects.filter(registrering_id=OuterRef("pk"), avskrivningsdato__lte=OuterRef("forfallsdato"))
    tall = poster.exclude(journalstatus=Journalstatus.UTGAAR).aggregate(
        alle=Count("pk"), i_tide=Count("pk", filter=Q(Exists(i_tide)))
    )
    return tall["alle"], tall["i_tide"]


def aldersfordeling(poster: Iterable[Journalpost], dag: date | None = None) -> tuple[int, ...]:
    """How many letters there are in each band of `BAAND`."""
    antall = [0] * len(BAAND)
    for jp in poster:
        antall[_baand(alder(jp, dag))] += 1
    return tuple(antall)


def _baand(dager: int) -> int:
    return next(nr for nr, (_fra, til) in enumerate(BAAND) if til is None or dager <= til)


def i_enhetene(enheter: Collection[UUID] | None) -> Q:
    """Letters of these units: distributed to one of them, or in a case of one of them. None means every unit."""
    if enheter is None:
        return Q()
    hos = Korrespondansepart.objects.filter(administrativ_enhet_id__in=enheter, korrespondanseparttype__in=INTERNE)
    return Q(pk__in=hos.values("registrering_id")) | Q(mappe__administrativ_enhet_id__in=enheter)


def til_fordeling(av: Aktoer, enheter: Collection[UUID] | None) -> QuerySet[Journalpost]:
    """Unanswered letters in the units that no person has got yet."""
    noen = Korrespondansepart.objects.filter(
        registrering_id=OuterRef("pk"), korrespondanseparttype=Parttype.INTERN_MOTTAKER, saksbehandler__isnull=False
    )
    return ubesvarte(av).filter(i_enhetene(enheter), ~Exists(noen))


def per_person(av: Aktoer, enheter: Collection[UUID] | None) -> list[Personrad]:
    """Unanswered letters of the units by person and age, in name order; what nobody has got comes first.

    Counted in the database: a leader of a large bydel has thousands of them.
    """
    part = "korrespondanseparter"
    noen = Q(**{f"{part}__korrespondanseparttype__in": INTERNE, f"{part}__saksbehandler__isnull": False})
    rader = (
        ubesvarte(av)
        .filter(i_enhetene(enheter))
        .select_related(None)
        .order_by()
        .annotate(hos_hvem=FilteredRelation(part, condition=noen))
        .values(hvem=F("hos_hvem__saksbehandler_id"))
        .annotate(**_tall())
    )
    tall = {r["hvem"]: r for r in rader}
    navn = dict(Bruker.objects.filter(pk__in=tall).values_list("pk", "navn"))
    return sorted((_personrad(pk, navn.get(pk, ""), r) for pk, r in tall.items()), key=lambda rad: rad.navn)


def _tall() -> dict[str, Aggregate]:
    """What is counted of entries: each band, those past due, and the day that the oldest came."""
    dag, kom_dag = i_dag(), _kom_dag()
    forfalt = Q(forfallsdato__lt=dag)
    baand = {f"b{nr}": Count("pk", filter=q, distinct=True) for nr, q in enumerate(_baandene(kom_dag, dag))}
    return {**baand, "over_frist": Count("pk", filter=forfalt, distinct=True), "eldste": Min(kom_dag)}


def _personrad(pk: UUID | None, navn: str, tall: Mapping[str, Any]) -> Personrad:
    baand = tuple(tall[f"b{nr}"] for nr in range(len(BAAND)))
    return Personrad(pk, navn, baand, tall["over_frist"], arbeidsdager_mellom(tall["eldste"], i_dag()))


def _kom_dag() -> TruncDate:
    """`kom` in the database."""
    return TruncDate(Coalesce("mottatt_dato", "opprettet_dato"), tzinfo=OSLO)


def _baandene(kom_dag: TruncDate, dag: date) -> list[Q]:
    """Each band of `BAAND` as a condition on the day a letter came: it is older for every day back."""
    fra: list[date] = []
    for _minst, hoeyst in BAAND[:-1]:
        neste = fra[-1] if fra else dag
        while arbeidsdager_mellom(neste - timedelta(days=1), dag) <= (hoeyst or 0):
            neste -= timedelta(days=1)
        fra.append(neste)
    etter = [Q(GreaterThanOrEqual(kom_dag, f)) for f in fra]
    return [etter[0], *(denne & ~nyere for nyere, denne in pairwise(etter)), ~etter[-1]]
