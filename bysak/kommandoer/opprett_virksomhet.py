"""`bysak opprett-virksomhet`: take a bydel in from the common template, in one act."""

import argparse
import sys

HJELP = "Ta inn en ny bydel etter den felles malen."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"
TELEFON_MAKS = 20


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """What may differ between districts, and nothing more."""
    tolk.add_argument("kode", help="kort kode i adresser og e-post, for eksempel frogner")
    tolk.add_argument("--navn", required=True, help="for eksempel «Bydel Frogner»")
    tolk.add_argument("--epost", action="append", default=[], help="adresse for post inn (kan gjentas)")
    tolk.add_argument("--telefon", default="", help="telefon til bydelen")


def utfoer(valg: argparse.Namespace) -> int:
    """Create it, or refuse with the reasons."""
    from bysak.organisasjon.tilgang import prosessaktoer
    from bysak.tjeneste.innfoering import opprett_virksomhet

    if len(valg.telefon) > TELEFON_MAKS:
        sys.stderr.write(f"Telefonnummeret er for langt. Kort det ned til {TELEFON_MAKS} tegn.\n")
        return 1
    virksomhet = opprett_virksomhet(
        valg.kode, valg.navn, av=prosessaktoer("kommando"), epostadresser=valg.epost, kontakt_telefon=valg.telefon
    )
    adresser = ", ".join(virksomhet.epostadresser.values_list("adresse", flat=True))
    sys.stdout.write(f"{virksomhet.navn} er opprettet. Post til {adresser} kommer nå i Mottak.\n")
    return 0
