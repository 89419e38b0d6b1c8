"""Where the words of a PDF stand on its pages. Runs in the child process of `forhaandsvisning`, and only there.

A page is `[width, height, lines]`, a line is words and a word is `[x, y, width, height, text]`: in points from the
upper left corner, as the page is turned and cut when it is drawn. Lines are None for a page that was not read.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from typing import Any

MAKS_ARK, MAKS_ORD, SEKUNDER = 1000, 150_000, 5
# A gap this many heights wide is a new column, not a space.
SPALTE = 1.5
_DELETEGN = "\ufffe\x02"  # how PDFium writes the hyphen of a word that goes on in the next line
_FIN = 16  # device units per point: positions come back as whole numbers
Ord = tuple[float, float, float, float, str]


def arkene(pdf: Any) -> list[list[Any]]:
    """The pages in order, read until the time or the words are used up."""
    ark: list[list[Any]] = []
    igjen = MAKS_ORD
    for nr in range(min(len(pdf), MAKS_ARK)):
        bredde, hoeyde = (round(max(1.0, maal), 1) for maal in pdf.get_page_size(nr))
        linjer = _linjer(pdf, nr) if igjen > 0 and time.process_time() < SEKUNDER else None
        igjen -= sum(map(len, linjer or []))
        ark.append([bredde, hoeyde, linjer])
    return ark


def _linjer(pdf: Any, nr: int) -> list[list[Ord]] | None:
    try:
        side = pdf[nr]
        tekst = side.get_textpage()
    except RuntimeError:  # PdfiumError: one bad page does not hide the others
        return None
    linjer: list[list[Ord]] = [[]]
    for ordet in _ordene(side, tekst):
        if ordet is None:
            linjer.append([])
            continue
        foer = linjer[-1][-1] if linjer[-1] else None
        if foer and (ordet[0] - foer[0] - foer[2] > SPALTE * max(foer[3], ordet[3]) or ordet[0] < foer[0]):
            linjer.append([])
        linjer[-1].append(ordet)
    return [linje for linje in linjer if linje]


def _ordene(side: Any, tekst: Any) -> Iterator[Ord | None]:
    """Words in reading order; None where the line ends."""
    antall = tekst.count_chars()
    tegnene = tekst.get_text_range(0, antall) if antall else ""
    if len(tegnene) != antall:  # characters outside the first plane: one by one, so that each keeps its place
        tegnene = "".join(tekst.get_text_range(i, 1)[:1] or " " for i in range(antall))
    ord_, fra = "", 0
    for i, tegn in enumerate(f"{tegnene} "):
        if not tegn.isspace() and tegn.isprintable():
            fra, ord_ = (fra, ord_ + tegn) if ord_ else (i, tegn)
            continue
        if ord_:
            if (boks := _boks(side, [tekst.get_charbox(n) for n in range(fra, i)])) is not None:
                yield (*boks, ord_[:200] + ("-" if tegn in _DELETEGN else ""))
            ord_ = ""
        if tegn in "\r\n" or tegn in _DELETEGN:
            yield None


def _boks(side: Any, bokser: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float] | None:
    """The box around some characters as the page is drawn, or None for what has no extent."""
    bokser = [b for b in bokser if b[2] > b[0]]
    if not bokser:
        return None
    hjoerner = [
        _paa_arket(side, min(b[0] for b in bokser), min(b[1] for b in bokser)),
        _paa_arket(side, max(b[2] for b in bokser), max(b[3] for b in bokser)),
    ]
    (x1, x2), (y1, y2) = (sorted(akse) for akse in zip(*hjoerner, strict=True))
    return round(x1, 1), round(y1, 1), round(max(x2 - x1, 0.5), 1), round(max(y2 - y1, 0.5), 1)


def _paa_arket(side: Any, x: float, y: float) -> tuple[float, float]:
    import pypdfium2.raw as raa

    bredde, hoeyde = side.get_size()
    ut_x, ut_y = ctypes.c_int(), ctypes.c_int()
    raa.FPDF_PageToDevice(
        side.raw, 0, 0, min(int(bredde * _FIN), 2**24), min(int(hoeyde * _FIN), 2**24), 0, x, y,
        ctypes.byref(ut_x), ctypes.byref(ut_y),
    )  # fmt: skip
    return ut_x.value / _FIN, ut_y.value / _FIN
