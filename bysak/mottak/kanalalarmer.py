"""Alarms of the channels: silent longer than normal, or not the same number on both sides. They end by themselves.

LESMEG: `se_etter` opens its own arbeid, one that reads all and one in each virksomhet where something has changed; the
others need an open one. An alarm is never deleted: it has an end, and who knew of it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import OSLO, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.mottak.models import Innkomst, Kanalalarm
from bysak.mottak.regnskap import regnskap
from bysak.mottak.servicenivaa import gjeldende_naa, regel_for
from bysak.mottak.stille import HELLIG, VINDU, Grense, Historikk, er_stille, slag
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

# How far back the two sides are compared.
DAGER = 14
LENGSTE_RO = timedelta(days=31)

_Noekkel = tuple[int, str, str, str, date | None]


def se_etter(tid: datetime | None = None) -> int:
    """Open and close alarms as things are now; returns how many are open. Outside an arbeid; any number of times."""
    tid = tid or naa()
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=list(Virksomhet.objects.values_list("pk", flat=True))):
        skal = {_noekkel(a): a for a in [*_stille(tid), *_ulike(tid)]}
        er = {_noekkel(a): a for a in Kanalalarm.objects.filter(slutt_tid=None)}
    endret = {n for n in {*skal, *er} if n not in er or n not in skal or _tallene(er[n]) != _tallene(skal[n])}
    for virksomhet in {n[0] for n in endret}:
        with arbeid(som=som, i=virksomhet, verb="se etter kanalene"):
            krev(som, Rett.MOTTA)
            for n in sorted((n for n in endret if n[0] == virksomhet), key=str):
                _sett(er.get(n), skal.get(n), tid)
    return len(skal)


def _noekkel(a: Kanalalarm) -> _Noekkel:
    assert a.virksomhet_id is not None
    return a.virksomhet_id, a.slag, a.kanal, a.kilde, a.dag


def _tallene(a: Kanalalarm) -> tuple[int, int, datetime | None]:
    return a.levert, a.her, a.sist_tid


def _sett(er: Kanalalarm | None, skal: Kanalalarm | None, tid: datetime) -> None:
    if er is None and skal is not None:
        # Two workers may have seen the same.
        Kanalalarm.objects.bulk_create([skal], ignore_conflicts=True)
    elif er is not None and skal is not None:
        er.levert, er.her, er.sist_tid = _tallene(skal)
        er.save(update_fields=["levert", "her", "sist_tid"])
    elif er is not None:
        er.slutt_tid = tid
        er.save(update_fields=["slutt_tid"])


def _stille(tid: datetime) -> Iterator[Kanalalarm]:
    grenser = {kanal: Grense(**verdi) for kanal, verdi in gjeldende_naa(tid).stille.items()}
    regel, kjent = regel_for(tid), historikk(tid)
    # Silent for so long that what was normal is forgotten: it does not become normal by that.
    for gammel in Kanalalarm.objects.filter(slutt_tid=None, slag=Kanalalarm.Slag.STILLE, kanal__in=grenser):
        assert gammel.virksomhet_id is not None
        if (gammel.virksomhet_id, gammel.kanal) not in kjent:
            yield gammel
    for (virksomhet, kanal), h in kjent.items():
        if kanal in grenser and er_stille(h, grenser[kanal], tid, regel):
            yield Kanalalarm(
                virksomhet_id=virksomhet, slag=Kanalalarm.Slag.STILLE, kanal=kanal, sist_tid=h.siste, oppdaget_tid=tid
            )


def _ulike(tid: datetime) -> Iterator[Kanalalarm]:
    til = tid.astimezone(OSLO).date()
    for linje in regnskap(til - timedelta(days=DAGER), til):
        for k in linje.ulike:
            yield Kanalalarm(
                virksomhet_id=k.virksomhet_id, slag=Kanalalarm.Slag.AVVIK, kanal=linje.kanal, kilde=k.kilde[:100],
                dag=k.dag, levert=k.levert - k.avvist - k.underveis, her=k.her, oppdaget_tid=tid,
            )  # fmt: skip


def historikk(tid: datetime) -> dict[tuple[int, str], Historikk]:
    """What is known of each channel that has had an item in the window. Inside an arbeid that reads."""
    fra = tid - VINDU
    dager = [(tid - timedelta(days=n)).astimezone(OSLO).date() for n in range(VINDU.days + 1)]
    regel = regel_for(tid)
    hellige = [d for d in dager if slag(d, regel) == HELLIG]
    rader = (
        Innkomst.objects.filter(mottatt_tid__gte=fra, ved_ruting=False)
        .annotate(dag=TruncDate("mottatt_tid", tzinfo=OSLO))
        .annotate(
            dagslag=Case(
                When(dag__in=hellige, then=Value(HELLIG)), default=ExtractIsoWeekDay("mottatt_tid", tzinfo=OSLO) - 1
            ),
            time=ExtractHour("mottatt_tid", tzinfo=OSLO),
        )
        .values_list("virksomhet_id", "kanal", "dagslag", "time")
        .annotate(n=Count("pk"), foerste=Min("mottatt_tid"), siste=Max("mottatt_tid"))
        .order_by()
    )
    svar: dict[tuple[int, str], Historikk] = {}
    for virksomhet, kanal, dagslag, time, antall, foerste, siste in rader:
        h = svar.setdefault((virksomhet, kanal), Historikk(foerste, siste))
        h.foerste, h.siste = min(h.foerste, foerste), max(h.siste, siste)
        h.antall[dagslag, time] += antall
    return svar


def aapne_alarmer(tid: datetime | None = None) -> QuerySet[Kanalalarm]:
    """The alarms that nobody has asked to be left alone with, newest first."""
    ro = Q(kvittert_til__isnull=False) & Q(kvittert_til__gt=tid or naa())
    return Kanalalarm.objects.filter(~ro, slutt_tid=None).select_related("virksomhet")


def alarmene() -> QuerySet[Kanalalarm]:
    """The open ones, also those that somebody knows of, and what ended lately."""
    return Kanalalarm.objects.select_related("virksomhet").order_by(
        F("slutt_tid").desc(nulls_first=True), "-oppdaget_tid"
    )


def antall_alarmer() -> int:
    """How many alarms nobody has acknowledged, over all virksomheter: for the supervisor. Outside an arbeid."""
    with arbeid(som=prosessaktoer("jobb"), leser=list(Virksomhet.objects.values_list("pk", flat=True))):
        return aapne_alarmer().count()


def hindre_for_kvittering(alarm: Kanalalarm, grunn: str, til: datetime) -> Iterator[Hinder]:
    """What stops an alarm from being acknowledged: it is over, there is no reason, or the time is not a near one."""
    if alarm.slutt_tid is not None:
        yield Hinder("alarm.slutt", _("Alarmen er alt over."), alarm)
    if er_blank(grunn):
        yield Hinder("alarm.grunn", _("Skriv hva som er galt, og hva som gjøres."), felt="grunn")
    if not naa() < til <= naa() + LENGSTE_RO:
        yield Hinder("alarm.til", _("Velg et tidspunkt i den neste måneden."), felt="til")


def kvitter_alarm(alarm: Kanalalarm, *, grunn: str, til: datetime, av: Aktoer) -> Kanalalarm:
    """Say that one knows, and want no more of it before a time; then it is an alarm again. Raises `Hindret`."""
    krev(av, Rett.MOTTA)
    alarm = laas(alarm)
    ingen(hindre_for_kvittering(alarm, grunn, til))
    alarm.kvittert_av, alarm.kvittert_grunn, alarm.kvittert_til = av.navn, rens(grunn), til
    alarm.save(update_fields=["kvittert_av", "kvittert_grunn", "kvittert_til"])
    return alarm
