"""The short-lived process that touches scanned files. Started by `skann`, never imported by web or worker.

LESMEG: stdin is the file itself, argv the task and its parameters in JSON, stdout the answer. Exit code 0 is success,
AVSLAG a Norwegian sentence on stdout, anything else a crash that the parent explains. Pages are moved, not re-encoded.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from bysak.kjerne.forhaandsvisning import AVSLAG, KanIkkeVises
from bysak.kjerne.forhaandsvisning_barn import steng_inne

MINNE = 1536 * 1024 * 1024
CPU_SEKUNDER = 90
MAKS_SIDER = 1000
MAKS_BILDEPUNKTER = 100_000_000
_MAKS_TEGNET = 12_000_000
_LES_DPI, _OCR_DPI = 150, 300
_MINIATYR = 300
# What lies in the outer centimetre is the scanner's own edge. A word in small hand is more than so many dark points.
_KANT, _FAA_PUNKTER, _MOERKT = 0.04, 10, 60
_BILDER = ("TIFF", "JPEG", "PNG")
# Acts that a page could start; a scanner writes none of them.
_HANDLINGER = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition")


@contextmanager
def _pdf(fil: BinaryIO) -> Iterator[Any]:
    import pikepdf

    try:
        pdf = pikepdf.open(fil)
    except pikepdf.PasswordError:
        raise KanIkkeVises("PDF-en er beskyttet med passord. Skann papiret på nytt uten passord.") from None
    except pikepdf.PdfError:
        raise KanIkkeVises("PDF-en er skadet og kan ikke leses. Skann papiret på nytt.") from None
    with pdf:
        yield pdf


def undersoek(fil: BinaryIO) -> bytes:
    """The number of pages of a PDF, and what it holds that no scanner writes."""
    with _pdf(fil) as pdf:
        antall = len(pdf.pages)
        _krev_sider(antall)
        navn = pdf.Root.get("/Names", {})
        skript = "/OpenAction" in pdf.Root or "/AA" in pdf.Root or "/JavaScript" in navn
        skript = skript or any(_handling(m) for side in pdf.pages for m in _merker(side))
        return json.dumps({"sider": antall, "skript": skript, "vedlegg": "/EmbeddedFiles" in navn}).encode()


def _krev_sider(antall: int) -> None:
    if antall == 0:
        raise KanIkkeVises("Filen har ingen sider.")
    if antall > MAKS_SIDER:
        raise KanIkkeVises(f"Filen har {antall} sider. Det tas høyst {MAKS_SIDER} om gangen: skann i flere bunker.")


def _merker(side: Any) -> list[Any]:
    import pikepdf

    merker = side.obj.get("/Annots", [])
    return [m for m in merker if isinstance(m, pikepdf.Dictionary)] if isinstance(merker, pikepdf.Array) else []


def _handling(merke: Any) -> bool:
    import pikepdf

    handling = merke.get("/A")
    return "/AA" in merke or (isinstance(handling, pikepdf.Dictionary) and str(handling.get("/S")) in _HANDLINGER)


def som_pdf(fil: BinaryIO) -> bytes:
    """A TIFF, JPEG or PNG as a PDF, page for page, with the picture's own compression where PDF knows it."""
    import img2pdf  # type: ignore[import-untyped]
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the size is checked here, with a sentence of our own
    try:
        with Image.open(fil, formats=_BILDER) as bilde:
            antall = getattr(bilde, "n_frames", 1)
            _krev_sider(antall)
            for nr in range(antall):
                bilde.seek(nr)
                if bilde.width * bilde.height > MAKS_BILDEPUNKTER:
                    raise KanIkkeVises(
                        f"Side {nr + 1} er et urimelig stort bilde. Skann på nytt med lavere oppløsning."
                    )
        fil.seek(0)
        return bytes(img2pdf.convert(fil.read(), rotation=img2pdf.Rotation.ifvalid, nodate=True))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise KanIkkeVises("Bildet er skadet og kan ikke leses. Skann papiret på nytt.") from None
    except (img2pdf.AlphaChannelError, img2pdf.ImageOpenError, img2pdf.UnsupportedColorspaceError):
        raise KanIkkeVises("Bildet er av et slag som ikke kan tas inn. Skann til PDF eller TIFF.") from None


def _ark(pdf: Any, nr: int, dpi: int) -> Any:
    """Page `nr` (from 1) drawn in grey, less sharp when the page is of absurd size."""
    side = pdf[nr - 1]
    b, h = (max(1.0, maal) for maal in side.get_size())
    return side.render(scale=min(dpi / 72, (_MAKS_TEGNET / (b * h)) ** 0.5), grayscale=True).to_pil().convert("L")


def les_sider(fil: BinaryIO, *, fra: int, til: int) -> bytes:
    """For each page from `fra` to `til`: what its code says, whether it is blank, and a small picture of it."""
    import pypdfium2
    import zxingcpp

    pdf, qr = pypdfium2.PdfDocument(fil), zxingcpp.barcode_formats_from_str("QRCode")
    svar = []
    for nr in range(fra, til + 1):
        try:
            ark = _ark(pdf, nr, _LES_DPI)
        except pypdfium2.PdfiumError:
            svar.append({"nr": nr, "koder": [], "blank": False, "bilde": ""})
            continue
        koder = [funn.text for funn in zxingcpp.read_barcodes(ark, formats=qr)]
        svar.append({"nr": nr, "koder": koder, "blank": not koder and er_blank(ark), "bilde": _miniatyr(ark)})
    return json.dumps(svar).encode()


def er_blank(ark: Any) -> bool:
    """Whether a page drawn in grey has nothing on it: no more dark points inside the edge than dust gives."""
    b, h = ark.size
    kant_b, kant_h = int(b * _KANT), int(h * _KANT)
    lite = ark.crop((kant_b, kant_h, b - kant_b, h - kant_h)).reduce(4)
    soeyler = lite.histogram()
    midten, sett = 0, 0
    while sett * 2 < lite.width * lite.height:
        sett += soeyler[midten]
        midten += 1
    return sum(soeyler[: max(0, midten - _MOERKT)]) <= _FAA_PUNKTER and midten > _MOERKT


def _miniatyr(ark: Any) -> str:
    lite = ark.copy()
    lite.thumbnail((_MINIATYR, _MINIATYR * 2))
    ut = io.BytesIO()
    lite.save(ut, "JPEG", quality=55)
    return base64.b64encode(ut.getvalue()).decode()


def side_png(fil: BinaryIO, *, nr: int, dpi: int = _OCR_DPI) -> bytes:
    """One page as a grey PNG: for reading its text, or for looking at it closely."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(fil)
    if not 1 <= nr <= len(pdf):
        raise KanIkkeVises("Siden finnes ikke.")
    ut = io.BytesIO()
    _ark(pdf, nr, dpi).save(ut, "PNG", dpi=(dpi, dpi), compress_level=1)
    return ut.getvalue()


def utdrag(fil: BinaryIO, *, brevene: list[list[list[int]]]) -> bytes:
    """The letters, each with its length as eight bytes before it."""
    with _pdf(fil) as pdf:
        ferdige = [_brev(pdf, sider) for sider in brevene]
    return b"".join(len(brev).to_bytes(8, "big") + brev for brev in ferdige)


def _brev(pdf: Any, sider: list[list[int]]) -> bytes:
    """A PDF of some pages in this order, each with a turn in degrees: the same bytes of each picture, and no acts."""
    import pikepdf

    with pikepdf.new() as ny:
        for nr, vri in sider:
            ny.pages.append(pdf.pages[nr - 1])
            side = ny.pages[-1]
            if vri:
                side.rotate(vri, relative=True)
            if "/AA" in side.obj:
                del side.obj["/AA"]
            for merke in _merker(side):
                for navn in ("/A", "/AA"):
                    if navn in merke and _handling(merke):
                        del merke[navn]
        return _lagret(ny)


def med_tekst(fil: BinaryIO, *, lengder: list[int]) -> bytes:
    """The first PDF of `fil` with the text of the others laid invisibly on its pages; an empty one has no text."""
    import pikepdf

    deler = [fil.read(lengde) for lengde in lengder]
    with _pdf(io.BytesIO(deler[0])) as pdf:
        for side, lag in zip(pdf.pages, deler[1:], strict=True):
            if lag:
                with pikepdf.open(io.BytesIO(lag)) as tekst:
                    # Drawn as it is read, with the page the right way up.
                    side.add_overlay(tekst.pages[0])
        return _lagret(pdf)


def _lagret(pdf: Any) -> bytes:
    import pikepdf

    ut = io.BytesIO()
    valg = {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "deterministic_id": True}
    pdf.save(ut, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False, **valg)
    return ut.getvalue()


OPPGAVER: dict[str, Callable[..., bytes]] = {
    f.__name__: f for f in (undersoek, som_pdf, les_sider, side_png, utdrag, med_tekst)
}


def main() -> int:
    """Do the task that the command line names with the file on stdin."""
    steng_inne(MINNE, CPU_SEKUNDER)
    try:
        with open(0, "rb", closefd=False) as fil:
            svar, kode = OPPGAVER[sys.argv[1]](fil, **json.loads(sys.argv[2])), 0
    except KanIkkeVises as nei:
        svar, kode = nei.melding.encode(), AVSLAG
    except ImportError:
        raise  # our own installation, not the file
    except (MemoryError, RecursionError):
        svar, kode = "Filen er for krevende til å leses. Skann papiret på nytt med lavere oppløsning.".encode(), AVSLAG
    except Exception:  # decoders of hostile files raise anything at all
        svar, kode = "Filen er skadet og kan ikke leses. Skann papiret på nytt.".encode(), AVSLAG
    sys.stdout.buffer.write(svar)
    sys.stdout.buffer.flush()
    return kode


if __name__ == "__main__":
    sys.exit(main())
