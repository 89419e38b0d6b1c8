"""Filling in a Word template: what a template may hold, the fields that it names, and the letter that comes of it.

LESMEG: read only in the short-lived process of `filformat`. A template is a program in another's hands, so nothing is
let through but fields and conditions: no call, no attribute, no loop, no filter. With that, what it can do is bounded
by its own size. It may not reach outside either: no macros, no linked files, no field codes that fetch.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

MAKS_DELER, MAKS_UTPAKKET = 1000, 50 * 1024 * 1024
_TILLATT = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.Not, nodes.And, nodes.Or,
    nodes.Compare, nodes.Operand,
)  # fmt: skip
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Codes that count and refer within the document. The rest can fetch, run or ask.
_FELTKODER = {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "HYPERLINK", "REF", "PAGEREF", "TOC", "SEQ", "STYLEREF"}
# Docxtpl reads these as a new paragraph and a new page; in a value they are noise.
_STYRETEGN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Nei(Exception):
    """Why a template cannot be used: a code of `saksbehandling.maler`, and what in the file it is about."""

    def __init__(self, kode: str, hva: str = "") -> None:
        super().__init__(kode)
        self.kode, self.hva = kode, hva


class _Miljoe(ImmutableSandboxedEnvironment):
    """Fields and conditions, nothing else. Remembers the fields that were named."""

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        for innebygd in (self.globals, self.filters, self.tests):
            innebygd.clear()
        self.brukte: set[str] = set()

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        """Look through a part before it is run. Raises Nei."""
        tre = self.parse(source)
        for node in tre.find_all(nodes.Node):
            if not isinstance(node, _TILLATT):
                raise Nei("uttrykk", type(node).__name__.lower())
        self.brukte |= {n.name for n in tre.find_all(nodes.Name)}
        return super().from_string(source, globals, template_class)


def flett(fil: Path, verdier: Mapping[str, str], egenskaper: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """The template filled in, and the fields that it names and nobody knows; those are left empty. Raises Nei.

    egenskaper: what the file says of itself (title, author); the template's own maker is not the letter's.
    """
    krev_trygg(fil)
    miljoe, rene = _Miljoe(), {felt: _STYRETEGN.sub("", verdi) for felt, verdi in verdier.items()}
    mal = DocxTemplate(fil)
    try:
        mal.render(rene, miljoe, autoescape=True)
    except TemplateError as feil:
        raise Nei("skrivefeil", str(feil)[:200]) from None
    for navn in ("author", "last_modified_by", "comments", "keywords", "title", "subject"):
        setattr(mal.docx.core_properties, navn, _STYRETEGN.sub(" ", egenskaper.get(navn, ""))[:250])
    ut = io.BytesIO()
    mal.save(ut)
    return ut.getvalue(), sorted(miljoe.brukte - rene.keys())


def krev_trygg(fil: Path) -> None:
    """Stop what is no plain Word document, and what reaches outside itself. Raises Nei."""
    try:
        with zipfile.ZipFile(fil) as pakke:
            deler = pakke.infolist()
            if any(d.flag_bits & 1 for d in deler):
                raise Nei("laast")
            if len(deler) > MAKS_DELER or sum(d.file_size for d in deler) > MAKS_UTPAKKET:
                raise Nei("stor")
            navn = {d.filename for d in deler}
            if "[Content_Types].xml" not in navn or "word/document.xml" not in navn:
                raise Nei("ikke_word")
            for d in deler:
                _krev_trygg_del(d.filename, pakke)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
        raise Nei("ikke_word") from None


def _krev_trygg_del(navn: str, pakke: zipfile.ZipFile) -> None:
    if re.search(r"vbaproject|vbadata|activex|embeddings/", navn, re.I):
        raise Nei("makro", navn)
    if not navn.endswith((".xml", ".rels")):
        return
    try:
        leser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        rot = etree.fromstring(pakke.read(navn), leser)
    except etree.XMLSyntaxError:
        raise Nei("ikke_word") from None
    if rot.getroottree().docinfo.doctype:
        raise Nei("ikke_word")
    if navn == "[Content_Types].xml":
        _krev_word(rot)
    elif navn.endswith(".rels"):
        _krev_egne(rot)
    else:
        for kode in _feltkoder(rot):
            if kode.split() and kode.split()[0].upper() not in _FELTKODER:
                raise Nei("feltkode", kode.split()[0][:40])


def _krev_word(typer: Any) -> None:
    """The main part is a document: neither a template file of Word nor one that may carry macros."""
    slag = [e.get("ContentType", "") for e in typer if e.get("PartName") == "/word/document.xml"]
    if any("macroenabled" in (e.get("ContentType") or "").lower() for e in typer):
        raise Nei("makro", ".docm")
    if slag != [_WORD]:
        raise Nei("ikke_word")


def _krev_egne(koblinger: Any) -> None:
    for kobling in koblinger:
        slag = (kobling.get("Type") or "").rpartition("/")[2]
        if slag == "aFChunk" or (kobling.get("TargetMode") == "External" and slag != "hyperlink"):
            raise Nei("utenfra", (kobling.get("Target") or slag)[:120])


def _feltkoder(rot: Any) -> Iterator[str]:
    """Every field code of a part; Word may write one in several pieces."""
    samlet = ""
    for e in rot.iter(f"{_W}fldSimple", f"{_W}fldChar", f"{_W}instrText"):
        if e.tag == f"{_W}instrText":
            samlet += e.text or ""
            continue
        yield samlet
        samlet = ""
        yield e.get(f"{_W}instr") or ""
    yield samlet
