"""The filter for HTML from outside. Runs in the preview process; see `forhaandsvisning`.

LESMEG: nh3 (a real HTML parser with an allowlist) decides what stays; afterwards pictures and links are rewritten in
its well-formed output, where every attribute is quoted and every angle bracket escaped. No class, id or style survives,
so a mail can neither load anything nor dress up as our own page.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import unquote

import nh3

from bysak.kjerne.forhaandsvisning import KanIkkeVises

MAKS_HTML = 12_000_000
BILDE_UTENFRA = "[bilde utenfra er ikke hentet]"
BILDE_MANGLER = "[bilde]"
# The parser's time grows with the square of the depth; no honest mail comes near.
MAKS_DYBDE = 5000
MAKS_LENKETEKST = 200

_TAGGER = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre",
    "q", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "u", "ul",
}  # fmt: skip
_MED_INNHOLD = {
    "script", "style", "title", "head", "template", "noscript", "iframe", "object", "embed", "svg", "math", "select",
    "textarea", "button", "xml", "noembed", "noframes", "applet", "audio", "video", "canvas",
}  # fmt: skip
_ATTRIBUTTER = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_TAGG = re.compile(r'<(/?)(a|img)\b((?:[^"<>]|"[^"]*")*)>')
_AAPNER_LUKKER = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_UTEN_SLUTT = {
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "td", "th", "tr", "track", "wbr",
}  # fmt: skip
_ATTRIBUTT = re.compile(r'([a-z]+)="([^"]*)"')


def _attributt(tagg: str, navn: str, verdi: str) -> str | None:
    if navn in ("colspan", "rowspan"):
        return verdi if verdi.isascii() and verdi.isdigit() and 0 < int(verdi[:6]) <= 100 else None
    if navn == "href":
        return verdi if re.match(r"(?:https?://|mailto:|tel:)", verdi.strip(), re.IGNORECASE) else None
    return verdi


def trygg_html(kilde: str, cid_urler: dict[str, str]) -> str:
    """`kilde` as HTML that neither runs nor loads anything. Raises KanIkkeVises when it is too big."""
    if len(kilde) > MAKS_HTML:
        raise KanIkkeVises("Teksten er for stor til å vises her. Last ned meldingen for å lese den.")
    if _dypere_enn(kilde, MAKS_DYBDE):
        raise KanIkkeVises("Teksten er for krevende til å vises her. Last ned meldingen for å lese den.")
    renset = nh3.clean(
        kilde,
        tags=_TAGGER,
        clean_content_tags=_MED_INNHOLD,
        attributes=_ATTRIBUTTER,
        attribute_filter=_attributt,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer",
    )
    adresser = {noekkel.strip("<>").lower(): url for noekkel, url in cid_urler.items()}
    return _skriv_om(renset, adresser)


def _dypere_enn(kilde: str, grense: int) -> bool:
    """Elements still open, counted by name, so that end tags of other names cannot hide the depth."""
    aapne: Counter[str] = Counter()
    dybde = 0
    for treff in _AAPNER_LUKKER.finditer(kilde):
        navn = treff[2].lower()
        if navn in _UTEN_SLUTT or (treff[1] and not aapne[navn]):
            continue
        steg = -1 if treff[1] else 1
        aapne[navn] += steg
        dybde += steg
        if dybde > grense:
            return True
    return False


def _skriv_om(renset: str, adresser: dict[str, str]) -> str:
    biter: list[str] = []
    pos = lenkestart = 0
    maal = ""
    for treff in _TAGG.finditer(renset):
        biter.append(renset[pos : treff.start()])
        pos = treff.end()
        attributter = {navn: html.unescape(verdi) for navn, verdi in _ATTRIBUTT.findall(treff[3])}
        if treff[2] == "img":
            biter.append(_bilde(attributter, adresser))
        elif treff[1]:
            biter.append("</a>" + _synlig(maal, "".join(biter[lenkestart:])))
        else:
            maal = attributter.get("href", "")
            biter.append(treff[0])
            lenkestart = len(biter)
    return "".join([*biter, renset[pos:]])


def _bilde(attributter: dict[str, str], adresser: dict[str, str]) -> str:
    kilde, alt = attributter.get("src", "").strip(), attributter.get("alt", "").strip()[:300]
    if kilde.lower().startswith("cid:"):
        if url := adresser.get(unquote(kilde[4:]).strip("<>").lower()):
            return f'<img src="{html.escape(url)}" alt="{html.escape(alt)}">'
        return BILDE_MANGLER
    return BILDE_MANGLER if kilde.lower().startswith("data:") else BILDE_UTENFRA


def _synlig(maal: str, lenketekst: str) -> str:
    """Where a link leads, in plain sight after it, unless its own text already says so."""
    tekst = html.unescape(re.sub(r"<[^<>]*>", "", lenketekst)).strip()
    if not maal or tekst.rstrip("/") in (maal.rstrip("/"), maal.removeprefix("mailto:").removeprefix("tel:")):
        return ""
    kort = maal if len(maal) <= MAKS_LENKETEKST else maal[:MAKS_LENKETEKST] + "…"
    return f" ({html.escape(kort)})"


def tekst_av_html(kilde: str) -> str:
    """The words of an HTML document, for search."""
    blokker = re.sub(r"(?i)<(?:br|p|div|tr|li|h[1-6])\b", r"\n\g<0>", kilde[:MAKS_HTML])
    return html.unescape(nh3.clean(blokker, tags=set(), clean_content_tags=_MED_INNHOLD)).strip()
