"""Files on their way to an entry: looked at and stored one by one, and kept in the form until somebody confirms them.

What the form carries is signed: it names a file that this person has sent to this virksomhet, and nothing else.
Outside an arbeid: no transaction waits for a scanner or a disk.
"""

from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.filtype import TYPER, bestem
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.tekstvask import rens
from bysak.klienter.clamd import ClamdFeil
from bysak.web.spraak import oversatt

MAKS_BYTES = 500 * 1024 * 1024
MAKS_FILER = 100
_TIMER = 24 * 3600
_SALT = "bysak.web.sak.inntak"
_START = 64 * 1024


@dataclass(frozen=True)
class Mottatt:
    """A file that is stored and not yet a document. advarsel: what a person should know of it."""

    sha256: str
    stoerrelse: int
    navn: str
    mime: str
    advarsel: str = ""

    @property
    def tittel(self) -> str:
        """What the file name proposes."""
        return rens(PurePath(self.navn).stem.replace("_", " ")) or self.navn

    @property
    def lagret(self) -> lager.Lagret:
        """As the store knows it."""
        return lager.Lagret(self.sha256, self.stoerrelse)


def ta_imot(kode: str, fil: Any) -> Mottatt:
    """Store an uploaded file. Raises `Hindret` with a sentence about this file."""
    navn = PurePath((fil.name or _("uten navn")).replace("\\", "/")).name[:250]
    start = fil.read(_START)
    slag = bestem(start, navn, fil.content_type or "")
    if not start:
        raise _nei("tom", _("Filen er tom. Sjekk at den er lagret, og velg den på nytt."))
    if slag.mime == "application/x-executable":
        raise _nei("program", _("Programfiler kan ikke legges ved. Be om innholdet som et dokument."))
    _skann(fil)
    fil.seek(0)
    try:
        lagret = lager.lagre(kode, fil, MAKS_BYTES)
    except lager.ForStor:
        stoerst = {"mb": MAKS_BYTES >> 20}
        raise _nei("stor", _("Filen er større enn %(mb)s MB. Del den opp, eller gjør den mindre.") % stoerst) from None
    except lager.LagerFeil as feil:
        raise _nei("lager", oversatt(feil)) from feil
    return Mottatt(lagret.sha256, lagret.stoerrelse, navn, slag.mime, oversatt(slag.advarsel) if slag.advarsel else "")


def _skann(fil: Any) -> None:
    skanner = settings.BYSAK_CLAMD
    if skanner is None:
        return
    fil.seek(0)
    try:
        svar = skanner.skann(fil)
    except ClamdFeil:
        raise _nei("skanner", _("Virusskanneren svarer ikke. Filen er ikke tatt inn. Prøv igjen om litt.")) from None
    if svar.funn:
        funnet = {"navn": svar.funn}
        raise _nei("virus", _("Virusskanneren fant %(navn)s. Filen er ikke tatt inn.") % funnet)
    if svar.uskannbar:
        raise _nei("uskannbar", _("Virusskanneren kan ikke se inn i filen, så den er ikke tatt inn."))


def _nei(kode: str, tekst: str) -> Hindret:
    return Hindret([Hinder(f"inntak.{kode}", tekst)])


def pakk(mottatt: Mottatt, kode: str, bruker_id: Any) -> str:
    """What the form carries of a file."""
    return signing.dumps([asdict(mottatt), kode, str(bruker_id)], salt=_SALT, compress=True)


def pakk_ut(merke: str, kode: str, bruker_id: Any) -> Mottatt | None:
    """The file again, or None for what was not made here, for this person and virksomhet, within a day."""
    try:
        felt, til, av = signing.loads(merke, salt=_SALT, max_age=_TIMER)
    except signing.BadSignature:
        return None
    return Mottatt(**felt) if (til, av) == (kode, str(bruker_id)) and felt["mime"] in TYPER else None
