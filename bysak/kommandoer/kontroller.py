"""`bysak kontroller MAPPE`: control anyone's Noark 5 deposit, and say all that is wrong with it in one run."""

import argparse
import os
import sys
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.pakkeleser import aapnet
from bysak.bevaring.uttrekk.rapport import Rapport, som_html, som_json, som_tekst

HJELP = "Kontroller et Noark 5-uttrekk (3.1 til 5.5). Slutter med 0 bare når det ikke er noen feil."
TRENGER_DATABASE, PROSESS, ROLLE = False, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Which folder, and where the report goes besides the screen."""
    tolk.add_argument("mappe", type=Path, help="mappen med arkivuttrekk.xml og dokumenter, eller en DIAS-pakke (tar)")
    tolk.add_argument("--json", type=Path, metavar="FIL", help="skriv rapporten som JSON i denne filen")
    tolk.add_argument("--html", type=Path, metavar="FIL", help="skriv rapporten som HTML i denne filen")


def utfoer(valg: argparse.Namespace) -> int:
    """Write the report; 0 with no errors, 1 with errors, 2 when there is no deposit to read or no room for a report."""
    rapport = _kontroller(valg.mappe)
    sys.stdout.write(som_tekst(rapport))
    skrevet = [_skriv(fil, skriv(rapport)) for fil, skriv in ((valg.json, som_json), (valg.html, som_html)) if fil]
    if not rapport.lesbar or not all(skrevet):
        return 2
    return 1 if rapport.antall_feil else 0


def _skriv(fil: Path, tekst: str) -> bool:
    try:
        fil.write_text(tekst, encoding="utf-8")
    except OSError as feil:
        sys.stderr.write(f"Rapporten kan ikke skrives til {fil}: {feil.strerror}. Velg en annen mappe.\n")
        return False
    return True


def _kontroller(sti: Path) -> Rapport:
    """Control the package and the deposit in it; what is wrong with the package stands in the same report."""
    rapport = Rapport(os.fsencode(sti).decode("utf-8", "replace"))
    with aapnet(sti, rapport.meld) as mappe:
        return kontroller(mappe, rapport)
