"""The periods (arkivdeler) of the virksomheter that are read: what they hold, and how much of it is closed."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Arkivdel, Mappe

TILSTAND = {Arkivdelstatus.AKTIV: "pagar", Arkivdelstatus.OVERLAPPING: "pagar", Arkivdelstatus.AVSLUTTET: "ferdig"}


@dataclass(frozen=True)
class Periode:
    """A period with the number of its cases and of those that are closed."""

    arkivdel: Arkivdel
    saker: int
    avsluttede: int

    @property
    def kan_avleveres(self) -> bool:
        """Is the whole of it closed?"""
        return self.arkivdel.arkivdelstatus == Arkivdelstatus.AVSLUTTET

    @property
    def tilstand(self) -> str:
        """State for the macro `status`."""
        return TILSTAND.get(Arkivdelstatus(self.arkivdel.arkivdelstatus), "")


def periodene() -> dict[int, list[Periode]]:
    """The periods by virksomhet, the oldest first."""
    antall = {
        rad["arkivdel_id"]: (rad["alle"], rad["lukket"])
        for rad in Mappe.objects.order_by().values("arkivdel_id").annotate(
            alle=Count("pk"), lukket=Count("pk", filter=Q(avsluttet_dato__isnull=False))
        )
    }  # fmt: skip
    per_virksomhet: dict[int, list[Periode]] = defaultdict(list)
    for arkivdel in Arkivdel.objects.order_by("arkivperiode_start_dato", "tittel"):
        per_virksomhet[arkivdel.virksomhet_id].append(Periode(arkivdel, *antall.get(arkivdel.pk, (0, 0))))  # type: ignore[index]
    return per_virksomhet
