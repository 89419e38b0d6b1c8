"""Any list as a file: CSV, a spreadsheet or PDF, with the same choices and the same sight as the page it stands on.

A view asks for `grense(request)` rows and one more, as the person may see them, and answers with `som_fil`. A file is
bounded, and says so in itself when it is: it is made while somebody waits.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.fonts import FontFace

import bysak.kjerne
from bysak.kjerne.kalender import OSLO, naa
from bysak.web.skrivemaate import tall

TYPER = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MAKS = {"csv": 5000, "xlsx": 5000, "pdf": 300}
# Without a limit of its own a cell of a spreadsheet would be left out.
MAKS_CELLE, BREDEST = 32_000, 60
# A row must fit on one page of paper.
MAKS_TRYKK = 300
_FARLIG = ("=", "+", "-", "@", "\t", "\r", "\n")
_SKRIFT = Path(bysak.kjerne.__file__).parent / "skrift"
Rad = Sequence[object]


@dataclass(frozen=True)
class Liste:
    """What to write. trykk: the columns that there is room for on paper (default: all). maks: a lower ceiling."""

    navn: str
    tittel: str
    kolonner: Sequence[str]
    rader: Sequence[Rad]
    trykk: Sequence[int] = ()
    maks: int = 5000


def grense(request: HttpRequest) -> int:
    """How many rows the file that is asked for may have; 0 when the page itself is asked for."""
    return MAKS.get(request.GET.get("som", ""), 0)


def lenker(request: HttpRequest, *, med_alle: bool = False) -> list[tuple[str, str]]:
    """The kinds of file and their addresses, with the choices of the open page but from its first row.

    med_alle: the list has columns to choose, and a file with all of them is offered too.
    """
    valg = request.GET.copy()
    for navn in ("etter", "foer", "side", "valgt"):
        valg.pop(navn, None)
    svar = []
    for som, navn in (("csv", _("CSV-fil")), ("xlsx", _("Regneark (XLSX)")), ("pdf", "PDF")):
        valg["som"] = som
        svar.append((navn, f"{request.path}?{valg.urlencode()}"))
    if med_alle:
        valg["som"], valg["kolonner"] = "csv", "alle"
        svar.append((_("CSV med alle kolonner"), f"{request.path}?{valg.urlencode()}"))
    return svar


def som_fil(request: HttpRequest, liste: Liste) -> HttpResponse:
    """The list as the kind of file that the address asks for; of more rows than there is room for, the first."""
    som, maks = request.GET["som"], min(grense(request), liste.maks)
    rader = [["" if v is None else str(v) for v in rad] for rad in liste.rader[:maks]]
    merknad = ""
    if len(liste.rader) > maks:
        merknad = _("Filen har bare de første %(n)s radene. Avgrens listen for å få med resten.") % {"n": tall(maks)}
    innhold = {"csv": _csv, "xlsx": _xlsx, "pdf": _pdf}[som](liste, rader, merknad)
    svar = HttpResponse(innhold, content_type=TYPER[som])
    svar.headers["Content-Disposition"] = f'attachment; filename="{liste.navn}.{som}"'
    return svar


def _csv(liste: Liste, rader: list[list[str]], merknad: str) -> bytes:
    """UTF-8 with the mark that spreadsheets look for; what one would take for a formula is made text."""
    ut = io.StringIO()
    ark = csv.writer(ut, delimiter=";")
    ark.writerows([_trygg(v) for v in rad] for rad in [list(liste.kolonner), *rader])
    if merknad:
        ark.writerow([merknad])
    return ut.getvalue().encode("utf-8-sig")


def _trygg(verdi: str) -> str:
    return f"'{verdi}" if verdi.lstrip(" ").startswith(_FARLIG) else verdi


def _xlsx(liste: Liste, rader: list[list[str]], merknad: str) -> bytes:
    """Every cell is text: a title that begins with «=» is no formula, and an address is no link."""
    ut = io.BytesIO()
    bok = xlsxwriter.Workbook(ut, {"in_memory": True})
    ark = bok.add_worksheet()
    fet = bok.add_format({"bold": True, "bottom": 1})
    for kol, navn in enumerate(liste.kolonner):
        ark.write_string(0, kol, navn, fet)
        ark.set_column(kol, kol, min(BREDEST, max([len(navn), *(len(r[kol]) for r in rader)]) + 2))
    for nr, rad in enumerate(rader, start=1):
        for kol, verdi in enumerate(rad):
            ark.write_string(nr, kol, verdi[:MAKS_CELLE])
    if merknad:
        ark.write_string(len(rader) + 1, 0, merknad)
    ark.freeze_panes(1, 0)
    ark.autofilter(0, 0, max(len(rader), 1), len(liste.kolonner) - 1)
    bok.close()
    return ut.getvalue()


def _pdf(liste: Liste, rader: list[list[str]], merknad: str) -> bytes:
    """For paper: full titles, the head repeated on every page, and the time it was made."""
    kolonner = list(liste.trykk or range(len(liste.kolonner)))
    alle = [[rad[k] for k in kolonner] for rad in rader]
    navn = [liste.kolonner[k] for k in kolonner]
    pdf: Any = FPDF(orientation="landscape", format="A4", unit="mm")
    for stil, fil in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font("bysak", stil, _SKRIFT / fil)
    pdf.set_title(liste.tittel)
    pdf.add_page()
    pdf.set_font("bysak", "B", 13)
    pdf.multi_cell(0, 7, liste.tittel, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("bysak", size=8)
    antall = _("%(n)s rader, laget %(naar)s.") % {
        "n": tall(len(rader)), "naar": f"{naa().astimezone(OSLO):%d.%m.%Y %H.%M}",
    }  # fmt: skip
    pdf.multi_cell(0, 5, f"{antall} {merknad}", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    # A column gets its share of the width by what it holds, but none is squeezed out.
    bredder = [min(45, max(10, *(len(r[k]) for r in [navn, *alle]))) for k in range(len(navn))]
    with pdf.table(
        col_widths=bredder, line_height=4.5, padding=0.8, borders_layout="HORIZONTAL_LINES", text_align="LEFT",
        headings_style=FontFace(emphasis="BOLD"),
    ) as tabell:  # fmt: skip
        for rad in [navn, *alle]:
            tabell.row([shorten(v, MAKS_TRYKK, placeholder=" …") for v in rad])
    return bytes(pdf.output())
