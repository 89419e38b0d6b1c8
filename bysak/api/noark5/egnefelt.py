"""metadata/virksomhetsspesifikkeMetadata/: the register of the elements that a virksomhet has declared (section 13)."""

from typing import Any

from django.http import HttpResponse

from bysak.api.noark5.feil import Feil, FinnesIkke
from bysak.api.noark5.kall import Kall, json, kropp, uten_innhold
from bysak.api.noark5.lenker import faste
from bysak.api.noark5.lister import av_ordboeker
from bysak.arkivstruktur.metadataskjema import helt_navn, opprett_metadatafelt, utgaa_metadatafelt
from bysak.arkivstruktur.models import Metadatafelt

LISTE = "virksomhetsspesifikkeMetadata"
STI = f"api/metadata/{LISTE}/"
_Type = Metadatafelt.Verditype
_TYPER: dict[str, str] = {
    _Type.TEKST: "string",
    _Type.TALL: "integer",
    _Type.DATO: "date",
    _Type.JA_NEI: "boolean",
    _Type.DESIMALTALL: "decimal",
    _Type.TIDSPUNKT: "datetime",
    _Type.NETTADRESSE: "uri",
}
_ATTRIBUTTER = frozenset({"systemID", "navn", "type", "beskrivelse", "kilde", "utdatert", "_links"})


def _som_json(kall: Kall, felt: Metadatafelt) -> dict[str, Any]:
    sti = f"{STI}{felt.pk}/"
    ut = {
        "systemID": str(felt.pk),
        "navn": helt_navn(felt.navn),
        # A choice from a list is text to those who do not know the list.
        "type": _TYPER.get(felt.verditype, "string"),
        "beskrivelse": felt.beskrivelse or felt.ledetekst,
        "kilde": felt.kilde,
        "utdatert": felt.utgaatt_dato is not None,
    }
    lenker = faste(kall.kontekst, ("self", sti, False), (f"metadata/{LISTE}/", sti, False))
    return {n: v for n, v in ut.items() if v} | {"_links": lenker}


def _svar(kall: Kall, felt: Metadatafelt, status: int = 200) -> HttpResponse:
    hoder = {"ETag": f'"{felt.utgaatt_dato or 1}"'}
    if status == 201:
        hoder["Location"] = f"{kall.kontekst.base}{STI}{felt.pk}/"
    return json(_som_json(kall, felt), status, **hoder)


def _finn(system_id: str) -> Metadatafelt:
    felt = next((f for f in Metadatafelt.objects.all() if str(f.pk) == system_id), None)
    if felt is None:
        raise FinnesIkke
    return felt


def les_liste(kall: Kall) -> HttpResponse:
    """GET of the register."""
    return av_ordboeker(kall, STI, [_som_json(kall, f) for f in Metadatafelt.objects.all()])


def les(kall: Kall, system_id: str) -> HttpResponse:
    """GET of one declared element."""
    return _svar(kall, _finn(system_id))


def opprett(kall: Kall) -> HttpResponse:
    """POST of an element: what is declared here may be used on anything."""
    sendt = kropp(kall.request)
    feil = [f"«{n}» er ikke et felt her." for n in sorted(set(sendt) - _ATTRIBUTTER)]
    tekster = {n: sendt.get(n) or "" for n in ("navn", "type", "beskrivelse", "kilde")}
    feil += [f"«{n}» må være tekst." for n, v in tekster.items() if not isinstance(v, str)]
    typen = next((intern for intern, ytre in _TYPER.items() if ytre == tekster["type"]), "")
    if not feil and not typen:
        feil = [f"«type» må være en av {', '.join(_TYPER.values())}."]
    if feil:
        raise Feil(400, " ".join(feil))
    navn = tekster["navn"]
    felt = opprett_metadatafelt(
        Metadatafelt.Enhet.ALT, navn=navn, ledetekst=navn.partition(":")[2] or navn, verditype=typen,
        beskrivelse=tekster["beskrivelse"], kilde=tekster["kilde"][:250], av=kall.av,
    )  # fmt: skip
    return _svar(kall, felt, 201)


def utgaa(kall: Kall, system_id: str) -> HttpResponse:
    """DELETE of an element takes it out of use: what is filled in stays, and so does the word for it."""
    utgaa_metadatafelt(_finn(system_id), av=kall.av)
    return uten_innhold()
