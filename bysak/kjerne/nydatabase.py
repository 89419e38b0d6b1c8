"""Another database on the server that Bysak uses: for what shall be kept apart, such as a deposit of others."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from bysak.kjerne.postgres import EIER, UTVIDELSER, Server
from bysak.kjerne.tilkobling import ekstern_url


def lag_database(navn: str) -> None:
    """Make an empty database, ready to be migrated. Raises RuntimeError when it exists, or when that is not allowed."""
    ident = sql.Identifier(navn)
    with _tjener() as tjener:
        if tjener.execute("select 1 from pg_database where datname = %s", [navn]).fetchone():
            raise RuntimeError(f"Databasen {navn} finnes fra før. Velg et annet navn.")
        eier = sql.SQL("") if ekstern_url() else sql.SQL(" owner {}").format(sql.Identifier(EIER))
        try:
            tjener.execute(sql.SQL("create database {}").format(ident) + eier)
        except psycopg.errors.InsufficientPrivilege as feil:
            raise RuntimeError("Databasens eier har ikke lov til å lage databaser. Gi den CREATEDB.") from feil
    if not ekstern_url():
        with Server().koble_til(navn) as ny:
            for utvidelse in UTVIDELSER:
                ny.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(utvidelse)))


def fjern_database(navn: str) -> None:
    """Remove a database that `lag_database` made."""
    with _tjener() as tjener:
        tjener.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(navn)))


@contextmanager
def _tjener() -> Iterator[psycopg.Connection]:
    """A connection that may make databases: the operator's owner, or the embedded server's own administrator."""
    if ekstern_url():
        with psycopg.connect(ekstern_url(), autocommit=True) as kobling:
            yield kobling
    else:
        with Server().koble_til() as kobling:
            yield kobling
