"""Reads XML of unknown origin as a stream of elements with line numbers, in constant memory.

expat and not lxml: it builds no tree, knows lines past 65 535 and is two and a half times faster on a deposit.
The names are literal (`n5:mappe`, `xsi:type`), because validators compare them literally. A DOCTYPE is refused, so
there are no entities to expand or fetch; depth, text, one tag and the time spent parsing are limited.
"""

import time
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol
from xml.parsers import expat

TEKSTGRENSE = 10_000_000
DYBDEGRENSE = 200
TAGGRENSE = 16_000_000
TIDSGRENSE = 3600.0
BIT = 1 << 16

_KLIPT = "Den er trolig ikke kopiert ferdig; hent den på nytt."
_FORKLARINGER = {
    expat.errors.XML_ERROR_NO_ELEMENTS: f"Filen er tom eller slutter for tidlig. {_KLIPT}",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: f"Filen slutter midt i en tagg. {_KLIPT}",
    expat.errors.XML_ERROR_PARTIAL_CHAR: f"Filen slutter midt i et tegn. {_KLIPT}",
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: f"Filen slutter midt i en CDATA-blokk. {_KLIPT}",
    expat.errors.XML_ERROR_SYNTAX: "Filen er ikke XML.",
    expat.errors.XML_ERROR_TAG_MISMATCH: "En sluttagg passer ikke til starttaggen.",
    expat.errors.XML_ERROR_INVALID_TOKEN: (
        "Filen har tegn som ikke er lov i XML, eller byte som ikke stemmer med tegnsettet den oppgir."
    ),
    expat.errors.XML_ERROR_UNKNOWN_ENCODING: "Filen oppgir et tegnsett som ikke finnes. Bruk UTF-8.",
    expat.errors.XML_ERROR_INCORRECT_ENCODING: "Filen oppgir et annet tegnsett enn det den er skrevet i. Bruk UTF-8.",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "Filen bruker en entitet som XML ikke har. Skriv tegnet selv i UTF-8.",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "Det står noe mer etter at rotelementet er ferdig.",
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "Et element har samme attributt to ganger.",
}


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
    for _ in les_bitvis(kilde, mottaker):
        pass


def les_bitvis(
    kilde: BinaryIO, mottaker: Mottaker, mellomtekst: Callable[[str, int], None] | None = None
) -> Iterator[None]:
    """Read a little for each step, so that what `mottaker` has made can be used before the rest is read.

    `mellomtekst` gets all text between elements; without it, such text is a note when it is more than space.
    Raises XmlFeil when the stream is not XML, is XML made to harm, or cannot be read.
    """
    yield from _Leser(mottaker, mellomtekst).les(kilde)


class _Leser:
    def __init__(self, mottaker: Mottaker, mellomtekst: Callable[[str, int], None] | None) -> None:
        self.mottaker = mottaker
        self.mellomtekst = mellomtekst or self._loes_tekst
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

    def les(self, kilde: BinaryIO) -> Iterator[None]:
        matet, brukt = 0, 0.0
        while True:
            bit = self._hent(kilde)
            if not matet and bit.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
                self.mottaker.merknad("xml-koding", "Filen er kodet i UTF-16; den skal være UTF-8.", 1)
            fra = time.perf_counter()
            self._tolk(bit)
            brukt += time.perf_counter() - fra
            matet += len(bit)
            yield
            if not bit:
                return
            if matet - self.tolk.CurrentByteIndex > TAGGRENSE:
                raise XmlFeil("xml-for-stor-tagg", "En tagg er større enn 16 millioner byte.", self._linje())
            if brukt > TIDSGRENSE:
                raise XmlFeil("xml-for-treg", "Filen tar mer enn en time å tolke.", self._linje())

    def _hent(self, kilde: BinaryIO) -> bytes:
        try:
            return kilde.read(BIT)
        except OSError as feil:
            raise XmlFeil("xml-lesefeil", f"Filen kan ikke leses: {feil.strerror or feil}.", self._linje()) from feil

    def _tolk(self, bit: bytes) -> None:
        try:
            self.tolk.Parse(bit, not bit)
        except expat.ExpatError as feil:
            grunn = expat.ErrorString(feil.code)
            tekst = _FORKLARINGER.get(grunn, f"Filen er ikke gyldig XML: {grunn}.")
            raise XmlFeil("xml-ugyldig", tekst, feil.lineno) from feil
        except (LookupError, ValueError) as feil:  # an encoding that is declared and cannot be used
            tekst = "Filen oppgir et tegnsett som ikke kan leses. Bruk UTF-8."
            raise XmlFeil("xml-ugyldig", tekst, self._linje()) from feil

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
        if self.biter:
            self.mellomtekst("".join(self.biter), linje)
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
        else:
            self.mellomtekst(tekst, self._linje())

    def _loes_tekst(self, tekst: str, linje: int) -> None:
        if not tekst.isspace():
            self.mottaker.merknad(
                "xml-loes-tekst", f"Teksten «{tekst.strip()[:200]}» står løst mellom elementer.", linje
            )
