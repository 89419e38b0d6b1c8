"""A case worker's day: what waits for this person, each thing with one act and one deadline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet

from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Journalpost, Korrespondansepart, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import flytt_til_arbeidsdag, i_dag, neste_arbeidsdag
from bysak.organisasjon.tilgang import synlig_q
from bysak.saksbehandling.fravaer import vikariater
from bysak.saksbehandling.restanser import alder, hos

GRENSE = 200
_FOERST = ("forfallsdato", "system_id")
# Two hundred rows with every column of entry and case cost more to make than to find.
_VISES = (
    "tittel", "registrerings_id", "journalpostnummer", "journaldato", "restanse", "forfallsdato", "mottatt_dato",
    "opprettet_dato", "mappe__saksaar", "mappe__sakssekvensnummer", "virksomhet__kode", "virksomhet__navn",
)  # fmt: skip


class Slag(StrEnum):
    """What is to be done: assess first, because the public journal waits for it; then answer."""

    VURDER = "vurder"
    SVAR = "svar"


class Periode(StrEnum):
    """When: what is due today or before, this week, later."""

    I_DAG = "i_dag"
    DENNE_UKEN = "denne_uken"
    SENERE = "senere"


@dataclass(frozen=True)
class Oppgave:
    """One thing to do with one entry. `frist` is None when nothing sets one.

    for_hvem: the name of the colleague it is done for, by one who stands in; empty for one's own.
    """

    jp: Journalpost
    slag: Slag
    frist: date | None
    alder: int
    avsendere: tuple[str, ...]
    for_hvem: str = ""


def oppgaver(av: Aktoer, vurder_igjen: Q | None = None) -> list[Oppgave]:
    """What waits for the person, over all the virksomheter that are read, most urgent first.

    Also what waits for those the person stands in for; only what the person's own access shows, since rights do not
    follow. vurder_igjen: says which entries must be assessed although they have been, such as those sent back by the
    journal. Assessment is due the workday after the journal day (offlf § 6: the journal is published without delay).
    """
    vurder_igjen = vurder_igjen or Q(pk__in=[])
    alle = {jp.pk: _oppgave(jp) for jp in _tildelte(av, av.bruker_id, vurder_igjen)}
    for f in vikariater(av):
        andres = _tildelte(av, f.bruker_id, vurder_igjen, Q(virksomhet_id=f.virksomhet_id))
        alle = {jp.pk: _oppgave(jp, f.bruker.navn) for jp in andres} | alle
    return sorted(alle.values(), key=lambda o: (o.frist or date.max, o.jp.pk))


def _tildelte(av: Aktoer, bruker_id: UUID, vurder_igjen: Q, hvor: Q | None = None) -> QuerySet[Journalpost]:
    eksterne = Korrespondansepart.objects.filter(korrespondanseparttype__in=[Parttype.AVSENDER, Parttype.MOTTAKER])
    navnene = Prefetch("korrespondanseparter", queryset=eksterne.only("registrering", "navn"), to_attr="eksterne")
    venter = hos(bruker_id, (Q(restanse=True), Q(offentlighetsvurdert_dato__isnull=True), vurder_igjen))
    synlige = Journalpost.objects.filter(hvor or Q(), synlig_q(av), pk__in=venter)
    foerst = synlige.exclude(journalstatus=Journalstatus.UTGAAR).order_by(*_FOERST).values("pk")[:GRENSE]
    igjen = Registrering.objects.filter(vurder_igjen, pk=OuterRef("pk"))
    vurderes = Q(offentlighetsvurdert_dato__isnull=True) | Exists(igjen)
    return (
        Journalpost.objects.filter(pk__in=foerst)
        .annotate(vurderes=ExpressionWrapper(vurderes, output_field=BooleanField()))
        .select_related("mappe", "virksomhet")
        .only(*_VISES)
        .prefetch_related(navnene)
        .order_by(*_FOERST)
    )


def _oppgave(jp: Any, for_hvem: str = "") -> Oppgave:
    frist = jp.forfallsdato
    if jp.vurderes and jp.journaldato:
        frist = min(filter(None, [frist, neste_arbeidsdag(jp.journaldato)]))
    navn = tuple(p.navn for p in jp.eksterne)
    return Oppgave(jp, Slag.VURDER if jp.vurderes else Slag.SVAR, frist, alder(jp), navn, for_hvem)


def periode(frist: date | None, dag: date) -> Periode:
    """Which heading a deadline stands under. The week is the one that has the next workday, so Sunday looks ahead."""
    if frist is None:
        return Periode.SENERE
    if frist <= dag:
        return Periode.I_DAG
    naermeste = flytt_til_arbeidsdag(dag)
    soendag = naermeste + timedelta(days=6 - naermeste.weekday())
    return Periode.DENNE_UKEN if frist <= soendag else Periode.SENERE


def etter_periode(alle: Iterable[Oppgave], dag: date | None = None) -> dict[Periode, list[Oppgave]]:
    """The tasks under their headings, in order; empty headings are left out."""
    dag = dag or i_dag()
    under: dict[Periode, list[Oppgave]] = {p: [] for p in Periode}
    for o in alle:
        under[periode(o.frist, dag)].append(o)
    return {p: rader for p, rader in under.items() if rader}
