"""A file that comes in pieces: kept beside the store until it is whole, and never a file of the store before that.

One folder per virksomhet under BYSAK_DATA/opplasting. A piece that breaks off is taken back to where it began, so what
is kept is always the beginning of the file. What nobody has added to for a day is removed when the next one begins.
"""

import fcntl
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from django.conf import settings

from bysak.kjerne import lager

_BIT = 1024 * 1024
_NAVN = re.compile(r"[0-9a-f]{32}")
LEVETID = 24 * 3600


class Kilde(Protocol):
    """Where bytes are read from, such as the body of a request."""

    def read(self, antall: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Ukjent(Exception):
    """No such upload, or one that is finished or given up."""


class Brudd(Exception):
    """A piece that does not follow the one before, or that broke off. har: how many bytes are kept."""

    def __init__(self, har: int) -> None:
        self.har = har
        super().__init__(str(har))


@dataclass(frozen=True)
class Opplasting:
    """One file on its way in. hva, eier: what it is for and who began, as the caller has named them.

    ferdig: what came of it, when all of it has come; kept so that one who never got that answer can ask again.
    """

    nummer: str
    hva: str
    eier: str
    mime: str
    stoerrelse: int
    ferdig: str = ""


def begynn(virksomhet_kode: str, *, hva: str, eier: str, mime: str, stoerrelse: int) -> Opplasting:
    """Begin a file of a known size. Old ones that nobody goes on with are removed on the way."""
    mappe = _mappe(virksomhet_kode)
    _rydd(mappe)
    ny = Opplasting(uuid4().hex, hva, eier, mime, stoerrelse)
    (mappe / ny.nummer).touch(mode=0o600)
    _noter(mappe, ny)
    return ny


def _noter(mappe: Path, hva: Opplasting) -> None:
    (mappe / f"{hva.nummer}.json").write_text(json.dumps(asdict(hva)), encoding="utf-8")


def finn(virksomhet_kode: str, nummer: str) -> Opplasting:
    """What an upload is for. Raises `Ukjent`."""
    if not _NAVN.fullmatch(nummer):
        raise Ukjent
    try:
        return Opplasting(**json.loads((_mappe(virksomhet_kode) / f"{nummer}.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        raise Ukjent from None


def har(virksomhet_kode: str, opplasting: Opplasting) -> int:
    """How many bytes have come."""
    with suppress(FileNotFoundError):
        return (_mappe(virksomhet_kode) / opplasting.nummer).stat().st_size
    raise Ukjent


def legg_til(virksomhet_kode: str, opplasting: Opplasting, kilde: Kilde, *, fra: int, antall: int) -> int:
    """Add a piece of exactly so many bytes; returns how many there are now.

    Raises `Brudd` when it does not begin where the last one ended, or breaks off; then none of it is kept. `Ukjent`.
    """
    with _holdt(virksomhet_kode, opplasting) as fil:
        if fra != fil.seek(0, 2):
            raise Brudd(fil.tell())
        igjen = antall
        try:
            while igjen and (bit := kilde.read(min(_BIT, igjen))):
                fil.write(bit)
                igjen -= len(bit)
        finally:
            if igjen:
                fil.truncate(fra)
        if igjen:
            raise Brudd(fra)
        return fra + antall


def fullfoer(virksomhet_kode: str, opplasting: Opplasting) -> lager.Lagret:
    """Put the whole file in the store. It stays here until `glem`. Raises `Ukjent`, or what the store raises."""
    with _holdt(virksomhet_kode, opplasting) as fil:
        fil.seek(0)
        return lager.lagre(virksomhet_kode, fil)


def noter_ferdig(virksomhet_kode: str, opplasting: Opplasting, ferdig: str) -> None:
    """The whole file is where it shall be: its bytes here go, and what came of it is known for a day."""
    mappe = _mappe(virksomhet_kode)
    _noter(mappe, replace(opplasting, ferdig=ferdig))
    (mappe / opplasting.nummer).unlink(missing_ok=True)


def glem(virksomhet_kode: str, opplasting: Opplasting) -> None:
    """Remove an upload that is given up."""
    for ending in ("", ".json"):
        (_mappe(virksomhet_kode) / f"{opplasting.nummer}{ending}").unlink(missing_ok=True)


@contextmanager
def _holdt(virksomhet_kode: str, opplasting: Opplasting) -> Iterator[BinaryIO]:
    """The bytes so far, for one at a time: two pieces that come at once do not mix."""
    try:
        with (_mappe(virksomhet_kode) / opplasting.nummer).open("r+b") as fil:
            fcntl.flock(fil, fcntl.LOCK_EX)
            yield fil
    except FileNotFoundError:
        raise Ukjent from None


def _rydd(mappe: Path) -> None:
    grense = time.time() - LEVETID
    for fil in mappe.iterdir():
        with suppress(FileNotFoundError):
            if fil.stat().st_mtime < grense:
                fil.unlink()


def _mappe(virksomhet_kode: str) -> Path:
    mappe = Path(settings.BYSAK_DATA) / "opplasting" / virksomhet_kode
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    return mappe
