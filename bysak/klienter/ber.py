"""Reading and writing ASN.1 in BER, forward only, so that a container of any size needs constant memory.

LESMEG: only what a CMS envelope is made of: low tag numbers, definite and indefinite lengths (X.690 chapter 8). Small
elements are read whole as a tree, within a budget; the large one is read a piece at a time. Raises `BerFeil` for
anything else, whatever the bytes are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

HELTALL, OKTETTER, OID, SEKVENS, MENGDE = 0x02, 0x04, 0x06, 0x30, 0x31
# What is small is small: a header of more bytes, deeper or with more parts, is no envelope.
MAKS_HODE = 256 * 1024
MAKS_DYBDE = 24
_SAMMENSATT = 0x20
_MAKS_LENGDEOKTETTER = 8


class BerFeil(ValueError):
    """The bytes are not what they should be, or end too early."""


@dataclass(frozen=True)
class Element:
    """A small element: its tag, and its content as bytes or as its parts."""

    merke: int
    innhold: bytes | tuple[Element, ...]

    @property
    def deler(self) -> tuple[Element, ...]:
        """The parts. Raises BerFeil for one that has none."""
        if isinstance(self.innhold, bytes):
            raise BerFeil("Et sammensatt element var ventet.")
        return self.innhold

    @property
    def oktetter(self) -> bytes:
        """The bytes; those of an OCTET STRING in pieces are joined."""
        if isinstance(self.innhold, bytes):
            return self.innhold
        return b"".join(del_.oktetter for del_ in self.innhold)

    def der(self) -> bytes:
        """The element in DER, for comparing with what a certificate says."""
        if isinstance(self.innhold, bytes):
            return tlv(self.merke, self.innhold)
        return tlv(self.merke, b"".join(del_.der() for del_ in self.innhold))


def tlv(merke: int, innhold: bytes) -> bytes:
    """An element in DER."""
    antall = len(innhold)
    if antall < 0x80:
        return bytes((merke, antall)) + innhold
    lengde = antall.to_bytes((antall.bit_length() + 7) // 8, "big")
    return bytes((merke, 0x80 | len(lengde))) + lengde + innhold


class Leser:
    """Reads elements from a stream, in order and once."""

    def __init__(self, kilde: BinaryIO) -> None:
        self._kilde = io.BufferedReader(_Raa(kilde), 1 << 18)
        self._igjen = MAKS_HODE

    def gaa_inn(self, merke: int) -> int | None:
        """Step into a large constructed element; returns its length, None when it says where it ends by itself."""
        funnet, lengde = self._hode()
        if funnet != merke:
            raise BerFeil(f"Merke {merke:#04x} var ventet, men {funnet:#04x} står der.")
        return lengde

    def element(self, dybde: int = 0) -> Element:
        """Read one small element whole."""
        merke, lengde = self._hode()
        return self._resten(merke, lengde, dybde)

    def biter(self, merke: int) -> Iterator[bytes]:
        """The bytes of an OCTET STRING with this implicit tag, whole or in segments, a piece at a time."""
        funnet, lengde = self._hode()
        if funnet == merke:
            yield from self._oktetter(lengde)
        elif funnet == merke | _SAMMENSATT:
            yield from self._segmenter(lengde)
        else:
            raise BerFeil("Innholdet mangler.")

    def _segmenter(self, lengde: int | None) -> Iterator[bytes]:
        lest = 0
        while lengde is None or lest < lengde:
            funnet, dels, brukt = self._hode_og_bredde()
            if lengde is None and (funnet, dels) == (0, 0):
                return
            if funnet != OKTETTER or dels is None:
                raise BerFeil("Innholdet er delt på en måte som ikke kan leses.")
            lest += brukt + dels
            yield from self._oktetter(dels)
        if lest != lengde:
            raise BerFeil("Delene er lengre enn helheten.")

    def _oktetter(self, lengde: int | None) -> Iterator[bytes]:
        if lengde is None:
            raise BerFeil("En enkel verdi må si hvor lang den er.")
        while lengde:
            bit = self._kilde.read(min(lengde, 1 << 16))
            if not bit:
                raise BerFeil("Dataene slutter for tidlig.")
            lengde -= len(bit)
            yield bit

    def _resten(self, merke: int, lengde: int | None, dybde: int) -> Element:
        if dybde > MAKS_DYBDE:
            raise BerFeil("Dataene er for dypt nøstet.")
        if not merke & _SAMMENSATT:
            if lengde is None:
                raise BerFeil("En enkel verdi må si hvor lang den er.")
            self._bruk(lengde)
            return Element(merke, self._les(lengde))
        deler: list[Element] = []
        start = self._igjen
        while lengde is None or start - self._igjen < lengde:
            delmerke, dels = self._hode()
            if lengde is None and (delmerke, dels) == (0, 0):
                return Element(merke, tuple(deler))
            deler.append(self._resten(delmerke, dels, dybde + 1))
        if start - self._igjen != lengde:
            raise BerFeil("Delene er lengre enn helheten.")
        return Element(merke, tuple(deler))

    def _hode(self) -> tuple[int, int | None]:
        merke, lengde, brukt = self._hode_og_bredde()
        self._bruk(brukt)
        return merke, lengde

    def _hode_og_bredde(self) -> tuple[int, int | None, int]:
        """Tag, length, and how many bytes these two took."""
        merke, foerste = self._les(2)
        if merke & 0x1F == 0x1F:
            raise BerFeil("Høye merkenumre forekommer ikke her.")
        if foerste < 0x80:
            return merke, foerste, 2
        if foerste == 0x80:
            return merke, None, 2
        antall = foerste & 0x7F
        if antall > _MAKS_LENGDEOKTETTER:
            raise BerFeil("Lengden er for stor.")
        return merke, int.from_bytes(self._les(antall), "big"), 2 + antall

    def _bruk(self, antall: int) -> None:
        self._igjen -= antall
        if self._igjen < 0:
            raise BerFeil("Hodet er for stort.")

    def _les(self, antall: int) -> bytes:
        bit = self._kilde.read(antall)
        if len(bit) != antall:
            raise BerFeil("Dataene slutter for tidlig.")
        return bit


class _Raa(io.RawIOBase):
    """Any readable as a raw stream, so that the buffer never reads past what the source has now."""

    def __init__(self, kilde: BinaryIO) -> None:
        self._lest = kilde

    def readable(self) -> bool:
        return True

    def readinto(self, maal: memoryview) -> int:  # type: ignore[override]
        bit = self._lest.read(len(maal))
        maal[: len(bit)] = bit
        return len(bit)
