"""Where an external module may read and write: on a unit and all below it, for a time (krav 4.1.14-4.1.17).

A module begins with nothing: its role says what it can do, these rights where, its codes what is hidden from it there.
`organisasjon.tilgang` asks here for a module's part of the one predicate of sight.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.laasing import laas_enhet
from bysak.arkivstruktur.models import (
    Arkivdel,
    Dokumentbeskrivelse,
    Klasse,
    Mappe,
    Objektrettighet,
    Registrering,
)
from bysak.kjerne.arbeid import Aktoer, gjeldende, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, krev

_HUSKET = "modul:"
Enhet = Arkivdel | Klasse | Mappe | Registrering | Dokumentbeskrivelse
PEKERE: dict[type[Any], str] = {
    Arkivdel: "arkivdel",
    Klasse: "klasse",
    Mappe: "mappe",
    Registrering: "registrering",
    Dokumentbeskrivelse: "dokumentbeskrivelse",
}


def peker(enhet: Enhet) -> str:
    """The name of the column that points at a unit of this kind."""
    return next(navn for type_, navn in PEKERE.items() if isinstance(enhet, type_))


def hindre_for_modulrett(enhet: Enhet, *, modul: Bruker | None, fra: date, til: date | None) -> Iterator[Hinder]:
    """What stops a module's right: it is no module, a period that ends before it begins, or that all is not allowed."""
    if modul is not None and not modul.er_modul:
        yield Hinder("modulrett.bruker", _("Dette er ikke en ekstern modul."), modul, felt="modul")
    if til is not None and til < fra:
        yield Hinder("rolle.periode", _("Perioden slutter før den begynner."), felt="til_dato")
    if modul is None and not all(a.aapen_for_alle_moduler for a in _arkivdelene(enhet)):
        yield Hinder("modulrett.alle", _("Arkivdelen tillater ikke at alle moduler slipper til."), enhet, felt="modul")


def _arkivdelene(enhet: Enhet) -> list[Arkivdel]:
    """The arkivdeler that a unit is, or may come to be, part of."""
    if isinstance(enhet, Arkivdel):
        return [enhet]
    if isinstance(enhet, Klasse):
        return list(Arkivdel.objects.filter(klassifikasjonssystem=enhet.klassifikasjonssystem_id))
    if isinstance(enhet, Mappe):
        return [enhet.arkivdel]
    if isinstance(enhet, Registrering):
        return [enhet.mappe.arkivdel if enhet.mappe else enhet.arkivdel]
    return [a for k in enhet.koblinger.select_related("registrering__mappe") for a in _arkivdelene(k.registrering)]


def gi_modul_rett(
    enhet: Enhet, *, modul: Bruker | None, av: Aktoer, skrive: bool = False, fra: date | None = None,
    til: date | None = None,
) -> Objektrettighet:  # fmt: skip
    """Let a module read, or read and change, a unit and all below it, for a time (krav 4.1.14, 4.1.15).

    modul: None is all modules, present and future, where the arkivdel allows it (krav 4.1.13, 4.1.16, 4.1.17).
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    enhet = laas_enhet(enhet)
    fra = fra or i_dag()
    ingen(hindre_for_modulrett(enhet, modul=modul, fra=fra, til=til))
    _glem()
    return Objektrettighet.objects.create(
        **{peker(enhet): enhet}, modul=modul, skrive=skrive, fra_dato=fra, til_dato=til
    )


def endre_modul_rett(rett: Objektrettighet, *, skrive: bool, av: Aktoer) -> Objektrettighet:
    """Let a module change what it could only read, or the other way (krav 4.1.15). Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    rett = laas(rett)
    rett.skrive = skrive
    rett.save(update_fields=["skrive"])
    _glem()
    return rett


def trekk_modul_rett(rett: Objektrettighet, *, av: Aktoer) -> None:
    """Take a module's right away at once. That it was there, and when, stands in the log. Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    laas(rett).delete()
    _glem()


def _glem() -> None:
    """What `rekkevidde` remembered in this unit of work no longer holds."""
    lager = gjeldende().lager
    for noekkel in [n for n in lager if n.startswith(_HUSKET)]:
        del lager[noekkel]


def retter_til(enhet: Enhet) -> QuerySet[Objektrettighet]:
    """The rights that are given on exactly this unit (krav 4.5.34)."""
    return Objektrettighet.objects.filter(**{peker(enhet): enhet}).select_related("modul").order_by("fra_dato")


def rekkevidde(av: Aktoer, *, skrive: bool = False) -> dict[str, set[UUID]]:
    """The units that a module has a right on today, by kind; klasser with all below them. Once per unit of work."""
    lager = gjeldende().lager
    noekkel = f"{_HUSKET}{av.bruker_id}:{skrive}"
    if noekkel not in lager:
        dag = i_dag()
        gyldig = Q(Q(til_dato__isnull=True) | Q(til_dato__gte=dag), fra_dato__lte=dag)
        hvem = Q(modul_id=av.bruker_id) | Q(modul__isnull=True)
        rader = list(Objektrettighet.objects.filter(gyldig, hvem, **({"skrive": True} if skrive else {})))
        mine = {navn: {getattr(r, f"{navn}_id") for r in rader} - {None} for navn in PEKERE.values()}
        nye = mine["klasse"]
        while nye:
            nye = set(Klasse.objects.filter(forelder_id__in=nye).values_list("pk", flat=True)) - mine["klasse"]
            mine["klasse"] |= nye
        lager[noekkel] = mine
    svar: dict[str, set[UUID]] = lager[noekkel]
    return svar


def modulens_q(av: Aktoer, felt: str) -> Q:
    """The cases and entries within a module's reach, whichever of the two the query is about."""
    mine = rekkevidde(av)
    saker = Mappe.objects.filter(_saker(mine)).values("pk")
    poster = Registrering.objects.filter(_poster(mine)).values("pk")
    return Q(**{f"{felt}system_id__in": saker}) | Q(**{f"{felt}system_id__in": poster})


def naar(av: Aktoer, enhet: object, *, skrive: bool = False) -> bool:
    """Is this unit within a module's reach, for reading or for writing?"""
    mine = rekkevidde(av, skrive=skrive)
    if isinstance(enhet, Mappe):
        return Mappe.objects.filter(_saker(mine), pk=enhet.pk).exists()
    if isinstance(enhet, Registrering):
        return Registrering.objects.filter(_poster(mine), pk=enhet.pk).exists()
    if isinstance(enhet, Dokumentbeskrivelse):
        poster = Registrering.objects.filter(_poster(mine), koblinger__dokumentbeskrivelse=enhet.pk)
        return enhet.pk in mine["dokumentbeskrivelse"] or poster.exists()
    return any(isinstance(enhet, type_) and enhet.pk in mine[navn] for type_, navn in PEKERE.items())


def _saker(mine: dict[str, set[UUID]], sti: str = "") -> Q:
    hvor = {"arkivdel_id": mine["arkivdel"], "klasse_id": mine["klasse"], "pk": mine["mappe"]}
    q = Q(pk__in=[])
    for felt, ider in hvor.items():
        q |= Q(**{f"{sti}{felt}__in": ider})
    return q


def _poster(mine: dict[str, set[UUID]]) -> Q:
    return (
        _saker(mine, "mappe__")
        | Q(arkivdel_id__in=mine["arkivdel"])
        | Q(klasse_id__in=mine["klasse"])
        | Q(pk__in=mine["registrering"])
    )
