"""A real clamd for the tests: as this user, in a folder of its own, with one signature of our own making."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from bysak.klienter.clamd import Clamd

PROGRAM = which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin") or "clamd"
# What the signature finds. Not dangerous, and known by no other scanner.
SMITTE = b"BYSAK-PROEVEVIRUS-ikke-farlig"
FUNN = "Bysak.Proeve.UNOFFICIAL"
STREAM_MAKS = 2 * 1024 * 1024


@contextmanager
def en_clamd() -> Iterator[tuple[Clamd, subprocess.Popen[bytes]]]:
    """A scanner that answers, and its process. Ended with the block, however that ends."""
    with tempfile.TemporaryDirectory(prefix="clamd") as navn:
        mappe = Path(navn)
        (mappe / "db").mkdir()
        (mappe / "db" / "bysak.ndb").write_text(f"Bysak.Proeve:0:*:{SMITTE.hex()}\n", encoding="ascii")
        oppsett = [
            f"LocalSocket {mappe}/s", f"DatabaseDirectory {mappe}/db", f"TemporaryDirectory {mappe}", "Foreground yes",
            f"StreamMaxLength {STREAM_MAKS}", f"MaxFileSize {STREAM_MAKS}", f"MaxScanSize {STREAM_MAKS}",
            "AlertExceedsMax yes", "AlertEncrypted yes",
        ]  # fmt: skip
        (mappe / "clamd.conf").write_text("\n".join(oppsett) + "\n", encoding="utf-8")
        kommando = [PROGRAM, "-c", str(mappe / "clamd.conf")]
        prosess = subprocess.Popen(kommando, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            frist = time.monotonic() + 10
            while not (mappe / "s").exists():
                assert prosess.poll() is None, "clamd startet ikke"
                assert time.monotonic() < frist, "clamd svarte ikke"
                time.sleep(0.02)
            yield Clamd(sti=f"{mappe}/s", tid=10), prosess
        finally:
            prosess.kill()
            prosess.wait()
