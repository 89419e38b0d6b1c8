"""Writes the schemas of a deposit from the catalogue, so that a deposit can be made without the authority's own files.

The vocabulary, order and types are the standard's; the text is ours. A test compares both editions with the published
schemas element by element. `skjemafiler` decides which bytes a deposit carries.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from bysak.noark.addml import addml_xsd
from bysak.noark.katalog.definisjoner import DEFINISJONER
from bysak.noark.katalog.deklarasjon import Barn, Element, Enhetstype, Ledd, Metadata, Type, Utgave, Valg
from bysak.noark.katalog.metadata import METADATA, MINSTE_VERDI
from bysak.noark.katalog.oppslag import SKJEMAER, alle_enheter

NAVNEROM = "http://www.arkivverket.no/standarder/noark5/"
UUID_MOENSTER = "[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}"

_XS_TYPER = {
    Type.TEKST: "xs:string",
    Type.HELTALL: "xs:integer",
    Type.DATO: "xs:date",
    Type.TIDSPUNKT: "xs:dateTime",
    Type.UUID: "ID",
}


def skjemafil(navn: str, utgave: Utgave = Utgave.V2023) -> bytes:
    """Write one schema file by its name in a deposit, for example `arkivstruktur.xsd`. KeyError for another name."""
    return "".join(f"{linje}\n" for linje in SKJEMAFILER[navn](utgave)).encode()


def _hode(navn: str, tekst: str, *, importer: bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<xs:schema xmlns="{NAVNEROM}{navn}" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    if importer:
        yield f'  xmlns:n5mdk="{NAVNEROM}metadatakatalog"'
    yield f'  targetNamespace="{NAVNEROM}{navn}" elementFormDefault="qualified" version="5.0">'
    yield f'  <xs:annotation><xs:documentation xml:lang="no">{tekst}</xs:documentation></xs:annotation>'
    if importer:
        yield f'  <xs:import namespace="{NAVNEROM}metadatakatalog" schemaLocation="metadatakatalog.xsd"/>'


def _antall(minst: int, flest: int | None) -> str:
    nedre = "" if minst == 1 else f' minOccurs="{minst}"'
    oevre = "" if flest == 1 else f' maxOccurs="{"unbounded" if flest is None else flest}"'
    return nedre + oevre


def _ledd(ledd: Ledd) -> Iterator[str]:
    match ledd:
        case Element():
            type_ = "xs:anyType" if ledd.type is Type.FRITT else f"n5mdk:{ledd.navn}"
            yield f'<xs:element name="{ledd.navn}" type="{type_}"{_antall(ledd.minst, ledd.flest)}/>'
        case Barn():
            yield f'<xs:element name="{ledd.navn}" type="{ledd.navn}"{_antall(ledd.minst, ledd.flest)}/>'
        case Valg():
            yield "<xs:choice>"
            yield from _rykk_inn(chain.from_iterable(_ledd(b) for b in ledd.alternativer))
            yield "</xs:choice>"


def _rykk_inn(linjer: Iterable[str], dybde: int = 1) -> Iterator[str]:
    return (f"{'  ' * dybde}{linje}" for linje in linjer)


def _sekvens(enhet: Enhetstype, utgave: Utgave) -> Iterator[str]:
    yield "<xs:sequence>"
    yield from _rykk_inn(chain.from_iterable(_ledd(ledd) for ledd in enhet.egne(utgave)))
    yield "</xs:sequence>"


def _enhet(enhet: Enhetstype, utgave: Utgave) -> Iterator[str]:
    yield f'<xs:complexType name="{enhet.navn}">'
    if enhet.utvider:
        yield f'  <xs:complexContent><xs:extension base="{enhet.utvider}">'
        yield from _rykk_inn(_sekvens(enhet, utgave), 2)
        yield "  </xs:extension></xs:complexContent>"
    else:
        yield from _rykk_inn(_sekvens(enhet, utgave))
    yield "</xs:complexType>"


def _fil(skjema: str, tekst: str) -> Callable[[Utgave], Iterator[str]]:
    def skriv(utgave: Utgave) -> Iterator[str]:
        enheter = SKJEMAER[skjema]
        rot = next(iter(enheter))
        yield from _hode(skjema, tekst, importer=True)
        yield f'  <xs:element name="{rot}" type="{rot}"/>'
        for enhet in enheter.values():
            yield from _rykk_inn(_enhet(enhet, utgave))
        yield "</xs:schema>"

    return skriv


def _forklaring(m: str) -> str:
    return f'<xs:annotation><xs:documentation xml:lang="no">{m}: {DEFINISJONER[m]}</xs:documentation></xs:annotation>'


def _metadatatype(metadata: Metadata) -> Iterator[str]:
    forklaring = f"  {_forklaring(metadata.m)}"
    if metadata.navn == "systemID":
        yield '<xs:complexType name="systemID">'
        yield forklaring
        yield '  <xs:simpleContent><xs:extension base="ID">'
        yield '    <xs:attribute name="label" type="xs:string"/>'
        yield "  </xs:extension></xs:simpleContent>"
        yield "</xs:complexType>"
        return
    yield f'<xs:simpleType name="{metadata.navn}">'
    yield forklaring
    if metadata.type is Type.TEKST:
        yield '  <xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction>'
    elif metadata.navn in MINSTE_VERDI:
        minste = MINSTE_VERDI[metadata.navn]
        yield f'  <xs:restriction base="xs:integer"><xs:minInclusive value="{minste}"/></xs:restriction>'
    else:
        yield f'  <xs:restriction base="{_XS_TYPER[metadata.type]}"/>'
    yield "</xs:simpleType>"


def _metadatakatalog(utgave: Utgave) -> Iterator[str]:
    brukt = {ledd.navn for _, enhet in alle_enheter() for ledd in enhet.egne(utgave) if isinstance(ledd, Element)}
    yield from _hode("metadatakatalog", "Metadataelementene i Noark 5, med typene deres.", importer=False)
    yield '  <xs:simpleType name="ID">'
    yield f'    <xs:restriction base="xs:string"><xs:pattern value="{UUID_MOENSTER}"/></xs:restriction>'
    yield "  </xs:simpleType>"
    for metadata in METADATA.values():
        if metadata.navn in brukt and metadata.type is not Type.FRITT:
            yield from _rykk_inn(_metadatatype(metadata))
    yield "</xs:schema>"


def _addml(_utgave: Utgave) -> Iterator[str]:
    return addml_xsd()


SKJEMAFILER: dict[str, Callable[[Utgave], Iterator[str]]] = {
    "addml.xsd": _addml,
    "arkivstruktur.xsd": _fil("arkivstruktur", "Arkivstrukturen i et uttrekk fra et Noark 5-system."),
    "metadatakatalog.xsd": _metadatakatalog,
    "endringslogg.xsd": _fil("endringslogg", "Endringene som er gjort i enhetene i uttrekket."),
    "loependeJournal.xsd": _fil("loependeJournal", "Journalen for uttrekkets periode, uten skjerming."),
    "offentligJournal.xsd": _fil("offentligJournal", "Journalen for uttrekkets periode, slik publikum ser den."),
}
