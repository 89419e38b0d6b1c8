"""Reads endringslogg.xml: every change complete, and about a unit that is in arkivstruktur.xml (N5.62)."""

import re
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_lytter import XmlLytter
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml
from bysak.noark.katalog.metadata import METADATA, SYNONYMER

FIL = "endringslogg.xml"
_FELT = ("referanseArkivenhet", "referanseMetadata", "endretDato", "endretAv", "tidligereVerdi", "nyVerdi")
# M204 is gone from the catalogue, but annex 3 wants it logged.
_ANDRE = SYNONYMER.keys() | {"referanseKlassifikasjonssystem"}
_NUMMER = re.compile(r"M\d{3}")


class _Leser(XmlLytter):
    def __init__(self, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk) -> None:
        eldre = uttrekk.versjon.startswith(("3", "4"))
        super().__init__(rapport, FIL, "endringslogg", eldre=eldre)
        self.reg = reg
        self.antall = 0
        self.endring: dict[str, str] = {}
        self.linje = 0

    def sti(self, navn: str = "") -> str:
        under = "" if navn in ("", "endring", "endringslogg") else f"/{navn}"
        return f"/endringslogg/endring[{self.antall + 1}]{under}"

    def element_start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        if navn == "endring":
            self.endring, self.linje = {}, linje

    def element_slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        if navn == "endring":
            self._ferdig()
            self.antall += 1
        elif navn in _FELT and tekst:
            self.endring.setdefault(navn, tekst[:200])

    def _ferdig(self) -> None:
        maal = self.endring.get("referanseArkivenhet", "")
        mangler = [felt for felt in _FELT if felt not in self.endring]
        if mangler and not (self.eldre and set(mangler) <= {"tidligereVerdi", "nyVerdi"}):
            tekst = f"Endringen mangler {', '.join(mangler)}."
            self.rapport.meld("endring-mangler-felt", tekst, FIL, self.linje, maal, self.sti())
        felt = self.endring.get("referanseMetadata", "")
        navn = re.split(r"[./:]", felt)[-1]
        if navn and navn not in METADATA and navn not in _ANDRE and not _NUMMER.match(navn):
            tekst = f"referanseMetadata «{felt[:60]}» er ikke et metadataelement i Noark 5."
            self.rapport.meld("endring-ukjent-felt", tekst, FIL, self.linje, maal, self.sti("referanseMetadata"))
        if maal:
            self.reg.legg("endring", maal, self.linje, self.antall + 1)


def les_logg(mappe: Path, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk) -> int | None:
    """Read the change log into the register; the number of changes, None when not all of it could be read."""
    leser = _Leser(rapport, reg, uttrekk)
    try:
        with (mappe / FIL).open("rb") as kilde:
            les_xml(kilde, leser)
    except XmlFeil as feil:
        rapport.meld(feil.kode, feil.tekst, FIL, feil.linje)
        return None
    except OSError as feil:
        rapport.meld("fil-uleselig", f"{FIL} kan ikke leses: {feil.strerror}.", FIL)
        return None
    if not leser.antall:
        rapport.meld("endringslogg-tom", "Endringsloggen har ingen endringer.", FIL)
    oppgitt = uttrekk.antall.get(("endringslogg", "endring"))
    if oppgitt is not None and oppgitt != leser.antall:
        tekst = f"arkivuttrekk.xml oppgir {oppgitt} endringer; endringslogg.xml har {leser.antall}."
        uttrekk.meld(rapport, "antall-endringer", tekst, "endringslogg/endring")
    return leser.antall


def kontroller_logg(rapport: Rapport, reg: Register) -> None:
    """Report the changes to units that are not in arkivstruktur.xml, compared as identical text."""
    for maal, linje, nr in reg.spoer(
        "select maal, linje, nr from endring n where not exists (select 1 from enhet e where e.id = n.maal) order by nr"
    ):
        tekst = f"Endringen gjelder {maal}, som ikke er i arkivstruktur.xml."
        sti = f"/endringslogg/endring[{nr}]/referanseArkivenhet"
        rapport.meld("endring-ukjent-enhet", tekst, FIL, linje, maal, sti)
