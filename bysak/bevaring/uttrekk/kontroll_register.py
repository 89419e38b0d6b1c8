"""What the control remembers while it reads: a small database in a temporary file, so that memory stays flat."""

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABELLER = """
create table enhet (id text, type text, linje int);
create table referanse (felt text, maal text, fra text, slag text, linje int);
create table dokument (sti text, norm text, sum text, stoerrelse text, format text, variant text, linje int, id text);
create table fil (sti text, stoerrelse int, noekkel text);
create table mappe (id text, aar text, sekvens text, tittel text, offentlig text, skjermet int, linje int);
create table post (
    id text, aar text, sekvens text, nummer text, dato text, tittel text, offentlig text, skjermet int,
    parter text, skjermer_part int, mappe text, linje int
);
create table journalpost (
    journal text, id text, aar text, sekvens text, nummer text, dato text, tittel text, avskrives_av text,
    saksaar text, sakssekvens text, sakstittel text, parter text, skjermede text, skjermet int, linje int
);
create table endring (maal text, linje int, nr int);
create table system (id text, linje int, mapper int);
create table klasse (id text, system text);
"""
_INDEKSER = """
create index enhet_id on enhet (id);
create index post_id on post (id);
create index mappe_id on mappe (id);
create index journalpost_id on journalpost (id);
create index fil_sti on fil (sti);
create index dokument_norm on dokument (norm);
create index fil_noekkel on fil (noekkel);
create index klasse_id on klasse (id);
"""
BUNKE = 5000
# A full disk is told as the first, or as one of the others when it is met while the file is opened or synced.
_INGEN_PLASS = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


class Register:
    """Rows by table, written in bunches; questions are asked in SQL when all has been read."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self.base = base
        self.base.executescript("pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-4000; begin;")
        self.base.executescript(_TABELLER)
        self.ventende: dict[str, list[tuple[Any, ...]]] = {}

    def legg(self, tabell: str, *verdier: Any) -> None:
        """Add one row."""
        rader = self.ventende.setdefault(tabell, [])
        rader.append(verdier)
        if len(rader) >= BUNKE:
            self._skriv(tabell)

    def _skriv(self, tabell: str) -> None:
        rader = self.ventende.pop(tabell, [])
        if rader:
            plasser = ",".join("?" * len(rader[0]))
            self.base.executemany(f"insert into {tabell} values ({plasser})", rader)

    def ferdig(self) -> None:
        """Write what waits and make the indexes; ask after this."""
        for tabell in list(self.ventende):
            self._skriv(tabell)
        self.base.executescript(_INDEKSER)

    def spoer(self, sql: str, *verdier: Any) -> Iterator[Any]:
        """Iterate over the rows of a question."""
        return self.base.execute(sql, verdier)

    def en(self, sql: str, *verdier: Any) -> Any:
        """Return the first column of the first row, None when there is none."""
        rad = self.base.execute(sql, verdier).fetchone()
        return rad[0] if rad else None


@contextmanager
def register() -> Iterator[Register]:
    """Give a register that is gone afterwards. Raises RuntimeError in a sentence when the disk has no room for it."""
    try:
        with tempfile.TemporaryDirectory(prefix="bysak-kontroll-") as mappe:
            base = sqlite3.connect(Path(mappe) / "register.db", isolation_level=None)
            try:
                yield Register(base)
            finally:
                base.close()
    except (sqlite3.OperationalError, OSError) as feil:
        if isinstance(feil, OSError) and feil.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        if isinstance(feil, sqlite3.Error) and feil.sqlite_errorcode & 0xFF not in _INGEN_PLASS:
            raise
        tekst = f"Kontrollen har ikke plass til arbeidsfilene sine i {tempfile.gettempdir()}."
        raise RuntimeError(f"{tekst} Rydd plass, eller sett TMPDIR til en mappe med plass.") from feil
