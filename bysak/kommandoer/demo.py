"""`bysak demo`: fill an empty database with the invented world that tests and demo share."""

import argparse
import sys

from bysak.kjerne.datamappe import ROT

HJELP = "Bygg demoverdenen i en tom database."
BYGGET, I_BRUK = 0, 3
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"


def argumenter(_tolk: argparse.ArgumentParser) -> None:
    """No arguments: there is one demo world."""


def utfoer(_valg: argparse.Namespace) -> int:
    """Build the world of tests/verden.py with the verbs, as the application."""
    from bysak.organisasjon.models import Bruker

    if Bruker.objects.filter(er_system=False).exists():
        sys.stderr.write("Databasen er i bruk. Demoverdenen bygges bare i en tom database.\n")
        return I_BRUK
    sys.path.insert(0, str(ROT))  # tests/ is in the source, not in the installed package
    from tests.verden import bygg_demo

    bygg_demo()
    return BYGGET
