"""Compares a package with what it says about itself: dias-mets.xml for the files in it, <name>.xml for the tar."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from bysak.noark.hendelser import XmlFeil, les_xml

Meld = Callable[[str, str, str], None]
METSFIL = "dias-mets.xml"
SUMMER = {"SHA-256": "sha256", "SHA-512": "sha512", "SHA-384": "sha384", "SHA-1": "sha1", "MD5": "md5"}


def kontroller_mets(rot: Path, meld: Meld) -> None:
    """Compare every file that dias-mets.xml lists with the one in the package, and see that the content is all listed.

    The control of the deposit never looks at this: a package may be spoilt and the deposit in it whole, or the reverse.
    """
    leser = _Metsleser(meld, METSFIL, lambda oppgave: _sammenlign(rot, oppgave, meld))
    if not _les(rot / METSFIL, leser):
        return
    finnes = sum(1 for _mappe, _under, filer in os.walk(rot / "content") for _fil in filer)
    if leser.innhold != finnes:
        tekst = f"Listen har {leser.innhold} filer i content; det er {finnes} der."
        meld("mets-fil-ukjent", tekst, METSFIL)


def kontroller_beskrivelse(tar: Path, meld: Meld) -> None:
    """Compare a tar with the description beside it, when there is one."""
    beskrivelse = tar.with_suffix(".xml")
    if not beskrivelse.is_file():
        return
    oppgaver: list[_Oppgave] = []
    if not _les(beskrivelse, _Metsleser(meld, beskrivelse.name, oppgaver.append)):
        return
    for oppgave in oppgaver:
        if oppgave.sti == tar.name:
            _sammenlign(tar.parent, oppgave, meld)


@dataclass(slots=True)
class _Oppgave:
    """What the list says of one file."""

    sti: str = ""
    byte: str = ""
    sum: str = ""
    slag: str = ""


@dataclass(slots=True)
class _Metsleser:
    meld: Meld
    navn: str
    ta: Callable[[_Oppgave], None]
    innhold: int = 0
    oppgave: _Oppgave = field(default_factory=_Oppgave)

    def start(self, navn: str, attributter: dict[str, str], _linje: int) -> None:
        lokalt = navn.rpartition(":")[2]
        if lokalt == "file":
            self.oppgave = _Oppgave(
                "", attributter.get("SIZE", ""), attributter.get("CHECKSUM", ""), attributter.get("CHECKSUMTYPE", "")
            )
        elif lokalt == "FLocat":
            href = next((v for n, v in attributter.items() if n.rpartition(":")[2] == "href"), "")
            self.oppgave.sti = unquote(href.removeprefix("file:").removeprefix("///"))
            self.innhold += self.oppgave.sti.startswith("content/")
            self.ta(self.oppgave)

    def slutt(self, _navn: str, _tekst: str | None, _linje: int) -> None:
        """Nothing is said in the text of the elements."""

    def merknad(self, kode: str, tekst: str, _linje: int) -> None:
        """What a reader tolerates is tolerated here too, apart from a wrong encoding."""
        if kode == "xml-koding":
            self.meld(kode, tekst, self.navn)


def _les(fil: Path, leser: _Metsleser) -> bool:
    try:
        if fil.is_symlink():
            raise XmlFeil("mets-ugyldig", "Filen er en lenke til en annen fil.", 0)
        with fil.open("rb") as kilde:
            les_xml(kilde, leser)
    except XmlFeil as feil:
        leser.meld("mets-ugyldig", feil.tekst, fil.name)
    except OSError as feil:
        leser.meld("mets-ugyldig", f"Filen kan ikke leses: {feil.strerror}.", fil.name)
    else:
        return True
    return False


def _sammenlign(rot: Path, oppgave: _Oppgave, meld: Meld) -> None:
    vist = oppgave.sti[:300]
    if not oppgave.sti or "\x00" in oppgave.sti or not _inne(rot, oppgave.sti):
        meld("mets-ugyldig", "Listen peker på noe utenfor pakken.", vist or METSFIL)
        return
    fil = rot / oppgave.sti
    try:
        byte = fil.lstat().st_size
        if oppgave.byte and oppgave.byte != str(byte):
            meld("mets-sjekksum", f"Listen sier {oppgave.byte[:20]} byte; filen har {byte}.", vist)
            return
        metode = SUMMER.get(oppgave.slag.upper())
        if metode is None or not oppgave.sum:
            meld("mets-ugyldig", "Listen har ingen sjekksum som kan kontrolleres.", vist)
            return
        with fil.open("rb") as kilde:
            funnet = hashlib.file_digest(kilde, metode).hexdigest()
    except OSError as feil:
        mangler = isinstance(feil, FileNotFoundError | NotADirectoryError)
        tekst = "Filen står i listen, men er ikke i pakken." if mangler else f"Kan ikke leses: {feil.strerror}."
        meld("mets-fil-mangler" if mangler else "mets-ugyldig", tekst, vist)
        return
    if funnet != oppgave.sum.lower():
        meld("mets-sjekksum", f"Listen har sjekksummen {oppgave.sum[:64].lower()}; filen har {funnet}.", vist)


def _inne(rot: Path, sti: str) -> bool:
    """A path through a link leads out too, and a name that no system can have leads nowhere."""
    try:
        return (rot / sti).resolve().is_relative_to(rot.resolve()) and not (rot / sti).is_symlink()
    except (OSError, ValueError):
        return False
