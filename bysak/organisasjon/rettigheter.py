"""What rights somebody has and has had, what a role gives, and who has it (krav 4.5.29, 4.5.32, 4.5.33)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.models import Endring
from bysak.organisasjon.models import Bruker, Rolletildeling, Virksomhet
from bysak.organisasjon.tilgang import RETTER, Rett, gyldig_rolle, krev


@dataclass(frozen=True)
class Rettighet:
    """One role of one person, with the rights that it gives, and whether it holds on the day asked about."""

    tildeling: Rolletildeling
    retter: tuple[Rett, ...]
    gjelder: bool


def rettigheter_til(bruker: Bruker, dag: date | None = None) -> list[Rettighet]:
    """Every role a person has had, has or will have in the virksomheter that are read (krav 4.5.29, 4.5.32)."""
    naa = set(Rolletildeling.objects.filter(gyldig_rolle(dag), bruker=bruker).values_list("pk", flat=True))
    alle = Rolletildeling.objects.filter(bruker=bruker).select_related("virksomhet", "enhet", "delegert_av")
    return [
        Rettighet(
            r,
            tuple(rett for rett in retter_i(r.rolle) if rett not in r.uten_retter),
            bruker.is_active and r.pk in naa,
        )
        for r in alle.order_by("virksomhet_id", "fra_dato", "rolle")
    ]


def retter_i(rolle: str) -> list[Rett]:
    """What a role gives, in the order of `Rett` (krav 4.5.33)."""
    return [rett for rett in Rett if rett in RETTER.get(rolle, frozenset())]


def har_rollen(rolle: str, dag: date | None = None) -> QuerySet[Rolletildeling]:
    """Who has a role on a day, in the virksomheter that are read."""
    roller = Rolletildeling.objects.filter(gyldig_rolle(dag or i_dag()), rolle=rolle, bruker__is_active=True)
    return roller.select_related("bruker", "virksomhet", "enhet").order_by("bruker__navn")


@dataclass(frozen=True)
class Periode:
    """A time when a login was open; `til` is None while it is."""

    fra: datetime
    til: datetime | None


@dataclass(frozen=True)
class Navnebruk:
    """A name and initials, and when they were this person's."""

    navn: str
    initialer: str
    fra: datetime
    til: datetime | None


def _endringer(bruker: Bruker, *elementer: str) -> QuerySet[Endring]:
    funnet = Endring.objects.filter(
        objekttype=Bruker._meta.db_table, objekt_id=str(bruker.pk), element__in=["+", *elementer]
    )
    return funnet.select_related("handling").order_by("id")


def _verdi(endring: Endring, element: str) -> Any:
    """What an element was set to, by being made or by being changed; None when this is about another one."""
    if endring.element == "+":
        return (endring.ny or {}).get(element)
    return endring.ny if endring.element == element else None


def aktive_perioder(bruker: Bruker) -> list[Periode]:
    """When a login has been open, from the log (krav 4.1.3, 4.1.6, 4.3.4, 4.4.10). Read in the archive service."""
    perioder: list[Periode] = []
    for e in _endringer(bruker, "is_active"):
        aktiv = _verdi(e, "is_active")
        if aktiv:
            perioder.append(Periode(e.handling.tid, None))
        elif perioder:
            perioder.append(Periode(perioder.pop().fra, e.handling.tid))
    return perioder


def navnehistorikk(bruker: Bruker) -> list[Navnebruk]:
    """Every name and initials of a person with their time, from the log (krav 4.4.12). Read in the archive service."""
    navn: list[Navnebruk] = []
    for e in _endringer(bruker, "navn", "initialer"):
        tid, forrige = e.handling.tid, navn.pop() if navn else Navnebruk("", "", e.handling.tid, None)
        if forrige.fra != tid:  # name and initials that changed in one act are one change
            navn.append(replace(forrige, til=tid))
        brukt, initialer = _verdi(e, "navn"), _verdi(e, "initialer")
        navn.append(
            Navnebruk(
                forrige.navn if brukt is None else brukt,
                forrige.initialer if initialer is None else initialer,
                tid,
                None,
            )
        )
    return navn


def still_krav_til_innlogging(
    virksomhet: Virksomhet, *, av: Aktoer, sterk: bool | None = None, totrinn: Collection[str] | None = None
) -> Virksomhet:
    """Demand, or no longer demand, more than a password of those who have roles here (krav 4.4.8, 4.1.8).

    sterk: of all; who has logged in with less, has no role here. totrinn: the roles whose people must set up a second
    step before they come in with a password; providers have their own. What is not said stays as it is. Done in
    `arbeid(i=arkivtjenesten)`. Raises `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    virksomhet = laas(virksomhet)
    if sterk is not None:
        virksomhet.krever_sterk_innlogging = sterk
    if totrinn is not None:
        virksomhet.krever_totrinn = sorted(totrinn)
    virksomhet.save(update_fields=["krever_sterk_innlogging", "krever_totrinn"])
    return virksomhet
