"""What a person should know of a file before they open it, in a sentence: packed to harm, locked, or able to act.

Told by the bytes, whatever the file's name. Little is unpacked, nothing is run, and it is a courtesy, not the guard:
files are opened only by processes of their own (`forhaandsvisning`), and given out as bytes that no browser runs.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

# Deflate cannot do more than a thousand to one; honest files stay below a tenth of that.
BOMBE_BYTES, BOMBE_FORHOLD = 100 * 1024 * 1024, 100
_LAG, _INNI, _LES_INNI = 5, 50, 8 * 1024 * 1024
_LES_PDF = 50 * 1024 * 1024
_GAAR_GALT = (
    zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, struct.error,
    IndexError, UnicodeError,
)  # fmt: skip
# Names that make a PDF act; long enough not to stand in packed bytes by chance. Ordinary files have /OpenAction.
_HANDLER = re.compile(rb"/(?:JavaScript|Launch|SubmitForm|ImportData)\b")
_KRYPTERT = re.compile(rb"/Encrypt\s*(?:<<|\d)")
_OBJEKTER = re.compile(rb"/ObjStm\b[^>]{0,500}>>\s{0,4}stream\r?\n")
_LAAST_OFFICE = "EncryptedPackage".encode("utf-16-le")


class _Bombe(Exception):
    """It grows out of all proportion."""


def setning(fil: BinaryIO, mime: str) -> str:
    """What to know of a stored file, or nothing. mime: what it is by its bytes. Never raises for what is in it."""
    if mime == "application/pdf":
        return _pdf(fil.read(_LES_PDF))
    if mime == "application/x-executable":
        return _("Filen er et program. Den skal ikke åpnes før noen har undersøkt den.")
    start = fil.read(4)
    fil.seek(0)
    if start == b"\xd0\xcf\x11\xe0":
        return _laast() if _LAAST_OFFICE in fil.read(_LES_INNI) else ""
    try:
        if start[:2] == b"PK":
            stoerrelse = fil.seek(0, io.SEEK_END)
            return _laast() if _er_laast_zip(fil, stoerrelse, iter(range(_INNI))) else ""
        if start[:2] == b"\x1f\x8b":
            _gzip(fil)
    except _Bombe:
        return _("Filen er pakket slik at den blir urimelig stor når den åpnes. Undersøk den før du åpner den.")
    except _GAAR_GALT:
        pass
    return ""


def _laast() -> str:
    return _("Filen er beskyttet med passord. Be avsenderen om en åpen fil.")


def _pdf(innhold: bytes) -> str:
    if _KRYPTERT.search(innhold):
        return _("PDF-en er kryptert. Kan den ikke leses uten passord, så be avsenderen om en åpen fil.")
    if _HANDLER.search(innhold) or any(_HANDLER.search(_utpakket(innhold, m.end())) for m in _objekter(innhold)):
        return _("PDF-en inneholder skript eller andre handlinger. De kjøres ikke her, men kan kjøres andre steder.")
    return ""


def _objekter(innhold: bytes) -> list[re.Match[bytes]]:
    return list(islice(_OBJEKTER.finditer(innhold), _INNI))


def _utpakket(innhold: bytes, fra: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(innhold[fra : fra + _LES_INNI], 1 << 20)
    except zlib.error:
        return b""


def _er_laast_zip(fil: BinaryIO, hele: int, igjen: Iterator[int], lag: int = 0) -> bool:
    """Whether its files are locked. Raises `_Bombe` when it, or what lies in it, says that it grows too much.

    igjen: how many packages inside packages are looked into, in all.
    """
    with zipfile.ZipFile(fil) as arkiv:
        deler = arkiv.infolist()
        utpakket = sum(d.file_size for d in deler)
        if lag > _LAG or (utpakket > BOMBE_BYTES and utpakket > BOMBE_FORHOLD * hele):
            raise _Bombe
        pakker = (d for d in deler if d.filename.lower().endswith(".zip") and not d.flag_bits & 1)
        for _nr, del_ in zip(igjen, pakker, strict=False):
            if del_.file_size <= _LES_INNI:
                _er_laast_zip(io.BytesIO(arkiv.read(del_)), hele, igjen, lag + 1)
        return any(d.flag_bits & 1 for d in deler)


def _gzip(fil: BinaryIO) -> None:
    """Unpack it until it is too much, and keep nothing. Raises `_Bombe`."""
    pakker, inn, ut = zlib.decompressobj(wbits=31), 0, 0
    while not pakker.eof and (bit := pakker.unconsumed_tail or fil.read(1 << 16)):
        inn += 0 if pakker.unconsumed_tail else len(bit)
        ut += len(pakker.decompress(bit, 1 << 20))
        if ut > BOMBE_BYTES:
            if ut > BOMBE_FORHOLD * inn:
                raise _Bombe
            return
