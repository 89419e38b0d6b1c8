"""Reads XML of unknown origin as a stream of elements with line numbers, in constant memory.

The names are literal (`n5:mappe`, `xsi:type`), because validators compare them literally. A DOCTYPE is refused, so there
are no entities to expand or fetch; depth and text are limited, so no file can fill the memory.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import BinaryIO, Protocol
from xml.parsers import expat  # noqa: S407 - used without entities, and with limits of its own

TEKSTGRENSE = 10_000_000
DYBDEGRENSE = 200
BIT = 1 << 16


class XmlFeil(Exception):
    """The file cannot be read further. `kode` tells why, `linje` where."""

    def __init__(self, kode: str, tekst: str, linje: int) -> None:
        super().__init__(tekst)
        self.kode, self.tekst, self.linje = kode, tekst, linje


class Mottaker(Protocol):
    """Receives the elements in document order."""

    def start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """An element begins."""

    def slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        """An element ends; `tekst` is None when it held elements, and `linje` is where it began for a leaf."""

    def merknad(self, kode: str, tekst: str, linje: int) -> None:
        """Something a reader tolerates and a validator does not."""


def les_xml(kilde: BinaryIO, mottaker: Mottaker) -> None:
    """Read the whole stream into `mottaker`. Raises XmlFeil when it is not XML, or is XML made to harm."""
    _Leser(mottaker).les(kilde)


class _Leser:
    def __init__(self, mottaker: Mottaker) -> None:
        self.mottaker = mottaker
        self.biter: list[str] = []
        self.lengde = 0
        self.startlinjer: list[int] = []
        self.har_barn = False
        tolk = expat.ParserCreate()
        tolk.buffer_text = True
        tolk.XmlDeclHandler = self._erklaering
        tolk.StartDoctypeDeclHandler = self._doctype
        tolk.StartCdataSectionHandler = self._cdata
        tolk.StartElementHandler = self._start
        tolk.EndElementHandler = self._slutt
        tolk.CharacterDataHandler = self._tekst
        self.tolk = tolk

    def les(self, kilde: BinaryIO) -> None:
        try:
            bit = kilde.read(BIT)
            if bit.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
                self.mottaker.merknad("xml-koding", "Filen er kodet i UTF-16; den skal være UTF-8.", 1)
            while bit:
                self.tolk.Parse(bit, False)  # noqa: FBT003 - the parser's own flag: more is coming
                bit = kilde.read(BIT)
            self.tolk.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as feil:
            raise XmlFeil(
                "xml-ugyldig", f"Filen er ikke gyldig XML: {expat.ErrorString(feil.code)}.", feil.lineno
            ) from feil
        except (LookupError, ValueError) as feil:  # an encoding that is declared and does not exist
            raise XmlFeil("xml-ugyldig", f"Filen kan ikke leses som XML: {feil}.", self._linje()) from feil

    def _linje(self) -> int:
        return self.tolk.CurrentLineNumber

    def _erklaering(self, versjon: str, koding: str | None, _alene: int) -> None:
        if koding and koding.upper() != "UTF-8":
            self.mottaker.merknad("xml-koding", f"Filen sier at den er kodet i {koding[:40]}; den skal være UTF-8.", 1)
        if versjon != "1.0":
            self.mottaker.merknad("xml-versjon", f"Filen er XML {versjon[:10]}; den skal være XML 1.0.", 1)

    def _doctype(self, *_: object) -> None:
        tekst = "Filen har en DOCTYPE. Den kan utvide eller hente entiteter, og filen leses ikke videre."
        raise XmlFeil("xml-doctype", tekst, self._linje())

    def _cdata(self) -> None:
        self.mottaker.merknad("xml-cdata", "Teksten står i CDATA og regnes som tom av mottakeren.", self._linje())

    def _start(self, navn: str, attributter: dict[str, str]) -> None:
        linje = self._linje()
        if len(self.startlinjer) >= DYBDEGRENSE:
            raise XmlFeil("xml-for-dyp", f"Elementene ligger mer enn {DYBDEGRENSE} nivåer ned.", linje)
        self.startlinjer.append(linje)
        self.biter, self.lengde, self.har_barn = [], 0, False
        self.mottaker.start(navn, attributter, linje)

    def _slutt(self, navn: str) -> None:
        linje = self.startlinjer.pop()
        tekst = None if self.har_barn else "".join(self.biter)
        self.biter, self.lengde, self.har_barn = [], 0, True
        self.mottaker.slutt(navn, tekst, linje)

    def _tekst(self, tekst: str) -> None:
        self.lengde += len(tekst)
        if self.lengde > TEKSTGRENSE:
            raise XmlFeil("xml-for-stor-tekst", "Et element har mer enn ti millioner tegn.", self._linje())
        if not self.har_barn:
            self.biter.append(tekst)
