"""The words of a document and where they stand: for marking, for searching in it and for those who listen to it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

MAKS_TREFF = 500


@dataclass(frozen=True)
class Boks:
    """A place on a page, in points from its upper left corner."""

    x: float
    y: float
    bredde: float
    hoeyde: float


@dataclass(frozen=True)
class Linje:
    """A line, or the part of one that stands in one column."""

    tekst: str
    boks: Boks


@dataclass(frozen=True)
class Ark:
    """One page. ordene: its words line by line; None when the page was not read."""

    bredde: float
    hoeyde: float
    ordene: list[list[tuple[float, float, float, float, str]]] | None

    @cached_property
    def linjer(self) -> list[Linje]:
        """The page as people read it."""
        return [Linje(" ".join(o[4] for o in linje), _rundt(linje)) for linje in self.ordene or []]

    def treff(self, soekt: str) -> Iterator[list[Boks]]:
        """Each place where the words stand, whatever their case; one that breaks over lines has a box for each part."""
        tekst, steder = self._loepende
        soekt = " ".join(_likt(soekt).split())
        fra = tekst.find(soekt) if soekt else -1
        while fra >= 0:
            til, bokser = fra + len(soekt), []
            for sted, (x, y, bredde, hoeyde, ordet) in steder:
                a, b = max(fra - sted, 0), min(til - sted, len(ordet))
                if a < b:  # so much of the word as was asked for, as if its letters were equally wide
                    bokser.append(Boks(x + bredde * a / len(ordet), y, round(bredde * (b - a) / len(ordet), 1), hoeyde))
            yield bokser
            fra = tekst.find(soekt, til)

    @cached_property
    def _loepende(self) -> tuple[str, list[tuple[int, tuple[float, float, float, float, str]]]]:
        """The page as one text, and where in it each word begins; a word that was divided is whole."""
        tekst, steder = "", []
        for linje in self.ordene or []:
            for o in linje:
                delt = o is linje[-1] and len(o[4]) > 2 and o[4].endswith("-")
                steder.append((len(tekst), o))
                tekst += _likt(o[4].removesuffix("-")) if delt else f"{_likt(o[4])} "
        return tekst, steder


@dataclass(frozen=True)
class Tekstlag:
    """The pages of a document. sider: how many it has, of which the first `len(ark)` are known here."""

    sider: int
    ark: list[Ark]

    @property
    def lest(self) -> int:
        """How many pages were read for words."""
        return sum(a.ordene is not None for a in self.ark)

    @property
    def har_ord(self) -> bool:
        """Whether there is a word in it: a picture of a page has none."""
        return any(a.ordene for a in self.ark)

    def treff(self, soekt: str) -> list[tuple[int, list[Boks]]]:
        """Every place, with its page from 1, in order; at most `MAKS_TREFF`."""
        funnet: list[tuple[int, list[Boks]]] = []
        for nr, ark in enumerate(self.ark, start=1):
            for bokser in ark.treff(soekt):
                funnet.append((nr, bokser))
                if len(funnet) >= MAKS_TREFF:
                    return funnet
        return funnet


def fra_json(raa: bytes) -> Tekstlag:
    """What the child process of the preview wrote."""
    sider, ark = json.loads(raa)
    return Tekstlag(sider, [Ark(*a) for a in ark])


def _likt(tekst: str) -> str:
    """Lower case with as many letters as before, so that places can be counted."""
    return "".join(t.lower() if len(t.lower()) == 1 else t for t in tekst)


def _rundt(linje: list[tuple[float, float, float, float, str]]) -> Boks:
    x, y = min(o[0] for o in linje), min(o[1] for o in linje)
    return Boks(x, y, max(o[0] + o[2] for o in linje) - x, max(o[1] + o[3] for o in linje) - y)
