"""Pages of files as pictures, and their words, kept a few days beside the store: a letter is seen the moment it opens.

One folder per virksomhet under BYSAK_DATA/forhaandsvisning. All of it can be drawn again, so nothing here is kept safe:
a page that is not there, or cannot be written, is drawn when somebody asks.
"""

import re
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from django.conf import settings

# A page as it is read, small for finding one's way, or large for looking closely.
Form = Literal["", "liten-", "stor-"]
LEVETID = 3 * 24 * 3600
# The longest that a full disk may be let to fill up; letters are drawn at about 100 kB a page.
MAKS_BYTES = 2 * 1024**3
_KODE, _SHA256 = re.compile(r"[a-z0-9-]+"), re.compile(r"[0-9a-f]{64}")


def hent(virksomhet_kode: str, sha256: str, side: int, form: Form = "") -> bytes | None:
    """One page as PNG, if it has been drawn in that form."""
    return _les(virksomhet_kode, sha256, f"{form}{side}")


def hent_tekstlag(virksomhet_kode: str, sha256: str) -> bytes | None:
    """What `forhaandsvisning.pdf_aapning` read out of it, if somebody has opened it."""
    return _les(virksomhet_kode, sha256, "lag")


def antall(virksomhet_kode: str, sha256: str) -> int | None:
    """How many pages the file has, if somebody has counted."""
    with suppress(OSError, ValueError):
        return int(_sti(virksomhet_kode, sha256, "n").read_text())
    return None


def legg(
    virksomhet_kode: str, sha256: str, *, antall: int | None = None, sider: dict[int, bytes], form: Form = "",
    tekstlag: bytes | None = None,
) -> None:  # fmt: skip
    """Keep pages by number, and the number of pages and their words when they are known."""
    with suppress(OSError):
        for nr, png in sider.items():
            _skriv(_sti(virksomhet_kode, sha256, f"{form}{nr}"), png)
        if tekstlag is not None:
            _skriv(_sti(virksomhet_kode, sha256, "lag"), tekstlag)
        if antall is not None:
            _skriv(_sti(virksomhet_kode, sha256, "n"), str(antall).encode())


def rydd() -> int:
    """Remove what is older than `LEVETID`, and the oldest of the rest when there is too much; returns how many."""
    filer = sorted((fil.stat().st_mtime, fil.stat().st_size, fil) for fil in _rot().glob("*/??/*") if fil.is_file())
    for_mye = sum(stoerrelse for _tid, stoerrelse, _fil in filer) - MAKS_BYTES
    fjernet = 0
    for tid, stoerrelse, fil in filer:
        if tid > time.time() - LEVETID and for_mye <= 0:
            break
        fil.unlink(missing_ok=True)
        for_mye -= stoerrelse
        fjernet += 1
    return fjernet


def _les(kode: str, sha256: str, hva: str) -> bytes | None:
    with suppress(OSError):
        return _sti(kode, sha256, hva).read_bytes()
    return None


def _rot() -> Path:
    return Path(settings.BYSAK_DATA) / "forhaandsvisning"


def _sti(kode: str, sha256: str, hva: str) -> Path:
    if not (_KODE.fullmatch(kode) and _SHA256.fullmatch(sha256)):
        raise OSError(sha256)
    return _rot() / kode / sha256[:2] / f"{sha256}-{hva}"


def _skriv(sti: Path, innhold: bytes) -> None:
    """Under its name only when it is whole."""
    sti.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=sti.parent, delete=False) as fil:
        fil.write(innhold)
    Path(fil.name).replace(sti)
