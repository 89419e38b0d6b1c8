"""Scanned paper: what is on each page, letters cut out of a batch without re-encoding, and the text of a page.

LESMEG: scanned files come from folders and strangers' paper, so each is opened in a short-lived process of its own
(`skann_barn`) with ceilings on memory, processor and time and no way to write or connect. The program that reads text
(Tesseract) sees only pictures that we have drawn. What fails is a `KanIkkeVises` with a sentence for people.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from bysak.kjerne.forhaandsvisning import AVSLAG, KanIkkeVises

logger = logging.getLogger(__name__)

PDF = "application/pdf"
TIFF_OG_BILDER = ("image/tiff", "image/jpeg", "image/png")
# Pages read by one process: so many that its start costs little, so few that a bad page costs few others.
PER_GANG = 20
LESEPROGRAM = "tesseract"
SPRAAK, RETNING = "nor", "osd"
# What the program must be this sure of: a page with a few words, or a drawing, is left as it lies.
_SIKKER_RETNING = 5.0
_TID_SEKUNDER = 120
_OCR_SEKUNDER = 60
_ROT = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class Innhold:
    """What a batch is, looked at from outside."""

    sider: int
    skript: bool = False
    vedlegg: bool = False


@dataclass(frozen=True)
class Lestside:
    """One page: the QR codes on it, whether it is blank, and a small JPEG; no picture when it cannot be drawn."""

    nr: int
    koder: tuple[str, ...] = ()
    blank: bool = False
    bilde: bytes = b""


def undersoek(pdf: BinaryIO) -> Innhold:
    """How many pages a PDF has, and whether it holds scripts or other files. Raises KanIkkeVises."""
    return Innhold(**json.loads(_kjoer("undersoek", pdf)))


def som_pdf(bilder: BinaryIO) -> bytes:
    """A TIFF, JPEG or PNG as a PDF with the same picture bytes. Raises KanIkkeVises."""
    return _kjoer("som_pdf", bilder)


def les_sider(pdf: BinaryIO, fra: int, til: int) -> list[Lestside]:
    """The pages from `fra` to `til`. One that no process survives comes back without a picture, and hides no other."""
    try:
        svar = json.loads(_kjoer("les_sider", pdf, fra=fra, til=til))
    except KanIkkeVises:
        if fra == til:
            return [Lestside(fra)]
        midten = (fra + til) // 2
        return les_sider(pdf, fra, midten) + les_sider(pdf, midten + 1, til)
    return [Lestside(s["nr"], tuple(s["koder"]), s["blank"], base64.b64decode(s["bilde"])) for s in svar]


def utdrag(pdf: BinaryIO, *brevene: Sequence[tuple[int, int]]) -> list[bytes]:
    """A PDF for each list of pages (number, turn in degrees), in this order; the same pages give the same bytes.

    Raises KanIkkeVises.
    """
    svar = _kjoer("utdrag", pdf, brevene=brevene)
    ferdige: list[bytes] = []
    sted = 0
    while sted < len(svar):
        lengde = int.from_bytes(svar[sted : sted + 8], "big")
        ferdige.append(svar[sted + 8 : sted + 8 + lengde])
        sted += 8 + lengde
    return ferdige


def side_png(pdf: BinaryIO, nr: int, dpi: int) -> bytes:
    """One page as a grey PNG. Raises KanIkkeVises."""
    return _kjoer("side_png", pdf, nr=nr, dpi=dpi)


def kan_lese_tekst() -> bool:
    """Whether the program that reads text is installed with Norwegian."""
    program = shutil.which(LESEPROGRAM)
    if program is None:
        return False
    svar = subprocess.run([program, "--list-langs"], capture_output=True, check=False, timeout=10)  # noqa: S603
    return SPRAAK.encode() in (svar.stdout + svar.stderr).split()


def med_tekst(pdf: BinaryIO, antall: int) -> bytes:
    """The PDF with the words of its first `antall` pages laid invisibly over the pictures, so that search finds them.

    A blank page, handwriting, or one that takes too long gives no words and stops nothing. Raises KanIkkeVises.
    """
    lag = [_les_tekst(side_png(pdf, nr, 300)) for nr in range(1, antall + 1)]
    with TemporaryFile() as samlet:
        os.lseek(pdf.fileno(), 0, os.SEEK_SET)
        pdf.seek(0)
        shutil.copyfileobj(pdf, samlet)
        lengder = [samlet.tell(), *map(len, lag)]
        samlet.write(b"".join(lag))
        samlet.flush()
        return _kjoer("med_tekst", cast(BinaryIO, samlet), lengder=lengder)


def retning(png: bytes) -> int:
    """How many degrees to the right a page must be turned for its words to stand upright; 0 when that is unsure."""
    svar = _tesseract(png, RETNING, "--psm", "0").decode("ascii", "replace")
    funn = dict(re.findall(r"^(Rotate|Orientation confidence): ([\d.]+)$", svar, re.M))
    sikker = float(funn.get("Orientation confidence", 0)) >= _SIKKER_RETNING
    return int(funn["Rotate"]) % 360 if sikker else 0


def _les_tekst(png: bytes) -> bytes:
    """A PDF page with the words and nothing else; empty when there is nothing to read."""
    return _tesseract(png, SPRAAK, "-c", "textonly_pdf=1", "pdf")


def _tesseract(png: bytes, spraak: str, *valg: str) -> bytes:
    # One thread: the machine has others to serve, and more threads hardly help.
    miljoe = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    if mappe := os.environ.get("TESSDATA_PREFIX"):
        miljoe["TESSDATA_PREFIX"] = mappe
    kommando = ["nice", "-n", "10", LESEPROGRAM, "stdin", "stdout", "-l", spraak, *valg]
    try:
        svar = subprocess.run(  # noqa: S603 (a fixed command; the picture goes in on stdin)
            kommando, input=png, capture_output=True, timeout=_OCR_SEKUNDER, env=miljoe, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        return b""
    if svar.returncode != 0:
        # A page with too few words to tell how it lies is no fault.
        nivaa = logging.INFO if spraak == RETNING else logging.WARNING
        logger.log(nivaa, "tesseract sviktet: %s", svar.stderr[-500:].decode("utf-8", "replace"))
        return b""
    return svar.stdout


@contextmanager
def som_fil(innhold: bytes) -> Iterator[BinaryIO]:
    """Bytes as a file that a process can be given."""
    with TemporaryFile() as fil:
        fil.write(innhold)
        fil.flush()
        yield cast(BinaryIO, fil)


def _kjoer(oppgave: str, fil: BinaryIO, **parametre: object) -> bytes:
    os.lseek(fil.fileno(), 0, os.SEEK_SET)
    miljoe = {"PYTHONPATH": _ROT, "LANG": "C.UTF-8", "PATH": os.defpath}
    kommando = [sys.executable, "-P", "-B", "-m", "bysak.kjerne.skann_barn", oppgave, json.dumps(parametre)]
    try:
        svar = subprocess.run(  # noqa: S603 (a fixed command; the file goes in on stdin)
            kommando, stdin=fil, capture_output=True, timeout=_TID_SEKUNDER, env=miljoe, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        raise KanIkkeVises("Det tok for lang tid å lese filen. Skann papiret på nytt, i mindre bunker.") from None
    if svar.returncode == 0:
        return svar.stdout
    if svar.returncode == AVSLAG:
        raise KanIkkeVises(svar.stdout.decode("utf-8", "replace"))
    if svar.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise KanIkkeVises("Filen er for krevende til å leses. Skann papiret på nytt med lavere oppløsning.")
    if svar.returncode < 0:
        raise KanIkkeVises("Filen er skadet og kan ikke leses. Skann papiret på nytt.")
    logger.error("skann %s sviktet: %s", oppgave, svar.stderr[-2000:].decode("utf-8", "replace"))
    raise KanIkkeVises("Lesingen virker ikke akkurat nå. Prøv igjen om litt.")
