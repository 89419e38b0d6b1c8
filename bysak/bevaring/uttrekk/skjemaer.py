"""The schema files of a deposit, ours for fields of our own among them (krav 6.4.18, 6.4.23, 6.4.31-6.4.35)."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from bysak.kjerne.datamappe import datamappe
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.skjemafiler import skjemafiler
from bysak.noark.xsd_egne import eget_skjema

EGET_SKJEMA = "bysak-metadata.xsd"


def skjemamappe(utgave: Utgave) -> Path | None:
    """The folder with the authority's own schemas: BYSAK_NOARK_SKJEMA, else what `bysak skjema hent` has fetched."""
    valgt = os.environ.get("BYSAK_NOARK_SKJEMA")
    if valgt:
        return Path(valgt)
    hentet = hentede_skjemaer(utgave)
    return hentet if hentet.is_dir() else None


def hentede_skjemaer(utgave: Utgave) -> Path:
    """Where fetched schemas of an edition are kept."""
    return datamappe() / "skjema" / utgave.value


def skriv_skjemaer(mappe: Path, utgave: Utgave) -> tuple[dict[str, str], list[str]]:
    """Write the schemas; returns their checksums by name, and a sentence for each official file that was not usable.

    The authority's own files are used where they are known to be just that.
    """
    filer, merknader = skjemafiler(utgave, skjemamappe(utgave))
    for fil in filer.values():
        (mappe / fil.navn).write_bytes(fil.innhold)
    return {navn: fil.sjekksum for navn, fil in filer.items()}, merknader


def skriv_eget_skjema(mappe: Path) -> str:
    """Write the schema of what is in virksomhetsspesifikkeMetadata; returns its checksum."""
    innhold = eget_skjema()
    (mappe / EGET_SKJEMA).write_bytes(innhold)
    return hashlib.sha256(innhold).hexdigest()


def skriv_andres_skjemaer(mappe: Path, innleste: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Write the schemas that came with what was read in (name to text); returns their checksums by name."""
    filer = {navn: tekst.encode() for skjemaer in innleste for navn, tekst in skjemaer.items()}
    for navn, innhold in filer.items():
        (mappe / navn).write_bytes(innhold)
    return {navn: hashlib.sha256(innhold).hexdigest() for navn, innhold in filer.items()}
