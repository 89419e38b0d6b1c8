"""`bysak motta FILE…`: take e-mail files in as if they had come by SMTP."""

import argparse
import sys
from pathlib import Path

HJELP = "Ta imot e-post fra filer (.eml eller mbox). Samme fil to ganger gir ingen dubletter."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """One or more files."""
    tolk.add_argument("filer", nargs="+", type=Path, metavar="FIL", help=".eml eller mbox")


def utfoer(valg: argparse.Namespace) -> int:
    """Take each file in, say what became of it, and go on after one that cannot be read; 1 if any could not."""
    from bysak.kjerne.lager import LagerFeil
    from bysak.mottak.innkomst import motta_fil

    feilet = 0
    for fil in valg.filer:
        try:
            for utfall in motta_fil(fil):
                sys.stdout.write(f"{fil.name}: {utfall}\n")
        except OSError as feil:
            feilet += 1
            sys.stderr.write(f"{fil}: kan ikke leses ({feil.strerror}).\n")
        except LagerFeil as feil:
            feilet += 1
            sys.stderr.write(f"{fil}: {feil}\n")
    return 1 if feilet else 0
