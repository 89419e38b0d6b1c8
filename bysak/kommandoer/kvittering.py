"""`bysak kvittering [FIL]`: check the signed receipt of a package, or give the key that others check ours with."""

import argparse
import sys
from pathlib import Path

HJELP = (
    "Kontroller kvitteringen for en avleveringspakke. Uten FIL skrives nøkkelen våre egne kvitteringer er signert med."
)
TRENGER_DATABASE, PROSESS, ROLLE = False, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Which receipt, and whose it should be."""
    tolk.add_argument("fil", nargs="?", type=Path, metavar="FIL", help="kvitteringen, med pakken i samme mappe")
    tolk.add_argument("--noekkel", default="", help="avsenderens nøkkel, fått på en annen måte enn pakken")


def utfoer(valg: argparse.Namespace) -> int:
    """0 when the receipt and all it lists are as they were signed, 1 when something is changed or gone."""
    from bysak.bevaring.uttrekk.kvittering import kontroller_kvittering, offentlig_noekkel

    if valg.fil is None:
        sys.stdout.write(f"{offentlig_noekkel()}\n")
        return 0
    galt = kontroller_kvittering(valg.fil, valg.noekkel)
    for setning in galt:
        sys.stderr.write(f"{setning}\n")
    if galt:
        return 1
    sys.stdout.write("Kvitteringen stemmer: ingenting i pakken er endret.\n")
    if not valg.noekkel:
        sys.stdout.write("Hvem som signerte, er ikke kontrollert. Bruk --noekkel med avsenderens nøkkel.\n")
    return 0
