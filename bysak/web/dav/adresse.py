"""The address of a loan, which is all that a desktop program has to show: it carries no cookie.

Neither the database nor the installation's secret is enough to make one; a new login makes an old one worth nothing.
"""

import base64
import binascii
import hmac
import re
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from bysak.arkivstruktur.models import Redigering
from bysak.arkivstruktur.redigering import PROGRAMMER

ROT = "/dav/"
# Excel takes no address above 218 characters.
_LENGST = 60


def merke(redigering: Redigering) -> str:
    """What stands for the loan in its address: its number, and 128 bits that nobody can guess."""
    innhold = f"{redigering.pk}:{redigering.noekkel}:{redigering.sesjon}"
    segl = salted_hmac("bysak.web.dav", innhold, algorithm="sha256").digest()[:16]
    return _tegn(redigering.pk.bytes) + _tegn(segl)


def stemmer(redigering: Redigering, oppgitt: str) -> bool:
    """Is it this loan's? Takes as long for a wrong one."""
    return hmac.compare_digest(merke(redigering).encode(), oppgitt.encode())


def nummer(oppgitt: str) -> UUID | None:
    """Which loan it says that it is for; None for what cannot be one."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{44}", oppgitt):
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(oppgitt[:22] + "=="))
    except (ValueError, binascii.Error):
        return None


def filnavn(redigering: Redigering) -> str:
    """A name that every program can have in an address; it is the program's title bar too."""
    stamme, _skille, endelse = redigering.filnavn.rpartition(".")
    rent = re.sub(r"[^\w .,()-]+", " ", stamme or redigering.filnavn).strip(" .")[:_LENGST]
    return f"{rent or 'dokument'}.{endelse}" if stamme else rent or "dokument"


def mappe(redigering: Redigering, kode: str) -> str:
    """The path of the folder that has this one file in it."""
    return f"{ROT}{kode}/{merke(redigering)}/"


def url(redigering: Redigering, kode: str) -> str:
    """The whole address of the file."""
    return settings.BYSAK_ADRESSE + mappe(redigering, kode) + quote(filnavn(redigering))


def lenker(redigering: Redigering, kode: str) -> dict[str, str]:
    """What starts a program with the file: Office by its own scheme, LibreOffice by its."""
    hvor = url(redigering, kode)
    office = f"ms-{PROGRAMMER[redigering.mime_type]}:ofe|u|{hvor}"
    return {"office": office, "libreoffice": f"vnd.libreoffice.command:ofe|u|{hvor}", "adresse": hvor}


def _tegn(byte: bytes) -> str:
    return base64.urlsafe_b64encode(byte).decode().rstrip("=")
