"""The language of the search box: what a person typed, as the tree that `vern.soek` answers (krav 5.1.2-5.1.10).

Any text is a question: what cannot be read as an operator or a field is words. Shape of a node, as JSON:
{"og": [node]}, {"eller": [node]}, {"ikke": node}, {"ord": str, "vekt": str, "uferdig": bool},
{"frase": str, "vekt": str}, {"moenster": str (SQL LIKE), "vekt": str}, {"merker": [str]}.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bysak.arkivstruktur.soekefelt import FELT, VEKTFELT, Feltfeil
from bysak.arkivstruktur.soekeord import FLERE_ORD, Node, dag_eller_tall, varianter

MAKS_TEGN, MAKS_LEDD, MAKS_DYP = 400, 24, 12
_BIT = re.compile(rf"(-?)(?:([^\W\d]\w*):)?\"([^\"]*)\"?|{FLERE_ORD}|[()]|\|(?=\s|$)|[^\s()]+")
# Words that open a question and are in no title, beside those that the index itself leaves out.
_SMAAORD = frozenset(("hos", "ang", "angående", "vedr", "vedrørende"))
_FELTET = re.compile(r"(-?)([^\W\d]\w*):(.+)", re.DOTALL)
_ELLER, _OG, _IKKE = {"ELLER", "OR", "|"}, {"OG", "AND", "&"}, {"IKKE", "NOT"}


@dataclass
class Lest:
    """A question that was read: its tree (None when nothing was asked), and what to say about it."""

    node: Node | None
    merknader: list[str] = field(default_factory=list)
    ord: list[str] = field(default_factory=list)


def les(tekst: str, oppslag: Callable[[str, str], list[str]] | None = None) -> Lest:
    """Read what was typed in the search box.

    Words must all be there, and the last may be unfinished; "…" a phrase; - or IKKE takes away; OG, ELLER and
    parentheses; * any letters and ? one letter, also first in a word (krav 5.1.3, 5.1.7); field:value (krav 5.1.2).
    oppslag(felt, verdi): the marks of what has to be looked up, such as people and units. Raises nothing.
    """
    leser = _Leser(list(_bitene(tekst[:MAKS_TEGN])), oppslag or (lambda _felt, _verdi: []))
    node = leser.eller(0)
    return Lest(node, leser.merknader, leser.ord)


def _bitene(tekst: str) -> Iterator[str]:
    for treff in _BIT.finditer(tekst):
        bit = treff[0]
        if bit.lower().strip(".:") in _SMAAORD and len(tekst) > len(bit):
            continue
        if any(map(str.isalnum, bit)) or bit in "()|&":
            yield bit


class _Leser:
    """Recursive descent over the pieces; never backtracks, and skips what has no meaning where it stands."""

    def __init__(self, biter: list[str], oppslag: Callable[[str, str], list[str]]) -> None:
        self.biter, self.naa, self.oppslag = biter, 0, oppslag
        self.merknader: list[str] = []
        self.ord: list[str] = []
        self.antall = 0

    def _neste(self) -> str:
        return self.biter[self.naa] if self.naa < len(self.biter) else ""

    def eller(self, dyp: int) -> Node | None:
        ledd = [self._og(dyp)]
        while self._neste() in _ELLER:
            self.naa += 1
            ledd.append(self._og(dyp))
        return _samlet("eller", ledd)

    def _og(self, dyp: int) -> Node | None:
        ledd: list[Node | None] = []
        while (bit := self._neste()) and bit not in _ELLER and not (bit == ")" and dyp):
            self.naa += 1
            if bit not in _OG and bit != ")":
                ledd.append(self._ledd(bit, dyp))
        return _samlet("og", ledd)

    def _ledd(self, bit: str, dyp: int) -> Node | None:
        if bit in _IKKE:
            self.naa += 1
            return _ikke(self._ledd(self.biter[self.naa - 1], dyp)) if self.naa <= len(self.biter) else None
        if bit == "(":
            return self._parentes(dyp)
        self.antall += 1
        if self.antall > MAKS_LEDD:
            return None
        siste = self.naa == len(self.biter)
        return _ikke(self._atom(bit[1:], siste)) if bit.startswith("-") else self._atom(bit, siste)

    def _parentes(self, dyp: int) -> Node | None:
        if dyp >= MAKS_DYP:
            return None
        node = self.eller(dyp + 1)
        self.naa += self._neste() == ")"
        return node

    def _atom(self, bit: str, siste: bool) -> Node | None:
        treff = _FELTET.fullmatch(bit)
        if treff and (navn := treff[2].lower()) in VEKTFELT:
            return self._ord(treff[3], VEKTFELT[navn], siste)
        if treff and navn in FELT:
            try:
                return {"merker": FELT[navn](treff[3].strip('"'), self.oppslag)}
            except Feltfeil as feil:
                self.merknader.append(str(feil))
                return {"merker": ["§ingen"]}
        return dag_eller_tall(bit, siste) or self._ord(bit, "", siste)

    def _ord(self, bit: str, vekt: str, siste: bool) -> Node:
        if bit.startswith('"'):
            return {"frase": bit.strip('"'), "vekt": vekt}
        bit = bit.lower()
        if bit.endswith("*") and not set("*?") & set(bit[:-1]):
            bit, siste = bit[:-1], True
        if ("*" in bit or "?" in bit) and sum(map(str.isalnum, bit)) > 1:
            rene = re.sub(r"[^\w*?-]", "", bit).replace("_", r"\_")
            moenster = {"moenster": rene.replace("*", "%").replace("?", "_"), "vekt": vekt}
            # «brevet?» may also be the end of a sentence.
            hel = bit.rstrip("?")
            return moenster if "*" in hel or "?" in hel else {"eller": [moenster, {"ord": hel, "vekt": vekt}]}
        self.ord.append(bit)
        noder = [{"ord": o, "vekt": vekt, "uferdig": siste} for o in varianter(bit)]
        return {"eller": noder} if len(noder) > 1 else noder[0]


def _samlet(hvordan: str, ledd: list[Node | None]) -> Node | None:
    noder = [node for node in ledd if node]
    return {hvordan: noder} if len(noder) > 1 else next(iter(noder), None)


def _ikke(node: Node | None) -> Node | None:
    return {"ikke": node} if node else None
