"""loependeJournal.xml and offentligJournal.xml: the same entries, as the archive and as the public see them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from bysak.bevaring.uttrekk.skriver import HODE, Filskriver, hent, rot
from bysak.bevaring.uttrekk.uttrykk import hel, journalfoering
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.noark.katalog.deklarasjon import Utgave

JOURNALER = ("loependeJournal", "offentligJournal")


@dataclass(frozen=True)
class Journalperiode:
    """The head of both journals: first and last journal date, and how many entries."""

    start: str
    slutt: str
    antall: int


def periode(utvalg: Utvalg) -> Journalperiode:
    """The journal of a deposit is the journalposter that are in it (Arkade N5.59, N5.60)."""
    with connection.cursor() as peker:
        peker.execute(
            'select min(j."_dato")::text, max(j."_dato")::text, count(*) from uttrekk._journal j'
            f' where j."_mappe" in ({utvalg.mapper})'
        )
        start, slutt, antall = peker.fetchone()
    return Journalperiode(start or "", slutt or "", antall)


def skriv_journal(sti: Path, skjema: str, utvalg: Utvalg, utgave: Utgave, *, puls: Callable[[int], None]) -> str:
    """Write one of the journals in order of year and number; returns its checksum (krav 6.4.29, 6.4.30).

    Needs an open arbeid with `forbered` done. Raises OSError when the disk is full; then there is no file.
    """
    hode = periode(utvalg)
    with Filskriver(sti) as fil:
        fil.skriv(f"{HODE}{rot(skjema)}<journalhode>".encode())
        fil.skriv(f"<journalStartDato>{hode.start}</journalStartDato>".encode())
        fil.skriv(f"<journalSluttDato>{hode.slutt}</journalSluttDato>".encode())
        fil.skriv(f"<antallJournalposter>{hode.antall}</antallJournalposter>".encode())
        fil.skriv(_arkivskapere(utvalg) + b"</journalhode>")
        for (bit,) in hent(
            f"select {journalfoering(skjema, utgave)} from (select x.* from uttrekk._journal x"
            f' where x."_mappe" in ({utvalg.mapper}) order by x."_orden" offset 0) j'
        ):
            fil.skriv(bit or b"")
            if fil.rader % 500 == 0:
                puls(fil.rader)
        fil.skriv(f"</{skjema}>\n".encode())
    return fil.sjekksum


def _arkivskapere(utvalg: Utvalg) -> bytes:
    with connection.cursor() as peker:
        peker.execute(
            f"select string_agg({hel('arkivskaper', 'a')}, '' order by a.\"_orden\") from uttrekk.arkivskaper a"
            ' where a."_arkiv" in (select d.arkiv_id from arkivstruktur_arkivdel d'
            f" where d.system_id = any ({utvalg.arkivdelliste}))".replace("%", "%%")
        )
        return str(peker.fetchone()[0] or "").encode()
