"""An archive of today as it would have stood in a deposit of version 3.1 or 4.0: other names, places, ids and forms."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bysak.depot.tests.tilfeldige import REFERANSER
from bysak.noark.katalog.deklarasjon import Barn, Element, Type, Valg
from bysak.noark.katalog.oppslag import elementer, ledd
from bysak.noark.xml import XSI, Enhet, xml_tekst
from bysak.noark.xsd import NAVNEROM

# Elements that have gone out of the catalogue since: kept with the unit, and listed.
UTGAATTE = {"saksmappe": "loepenummer", "journalpost": "referanseAvskriverJournalpost", "klasse": "referanseFraKlasse"}
_BARE_PAA = {"part": "saksmappe", "korrespondansepart": "journalpost"}
_SIST = {"part", "korrespondansepart"}
_NAVN = {"part": "sakspart", "partID": "sakspartID", "partNavn": "sakspartNavn", "partRolle": "sakspartRolle"}


class Eldre:
    """Makes an archive older: `rot` is then what should be read, and `skriv` gives the file that says so."""

    def __init__(self, rot: Enhet, versjon: str, terning: Random) -> None:
        self.rot, self._versjon, self._r = rot, versjon, terning
        self._numre: dict[str, dict[str, str]] = defaultdict(dict)
        self.har: set[str] = set()
        self._sett: set[int] = set()
        self._gjoer_eldre(rot)

    def skriv(self, mappe: Path, filer: dict[str, bytes]) -> None:
        """Write arkivstruktur.xml and the files, in the folder `DOKUMENT` as the standard has it."""
        (mappe / "arkivstruktur.xml").write_text("".join(self._fil(filer)), encoding="utf-8")
        for navn, innhold in filer.items():
            sti = mappe / navn.replace("dokumenter", "DOKUMENT")
            sti.parent.mkdir(exist_ok=True)
            sti.write_bytes(innhold)

    def _gjoer_eldre(self, enhet: Enhet) -> None:
        if id(enhet) in self._sett:  # a document that stands in several entries
            return
        self._sett.add(id(enhet))
        if enhet.type == "arkivnotat":
            enhet.type = "registrering"
            enhet.verdier = {n: v for n, v in enhet.verdier.items() if n in elementer("registrering")}
            enhet.barn = [b for b in enhet.barn if b.navn != "dokumentflyt"]
        enhet.barn = [b for b in enhet.barn if _BARE_PAA.get(b.navn, enhet.type) == enhet.type]
        if enhet.navn == "dokumentobjekt":
            enhet.verdier.pop("systemID")
        elif "systemID" in enhet.verdier:
            enhet.verdier["systemID"] = [self._nummer(enhet.navn, enhet.en("systemID"))]
        for navn in REFERANSER.keys() & enhet.verdier.keys():
            enhet.verdier[navn] = [self._nummer(REFERANSER[navn], v) for v in enhet.verdier[navn]]
        for barn in enhet.barn:
            self._gjoer_eldre(barn)
        if enhet.type == "saksmappe":  # the number could stand in mappeID alone
            enhet.verdier["mappeID"] = [f"{enhet.en('saksaar')[-4:].zfill(4)}/{enhet.en('sakssekvensnummer')}"]
            enhet.verdier["saksaar"] = [str(int(enhet.en("mappeID")[:4]))]

    def _nummer(self, slag: str, gammel: str) -> str:
        """Ids were counted by kind, so that 7 could be a mappe and a registrering."""
        numre = self._numre[slag]
        return numre.setdefault(gammel, str(len(numre) + 1))

    def _fil(self, filer: dict[str, bytes]) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield f'<arkiv xmlns="{NAVNEROM}arkivstruktur" xmlns:xsi="{XSI}">'
        yield from self._innhold(self.rot, filer)
        yield "</arkiv>"

    def _enhet(self, enhet: Enhet, filer: dict[str, bytes]) -> Iterator[str]:
        navn = _NAVN.get(enhet.navn, enhet.navn)
        type_ = "basisregistrering" if enhet.type == "registrering" else enhet.type
        yield f"<{navn}>" if type_ == enhet.navn else f'<{navn} xsi:type="{type_}">'
        yield from self._innhold(enhet, filer)
        yield f"</{navn}>"

    def _innhold(self, enhet: Enhet, filer: dict[str, bytes]) -> Iterator[str]:
        sist: list[Enhet] = []
        for et_ledd in ledd(enhet.type):
            if isinstance(et_ledd, Element):
                yield from self._element(enhet, et_ledd, filer)
                continue
            navn = {b.navn for b in et_ledd.alternativer} if isinstance(et_ledd, Valg) else {et_ledd.navn}
            assert isinstance(et_ledd, Barn | Valg)
            barna = [barn for barn in enhet.barn if barn.navn in navn]
            if navn & _SIST:
                sist += barna
                continue
            for barn in barna:
                yield from self._enhet(barn, filer)
        for barn in sist:
            yield from self._enhet(barn, filer)
        if enhet.type in UTGAATTE:
            self.har.add(f"{enhet.type}/{UTGAATTE[enhet.type]}")
            yield f"<{UTGAATTE[enhet.type]}>12</{UTGAATTE[enhet.type]}>"

    def _element(self, enhet: Enhet, element: Element, filer: dict[str, bytes]) -> Iterator[str]:
        navn = element.navn
        verdier = enhet.verdier.get(navn, [])
        if enhet.type == "saksmappe" and navn in ("saksaar", "sakssekvensnummer"):
            return
        if not verdier and self._r.random() < 0.1 and element.type is Type.TEKST:
            yield f"<{navn}/>"
        for verdi in verdier:
            skrevet = self._gammel_verdi(enhet, element, verdi, filer)
            ut = "gradering" if navn == "grad" else _NAVN.get(navn, navn) if enhet.navn == "part" else navn
            yield f"<{ut}>{skrevet if element.type is Type.FRITT else xml_tekst(skrevet)}</{ut}>"

    def _gammel_verdi(self, enhet: Enhet, element: Element, verdi: str, filer: dict[str, bytes]) -> str:
        if enhet.navn == "dokumentobjekt":
            if element.navn == "referanseDokumentfil":
                return verdi.replace("dokumenter/", "DOKUMENT\\")
            if element.navn == "sjekksum":
                if self._versjon == "3.1":
                    return hashlib.md5(filer[enhet.en("referanseDokumentfil")], usedforsecurity=False).hexdigest()
                return verdi.upper()
            if element.navn == "sjekksumAlgoritme":
                return "MD5" if self._versjon == "3.1" else "sha-256"
        if element.type is Type.TIDSPUNKT and len(verdi) == 19 and verdi.endswith(":00"):
            return self._r.choice((verdi, verdi, verdi[:-3], verdi.replace("T", " ")))
        return verdi
