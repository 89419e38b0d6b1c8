"""Validates XML against a schema as a stream: constant memory, nothing fetched, the line of each breach."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NewType

from lxml import etree

Skjema = NewType("Skjema", etree.XMLSchema)
STOPP = 2000  # breaches in one file; after these the reader has seen enough
FLERE = "flere"
BIT = 1 << 16


class SkjemaFeil(Exception):
    """The files do not make a schema."""


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


def brudd(fil: Path, skjema: Skjema) -> Iterator[tuple[int, str]]:
    """Yield (line, message) for what in a well-formed file breaks the schema, at most STOPP of them; then FLERE.

    The validator gives no lines when it streams, so a file with breaches is read once more, line by line.
    """
    if any(True for _ in _les(fil, skjema, linjevis=False)):
        yield from _les(fil, skjema, linjevis=True)


class _Ingenting:
    """Takes nothing of what is parsed, so that no tree is built however the file is made."""

    def close(self) -> None:
        """Give nothing back."""


def _les(fil: Path, skjema: Skjema, *, linjevis: bool) -> Iterator[tuple[int, str]]:
    ingenting: Any = _Ingenting()
    tolk: Any = etree.XMLParser(
        target=ingenting, schema=skjema, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    linje, funnet = 1, 0
    with fil.open("rb") as kilde:
        while bit := kilde.readline(BIT) if linjevis else kilde.read(BIT):
            try:
                tolk.feed(bit)
            except etree.XMLSyntaxError as feil:
                yield linje, str(feil)
                return
            logg = tolk.feed_error_log
            if len(logg) > funnet:
                for post in list(logg)[funnet:STOPP]:
                    yield linje, post.message
                funnet = len(logg)
                if funnet >= STOPP:
                    yield linje, FLERE
                    return
            linje += bit.count(b"\n") if linjevis else 0
