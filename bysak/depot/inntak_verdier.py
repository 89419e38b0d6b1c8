"""The texts of a deposit as the values of our columns: codes, numbers, dates, times, and fields of somebody's own."""

import json
import re
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from xml.sax.saxutils import unescape

from django.db import models

from bysak.kjerne.kalender import OSLO
from bysak.noark.xml import Enhet

_SONE = r"(?:Z|[+-]\d\d:\d\d)?"
_DATO = re.compile(rf"(\d{{4}}-\d\d-\d\d){_SONE}")
# Also without seconds, or with a space for the T, as others write.
_TID = re.compile(rf"\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?{_SONE}")
_LOKAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?")
_HELTALL = re.compile(r"[+-]?\d{1,30}")
_FELT = re.compile(r'<felt xmlns="https://bysak\.example/noark/metadata/1" navn="([^"]*)">([^<]*)</felt>')
_TAGG = re.compile(r"<(/?)([^\s/<>]+)[^<>]*>")
# The key that XML of others' is kept under when its schema came along. No field of ours is called this.
XML_MED_SKJEMA = "xml-med-skjema"
_VANLIG, _STORT = 2**31 - 1, 2**63 - 1
_TEGN = {"&quot;": '"', "&#13;": "\r", "&#10;": "\n", "&#9;": "\t"}
# Texts of older editions and of other systems, by field.
_ANDRE_TEKSTER = {
    "dokumentmedium": {"fysisk medium": "F", "elektronisk medium": "E", "blandet": "B"},
    "journalstatus": {
        "midlertidig registrering av innkommet dokument": "M",
        "saksbehandler har registrert innkommet dokument": "S",
    },
    "avskrivningsmaate": {"besvart per telefon": "TLF"},
    "variantformat": {"dokument hvor deler av innholdet er skjermet": "O"},
    "dokumentstatus": {"dokumentet er ferdigstillt": "F"},
}


class Uleselig(Exception):
    """A text that has no value in its column; `kode` says why (see inntak_funn.GRUNNER), `nesten` the nearest value."""

    def __init__(self, kode: str, nesten: Any = None) -> None:
        super().__init__(kode)
        self.kode, self.nesten = kode, nesten


def omform(felt: "models.Field[Any, Any]", tekst: str) -> Any:
    """Turn a text into the value of a column. Raises Uleselig."""
    if felt.choices:
        return _kode(felt, tekst)
    if isinstance(felt, models.DateTimeField):
        return tidspunkt(tekst)
    if isinstance(felt, models.DateField):
        return _dato(tekst)
    if isinstance(felt, models.IntegerField):
        return _heltall(felt, tekst)
    if felt.max_length is not None and len(tekst) > felt.max_length:
        raise Uleselig("for-lang", tekst[: felt.max_length])
    return tekst


def tidspunkt(tekst: str) -> datetime:
    """Read a time; a date alone is its midnight. Raises Uleselig.

    One without zone is Norwegian time, and is given as it stands: the database writes deposits, so the database says
    what hour that was. Its zones and Python's differ for Norway in 1940-45 and 1959-65.
    """
    trimmet = tekst.strip()
    try:
        if bare_dato := _DATO.fullmatch(trimmet):
            tid = datetime.combine(date.fromisoformat(bare_dato[1]), time())
        elif _TID.fullmatch(trimmet):
            tid = datetime.fromisoformat(trimmet)
        else:
            raise Uleselig("ikke-dato")
        tid.astimezone(OSLO)  # the first and the last year may fall outside what can be stored
        return tid
    except (ValueError, OverflowError):
        pass
    raise Uleselig("ikke-dato")


def med_sone(tid: datetime) -> datetime:
    """The moment of a time that `tidspunkt` has read, for what is not stored as a time."""
    return tid if tid.tzinfo else tid.replace(tzinfo=OSLO)


def er_lokal(tekst: str) -> bool:
    """Whether a time stands as a deposit should have it: with time of day, without zone, and existing in Norway."""
    trimmet = tekst.strip()
    if not _LOKAL.fullmatch(trimmet):
        return False
    try:
        tid = datetime.fromisoformat(trimmet)
        return tid.replace(tzinfo=OSLO).astimezone(UTC).astimezone(OSLO).replace(tzinfo=None) == tid
    except (ValueError, OverflowError):
        return False


def _dato(tekst: str) -> date:
    trimmet = tekst.strip()
    funnet = _DATO.fullmatch(trimmet)
    try:
        if funnet:
            return date.fromisoformat(funnet[1])
        if _TID.fullmatch(trimmet):
            return date.fromisoformat(trimmet[:10])
    except ValueError:
        pass
    raise Uleselig("ikke-dato")


def _heltall(felt: "models.Field[Any, Any]", tekst: str) -> int:
    if not _HELTALL.fullmatch(tekst.strip()):
        raise Uleselig("ikke-tall")
    tall = int(tekst)
    if abs(tall) > (_STORT if isinstance(felt, models.BigIntegerField) else _VANLIG):
        raise Uleselig("for-stort-tall")
    return tall


def _kode(felt: "models.Field[Any, Any]", tekst: str) -> str:
    koder = _koder(felt)
    kode = koder.get(" ".join(tekst.split()).casefold())
    if kode is None:
        raise Uleselig("ukjent-kode")
    return kode


@cache
def _koder(felt: "models.Field[Any, Any]") -> dict[str, str]:
    valg = {str(kode): str(tekst) for kode, tekst in felt.flatchoices}
    koder = {kode.casefold(): kode for kode in valg if kode}
    koder |= {tekst.casefold(): kode for kode, tekst in valg.items() if kode}
    return koder | _ANDRE_TEKSTER.get(felt.name, {})


def egne_felt(xml: str, kjente: frozenset[str] = frozenset()) -> dict[str, str]:
    """Read virksomhetsspesifikkeMetadata: our own fields as they were, anything else as the XML or the text it is.

    kjente: elements that the deposit has a schema for; XML of those alone can go out again as the XML it is.
    """
    slutt = 0
    ut: dict[str, str] = {}
    while felt := _FELT.match(xml, slutt):
        ut[unescape(felt[1], _TEGN)] = unescape(felt[2], _TEGN)
        slutt = felt.end()
    if rest := xml[slutt:]:
        navnene = _oeverste(rest)
        kjent = navnene and navnene <= kjente
        noekkel = XML_MED_SKJEMA if kjent else "xml" if "<" in rest else "tekst"
        ut[noekkel] = rest if "<" in rest else unescape(rest, _TEGN)
    return ut


def _oeverste(xml: str) -> set[str]:
    """The local names of the elements that stand outermost. The reader has escaped every `>` that is not a tag's."""
    dybde, navnene = 0, set()
    for slutt, navn in _TAGG.findall(xml):
        if slutt:
            dybde -= 1
            continue
        if not dybde:
            navnene.add(navn.rpartition(":")[2])
        dybde += 1
    return navnene


def som_json(enhet: Enhet) -> dict[str, Any]:
    """Keep a unit that has no table of its own as plain data."""
    verdier: dict[str, Any] = {navn: v[0] if len(v) == 1 else v for navn, v in enhet.verdier.items()}
    if enhet.barn:
        verdier["barn"] = [{barn.navn: som_json(barn)} for barn in enhet.barn]
    return verdier


def json_tekst(verdi: Any) -> str:
    """Write a JSON column for COPY."""
    return json.dumps(verdi, ensure_ascii=False)
