"""`bysak skjema hent`: get the authority's own schema files, so that deposits carry them and not ours."""

import argparse
import sys
from pathlib import Path

HJELP = "Hent Arkivverkets egne skjemafiler, kontrollert mot kjente sjekksummer, så uttrekkene får dem med."
TRENGER_DATABASE, PROSESS, ROLLE = False, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """From where and to where."""
    from bysak.bevaring.skjemahenting import ADRESSE

    tolk.add_argument("hva", choices=("hent",))
    kilde = tolk.add_mutually_exclusive_group()
    kilde.add_argument("--adresse", default=ADRESSE, metavar="URL", help=f"ellers {ADRESSE}")
    kilde.add_argument("--fra", type=Path, metavar="MAPPE", help="ta filene fra en mappe i stedet for fra nettet")
    tolk.add_argument("--til", type=Path, metavar="MAPPE", help="ellers datamappen, der uttrekkene finner dem")
    tolk.add_argument("--utgave", choices=("5.5-2023", "5.0-2019"), default="5.5-2023", help="utgave av skjemaene")


def utfoer(valg: argparse.Namespace) -> int:
    """Fetch, check, put in place; raises RuntimeError with one sentence when it does not work."""
    from bysak.bevaring.skjemahenting import hent_skjemaer, ta_skjemaer
    from bysak.bevaring.uttrekk.skjemaer import hentede_skjemaer
    from bysak.noark.katalog.deklarasjon import Utgave

    utgave = Utgave(valg.utgave)
    til = valg.til or hentede_skjemaer(utgave)
    if valg.fra:
        navn = ta_skjemaer(til, utgave=utgave, fra=valg.fra)
    else:
        navn = hent_skjemaer(til, utgave=utgave, adresse=valg.adresse)
    sys.stdout.write(f"{len(navn)} skjemaer i {til}: {', '.join(navn)}\n")
    if valg.til:
        sys.stdout.write("Sett BYSAK_NOARK_SKJEMA til mappen, så blir de med i uttrekkene.\n")
    return 0
