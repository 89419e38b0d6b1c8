"""What must exist before anybody can act: the archive service itself, Bysak's own processes, the access codes.

Run by the owner after `vern`; everything later is done by people or processes, inside an arbeid.
"""

from datetime import date

from django.conf import settings

from bysak.organisasjon.models import Bruker, Epostadresse, Rolle, Rolletildeling, Tilgangskode, Virksomhet

ARKIVTJENESTE = (1, "byarkivet", "Byarkivet")
PROSESSER = (
    ("mottak", "Bysak mottak", Rolle.PROSESS),
    ("jobb", "Bysak bakgrunnsjobb", Rolle.PROSESS),
    ("innlogging", "Bysak innlogging", Rolle.PROSESS),
    ("kommando", "Bysak kommandolinje", Rolle.SYSTEMFORVALTER),
)
# Code, name, default hjemmel (registers in journalregler sections 5 and 7; M500).
TILGANGSKODER = (
    ("UO", "Unntatt offentlighet", ""),
    ("P", "Personalsaker", "Offl § 13 jf. fvl § 13 første ledd nr. 1"),
    ("KL", "Klientsaker", "Offl § 13 jf. fvl § 13 første ledd nr. 1"),
    ("XX", "Midlertidig sperret", ""),
)


def legg_grunnlag() -> None:
    """Make the archive service, the process identities and the access codes. Idempotent."""
    nummer, kode, navn = ARKIVTJENESTE
    tjeneste, _ = Virksomhet.objects.get_or_create(
        id=nummer, defaults={"kode": kode, "navn": navn, "er_arkivtjeneste": True}
    )
    Epostadresse.objects.get_or_create(
        adresse=f"postmottak@{kode}.{settings.BYSAK_EPOSTDOMENE}", defaults={"virksomhet": tjeneste}
    )
    for kode, navn, hjemmel in TILGANGSKODER:
        Tilgangskode.objects.get_or_create(kode=kode, defaults={"navn": navn, "hjemmel": hjemmel})
    for kortnavn, navn, rolle in PROSESSER:
        bruker, ny = Bruker.objects.get_or_create(
            brukernavn=f"bysak-{kortnavn}", defaults={"navn": navn, "er_system": True}
        )
        if ny:
            Rolletildeling.objects.create(virksomhet=tjeneste, bruker=bruker, rolle=rolle, fra_dato=date(2020, 1, 1))
