"""Search in the published store under the name rule: no hit on persons' names a year after publication (offlf § 6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalposttype
from bysak.journal.models import OffentligInnfoersel
from bysak.kjerne.kalender import OSLO, i_dag

LENGSTE_SOEK = 200
PER_SIDE = 25
TELL_TIL = 1000
_NUMMER = re.compile(r"^\s*(\d{4})/(\d{1,7})(?:-(\d{1,5}))?\s*$")
_ORD = re.compile(r"(\w+)")


class UgyldigAdresse(Exception):
    """The address cannot be understood; the text says how to write it."""


@dataclass(frozen=True)
class Soek:
    """What is searched for, as it stands in the address. feil: one sentence per field that could not be read."""

    q: str = ""
    bydel: str = ""
    type: str = ""
    fra: date | None = None
    til: date | None = None
    etter: tuple[date, UUID] | None = None
    feil: Mapping[str, str] = field(default_factory=dict)
    raa: Mapping[str, str] = field(default_factory=dict)

    @property
    def er_tomt(self) -> bool:
        """Nothing is asked for: show the newest."""
        return not (self.q or self.bydel or self.type or self.fra or self.til)

    def adresse(self, **endringer: str) -> str:
        """The address of the same search with something changed; an empty value removes it."""
        verdier = {k: v for k, v in {**self.raa, "etter": "", **endringer}.items() if v}
        return f"/?{urlencode(verdier)}" if verdier else "/"


def les(parametre: Mapping[str, Any], bydeler: set[str]) -> Soek:
    """Read a search from an address. Unknown parameters are ignored; what cannot be read is explained in `feil`."""
    raa = {navn: str(parametre.get(navn, "")).strip() for navn in ("q", "bydel", "type", "fra", "til", "etter")}
    feil: dict[str, str] = {}
    if len(raa["q"]) > LENGSTE_SOEK or "\x00" in raa["q"]:
        feil["q"] = _("Søket er for langt eller har ulovlige tegn. Bruk inntil %(n)s tegn.") % {"n": LENGSTE_SOEK}
        raa["q"] = ""
    if raa["bydel"] and raa["bydel"] not in bydeler:
        feil["bydel"] = _("Bydelen finnes ikke. Velg en fra listen.")
        raa["bydel"] = ""
    if raa["type"] and raa["type"] not in Journalposttype.values:
        feil["type"] = _("Typen finnes ikke. Velg en fra listen.")
        raa["type"] = ""
    fra, til = _dato(raa, "fra", feil), _dato(raa, "til", feil)
    if fra and til and fra > til:
        feil["til"] = _("Til-datoen er før fra-datoen. Bytt dem om.")
    return Soek(raa["q"], raa["bydel"], raa["type"], fra, til, _markoer(raa["etter"], feil), feil, raa)


def _dato(raa: dict[str, str], navn: str, feil: dict[str, str]) -> date | None:
    if not raa[navn]:
        return None
    try:
        return tolk_dato(raa[navn])
    except UgyldigAdresse as nei:
        feil[navn] = str(nei)
        raa[navn] = ""
        return None


def tolk_dato(tekst: str) -> date:
    """A date as 2026-11-19 or 19.11.2026. Raises `UgyldigAdresse` with a sentence."""
    treff = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", tekst, re.ASCII)
    if treff:
        tekst = f"{treff[3]}-{int(treff[2]):02d}-{int(treff[1]):02d}"
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", tekst, re.ASCII):
            raise ValueError
        return date.fromisoformat(tekst)
    except ValueError:
        raise UgyldigAdresse(_("Datoen finnes ikke. Skriv den slik: 2026-11-19.")) from None


def _markoer(tekst: str, feil: dict[str, str]) -> tuple[date, UUID] | None:
    if not tekst:
        return None
    dato, _skille, nummer = tekst.partition("_")
    try:
        return date.fromisoformat(dato), UUID(nummer)
    except ValueError:
        feil["etter"] = _("Siden finnes ikke. Begynn på nytt fra første side.")
        return None


def gjeldende() -> QuerySet[OffentligInnfoersel]:
    """Lines that are out now: the current version, not withdrawn; never the columns that search alone needs."""
    return OffentligInnfoersel.objects.filter(gjeldende=True, trukket_tid__isnull=True).defer(
        "ord_med_navn", "ord_uten_navn"
    )


def navnegrense(dag: date | None = None) -> datetime:
    """Lines published before this are found by other words than names of persons. 29 February becomes the 28th."""
    dag = dag or i_dag()
    try:
        grense = dag.replace(year=dag.year - 1)
    except ValueError:
        grense = dag.replace(year=dag.year - 1, day=28)
    return datetime.combine(grense, time(0), OSLO)


def treff(soek: Soek) -> QuerySet[OffentligInnfoersel]:
    """The lines that a search finds, newest first."""
    rader = gjeldende()
    if soek.bydel:
        rader = rader.filter(virksomhet_kode=soek.bydel)
    if soek.type:
        rader = rader.filter(type=soek.type)
    if soek.fra:
        rader = rader.filter(journaldato__gte=soek.fra)
    if soek.til:
        rader = rader.filter(journaldato__lte=soek.til)
    if soek.q:
        rader = rader.filter(_ordfilter(soek.q))
    return rader.order_by("-journaldato", "-system_id")


def _ordfilter(q: str) -> Q:
    nummer = _NUMMER.match(q)
    if nummer:
        sak = Q(saksaar=int(nummer[1]), sakssekvensnummer=int(nummer[2]))
        return sak & Q(journalpostnummer=int(nummer[3])) if nummer[3] else sak
    spoerring = SearchQuery(q, config="norwegian", search_type="websearch")
    return Q(foerst_publisert__gte=navnegrense(), ord_med_navn=spoerring) | Q(ord_uten_navn=spoerring)


@dataclass(frozen=True)
class Side:
    """One page of hits. antall: how many in all, counted to a limit; neste: address of the next page."""

    rader: list[OffentligInnfoersel]
    antall: int
    neste: str


def side(soek: Soek) -> Side:
    """One page of a search, by keyset: the cost does not grow with depth."""
    alle = treff(soek)
    antall = alle[: TELL_TIL + 1].count()
    if soek.etter:
        dato, nummer = soek.etter
        alle = alle.filter(Q(journaldato__lt=dato) | Q(journaldato=dato, system_id__lt=nummer))
    rader = list(alle[: PER_SIDE + 1])
    neste = ""
    if len(rader) > PER_SIDE:
        siste = rader[PER_SIDE - 1]
        neste = soek.adresse(etter=f"{siste.journaldato}_{siste.system_id}")
    return Side(rader[:PER_SIDE], antall, neste)


def uthevet(tekst: str, q: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words that were searched for."""
    ord_ = {o.casefold() for o in _ORD.findall(q) if len(o) > 2}
    return [(bit, any(bit.casefold().startswith(o) for o in ord_)) for bit in _ORD.split(tekst) if bit]
