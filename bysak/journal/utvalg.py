"""Which lines belong to a journal day, and how far each of them has come: the list that people work from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from bysak.arkivstruktur.models import Journalpost, Korrespondansepart, Mappe
from bysak.journal.bevis import innhold
from bysak.journal.linje import Linje, offentlig_linje, vurderingen
from bysak.journal.models import Journaldag, OffentligInnfoersel, Publisertlinje
from bysak.journal.sperre import IKKE_PUBLISERBARE, Funn, aldri_paa_nett, funn, innfoerselen_sperret, saken_sperret
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.models import Virksomhet

PARTENS = ("administrativ_enhet", "saksbehandler")


@dataclass(frozen=True)
class Kandidat:
    """One line of the day. art: `ny`, `sen` (of a day that is out already), `rettet` or `trekkes`."""

    jp: Journalpost
    linje: Linje
    art: str
    funn: tuple[Funn, ...] = ()

    @property
    def er_ny(self) -> bool:
        """Not published before."""
        return self.art in ("ny", "sen")


@dataclass
class Dagsutvalg:
    """The lines of one journal day in one virksomhet, by what remains to be done.

    skjulte: how many lines are never online; their content is not carried (offlf § 9 femte ledd).
    holdt_talt, vurdert_talt: lines that were counted and not read; what is assessed may be ready or have findings.
    """

    virksomhet: Virksomhet
    dato: date
    med_funn: list[Kandidat] = field(default_factory=list)
    holdt: list[Kandidat] = field(default_factory=list)
    klare: list[Kandidat] = field(default_factory=list)
    trekkes: list[Kandidat] = field(default_factory=list)
    skjulte: int = 0
    holdt_talt: int = 0
    vurdert_talt: int = 0
    ute: int = 0
    dag: Journaldag | None = None

    @property
    def antall(self) -> int:
        """Lines that still have something to wait for or to be published."""
        lest = len(self.med_funn) + len(self.holdt) + len(self.klare)
        return lest + self.holdt_talt + self.vurdert_talt

    @property
    def publisert_tid(self) -> datetime | None:
        """When the day was last published, if it was."""
        return self.dag.publisert_tid if self.dag else None

    @property
    def ferdig(self) -> bool:
        """The day is out and nothing that could follow is ready."""
        return self.dag is not None and not (self.klare or self.trekkes or self.vurdert_talt)


def dagen(virksomhet: Virksomhet, dato: date, *, av: Aktoer | None = None) -> Dagsutvalg:
    """The lines of a day in one virksomhet. av: who is going to publish, for the rule of two persons."""
    return dagene([virksomhet], dato, av=av)[0]


def dagene(
    virksomheter: Iterable[Virksomhet], dato: date, *, av: Aktoer | None = None, les: Collection[int] | None = None
) -> list[Dagsutvalg]:
    """The same day in several virksomheter, in their order; a handful of queries whatever their number.

    les: the virksomheter whose lines are read; those of the others are counted in the database, and not looked through
    for findings or for what has changed since it was published. None reads all.
    """
    utvalg: dict[int, Dagsutvalg] = {v.pk: Dagsutvalg(v, dato) for v in virksomheter}
    lest = list(utvalg) if les is None else [pk for pk in utvalg if pk in les]
    for dag in Journaldag.objects.filter(virksomhet__in=list(utvalg), dato=dato).annotate(ute=_ute()):
        hos = utvalg[dag.virksomhet_id or 0]
        hos.dag, hos.ute = dag, dag.ute
    for jp in _nye(lest, dato):
        _plasser_ny(_hos(utvalg, jp), jp, dato, av)
    for jp in _endrede(lest):
        _plasser_endret(_hos(utvalg, jp), jp, av)
    if len(lest) < len(utvalg):
        _tell(utvalg, [pk for pk in utvalg if pk not in lest], dato)
    return list(utvalg.values())


def _hos(utvalg: dict[int, Dagsutvalg], jp: Journalpost) -> Dagsutvalg:
    """Where the line belongs. It gets the virksomhet that is known: one for each line costs more than the line."""
    hos = utvalg[jp.virksomhet_id or 0]
    jp.virksomhet = hos.virksomhet
    return hos


def _ute() -> Coalesce:
    """How many lines of a journal day are out; what is out has a day."""
    linjer = OffentligInnfoersel.objects.filter(
        virksomhet=OuterRef("virksomhet"), journaldato=OuterRef("dato"), gjeldende=True, trukket_tid__isnull=True
    )
    return Coalesce(Subquery(linjer.order_by().values("virksomhet").annotate(n=Count("pk")).values("n")), 0)


def _tell(utvalg: dict[int, Dagsutvalg], hvilke: list[int], dato: date) -> None:
    """How many are held and how many assessed, by the same conditions as lines that are read are placed by."""
    gjelder = Q(vurderinger__vurdert_tid__isnull=False, vurderinger__tilbake_tid=None)
    vurdert, av_dagen = (ExpressionWrapper(q, BooleanField()) for q in (gjelder, Q(journaldato=dato)))
    grupper = (
        Journalpost.objects.filter(_er_ny(hvilke, dato))
        .order_by()
        .values_list(
            "virksomhet_id", "mappe__aldri_paa_nett", "mappe__klasse_id", "vurderinger__hjemmel",
            "vurderinger__hele_innfoerselen", vurdert, av_dagen,
        )
        .annotate(n=Count("pk"))
    )  # fmt: skip
    for hvor, merket, klasse, hjemmel, hele, er_vurdert, er_av_dagen, n in grupper:
        if saken_sperret(merket, klasse) or (er_vurdert and innfoerselen_sperret(hjemmel, hele)):
            utvalg[hvor].skjulte += n if er_av_dagen else 0
        elif er_vurdert:
            utvalg[hvor].vurdert_talt += n
        else:
            utvalg[hvor].holdt_talt += n


def journalposter() -> QuerySet[Journalpost]:
    """Journalposter with everything that the public form and the gate read."""
    return (
        Journalpost.objects.select_related("mappe", "mappe__skjerming", "mappe__saksansvarlig")
        .prefetch_related(
            Prefetch("korrespondanseparter", Korrespondansepart.objects.select_related(*PARTENS)),
            "mappe__parter",
            "vurderinger",
            "avklaringer",
        )
        .order_by("mappe__saksaar", "mappe__sakssekvensnummer", "journalpostnummer")
    )


def _er_ny(virksomheter: list[int], dato: date) -> Q:
    """Not published: of this day, and late ones of days that are out already. Each kind is found by its own index."""
    publisert = Publisertlinje.objects.filter(registrering=OuterRef("pk"))
    dagen_er_ute = Journaldag.objects.filter(virksomhet=OuterRef("virksomhet"), dato=OuterRef("journaldato"))
    av_dagen, sene = (
        Journalpost.objects.filter(~Exists(publisert), hvilke, virksomhet__in=virksomheter).order_by().values("pk")
        for hvilke in (Q(journaldato=dato), Q(Exists(dagen_er_ute), journaldato__lt=dato))
    )
    return ~Q(journalstatus__in=IKKE_PUBLISERBARE) & Q(pk__in=av_dagen.union(sene, all=True))


def _nye(virksomheter: list[int], dato: date) -> QuerySet[Journalpost]:
    return journalposter().filter(_er_ny(virksomheter, dato))


def _endrede(virksomheter: list[int]) -> QuerySet[Journalpost]:
    """Published, and touched since: perhaps another text, perhaps only avskrevet. The content decides afterwards."""
    endret = (
        ~Q(p_versjon=F("versjon"))
        | ~Q(p_tid=F("v_tid"))
        | ~Q(p_sakstittel=F("sakstittel"))
        | Q(mappe__aldri_paa_nett=True)
        | Q(mappe__klasse__aldri_paa_nett=True)
    )
    return (
        journalposter()
        .prefetch_related("publiserte")
        .annotate(
            p_versjon=F("publiserte__registrering_versjon"),
            p_tid=F("publiserte__vurdert_tid"),
            p_sakstittel=F("publiserte__sakstittel"),
            p_trukket=F("publiserte__trukket_tid"),
            v_tid=F("vurderinger__vurdert_tid"),
            sakstittel=Coalesce(NullIf("mappe__offentlig_tittel", Value("")), "mappe__tittel"),
        )
        .filter(
            endret,
            Q(p_trukket__isnull=True) | Q(v_tid__gt=F("p_trukket")),
            p_versjon__isnull=False,
            virksomhet__in=virksomheter,
        )
    )


def sakstittel_i_kilden(sak: Mappe) -> str:
    """The case title as `_endrede` compares it: the public one, or the only one."""
    return sak.offentlig_tittel or sak.tittel


def _plasser_ny(utvalg: Dagsutvalg, jp: Journalpost, dato: date, av: Aktoer | None) -> None:
    if aldri_paa_nett(jp):
        utvalg.skjulte += jp.journaldato == dato
        return
    linje = offentlig_linje(jp)
    art = "ny" if jp.journaldato == dato else "sen"
    if vurderingen(jp) is None:
        utvalg.holdt.append(Kandidat(jp, linje, art))
        return
    _legg(utvalg, jp, linje, art, av)


def _legg(utvalg: Dagsutvalg, jp: Journalpost, linje: Linje, art: str, av: Aktoer | None) -> None:
    kandidat = Kandidat(jp, linje, art, tuple(funn(jp, linje=linje, av=av)))
    (utvalg.med_funn if kandidat.funn else utvalg.klare).append(kandidat)


def _plasser_endret(utvalg: Dagsutvalg, jp: Journalpost, av: Aktoer | None) -> None:
    publisert = jp.publiserte.all()[0]
    ute = OffentligInnfoersel.objects.filter(
        virksomhet=jp.virksomhet_id, innfoersel_id=publisert.innfoersel_id, gjeldende=True, trukket_tid__isnull=True
    ).first()
    linje = offentlig_linje(jp)
    if aldri_paa_nett(jp) or jp.journalstatus in IKKE_PUBLISERBARE:
        if ute is not None:
            utvalg.trekkes.append(Kandidat(jp, linje, "trekkes"))
        return
    if ute is not None and _tekst(linje) == _tekst(ute):
        return
    if vurderingen(jp) is None:
        utvalg.holdt.append(Kandidat(jp, linje, "rettet"))
        return
    _legg(utvalg, jp, linje, "rettet", av)


def _tekst(rad: Linje | OffentligInnfoersel) -> dict[str, Any]:
    """What a correction can be about; a new contact point alone is none."""
    return {navn: verdi for navn, verdi in innhold(rad).items() if not navn.startswith("kontakt_")}
