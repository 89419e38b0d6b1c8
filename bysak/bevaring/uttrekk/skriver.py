"""A file of the deposit while it is written: counted, hashed, and in place under its name only when it is whole."""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from django.db import connection

from bysak.noark.xsd import NAVNEROM

HODE = '<?xml version="1.0" encoding="UTF-8"?>\n'
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_BUFFER = 1024 * 1024
# What XML 1.0 has no room for, and the elements that are empty without it.
_ULOVLIGE = bytes((*range(9), 11, 12, *range(14, 32)))
_IKKE_TEGN = ("\ufffe".encode(), "\uffff".encode())
_TOMT_ELEMENT = re.compile(rb"\n?<(\w+)></\1>")


class Avbrutt(Exception):
    """Somebody asked the deposit to stop. What was done stays done."""


class Filskriver:
    """Write bytes to `navn.delvis`; rename on leaving without error. Raises OSError when the disk is full.

    tell: finds what is to be counted, named by its one group.
    """

    def __init__(self, sti: Path, tell: re.Pattern[bytes] | None = None) -> None:
        self.sti = sti
        self.antall: Counter[bytes] = Counter()
        self.rader = 0
        self._tell = tell
        self._sum = hashlib.sha256()
        self._delvis = sti.with_name(f"{sti.name}.delvis")

    def __enter__(self) -> Self:
        self._fil = self._delvis.open("wb", buffering=_BUFFER)
        return self

    def __exit__(
        self, slag: type[BaseException] | None, feil: BaseException | None, spor: TracebackType | None
    ) -> None:
        with self._fil:
            if slag is None:
                self._fil.flush()
                os.fsync(self._fil.fileno())
        if slag is None:
            self._delvis.replace(self.sti)
        else:
            self._delvis.unlink(missing_ok=True)

    def skriv(self, bit: bytes) -> None:
        """Write whole elements, washed: neither what is counted nor what is washed crosses to the next piece."""
        bit = vask(bit)
        self._fil.write(bit)
        self._sum.update(bit)
        if self._tell:
            self.antall.update(self._tell.findall(bit))
        self.rader += 1

    @property
    def sjekksum(self) -> str:
        """SHA-256 of what is written so far, in hex."""
        return self._sum.hexdigest()


def vask(bit: bytes) -> bytes:
    """Leave out what XML 1.0 cannot carry, and the elements that have nothing left."""
    rent = bit.translate(None, _ULOVLIGE)
    for tegn in _IKKE_TEGN:
        rent = rent.replace(tegn, b"")
    if len(rent) == len(bit):
        return bit
    while _TOMT_ELEMENT.search(rent):
        rent = _TOMT_ELEMENT.sub(b"", rent)
    return rent


def hent(spoerring: str, kolonner: int = 1) -> Iterator[tuple[bytes | None, ...]]:
    """Stream the rows of a query by binary COPY, every column as the bytes of its text. Memory stays flat.

    All columns must be text. The query is made of the catalogue's names and of ids; it takes no parameters.
    """
    with connection.cursor() as peker:
        raa = cast("Any", peker.cursor)
        with raa.copy(f"copy ({spoerring}) to stdout (format binary)") as kopi:
            kopi.set_types(["bytea"] * kolonner)
            yield from kopi.rows()


def rot(skjema: str, element: str = "") -> str:
    """The opening tag of a file, with the default namespace and the literal prefix xsi (Arkade N5.10)."""
    return f'<{element or skjema} xmlns="{NAVNEROM}{skjema}" xmlns:xsi="{XSI}">'


def forbered(tid: str, av: str, arkivdeler: str, fram_til: str) -> None:
    """Set what the views need in this transaction: the time of the extraction, who is behind it, and what is in it.

    arkivdeler: their ids as the text of an array; fram_til: the last day of closing, empty for all of it.
    """
    with connection.cursor() as peker:
        peker.execute(
            "select set_config('bysak.uttrekk_tid', %s, true), set_config('bysak.uttrekk_av', %s, true),"
            " set_config('bysak.uttrekk_arkivdeler', %s, true), set_config('bysak.uttrekk_fram_til', %s, true),"
            " set_config('jit', 'off', true), set_config('datestyle', 'ISO', true)",
            [tid, av, arkivdeler, fram_til],
        )


def sha256(sti: Path) -> str:
    """SHA-256 of a file on disk, in hex."""
    with sti.open("rb") as fil:
        return hashlib.file_digest(fil, "sha256").hexdigest()
