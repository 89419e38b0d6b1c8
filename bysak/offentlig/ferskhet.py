"""How fresh the journal is, per bydel: the reader sees who is late, and how much (journalregler 2.6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bysak.journal.models import OffentligBydel, OffentligDag
from bysak.kjerne.kalender import er_arbeidsdag, i_dag, naa
from bysak.mottak.servicefrist import publiseringsfrist

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
    ventet = [d for n in range(DAGER_TILBAKE) if er_arbeidsdag(d := fra + timedelta(days=n)) and _frist(d) < naa()]
    ute: dict[str, set[date]] = {}
    for kode, dato in OffentligDag.objects.filter(dato__gte=fra).values_list("virksomhet_kode", "dato"):
        ute.setdefault(kode, set()).add(dato)
    siste = dict(
        OffentligDag.objects.order_by("virksomhet_kode", "-dato")
        .distinct("virksomhet_kode")
        .values_list("virksomhet_kode", "dato")
    )
    return [
        Ferskhet(b, siste.get(b.kode), _mangler(ventet, ute.get(b.kode, set()), siste.get(b.kode)))
        for b in OffentligBydel.objects.order_by("navn")
    ]


def _mangler(ventet: list[date], ute: set[date], siste: date | None) -> tuple[date, ...]:
    # A bydel that has just begun owes nothing from before its first day.
    begynt = min(ute, default=siste or date.max)
    fra = begynt if ute else date.min
    return tuple(d for d in ventet if d not in ute and d >= fra)


def _frist(dato: date) -> datetime:
    return publiseringsfrist(dato).tid
