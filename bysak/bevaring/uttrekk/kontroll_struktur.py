"""Reads arkivstruktur.xml once, as a stream: counts, remembers what refers to what, judges each unit when it ends."""

import re
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_lytter import XmlLytter
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.kontroll_regler import FLEST_NAVN, Enhet, Regler
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml
from bysak.noark.katalog.kodelister import KODELISTER
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
# The values programs ask for. Of the others the standard says that a body may add its own, or there is a finding.
KODER = {
    navn: KODELISTER[navn].tekster()
    for navn in (
        "journalposttype",
        "korrespondanseparttype",
        "avskrivningsmaate",
        "variantformat",
        "tilknyttetRegistreringSom",
        "arkivstatus",
        "kassasjonsvedtak",
        "slettingstype",
    )
}
FLEST_UKJENTE = 200
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


class Strukturleser(XmlLytter):
    """Keeps the branch it stands in, and gives each finished unit to the rules."""

    def __init__(self, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk, frie: frozenset[str] | None) -> None:
        self.femte = not uttrekk.versjon.startswith(("3", "4"))
        super().__init__(rapport, FIL, "arkiv", eldre=not self.femte)
        self.reg, self.frie = reg, frie
        self.regler = Regler(rapport, reg, uttrekk)
        self.gren: list[Enhet] = []
        self.tall: dict[str, int] = {}
        self.ukjente: dict[tuple[str, str], tuple[int, str]] = {}
        self.hel = False

    def sti(self, navn: str = "") -> str:
        """Say where the reader stands, from the nearest unit with an id."""
        if not self.gren:
            return f"/{navn or self.rot}"
        return self.gren[-1].sti("" if self.gren[-1].navn == navn else navn)

    def element_start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """Go down into a unit."""
        if navn not in ENHETER:
            return
        forelder = self.gren[-1] if self.gren else None
        enhet = Enhet(navn, self._type(navn, attributter, linje), linje, forelder)
        self.tall[navn] = self.tall.get(navn, 0) + 1
        if forelder is not None:
            self._barn(forelder, enhet)
            enhet.nr = forelder.barn[navn]
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
                self.rapport.meld("xsi-type", tekst, FIL, linje, sti=self.sti(navn))
        type_ = oppgitt.rpartition(":")[2]
        if oppgitt not in TYPER[navn]:
            tekst = f"xsi:type «{oppgitt[:60]}» er ikke en type {navn}."
            self.rapport.meld("xsi-type", tekst, FIL, linje, sti=self.sti(navn))
        return type_ or navn

    def _barn(self, forelder: Enhet, enhet: Enhet) -> None:
        navn = enhet.navn
        forelder.barn[navn] = forelder.barn.get(navn, 0) + 1
        valg = VALG.get(forelder.navn, ())
        if navn in valg and forelder.barn[navn] == 1 and any(b in forelder.barn for b in valg if b != navn):
            tekst = f"{forelder.navn} har både {' og '.join(b for b in valg if b in forelder.barn)}."
            self.rapport.meld("barn-blandet", tekst, FIL, enhet.linje, forelder.id, forelder.sti())
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
            self.rapport.meld("registrering-foer-mappe", tekst, FIL, enhet.linje, arkivdel.id, arkivdel.sti())

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
                self.reg.legg("referanse", navn, tekst[:200], eier.id[:200], eier.navn, linje)
                if navn == "referanseArkivdel":
                    arkivdel = enhet.over("arkivdel")
                    self.reg.legg("referanse", "har-referanseArkivdel", arkivdel.id if arkivdel else "", "", "", linje)
            elif navn == "skjermingMetadata":
                self._skjermer(enhet, tekst.lower())
            if navn in KODER and tekst not in KODER[navn]:
                self._ukjent(navn, tekst, linje)
            if navn not in enhet.verdier and len(enhet.verdier) < FLEST_NAVN:
                enhet.verdier[navn] = tekst if len(tekst) <= 4000 else tekst[:4000]
                enhet.linjer[navn] = linje
        if len(enhet.barn) < FLEST_NAVN:
            enhet.barn.setdefault(navn, 1)

    def _skjermer(self, enhet: Enhet, hva: str) -> None:
        if "tittel" in hva:
            enhet.barn["skjermer tittel"] = 1
        if "avsender" in hva or "mottaker" in hva or "korrespondansepart" in hva:
            enhet.barn["skjermer part"] = 1

    def _ukjent(self, navn: str, tekst: str, linje: int) -> None:
        if len(self.ukjente) < FLEST_UKJENTE and (navn, tekst) not in self.ukjente:
            self.ukjente[navn, tekst[:200]] = (linje, self.sti(navn))

    def meld_ukjente(self) -> None:
        """Report each value the standard's lists do not have, once, where it first stands."""
        for (navn, verdi), (linje, sti) in self.ukjente.items():
            tekst = f"«{verdi[:80]}» er ikke en verdi standarden har for {navn}. Bare det første stedet er listet."
            self.rapport.meld("kode-ukjent", tekst, FIL, linje, sti=sti)

    def _med_id(self, enhet: Enhet) -> None:
        id_ = enhet.id
        if not id_:
            if self.femte or enhet.navn != "dokumentobjekt":
                tekst = f"{enhet.navn} mangler systemID."
                self.rapport.meld("systemid-mangler", tekst, FIL, enhet.linje, sti=enhet.sti())
            return
        if not _UUID.match(id_):
            kode = "systemid-form" if self.femte else "systemid-form-eldre"
            tekst = f"systemID «{id_[:60]}» er ikke en UUID."
            self.rapport.meld(kode, tekst, FIL, enhet.linje_for("systemID"), id_, enhet.sti("systemID"))
        self.reg.legg("enhet", id_[:200], enhet.navn, enhet.linje_for("systemID"))

    def fritt_element(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """Ask for a schema for what the body has added itself."""
        if self.fritt != 2:
            return
        lokalt = navn.rpartition(":")[2]
        if self.frie is not None and lokalt not in self.frie:
            tekst = f"{lokalt[:80]} i virksomhetsspesifikkeMetadata er ikke definert i noe oppgitt skjema."
            sti = self.sti(f"virksomhetsspesifikkeMetadata/{lokalt[:80]}")
            self.rapport.meld("vsm-uten-skjema", tekst, FIL, linje, sti=sti)
        self.tall["virksomhetsspesifikkeMetadata"] = self.tall.get("virksomhetsspesifikkeMetadata", 0) + 1


def les_struktur(
    fil: Path, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk, frie: frozenset[str] | None
) -> Strukturleser | None:
    """Read arkivstruktur.xml into the register; None when it could not be opened. `hel` says whether all was read.

    `frie`: the elements the body has schemas for itself; None when it is not known which those are.
    """
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
    leser.meld_ukjente()
    return leser
