"""How the rows of a resource are read: one statement per resource, made by Django once and kept.

A page of rows is two statements: which rows, in which order, that Django makes for each request, and `<the kept
columns>` of those, whose plan the server keeps: some twenty tables under row-level security take longer to plan than
to read.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connection
from django.db.models import Case, CharField, Exists, ForeignKey, JSONField, Model, OuterRef, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import MD5, Cast, Concat

from bysak.api.noark5.form import Felt, Ressurs
from bysak.api.noark5.ressurser import GRUPPEMODELLER, GRUPPER, RESSURSER
from bysak.kjerne import forberedt
from bysak.kjerne.arbeid import Aktoer, gjeldende, gjeldende_virksomhet
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import er_modul, klasser

Celler = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """The kept statement of a resource, and at which place each attribute of it stands.

    plass: the place of (type, group or "", attribute). lenker: the place of what a link hangs on.
    """

    sql: str
    verdier: tuple[Any, ...]
    noekkel: str
    plass: dict[tuple[str, str], int]
    lenker: dict[str, int]
    typer: tuple[str, ...]


# Places that every row has, before its attributes.
PK, VERSJON, TYPE, SENDT = range(4)
# What comes after an attribute's name where the name of its code has a place too.
KODENAVN = "/kodenavn"


def typene(ressurs: Ressurs) -> tuple[str, ...]:
    """The types that a row of this resource may be: itself and its subtypes."""
    return (ressurs.navn, *ressurs.undertyper)


def plan(ressurs: Ressurs) -> Plan:
    """The plan of a resource. The log's ids are made from where it is, so there is one plan for each virksomhet."""
    hvor = gjeldende().virksomhet_id if ressurs.pakke == "loggingogsporing" else None
    return _plan(ressurs.navn, hvor)


def felt_i_modellen(modell: type[Model], navn: str) -> Any:
    """The model's field with this name; None for a path that only an expression or a transform can follow."""
    try:
        return modell._meta.get_field(navn)
    except FieldDoesNotExist:
        return None


def er_json(modell: type[Model], sti: str) -> bool:
    """Does this path lead into a JSON document?"""
    return isinstance(felt_i_modellen(modell, sti.split("__", maxsplit=1)[0]), JSONField)


class _Kolonner:
    """The columns of a statement as they are gathered: each path or expression once."""

    def __init__(self, modell: type[Model]) -> None:
        self.rader = modell._base_manager.all().order_by()
        self.stier: list[str] = []

    def ta(self, sti: str, uttrykk: Any = None) -> int:
        """The place of a path, or of an expression under the name `sti`."""
        if sti not in self.stier:
            if uttrykk is not None:
                self.rader = self.rader.annotate(**{sti: uttrykk})
            self.stier.append(sti)
        return self.stier.index(sti)

    def kodenavn(self, modell: type[Model], felt: Felt, gruppe: Felt | None = None) -> int | None:
        """The place of the name of a code that is a row of its own, so that nobody has to ask; None for others."""
        kolonne = felt_i_modellen(modell, felt.sti.removesuffix("_id")) if felt.kodeliste else None
        if not isinstance(kolonne, ForeignKey):
            return None
        prefiks = f"{gruppe.sti}__" if gruppe else ""
        return self.ta(f"{prefiks}{kolonne.name}__navn")

    def felt(self, felt: Felt, gruppe: Felt | None = None) -> int:
        """The place of an attribute, in a group or of the row itself."""
        prefiks = f"{gruppe.sti}__" if gruppe and gruppe.sti else ""
        if felt.uttrykk:
            return self.ta(f"{prefiks.replace('__', '_')}{felt.sti}", felt.uttrykk(prefiks))
        return self.ta(prefiks + felt.sti)


def _versjon(modell: type[Model]) -> tuple[str, Any]:
    """What changes whenever a row does: the counted version, or the transaction that last wrote the row."""
    if any(f.name == "versjon" for f in modell._meta.concrete_fields):
        return "versjon", None
    if modell is Bruker:  # the application reads its columns one by one, and system columns not at all
        return "x_versjon", MD5(Concat("navn", Value("\n"), "initialer", Cast("avsluttet_dato", CharField())))
    return "x_versjon", RawSQL(f'"{modell._meta.db_table}".xmin::text', (), output_field=CharField())  # noqa: S611


def _typen(ressurs: Ressurs) -> Case:
    valg = [When(RESSURSER[u].bare, then=Value(u)) for u in ressurs.undertyper]
    return Case(*valg, default=Value(ressurs.navn), output_field=CharField())


def _lenkekolonner(ressurs: Ressurs, kolonner: _Kolonner) -> dict[str, int]:
    """What links hang on: the unit above, whether there is one below of the same kind, whether the unit is closed."""
    plasser: dict[str, int] = {}
    modell = ressurs.modell
    for navn in typene(ressurs):
        for rel in RESSURSER[navn].relasjoner.values():
            if not rel.mange:
                plasser[rel.navn] = kolonner.ta(f"{rel.sti}_id")
            elif RESSURSER[rel.til].modell is modell:
                bak = modell._meta.get_field(rel.sti).remote_field.name  # type: ignore[union-attr]
                under = Exists(modell._base_manager.filter(**{bak: OuterRef("pk")}))
                plasser[rel.navn] = kolonner.ta(f"har_{rel.navn}", under)
    if any(f.name == "avsluttet_dato" for f in modell._meta.concrete_fields):
        plasser["avsluttet"] = kolonner.ta("avsluttet_dato")
    if ressurs.rot == "registrering":
        plasser["i_sak"] = kolonner.ta("mappe__art")
    return plasser


@cache
def _plan(navn: str, hvor: int | None) -> Plan:
    ressurs = RESSURSER[navn]
    kolonner = _Kolonner(ressurs.modell)
    kolonner.ta("pk")
    kolonner.ta(*_versjon(ressurs.modell))
    kolonner.ta("x_type", _typen(ressurs))
    har_sendt = any(f.name == "tid_sendt" for f in ressurs.modell._meta.concrete_fields)
    kolonner.ta(*(("tid_sendt", None) if har_sendt else ("x_sendt", Value(None, output_field=CharField()))))
    plass: dict[tuple[str, str], int] = {}
    for type_ in typene(ressurs):
        for felt in RESSURSER[type_].felt.values():
            if not felt.gruppe or er_json(ressurs.modell, felt.sti):
                plass[("", felt.navn)] = kolonner.felt(felt)
                continue
            for under in GRUPPER[felt.gruppe].values():
                plass[(felt.navn, under.navn)] = kolonner.felt(under, felt)
                navnet = kolonner.kodenavn(GRUPPEMODELLER.get(felt.gruppe, ressurs.modell), under, felt)
                if navnet is not None:
                    plass[(felt.navn, under.navn + KODENAVN)] = navnet
    lenker = _lenkekolonner(ressurs, kolonner)
    sql, verdier = kolonner.rader.values_list(*kolonner.stier).query.get_compiler(connection=connection).as_sql()
    meta = ressurs.modell._meta
    noekkel = f'"{meta.db_table}"."{meta.pk.column}"'
    return Plan(sql, verdier, noekkel, plass, lenker, typene(ressurs))


def les(ressurs: Ressurs, hvilke: "QuerySet[Any]", noekler: tuple[str, ...] = ()) -> list[tuple[Celler, Celler]]:
    """The rows that a query names, in its order, as (its id and the `noekler` it is ordered by, the cells of the row).

    hvilke: ordered and cut; noekler: annotations of it. Nothing else of it is read.
    """
    plan_ = plan(ressurs)
    try:
        indre, verdier = _indre(hvilke, noekler)
    except EmptyResultSet:
        return []
    with connection.cursor() as peker:
        peker.execute(indre, verdier)
        siden = peker.fetchall()
    if not siden:
        return []
    sql = f"{plan_.sql} where {plan_.noekkel} = any (%s)"
    celler = {rad[PK]: rad for rad in forberedt.spoer(sql, (*plan_.verdier, [hvor[0] for hvor in siden]))}
    return [(hvor, celler[hvor[0]]) for hvor in siden if hvor[0] in celler]


def les_en(ressurs: Ressurs, pk: Any, av: Aktoer) -> Celler | None:
    """The cells of one row, in one statement whose plan is kept; None when there is none that the one who asks sees."""
    if er_modul(av) or not isinstance(pk, UUID):  # what a module reaches is looked up each time
        setning = _setning_for_en(ressurs, pk, av)
    else:
        ser, navngitt = klasser(av)
        setning = _kjent_setning(ressurs.navn, av, gjeldende_virksomhet(), tuple(ser), tuple(navngitt))
    if setning is None:
        return None
    sql, verdier = setning
    rader = forberedt.spoer(sql, [pk if verdi == _NOEN else verdi for verdi in verdier])
    return rader[0] if rader else None


# Stands for the key that is asked for in a statement that is made before anybody asks.
_NOEN = UUID(int=0)


@lru_cache(maxsize=512)
def _kjent_setning(
    navn: str, av: Aktoer, _hvor: int, _ser: tuple[int, ...], _navngitt: tuple[int, ...]
) -> tuple[str, tuple[Any, ...]] | None:
    """Django takes a millisecond to make it, so it is kept for as long as the same person sees by the same classes.

    The arguments are all that sight depends on: the person with its roles, the virksomhet, the access classes.
    """
    return _setning_for_en(RESSURSER[navn], _NOEN, av)


def _setning_for_en(ressurs: Ressurs, pk: Any, av: Aktoer) -> tuple[str, tuple[Any, ...]] | None:
    plan_ = plan(ressurs)
    try:
        indre, verdier = _indre(ressurs.grunn(av).filter(pk=pk), ())
    except EmptyResultSet:
        return None
    return f"{plan_.sql} where {plan_.noekkel} in ({indre})", (*plan_.verdier, *verdier)


def _indre(hvilke: "QuerySet[Any]", noekler: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    sql, verdier = hvilke.values_list("pk", *noekler).query.get_compiler(connection=connection).as_sql()
    return sql, verdier
