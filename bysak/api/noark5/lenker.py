"""`_links`: what can be reached and done from a resource, only what exists and what the one who asks may do.

The links of a type differ between its rows in nothing but the ids, so their text is kept and the ids are put in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from bysak.api.noark5 import relasjoner
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.ressurser import RESSURSER
from bysak.organisasjon.tilgang import Rett

REL = "https://rel.arkivverket.no/noark5/v5/api/"
# The keys of what the standard has no resource for, and existing clients look for.
NKREL = "https://nikita.arkivlab.no/noark5/v5/"
MAL = "{?$filter&$orderby&$top&$skip&$search}"
_ADMINISTRERE = (Rett.ADMINISTRERE,)
_REGISTRERE = (Rett.REGISTRERE, Rett.SAKSBEHANDLE)
# Which right lets one make it, one of them; what is not here is made by those who register.
RETT: dict[str, tuple[Rett, ...]] = {
    **dict.fromkeys(("arkiv", "arkivdel", "arkivskaper", "klassifikasjonssystem", "tilgang"), _ADMINISTRERE),
    **dict.fromkeys(("administrativenhet", "bruker", "metadata"), _ADMINISTRERE),
    "klasse": (Rett.KLASSIFISERE,),
    "avskrivning": (Rett.AVSKRIVE,),
    "dokumentflyt": (Rett.FORDELE,),
    "presedens": (Rett.SAKSBEHANDLE, Rett.JOURNALFOERE),
    "konvertering": (Rett.JOURNALFOERE,),
    "skjermingmetadata": (Rett.VURDERE,),
}
# What may still be added to a unit that is closed: loans and remarks are registered after closing.
OGSAA_LUKKET = frozenset({"merknad", "kryssreferanse"})
# What a screening hides, code by code.
SKJERMET = "skjermingmetadata"
# Where the id goes in a kept link, and whose it is.
PLASS, SELV, OVER, INGEN = "§", "selv", "over", ""
UTVID = {"mappe": "saksmappe", "registrering": "journalpost"}
# Where a file can be sent and fetched.
MED_FIL = ("dokumentobjekt", "dokumentbeskrivelse")


@dataclass(frozen=True)
class Kontekst:
    """Where the interface is (its base address) and the rights of the one who asks, in the virksomhet of the token."""

    base: str
    retter: frozenset[Rett]

    def kan_lage(self, navn: str) -> bool:
        """May the one who asks make one of these?"""
        return not self.retter.isdisjoint(RETT.get(navn, _REGISTRERE))


def adresse(base: str, ressurs: Ressurs, system_id: Any) -> str:
    """The address of one thing."""
    return f"{base}api/{ressurs.pakke}/{ressurs.navn}/{system_id}/"


def relasjonspakke(navn: str, til: str) -> str:
    """The package that a relation's key stands under."""
    return relasjoner.PAKKE.get(navn) or RESSURSER[til].pakke


@dataclass(frozen=True, slots=True)
class _Lenke:
    """A link with its place for an id: `foer` + id + `etter`. vilkaar: the cell it hangs on, or "".

    hvem: whose id: the row's own, that of the unit above, which the cell holds, or none.
    """

    noekkel: str
    foer: str
    etter: str
    vilkaar: str = ""
    hvem: str = SELV


def lenkene(type_: str, system_id: str, celler: Any, plass: dict[str, int], kontekst: Kontekst) -> msgspec.Raw:
    """The links of one row."""
    ut: list[str] = []
    for lenke in _lenkene(type_, kontekst):
        verdi: Any = True
        if lenke.vilkaar:
            verdi = celler[plass[lenke.vilkaar.lstrip("!")]]
            if bool(verdi) == lenke.vilkaar.startswith("!"):
                continue
            if lenke.vilkaar == "i_sak" and verdi != "saksmappe":
                continue
        id_ = system_id if lenke.hvem == SELV else verdi if lenke.hvem == OVER else ""
        ut.append(f"{lenke.foer}{id_}{lenke.etter}")
    return msgspec.Raw(("{" + ",".join(ut) + "}").encode())


# Bounded: a host may be written with any port.
@lru_cache(maxsize=512)
def _lenkene(type_: str, kontekst: Kontekst) -> tuple[_Lenke, ...]:
    alle = {lenke.noekkel: lenke for lenke in _alle(RESSURSER[type_], kontekst)}
    return tuple(alle[n] for n in sorted(alle))


def _lenke(noekkel: str, href: str, *, mal: bool = False, vilkaar: str = "", hvem: str = SELV) -> _Lenke:
    foer, _, etter = href.partition(PLASS)
    templated = ',"templated":true' if mal else ""
    slutt = f'{etter}{MAL if mal else ""}"{templated}}}'
    return _Lenke(noekkel, f'"{noekkel}":{{"href":"{foer}', slutt, vilkaar, hvem if PLASS in href else INGEN)


def _alle(ressurs: Ressurs, kontekst: Kontekst) -> Iterator[_Lenke]:
    selv = adresse(kontekst.base, ressurs, PLASS)
    yield _lenke("self", selv)
    yield _lenke(f"{REL}{ressurs.rel}", selv)
    yield from _relasjonene(ressurs, selv, kontekst)
    for ny in ressurs.nye:
        if kontekst.kan_lage(ny):
            lukkes = _kan_lukkes(ressurs) and ny not in OGSAA_LUKKET
            noekkel = f"{REL}{RESSURSER[ny].pakke}/ny-{ny}/"
            yield _lenke(noekkel, f"{selv}ny-{ny}/", vilkaar="!avsluttet" if lukkes else "")
    for ny, som in relasjoner.KNYTTES.get(ressurs.navn, {}).items():
        if kontekst.kan_lage(som):
            noekkel = f"{REL}{RESSURSER[som].pakke}/ny-{ny}/"
            yield _lenke(noekkel, f"{selv}ny-{ny}/", vilkaar="!avsluttet" if _kan_lukkes(ressurs) else "")
    ved_siden = relasjoner.NYE_VED_SIDEN.get(ressurs.navn)
    if ved_siden and kontekst.kan_lage(ved_siden):
        sti = f"{RESSURSER[ved_siden].pakke}/ny-{ved_siden}/"
        yield _lenke(f"{REL}{sti}", f"{kontekst.base}api/{sti}")
    utvides = UTVID.get(ressurs.navn)
    if utvides and kontekst.kan_lage(utvides):
        vilkaar = "i_sak" if utvides == "journalpost" else ""
        yield _lenke(f"{REL}sakarkiv/utvid-til-{utvides}/", f"{selv}utvid-til-{utvides}/", vilkaar=vilkaar)
    if ressurs.navn in MED_FIL:
        yield _lenke(f"{REL}arkivstruktur/fil/", f"{selv}fil/")
    for felt in enkeltfelt(ressurs):
        yield _lenke(f"{NKREL}{felt}/", f"{selv}{felt}/", mal=True)
        if kontekst.kan_lage(SKJERMET if felt == SKJERMET else ressurs.navn):
            aapen = "!avsluttet" if _kan_lukkes(ressurs) else ""
            yield _lenke(f"{NKREL}ny-{felt}/", f"{selv}ny-{felt}/", vilkaar=aapen)
    for liste in kodelistene(ressurs):
        yield _lenke(f"{REL}metadata/{liste}/", f"{kontekst.base}api/metadata/{liste}/")
    if ressurs.arkivenhet and Rett.SE_LOGG in kontekst.retter:
        yield _lenke(f"{REL}loggingogsporing/endringslogg/", f"{selv}endringslogg/", mal=True)


def _relasjonene(ressurs: Ressurs, selv: str, kontekst: Kontekst) -> Iterator[_Lenke]:
    for rel in ressurs.relasjoner.values():
        noekkel = f"{REL}{relasjonspakke(rel.navn, rel.til)}/{rel.navn}/"
        if rel.mange:
            samme = RESSURSER[rel.til].modell is ressurs.modell
            yield _lenke(noekkel, f"{selv}{rel.navn}/", mal=True, vilkaar=rel.navn if samme else "")
        else:
            over = adresse(kontekst.base, RESSURSER[rel.til], PLASS)
            yield _lenke(noekkel, over, vilkaar=rel.navn, hvem=OVER)


def enkeltfelt(ressurs: Ressurs) -> tuple[str, ...]:
    """What can be had one by one: the values of attributes with many texts, and what a screening hides."""
    tekster = tuple(f.navn for f in ressurs.felt.values() if f.flere and f.type == "string")
    return (*tekster, SKJERMET) if "skjerming" in ressurs.felt else tekster


def _kan_lukkes(ressurs: Ressurs) -> bool:
    return any(f.name == "avsluttet_dato" for f in ressurs.modell._meta.concrete_fields)


def kodelistene(ressurs: Ressurs) -> list[str]:
    """The code lists that the attributes of a resource are chosen from, and the register of the virksomhet's own."""
    lister = {f.kodeliste for f in ressurs.felt.values() if f.kodeliste}
    if any(f.type == "vsm" for f in ressurs.felt.values()):
        lister.add("virksomhetsspesifikkeMetadata")
    return sorted(lister)


def faste(kontekst: Kontekst, *par: tuple[str, str, bool]) -> dict[str, Any]:
    """Links that hang on no row: (key under REL or `self`, address under the base, is it a list to be searched)."""
    ut: dict[str, Any] = {}
    for noekkel, href, mal in sorted(par):
        navn = noekkel if noekkel in ("self", "next") else REL + noekkel
        ut[navn] = {"href": f"{kontekst.base}{href}{MAL if mal else ''}", **({"templated": True} if mal else {})}
    return dict(sorted(ut.items()))
