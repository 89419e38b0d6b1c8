"""The attachments of a mail, also those of the messages inside it, each with a safe name.

LESMEG: a message that is attached is a document by itself, and what is attached to it follows it in the list, so that
every file can be read and registered. Bytes are decoded when somebody asks, one file at a time: a mail of a hundred
megabytes then costs the memory of itself and its largest file.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import unquote

from bysak.klienter import msg
from bysak.klienter.epostdeler import DELER_MAKS, Blad, Sted, Tre, gaa, innhold
from bysak.klienter.eposthoder import avkod, les_hoder
from bysak.klienter.ole import MAGI, OleFeil
from bysak.klienter.tegn import rens_linje, trygt_filnavn

MAKS_VEDLEGG = 500
MAKS_NIVAAER = 5
# A message counts as so many parts: some fifty are opened, and the rest are files as they stand.
MELDING_KOSTER = 20
_MELDINGER = ("message/rfc822", "message/global")

_ENDELSER = {
    "image/jpeg": ".jpg", "image/tiff": ".tif", "image/heic": ".heic", "image/webp": ".webp",
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/vcard": ".vcf", "text/x-vcard": ".vcf",
    "text/csv": ".csv", "text/rfc822-headers": ".txt", "message/rfc822": ".eml", "message/global": ".eml",
    "message/delivery-status": ".txt", "message/disposition-notification": ".txt",
    "application/pdf": ".pdf", "application/xml": ".xml", "text/xml": ".xml", "application/zip": ".zip",
    "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m", "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s", "application/pgp-signature": ".asc", "application/ms-tnef": ".dat",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt", "application/octet-stream": ".bin",
}  # fmt: skip
# The machine's own tables would make the names differ between machines.
_STANDARDTYPER = mimetypes.MimeTypes(filenames=())


@dataclass(frozen=True)
class LestVedlegg:
    """One attachment. `mime` is the sender's word; `innebygd` means that the text shows it by `content_id`.

    kilde: the bytes, or how to get them.
    """

    nr: int
    filnavn: str
    mime: str
    kilde: bytes | Callable[[], bytes] = field(repr=False, compare=False)
    innebygd: bool = False
    content_id: str | None = None

    @property
    def innhold(self) -> bytes:
        """The bytes, decoded anew each time."""
        return self.kilde if isinstance(self.kilde, bytes) else self.kilde()


def er_kropp(blad: Blad) -> bool:
    """Whether a part is the text of the mail, and no file."""
    return blad.mime in ("text/plain", "text/html") and blad.plassering != "attachment" and not blad.filnavn.strip()


def vedleggene(tre: Tre, html: str) -> list[LestVedlegg]:
    """Every attachment, in order; no more than MAKS_VEDLEGG. `html` tells which pictures the text shows."""
    funnet: list[LestVedlegg] = []
    vist = {unquote(cid).lower() for cid in re.findall(r"""cid:([^"'\s<>)]{1,500})""", html, re.IGNORECASE)}
    for blad, filnavn in _filene(tre, 0):
        if len(funnet) >= MAKS_VEDLEGG:
            tre.merk(f"Meldingen har flere enn {MAKS_VEDLEGG} vedlegg. Resten ligger bare i originalen.")
            break
        endelse = _ENDELSER.get(blad.mime) or _STANDARDTYPER.guess_extension(blad.mime) or ".bin"
        nr = len(funnet) + 1
        funnet.append(
            LestVedlegg(
                nr=nr,
                filnavn=trygt_filnavn(filnavn, f"vedlegg-{nr}{endelse}"),
                mime=blad.mime,
                kilde=partial(innhold, blad, Tre()),
                innebygd=blad.mime.startswith("image/") and (blad.content_id or "").lower() in vist,
                content_id=rens_linje(blad.content_id, 500) or None if blad.content_id else None,
            )
        )
    return funnet


def _filene(tre: Tre, nivaa: int) -> Iterator[tuple[Blad, str]]:
    """The files and their names; a bounce's and a digest's messages are kept whole, since they are others' mail."""
    for blad in tre.blader:
        if er_kropp(blad) or (nivaa and blad.content_id and blad.mime.startswith("image/")):
            continue
        data = innhold(blad, tre)  # also to note what is damaged
        mime = _som_melding(blad, data) if tre.antall < DELER_MAKS else b""
        yield blad, blad.filnavn if blad.filnavn.strip() or not mime else _emnenavn(mime)
        if mime and nivaa < MAKS_NIVAAER and not tre.flerdelt & {"report", "digest"}:
            del data
            under = Tre(merknader=tre.merknader, antall=tre.antall + MELDING_KOSTER)
            gaa(mime, les_hoder(mime, 0, len(mime)), len(mime), under, Sted())
            tre.antall = under.antall
            yield from _filene(under, nivaa + 1)


def _som_melding(blad: Blad, data: bytes) -> bytes:
    """The MIME of an attachment that is a message; nothing for other files."""
    if blad.mime in _MELDINGER:
        return data
    if data.startswith(MAGI) and msg.er_msg(data):
        try:
            return msg.til_mime(data)
        except OleFeil:
            return b""
    return b""


def _emnenavn(mime: bytes) -> str:
    emne = rens_linje(avkod(les_hoder(mime, 0, len(mime)).foerste("subject")[:2000]), 120)
    return emne.replace("/", "-").replace("\\", "-") + ".eml" if emne else ""
