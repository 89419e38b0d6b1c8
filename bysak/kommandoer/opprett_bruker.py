"""`bysak opprett-bruker`: give a person a way in, so that an installation without the demo can be used."""

import argparse
import getpass
import sys

HJELP = "Opprett en bruker med en rolle. Passordet leses fra terminalen eller standard inn."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Who, and what the person does where."""
    tolk.add_argument("brukernavn")
    tolk.add_argument("--navn", required=True, help="fullt navn")
    tolk.add_argument("--rolle", required=True, help="arkivar, kvalitetssikrer, leder, saksbehandler, …")
    tolk.add_argument("--epost", default="")
    tolk.add_argument(
        "--virksomhet",
        nargs="+",
        required=True,
        metavar="KODE",
        help="hvor rollen gjelder; står byarkivet først, gjelder den i resten på vegne av Byarkivet",
    )


def utfoer(valg: argparse.Namespace) -> int:
    """Make the person in the archive service and the role in each virksomhet, or refuse with the reasons."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from bysak.kjerne.arbeid import arbeid
    from bysak.kjerne.hinder import ingen
    from bysak.kjerne.kalender import i_dag
    from bysak.organisasjon.models import Rolle, Virksomhet
    from bysak.organisasjon.personer import hindre_for_tildeling, opprett_bruker, tildel_rolle
    from bysak.organisasjon.tilgang import prosessaktoer

    ingen(hindre_for_tildeling(valg.rolle, i_dag(), None))
    finnes = Virksomhet.objects.in_bulk(valg.virksomhet, field_name="kode")
    if ukjente := [kode for kode in valg.virksomhet if kode not in finnes]:
        sys.stderr.write(f"Ukjent virksomhet: {', '.join(ukjente)}. Opprett den med «bysak opprett-virksomhet».\n")
        return 1
    passord = getpass.getpass("Passord: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(passord)
    except ValidationError as feil:
        sys.stderr.write("".join(f"{melding}\n" for melding in feil.messages))
        return 1
    av, tjeneste = prosessaktoer("kommando"), Virksomhet.objects.get(er_arkivtjeneste=True)
    with arbeid(som=av, i=tjeneste, verb="opprett_bruker"):
        bruker = opprett_bruker(valg.brukernavn, valg.navn, av=av, passord=passord, epost=valg.epost)
    fra_tjenesten = finnes[valg.virksomhet[0]] == tjeneste
    for kode in valg.virksomhet:
        yter = tjeneste if fra_tjenesten and finnes[kode] != tjeneste else None
        with arbeid(som=av, i=finnes[kode], verb="tildel_rolle"):
            tildel_rolle(bruker, Rolle(valg.rolle), av=av, tjenesteyter=yter)
    sys.stdout.write(f"{bruker.navn} kan logge inn som {bruker.brukernavn}.\n")
    return 0
