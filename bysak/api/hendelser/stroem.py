"""What has changed since last time, for those who keep a copy: read from the log, without gaps and without content.

The log numbers its lines as they are written, and transactions end in another order than they began. So the order is
that of the transactions, and nothing is told before every transaction that is older has ended: what is told is then
never overtaken by something that was late. Who sees what is decided when it is read, by the same predicate as the rest.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.ressurser import RESSURSER
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet
from bysak.organisasjon.tilgang import er_modul, klasser

NY, BORTE = "+", "-"
SLAG = {NY: "opprettet", BORTE: "slettet"}
MAKS = 1000
# The log itself, people and rights are read at their own places.
_UTEN = ("loggingogsporing", "admin")


@dataclass(frozen=True)
class Hendelse:
    """One thing that was made, changed or deleted in one act. `nummer` is where the stream goes on after it."""

    nummer: int
    slag: str
    ressurs: Ressurs
    system_id: UUID
    tid: datetime
    attributter: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bolk:
    """A part of the stream, where to go on, and whether there is more already."""

    hendelser: list[Hendelse]
    neste: int
    mer: bool


class UkjentMerke(Exception):
    """The cursor is not one that this stream has given."""


def _baser() -> dict[str, Ressurs]:
    """The resources by table; a subtype shares its base's."""
    return {r.modell._meta.db_table: r for r in RESSURSER.values() if not r.base and r.pakke not in _UTEN}


# `transaksjon` is the act's own number in the cluster; all below the horizon have ended.
_ETTER = """
select e.id, e.objekttype, e.objekt_id, e.element, h.tid, h.id,
       case when e.element = '-' then e.tidligere end
from kjerne_handling h join kjerne_endring e on e.handling_id = h.id and e.virksomhet_id = h.virksomhet_id
where h.virksomhet_id = %(hvor)s and e.objekttype = any(%(tabeller)s)
  and h.transaksjon >= %(transaksjon)s and (h.transaksjon, e.id) > (%(transaksjon)s, %(nummer)s)
  and h.transaksjon < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
order by h.transaksjon, e.id limit %(antall)s
"""
_SISTE = """
select e.id from kjerne_handling h join kjerne_endring e on e.handling_id = h.id and e.virksomhet_id = h.virksomhet_id
where h.virksomhet_id = %(hvor)s and h.transaksjon < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
order by h.transaksjon desc, e.id desc limit 1
"""
_HVOR = """
select h.transaksjon from kjerne_endring e join kjerne_handling h on h.id = e.handling_id
where e.id = %(nummer)s and e.virksomhet_id = %(hvor)s
"""


def siste() -> int:
    """The cursor of now: what has been is passed over."""
    return _tall(_SISTE) or 0


def les(etter: int, *, av: Aktoer, antall: int = 100) -> Bolk:
    """What has happened after a cursor, that this one may see. 0 is from the beginning.

    Inside an arbeid in one virksomhet. Raises `UkjentMerke`.
    """
    transaksjon = _tall(_HVOR, nummer=etter) if etter else 0
    if transaksjon is None:
        raise UkjentMerke
    antall = max(1, min(antall, MAKS))
    baser = _baser()
    felt = {"transaksjon": transaksjon, "nummer": etter, "antall": antall + 1, "tabeller": list(baser)}
    linjer = _spoer(_ETTER, **felt)
    mer, linjer = len(linjer) > antall, _hele(linjer, antall)
    hendelser = list(_synlige(list(_samlet(linjer, baser)), av))
    return Bolk([h.hendelse for h in hendelser], linjer[-1][0] if linjer else etter, mer)


def ses_ennaa(hva: Iterable[tuple[str, UUID]], *, av: Aktoer) -> set[UUID]:
    """Which of these things, by the name of their kind, this one may see now. Inside an arbeid in one virksomhet."""
    per_ressurs: dict[str, set[UUID]] = defaultdict(set)
    for navn, pk in hva:
        per_ressurs[RESSURSER[navn].rot].add(pk)
    return {pk for navn, ider in per_ressurs.items() for pk in _typer(RESSURSER[navn], ider, av)}


def _ting(linje: Any) -> tuple[Any, ...]:
    """What makes lines of the log one event: the same thing in the same act."""
    return linje[1], linje[2], linje[5]


def _hele(linjer: list[Any], antall: int) -> list[Any]:
    """As many lines as were asked for, but no event in two pieces: it would be told twice, under two numbers."""
    if len(linjer) <= antall:
        return linjer
    slutt = antall
    while slutt and _ting(linjer[slutt - 1]) == _ting(linjer[antall]):
        slutt -= 1
    return linjer[: slutt or antall]


def _spoer(setning: str, **felt: Any) -> list[Any]:
    with connection.cursor() as peker:
        peker.execute(setning, {"hvor": gjeldende_virksomhet(), **felt})
        return list(peker.fetchall())


def _tall(setning: str, **felt: Any) -> int | None:
    rader = _spoer(setning, **felt)
    return int(rader[0][0]) if rader else None


@dataclass(frozen=True)
class _Funn:
    hendelse: Hendelse
    foer: Mapping[str, Any] = field(default_factory=dict)


def _samlet(linjer: Iterable[Any], baser: Mapping[str, Ressurs]) -> Iterator[_Funn]:
    """One for each thing in each act: a change of five attributes is five lines of the log."""
    for (tabell, objekt, _handling), gruppe in groupby(linjer, key=_ting):
        rader, ressurs = list(gruppe), baser[tabell]
        slag = next((SLAG[r[3]] for r in reversed(rader) if r[3] in SLAG), "endret")
        navn = {f.sti.removesuffix("_id"): f.navn for f in ressurs.felt.values()}
        endret = sorted({navn[n] for r in rader if (n := r[3].removesuffix("_id")) in navn})
        foer: dict[str, Any] = next((json.loads(r[6]) for r in rader if r[6]), {})
        yield _Funn(Hendelse(rader[-1][0], slag, ressurs, UUID(objekt), rader[-1][4], tuple(endret)), foer)


def _synlige(funn: list[_Funn], av: Aktoer) -> Iterator[_Funn]:
    per_ressurs: dict[str, set[UUID]] = defaultdict(set)
    for f in funn:
        per_ressurs[f.hendelse.ressurs.navn].add(f.hendelse.system_id)
    typer = {navn: _typer(RESSURSER[navn], ider, av) for navn, ider in per_ressurs.items()}
    for f in funn:
        h = f.hendelse
        staar = typer[h.ressurs.navn].get(h.system_id)
        if staar:
            yield _Funn(Hendelse(h.nummer, h.slag, staar, h.system_id, h.tid, h.attributter))
        elif h.slag == SLAG[BORTE] and _saa_den(f.foer, av):
            yield f


def _typer(base: Ressurs, ider: set[UUID], av: Aktoer) -> dict[UUID, Ressurs]:
    """Those of the things that are seen now, each with its most exact type."""
    sett: dict[UUID, Ressurs] = dict.fromkeys(base.grunn(av).filter(pk__in=ider).values_list("pk", flat=True), base)
    for navn in base.undertyper if sett else ():
        undertype = RESSURSER[navn]
        for pk in base.modell._base_manager.filter(undertype.bare, pk__in=list(sett)).values_list("pk", flat=True):
            sett[pk] = undertype
    return sett


_EIERE = {"mappe_id": "mappe", "registrering_id": "registrering", "dokumentbeskrivelse_id": "dokumentbeskrivelse"}


def _saa_den(foer: Mapping[str, Any], av: Aktoer) -> bool:
    """Could this one have seen what is gone? By its own class, else by what it hung on; modules by the latter alone."""
    if "tilgangsklasse_id" in foer and not er_modul(av):
        mine, navngitt = klasser(av)
        return foer["tilgangsklasse_id"] in mine or foer.get("ser_ogsaa_id") in navngitt
    eiere = [(RESSURSER[navn], foer[kolonne]) for kolonne, navn in _EIERE.items() if foer.get(kolonne)]
    if eiere:
        return any(ressurs.grunn(av).filter(pk=pk).exists() for ressurs, pk in eiere)
    return not er_modul(av)
