"""Passwords: how strong, how long they last, and setting them (krav 4.1.7, 4.4.5, 4.4.6)."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Bruker, Passord
from bysak.organisasjon.tilgang import Rett, krev

_SLAG = (str.islower, str.isupper, str.isdigit)
# «aaaaaaaaaaaa» is long, and is guessed at once.
_ULIKE = 5


class Tegnslag:
    """Demands different characters, and of several kinds: small and capital letters, digits, and others."""

    def __init__(self, minst: int) -> None:
        self.minst = minst

    def validate(self, password: str, user: object = None) -> None:
        """Raise `ValidationError` when there are too few kinds."""
        if len(set(password)) < _ULIKE:
            raise ValidationError(_("Passordet gjentar de samme tegnene. Velg et annet."), code="password_repeats")
        slag = {next((nr for nr, er in enumerate(_SLAG) if er(tegn)), len(_SLAG)) for tegn in password}
        if len(slag) < self.minst:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self) -> str:
        """What it demands."""
        return _("Passordet må ha tegn av minst %(n)s slag: små og store bokstaver, tall og andre tegn.") % {
            "n": self.minst
        }


def hindre_for_passord(passord: str, bruker: Bruker | None = None) -> Iterator[Hinder]:
    """What is too weak about a password, by the rules of the installation (settings, docs/drift.md)."""
    try:
        validate_password(passord, bruker)
    except ValidationError as feil:
        for grunn in feil.error_list:
            setning = grunn.messages[0]
            if grunn.code == "password_too_short":
                # Django's own Norwegian has lost this one sentence.
                setning = _("Passordet er for kort. Det må ha minst %(n)s tegn.") % {
                    "n": (grunn.params or {}).get("min_length")
                }
            yield Hinder("passord.svakt", setning, felt="passord")


def sett_passord(bruker: Bruker, *, passord: str, av: Aktoer) -> Bruker:
    """Give a person a new password; what is logged in with the old one is logged out.

    Done in `arbeid(i=arkivtjenesten)`. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    bruker = laas(bruker)
    ingen(hindre_for_passord(passord, bruker))
    return lagre_passord(bruker, passord)


def bytt_eget_passord(*, passord: str, av: Aktoer) -> Bruker:
    """Change one's own password; the caller has asked for the present one, which can only be read outside an arbeid.

    Every other login with the old one ends (krav 4.1.7). Done in `arbeid(i=arkivtjenesten)`, where people's logins are
    kept, also by those without a role there. Raises `Hindret`.
    """
    bruker = laas(Bruker.objects.get(pk=av.bruker_id))
    ingen(hindre_for_passord(passord, bruker))
    return lagre_passord(bruker, passord)


def lagre_passord(bruker: Bruker, passord: str) -> Bruker:
    """Write the hash and when it was set. For the verbs that have asked for leave and looked at the strength."""
    bruker.passord_satt = naa()
    bruker.save(update_fields=["passord_satt"])
    hash_ = make_password(passord)
    # The hash cannot be read, so the row is found by its key alone.
    if not Passord.objects.filter(bruker_id=bruker.pk).update(hash=hash_):
        Passord.objects.create(bruker=bruker, hash=hash_)
    return bruker


def er_utloept(bruker: Bruker) -> bool:
    """Is the password older than the installation lets it be? Never, when no age is set."""
    dager = settings.BYSAK_PASSORD_DAGER
    return bool(dager and bruker.passord_satt and bruker.passord_satt < naa() - timedelta(days=dager))
