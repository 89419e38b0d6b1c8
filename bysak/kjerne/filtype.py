"""What a file is by its bytes, whatever its name and its sender say.

LESMEG: `bestem` is the cheap gate at reception and display. It decides how a file may be shown and warns of files
that pretend. The exact format for preservation (PRONOM) is another question, answered at deposit.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass

OKTETTER = "application/octet-stream"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

# mime: (extension, description); the first extension of a type is the one to show.
TYPER: dict[str, tuple[str, str]] = {
    "application/pdf": ("pdf", "PDF-dokument"),
    "image/png": ("png", "PNG-bilde"),
    "image/jpeg": ("jpg", "JPEG-bilde"),
    "image/gif": ("gif", "GIF-bilde"),
    "image/tiff": ("tif", "TIFF-bilde"),
    "image/webp": ("webp", "WebP-bilde"),
    "image/bmp": ("bmp", "BMP-bilde"),
    "image/heic": ("heic", "HEIC-bilde"),
    _OOXML + "wordprocessingml.document": ("docx", "Word-dokument"),
    _OOXML + "spreadsheetml.sheet": ("xlsx", "Excel-regneark"),
    _OOXML + "presentationml.presentation": ("pptx", "PowerPoint-presentasjon"),
    _ODF + "text": ("odt", "OpenDocument-tekst"),
    _ODF + "spreadsheet": ("ods", "OpenDocument-regneark"),
    _ODF + "presentation": ("odp", "OpenDocument-presentasjon"),
    "application/msword": ("doc", "Word-dokument (eldre format)"),
    "application/vnd.ms-excel": ("xls", "Excel-regneark (eldre format)"),
    "application/vnd.ms-powerpoint": ("ppt", "PowerPoint-presentasjon (eldre format)"),
    "application/vnd.ms-outlook": ("msg", "Outlook-melding"),
    "application/x-ole-storage": ("ole", "Office-fil (eldre format)"),
    "application/rtf": ("rtf", "RTF-dokument"),
    "application/zip": ("zip", "ZIP-arkiv"),
    "application/gzip": ("gz", "GZIP-arkiv"),
    "application/x-7z-compressed": ("7z", "7-Zip-arkiv"),
    "application/vnd.rar": ("rar", "RAR-arkiv"),
    "application/ms-tnef": ("dat", "Outlook-pakke (winmail.dat)"),
    "application/pkcs7-mime": ("p7m", "S/MIME-melding"),
    "application/pkcs7-signature": ("p7s", "Digital signatur"),
    "application/x-executable": ("exe", "Programfil"),
    "video/mp4": ("mp4", "MP4-video"),
    "audio/mpeg": ("mp3", "MP3-lyd"),
    "message/rfc822": ("eml", "E-post"),
    "text/calendar": ("ics", "Kalenderinvitasjon"),
    "text/vcard": ("vcf", "Kontaktkort"),
    "text/html": ("html", "HTML-dokument"),
    "image/svg+xml": ("svg", "SVG-tegning"),
    "application/xml": ("xml", "XML-dokument"),
    "text/csv": ("csv", "CSV-fil"),
    "text/plain": ("txt", "Tekstfil"),
    OKTETTER: ("bin", "Fil av ukjent type"),
}
_ENDELSER = {endelse: mime for mime, (endelse, _) in TYPER.items()} | {
    "jpeg": "image/jpeg", "tiff": "image/tiff", "htm": "text/html", "log": "text/plain", "md": "text/plain",
    "dot": "application/msword", "docm": _OOXML + "wordprocessingml.document", "dll": "application/x-executable",
    "xlsm": _OOXML + "spreadsheetml.sheet", "com": "application/x-executable", "scr": "application/x-executable",
    "pptm": _OOXML + "presentationml.presentation", "dotx": _OOXML + "wordprocessingml.document",
}  # fmt: skip
_SAMME = {
    "text/xml": "application/xml", "text/rtf": "application/rtf", "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg", "application/x-pdf": "application/pdf", "text/x-vcard": "text/vcard",
    "application/x-zip-compressed": "application/zip", "application/x-pkcs7-mime": "application/pkcs7-mime",
    "application/x-pkcs7-signature": "application/pkcs7-signature", "application/x-gzip": "application/gzip",
    "application/vnd.ms-tnef": "application/ms-tnef", "application/xhtml+xml": "text/html", "image/heif": "image/heic",
    "application/x-msdownload": "application/x-executable",
}  # fmt: skip
_MAGI: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"MZ", "application/x-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"ID3", "audio/mpeg"),
    (b"BM", "image/bmp"),
)
_TEKSTTYPER = {"text/plain", "text/csv", "text/html", "application/xml", "image/svg+xml", "message/rfc822"}
_EPOST = re.compile(rb"From |(?:received|return-path|from|message-id|delivered-to|subject|date|mime-version):", re.I)
_ODF_FOERST = re.compile(rb"PK\x03\x04.{26}mimetype(" + re.escape(_ODF.encode()) + rb"[a-z]+)", re.DOTALL)
_BMP_HODER = (12, 40, 52, 56, 108, 124)
_ZIPNAVN = re.compile(rb"PK\x03\x04.{22}(.{2}).{2}", re.DOTALL)


@dataclass(frozen=True)
class Filtype:
    """`mime`, `endelse` and `beskrivelse` tell what the bytes are. `stemmer` is False when the name or the sender
    claims another kind; `advarsel` then says so in a sentence."""

    mime: str
    endelse: str
    beskrivelse: str
    stemmer: bool
    advarsel: str = ""


def bestem(innhold_start: bytes, filnavn: str = "", oppgitt_mime: str = "") -> Filtype:
    """The kind of a file by its first bytes (the whole file makes zip-based kinds certain; 64 kB usually do).

    `filnavn` and `oppgitt_mime` are claims: they choose between kinds that look alike (text, old Office) and are
    otherwise only compared. Never raises.
    """
    endelse = filnavn.rpartition(".")[2].lower() if "." in filnavn else ""
    fra_navn = _ENDELSER.get(endelse, "")
    fra_mime = oppgitt_mime.partition(";")[0].strip().lower()
    fra_mime = _SAMME.get(fra_mime, fra_mime)
    fra_mime = fra_mime if fra_mime in TYPER and fra_mime != OKTETTER else ""
    mime = _binaer(innhold_start, fra_navn or fra_mime) or _tekst(innhold_start, fra_navn or fra_mime)
    visning, beskrivelse = TYPER[mime]
    paastand = next((p for p in (fra_navn, fra_mime) if p and not _forenlig(p, mime)), "")
    advarsel = ""
    if paastand:
        advarsel = f"Filen oppgir å være {TYPER[paastand][1]}, men innholdet er: {beskrivelse}."
        if not innhold_start:
            advarsel = "Filen er tom."
    return Filtype(mime, visning, beskrivelse, not paastand, advarsel)


def _forenlig(paastand: str, mime: str) -> bool:
    if paastand == mime or (paastand in ("text/plain", "text/csv") and mime in _TEKSTTYPER):
        return True
    if paastand in ("application/pkcs7-mime", "application/pkcs7-signature", "text/calendar", "text/vcard"):
        return mime in (paastand, OKTETTER, "text/plain")
    # Old Office files and the generic container cannot be told apart by their first bytes alone.
    return "application/x-ole-storage" in (mime, paastand) and TYPER[paastand][0] in ("doc", "xls", "ppt", "msg", "ole")


def _binaer(start: bytes, paastand: str) -> str:
    if b"%PDF-" in start[:1024]:
        return "application/pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(start, paastand)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(start, paastand)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp":
        return "image/heic" if start[8:12] in (b"heic", b"heix", b"mif1", b"heim") else "video/mp4"
    if start[:2] == b"BM" and int.from_bytes(start[14:18], "little") not in _BMP_HODER:
        return ""  # a text that begins with these two letters
    if start[:1] == b"\x30" and paastand.startswith("application/pkcs7"):
        return paastand
    return next((mime for magi, mime in _MAGI if start.startswith(magi)), "")


def _zipnavn(start: bytes) -> set[str]:
    """Names from the central directory when the whole file is here, otherwise from the local headers at hand."""
    try:
        with zipfile.ZipFile(io.BytesIO(start)) as arkiv:
            return {info.filename for info in arkiv.infolist()[:5000]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error, IndexError, UnicodeError):
        pass
    navn = set()
    for treff in _ZIPNAVN.finditer(start[: 1024 * 1024]):
        lengde = min(struct.unpack("<H", treff[1])[0], 300)
        navn.add(start[treff.end() : treff.end() + lengde].decode("utf-8", "replace"))
    return navn


def _zip(start: bytes, paastand: str) -> str:
    odf = _ODF_FOERST.match(start)
    if odf and odf[1].decode() in TYPER:
        return odf[1].decode()
    navn = _zipnavn(start)
    for mappe, slag in (("word/", "wordprocessingml.document"), ("xl/", "spreadsheetml.sheet"),
                        ("ppt/", "presentationml.presentation")):  # fmt: skip
        if any(n.startswith(mappe) for n in navn) and navn & {"[Content_Types].xml", "_rels/.rels"}:
            return _OOXML + slag
    # Only the beginning is at hand and the telling folder comes later: then the name decides between the Office kinds.
    avkortet = b"PK\x05\x06" not in start[-66_000:]
    return paastand if avkortet and "[Content_Types].xml" in navn and paastand.startswith(_OOXML) else "application/zip"


def _ole(start: bytes, paastand: str) -> str:
    for navn, mime in (("__substg1.0_", "application/vnd.ms-outlook"), ("WordDocument", "application/msword"),
                       ("Workbook", "application/vnd.ms-excel"),
                       ("PowerPoint Document", "application/vnd.ms-powerpoint")):  # fmt: skip
        if navn.encode("utf-16-le") in start:
            return mime
    return paastand if paastand and _forenlig(paastand, "application/x-ole-storage") else "application/x-ole-storage"


def _er_tekst(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    proeve = start[:8192]
    styretegn = sum(b < 32 and b not in b"\t\n\r\f\x1b" for b in proeve)
    return bool(proeve) and b"\0" not in proeve and styretegn * 50 < len(proeve)


def _tekst(start: bytes, paastand: str) -> str:
    if not _er_tekst(start):
        return OKTETTER
    hode = start[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    lite = hode.lower()
    if lite.startswith(b"begin:vcalendar"):
        return "text/calendar"
    if lite.startswith(b"begin:vcard"):
        return "text/vcard"
    if b"<svg" in lite and lite.startswith((b"<?xml", b"<svg", b"<!--", b"<!doctype svg")):
        return "image/svg+xml"
    if lite.startswith((b"<!doctype html", b"<head", b"<body")) or (lite.startswith(b"<") and b"<html" in lite):
        return "text/html"
    if lite.startswith(b"<?xml"):
        return "application/xml"
    felt = len(re.findall(rb"^[A-Za-z-]{2,40}:", hode, re.MULTILINE))
    if (_EPOST.match(hode) and felt >= 3) or (paastand == "message/rfc822" and felt):
        return "message/rfc822"
    return paastand if paastand in _TEKSTTYPER - {"message/rfc822"} else "text/plain"
