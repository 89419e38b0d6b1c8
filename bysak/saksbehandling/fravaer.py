"""Absence and substitution: who takes the work while a person is away."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, gyldige_roller, kan, krev
from bysak.saksbehandling.models import Fravaer
from bysak.saksbehandling.restanser import tildelt, ubesvarte

LENGST = 366 * 2


def hindre_for_fravaer(
    bruker: Bruker, fra: date, til: date, stedfortreder: Bruker | None = None, av: Aktoer | None = None
) -> Iterator[Hinder]:
    """What stops an absence: a period that ends before it begins, overlaps, or a substitute who cannot be one."""
    if til < fra:
        yield Hinder("fravaer.periode", _("Perioden slutter før den begynner."), felt="til_dato")
    elif (til - fra).days > LENGST:
        yield Hinder("fravaer.langt", _("Fraværet er på mer enn to år. Overlever sakene i stedet."), felt="til_dato")
    if til < i_dag():
        yield Hinder("fravaer.forbi", _("Perioden er alt forbi."), felt="til_dato")
    if Fravaer.objects.filter(bruker=bruker, fra_dato__lte=til, til_dato__gte=fra).exists():
        yield Hinder("fravaer.overlapper", _("Det finnes alt et fravær i perioden."), bruker, felt="fra_dato")
    if stedfortreder is not None:
        yield from _stedfortrederhindre(bruker, stedfortreder, fra, til)
    if av is not None and av.bruker_id != bruker.pk and not kan(av, Rett.FORDELE):
        yield Hinder("fravaer.andres", _("Du kan bare føre ditt eget fravær."), bruker)


def _stedfortrederhindre(bruker: Bruker, stedfortreder: Bruker, fra: date, til: date) -> Iterator[Hinder]:
    if stedfortreder.pk == bruker.pk:
        yield Hinder("fravaer.seg_selv", _("Ingen kan være sin egen stedfortreder."), felt="stedfortreder")
    elif not gyldige_roller(stedfortreder, max(fra, i_dag())).exists():
        yield Hinder(
            "fravaer.uten_rolle",
            _("%(navn)s har ingen rolle her da. Velg en annen.") % {"navn": stedfortreder.navn},
            stedfortreder, felt="stedfortreder",
        )  # fmt: skip
    if Fravaer.objects.filter(bruker=stedfortreder, fra_dato__lte=til, til_dato__gte=fra).exists():
        yield Hinder(
            "fravaer.begge_borte",
            _("%(navn)s er selv borte i perioden. Velg en annen.") % {"navn": stedfortreder.navn},
            stedfortreder, felt="stedfortreder",
        )  # fmt: skip


def registrer_fravaer(
    bruker: Bruker, *, fra: date, til: date, av: Aktoer, stedfortreder: Bruker | None = None
) -> Fravaer:
    """A person is away: their own to say, or one who gives out work. Rights do not follow: the substitute's own count.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.LESE)
    ingen(hindre_for_fravaer(bruker, fra, til, stedfortreder, av))
    return Fravaer.objects.create(bruker=bruker, stedfortreder=stedfortreder, fra_dato=fra, til_dato=til)


def avslutt_fravaer(fravaer: Fravaer, *, av: Aktoer) -> None:
    """Back earlier than thought, or never away; the log keeps it. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.LESE)
    fravaer = laas(fravaer)
    if av.bruker_id != fravaer.bruker_id:
        krev(av, Rett.FORDELE)
    if fravaer.fra_dato < i_dag() <= fravaer.til_dato:
        fravaer.til_dato = max(fravaer.fra_dato, date.fromordinal(i_dag().toordinal() - 1))
        fravaer.save(update_fields=["til_dato"])
    else:
        fravaer.delete()


def fravaeret(bruker_id: UUID, dag: date | None = None) -> Fravaer | None:
    """The absence of a person on a day, or None."""
    dag = dag or i_dag()
    return (
        Fravaer.objects.filter(bruker_id=bruker_id, fra_dato__lte=dag, til_dato__gte=dag)
        .select_related("bruker", "stedfortreder")
        .first()
    )


def hvem_tar(bruker: Bruker, dag: date | None = None) -> Bruker:
    """Who takes the work of a person on a day: themselves, or the substitute, who may have one in turn."""
    sett = {bruker.pk}
    while (borte := fravaeret(bruker.pk, dag)) and borte.stedfortreder and borte.stedfortreder.pk not in sett:
        bruker = borte.stedfortreder
        sett.add(bruker.pk)
    return bruker


def vikarierer_for(av: Aktoer, dag: date | None = None) -> list[Bruker]:
    """Those whose work the person takes on a day, in the virksomheter being read."""
    dag = dag or i_dag()
    fravaer = Fravaer.objects.filter(stedfortreder_id=av.bruker_id, fra_dato__lte=dag, til_dato__gte=dag)
    return sorted({f.bruker for f in fravaer.select_related("bruker")}, key=lambda b: b.navn)


def ubesvarte_for_andre(av: Aktoer) -> QuerySet[Journalpost]:
    """Open letters of those the person stands in for; only what the person's own access shows."""
    q = Q(pk__in=[])
    for bruker in vikarierer_for(av):
        q |= Q(pk__in=tildelt(bruker.pk).values("registrering_id"))
    return ubesvarte(av).filter(q)
