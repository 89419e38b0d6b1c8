"""Everything that the public site gives away: every address that leads on from the front page, headers and all."""

import html
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import Request, urlopen

LENKE = re.compile(rb'(?:href|src|action)="([^"]+)"|<loc>([^<]+)<|"(?:url|id)"\s*:\s*"(/[^"]+)"')
FASTE = ("/", "/journal", "/innsyn", "/om", "/robots.txt", "/helse")
MAKS = 400


@dataclass(frozen=True)
class Svar:
    """One answer, as it came over the wire."""

    adresse: str
    hoder: str
    kropp: bytes


def alt_publikum_naar(rot: str, *ogsaa: str) -> list[Svar]:
    """Follow every link of the public site to the end. `ogsaa`: addresses to try besides."""
    venter, sett, svar = [*FASTE, *ogsaa], set[str](), list[Svar]()
    while venter and len(sett) < MAKS:
        sti = venter.pop(0)
        if sti in sett:
            continue
        sett.add(sti)
        funnet = _hent(rot, sti)
        svar.append(funnet)
        if sti.startswith("/static/"):
            continue
        for treff in LENKE.finditer(funnet.kropp):
            ny = urlsplit(urljoin(rot + sti, html.unescape(next(filter(None, treff.groups())).decode())))
            if f"{ny.scheme}://{ny.netloc}" == rot:
                venter.append(ny.path + (f"?{ny.query}" if ny.query else ""))
    assert len(sett) < MAKS, "Nettstedet har flere adresser enn prøven følger."
    return svar


def steder_med(svar: list[Svar], ord_: str) -> list[str]:
    """The addresses where a word stands, in any of the ways a page may write it."""
    former = {
        f.lower().encode() for f in (ord_, quote(ord_), html.escape(ord_), ord_.encode("unicode_escape").decode())
    }
    former |= {ord_.lower().encode("latin-1", "ignore")}
    return [s.adresse for s in svar if any(form in s.hoder.lower().encode() + s.kropp.lower() for form in former)]


def _hent(rot: str, sti: str) -> Svar:
    with urlopen(Request(rot + quote(sti, safe="/?&=%+:,;@~")), timeout=20) as svar:
        return Svar(sti, f"{svar.status} {svar.url}\n{svar.headers}", svar.read())
