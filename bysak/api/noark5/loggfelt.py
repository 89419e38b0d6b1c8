"""What the interface calls endringslogg, hendelseslogg and tilgang, as expressions over our log and modules' rights."""

import hashlib
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Func, Q, TextField, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce

from bysak.api.noark5.form import Uttrykk
from bysak.kjerne.arbeid import gjeldende
from bysak.kjerne.hemmeligheter import hemmelighet

_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
# tilgangskategori, and the pointer of a module's right that it says is set.
ALLE_MODULER = "Alle moduler"
KATEGORIER = {"A": "arkivdel", "K": "klasse", "M": "mappe", "R": "registrering", "D": "dokumentbeskrivelse"}


class _LoggId(Func):
    template = "(%(expressions)s)::uuid"
    arg_joiner = " || "


class _Hex(Func):
    template = "lpad(to_hex(%(expressions)s), 12, '0')"


class _SomTekst(Func):
    template = "(%(expressions)s #>> '{}')"


def _opphav() -> str:
    """The first groups of a line's UUID (version 8), from installation and virksomhet: no two have the same."""
    sted = f"{hemmelighet('segl')} endring {gjeldende().virksomhet_id}"
    d = hashlib.sha256(sted.encode()).hexdigest()
    return f"{d[:8]}-{d[8:12]}-8{d[12:15]}-8{d[15:18]}-"


def radens_id(sti: str) -> _LoggId:
    """A UUID for a line of the log, which is numbered: the number is its last part."""
    return _LoggId(Value(_opphav()), _Hex(F(f"{sti}id")), output_field=UUIDField())


def nummeret(system_id: UUID) -> int | None:
    """The number of the line that a UUID stands for; None for one that is not from here."""
    return int(system_id.hex[-12:], 16) if str(system_id).startswith(_opphav()) else None


def arkivenheten(sti: str) -> Case:
    """The unit that was changed. The log has rows about numbered things too, whatever else a query asks for."""
    return Case(When(Q(**{f"{sti}objekt_id__regex": _UUID}), then=Cast(f"{sti}objekt_id", UUIDField())))


def som_tekst(kolonne: str) -> Uttrykk:
    """A logged value as text."""
    return lambda sti: _SomTekst(F(f"{sti}{kolonne}"), output_field=TextField())


def hendelsen(sti: str) -> Case:
    """C, U or D: what was done to the unit."""
    return Case(
        When(Q(**{f"{sti}element": "+"}), then=Value("C")),
        When(Q(**{f"{sti}element": "-"}), then=Value("D")),
        default=Value("U"),
        output_field=CharField(),
    )


def hvilken_modul(sti: str) -> Coalesce:
    """The name of the module that has the right, or that all have it."""
    return Coalesce(f"{sti}modul__navn", Value(ALLE_MODULER))


def kategorien(sti: str) -> Case:
    """The kind of unit that the right is on."""
    valg = (When(Q(**{f"{sti}{felt}__isnull": False}), then=Value(kode)) for kode, felt in KATEGORIER.items())
    return Case(*valg, output_field=CharField())


def enheten(sti: str) -> Coalesce:
    """The unit that the right is on."""
    return Coalesce(*(f"{sti}{felt}_id" for felt in KATEGORIER.values()))


def aldri(_sti: str) -> Cast:
    """No row has it."""
    return Cast(Value(None), TextField())


def alltid(verdi: Any) -> Uttrykk:
    """The same for every row."""
    return lambda sti: Value(verdi)
