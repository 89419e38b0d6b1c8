"""The control: an independent reading of anyone's deposit folder, Noark 5 version 3.1 to 5.5, all errors in one run.

It trusts nothing in the folder. Each file is read as a stream; what must be compared is kept in a register on disk.
"""

import os
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import JOURNALER, Arkivuttrekk, les_arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_filer import (
    XML,
    kontroller_antall_filer,
    kontroller_dokumenter,
    kontroller_mappen,
    kontroller_sjekksummer,
    les_dokumentmappen,
)
from bysak.bevaring.uttrekk.kontroll_info import kontroller_info
from bysak.bevaring.uttrekk.kontroll_journaler import Journal, les_journal
from bysak.bevaring.uttrekk.kontroll_logg import kontroller_logg, les_logg
from bysak.bevaring.uttrekk.kontroll_referanser import kontroller_referanser, kontroller_tall
from bysak.bevaring.uttrekk.kontroll_register import Register, register
from bysak.bevaring.uttrekk.kontroll_sammenligning import kontroller_journaler
from bysak.bevaring.uttrekk.kontroll_skjema import kontroller_skjema, les_skjemaer
from bysak.bevaring.uttrekk.kontroll_struktur import Strukturleser, les_struktur
from bysak.bevaring.uttrekk.rapport import Rapport


def kontroller(mappe: Path, rapport: Rapport | None = None) -> Rapport:
    """Read a deposit folder and report everything that is wrong with it (standard chapter 6.4).

    `mappe` may be the deposit itself, a folder with the deposit in it, or a DIAS package that has been unpacked; give
    the `rapport` with what was found in the package already. `lesbar` is False in the report when there is no deposit
    to read; it never raises for what the folder holds.
    """
    rapport = rapport or Rapport(os.fsencode(mappe).decode("utf-8", "replace"))
    try:
        rot = finn_roten(mappe)
    except OSError as feil:
        rot = None
        rapport.meld("fil-uleselig", f"Mappen kan ikke leses: {feil.strerror}.", rapport.mappe)
    if rot is None:
        if "fil-uleselig" not in rapport.per_kode:
            rapport.meld("fil-mangler", "Dette er ikke en mappe med et Noark 5-uttrekk.", rapport.mappe)
        rapport.lesbar = False
        return rapport
    with register() as reg:
        _Kontroll(rot, rapport, reg).utfoer()
    return rapport


def finn_roten(mappe: Path) -> Path | None:
    """Find the folder with the XML files: this one, content/ in a DIAS package, or the only one of its folders.

    None when there is none. Raises OSError when a folder cannot be read.
    """
    if not mappe.is_dir():
        return None
    under = [m for m in sorted(mappe.iterdir()) if not m.is_symlink() and m.is_dir()]
    for rot in (mappe, mappe / "content", *(m / "content" for m in under)):
        if rot.is_dir() and _har_uttrekk(rot):
            return rot
    egne = [m for m in under if _har_uttrekk(m)]
    return egne[0] if len(egne) == 1 else None


def _har_uttrekk(mappe: Path) -> bool:
    return bool({p.name.lower() for p in mappe.iterdir()} & {navn.lower() for navn in XML})


class _Kontroll:
    def __init__(self, rot: Path, rapport: Rapport, reg: Register) -> None:
        self.rot, self.rapport, self.reg = rot, rapport, reg
        self.uttrekk = Arkivuttrekk()

    def utfoer(self) -> None:
        rapport, reg, rot = self.rapport, self.reg, self.rot
        lesbare = kontroller_mappen(rot, rapport)
        if "arkivuttrekk.xml" in lesbare:
            self.uttrekk = les_arkivuttrekk(lesbare["arkivuttrekk.xml"], rapport)
            kontroller_info(lesbare["arkivuttrekk.xml"], rapport)
        self._versjon(lesbare)
        skjemaer = les_skjemaer(rot, rapport, self.uttrekk, lesbare)
        struktur = None
        if "arkivstruktur.xml" in lesbare:
            frie = skjemaer.frie if self.uttrekk.lest else None
            struktur = les_struktur(rot / "arkivstruktur.xml", rapport, reg, self.uttrekk, frie)
        journaler = [les_journal(n, rot, rapport, reg, self.uttrekk) for n in JOURNALER if f"{n}.xml" in lesbare]
        endringer = les_logg(rot, rapport, reg, self.uttrekk) if "endringslogg.xml" in lesbare else None
        filer = les_dokumentmappen(rot, rapport, reg)
        reg.ferdig()
        kontroller_sjekksummer(rot, rapport, self.uttrekk)
        kontroller_antall_filer(rapport, self.uttrekk, filer)
        hele = {journal.fil for journal in journaler if journal.hel}
        hele |= {"arkivuttrekk.xml"} if self.uttrekk.lest else set()
        hele |= {"endringslogg.xml"} if endringer is not None else set()
        hele |= {"arkivstruktur.xml"} if struktur is not None and struktur.hel else set()
        kontroller_skjema(lesbare, rapport, self.uttrekk, skjemaer, hele)
        self._paa_tvers(struktur, journaler)
        self._tall(struktur, journaler, endringer, filer)

    def _versjon(self, lesbare: dict[str, Path]) -> None:
        """Take the version from arkivuttrekk.xml; when it says none, tell an older one by its schema."""
        if not self.uttrekk.versjon and "arkivstruktur.xsd" in lesbare:
            with (self.rot / "arkivstruktur.xsd").open("rb") as fil:
                eldre = b'"basisregistrering"' in fil.read(1 << 20)
            self.uttrekk.versjon = "4.0" if eldre else "5.0"
        self.rapport.versjon = self.uttrekk.versjon

    def _paa_tvers(self, struktur: Strukturleser | None, journaler: list[Journal]) -> None:
        """Compare files with each other; what was not read to its end is not compared."""
        hel = struktur is not None and struktur.hel
        kontroller_journaler(self.rapport, self.reg, self.uttrekk, journaler, strukturen=hel)
        if struktur is None or not struktur.hel:
            return
        struktur.tall["journalposter"] = self.reg.en("select count(*) from post where dato <> ''")
        kontroller_referanser(self.rapport, self.reg, self.uttrekk)
        kontroller_tall(self.rapport, self.uttrekk, struktur.tall)
        kontroller_logg(self.rapport, self.reg)
        kontroller_dokumenter(self.rot, self.rapport, self.reg, self.uttrekk)

    def _tall(
        self, struktur: Strukturleser | None, journaler: list[Journal], endringer: int | None, filer: int
    ) -> None:
        tall = self.rapport.tall
        if struktur is not None:
            for navn in ("arkivdel", "klasse", "mappe", "registrering", "journalposter", "dokumentobjekt", "skjerming"):
                tall[navn] = struktur.tall.get(navn, 0)
        tall.update({journal.navn: journal.poster for journal in journaler})
        tall["endringer"] = endringer or 0
        tall["dokumentfiler"] = filer
