"""The code lists: the catalogue's and the interface's own values, and what a virksomhet has added or taken out of use.

All lists are open (contract section 12). What is added to a list that Bysak's rules know by its codes, such as the
statuses, stands in the list; a verb that cannot use it says so.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import CharField

from bysak.api.noark5.land import LAND
from bysak.api.noark5.loggfelt import KATEGORIER
from bysak.api.noark5.plan import felt_i_modellen
from bysak.api.noark5.ressurser import GRUPPEMODELLER, GRUPPER, RESSURSER
from bysak.arkivstruktur.formater import STANDARD, UKJENT
from bysak.arkivstruktur.models import Kodeverdi
from bysak.kjerne.arbeid import gjeldende
from bysak.kjerne.kalender import OSLO
from bysak.noark.katalog.kodelister import KODELISTER
from bysak.organisasjon.models import Tilgangskode

_LAGER = "kodeverdier"
# Lists that are not elements of the catalogue, or that have other values here.
_EGNE: dict[str, tuple[tuple[str, str], ...]] = {
    "format": (
        (UKJENT, "Ukjent format"),
        *STANDARD,
        ("fmt/42", "JPEG"),
        ("fmt/41", "JPEG (rå)"),
        ("fmt/4", "GIF 89a"),
        ("x-fmt/18", "CSV"),
        ("x-fmt/386", "MPEG-2"),
        ("fmt/278", "E-post (Internet Message Format)"),
        ("fmt/950", "E-post (MIME)"),
        ("fmt/412", "Word (DOCX)"),
        ("fmt/96", "HTML"),
    ),
    "hendelsetype": (("C", "Opprettet"), ("R", "Lest"), ("U", "Endret"), ("D", "Slettet")),
    "tilgangskategori": tuple(KATEGORIER.items()),
    "mappetype": (("saksmappe", "Saksmappe"), ("moetemappe", "Møtemappe")),
    "land": LAND,
    "postnummer": (),
    "tilgangsrestriksjon": (),
}
# Lists whose codes are others' (ISO, PRONOM, the post): what Bysak calls a value is only a suggestion.
OMDOEPES = frozenset({"format", "land", "postnummer"})
_ANDRE_NAVN = {"graderingskode": "grad"}


@dataclass(frozen=True, slots=True)
class Verdi:
    """One value of a list. egen: the row of it, when the virksomhet has added it or taken it out of use."""

    kode: str
    kodenavn: str
    utdatert: datetime | None = None
    egen: Kodeverdi | None = None


@cache
def listene() -> tuple[str, ...]:
    """The names of all code lists, as the relation keys have them."""
    felt = [f for r in RESSURSER.values() for f in r.felt.values()] + [f for g in GRUPPER.values() for f in g.values()]
    return tuple(sorted({f.kodeliste for f in felt if f.kodeliste} | set(_EGNE)))


@cache
def _kolonner(liste: str) -> list[Any]:
    """The columns that hold this list's values, of the resources and of the groups inside them."""
    steder = [(r.modell, f) for r in RESSURSER.values() for f in r.felt.values()]
    steder += [(modell, f) for navn, modell in GRUPPEMODELLER.items() for f in GRUPPER[navn].values()]
    funnet = [felt_i_modellen(modell, f.sti) for modell, f in steder if f.kodeliste == liste and not f.uttrykk]
    return [getattr(k, "base_field", k) for k in funnet if k is not None]


@cache
def _faste(liste: str) -> dict[str, str]:
    """The values that a list always has: code and text, the catalogue's and, after them, some of our own."""
    if liste in _EGNE:
        return dict(_EGNE[liste])
    navn = _ANDRE_NAVN.get(liste) or next(n for n in KODELISTER if n.lower() == liste)
    katalogens = {k.kode or k.tekst: k.tekst for k in KODELISTER[navn].koder}
    vaare = {str(kode): str(tekst) for k in _kolonner(liste) for kode, tekst in k.choices or ()}
    return katalogens | {kode: tekst for kode, tekst in vaare.items() if kode not in katalogens}


@cache
def lagres_som_tekst(liste: str) -> bool:
    """Does the archive keep the text of this list's values, and not the code?

    So it is where the standard leaves the values to the virksomhet: a plain text column without choices.
    """
    if liste in _EGNE or liste == "koordinatsystem":
        return False
    return any(isinstance(k, CharField) and not k.choices for k in _kolonner(liste))


def _egne() -> dict[str, dict[str, Kodeverdi]]:
    """What this virksomhet has added or taken out of use; read once per unit of work."""
    lager = gjeldende().lager
    if _LAGER not in lager:
        rader: dict[str, dict[str, Kodeverdi]] = {}
        for rad in Kodeverdi.objects.all():
            rader.setdefault(rad.liste, {})[rad.kode] = rad
        lager[_LAGER] = rader
    egne: dict[str, dict[str, Kodeverdi]] = lager[_LAGER]
    return egne


def glem() -> None:
    """What was read in this unit of work no longer holds."""
    gjeldende().lager.pop(_LAGER, None)


def er_fast(liste: str, kode: str) -> bool:
    """Is this a value that the list always has?"""
    return kode in _faste(liste) or (liste == "tilgangsrestriksjon" and Tilgangskode.objects.filter(pk=kode).exists())


def verdier(liste: str) -> list[Verdi]:
    """The values of a list in this virksomhet, the standard's first. KeyError when there is no such list."""
    if liste not in listene():
        raise KeyError(liste)
    if liste == "tilgangsrestriksjon":
        koder = [Verdi(k.kode, k.navn, _dag(k.utgaatt_dato)) for k in Tilgangskode.objects.all()]
    else:
        koder = [Verdi(kode, navn) for kode, navn in _faste(liste).items()]
    egne = _egne().get(liste, {})
    faste = [_vaar(egne[v.kode]) if v.kode in egne else v for v in koder]
    kjente = {v.kode for v in faste}
    return faste + [_vaar(e) for e in egne.values() if e.kode not in kjente]


def _vaar(egen: Kodeverdi) -> Verdi:
    return Verdi(egen.kode, egen.kodenavn, egen.utdatert, egen)


def koder(liste: str) -> dict[str, tuple[str, str]]:
    """What the archive keeps of each value, and its (code, text)."""
    tekst = lagres_som_tekst(liste)
    return {(v.kodenavn if tekst else v.kode): (v.kode, v.kodenavn) for v in verdier(liste)}


def kodeobjekt(liste: str, lagret: str) -> dict[str, str]:
    """A kept value as `{"kode", "kodenavn"}`. One that no list has any more is its own code."""
    fast = _oppslag(liste).get(lagret)
    omdoept = _egne().get(liste, {}).get(lagret) if liste in OMDOEPES else None
    if omdoept is not None:
        fast = omdoept.kode, omdoept.kodenavn
    if fast is None:
        fast = koder(liste).get(lagret, (lagret, lagret))
    return {"kode": fast[0], "kodenavn": fast[1]}


@cache
def _oppslag(liste: str) -> dict[str, tuple[str, str]]:
    tekst = lagres_som_tekst(liste)
    return {(navn if tekst else kode): (kode, navn) for kode, navn in _faste(liste).items()}


def _dag(dag: Any) -> datetime | None:
    return datetime(dag.year, dag.month, dag.day, tzinfo=OSLO) if dag else None


def av_kode(liste: str, kode: str) -> dict[str, str]:
    """The value that a code stands for, as `{"kode", "kodenavn"}`; the code alone when the list has none."""
    navn = next((v.kodenavn for v in verdier(liste) if v.kode == kode), "")
    return {"kode": kode, **({"kodenavn": navn} if navn else {})}
