"""metadata/virksomhetsspesifikkeMetadata/: the register of the elements that a virksomhet has declared (section 13)."""

from typing import Any

from django.http import HttpResponse

from bysak.api.noark5.feil import FinnesIkke
from bysak.api.noark5.kall import Kall, json
from bysak.api.noark5.lenker import faste
from bysak.api.noark5.lister import av_ordboeker
from bysak.arkivstruktur.metadataskjema import PREFIKS
from bysak.arkivstruktur.models import Metadatafelt

LISTE = "virksomhetsspesifikkeMetadata"
STI = f"api/metadata/{LISTE}/"
_TYPER = {"tekst": "string", "tall": "integer", "dato": "date", "ja_nei": "boolean", "valg": "string"}


def _som_json(kall: Kall, felt: Metadatafelt) -> dict[str, Any]:
    sti = f"{STI}{felt.pk}/"
    ut: dict[str, Any] = {
        "systemID": felt.pk,
        "navn": PREFIKS + felt.navn,
        "type": _TYPER[felt.verditype],
        "beskrivelse": felt.ledetekst,
    }
    if felt.utgaatt_dato:
        ut["utdatert"] = True
    return ut | {"_links": faste(kall.kontekst, ("self", sti, False), (f"metadata/{LISTE}/", sti, False))}


def les_liste(kall: Kall) -> HttpResponse:
    """GET of the register."""
    return av_ordboeker(kall, STI, [_som_json(kall, f) for f in Metadatafelt.objects.all()])


def les(kall: Kall, system_id: str) -> HttpResponse:
    """GET of one declared element."""
    felt = next((f for f in Metadatafelt.objects.all() if str(f.pk) == system_id), None)
    if felt is None:
        raise FinnesIkke
    return json(_som_json(kall, felt), ETag=f'"{felt.utgaatt_dato or 1}"')
