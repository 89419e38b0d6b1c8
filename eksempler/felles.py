"""What the examples share: who and where on the command line, a case by its number, and faults as sentences."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path

from bysak.klienter.noark5 import Noark5, Noark5Feil, Ressurs

PASSORDET = "NOARK5_PASSORD"


def valg(hva: str) -> ArgumentParser:
    """The options that all of them have. The password is never one of them: others on the machine could read it."""
    leser = ArgumentParser(description=hva, epilog=f"Passordet leses fra {PASSORDET}, eller spørres etter.")
    leser.add_argument("--rot", default="http://127.0.0.1:8000/noark5v5/", help="adressen til tjenestegrensesnittet")
    leser.add_argument("--bruker", required=True, help="brukernavn")
    leser.add_argument("--virksomhet", default="", help="koden, for den som har flere")
    leser.add_argument("--sak", required=True, help="saksnummeret, for eksempel 2026/12")
    return leser


@contextmanager
def innlogget(valgt: Namespace) -> Iterator[Noark5]:
    """A connection for the one that the options name."""
    passord = os.environ.get(PASSORDET) or getpass(f"Passord for {valgt.bruker}: ")
    with Noark5(valgt.rot) as noark:
        noark.logg_inn(valgt.bruker, passord, virksomhet=valgt.virksomhet)
        yield noark


def finn_sak(noark: Noark5, nummer: str) -> Ressurs:
    """The case with this number. Raises `Noark5Feil` 404."""
    likt = nummer.replace("'", "''")
    saker = noark.alle(noark.pakke("sakarkiv"), "sakarkiv/saksmappe/", **{"$filter": f"mappeID eq '{likt}'"})
    sak = next(saker, None)
    if sak is None:
        raise Noark5Feil(404, f"Fant ingen sak med nummer {nummer} som du har tilgang til.")
    return sak


def fil(sti: str) -> Path:
    """An argument that must be a file with something in it. Raises OSError."""
    funnet = Path(sti)
    if not funnet.stat().st_size:
        raise OSError(f"{sti} er tom")
    return funnet


def kjoer(program: Callable[[list[str] | None], None]) -> None:
    """Run it; what goes wrong is told in a sentence, with every rule that stands in the way, and gives exit code 1."""
    try:
        program(None)
    except Noark5Feil as feil:
        sys.exit("\n".join([feil.melding, *(f"  – {h.tekst} [{h.kode}]" for h in feil.hindre)]))
    except OSError as feil:
        sys.exit(f"{feil.filename}: {feil.strerror}" if feil.filename else str(feil))
    except KeyboardInterrupt:
        sys.exit("Avbrutt.")
