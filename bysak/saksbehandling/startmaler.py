"""The templates that everybody has from the first day, drawn here: a letter, a preliminary answer, a note.

They are what others begin from: downloaded, given the virksomhet's own marks, and put in again.
"""

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

_SKRIFT, _MOERK, _DEMPET = "Arial", RGBColor(0x2A, 0x28, 0x59), RGBColor(0x56, 0x55, 0x7A)
_BREVFELT = {
    "Vår dato": "vår_dato", "Vår ref.": "vår_referanse", "Deres ref.": "deres_referanse",
    "Saksbehandler": "saksbehandler",
}  # fmt: skip
_NOTATFELT = {"Dato": "vår_dato", "Referanse": "vår_referanse", "Fra": "saksbehandler", "Sak": "saksnummer"}
_GODKJENT = "Dokumentet er godkjent elektronisk og har derfor ikke håndskrevet underskrift."


@dataclass(frozen=True)
class Startmal:
    """One of them: what it is called, when one uses it, its kind, and the paragraphs between title and signature."""

    navn: Any
    beskrivelse: Any
    slag: str
    tekst: tuple[str, ...]


STARTMALER = {
    "brev": Startmal(
        _("Brev"), _("Vanlig brev ut, også som svar på et brev."), "brev",
        ("{%p if innkommet_tittel %}",
         "Vi viser til henvendelsen deres «{{ innkommet_tittel }}», som vi fikk {{ innkommet_dato }}.",
         "{%p endif %}", "Skriv teksten her."),
    ),
    "foreloepig-svar": Startmal(
        _("Foreløpig svar"), _("Sier at vi har fått brevet, og når svaret kommer."), "foreloepig",
        ("Vi har fått henvendelsen deres «{{ innkommet_tittel }}» {{ innkommet_dato }}.",
         "Saken har nummer {{ saksnummer }}. {% if ny_frist %}Vi regner med å svare innen {{ ny_frist }}."
         "{% else %}Vi svarer så snart vi kan.{% endif %}",
         "Har dere spørsmål, eller mer å opplyse, kan dere kontakte oss. Oppgi gjerne saksnummeret."),
    ),
    "notat": Startmal(
        _("Notat"), _("Internt notat i saken. Det sendes ikke."), "notat", ("Skriv notatet her.",),
    ),
}  # fmt: skip


@cache
def startmal(kode: str) -> bytes:
    """One of them as a file, the same bytes each time in a process."""
    hva = STARTMALER[kode]
    dok = Document()
    _grunn(dok)
    if hva.slag == "notat":
        _hode(dok, "Notat", _NOTATFELT, "{% if mottaker_navn %}Til: {{ mottaker_navn }}{% endif %}")
    else:
        _hode(dok, "", _BREVFELT, "{{ mottaker }}")
    _avsnitt(dok, "{{ tittel }}", storrelse=14, fet=True, foer=18, etter=10).style = dok.styles["Title"]
    for avsnitt in hva.tekst:
        _avsnitt(dok, avsnitt, etter=8)
    _underskrift(dok, hilsen=hva.slag != "notat")
    _bunn(dok)
    ut = io.BytesIO()
    dok.save(ut)
    return ut.getvalue()


def _grunn(dok: Any) -> None:
    """The page, the type, and the language that a screen reader and a spelling checker need."""
    side = dok.sections[0]
    side.page_width, side.page_height = Cm(21), Cm(29.7)
    side.left_margin = side.right_margin = Cm(2.5)
    side.top_margin, side.bottom_margin = Cm(2), Cm(2.2)
    for navn in ("Normal", "Title"):
        stil = dok.styles[navn]
        stil.font.name, stil.font.size, stil.font.color.rgb = _SKRIFT, Pt(10.5), None
        skrifter = stil.element.get_or_add_rPr().get_or_add_rFonts()
        for slag in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            skrifter.set(qn(slag), _SKRIFT)
        for tema in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            skrifter.attrib.pop(qn(tema), None)
    spraak = OxmlElement("w:lang")
    spraak.set(qn("w:val"), "nb-NO")
    dok.styles["Normal"].element.get_or_add_rPr().append(spraak)
    kanter = dok.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if kanter is not None:
        dok.styles["Title"].element.pPr.remove(kanter)


def _avsnitt(
    i: Any, tekst: str, *, storrelse: float = 10.5, fet: bool = False, farge: Any = None, foer: int = 0, etter: int = 0
) -> Any:
    avsnitt = i.add_paragraph()
    avsnitt.paragraph_format.space_before, avsnitt.paragraph_format.space_after = Pt(foer), Pt(etter)
    avsnitt.paragraph_format.line_spacing = 1.15
    bit = avsnitt.add_run(tekst)
    bit.font.size, bit.bold = Pt(storrelse), fet
    if farge is not None:
        bit.font.color.rgb = farge
    return avsnitt


def _hode(dok: Any, overskrift: str, opplysninger: dict[str, str], til: str) -> None:
    """Who it is from on top, whom it is to on the left, and the references on the right."""
    _avsnitt(dok, "{{ virksomhet }}", storrelse=16, fet=True, farge=_MOERK)
    _avsnitt(dok, "{{ enhet }}", storrelse=10, farge=_DEMPET, etter=22)
    if overskrift:
        _avsnitt(dok, overskrift, storrelse=12, fet=True, etter=6)
    ramme = dok.add_table(rows=1, cols=2)
    ramme.alignment, ramme.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    venstre, hoyre = ramme.rows[0].cells
    venstre.width, hoyre.width = Cm(9.5), Cm(6.5)
    venstre.paragraphs[0].add_run(til)
    _avsnitt(venstre, "{%p if unntatt_offentlighet %}")
    _avsnitt(venstre, "{{ unntatt_offentlighet }}", fet=True, foer=10)
    _avsnitt(venstre, "{%p endif %}")
    for nr, (ledetekst, felt) in enumerate(opplysninger.items()):
        linje = hoyre.paragraphs[0] if nr == 0 else hoyre.add_paragraph()
        linje.paragraph_format.tab_stops.add_tab_stop(Cm(2.9))
        linje.paragraph_format.left_indent, linje.paragraph_format.first_line_indent = Cm(2.9), Cm(-2.9)
        linje.paragraph_format.space_after = Pt(2)
        navn = linje.add_run(f"{ledetekst}\t")
        navn.font.size, navn.font.color.rgb = Pt(9), _DEMPET
        linje.add_run(f"{{{{ {felt} }}}}").font.size = Pt(9)


def _underskrift(dok: Any, *, hilsen: bool) -> None:
    if hilsen:
        _avsnitt(dok, "Med hilsen", foer=22, etter=18).paragraph_format.keep_with_next = True
    _avsnitt(dok, "{{ saksbehandler }}", foer=0 if hilsen else 22).paragraph_format.keep_with_next = True
    _avsnitt(dok, "{{ enhet }}", etter=14).paragraph_format.keep_with_next = True
    _avsnitt(dok, _GODKJENT, storrelse=9, farge=_DEMPET)


def _bunn(dok: Any) -> None:
    """How to reach us, and which page it is."""
    bunn = dok.sections[0].footer.paragraphs[0]
    bunn.paragraph_format.tab_stops.clear_all()
    bunn.paragraph_format.tab_stops.add_tab_stop(Cm(14.3))
    tekst = (
        "{{ virksomhet }}{% if virksomhet_epost %} · {{ virksomhet_epost }}{% endif %}"
        "{% if virksomhet_telefon %} · {{ virksomhet_telefon }}{% endif %}"
    )
    _liten(bunn, tekst)
    _liten(bunn, "\tSide ")
    _sidetall(bunn, "PAGE")
    _liten(bunn, " av ")
    _sidetall(bunn, "NUMPAGES")


def _liten(avsnitt: Any, tekst: str) -> Any:
    bit = avsnitt.add_run(tekst)
    bit.font.size, bit.font.color.rgb = Pt(8), _DEMPET
    return bit


def _sidetall(avsnitt: Any, kode: str) -> None:
    felt = OxmlElement("w:fldSimple")
    felt.set(qn("w:instr"), kode)
    felt.append(_liten(avsnitt, "1").font.element)
    avsnitt.paragraph_format.element.append(felt)
