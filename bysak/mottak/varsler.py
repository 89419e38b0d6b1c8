"""What the top of the queue warns of: channels that are not as they should be, and answers that did not go out.

LESMEG: inside an open arbeid. Both are rare, and asked for with every page of the queue: one question.
"""

from dataclasses import dataclass

from django.db.models import Count, DateTimeField, F, Value

from bysak.mottak.kanalalarmer import aapne_alarmer
from bysak.mottak.models import Kanalalarm
from bysak.mottak.svarpost import mislykte

_MAKS_ALARMER = 20


@dataclass(frozen=True)
class Varsler:
    """alarmer: without what is not shown in a line of text; the newest first."""

    alarmer: list[Kanalalarm]
    mislykte_svar: int


def varsler() -> Varsler:
    """Of the virksomheter that are read."""
    felt = ("virksomhet_id", "slag", "kanal", "tid", "antall")
    alarmer = aapne_alarmer().annotate(tid=F("oppdaget_tid"), antall=Value(1)).values_list(*felt)
    svar = mislykte().order_by().values("virksomhet_id")
    uten = {"slag": Value(""), "kanal": Value(""), "tid": Value(None, output_field=DateTimeField())}
    telt = svar.annotate(**uten, antall=Count("pk")).values_list(*felt)
    rader = list(alarmer[:_MAKS_ALARMER].union(telt, all=True))
    rader.sort(key=lambda r: r[3].timestamp() if r[3] else 0, reverse=True)
    return Varsler(
        [Kanalalarm(virksomhet_id=v, slag=slag, kanal=kanal) for v, slag, kanal, _tid, _antall in rader if slag],
        sum(antall for _v, slag, _kanal, _tid, antall in rader if not slag),
    )
