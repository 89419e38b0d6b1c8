"""Roles: given for a period, narrowed, lent for a time, ended. What has been stays to be seen (krav 4.5.29, 4.5.30)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import (
    AdministrativEnhet,
    Bruker,
    Rolle,
    Rolletildeling,
    Tilgangskode,
    Virksomhet,
)
from bysak.organisasjon.tilgang import RETTER, Rett, gyldig_rolle, gyldige_roller, krev

MAKS_DELEGERING = timedelta(days=366)
# Who may give others rights is decided by an administrator, never by the one who is going away.
DELEGERES_IKKE = (Rolle.SYSTEMFORVALTER, Rolle.MODUL, Rolle.PROSESS)


def hindre_for_tildeling(
    rolle: str,
    fra: date,
    til: date | None,
    *,
    bruker: Bruker | None = None,
    enhet: AdministrativEnhet | None = None,
    tilgangskoder: Sequence[str] = (),
) -> Iterator[Hinder]:
    """What stops a role: unknown role or code, a period that ends before it begins, a role the person has already."""
    if rolle not in Rolle.values:
        yield Hinder("rolle.ukjent", _("Rollen finnes ikke."), felt="rolle")
        return
    if til is not None and til < fra:
        yield Hinder("rolle.periode", _("Perioden slutter før den begynner."), felt="til_dato")
    ukjente = set(tilgangskoder) - set(Tilgangskode.objects.values_list("kode", flat=True))
    if ukjente:
        yield Hinder("rolle.ukjent_kode", _("En av tilgangskodene finnes ikke."), felt="tilgangskoder")
    if enhet is not None and enhet.avsluttet_dato:
        yield Hinder("rolle.enhet_avsluttet", _("Enheten er lagt ned. Velg en annen."), enhet, felt="enhet")
    if bruker is None:
        return
    yield from _rolle_og_bruker(rolle, bruker)
    samme = Rolletildeling.objects.filter(bruker=bruker, rolle=rolle, enhet=enhet, fra_dato=fra)
    if samme.exists():
        yield Hinder("rolle.finnes", _("%(navn)s har alt denne rollen.") % {"navn": bruker.navn}, bruker)


def _rolle_og_bruker(rolle: str, bruker: Bruker) -> Iterator[Hinder]:
    """A module is let in where it is registered and nowhere else, so a role of a person would be a way round it."""
    if rolle == Rolle.PROSESS and not bruker.er_system:
        yield Hinder("rolle.prosess", _("Rollen er for Bysaks egne prosesser. Velg en annen."), bruker, felt="rolle")
    if bruker.er_modul and rolle != Rolle.MODUL:
        yield Hinder("rolle.bare_modul", _("En modul kan bare ha rollen ekstern modul."), bruker, felt="rolle")
    if rolle == Rolle.MODUL and not bruker.er_modul:
        yield Hinder("rolle.modul", _("Rollen er for eksterne moduler. Velg en annen."), bruker, felt="rolle")
    if not bruker.is_active:
        yield Hinder("rolle.passiv", _("Brukeren er satt passiv. Sett den aktiv først."), bruker, felt="bruker")


def tildel_rolle(
    bruker: Bruker,
    rolle: Rolle,
    *,
    av: Aktoer,
    enhet: AdministrativEnhet | None = None,
    tilgangskoder: Sequence[str] = (),
    tjenesteyter: Virksomhet | None = None,
    fra: date | None = None,
    til: date | None = None,
) -> Rolletildeling:
    """Give a person a role in the virksomhet of the open work, for a period (krav 4.5.29, 4.5.30).

    tjenesteyter: the body that employs the person, when it is the archive service acting for the bydel.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    fra = fra or i_dag()
    ingen(hindre_for_tildeling(rolle, fra, til, bruker=bruker, enhet=enhet, tilgangskoder=tilgangskoder))
    return Rolletildeling.objects.create(
        bruker=bruker,
        rolle=rolle,
        enhet=enhet,
        tilgangskoder=list(tilgangskoder),
        tjenesteyter=tjenesteyter,
        fra_dato=fra,
        til_dato=til,
    )


def hindre_for_rolleslutt(tildeling: Rolletildeling, siste_dag: date) -> Iterator[Hinder]:
    """What stops ending a role: it has ended, a day that has been, or nobody left to administer (krav 4.1.4)."""
    dag = i_dag()
    if tildeling.til_dato is not None and tildeling.til_dato < dag:
        yield Hinder("rolle.avsluttet", _("Rollen er alt avsluttet."), tildeling)
    if siste_dag < dag - timedelta(days=1):
        yield Hinder("rolle.tilbake", _("En rolle kan ikke avsluttes tilbake i tid."), tildeling, felt="siste_dag")
    if tildeling.rolle == Rolle.SYSTEMFORVALTER and not _forvaltere().exclude(pk=tildeling.pk).exists():
        yield Hinder("rolle.siste_forvalter", _("Dette er den siste systemforvalteren. Gi en annen rollen."), tildeling)


def _forvaltere() -> QuerySet[Rolletildeling]:
    folk = {"bruker__is_active": True, "bruker__er_system": False}
    return Rolletildeling.objects.filter(gyldig_rolle(), rolle=Rolle.SYSTEMFORVALTER, **folk)


def siste_forvalter() -> Rolletildeling | None:
    """The role of the one who administers the virksomhet of the open work, when nobody else does; else None."""
    alle = list(_forvaltere().select_related("bruker")[:2])
    return alle[0] if len(alle) == 1 else None


def avslutt_rolle(tildeling: Rolletildeling, *, av: Aktoer, siste_dag: date | None = None) -> Rolletildeling | None:
    """End a role, now or after a day to come; what was lent of it ends too (krav 4.5.30).

    siste_dag: the last day it holds; without it, it ends this moment. A role that never held a whole day is taken
    away, and only the log knows of it; then None is returned. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    tildeling = laas(tildeling)
    slutt = siste_dag or i_dag() - timedelta(days=1)
    ingen(hindre_for_rolleslutt(tildeling, slutt))
    return la_slutte(tildeling, slutt)


def la_slutte(tildeling: Rolletildeling, slutt: date) -> Rolletildeling | None:
    """End a role after a day, and what was lent of it. For the verbs that have asked for leave; else as those."""
    laant = Rolletildeling.objects.filter(delegert_av_id=tildeling.bruker_id, rolle=tildeling.rolle, til_dato__gt=slutt)
    laant.filter(fra_dato__gt=slutt).delete()
    laant.update(til_dato=slutt)
    if tildeling.fra_dato > slutt:
        tildeling.delete()
        return None
    tildeling.til_dato = slutt
    tildeling.save(update_fields=["til_dato"])
    return tildeling


def hindre_for_begrensning(tildeling: Rolletildeling, uten: Collection[str]) -> Iterator[Hinder]:
    """What stops a narrowing: a right that the role does not give, or the right to read, without which it is none."""
    if not set(uten) <= RETTER.get(tildeling.rolle, frozenset()) - {Rett.LESE}:
        yield Hinder("rolle.begrensning", _("Rollen gir ikke den retten, eller kan ikke være uten."), tildeling)


def begrens_rolle(tildeling: Rolletildeling, *, uten: Collection[Rett], av: Aktoer) -> Rolletildeling:
    """Withhold rights of a role from one person: what is left is always a part of the role (krav 4.5.5, 4.5.7).

    uten: what is withheld from now on; empty gives the whole role back. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    tildeling = laas(tildeling)
    ingen(hindre_for_begrensning(tildeling, uten))
    tildeling.uten_retter = sorted(rett.value for rett in uten)
    tildeling.save(update_fields=["uten_retter"])
    return tildeling


def hindre_for_delegering(
    tildeling: Rolletildeling, *, til: Bruker, fra: date, siste_dag: date, av: Aktoer
) -> Iterator[Hinder]:
    """What stops lending a role: it is not one's own, it is lent, the time is too long, the other one is not here."""
    dag = i_dag()
    if tildeling.bruker_id != av.bruker_id:
        yield Hinder("delegering.annens", _("Du kan bare delegere din egen rolle."), tildeling)
    if tildeling.delegert_av_id or tildeling.rolle in DELEGERES_IKKE:
        yield Hinder("delegering.rolle", _("Denne rollen kan ikke delegeres videre."), tildeling)
    if not Rolletildeling.objects.filter(gyldig_rolle(), pk=tildeling.pk).exists():
        yield Hinder("delegering.utloept", _("Rollen gjelder ikke nå."), tildeling)
    slutter = min(filter(None, [tildeling.til_dato, fra + MAKS_DELEGERING]))
    if fra < dag or not fra <= siste_dag <= slutter:
        yield Hinder(
            "delegering.periode",
            _("Perioden må begynne tidligst i dag, vare høyst et år, og slutte senest når din egen rolle slutter."),
            felt="siste_dag",
        )
    if til.pk == tildeling.bruker_id or til.er_modul or til.er_system or not gyldige_roller(til).exists():
        yield Hinder("delegering.til", _("Velg en annen som har en rolle her."), til, felt="til")
    samme = Rolletildeling.objects.filter(bruker=til, rolle=tildeling.rolle, enhet=tildeling.enhet_id, fra_dato=fra)
    if samme.exists():
        yield Hinder("rolle.finnes", _("%(navn)s har alt denne rollen.") % {"navn": til.navn}, til)


def deleger(
    tildeling: Rolletildeling, *, til: Bruker, siste_dag: date, av: Aktoer, fra: date | None = None
) -> Rolletildeling:
    """Lend one's own role to a colleague for a time: the same unit, codes and limits, and never longer (krav 4.5.30).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.LESE)
    tildeling = laas(tildeling)
    fra = fra or i_dag()
    ingen(hindre_for_delegering(tildeling, til=til, fra=fra, siste_dag=siste_dag, av=av))
    return Rolletildeling.objects.create(
        bruker=til,
        rolle=tildeling.rolle,
        enhet_id=tildeling.enhet_id,
        tilgangskoder=tildeling.tilgangskoder,
        uten_retter=tildeling.uten_retter,
        tjenesteyter_id=tildeling.tjenesteyter_id,
        delegert_av_id=tildeling.bruker_id,
        fra_dato=fra,
        til_dato=siste_dag,
    )
