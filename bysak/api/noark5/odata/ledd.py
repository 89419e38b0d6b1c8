"""The pieces that a condition is made of in the database: typed values, and the few expressions Django lacks."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import BooleanField, CharField, DateTimeField, DecimalField, Expression, Func, Q, Value
from django.db.models.lookups import Exact


class Art(StrEnum):
    """What a value is."""

    TEKST = "tekst"
    HELTALL = "heltall"
    TALL = "tall"
    JANEI = "ja eller nei"
    DAG = "dato"
    TID = "tidspunkt"
    KLOKKE = "klokkeslett"
    UUID = "UUID"
    EGEN = "egen metadata"


class Ingen:
    """That a value is not written out, but found in the row."""


INGEN: Final = Ingen()
TEKSTFELT = CharField()
USANN = Q(Exact(Value(1), Value(0)))
SANN = Q(Exact(Value(1), Value(1)))


@dataclass(frozen=True)
class Ledd:
    """A value in a condition. `verdi`: what was written, when it was. `bare`: which rows have it at all.

    noeyaktig: small and capital letters are told apart, as in codes and after tolower.
    vilkaar: where the value is whether something is so.
    """

    uttrykk: Any
    art: Art
    verdi: Any = INGEN
    noeyaktig: bool = False
    bare: Q = field(default_factory=Q)
    vilkaar: Q | None = None

    @property
    def skrevet(self) -> bool:
        """Was it written out in the question?"""
        return self.verdi is not INGEN


class Ikke(Func):
    """That something is not so; what is unknown is not so either, so that `not` leaves nobody between two chairs."""

    arity = 1
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **ekstra: Any) -> Any:
        """Write it, also when what it turns around is always or never so."""
        try:
            sql, verdier = compiler.compile(self.get_source_expressions()[0])
        except EmptyResultSet:
            raise FullResultSet from None
        except FullResultSet:
            raise EmptyResultSet from None
        return f"NOT COALESCE(({sql}), FALSE)", verdier


def ikke(q: Q) -> Q:
    """Turn a condition around."""
    return Q(Ikke(q))


class Element(Expression):
    """One text of a list, by the name the list was unfolded under."""

    output_field = CharField()

    def __init__(self, navn: str) -> None:
        super().__init__(output_field=CharField())
        self.navn = navn

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Write it."""
        return f"{self.navn}.v", []


class NoeElement(Func):
    """That a condition holds for at least one text of a list."""

    arity = 2
    output_field = BooleanField()

    def __init__(self, liste: Any, vilkaar: Q, *, navn: str = "") -> None:
        super().__init__(liste, vilkaar)
        self.navn = navn

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **ekstra: Any) -> Any:
        """Write it; a condition that always holds asks whether there is anything in the list."""
        liste, vilkaar = self.get_source_expressions()
        hva, verdier = compiler.compile(liste)
        try:
            sql, flere = compiler.compile(vilkaar)
        except FullResultSet:
            sql, flere = "TRUE", []
        # The name is e1, e2, …; the rest is what the compiler wrote.
        return f"EXISTS (SELECT 1 FROM unnest({hva}) AS {self.navn}(v) WHERE {sql})", [*verdier, *flere]  # noqa: S608


class Gjentatt(Func):
    """A template where the one value stands several times."""

    arity = 1
    ganger = 2

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **ekstra: Any) -> Any:
        """Write it, with the parameters of each time."""
        sql, verdier = super().as_sql(compiler, connection, *args, **ekstra)
        return sql, [*verdier] * self.ganger


class SomTall(Gjentatt):
    """A text as a number, when it is one: coordinates keep the digits they came with, as text."""

    output_field = DecimalField()
    template = (
        r"(CASE WHEN (%(expressions)s) ~ '^[-+]?[0-9]{1,30}(\.[0-9]{1,30})?$' THEN (%(expressions)s)::numeric END)"
    )


class SomTid(Gjentatt):
    """A text as a moment, when it is one. Without an offset it is Norwegian time."""

    ganger = 6
    output_field = DateTimeField()
    template = (
        "(CASE WHEN pg_input_is_valid(%(expressions)s, 'timestamptz') AND (%(expressions)s) ~ '^[0-9]{4}-'"
        " THEN CASE WHEN (%(expressions)s) ~ '([Zz]|[-+][0-9:]+)$' AND (%(expressions)s) ~ 'T'"
        " THEN (%(expressions)s)::timestamptz"
        " ELSE (%(expressions)s)::timestamp AT TIME ZONE 'Europe/Oslo' END END)"
    )


class Midnatt(Func):
    """The moment that a day begins in Norway."""

    output_field = DateTimeField()
    template = "((%(expressions)s)::timestamp AT TIME ZONE 'Europe/Oslo')"


class IsoTekst(Func):
    """A day or a moment as text, as it stands in the answers but for the fractions of a second."""

    output_field = CharField()
    template = "to_char(%(expressions)s, 'YYYY-MM-DD')"


class IsoTid(IsoTekst):
    """A moment as text, in Norwegian time."""

    template = "to_char((%(expressions)s) AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD\"T\"HH24:MI:SS')"


class Tall(Func):
    """A number without limits, so that no sum is too large for its column."""

    output_field = DecimalField()
    template = "(%(expressions)s)::numeric"
