"""winmail.dat (TNEF, MS-OXTNEF): what Outlook wraps text and attachments in, turned into MIME.

LESMEG: a flat list of attributes, each with its length. Lengths are checked against what is left, numbers of
properties and attachments are bounded, and a message inside a message is followed a few levels down, when it is not
so large that its copies together would fill the memory; then it is kept as the file it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from bysak.klienter.mapi import BYTES, FILDATA, OBJEKT, TALL, TEKST8, TEKST16, Egenskaper, Fil, hode, som_mime
from bysak.klienter.tegn import dekod

MAGI = b"\x78\x9f\x3e\x22"
MAKS_DYBDE = 5
MAKS_FILER = 600
MAKS_NOESTET = 32 << 20
MAKS_EGENSKAPER = 5000
_EMNE, _TEKST, _TEGNSETT = 0x8004, 0x800C, 0x9007
_NY_FIL, _FILNAVN, _FILDATA = 0x9002, 0x8010, 0x800F
_MELDINGENS, _FILENS = 0x9003, 0x9005
_FAST = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16, 0x01: 0}
_LANG = (TEKST8, TEKST16, BYTES, OBJEKT)


class TnefFeil(ValueError):
    """The bytes are no TNEF, or nothing could be read out of it."""


def til_mime(raa: bytes, dybde: int = 0) -> bytes:
    """The contents as a MIME message: fields, text and files. What is cut short is read as far as it goes.

    Raises TnefFeil.
    """
    if raa[:4] != MAGI:
        raise TnefFeil("Filen er ikke winmail.dat.")
    egne: dict[int, tuple[int, bytes]] = {}
    filer: list[dict[str, bytes]] = []
    for nr, data in _attributter(raa):
        if nr == _MELDINGENS:
            egne |= _egenskaper(data)
        elif nr in (_EMNE, _TEKST):
            egne.setdefault(0x0037 if nr == _EMNE else 0x1000, (TEKST8, data))
        elif nr == _TEGNSETT:
            egne.setdefault(0x3FFD, (TALL, data[:4]))
        elif nr == _NY_FIL:
            filer.append({})
        elif filer and nr in (_FILNAVN, _FILDATA, _FILENS):
            filer[-1][{_FILNAVN: "navn", _FILDATA: "data", _FILENS: "egenskaper"}[nr]] = data
    if not egne and not filer and not dybde:
        raise TnefFeil("Det er ingenting å lese i filen.")
    return som_mime(hode(egne), egne, [_fil(f, dybde) for f in filer[:MAKS_FILER]])


def _fil(fil: dict[str, bytes], dybde: int) -> Fil:
    egne = _egenskaper(fil.get("egenskaper", b""))
    innhold = fil.get("data") or b""
    slag, data = egne.get(FILDATA, (0, b""))
    if slag == OBJEKT:  # sixteen bytes say what kind of object it is
        innhold = data[16:] or innhold
        if innhold[:4] == MAGI and dybde < MAKS_DYBDE and len(innhold) <= MAKS_NOESTET:
            return Fil(egne, til_mime(innhold, dybde + 1), er_melding=True)
    elif not innhold:
        innhold = data
    return Fil(egne, innhold, navn=dekod(fil.get("navn", b"").rstrip(b"\0"), "cp1252")[0])


def _attributter(raa: bytes) -> Iterator[tuple[int, bytes]]:
    pos = 6
    while pos + 9 <= len(raa):
        _nivaa, nr, _slag, lengde = struct.unpack_from("<BHHI", raa, pos)
        if lengde > len(raa) - pos - 9:
            return
        yield nr, raa[pos + 9 : pos + 9 + lengde]
        pos += 11 + lengde


def _egenskaper(raa: bytes) -> Egenskaper:
    """The properties of a block, as far as they can be read."""
    funnet: dict[int, tuple[int, bytes]] = {}
    try:
        pos, igjen = 4, MAKS_EGENSKAPER
        for _ in range(min(struct.unpack_from("<I", raa)[0], MAKS_EGENSKAPER)):
            slag, nr = struct.unpack_from("<HH", raa, pos)
            pos = _forbi_navnet(raa, pos + 4) if nr >= 0x8000 else pos + 4
            flere, slag = slag & 0x1000, slag & 0x0FFF
            verdier = 1
            if flere or slag in _LANG:
                (verdier,) = struct.unpack_from("<I", raa, pos)
                pos += 4
            # Together, not for each property: there are types whose values take no room at all.
            if verdier > igjen:
                break
            igjen -= verdier
            for _n in range(verdier):
                if slag in _LANG:
                    (lengde,) = struct.unpack_from("<I", raa, pos)
                    pos += 4
                else:
                    lengde = _FAST[slag]
                funnet.setdefault(nr, (slag, raa[pos : pos + lengde]))
                pos += lengde + -lengde % 4
    except (struct.error, KeyError):  # the block ends too early, or has a type that nobody has heard of
        pass
    return funnet


def _forbi_navnet(raa: bytes, pos: int) -> int:
    (slag,) = struct.unpack_from("<I", raa, pos + 16)
    (verdi,) = struct.unpack_from("<I", raa, pos + 20)
    return pos + 24 + (verdi + -verdi % 4 if slag else 0)
