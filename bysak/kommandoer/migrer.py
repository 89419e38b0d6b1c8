"""`bysak migrer`: bring the database up to this version, and put its promises in place."""

import argparse
import sys

HJELP = "Sett opp eller oppgrader databasen: tabeller, roller og vern. Kan kjøres om igjen."
TRENGER_DATABASE, PROSESS, ROLLE = True, "migrer", "eier"
LAAS = 20_260_101


def argumenter(_tolk: argparse.ArgumentParser) -> None:
    """No arguments: there is one way to migrate."""


def utfoer(_valg: argparse.Namespace) -> int:
    """Gather the static files, migrate as the owner and run vern(); two at the same time wait for each other."""
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as peker:
        peker.execute("select pg_advisory_lock(%s)", [LAAS])
        try:
            sett_opp()
        finally:
            peker.execute("select pg_advisory_unlock(%s)", [LAAS])
    sys.stdout.write("Databasen er klar.\n")
    return 0


def sett_opp() -> None:
    """Bring the connected database up to this version, whatever it was: tables, promises, views, what must exist."""
    from django.core.management import call_command

    from bysak.bevaring.uttrekk.visninger import opprett_visninger, slipp_visninger
    from bysak.kjerne.vern import slipp_soekevisning, vern
    from bysak.organisasjon.grunnlag import legg_grunnlag

    krev_hele_trinn()
    slipp_visninger()
    slipp_soekevisning()
    call_command("migrate", interactive=False, verbosity=0)
    vern()
    opprett_visninger()
    legg_grunnlag()


def krev_hele_trinn() -> None:
    """Stop where only some of the steps that were merged into one have been taken: Django would then take none of them.

    Raises `ImproperlyConfigured` with what to do.
    """
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loeser = MigrationLoader(connection)
    tatt = set(loeser.applied_migrations)
    for trinn in loeser.replacements.values():
        if 0 < len(tatt & set(trinn.replaces)) < len(trinn.replaces):
            raise ImproperlyConfigured(
                "Databasen er fra en eldre utgave enn denne kan oppgradere, og er ikke rørt. "
                "Kjør «bysak migrer» med utgaven fra 22. november 2026 først."
            )
