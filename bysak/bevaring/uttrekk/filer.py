"""The documents: copied out of the store with their checksums verified on the way (krav 6.4.36-6.4.42)."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from bysak.bevaring.uttrekk.skriver import Filskriver, hent, sha256
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.kjerne import lager

FILLISTE = "filliste.tsv"
DOKUMENTER = "dokumenter"
_BIT = 1024 * 1024


@dataclass(frozen=True)
class Filfunn:
    """A document that could not be delivered as it was registered."""

    kode: str
    tekst: str
    sti: str
    objekt_id: str


@dataclass(frozen=True)
class Dokumentfil:
    """One file to copy: where it goes, what it must be, and one of the dokumentobjekter that has it."""

    sti: str
    sjekksum: str
    stoerrelse: int
    objekt_id: str


def skriv_filliste(sti: Path, utvalg: Utvalg) -> None:
    """Note which files the deposit has, each once, so that the copying needs no database. Needs an open arbeid."""
    with Filskriver(sti) as fil:
        for (linje,) in hent(
            'select concat_ws(chr(9), o."referanseDokumentfil", min(o.sjekksum), min(o.filstoerrelse),'
            ' min(o."systemID")) || chr(10) from uttrekk.dokumentobjekt o'
            f' where o."_mappe" in ({utvalg.mapper}) or o."_arkivdel" = any ({utvalg.arkivdelliste})'
            ' group by o."referanseDokumentfil" order by 1'
        ):
            fil.skriv(linje or b"")


def les_filliste(sti: Path) -> Iterator[Dokumentfil]:
    """The files of the list, in order."""
    with sti.open(encoding="utf-8") as fil:
        for linje in fil:
            maal, sjekksum, stoerrelse, objekt_id = linje.rstrip("\n").split("\t")
            yield Dokumentfil(maal, sjekksum, int(stoerrelse), objekt_id)


def kopier_filer(
    filer: Iterator[Dokumentfil], virksomhet_kode: str, rot: Path, *, puls: Callable[[int], None]
) -> Iterator[Filfunn]:
    """Copy each file; a file that stands there whole is not copied again. Returns what is missing or changed.

    A changed file is delivered as it is, with the finding: what is left of it is better than nothing.
    Raises OSError when the disk is full.
    """
    sist: Path | None = None
    for nr, fil in enumerate(filer, 1):
        maal = rot / fil.sti
        if maal.parent != sist:
            maal.parent.mkdir(parents=True, exist_ok=True)
            sist = maal.parent
        if not (maal.exists() and maal.stat().st_size == fil.stoerrelse and sha256(maal) == fil.sjekksum):
            yield from _kopier(fil, virksomhet_kode, maal)
        puls(nr)


def _kopier(fil: Dokumentfil, virksomhet_kode: str, maal: Path) -> Iterator[Filfunn]:
    try:
        kilde = lager.aapne(virksomhet_kode, fil.sjekksum)
    except lager.FilMangler:
        yield Filfunn("fil_mangler", _("Filen finnes ikke i lageret."), fil.sti, fil.objekt_id)
        return
    delvis = maal.with_name(f"{maal.name}.delvis")
    sum_, lengde = hashlib.sha256(), 0
    try:
        with kilde, delvis.open("wb") as ut:
            while bit := kilde.read(_BIT):
                ut.write(bit)
                sum_.update(bit)
                lengde += len(bit)
    except OSError:
        delvis.unlink(missing_ok=True)
        raise
    delvis.replace(maal)
    if sum_.hexdigest() != fil.sjekksum or lengde != fil.stoerrelse:
        yield Filfunn(
            "fil_endret", _("Filen i lageret er ikke den som ble registrert: sjekksummen stemmer ikke."),
            fil.sti, fil.objekt_id,
        )  # fmt: skip
