"""Outlook's own idea of a mail, properties by number, written as ordinary MIME.

LESMEG: winmail.dat and .msg hold the same properties in two wrappings. Both are turned into MIME here, so that the
reader of mail, its bounds and the pages need to know one kind of message only. Attachments are written as they are,
without transfer coding: the result is for our own reader, never for sending.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, formataddr
from uuid import uuid4

from bysak.klienter.eposthoder import les_hoder
from bysak.klienter.rtf import RtfFeil, pakk_ut, rtf_til_tekst
from bysak.klienter.tegn import dekod, rens_linje

# A property's number, and its type with its bytes as they stood.
Egenskaper = Mapping[int, tuple[int, bytes]]

TALL, TEKST8, TEKST16, TIDSPUNKT, BYTES, OBJEKT = 0x03, 0x1E, 0x1F, 0x40, 0x102, 0x0D
_TEGNSETT = {65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1", 28605: "iso-8859-15"}
_EPOKE = datetime(1601, 1, 1, tzinfo=UTC)
_KLASSE, _EMNE, _HODER, _TEKST, _RTF, _HTML = 0x001A, 0x0037, 0x007D, 0x1000, 0x1009, 0x1013
_SENDT, _LEVERT, _TIL, _KOPI = 0x0039, 0x0E06, 0x0E04, 0x0E03
_TRAAD = {"Message-ID": 0x1035, "In-Reply-To": 0x1042, "References": 0x1039}
_AVSENDER = ((0x0C1A, 0x5D01), (0x0C1A, 0x0C1F), (0x0042, 0x5D02), (0x0042, 0x0065))
_MOTTAKER, _MOTTAKERTYPE = ((0x3001, 0x39FE), (0x3001, 0x3003)), 0x0C15
_FILNAVN, _FILMIME, _FILID, FILDATA, FILMAATE = (0x3707, 0x3704, 0x3001), 0x370E, 0x3712, 0x3701, 0x3705
INNPAKKET_MELDING = 5  # the value of FILMAATE when the attachment is a message


@dataclass(frozen=True)
class Fil:
    """An attachment. `innhold` is the file, or the MIME of a message when `er_melding`."""

    egenskaper: Egenskaper
    innhold: bytes
    navn: str = ""
    er_melding: bool = False


def tall(egenskaper: Egenskaper, nr: int) -> int:
    """A property that is a number; 0 when it is not there."""
    raa = egenskaper.get(nr, (0, b""))[1]
    return struct.unpack_from("<I", raa)[0] if len(raa) >= 4 else 0


def tegnsettet(egenskaper: Egenskaper) -> str:
    """The character set of texts that are not Unicode."""
    nr = tall(egenskaper, 0x3FDE) or tall(egenskaper, 0x3FFD) or 1252
    return _TEGNSETT.get(nr, f"cp{nr}")


def tekst(egenskaper: Egenskaper, nr: int, tegnsett: str) -> str:
    """A property that is a text; empty when it is not there."""
    slag, raa = egenskaper.get(nr, (0, b""))
    if slag == TEKST16:
        return raa.decode("utf-16-le", "replace").rstrip("\0")
    return dekod(raa, tegnsett)[0].rstrip("\0") if slag in (TEKST8, BYTES) else ""


def _tid(egenskaper: Egenskaper, nr: int) -> str:
    raa = egenskaper.get(nr, (0, b""))[1]
    if len(raa) < 8:
        return ""
    try:
        return format_datetime(_EPOKE + timedelta(microseconds=struct.unpack_from("<Q", raa)[0] // 10))
    except (OverflowError, ValueError):
        return ""


def _adresse(egenskaper: Egenskaper, valg: Sequence[tuple[int, int]], tegnsett: str) -> str:
    """The first that is an address; Exchange's own names of people («/o=…») are none."""
    par = [(tekst(egenskaper, n, tegnsett), tekst(egenskaper, a, tegnsett)) for n, a in valg]
    navn, adresse = next((p for p in par if "@" in p[1]), par[0])
    return _linje(formataddr((navn, adresse if "@" in adresse else ""), "utf-8") if adresse else navn)


def _linje(verdi: str) -> str:
    return rens_linje(verdi, 60_000)


def hode(egenskaper: Egenskaper, mottakere: Sequence[Egenskaper] = ()) -> list[tuple[str, str]]:
    """The header fields: those the mail came with, when Outlook kept them, and the rest from its properties."""
    tegnsett = tegnsettet(egenskaper)
    raa = tekst(egenskaper, _HODER, tegnsett).lstrip("\r\n").encode("utf-8", "replace")
    felt = [(n, v) for n, v in les_hoder(raa, 0, len(raa)).felt if not n.startswith(("content-", "mime-"))]
    lest = {navn for navn, _ in felt}
    til, kopi = (
        ", ".join(_adresse(m, _MOTTAKER, tegnsett) for m in mottakere if (tall(m, _MOTTAKERTYPE) == 2) is er_kopi)
        for er_kopi in (False, True)
    )
    egne = {
        "From": _adresse(egenskaper, _AVSENDER, tegnsett),
        "To": til or tekst(egenskaper, _TIL, tegnsett),
        "Cc": kopi or tekst(egenskaper, _KOPI, tegnsett),
        "Subject": tekst(egenskaper, _EMNE, tegnsett),
        "Date": _tid(egenskaper, _SENDT) or _tid(egenskaper, _LEVERT),
        **{navn: tekst(egenskaper, nr, tegnsett) for navn, nr in _TRAAD.items()},
        "X-Outlook-Class": tekst(egenskaper, _KLASSE, tegnsett),
    }
    return felt + [(navn, verdi) for navn, verdi in egne.items() if verdi and navn.lower() not in lest]


def som_mime(hodet: Sequence[tuple[str, str]], egenskaper: Egenskaper, filer: Sequence[Fil]) -> bytes:
    """A message as MIME: the fields, the text in each form it is kept in, and the files."""
    tegnsett = tegnsettet(egenskaper)
    kropp = _kropp(egenskaper, tegnsett)
    deler = [[_flerdelt("alternative", [], kropp)]] if kropp else []
    return _flerdelt("mixed", hodet, [*deler, *(_fildel(fil, tegnsett) for fil in filer)])


def _kropp(egenskaper: Egenskaper, tegnsett: str) -> list[list[bytes]]:
    ren, html = tekst(egenskaper, _TEKST, tegnsett), tekst(egenskaper, _HTML, tegnsett)
    if not html and (rtf := egenskaper.get(_RTF)):
        try:
            er_html, innhold = rtf_til_tekst(pakk_ut(rtf[1]))
        except RtfFeil:
            er_html, innhold = False, ""
        html, ren = (innhold, ren) if er_html else ("", ren or innhold)
    former = (("plain", ren), ("html", html))
    return [_del(f"text/{slag}; charset=utf-8", t.encode("utf-8", "replace")) for slag, t in former if t.strip()]


def _fildel(fil: Fil, tegnsett: str) -> list[bytes]:
    navn = next((n for nr in _FILNAVN if (n := tekst(fil.egenskaper, nr, tegnsett))), "") or fil.navn
    mime = tekst(fil.egenskaper, _FILMIME, tegnsett)
    mime = mime if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,60}", mime) else "application/octet-stream"
    cid = _linje(tekst(fil.egenskaper, _FILID, tegnsett)).strip("<>")
    navn = _linje(navn).replace('"', "'").replace("\\", "/")
    if fil.er_melding:
        return _del("message/rfc822", fil.innhold, f"{navn or 'melding'}.eml")
    # A multipart type on a file would make the reader look for parts in it.
    return _del("application/octet-stream" if mime.startswith("multipart/") else mime, fil.innhold, navn, cid)


def _del(mime: str, innhold: bytes, navn: str = "", cid: str = "") -> list[bytes]:
    """In pieces, so that a large file is copied once, into the whole."""
    felt = [("Content-Type", mime)]
    if not mime.startswith("text/") or navn:
        felt.append(("Content-Disposition", ("inline" if cid else "attachment") + f'; filename="{navn}"'))
    if cid:
        felt.append(("Content-ID", f"<{cid}>"))
    return [_felt(felt), b"\r\n", innhold]


def _felt(felt: Sequence[tuple[str, str]]) -> bytes:
    return "".join(f"{navn}: {_linje(verdi)}\r\n" for navn, verdi in felt).encode("utf-8", "replace")


def _flerdelt(slag: str, felt: Sequence[tuple[str, str]], deler: Sequence[list[bytes]]) -> bytes:
    grense = uuid4().hex.encode()
    hodet = _felt([*felt, ("MIME-Version", "1.0"), ("Content-Type", f'multipart/{slag}; boundary="{grense.decode()}"')])
    biter = [hodet, b"\r\n"]
    for del_ in deler:
        biter += [b"--", grense, b"\r\n", *del_, b"\r\n"]
    return b"".join([*biter, b"--", grense, b"--\r\n"])
