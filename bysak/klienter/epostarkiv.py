"""Mail kept in files: single .eml files, and mbox files with many messages.

LESMEG: an mbox is recognised by its first line, never by the file name, and is read as a stream, so that an archive
of many gigabytes costs the memory of one message. Used by `bysak motta FILE…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

# A separator carries a sender and a time. The time is required: sentences too begin with «From ».
_SKILLE = re.compile(rb"From \S.{0,400}\d{1,2}:\d{2}")
_SITERT_FRA = re.compile(rb">+From ")
_BIT = 1024 * 1024


def les_filer(stier: Iterable[str | Path]) -> Iterator[tuple[str, bytes]]:
    """(name, raw bytes) of every message in the files, in order.

    The name is the file's, with `#2` and so on after it for the second and later messages of an mbox. An empty file
    gives one empty message, so that it too gets an outcome. Raises OSError for a file that cannot be read.
    """
    for sti in map(Path, stier):
        with sti.open("rb") as fil:
            if not _SKILLE.match(fil.readline(_BIT)):
                fil.seek(0)
                yield sti.name, fil.read()
                continue
            fil.seek(0)
            for nr, melding in enumerate(_meldinger(fil), start=1):
                yield (sti.name if nr == 1 else f"{sti.name}#{nr}"), melding


def _meldinger(fil: BinaryIO) -> Iterator[bytes]:
    """Messages between separator lines at the file's start or after an empty line; `>From ` is unquoted."""
    melding: list[bytes] = []
    er_linjestart = forrige_tom = True
    begynt = False
    while bit := fil.readline(_BIT):
        if er_linjestart and forrige_tom and _SKILLE.match(bit):
            if begynt:
                yield _uten_siste_tomlinje(melding)
            melding, begynt = [], True
        else:
            melding.append(bit[1:] if er_linjestart and _SITERT_FRA.match(bit) else bit)
        forrige_tom = er_linjestart and not bit.strip(b"\r\n")
        er_linjestart = bit.endswith(b"\n")
    if begynt:
        yield _uten_siste_tomlinje(melding)


def _uten_siste_tomlinje(melding: list[bytes]) -> bytes:
    """The empty line before a separator belongs to the mbox, not to the message."""
    if len(melding) > 1 and not melding[-1].strip(b"\r\n"):
        melding = melding[:-1]
    return b"".join(melding)
