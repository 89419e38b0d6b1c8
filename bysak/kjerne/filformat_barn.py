"""The short-lived process that reads hostile files for `filformat`. Never imported by another process.

LESMEG: argv is the task, the file's name in the working folder, and a title or more files; stdout is the answer, for a
copy one line of JSON and then the bytes. Exit code 0 is success, AVSLAG a Norwegian sentence, anything else a crash.
The PRONOM detector carries a runtime of its own that wants two gigabytes of addresses, and must not be forked.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bysak.kjerne.filformat import AVSLAG, FLETTES
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.kjerne.pdfskrift import SKRIFTER, GaarIkke, skrivbart

MINNE = 2 * 1024**3
CPU_SEKUNDER = 120
BREVSEKUNDER = 30  # a mail has its plain text to fall back on
FLETTESEKUNDER = 20  # somebody waits
MAKS_FIL = 1024**3
MAKS_SIDER = 500
MAKS_TEKST = 500_000
MAKS_BILDEPUNKTER = 64_000_000
PUNKTER_PER_TOMME = 200
SKRIVER = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _steng_inne() -> None:
    """Ceilings first, then a hook that refuses connections, other programs and writing outside the folder."""
    for grense, verdi in (
        (resource.RLIMIT_AS, MINNE),
        (resource.RLIMIT_CPU, CPU_SEKUNDER),
        (resource.RLIMIT_FSIZE, MAKS_FIL),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(grense, (verdi, verdi))
    hjemme = str(Path.cwd().resolve())

    def vakt(hendelse: str, argumenter: tuple[Any, ...]) -> None:
        if hendelse == "open" and isinstance(argumenter[0], str | bytes) and argumenter[2] & SKRIVER:
            if not f"{Path(os.fsdecode(argumenter[0])).resolve()}/".startswith(hjemme + "/"):
                raise PermissionError(hendelse)
        elif hendelse.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")):
            raise PermissionError(hendelse)

    sys.addaudithook(vakt)


def bestem(*filer: Path) -> bytes:
    """PRONOM id, name and grounds of each file as JSON."""
    import pygfried

    alle = (pygfried.identify(str(fil), detailed=True)["files"][0]["matches"][0] for fil in filer)
    return json.dumps(
        [{"id": t["id"], "navn": f"{t['format']} {t['version']}".strip(), "grunnlag": t["basis"]} for t in alle]
    ).encode()


def pdf(fil: Path, _tittel: str) -> bytes:
    """The PDF with what PDF/A asks for; drawn page by page when that is not enough."""
    import pikepdf
    from pikepdf import pdfa

    try:
        with pikepdf.open(fil) as kilde:
            for noekkel in ("/OpenAction", "/AA"):  # how it opens, and scripts: not allowed, and nothing of the text
                if noekkel in kilde.Root:
                    del kilde.Root[noekkel]
            if "/DocChecksum" in kilde.trailer:
                del kilde.trailer["/DocChecksum"]
            ut = io.BytesIO()
            if pdfa.save(kilde, ut, "2b").passed:
                return _svar(ut.getvalue(), f"pikepdf {pikepdf.__version__}")
    except pikepdf.PasswordError:
        raise GaarIkke("PDF-en er beskyttet med passord. Be avsenderen om en åpen fil.") from None
    except (pikepdf.PdfError, pdfa.PdfaError, ValueError, TypeError):
        pass
    kommentar = f"Sidene er tegnet som bilder, {PUNKTER_PER_TOMME} punkter per tomme."
    return _svar(_av_bilder(_tegnet(fil)), f"PDFium, pikepdf {pikepdf.__version__}", kommentar)


def _tegnet(fil: Path) -> Iterator[Any]:
    import pypdfium2

    try:
        dokument = pypdfium2.PdfDocument(fil)
    except pypdfium2.PdfiumError:
        raise GaarIkke("PDF-en er skadet. Be avsenderen om en ny fil.") from None
    if len(dokument) > MAKS_SIDER:
        raise GaarIkke(f"PDF-en har mer enn {MAKS_SIDER} sider og kan ikke tegnes om her.")
    dokument.init_forms()
    for side in dokument:
        bredde, hoeyde = side.get_size()
        skala = min(PUNKTER_PER_TOMME / 72, (MAKS_BILDEPUNKTER / 4 / max(1, bredde * hoeyde)) ** 0.5)
        yield side.render(scale=skala).to_pil(), bredde, hoeyde


def bilde(fil: Path, _tittel: str) -> bytes:
    """Each frame on a page of its own, turned by its EXIF mark, on white."""
    import pikepdf
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the size is checked here, with a sentence of our own
    try:
        kilde = Image.open(fil)
    except (OSError, ValueError, SyntaxError):
        raise GaarIkke("Bildet er skadet. Be avsenderen om en ny fil.") from None
    if kilde.width * kilde.height > MAKS_BILDEPUNKTER or getattr(kilde, "n_frames", 1) > MAKS_SIDER:
        raise GaarIkke("Bildet er for stort til å gjøres om her.")
    return _svar(_av_bilder(_rammer(kilde)), f"Pillow, pikepdf {pikepdf.__version__}")


def _rammer(kilde: Any) -> Iterator[Any]:
    from PIL import Image, ImageOps, ImageSequence

    for ramme in ImageSequence.Iterator(kilde):
        snudd = ImageOps.exif_transpose(ramme).convert("RGBA")
        hvit = Image.new("RGB", snudd.size, "white")
        hvit.paste(snudd, mask=snudd.getchannel("A"))
        yield hvit, hvit.width * 72 / PUNKTER_PER_TOMME, hvit.height * 72 / PUNKTER_PER_TOMME


def _av_bilder(sider: Iterator[Any]) -> bytes:
    import pikepdf

    with pikepdf.new() as bok:
        for arket, bredde, _hoeyde in sider:
            ark = io.BytesIO()
            arket.convert("RGB").save(ark, "PDF", resolution=arket.width * 72 / bredde, quality=90)
            ark.seek(0)
            with pikepdf.open(ark) as en:
                bok.pages.extend(en.pages)
        return _godkjent(bok)


def tekst(fil: Path, tittel: str) -> bytes:
    """Plain text on pages. Letters that the font lacks stop it; signs are written by name."""
    import fpdf

    innhold = _lest(fil)
    if len(innhold) > MAKS_TEKST:
        raise GaarIkke("Teksten er for lang til å gjøres om her.")
    rent, byttet = skrivbart(innhold)
    side = fpdf.FPDF()
    side.set_title(tittel)
    side.set_lang("nb")
    side.add_font("skrift", "", SKRIFTER[""])
    side.set_font("skrift", size=10)
    side.add_page()
    side.multi_cell(0, 5, rent, align="L")
    return _skrevet(bytes(side.output()), byttet)


def brev(fil: Path, tittel: str) -> bytes:
    """A mail as it is shown; the pictures in it lie beside the file."""
    from bysak.kjerne.brevsider import tegn

    resource.setrlimit(resource.RLIMIT_CPU, (BREVSEKUNDER, BREVSEKUNDER))
    hva = json.loads(fil.read_bytes())
    return _skrevet(*tegn(hva["hode"], hva["html"], {cid: Path(navn) for cid, navn in hva["bilder"].items()}, tittel))


def flett(fil: Path, _tittel: str) -> bytes:
    """A Word template filled in; the values lie beside it. What is wrong with it is told by a code."""
    from bysak.kjerne import flettemal

    resource.setrlimit(resource.RLIMIT_CPU, (FLETTESEKUNDER, FLETTESEKUNDER))
    hva = json.loads(Path(FLETTES).read_bytes())
    try:
        ut, ukjente = flettemal.flett(fil, hva["verdier"], hva["egenskaper"])
    except flettemal.Nei as nei:
        return json.dumps({"nei": nei.kode, "hva": nei.hva}).encode()
    return json.dumps({"ukjente": ukjente}).encode() + b"\n" + ut


def _skrevet(sider: bytes, byttet: int) -> bytes:
    import fpdf
    import pikepdf

    with pikepdf.open(io.BytesIO(sider)) as bok:
        del bok.Root["/OpenAction"]
        kopi = _godkjent(bok)
    kommentar = f"{byttet} tegn som skriften mangler, er skrevet med navn." if byttet else ""
    return _svar(kopi, f"fpdf2 {fpdf.__version__}, pikepdf {pikepdf.__version__}", kommentar)


def _lest(fil: Path) -> str:
    raa = fil.read_bytes()
    if raa.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raa.decode("utf-16", "replace")
    try:
        return raa.decode("utf-8-sig")
    except UnicodeError:
        return raa.decode("latin-1")


def _godkjent(bok: Any) -> bytes:
    from pikepdf import pdfa

    ut = io.BytesIO()
    try:
        pdfa.save(bok, ut, "2b")
    except pdfa.PdfaError:
        raise GaarIkke("Kopien ble ikke gyldig PDF/A. Legg inn en kopi i arkivformat for hånd.") from None
    return ut.getvalue()


def _svar(kopi: bytes, verktoey: str, kommentar: str = "") -> bytes:
    return json.dumps({"verktoey": verktoey, "kommentar": kommentar}).encode() + b"\n" + kopi


OPPGAVER: dict[str, Callable[[Path, str], bytes]] = {f.__name__: f for f in (pdf, bilde, tekst, brev, flett)}


def main() -> int:
    """Do the task of the command line; answer on stdout."""
    _steng_inne()
    oppgave, fil, *mer = sys.argv[1:]
    try:
        if oppgave == "bestem":
            svar, kode = bestem(Path(fil), *map(Path, mer)), 0
        else:
            svar, kode = OPPGAVER[oppgave](Path(fil), mer[0] if mer else ""), 0
    except GaarIkke as nei:
        svar, kode = str(nei).encode(), AVSLAG
    except (MemoryError, RecursionError, KanIkkeVises):
        svar, kode = "Filen er for krevende til å behandles her.".encode(), AVSLAG
    sys.stdout.buffer.write(svar)
    sys.stdout.buffer.flush()
    return kode


if __name__ == "__main__":
    sys.exit(main())
