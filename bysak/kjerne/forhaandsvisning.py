"""Safe previews of files that strangers sent.

LESMEG: every preview is made in a short-lived process of its own (`forhaandsvisning_barn`) with a ceiling on memory,
processor time and wall time, an empty environment and no way to open connections or write files. A bomb or a fault in
a decoder then costs one preview, never the web process. Whatever goes wrong comes back as `KanIkkeVises` with a
sentence for the reader; the file itself can always be downloaded. Pages are numbered from 1, as people do.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

logger = logging.getLogger(__name__)

TID_SEKUNDER = 15
MAKS_INNHOLD = 200 * 1024 * 1024
AVSLAG = 3  # the child's exit code for «no, and here is why»
KOMMANDO = ("-m", "bysak.kjerne.forhaandsvisning_barn")
_ROT = str(Path(__file__).resolve().parents[2])
# Each child may take a gigabyte: few at a time, and the rest wait their turn.
_PLASSER = threading.BoundedSemaphore(4)
_LAST_NED = "Last ned filen for å se den."


class KanIkkeVises(Exception):
    """The file cannot be previewed. `melding` is a Norwegian sentence that says why and what to do."""

    def __init__(self, melding: str) -> None:
        self.melding = melding
        super().__init__(melding)


def pdf_sider(innhold: bytes) -> int:
    """The number of pages. Raises KanIkkeVises when the PDF is encrypted, damaged or none."""
    return int(_kjoer("pdf_sider", innhold))


def pdf_side_png(innhold: bytes, side: int, bredde: int = 1000) -> bytes:
    """Page `side` (from 1) as a PNG of about `bredde` pixels. Raises KanIkkeVises, also when there is no such page."""
    return _kjoer("pdf_side_png", innhold, side=side, bredde=bredde)


def pdf_begynnelse(innhold: bytes, sider: int, bredde: int = 1000) -> tuple[int, list[bytes]]:
    """The number of pages, and the first of them as PNG, in one go. Raises KanIkkeVises."""
    return _flere(_kjoer("pdf_begynnelse", innhold, sider=sider, bredde=bredde))


def pdf_aapning(innhold: bytes, bredde: int = 1000) -> tuple[bytes, bytes]:
    """What is needed to open a PDF, in one go: its pages and their words (for `tekstlag.fra_json`), and the first page.

    Raises KanIkkeVises.
    """
    lag, _, png = _kjoer("pdf_aapning", innhold, bredde=bredde).partition(b"\n")
    return lag, png


def pdf_smaa(innhold: bytes, fra: int, antall: int, bredde: int = 160) -> list[bytes]:
    """Pages `fra` (from 1) and on as small PNGs; empty bytes for one that cannot be drawn. Raises KanIkkeVises."""
    return _flere(_kjoer("pdf_utvalg", innhold, fra=fra, antall=antall, bredde=bredde))[1]


def _flere(svar: bytes) -> tuple[int, list[bytes]]:
    hode, _, bilder = svar.partition(b"\n")
    antall, *lengder = json.loads(hode)
    starter = [sum(lengder[:nr]) for nr in range(len(lengder))]
    return antall, [bilder[fra : fra + lengde] for fra, lengde in zip(starter, lengder, strict=True)]


def pdf_tekst(innhold: bytes, maks: int = 1_000_000) -> str:
    """The text layer, at most `maks` characters; empty for a scan without one. Raises KanIkkeVises."""
    return _kjoer("pdf_tekst", innhold, maks=maks).decode()


def docx_html(innhold: bytes) -> str:
    """A Word file as safe HTML: headings, lists, tables, pictures; no styles. Raises KanIkkeVises."""
    return _kjoer("docx_html", innhold).decode()


def bilde_png(innhold: bytes, bredde: int) -> bytes:
    """A picture as PNG, at most `bredde` wide, turned the right way, without metadata. Raises KanIkkeVises."""
    return _kjoer("bilde_png", innhold, bredde=bredde)


def html_trygg(html: str, cid_urler: dict[str, str] | None = None) -> str:
    """HTML from outside, fit to stand inside our page: nothing runs, nothing is fetched, links show where they lead.

    `cid_urler` maps a Content-ID (without brackets) to our own address of that attachment; other pictures become a
    short text. Raises KanIkkeVises when the document is too big or too deeply nested.
    """
    return _kjoer("html_trygg", html.encode("utf-8", "replace"), cid_urler=cid_urler or {}).decode()


def tekst_av(innhold: bytes, mime: str) -> str:
    """Text for search from pdf, office files, html, csv, plain text and mail; empty for other types.

    Raises KanIkkeVises.
    """
    return _kjoer("tekst_av", innhold, mime=mime).decode()


def _kjoer(oppgave: str, innhold: bytes, **parametre: object) -> bytes:
    if len(innhold) > MAKS_INNHOLD:
        raise KanIkkeVises(f"Filen er for stor til å vises her. {_LAST_NED}")
    if not _PLASSER.acquire(timeout=TID_SEKUNDER):
        raise KanIkkeVises("Mange filer klargjøres akkurat nå. Prøv igjen om litt.")
    try:
        svar = _barn(oppgave, json.dumps(parametre).encode() + b"\n" + innhold)
    finally:
        _PLASSER.release()
    if svar.returncode == 0:
        return svar.stdout
    if svar.returncode == AVSLAG:
        raise KanIkkeVises(svar.stdout.decode("utf-8", "replace"))
    if svar.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise KanIkkeVises(f"Filen er for krevende til å vises her. {_LAST_NED}")
    if svar.returncode < 0:
        raise KanIkkeVises(f"Filen er skadet og kan ikke vises her. {_LAST_NED}")
    logger.error("forhaandsvisning %s sviktet: %s", oppgave, svar.stderr[-2000:].decode("utf-8", "replace"))
    raise KanIkkeVises(f"Forhåndsvisningen virker ikke akkurat nå. {_LAST_NED}")


def _barn(oppgave: str, data: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run the child. Its environment holds no secrets; -P keeps the working folder out of its module path."""
    miljoe = {"PYTHONPATH": _ROT, "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        return subprocess.run(  # noqa: S603 (a fixed command; the file goes in on stdin)
            [sys.executable, "-P", "-B", *KOMMANDO, oppgave],
            input=data, capture_output=True, timeout=TID_SEKUNDER, env=miljoe, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise KanIkkeVises(f"Det tok for lang tid å klargjøre filen. {_LAST_NED}") from None
