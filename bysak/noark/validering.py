"""Validates XML against a schema as a stream: constant memory, nothing fetched, the place of each breach."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NewType
from xml.parsers import expat

from lxml import etree

Skjema = NewType("Skjema", etree.XMLSchema)
STOPP = 2000  # breaches in one file; after these the reader has seen enough
FLERE = "flere"
BIT = 1 << 16


class SkjemaFeil(Exception):
    """The files do not make a schema."""


class Brudd(NamedTuple):
    """One breach: where (like XPath from the nearest unit with a systemID, `objekt`), and what libxml2 says."""

    linje: int
    sti: str
    objekt: str
    melding: str


class _Oppslag(etree.Resolver):
    """Finds a schema among the files given, by its bare name; everything else is empty."""

    def __init__(self, filer: Mapping[str, bytes]) -> None:
        self.filer = filer

    def resolve(self, system_url: str | None, public_id: str | None, context: object, /) -> Any:
        """Give the file's content, never the network's or the disk's."""
        innhold = self.filer.get(system_url or "")
        return self.resolve_empty(context) if innhold is None else self.resolve_string(innhold, context)


def lag_skjema(navn: str, filer: Mapping[str, bytes]) -> Skjema:
    """Make a schema of the file `navn` and those it imports, all taken from `filer`. Raises SkjemaFeil."""
    tolk = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tolk.resolvers.add(_Oppslag(filer))
    try:
        return Skjema(etree.XMLSchema(etree.fromstring(filer[navn], tolk)))
    except etree.LxmlError as feil:
        raise SkjemaFeil(str(feil)[:300]) from feil


def brudd(fil: Path, skjema: Skjema) -> Iterator[Brudd]:
    """Yield what in a well-formed file breaks the schema, at most STOPP of them; then one with the message FLERE.

    The validator says nothing of places when it streams. So a file with breaches is read once more, beside a parser
    that keeps the place, and the pieces that hold breaches are given tag by tag.
    """
    daarlige = frozenset(nr for nr, _ in _proev(fil, skjema))
    if daarlige:
        yield from _med_sted(fil, skjema, daarlige)


class _Ingenting:
    """Takes nothing of what is parsed, so that no tree is built however the file is made."""

    def close(self) -> None:
        """Give nothing back."""


class _Strengt:
    """The validator: what it is fed, it answers with the messages that came of it."""

    def __init__(self, skjema: Skjema) -> None:
        ingenting: Any = _Ingenting()
        self.tolk: Any = etree.XMLParser(
            target=ingenting,
            schema=skjema,
            huge_tree=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        self.funnet, self._stoppet = 0, False

    def ferdig(self) -> bool:
        """Say whether it has seen enough."""
        return self._stoppet

    def mat(self, bit: bytes) -> list[str]:
        """Feed it, and get the messages that came of it."""
        try:
            self.tolk.feed(bit)
        except etree.XMLSyntaxError as feil:
            self._stoppet = True
            return [str(feil)]
        logg = self.tolk.feed_error_log
        if len(logg) == self.funnet:
            return []
        nye = [post.message for post in list(logg)[self.funnet : STOPP]]
        self.funnet = len(logg)
        if self.funnet >= STOPP:
            self._stoppet = True
            nye.append(FLERE)
        return nye


class _Sted:
    """Keeps where the reader is, and the nearest systemID."""

    def __init__(self) -> None:
        self.navn: list[str] = []
        self.ider: list[str] = []
        self.tekst = ""
        self.sist: tuple[str, str] = ("", "")  # the element that ended last in the piece, which a breach may be about
        self.tolk = expat.ParserCreate()
        self.tolk.buffer_text = True
        self.tolk.StartElementHandler = self._start
        self.tolk.EndElementHandler = self._slutt
        self.tolk.CharacterDataHandler = self._tegn

    def mat(self, bit: bytes) -> None:
        self.tolk.Parse(bit)

    def _start(self, navn: str, _attributter: dict[str, str]) -> None:
        self.navn.append(navn)
        self.ider.append("")
        self.tekst = ""
        self.sist = ("", "")

    def _tegn(self, tekst: str) -> None:
        if self.navn and self.navn[-1] == "systemID" and len(self.tekst) < 100:
            self.tekst += tekst

    def _slutt(self, navn: str) -> None:
        self.sist = self.her()
        if navn == "systemID" and len(self.ider) > 1:
            self.ider[-2] = self.tekst.strip()
        self.navn.pop()
        self.ider.pop()

    def her(self) -> tuple[str, str]:
        naermest = next((n for n in range(len(self.ider) - 1, -1, -1) if self.ider[n]), -1)
        if naermest < 0:
            return "/" + "/".join(self.navn), ""
        id_ = self.ider[naermest]
        return "/".join([f"//{self.navn[naermest]}[systemID='{id_}']", *self.navn[naermest + 1 :]]), id_


def _proev(fil: Path, skjema: Skjema) -> Iterator[tuple[int, str]]:
    """Yield (number of the piece, message)."""
    strengt = _Strengt(skjema)
    with fil.open("rb") as kilde:
        nr = 0
        while not strengt.ferdig() and (bit := kilde.read(BIT)):
            yield from ((nr, melding) for melding in strengt.mat(bit))
            nr += 1


def _med_sted(fil: Path, skjema: Skjema, daarlige: frozenset[int]) -> Iterator[Brudd]:
    strengt, sted, linje, nr = _Strengt(skjema), _Sted(), 1, 0
    with fil.open("rb") as kilde:
        while not strengt.ferdig() and (bit := kilde.read(BIT)):
            # The validator may wait for more before it judges the end of a piece, so the next one is taken slowly too.
            for tagg in _tagger(bit) if daarlige & {nr, nr - 1, nr + 1} else (bit,):
                sted.mat(tagg)
                for melding in strengt.mat(tagg):
                    sti, objekt = sted.sist if sted.sist[0] else sted.her()
                    yield Brudd(linje + tagg.count(b"\n", 0, tagg.rfind(b"<") + 1), sti, objekt, melding)
                if strengt.ferdig():
                    return
                linje += tagg.count(b"\n")
            nr += 1


def _tagger(bit: bytes) -> Iterator[bytes]:
    fra = 0
    while fra < len(bit):
        til = bit.find(b">", fra) + 1 or len(bit)
        yield bit[fra:til]
        fra = til
