"""What an act looks like to a person: its form, what stands in the way, and what it answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.kalender import OSLO
from bysak.organisasjon.tilgang import Rett

# The fields that are explained beside them, by the standard's name.
_ELEMENTER = {
    "administrativ_enhet": "administrativEnhet", "dokumentets_dato": "dokumentetsDato",
    "dokumentmedium": "dokumentmedium", "forfallsdato": "forfallsdato", "grad": "grad",
    "hjemmel": "skjermingshjemmel", "journalenhet": "journalenhet", "kode": "tilgangsrestriksjon",
    "maate": "avskrivningsmaate", "noekkelord": "noekkelord", "presedens_hjemmel": "presedensHjemmel",
    "rettskildefaktor": "rettskildefaktor", "saksansvarlig": "saksansvarlig", "saksdato": "saksdato",
    "sendt_dato": "sendtDato", "skjermes": "skjermingMetadata",
}  # fmt: skip


@dataclass(frozen=True)
class Felt:
    """One field. slag: tekst, lang, dato, tid, velg, kryss or flere (tick boxes).

    laast: why it cannot be changed; then it is shown and not sent.
    """

    navn: str
    tekst: str
    slag: str = "tekst"
    verdi: Any = ""
    valg: Sequence[tuple[Any, str]] = ()
    hjelp: str = ""
    klasse: str = "k6"
    paakrevd: bool = False
    tom: str = ""
    laast: str = ""

    @property
    def element(self) -> str:
        """The metadata element that says what the field is, where one may wonder."""
        return _ELEMENTER.get(self.navn, "")


@dataclass(frozen=True)
class Rad:
    """Something that is there already. lenker: (text, query) open the form for it; knapper: (text, act) are done."""

    pk: UUID
    tekst: str
    under: str = ""
    url: str = ""
    ikon: str = "dok"
    merke: str = ""
    lenker: Sequence[tuple[str, str]] = ()
    knapper: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Ferdig:
    """The receipt of an act, and where one goes then; empty is back to the unit."""

    tekst: str
    til: str = ""


@dataclass(frozen=True)
class Skjema:
    """The page of one act. knapp: empty when nothing can be done but look. radgjoer: what the buttons of a row do."""

    knapp: str
    gjoer: Callable[[], Ferdig]
    felt: Sequence[Felt] = ()
    foer: Iterable[Hinder] = ()
    forklaring: str = ""
    rader: Sequence[Rad] | None = None
    radgjoer: Mapping[str, Callable[[UUID], Ferdig]] = field(default_factory=dict)
    skjult: Mapping[str, str] = field(default_factory=dict)
    overskrift: str = ""


@dataclass(frozen=True)
class Handling:
    """An act in the menu of a unit: its address, its words and who may. naar: does it make sense as the unit stands?

    overstyrer: the reason of the form passes what chapter 3.2 locks (krav 2.9.3).
    """

    kode: str
    tekst: str
    gruppe: str
    retter: tuple[Rett, ...]
    bygg: Callable[[Any, Any], Skjema]
    naar: Callable[[Any], bool] = lambda _enhet: True
    overstyrer: bool = False
    tast: str = ""


# The row that a form is about, and what it said when the form was drawn.
RAD, SETT = "rad", "sett"
GRUNN = "grunn"
TIDER = ("%d.%m.%Y %H.%M", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y")


def avtrykk(skjema: Skjema) -> str:
    """What the fields said when the form was drawn, in short: another has been there when it is not the same."""
    return sha256(repr([(f.navn, f.verdi) for f in skjema.felt]).encode()).hexdigest()[:16]


def grunnfelt(sporsmaal: str) -> Felt:
    """The reason that the log asks for."""
    return Felt(GRUNN, sporsmaal, "lang", paakrevd=True, klasse="k8")


def dato(data: QueryDict, navn: str) -> date | None:
    """A date of the form, or None when it is empty. Raises `Hindret` for what is no date."""
    tekst = data.get(navn, "").strip()
    if not tekst:
        return None
    for lest in (date.fromisoformat, lambda t: datetime.strptime(t, "%d.%m.%Y").date()):  # noqa: DTZ007
        try:
            return lest(tekst)
        except ValueError:
            continue
    raise Hindret([Hinder("skjema.dato", _("Datoen kan ikke leses. Skriv den som 19.11.2026."), felt=navn)])


def tid(data: QueryDict, navn: str) -> datetime | None:
    """A local time of the form, or None when it is empty. Raises `Hindret` for what is no time."""
    tekst = data.get(navn, "").strip()
    if not tekst:
        return None
    for moenster in TIDER:
        with suppress(ValueError):
            return datetime.strptime(tekst, moenster).replace(tzinfo=OSLO)
    feil = _("Tidspunktet kan ikke leses. Skriv det som 19.11.2026 15.45.")
    raise Hindret([Hinder("skjema.tid", feil, felt=navn)])


def tidsverdi(naar: datetime | None) -> str:
    """A time as people write it."""
    return f"{naar.astimezone(OSLO):{TIDER[0]}}" if naar else ""


def valgt(data: QueryDict, navn: str, mulige: Mapping[str, Any]) -> Any:
    """The object that a select points at, or None. Only what was offered can be chosen."""
    return mulige.get(data.get(navn, ""))


def pekt(data: QueryDict, navn: str = RAD) -> UUID | None:
    """The row that the address or the form points at."""
    try:
        return UUID(data.get(navn, ""))
    except ValueError:
        return None


def linjer(tekst: str) -> list[str]:
    """A field with one value per line."""
    return [linje.strip() for linje in tekst.splitlines() if linje.strip()]
