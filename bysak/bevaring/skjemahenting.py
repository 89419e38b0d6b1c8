"""Fetches the authority's own schema files, so that a deposit carries them unchanged (krav 6.4.18).

Each file is used only when its checksum is the pinned one; nothing is kept unless all of them are right.
"""

import hashlib
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.skjemafiler import DIAS, KJENTE

ADRESSE = "https://schema.arkivverket.no"
STOERST = 5_000_000
VENT_S = 30
_STIER = {
    "addml.xsd": "ADDML/latest/addml.xsd",
    "DIAS_METS.xsd": "METS/latest/DIAS_METS.xsd",
    "DIAS_PREMIS.xsd": "PREMIS/latest/DIAS_PREMIS.xsd",
}


class HenteFeil(RuntimeError):
    """The files were not fetched; the text says why and what to do. What was there before is untouched."""


def hent_skjemaer(til: Path, *, utgave: Utgave, adresse: str = ADRESSE) -> list[str]:
    """Fetch the files of an edition from `adresse` into the folder `til`; returns their names. Raises HenteFeil."""
    if utgave is not Utgave.V2023:
        raise HenteFeil("Bare 5.5-2023 ligger ute hos Arkivverket nå. Bruk --fra MAPPE for en eldre utgave.")
    rot = adresse.rstrip("/")
    return _legg(til, utgave, lambda navn: _fra_nett(f"{rot}/{_STIER.get(navn, f'N5/latest/{navn}')}"))


def ta_skjemaer(til: Path, *, utgave: Utgave, fra: Path) -> list[str]:
    """Take the files of an edition from a folder, whatever folders they lie in there. Raises HenteFeil."""
    if not fra.is_dir():
        raise HenteFeil(f"{fra} er ikke en mappe.")
    return _legg(til, utgave, lambda navn: _fra_mappe(fra, navn, _summer(utgave)[navn]))


def _summer(utgave: Utgave) -> dict[str, frozenset[str]]:
    return KJENTE[utgave] | DIAS


def _legg(til: Path, utgave: Utgave, hent: Callable[[str], bytes]) -> list[str]:
    """Get all, judge all, and only then put them in place, each in one move."""
    filer = {navn: _publisert(navn, hent(navn), summer) for navn, summer in _summer(utgave).items()}
    try:
        til.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".skjema-", dir=til) as kladd:
            for navn, innhold in filer.items():
                (Path(kladd) / navn).write_bytes(innhold)
            for navn in filer:
                (Path(kladd) / navn).replace(til / navn)
    except OSError as feil:
        raise HenteFeil(f"Skjemaene kan ikke legges i {til}: {feil.strerror}.") from feil
    return sorted(filer)


def _publisert(navn: str, innhold: bytes, summer: frozenset[str]) -> bytes:
    """The file as it is pinned; a copy that only has other line ends is the same file."""
    for variant in (innhold, innhold.replace(b"\r\n", b"\n")):
        if hashlib.sha256(variant).hexdigest() in summer:
            return variant
    raise HenteFeil(
        f"{navn} er ikke den filen Bysak kjenner: sjekksummen er {hashlib.sha256(innhold).hexdigest()}."
        " Ingenting er endret. Er det kommet en ny utgave, trengs en ny versjon av Bysak."
    )


def _fra_nett(adresse: str) -> bytes:
    if not adresse.startswith(("https://", "http://")):
        raise HenteFeil(f"Adressen {adresse} må begynne med https://.")
    try:
        with urllib.request.urlopen(adresse, timeout=VENT_S) as svar:  # noqa: S310 # checked above, judged by its sum
            innhold: bytes = svar.read(STOERST + 1)
    except (OSError, HTTPException, ValueError) as feil:
        grunn = getattr(feil, "reason", None) or feil
        raise HenteFeil(
            f"{adresse} kan ikke hentes ({grunn}). Ingenting er endret. Prøv igjen, eller bruk --fra MAPPE."
        ) from feil
    if len(innhold) > STOERST:
        raise HenteFeil(f"{adresse} er for stor til å være et skjema. Ingenting er endret.")
    return innhold


def _fra_mappe(fra: Path, navn: str, summer: frozenset[str]) -> bytes:
    """The right one, when a folder has several editions of a file; else any of them, to be judged and named."""
    kandidater = [fil for fil in sorted(fra.rglob(navn)) if fil.is_file() and fil.stat().st_size <= STOERST]
    try:
        innhold = [fil.read_bytes() for fil in kandidater]
    except OSError as feil:
        raise HenteFeil(f"{navn} kan ikke leses: {feil.strerror}. Ingenting er endret.") from feil
    if not innhold:
        raise HenteFeil(f"{navn} finnes ikke i {fra}. Ingenting er endret.")
    riktige = [i for i in innhold if hashlib.sha256(i.replace(b"\r\n", b"\n")).hexdigest() in summer]
    return next((i for i in innhold if hashlib.sha256(i).hexdigest() in summer), (riktige or innhold)[0])
