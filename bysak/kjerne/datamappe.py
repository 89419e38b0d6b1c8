"""The one folder where everything Bysak keeps lives, and file locks inside it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROT = Path(__file__).resolve().parents[2]


def datamappe() -> Path:
    """Return the data folder (`BYSAK_DATA`, else `data` beside the source), made if absent, private to its owner."""
    mappe = Path(os.environ.get("BYSAK_DATA") or ROT / "data").expanduser().resolve()
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    return mappe


@contextmanager
def filaas(fil: Path, *, delt: bool = False) -> Iterator[None]:
    """Hold a lock on `fil` for the block, exclusive unless `delt`; the kernel lets go of it if the process dies."""
    with fil.open("a") as haandtak:
        fcntl.flock(haandtak, fcntl.LOCK_SH if delt else fcntl.LOCK_EX)
        yield


@contextmanager
def filaas_uten_aa_vente(fil: Path) -> Iterator[bool]:
    """Try for an exclusive lock on `fil`: yields whether it was had, and keeps it for the block."""
    with fil.open("a") as haandtak:
        try:
            fcntl.flock(haandtak, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
