"""Outlook's files as Outlook writes them: winmail.dat and .msg, made here so that no one's mail lies in the repo."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise

TEKST16, BYTES, TALL, OBJEKT = 0x1F, 0x102, 0x03, 0x0D
Mappe = dict[str, "bytes | Mappe"]
Egenskaper = list[tuple[int, int, bytes]]


def u(tekst: str) -> bytes:
    """Text as Outlook keeps it."""
    return tekst.encode("utf-16-le")


def melding(emne: str, tekst: str = "", html: str = "", fra: str = "ebba@lonnfjell.example") -> Egenskaper:
    """The properties of an ordinary message."""
    egne = [
        (0x001A, TEKST16, u("IPM.Note")),
        (0x0037, TEKST16, u(emne)),
        (0x0C1A, TEKST16, u("Ebba Lønnfjell")),
        (0x5D01, TEKST16, u(fra)),
        (0x0039, 0x40, struct.pack("<Q", 134_000_000_000_000_000)),
    ]
    egne += [(0x1000, TEKST16, u(tekst))] if tekst else []
    return egne + ([(0x1013, BYTES, html.encode()), (0x3FDE, TALL, struct.pack("<I", 65001))] if html else [])


def tnef(egne: Egenskaper, *filer: tuple[str, bytes]) -> bytes:
    """winmail.dat with a message's properties and files."""
    ut = struct.pack("<IH", 0x223E9F78, 1) + _attributt(0x9003, 6, _mapi(egne))
    for navn, innhold in filer:
        ut += _attributt(0x9002, 6, bytes(14)) + _attributt(0x8010, 1, navn.encode("cp1252", "replace") + b"\0")
        ut += _attributt(0x800F, 6, innhold) + _attributt(0x9005, 6, _mapi([(0x3707, TEKST16, u(navn))]))
    return ut


def tnef_i_tnef(indre: bytes) -> bytes:
    """winmail.dat whose one attachment is a message."""
    fil = _mapi([(0x3705, TALL, struct.pack("<I", 5)), (0x3701, OBJEKT, bytes(16) + indre)])
    return tnef(melding("Ytre")) + _attributt(0x9002, 6, bytes(14)) + _attributt(0x9005, 6, fil)


def _attributt(nr: int, slag: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", 2, nr, slag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _mapi(egne: Egenskaper) -> bytes:
    ut = struct.pack("<I", len(egne))
    for nr, slag, data in egne:
        ut += struct.pack("<HH", slag, nr)
        if slag in (TEKST16, BYTES, OBJEKT):
            ut += struct.pack("<II", 1, len(data)) + data + bytes(-len(data) % 4)
        else:
            ut += data
    return ut


def msg(egne: Egenskaper, *filer: tuple[str, bytes], inni: Mappe | None = None, hopp: int = 32) -> Mappe:
    """The folders of a .msg; `inni` is a message that lies in it. Written with `ole`."""
    mappe = _egenskaper(egne, hopp)
    mappe["__recip_version1.0_#00000000"] = _egenskaper(
        [(0x3001, TEKST16, u("Frogner")), (0x39FE, TEKST16, u("postmottak@frogner.bysak.example"))], 8
    )
    for nr, (navn, innhold) in enumerate(filer):
        mappe[f"__attach_version1.0_#{nr:08X}"] = _egenskaper([(0x3707, TEKST16, u(navn)), (0x3701, BYTES, innhold)], 8)
    if inni is not None:
        vedlegg = _egenskaper([(0x3705, TALL, struct.pack("<I", 5))], 8)
        mappe["__attach_version1.0_#000000FF"] = vedlegg | {"__substg1.0_3701000D": inni}
    return mappe


def _egenskaper(egne: Egenskaper, hopp: int) -> Mappe:
    liste, mappe = bytes(hopp), dict[str, "bytes | Mappe"]()
    for nr, slag, data in egne:
        i_stroem = slag in (TEKST16, BYTES)
        if i_stroem:
            mappe[f"__substg1.0_{nr:04X}{slag:04X}"] = data
        verdi = struct.pack("<Q", len(data)) if i_stroem else data.ljust(8, b"\0")
        liste += struct.pack("<HHI", slag, nr, 6) + verdi
    return mappe | {"__properties_version1.0": liste}


@dataclass
class _Post:
    navn: str
    slag: int
    data: bytes = b""
    neste: int = -1
    barn: int = -1


def ole(rot: Mappe) -> bytes:
    """A compound file with 512-byte sectors; what is small lies in the mini stream, as the standard says."""
    poster = [_Post("Root Entry", 5)]
    _legg_til(poster, rot, 0)
    fat: list[int] = []
    sektorer = b""
    mini, minifat = b"", list[int]()

    def skriv(data: bytes) -> int:
        nonlocal sektorer
        antall = -(-len(data) // 512)
        start = len(fat)
        fat.extend([*range(start + 1, start + antall), 0xFFFFFFFE] if antall else [])
        sektorer += data.ljust(antall * 512, b"\0")
        return start if antall else 0xFFFFFFFE

    plass: list[tuple[int, int]] = []
    for post in poster:
        if not post.data:
            plass.append((0, 0))
        elif len(post.data) >= 4096:
            plass.append((skriv(post.data), len(post.data)))
        else:
            start, antall = len(minifat), -(-len(post.data) // 64)
            minifat.extend([*range(start + 1, start + antall), 0xFFFFFFFE])
            mini += post.data.ljust(antall * 64, b"\0")
            plass.append((start, len(post.data)))
    plass[0] = skriv(mini), len(mini)
    minifatstart = skriv(b"".join(struct.pack("<I", n) for n in minifat))
    katalog = skriv(b"".join(_post(post, *sted) for post, sted in zip(poster, plass, strict=True)))
    fatantall = next(n for n in range(1, 200) if n * 128 >= len(fat) + n)
    fatstart = len(fat)
    fat.extend([0xFFFFFFFD] * fatantall)
    fat.extend([0xFFFFFFFF] * (fatantall * 128 - len(fat)))
    hode = _hode(fatstart, fatantall, katalog, minifatstart, -(-len(minifat) // 128))
    return hode + sektorer + struct.pack(f"<{len(fat)}I", *fat)


def _hode(fatstart: int, fatantall: int, katalog: int, minifatstart: int, minifater: int) -> bytes:
    hode = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    hode += struct.pack("<9I", 0, fatantall, katalog, 0, 4096, minifatstart, minifater, 0xFFFFFFFE, 0)
    difat = [fatstart + n for n in range(fatantall)] + [0xFFFFFFFF] * (109 - fatantall)
    return hode + struct.pack("<109I", *difat)


def _legg_til(poster: list[_Post], mappe: Mappe, eier: int) -> None:
    nye = []
    for navn, innhold in mappe.items():
        nye.append(len(poster))
        if isinstance(innhold, bytes):
            poster.append(_Post(navn, 2, innhold))
        else:
            poster.append(_Post(navn, 1))
            _legg_til(poster, innhold, nye[-1])
    for ett, neste in pairwise(nye):
        poster[ett].neste = neste
    if nye:
        poster[eier].barn = nye[0]


def _post(post: _Post, start: int, lengde: int) -> bytes:
    raatt = u(post.navn)
    ut = raatt.ljust(64, b"\0") + struct.pack("<HBB", len(raatt) + 2, post.slag, 1)
    return ut + struct.pack("<iii", -1, post.neste, post.barn) + bytes(36) + struct.pack("<IQ", start, lengde)
