"""The file store: one per virksomhet, addressed by SHA-256, written once and never overwritten.

A file is on disk, synced, before the transaction that points to it is committed; so a crash can leave an orphan, never
a hole.
"""

import ctypes
import errno
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

_BIT = 1024 * 1024
_KODE = re.compile(r"[a-z0-9-]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# EFBIG: the file system, or a limit on the process, has no room for a file of this size.
_INGEN_PLASS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# Three letters, so that it never meets the two-digit folders of the files.
_HALVFERDIGE = "inn"


class LagerFeil(Exception):
    """The store cannot do what was asked. The text is for people."""


class LagerFullt(LagerFeil):
    """There is no room; nothing was kept."""


class ForStor(LagerFeil):
    """The file is larger than the caller allows; nothing was kept."""


class FilMangler(LagerFeil):
    """The store has no such file."""


@dataclass(frozen=True)
class Lagret:
    """What a file is known by from now on."""

    sha256: str
    stoerrelse: int


class Bunt(Protocol):
    """Files on their way in together. Their bytes are written; none of them is in the store before `plasser`."""

    def skriv(self, kilde: BinaryIO) -> Lagret:
        """Write one more and return what it will be known by. Raises LagerFullt."""

    def plasser(self) -> None:
        """Put all that is written into the store; when this returns, it is on disk. Raises LagerFullt or LagerFeil."""

    def forkast(self) -> None:
        """Let go of what is written and not placed."""


class Lager(Protocol):
    """What a store must be able to do; the file system is one."""

    def lagre(self, virksomhet_kode: str, kilde: bytes | BinaryIO, maks: int | None = None) -> Lagret:
        """See `lagre` below, and so on for the rest."""

    def bunt(self, virksomhet_kode: str) -> Bunt:
        """Begin a bunch."""

    def aapne(self, virksomhet_kode: str, sha256: str) -> BinaryIO:
        """Open for reading."""

    def finnes(self, virksomhet_kode: str, sha256: str) -> bool:
        """Whether it is there."""

    def foreldreloese(self, virksomhet_kode: str, kjente: Container[str], eldre_enn: datetime) -> Iterator[str]:
        """Those that nothing points to."""

    def slett(self, virksomhet_kode: str, sha256: str, eldre_enn: datetime) -> bool:
        """Remove one of them."""

    def rydd_halvferdige(self, eldre_enn: datetime) -> int:
        """Remove what interrupted writes have left."""


def lagre(virksomhet_kode: str, kilde: bytes | BinaryIO, maks: int | None = None) -> Lagret:
    """Store the bytes and return their SHA-256 and size; the same bytes twice is one file.

    kilde: read from where it stands to its end, a piece at a time. maks: the largest size allowed, in bytes.
    Raises ForStor, LagerFullt or LagerFeil; then nothing is kept.
    """
    return _lager().lagre(virksomhet_kode, kilde, maks)


def bunt(virksomhet_kode: str) -> Bunt:
    """Begin to store many files as one: the disk is waited for once for them all, not three times for each.

    What is never placed must be let go of; after a crash it is among the leftovers that `foreldreloese` removes.
    """
    return _lager().bunt(virksomhet_kode)


def aapne(virksomhet_kode: str, sha256: str) -> BinaryIO:
    """The file, open for reading. Raises FilMangler when the virksomhet has no such file."""
    return _lager().aapne(virksomhet_kode, sha256)


def finnes(virksomhet_kode: str, sha256: str) -> bool:
    """Whether the virksomhet has this file. Another virksomhet's copy does not count."""
    return _lager().finnes(virksomhet_kode, sha256)


def kontroller(virksomhet_kode: str, sha256: str) -> bool:
    """Whether the bytes still have the checksum they were stored under. Raises FilMangler."""
    sum_ = hashlib.sha256()
    with aapne(virksomhet_kode, sha256) as fil:
        while bit := fil.read(_BIT):
            sum_.update(bit)
    return sum_.hexdigest() == sha256


def foreldreloese(virksomhet_kode: str, kjente: Container[str], eldre_enn: datetime) -> Iterator[str]:
    """Checksums of files that nothing points to and that were last stored before `eldre_enn` (the grace period).

    Leftovers of interrupted writes from before `eldre_enn` are removed on the way; they never were files here.
    """
    return _lager().foreldreloese(virksomhet_kode, kjente, eldre_enn)


def slett(virksomhet_kode: str, sha256: str, eldre_enn: datetime) -> bool:
    """Remove an orphan, unless it has been stored again since `eldre_enn`. Says whether it was removed."""
    return _lager().slett(virksomhet_kode, sha256, eldre_enn)


def rydd_halvferdige(eldre_enn: datetime) -> int:
    """Remove leftovers of writes that were interrupted before `eldre_enn`, in every folder; returns how many.

    They never were files of the store, so nothing points to them from any database that shares it.
    """
    return _lager().rydd_halvferdige(eldre_enn)


def _lager() -> Lager:
    return Filsystem(Path(settings.BYSAK_DATA) / "lager")


class Filsystem:
    """`<rot>/<virksomhet>/<aa>/<bb>/<sha256>`, readable by the process's own user only."""

    def __init__(self, rot: Path) -> None:
        self.rot = rot

    def lagre(self, virksomhet_kode: str, kilde: bytes | BinaryIO, maks: int | None = None) -> Lagret:
        """Through a temporary file in the same file system, so that a name always has all its bytes."""
        stroem = io.BytesIO(kilde) if isinstance(kilde, bytes) else kilde
        midlertidig: Path | None = None
        try:
            with plass_paa_disken():
                nummer, navn = tempfile.mkstemp(dir=self._inn(virksomhet_kode))
                midlertidig = Path(navn)
                with os.fdopen(nummer, "wb") as fil:
                    lagret = _kopier(stroem, fil, maks)
                    os.fsync(fil.fileno())
                maal = self.plasser(midlertidig, virksomhet_kode, lagret)
                # Also when the file was there: whoever put it may not have come this far yet.
                _synk(maal.parent)
        finally:
            if midlertidig is not None:
                midlertidig.unlink(missing_ok=True)
        return lagret

    def bunt(self, virksomhet_kode: str) -> "Filbunt":
        """A bunch of files in this file system."""
        with plass_paa_disken():
            return Filbunt(self, virksomhet_kode, self._inn(virksomhet_kode))

    def _inn(self, virksomhet_kode: str) -> Path:
        return _mappe(self._hjem(virksomhet_kode) / _HALVFERDIGE)

    def plasser(self, midlertidig: Path, virksomhet_kode: str, lagret: Lagret, *, synk: bool = True) -> Path:
        """Give a file that is written its name, unless it has it already."""
        maal = self._sti(virksomhet_kode, lagret.sha256)
        if not maal.exists():
            _mappe(maal.parent, synk=synk)
            midlertidig.rename(maal)
        elif maal.stat().st_size == lagret.stoerrelse:
            # An old orphan that is wanted again gets a new grace period before the transaction that points to it.
            os.utime(maal)
        else:
            raise LagerFeil(
                _("Filen finnes fra før i lageret, men er skadet. Be driften kontrollere lageret før du prøver igjen.")
            )
        return maal

    def aapne(self, virksomhet_kode: str, sha256: str) -> BinaryIO:
        """Open for reading."""
        try:
            return self._sti(virksomhet_kode, sha256).open("rb")
        except FileNotFoundError:
            raise FilMangler(_("Filen finnes ikke i lageret. Be driften hente den fra sikkerhetskopien.")) from None

    def finnes(self, virksomhet_kode: str, sha256: str) -> bool:
        """Whether it is there."""
        return self._sti(virksomhet_kode, sha256).is_file()

    def foreldreloese(self, virksomhet_kode: str, kjente: Container[str], eldre_enn: datetime) -> Iterator[str]:
        """By the time of each file, which `lagre` renews."""
        grense = eldre_enn.timestamp()
        hjem = self._hjem(virksomhet_kode)
        self._rydd(hjem, grense)
        for fil in sorted(hjem.glob("??/??/*")):
            if fil.name not in kjente and fil.stat().st_mtime < grense:
                yield fil.name

    def rydd_halvferdige(self, eldre_enn: datetime) -> int:
        """In every folder, also one whose virksomhet never came to be."""
        return sum(self._rydd(hjem, eldre_enn.timestamp()) for hjem in self.rot.glob("*"))

    def _rydd(self, hjem: Path, grense: float) -> int:
        antall = 0
        for halv in (hjem / _HALVFERDIGE).glob("*"):
            with suppress(FileNotFoundError):  # it got its name meanwhile
                if halv.stat().st_mtime < grense:
                    halv.unlink()
                    antall += 1
        return antall

    def slett(self, virksomhet_kode: str, sha256: str, eldre_enn: datetime) -> bool:
        """Looks at the time once more: it may have been wanted again meanwhile."""
        fil = self._sti(virksomhet_kode, sha256)
        if not fil.exists() or fil.stat().st_mtime >= eldre_enn.timestamp():
            return False
        fil.unlink()
        _synk(fil.parent)
        return True

    def _hjem(self, virksomhet_kode: str) -> Path:
        if not _KODE.fullmatch(virksomhet_kode):
            raise ValueError(f"{virksomhet_kode!r} er ikke en virksomhetskode (små bokstaver, sifre og bindestrek).")
        return self.rot / virksomhet_kode

    def _sti(self, virksomhet_kode: str, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} er ikke en SHA-256 (64 heksadesimale sifre).")
        return self._hjem(virksomhet_kode) / sha256[:2] / sha256[2:4] / sha256


class Filbunt:
    """A bunch in the file system: temporary files, synced all at once before they get their names and once after."""

    def __init__(self, lager: Filsystem, virksomhet_kode: str, inn: Path) -> None:
        self._lager, self._kode, self._inn = lager, virksomhet_kode, inn
        self._skrevet: dict[str, tuple[Path, Lagret]] = {}

    def skriv(self, kilde: BinaryIO) -> Lagret:
        """Into a temporary file in the same file system."""
        with plass_paa_disken():
            nummer, navn = tempfile.mkstemp(dir=self._inn)
            midlertidig = Path(navn)
            try:
                with os.fdopen(nummer, "wb") as fil:
                    lagret = _kopier(kilde, fil, None)
            except BaseException:
                midlertidig.unlink()
                raise
        if lagret.sha256 in self._skrevet:
            midlertidig.unlink()
        else:
            self._skrevet[lagret.sha256] = midlertidig, lagret
        return lagret

    def plasser(self) -> None:
        """The bytes first and then the names, as for a single file."""
        if self._skrevet:
            with plass_paa_disken():
                _synk_filsystemet(self._inn)
                for midlertidig, lagret in self._skrevet.values():
                    self._lager.plasser(midlertidig, self._kode, lagret, synk=False)
                _synk_filsystemet(self._inn)
        self.forkast()

    def forkast(self) -> None:
        """Remove the temporary files; those that have got their names are no longer among them."""
        for midlertidig, _lagret in self._skrevet.values():
            midlertidig.unlink(missing_ok=True)
        self._skrevet.clear()


@contextmanager
def plass_paa_disken() -> Iterator[None]:
    """Say in a sentence when the disk has no room. Raises LagerFullt."""
    try:
        yield
    except OSError as feil:
        if feil.errno in _INGEN_PLASS:
            raise LagerFullt(
                _("Lageret er fullt, så filen er ikke lagret. Frigjør plass på disken og prøv igjen.")
            ) from feil
        raise


def _kopier(kilde: BinaryIO, maal: BinaryIO, maks: int | None) -> Lagret:
    """Copy and hash; stops at the first byte too many, so that an endless source cannot fill the disk."""
    sum_ = hashlib.sha256()
    stoerrelse = 0
    while bit := kilde.read(_BIT):
        stoerrelse += len(bit)
        if maks is not None and stoerrelse > maks:
            raise ForStor(
                _("Filen er større enn %(maks)s, som er det største som tas imot her. Gjør den mindre eller del den.")
                % {"maks": _lesbar(maks)}
            )
        sum_.update(bit)
        maal.write(bit)
    maal.flush()
    return Lagret(sum_.hexdigest(), stoerrelse)


def _lesbar(antall: int) -> str:
    for enhet, deler in (("GB", _BIT * 1024), ("MB", _BIT), ("kB", 1024)):
        if antall >= deler:
            return f"{antall / deler:.1f}".removesuffix(".0").replace(".", ",") + f" {enhet}"
    return f"{antall} byte"


def _mappe(sti: Path, *, synk: bool = True) -> Path:
    """The folder, made with its parents for this user only; each new name is synced into its parent."""
    if not sti.is_dir():
        _mappe(sti.parent, synk=synk)
        sti.mkdir(mode=0o700, exist_ok=True)
        if synk:
            _synk(sti.parent)
    return sti


def _synk(mappe: Path) -> None:
    nummer = os.open(mappe, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(nummer)
    finally:
        os.close(nummer)


def _synk_filsystemet(mappe: Path) -> None:
    """Wait until all that is written to the folder's file system is on disk.

    syncfs(2) tells of what could not be written; where there is none (macOS), sync(2) waits and tells nothing.
    """
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        os.sync()
        return
    nummer = os.open(mappe, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if syncfs(nummer) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(mappe))
    finally:
        os.close(nummer)
