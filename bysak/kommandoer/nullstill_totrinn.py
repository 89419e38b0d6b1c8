"""`bysak nullstill-totrinn`: the way back in when the last administrator has lost telephone and paper."""

import argparse
import sys

HJELP = "Ta bort det andre trinnet i innloggingen til en bruker som har mistet det. Grunnen står i loggen."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Who, and why."""
    tolk.add_argument("brukernavn")
    tolk.add_argument("--grunn", required=True, help="hvorfor, og hvem som ba om det")


def utfoer(valg: argparse.Namespace) -> int:
    """Reset it, or refuse with the reasons. A role that demands a second step leads to a new one at the next login."""
    from bysak.kjerne.arbeid import arbeid
    from bysak.organisasjon.models import Bruker, Virksomhet
    from bysak.organisasjon.tilgang import prosessaktoer
    from bysak.tjeneste.brukere import nullstill_totrinn

    bruker = Bruker.objects.filter(brukernavn=valg.brukernavn.strip().lower()).first()
    if bruker is None:
        sys.stderr.write(f"Ukjent bruker: {valg.brukernavn}.\n")
        return 1
    kommando = prosessaktoer("kommando")
    with arbeid(som=kommando, i=Virksomhet.objects.get(er_arkivtjeneste=True), verb="nullstill to trinn"):
        nullstill_totrinn(bruker, grunn=valg.grunn, av=kommando)
    sys.stdout.write(f"To trinn er nullstilt for {bruker.navn}, som logger inn med passordet.\n")
    return 0
