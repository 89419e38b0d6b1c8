"""An Outlook message file (.msg, MS-OXMSG) turned into MIME: fields, text, files and the messages inside it."""

from __future__ import annotations

import struct

from bysak.klienter.mapi import (
    FILDATA,
    FILMAATE,
    INNPAKKET_MELDING,
    Egenskaper,
    Fil,
    hode,
    som_mime,
    tall,
    tegnsettet,
    tekst,
)
from bysak.klienter.ole import MAGI, Lager, Ole, OleFeil

MAKS_DYBDE = 5
MAKS_FILER = 600
MAKS_MELDINGER = 50
_VERDI = "__substg1.0_"
_FASTE = "__properties_version1.0"
_OBJEKT = f"{_VERDI}{FILDATA:04X}000D"
# Bytes before the list of fixed values: of a message, of one inside another, of a recipient or an attachment.
_YTTERST, _INNI, _UNDER = 32, 24, 8


def er_msg(raa: bytes) -> bool:
    """Whether the bytes are an Outlook message, by their beginning and the names inside."""
    return raa[:8] == MAGI and _FASTE.encode("utf-16-le") in raa


def til_mime(raa: bytes) -> bytes:
    """The message as MIME. Raises OleFeil for what is no Outlook message or a broken one."""
    ole = Ole(raa)
    if _FASTE not in ole.rot.stroemmer:
        raise OleFeil("Filen er ikke en Outlook-melding.")
    return _melding(ole, ole.rot, _YTTERST, 0)


def _melding(ole: Ole, mappe: Lager, hopp: int, dybde: int) -> bytes:
    egne = _egenskaper(ole, mappe, hopp)
    under = sorted(mappe.lagre.items())
    mottakere = [_egenskaper(ole, m, _UNDER) for navn, m in under if navn.startswith("__recip_version1.0_")][:1000]
    filer = [_fil(ole, m, dybde) for navn, m in under if navn.startswith("__attach_version1.0_")][:MAKS_FILER]
    return som_mime(hode(egne, mottakere), egne, filer)


def _fil(ole: Ole, mappe: Lager, dybde: int) -> Fil:
    egne = _egenskaper(ole, mappe, _UNDER)
    inni = mappe.lagre.get(_OBJEKT)
    er_melding = inni is not None and tall(egne, FILMAATE) == INNPAKKET_MELDING
    if inni is not None and er_melding and dybde < MAKS_DYBDE and ole.aapnet < MAKS_MELDINGER:
        ole.aapnet += 1
        return Fil(
            {}, _melding(ole, inni, _INNI, dybde + 1), navn=tekst(egne, 0x3001, tegnsettet(egne)), er_melding=True
        )
    return Fil(egne, egne.get(FILDATA, (0, b""))[1])


def _egenskaper(ole: Ole, mappe: Lager, hopp: int) -> Egenskaper:
    """Texts and bytes stand in streams of their own, numbers and times in one list of sixteen bytes each."""
    funnet: dict[int, tuple[int, bytes]] = {}
    if _FASTE in mappe.stroemmer:
        liste = ole.les(mappe.stroemmer[_FASTE])
        for pos in range(hopp, len(liste) - 15, 16):
            slag, nr = struct.unpack_from("<HH", liste, pos)
            funnet[nr] = slag, liste[pos + 8 : pos + 16]
    for navn, stroem in mappe.stroemmer.items():
        if navn.startswith(_VERDI) and len(navn) == len(_VERDI) + 8:
            try:
                nr, slag = int(navn[-8:-4], 16), int(navn[-4:], 16)
            except ValueError:
                continue
            funnet[nr] = slag, ole.les(stroem)
    return funnet
