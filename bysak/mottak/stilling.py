"""How it stands in the queue: the day's figures, and whether anything has happened. One cheap question.

LESMEG: inside `arbeid(som=av, leser=koe.virksomheter_for(av))`, like the rest of the queue. An open page asks every
second, so it is one statement with a kept plan, over what waits and what ended lately: years of it lie in the table.
Each figure of the day means the same as the view of the same name in `koe`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.forberedt import spoer
from bysak.kjerne.kalender import naa as klokka
from bysak.mottak import virus
from bysak.mottak.koe import aapne_koeer, doegn
from bysak.mottak.models import LEIETID


@dataclass(frozen=True)
class Dagslinje:
    """Today's figures, each of them also a view. dubletter: those that were found today."""

    igjen: int
    over_frist: int
    frist_i_dag: int
    frist_senere: int
    uten_bydel: int
    uleselige: int
    karantene: int
    dubletter: int
    mine: int
    ledige: int
    ferdig_i_dag: int
    neste_frist: datetime | None


@dataclass(frozen=True)
class Puls:
    """merke: changes when something comes in, is read, is taken or ends. nye: received after the time asked for."""

    merke: str
    siste: datetime | None
    nye: int


@dataclass(frozen=True)
class Stilling:
    """uskannede: how many have waited too long for the virus scanner, in the queues that are read."""

    dag: Dagslinje
    puls: Puls
    uskannede: int


_SPOERSMAAL = """
select virksomhet_id,
  count(*) filter (where utfall = ''),
  count(*) filter (where utfall = '' and frist <= %(naa)s),
  count(*) filter (where utfall = '' and frist > %(naa)s and frist < %(slutt)s),
  count(*) filter (where utfall = '' and frist >= %(slutt)s),
  count(*) filter (where utfall = '' and uten_bydel),
  count(*) filter (where utfall = '' and lesefeil <> ''),
  count(*) filter (where utfall = 'karantene'),
  count(*) filter (where utfall = 'duplikat' and utfall_tid >= %(start)s),
  count(*) filter (where utfall = '' and tatt_av_id = %(hvem)s and tatt_tid > %(leid)s),
  count(*) filter (where utfall = '' and (tatt_tid is null or tatt_tid <= %(leid)s)),
  count(*) filter (where utfall not in ('', 'duplikat', 'karantene') and utfall_tid >= %(start)s
    and utfall_tid < %(slutt)s),
  min(frist) filter (where utfall = '' and frist > %(naa)s),
  count(*) filter (where utfall = '' and virus = '' and lest_tid < %(skannet)s),
  count(*) filter (where utfall = '' and mottatt_tid > %(siden)s),
  count(*) filter (where utfall = '' and tatt_av_id is not null),
  max(mottatt_tid), max(lest_tid), max(tatt_tid), max(utfall_tid)
from mottak_innkomst
where virksomhet_id = any (%(hvor)s::int[])
  and (utfall = '' or (utfall <> '' and utfall = 'karantene') or (utfall <> '' and utfall_tid > %(nylig)s))
group by virksomhet_id
"""


def stilling(
    av: Aktoer, *, virksomhet: int | None = None, siden: datetime | None = None, naa: datetime | None = None
) -> Stilling:
    """The state of the open queues. Inside an arbeid that reads.

    virksomhet: the one that the day's figures are about; the pulse is always of all. siden: time of receipt of the
    newest item already seen.
    """
    naa = naa or klokka()
    start, slutt = doegn(naa)
    verdier = {
        "naa": naa,
        "start": start,
        "slutt": slutt,
        "leid": naa - LEIETID,
        "nylig": naa - timedelta(days=1),
        "skannet": naa - virus.TAALMODIGHET,
        "siden": siden or naa,
        "hvem": av.bruker_id,
        "hvor": aapne_koeer(av),
    }
    rader = spoer(_SPOERSMAAL, verdier)
    uskannede, nye, tatte = (sum(rad[nr] for rad in rader) for nr in (13, 14, 15))
    tider = [_ytterst(max, [rad[nr] for rad in rader]) for nr in (16, 17, 18, 19)]
    deler = [str(sum(rad[1] for rad in rader)), str(tatte), *(f"{t.timestamp():.6f}" if t else "" for t in tider)]
    return Stilling(
        _dagslinje([rad for rad in rader if virksomhet in (None, rad[0])]),
        Puls("_".join(deler), tider[0], nye),
        uskannede if virus.er_satt_opp() else 0,
    )


def _dagslinje(rader: Sequence[tuple[Any, ...]]) -> Dagslinje:
    felt: list[Any] = [sum(rad[nr] for rad in rader) for nr in range(1, 12)]
    felt.append(_ytterst(min, [rad[12] for rad in rader]))
    return Dagslinje(*felt)


def _ytterst(hvilken: Any, tider: Iterable[datetime | None]) -> datetime | None:
    svar: datetime | None = hvilken((t for t in tider if t is not None), default=None)
    return svar
