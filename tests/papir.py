"""Small documents for the demo and the tests: a PDF with a few lines, and mails as a mail client would send them."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

FEILSTREK = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})


def pdf(linjer: list[str]) -> bytes:
    """A valid one-page PDF with lines of text in Helvetica."""
    tekst = "BT /F1 12 Tf 72 770 Td 16 TL " + " ".join(f"({linje.translate(FEILSTREK)}) '" for linje in linjer) + " ET"
    stroem = tekst.encode("cp1252", "replace")
    deler = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stroem), stroem),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    ut = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    steder = []
    for nr, del_ in enumerate(deler, 1):
        steder.append(len(ut))
        ut += b"%d 0 obj\n%s\nendobj\n" % (nr, del_)
    kryss = len(ut)
    ut += b"xref\n0 %d\n0000000000 65535 f \n" % (len(deler) + 1)
    ut += b"".join(b"%010d 00000 n \n" % s for s in steder)
    ut += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(deler) + 1, kryss)
    return bytes(ut)


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
