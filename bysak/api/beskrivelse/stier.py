"""What is neither a list nor one thing: files, ties, extensions, single values, code lists, and what we send out."""

from collections.abc import Iterator
from typing import Any

from bysak.api.noark5 import egnefelt
from bysak.api.noark5.feil import NOARK
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.kodelister import listene
from bysak.api.noark5.lenker import SKJERMET, enkeltfelt
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.referanser import FJERNES, LEGGES_TIL, SETTES
from bysak.api.noark5.skriving import UTVIDES

Json = dict[str, Any]
FILER = ("dokumentbeskrivelse", "dokumentobjekt")
_FEIL: Json = {"default": {"$ref": "#/components/responses/Feil"}}
_BYTE: Json = {"schema": {"type": "string", "format": "binary"}}
_FIL: Json = {"required": True, "content": {"application/octet-stream": _BYTE}}
_KNYTNINGER = (("post", LEGGES_TIL, "Knytt."), ("put", SETTES, "Flytt."), ("delete", FJERNES, "Løs."))
_TEKST: Json = {"type": "string"}
_KODEVERDI: Json = {
    "type": "object",
    "properties": {"kode": _TEKST, "kodenavn": _TEKST, "_links": {"$ref": "#/components/schemas/Lenker"}},
}


def handling(hva: str, merke: str, skjema: Json | None = None, *, status: str = "200") -> Json:
    """One method of one path: what it answers when it goes well, and the error body for all else."""
    svar: Json = {"description": hva}
    if skjema is not None:
        svar["content"] = {NOARK: {"schema": skjema}}
    return {"summary": hva, "tags": [merke], "responses": {status: svar, **_FEIL}}


def parameter(navn: str, slag: str, hva: str, *, i: str = "query", maa: bool = False) -> Json:
    """One value of the path, the query or a header."""
    return {"name": navn, "in": i, "required": maa or i == "path", "schema": {"type": slag}, "description": hva}


def kropp(skjema: Json, type_: str = NOARK) -> Json:
    """What is sent."""
    return {"required": True, "content": {type_: {"schema": skjema}}}


def om(r: Ressurs, egen: str, mitt: list[Json]) -> Iterator[tuple[str, Json]]:
    """What one thing has beside its relations."""
    peker = {"$ref": f"#/components/schemas/{r.navn}"}
    for rel in r.relasjoner.values():
        yield f"{egen}{rel.navn}/$count", {"parameters": mitt, "get": antall(r, r.pakke)}
    for metode, tabell, hva in _KNYTNINGER:
        for hvem, rel_navn in tabell:
            if hvem == r.rot:
                id_ = parameter("$id", "string", "Adressen til den andre.")
                knytt = handling(hva, r.pakke, status="204") | {"parameters": [id_]}
                yield f"{egen}{rel_navn}/$ref", {"parameters": mitt, metode: knytt}
    for navn, (til, _verb) in UTVIDES.items():
        if r.navn == RESSURSER[til].base:
            til_den = {"$ref": f"#/components/schemas/{til}"}
            put = handling(f"Gjør den til en {til}.", r.pakke, til_den) | {"requestBody": kropp(til_den)}
            mal = handling(f"En mal for {til}.", r.pakke, {"type": "object"})
            yield f"{egen}{navn}/", {"parameters": mitt, "get": mal, "put": put}
    for felt in enkeltfelt(r):
        yield from _enkeltverdier(r, f"{egen}", felt, mitt)
    if r.navn in FILER:
        yield from _filen(r, egen, mitt, peker)


def antall(r: Ressurs, pakke: str) -> Json:
    """How many there are, as a number alone."""
    filter_ = {"$ref": "#/components/parameters/filter"}
    tall = {"description": "Hvor mange.", "content": {"text/plain": {"schema": {"type": "integer"}}}}
    return _svarer(f"Hvor mange {r.navn} det er.", pakke, tall) | {"parameters": [filter_]}


def _svarer(hva: str, pakke: str, svar: Json) -> Json:
    return {"summary": hva, "tags": [pakke], "responses": {"200": svar, **_FEIL}}


def _enkeltverdier(r: Ressurs, egen: str, felt: str, mitt: list[Json]) -> Iterator[tuple[str, Json]]:
    egne = {"kode": _TEKST, "kodenavn": _TEKST} if felt == SKJERMET else {felt: _TEKST}
    en: Json = {"type": "object", "required": [next(iter(egne))], "properties": egne}
    hele = handling(f"Verdiene av {felt}.", r.pakke, {"type": "object"})
    yield f"{egen}{felt}/", {"parameters": mitt, "get": hele}
    lag = handling("Legg til en verdi.", r.pakke, en, status="201") | {"requestBody": kropp(en)}
    yield (
        f"{egen}ny-{felt}/",
        {"parameters": mitt, "get": handling("En mal.", r.pakke, {"type": "object"}), "post": lag},
    )
    id_ = parameter("verdiID", "string", "Verdiens id.", i="path")
    bytt = handling("Bytt verdien.", r.pakke, en) | {"requestBody": kropp(en)}
    yield (
        f"{egen}{felt}/{{verdiID}}/",
        {
            "parameters": [*mitt, id_],
            "get": handling("Én verdi.", r.pakke, en),
            "put": bytt,
            "delete": handling("Ta verdien bort.", r.pakke, status="204"),
        },
    )


def _filen(r: Ressurs, egen: str, mitt: list[Json], peker: Json) -> Iterator[tuple[str, Json]]:
    """The file: whole, in ranges, and in pieces that can be taken up again."""
    helt = {"description": "Filen.", "content": {"*/*": _BYTE}}
    del_ = {"description": "Den delen det ble bedt om.", "content": {"*/*": _BYTE}}
    hent = _svarer("Hent filen, hel eller en del.", r.pakke, helt)
    hent["responses"] = {"206": del_, **hent["responses"]}
    utsnitt = parameter("Range", "string", "Som bytes=0-999.", i="header")
    send = handling("Send filen i ett, eller begynn på en som kommer i deler.", r.pakke, peker, status="201")
    send["responses"]["200"] = {"description": "Begynt: delene skal til adressen i Location."}
    i_deler = [
        parameter("X-Upload-Content-Length", "integer", "Hele filens størrelse, uten kropp.", i="header"),
        parameter("X-Upload-Content-Type", "string", "Hele filens type.", i="header"),
    ]
    for navn in ("fil", "referanseFil"):
        yield (
            f"{egen}{navn}/",
            {
                "parameters": mitt,
                "get": hent | {"parameters": [utsnitt]},
                "post": send | {"parameters": i_deler, "requestBody": _FIL | {"required": False}},
            },
        )
    paa_vei = handling("Send en del. Den siste gir 201.", r.pakke, peker, status="201")
    paa_vei["responses"]["200"] = {"description": "Delen er tatt imot; Range sier hvor langt det er kommet."}
    stykke = parameter("Content-Range", "string", "Som bytes 0-524287/2000000.", i="header", maa=True)
    nummer = parameter("oekt", "string", "Fra Location.", i="path")
    yield (
        f"{egen}fil/{{oekt}}/",
        {
            "parameters": [*mitt, nummer],
            "put": paa_vei | {"parameters": [stykke], "requestBody": _FIL},
        },
    )


def metadata() -> Iterator[tuple[str, Json]]:
    """The code lists: read by all, written by the administrator."""
    kode = parameter("kode", "string", "Koden, som E eller fmt/95.", i="path")
    for liste in listene():
        rot = f"/api/metadata/{liste}/"
        yield rot, {"get": handling(f"Kodelisten {liste}.", "metadata", {"type": "object"})}
        en: Json = {"parameters": [kode], "get": handling(f"En verdi av {liste}.", "metadata", _KODEVERDI)}
        for metode, hva in (("put", "Erstatt."), ("patch", "Endre.")):
            en[metode] = handling(hva, "metadata", _KODEVERDI) | {"requestBody": kropp(_KODEVERDI)}
        yield f"{rot}{{kode}}/", en | {"delete": handling("Ta verdien bort.", "metadata", status="204")}
        lag = handling(f"Ny verdi i {liste}.", "metadata", _KODEVERDI, status="201")
        yield (
            f"/api/metadata/ny-{liste}/",
            {
                "get": handling(f"En mal for {liste}.", "metadata", {"type": "object"}),
                "post": lag | {"requestBody": kropp(_KODEVERDI)},
            },
        )


def egne_felt() -> Iterator[tuple[str, Json]]:
    """The register of a virksomhet's own fields: made and taken out of use, and not renamed."""
    rot, felt = f"/api/metadata/{egnefelt.LISTE}/", parameter("systemID", "string", "Feltets id.", i="path")
    et: Json = {"type": "object"}
    borte = handling("Ta feltet ut av bruk.", "metadata", status="204")
    lag = handling("Et nytt felt.", "metadata", et, status="201") | {"requestBody": kropp(et)}
    yield rot, {"get": handling("Virksomhetens egne felt.", "metadata", et)}
    yield f"{rot}{{systemID}}/", {"parameters": [felt], "get": handling("Ett felt.", "metadata", et), "delete": borte}
    yield f"/api/metadata/ny-{egnefelt.LISTE}/", {"get": handling("En mal.", "metadata", et), "post": lag}


def webhooks() -> Json:
    """What we send to those who subscribe."""
    melding = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "description": "Som saksmappe.opprettet. «proeve» er en prøvemelding."},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": "#/components/schemas/Hendelse"},
        },
    }
    hoder = [
        parameter("webhook-id", "string", "Meldingens id, den samme når den sendes igjen.", i="header", maa=True),
        parameter("webhook-timestamp", "string", "Sekunder siden 1970.", i="header", maa=True),
        parameter("webhook-signature", "string", "v1, og HMAC-SHA-256 av id.timestamp.kropp.", i="header", maa=True),
    ]
    svar = {"2XX": {"description": "Mottatt."}, "default": {"description": "Sendes igjen senere."}}
    post = {"summary": "Noe er endret.", "tags": ["endringer"], "parameters": hoder, "responses": svar}
    return {"endring": {"post": post | {"security": [], "requestBody": kropp(melding, "application/json")}}}
