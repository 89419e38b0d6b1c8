"""Lists: `count`, `results`, `next` (contract section 6). Empty ones have no `results`: clients test for it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from bysak.api.noark5 import relasjoner
from bysak.api.noark5.form import Relasjon, Ressurs
from bysak.api.noark5.kall import Kall, json
from bysak.api.noark5.odata import paa_lister, sider, utvidelse
from bysak.api.noark5.odata.spoerring import les
from bysak.api.noark5.odata.uttrykk import Utvid
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.svar import Rad, rader


def liste(kall: Kall, ressurs: Ressurs, sti: str, grunn: "QuerySet[Any] | None" = None) -> HttpResponse:
    """A page of a list. sti: the list's own address under the base. grunn: the rows it is about, when not all."""
    spoerring = les(kall.spoersmaal)
    with sider.tidsgrense(spoerring):
        antall = sider.tell(ressurs, spoerring, kall.av, grunn)
        siden = sider.hent(ressurs, spoerring, kall.av, grunn)
        lest = rader(ressurs, siden.rader, kall.kontekst, siden.noekler)
        neste = siden.neste([hvor for hvor, _ in lest])
        funnet = [rad for _, rad in lest[: siden.grense]]
        utvid(kall, ressurs, funnet, spoerring.expand)
    return json(side(kall, sti, antall, [rad.kropp for rad in funnet], neste))


def tell(kall: Kall, ressurs: Ressurs, grunn: "QuerySet[Any] | None" = None) -> HttpResponse:
    """How many there are, as text: `<list>/$count`."""
    spoerring = les(kall.spoersmaal)
    with sider.tidsgrense(spoerring):
        antall = sider.tell(ressurs, spoerring, kall.av, grunn)
    return HttpResponse(str(antall), content_type="text/plain; charset=utf-8")


def utvid(kall: Kall, ressurs: Ressurs, hvilke: list[Rad], utvidelser: tuple[Utvid, ...]) -> None:
    """Put what $expand asks for into the bodies of the rows, under the name of the relation."""
    if utvidelser:
        grener = utvidelse.hent(ressurs, [rad.pk for rad in hvilke], utvidelser, kall.av)
        _sett_inn(kall, {rad.pk: rad for rad in hvilke}, grener)


def _sett_inn(kall: Kall, foreldre: "dict[Any, Rad]", grener: tuple[utvidelse.Gren, ...]) -> None:
    for gren in grener:
        idene = {i for barn in gren.barn.values() for i in barn}
        hvilke = gren.til.modell._base_manager.filter(pk__in=idene).order_by("pk")
        barna_ = {rad.pk: rad for _, rad in rader(gren.til, hvilke, kall.kontekst)} if idene else {}
        _sett_inn(kall, barna_, gren.grener)
        for pk, barn in gren.barn.items():
            kropper = [barna_[i].kropp for i in barn]
            foreldre[pk].kropp[gren.relasjon.navn] = kropper if gren.relasjon.mange else kropper[0]


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
    antall, funnet, neste = paa_lister.svar(alle, les(kall.spoersmaal))
    return json(side(kall, sti, antall, funnet, neste))


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
