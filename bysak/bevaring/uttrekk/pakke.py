"""Packs a deposit as a DIAS SIP: one tar, the description beside it, and a signed receipt (guide section 11).

Everything streams: each file is read once, hashed while it is written, and the tar is hashed while it grows.
"""

import errno
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, BinaryIO, TextIO
from uuid import UUID, uuid4

from bysak.bevaring.uttrekk.dias import Fil, Opplysninger, beskrivelse, filelement, premis, skriv_mets
from bysak.bevaring.uttrekk.kvittering import signer
from bysak.kjerne.kalender import naa
from bysak.noark.skjemafiler import DIAS

BIT = 1 << 20
UTELATT = frozenset({"ead.xml", "eac-cpf.xml"})
# The operator's own copies of the schemas, by the names a package has them under.
SKJEMAER = {"dias-mets.xsd": "DIAS_METS.xsd", "administrative_metadata/dias-premis.xsd": "DIAS_PREMIS.xsd"}
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FOERSTE_ID = 1_000_000  # the files of the extraction count from here; those of the package itself from 0


class PakkeFeil(RuntimeError):
    """The package cannot be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Pakke:
    """A finished package: the tar, its description, the list of files and the receipt, all in one folder."""

    id: UUID
    tar: Path
    beskrivelse: Path
    liste: Path
    kvittering: Path
    byte: int
    sum: str
    antall_filer: int
    merknader: tuple[str, ...] = ()


def pakk(
    mappe: Path,
    til: Path,
    opplysninger: Opplysninger,
    *,
    skjemaer: Path | None = None,
    pakke_id: UUID | None = None,
    merknader: tuple[str, ...] = (),
    puls: Callable[[int], None] = lambda _byte: None,
) -> Pakke:
    """Pack the deposit in `mappe` into the folder `til`.

    `skjemaer` is a folder with the authority's DIAS schemas; without them the package carries none, and `merknader`
    says so after those that are given. `puls` is told how many bytes are read, after each file. Raises PakkeFeil when
    the deposit cannot be read, holds links, or changes meanwhile; then nothing is left in `til`.
    """
    id_ = pakke_id or uuid4()
    til.mkdir(parents=True, exist_ok=True)
    if not (mappe / "arkivstruktur.xml").is_file():
        raise PakkeFeil(f"{mappe} er ikke et Noark 5-uttrekk: arkivstruktur.xml mangler.")
    if til.resolve().is_relative_to(mappe.resolve()):
        raise PakkeFeil("Pakken kan ikke legges i mappen som skal pakkes. Velg en annen mappe.")
    with tempfile.TemporaryDirectory(prefix=".bysak-pakke-", dir=til) as kladd:
        pakker = _Pakker(mappe, Path(kladd), id_, opplysninger, skjemaer, puls, merknader=list(merknader))
        try:
            return pakker.pakk(til)
        except OSError as feil:
            if feil.errno in _FULL:
                raise PakkeFeil("Pakken ble ikke laget: disken er full. Rydd plass, og prøv igjen.") from feil
            grunn = feil.strerror or "en fil ble kortere mens den ble pakket"
            raise PakkeFeil(f"Pakken ble ikke laget: {grunn}. Se at filene kan leses, og prøv igjen.") from feil


class _Hasher:
    """Writes through to a file and hashes what passes."""

    def __init__(self, ut: BinaryIO) -> None:
        self.ut, self.sum, self.byte = ut, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        self.byte += len(data)
        return self.ut.write(data)


class _Leser(io.RawIOBase):
    """Reads a file and hashes what passes."""

    def __init__(self, kilde: IO[bytes]) -> None:
        self.kilde, self.sum = kilde, hashlib.sha256()

    def read(self, antall: int = -1) -> bytes:
        data = self.kilde.read(antall)
        self.sum.update(data)
        return data


@dataclass(slots=True)
class _Pakker:
    mappe: Path
    kladd: Path
    id: UUID
    opplysninger: Opplysninger
    skjemaer: Path | None
    puls: Callable[[int], None]
    tid: datetime = field(default_factory=naa)
    versjon: str = field(default_factory=lambda: version("bysak"))
    merknader: list[str] = field(default_factory=list)
    metadata: list[Fil] = field(default_factory=list)
    antall: int = 0
    lest: int = 0

    def pakk(self, til: Path) -> Pakke:
        navn = str(self.id)
        tar, xml, liste = (self.kladd / f"{navn}{ende}" for ende in (".tar", ".xml", "-filer.txt"))
        with tar.open("wb") as ut, liste.open("w", encoding="utf-8") as filliste:
            stroem = _Hasher(ut)
            with tarfile.open(fileobj=stroem, mode="w|", format=tarfile.GNU_FORMAT, bufsize=BIT) as arkiv:  # type: ignore[call-overload]
                mets = self._fyll(arkiv, filliste)
        pakken = Fil(f"{navn}.tar", stroem.byte, stroem.sum.hexdigest(), self.tid)
        mets = Fil(f"{navn}/dias-mets.xml", mets.byte, mets.sum, mets.laget)
        xml.write_text(beskrivelse(self.opplysninger, navn, self.versjon, self.tid, [pakken, mets]), encoding="utf-8")
        kvittering = self.kladd / f"{navn}-kvittering.json"
        kvittering.write_text(signer(self._kvittering(navn, tar, xml, liste, pakken)), encoding="utf-8")
        tar, xml, liste, kvittering = (fil.rename(til / fil.name) for fil in (tar, xml, liste, kvittering))
        merknader = tuple(self.merknader)
        return Pakke(self.id, tar, xml, liste, kvittering, pakken.byte, pakken.sum, self.antall, merknader)

    def _kvittering(self, navn: str, tar: Path, xml: Path, liste: Path, pakken: Fil) -> dict[str, object]:
        filer: list[dict[str, object]] = [{"fil": tar.name, "byte": pakken.byte, "sha256": pakken.sum}]
        for fil in (xml, liste):
            with fil.open("rb") as kilde:
                sum_ = hashlib.file_digest(kilde, "sha256").hexdigest()
            filer.append({"fil": fil.name, "byte": fil.stat().st_size, "sha256": sum_})
        return {
            "pakke": navn,
            "laget": self.tid.isoformat(timespec="seconds"),
            "etikett": self.opplysninger.etikett,
            "tar": tar.name,
            "liste": liste.name,
            "antall": self.antall,
            "filer": filer,
            "merknader": self.merknader,
        }

    def _fyll(self, arkiv: tarfile.TarFile, liste: TextIO) -> Fil:
        """Write the whole tar, and return what dias-mets.xml became."""
        for under in ("", "/administrative_metadata", "/descriptive_metadata", "/content"):
            self._mappe(arkiv, f"{self.id}{under}")
        with tempfile.TemporaryFile("w+", encoding="utf-8", dir=self.kladd) as innhold:
            for nummer, (sti, fil) in enumerate(self._filer(self.mappe), _FOERSTE_ID):
                innhold.write(filelement(self._ta_med(arkiv, liste, f"content/{sti}", fil), nummer))
            self._metadatafiler(arkiv, liste)
            innhold.seek(0)
            mets = self.kladd / "dias-mets.xml"
            with mets.open("w", encoding="utf-8") as ut:
                skriv_mets(ut, self.opplysninger, str(self.id), self.versjon, self.tid, self.metadata, innhold)
        ferdig = self._ta_med(arkiv, liste, "dias-mets.xml", mets)
        mets.unlink()
        return ferdig

    def _metadatafiler(self, arkiv: tarfile.TarFile, liste: TextIO) -> None:
        for navn in ("arkivuttrekk.xml", "addml.xsd"):
            if (self.mappe / navn).is_file():
                self.metadata.append(self._ta_med(arkiv, liste, f"administrative_metadata/{navn}", self.mappe / navn))
        for navn in ("log.xml", "administrative_metadata/dias-premis.xml"):
            fil = self.kladd / "premis.xml"
            fil.write_text(premis(str(self.id)), encoding="utf-8")
            self.metadata.append(self._ta_med(arkiv, liste, navn, fil))
            fil.unlink()
        for navn, kilde in SKJEMAER.items():
            valgt = self._skjema(kilde, Path(navn).name)
            if valgt is None:
                self.merknader.append(f"{navn} er ikke med. Hent skjemaet med «bysak skjema hent».")
            else:
                self.metadata.append(self._ta_med(arkiv, liste, navn, valgt))

    def _skjema(self, *navn: str) -> Path | None:
        kandidater = [self.skjemaer / n for n in navn] if self.skjemaer else []
        return next((fil for fil in kandidater if fil.is_file() and _publisert(fil, navn[0])), None)

    def _filer(self, rot: Path, under: str = "") -> Iterator[tuple[str, Path]]:
        """Iterate over the files below `rot` in order; a link or anything else that is no file is refused."""
        with os.scandir(rot) as oppfoeringer:
            sortert = sorted(oppfoeringer, key=lambda o: o.name)
        for o in sortert:
            sti = f"{under}{o.name}"
            if o.is_symlink() or not (o.is_file() or o.is_dir()):
                raise PakkeFeil(f"{sti} er en lenke eller noe annet enn en fil. Fjern den, og kjør kontrollen.")
            if o.is_dir():
                yield from self._filer(Path(o.path), f"{sti}/")
            elif o.name not in UTELATT:
                yield sti, Path(o.path)

    def _mappe(self, arkiv: tarfile.TarFile, navn: str) -> None:
        oppfoering = tarfile.TarInfo(navn)
        oppfoering.type, oppfoering.mode, oppfoering.mtime = tarfile.DIRTYPE, 0o755, int(self.tid.timestamp())
        arkiv.addfile(oppfoering)

    def _ta_med(self, arkiv: tarfile.TarFile, liste: TextIO, sti: str, fil: Path) -> Fil:
        with fil.open("rb") as kilde:
            tilstand = os.fstat(kilde.fileno())
            oppfoering = tarfile.TarInfo(f"{self.id}/{sti}")
            oppfoering.size, oppfoering.mode, oppfoering.mtime = tilstand.st_size, 0o644, int(tilstand.st_mtime)
            leser = _Leser(kilde)
            arkiv.addfile(oppfoering, leser)
            # It remembers every member, and a million of them would fill the memory.
            arkiv.members.clear()  # type: ignore[attr-defined]
            if kilde.read(1):
                raise PakkeFeil(f"{sti} ble endret mens den ble pakket. Prøv igjen.")
        sum_ = leser.sum.hexdigest()
        liste.write(f"{sum_}  {tilstand.st_size}  {oppfoering.name}\n")
        self.antall += 1
        self.lest += tilstand.st_size
        self.puls(self.lest)
        return Fil(sti, tilstand.st_size, sum_, datetime.fromtimestamp(tilstand.st_mtime, UTC))


def _publisert(fil: Path, navn: str) -> bool:
    with fil.open("rb") as kilde:
        return hashlib.file_digest(kilde, "sha256").hexdigest() in DIAS[navn]
