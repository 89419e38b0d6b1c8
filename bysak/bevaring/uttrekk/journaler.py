"""loependeJournal.xml and offentligJournal.xml: the same entries, as the archive and as the public see them."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from bysak.bevaring.uttrekk.skriver import HODE, Filskriver, hent, rot
from bysak.bevaring.uttrekk.uttrykk import JOURNALER, hel, journalfoeringer
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.noark.katalog.deklarasjon import Utgave


@dataclass(frozen=True)
class Journalperiode:
    """The head of both journals: first and last journal date, and how many entries."""

    start: str
    slutt: str
    antall: int


def periode(utvalg: Utvalg) -> Journalperiode:
    """The journal of a deposit is the journalposter that are in it (Arkade N5.59, N5.60)."""
    with connection.cursor() as peker:
        # As the view has it, without what it looks up for each entry.
        peker.execute(f"""
select min(j.dato)::text, max(j.dato)::text, count(*) from (
  select m.arkivdel_id as "_arkivdel", m.system_id as "_mappe",
    coalesce(r.journaldato, (r.opprettet_dato at time zone 'Europe/Oslo')::date) as dato
  from arkivstruktur_registrering r join arkivstruktur_mappe m on m.system_id = r.mappe_id
  where r.art = 'journalpost') j where {utvalg.med("j")}""")
        start, slutt, antall = peker.fetchone()
    return Journalperiode(start or "", slutt or "", antall)


def skriv_journaler(
    mappe: Path, utvalg: Utvalg, utgave: Utgave, *, puls: Callable[[int], None]
) -> tuple[dict[str, str], int]:
    """Write both journals in order of year and number, in one reading (krav 6.4.29, 6.4.30).

    Returns the checksums of the files, and how many entries each has. Needs an open arbeid with `forbered` done.
    Raises OSError when the disk is full; then there are no files.
    """
    hode = periode(utvalg)
    rader = f'select x.* from uttrekk._journal x where {utvalg.med("x")} order by x."_aar", x."_nr" offset 0'
    with ExitStack() as aapne:
        filer = [aapne.enter_context(Filskriver(mappe / f"{skjema}.xml")) for skjema in JOURNALER]
        for skjema, fil in zip(JOURNALER, filer, strict=True):
            fil.skriv(_hode(skjema, hode) + _arkivskapere(utvalg) + b"</journalhode>")
        for biter in hent(journalfoeringer(rader, utgave), len(filer)):
            for bit, fil in zip(biter, filer, strict=True):
                fil.skriv(bit or b"")
            puls(filer[0].rader)
        for skjema, fil in zip(JOURNALER, filer, strict=True):
            fil.skriv(f"</{skjema}>\n".encode())
    return {fil.sti.name: fil.sjekksum for fil in filer}, hode.antall


def _hode(skjema: str, hode: Journalperiode) -> bytes:
    return (
        f"{HODE}{rot(skjema)}\n<journalhode><journalStartDato>{hode.start}</journalStartDato>"
        f"<journalSluttDato>{hode.slutt}</journalSluttDato><antallJournalposter>{hode.antall}</antallJournalposter>"
    ).encode()


def _arkivskapere(utvalg: Utvalg) -> bytes:
    with connection.cursor() as peker:
        peker.execute(
            f"select string_agg({hel('arkivskaper', 'a')}, '' order by a.\"_orden\") from uttrekk.arkivskaper a"
            ' where a."_arkiv" in (select d.arkiv_id from arkivstruktur_arkivdel d'
            f" where d.system_id = any ({utvalg.arkivdelliste}))".replace("%", "%%")
        )
        return str(peker.fetchone()[0] or "").encode()
