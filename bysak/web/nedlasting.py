"""Any list as a file: CSV, a spreadsheet or PDF, with the same choices and the same sight as the page it stands on.

A view asks for `grense(request)` rows and one more, as the person may see them, and answers with `som_fil`. A file that
is made while somebody waits is bounded. A longer list that can go on from a row is offered as one to order, and a job
makes it by asking the same view for one part after another (bestilt.py); any other says in itself that it is bounded.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.fonts import FontFace

import bysak.kjerne
from bysak.kjerne.kalender import OSLO, naa
from bysak.web.jinja import tegn
from bysak.web.listefil import Csv, Regneark, Skriver
from bysak.web.skrivemaate import tall

TYPER = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MAKS = {"csv": 5000, "xlsx": 5000, "pdf": 300}
# How many rows a job asks the view for at a time.
BUNKE = 1000
# A row must fit on one page of paper.
MAKS_TRYKK = 300
_SKRIFT = Path(bysak.kjerne.__file__).parent / "skrift"
Rad = Sequence[object]


@dataclass(frozen=True)
class Liste:
    """What to write. trykk: the columns that there is room for on paper (default: all). maks: a lower ceiling.

    etter: the mark of the row with this number, which the list can go on from. antall: how many rows there are in all.
    """

    navn: str
    tittel: str
    kolonner: Sequence[str]
    rader: Sequence[Rad]
    trykk: Sequence[int] = ()
    maks: int = 5000
    etter: Callable[[int], str] | None = None
    antall: Callable[[], int] | None = None

    def celler(self, antall: int) -> list[list[str]]:
        """The first rows as text."""
        return [["" if v is None else str(v) for v in rad] for rad in self.rader[:antall]]


class Bestilt(HttpRequest):
    """A job asks for a part of a list; `som_fil` leaves it here. tell: and how many rows there are in all."""

    tell = False
    liste: Liste | None = None
    antall = 0


def grense(request: HttpRequest) -> int:
    """How many rows the file that is asked for may have; 0 when the page itself is asked for."""
    return BUNKE if isinstance(request, Bestilt) else MAKS.get(request.GET.get("som", ""), 0)


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
    """The list as the kind of file that the address asks for; of more rows than there is room for, an offer of it all.

    On paper, and of a list that cannot go on from a row, the first of them.
    """
    if isinstance(request, Bestilt):
        request.liste = liste
        request.antall = liste.antall() if request.tell and liste.antall else 0
        return HttpResponse()
    som, maks = request.GET["som"], min(grense(request), liste.maks)
    rader = liste.celler(maks)
    merknad = ""
    if len(liste.rader) > maks:
        if liste.etter and som != "pdf":
            return tegn(request, "min/bestill.html", {"liste": liste, "maks": maks, "som": som})
        merknad = _("Filen har bare de første %(n)s radene. Avgrens listen for å få med resten.") % {"n": tall(maks)}
    innhold = {"csv": _med(Csv), "xlsx": _med(Regneark), "pdf": _pdf}[som](liste, rader, merknad)
    svar = HttpResponse(innhold, content_type=TYPER[som])
    svar.headers["Content-Disposition"] = f'attachment; filename="{liste.navn}.{som}"'
    return svar


def _med(skriver: Skriver) -> Callable[[Liste, list[list[str]], str], bytes]:
    def svar(liste: Liste, rader: list[list[str]], merknad: str) -> bytes:
        ut = io.BytesIO()
        skriver(ut, liste.kolonner, rader).lukk(merknad)
        return ut.getvalue()

    return svar


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
