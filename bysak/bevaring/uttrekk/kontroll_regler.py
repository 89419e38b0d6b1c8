"""What each finished unit of arkivstruktur.xml must be: closed, dated, complete (standard chapter 6.4)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk, er_dato
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.kjerne.kalender import i_dag
from bysak.noark.katalog.deklarasjon import Valg
from bysak.noark.katalog.oppslag import SKJEMAER, ledd

FIL = "arkivstruktur.xml"
LUKKET_SAK = ("Avsluttet", "Utgår")
LUKKET_JOURNALPOST = ("Arkivert", "Utgår")
FERDIG_DOKUMENT = "Dokumentet er ferdigstilt"
UGYLDIG = "?"  # a date that is none; the schema has a finding for it, and it is compared with nothing
FLEST_PARTER = 50
FLEST_NAVN = 10_000  # in one unit; a file made to fill the memory stops here
_TYPER = frozenset(["registrering", "basisregistrering", "journalpost", "arkivnotat", "moeteregistrering"])
NAVNEFELT = ("opprettetAv", "avsluttetAv", "arkivertAv", "tilknyttetAv", "saksansvarlig", "saksbehandler")
# These have findings of their own, which say more.
_EGNE_FUNN = frozenset({"systemID", "avsluttetDato", "avsluttetAv", "arkivertDato", "arkivertAv", "sjekksum"})
# These every edition asks for; what else an older one asks for, its own schema says.
_ALLTID = frozenset(
    [
        *("tittel", "klasseID", "mappeID", "saksdato", "administrativEnhet", "saksansvarlig", "journalposttype"),
        *("tilknyttetRegistreringSom", "dokumentnummer", "versjonsnummer", "referanseDokumentfil"),
        *("korrespondanseparttype", "korrespondansepartNavn"),
    ]
)
_SIFFER = re.compile(r"\d")


@dataclass(slots=True)
class Enhet:
    """A unit being read: its values (the first of each name), its lines, how many children of each kind."""

    navn: str
    type: str
    linje: int
    forelder: "Enhet | None"
    verdier: dict[str, str] = field(default_factory=dict)
    linjer: dict[str, int] = field(default_factory=dict)
    barn: dict[str, int] = field(default_factory=dict)
    parter: list[str] = field(default_factory=list)
    nr: int = 1

    @property
    def id(self) -> str:
        """Its systemID, empty when it has none (yet)."""
        return self.verdier.get("systemID", "")

    def hent(self, navn: str) -> str:
        """Return a value, empty when it is not there."""
        return self.verdier.get(navn, "")

    def linje_for(self, navn: str) -> int:
        """Return where the value stands, else where the unit begins."""
        return self.linjer.get(navn, self.linje)

    def sti(self, felt: str = "") -> str:
        """Say where it is, or a value in it, like XPath from the nearest unit with an id."""
        deler = [felt] if felt else []
        enhet: Enhet | None = self
        while enhet is not None and not enhet.id:
            deler.append(f"{enhet.navn}[{enhet.nr}]")
            enhet = enhet.forelder
        deler.append(f"/{enhet.navn}[systemID='{enhet.id[:100]}']" if enhet is not None else "")
        return "/" + "/".join(reversed(deler))

    def over(self, navn: str) -> "Enhet | None":
        """Find the nearest unit of a kind above this one."""
        enhet = self.forelder
        while enhet is not None and enhet.navn != navn:
            enhet = enhet.forelder
        return enhet


@cache
def _paakrevd(type_: str) -> tuple[tuple[str, ...], ...]:
    """Return what a unit must hold in edition 5: each a name, or names of which one must be there."""
    if type_ not in SKJEMAER["arkivstruktur"]:
        return ()
    krav: list[tuple[str, ...]] = []
    for et_ledd in ledd(type_):
        if isinstance(et_ledd, Valg):
            if all(b.minst for b in et_ledd.alternativer):
                krav.append(tuple(b.navn for b in et_ledd.alternativer))
        elif et_ledd.minst and et_ledd.navn not in _EGNE_FUNN:
            krav.append((et_ledd.navn,))
    return tuple(krav)


def _skjermet(enhet: Enhet) -> int:
    """3 when the title is screened, 2 when something in it or above it is, 1 when it has been, otherwise 0."""
    grad = 3 if "skjermer tittel" in enhet.barn else 0
    over: Enhet | None = enhet
    while over is not None and grad < 2:
        if "skjermet nå" in over.barn or "skjermet dokument" in over.barn:
            grad = 2
        elif "skjerming" in over.barn:
            grad = 1
        over = over.forelder
    return grad


def _dato(tekst: str) -> str:
    return tekst if not tekst or er_dato(tekst) else UGYLDIG


class Regler:
    """Judges units one by one; what needs more than one unit goes in the register."""

    def __init__(self, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk) -> None:
        self.rapport, self.reg, self.uttrekk = rapport, reg, uttrekk
        self.femte = not uttrekk.versjon.startswith(("3", "4"))
        self.i_dag = i_dag().isoformat()
        self.egne: dict[str, Callable[[Enhet], None]] = {
            "arkiv": self._arkiv,
            "arkivdel": self._arkivdel,
            "klassifikasjonssystem": self._system,
            "klasse": self._klasse,
            "mappe": self._mappe,
            "registrering": self._registrering,
            "dokumentbeskrivelse": self._dokumentbeskrivelse,
            "dokumentobjekt": self._dokumentobjekt,
            "skjerming": self._skjerming,
            "korrespondansepart": self._part,
        }

    def meld(self, kode: str, tekst: str, enhet: Enhet, felt: str = "") -> None:
        """Report about a unit, at the line of a value when one is named."""
        naermeste: Enhet | None = enhet
        while naermeste is not None and not naermeste.id:
            naermeste = naermeste.forelder
        linje = enhet.linje_for(felt) if felt else enhet.linje
        sti = enhet.sti(felt if felt in enhet.verdier else "")
        self.rapport.meld(kode, tekst, FIL, linje, naermeste.id if naermeste else "", sti)

    def vurder(self, enhet: Enhet) -> None:
        """Judge one unit that has ended."""
        for navn in _paakrevd(enhet.type):
            if (self.femte or (navn[0] in _ALLTID and enhet.type != "registrering")) and enhet.barn.keys().isdisjoint(
                navn
            ):
                self.meld("mangler-element", f"{enhet.type} mangler {' eller '.join(navn)}.", enhet)
        for felt in NAVNEFELT:
            if felt in enhet.verdier and _SIFFER.search(enhet.verdier[felt]):
                tekst = f"{felt} er «{enhet.verdier[felt][:60]}»; et personnavn har ikke sifre."
                self.meld("siffer-i-navn", tekst, enhet, felt)
        egen = self.egne.get(enhet.navn)
        if egen is not None:
            egen(enhet)

    def _avsluttet(self, enhet: Enhet, kode: str) -> None:
        mangler = [felt for felt in ("avsluttetDato", "avsluttetAv") if not enhet.hent(felt)]
        if mangler:
            self.meld(kode, f"{enhet.navn} er ikke avsluttet: {' og '.join(mangler)} mangler.", enhet)

    def _rekkefoelge(self, enhet: Enhet, senere: str, kode: str) -> None:
        foerst, sist = enhet.hent("opprettetDato"), enhet.hent(senere)
        if foerst and sist and sist[:10] < foerst[:10]:
            self.meld(kode, f"{senere} ({sist[:10]}) er før opprettetDato ({foerst[:10]}).", enhet, senere)

    def _etter_forelder(self, enhet: Enhet) -> None:
        forelder = enhet.forelder
        if forelder is None or enhet.navn == "klasse":
            return
        egen, over = enhet.hent("opprettetDato")[:10], forelder.hent("opprettetDato")[:10]
        if egen and over and egen < over:
            tekst = f"{enhet.navn} er opprettet {egen}, før {forelder.navn} den ligger i ({over})."
            self.meld("opprettet-foer-forelder", tekst, enhet, "opprettetDato")

    def _i_perioden(self, enhet: Enhet, *felter: str) -> None:
        arkivdel = enhet if enhet.navn == "arkivdel" else enhet.over("arkivdel")
        overlapp = arkivdel is not None and arkivdel.hent("arkivdelstatus") == "Overlappingsperiode"
        for felt in felter:
            dato = enhet.hent(felt)[:10]
            foer = bool(self.uttrekk.start) and dato < self.uttrekk.start and not overlapp
            if dato and (foer or (self.uttrekk.slutt and dato > self.uttrekk.slutt)) and er_dato(dato):
                tekst = f"{felt} {dato} er utenfor arkivperioden {self.uttrekk.start}–{self.uttrekk.slutt}."
                self.meld("dato-utenfor-periode", tekst, enhet, felt)

    def _arkiv(self, enhet: Enhet) -> None:
        self._avsluttet(enhet, "arkivdel-ikke-avsluttet")
        self._rekkefoelge(enhet, "avsluttetDato", "avsluttet-foer-opprettet")

    def _arkivdel(self, enhet: Enhet) -> None:
        self._avsluttet(enhet, "arkivdel-ikke-avsluttet")
        self._rekkefoelge(enhet, "avsluttetDato", "avsluttet-foer-opprettet")
        self._i_perioden(enhet, "opprettetDato", "avsluttetDato")
        start, slutt = enhet.hent("arkivperiodeStartDato"), enhet.hent("arkivperiodeSluttDato")
        if start and slutt and slutt < start:
            tekst = f"Arkivperioden slutter {slutt[:10]}, før den begynner {start[:10]}."
            self.meld("arkivperiode-baklengs", tekst, enhet, "arkivperiodeSluttDato")
        status = enhet.hent("arkivdelstatus")
        if status not in ("Avsluttet periode", "Overlappingsperiode"):
            tekst = f"Arkivdelstatus er «{status[:60]}»; bare avsluttede perioder avleveres."
            self.meld("arkivdelstatus", tekst, enhet, "arkivdelstatus")

    def _system(self, enhet: Enhet) -> None:
        self._rekkefoelge(enhet, "avsluttetDato", "avsluttet-foer-opprettet")
        self.reg.legg("system", enhet.id, enhet.linje, enhet.barn.get("mapper i alt", 0))

    def _klasse(self, enhet: Enhet) -> None:
        self._rekkefoelge(enhet, "avsluttetDato", "avsluttet-foer-opprettet")
        system = enhet.over("klassifikasjonssystem")
        self.reg.legg("klasse", enhet.id, system.id if system else "")

    def _mappe(self, enhet: Enhet) -> None:
        self._avsluttet(enhet, "mappe-ikke-avsluttet")
        self._rekkefoelge(enhet, "avsluttetDato", "avsluttet-foer-opprettet")
        self._etter_forelder(enhet)
        self._i_perioden(enhet, "opprettetDato", "avsluttetDato")
        if enhet.type == "saksmappe" and enhet.hent("saksstatus") not in LUKKET_SAK:
            status = enhet.hent("saksstatus")[:60] or "ikke satt"
            tekst = (
                f"Saken {enhet.hent('mappeID')[:40]} har saksstatus «{status}»; den skal være Avsluttet eller Utgår."
            )
            self.meld("saksstatus", tekst, enhet, "saksstatus")
        felt = [enhet.hent(navn)[:200] for navn in ("systemID", "saksaar", "sakssekvensnummer", "tittel")]
        self.reg.legg("mappe", *felt, enhet.hent("offentligTittel")[:200], _skjermet(enhet), enhet.linje)

    def _registrering(self, enhet: Enhet) -> None:
        mangler = [felt for felt in ("arkivertDato", "arkivertAv") if not enhet.hent(felt)]
        if mangler:
            tekst = f"Registreringen er ikke arkivert: {' og '.join(mangler)} mangler."
            self.meld("registrering-ikke-arkivert", tekst, enhet)
        self._rekkefoelge(enhet, "arkivertDato", "arkivert-foer-opprettet")
        if enhet.forelder is not None and enhet.forelder.navn == "mappe":
            self._etter_forelder(enhet)
        self._i_perioden(enhet, "opprettetDato", "arkivertDato", "journaldato")
        self._dokumenter(enhet)
        # An entry whose type is misspelt is still an entry; one finding for the type is enough.
        if enhet.type == "journalpost" or (enhet.type not in _TYPER and enhet.hent("journalpostnummer")):
            self._journalpost(enhet)

    def _dokumenter(self, enhet: Enhet) -> None:
        utgaatt = enhet.hent("journalstatus") == "Utgår"
        if enhet.barn.get("dokumentbeskrivelse", 0) and "hoveddokument" not in enhet.barn:
            self.meld("hoveddokument-mangler", "Registreringen har dokumenter, men intet hoveddokument.", enhet)
        if utgaatt and "filer" in enhet.barn:
            self.meld("utgaar-har-fil", "Registreringen er utgått; dokumentene skal ikke være med.", enhet)
        over: Enhet | None = enhet
        medium = ""
        while over is not None and not medium:
            medium, over = over.hent("dokumentmedium"), over.forelder
        if utgaatt or medium.startswith(("Fysisk", "Blandet")):
            return
        if "uten fil" in enhet.barn:
            tekst = "Et elektronisk dokument har ingen fil og er ikke kassert."
            self.meld("dokument-uten-fil", tekst, enhet, "uten fil")
        if "dokumentbeskrivelse" not in enhet.barn and "dokumentobjekt" not in enhet.barn:
            self.meld("dokument-mangler", "Registreringen er elektronisk, men har ingen dokumenter.", enhet)

    def _journalpost(self, enhet: Enhet) -> None:
        status = enhet.hent("journalstatus")
        if status not in LUKKET_JOURNALPOST:
            tekst = (
                f"Journalposten har journalstatus «{status[:60] or 'ikke satt'}»; den skal være Arkivert eller Utgår."
            )
            self.meld("journalstatus", tekst, enhet, "journalstatus")
        if "korrespondansepart" not in enhet.barn:
            self.meld("korrespondansepart-mangler", "Journalposten har ingen korrespondansepart.", enhet)
        inngaaende = enhet.hent("journalposttype").startswith("Inngående")
        if self.uttrekk.versjon.startswith("3") and inngaaende and "avskrivning" not in enhet.barn:
            self.meld("inngaaende-uten-avskrivning", "Den inngående journalposten er ikke avskrevet.", enhet)
        felt = ("systemID", "journalaar", "journalsekvensnummer", "journalpostnummer")
        self.reg.legg(
            "post",
            *(enhet.hent(navn)[:200] for navn in felt),
            _dato(enhet.hent("journaldato")[:10]),
            enhet.hent("tittel")[:200],
            enhet.hent("offentligTittel")[:200],
            _skjermet(enhet),
            "\n".join(enhet.parter),
            int("skjermer part" in enhet.barn),
            enhet.forelder.id[:200] if enhet.forelder is not None else "",
            enhet.linje,
        )

    def _part(self, enhet: Enhet) -> None:
        if enhet.forelder is not None and len(enhet.forelder.parter) < FLEST_PARTER:
            enhet.forelder.parter.append(enhet.hent("korrespondansepartNavn")[:200])

    def _dokumentbeskrivelse(self, enhet: Enhet) -> None:
        if enhet.hent("dokumentstatus") != FERDIG_DOKUMENT:
            status = enhet.hent("dokumentstatus")[:60] or "ikke satt"
            tekst = f"Dokumentet har dokumentstatus «{status}»; det skal være «{FERDIG_DOKUMENT}»."
            self.meld("dokumentstatus", tekst, enhet, "dokumentstatus")
        if "skjerming" in enhet.barn and enhet.forelder is not None:
            enhet.forelder.barn["skjermet dokument"] = 1
        kassert = "utfoertKassasjon" in enhet.barn
        filer = "dokumentobjekt" in enhet.barn
        if kassert and filer:
            self.meld("kassert-har-fil", "Dokumentet er kassert, men har fortsatt et dokumentobjekt.", enhet)
        registrering = enhet.forelder
        if registrering is None:
            return
        if enhet.hent("tilknyttetRegistreringSom") == "Hoveddokument":
            if "hoveddokument" in registrering.barn:
                tekst = "Registreringen har et hoveddokument fra før; dette er ett til."
                self.meld("hoveddokument-flere", tekst, enhet, "tilknyttetRegistreringSom")
            registrering.barn["hoveddokument"] = 1
        nummer = f"dokumentnummer {enhet.hent('dokumentnummer')}"
        if nummer in registrering.barn:
            self.meld("dokumentnummer-dobbelt", f"{nummer} er brukt før i registreringen.", enhet, "dokumentnummer")
        elif enhet.hent("dokumentnummer") and len(registrering.barn) < FLEST_NAVN:
            registrering.barn[nummer] = 1
        if filer:
            registrering.barn["filer"] = 1
        elif not kassert and "sletting" not in enhet.barn and not enhet.hent("dokumentmedium").startswith("Fysisk"):
            registrering.barn["uten fil"] = 1
            registrering.linjer.setdefault("uten fil", enhet.linje)

    def _dokumentobjekt(self, enhet: Enhet) -> None:
        if enhet.hent("variantformat") == "Produksjonsformat":
            tekst = "Filen er i produksjonsformat; bare arkivformat avleveres."
            self.meld("produksjonsformat", tekst, enhet, "variantformat")
        algoritme = enhet.hent("sjekksumAlgoritme")
        if algoritme and algoritme.upper() not in ("SHA256", "SHA-256"):
            tekst = f"sjekksumAlgoritme er «{algoritme[:40]}»; mottakeren regner alltid med SHA-256."
            self.meld("dokument-algoritme", tekst, enhet, "sjekksumAlgoritme")
        sti = enhet.hent("referanseDokumentfil")[:1000]
        self.reg.legg(
            "dokument",
            sti,
            sti.replace("\\", "/").removeprefix("./"),
            enhet.hent("sjekksum")[:200].lower(),
            enhet.hent("filstoerrelse")[:20],
            enhet.hent("format")[:60],
            enhet.hent("variantformat")[:60],
            enhet.linje_for("referanseDokumentfil"),
            enhet.id[:200],
        )

    def _skjerming(self, enhet: Enhet) -> None:
        opphoert = enhet.hent("skjermingOpphoererDato")
        if enhet.forelder is None or (opphoert and opphoert < self.i_dag):
            return
        enhet.forelder.barn["skjermet nå"] = 1
        for hva in ("skjermer tittel", "skjermer part"):
            if hva in enhet.barn:
                enhet.forelder.barn[hva] = 1
