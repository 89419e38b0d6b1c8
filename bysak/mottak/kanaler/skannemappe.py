"""The watched folder: one for each virksomhet, where scanners lay their batches.

LESMEG: a file is taken when it has been still for a while, and moved only when it is committed and read, so a crash at
any step is taken up by the next round. What is not an ordinary file is left alone. Names are only shown, never trusted.
"""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings

from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import naa
from bysak.mottak.kanaler.papir import avvis_mappefil, ta_inn
from bysak.mottak.models import Skannbunke, Skannkilde
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer

logg = structlog.get_logger("bysak.papir")

MOTTATT, AVVIK = "mottatt", "avvik"
# A scanner that is warming up between two pages writes nothing for some seconds.
STILLE_SEKUNDER = 10
_HALVE = (".tmp", ".part", ".partial", ".crdownload", ".filepart", "~")
_PER_RUNDE = 20
# A copy over a slow network may stand still in the middle: what cannot be read is given this long to grow.
VOKSER_SEKUNDER = 5 * 60


def skannemappe(kode: str) -> Path:
    """Where the scanners of a virksomhet lay their files."""
    return Path(settings.BYSAK_SKANNMAPPE) / kode


def sveip() -> int:
    """Look in every folder once; returns how many files were taken in or moved. Opens its own arbeid."""
    antall = 0
    for virksomhet in Virksomhet.objects.filter(avsluttet_dato=None):
        try:
            filene = _stille(skannemappe(virksomhet.kode))
        except OSError as feil:  # The share is gone for a while; those of the others may be there.
            logg.warning("skannemappen svarer ikke", virksomhet=virksomhet.kode, feil=str(feil)[:200])
            continue
        for sti in filene:
            try:
                antall += _behandle(virksomhet, sti)
            except FileNotFoundError:
                continue  # Somebody took it away again.
            except (OSError, lager.LagerFeil) as feil:
                # One that cannot be read or moved must not keep the others waiting; it is tried in the next round.
                logg.warning("filen ble ikke tatt inn", virksomhet=virksomhet.kode, feil=str(feil)[:200])
    return antall


def _stille(mappe: Path) -> list[Path]:
    """The files that nobody writes in any more, oldest first."""
    if not mappe.is_dir():
        mappe.mkdir(parents=True, exist_ok=True)
    funnet = []
    with suppress(FileNotFoundError), os.scandir(mappe) as liste:
        for post in liste:
            if post.name.startswith(".") or post.name.lower().endswith(_HALVE):
                continue
            if post.is_file(follow_symlinks=False):
                s = post.stat(follow_symlinks=False)
                # A copy may keep the time of its original; the time of change is the file system's own.
                if time.time() - max(s.st_mtime, s.st_ctime) >= STILLE_SEKUNDER:
                    funnet.append((s.st_mtime, post.name))
    return [mappe / navn for _tid, navn in sorted(funnet)[:_PER_RUNDE]]


def _behandle(virksomhet: Virksomhet, sti: Path) -> bool:
    """Take the file in; when it is read or has failed, move it away. Says whether anything was done."""
    for fil, info in _aapnet(sti):
        skannet = min(datetime.fromtimestamp(info.st_mtime, UTC), naa())
        bunke = _kjent(virksomhet, sti.name, info.st_size, skannet)
        if bunke is None:
            try:
                bunke, ny = ta_inn(
                    virksomhet, fil, filnavn=sti.name, kilde=Skannkilde.MAPPE, skannet=skannet, av=prosessaktoer("jobb")
                )
            except lager.ForStor as feil:
                avvis_mappefil(virksomhet, sti.name, info.st_size, skannet, str(feil))
                return _flytt(sti, AVVIK, str(feil))
            if ny:
                return True
        if bunke.feil:
            return _ferdig_skrevet(info) and _flytt(sti, AVVIK, bunke.feil)
        return bunke.lest_tid is not None and _flytt(sti, MOTTATT)
    return False


def _ferdig_skrevet(info: os.stat_result) -> bool:
    return time.time() - max(info.st_mtime, info.st_ctime) >= VOKSER_SEKUNDER


def _aapnet(sti: Path) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """The file, if it still is an ordinary one: a link could lead out of the folder, a pipe would never end."""
    nummer = os.open(sti, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(nummer, "rb") as fil:
        info = os.fstat(nummer)
        if stat.S_ISREG(info.st_mode):
            yield fil, info


def _kjent(virksomhet: Virksomhet, navn: str, stoerrelse: int, skannet: datetime) -> Skannbunke | None:
    """The batch that this very file became, seen again because it has not been moved yet."""
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet]):
        return Skannbunke.objects.filter(
            kilde=Skannkilde.MAPPE, filnavn=navn, stoerrelse=stoerrelse, skannet_tid=skannet
        ).first()


def _flytt(sti: Path, til: str, setning: str = "") -> bool:
    """Move a file that is settled, never over another; beside one that failed lies the reason."""
    mappe = sti.parent / til / f"{naa():%Y-%m-%d}"
    mappe.mkdir(parents=True, exist_ok=True)
    maal, nr = mappe / sti.name, 2
    while maal.exists():
        maal, nr = mappe / f"{sti.stem}-{nr}{sti.suffix}", nr + 1
    sti.rename(maal)
    if setning:
        maal.with_name(f"{maal.name}.txt").write_text(f"{setning}\n", encoding="utf-8")
    return True
