"""Has anything happened in the queue? One cheap question that an open page may ask every second.

LESMEG: inside `arbeid(som=av, leser=koe.virksomheter_for(av))`, like the rest of the queue.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from bysak.kjerne.arbeid import gjeldende
from bysak.kjerne.kalender import naa
from bysak.mottak.models import Innkomst


@dataclass(frozen=True)
class Puls:
    """merke: changes when something comes in, is read, is taken or ends. nye: received after the time asked for."""

    merke: str
    siste: datetime | None
    nye: int


def puls(siden: datetime | None = None) -> Puls:
    """The state of the queue, in one query. siden: time of receipt of the newest item already seen."""
    # What ended before yesterday cannot change the answer, and years of it lie in the table.
    nylig = Q(utfall="") | (~Q(utfall="") & Q(utfall_tid__gt=naa() - timedelta(days=1)))
    svar = Innkomst.objects.filter(nylig, virksomhet_id__in=gjeldende().leser).aggregate(
        antall=Count("pk", filter=Q(utfall="")),
        siste=Max("mottatt_tid"),
        lest=Max("lest_tid"),
        tatt=Max("tatt_tid"),
        tatte=Count("tatt_av", filter=Q(utfall="")),
        ferdig=Max("utfall_tid"),
        nye=Count("pk", filter=Q(utfall="", mottatt_tid__gt=siden) if siden else Q(pk__isnull=True)),
    )
    tider = [svar[navn] for navn in ("siste", "lest", "tatt", "ferdig")]
    deler = [str(svar["antall"]), str(svar["tatte"]), *(f"{t.timestamp():.6f}" if t else "" for t in tider)]
    return Puls("_".join(deler), svar["siste"], svar["nye"])
