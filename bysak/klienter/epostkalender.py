"""An invitation (iCalendar, RFC 5545) in plain words: what, when, where, from whom, and whether it is called off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bysak.klienter.tegn import dekod, rens_linje, rens_tekst

MAKS_BYTES = 1_000_000
MAKS_HENDELSER = 20
_HER = ZoneInfo("Europe/Oslo")
_WINDOWS = {"w. europe standard time", "romance standard time", "central europe standard time", "(utc+01:00)"}
_DAGER = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_LINJE = re.compile(r"([A-Za-z0-9-]{1,60})((?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*):(.*)", re.DOTALL)
_SVAR = {"ACCEPTED": "godtatt", "DECLINED": "avslått", "TENTATIVE": "kanskje"}


@dataclass
class _Hendelse:
    felt: dict[str, tuple[str, str]] = field(default_factory=dict)
    svar: str = ""
    inviterte: int = 0

    def tekst(self, navn: str) -> str:
        verdi = re.sub(r"\\([,;\\nN])", lambda t: "\n" if t[1] in "nN" else t[1], self.felt.get(navn, ("", ""))[1])
        return rens_linje(verdi, 500)


@dataclass(frozen=True)
class Invitasjon:
    """What the calendar part says. `avlyst` when the meeting is called off."""

    tekst: str
    avlyst: bool
    er_svar: bool


def les_kalender(raa: bytes, tegnsett: str | None = None) -> Invitasjon | None:
    """The invitation in words, or None when there is no event to tell of. Never raises."""
    metode, hendelser = "", []
    for navn, parametre, verdi in _linjer(dekod(raa[:MAKS_BYTES], tegnsett or "utf-8")[0]):
        if navn == "METHOD":
            metode = verdi.strip().upper()
        elif (navn, verdi.upper()) == ("BEGIN", "VEVENT"):
            hendelser.append(_Hendelse())
        elif hendelser and navn == "ATTENDEE":
            hendelser[-1].inviterte += 1
            hendelser[-1].svar = _SVAR.get(_parameter(parametre, "PARTSTAT").upper(), "")
        elif hendelser:
            hendelser[-1].felt.setdefault(navn, (parametre, verdi))
    if not hendelser:
        return None
    avlyst = metode == "CANCEL" or hendelser[0].tekst("STATUS").upper() == "CANCELLED"
    er_svar = metode == "REPLY"
    deler = [_i_ord(h, _overskrift(h, avlyst, er_svar), er_svar) for h in hendelser[:MAKS_HENDELSER]]
    return Invitasjon("\n\n".join(deler), avlyst, er_svar)


def _linjer(kilde: str) -> Iterator[tuple[str, str, str]]:
    brettet_ut = re.sub(r"\r?\n[ \t]", "", rens_tekst(kilde))
    for linje in brettet_ut.split("\n")[:20_000]:
        if treff := _LINJE.match(linje[:8000]):
            yield treff[1].upper(), treff[2], treff[3]


def _overskrift(hendelse: _Hendelse, avlyst: bool, er_svar: bool) -> str:
    if avlyst:
        return "AVLYST MØTE"
    if er_svar:
        return "Svar på møteinnkalling" + (f": {hendelse.svar}" if hendelse.svar else "")
    endret = hendelse.tekst("SEQUENCE")
    return "Endret møteinnkalling" if endret.isdigit() and int(endret[:9]) > 0 else "Møteinnkalling"


def _i_ord(hendelse: _Hendelse, overskrift: str, er_svar: bool) -> str:
    fra = _parameter(hendelse.felt.get("ORGANIZER", ("", ""))[0], "CN") or hendelse.tekst("ORGANIZER")
    linjer = (
        ("Hva", hendelse.tekst("SUMMARY")),
        ("Når", _naar(hendelse)),
        ("Hvor", hendelse.tekst("LOCATION")),
        ("Innkalt av", re.sub("(?i)^mailto:", "", fra)),
        ("Innkalte", str(hendelse.inviterte) if hendelse.inviterte > 1 and not er_svar else ""),
        ("Gjentas", "ja" if "RRULE" in hendelse.felt else ""),
    )
    return "\n".join([overskrift, *(f"{navn}: {verdi}" for navn, verdi in linjer if verdi)])


def _parameter(parametre: str, navn: str) -> str:
    treff = re.search(rf";{navn}=(?:\"([^\"]*)\"|([^;:]*))", parametre, re.IGNORECASE)
    return rens_linje(treff[1] or treff[2] or "", 300) if treff else ""


def _naar(hendelse: _Hendelse) -> str:
    fra, til = (_tid(*hendelse.felt.get(navn, ("", ""))) for navn in ("DTSTART", "DTEND"))
    if fra is None:
        return ""
    if not isinstance(fra, datetime):
        return f"{_dag(fra)}, hele dagen"
    slutt = ""
    if isinstance(til, datetime):
        slutt = f"–{til:%H.%M}" if til.date() == fra.date() else f" til {_dag(til)} kl. {til:%H.%M}"
    return f"{_dag(fra)} kl. {fra:%H.%M}{slutt}"


def _dag(dag: date) -> str:
    return f"{_DAGER[dag.weekday()]} {dag:%d.%m.%Y}"


def _tid(parametre: str, verdi: str) -> date | datetime | None:
    """In Oslo's time: that of the sender is turned into it, and one without a zone is taken as it stands."""
    treff = re.fullmatch(r"(\d{8})(?:T(\d{4})\d{0,2}(Z?))?", verdi.strip()[:20])
    if treff is None:
        return None
    try:
        if not treff[2]:
            return datetime.strptime(treff[1], "%Y%m%d").replace(tzinfo=_HER).date()
        tid = datetime.strptime(treff[1] + treff[2], "%Y%m%d%H%M")  # noqa: DTZ007 (the zone stands apart)
        return tid.replace(tzinfo=UTC if treff[3] else _sone(_parameter(parametre, "TZID"))).astimezone(_HER)
    except (ValueError, OverflowError):
        return None


def _sone(navn: str) -> ZoneInfo:
    if navn.lower() in _WINDOWS or not re.fullmatch(r"[A-Za-z_]+/[A-Za-z_/+-]{1,60}", navn):
        return _HER
    try:
        return ZoneInfo(navn)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _HER
