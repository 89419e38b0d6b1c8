"""arkivstruktur.xml: the whole tree in one file, streamed from the database with flat memory (krav 6.4.24-6.4.27)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection

from bysak.bevaring.uttrekk.skriver import HODE, Filskriver, hent, rot
from bysak.bevaring.uttrekk.uttrykk import Par, hale, hel, hode, mappe_med_registreringer, rader, sjeldne, visning
from bysak.bevaring.uttrekk.utvalg import Utvalg

# Every unit begins on a line of its own; our own metadata lie within the line of theirs.
TELLES = ("mappe", "registrering", "dokumentobjekt", "skjerming", "kassasjon", "utfoertKassasjon")
EGNE = "virksomhetsspesifikkeMetadata"
_TELLES = re.compile(rf"\n<({'|'.join(TELLES)})[ >]".encode())


@dataclass(frozen=True)
class Struktur:
    """What was written: the checksum, and how many of each counted element."""

    sjekksum: str
    antall: dict[str, int]


def skriv_struktur(sti: Path, utvalg: Utvalg, *, puls: Callable[[int], None]) -> Struktur:
    """Write the file. `puls` is told how many pieces are written, and may raise `Avbrutt`.

    Needs an open arbeid with `forbered` done. Raises OSError when the disk is full; then there is no file.
    """
    egne = 0
    with Filskriver(sti, _TELLES) as fil:
        fil.skriv(HODE.encode())
        for bit in _arkiv(utvalg):
            fil.skriv(bit)
            egne += bit.count(f"<{EGNE}>".encode())
            puls(fil.rader)
        fil.skriv(b"\n")
    return Struktur(fil.sjekksum, {navn: fil.antall[navn.encode()] for navn in TELLES} | {EGNE: egne})


def _arkiv(utvalg: Utvalg) -> Iterator[bytes]:
    """The line of arkiv from the top down to the one that holds the arkivdeler (underarkiv: only the lowest has)."""
    kjede = _rader(
        "with recursive k as (select a.system_id, a.forelder_id, 0 as n from arkivstruktur_arkiv a where a.system_id ="
        f" (select d.arkiv_id from arkivstruktur_arkivdel d where d.system_id = any ({utvalg.arkivdelliste}) limit 1)"
        " union all select a.system_id, a.forelder_id, k.n + 1 from arkivstruktur_arkiv a join k"
        " on a.system_id = k.forelder_id) select system_id from k order by n desc"
    )
    for nr, (arkiv,) in enumerate(kjede):
        hodet = _ett("arkiv", f"a.\"_arkiv\" = '{arkiv}'", hode("arkiv", "a"))
        yield hodet.replace(b"\n<arkiv>", rot("arkivstruktur", "arkiv").encode(), 1) if nr == 0 else hodet
    for (arkivdel,) in _rader(
        f"select d.system_id from arkivstruktur_arkivdel d where d.system_id = any ({utvalg.arkivdelliste})"
        " order by d.arkivperiode_start_dato nulls first, d.system_id"
    ):
        yield from _arkivdel(arkivdel, utvalg)
    yield b"</arkiv>" * len(kjede)


def _arkivdel(arkivdel: UUID, utvalg: Utvalg) -> Iterator[bytes]:
    vilkaar = f"a.\"_arkivdel\" = '{arkivdel}'"
    yield _ett("arkivdel", vilkaar, hode("arkivdel", "a"))
    systemer = _rader(
        f'select a."_system" from uttrekk.klassifikasjonssystem a where {vilkaar} order by a."_orden", a."_system"'
    )
    for nr, (system,) in enumerate(systemer):
        hvor = f"{vilkaar} and a.\"_system\" = '{system}'"
        yield _ett("klassifikasjonssystem", hvor, hode("klassifikasjonssystem", "a"))
        yield from _klasser(arkivdel, system, utvalg, med_innhold=nr == 0 or _i_bruk(arkivdel, system))
        yield b"</klassifikasjonssystem>"
    if not systemer:
        yield from (bit for _, bit in _mapper(arkivdel, [], utvalg))
    yield b"</arkivdel>"


def _klasser(arkivdel: UUID, system: UUID, utvalg: Utvalg, *, med_innhold: bool) -> Iterator[bytes]:
    """Every klasse of a system, unused ones too, with the mapper of each.

    A secondary system has none of ours (krav 6.4.13); what others have deposited and is read in here may have some.
    """
    rader = list(
        hent(
            f'select a."_klasse"::text, a."_forelder"::text, {hode("klasse", "a")} from uttrekk.klasse a'
            f' where a."_arkivdel" = \'{arkivdel}\' and a."_system" = \'{system}\' order by a."_orden"',
            3,
        )
    )
    barn: dict[bytes | None, list[tuple[bytes, bytes]]] = {}
    for klasse, forelder, hodet in rader:
        barn.setdefault(forelder, []).append((klasse or b"", hodet or b""))
    rekke = list(_dybde_foerst(barn, None))
    med_innhold = med_innhold and bool(rekke)
    innhold = _mapper(arkivdel, [klasse.decode() for klasse, _ in rekke], utvalg) if med_innhold else iter(())
    neste = next(innhold, None)
    aapne: list[bytes] = []
    foreldre = {klasse: forelder for klasse, forelder, _ in rader}
    for klasse, hodet in rekke:
        while aapne and aapne[-1] != foreldre[klasse]:
            aapne.pop()
            yield b"</klasse>"
        aapne.append(klasse)
        yield hodet
        while neste is not None and neste[0] == klasse:
            yield neste[1]
            neste = next(innhold, None)
    yield b"</klasse>" * len(aapne)


def _i_bruk(arkivdel: UUID, system: UUID) -> bool:
    """Whether anything in the arkivdel lies in a klasse of the system."""
    ligger = (
        "select 1 from {} e join arkivstruktur_klasse k on k.system_id = e.klasse_id"
        f" where e.arkivdel_id = '{arkivdel}' and k.klassifikasjonssystem_id = '{system}'"
    )
    with connection.cursor() as peker:
        mappe, registrering = map(ligger.format, ("arkivstruktur_mappe", "arkivstruktur_registrering"))
        peker.execute(f"select exists ({mappe}) or exists ({registrering})")
        return bool(peker.fetchone()[0])


def _dybde_foerst(
    barn: dict[bytes | None, list[tuple[bytes, bytes]]], over: bytes | None
) -> Iterator[tuple[bytes, bytes]]:
    for klasse, hodet in barn.get(over, ()):
        yield klasse, hodet
        yield from _dybde_foerst(barn, klasse)


def _mapper(arkivdel: UUID, klasser: list[str], utvalg: Utvalg) -> Iterator[tuple[bytes, bytes]]:
    """Pieces of text with the klasse each lies in, klasse by klasse in the given order, undermapper inside their own.

    klasser: those that are wanted; none means all, where there are no klasser.
    The rows are sorted while they are narrow (OFFSET 0 keeps it so); the text of each is made afterwards.
    """
    tomme = _tomme()
    rekke = "array[" + ", ".join(f"'{k}'" for k in klasser) + "]::uuid[]"
    under = "select 1 from arkivstruktur_mappe b where b.forelder_id = t.id and b.system_id in (select id from tre)"
    yield from (
        (klasse or b"", bit or b"")
        for klasse, bit in hent(
            f"""
with recursive valgte as materialized ({utvalg.mapper}),
tre as (
  select m.system_id as id, m.klasse_id as klasse, m.system_id::text collate "C" as sti from arkivstruktur_mappe m
  where m.arkivdel_id = '{arkivdel}' and m.forelder_id is null and m.system_id in (select system_id from valgte)
  union all select u.system_id, t.klasse, t.sti || '/' || u.system_id from arkivstruktur_mappe u
  join tre t on u.forelder_id = t.id where u.system_id in (select system_id from valgte)),
rader as (
  select t.id, t.klasse, t.sti, case when exists ({under}) then 'hode' else 'hel' end as slag from tre t
  union all select t.id, t.klasse, t.sti || '~', 'hale' from tre t where exists ({under})
  union all select r.system_id, r.klasse_id, r.system_id::text, 'registrering' from arkivstruktur_registrering r
  where r.arkivdel_id = '{arkivdel}' and r.mappe_id is null)
select o.klasse::text, case o.slag
  when 'hel' then (select {mappe_med_registreringer("m", tomme)} from ({_rad("mappe", tomme)}) m)
  when 'hode' then (select {hode("mappe", "m", tomme)} from ({_rad("mappe", tomme)}) m)
  when 'hale' then (select {hale("mappe", "m", tomme)} from ({_rad("mappe", tomme)}) m)
  else (select {hel("registrering", "r", tomme)} from ({_rad("registrering", tomme)}) r) end
from (select r.* from rader r {"" if klasser else "left"} join unnest({rekke}) with ordinality k(klasse, nr)
      on k.klasse = r.klasse order by k.nr, r.sti offset 0) o""",
            2,
        )
    )


def _rad(enhet: str, tomme: frozenset[Par]) -> str:
    """SQL: the unit with the id `o.id`."""
    return rader(enhet, f'select x.* from {visning(enhet)} x where x."_{enhet}" = o.id', "rad", tomme)


def _tomme() -> frozenset[Par]:
    """What nobody in the virksomhet has any of: no merknad on any document, and so on."""
    alle = sjeldne()
    with connection.cursor() as peker:
        peker.execute(f"select {', '.join(alle.values())}")
        return frozenset(par for par, finnes in zip(alle, peker.fetchone(), strict=True) if not finnes)


def _ett(enhet: str, vilkaar: str, uttrykk: str) -> bytes:
    with connection.cursor() as peker:
        peker.execute(f'select {uttrykk} from uttrekk."{enhet}" a where {vilkaar}'.replace("%", "%%"))
        return str(peker.fetchone()[0]).encode()


def _rader(spoerring: str) -> list[tuple[UUID]]:
    with connection.cursor() as peker:
        peker.execute(spoerring)
        return list(peker.fetchall())
