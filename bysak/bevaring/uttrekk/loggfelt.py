"""Which columns the change log of a deposit tells about, as elements of which unit (annex 3, krav 6.4.28).

A unit with a systemID tells of itself. What hangs on it (a party, its screening, its disposal) has no id in the
deposit, so its changes are told of the unit it hangs on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur import models as noark
from bysak.bevaring.uttrekk.visninger import KODELISTER
from bysak.noark.katalog.metadata import METADATA
from bysak.noark.katalog.oppslag import elementer, feltnavn, spesialiseringer

Modell = type[models.Model]

ENHETER: dict[str, Modell] = {
    "arkiv": noark.Arkiv,
    "arkivdel": noark.Arkivdel,
    "klassifikasjonssystem": noark.Klassifikasjonssystem,
    "klasse": noark.Klasse,
    "mappe": noark.Mappe,
    "registrering": noark.Registrering,
    "dokumentbeskrivelse": noark.Dokumentbeskrivelse,
    "dokumentobjekt": noark.Dokumentobjekt,
}
# Table: the unit of the catalogue, the columns that point at what it hangs on, and whether a row that comes or goes
# later is a change of the unit (a new screening is, a new remark is not: it has its own date and author).
BARN: dict[Modell, tuple[str, tuple[str, ...], bool]] = {
    noark.Arkivskaper: ("arkivskaper", ("arkiv_id",), True),
    noark.Part: ("part", ("mappe_id", "registrering_id", "dokumentbeskrivelse_id"), True),
    noark.Korrespondansepart: ("korrespondansepart", ("registrering_id",), True),
    noark.Avskrivning: ("avskrivning", ("registrering_id",), True),
    noark.Kassasjon: (
        "kassasjon", ("arkivdel_id", "klasse_id", "mappe_id", "registrering_id", "dokumentbeskrivelse_id"), True
    ),
    noark.Skjerming: (
        "skjerming", ("arkivdel_id", "klasse_id", "mappe_id", "registrering_id", "dokumentbeskrivelse_id"), True
    ),
    noark.Gradering: (
        "gradering", ("arkivdel_id", "klasse_id", "mappe_id", "registrering_id", "dokumentbeskrivelse_id"), True
    ),
    noark.ReferanseArkivdel: ("", ("mappe_id", "registrering_id", "dokumentbeskrivelse_id"), True),
    noark.SekundaerKlassifikasjon: ("", ("mappe_id", "registrering_id"), True),
    noark.Kryssreferanse: ("kryssreferanse", ("klasse_id", "mappe_id", "registrering_id"), True),
    noark.Moetedeltaker: ("moetedeltaker", ("mappe_id",), True),
    noark.Dokumentkobling: ("dokumentbeskrivelse", ("dokumentbeskrivelse_id",), False),
    noark.Merknad: ("merknad", ("mappe_id", "registrering_id", "dokumentbeskrivelse_id"), False),
    noark.Presedens: ("presedens", ("mappe_id", "registrering_id"), False),
}  # fmt: skip
# Columns that are called something else than their element.
_NAVN: dict[tuple[Modell, str], str] = {
    (noark.Arkivdel, "forloeper_id"): "referanseForloeper",
    # Gone from the catalogue, but annex 3 still names it.
    (noark.Arkivdel, "klassifikasjonssystem_id"): "referanseKlassifikasjonssystem",
    (noark.Mappe, "klasse_id"): "klasseID",
    (noark.Mappe, "arkivdel_id"): "referanseArkivdel",
    (noark.Mappe, "forelder_id"): "mappeID",
    (noark.Registrering, "mappe_id"): "mappeID",
    (noark.Registrering, "klasse_id"): "klasseID",
    (noark.Registrering, "arkivdel_id"): "referanseArkivdel",
    (noark.Part, "navn"): "partNavn",
    (noark.Part, "rolle"): "partRolle",
    (noark.Korrespondansepart, "navn"): "korrespondansepartNavn",
    (noark.Avskrivning, "besvart_av_id"): "referanseAvskrivesAvJournalpost",
    (noark.Avskrivning, "korrespondansepart_id"): "referanseAvskrivesAvKorrespondansepart",
    (noark.ReferanseArkivdel, "arkivdel_id"): "referanseArkivdel",
    (noark.SekundaerKlassifikasjon, "klasse_id"): "referanseSekundaerKlassifikasjon",
    (noark.Kryssreferanse, "til_klasse_id"): "referanseTilKlasse",
    (noark.Kryssreferanse, "til_mappe_id"): "referanseTilMappe",
    (noark.Kryssreferanse, "til_registrering_id"): "referanseTilRegistrering",
}
# How long ids become names, by the table they point to; {0} is the id. An element that is a reference keeps the id.
_OPPSLAG = {
    "organisasjon_bruker": "(select b.navn from organisasjon_bruker b where b.system_id = {0}::uuid)",
    "organisasjon_administrativenhet": (
        "(select u.navn from organisasjon_administrativenhet u where u.system_id = {0}::uuid)"
    ),
    "organisasjon_tilgangskode": "(select t.navn from organisasjon_tilgangskode t where t.kode = {0})",
    "arkivstruktur_klasse": "(select k.klasse_id from arkivstruktur_klasse k where k.system_id = {0}::uuid)",
    "arkivstruktur_mappe": "(select m.mappe_id from arkivstruktur_mappe m where m.system_id = {0}::uuid)",
}


@dataclass(frozen=True)
class Logget:
    """A column whose changes go into the log: its table, its element, SQL from the logged text to that of the deposit.

    ved_ny: also when the row comes or goes.
    """

    tabell: str
    kolonne: str
    element: str
    tekst: str
    ved_ny: bool = False


def loggede() -> Iterator[Logget]:
    """Every column that holds an element of a unit in the deposit, or of something that hangs on one."""
    for enhet, modell in ENHETER.items():
        yield from _kolonner(enhet, modell, ved_ny=False)
    for barn, (enhet, _verter, ved_ny) in BARN.items():
        yield from _kolonner(enhet, barn, ved_ny=ved_ny)


def _kolonner(enhet: str, modell: Modell, *, ved_ny: bool) -> Iterator[Logget]:
    navn = {feltnavn(n): n for e in (enhet, *spesialiseringer(enhet)) if e for n in elementer(e)}
    for felt in modell._meta.concrete_fields:
        kolonne = str(felt.column)
        element = _NAVN.get((modell, kolonne)) or navn.get(felt.name)
        if element and element not in ("systemID", "endretDato", "endretAv"):
            yield Logget(modell._meta.db_table, kolonne, element, _tekst(felt, element), ved_ny)


def gjenkjente() -> Iterator[Logget]:
    """Changes that were read in with another deposit stand with the unit and the element's name: they go out as is."""
    egne = list(loggede())
    har = {(k.tabell, k.kolonne) for k in egne}
    for modell in ENHETER.values():
        for element in sorted({k.element for k in egne} | METADATA.keys()):
            if (modell._meta.db_table, element) not in har:
                yield Logget(modell._meta.db_table, element, element, "{0}")


def _tekst(felt: "models.Field[object, object]", element: str) -> str:
    if isinstance(felt, models.ForeignKey):
        return "{0}" if element.startswith("referanse") else _OPPSLAG.get(felt.remote_field.model._meta.db_table, "{0}")
    if isinstance(felt, ArrayField):
        verdi = _tekst(felt.base_field, element).format("x.v")
        return f"(select string_agg({verdi}, '; ' order by x.nr) from jsonb_array_elements_text({{0}}::jsonb)" + (
            " with ordinality x(v, nr))"
        )
    liste = next((k for k in KODELISTER if felt.choices and list(felt.choices) == list(k.choices)), None)
    if liste is not None:
        return f'uttrekk."{liste.__name__}"({{0}})'
    return "uttrekk.tid({0}::timestamptz)" if isinstance(felt, models.DateTimeField) else "{0}"
