"""The description for programs (`openapi.json`) and for people (`dokumentasjon`). Neither says anything of anybody."""

from functools import lru_cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bysak.api.beskrivelse.openapi import beskrivelse
from bysak.api.noark5.ressurser import GRUPPER, RESSURSER
from bysak.api.noark5.rot import PAKKER
from bysak.api.tilgang.adresse import base


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    return HttpResponse(_som_tekst(base(request).rstrip("/")), content_type="application/json")


@lru_cache(maxsize=8)
def _som_tekst(hvor: str) -> bytes:
    """Written once for each name that we answer to: it is large, and anybody may ask for it."""
    return msgspec.json.encode(beskrivelse() | {"servers": [{"url": hvor}]})


@require_GET
def dokumentasjon(request: HttpRequest) -> HttpResponse:
    """Every kind of thing, its attributes and where one goes from it."""
    per_pakke = {p: [r for r in RESSURSER.values() if r.pakke == p] for p in PAKKER}
    kontekst = {
        "pakker": {p: rader for p, rader in per_pakke.items() if rader},
        "grupper": GRUPPER,
        "rot": base(request),
    }
    return render(request, "api/dokumentasjon.html", kontekst)
