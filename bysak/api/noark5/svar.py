"""A row as the interface shows it: its attributes without the absent ones, its links, its ETag."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, DateTimeField, Model, QuerySet

from bysak.api.noark5.feil import FinnesIkke
from bysak.api.noark5.form import Felt, Ressurs
from bysak.api.noark5.kodelister import kodeobjekt
from bysak.api.noark5.lenker import Kontekst, lenkene
from bysak.api.noark5.plan import (
    KODENAVN,
    PK,
    SENDT,
    TYPE,
    VERSJON,
    Celler,
    Plan,
    er_json,
    felt_i_modellen,
    les,
    les_en,
    plan,
)
from bysak.api.noark5.ressurser import GRUPPER, RESSURSER
from bysak.api.noark5.saerfelt import TIL_SLUTT
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import OSLO

Gjoer = Callable[[Any], Any]
Bygger = Callable[[Celler], Any]
_MIDNATT = time(0, 0, tzinfo=OSLO)


@dataclass(frozen=True, slots=True)
class Rad:
    """One row, ready to be sent. type: the name of its resource, which may be a subtype of the one asked for."""

    type: str
    pk: Any
    etag: str
    kropp: dict[str, Any]

    @property
    def system_id(self) -> str:
        """The systemID."""
        return str(self.kropp["systemID"])


def rader(
    ressurs: Ressurs, hvilke: "QuerySet[Any]", kontekst: Kontekst, noekler: tuple[str, ...] = ()
) -> list[tuple[Celler, Rad]]:
    """The rows that a query names, in its order, each with what it is ordered by. Inside an arbeid."""
    plan_ = plan(ressurs)
    return [(side, _rad(plan_, celler, kontekst)) for side, celler in les(ressurs, hvilke, noekler)]


def en(ressurs: Ressurs, pk: Any, av: Aktoer, kontekst: Kontekst) -> Rad:
    """The row with this key, if the one who asks may see it. Raises `FinnesIkke`."""
    celler = les_en(ressurs, pk, av)
    if celler is None:
        raise FinnesIkke
    return _rad(plan(ressurs), celler, kontekst)


def _rad(plan_: Plan, celler: Celler, kontekst: Kontekst) -> Rad:
    type_ = celler[TYPE]
    kropp: dict[str, Any] = {}
    for navn, bygg in _byggerne(type_, plan_):
        verdi = bygg(celler)
        if verdi is not None and verdi != "" and verdi != [] and verdi != {}:
            kropp[navn] = verdi
    if celler[SENDT] not in (None, "{}"):
        _som_sendt(kropp, msgspec.json.decode(celler[SENDT]))
    if type_ in TIL_SLUTT:
        TIL_SLUTT[type_](kropp)
    kropp["_links"] = lenkene(type_, str(kropp["systemID"]), celler, plan_.lenker, kontekst)
    return Rad(type_, celler[PK], f'"{celler[VERSJON]}"', kropp)


def _som_sendt(kropp: dict[str, Any], sendt: dict[str, str]) -> None:
    """Give a time back with the offset that it was sent with, as long as it is still that time."""
    for navn, tekst in sendt.items():
        verdi = kropp.get(navn)
        if isinstance(verdi, datetime) and _samme_tid(tekst, verdi):
            kropp[navn] = tekst


def _samme_tid(tekst: str, verdi: datetime) -> bool:
    try:
        sendt = datetime.fromisoformat(tekst)
    except (ValueError, TypeError):
        return False
    if sendt.tzinfo is None:
        return False
    # A day is kept as a day: any time of it that was sent is the same.
    return sendt == verdi or (verdi.timetz() == _MIDNATT and sendt.date() == verdi.date())


@cache
def _byggerne(type_: str, plan_: Plan) -> tuple[tuple[str, Bygger], ...]:
    ressurs = RESSURSER[type_]
    return tuple((f.navn, _bygger(ressurs.modell, f, plan_)) for f in ressurs.felt.values())


def _bygger(modell: type[Model], felt: Felt, plan_: Plan) -> Bygger:
    if felt.gruppe and not er_json(modell, felt.sti):
        return _gruppebygger(modell, felt, plan_)
    plass = plan_.plass[("", felt.navn)]
    return _celle(plass, _gjoer(modell, felt, felt.sti))


def _celle(plass: int, gjoer: Gjoer | None) -> Bygger:
    if gjoer is None:
        return lambda celler: celler[plass]

    def bygg(celler: Celler) -> Any:
        verdi = celler[plass]
        return None if verdi is None or verdi == "" or verdi == [] else gjoer(verdi)

    return bygg


def _gruppebygger(modell: type[Model], felt: Felt, plan_: Plan) -> Bygger:
    if felt.sti:
        modell = modell._meta.get_field(felt.sti).related_model  # type: ignore[assignment]
    deler = [(under.navn, _delbygger(modell, felt, under, plan_)) for under in GRUPPER[felt.gruppe].values()]

    def bygg(celler: Celler) -> Any:
        verdier = {navn: v for navn, b in deler if (v := b(celler)) is not None and v != "" and v != []}
        return [verdier] if felt.flere and verdier else verdier

    return bygg


def _delbygger(modell: type[Model], gruppe: Felt, under: Felt, plan_: Plan) -> Bygger:
    plass = plan_.plass[(gruppe.navn, under.navn)]
    navnet = plan_.plass.get((gruppe.navn, under.navn + KODENAVN))
    if navnet is not None:
        return lambda celler: celler[plass] and {"kode": celler[plass], "kodenavn": celler[navnet]}
    return _celle(plass, _gjoer(modell, under, under.sti))


def _gjoer(modell: type[Model], felt: Felt, sti: str) -> Gjoer | None:
    """What turns the cell of a column into the value of an attribute; None when it is that already."""
    if felt.kodeliste:
        return _koder(felt) if felt.flere else (lambda verdi: kodeobjekt(felt.kodeliste, verdi))
    if er_json(modell, sti):
        return msgspec.json.decode
    if felt.type == "decimal":
        return _tall
    kolonne = felt_i_modellen(modell, sti)
    if felt.type == "dateTime" and isinstance(kolonne, DateField) and not isinstance(kolonne, DateTimeField):
        return _dagens_begynnelse
    if isinstance(kolonne, ArrayField) and not felt.flere:
        return lambda verdi: verdi[0]
    return None


def _koder(felt: Felt) -> Gjoer:
    return lambda verdier: [kodeobjekt(felt.kodeliste, v) for v in verdier]


def _tall(verdi: str) -> Any:
    """A coordinate with the digits that it came with, as a number."""
    try:
        float(verdi)
    except ValueError:
        return verdi
    return msgspec.Raw(verdi.encode())


def _dagens_begynnelse(dag: date) -> datetime:
    return datetime.combine(dag, time(), OSLO)
