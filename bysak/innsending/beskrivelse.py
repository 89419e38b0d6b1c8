"""The endpoint of form systems, described as OpenAPI 3.1; a test posts what it says."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from bysak.innsending.grensesnitt import MAKS_FILER, Post

EKSEMPEL: dict[str, Any] = {
    "avsender": {"navn": "Ebba Lønnfjell", "epost": "ebba@lonnfjell.example", "telefon": "22 00 00 00"},
    "skjema": "Søknad om parkering for forflytningshemmede",
    "emne": "Søknad om parkering",
    "tekst": "Jeg søker om parkering ved hjemmet.",
    "saksreferanse": "2026/1",
    "sendt": "2026-11-22T09:30:00+01:00",
    "felter": [{"navn": "Bilens kjennetegn", "verdi": "EL 12345"}],
}


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The description."""
    return JsonResponse(beskrivelsen())


def beskrivelsen() -> dict[str, Any]:
    """What the endpoint takes and answers."""
    (_post,), skjemaer = msgspec.json.schema_components([Post], ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Innsending til Bysak",
            "version": "1",
            "description": "Skjemasystemer sender meldinger med filer til en virksomhets mottak. 201 betyr at alt er"
            " lagret og skrevet ned. Får du ikke svar, så send det samme igjen med samme Idempotency-Key.",
        },
        "servers": [{"url": settings.BYSAK_INNSENDING_ADRESSE}],
        "security": [{"token": []}],
        "paths": {
            "/innsending/v1/{bydel}/poster": {"parameters": [_bydel()], "post": _poster()},
            "/innsending/v1/{bydel}/filer": {"parameters": [_bydel()], "post": _begynn()},
            "/innsending/v1/{bydel}/filer/{nummer}": {
                "parameters": [_bydel(), _parameter("nummer", "path", "Fra Location.")], "put": _fortsett(),
            },
        },
        "components": {
            "schemas": skjemaer | {"Kvittering": _KVITTERING, "Feil": _FEIL},
            "securitySchemes": {
                "token": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": f"{settings.BYSAK_ADRESSE}/noark5v5/oauth/token",
                            "scopes": {"noark5": "Integrasjonens rettigheter"},
                        }
                    },
                }
            },
        },
    }  # fmt: skip


_TEKST = {"type": "string"}
_KVITTERING: dict[str, Any] = {
    "type": "object",
    "required": ["kvittering", "mottatt", "virksomhet", "filer"],
    "properties": {
        "kvittering": _TEKST,
        "mottatt": {"type": "string", "format": "date-time"},
        "virksomhet": _TEKST,
        "filer": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "navn": _TEKST, "mime": _TEKST, "sha256": _TEKST, "stoerrelse": {"type": "integer"},
                },
            },
        },
    },
}  # fmt: skip
_FEIL: dict[str, Any] = {
    "type": "object",
    "required": ["kode", "beskrivelse"],
    "properties": {
        "kode": {"type": "integer"},
        "beskrivelse": _TEKST,
        "feil": {"type": "array", "items": {"type": "object", "properties": {"felt": _TEKST, "beskrivelse": _TEKST}}},
    },
}
_NEI = {
    400: "Kan ikke leses", 401: "Token mangler eller er utløpt", 403: "Ingen rett til å sende inn hit",
    404: "Opplastingen finnes ikke", 409: "Nøkkelen er brukt for noe annet, eller en fil er ikke ferdig sendt",
    413: "For stort eller for mange filer", 415: "Feil innholdstype", 416: "Delen passer ikke; Range sier hvor langt",
    422: "Felt mangler eller er feil, eller en sjekksum stemmer ikke", 429: "For mange kall",
    503: "Mottaket er ute av drift; send igjen", 507: "Lageret er fullt; send igjen",
}  # fmt: skip


def _bydel() -> dict[str, Any]:
    return _parameter("bydel", "path", "Virksomhetens kode, den samme som tokenet gjelder for.")


def _parameter(navn: str, sted: str, hva: str) -> dict[str, Any]:
    return {"name": navn, "in": sted, "required": True, "description": hva, "schema": _TEKST}


def _svar(ja: dict[int, dict[str, Any]], *nei: int) -> dict[str, Any]:
    feil = {"application/json": {"schema": {"$ref": "#/components/schemas/Feil"}}}
    koder = {k: {"description": _NEI[k], "content": feil} for k in (*nei, 401, 403, 429, 503, 507)}
    return {str(k): v for k, v in sorted((ja | koder).items())}


def _poster() -> dict[str, Any]:
    melding = {"$ref": "#/components/schemas/Post"}
    filer = {"type": "array", "maxItems": MAKS_FILER, "items": {"type": "string", "format": "binary"}}
    kvittert = {"application/json": {"schema": {"$ref": "#/components/schemas/Kvittering"}}}
    return {
        "operationId": "sendInn",
        "summary": f"Send inn en melding, inntil {settings.BYSAK_INNSENDING_MAKS_MB} MB i ett",
        "parameters": [_parameter("Idempotency-Key", "header", "Meldingens navn hos avsender, 8 til 200 tegn.")],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": melding, "example": EKSEMPEL},
                "multipart/form-data": {
                    "schema": {
                        "type": "object", "required": ["melding"], "properties": {"melding": melding, "fil": filer},
                    }
                },
            },
        },
        "responses": _svar(
            {201: {"description": "Mottatt", "content": kvittert}, 200: {"description": "Mottatt før, samme svar",
             "content": kvittert}}, 400, 404, 409, 413, 415, 422,
        ),
    }  # fmt: skip


def _begynn() -> dict[str, Any]:
    return {
        "operationId": "begynnFil",
        "summary": f"Begynn en stor fil, inntil {settings.BYSAK_INNSENDING_FIL_MB} MB",
        "parameters": [_parameter("X-Upload-Content-Length", "header", "Filens størrelse i byte.")],
        "responses": _svar({201: {"description": "Send delene til adressen i Location"}}, 400, 413),
    }


def _fortsett() -> dict[str, Any]:
    return {
        "operationId": "sendDel",
        "summary": "Send neste del; svaret sier hvor mange byte som er mottatt",
        "parameters": [_parameter("Content-Range", "header", "bytes fra-til/hele")],
        "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
        "responses": _svar({200: {"description": "Delen er mottatt"}}, 400, 404, 416),
    }
