"""Reads arkivstruktur.xml once, as a stream: counts, remembers what refers to what, judges each unit when it ends."""

import re
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_lytter import XmlLytter
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.kontroll_regler import Enhet, Regler
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml
from bysak.noark.katalog.metadata import METADATA
from bysak.noark.katalog.oppslag import SKJEMAER

FIL = "arkivstruktur.xml"
# Older editions have these as units of their own; sakspart became part, basisregistrering became registrering.
ENHETER = frozenset(SKJEMAER["arkivstruktur"]) | {"sakspart", "basisregistrering"}
MED_ID = frozenset(
    [
        "arkiv",
        "arkivdel",
        "klassifikasjonssystem",
        "klasse",
        "mappe",
        "registrering",
        "dokumentbeskrivelse",
        "dokumentobjekt",
    ]
)
TYPER = {
    "mappe": frozenset({"", "mappe", "saksmappe", "moetemappe"}),
    "registrering": frozenset(
        {"", "registrering", "basisregistrering", "journalpost", "arkivnotat", "moeteregistrering"}
    ),
}
VALG = {
    "arkiv": ("arkiv", "arkivdel"),
    "arkivdel": ("klassifikasjonssystem", "mappe", "registrering"),
    "klasse": ("klasse", "mappe", "registrering"),
    "mappe": ("mappe", "registrering"),
}
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


class Strukturleser(XmlLytter):
    """Keeps the branch it stands in, and gives each finished unit to the rules."""

    def __init__(self, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk, frie: frozenset[str]) -> None:
        self.femte = not uttrekk.versjon.startswith(("3", "4"))
        super().__init__(rapport, FIL, "arkiv", eldre=not self.femte)
        self.reg, self.frie = reg, frie
        self.regler = Regler(rapport, reg, uttrekk)
        self.gren: list[Enhet] = []
        self.tall: dict[str, int] = {}
        self.hel = False

    def element_start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """Go down into a unit."""
        if navn not in ENHETER:
            return
        forelder = self.gren[-1] if self.gren else None
        enhet = Enhet(navn, self._type(navn, attributter, linje), linje, forelder)
        self.tall[navn] = self.tall.get(navn, 0) + 1
        if forelder is not None:
            self._barn(forelder, enhet)
        self.gren.append(enhet)

    def _type(self, navn: str, attributter: dict[str, str], linje: int) -> str:
        if navn not in TYPER:
            return navn
        oppgitt = attributter.get("xsi:type")
        if oppgitt is None:
            skjult = next((a for a in attributter if a.endswith(":type")), "")
            oppgitt = attributter[skjult] if skjult else ""
            if skjult:
                tekst = f"Typen er skrevet {skjult[:40]}; mottakerens program kjenner bare xsi:type."
                self.merknad("xsi-type", tekst, linje)
        type_ = oppgitt.rpartition(":")[2]
        if oppgitt not in TYPER[navn]:
            self.merknad("xsi-type", f"xsi:type «{oppgitt[:60]}» er ikke en type {navn}.", linje)
        return type_ or navn

    def _barn(self, forelder: Enhet, enhet: Enhet) -> None:
        navn = enhet.navn
        forelder.barn[navn] = forelder.barn.get(navn, 0) + 1
        valg = VALG.get(forelder.navn, ())
        if navn in valg and forelder.barn[navn] == 1 and any(b in forelder.barn for b in valg if b != navn):
            tekst = f"{forelder.navn} har både {' og '.join(b for b in valg if b in forelder.barn)}."
            self.rapport.meld("barn-blandet", tekst, FIL, enhet.linje, forelder.id)
        if navn == "mappe":
            arkivdel = enhet.over("arkivdel")
            if arkivdel is not None:
                arkivdel.barn["mapper i alt"] = arkivdel.barn.get("mapper i alt", 0) + 1
            system = enhet.over("klassifikasjonssystem")
            if system is not None:
                system.barn["mapper i alt"] = 1
        elif navn == "registrering" and forelder.navn in ("klasse", "arkivdel"):
            self._registrering_foer_mappe(enhet)

    def _registrering_foer_mappe(self, enhet: Enhet) -> None:
        arkivdel = enhet.over("arkivdel")
        if arkivdel is not None and "mapper i alt" not in arkivdel.barn and "meldt" not in arkivdel.barn:
            arkivdel.barn["meldt"] = 1
            tekst = "En registrering står før den første mappen i arkivdelen; mottakerens program stopper her."
            self.rapport.meld("registrering-foer-mappe", tekst, FIL, enhet.linje, arkivdel.id)

    def element_slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        """Judge a unit that has ended, or keep a value."""
        if navn in ENHETER and self.gren and self.gren[-1].navn == navn:
            enhet = self.gren.pop()
            if navn in MED_ID:
                self._med_id(enhet)
            self.regler.vurder(enhet)
        elif tekst is not None and self.gren:
            self._verdi(self.gren[-1], navn, tekst, linje)

    def _verdi(self, enhet: Enhet, navn: str, tekst: str, linje: int) -> None:
        if navn not in METADATA and self.femte and navn not in ("grad", "presedensStatus"):
            return
        if tekst:
            if navn.startswith("referanse") and navn != "referanseDokumentfil":
                eier = enhet if enhet.id or enhet.forelder is None else enhet.forelder
                self.reg.legg("referanse", navn, tekst[:200], eier.id[:200], linje)
                if navn == "referanseArkivdel":
                    arkivdel = enhet.over("arkivdel")
                    self.reg.legg("referanse", "har-referanseArkivdel", arkivdel.id if arkivdel else "", "", linje)
            elif navn == "skjermingMetadata" and "tittel" in tekst.lower():
                enhet.barn["skjermer tittel"] = 1
            if navn not in enhet.verdier:
                enhet.verdier[navn] = tekst if len(tekst) <= 4000 else tekst[:4000]
                enhet.linjer[navn] = linje
        enhet.barn.setdefault(navn, 1)

    def _med_id(self, enhet: Enhet) -> None:
        id_ = enhet.id
        if not id_:
            if self.femte or enhet.navn != "dokumentobjekt":
                self.rapport.meld("systemid-mangler", f"{enhet.navn} mangler systemID.", FIL, enhet.linje)
            return
        if not _UUID.match(id_):
            kode = "systemid-form" if self.femte else "systemid-form-eldre"
            tekst = f"systemID «{id_[:60]}» er ikke en UUID."
            self.rapport.meld(kode, tekst, FIL, enhet.linje_for("systemID"), id_)
        self.reg.legg("enhet", id_[:200], enhet.navn, enhet.linje_for("systemID"))

    def fritt_element(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """Ask for a schema for what the body has added itself."""
        if self.fritt != 2:
            return
        lokalt = navn.rpartition(":")[2]
        if lokalt not in self.frie:
            tekst = f"{lokalt[:80]} i virksomhetsspesifikkeMetadata er ikke definert i noe oppgitt skjema."
            self.merknad("vsm-uten-skjema", tekst, linje)
        self.tall["virksomhetsspesifikkeMetadata"] = self.tall.get("virksomhetsspesifikkeMetadata", 0) + 1


def les_struktur(
    fil: Path, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk, frie: frozenset[str]
) -> Strukturleser | None:
    """Read arkivstruktur.xml into the register; None when it could not be opened. `hel` says whether all was read."""
    leser = Strukturleser(rapport, reg, uttrekk, frie)
    try:
        with fil.open("rb") as kilde:
            les_xml(kilde, leser)
        leser.hel = True
    except XmlFeil as feil:
        rapport.meld(feil.kode, feil.tekst, FIL, feil.linje)
    except OSError as feil:
        rapport.meld("fil-uleselig", f"{FIL} kan ikke leses: {feil.strerror}.", FIL)
        return None
    return leser
