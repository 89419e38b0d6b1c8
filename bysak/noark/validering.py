"""Validates XML against a schema as a stream: constant memory, nothing fetched, the line of each breach."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NewType

from lxml import etree

Skjema = NewType("Skjema", etree.XMLSchema)
STOPP = 500  # breaches in one file; after these the reader has seen enough
BIT = 1 << 16
# What a deposit has many of: emptied as they end, so that the tree never grows.
_MANGE = tuple(
    f"{{*}}{navn}"
    for navn in [
        "registrering",
        "mappe",
        "klasse",
        "dokumentbeskrivelse",
        "dokumentobjekt",
        "part",
        "sakspart",
        "merknad",
        "kryssreferanse",
        "korrespondansepart",
        "avskrivning",
        "dokumentflyt",
        "presedens",
        "konvertering",
        "noekkelord",
        "endring",
        "journalregistrering",
    ]
)


class SkjemaFeil(Exception):
    """The files do not make a schema."""


class _Oppslag(etree.Resolver):
    """Finds a schema among the files given, by its bare name; everything else is empty."""

    def __init__(self, filer: Mapping[str, bytes]) -> None:
        self.filer = filer

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        """Give the file's content, never the network's or the disk's."""
        innhold = self.filer.get(system_url)
        return self.resolve_empty(context) if innhold is None else self.resolve_string(innhold, context)


def lag_skjema(navn: str, filer: Mapping[str, bytes]) -> Skjema:
    """Make a schema of the file `navn` and those it imports, all taken from `filer`. Raises SkjemaFeil."""
    tolk = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tolk.resolvers.add(_Oppslag(filer))
    try:
        return Skjema(etree.XMLSchema(etree.fromstring(filer[navn], tolk)))
    except etree.LxmlError as feil:
        raise SkjemaFeil(str(feil)[:300]) from feil


def brudd(fil: Path, skjema: Skjema) -> Iterator[tuple[int, str]]:
    """Yield (line, message) for what in a well-formed file breaks the schema, at most STOPP of them.

    The validator gives no lines when it streams, so a file with breaches is read once more, line by line.
    """
    if any(True for _ in _les(fil, skjema, linjevis=False)):
        yield from _les(fil, skjema, linjevis=True)


def _les(fil: Path, skjema: Skjema, *, linjevis: bool) -> Iterator[tuple[int, str]]:
    tolk = etree.XMLPullParser(
        ("end",), tag=_MANGE, schema=skjema, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    linje = funnet = 0
    with fil.open("rb") as kilde:
        while bit := kilde.readline(BIT) if linjevis else kilde.read(BIT):
            linje += 1 if linje == 0 else 0
            try:
                tolk.feed(bit)
                _toem(tolk)
            except etree.XMLSyntaxError as feil:
                if not len(tolk.feed_error_log):
                    yield linje, str(feil)
            logg = tolk.feed_error_log
            if len(logg) > funnet:
                for post in list(logg)[funnet:STOPP]:
                    yield linje, post.message
                funnet = len(logg)
                if funnet >= STOPP:
                    return
            linje += bit.count(b"\n") if linjevis else 0


def _toem(tolk: "etree.XMLPullParser[etree._Element]") -> None:
    for _, element in tolk.read_events():
        element.clear()
        forelder = element.getparent()
        while forelder is not None and element.getprevious() is not None:
            del forelder[0]
