"""The files of a received parcel, compared with what its sender said: nothing less, nothing more, nothing changed.

LESMEG: reads a file that anybody may have made. Names in it are never used as paths, nothing is unpacked to disk under
its own name, and no more is read than the sender has said that there is.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from bysak.klienter.svarinn import Fil

_BIT = 1 << 18
# When sizes are not said: more than any channel sends, less than a disk.
_MEST_UOPPGITT = 2 << 30
# A packer may leave marks of folders; files that were not named are never accepted.
_MEST_EKSTRA = 20


class Avvik(Exception):
    """What came is not what was said. The text is a sentence for people, without names or content."""


class Pakke:
    """An open parcel whose files have been found to be those that were named."""

    def __init__(self, fil: BinaryIO, filer: Sequence[Fil]) -> None:
        """Compare all; raises Avvik. fil: the decrypted container, which may be a zip or, for one file, the file."""
        fil.seek(0)
        self._zip = None
        if fil.read(4) == b"PK\x03\x04" and not (len(filer) == 1 and _er_selve_filen(fil, filer[0])):
            self._zip = _som_zip(fil)
        self._fil, self.filer = fil, filer
        self._deler = _par(filer, self._zip) if self._zip is not None else [None]
        if self._zip is None:
            self._kontroller_alene()

    def _kontroller_alene(self) -> None:
        if len(self.filer) != 1:
            raise Avvik(_("Forsendelsen skulle ha flere filer, men det kom bare én."))
        if self.filer[0].sha256 and not _er_selve_filen(self._fil, self.filer[0]):
            raise Avvik(_("Filen har en annen sjekksum enn den avsender oppga."))

    @contextmanager
    def aapne(self, nr: int) -> Iterator[BinaryIO]:
        """The bytes of file number `nr`, in the order that the sender named them."""
        del_ = self._deler[nr]
        if self._zip is None or del_ is None:
            self._fil.seek(0)
            yield self._fil
        else:
            with self._zip.open(del_) as fil:
                yield cast(BinaryIO, fil)


def _er_selve_filen(fil: BinaryIO, oppgitt: Fil) -> bool:
    fil.seek(0)
    sum_ = hashlib.sha256()
    while bit := fil.read(_BIT):
        sum_.update(bit)
    return sum_.hexdigest() == oppgitt.sha256


def _som_zip(fil: BinaryIO) -> zipfile.ZipFile:
    fil.seek(0)
    try:
        return zipfile.ZipFile(fil)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as feil:
        raise Avvik(_("Pakken med filene er ødelagt.")) from feil


def _par(filer: Sequence[Fil], pakke: zipfile.ZipFile) -> list[zipfile.ZipInfo | None]:
    """For each named file the part of the zip that is it, by checksum; by name when the sender gave no checksum."""
    deler = [d for d in pakke.infolist() if not d.is_dir()]
    if len(deler) > len(filer) + _MEST_EKSTRA or len(pakke.infolist()) > 2 * len(filer) + 1000:
        raise Avvik(_("Pakken har mange flere filer enn avsender oppga."))
    if any(d.flag_bits & 1 for d in deler):
        raise Avvik(_("Filene i pakken er låst med passord."))
    igjen = _plass_til(filer)
    summer: dict[zipfile.ZipInfo, str] = {}
    for del_ in deler:
        summer[del_], brukt = _sum(pakke, del_, igjen)
        igjen -= brukt
    funnet = [_finn(fil, summer) for fil in filer]
    if summer:
        raise Avvik(_("Pakken har en fil som avsender ikke oppga, eller en fil er endret underveis."))
    return list(funnet)


def _finn(fil: Fil, summer: dict[zipfile.ZipInfo, str]) -> zipfile.ZipInfo:
    like = [d for d, sum_ in summer.items() if (sum_ == fil.sha256 if fil.sha256 else d.filename == fil.navn)]
    if not like:
        raise Avvik(_("En fil mangler i pakken, eller har en annen sjekksum enn den avsender oppga."))
    valgt = next((d for d in like if d.filename == fil.navn), like[0])
    if fil.stoerrelse is not None and valgt.file_size != fil.stoerrelse:
        raise Avvik(_("En fil har en annen størrelse enn den avsender oppga."))
    del summer[valgt]
    return valgt


def _plass_til(filer: Sequence[Fil]) -> int:
    return sum(f.stoerrelse for f in filer if f.stoerrelse) + (
        _MEST_UOPPGITT if any(f.stoerrelse is None for f in filer) else 0
    )


def _sum(pakke: zipfile.ZipFile, del_: zipfile.ZipInfo, plass: int) -> tuple[str, int]:
    """Checksum and true size of a part; stops where more comes than there should be, whatever its header says."""
    sum_, brukt = hashlib.sha256(), 0
    try:
        with pakke.open(del_) as fil:
            while bit := fil.read(_BIT):
                brukt += len(bit)
                if brukt > plass:
                    raise Avvik(_("Filene i pakken er større enn avsender oppga."))
                sum_.update(bit)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as feil:
        raise Avvik(_("Pakken med filene er ødelagt.")) from feil
    return sum_.hexdigest(), brukt
