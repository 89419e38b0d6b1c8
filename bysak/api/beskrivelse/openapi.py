"""What the interface is, as OpenAPI 3.1: made out of the declaration that the answers are made of."""

from functools import cache
from importlib.metadata import version
from typing import Any

from bysak.api.beskrivelse.stier import antall, egne_felt, metadata, om, webhooks
from bysak.api.noark5.feil import NOARK
from bysak.api.noark5.form import GIS, PAALAGT, Felt, Ressurs
from bysak.api.noark5.relasjoner import NYE_I_PAKKEN
from bysak.api.noark5.ressurser import GRUPPER, RESSURSER
from bysak.api.noark5.rot import I_PAKKEN, PAKKER
from bysak.api.noark5.skriv.endring import ENDRES
from bysak.api.noark5.skriv.opprettelse import LAGES
from bysak.api.noark5.skriv.sletting import SLETTES
from bysak.api.noark5.visninger import LOGG

Json = dict[str, Any]
_TYPER: dict[str, Json] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "dateTime": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
    "vsm": {"type": "object", "additionalProperties": True},
}
_PLIKT = {PAALAGT: "Må sendes.", GIS: "Bysak setter den når den ikke sendes."}
_SOEK = (
    ("$filter", "string", "Vilkår i OData, som tittel eq 'Gangvei'."),
    ("$orderby", "string", "Sortering, som opprettetDato desc."),
    ("$top", "integer", "Hvor mange."),
    ("$skip", "integer", "Hvor mange som hoppes over."),
    ("$search", "string", "Fritekst."),
    ("$expand", "string", "Relasjoner som tas med i svaret."),
)


@cache
def beskrivelse() -> Json:
    """The whole document; addresses are relative to the server that is put in when it is served."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Bysak: Noark 5 tjenestegrensesnitt",
            "version": version("bysak"),
            "summary": "Noark 5 tjenestegrensesnitt 1.1, med en strøm av endringer.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "security": [{"token": []}],
        "tags": [{"name": pakke} for pakke in (*PAKKER, "endringer")],
        "paths": dict(sorted(_stier().items())),
        "webhooks": webhooks(),
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Se .well-known/openid-configuration."}
            },
            "schemas": dict(sorted(_skjemaer().items())),
            "parameters": {navn.strip("$"): _parameter(navn, slag, tekst) for navn, slag, tekst in _SOEK},
            "responses": {"Feil": _svar("Det gikk ikke, og hvorfor.", {"$ref": "#/components/schemas/Feil"})},
        },
    }


def _skjemaer() -> dict[str, Json]:
    tekst = {"type": "string"}
    faste: dict[str, Json] = {
        "Lenker": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["href"],
                "properties": {"href": tekst, "templated": {"type": "boolean"}},
            },
        },
        "Kode": {"type": "object", "properties": {"kode": tekst, "kodenavn": tekst}},
        "Feil": {
            "type": "object",
            "required": ["feil"],
            "properties": {
                "feil": {
                    "type": "object",
                    "required": ["kode"],
                    "properties": {"kode": {"type": "integer"}, "beskrivelse": tekst},
                },
                "hindre": {"type": "array", "items": {"type": "object"}},
            },
        },
        "Hendelse": {
            "type": "object",
            "required": ["nummer", "hendelse", "entitet", "systemID", "tidspunkt"],
            "properties": {
                "nummer": tekst,
                "hendelse": {"enum": ["opprettet", "endret", "slettet"]},
                "entitet": tekst,
                "systemID": _TYPER["uuid"],
                "tidspunkt": _TYPER["dateTime"],
                "attributter": {"type": "array", "items": tekst},
                "href": tekst,
            },
        },
    }
    grupper = {f"gruppe.{navn}": _objekt(felt) for navn, felt in GRUPPER.items()}
    return faste | grupper | {navn: _ressurs(r) for navn, r in RESSURSER.items()}


def _ressurs(r: Ressurs) -> Json:
    skjema = _objekt(r.felt)
    skjema["properties"]["_links"] = {"$ref": "#/components/schemas/Lenker"}
    return skjema


def _objekt(felter: Any) -> Json:
    return {"type": "object", "properties": {f.navn: _felt(f) for f in felter.values()}}


def _felt(f: Felt) -> Json:
    if f.kodeliste:
        skjema: Json = {"$ref": "#/components/schemas/Kode", "description": f"Fra metadata/{f.kodeliste}."}
    elif f.gruppe:
        skjema = {"$ref": f"#/components/schemas/gruppe.{f.gruppe}"}
    else:
        skjema = dict(_TYPER[f.type])
    if f.plikt in _PLIKT:
        skjema["description"] = " ".join(filter(None, [skjema.get("description"), _PLIKT[f.plikt]]))
    return {"type": "array", "items": skjema} if f.flere else skjema


def _stier() -> dict[str, Json]:
    stier: dict[str, Json] = {
        "/": {"get": _handling("Roten: hvordan man logger inn, og pakkene.", "admin", _lenker()) | {"security": []}},
        "/api/admin/system/": {"get": _handling("Hva systemet er.", "admin", {"type": "object"})},
        "/api/endringer/": {"get": _stroemmen()},
    }
    for pakke in PAKKER:
        stier[f"/api/{pakke}/"] = {"get": _handling("Det som finnes i pakken.", pakke, _lenker())}
        for ny in filter(LAGES.__contains__, NYE_I_PAKKEN.get(pakke, ())):
            stier[f"/api/{pakke}/ny-{ny}/"] = _lages(RESSURSER[ny], pakke)
        for navn in (*I_PAKKEN.get(pakke, ()), *(n for n in NYE_I_PAKKEN.get(pakke, ()) if n in RESSURSER)):
            stier[f"/api/{pakke}/{navn}/"] = {"get": _liste(RESSURSER[navn], pakke)}
            stier[f"/api/{pakke}/{navn}/$count"] = {"get": antall(RESSURSER[navn], pakke)}
    stier |= dict(metadata()) | dict(egne_felt())
    for r in RESSURSER.values():
        stier |= _ressursens(r)
    return stier


def _ressursens(r: Ressurs) -> dict[str, Json]:
    egen = f"/api/{r.pakke}/{r.navn}/{{systemID}}/"
    mitt = [_parameter("systemID", "string", "Id-en.", i="path")]
    stier: dict[str, Json] = {egen: {"parameters": mitt, "get": _handling(f"Én {r.navn}.", r.pakke, _peker(r))}}
    stier[egen] |= _endres(r)
    for ny in filter(LAGES.__contains__, r.nye):
        stier[f"{egen}ny-{ny}/"] = {"parameters": mitt, **_lages(RESSURSER[ny], r.pakke)}
    for rel in r.relasjoner.values():
        til = RESSURSER[rel.navn] if rel.navn in RESSURSER else RESSURSER[rel.til]
        stier[f"{egen}{rel.navn}/"] = {"parameters": mitt, "get": _liste(til, r.pakke)}
    if r.arkivenhet:
        stier[f"{egen}{LOGG}/"] = {"parameters": mitt, "get": _liste(RESSURSER[LOGG], r.pakke)}
    for sti, hva in om(r, egen, mitt):
        stier[sti] = stier.get(sti, {}) | hva
    return stier


def _endres(r: Ressurs) -> Json:
    """PUT, PATCH and DELETE. The version is that of the ETag; without one nothing is replaced (contract section 8)."""
    versjon = [_parameter("If-Match", "string", "ETag-en fra siste lesning.", i="header")]
    ut: Json = {}
    if r.rot in ENDRES:
        for metode, type_, hva in (("put", NOARK, "Erstatt."), ("patch", "application/merge-patch+json", "Endre.")):
            kropp = {"required": True, "content": {type_: {"schema": _peker(r)}}}
            ut[metode] = _handling(hva, r.pakke, _peker(r)) | {"requestBody": kropp, "parameters": versjon}
    if r.rot in SLETTES:
        ut["delete"] = _handling("Slett.", r.pakke, {}) | {"parameters": versjon}
        ut["delete"]["responses"] = {"204": {"description": "Borte."}, **ut["delete"]["responses"]}
        del ut["delete"]["responses"]["200"]
    return ut


def _lages(r: Ressurs, pakke: str) -> Json:
    """GET of a template and POST of a new one."""
    lag = _handling(f"Lag en {r.navn}.", pakke, _peker(r))
    lag["responses"]["201"] = lag["responses"].pop("200")
    mal = _handling(f"En mal for {r.navn}.", pakke, {"type": "object"})
    return {"get": mal, "post": lag | {"requestBody": {"required": True, "content": {NOARK: {"schema": _peker(r)}}}}}


def _stroemmen() -> Json:
    svar = {
        "type": "object",
        "required": ["hendelser", "neste", "mer"],
        "properties": {
            "hendelser": {"type": "array", "items": {"$ref": "#/components/schemas/Hendelse"}},
            "neste": {"type": "string"},
            "mer": {"type": "boolean"},
            "_links": {"$ref": "#/components/schemas/Lenker"},
        },
    }
    handling = _handling("Hva som er endret siden sist.", "endringer", svar)
    etter = _parameter("etter", "string", "Merket man går videre fra; tomt er fra begynnelsen, «siste» er fra nå.")
    return handling | {"parameters": [etter, _parameter("antall", "integer", "Hvor mange linjer av loggen, høyst.")]}


def _liste(r: Ressurs, pakke: str) -> Json:
    svar = {
        "type": "object",
        "required": ["count", "_links"],
        "properties": {
            "count": {"type": "integer", "minimum": 0},
            "results": {"type": "array", "items": _peker(r)},
            "_links": {"$ref": "#/components/schemas/Lenker"},
        },
    }
    handling = _handling(f"Alle av typen {r.navn} som du ser.", pakke, svar)
    return handling | {"parameters": [{"$ref": f"#/components/parameters/{n.strip('$')}"} for n, *_ in _SOEK]}


def _handling(hva: str, merke: str, skjema: Json) -> Json:
    svar = {"200": _svar("Her er det.", skjema), "default": {"$ref": "#/components/responses/Feil"}}
    return {"summary": hva, "tags": [merke], "responses": svar}


def _svar(hva: str, skjema: Json) -> Json:
    return {"description": hva, "content": {NOARK: {"schema": skjema}}}


def _parameter(navn: str, slag: str, hva: str, *, i: str = "query") -> Json:
    return {"name": navn, "in": i, "required": i == "path", "schema": {"type": slag}, "description": hva}


def _peker(r: Ressurs) -> Json:
    return {"$ref": f"#/components/schemas/{r.navn}"}


def _lenker() -> Json:
    lenker = {"_links": {"$ref": "#/components/schemas/Lenker"}}
    return {"type": "object", "required": ["_links"], "properties": lenker}
