"""`bysak opprett-bruker`: give a person a way in, so that an installation without the demo can be used."""

import argparse
import getpass
import sys

HJELP = "Opprett en bruker med en rolle. Passordet leses fra terminalen eller standard inn."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"
# What a person can be; known before Django is, so that --help can say it. `prosess` is Bysak's own.
ROLLER = ("arkivar", "kvalitetssikrer", "leder", "saksbehandler", "systemforvalter", "arkivansvarlig", "innsyn")


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Who, and what the person does where."""
    tolk.add_argument("brukernavn")
    tolk.add_argument("--navn", required=True, help="fullt navn")
    tolk.add_argument("--rolle", required=True, help=", ".join(ROLLER))
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
    from bysak.kjerne.arbeid import arbeid
    from bysak.kjerne.hinder import ingen
    from bysak.kjerne.kalender import i_dag
    from bysak.organisasjon.models import Rolle, Virksomhet
    from bysak.organisasjon.personer import hindre_for_tildeling, opprett_bruker, tildel_rolle
    from bysak.organisasjon.tilgang import prosessaktoer

    if valg.rolle not in ROLLER:
        sys.stderr.write(f"Rollen finnes ikke. Velg en av disse: {', '.join(ROLLER)}.\n")
        return 1
    ingen(hindre_for_tildeling(valg.rolle, i_dag(), None))
    koder = list(dict.fromkeys(valg.virksomhet))
    finnes = Virksomhet.objects.in_bulk(koder, field_name="kode")
    if ukjente := [kode for kode in koder if kode not in finnes]:
        sys.stderr.write(f"Ukjent virksomhet: {', '.join(ukjente)}. Opprett den med «bysak opprett-virksomhet».\n")
        return 1
    passord = getpass.getpass("Passord: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if svakt := _svakt(passord):
        sys.stderr.write(svakt)
        return 1
    av, tjeneste = prosessaktoer("kommando"), Virksomhet.objects.get(er_arkivtjeneste=True)
    with arbeid(som=av, i=tjeneste, verb="opprett_bruker"):
        bruker = opprett_bruker(valg.brukernavn, valg.navn, av=av, passord=passord, epost=valg.epost)
    fra_tjenesten = finnes[koder[0]] == tjeneste
    for kode in koder:
        yter = tjeneste if fra_tjenesten and finnes[kode] != tjeneste else None
        with arbeid(som=av, i=finnes[kode], verb="tildel_rolle"):
            tildel_rolle(bruker, Rolle(valg.rolle), av=av, tjenesteyter=yter)
    sys.stdout.write(f"{bruker.navn} kan logge inn som {bruker.brukernavn}.\n")
    return 0


def _svakt(passord: str) -> str:
    """Why the password will not do, a line for each reason; empty when it will."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(passord)
    except ValidationError as feil:
        # Django's own Norwegian has lost this one sentence.
        return "".join(
            f"Passordet er for kort. Det må ha minst {(grunn.params or {}).get('min_length')} tegn.\n"
            if grunn.code == "password_too_short"
            else f"{grunn.messages[0]}\n"
            for grunn in feil.error_list
        )
    return ""
