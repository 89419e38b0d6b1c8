"""Writes bysak-metadata.xsd: what a deposit from Bysak holds in virksomhetsspesifikkeMetadata (krav 6.4.31-6.4.35).

Two kinds: fields that the body has declared itself (`felt`), and the metadata of annex 2 that the published schema has
no room for (`uplassert`), listed from the catalogue. Every element is declared at the top, where validators look.
No element has a name of the standard, because validators count those wherever they stand.
"""

from collections.abc import Iterator

from bysak.noark.katalog.definisjoner import DEFINISJONER
from bysak.noark.katalog.metadata import METADATA
from bysak.noark.katalog.oppslag import alle_enheter
from bysak.noark.katalog.utenfor import ORGANISASJON

EGET_NAVNEROM = "https://bysak.example/noark/metadata/1"
# The schema has room for these, but not for what they point to when that is outside the deposit.
UTELATT = (
    *("referanseArkivdel", "referanseTilKlasse", "referanseTilMappe", "referanseTilRegistrering"),
    *("referanseSekundaerKlassifikasjon", "referanseAvskrivesAvJournalpost", "referanseForrigeMoete"),
    *("referanseNesteMoete", "referanseTilMoeteregistrering", "referanseFraMoeteregistrering"),
)
# A decision that a unit is kept is no kassasjon in a deposit (annex 2), but it ends what is decided above the unit.
VEDTAK = ("kassasjonsvedtak", "kassasjonshjemmel", "bevaringstid", "kassasjonsdato")
_UTEN_FESTE = frozenset({"arkiv", "arkivdel", "klassifikasjonssystem", "klasse", *(e.navn for e in ORGANISASJON)})


def uplasserte() -> dict[str, tuple[str, ...]]:
    """What the published schema has no room for, by unit: those that lie in or under a mappe."""
    return {
        enhet.navn: tuple(e.navn for e in enhet.uten_plass if e.navn != "virksomhetsspesifikkeMetadata")
        for skjema, enhet in alle_enheter()
        if enhet.uten_plass and skjema in ("arkivstruktur", "") and enhet.navn not in _UTEN_FESTE
    }


def eget_skjema() -> bytes:
    """The whole schema, with what each element means in Bysak's words (krav 6.4.35)."""
    return "".join(f"{linje}\n" for linje in _linjer()).encode()


def _linjer() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{EGET_NAVNEROM}"'
    yield f'  targetNamespace="{EGET_NAVNEROM}" elementFormDefault="qualified" version="1">'
    yield _forklaring("Virksomhetsspesifikke metadata fra Bysak, registrert på mappe, registrering eller part.")
    yield '<xs:element name="felt">'
    yield _forklaring(
        "Et felt som virksomheten har meldt inn selv. Navnet er det som feltet har i Bysak (type-vN:felt eller"
        " vnd-org-vN:felt)."
    )
    yield '<xs:complexType><xs:simpleContent><xs:extension base="xs:string">'
    yield '<xs:attribute name="navn" type="xs:string" use="required"/>'
    yield "</xs:extension></xs:simpleContent></xs:complexType></xs:element>"
    yield '<xs:element name="uplassert">'
    yield _forklaring(
        "Metadata som Noark 5 krever avlevert, men som arkivstruktur.xsd ikke har plass til. enhet er enheten verdiene"
        " hører til. id er enhetens systemID i arkivstruktur.xml; en enhet uten egen systemID har i stedet nr, plassen"
        " blant enheter av samme slag der den står. Uten begge gjelder verdiene enheten rundt."
    )
    yield '<xs:complexType><xs:choice maxOccurs="unbounded">'
    yield '<xs:element ref="verdi"/><xs:element ref="felt"/></xs:choice>'
    yield '<xs:attribute name="enhet" type="enhet" use="required"/><xs:attribute name="id" type="xs:string"/>'
    yield '<xs:attribute name="nr" type="xs:positiveInteger"/></xs:complexType></xs:element>'
    yield '<xs:element name="verdi">'
    yield _forklaring(
        "Verdien til ett metadataelement. Tidspunkter er norsk tid uten sone, lister er gjentatte verdier."
    )
    yield '<xs:complexType><xs:simpleContent><xs:extension base="xs:string">'
    yield '<xs:attribute name="navn" type="navn" use="required"/>'
    yield "</xs:extension></xs:simpleContent></xs:complexType></xs:element>"
    enheter = uplasserte()
    yield from _liste("enhet", {navn: f"Metadata om {navn}: {', '.join(alle)}." for navn, alle in enheter.items()})
    alle = dict.fromkeys([*(navn for navnene in enheter.values() for navn in navnene), *UTELATT, *VEDTAK])
    yield from _liste("navn", {navn: _om(navn) for navn in alle})
    yield "</xs:schema>"


def _om(navn: str) -> str:
    m = METADATA[navn].m
    ut = " Her står referansen når det den peker på, ikke er i uttrekket." if navn in UTELATT else ""
    if navn in VEDTAK:
        ut = " Her står enhetens eget vedtak når det ikke gir noen kassasjon i uttrekket, slik som Bevares."
    return f"{m}. {DEFINISJONER[m]}{ut}"


def _liste(navn: str, verdier: dict[str, str]) -> Iterator[str]:
    yield f'<xs:simpleType name="{navn}"><xs:restriction base="xs:string">'
    for verdi, tekst in verdier.items():
        yield f'<xs:enumeration value="{verdi}">{_forklaring(tekst)}</xs:enumeration>'
    yield "</xs:restriction></xs:simpleType>"


def _forklaring(tekst: str) -> str:
    return f'<xs:annotation><xs:documentation xml:lang="no">{tekst}</xs:documentation></xs:annotation>'
