"""`bysak manage …`: Django's own commands, for those who develop Bysak."""

import argparse

HJELP = "Djangos egne kommandoer, for utviklere (BYSAK_DB_ROLLE=eier velger eierrollen)."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Everything after `manage` is Django's."""
    tolk.add_argument("resten", nargs=argparse.REMAINDER, metavar="…")


def utfoer(valg: argparse.Namespace) -> int:
    """Hand the arguments to Django; a wrong one ends the process with Django's own message."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bysak manage", *valg.resten])
    return 0
