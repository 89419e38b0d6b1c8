"""`bysak opprett-bruker`: give a person a way in, so that an installation without the demo can be used."""

import argparse
import getpass
import sys

HJELP = "Opprett en bruker med en rolle. Passordet leses fra terminalen eller standard inn."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"
# What a person can be; known before Django is, so that --help can say it. `prosess` is Bysak's own.
ROLLER = (
    "arkivar",
    "kvalitetssikrer",
    "leder",
    "saksbehandler",
    "systemforvalter",
    "arkivansvarlig",
    "klassifiserer",
    "innsyn",
)


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
    from bysak.organisasjon.models import Rolle, Virksomhet
    from bysak.organisasjon.tilgang import prosessaktoer
    from bysak.tjeneste.brukere import ansett

    if valg.rolle not in ROLLER:
        sys.stderr.write(f"Rollen finnes ikke. Velg en av disse: {', '.join(ROLLER)}.\n")
        return 1
    koder = list(dict.fromkeys(valg.virksomhet))
    finnes = Virksomhet.objects.in_bulk(koder, field_name="kode")
    if ukjente := [kode for kode in koder if kode not in finnes]:
        sys.stderr.write(f"Ukjent virksomhet: {', '.join(ukjente)}. Opprett den med «bysak opprett-virksomhet».\n")
        return 1
    passord = getpass.getpass("Passord: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    bruker = ansett(
        valg.brukernavn,
        valg.navn,
        rolle=Rolle(valg.rolle),
        virksomheter=[finnes[kode] for kode in koder],
        av=prosessaktoer("kommando"),
        passord=passord,
        epost=valg.epost,
    )
    sys.stdout.write(f"{bruker.navn} kan logge inn som {bruker.brukernavn}.\n")
    return 0
