"""The fields that can be asked for by name in the search box, each as the marks it stands for in the index."""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Dokumentstatus, Journalposttype, Journalstatus, Saksstatus
from bysak.kjerne.kalender import i_dag

Oppslag = Callable[[str, str], list[str]]
Felt = Callable[[str, Oppslag], list[str]]

# Which part of the index the words must stand in: see vern.soekerader.
VEKTFELT: Mapping[str, str] = {
    "tittel": "A", "part": "B", "avsender": "B", "mottaker": "B", "navn": "B", "dokument": "C", "innhold": "D",
}  # fmt: skip
DATOFELT = ("dato", "opprettet", "avsluttet", "dokumentdato", "mottatt", "sendt", "forfall")
FOERSTE_AAR, SISTE_AAR = 1900, 2100
_DATO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(\d{1,2})\.(\d{1,2})\.(\d{4})")


class Feltfeil(ValueError):
    """A value that the field does not take; the sentence says what it does take."""


def _valg(navn: str, *lister: type[models.TextChoices]) -> Felt:
    """A field whose values are codes or the beginnings of their names."""
    valgene = [(merke, liste.choices) for merke, liste in zip(navn.split(), lister, strict=True)]

    def felt(verdi: str, _oppslag: Oppslag) -> list[str]:
        soekt = verdi.lower()
        merker = [
            f"§{merke}:{kode}"
            for merke, valg in valgene
            for kode, tekst in valg
            if soekt == kode.lower() or (len(soekt) > 2 and str(tekst).lower().startswith(soekt))
        ]
        if merker:
            return merker
        lovlige = ", ".join(str(tekst).lower() for _merke, valg in valgene for _kode, tekst in valg)
        raise Feltfeil(_("«%(verdi)s» finnes ikke. Velg en av: %(lovlige)s.") % {"verdi": verdi, "lovlige": lovlige})

    return felt


def _type(verdi: str, oppslag: Oppslag) -> list[str]:
    egne = {"sak": "§type:sak", "saksmappe": "§type:sak", "notat": "§art:arkivnotat", "arkivnotat": "§art:arkivnotat"}
    if verdi.lower() in egne:
        return [egne[verdi.lower()]]
    return _valg("type", Journalposttype)(verdi, oppslag)


def _ordrett(navn: str, ren: Callable[[str], str] = str) -> Felt:
    return lambda verdi, _oppslag: [f"§{navn}:{ren(verdi)}"]


def _slaatt_opp(navn: str) -> Felt:
    """A field whose value is looked up: people, units, classes, virksomheter."""
    return lambda verdi, oppslag: oppslag(navn, verdi) or ["§ingen"]


def _dato(navn: str) -> Felt:
    def felt(verdi: str, _oppslag: Oppslag) -> list[str]:
        return [f"§{navn}:{m}" for m in datomerker(*intervall(verdi))]

    return felt


def intervall(verdi: str) -> tuple[date, date]:
    """First and last day of what was written: 2026, 2026-03, 1.3.2026, 2026-01..2026-03, >2026-03, <=1.3.2026, i dag.

    Raises `Feltfeil`. (krav 5.1.4, 5.1.5)
    """
    verdi = verdi.strip().lower()
    if ".." in verdi:
        fra, til = verdi.split("..", 1)
        return (_dag(fra)[0] if fra else date(FOERSTE_AAR, 1, 1)), (_dag(til)[1] if til else date(SISTE_AAR, 12, 31))
    tegn = re.match(r"[<>]?=?", verdi)[0]  # type: ignore[index]
    foerste, siste = _dag(verdi[len(tegn) :])
    slutt, start = date(SISTE_AAR, 12, 31), date(FOERSTE_AAR, 1, 1)
    if tegn.startswith(">"):
        return (foerste if "=" in tegn else siste + timedelta(1)), slutt
    if tegn.startswith("<"):
        return start, (siste if "=" in tegn else foerste - timedelta(1))
    return foerste, siste


def _dag(tekst: str) -> tuple[date, date]:
    tekst = tekst.strip()
    if tekst in ("idag", "i dag"):
        return i_dag(), i_dag()
    treff = _DATO.fullmatch(tekst)
    try:
        if treff and treff[4]:
            dagen = date(int(treff[6]), int(treff[5]), int(treff[4]))
            foerste = siste = dagen
        elif treff:
            aar, maaned, dag = (int(treff[n] or 0) for n in (1, 2, 3))
            foerste = date(aar, maaned or 1, dag or 1)
            siste = date(aar, maaned or 12, dag or calendar.monthrange(aar, maaned or 12)[1])
        if treff and foerste.year >= FOERSTE_AAR and siste.year < SISTE_AAR:
            return foerste, siste
    except ValueError:
        pass
    raise Feltfeil(
        _("«%(dato)s» er ikke en dato. Skriv for eksempel 2026, 2026-03, 1.3.2026 eller 2026-01..2026-03.")
        % {"dato": tekst}
    )


def datomerker(fra: date, til: date) -> list[str]:
    """The fewest days, months and years that cover an interval, both ends included."""
    merker = []
    while fra <= til:
        if fra.month == fra.day == 1 and date(fra.year, 12, 31) <= til:
            merker.append(f"{fra.year:04}")
            fra = date(fra.year + 1, 1, 1)
        elif fra.day == 1 and fra.replace(day=calendar.monthrange(fra.year, fra.month)[1]) <= til:
            merker.append(f"{fra:%Y-%m}")
            fra = (fra + timedelta(31)).replace(day=1)
        else:
            merker.append(f"{fra:%Y-%m-%d}")
            fra += timedelta(1)
    return merker or ["ingen"]


def _eiendom(verdi: str, _oppslag: Oppslag) -> list[str]:
    tall = re.findall(r"\d+", verdi)
    if len(tall) < 2:
        raise Feltfeil(_("Skriv gårdsnummer og bruksnummer, for eksempel eiendom:12/34."))
    return [f"§eiendom:{int(tall[0])}/{int(tall[1])}"]


FELT: Mapping[str, Felt] = {
    "type": _type,
    "journalstatus": _valg("journalstatus", Journalstatus),
    "saksstatus": _valg("saksstatus", Saksstatus),
    "bydel": _slaatt_opp("virksomhet"),
    "status": _valg("journalstatus saksstatus", Journalstatus, Saksstatus),
    "dokumentstatus": _valg("dokumentstatus", Dokumentstatus),
    "dokumenttype": _ordrett("dokumenttype", str.lower),
    "format": _ordrett("format", str.lower),
    "filtype": _ordrett("filtype", lambda v: v.lower().lstrip(".")),
    "kode": _ordrett("kode", str.upper),
    "ubesvart": lambda _verdi, _oppslag: ["§ubesvart:ja"],
    "klasse": _slaatt_opp("klasse"),
    "enhet": _slaatt_opp("enhet"),
    "behandler": _slaatt_opp("behandler"),
    "saksbehandler": _slaatt_opp("behandler"),
    "saksansvarlig": _slaatt_opp("behandler"),
    "eiendom": _eiendom,
    "gnr": _eiendom,
    **{navn: _dato(navn) for navn in DATOFELT},
}
