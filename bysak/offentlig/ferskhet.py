"""How fresh the journal is, per bydel: the reader sees who is late, and how much (journalregler 2.6)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import connection

from bysak.journal.models import OffentligBydel, OffentligDag
from bysak.kjerne.kalender import OSLO, i_dag, naa
from bysak.mottak.servicefrist import Servicefrist, gjeldende_regel, publiseringsfrist

DAGER_TILBAKE = 14


@dataclass(frozen=True)
class Ferskhet:
    """One bydel. forsinket: workdays whose journal should have been out by now."""

    bydel: OffentligBydel
    siste_dag: date | None
    forsinket: tuple[date, ...]


def ferskhet() -> list[Ferskhet]:
    """Every bydel in name order; workdays of the last two weeks whose deadline has passed and that are not out."""
    fra = i_dag() - timedelta(days=DAGER_TILBAKE)
    regler, stengt = _regler(), _stengt(fra)
    ute: dict[str, set[date]] = {}
    for kode, dato in OffentligDag.objects.filter(dato__gte=fra).values_list("virksomhet_kode", "dato"):
        ute.setdefault(kode, set()).add(dato)
    siste = dict(
        OffentligDag.objects.order_by("virksomhet_kode", "-dato")
        .distinct("virksomhet_kode")
        .values_list("virksomhet_kode", "dato")
    )
    return [
        Ferskhet(
            b,
            siste.get(b.kode),
            _mangler(_ventet(fra, regler, stengt[b.kode]), ute.get(b.kode, set()), siste.get(b.kode)),
        )
        for b in OffentligBydel.objects.order_by("navn")
    ]


def _mangler(ventet: list[date], ute: set[date], siste: date | None) -> tuple[date, ...]:
    # A bydel that has just begun owes nothing from before its first day.
    begynt = min(ute, default=siste or date.max)
    fra = begynt if ute else date.min
    return tuple(d for d in ventet if d not in ute and d >= fra)


def _ventet(fra: date, regler: Sequence[Servicefrist], stengt: frozenset[date]) -> list[date]:
    """The days since `fra` whose journal is due by now, by the levels of each day and the bydel's own closed days."""
    ventet = []
    for dag in (fra + timedelta(days=n) for n in range(DAGER_TILBAKE)):
        regel = gjeldende_regel(datetime.combine(dag, time(0), OSLO), regler)
        regel = replace(regel, stengte_dager=regel.stengte_dager | stengt)
        if regel.er_arbeidsdag(dag) and publiseringsfrist(dag, regel).tid < naa():
            ventet.append(dag)
    return ventet


def _regler() -> list[Servicefrist]:
    """The versions of the service levels, as far as the public site may see them."""
    with connection.cursor() as peker:
        peker.execute("select nummer, gjelder_fra, publisering, stengte_dager from offentlig.publiseringsregel")
        return [
            Servicefrist(str(nummer), fra, publisering=klokken, stengte_dager=frozenset(stengt))
            for nummer, fra, klokken, stengt in peker.fetchall()
        ]


def _stengt(fra: date) -> defaultdict[str, frozenset[date]]:
    """The days since `fra`, and those to come, when a bydel is closed all day."""
    stengt: defaultdict[str, frozenset[date]] = defaultdict(frozenset)
    with connection.cursor() as peker:
        peker.execute("select virksomhet_kode, dato from offentlig.stengt_dag where dato >= %s", [fra])
        for kode, dag in peker.fetchall():
            stengt[kode] |= {dag}
    return stengt
