"""Holding an entry, a document or any unit still: what lies above it is held first, always in the same order.

A verb is given the caller's copy, which may be old: the entry may have been moved since. So the case that holds it now
is the one that is locked, and what the verb looks at afterwards is read under the lock.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q

from bysak.arkivstruktur.models import Dokumentbeskrivelse, Mappe, Registrering
from bysak.kjerne.arbeid import laas

R = TypeVar("R", bound=Registrering)
E = TypeVar("E", bound=Model)
D = TypeVar("D", bound=Model)
# What a row may belong to, the nearest one that decides first.
ENHETER = ("mappe", "registrering", "dokumentbeskrivelse", "klasse")


class _Uventet(Exception):
    """What is held is not what was read: let it go, since what is missing may come before it in the order."""


def laas_post(reg: R) -> R:
    """Hold an entry and the case it lies in now; returns the entry as it stands, with that case on it."""
    return laas_poster(reg)[0]


def laas_poster(*poster: R, saker: Iterable[Mappe] = ()) -> list[R]:
    """Hold several entries and their cases; no two verbs that do so can wait for each other.

    saker: other cases that the verb writes to. Returns the entries as they stand, in the order given. Raises the
    model's `DoesNotExist` when one is gone or not yours.
    """
    sak_ider = {sak.pk for sak in saker} | {reg.mappe_id for reg in poster if reg.mappe_id}
    while True:
        with suppress(_Uventet), transaction.atomic():
            return _laas_poster(poster, sak_ider)
        # Moved since the caller read it: the case that it came to is held too, and before the entry.
        naa = [type(reg)._base_manager.get(pk=reg.pk).mappe_id for reg in poster]
        sak_ider |= {sak_id for sak_id in naa if sak_id}


def _laas_poster(poster: Sequence[R], sak_ider: set[UUID]) -> list[R]:
    holdt = {sak.pk: sak for sak in _i_orden(Mappe).filter(pk__in=sak_ider)}
    laaste = {reg.pk: reg for reg in _laaste(poster, holdt)}
    if any(reg.pk not in laaste for reg in poster):
        raise _Uventet
    for reg in laaste.values():
        if reg.mappe_id:
            reg.mappe = holdt[reg.mappe_id]
    return [laaste[reg.pk] for reg in poster]


def laas_dokument(dokument: Dokumentbeskrivelse) -> Dokumentbeskrivelse:
    """Hold a document, every entry it lies in and their cases: what is locked on it follows from theirs."""
    return laas_dokumenter(dokument)[0]


def laas_dokumenter(*dokumenter: Dokumentbeskrivelse, poster: Iterable[Registrering] = ()) -> list[Dokumentbeskrivelse]:
    """Hold several documents and all that lies above them. poster: an entry that they are to lie in too."""
    andre = list(poster)
    while True:
        rundt = _postene(dokumenter)
        with suppress(_Uventet), transaction.atomic():
            return _laas_dokumenter(dokumenter, rundt, andre)


def _laas_dokumenter(
    dokumenter: Sequence[Dokumentbeskrivelse], rundt: list[Registrering], andre: list[Registrering]
) -> list[Dokumentbeskrivelse]:
    laas_poster(*rundt, *andre)
    laaste = {d.pk: d for d in _i_orden(Dokumentbeskrivelse).filter(pk__in=[d.pk for d in dokumenter])}
    if not {reg.pk for reg in _postene(dokumenter)} <= {reg.pk for reg in rundt}:
        raise _Uventet  # put on one more entry while this waited
    for borte in [d for d in dokumenter if d.pk not in laaste]:
        raise type(borte).DoesNotExist
    return [laaste[d.pk] for d in dokumenter]


def laas_enhet(enhet: E) -> E:
    """Hold a unit of whichever level with what lies above it, and read it again."""
    if isinstance(enhet, Registrering):
        return laas_post(enhet)
    if isinstance(enhet, Dokumentbeskrivelse):
        return cast(E, laas_dokument(enhet))
    return laas(enhet)


def laas_del(rad: D) -> D:
    """Hold a row that belongs to a unit, such as a remark, a party or a file, and the unit before it."""
    navn = next((n for n in ENHETER if getattr(rad, f"{n}_id", None)), "")
    if not navn:
        return laas(rad)  # which says so when it is gone
    enhet = laas_enhet(getattr(rad, navn))
    laast = laas(rad)
    setattr(laast, navn, enhet)
    return laast


def _laaste(poster: Sequence[R], saker: dict[UUID, Mappe]) -> Iterator[R]:
    for modell in {type(reg) for reg in poster}:
        mine = Q(mappe_id__in=saker) | Q(mappe_id__isnull=True)
        yield from _i_orden(modell).filter(mine, pk__in=[reg.pk for reg in poster if type(reg) is modell])


def _i_orden(modell: Any) -> Any:
    return modell._base_manager.select_for_update(no_key=True).order_by("pk")


def _postene(dokumenter: Iterable[Dokumentbeskrivelse]) -> list[Registrering]:
    return list(Registrering.objects.filter(koblinger__dokumentbeskrivelse__in=dokumenter).distinct())
