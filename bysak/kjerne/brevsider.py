"""A mail on pages, as it is shown: who and when, its safe HTML, and the pictures that stand in it.

LESMEG: runs only in the short-lived process of `filformat`. Styles do not come along, as they do not on the screen; a
table that holds tables or pictures is there for looks, and its cells follow each other. The words on the pages are
counted against those of the HTML: a drawing that lost some raises, and the caller falls back to the plain text.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bysak.kjerne.pdfskrift import SKRIFTER, GaarIkke, skrivbart, tegn_i
from bysak.kjerne.trygg_html import trygg_html

MAKS_TEKST = 300_000
MAKS_BILDER = 200
MAKS_BILDEPUNKTER = 64_000_000
BILDEBREDDE = 1600
CELLER_PAA_TVERS = 12
TEGN_PAA_TVERS = 1800
_BLOKKER = {
    "blockquote", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_LUFT = {"p", "pre", "ul", "ol", "dl", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "figure"}
_STIL = (
    dict.fromkeys(("b", "strong", "th", "dt", "h1", "h2", "h3", "h4", "h5", "h6"), "B")
    | dict.fromkeys(("i", "em", "cite"), "I")
    | dict.fromkeys(("u", "ins"), "U")
    | dict.fromkeys(("s", "strike", "del"), "S")
)
_STOERRELSE = {"h1": 16, "h2": 14, "h3": 12, "small": 8}
_INNRYKK = {"blockquote": 6, "ul": 6, "ol": 6, "dd": 6}
PUNKTER = 10
_LINJE = 1.35 * 25.4 / 72


class Brevsider:
    """Pages that a tree of safe elements is written on, one paragraph at a time."""

    def __init__(self, tittel: str, bilder: dict[str, Path]) -> None:
        import fpdf

        self.pdf = fpdf.FPDF()
        self.pdf.set_title(tittel)
        self.pdf.set_lang("nb")
        for stil, fil in SKRIFTER.items():
            self.pdf.add_font("skrift", stil, fil)
        self.pdf.set_font("skrift", size=PUNKTER)
        self.pdf.add_page()
        self.bilder = bilder
        self.tegnet = 0
        self.byttet = 0
        self.ord: list[str] = []
        self.avsnitt: list[tuple[str, str, float]] = []
        self.luft = False

    def hode(self, linjer: list[tuple[str, str]]) -> None:
        """Who, to whom, when and what, and a line below."""
        for hva, verdi in linjer:
            self.avsnitt += [(f"{hva}: ", "B", PUNKTER), (verdi, "", PUNKTER)]
            self.ferdig()
        self._strek()

    def skriv(self, element: Any, stil: str = "", punkter: float = PUNKTER, rett: bool = False) -> None:
        """An element with all that is in it. `rett` keeps its lines as they are."""
        navn = element.tag
        blokk = navn in _BLOKKER
        stil += _STIL.get(navn, "")
        punkter = _STOERRELSE.get(navn, punkter)
        rett = rett or navn == "pre"
        if blokk:
            self.ferdig(luft=navn in _LUFT)
        with self._innrykk(navn):
            self._merke(element, navn)
            if not (navn == "table" and self._tabell(element)):
                self._tekst(element.text, stil, punkter, rett)
                for barn in element:
                    self.skriv(barn, stil, punkter, rett)
                    self._tekst(barn.tail, stil, punkter, rett)
            if blokk:
                self.ferdig(luft=navn in _LUFT)

    def ferdig(self, luft: bool = False) -> None:
        """Write the paragraph that has been gathered, if there is any."""
        if any(tekst.strip() for tekst, _stil, _punkter in self.avsnitt):
            self._pust()
            for tekst, stil, punkter in self.avsnitt:
                self._bit(tekst, stil, punkter)
            self.pdf.ln()
        self.avsnitt = []
        self.luft = self.luft or luft

    def _pust(self) -> None:
        if self.luft:
            self.pdf.ln(2)
        self.luft = False

    def _bit(self, tekst: str, stil: str, punkter: float) -> None:
        skrevet, byttet = skrivbart(tekst)
        self.byttet += byttet
        self.pdf.set_font("skrift", self._font(skrevet, stil), punkter)
        self.pdf.write(punkter * _LINJE, skrevet)

    def _font(self, tekst: str, stil: str) -> str:
        snitt = "B" if "B" in stil else "I" if "I" in stil else ""
        if not tegn_i(snitt).issuperset(map(ord, tekst.replace("\n", ""))):
            snitt = ""
        return snitt + "".join(sorted(set(stil) & {"U", "S"}))

    def _tekst(self, tekst: str | None, stil: str, punkter: float, rett: bool) -> None:
        if not tekst:
            return
        self.ord.append(tekst)
        if not rett:
            tekst = re.sub(r"[ \t\r\n\f]+", " ", tekst)
            slutt = self.avsnitt[-1][0] if self.avsnitt else " "
            tekst = tekst.lstrip(" ") if slutt.endswith((" ", "\n")) else tekst
        if tekst:
            self.avsnitt.append((tekst, stil, punkter))

    def _merke(self, element: Any, navn: str) -> None:
        if navn == "br":
            self.avsnitt.append(("\n", "", PUNKTER))
        elif navn == "li":
            liste = element.getparent()
            nr = liste.index(element) + 1 if liste is not None and liste.tag == "ol" else 0
            self.avsnitt.append((f"{nr}. " if nr else "• ", "", PUNKTER))
        elif navn == "hr":
            self._strek()
        elif navn == "img":
            self.ferdig()
            self._bilde(element.get("src", ""), element.get("alt") or "Bilde")

    def _strek(self) -> None:
        self.pdf.ln(2)
        self.pdf.line(self.pdf.l_margin, self.pdf.y, self.pdf.w - self.pdf.r_margin, self.pdf.y)
        self.pdf.ln(3)

    def _innrykk(self, navn: str) -> Any:
        return _Innrykk(self.pdf, _INNRYKK.get(navn, 0))

    def _bilde(self, kilde: str, alt: str) -> None:
        self.tegnet += 1
        if self.tegnet > MAKS_BILDER:
            raise GaarIkke("Meldingen har for mange bilder til å tegnes om her.")
        lest = _lest_bilde(self.bilder[kilde])
        if lest is None:
            self.avsnitt.append((f"[{alt}]", "", PUNKTER))
            return
        fil, bredde, hoeyde = lest
        plass, paa_siden = self.pdf.epw, self.pdf.eph
        skala = min(25.4 / 96, plass / bredde, paa_siden / hoeyde)
        self._pust()
        if self.pdf.will_page_break(hoeyde * skala):
            self.pdf.add_page()
        self.pdf.image(fil, w=bredde * skala, h=hoeyde * skala, alt_text=alt)
        self.luft = True

    def _tabell(self, tabell: Any) -> bool:
        """Draw a table of words as one; False for those that are there for looks."""
        rader = [[celle for celle in rad if celle.tag in ("td", "th")] for rad in tabell.iter("tr")]
        spenn = [sum(int(c.get("colspan", 1)) for c in rad) for rad in rader]
        celler = [[_celletekst(c) for c in rad] for rad in rader]
        bredest, lengst = max(spenn, default=0), max((len(t) for rad in celler for t in rad), default=0)
        bare_ord = not any(e.tag in ("table", "img") or "rowspan" in e.attrib for e in tabell.iterdescendants())
        if not bare_ord or len(rader) < 2 or not 1 < bredest <= CELLER_PAA_TVERS or lengst * bredest > TEGN_PAA_TVERS:
            return False
        if (tittel := tabell.find("caption")) is not None:
            self.skriv(tittel)
        self._pust()
        self.pdf.set_font("skrift", size=PUNKTER - 1)
        with self.pdf.table(
            first_row_as_headings=False, col_widths=_bredder(rader, celler, bredest), text_align="LEFT", padding=1
        ) as ut:
            for rad, tekster, brukt in zip(rader, celler, spenn, strict=True):
                linje = ut.row()
                for celle, tekst in zip(rad, tekster, strict=True):
                    skrevet, byttet = skrivbart(tekst)
                    self.byttet += byttet
                    self.ord.append(celle.text_content())
                    fet = celle.tag == "th" and tegn_i("B").issuperset(map(ord, skrevet.replace("\n", "")))
                    linje.cell(skrevet, colspan=int(celle.get("colspan", 1)), style=_fet() if fet else None)
                for _ in range(bredest - brukt):
                    linje.cell("")
        return True


class _Innrykk:
    """A margin that is wider for as long as it lasts; nesting stops where there would be no room for words."""

    def __init__(self, pdf: Any, mm: float) -> None:
        self.pdf, self.foer, self.mm = pdf, pdf.l_margin, mm

    def __enter__(self) -> None:
        if self.mm:
            self.pdf.set_left_margin(min(self.foer + self.mm, 90))
            self.pdf.set_x(self.pdf.l_margin)

    def __exit__(self, *_feil: object) -> None:
        if self.mm:
            self.pdf.set_left_margin(self.foer)
            self.pdf.set_x(self.foer)


def tegn(hode: list[tuple[str, str]], kilde: str, bilder: dict[str, Path], tittel: str) -> tuple[bytes, int]:
    """The pages, and how many signs are written by name. `bilder` are files by Content-ID. Raises GaarIkke."""
    import lxml.html

    trygg = trygg_html(kilde, {cid: f"bilde:{cid}" for cid in bilder})
    med_ord = _uten_rom(html.unescape(re.sub(r"<[^<>]*>", "", trygg)))
    if len(med_ord) > MAKS_TEKST or not (med_ord or "<img" in trygg):
        raise GaarIkke("Meldingen kan ikke tegnes slik den vises.")
    tre = lxml.html.fragment_fromstring(trygg, create_parent="div", parser=lxml.html.HTMLParser(huge_tree=True))
    sider = Brevsider(tittel, {f"bilde:{cid}": fil for cid, fil in bilder.items()})
    sider.hode(hode)
    sider.skriv(tre)
    if _uten_rom("".join(sider.ord)) != med_ord:
        raise GaarIkke("Meldingen kan ikke tegnes slik den vises.")
    return bytes(sider.pdf.output()), sider.byttet


def _uten_rom(tekst: str) -> str:
    return "".join(tekst.split())


def _celletekst(celle: Any) -> str:
    """The words of a cell; a line for each block in it."""
    linjer = (" ".join(linje.split()) for linje in "".join(_biter(celle)).split("\n"))
    return "\n".join(filter(None, linjer))


def _biter(element: Any) -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for barn in element:
        skille = "\n" if barn.tag == "br" or barn.tag in _BLOKKER else ""
        yield skille
        yield from _biter(barn)
        yield skille + re.sub(r"\s+", " ", barn.tail or "")


def _bredder(rader: list[list[Any]], celler: list[list[str]], antall: int) -> list[int]:
    """Room by the longest line of each column, within reason."""
    bredder = [5] * antall
    for rad, tekster in zip(rader, celler, strict=True):
        kolonne = 0
        for celle, tekst in zip(rad, tekster, strict=True):
            over = int(celle.get("colspan", 1))
            if over == 1:
                lengst = max(map(len, tekst.split("\n")))
                bredder[kolonne] = max(bredder[kolonne], min(lengst, 45))
            kolonne += over
    return bredder


def _fet() -> Any:
    from fpdf.fonts import FontFace

    return FontFace(emphasis="BOLD")


def _lest_bilde(fil: Path) -> tuple[io.BytesIO, int, int] | None:
    """A picture on white, turned by its mark, no wider than a page can show, and its size as the sender had it.

    None for one that is damaged or far too big; the file itself is kept with the mail.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the size is checked here, with a sentence of our own
    try:
        kilde = Image.open(fil, formats=("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"))
        if kilde.width * kilde.height > MAKS_BILDEPUNKTER:
            return None
        foto = kilde.format == "JPEG"
        bilde = ImageOps.exif_transpose(kilde).convert("RGBA")
    except (OSError, ValueError, SyntaxError):
        return None
    bredde, hoeyde = bilde.size
    bilde.thumbnail((BILDEBREDDE, BILDEBREDDE * 2))
    hvit = Image.new("RGB", bilde.size, "white")
    hvit.paste(bilde, mask=bilde.getchannel("A"))
    ut = io.BytesIO()
    hvit.save(ut, "JPEG", quality=88) if foto else hvit.save(ut, "PNG")
    ut.seek(0)
    return ut, bredde, hoeyde
