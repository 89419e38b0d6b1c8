"""The units of the archive structure, one by one as they end: arkiv, arkivdel, classes, mapper, registreringer."""

import re
from collections import Counter
from typing import Any
from uuid import UUID

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_dokumenter import Dokumenter
from bysak.depot.inntak_funn import InntakFeil, sted
from bysak.depot.inntak_klassifikasjon import Klassifikasjon
from bysak.depot.inntak_mellomlager import Mellomlager
from bysak.depot.inntak_rader import Rader, tid
from bysak.depot.inntak_tillegg import Tillegg
from bysak.depot.inntak_uplassert import plasser
from bysak.noark.xml import Enhet

_REFERANSER = frozenset({"referanseArkivdel", "referanseSekundaerKlassifikasjon"})
_MOETER = frozenset({"referanseForrigeMoete", "referanseNesteMoete"})
_MOETEREFERANSER = frozenset({"referanseTilMoeteregistrering", "referanseFraMoeteregistrering"})
_PERIODER = frozenset({"referanseForloeper", "referanseArvtaker"})
_SAKSNUMMER = re.compile(r"(\d{4})\s*[/-]\s*(\d{1,9})")
_SAK = ("saksaar", "sakssekvensnummer", "saksdato", "klasse_id", "administrativ_enhet_id", "saksansvarlig_id")
_JOURNALPOST = ("journalaar", "journalsekvensnummer", "journalpostnummer", "journalposttype", "journalstatus")
_MOETESAK = ("moeteregistreringstype", "administrativ_enhet_id", "saksbehandler_id")
# What each special kind must have; without it the unit is read as the plain kind, and it is listed.
_HEL = {
    "saksmappe": _SAK,
    "moetemappe": ("moetenummer", "utvalg", "moetedato"),
    "journalpost": _JOURNALPOST,
    "moeteregistrering": _MOETESAK,
}


class Enhetsleser:
    """Takes each unit that the reader gives, and lays its rows in the temporary tables."""

    def __init__(self, rader: Rader, tillegg: Tillegg, lager: Mellomlager, dokumenter: Dokumenter) -> None:
        self._rader, self._tillegg, self._lager, self._dokumenter = rader, tillegg, lager, dokumenter
        self._klassifikasjon = Klassifikasjon(rader, tillegg, lager)
        self._arkivdeler: list[tuple[dict[str, Any], str]] = []
        self.antall: Counter[str] = Counter()

    def les(self, enhet: Enhet) -> None:
        """Read one unit. Raises InntakFeil when it cannot have a place."""
        plasser(enhet)
        self._tell(enhet)
        match enhet.navn:
            case "arkiv":
                self._arkiv(enhet)
            case "arkivdel":
                self._arkivdel(enhet)
            case "klassifikasjonssystem":
                self._klassifikasjon.system(enhet)
            case "klasse":
                self._klassifikasjon.klasse(enhet)
            case "mappe":
                self._mappe(enhet)
            case "registrering":
                self._registrering(enhet)

    def ferdig(self) -> dict[UUID, UUID]:
        """Write what waited for the end; returns the copies of klasser, with the klasse each is a copy of."""
        self._dokumenter.skyll()
        etter = {self._rader.ider.av("arkivdel", arvtaker): rad["system_id"] for rad, arvtaker in self._arkivdeler}
        ider = {rad["system_id"] for rad, _ in self._arkivdeler}
        for rad, arvtaker in self._arkivdeler:
            if arvtaker and self._rader.ider.av("arkivdel", arvtaker) not in ider:
                self._rader.liste.meld("ukjent-referanse", "referanseArvtaker", "arkivstruktur.xml", arvtaker)
            if rad.get("forloeper_id") is None and rad["system_id"] in etter:
                rad["forloeper_id"] = etter[rad["system_id"]]
            self._lager.legg(arkiv.Arkivdel, rad)
        return self._klassifikasjon.kopier

    def _tell(self, enhet: Enhet) -> None:
        self.antall[enhet.type] += 1
        for barn in enhet.barn:
            self._tell(barn)

    def _id(self, slag: str, enhet: Enhet | None) -> UUID:
        if enhet is None or not enhet.en("systemID"):
            hvor = sted(enhet) if enhet else "arkivstruktur.xml"
            raise InntakFeil(f"{hvor}: {slag} mangler systemID, så innholdet kan ikke plasseres.")
        return self._rader.ider.av(slag, enhet.en("systemID"))

    def _arkiv(self, enhet: Enhet) -> None:
        egne = self._rader.egne(enhet)
        rad = self._rader.rad(arkiv.Arkiv, enhet, egne)
        rad["system_id"] = self._id("arkiv", enhet)
        self._rader.id("arkiv", enhet, egne)
        if over := _over(enhet, "arkiv"):
            rad["forelder_id"] = self._id("arkiv", over)
        for skaper in enhet.av("arkivskaper"):
            skaperrad = self._rader.rad(arkiv.Arkivskaper, skaper, egne)
            self._lager.legg(arkiv.Arkivskaper, skaperrad | {"arkiv_id": rad["system_id"]})
        self._tillegg.les(enhet, "arkiv", rad["system_id"], egne, frozenset({"arkivskaper"}))
        self._lager.legg(arkiv.Arkiv, self._rader.ferdig(rad, egne))

    def _arkivdel(self, enhet: Enhet) -> None:
        egne = self._rader.egne(enhet)
        rad = self._rader.rad(arkiv.Arkivdel, enhet, egne, brukt=_PERIODER)
        rad["system_id"] = arkivdel_id = self._id("arkivdel", enhet)
        self._rader.id("arkivdel", enhet, egne)
        rad["arkiv_id"] = self._id("arkiv", _over(enhet, "arkiv"))
        if forloeper := enhet.en("referanseForloeper"):
            rad["forloeper_id"] = self._rader.ider.av("arkivdel", forloeper)
        rad["klassifikasjonssystem_id"] = self._klassifikasjon.fordel(arkivdel_id)
        self._tillegg.les(enhet, "arkivdel", arkivdel_id, egne, frozenset())
        self._arkivdeler.append((self._rader.ferdig(rad, egne), enhet.en("referanseArvtaker")))

    def _plass(self, enhet: Enhet) -> dict[str, Any]:
        """Where a unit lies: its arkiv, its arkivdel and its klasse."""
        klasse = _over(enhet, "klasse")
        if klasse is not None:
            self._klassifikasjon.bruk(klasse)
        return {
            "arkiv_id": self._id("arkiv", _over(enhet, "arkiv")),
            "arkivdel_id": self._id("arkivdel", _over(enhet, "arkivdel")),
            "klasse_id": self._id("klasse", klasse) if klasse is not None else None,
        }

    def _mappe(self, enhet: Enhet) -> None:
        egne = self._rader.egne(enhet)
        rad = self._rader.rad(arkiv.Mappe, enhet, egne, brukt=_REFERANSER | _MOETER)
        rad["system_id"] = mappe_id = self._id("mappe", enhet)
        self._rader.id("mappe", enhet, egne)
        rad |= self._plass(enhet)
        if over := _over(enhet, "mappe"):
            rad["forelder_id"] = self._id("mappe", over)
        for element, kolonne in (
            ("referanseForrigeMoete", "forrige_moete_id"),
            ("referanseNesteMoete", "neste_moete_id"),
        ):
            if tekst := enhet.en(element):
                rad[kolonne] = self._rader.ider.av("mappe", tekst)
        if not rad.get("mappe_id"):
            rad["mappe_id"] = str(mappe_id)
            self._rader.liste.meld("mangler", "mappe/mappeID", sted(enhet))
        if enhet.type == "saksmappe":
            self._saksnummer(enhet, rad)
        rad["saksstatus"] = rad.get("saksstatus") or ("A" if rad.get("avsluttet_dato") else "B")
        if rad["saksstatus"] == "A" and not rad.get("avsluttet_dato"):
            rad["avsluttet_dato"] = rad["opprettet_dato"]
            self._rader.liste.meld("mangler", "mappe/avsluttetDato", sted(enhet))
        rad["art"] = self._art(enhet, rad, egne, "mappe")
        rad["tilgangsklasse_id"] = self._rader.folk.klasse(self._tillegg.kode(enhet))
        rad["skjermede_ord"] = self._tillegg.skjermede_ord(enhet)
        self._tillegg.referanser(enhet, "mappe", mappe_id)
        self._tillegg.les(enhet, "mappe", mappe_id, egne, frozenset())
        self._lager.legg(arkiv.Mappe, self._rader.ferdig(rad, egne))

    def _saksnummer(self, enhet: Enhet, rad: dict[str, Any]) -> None:
        """Before 5.0 the number could stand in mappeID alone."""
        if (rad.get("saksaar") is None or rad.get("sakssekvensnummer") is None) and (
            treff := _SAKSNUMMER.search(enhet.en("mappeID"))
        ):
            rad["saksaar"], rad["sakssekvensnummer"] = int(treff[1]), int(treff[2])
            self._rader.liste.meld("mangler", "saksmappe/saksaar", sted(enhet), enhet.en("mappeID"), bevart_i="mappeID")

    def _registrering(self, enhet: Enhet) -> None:
        egne = self._rader.egne(enhet)
        rad = self._rader.rad(arkiv.Registrering, enhet, egne, brukt=_REFERANSER | _MOETEREFERANSER)
        rad["system_id"] = reg_id = self._id("registrering", enhet)
        self._rader.id("registrering", enhet, egne)
        rad |= self._plass(enhet)
        if over := _over(enhet, "mappe"):
            rad |= {"mappe_id": self._id("mappe", over), "arkivdel_id": None, "klasse_id": None}
        if rad.get("journalstatus") in ("J", "A") and rad.get("journaldato") is None:
            self._rader.behold("mangler", enhet, "journalstatus", [enhet.en("journalstatus")], egne)
            rad["journalstatus"] = ""
        rad["art"] = self._art(enhet, rad, egne, "registrering")
        if rad.get("journalstatus") in ("E", "J", "A", "U"):
            rad["foerst_endelig"] = tid(rad, "arkivert_dato", "opprettet_dato")
        kode = self._tillegg.kode(enhet) or next(
            filter(None, map(self._egen_kode, enhet.av("dokumentbeskrivelse"))), None
        )
        rad["tilgangsklasse_id"] = self._rader.folk.klasse(kode)
        rad["skjermede_ord"] = self._tillegg.skjermede_ord(enhet)
        self._tillegg.referanser(enhet, "registrering", reg_id)
        self._moetereferanser(enhet, reg_id)
        self._gamle_objekter(enhet)
        self._tillegg.les(enhet, "registrering", reg_id, egne, frozenset({"dokumentbeskrivelse", "dokumentobjekt"}))
        self._dokumenter.les(enhet, reg_id)
        self._lager.legg(arkiv.Registrering, self._rader.ferdig(rad, egne))

    def _egen_kode(self, dokument: Enhet) -> str | None:
        forelder, dokument.forelder = dokument.forelder, None
        try:
            return self._tillegg.kode(dokument)
        finally:
            dokument.forelder = forelder

    def _art(self, enhet: Enhet, rad: dict[str, Any], egne: dict[str, Any], enkel: str) -> str:
        """The kind of a unit; one that lacks what its kind must have is read as the plain kind."""
        kjent = enhet.type in _HEL or enhet.type in ("arkivnotat", enkel)
        mangler = [k for k in _HEL.get(enhet.type, ()) if rad.get(k) in (None, "")]
        if enhet.type == "journalpost" and not rad.get("mappe_id"):
            mangler.append("mappe_id")
        if kjent and not mangler:
            return enhet.type
        egne["type"] = enhet.type
        bevart = "virksomhetsspesifikke metadata"
        hva = f"{enhet.type} uten {', '.join(mangler)}" if mangler else enhet.type
        self._rader.liste.meld("ufullstendig", hva, sted(enhet), enhet.en("tittel"), bevart_i=bevart)
        return enkel

    def _moetereferanser(self, enhet: Enhet, reg_id: UUID) -> None:
        for element in _MOETEREFERANSER:
            for tekst in enhet.verdier.get(element, []):
                annen = self._rader.ider.av("registrering", tekst)
                fra, til = (reg_id, annen) if element == "referanseTilMoeteregistrering" else (annen, reg_id)
                self._lager.legg(arkiv.Moetereferanse, {"registrering_id": fra, "til_registrering_id": til})

    def _gamle_objekter(self, enhet: Enhet) -> None:
        """Before 5.0 a file could lie directly under a registrering: it gets a description with the entry's title."""
        objekter = enhet.av("dokumentobjekt")
        if not objekter:
            return
        arv = ("opprettetDato", "opprettetAv", "tittel")
        dokument = Enhet("dokumentbeskrivelse", "dokumentbeskrivelse", {}, list(objekter), enhet.sted, enhet)
        dokument.verdier = {navn: enhet.verdier[navn][:1] for navn in arv if navn in enhet.verdier} | {
            "systemID": [f"{enhet.en('systemID')}/dokumentobjekt"],
            "dokumentstatus": ["Dokumentet er ferdigstilt"],
            "tilknyttetRegistreringSom": ["Hoveddokument"],
        }
        enhet.barn.append(dokument)


def _over(enhet: Enhet, navn: str) -> Enhet | None:
    """The nearest unit of this name around a unit."""
    over = enhet.forelder
    while over is not None and over.navn != navn:
        over = over.forelder
    return over
