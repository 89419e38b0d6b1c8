"""`bysak opprett-virksomhet`: take a bydel in from the common template, in one act."""

import argparse
import sys

HJELP = "Ta inn en ny bydel etter den felles malen."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """What may differ between districts, and nothing more."""
    tolk.add_argument("kode", help="kort kode i adresser og e-post, for eksempel frogner")
    tolk.add_argument("--navn", required=True, help="for eksempel «Bydel Frogner»")
    tolk.add_argument("--orgnr", required=True, help="organisasjonsnummer, ni siffer")


def utfoer(valg: argparse.Namespace) -> int:
    """Create it, or refuse with the reasons."""
    from bysak.organisasjon.opprettelse import opprett_virksomhet

    virksomhet = opprett_virksomhet(kode=valg.kode, navn=valg.navn, organisasjonsnummer=valg.orgnr)
    sys.stdout.write(f"{virksomhet.navn} er opprettet med koden {virksomhet.kode}.\n")
    return 0
