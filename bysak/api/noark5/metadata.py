"""metadata/: the code lists as resources, readable by all and writable by the administrator (contract section 12)."""

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from bysak.api.noark5 import kodelister
from bysak.api.noark5.egnefelt import LISTE
from bysak.api.noark5.feil import Feil, FinnesIkke
from bysak.api.noark5.kall import Kall, json, kropp, uten_innhold
from bysak.api.noark5.kodelister import Verdi
from bysak.api.noark5.lenker import faste
from bysak.api.noark5.lister import av_ordboeker
from bysak.arkivstruktur.kodeverk import endre_kode, fjern_kode, legg_til_kode, sett_utdatert

NY = "ny-"
_ATTRIBUTTER = frozenset({"kode", "kodenavn", "utdatert", "_links"})


def _verdiene(liste: str) -> list[Verdi]:
    try:
        return kodelister.verdier(liste)
    except KeyError:
        raise FinnesIkke from None


def finn(liste: str, kode: str) -> Verdi:
    """One value of a list. Raises `FinnesIkke`."""
    funnet = next((v for v in _verdiene(liste) if v.kode == kode), None)
    if funnet is None:
        raise FinnesIkke
    return funnet


def _sti(liste: str, kode: str = "") -> str:
    return f"api/metadata/{liste}/" + (f"{quote(kode, safe='')}/" if kode else "")


def _som_json(kall: Kall, liste: str, verdi: Verdi) -> dict[str, Any]:
    ut: dict[str, Any] = {"kode": verdi.kode, "kodenavn": verdi.kodenavn}
    if verdi.utdatert:
        ut["utdatert"] = (verdi.egen and verdi.egen.utdatert_sendt) or verdi.utdatert
    sti = _sti(liste, verdi.kode)
    return ut | {"_links": faste(kall.kontekst, ("self", sti, False), (f"metadata/{liste}/", sti, False))}


def etag(verdi: Verdi) -> str:
    """The version of a value: what it says."""
    innhold = f"{verdi.kode}\n{verdi.kodenavn}\n{verdi.utdatert}"
    return f'"{hashlib.sha256(innhold.encode()).hexdigest()[:16]}"'


def _svar(kall: Kall, liste: str, verdi: Verdi, status: int = 200) -> HttpResponse:
    hoder = {"ETag": etag(verdi)}
    if status == 201:
        hoder["Location"] = kall.kontekst.base + _sti(liste, verdi.kode)
    return json(_som_json(kall, liste, verdi), status, **hoder)


def les_liste(kall: Kall, liste: str) -> HttpResponse:
    """GET of a list: all its values on one page unless the client asks otherwise."""
    return av_ordboeker(kall, _sti(liste), [_som_json(kall, liste, v) for v in _verdiene(liste)])


def les(kall: Kall, liste: str, kode: str) -> HttpResponse:
    """GET of one value."""
    return _svar(kall, liste, finn(liste, kode))


def mal(kall: Kall, liste: str) -> HttpResponse:
    """GET of the template of a new value: nothing can be suggested."""
    if liste != LISTE:
        _verdiene(liste)
    _krev_administrator(kall)
    return json({"_links": {}})


def opprett(kall: Kall, liste: str) -> HttpResponse:
    """POST of a new value. One that is there already as it is sent, is answered as when it was made.

    What a list of others' codes calls one of them can be said anew: the virksomhet's own name stands.
    """
    kode, kodenavn, utdatert = _lest(kropp(kall.request))
    staar = next((v for v in _verdiene(liste) if v.kode == kode), None)
    if staar and (staar.kodenavn == kodenavn or liste in kodelister.OMDOEPES):
        _krev_administrator(kall)
        return _gjentatt(kall, liste, staar, kodenavn, utdatert)
    andre = [(v.kode, v.kodenavn) for v in _verdiene(liste)]
    rad = legg_til_kode(liste, kode=kode, kodenavn=kodenavn, utdatert=utdatert, andre=andre, av=kall.av)
    kodelister.glem()
    return _svar(kall, liste, finn(liste, rad.kode), 201)


def _gjentatt(kall: Kall, liste: str, staar: Verdi, kodenavn: str, utdatert: datetime | None) -> HttpResponse:
    if (staar.kodenavn, staar.utdatert) != (kodenavn, utdatert):
        _sett(kall, liste, staar, kodenavn, utdatert)
    return _svar(kall, liste, finn(liste, staar.kode), 201)


def _sett(kall: Kall, liste: str, verdi: Verdi, kodenavn: str, utdatert: datetime | None) -> None:
    """Give a value its name, and take it out of use or in again."""
    if verdi.egen is not None:
        andre = [(v.kode, v.kodenavn) for v in _verdiene(liste) if v.kode != verdi.kode]
        endre_kode(verdi.egen, kodenavn=kodenavn, utdatert=utdatert, andre=andre, av=kall.av)
    else:
        sett_utdatert(liste, kode=verdi.kode, kodenavn=kodenavn, utdatert=utdatert, av=kall.av)
    kodelister.glem()


def endre(kall: Kall, liste: str, kode: str) -> HttpResponse:
    """PUT and PATCH of a value: its name, and whether it is out of use. The standard's own keep their names."""
    verdi = finn(liste, kode)
    if kall.etag and kall.etag.removeprefix("W/").strip('"') != etag(verdi).strip('"'):
        raise Feil(409, "Noen andre har endret verdien. Hent den på nytt.")
    foer = {"kode": verdi.kode, "kodenavn": verdi.kodenavn, "utdatert": verdi.utdatert}
    sendt = kropp(kall.request)
    ny_kode, kodenavn, utdatert = _lest((foer | sendt) if kall.request.method == "PATCH" else ({"kode": kode} | sendt))
    if ny_kode != verdi.kode:
        raise Feil(400, "Koden kan ikke endres. Lag en ny verdi.")
    if kodelister.er_fast(liste, kode) and kodenavn != verdi.kodenavn and liste not in kodelister.OMDOEPES:
        raise Feil(409, "Navnet på en av standardens verdier kan ikke endres. Den kan settes som utdatert.")
    _sett(kall, liste, verdi, kodenavn, utdatert)
    return _svar(kall, liste, finn(liste, kode))


def slett(kall: Kall, liste: str, kode: str) -> HttpResponse:
    """DELETE of a value that was added, or of one's own name for it. The standard's own are taken out of use."""
    verdi = finn(liste, kode)
    if verdi.egen is None or (kodelister.er_fast(liste, kode) and liste not in kodelister.OMDOEPES):
        raise Feil(409, "Standardens verdier kan ikke slettes. Sett den som utdatert.")
    fjern_kode(verdi.egen, av=kall.av)
    kodelister.glem()
    return uten_innhold()


def _krev_administrator(kall: Kall) -> None:
    if not kall.kontekst.kan_lage("metadata"):
        raise Feil(403, "Bare den som administrerer virksomheten, kan endre kodelistene.")


def _lest(sendt: dict[str, Any]) -> tuple[str, str, datetime | None]:
    """Code, name and when it went out of use, out of a body. Raises `Feil` with all that is wrong."""
    feil = [f"«{n}» er ikke et felt her." for n in sorted(set(sendt) - _ATTRIBUTTER)]
    tomme = [n for n in ("kode", "kodenavn") if not isinstance(sendt.get(n), str) or not sendt[n].strip()]
    feil += [f"«{n}» mangler." for n in tomme]
    utdatert = None
    try:
        utdatert = _tid(sendt.get("utdatert"))
    except ValueError:
        feil.append("«utdatert» må være en tid med tidssone, som 2026-01-31T00:00:00+01:00.")
    if feil:
        raise Feil(400, " ".join(feil))
    return sendt["kode"], sendt["kodenavn"], utdatert


def _tid(verdi: Any) -> datetime | None:
    if verdi in (None, "") or isinstance(verdi, datetime):
        return verdi or None
    lest = datetime.fromisoformat(str(verdi))
    if lest.tzinfo is None:
        raise ValueError(verdi)
    return lest
