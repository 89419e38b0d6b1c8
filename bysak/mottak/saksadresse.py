"""The reply address of a case: mail to it is suggested for that case, with certainty.

LESMEG: an address carries the case's number and a code that only Bysak can make, so nobody can guess one, and none has
to be kept. The code is of one virksomhet: in another it is as good as none. A mail server may drop what stands after
the plus, so there is a form without it, and the code is also found in the answer address and in the subject.
"""

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass

from bysak.arkivstruktur.models import Saksmappe
from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.organisasjon.models import Epostadresse, Virksomhet

_KODE = re.compile(r"(?<![\w-])((?:19|20)\d\d)-(\d{1,6})-([a-z2-7]{16})(?![\w-])")
_DIREKTE = re.compile(r"sak\.([a-z-]{1,40})\.((?:19|20)\d\d-\d{1,6}-[a-z2-7]{16})")


@dataclass(frozen=True)
class Saksadresse:
    """The address to write to, the one for servers that lose what stands after a plus, and the code for a subject."""

    adresse: str
    direkte: str
    kode: str


def saksadresse(sak: Saksmappe) -> Saksadresse | None:
    """The reply address of a case; None in a virksomhet that has no address for mail.

    Read it only for a case that the reader may see: the caller has fetched the row.
    """
    post = Epostadresse.objects.filter(virksomhet=sak.virksomhet_id).order_by("pk").first()
    if post is None:
        return None
    lokal, _alfa, domene = post.adresse.partition("@")
    aar, nummer = sak.saksaar or 0, sak.sakssekvensnummer or 0
    kode = f"{aar}-{nummer}-{_segl(sak.virksomhet_id, aar, nummer)}"
    return Saksadresse(f"{lokal}+{kode}@{domene}", f"sak.{sak.virksomhet.kode}.{kode}@{domene}", f"[{kode}]")


def sak_i(tekster: Iterable[str], virksomhet_id: int) -> tuple[tuple[int, int] | None, bool]:
    """Year and number of the case whose code stands in one of the texts, and whether a code that is none stood there.

    A code made for another virksomhet, or before the secret was changed, is none.
    """
    falsk = False
    for tekst in tekster:
        for aar, nummer, segl in _KODE.findall(tekst[:5000].lower()):
            if hmac.compare_digest(segl, _segl(virksomhet_id, int(aar), int(nummer))):
                return (int(aar), int(nummer)), False
            falsk = True
    return None, falsk


def virksomhet_i(adresse: str) -> Virksomhet | None:
    """Whose case an address without a plus is of, when its domain is that virksomhet's; the code is not looked at."""
    lokal, _alfa, domene = adresse.rpartition("@")
    treff = _DIREKTE.fullmatch(lokal)
    if treff is None:
        return None
    return Virksomhet.objects.filter(
        kode=treff[1], avsluttet_dato=None, epostadresser__adresse__endswith=f"@{domene}"
    ).first()


def _segl(virksomhet_id: int | None, aar: int, nummer: int) -> str:
    """Eighty bits of a keyed sum: as many as sixteen letters hold."""
    verdi = f"saksadresse:{virksomhet_id}:{aar}:{nummer}".encode()
    sum_ = hmac.digest(hemmelighet("django").encode(), verdi, "sha256")
    return b32encode(sum_[:10]).decode().lower()
