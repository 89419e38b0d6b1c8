"""Is every number of a series there, and if not, what became of it? (M012-M014; krav 3.2.16, 3.2.19)

Counted from the rows, whatever one may see of them: that a number is used tells nothing of what it is used for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count

from bysak.arkivstruktur.koder import Journalstatus, Saksstatus
from bysak.arkivstruktur.models import Mappe, Nummerhull, Nummerserie, Registrering

# How many numbers of one series are listed.
MAKS_HULL = 200
_KILDE = {
    "sak": ("arkivstruktur_mappe", "saksaar", "sakssekvensnummer"),
    "journal": ("arkivstruktur_registrering", "journalaar", "journalsekvensnummer"),
}


@dataclass(frozen=True)
class Hull:
    """A number that is not in use. grunn is empty when nobody has said why: that should never be."""

    nummer: int
    grunn: str = ""
    tid: datetime | None = None


@dataclass(frozen=True)
class Serie:
    """One series of a year in a virksomhet. utgaar, reservert: numbers in use, of what was cancelled or is taken."""

    virksomhet_id: int
    art: str
    aar: int
    siste: int
    brukt: int
    utgaar: int
    reservert: int
    hull: tuple[Hull, ...]

    @property
    def mangler(self) -> int:
        """How many numbers below the last are not in use."""
        return self.siste - self.brukt

    @property
    def uforklart(self) -> list[int]:
        """Numbers that nobody has said what became of."""
        return [h.nummer for h in self.hull if not h.grunn]

    @property
    def forklart(self) -> list[Hull]:
        """Numbers that were deleted with a reason."""
        return [h for h in self.hull if h.grunn]


def serier(virksomheter: Iterable[int], aar: int) -> list[Serie]:
    """Every series of a year in these virksomheter: case numbers and løpenumre."""
    hvor = list(virksomheter)
    brukt = {"sak": _saker(hvor, aar), "journal": _poster(hvor, aar)}
    svar = []
    for s in Nummerserie.objects.filter(virksomhet__in=hvor, aar=aar, art__in=_KILDE).order_by("virksomhet", "-art"):
        assert s.virksomhet_id is not None
        antall, utgaar, reservert = brukt[s.art].get(s.virksomhet_id, (0, 0, 0))
        hull = _hull(s) if antall < s.siste else ()
        svar.append(Serie(s.virksomhet_id, s.art, aar, s.siste, antall, utgaar, reservert, hull))
    return svar


def aarene(virksomheter: Iterable[int]) -> list[int]:
    """The years that there are series of, newest first."""
    rader = Nummerserie.objects.filter(virksomhet__in=list(virksomheter), art__in=_KILDE)
    return list(rader.values_list("aar", flat=True).order_by("-aar").distinct())


def _saker(hvor: list[int], aar: int) -> dict[int, tuple[int, int, int]]:
    rader = Mappe.objects.filter(virksomhet__in=hvor, saksaar=aar, sakssekvensnummer__isnull=False).order_by()
    telt = rader.values_list("virksomhet", "saksstatus").annotate(n=Count("sakssekvensnummer", distinct=True))
    return _samlet(telt, Saksstatus.UTGAAR, "")


def _poster(hvor: list[int], aar: int) -> dict[int, tuple[int, int, int]]:
    rader = Registrering.objects.filter(virksomhet__in=hvor, journalaar=aar).order_by()
    telt = rader.values_list("virksomhet", "journalstatus").annotate(n=Count("journalsekvensnummer", distinct=True))
    return _samlet(telt, Journalstatus.UTGAAR, Journalstatus.RESERVERT)


def _samlet(telt: Iterable[tuple[int, str, int]], utgaar: str, reservert: str) -> dict[int, tuple[int, int, int]]:
    per: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for virksomhet, status, antall in telt:
        per[virksomhet][status] += antall
    return {v: (sum(s.values()), s[utgaar], s[reservert] if reservert else 0) for v, s in per.items()}


def _hull(serie: Nummerserie) -> tuple[Hull, ...]:
    tabell, aar, nummer = _KILDE[serie.art]
    with connection.cursor() as peker:
        peker.execute(
            f"select n from generate_series(1, %s) n where not exists (select from {tabell} t"  # noqa: S608
            f" where t.virksomhet_id = %s and t.{aar} = %s and t.{nummer} = n) order by n limit %s",
            [serie.siste, serie.virksomhet_id, serie.aar, MAKS_HULL],
        )
        borte = [int(n) for (n,) in peker.fetchall()]
    kjente = Nummerhull.objects.filter(virksomhet=serie.virksomhet_id, art=serie.art, aar=serie.aar, nummer__in=borte)
    grunner = {h.nummer: h for h in kjente.order_by("id")}
    return tuple(Hull(n, grunner[n].grunn, grunner[n].tid) if n in grunner else Hull(n) for n in borte)
