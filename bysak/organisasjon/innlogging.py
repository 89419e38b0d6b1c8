"""Who somebody is, by name and password; guessing is slowed down in one place for every door."""

from datetime import timedelta

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _

from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Bruker, Innloggingsforsoek
from bysak.organisasjon.passord import er_utloept

VINDU = timedelta(minutes=15)
MAKS_PER_BRUKER = 10
MAKS_PER_ADRESSE = 100


class Avvist(Exception):
    """The login was not let through; the sentence says what to do, and never whether the name exists."""


def logg_paa(brukernavn: str, passord: str, *, adresse: str) -> Bruker:
    """The person with this name and password. Asked outside an arbeid.

    adresse: where the attempt comes from. Raises `Avvist`, in the same words for an unknown name and a wrong password.
    """
    brukernavn, adresse = brukernavn.strip().lower()[:60], adresse[:45]
    stans_gjetting(brukernavn, adresse)
    bruker = authenticate(None, username=brukernavn, password=passord)
    if not isinstance(bruker, Bruker):
        noter_bom(brukernavn, adresse)
        raise Avvist(_("Brukernavn eller passord stemmer ikke. Prøv igjen."))
    if er_utloept(bruker):
        raise Avvist(_("Passordet er for gammelt. Be systemforvalteren om et nytt."))
    Innloggingsforsoek.objects.filter(brukernavn=brukernavn).delete()
    return bruker


def bekreft_passord(bruker: Bruker, passord: str, *, adresse: str) -> None:
    """Ask one who is logged in for the password again. Raises `Avvist`."""
    stans_gjetting(bruker.brukernavn, adresse[:45])
    if not bruker.check_password(passord):
        noter_bom(bruker.brukernavn, adresse[:45])
        raise Avvist(_("Passordet stemmer ikke. Prøv igjen."))


def stans_gjetting(navn: str, adresse: str) -> None:
    """Stop one who has failed too often lately, by name or from the same address. Raises `Avvist`."""
    siden = naa() - VINDU
    if (
        Innloggingsforsoek.objects.filter(brukernavn=navn, tid__gte=siden).count() >= MAKS_PER_BRUKER
        or Innloggingsforsoek.objects.filter(adresse=adresse, tid__gte=siden).count() >= MAKS_PER_ADRESSE
    ):
        raise Avvist(_("For mange forsøk. Vent et kvarter, eller be systemforvalteren om hjelp."))


def noter_bom(navn: str, adresse: str) -> None:
    """Remember a failed attempt."""
    Innloggingsforsoek.objects.create(brukernavn=navn, adresse=adresse)
