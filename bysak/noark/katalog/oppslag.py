"""Looking up in the catalogue: units by schema and name, inherited members too, what is missing, what it means."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from bysak.noark.katalog.definisjoner import DEFINISJONER
from bysak.noark.katalog.deklarasjon import Barn, Element, Enhetstype, Ledd, Utgave, Valg
from bysak.noark.katalog.dokument import DOKUMENTER
from bysak.noark.katalog.logg import ENDRINGSLOGG, LOEPENDE_JOURNAL, OFFENTLIG_JOURNAL
from bysak.noark.katalog.mappe import MAPPER
from bysak.noark.katalog.metadata import METADATA, SYNONYMER
from bysak.noark.katalog.registrering import REGISTRERINGER
from bysak.noark.katalog.struktur import STRUKTUR
from bysak.noark.katalog.tillegg import TILLEGG
from bysak.noark.katalog.utenfor import NASJONALE_IDENTIFIKATORER, ORGANISASJON

ARKIVSTRUKTUR = (*STRUKTUR, *MAPPER, *REGISTRERINGER, *DOKUMENTER, *TILLEGG)

# The units of each XML file of a deposit; the first one is the root. "" holds the units no file has room for.
SKJEMAER: dict[str, dict[str, Enhetstype]] = {
    skjema: {enhet.navn: enhet for enhet in enheter}
    for skjema, enheter in (
        ("arkivstruktur", ARKIVSTRUKTUR),
        ("endringslogg", ENDRINGSLOGG),
        ("loependeJournal", LOEPENDE_JOURNAL),
        ("offentligJournal", OFFENTLIG_JOURNAL),
        ("", (*NASJONALE_IDENTIFIKATORER, *ORGANISASJON)),
    )
}


def enhetstype(navn: str, skjema: str = "arkivstruktur") -> Enhetstype:
    """Find a unit by the name of its type, for example `saksmappe`. KeyError when the schema has no such unit."""
    return SKJEMAER[skjema][navn]


@cache
def ledd(navn: str, skjema: str = "arkivstruktur", utgave: Utgave = Utgave.V2023) -> tuple[Ledd, ...]:
    """Return all members of a unit in the order of the XML, the inherited ones first."""
    enhet = SKJEMAER[skjema][navn]
    arvet = ledd(enhet.utvider, skjema, utgave) if enhet.utvider else ()
    return (*arvet, *enhet.egne(utgave))


@cache
def elementer(navn: str, skjema: str = "arkivstruktur") -> dict[str, Element]:
    """Return every element of a unit by name, in order; those without room in the schema last."""
    enhet = SKJEMAER[skjema][navn]
    funnet = {e.navn: e for e in ledd(navn, skjema) if isinstance(e, Element)}
    while True:
        funnet.update({e.navn: e for e in enhet.uten_plass if e.navn not in funnet})
        if not enhet.utvider:
            return funnet
        enhet = SKJEMAER[skjema][enhet.utvider]


@cache
def barneenheter(navn: str, skjema: str = "arkivstruktur") -> dict[str, Barn]:
    """Return every child unit of a unit by name, in order, the alternatives of a choice included."""
    return {b.navn: b for et_ledd in ledd(navn, skjema) for b in _barn(et_ledd)}


def _barn(et_ledd: Ledd) -> tuple[Barn, ...]:
    if isinstance(et_ledd, Valg):
        return et_ledd.alternativer
    return (et_ledd,) if isinstance(et_ledd, Barn) else ()


@cache
def spesialiseringer(navn: str) -> tuple[str, ...]:
    """Return the units that may stand where this one may, told apart by xsi:type (`mappe` -> saksmappe, moetemappe)."""
    return tuple(e.navn for e in ARKIVSTRUKTUR if e.utvider == navn)


def alle_enheter() -> Iterator[tuple[str, Enhetstype]]:
    """Iterate over (schema, unit), every schema's units in order."""
    for skjema, enheter in SKJEMAER.items():
        for enhet in enheter.values():
            yield skjema, enhet


def _finnes(verdier: Mapping[str, object], navn: str) -> bool:
    verdi = verdier.get(navn)
    return verdi is not None and (not hasattr(verdi, "__len__") or len(verdi) > 0)


def mangler(enhet: str, verdier: Mapping[str, object], skjema: str = "arkivstruktur") -> list[str]:
    """Name what a finished deposit must have and this unit lacks: elements, and children of which there must be one.

    `verdier` has the names of the standard as keys; None, empty text and empty lists count as missing.
    """
    navn: list[str] = []
    for et_ledd in ledd(enhet, skjema):
        if isinstance(et_ledd, Valg):
            alternativer = et_ledd.alternativer
            if all(b.minst for b in alternativer) and not any(_finnes(verdier, b.navn) for b in alternativer):
                navn.append(" eller ".join(b.navn for b in alternativer))
        elif et_ledd.minst and not _finnes(verdier, et_ledd.navn):
            navn.append(et_ledd.navn)
    return navn


def mangelsetning(enhet: str, navn: str) -> str:
    """Say in one sentence what is missing (`navn` from `mangler`) and what it means."""
    forklaring = hjelp(navn)
    return f"{enhet} mangler {navn}." + (f" {forklaring}" if forklaring else "")


def hjelp(element: str) -> str:
    """Return what an element means, in words for people; empty for what is not an element (any edition)."""
    metadata = METADATA.get(SYNONYMER.get(element, element))
    return DEFINISJONER[metadata.m] if metadata else ""


def feltnavn(element: str) -> str:
    """Turn an element name of the standard into the attribute name of our models: `systemID` -> `system_id`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", element).lower()
