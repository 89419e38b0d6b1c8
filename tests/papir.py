"""Small documents for the demo and the tests: a PDF/A with a few lines, and mails as a mail client would send them."""

import hashlib
import struct
import zlib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import cache
from pathlib import Path

from PIL import ImageFont

FEILSTREK = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})
# DejaVu Sans, cut down to the letters of Norwegian and its neighbours; its free licence stands inside the file.
SKRIFT = Path(__file__).with_name("papir.ttf")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def pdf(linjer: list[str]) -> bytes:
    """A one-page PDF/A-1b with lines of text: font inside, meaning of grey given, and said to be so in XMP."""
    tekst = "BT /F1 12 Tf 72 770 Td 16 TL " + " ".join(f"({linje.translate(FEILSTREK)}) '" for linje in linjer) + " ET"
    skrift, bredder = _skriften()
    return _samle(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Metadata 8 0 R /OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1"
            b" /OutputConditionIdentifier (Gray gamma 2.2) /Info (Gray gamma 2.2) /DestOutputProfile 9 0 R >>] >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            _stroem(tekst.encode("cp1252", "replace")),
            b"<< /Type /Font /Subtype /TrueType /BaseFont /DejaVuSans /Encoding /WinAnsiEncoding /FirstChar 32"
            b" /LastChar 255 /Widths [%s] /FontDescriptor 6 0 R >>" % bredder,
            b"<< /Type /FontDescriptor /FontName /DejaVuSans /Flags 32 /FontBBox [-1021 -463 1794 1233] /ItalicAngle 0"
            b" /Ascent 928 /Descent -236 /CapHeight 729 /StemV 80 /FontFile2 7 0 R >>",
            _stroem(zlib.compress(skrift, 9), b" /Filter /FlateDecode /Length1 %d" % len(skrift)),
            _stroem(_XMP.encode(), b" /Type /Metadata /Subtype /XML"),
            _stroem(_graatt(), b" /N 1"),
        ]
    )


def _samle(deler: list[bytes]) -> bytes:
    ut = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    steder = []
    for nr, del_ in enumerate(deler, 1):
        steder.append(len(ut))
        ut += b"%d 0 obj\n%s\nendobj\n" % (nr, del_)
    kryss, id_ = len(ut), hashlib.sha256(ut).hexdigest()[:32].encode()
    ut += b"xref\n0 %d\n0000000000 65535 f \n" % (len(deler) + 1)
    ut += b"".join(b"%010d 00000 n \n" % s for s in steder)
    ut += b"trailer\n<< /Size %d /Root 1 0 R /ID [<%s> <%s>] >>\n" % (len(deler) + 1, id_, id_)
    ut += b"startxref\n%d\n%%%%EOF\n" % kryss
    return bytes(ut)


def _stroem(innhold: bytes, mer: bytes = b"") -> bytes:
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(innhold), mer, innhold)


@cache
def _skriften() -> tuple[bytes, bytes]:
    """The font, and the width of each letter of WinAnsiEncoding in thousandths."""
    # As many pixels as the font has units, so that no width is rounded on the way.
    skrift = ImageFont.truetype(str(SKRIFT), 2048, layout_engine=ImageFont.Layout.BASIC)
    lengder = (skrift.getlength(bytes([nr]).decode("cp1252", "replace")) for nr in range(32, 256))
    bredder = (round(lengde * 1000 / 2048) for lengde in lengder)
    return SKRIFT.read_bytes(), " ".join(map(str, bredder)).encode()


@cache
def _graatt() -> bytes:
    """An ICC profile (version 2) that says what grey is: D50 white and a gamma of 2.2."""
    navn = b"Gray gamma 2.2\0"
    hvit = struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)
    merker = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(navn)) + navn + bytes(78),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": b"XYZ " + bytes(4) + hvit,
        b"kTRC": b"curv" + bytes(4) + struct.pack(">IH", 1, 563),
    }
    tabell, innhold, sted = b"", b"", 128 + 4 + 12 * len(merker)
    for merke, data in merker.items():
        tabell += merke + struct.pack(">II", sted + len(innhold), len(data))
        innhold += data + bytes(-len(data) % 4)
    klokke = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    hode = struct.pack(">I", sted + len(innhold)) + bytes(4) + b"\x02\x10\0\0mntrGRAYXYZ " + klokke + b"acsp"
    return hode.ljust(68, b"\0") + hvit + bytes(48) + struct.pack(">I", len(merker)) + tabell + innhold


def epost(
    *,
    fra: str,
    til: str,
    emne: str,
    tekst: str,
    tid: datetime,
    vedlegg: list[tuple[str, str, bytes]] | None = None,
    svar_paa: str = "",
) -> bytes:
    """An ordinary mail with attachments (file name, mime type, bytes)."""
    brev = EmailMessage()
    brev["From"], brev["To"], brev["Subject"] = fra, til, emne
    brev["Date"] = format_datetime(tid)
    brev["Message-ID"] = make_msgid(domain="avsender.example")
    if svar_paa:
        brev["In-Reply-To"] = svar_paa
    brev.set_content(tekst)
    for navn, mime, innhold in vedlegg or []:
        hoved, under = mime.split("/")
        brev.add_attachment(innhold, maintype=hoved, subtype=under, filename=navn)
    return brev.as_bytes()
