"""What we have acknowledged to those who deliver to us, kept outside the database: the other side of the ledger.

A sender that got its «250» forgets the mail, so the acknowledgement itself must be countable, also after the database
has been restored from a copy: then this book says what is missing. One file a day, a line for each item, on disk
before the acknowledgement is sent. It has no names and no text: time, virksomhet, and the item's name in its channel.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from bysak.kjerne.arbeid import gjeldende
from bysak.kjerne.kalender import naa
from bysak.mottak.kanaler.telling import Dagstall
from bysak.mottak.models import Innkomst, Kanal

_PER_SPOERRING = 5000


def foer(kanal: Kanal, rader: Iterable[tuple[int, str]]) -> None:
    """Write that these (virksomhet, name) are about to be acknowledged; on disk when it returns. Raises OSError."""
    tid = naa()
    # The break comes first and the full stop last: what a crash left half written neither counts nor spoils the next.
    linjer = "".join(f"\n{tid.isoformat()} {virksomhet} {navn} .\n" for virksomhet, navn in rader)
    fil = _fil(kanal, tid.date())
    ny = not fil.exists()
    fil.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with fil.open("ab", buffering=0) as bok:
        bok.write(linjer.encode())
        os.fsync(bok.fileno())
    if ny:
        _sikre_mappen(fil.parent)


def dagstall_for(kanal: Kanal, kilde: str, fra: date, til: date) -> list[Dagstall]:
    """Each day of the book against the items, for the virksomheter of the open arbeid."""
    arbeidet = gjeldende()
    mine = {*arbeidet.leser, arbeidet.virksomhet_id}
    svar: list[Dagstall] = []
    for dag in _dagene(fra, til):
        kvittert = {(v, navn) for v, navn in les(kanal, dag) if v in mine}
        if not kvittert:
            continue
        levert, her = Counter(v for v, _ in kvittert), Counter(v for v, _ in _som_finnes(kanal, kvittert))
        svar += [Dagstall(dag, v, kilde, antall, her[v]) for v, antall in sorted(levert.items())]
    return svar


def les(kanal: Kanal, dag: date) -> Iterator[tuple[int, str]]:
    """The lines of a day; what is not whole is passed over, for then nothing was acknowledged."""
    fil = _fil(kanal, dag)
    if not fil.exists():
        return
    with fil.open(encoding="utf-8", errors="replace") as bok:
        for linje in bok:
            deler = linje.split()
            if len(deler) == 4 and deler[3] == "." and deler[1].isdecimal():
                yield int(deler[1]), deler[2]


def _som_finnes(kanal: Kanal, kvittert: set[tuple[int, str]]) -> set[tuple[int, str]]:
    navn = sorted({n for _, n in kvittert})
    funnet: set[tuple[int, str]] = set()
    for start in range(0, len(navn), _PER_SPOERRING):
        rader = Innkomst.objects.filter(
            virksomhet_id__in={v for v, _ in kvittert}, kanal=kanal, ekstern_id__in=navn[start : start + _PER_SPOERRING]
        )
        funnet |= set(rader.values_list("virksomhet_id", "ekstern_id"))
    return funnet & kvittert


def _dagene(fra: date, til: date) -> Iterator[date]:
    for n in range((til - fra).days + 1):
        yield fra + timedelta(days=n)


def _fil(kanal: Kanal, dag: date) -> Path:
    return Path(settings.BYSAK_DATA) / "kvitteringer" / f"{kanal.value}-{dag.isoformat()}.txt"


def _sikre_mappen(mappe: Path) -> None:
    for sti in (mappe, mappe.parent):
        haandtak = os.open(sti, os.O_RDONLY)
        try:
            os.fsync(haandtak)
        finally:
            os.close(haandtak)
