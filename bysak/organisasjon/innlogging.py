"""Who somebody is, by name and password; guessing is slowed down in one place for every door."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _

from bysak.kjerne.kalender import OSLO, naa
from bysak.organisasjon.models import Bruker, Innloggingsforsoek
from bysak.organisasjon.passord import er_utloept

VINDU = timedelta(minutes=15)
MAKS_PER_BRUKER = 10
MAKS_PER_ADRESSE = 100


class Avvist(Exception):
    """The login was not let through; the sentence says what to do, and never whether the name exists."""


class ForMange(Avvist):
    """Too many have failed lately. til: when one may try again."""

    def __init__(self, til: datetime) -> None:
        self.til = til
        kl = f"{til.astimezone(OSLO):%H.%M}"
        setning = _("For mange forsøk. Prøv igjen klokka %(kl)s, eller be systemforvalteren om hjelp.")
        super().__init__(setning % {"kl": kl})


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
    """Stop one who has failed too often lately, by name or from the same address. Raises `ForMange`."""
    nylig = Innloggingsforsoek.objects.filter(tid__gte=naa() - VINDU).order_by("-tid").values_list("tid", flat=True)
    for forsoek, maks in (
        (nylig.filter(brukernavn=navn), MAKS_PER_BRUKER),
        (nylig.filter(adresse=adresse), MAKS_PER_ADRESSE),
    ):
        # The one that leaves room when it is forgotten.
        if eldste := forsoek[maks - 1 : maks].first():
            raise ForMange(eldste + VINDU + timedelta(minutes=1))  # so that the clock it names is not too early


def noter_bom(navn: str, adresse: str) -> None:
    """Remember a failed attempt."""
    Innloggingsforsoek.objects.create(brukernavn=navn, adresse=adresse, tid=naa())
