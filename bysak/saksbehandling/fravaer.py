"""Absence and substitution: who takes the work while a person is away."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, gyldige_roller, kan, krev
from bysak.saksbehandling.models import Fravaer

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


def vikariater(av: Aktoer, dag: date | None = None) -> list[Fravaer]:
    """The absences in which the person takes the work, in the virksomheter being read, by name of who is away.

    Also through a substitute who is away in turn, as `hvem_tar` follows them.
    """
    dag = dag or i_dag()
    i_dag_ = Fravaer.objects.filter(stedfortreder__isnull=False, fra_dato__lte=dag, til_dato__gte=dag)
    borte = list(i_dag_.select_related("bruker").order_by("bruker__navn"))
    mine: list[Fravaer] = []
    nye = [f for f in borte if f.stedfortreder_id == av.bruker_id]
    while nye:
        mine += nye
        kjeden = {(f.virksomhet_id, f.bruker_id) for f in nye}
        nye = [f for f in borte if (f.virksomhet_id, f.stedfortreder_id) in kjeden and f not in mine]
    return [f for f in mine if f.bruker_id != av.bruker_id]
