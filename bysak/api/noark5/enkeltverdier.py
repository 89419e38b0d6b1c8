"""Keywords, authors and storage places one by one, as existing clients know them beside the list in the attribute.

The archive has them as a list on the unit (`noekkelord`), so one has the unit and its place in the list for an id: a
value that is changed keeps it; when one before it is taken away, those after it move up.
"""

from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.http import HttpResponse

from bysak.api.noark5 import skriving
from bysak.api.noark5.feil import Feil, FinnesIkke
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.kall import Kall, json, kropp, uten_innhold
from bysak.api.noark5.lenker import NKREL, adresse, enkeltfelt
from bysak.api.noark5.lister import av_ordboeker
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.endring import flett
from bysak.api.noark5.svar import Rad
from bysak.api.noark5.visninger import finn


def gjelder(pakke: str, navn: str, felt: str) -> bool:
    """Is this an attribute whose values can be had one by one, on this kind of thing?"""
    ressurs = RESSURSER.get(navn)
    typer = (ressurs, *(RESSURSER[u] for u in ressurs.undertyper)) if ressurs and ressurs.pakke == pakke else ()
    return any(felt.removeprefix(skriving.NY) in enkeltfelt(r) for r in typer)


def _id(rad: Rad, felt: str, nr: int) -> str:
    return str(uuid5(UUID(rad.system_id), f"{felt}/{nr}"))


def _verdiene(rad: Rad, felt: str) -> list[str]:
    return list(rad.kropp.get(felt, ()))


def _selv(kall: Kall, rad: Rad) -> str:
    return adresse(kall.kontekst.base, RESSURSER[rad.type], rad.system_id)


def _som_json(kall: Kall, rad: Rad, felt: str, nr: int) -> dict[str, Any]:
    id_ = _id(rad, felt, nr)
    href = {"href": f"{_selv(kall, rad)}{felt}/{id_}/"}
    return {"systemID": id_, felt: _verdiene(rad, felt)[nr], "_links": {f"{NKREL}{felt}/": href, "self": href}}


def svar(kall: Kall, ressurs: Ressurs, system_id: str, felt: str, verdi_id: str = "") -> HttpResponse:
    """What is asked of the values of one attribute of one thing. felt: its name, after `ny-` for a new value."""
    rad = finn(kall, ressurs, system_id)
    navn = felt.removeprefix(skriving.NY)
    if navn not in enkeltfelt(RESSURSER[rad.type]):
        raise FinnesIkke
    metode = "GET" if kall.request.method == "HEAD" else kall.request.method
    if verdi_id:
        return _en(kall, rad, navn, verdi_id, str(metode))
    if felt != navn and metode == "POST":
        verdier = [*_verdiene(rad, navn), _sendt(kall, navn)]
        nytt = _sett(kall, rad, navn, verdier)
        ut = _som_json(kall, nytt, navn, len(verdier) - 1)
        return json(ut, 201, ETag=nytt.etag, Location=ut["_links"]["self"]["href"])
    if metode != "GET":
        raise Feil(405, "Adressen tar ikke imot denne metoden.", {"Allow": "GET, POST" if felt != navn else "GET"})
    if felt != navn:
        return json({"_links": {}})
    sti = f"{_selv(kall, rad)}{navn}/".removeprefix(kall.kontekst.base)
    return av_ordboeker(kall, sti, [_som_json(kall, rad, navn, nr) for nr in range(len(_verdiene(rad, navn)))])


def _en(kall: Kall, rad: Rad, felt: str, verdi_id: str, metode: str) -> HttpResponse:
    verdier = _verdiene(rad, felt)
    nr = next((n for n in range(len(verdier)) if _id(rad, felt, n) == verdi_id), None)
    if nr is None:
        raise FinnesIkke
    if metode == "GET":
        return json(_som_json(kall, rad, felt, nr), ETag=rad.etag)
    if metode == "DELETE":
        _sett(kall, rad, felt, verdier[:nr] + verdier[nr + 1 :])
        return uten_innhold()
    if metode not in ("PUT", "PATCH"):
        raise Feil(405, "Adressen tar ikke imot denne metoden.", {"Allow": "GET, PUT, PATCH, DELETE"})
    if kall.etag and kall.etag.removeprefix("W/").strip('"') != rad.etag.strip('"'):
        raise Feil(409, "Noen andre har endret enheten. Hent verdien på nytt.")
    verdier[nr] = _sendt(kall, felt)
    nytt = _sett(kall, rad, felt, verdier)
    return json(_som_json(kall, nytt, felt, nr), ETag=nytt.etag)


def _sendt(kall: Kall, felt: str) -> str:
    verdi = kropp(kall.request).get(felt)
    if not isinstance(verdi, str) or not verdi.strip():
        raise Feil(400, f"«{felt}» mangler, eller er ikke tekst.")
    return verdi


def _sett(kall: Kall, rad: Rad, felt: str, verdier: list[str]) -> Rad:
    """Give the unit another list, by the verb that changes it, and read it again."""
    ressurs, objekt = skriving.raden(kall, RESSURSER[rad.type], rad.system_id)
    vist = msgspec.json.decode(msgspec.json.encode(rad.kropp))
    flett(ressurs, objekt, {felt: verdier}, vist, av=kall.av)
    return finn(kall, ressurs, rad.system_id)
