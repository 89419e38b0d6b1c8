"""Small files made by hand, so that the repository holds no foreign documents."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*sider: str, kryptert: bool = False, arkstoerrelse: str = "595 842") -> bytes:
    """A PDF with one line of text per page. `kryptert` adds a dictionary for which nobody has the password."""
    objekter = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    barn = []
    for tekst in sider:
        strom = b"BT /F1 24 Tf 72 700 Td (%s) Tj ET" % tekst.encode("latin-1")
        objekter.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(strom), strom))
        barn.append(len(objekter) + 1)
        objekter.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (arkstoerrelse.encode(), len(objekter))
        )
    objekter[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(barn), b" ".join(b"%d 0 R" % n for n in barn))
    ut, plasser = b"%PDF-1.4\n", []
    for nr, objekt in enumerate(objekter, start=1):
        plasser.append(len(ut))
        ut += b"%d 0 obj\n%s\nendobj\n" % (nr, objekt)
    slutt = len(ut)
    ut += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objekter) + 1) + b"".join(
        b"%010d 00000 n \n" % p for p in plasser
    )
    laas = b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>] " % (
        b"ab" * 32,
        b"cd" * 32,
    )
    return ut + b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objekter) + 1,
        laas if kryptert else b"",
        slutt,
    )


def zip_av(deler: dict[str, bytes]) -> bytes:
    """A zip file with these parts."""
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as arkiv:
        for navn, innhold in deler.items():
            arkiv.writestr(navn, innhold)
    return ut.getvalue()


def docx(*avsnitt: str, kropp: str = "", foer: str = "") -> bytes:
    """A Word file. `kropp` is further XML inside the body, `foer` stands before the root element."""
    tekst = "".join(f"<w:p><w:r><w:t>{a}</w:t></w:r></w:p>" for a in avsnitt)
    typer = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>'
    )
    dokument = f'<?xml version="1.0"?>{foer}<w:document xmlns:w="{W}"><w:body>{tekst}{kropp}</w:body></w:document>'
    return zip_av(
        {"[Content_Types].xml": typer.encode(), "_rels/.rels": rels.encode(), "word/document.xml": dokument.encode()}
    )


def png(bredde: int = 2, hoeyde: int = 2) -> bytes:
    """A black PNG; the compressed data claim every row even for absurd sizes up to a few rows."""

    def bit(navn: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + navn + data + struct.pack(">I", zlib.crc32(navn + data))

    rader = zlib.compress(b"".join(b"\0" + b"\0" * bredde for _ in range(min(hoeyde, 4))))
    hode = struct.pack(">IIBBBBB", bredde, hoeyde, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + bit(b"IHDR", hode) + bit(b"IDAT", rader) + bit(b"IEND", b"")
