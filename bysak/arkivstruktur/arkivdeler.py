"""Periods of an arkiv: a new one takes over, the old one is closed when nothing in it is open (krav 6.2.1-6.2.12)."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Arkivdel, Klassifikasjonssystem, Mappe
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.tilgang import Rett, krev


def aktive_perioder() -> QuerySet[Arkivdel]:
    """The arkivdeler that take new cases, first the newest of the virksomhet's own arkiv.

    That is the one it began with: what clients of the interface have made since comes after, whatever date it was
    given, for the system gives ids in the order of time.
    """
    aktive = Arkivdel.objects.filter(arkivdelstatus=Arkivdelstatus.AKTIV)
    return aktive.order_by("arkiv_id", F("arkivperiode_start_dato").desc(nulls_last=True), "-pk")


def hindre_for_periodeskille(
    arkivdel: Arkivdel, tittel: str, system: Klassifikasjonssystem | None = None
) -> Iterator[Hinder]:
    """What stops a new period: the old one is not active, the new one has no title or sorts by what is closed."""
    if arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("periode.status", _("Bare en aktiv periode kan få en arvtaker."), arkivdel)
    if er_blank(tittel):
        yield Hinder("periode.tittel", _("Den nye perioden mangler tittel."), felt="tittel")
    if system is not None and system.avsluttet_dato:
        yield Hinder("system.avsluttet", _("Klassifikasjonssystemet er avsluttet."), system, felt="system")


def sett_periodeskille(
    arkivdel: Arkivdel, *, tittel: str, start: date, av: Aktoer, system: Klassifikasjonssystem | None = None
) -> Arkivdel:
    """Open the next period; the old one takes no new cases but may finish those it has (krav 6.2.2, 6.2.4, 6.2.5).

    system: what the new one sorts by, such as the next version of the classification; default the same.
    Returns the new arkivdel. Raises `Hindret` or `PermissionDenied` (krav 2.9.6: administrator only).
    """
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_periodeskille(arkivdel, tittel, system))
    arkivdel.arkivdelstatus = Arkivdelstatus.OVERLAPPING
    arkivdel.save(update_fields=["arkivdelstatus"])
    return Arkivdel.objects.create(
        arkiv_id=arkivdel.arkiv_id,
        tittel=rens(tittel)[:250],
        arkivperiode_start_dato=start,
        forloeper=arkivdel,
        klassifikasjonssystem_id=system.pk if system else arkivdel.klassifikasjonssystem_id,
    )


def hindre_for_periodeavslutning(arkivdel: Arkivdel) -> Iterator[Hinder]:
    """What stops closing a period: open cases (krav 6.2.7), or a status that does not lead there."""
    if arkivdel.arkivdelstatus not in (Arkivdelstatus.AKTIV, Arkivdelstatus.OVERLAPPING):
        yield Hinder("periode.avsluttet", _("Perioden er alt avsluttet."), arkivdel)
    aapne = arkivdel.mapper.filter(avsluttet_dato__isnull=True).count()
    if aapne:
        yield Hinder(
            "periode.aapne",
            ngettext("%(n)s sak er ikke avsluttet.", "%(n)s saker er ikke avsluttet.", aapne) % {"n": aapne},
            arkivdel,
        )


def avslutt_arkivdel(arkivdel: Arkivdel, *, av: Aktoer) -> Arkivdel:
    """Close a period: it takes nothing more (krav 2.3.6, 6.2.6). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_periodeavslutning(arkivdel))
    arkivdel.arkivdelstatus = Arkivdelstatus.AVSLUTTET
    arkivdel.arkivperiode_slutt_dato = arkivdel.arkivperiode_slutt_dato or i_dag()
    arkivdel.avsluttet_dato = naa()
    arkivdel.avsluttet_av = av.navn
    arkivdel.save(update_fields=["arkivdelstatus", "arkivperiode_slutt_dato", "avsluttet_dato", "avsluttet_av"])
    return arkivdel


def aapne_saker(arkivdel: Arkivdel) -> QuerySet[Mappe]:
    """The cases that a period waits for (krav 6.2.8). For the administrator's count and move: say no titles of them."""
    return Mappe.objects.filter(arkivdel=arkivdel, avsluttet_dato__isnull=True).order_by("saksaar", "sakssekvensnummer")


def hindre_for_overfoering(arkivdel: Arkivdel) -> Iterator[Hinder]:
    """What stops moving a period's open cases on: it is not overlapping, or no active period took over."""
    if arkivdel.arkivdelstatus != Arkivdelstatus.OVERLAPPING:
        yield Hinder("overfoer.status", _("Bare en overlappingsperiode kan overføre saker."), arkivdel)
    if not arkivdel.arvtakere.filter(arkivdelstatus=Arkivdelstatus.AKTIV).exists():
        yield Hinder("overfoer.arvtaker", _("Ingen aktiv periode har tatt over etter denne."), arkivdel)


def overfoer_aapne_saker(arkivdel: Arkivdel, *, av: Aktoer, saker: Collection[UUID] | None = None) -> int:
    """Move open cases of an overlapping period to the one that took over (krav 6.2.9, 6.2.10).

    saker: which ones; default all. Returns how many. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_overfoering(arkivdel))
    arvtaker = arkivdel.arvtakere.filter(arkivdelstatus=Arkivdelstatus.AKTIV).latest("arkivperiode_start_dato")
    valgte = aapne_saker(arkivdel) if saker is None else aapne_saker(arkivdel).filter(pk__in=saker)
    return valgte.order_by().update(arkivdel=arvtaker)


def hindre_for_innflytting(sak: Mappe, arkivdel: Arkivdel) -> Iterator[Hinder]:
    """What stops moving a closed case into a closed period: one of the two is open, or they are of two arkiv."""
    if sak.avsluttet_dato is None:
        yield Hinder("innflytting.aapen", _("Saken er ikke avsluttet."), sak)
    if arkivdel.arkivdelstatus != Arkivdelstatus.AVSLUTTET:
        yield Hinder("innflytting.periode", _("Perioden er ikke avsluttet."), arkivdel, felt="arkivdel")
    if arkivdel.arkiv_id != sak.arkiv_id:
        yield Hinder("innflytting.arkiv", _("Perioden hører til et annet arkiv."), arkivdel, felt="arkivdel")


def flytt_inn_avsluttet_sak(sak: Mappe, *, arkivdel: Arkivdel, av: Aktoer) -> Mappe:
    """Move a closed case into a closed period, where it belongs by its dates (krav 6.2.11).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    arkivdel, sak = laas(arkivdel), laas(sak)
    ingen(hindre_for_innflytting(sak, arkivdel))
    sak.arkivdel = arkivdel
    sak.save(update_fields=["arkivdel"])
    return sak
