"""The unit of work: one transaction, one acting user, one virksomhet read and written, or several only read.

`with arbeid(som=kari, i=frogner, verb="journalfoer"):` or `with arbeid(som=kari, leser=[…]):`; never both, never nested.
The database gets a sealed statement of who acts where; the policies and the log believe nothing else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction

from bysak.kjerne.hemmeligheter import hemmelighet

M = TypeVar("M")


class HarId(Protocol):
    """Anything that stands for a virksomhet by its small number."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class Rollerad:
    """One valid role of a person in one virksomhet, as read at login or at the start of a request."""

    virksomhet_id: int
    rolle: str
    enhet_id: UUID | None = None
    tilgangskoder: frozenset[str] = frozenset()
    tjenesteyter_id: int | None = None


@dataclass(frozen=True)
class Aktoer:
    """Who acts: a person or one of Bysak's own processes, with the roles that are valid now."""

    bruker_id: UUID
    navn: str
    brukernavn: str = ""
    roller: tuple[Rollerad, ...] = ()

    @property
    def virksomheter(self) -> tuple[int, ...]:
        """The virksomheter where this person has any role, in stable order."""
        return tuple(sorted({r.virksomhet_id for r in self.roller}))

    def roller_i(self, virksomhet_id: int) -> tuple[Rollerad, ...]:
        """The roles in one virksomhet."""
        return tuple(r for r in self.roller if r.virksomhet_id == virksomhet_id)


@dataclass
class Arbeid:
    """The unit of work that is open now. `lager` is a cache that lives as long as it does."""

    aktoer: Aktoer
    virksomhet_id: int | None
    leser: tuple[int, ...]
    verb: str
    lager: dict[str, Any] = field(default_factory=dict)


_gjeldende: ContextVar[Arbeid | None] = ContextVar("arbeid", default=None)
foresporsel_id: ContextVar[str] = ContextVar("foresporsel_id", default="")


class UtenArbeid(RuntimeError):
    """Somebody asked for the unit of work outside one: a programming error, never a user's."""


def gjeldende() -> Arbeid:
    """The open unit of work. Raises `UtenArbeid` when there is none."""
    arbeidet = _gjeldende.get()
    if arbeidet is None:
        raise UtenArbeid("Ingen arbeid er åpent. Bruk «with arbeid(som=…, i=…)».")
    return arbeidet


def i_arbeid() -> bool:
    """Is a unit of work open?"""
    return _gjeldende.get() is not None


def gjeldende_virksomhet() -> int:
    """The virksomhet that is being written in. Raises `UtenArbeid` when the work only reads several."""
    virksomhet = gjeldende().virksomhet_id
    if virksomhet is None:
        raise UtenArbeid("Dette arbeidet leser flere virksomheter og kan ikke skrive.")
    return virksomhet


def utfoerende() -> str:
    """Display name of the acting user: the default of every opprettetAv (M601). Empty outside an arbeid."""
    arbeidet = _gjeldende.get()
    return arbeidet.aktoer.navn if arbeidet else ""


def segl(melding: str, pid: int) -> str:
    """Keyed hash of a statement for one database session. The key never travels to the database with a query."""
    noekkel = hashlib.sha256(hemmelighet("segl").encode()).digest()
    indre = hashlib.sha256(noekkel + b"1" + f"{pid};{melding}".encode()).digest()
    return hashlib.sha256(noekkel + b"2" + indre).hexdigest()


def _erklaering(arbeidet: Arbeid, overstyring: str) -> str:
    tjenesteyter = None
    if arbeidet.virksomhet_id is not None:
        yter = [r.tjenesteyter_id for r in arbeidet.aktoer.roller_i(arbeidet.virksomhet_id) if r.tjenesteyter_id]
        tjenesteyter = yter[0] if yter else None
    return json.dumps(
        {
            "b": str(arbeidet.aktoer.bruker_id),
            "n": arbeidet.aktoer.navn,
            "t": tjenesteyter,
            "v": arbeidet.virksomhet_id,
            "l": list(arbeidet.leser),
            "o": overstyring,
        },
        ensure_ascii=True,
    )


def _sett(rolle: str, melding: str, verb: str, grunn: str) -> None:
    connection.ensure_connection()
    # Inside `connection` there is a psycopg connection; its pid is known without a round trip.
    pid = connection.connection.info.backend_pid
    with connection.cursor() as peker:
        peker.execute(
            "select set_config('bysak.arbeid', %s, true), set_config('bysak.segl', %s, true),"
            " set_config('bysak.verb', %s, true), set_config('bysak.grunn', %s, true),"
            " set_config('bysak.foresporsel', %s, true), set_config('bysak.handling', '', true),"
            " set_config('role', %s, true)",
            [melding, segl(melding, pid) if melding else "", verb, grunn, foresporsel_id.get(), rolle],
        )


@contextmanager
def arbeid(
    *,
    som: Aktoer,
    i: HarId | int | None = None,
    leser: Iterable[HarId | int] | None = None,
    verb: str = "",
    grunn: str = "",
    overstyring: str = "",
) -> Iterator[Arbeid]:
    """Open one unit of work: a transaction with a sealed statement of who acts and where.

    som: the acting person or process. i: the one virksomhet that is read and written.
    leser: the virksomheter that are read and not written. verb: what is being done, for the log.
    grunn: why, in the person's own words, where a reason is asked for.
    overstyring: the archive administrator's reason for passing a freeze (krav 2.9.3); stands on the Handling.

    Raises `RuntimeError` when one is open already, or when both or neither of `i` and `leser` are given.
    """
    if _gjeldende.get() is not None:
        raise RuntimeError("Et arbeid er alt åpent. En handling åpner sitt eget arbeid etter at det første er lukket.")
    if (i is None) == (leser is None):
        raise RuntimeError("Et arbeid skriver i én virksomhet eller leser flere, aldri begge deler.")
    virksomhet_id = None if i is None else _nummer(i)
    arbeidet = Arbeid(som, virksomhet_id, tuple(_nummer(v) for v in leser or ()), verb)
    rolle = "bysak_virksomhet" if i is not None else "bysak_flere"
    ytterst = not connection.in_atomic_block
    with transaction.atomic():
        _sett(rolle, _erklaering(arbeidet, overstyring), verb, grunn)
        merke = _gjeldende.set(arbeidet)
        try:
            yield arbeidet
            if not ytterst:
                # In a test's outer transaction nothing commits: run what would have run at commit.
                with connection.cursor() as peker:
                    peker.execute("set constraints all immediate; set constraints all deferred")
        finally:
            _gjeldende.reset(merke)
        if not ytterst:
            _sett("none", "", "", "")


def _nummer(virksomhet: HarId | int) -> int:
    return virksomhet if isinstance(virksomhet, int) else int(virksomhet.pk)


def laas(objekt: M) -> M:
    """Hold a parent row still and read it again: the first step of every verb that adds, moves or judges children.

    FOR NO KEY UPDATE: two verbs on the same parent wait for each other, inserts of unrelated children do not.
    Returns a fresh object. Raises the model's `DoesNotExist` when the row is gone or not yours.
    """
    modell = type(objekt)
    return modell._base_manager.select_for_update(no_key=True).get(pk=objekt.pk)  # type: ignore[attr-defined,no-any-return]
