"""The views that write: find the row, one verb, and the row as it stands afterwards."""

from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec
from django.db import DataError, IntegrityError
from django.http import HttpResponse

from bysak.api.noark5.feil import Feil, FinnesIkke
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.kall import Kall, enhet, json, kropp, uten_innhold
from bysak.api.noark5.kodelister import kodeobjekt, verdier
from bysak.api.noark5.lenker import adresse
from bysak.api.noark5.relasjoner import KNYTTES, NYE_I_PAKKEN
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv import referanser
from bysak.api.noark5.skriv.endring import erstatt, flett
from bysak.api.noark5.skriv.opprettelse import forvalg, opprett, utvid_til_post, utvid_til_sak
from bysak.api.noark5.skriv.samtidig import krev_samme
from bysak.api.noark5.skriv.sletting import slett
from bysak.api.noark5.svar import Rad
from bysak.api.noark5.visninger import finn, noekkel

NY = "ny-"
REF = "$ref"
UTVIDES = {
    "utvid-til-saksmappe": ("saksmappe", utvid_til_sak),
    "utvid-til-journalpost": ("journalpost", utvid_til_post),
}


def ikke_tillatt(*metoder: str) -> Feil:
    """405, with what the address does take."""
    return Feil(405, "Adressen tar ikke imot denne metoden.", {"Allow": ", ".join(metoder)})


def raden(kall: Kall, ressurs: Ressurs, system_id: str) -> tuple[Ressurs, Any]:
    """The row to be written to, as the most particular kind of thing that it is. Raises `FinnesIkke`."""
    rad = ressurs.grunn(kall.av).filter(pk=noekkel(ressurs, system_id)).first()
    if rad is None:
        raise FinnesIkke
    for navn in ressurs.undertyper:
        under = RESSURSER[navn]
        if ressurs.modell._base_manager.filter(under.bare, pk=rad.pk).exists():
            return under, rad
    return ressurs, rad


def _skriv(gjoer: Any) -> Any:
    """Do it; what the database refuses without a sentence of its own is a conflict or a fault, not a breakdown.

    Either way all of the arbeid is undone, since the answer leaves it as an exception.
    """
    try:
        return gjoer()
    except IntegrityError:
        raise Feil(409, "Dette finnes alt, eller viser til noe som ikke er her. Rett det og prøv igjen.") from None
    except DataError:
        raise Feil(400, "En verdi er for lang eller for stor. Rett den og prøv igjen.") from None


def ny(kall: Kall, hva: str, under: tuple[Ressurs, Any] | None, pakke: str = "") -> HttpResponse:
    """GET of a template, POST of a new thing, under a row or from the page of a package."""
    knyttes = KNYTTES.get(under[0].navn, {}) if under else {}
    lovlige = (*under[0].nye, *knyttes) if under else NYE_I_PAKKEN.get(pakke, ())
    if hva not in lovlige:
        raise FinnesIkke
    ressurs = RESSURSER[knyttes.get(hva, hva)]
    match kall.request.method:
        case "GET" | "HEAD":
            return _mal(kall, ressurs, under)
        case "POST":
            data = kropp(kall.request)
            lag = _lag_og_knytt if hva in knyttes else _lag
            return _laget(kall, ressurs, _skriv(lambda: lag(kall, ressurs, hva, under, data)))
    raise ikke_tillatt("GET", "POST")


def _lag(kall: Kall, ressurs: Ressurs, _hva: str, under: tuple[Ressurs, Any] | None, data: dict[str, Any]) -> Any:
    return opprett(ressurs, under[1] if under else None, data, av=kall.av)


def _lag_og_knytt(
    kall: Kall, ressurs: Ressurs, hva: str, under: tuple[Ressurs, Any] | None, data: dict[str, Any]
) -> Any:
    laget = opprett(ressurs, None, data, av=kall.av)
    if under is not None:
        referanser.knytt(*under, hva, laget, av=kall.av)
    return laget


def _laget(kall: Kall, ressurs: Ressurs, rad: Any) -> HttpResponse:
    sted = adresse(kall.kontekst.base, ressurs, rad.pk)
    try:
        return enhet(finn(kall, ressurs, str(rad.pk)), 201, sted)
    except FinnesIkke:  # one may be allowed to make what one may not read (contract section 4)
        return json({"systemID": str(rad.pk)}, 201, Location=sted)


def _mal(kall: Kall, ressurs: Ressurs, under: tuple[Ressurs, Any] | None) -> HttpResponse:
    """What POST would give where nothing is sent, and where the codes are. Never stored, and without an ETag."""
    if ressurs.navn == "kryssreferanse" and under is not None:
        return json({"url": f"{adresse(kall.kontekst.base, *under_id(under))}ny-kryssreferanse/$ref?$id="})
    ut: dict[str, Any] = {}
    for navn, kode in forvalg(ressurs, under[1] if under else None).items():
        liste = ressurs.felt[navn].kodeliste
        funnet = next((v for v in verdier(liste) if v.kode == kode), None)
        ut[navn] = {"kode": funnet.kode, "kodenavn": funnet.kodenavn} if funnet else kodeobjekt(liste, kode)
    lister = sorted({f.kodeliste for f in ressurs.felt.values() if f.kodeliste})
    rel = "https://rel.arkivverket.no/noark5/v5/api/metadata/"
    base = kall.kontekst.base
    ut["_links"] = {f"{rel}{liste}/": {"href": f"{base}api/metadata/{liste}/"} for liste in lister}
    return json(ut)


def under_id(under: tuple[Ressurs, Any]) -> tuple[Ressurs, Any]:
    """A resource and the id of its row, as `adresse` takes them."""
    return under[0], under[1].pk


def endre(kall: Kall, ressurs: Ressurs, system_id: str) -> HttpResponse:
    """PUT, PATCH and DELETE of one thing."""
    ressurs, rad = raden(kall, ressurs, system_id)
    if kall.request.method == "DELETE":
        if kall.request.headers.get("If-Match"):
            krev_samme(ressurs, rad, finn(kall, ressurs, system_id).etag, kall.etag, {})
        _skriv(lambda: slett(ressurs, rad, av=kall.av))
        return uten_innhold()
    data = kropp(kall.request)
    hel = kall.request.method == "PUT"
    staar = finn(kall, ressurs, system_id)
    _skriv(lambda: _endre(kall, ressurs, rad, staar, data, hel=hel))
    return enhet(finn(kall, ressurs, system_id), 200, adresse(kall.kontekst.base, ressurs, system_id) if hel else "")


def _endre(kall: Kall, ressurs: Ressurs, rad: Any, staar: Rad, data: dict[str, Any], *, hel: bool) -> None:
    krev_samme(ressurs, rad, staar.etag, kall.etag, data)
    vist = msgspec.json.decode(msgspec.json.encode(staar.kropp))
    if hel:
        erstatt(ressurs, rad, data, vist, av=kall.av)
        return
    if referanser.flytt_etter_lenker(ressurs, rad, data, av=kall.av):
        rad.refresh_from_db()
    flett(ressurs, rad, data, vist, av=kall.av)


def utvid(kall: Kall, ressurs: Ressurs, system_id: str, hvordan: str) -> HttpResponse:
    """PUT …/utvid-til-…: 200 with the extended thing at its new address; GET gives a template."""
    til, verb = UTVIDES[hvordan]
    ressurs, rad = raden(kall, ressurs, system_id)
    if ressurs.navn != RESSURSER[til].base and kall.request.method == "GET":
        raise FinnesIkke
    if kall.request.method in ("GET", "HEAD"):
        return _mal(kall, RESSURSER[til], (ressurs, rad))
    if kall.request.method not in ("PUT", "POST", "PATCH"):
        raise ikke_tillatt("GET", "PUT")
    if RESSURSER[til].rot != ressurs.rot:
        raise FinnesIkke
    data = kropp(kall.request)
    _skriv(lambda: verb(rad, data, av=kall.av))
    return enhet(finn(kall, RESSURSER[til], system_id), 200, adresse(kall.kontekst.base, RESSURSER[til], system_id))


def referanse(kall: Kall, ressurs: Ressurs, system_id: str, rel: str) -> HttpResponse:
    """POST, PUT and DELETE of …/<rel>/$ref: 204, but 201 with the new one for a cross reference."""
    ressurs, rad = raden(kall, ressurs, system_id)
    href = _id(kall)
    match kall.request.method:
        case "POST":
            laget = _skriv(lambda: referanser.legg_til(ressurs, rad, rel, href, av=kall.av))
            if rel.removeprefix(NY) == "kryssreferanse":
                return _laget(kall, RESSURSER["kryssreferanse"], laget)
        case "PUT":
            _skriv(lambda: referanser.sett(ressurs, rad, rel, href, av=kall.av))
        case "DELETE":
            _skriv(lambda: referanser.fjern(ressurs, rad, rel, href, av=kall.av))
        case _:
            raise ikke_tillatt("POST", "PUT", "DELETE")
    return uten_innhold()


def _id(kall: Kall) -> str:
    """What `$id` says, however many times the query is encoded, or else the body: an address, alone or in JSON."""
    raa = kall.spoersmaal
    for _nr in range(3):
        for ledd in raa.split("&"):
            navn, _er, verdi = ledd.partition("=")
            if unquote(navn) == "$id":
                return unquote(verdi)
        raa = unquote_plus(raa)
    innhold = kall.request.body.decode("utf-8", "replace").strip()
    if innhold[:1] in ("{", '"'):
        try:
            lest = msgspec.json.decode(innhold)
        except msgspec.DecodeError:
            raise Feil(400, "Oppgi $id med adressen det gjelder.") from None
        innhold = (
            lest
            if isinstance(lest, str)
            else str(next((lest[n] for n in ("href", "$id", "@odata.id") if n in lest), ""))
        )
    return innhold
