"""The unit of work: one transaction, one acting user, one virksomhet read and written, or several read.

`with arbeid(som=kari, i=frogner, verb="journalfoer"):` or `with arbeid(som=kari, leser=[…]):`; never both or nested.
The database gets a sealed statement of who acts where; the policies and the log believe nothing else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction

from bysak.kjerne import forberedt
from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.tekstvask import rens

M = TypeVar("M")


class HarId(Protocol):
    """Anything that stands for a virksomhet by its small number."""

    @property
    def pk(self) -> Any:
        """The number."""


@dataclass(frozen=True)
class Rollerad:
    """One valid role of a person in one virksomhet, as read at login or at the start of a request."""

    virksomhet_id: int
    rolle: str
    enhet_id: UUID | None = None
    tilgangskoder: frozenset[str] = frozenset()
    tjenesteyter_id: int | None = None
    uten_retter: frozenset[str] = frozenset()


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

    def bare_i(self, virksomhet_id: int) -> "Aktoer":
        """The same person with the roles in one virksomhet alone."""
        return replace(self, roller=self.roller_i(virksomhet_id))


@dataclass
class Arbeid:
    """The unit of work that is open now. `lager` is a cache that lives as long as it does."""

    aktoer: Aktoer
    virksomhet_id: int | None
    leser: tuple[int, ...]
    verb: str
    grunn: str = ""
    overstyring: str = ""
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


def segl(melding: str, pid: int, start: int) -> str:
    """Keyed hash of a statement for one transaction. The key never travels to the database with a query.

    pid and start: the database session and the microsecond its transaction began. A seal that was seen or stolen is
    therefore worth nothing in any other transaction, also not in the same session.
    """
    noekkel = hashlib.sha256(hemmelighet("segl").encode()).digest()
    indre = hashlib.sha256(noekkel + b"1" + f"{pid};{start};{melding}".encode()).digest()
    return hashlib.sha256(noekkel + b"2" + indre).hexdigest()


def _erklaering(arbeidet: Arbeid) -> str:
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
            "w": arbeidet.verb,
            "g": arbeidet.grunn,
            "f": foresporsel_id.get(),
            "o": arbeidet.overstyring,
        },
        ensure_ascii=True,
    )


def _sett(rolle: str, melding: str) -> None:
    forberedt.spoer(
        "select set_config('bysak.arbeid', %s, true), set_config('bysak.segl', %s, true),"
        " set_config('bysak.handling', '', true), set_config('role', %s, true)",
        [melding, _seglet(melding), rolle],
    )


def _forsegl(melding: str) -> None:
    """Put a new statement in the place of the one that stands; what is written from here on is an act of its own."""
    forberedt.spoer(
        "select set_config('bysak.arbeid', %s, true), set_config('bysak.segl', %s, true),"
        " set_config('bysak.handling', '', true)",
        [melding, _seglet(melding)],
    )


def _seglet(melding: str) -> str:
    if not melding:
        return ""
    hvor = forberedt.spoer("select pg_backend_pid(), (extract(epoch from transaction_timestamp()) * 1000000)::bigint")
    return segl(melding, *hvor[0])


@contextmanager
def forseglet(erklaering: dict[str, str | None]) -> Iterator[None]:
    """Speak to the database under the seal without acting for anybody: for login, before anyone is known.

    Raises `RuntimeError` inside an arbeid, whose statement it would take the place of.
    """
    if _gjeldende.get() is not None:
        raise RuntimeError("Et arbeid er åpent. Innloggingen spør før det åpnes.")
    ytterst = not connection.in_atomic_block
    with transaction.atomic():
        _sett("none", json.dumps(erklaering))
        yield
        if not ytterst:
            _sett("none", "")


def segl_holder() -> bool:
    """Does the database believe this process's seal? False when they have different keys, or when nothing is set up."""
    with forseglet({"v": None}), connection.cursor() as peker:
        peker.execute("select vern.arbeid() is not null")
        return bool(peker.fetchone()[0])


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
    arbeidet = Arbeid(som, virksomhet_id, tuple(_nummer(v) for v in leser or ()), verb, rens(grunn), rens(overstyring))
    rolle = "bysak_virksomhet" if i is not None else "bysak_flere"
    ytterst = not connection.in_atomic_block
    with transaction.atomic():
        _sett(rolle, _erklaering(arbeidet))
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
            _sett("none", "")


def hoeyst(millisekunder: int) -> None:
    """Let no statement of the rest of this work take longer: the database stops it with SQLSTATE 57014."""
    with connection.cursor() as peker:
        peker.execute("select set_config('statement_timeout', %s, true)", [str(millisekunder)])


def begrunn(grunn: str) -> None:
    """Put the reason of an act under the seal of the open work, for the log and for the rules that ask for one.

    A verb that takes a reason says it here, before it writes, so that it stands whoever opened the work. What was
    written without one keeps its own line in the log. The first reason stands.
    """
    arbeidet = gjeldende()
    if not rens(grunn) or (arbeidet.grunn and _staar(arbeidet)):
        return
    arbeidet.grunn = arbeidet.grunn or rens(grunn)
    _forsegl(_erklaering(arbeidet))


def merk_foresporselen(merke: str) -> None:
    """Let the log know the request of the open work by a mark more, so that it can be asked for again."""
    foresporsel_id.set(foresporsel_id.get()[: 40 - len(merke)] + merke)  # as long as the log's column
    _forsegl(_erklaering(gjeldende()))


def overstyr_herfra(grunn: str) -> None:
    """From here on the open work overrides what is locked (krav 2.9.3). The database asks for the role.

    What was written before keeps its own line in the log, without the override.
    """
    arbeidet = gjeldende()
    arbeidet.overstyring = rens(grunn)
    _forsegl(_erklaering(arbeidet))


def _staar(arbeidet: Arbeid) -> bool:
    """Is the statement still what the database has? A savepoint that was rolled back took the newest with it."""
    with connection.cursor() as peker:
        peker.execute("select current_setting('bysak.arbeid', true)")
        return bool(peker.fetchone()[0] == _erklaering(arbeidet))


def hold(emne: int, nummer: int) -> None:
    """Hold still, until the transaction ends, something that has no row of its own to lock.

    emne: a number that the caller has chosen for the kind of thing. nummer: which one.
    """
    with connection.cursor() as peker:
        peker.execute("select pg_advisory_xact_lock(%s, %s)", [emne, nummer])


@contextmanager
def alene_om(pk: UUID) -> Iterator[bool]:
    """Be alone with something for longer than one arbeid, on all machines; gives False when another one is.

    Outside an arbeid. The database lets go of it when the process is gone.
    """
    noekkel = [int.from_bytes(pk.bytes[8:], signed=True)]
    with connection.cursor() as peker:
        peker.execute("select pg_try_advisory_lock(%s)", noekkel)
        alene = bool(peker.fetchone()[0])
    try:
        yield alene
    finally:
        if alene:
            with connection.cursor() as peker:
                peker.execute("select pg_advisory_unlock(%s)", noekkel)


def _nummer(virksomhet: HarId | int) -> int:
    return virksomhet if isinstance(virksomhet, int) else int(virksomhet.pk)


def laas(objekt: M) -> M:
    """Hold a parent row still and read it again: the first step of every verb that adds, moves or judges children.

    FOR NO KEY UPDATE: two verbs on the same parent wait for each other, inserts of unrelated children do not.
    Returns a fresh object. Raises the model's `DoesNotExist` when the row is gone or not yours.
    """
    modell = type(objekt)
    return modell._base_manager.select_for_update(no_key=True).get(pk=objekt.pk)  # type: ignore[attr-defined,no-any-return]
