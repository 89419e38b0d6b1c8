"""The root, the page of each package, and what the system says about itself (contract section 2)."""

from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bysak.api.noark5 import egnefelt, relasjoner
from bysak.api.noark5.feil import FinnesIkke
from bysak.api.noark5.kall import Kall, i_arbeid, json
from bysak.api.noark5.kodelister import listene
from bysak.api.noark5.lenker import Kontekst, faste
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.synlig import i_arkivtjenesten
from bysak.api.tilgang.adresse import base
from bysak.api.tilgang.avvist import AvvistKall

PAKKER = ("admin", "arkivstruktur", "loggingogsporing", "metadata", "sakarkiv")
# The lists of a package's page: types of their own in arkivstruktur, and the subtypes that sakarkiv adds.
I_PAKKEN = {
    "arkivstruktur": (
        *("arkiv", "arkivdel", "arkivskaper", "dokumentbeskrivelse", "dokumentobjekt", "klasse"),
        *("klassifikasjonssystem", "mappe", "registrering"),
    ),
    "sakarkiv": ("arkivnotat", "journalpost", "presedens", "saksmappe"),
    "admin": ("administrativenhet", "bruker", "tilgang"),
    "loggingogsporing": ("endringslogg", "hendelseslogg"),
}
# The standard calls the list one thing and what is in it another.
SOM_HETER = {"tilgang": "rettighet"}
# A version and the day that it is from; the day is set with the version.
VERSJONSDATO = "2026-11-22"


def rot(request: HttpRequest) -> HttpResponse:
    """The root: how to log in for everybody, the packages for those who are let in."""
    lenker = [
        ("self", "", False),
        ("login/oidc/", ".well-known/openid-configuration", False),
        ("login/rfc6749/", "oauth/token", False),
    ]
    try:
        with i_arbeid(request) as kall:
            kontekst = kall.kontekst
            lenker += [(f"{p}/", f"api/{p}/", False) for p in PAKKER]
            lenker.append(("admin/system/", "api/admin/system/", False))
    except AvvistKall:
        kontekst = Kontekst(base(request), frozenset())
    return json({"_links": faste(kontekst, *lenker)})


def pakke(kall: Kall, navn: str) -> HttpResponse:
    """The page of a package: its lists, and what can be made from here."""
    if navn not in PAKKER:
        raise FinnesIkke
    lenker = [("self", f"api/{navn}/", False)]
    if navn == "metadata":
        lenker += _kodelistene(kall)
    else:
        lenker += [(f"{navn}/{SOM_HETER.get(r, r)}/", f"api/{navn}/{r}/", True) for r in I_PAKKEN[navn]]
        nye = [n for n in relasjoner.NYE_I_PAKKEN.get(navn, ()) if kall.kontekst.kan_lage(n)]
        if "bruker" in nye and not i_arkivtjenesten():
            nye.remove("bruker")
        lenker += [(f"{navn}/ny-{SOM_HETER.get(n, n)}/", f"api/{navn}/ny-{n}/", False) for n in nye]
    if navn == "admin":
        lenker.append(("admin/system/", "api/admin/system/", False))
    return json({"_links": faste(kall.kontekst, *lenker)})


def _kodelistene(kall: Kall) -> list[tuple[str, str, bool]]:
    lister = (*listene(), egnefelt.LISTE)
    lenker = [(f"metadata/{liste}/", f"api/metadata/{liste}/", True) for liste in lister]
    if kall.kontekst.kan_lage("metadata"):
        lenker += [(f"metadata/ny-{liste}/", f"api/metadata/ny-{liste}/", False) for liste in lister]
    return lenker


def system(kall: Kall) -> HttpResponse:
    """What the system is called, which version it is, and how large a file may be in one piece."""
    kropp: dict[str, Any] = {
        "bulkgrense": settings.BYSAK_API_BULKGRENSE,
        "leverandoer": "Bysak",
        "produkt": "Bysak",
        "versjon": version("bysak"),
        "versjonsdato": VERSJONSDATO,
        "protokollversjon": "1.1",
    }
    adressen = "api/admin/system/"
    kropp["_links"] = faste(kall.kontekst, ("self", adressen, False), ("admin/system/", adressen, False))
    return json(kropp, ETag=f'"{version("bysak")}-{settings.BYSAK_API_BULKGRENSE}"')


def i_pakken(navn: str, pakke_: str) -> bool:
    """Does this resource stand in this package?"""
    return navn in RESSURSER and RESSURSER[navn].pakke == pakke_
