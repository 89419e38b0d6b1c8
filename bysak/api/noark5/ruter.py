"""The interface as a table of contents: method and path to view. Both with and without the last slash."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from bysak.api.hendelser.visning import endringer
from bysak.api.noark5 import egnefelt, enkeltverdier, lister, metadata, rot, skriving, visninger
from bysak.api.noark5.feil import Feil, FinnesIkke
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.kall import Kall, i_arbeid, json
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv import filer
from bysak.api.noark5.visninger import noekkel

LESER = frozenset({"GET", "HEAD"})
SKRIVER = frozenset({"PUT", "PATCH", "DELETE"})
NY = skriving.NY
# The log is the proof of what was done here, so nobody writes in it but by doing something.
BARE_BYSAK_LOGGER = "Loggen skrives av Bysak selv når noe gjøres. Bruk en merknad for å fortelle noe mer."


def finn(request: HttpRequest, sti: str) -> HttpResponseBase:
    """Answer a request. sti: what comes after the base. Raises what `feil.som_feil` knows."""
    deler = [d for d in sti.split("/") if d]
    if not deler:
        _krev(request, "GET")
        return rot.rot(request)
    if deler[0] != "api" or len(deler) < 2:
        raise FinnesIkke
    fil = _fil(request, deler[1:])
    if fil is not None:
        return fil
    with i_arbeid(request, _verb(request)) as kall:
        return _innenfor(kall, deler[1:])


def _fil(request: HttpRequest, deler: list[str]) -> HttpResponseBase | None:
    """What has to do with a file opens its own arbeid: none is open while bytes move."""
    match deler:
        case ["arkivstruktur", ("dokumentobjekt" | "dokumentbeskrivelse") as navn, system_id, "fil" | "referanseFil"]:
            maal = filer.Maal(navn, noekkel(RESSURSER[navn], system_id))
            _krev(request, "GET", "POST")
            return filer.send(request, maal) if request.method == "POST" else filer.hent(request, maal)
        case ["arkivstruktur", ("dokumentobjekt" | "dokumentbeskrivelse") as navn, system_id, "fil", nummer]:
            _krev(request, "PUT")
            return filer.fortsett(request, filer.Maal(navn, noekkel(RESSURSER[navn], system_id)), nummer)
    return None


def _verb(request: HttpRequest) -> str:
    """What the log calls the act: the method, as no client says more."""
    return "" if request.method in LESER else f"api {request.method}".lower()


def _krev(request: HttpRequest, *metoder: str) -> None:
    if ("GET" if request.method == "HEAD" else request.method) not in metoder:
        raise Feil(405, "Adressen tar ikke imot denne metoden.", {"Allow": ", ".join(metoder)})


def _innenfor(kall: Kall, deler: list[str]) -> HttpResponse:
    if deler[0] == "metadata" and len(deler) > 1:
        return _metadata(kall, deler[1], "/".join(deler[2:]))
    skrevet = _skriver(kall, deler)
    if skrevet is not None:
        return skrevet
    _krev(kall.request, "GET")
    match deler:
        case ["endringer"]:
            return json(endringer(kall.request, kall.av))
        case [pakke]:
            return rot.pakke(kall, pakke)
        case ["admin", "system"]:
            return rot.system(kall)
        case [pakke, navn, "$count"]:
            return lister.tell(kall, _ressurs(pakke, navn))
        case [pakke, navn]:
            return visninger.liste(kall, _ressurs(pakke, navn))
        case [pakke, navn, system_id]:
            return visninger.les(kall, _ressurs(pakke, navn), system_id)
        case [pakke, navn, system_id, rel]:
            return visninger.relasjon(kall, _ressurs(pakke, navn), system_id, rel)
        case [pakke, navn, system_id, rel, "$count"]:
            return visninger.relasjon(kall, _ressurs(pakke, navn), system_id, rel, bare_antall=True)
    raise FinnesIkke


def _skriver(kall: Kall, deler: list[str]) -> HttpResponse | None:
    """What makes, changes, ties or deletes; None when the path is one that is only read."""
    if deler[-1] in (f"{NY}endringslogg", f"{NY}hendelseslogg"):
        raise Feil(403, BARE_BYSAK_LOGGER)
    match deler:
        case [pakke, navn, system_id, felt, *verdi] if len(verdi) < 2 and enkeltverdier.gjelder(pakke, navn, felt):
            return enkeltverdier.svar(kall, _ressurs(pakke, navn), system_id, felt, *verdi)
        case [pakke, ny] if ny.startswith(NY):
            return skriving.ny(kall, ny.removeprefix(NY), None, pakke)
        case [pakke, navn, system_id] if kall.request.method in SKRIVER:
            return skriving.endre(kall, _ressurs(pakke, navn), system_id)
        case [pakke, navn, system_id, rel, "$ref"]:
            return skriving.referanse(kall, _ressurs(pakke, navn), system_id, rel)
        case [pakke, navn, system_id, rel] if rel in skriving.UTVIDES:
            return skriving.utvid(kall, _ressurs(pakke, navn), system_id, rel)
        case [pakke, navn, system_id, ny] if ny.startswith(NY):
            return skriving.ny(kall, ny.removeprefix(NY), skriving.raden(kall, _ressurs(pakke, navn), system_id), pakke)
    return None


def _metadata(kall: Kall, liste: str, kode: str) -> HttpResponse:
    """A code list, its template, or one of its values. Codes such as `fmt/95` have a slash in them."""
    ny, egne = liste.startswith(metadata.NY) and not kode, liste.endswith(egnefelt.LISTE)
    enkelt = ("GET", "DELETE") if egne else ("GET", "PUT", "PATCH", "DELETE")
    _krev(kall.request, *(("GET", "POST") if ny else enkelt if kode else ("GET",)))
    if ny and kall.request.method == "POST":
        return egnefelt.opprett(kall) if egne else metadata.opprett(kall, liste.removeprefix(metadata.NY))
    if ny:
        return metadata.mal(kall, liste.removeprefix(metadata.NY))
    if egne:
        hva = egnefelt.utgaa if kall.request.method == "DELETE" else egnefelt.les
        return hva(kall, kode) if kode else egnefelt.les_liste(kall)
    if not kode:
        return metadata.les_liste(kall, liste)
    match kall.request.method:
        case "PUT" | "PATCH":
            return metadata.endre(kall, liste, kode)
        case "DELETE":
            return metadata.slett(kall, liste, kode)
    return metadata.les(kall, liste, kode)


def _ressurs(pakke: str, navn: str) -> Ressurs:
    if not rot.i_pakken(navn, pakke):
        raise FinnesIkke
    return RESSURSER[navn]
