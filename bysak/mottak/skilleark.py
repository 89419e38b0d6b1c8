"""Separator sheets: printed from Bysak, laid before each letter in the scanner, found again when the batch is read."""

import io
from collections.abc import Sequence
from pathlib import Path

import segno
from django.utils.translation import gettext as _
from fpdf import FPDF

import bysak.kjerne
from bysak.mottak.deling import SLAG, Ark
from bysak.organisasjon.models import Virksomhet

MAKS_ANTALL = 100
_SKRIFT = Path(bysak.kjerne.__file__).parent / "skrift" / "DejaVuSans.ttf"
# Millimetres. Large enough to be read from a fax; one above and one below, if a corner is torn.
_KODE, _KANT = 62, 20


def skilleark(bestilling: Sequence[tuple[Virksomhet, str]], antall: int = 1) -> bytes:
    """Sheets in A4 as a PDF: so many of each virksomhet and kind of letter. Raises ValueError for an unknown kind."""
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.add_font("bysak", fname=_SKRIFT)
    pdf.set_title(_("Skilleark"))
    for virksomhet, slag in bestilling:
        if slag not in SLAG:
            raise ValueError(slag)
        kode = io.BytesIO()
        segno.make(Ark(virksomhet.kode, slag).kode, error="h", mode="alphanumeric").save(
            kode, kind="png", scale=10, border=4
        )
        for _nr in range(min(antall, MAKS_ANTALL)):
            _ark(pdf, virksomhet.navn, str(SLAG[slag]), kode)
    return bytes(pdf.output())


def _ark(pdf: FPDF, navn: str, slag: str, kode: io.BytesIO) -> None:
    pdf.add_page()
    for y in (_KANT, 297 - _KANT - _KODE):
        kode.seek(0)
        pdf.image(kode, x=(210 - _KODE) / 2, y=y, w=_KODE, h=_KODE)
    linjer = (
        (98, 15, _("SKILLEARK")),
        (112, 34, navn),
        (134, 24, slag),
        (156, 13, _("Legg arket foran brevet, med denne siden opp.")),
        (164, 13, _("Brevet begynner på neste side. Arket selv blir ikke med.")),
        (172, 13, _("Arket kan brukes om igjen.")),
    )
    for y, stoerrelse, tekst in linjer:
        pdf.set_font("bysak", size=stoerrelse)
        pdf.set_xy(_KANT, y)
        pdf.multi_cell(210 - 2 * _KANT, stoerrelse * 0.45, tekst, align="C")
