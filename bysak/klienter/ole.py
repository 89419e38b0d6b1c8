"""Compound files (MS-CFB): the little file system inside .msg and older Office files, read within bounds.

LESMEG: everything is read from bytes in memory. A chain of sectors that loops, points outside or is claimed by many
streams at once ends in `OleFeil`: no more is ever read out than twice what came in.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

MAGI = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAKS_POSTER = 20_000
MAKS_DYBDE = 30
_SLUTT = 0xFFFFFFFA  # from here on the numbers mean something else than a sector
_INGEN = 0xFFFFFFFF
_LAGER, _STROEM, _ROT = 1, 2, 5


class OleFeil(ValueError):
    """The bytes are no compound file, or a broken one."""


@dataclass
class Lager:
    """A folder: its folders and its streams by name."""

    lagre: dict[str, Lager] = field(default_factory=dict)
    stroemmer: dict[str, tuple[int, int]] = field(default_factory=dict)


class Ole:
    """A compound file, opened. `rot` is its outermost folder."""

    def __init__(self, raa: bytes) -> None:
        """Raises OleFeil."""
        self._raa = memoryview(raa)
        # For the reader of messages: how many it has opened of those that lie inside.
        self.aapnet = 0
        self._igjen = 2 * len(raa) + (1 << 20)
        if len(raa) < 512 or raa[:8] != MAGI:
            raise OleFeil("Filen er ikke en OLE-beholder.")
        bredde, mini = struct.unpack_from("<HH", raa, 30)
        if bredde not in (9, 12) or mini != 6:
            raise OleFeil("Filen har en ukjent inndeling.")
        self._sektor = 1 << bredde
        katalog, _signatur, self._grense, minifat, _antall, difat, difater = struct.unpack_from("<7I", raa, 48)
        self._fat: tuple[int, ...] = self._les_fat(difat, difater)
        self._minifat = self._tall(self._kjede(minifat)) if minifat < _SLUTT else ()
        poster = self._kjede(katalog)
        self._poster = [poster[i : i + 128] for i in range(0, min(len(poster), MAKS_POSTER * 128) - 127, 128)]
        if not self._poster or self._poster[0][66] != _ROT:
            raise OleFeil("Filen har ingen innholdsliste.")
        start, lengde = self._plass(self._poster[0])
        self._ministroem = self._kjede(start)[:lengde] if start < _SLUTT else b""
        self._sett = {0}
        self.rot = self._lager(0, 0)

    def les(self, stroem: tuple[int, int]) -> bytes:
        """The bytes of a stream. Raises OleFeil when its chain is broken or too much has been read already."""
        start, lengde = stroem
        if not lengde:
            return b""
        data = self._kjede(start, lengde) if lengde >= self._grense else self._minikjede(start, lengde)
        if len(data) < lengde:
            raise OleFeil("En del av filen mangler.")
        return data[:lengde]

    def _les_fat(self, difat: int, difater: int) -> tuple[int, ...]:
        sektorer = list(struct.unpack_from("<109I", self._raa, 76))
        per = self._sektor // 4
        for _ in range(min(difater, len(self._raa) // self._sektor)):
            if difat >= _SLUTT:
                break
            *mer, difat = struct.unpack(f"<{per}I", self._hent(difat))
            sektorer += mer
        return self._tall(b"".join(self._hent(s) for s in sektorer if s < _SLUTT))

    @staticmethod
    def _tall(raa: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(raa) // 4}I", raa[: len(raa) // 4 * 4])

    def _hent(self, nr: int) -> bytes:
        start = (nr + 1) * self._sektor
        bit = bytes(self._raa[start : start + self._sektor])
        self._igjen -= self._sektor
        if not bit or self._igjen < 0:
            raise OleFeil("Filen peker utenfor seg selv eller i ring.")
        return bit.ljust(self._sektor, b"\0")

    def _kjede(self, nr: int, lengde: int | None = None) -> bytes:
        biter: list[bytes] = []
        while nr < _SLUTT and (lengde is None or len(biter) * self._sektor < lengde):
            biter.append(self._hent(nr))
            nr = self._fat[nr] if nr < len(self._fat) else _INGEN
        return b"".join(biter)

    def _minikjede(self, nr: int, lengde: int) -> bytes:
        biter: list[bytes] = []
        while nr < _SLUTT and len(biter) * 64 < lengde:
            biter.append(self._ministroem[nr * 64 : nr * 64 + 64])
            nr = self._minifat[nr] if nr < len(self._minifat) else _INGEN
        return b"".join(biter)

    @staticmethod
    def _plass(post: bytes) -> tuple[int, int]:
        start, lengde = struct.unpack_from("<II", post, 116)
        return start, lengde

    def _lager(self, nr: int, dybde: int) -> Lager:
        """A folder and all below it; an entry that is met twice is a loop and ends it."""
        if dybde > MAKS_DYBDE:
            raise OleFeil("Filen har mapper i for mange nivåer.")
        mappe = Lager()
        koe = [struct.unpack_from("<I", self._poster[nr], 76)[0]]
        while koe:
            barn = koe.pop()
            if barn >= len(self._poster) or barn in self._sett:
                continue
            self._sett.add(barn)
            post = self._poster[barn]
            koe += struct.unpack_from("<II", post, 68)
            navn = post[: max(0, min(struct.unpack_from("<H", post, 64)[0], 64) - 2)].decode("utf-16-le", "replace")
            if post[66] == _LAGER:
                mappe.lagre[navn] = self._lager(barn, dybde + 1)
            elif post[66] == _STROEM:
                mappe.stroemmer[navn] = self._plass(post)
        return mappe
