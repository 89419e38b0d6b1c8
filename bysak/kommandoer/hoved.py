"""The command `bysak`: reads the arguments, sets the process up with the rights it needs, makes one call."""

import argparse
import logging
import os
import sys
from contextlib import nullcontext
from types import ModuleType

from django.core.exceptions import ImproperlyConfigured, PermissionDenied

from bysak.kjerne.postgres import med_server
from bysak.kjerne.tilkobling import ekstern_url, krev_ekstern_server
from bysak.kommandoer import (
    demo,
    kontroller,
    kvittering,
    les_uttrekk,
    manage,
    migrer,
    motta,
    nullstill_totrinn,
    opprett_bruker,
    opprett_virksomhet,
    regnskap,
    run,
    skjema,
    status,
    uttrekk,
)
from bysak.kommandoer.tolk import Tolk

KOMMANDOER: dict[str, ModuleType] = {
    "run": run,
    "migrer": migrer,
    "status": status,
    "opprett-virksomhet": opprett_virksomhet,
    "opprett-bruker": opprett_bruker,
    "nullstill-totrinn": nullstill_totrinn,
    "motta": motta,
    "kontroller": kontroller,
    "regnskap": regnskap,
    "demo": demo,
    "uttrekk": uttrekk,
    "les-uttrekk": les_uttrekk,
    "skjema": skjema,
    "kvittering": kvittering,
    "manage": manage,
}


def main(argumenter: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or failed, 2 wrong arguments."""
    valg = _tolk(sys.argv[1:] if argumenter is None else argumenter)
    kommando = KOMMANDOER[valg.kommando]
    os.environ["DJANGO_SETTINGS_MODULE"] = "bysak.settings"
    try:
        if not kommando.TRENGER_DATABASE:
            return int(kommando.utfoer(valg))
        os.environ["BYSAK_PROSESS"] = kommando.PROSESS
        os.environ.setdefault("BYSAK_DB_ROLLE", kommando.ROLLE)
        if ekstern_url():
            krev_ekstern_server()
        with nullcontext() if ekstern_url() else med_server():
            return _utfoer(kommando, valg)
    except KeyboardInterrupt:
        return 130
    except (ImproperlyConfigured, RuntimeError, OSError) as feil:
        logging.getLogger("bysak.kommandoer").info("kommandoen stoppet", exc_info=True)
        sys.stderr.write(f"{feil}\n")
        return 1


def _utfoer(kommando: ModuleType, valg: argparse.Namespace) -> int:
    import django
    from django.db import DatabaseError, OperationalError, ProgrammingError

    from bysak.kjerne.hinder import Hindret

    django.setup()
    try:
        return int(kommando.utfoer(valg))
    except PermissionDenied as nei:
        sys.stderr.write(f"{nei}\n")
    except Hindret as nei:
        sys.stderr.write("".join(f"{hinder.tekst}\n" for hinder in nei.hindre))
    except (OperationalError, ProgrammingError) as feil:
        sys.stderr.write(f"Databasen svarte ikke som ventet. Er den satt opp? Kjør «bysak migrer».\n  {_linje(feil)}\n")
    except DatabaseError as feil:
        sys.stderr.write(f"Databasen sa nei.\n  {_linje(feil)}\n")
    return 1


def _linje(feil: Exception) -> str:
    return str(feil).strip().partition("\n")[0]


def _tolk(argumenter: list[str]) -> argparse.Namespace:
    tolk = Tolk(prog="bysak", description="Bysak: sak og arkiv for bydelene.")
    kommandoer = tolk.add_subparsers(dest="kommando", required=True, metavar="KOMMANDO")
    for navn, modul in KOMMANDOER.items():
        modul.argumenter(kommandoer.add_parser(navn, help=modul.HJELP, description=modul.HJELP))
    return tolk.parse_args(argumenter)


if __name__ == "__main__":
    sys.exit(main())
