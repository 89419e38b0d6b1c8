"""The reader: one file in a page, wherever it is shown. What stands in the address decides what is seen of it.

Every control is a link or a form, so that it works by itself; `leser.js` does the same without asking the server.
Build it outside an arbeid: it reads the store. Who may see the file is decided before, from rows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from bysak.kjerne.tekstlag import Boks, Linje, Tekstlag
from bysak.web.filvisning import Visning, tekstlaget

VINDU = 10
ZOOM = (50, 75, 100, 125, 150, 200)
VRI = (0, 90, 180, 270)
MAKS_SOEK = 100
_NEVNES = 8  # pages with hits
_SKARP = 125  # beyond so many percent an ordinary page is blurred
_MERKE = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True)
class Sideark:
    """One page as it is shown: its picture, its words, and the hits on it with their numbers."""

    nr: int
    bilde: str
    bredde: float = 0
    hoeyde: float = 0
    linjer: list[Linje] = field(default_factory=list)
    treff: list[tuple[int, list[Boks]]] = field(default_factory=list)
    lest: bool = False


@dataclass(frozen=True)
class Valg:
    """What the address asks for. finn: words to mark."""

    side: int = 1
    zoom: int = 100
    vri: int = 0
    finn: str = ""
    tekst: bool = False

    @classmethod
    def fra(cls, data: QueryDict, prefiks: str) -> "Valg":
        """Anything else than what is offered is as if it were not there."""

        def tall(navn: str, standard: int) -> int:
            verdi = data.get(prefiks + navn, "")
            return int(verdi) if verdi.isdecimal() and len(verdi) < 6 else standard

        zoom, vri = tall("zoom", 100), tall("vri", 0)
        return cls(
            max(tall("side", 1), 1), zoom if zoom in ZOOM else 100, vri if vri in VRI else 0,
            data.get(prefiks + "finn", "").strip()[:MAKS_SOEK], data.get(prefiks + "som") == "tekst",
        )  # fmt: skip


@dataclass(frozen=True)
class Leser:
    """What the template `leser.html` draws. maal: the id of the part of the page that htmx may put in anew.

    nedlastinger: (text, address). varianter: (text, address, is shown). veier: other views as (text, icon, key,
    address). tomt: what to say of a text that is empty.
    """

    navn: str
    visning: Visning
    valg: Valg
    adresse: str
    faste: Mapping[str, str]
    arkene: list[Sideark] = field(default_factory=list)
    treffsider: list[int] = field(default_factory=list)
    har_ord: bool = False
    lest: int = 0
    prefiks: str = ""
    maal: str = "dokument"
    bilder: Callable[[int], str] = str
    nedlastinger: list[tuple[str, str]] = field(default_factory=list)
    varianter: list[tuple[str, str, bool]] = field(default_factory=list)
    veier: list[tuple[str, str, str, str]] = field(default_factory=list)
    tomt: str = ""

    @property
    def sider(self) -> int:
        """How many pages there are."""
        return self.visning.sider

    @property
    def kan_finne(self) -> bool:
        """Whether there are words to look for."""
        return self.har_ord or self.visning.art in ("html", "tekst")

    @property
    def neste(self) -> int | None:
        """The first page after those that are shown."""
        siste = self.arkene[-1].nr if self.arkene else self.sider
        return siste + 1 if siste < self.sider else None

    @property
    def sidetall(self) -> list[tuple[int, str]]:
        """Every page with the address of its small picture."""
        return [(nr, f"{self.bilder(nr)}?form=liten") for nr in range(1, self.sider + 1)]

    def felt(self, **endret: Any) -> dict[str, str]:
        """What an address of this reader carries: what was chosen, with some of it changed."""
        v = self.valg
        naa = {"side": v.side, "zoom": v.zoom, "vri": v.vri, "finn": v.finn, "som": "tekst" if v.tekst else ""} | endret
        standard = {"side": 1, "zoom": 100, "vri": 0, "finn": "", "som": ""}
        egne = {self.prefiks + navn: str(verdi) for navn, verdi in naa.items() if verdi != standard[navn]}
        return {**self.faste, **egne}

    def lenke(self, **endret: Any) -> str:
        """The address of this page with the reader changed; a page is scrolled to."""
        spor = f"#{self.maal}-{endret['side']}" if "side" in endret else ""
        return f"{self.adresse}?{urlencode(self.felt(**endret))}{spor}"

    def innsatt(self, lenke: str) -> dict[str, str]:
        """The attributes by which htmx puts the reader in anew instead of leaving the page, where it can."""
        inn = {"hx-get": lenke, "hx-target": "#dokument", "hx-swap": "innerHTML", "hx-params": "none"}
        return inn if self.maal == "dokument" else {}

    @property
    def treffsetning(self) -> str:
        """What a search found, in words; honest about what could not be searched."""
        sider = sorted(set(self.treffsider))
        if not sider:
            funnet = _("Ingen treff på «%(ord)s».") % {"ord": self.valg.finn}
        elif self.sider > 1:
            vist = ", ".join(map(str, sider[:_NEVNES])) + (" …" if len(sider) > _NEVNES else "")
            funnet = _("%(antall)s treff, på side %(sider)s.") % {"antall": len(self.treffsider), "sider": vist}
        else:
            funnet = _("%(antall)s treff.") % {"antall": len(self.treffsider)}
        if self.visning.art == "pdf" and self.lest < self.sider:
            funnet += " " + _("Bare de første %(lest)s sidene er gjennomsøkt.") % {"lest": self.lest}
        return funnet

    @property
    def sidetegn(self) -> Markup:
        """The number of the page, where `leser.js` finds it."""
        return Markup("<span data-naa>{}</span>").format(self.valg.side)

    @property
    def merket(self) -> Markup:
        """Plain text with its hits marked; it was escaped when they were put in."""
        return Markup(self.visning.html) if self.visning.html else escape(self.visning.tekst)  # noqa: S704

    def treffadresse(self, nr: int) -> str:
        """The address of a hit, on its page."""
        return f"{self.lenke(side=self.treffsider[nr - 1]).partition('#')[0]}#{self.maal}-treff-{nr}"

    def zoom(self, steg: int) -> int | None:
        """The next step larger or smaller."""
        nr = ZOOM.index(self.valg.zoom) + steg
        return ZOOM[nr] if 0 <= nr < len(ZOOM) else None

    def vridd(self) -> int:
        """A quarter further to the right."""
        return (self.valg.vri + 90) % 360


def leseren(
    data: QueryDict, visning: Visning, *, kode: str, sha256: str, navn: str, adresse: str, bilder: Callable[[int], str],
    faste: Mapping[str, str], prefiks: str = "", maal: str = "dokument", **resten: Any,
) -> Leser:  # fmt: skip
    """The reader of a stored file. bilder: the address of page n as a picture. faste: what its address must carry."""
    valg = Valg.fra(data, prefiks)
    felles: dict[str, Any] = {
        "navn": navn,
        "adresse": adresse,
        "faste": faste,
        "bilder": bilder,
        "prefiks": prefiks,
        "maal": maal,
    }
    if visning.art not in ("pdf", "bilde"):
        visning, antall = _markert(visning, valg.finn, maal)
        return Leser(visning=visning, valg=valg, treffsider=[1] * antall, **felles, **resten)
    lag = (tekstlaget(kode, sha256) if visning.art == "pdf" else None) or Tekstlag(visning.sider, [])
    valg = Valg(min(valg.side, max(visning.sider, 1)), valg.zoom, valg.vri, valg.finn, valg.tekst and lag.har_ord)
    treff = lag.treff(valg.finn) if valg.finn else []
    return Leser(
        visning=visning, valg=valg, arkene=_arkene(visning, lag, valg, treff, bilder),
        treffsider=[side for side, _bokser in treff], har_ord=lag.har_ord, lest=lag.lest, **felles, **resten,
    )  # fmt: skip


def _arkene(
    visning: Visning, lag: Tekstlag, valg: Valg, treff: list[tuple[int, list[Boks]]], bilder: Callable[[int], str]
) -> list[Sideark]:
    fra = (valg.side - 1) // VINDU * VINDU + 1
    stort = "?form=stor" if valg.zoom > _SKARP else ""
    arkene = []
    for nr in range(fra, min(fra + VINDU, visning.sider + 1)):
        her = [(i, bokser) for i, (side, bokser) in enumerate(treff, start=1) if side == nr]
        if nr > len(lag.ark):
            arkene.append(Sideark(nr, bilder(nr) + stort))
            continue
        ark = lag.ark[nr - 1]
        arkene.append(
            Sideark(nr, bilder(nr) + stort, ark.bredde, ark.hoeyde, ark.linjer, her, lest=ark.ordene is not None)
        )
    return arkene


def _markert(visning: Visning, finn: str, maal: str) -> tuple[Visning, int]:
    """Text with the words marked and numbered, and how many there were. What is marked is HTML from then on."""
    if not finn or visning.art not in ("html", "tekst"):
        return visning, 0
    # The HTML is our own filter's: a «<» outside a tag is always written as an entity.
    deler = _MERKE.split(visning.html) if visning.art == "html" else [str(escape(visning.tekst))]
    soekt = re.compile(r"\s+".join(re.escape(str(escape(ordet))) for ordet in finn.split()), re.IGNORECASE)
    antall = 0

    def merke(funnet: re.Match[str]) -> str:
        nonlocal antall
        antall += 1
        return f'<mark id="{maal}-treff-{antall}" tabindex="-1">{funnet[0]}</mark>'

    html = "".join(del_ if del_.startswith("<") else soekt.sub(merke, del_) for del_ in deler)
    if visning.art == "html":
        return Visning("html", html=html, melding=visning.melding), antall
    return Visning("tekst", html=html, tekst=visning.tekst, melding=visning.melding), antall
