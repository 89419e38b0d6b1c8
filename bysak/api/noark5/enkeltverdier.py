"""Keywords, authors, storage places and what is screened one by one, as existing clients know them beside the list.

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
from bysak.api.noark5.lenker import NKREL, SKJERMET, adresse, enkeltfelt
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


def _vist(rad: Rad) -> dict[str, Any]:
    lest: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(rad.kropp))
    return lest


def _verdiene(rad: Rad, felt: str) -> list[Any]:
    if felt == SKJERMET:
        return list(_vist(rad).get("skjerming", {}).get("skjermingMetadata", ()))
    return list(rad.kropp.get(felt, ()))


def _selv(kall: Kall, rad: Rad) -> str:
    return adresse(kall.kontekst.base, RESSURSER[rad.type], rad.system_id)


def _som_json(kall: Kall, rad: Rad, felt: str, nr: int) -> dict[str, Any]:
    id_ = _id(rad, felt, nr)
    href = {"href": f"{_selv(kall, rad)}{felt}/{id_}/"}
    verdi = _verdiene(rad, felt)[nr]
    innhold = verdi if felt == SKJERMET else {felt: verdi}
    return {"systemID": id_, **innhold, "_links": {f"{NKREL}{felt}/": href, "self": href}}


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


def _sendt(kall: Kall, felt: str) -> Any:
    sendt = kropp(kall.request)
    if felt == SKJERMET:
        kode = {n: sendt[n] for n in ("kode", "kodenavn") if sendt.get(n)}
        if not kode:
            raise Feil(400, "«kode» mangler. Velg en fra metadata/skjermingmetadata/.")
        return kode
    verdi = sendt.get(felt)
    if not isinstance(verdi, str) or not verdi.strip():
        raise Feil(400, f"«{felt}» mangler, eller er ikke tekst.")
    return verdi


def _sett(kall: Kall, rad: Rad, felt: str, verdier: list[Any]) -> Rad:
    """Give the unit another list, by the verb that changes it, and read it again."""
    ressurs, objekt = skriving.raden(kall, RESSURSER[rad.type], rad.system_id)
    vist = _vist(rad)
    nytt = {"skjerming": _skjermingen(vist, verdier)} if felt == SKJERMET else {felt: verdier}
    flett(ressurs, objekt, nytt, vist, av=kall.av)
    return finn(kall, ressurs, rad.system_id)


def _skjermingen(vist: dict[str, Any], verdier: list[Any]) -> dict[str, Any]:
    """The screening with another list of what it hides: there must be a screening, and it must hide something."""
    if "skjerming" not in vist:
        raise Feil(409, "Enheten er ikke skjermet. Send «skjerming» med hjemmel og kode på enheten først.")
    if not verdier:
        raise Feil(409, "En skjerming må si hva som skjermes. Legg til noe annet først, eller fjern hele skjermingen.")
    koder = [v.get("kode") for v in verdier]
    dobbel = next((kode for kode in koder if kode and koder.count(kode) > 1), None)
    if dobbel is not None:
        raise Feil(409, f"«{dobbel}» er skjermet fra før.")
    return {**vist["skjerming"], "skjermingMetadata": verdier}
