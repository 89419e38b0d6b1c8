"""What the public form is made of, for the process that shows it and the one that receives it; and the mark in it.

The mark says that we made the page, for which bydel and when: no session, no cookie.

The public process makes it and the reception reads it, with a key that both can have and that opens nothing else. It is
no proof of who sends, and needs not be: no page of Bysak gives anybody rights by a cookie here (decision 0019).
"""

import secrets
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.translation import get_language

from bysak.kjerne.hemmeligheter import offentlig_noekkel

# Nobody fills in the form faster than this, and who comes back after this gets the page once more, with all typed.
RASKEST, LENGST = timedelta(seconds=2), timedelta(days=1)
FELLE = "nettside"
MAKS_FILER = 20


class Ugyldig(Exception):
    """The mark is not ours, or not for this bydel. gammel: it was, but long ago. rask: only just now."""

    def __init__(self, *, gammel: bool = False, rask: bool = False) -> None:
        self.gammel, self.rask = gammel, rask
        super().__init__()


def skjemaet(bydel: str, navn: str) -> dict[str, Any]:
    """What the page needs: an empty form for one bydel, where it is sent, and how much it takes."""
    return {
        "bydel": bydel,
        "bydelsnavn": navn,
        "bevis": nytt(bydel),
        "felle": FELLE,
        "handling": f"{settings.BYSAK_INNSENDING_ADRESSE}/{get_language()}/send/{bydel}",
        "maks_mb": settings.BYSAK_SKJEMA_MAKS_MB,
        "maks_filer": MAKS_FILER,
        "v": {},
        "feil": {},
    }


def nytt(bydel: str) -> str:
    """A mark for one page."""
    return _signerer().sign(f"{bydel}:{secrets.token_urlsafe(12)}")


def les(merke: str, bydel: str) -> str:
    """What names this page, and no other. Raises `Ugyldig`."""
    try:
        innhold, alder = _signerer().med_alder(merke)
    except signing.BadSignature:
        raise Ugyldig from None
    hvem, _kolon, siden = innhold.partition(":")
    if hvem != bydel or alder > LENGST.total_seconds():
        raise Ugyldig(gammel=hvem == bydel)
    # One that is made later than now was made while a clock was wrong; waiting for it could take days.
    if 0 <= alder < RASKEST.total_seconds():
        raise Ugyldig(rask=True)
    return siden


class _Signerer(signing.TimestampSigner):
    def med_alder(self, merke: str) -> tuple[str, float]:
        """What was signed, and how many seconds ago. Raises BadSignature."""
        innhold, _kolon, naar = signing.Signer.unsign(self, merke).rpartition(self.sep)
        return innhold, time.time() - signing.b62_decode(naar)


def _signerer() -> _Signerer:
    noekkel = settings.SECRET_KEY if settings.ER_OFFENTLIG else offentlig_noekkel()
    return _Signerer(key=noekkel, salt="bysak.skjema")
