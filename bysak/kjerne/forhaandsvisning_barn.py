"""The short-lived process that touches hostile files. Started by `forhaandsvisning`, never imported by the web process.

LESMEG: stdin is one line of JSON parameters and then the file; stdout is the answer. Exit code 0 is success, AVSLAG a
Norwegian sentence on stdout, anything else a crash that the parent explains. Heavy libraries are imported inside the
functions, so that one preview loads one of them.
"""

from __future__ import annotations

import html
import io
import json
import re
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from typing import Any

from bysak.kjerne.forhaandsvisning import AVSLAG, KanIkkeVises
from bysak.kjerne.pdfark import arkene
from bysak.kjerne.trygg_html import tekst_av_html, trygg_html

MINNE = 1024 * 1024 * 1024
CPU_SEKUNDER = 10
TEKST_SEKUNDER = 7  # text for search stops early and keeps what it has
MAKS_BILDEPUNKTER = 64_000_000
MAKS_UTPUNKTER = 16_000_000
MAKS_TEKST = 1_000_000
ZIP_DELER, ZIP_BYTES, ZIP_FORHOLD = 2000, 200 * 1024 * 1024, 200
DOCX_BILDEBYTES = 10 * 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OOXML, _ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
DELER_MED_TEKST = {
    _OOXML + "spreadsheetml.sheet": r"xl/sharedStrings\.xml",
    _OOXML + "presentationml.presentation": r"ppt/slides/slide\d+\.xml",
} | {_ODF + slag: r"content\.xml" for slag in ("text", "spreadsheet", "presentation")}
LAST_NED = "Last ned filen for å se den."


def steng_inne(minne: int = MINNE, sekunder: int = CPU_SEKUNDER) -> None:
    """Ceilings first, then a hook that refuses connections, other programs and opening files for writing."""
    resource.setrlimit(resource.RLIMIT_AS, (minne, minne))
    resource.setrlimit(resource.RLIMIT_CPU, (sekunder, sekunder + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def vakt(hendelse: str, argumenter: tuple[object, ...]) -> None:
        skriver = hendelse == "open" and isinstance(argumenter[1], str) and re.search("[wax+]", argumenter[1])
        if skriver or hendelse.startswith(
            ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")
        ):
            raise PermissionError(hendelse)

    sys.addaudithook(vakt)


def _pdf(innhold: bytes) -> Any:
    import pypdfium2

    if b"%PDF-" not in innhold[:1024]:
        raise KanIkkeVises(f"Filen oppgir å være PDF, men er det ikke. {LAST_NED}")
    try:
        return pypdfium2.PdfDocument(innhold)
    except pypdfium2.PdfiumError as feil:
        if "assword" in str(feil) or "ecurity" in str(feil):
            raise KanIkkeVises(
                "PDF-en er beskyttet med passord og kan ikke vises. Be avsenderen om en åpen fil."
            ) from None
        raise KanIkkeVises(f"PDF-en er skadet og kan ikke vises her. {LAST_NED}") from None


def _arket(pdf: Any, nr: int) -> Any:
    import pypdfium2

    try:
        return pdf[nr]
    except (pypdfium2.PdfiumError, IndexError):
        raise KanIkkeVises(f"PDF-en er skadet og kan ikke vises her. {LAST_NED}") from None


def pdf_sider(innhold: bytes, **_: Any) -> bytes:
    """Number of pages as digits. One whose first page is not there is damaged."""
    pdf = _pdf(innhold)
    _arket(pdf, 0)
    return str(len(pdf)).encode()


def pdf_side_png(innhold: bytes, *, side: int, bredde: int) -> bytes:
    """One page drawn."""
    pdf = _pdf(innhold)
    if not 1 <= side <= len(pdf):
        raise KanIkkeVises(f"Dokumentet har ikke en side {side}. Det har {len(pdf)} sider.")
    pdf.init_forms()
    return _tegnet(_arket(pdf, side - 1), bredde)


def pdf_begynnelse(innhold: bytes, *, sider: int, bredde: int) -> bytes:
    """One line of JSON with the number of pages and the lengths of the pictures that follow it."""
    pdf = _pdf(innhold)
    pdf.init_forms()
    bilder = [_tegnet(_arket(pdf, nr), bredde) for nr in range(min(sider, len(pdf)))]
    return json.dumps([len(pdf), *map(len, bilder)]).encode() + b"\n" + b"".join(bilder)


def pdf_aapning(innhold: bytes, *, bredde: int) -> bytes:
    """The pages with their words as one line of JSON, and the first page drawn."""
    pdf = _pdf(innhold)
    pdf.init_forms()  # before any page is taken, or what is filled in is not drawn
    foerste = _arket(pdf, 0)
    hode = json.dumps([len(pdf), arkene(pdf)], separators=(",", ":")).encode()
    return hode + b"\n" + _tegnet(foerste, bredde)


def pdf_utvalg(innhold: bytes, *, fra: int, antall: int, bredde: int) -> bytes:
    """Some pages drawn, as `pdf_begynnelse`; one that cannot be drawn is empty."""
    pdf = _pdf(innhold)
    pdf.init_forms()
    bilder = []
    for nr in range(fra - 1, min(fra - 1 + antall, len(pdf))):
        try:
            bilder.append(_tegnet(pdf[nr], bredde))
        except RuntimeError:
            bilder.append(b"")
    return json.dumps([len(pdf), *map(len, bilder)]).encode() + b"\n" + b"".join(bilder)


def _tegnet(arket: Any, bredde: int) -> bytes:
    """The scale is lowered for pages of absurd shape."""
    b, h = (max(1.0, maal) for maal in arket.get_size())
    skala = min((max(50, min(bredde, 4000)) - 0.5) / b, (MAKS_UTPUNKTER / (b * h)) ** 0.5)
    return _png(arket.render(scale=skala).to_pil())


def pdf_tekst(innhold: bytes, *, maks: int) -> bytes:
    """Text of the pages until `maks` characters or the time is used."""
    pdf, deler, lengde = _pdf(innhold), [], 0
    for nr in range(len(pdf)):
        try:
            tekst = pdf[nr].get_textpage().get_text_bounded()
        except RuntimeError:  # PdfiumError: one bad page does not hide the others
            continue
        deler.append(tekst)
        lengde += len(tekst)
        if lengde >= maks or time.process_time() > TEKST_SEKUNDER:
            break
    return _rent("\n".join(deler))[:maks].encode()


def _sjekk_zip(innhold: bytes) -> zipfile.ZipFile:
    """The container opened after its declared sizes, ratio and XML have been found harmless."""
    try:
        arkiv = zipfile.ZipFile(io.BytesIO(innhold))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise KanIkkeVises(f"Filen er skadet og kan ikke vises her. {LAST_NED}") from None
    deler = arkiv.infolist()
    utpakket = sum(d.file_size for d in deler)
    for_tett = utpakket > 20 * 1024 * 1024 and utpakket > ZIP_FORHOLD * max(1, len(innhold))
    if len(deler) > ZIP_DELER or utpakket > ZIP_BYTES or for_tett:
        raise KanIkkeVises(
            "Filen er pakket slik at den blir urimelig stor når den åpnes, og vises derfor ikke. "
            "Undersøk den før du åpner den."
        )
    for d in deler:
        if d.flag_bits & 1:
            raise KanIkkeVises("Filen er beskyttet med passord og kan ikke vises. Be avsenderen om en åpen fil.")
        # Office never writes a DOCTYPE; one is there only to define entities. NULs are cut to see it in UTF-16 too.
        if d.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in arkiv.read(d).replace(b"\0", b""):
            raise KanIkkeVises(f"Filen inneholder definisjoner som ikke hører hjemme i et dokument. {LAST_NED}")
    return arkiv


def _docx(innhold: bytes) -> zipfile.ZipFile:
    if innhold.startswith(b"\xd0\xcf\x11\xe0"):
        raise KanIkkeVises(f"Filen er passordbeskyttet eller i et eldre Word-format og kan ikke vises her. {LAST_NED}")
    arkiv = _sjekk_zip(innhold)
    if "[Content_Types].xml" not in arkiv.namelist():
        raise KanIkkeVises(f"Filen oppgir å være et Word-dokument, men er det ikke. {LAST_NED}")
    return arkiv


def docx_html(innhold: bytes, **_: Any) -> bytes:
    """Word to HTML, pictures as data addresses up to a ceiling, then through the same filter as mail."""
    import base64

    import mammoth

    _docx(innhold)
    bilder: dict[str, str] = {}

    def bilde(b: Any) -> dict[str, str]:
        noekkel = f"bilde{len(bilder)}"
        with b.open() as fil:
            data = fil.read(DOCX_BILDEBYTES)
        brukt = sum(map(len, bilder.values()))
        if b.content_type in ("image/png", "image/jpeg", "image/gif") and brukt + len(data) < DOCX_BILDEBYTES:
            bilder[noekkel] = f"data:{b.content_type};base64,{base64.b64encode(data).decode()}"
        return {"src": f"cid:{noekkel}"}

    svar = mammoth.convert_to_html(
        io.BytesIO(innhold), convert_image=mammoth.images.img_element(bilde), include_embedded_style_map=False
    )
    return trygg_html(svar.value, bilder).encode()


def bilde_png(innhold: bytes, *, bredde: int) -> bytes:
    """First frame, turned by its EXIF mark, scaled down, metadata dropped."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the size is checked here, with a sentence of our own
    try:
        bilde = Image.open(io.BytesIO(innhold), formats=("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise KanIkkeVises(f"Filen er ikke et bilde vi kan vise, eller den er skadet. {LAST_NED}") from None
    if bilde.width * bilde.height > MAKS_BILDEPUNKTER:
        raise KanIkkeVises(f"Bildet er for stort til å vises her. {LAST_NED}")
    maal = max(16, min(bredde, 4000))
    bilde.draft("RGB", (maal, maal * 4))
    riktig_vei = ImageOps.exif_transpose(bilde)
    riktig_vei.thumbnail((maal, max(maal * 20, 20_000)))
    return _png(riktig_vei)


def _png(bilde: Any) -> bytes:
    ut = io.BytesIO()
    gjennomsiktig = bilde.mode in ("RGBA", "LA", "PA") or "transparency" in bilde.info
    bilde.convert("RGBA" if gjennomsiktig else "RGB").save(ut, "PNG")
    return ut.getvalue()


def html_trygg(innhold: bytes, *, cid_urler: dict[str, str]) -> bytes:
    """The filter of `trygg_html`."""
    return trygg_html(innhold.decode(), cid_urler).encode()


def tekst_av(innhold: bytes, *, mime: str) -> bytes:
    """Text for search by type."""
    slag = mime.partition(";")[0].strip().lower()
    if slag == "application/pdf":
        return pdf_tekst(innhold, maks=MAKS_TEKST)
    if slag == DOCX:
        import mammoth

        _docx(innhold)
        return _rent(mammoth.extract_raw_text(io.BytesIO(innhold)).value)[:MAKS_TEKST].encode()
    if slag in DELER_MED_TEKST:
        return _rent(_kontortekst(innhold, slag))[:MAKS_TEKST].encode()
    if slag == "text/html":
        return _rent(tekst_av_html(_dekod(innhold)))[:MAKS_TEKST].encode()
    if slag == "message/rfc822":
        return _rent(_eposttekst(innhold))[:MAKS_TEKST].encode()
    return _rent(_dekod(innhold))[:MAKS_TEKST].encode() if slag in ("text/plain", "text/csv") else b""


def _kontortekst(innhold: bytes, slag: str) -> str:
    """The words of a spreadsheet, a presentation or an OpenDocument file: its XML without the marks."""
    arkiv = _sjekk_zip(innhold)
    deler = sorted(navn for navn in arkiv.namelist() if re.fullmatch(DELER_MED_TEKST[slag], navn))
    tekst = " ".join(arkiv.read(navn).decode("utf-8", "replace") for navn in deler)
    return html.unescape(re.sub(r"\s*<[^>]*>\s*", " ", tekst)).strip()


def _dekod(raa: bytes, tegnsett: str = "") -> str:
    if raa.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raa.decode("utf-16", "replace")
    for navn in ("utf-8-sig", tegnsett):
        try:
            return raa.decode(navn) if navn else raa.decode("cp1252")
        except (UnicodeError, LookupError, ValueError):
            continue
    return raa.decode("latin-1")


def _eposttekst(innhold: bytes) -> str:
    """Subject and text parts of a mail kept as a file. kjerne may not import klienter, and search needs no more."""
    import email
    from email.header import decode_header, make_header

    melding = email.message_from_bytes(innhold)
    try:
        emne = str(make_header(decode_header(str(melding["subject"] or ""))))
    except (ValueError, LookupError):
        emne = str(melding["subject"])
    deler = [emne]
    for del_ in melding.walk():
        raa = del_.get_payload(decode=True) if del_.get_content_maintype() == "text" else None
        if isinstance(raa, bytes):
            tekst = _dekod(raa, del_.get_content_charset(""))
            deler.append(tekst_av_html(tekst) if del_.get_content_subtype() == "html" else tekst)
    return "\n".join(deler)


def _rent(tekst: str) -> str:
    """Without NUL, surrogates and the noncharacters that PDFium uses for soft hyphens."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", tekst.replace("\r\n", "\n"))


OPPGAVER: dict[str, Callable[..., bytes]] = {
    f.__name__: f
    for f in (
        *(pdf_sider, pdf_begynnelse, pdf_aapning, pdf_utvalg, pdf_side_png, pdf_tekst),
        *(docx_html, bilde_png, html_trygg, tekst_av),
    )
}


def main() -> int:
    """Read the task from the command line and stdin, answer on stdout."""
    steng_inne()
    try:
        hode, _, innhold = sys.stdin.buffer.read().partition(b"\n")
        svar, kode = OPPGAVER[sys.argv[1]](innhold, **json.loads(hode)), 0
    except KanIkkeVises as nei:
        svar, kode = nei.melding.encode(), AVSLAG
    except (MemoryError, RecursionError):
        svar, kode = f"Filen er for krevende til å vises her. {LAST_NED}".encode(), AVSLAG
    except ImportError:
        raise  # our own installation, not the file
    except Exception:  # decoders of hostile files raise anything at all
        svar, kode = f"Filen er skadet og kan ikke vises her. {LAST_NED}".encode(), AVSLAG
    sys.stdout.buffer.write(svar)
    sys.stdout.buffer.flush()
    return kode


if __name__ == "__main__":
    sys.exit(main())
