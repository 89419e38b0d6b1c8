"""From the interface's names to columns: what a value becomes when it is kept, and the times as they were sent."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field, ForeignKey, IntegerField, JSONField, Model

from bysak.api.noark5.form import Felt, Ressurs
from bysak.api.noark5.ressurser import GRUPPER
from bysak.api.noark5.skriv.lesing import Innhold
from bysak.kjerne.tekstvask import lagres, rens

# The system says these; what a client says of them is read past (contract section 8).
SYSTEMETS = frozenset(
    {"systemID", "opprettetAv", "endretDato", "endretAv", "avsluttetDato", "avsluttetAv", "arkivertDato", "arkivertAv"}
    | {"mappeID", "saksaar", "sakssekvensnummer", "registreringsID", "journalaar", "journalsekvensnummer"}
    | {"journalpostnummer", "dokumentnummer", "tilknyttetDato", "tilknyttetAv", "merknadRegistrertAv", "avskrevetAv"}
    | {"slettetAv", "slettetDato", "kassertAv", "kassertDato", "verifisertAv", "gradertAv", "nedgradertAv"}
    | {"presedensGodkjentDato", "presedensGodkjentAv", "graderingsdato", "nedgraderingsdato", "opprettetDato"}
    | {"referanseForelderMappe", "referanseArkivdel", "referanseArvtaker", "saksansvarlig", "administrativEnhet"}
)
SENDT = "tid_sendt"


@cache
def kolonne(modell: type[Model], sti: str) -> "Field[Any, Any] | None":
    """The column at the end of a path, when it is one of the row's own."""
    try:
        felt = modell._meta.get_field(sti)
    except FieldDoesNotExist:
        return None
    return felt if isinstance(felt, Field) and felt.concrete else None


def kolonner(ressurs: Ressurs, innhold: Innhold, utelat: Collection[str] = ()) -> dict[str, Any]:
    """Every column that the body says something of, except `utelat` and what the system or another verb decides."""
    ut: dict[str, Any] = {}
    for navn, verdi in innhold.verdier.items():
        felt = ressurs.felt[navn]
        if navn in utelat or navn in SYSTEMETS or felt.gruppe or felt.uttrykk:
            continue
        sted = kolonne(ressurs.modell, felt.sti)
        if sted is not None and not isinstance(sted, ForeignKey):
            ut[sted.name] = lagret(sted, verdi)
        elif felt.sti.endswith("__0") and (liste := kolonne(ressurs.modell, felt.sti[:-3])) is not None:
            ut[liste.name] = [verdi] if verdi is not None else []
    return ut


def sendt(ressurs: Ressurs, innhold: Innhold, foer: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The column of what was sent: times with their offsets, and references that only the interface has."""
    if kolonne(ressurs.modell, SENDT) is None:
        return {}
    ny = {**(foer or {}), **innhold.sendt}
    for navn in innhold.verdier:
        sti = ressurs.felt[navn].sti
        if sti.startswith(f"{SENDT}__"):
            ny[navn] = str(innhold[navn]) if innhold[navn] is not None else ""
        elif innhold[navn] is None:
            ny.pop(navn, None)
    ny = {navn: verdi for navn, verdi in ny.items() if verdi}
    return {SENDT: ny} if ny != (foer or {}) else {}


def gruppens(ressurs: Ressurs, navn: str, verdier: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a group that has a row of its own, such as a screening."""
    modell: Any = ressurs.modell._meta.get_field(ressurs.felt[navn].sti).related_model
    ut: dict[str, Any] = {}
    for under, verdi in verdier.items():
        felt: Felt = GRUPPER[ressurs.felt[navn].gruppe][under]
        sted = kolonne(modell, felt.sti)
        if under not in SYSTEMETS and not felt.uttrykk and sted is not None:
            ut[sted.attname] = lagret(sted, verdi)
    return ut


def lagret(sted: "Field[Any, Any]", verdi: Any) -> Any:
    """What a column keeps of a value; None is the column's own way of being empty."""
    if isinstance(sted, ArrayField):
        return [rens(v) if isinstance(v, str) else v for v in verdi or []]
    if isinstance(sted, JSONField):
        return verdi or {}
    if verdi is None:
        return None if sted.null else "" if sted.empty_strings_allowed else sted.get_default()
    if isinstance(verdi, datetime) and isinstance(sted, DateField) and not isinstance(sted, DateTimeField):
        return verdi.date()
    if isinstance(verdi, str) and not isinstance(sted, IntegerField):
        return lagres(verdi).strip() if sted.get_internal_type() == "TextField" else rens(verdi)
    return verdi
