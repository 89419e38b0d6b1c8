"""Another database on the server that Bysak uses: for what shall be kept apart, such as a deposit of others.

It is made under another name and gets its own when all is in it: what is cut off half-way is never taken for the whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from bysak.kjerne.postgres import EIER, UTVIDELSER, Server
from bysak.kjerne.tilkobling import ekstern_url


def krev_ny_database(navn: str) -> None:
    """Raise RuntimeError when the database exists, or when whoever asks may not make one."""
    with _tjener() as tjener:
        if _finnes(tjener, navn):
            raise RuntimeError(f"Databasen {navn} finnes fra før. Velg et annet navn.")
        lov = tjener.execute("select rolsuper or rolcreatedb from pg_roles where rolname = current_user").fetchone()
        if not lov or not lov[0]:
            raise RuntimeError("Databasens eier har ikke lov til å lage databaser. Gi den CREATEDB.")


def lag_database(navn: str) -> str:
    """Make an empty database, ready to be migrated, and return the name it has until `gi_navn`.

    What was left of one that was cut off is removed. Raises RuntimeError in a sentence when it cannot be made.
    """
    krev_ny_database(navn)
    halv = f"{navn}_halvferdig"
    ident = sql.Identifier(halv)
    with _tjener() as tjener:
        eier = sql.SQL("") if ekstern_url() else sql.SQL(" owner {}").format(sql.Identifier(EIER))
        try:
            tjener.execute(sql.SQL("drop database if exists {}").format(ident))
            tjener.execute(sql.SQL("create database {}").format(ident) + eier)
        except psycopg.errors.ObjectInUse as feil:
            raise RuntimeError(f"Databasen {navn} lages av en annen nå. Vent til den er ferdig.") from feil
        except psycopg.DatabaseError as feil:
            raise RuntimeError(f"Databasen {navn} kunne ikke lages: {feil.diag.message_primary}.") from feil
    if not ekstern_url():
        with Server().koble_til(halv) as ny:
            for utvidelse in UTVIDELSER:
                ny.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(utvidelse)))
    return halv


def gi_navn(halv: str, navn: str) -> None:
    """Let a database that `lag_database` made have its own name. Nobody may be connected to it."""
    with _tjener() as tjener:
        tjener.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(halv), sql.Identifier(navn)))


def fjern_database(navn: str) -> None:
    """Remove a database that `lag_database` made."""
    with _tjener() as tjener:
        tjener.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(navn)))


def _finnes(tjener: psycopg.Connection, navn: str) -> bool:
    return tjener.execute("select 1 from pg_database where datname = %s", [navn]).fetchone() is not None


@contextmanager
def _tjener() -> Iterator[psycopg.Connection]:
    """A connection that may make databases: the operator's owner, or the embedded server's own administrator."""
    if ekstern_url():
        with psycopg.connect(ekstern_url(), autocommit=True) as kobling:
            yield kobling
    else:
        with Server().koble_til() as kobling:
            yield kobling
