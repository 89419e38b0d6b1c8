"""What is the same for every file of a deposit: root and namespace, prefixes, empty elements, dates, encoding."""

import re

from bysak.bevaring.uttrekk.kontroll_addml import er_dato
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.kjerne.kalender import i_dag
from bysak.noark.katalog.deklarasjon import Type
from bysak.noark.katalog.metadata import METADATA

NAVNEROM = "http://www.arkivverket.no/standarder/noark5/"
_TIDER = frozenset(navn for navn, m in METADATA.items() if m.type in (Type.DATO, Type.TIDSPUNKT))
_UTEN_SONE = (10, 19)  # the usual lengths of a date and of a time; most need no closer look
# These say what is planned, or end a period that may still run.
_KAN_KOMME = frozenset(
    (
        "kassasjonsdato",
        "skjermingOpphoererDato",
        "nedgraderingsdato",
        "forfallsdato",
        "arkivperiodeStartDato",
        "arkivperiodeSluttDato",
        "moetedato",
        "presedensDato",
        "journalStartDato",
        "journalSluttDato",
    )
)
_DOBBELT = re.compile("Ã[¦¸¥†˜…\x80-\xbf]")  # UTF-8 that somebody took for another encoding and encoded again
_SONE = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})$")


class XmlLytter:
    """What is the same for every file of the deposit: root, namespace, prefixes, empty elements, dates, encoding."""

    def __init__(self, rapport: Rapport, fil: str, rot: str, *, eldre: bool) -> None:
        self.rapport, self.fil, self.rot, self.eldre = rapport, fil, rot, eldre
        self.dybde = 0
        self.prefikser: set[str] = set()
        self.fritt = 0
        self.i_dag = i_dag().isoformat()
        self.dobbelt = False

    def merknad(self, kode: str, tekst: str, linje: int) -> None:
        """Report what the reader came across, at the element it stands in."""
        self.rapport.meld(kode, tekst, self.fil, linje, sti=self.sti())

    def sti(self, navn: str = "") -> str:
        """Say where the reader stands, like XPath, or where the element `navn` there is."""
        return ""

    def start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """Check the name, then hand the element on."""
        if self.dybde == 0:
            self._rot(navn, attributter, linje)
        self.dybde += 1
        if self.fritt or navn == "virksomhetsspesifikkeMetadata":
            self.fritt += 1
            if self.fritt > 1:
                self.fritt_element(navn, attributter, linje)
            return
        if ":" in navn:
            prefiks, _, navn = navn.rpartition(":")
            if prefiks not in self.prefikser and len(self.prefikser) < 20:
                self.prefikser.add(prefiks)
                tekst = f"Elementene har navneromsprefikset «{prefiks[:40]}:», som mottakerens program ikke kan lese."
                self.merknad("xml-prefiks", tekst, linje)
        self.element_start(navn, attributter, linje)

    def slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        """Check that it is not empty, then hand the element on."""
        self.dybde -= 1
        if tekst is not None:
            tekst = tekst.strip()
        if tekst == "":
            kode = "xml-tomt-element-eldre" if self.eldre else "xml-tomt-element"
            melding = f"Elementet {navn[:80]} er tomt. Det skal utelates når det ikke har verdi."
            self.rapport.meld(kode, melding, self.fil, linje, sti=self.sti(navn))
        elif tekst and "Ã" in tekst and not self.dobbelt and _DOBBELT.search(tekst):
            self.dobbelt = True
            melding = f"«{tekst[:80]}» ser ut til å være kodet to ganger. Bare det første stedet i filen er listet."
            self.rapport.meld("tekst-dobbeltkodet", melding, self.fil, linje, sti=self.sti(navn))
        if self.fritt:
            self.fritt -= 1
            return
        lokalt = navn.rpartition(":")[2] if ":" in navn else navn
        if tekst and lokalt in _TIDER:
            self._tid(lokalt, tekst, linje)
        self.element_slutt(lokalt, tekst, linje)

    def _tid(self, navn: str, tekst: str, linje: int) -> None:
        if self.eldre and not er_dato(tekst[:10]):  # later editions have a schema that is known, and says it
            melding = f"«{tekst[:40]}» er ikke en gyldig verdi for {navn}."
            self.rapport.meld("dato-ugyldig", melding, self.fil, linje, sti=self.sti(navn))
            return
        sone = None if len(tekst) in _UTEN_SONE else _SONE.match(tekst)
        if sone:
            melding = f"{navn} har tidssone ({sone[2]}). Skriv lokal tid uten sone."
            self.rapport.meld("dato-tidssone", melding, self.fil, linje, sti=self.sti(navn))
        if tekst[:10] > self.i_dag and tekst[:4].isdigit() and tekst[4:5] == "-" and navn not in _KAN_KOMME:
            melding = f"{navn} er {tekst[:10]}, en dag som ikke har vært."
            self.rapport.meld("dato-framtid", melding, self.fil, linje, sti=self.sti(navn))

    def _rot(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        prefiks, _, lokalt = navn.rpartition(":")
        if lokalt != self.rot:
            self.merknad("xml-rot", f"Rotelementet er {lokalt[:80]}; det skal være {self.rot}.", linje)
        ventet = NAVNEROM + ("arkivstruktur" if self.rot == "arkiv" else self.rot)
        if attributter.get(f"xmlns:{prefiks}" if prefiks else "xmlns") != ventet:
            self.merknad("xml-navnerom", f"Rotelementet skal være i navnerommet {ventet}.", linje)

    def fritt_element(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """An element inside virksomhetsspesifikkeMetadata."""

    def element_start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """An element of the standard begins."""

    def element_slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        """An element of the standard ends; `tekst` has no space around it."""
