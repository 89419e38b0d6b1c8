"""Puts the schema `uttrekk` in place: the mapping from our tables to the standard, as views that anybody can test.

The owner makes it anew after every migration and takes it away before, because a view holds its columns still.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection, models, transaction

from bysak.arkivstruktur import koder

KODELISTER: tuple[type[models.TextChoices], ...] = (
    koder.Arkivstatus,
    koder.Arkivdelstatus,
    koder.Saksstatus,
    koder.Journalstatus,
    koder.Journalposttype,
    koder.Dokumentstatus,
    koder.Korrespondanseparttype,
    koder.Avskrivningsmaate,
    koder.TilknyttetSom,
    koder.Variantformat,
    koder.Dokumentmedium,
    koder.SkjermingMetadata,
    koder.SkjermingDokument,
    koder.Kassasjonsvedtak,
    koder.Slettingstype,
    koder.Presedensstatus,
    koder.Graderingskode,
    koder.SignaturVerifisert,
    koder.Flytstatus,
)


def slipp_visninger() -> None:
    """Remove the views, so that a migration can change the tables under them. Needs the owner's connection."""
    with connection.cursor() as peker:
        peker.execute("drop schema if exists uttrekk cascade")


def opprett_visninger() -> None:
    """Make the views and let the tenant roles read them. Idempotent; needs the owner's connection."""
    with transaction.atomic(), connection.cursor() as peker:
        peker.execute("drop schema if exists uttrekk cascade")
        peker.execute("create schema uttrekk")
        for setning in _kodefunksjoner():
            peker.execute(setning)
        for fil in ("visninger.sql", "uplassert.sql"):
            peker.execute((Path(__file__).parent / fil).read_text(encoding="utf-8"))
        peker.execute("grant usage on schema uttrekk to bysak_virksomhet, bysak_flere")
        peker.execute("grant select on all tables in schema uttrekk to bysak_virksomhet, bysak_flere")
        peker.execute("grant execute on all functions in schema uttrekk to bysak_virksomhet, bysak_flere")


def _kodefunksjoner() -> Iterator[str]:
    """One function per code list: from our code to the text that a deposit carries (annex 1)."""
    for liste in KODELISTER:
        par = " ".join(f"when {_sitert(kode)} then {_sitert(tekst)}" for kode, tekst in liste.choices)
        yield (
            f'create function uttrekk."{liste.__name__}"(v text) returns text language sql immutable'
            f" as $$ select case v {par} end $$"
        )


def _sitert(tekst: str) -> str:
    return "'" + str(tekst).replace("'", "''") + "'"
