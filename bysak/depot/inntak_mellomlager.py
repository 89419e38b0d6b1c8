"""Where a deposit stands while it is read: temporary tables like our own, filled by COPY, moved over as the last step.

Nothing that others use is touched or locked before all of it has been read and sorted out, and references can be
looked up whatever order they came in.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from bysak.arkivstruktur import models as arkiv
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet
from bysak.depot.inntak_verdier import json_tekst
from bysak.kjerne.models import Endring, ny_id
from bysak.kjerne.tilkobling import NorskTid

Modell = type[models.Model]

# Parents before children, for the reader's sake; the keys are checked at the end.
TABELLER: tuple[Modell, ...] = (
    arkiv.Arkiv, arkiv.Arkivskaper, arkiv.Klassifikasjonssystem, arkiv.Klasse, arkiv.Arkivdel, arkiv.Sekundaersystem,
    arkiv.Mappe, arkiv.Registrering, arkiv.Dokumentbeskrivelse, arkiv.Dokumentkobling, arkiv.Dokumentobjekt,
    arkiv.Konvertering, arkiv.Korrespondansepart, arkiv.Part, arkiv.Avskrivning, arkiv.Dokumentflyt, arkiv.Merknad,
    arkiv.Skjerming, arkiv.Kassasjon, arkiv.UtfoertKassasjon, arkiv.Sletting, arkiv.Gradering,
    arkiv.ElektroniskSignatur, arkiv.Presedens, arkiv.Kryssreferanse, arkiv.SekundaerKlassifikasjon,
    arkiv.ReferanseArkivdel, arkiv.Moetedeltaker, arkiv.Moetereferanse,
    arkiv.NasjonalIdentifikator, Endring,
)  # fmt: skip
MED_ID = tuple(m for m in TABELLER if issubclass(m, Arkivenhet))
# Parties have ids that others may refer to; the order of the ids is the order they stand in.
PARTER: tuple[Modell, ...] = (arkiv.Korrespondansepart, arkiv.Part)
BUNT = 2000


def lager(modell: Modell) -> str:
    """Name of the temporary table of a model."""
    return "inntak_" + modell._meta.db_table.rpartition("_")[2]


class Mellomlager:
    """The temporary tables of one reading. Lives as long as the transaction."""

    def __init__(self, virksomhet_id: int) -> None:
        self.virksomhet_id = virksomhet_id
        self._bunter: dict[Modell, list[tuple[Any, ...]]] = {modell: [] for modell in TABELLER}
        self._kolonner = {modell: _kolonner(modell, virksomhet_id) for modell in TABELLER}
        with connection.cursor() as peker:
            for modell in TABELLER:
                peker.execute(f"create temp table {lager(modell)} (like {modell._meta.db_table}) on commit drop")
                if isinstance(modell._meta.pk, models.AutoField | models.BigAutoField):
                    peker.execute(f"alter table {lager(modell)} drop column {modell._meta.pk.column}")
            peker.execute(f"create index on {lager(arkiv.Dokumentbeskrivelse)} (system_id)")
            peker.execute(f"create index on {lager(arkiv.Dokumentobjekt)} (dokumentbeskrivelse_id)")

    def legg(self, modell: Modell, rad: dict[str, Any]) -> None:
        """Add a row: columns by name, the rest get the model's defaults. Written in bunches."""
        bunt = self._bunter[modell]
        bunt.append(
            tuple(rad[kolonne] if kolonne in rad else standard() for kolonne, standard in self._kolonner[modell])
        )
        if len(bunt) >= BUNT:
            self.skyll(modell)

    def skyll(self, *modeller: Modell) -> None:
        """Write what waits, for these tables or for all."""
        for modell in modeller or TABELLER:
            bunt = self._bunter[modell]
            if not bunt:
                continue
            kolonner = ", ".join(kolonne for kolonne, _ in self._kolonner[modell])
            with connection.cursor() as peker:
                peker.adapters.register_dumper(datetime, NorskTid)
                with peker.copy(f"copy {lager(modell)} ({kolonner}) from stdin") as inn:
                    for rad in bunt:
                        inn.write_row(rad)
            bunt.clear()

    def ferdig(self) -> None:
        """Write the rest, and tell the planner what there is."""
        self.skyll()
        with connection.cursor() as peker:
            for modell in TABELLER:
                peker.execute(f"analyze {lager(modell)}")

    def ider_i_bruk(self) -> bool:
        """Whether any id of the deposit already belongs to something in the database."""
        with connection.cursor() as peker:
            for modell in (*MED_ID, *PARTER):
                tabell = modell._meta.db_table
                peker.execute(f"select exists (select from {lager(modell)} join {tabell} using (system_id))")
                if peker.fetchone()[0]:
                    return True
        return False

    def flytt_over(self, navnerom: str) -> None:
        """Move all rows to the real tables. navnerom: when given, all ids become new ones that follow from it.

        The guards of the tables stand aside meanwhile: they are made for what is written now, and this was long ago.
        """
        tabeller = [modell._meta.db_table for modell in TABELLER if modell is not Endring]
        with connection.cursor() as peker:
            if navnerom:
                peker.execute(_NY_ID)
                peker.execute("select set_config('bysak.inntak', %s, true)", [navnerom])
            peker.execute("set local lock_timeout = '60s'")
            for tabell in tabeller:
                peker.execute(f"alter table {tabell} disable trigger user")
            for modell in TABELLER:
                peker.execute(self._flytt(modell, ny=bool(navnerom)))
            # A table with checks that wait cannot get its guards back.
            peker.execute("set constraints all immediate")
            for tabell in tabeller:
                peker.execute(f"alter table {tabell} enable trigger user")
            peker.execute("set constraints all deferred")

    def _flytt(self, modell: Modell, *, ny: bool) -> str:
        kolonner = [kolonne for kolonne, _ in self._kolonner[modell]]
        pekere = _pekere(modell) if ny else {}
        uttrykk = [f"pg_temp.{pekere[k]}({k})" if k in pekere else k for k in kolonner]
        if ny and modell in MED_ID:
            nr = kolonner.index("virksomhetsspesifikke_metadata")
            uttrykk[nr] = "jsonb_build_object('kilde_id', system_id::text) || virksomhetsspesifikke_metadata"
        if ny and modell is Endring:
            uttrykk[kolonner.index("objekt_id")] = "pg_temp.ny_id(objekt_id::uuid)::text"
        return (
            f"insert into {modell._meta.db_table} ({', '.join(kolonner)}) select {', '.join(uttrykk)}"
            f" from {lager(modell)}"
        )


_NY_ID = """create or replace function pg_temp.ny_id(gammel uuid) returns uuid language sql stable
  as $$ select encode(set_byte(set_byte(substring(h for 16), 6, (get_byte(h, 6) & 15) | 128), 8,
                               (get_byte(h, 8) & 63) | 128), 'hex')::uuid
        from (select sha256(convert_to(current_setting('bysak.inntak') || gammel::text, 'UTF8')) as h) s
        where gammel is not null $$;
create or replace function pg_temp.ny_part(gammel uuid) returns uuid language sql stable
  as $$ select (left(gammel::text, 28) || right(pg_temp.ny_id(gammel)::text, 8))::uuid $$"""


def _pekere(modell: Modell) -> dict[str, str]:
    """The key and the columns that point at what is read, not at people, units and codes: with their function."""
    ny_av = dict.fromkeys(MED_ID, "ny_id") | dict.fromkeys(PARTER, "ny_part")
    funnet = {"system_id": ny_av[modell]} if modell in ny_av else {}
    for felt in modell._meta.concrete_fields:
        maal = felt.remote_field.model._meta.concrete_model if isinstance(felt, models.ForeignKey) else None
        if maal in ny_av:
            funnet[str(felt.column)] = ny_av[maal]
    return funnet


def _kolonner(modell: Modell, virksomhet_id: int) -> list[tuple[str, Callable[[], Any]]]:
    """Columns in order, each with its value when a row does not say."""
    return [(str(felt.column), _standard(felt, virksomhet_id)) for felt in _felt(modell)]


def _felt(modell: Modell) -> "Iterable[models.Field[Any, Any]]":
    return (f for f in modell._meta.concrete_fields if not isinstance(f, models.AutoField | models.BigAutoField))


def _standard(felt: "models.Field[Any, Any]", virksomhet_id: int) -> Callable[[], Any]:
    if felt.column == "virksomhet_id":
        return lambda: virksomhet_id
    if felt.primary_key:
        return ny_id
    if isinstance(felt, ArrayField):
        return list
    verdi: Any
    if isinstance(felt, models.JSONField):
        verdi = None if felt.null else json_tekst({})
    elif felt.null or isinstance(felt, models.DateField):
        verdi = None
    elif isinstance(felt, models.CharField | models.TextField):
        verdi = ""  # what the deposit does not say, is not said: our defaults are for what is made here
    else:
        verdi = felt.default if felt.has_default() and not callable(felt.default) else None
    return lambda: verdi
