"""The two conditions that are compared: the application as it is, and the owner with an explicit filter on virksomhet.

Both run the same code of the application. Without protection means: row-level security does not apply to the owner,
and the predicate of access is replaced by `virksomhet_id in (…)`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.db import connection, connections
from django.db.models import Q

from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende
from bysak.organisasjon import tilgang

APP, EIER = "default", "eier"


@dataclass(frozen=True)
class Sted:
    """Where a measurement acts: one virksomhet that is written in, or several that are read."""

    i: int | None = None
    leser: Sequence[int] = ()

    def arbeid(self, som: Aktoer, verb: str) -> AbstractContextManager[object]:
        """A unit of work here."""
        return arbeid(som=som, i=self.i, leser=None if self.i is not None else self.leser, verb=verb)

    @property
    def virksomheter(self) -> list[int]:
        """All of them, for the explicit filter."""
        return [self.i] if self.i is not None else list(self.leser)


@contextmanager
def med_vern(som: Aktoer, sted: Sted, verb: str) -> Iterator[None]:
    """Open a unit of work as the application does."""
    with sted.arbeid(som, verb):
        yield


@contextmanager
def uten_vern(som: Aktoer, sted: Sted, verb: str) -> Iterator[None]:
    """Open the same unit of work as the owner, above row-level security, without the predicate of access."""
    appen = connections[APP]
    connections[APP] = connections[EIER]
    try:
        with _uten_tilgang(sted), sted.arbeid(som, verb):
            with connection.cursor() as peker:
                peker.execute("set local role none")
            yield
    finally:
        connections[APP] = appen


@contextmanager
def _uten_tilgang(sted: Sted) -> Iterator[None]:
    """Swap the one predicate wherever it has been imported, so that the application's own queries are compared."""
    ekte = tilgang.synlig_q

    def bare_virksomhet(_av: Aktoer, felt: str = "") -> Q:
        return Q(**{f"{felt}virksomhet_id__in": sted.virksomheter})

    def bytt(fra: Callable[..., Q], til: Callable[..., Q]) -> None:
        for modul in [m for navn, m in sys.modules.items() if navn.startswith(("bysak.", "ytelse."))]:
            if getattr(modul, "synlig_q", None) is fra:
                modul.synlig_q = til  # type: ignore[attr-defined]

    bytt(ekte, bare_virksomhet)
    try:
        yield
    finally:
        bytt(bare_virksomhet, ekte)


def gi_eieren_rollene() -> None:
    """Let the owner open units of work; it may grant these roles, as it made them."""
    with connections[EIER].cursor() as peker:
        peker.execute("grant bysak_virksomhet, bysak_flere to current_user with set true, inherit false")


def leses() -> list[int]:
    """The virksomheter of the open unit of work."""
    arbeidet = gjeldende()
    return [arbeidet.virksomhet_id] if arbeidet.virksomhet_id is not None else list(arbeidet.leser)
