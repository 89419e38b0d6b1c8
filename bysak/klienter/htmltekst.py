"""HTML mail as plain text, in linear time.

LESMEG: the standard library's HTML parser has quadratic cases in the Python versions we support, and a parsing tree
falls over on deep nesting. Reading text needs neither: tags are cut with one pattern that cannot backtrack.
The result is text for reading and searching; it is never put on a page as HTML.
"""

from __future__ import annotations

import html
import re

_TAGG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>|<[!?][^<>]*>")
_BLOKK = {
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_STUMME = ("script", "style", "title", "template", "noscript")


def _uten(tekst: str, fra: str, til: str) -> str:
    """Cut out every stretch from pattern `fra` to pattern `til`; one that never ends is left standing."""
    start, slutt = re.compile(fra, re.IGNORECASE), re.compile(til, re.IGNORECASE)
    biter, pos = [], 0
    while (a := start.search(tekst, pos)) and (b := slutt.search(tekst, a.end())):
        biter.append(tekst[pos : a.start()])
        pos = b.end()
    return "".join([*biter, tekst[pos:]])


def _erstatning(treff: re.Match[str]) -> str:
    navn = (treff[2] or "").lower()
    if navn in ("td", "th"):
        return "" if treff[1] else "\t"
    if navn == "p" or (navn.startswith("h") and navn[1:].isdigit()):
        return "\n\n" if treff[1] else "\n"
    return "\n" if navn in _BLOKK else ""


def html_til_tekst(kilde: str) -> str:
    """The readable text of an HTML document: no tags, scripts or comments; paragraphs become lines."""
    kilde = _uten(kilde.replace("\0", ""), "<!--", "-->")
    for navn in _STUMME:
        kilde = _uten(kilde, rf"<{navn}\b[^<>]*>", rf"</{navn}\s*>")
    kilde = re.sub(r"\s+", " ", kilde)
    tekst = html.unescape(_TAGG.sub(_erstatning, kilde)).replace("\xa0", " ")
    linjer = [re.sub(r"[ \r\f\v]+", " ", linje).strip() for linje in tekst.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(linjer)).strip()
