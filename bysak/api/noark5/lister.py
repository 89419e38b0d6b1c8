"""Lists: `count`, `results`, `next` (contract section 6). Empty ones have no `results`: clients test for it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from bysak.api.noark5 import relasjoner
from bysak.api.noark5.form import Relasjon, Ressurs
from bysak.api.noark5.kall import Kall, json
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.svar import rader

SIDE = 100
MAKS = 1000


def liste(kall: Kall, ressurs: Ressurs, sti: str, grunn: "QuerySet[Any] | None" = None) -> HttpResponse:
    """A page of a list. sti: the list's own address under the base. grunn: the rows it is about, when not all."""
    hvilke = ressurs.grunn(kall.av) if grunn is None else grunn
    antall = hvilke.count()
    hopp = int(kall.request.GET.get("$skip", 0))
    topp = min(int(kall.request.GET.get("$top", SIDE)), MAKS)
    funnet = rader(ressurs, hvilke.order_by("-pk")[hopp : hopp + topp], kall.kontekst)
    neste = f"$skip={hopp + topp}&$top={topp}" if hopp + topp < antall else ""
    return json(side(kall, sti, antall, [rad.kropp for _n, rad in funnet], neste))


def side(kall: Kall, sti: str, antall: int, resultater: list[Any], neste: str) -> dict[str, Any]:
    """The body of a list. neste: the query of the next page, or ""."""
    selv = f"{kall.kontekst.base}{sti}"
    spoersmaal = kall.spoersmaal
    lenker = {"self": {"href": f"{selv}?{spoersmaal}" if spoersmaal else selv}}
    if neste:
        lenker = {"next": {"href": f"{selv}?{neste}"}, **lenker}
    return {"count": antall, **({"results": resultater} if resultater else {}), "_links": lenker}


def av_ordboeker(kall: Kall, sti: str, alle: list[dict[str, Any]]) -> HttpResponse:
    """A page of what stands in no table: the code lists."""
    return json(side(kall, sti, len(alle), alle, ""))


def barna(kall: Kall, forelder: Ressurs, pk: Any, rel: Relasjon) -> "QuerySet[Any]":
    """The rows at the other end of a relation, of those that the one who asks may see."""
    til = RESSURSER[rel.til]
    if rel.navn in RESSURSER and RESSURSER[rel.navn].modell is til.modell:
        til = RESSURSER[rel.navn]  # `bygning` under a case: only those
    hvor = relasjoner.BARE.get((forelder.rot, rel.navn), Q())
    felt: Any = forelder.modell._meta.get_field(rel.sti) if "__" not in rel.sti else None
    if felt is not None and felt.one_to_many:
        return til.grunn(kall.av).filter(hvor, **{f"{felt.remote_field.name}_id": pk})
    der = forelder.modell._base_manager.filter(pk=pk).values(rel.sti)
    return til.grunn(kall.av).filter(hvor, pk__in=der)
