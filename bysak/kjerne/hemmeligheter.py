"""Passwords and keys: from the environment when the operator gives them, else made once and kept in the data folder."""

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import ImproperlyConfigured

from bysak.kjerne.datamappe import datamappe, filaas

NAVN = ("django", "segl", "app", "offentlig", "eier", "postgres", "kvittering", "skrin", "oidc")

TRENGER: dict[str, tuple[str, ...]] = {
    "arbeidsflate": ("django", "segl", "app", "skrin", "oidc"),
    "mottak": ("django", "segl", "app"),
    "jobb": ("django", "segl", "app", "skrin"),
    "innsending": ("django", "segl", "app"),
    "postkasser": ("django", "segl", "app", "skrin"),
    "kommando": ("django", "segl", "app", "skrin"),
    "migrer": ("django", "segl", "app", "offentlig", "eier"),
    "offentlig": ("offentlig",),
    "svarinn": (),
}


def hemmelighet(navn: str) -> str:
    """Return the secret `navn`: `BYSAK_HEMMELIG_<NAVN>`, else from `hemmeligheter.json`, made there if it is new.

    The public process must be handed its secrets and never opens the file, which holds those of all the others.
    Raises ImproperlyConfigured for an unknown name, an unreadable file, or a secret the public process was not given.
    """
    if navn not in NAVN:
        raise ImproperlyConfigured(f"Ukjent hemmelighet: {navn}.")
    fra_miljoe = os.environ.get(_variabel(navn))
    if fra_miljoe:
        return fra_miljoe
    if os.environ.get("BYSAK_PROSESS") == "offentlig":
        raise ImproperlyConfigured(f"Den offentlige prosessen mangler {_variabel(navn)} og skal ikke hente den selv.")
    return _fra_fil(navn)


def miljoe_for(prosess: str) -> dict[str, str]:
    """Return the environment that gives `prosess` its secrets and no others (the public one gets a key of its own)."""
    miljoe = {_variabel(navn): hemmelighet(navn) for navn in TRENGER[prosess]}
    if prosess == "offentlig":
        miljoe[_variabel("django")] = offentlig_noekkel()
    return miljoe


def offentlig_noekkel() -> str:
    """The public process's own key, made from the one it does not have: also for those who read what it has signed."""
    return hmac.new(hemmelighet("django").encode(), b"offentlig", hashlib.sha256).hexdigest()


def lukk(hemmelig: str) -> str:
    """Text that only a process with the secret `skrin` can read again: passwords and keys that a table must hold."""
    return _skrin().encrypt(hemmelig.encode()).decode()


def lukk_opp(lukket: str) -> str:
    """What `lukk` closed. Raises ImproperlyConfigured when it was closed with another secret, or changed since."""
    try:
        return _skrin().decrypt(lukket.encode()).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            f"Et lagret passord eller en nøkkel kan ikke åpnes. Hent {_variabel('skrin')} fra sikkerhetskopien."
        ) from None


def _skrin() -> Fernet:
    return Fernet(urlsafe_b64encode(hashlib.sha256(hemmelighet("skrin").encode()).digest()))


def _variabel(navn: str) -> str:
    return f"BYSAK_HEMMELIG_{navn.upper()}"


def _fra_fil(navn: str) -> str:
    fil = datamappe() / "hemmeligheter.json"
    with filaas(fil.with_suffix(".laas")):
        try:
            kjente: dict[str, str] = json.loads(fil.read_text()) if fil.exists() else {}
        except (OSError, ValueError) as feil:
            raise ImproperlyConfigured(f"Kan ikke lese {fil}. Hent den fra sikkerhetskopien.") from feil
        if navn not in kjente:
            kjente[navn] = secrets.token_urlsafe(36)
            ny = fil.with_suffix(".ny")
            ny.unlink(missing_ok=True)
            with os.fdopen(os.open(ny, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as ut:
                json.dump(kjente, ut, indent=1)
                ut.flush()
                os.fsync(ut.fileno())
            ny.replace(fil)
        return kjente[navn]
