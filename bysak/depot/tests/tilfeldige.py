"""Archives at random, made from the catalogue: every unit and element of the standard, every code, awkward texts."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from bysak.depot.inntak_rader import felt_for
from bysak.noark.katalog.deklarasjon import Barn, Element, Type, Valg
from bysak.noark.katalog.oppslag import ledd, spesialiseringer
from bysak.noark.xml import Enhet, skriv_fil

TEKSTER = (
    "Søknad om æøå ÆØÅ", "a", "<&>\"'", "linje én\nlinje to\ttab", " mellomrom ", "\U0001f3db e\u0301", "]]>", "null",
    "\\N", "{a,b}", "x" * 130, "ø" * 600, "(ingen verdi)", "0155", "\r\n", "'; drop table", "%s",
)  # fmt: skip
MODELLER: dict[str, Any] = {}
REFERANSER = {
    "referanseArkivdel": "arkivdel", "referanseSekundaerKlassifikasjon": "klasse", "referanseTilKlasse": "klasse",
    "referanseTilMappe": "mappe", "referanseTilRegistrering": "registrering",
    "referanseAvskrivesAvJournalpost": "registrering", "referanseForrigeMoete": "mappe", "referanseNesteMoete": "mappe",
    "referanseTilMoeteregistrering": "registrering", "referanseFraMoeteregistrering": "registrering",
    "referanseForloeper": "arkivdel",
}  # fmt: skip
_SJELDEN = 0.4
# What a deposit must say, when the archive shall be one that can be deposited.
_LUKKET = {
    "arkivdelstatus": ("Avsluttet periode",),
    "saksstatus": ("Avsluttet", "Avsluttet", "Utgår"),
    "journalstatus": ("Arkivert", "Arkivert", "Utgår"),
    "dokumentstatus": ("Dokumentet er ferdigstilt",),
}
_EGNE = (
    '<felt xmlns="https://bysak.example/noark/metadata/1" navn="sak-v1:fase">æ &lt;&amp;&gt; "x"</felt>',
    '<felt xmlns="https://bysak.example/noark/metadata/1" navn="a&quot;b&amp;c">1</felt>'
    '<felt xmlns="https://bysak.example/noark/metadata/1" navn="vnd-org-v2:nr">linje én\nlinje to</felt>',
    '<n:bygg xmlns:n="urn:andre:1"><n:gnr a="1">12</n:gnr><n:bnr>&lt;3&gt;</n:bnr></n:bygg>',
    "bare tekst &amp; tegn",
)


class Tilfeldig:
    """Makes one archive; the same dice give the same archive."""

    def __init__(self, terning: Random, modeller: dict[str, Any], *, lukket: bool = False) -> None:
        self._r, self._modeller, self._lukket = terning, modeller, lukket
        self._nummer = 0
        self.filer: dict[str, bytes] = {}
        self._ider: dict[str, list[str]] = {}
        self._dokumenter: list[Enhet] = []
        self._pekere: list[tuple[Enhet, str]] = []

    def arkiv(self) -> Enhet:
        """The whole archive, with its references."""
        rot = self._enhet("arkiv", "arkiv", None)
        for enhet, element in self._pekere:
            mulige = self._ider.get(REFERANSER[element], [])
            if mulige:
                enhet.verdier[element] = [self._r.choice(mulige)]
        return rot

    def skriv(self, mappe: Path, rot: Enhet | None = None) -> Enhet:
        """Write the archive and its files to a folder."""
        rot = rot or self.arkiv()
        mappe.mkdir(parents=True, exist_ok=True)
        (mappe / "arkivstruktur.xml").write_text("".join(skriv_fil(rot, "arkivstruktur")), encoding="utf-8")
        for navn, innhold in self.filer.items():
            sti = mappe / navn
            sti.parent.mkdir(exist_ok=True)
            sti.write_bytes(innhold)
        return rot

    def _enhet(self, navn: str, type_: str, over: Enhet | None, dybde: int = 0) -> Enhet:
        enhet = Enhet(navn, type_, forelder=over)
        for et_ledd in ledd(type_):
            if isinstance(et_ledd, Element):
                self._element(enhet, et_ledd)
            elif isinstance(et_ledd, Barn):
                self._barn(enhet, et_ledd, dybde)
            else:
                self._barn(enhet, self._velg(enhet, et_ledd, dybde), dybde, minst=1 if dybde < 4 else 0)
        return enhet

    def _velg(self, enhet: Enhet, valg: Valg, dybde: int) -> Barn:
        if enhet.navn == "arkiv":
            under = dybde < 2 and self._r.random() < 0.3
            return next(b for b in valg.alternativer if b.navn == ("arkiv" if under else "arkivdel"))
        if enhet.navn == "arkivdel" and self._r.random() < 0.8:
            return next(b for b in valg.alternativer if b.navn == "klassifikasjonssystem")
        lavere = [b for b in valg.alternativer if b.navn != enhet.navn or dybde < 4]
        return self._r.choice(lavere)

    def _barn(self, enhet: Enhet, barn: Barn, dybde: int, minst: int = 0) -> None:
        # An entry in a closed case has somebody who sent or got it.
        minst = max(minst, barn.minst, int(self._lukket and barn.navn == "korrespondansepart"))
        flest = 1 if barn.flest == 1 or barn.navn == "arkiv" else 2
        antall = self._r.randint(minst, flest) if minst or self._r.random() < _SJELDEN else 0
        for _ in range(antall):
            type_ = self._r.choice((barn.navn, *spesialiseringer(barn.navn), *spesialiseringer(barn.navn)))
            delt = barn.navn == "dokumentbeskrivelse" and self._dokumenter and self._r.random() < 0.2
            ny = self._delt(enhet) if delt else self._enhet(barn.navn, type_, enhet, dybde + 1)
            if ny is not None:
                enhet.barn.append(ny)
                if barn.navn == "dokumentbeskrivelse" and not delt:
                    self._dokumenter.append(ny)

    def _delt(self, over: Enhet) -> Enhet | None:
        """A document that stands in another entry too: the same, but for its place here."""
        annet = self._r.choice(self._dokumenter)
        if annet.en("systemID") in {b.en("systemID") for b in over.barn}:
            return None
        ny = Enhet(annet.navn, annet.type, dict(annet.verdier), list(annet.barn), forelder=over)
        for navn in ("tilknyttetRegistreringSom", "dokumentnummer", "tilknyttetDato", "tilknyttetAv"):
            element = next(e for e in ledd("dokumentbeskrivelse") if isinstance(e, Element) and e.navn == navn)
            ny.verdier[navn] = [self._verdi(ny, element)]
        return ny

    def _element(self, enhet: Enhet, element: Element) -> None:
        navn = element.navn
        if navn == "referanseArvtaker":
            return
        if navn in REFERANSER:
            if self._r.random() < _SJELDEN and not (enhet.navn == "kryssreferanse" and enhet.forelder is None):
                self._pekere.append((enhet, navn))
            return
        if not element.minst and self._r.random() > _SJELDEN:
            return
        antall = self._r.randint(1, 3) if element.flest is None else 1
        enhet.verdier[navn] = list(dict.fromkeys(self._verdi(enhet, element) for _ in range(antall)))

    def _verdi(self, enhet: Enhet, element: Element) -> str:
        navn = element.navn
        if enhet.navn == "dokumentobjekt" and navn in _FIL:
            return self._fil(enhet)[navn]
        if navn == "systemID":
            ny = str(UUID(int=self._r.getrandbits(128), version=4))
            self._ider.setdefault(enhet.navn, []).append(ny)
            return ny
        self._nummer += 1
        if navn == "tilknyttetRegistreringSom":
            har = any(b.en(navn) == "Hoveddokument" for b in (enhet.forelder.barn if enhet.forelder else []))
            return "Vedlegg" if har else "Hoveddokument"
        if navn in ("mappeID", "klasseID"):
            return f"{self._nummer}/æ"
        if navn == "virksomhetsspesifikkeMetadata":
            return self._r.choice(_EGNE)
        if self._lukket and navn in _LUKKET:
            return self._r.choice(_LUKKET[navn])
        modell = self._modeller.get(enhet.navn)
        felt = felt_for(modell, navn) if modell else None
        koder = getattr(getattr(felt, "base_field", felt), "choices", None)
        if koder:
            return str(self._r.choice([tekst for kode, tekst in koder if kode]))
        return self._enkel(element)

    def _enkel(self, element: Element) -> str:
        if element.type is Type.HELTALL:
            return str(self._nummer if element.minst else self._r.choice((0, 1, 2**31 - 1, 2**31, 10**20, -5)))
        if element.type is Type.DATO:
            return (date(1800, 1, 1) + timedelta(days=self._r.randint(0, 150_000))).isoformat()
        if element.type is Type.TIDSPUNKT:
            tid = datetime(1900, 1, 1) + timedelta(minutes=self._r.randint(0, 80_000_000))  # noqa: DTZ001
            return tid.isoformat() + self._r.choice(("", "", "", ".500000", "Z", "+01:00"))
        return self._r.choice(TEKSTER) if self._r.random() < 0.5 else f"Tekst {self._nummer}"

    def _fil(self, enhet: Enhet) -> dict[str, str]:
        if not enhet.en("referanseDokumentfil"):
            self._nummer += 1
            innhold = f"fil {self._nummer // 3}".encode()
            navn = f"dokumenter/{self._nummer}.pdf"
            self.filer[navn] = innhold
            enhet.verdier |= {
                "versjonsnummer": [str(self._nummer)],
                "format": ["pdf"],
                "referanseDokumentfil": [navn],
                "sjekksum": [hashlib.sha256(innhold).hexdigest()],
                "sjekksumAlgoritme": ["SHA256"],
                "filstoerrelse": [str(len(innhold))],
            }
        return {navn: verdi[0] for navn, verdi in enhet.verdier.items()}


_FIL = frozenset({"versjonsnummer", "format", "referanseDokumentfil", "sjekksum", "sjekksumAlgoritme", "filstoerrelse"})
