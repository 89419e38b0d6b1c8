"""Opens what somebody has sent: a folder as it is, or a tar unpacked where it can do no harm, checked against its METS.

Nothing in a package is trusted. Only plain files and folders inside the package come out, each of them once, and no
more than there is room for. What is wrong is told and the rest is still read, so that one run finds everything.
"""

import errno
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bysak.bevaring.uttrekk.pakkemets import kontroller_beskrivelse, kontroller_mets

Meld = Callable[[str, str, str], None]  # code, sentence, file
BIT = 1 << 20
FLEST = 20_000_000  # members
STOERSTE_HODE = 1 << 20  # a header that says what a name is needs no more than this
RESERVE = 1 << 30  # room that is left on the disk
_HODER = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)


class PakkelesFeil(RuntimeError):
    """The package is not as it should be; the text says how."""


def _si_nei(_kode: str, tekst: str, fil: str) -> None:
    raise PakkelesFeil(f"{fil}: {tekst} Be om en ny pakke." if fil else tekst)


@contextmanager
def aapnet(sti: Path, meld: Meld = _si_nei) -> Iterator[Path]:
    """Give the folder with the deposit in a folder, an unpacked DIAS package or a tar; a tar's is gone afterwards.

    `meld` is told of everything wrong with the package as a package, and reading goes on. Without it the first such
    thing raises PakkelesFeil. What is inside the deposit is for the control to judge.
    """
    tar = _tarfilen(sti)
    if tar is None:
        if (rot := _pakkeroten(sti)) is not None:
            kontroller_mets(rot, meld)
        yield sti
        return
    kontroller_beskrivelse(tar, meld)
    with tempfile.TemporaryDirectory(prefix="bysak-pakke-") as midlertidig:
        til = Path(midlertidig)
        _Utpakker(til, meld).pakk_ut(tar)
        rot = _pakkeroten(til)
        if rot is not None:
            kontroller_mets(rot, meld)
            if rot.name != tar.stem:
                meld("pakke-navn", f"Mappen i pakken heter {rot.name[:80]}; den skal hete {tar.stem}.", tar.name)
        alene = list(til.iterdir())
        yield rot or (alene[0] if len(alene) == 1 and alene[0].is_dir() else til)


def _tarfilen(sti: Path) -> Path | None:
    """The tar that is meant: the file itself, or the only one in a folder with the package and its description."""
    if sti.is_file():
        return sti
    if not sti.is_dir() or (sti / "arkivstruktur.xml").exists() or _pakkeroten(sti) is not None:
        return None
    filer = [fil for fil in sti.glob("*.tar") if fil.is_file() and not fil.is_symlink()]
    return filer[0] if len(filer) == 1 else None


def _pakkeroten(sti: Path) -> Path | None:
    """The folder with dias-mets.xml: this one, or the only one inside."""
    if not sti.is_dir():
        return None
    return next((r for r in (sti, *sorted(sti.glob("*/"))[:1]) if (r / "dias-mets.xml").is_file()), None)


class _Oppfoering(tarfile.TarInfo):
    """A member whose own headers are small: tarfile reads them whole into memory."""

    def _proc_member(self, arkiv: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HODER and self.size > STOERSTE_HODE:
            raise tarfile.ReadError("et hode i filen er for stort")
        return super()._proc_member(arkiv)  # type: ignore[misc,no-any-return]


@dataclass(slots=True)
class _Utpakker:
    til: Path
    meld: Meld
    antall: int = 0
    ledig: int = field(default=0)

    def pakk_ut(self, tar: Path) -> None:
        self.ledig = shutil.disk_usage(self.til).free - RESERVE
        try:
            with tarfile.open(tar, mode="r|", tarinfo=_Oppfoering, errorlevel=2) as arkiv:
                while (medlem := arkiv.next()) is not None:
                    arkiv.members.clear()  # type: ignore[attr-defined]
                    if not self._ta_ut(arkiv, medlem):
                        return
            self._slutten(tar)
        except (tarfile.TarError, EOFError, UnicodeError, ValueError):
            hvor = f"etter {self.antall} filer og mapper" if self.antall else "fra starten av"
            tekst = f"Filen er ikke en hel tar-fil; den kan ikke leses {hvor}. Den er trolig ikke kopiert ferdig."
            self.meld("pakke-avkortet", tekst, tar.name)
        except OSError as feil:
            full = feil.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            grunn = "disken er full. Sett TMPDIR til en mappe med plass" if full else feil.strerror
            tekst = f"Pakken kan ikke pakkes ut: {grunn}."
            self.meld("pakke-ugyldig", tekst, tar.name)

    def _slutten(self, tar: Path) -> None:
        """A tar ends with two empty blocks; one that is cut between two files has none, and tarfile does not say so."""
        with tar.open("rb") as fil:
            fil.seek(max(0, tar.stat().st_size - 2 * tarfile.BLOCKSIZE))
            if not self.antall or any(fil.read()):
                self.meld("pakke-avkortet", "Slutten mangler. Filen er trolig ikke kopiert ferdig.", tar.name)

    def _ta_ut(self, arkiv: tarfile.TarFile, medlem: tarfile.TarInfo) -> bool:
        """Take one member out; False when there is no sense in going on."""
        self.antall += 1
        if self.antall > FLEST or medlem.size > self.ledig:
            tekst = f"Pakken er større enn det er plass til ({medlem.size} byte til). Resten er ikke pakket ut."
            self.meld("pakke-ugyldig", tekst, _vist(medlem.name))
            return False
        sti = _trygg(medlem.name)
        if sti is None:
            self.meld("pakke-ugyldig", "Navnet peker ut av pakken. Filen er ikke pakket ut.", _vist(medlem.name))
        elif medlem.isdir():
            if not (self.til / sti).exists():
                (self.til / sti).mkdir(parents=True)
        elif not medlem.isreg() or medlem.issparse():
            tekst = "En lenke eller noe annet enn en vanlig fil. Den er ikke pakket ut."
            self.meld("pakke-ugyldig", tekst, _vist(medlem.name))
        else:
            self._skriv(arkiv, medlem, self.til / sti)
        return True

    def _skriv(self, arkiv: tarfile.TarFile, medlem: tarfile.TarInfo, maal: Path) -> None:
        kilde = arkiv.extractfile(medlem)
        assert kilde is not None
        try:
            maal.parent.mkdir(parents=True, exist_ok=True)
            with maal.open("xb") as ut:
                shutil.copyfileobj(kilde, ut, BIT)
        except (FileExistsError, NotADirectoryError):
            self.meld("pakke-ugyldig", "Filen er i pakken to ganger. Den første er brukt.", _vist(medlem.name))
        self.ledig -= medlem.size
        if maal.is_file() and maal.stat().st_size < medlem.size:
            raise tarfile.ReadError("kortere enn den sier")


def _trygg(navn: str) -> Path | None:
    """The path inside the package, or None for one that leads out of it or that no system can have."""
    deler = [d for d in navn.split("/") if d not in ("", ".")]
    ute = navn.startswith("/") or ".." in deler or "\\" in navn or "\x00" in navn or (navn[1:2] == ":")
    if ute or not deler or len(deler) > 40 or any(len(os.fsencode(d)) > 255 for d in deler):
        return None
    return Path(*deler)


def _vist(navn: str) -> str:
    return os.fsencode(navn).decode("utf-8", "replace")[:300]
