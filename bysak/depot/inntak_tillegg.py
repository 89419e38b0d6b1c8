"""The small units that hang on others: parties, remarks, screening, disposal, references. Read with their host."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from bysak.arkivstruktur import models as arkiv
from bysak.arkivstruktur.koder import Korrespondanseparttype, SkjermingMetadata
from bysak.depot.inntak_folk import SPERRET
from bysak.depot.inntak_funn import sted
from bysak.depot.inntak_mellomlager import Mellomlager, Modell
from bysak.depot.inntak_rader import Rader
from bysak.depot.inntak_uplassert import IDENTIFIKATORER
from bysak.depot.inntak_verdier import som_json
from bysak.noark.katalog.oppslag import enhetstype, feltnavn
from bysak.noark.xml import Enhet

# Unit -> table, and the column that points at each kind of host (system_id of the host).
ENKLE: dict[str, Modell] = {
    "merknad": arkiv.Merknad,
    "kassasjon": arkiv.Kassasjon,
    "utfoertKassasjon": arkiv.UtfoertKassasjon,
    "sletting": arkiv.Sletting,
    "gradering": arkiv.Gradering,
    "elektroniskSignatur": arkiv.ElektroniskSignatur,
    "dokumentflyt": arkiv.Dokumentflyt,
    "moetedeltaker": arkiv.Moetedeltaker,
    "konvertering": arkiv.Konvertering,
    "skjerming": arkiv.Skjerming,
    "part": arkiv.Part,
    "korrespondansepart": arkiv.Korrespondansepart,
    "presedens": arkiv.Presedens,
    "avskrivning": arkiv.Avskrivning,
    **dict.fromkeys(IDENTIFIKATORER, arkiv.NasjonalIdentifikator),
}
EN_AV_HVER = frozenset({"kassasjon", "utfoertKassasjon", "sletting", "gradering", "skjerming", "elektroniskSignatur"})
_AVSKREVET_AV = frozenset({"referanseAvskrivesAvJournalpost", "referanseAvskrivesAvKorrespondansepart"})
_MED_NOEKKEL = frozenset({"part", "korrespondansepart"})
MED_EGNE = frozenset({"part", "korrespondansepart", "presedens"})
_YTRE = {"EA", "EM", "EK", "IS", "GM", ""}
_REFERANSER = {"referanseTilKlasse": "klasse", "referanseTilMappe": "mappe", "referanseTilRegistrering": "registrering"}
# What a screening is of that says it in words that are not the standard's: the title, as `skjermer` takes it.
_TITTEL_AV = {
    "arkivdel": SkjermingMetadata.KLASSE_TITTEL, "klasse": SkjermingMetadata.KLASSE_TITTEL,
    "mappe": SkjermingMetadata.MAPPE_ORD, "registrering": SkjermingMetadata.REGISTRERING_ORD,
    "dokumentbeskrivelse": SkjermingMetadata.DOKUMENT,
}  # fmt: skip
_TITTEL = {
    SkjermingMetadata.MAPPE_ORD, SkjermingMetadata.MAPPE_FOERSTE_LINJE, SkjermingMetadata.REGISTRERING_ORD,
    SkjermingMetadata.REGISTRERING_FOERSTE_LINJE,
}  # fmt: skip


class Tillegg:
    """Reads the small children of a unit into their tables."""

    def __init__(self, rader: Rader, lager: Mellomlager) -> None:
        self._rader, self._lager = rader, lager

    def les(self, vert: Enhet, slag: str, vert_id: UUID, egne: dict[str, Any], ikke: frozenset[str]) -> None:
        """Read all small children of `vert`. slag: `mappe`, the name of its pointer; ikke: those read elsewhere."""
        sett: set[str] = set()
        for barn in vert.barn:
            if barn.navn in ikke:
                continue
            modell = ENKLE.get(barn.navn)
            if barn.navn == "kryssreferanse" and slag in _REFERANSER.values():
                self._kryssreferanse(barn, slag, vert_id, egne)
            elif modell is None or not _har(modell, slag):
                self._som_data(barn, "ukjent-element", egne)
            elif barn.navn in EN_AV_HVER and barn.navn in sett:
                self._som_data(barn, "dobbelt", egne)
            else:
                sett.add(barn.navn)
                self._en(modell, barn, vert, slag, vert_id, egne)

    def kode(self, enhet: Enhet | None) -> str | None:
        """The access code of a unit: its own screening, or that of what it lies in."""
        while enhet is not None:
            for barn in enhet.barn:
                if barn.navn == "gradering":
                    return SPERRET
                if barn.navn == "skjerming":
                    restriksjon = barn.en("tilgangsrestriksjon")
                    return self._rader.folk.kode(restriksjon) if restriksjon else SPERRET
            enhet = enhet.forelder
        return None

    def skjermer(self, enhet: Enhet, *deler: str) -> bool:
        """Whether the unit's own screening names one of these parts, or something we do not know what is."""
        kjente = {str(tekst).casefold(): str(kode) for kode, tekst in SkjermingMetadata.choices}
        return any(
            kjente.get(verdi.casefold(), deler[0]) in deler
            for skjerming in enhet.av("skjerming")
            for verdi in skjerming.verdier.get("skjermingMetadata", [])
        )

    def skjermede_ord(self, enhet: Enhet) -> list[int]:
        """Every word of a title that is screened without a public title: none of it may be shown."""
        if enhet.en("offentligTittel") or not self.skjermer(enhet, *_TITTEL):
            return []
        return list(range(len(enhet.en("tittel").split())))

    def referanser(self, enhet: Enhet, slag: str, vert_id: UUID) -> None:
        """Read referanseArkivdel and referanseSekundaerKlassifikasjon."""
        for tekst in enhet.verdier.get("referanseArkivdel", []):
            rad = {f"{slag}_id": vert_id, "arkivdel_id": self._rader.ider.av("arkivdel", tekst)}
            self._lager.legg(arkiv.ReferanseArkivdel, rad)
        for tekst in enhet.verdier.get("referanseSekundaerKlassifikasjon", []):
            rad = {f"{slag}_id": vert_id, "klasse_id": self._rader.ider.av("klasse", tekst)}
            self._lager.legg(arkiv.SekundaerKlassifikasjon, rad)

    def _en(
        self, modell: Modell, barn: Enhet, vert: Enhet, slag: str, vert_id: UUID, verts_egne: dict[str, Any]
    ) -> None:
        har_egne = barn.navn in MED_EGNE
        egne = self._rader.egne(barn) if har_egne else verts_egne
        rad = self._rader.rad(modell, barn, egne, brukt=_AVSKREVET_AV)
        rad[f"{slag}_id"] = vert_id
        if barn.navn in _MED_NOEKKEL and (id_ := _uuid(barn.en("systemID"))):
            rad["system_id"] = id_
        if barn.navn == "korrespondansepart":
            if rad.get("person_id") and rad.get("organisasjons_id"):  # one is a person or an organisation
                self._rader.behold("ekstra-verdi", barn, "personID", [rad.pop("person_id")], egne)
            rad |= self._part(rad, vert)
        elif barn.navn == "part":
            rad["er_person"] = not rad.get("organisasjons_id")
        elif barn.navn == "skjerming":
            rad.setdefault("tilgangsrestriksjon_id", SPERRET)
            rad["skjerming_metadata"] = rad.get("skjerming_metadata") or [_TITTEL_AV[slag]]
        elif barn.navn == "avskrivning":
            rad |= self._avskrevet_av(barn)
        elif barn.navn in IDENTIFIKATORER:
            rad["art"] = barn.navn
            if any(rad.get(feltnavn(e.navn)) in (None, "") for e in enhetstype(barn.navn, "").uten_plass if e.minst):
                self._som_data(barn, "ufullstendig", verts_egne)
                return
        elif barn.navn == "presedens" and barn.en("systemID"):
            rad["system_id"] = self._rader.id("presedens", barn, egne)
        for barnebarn in barn.barn:
            self._som_data(barnebarn, "ukjent-element", egne)
        self._lager.legg(modell, self._rader.ferdig(rad, egne) if har_egne else rad)

    def _avskrevet_av(self, avskrivning: Enhet) -> dict[str, Any]:
        post = avskrivning.en("referanseAvskrivesAvJournalpost")
        return {
            "besvart_av_id": self._rader.ider.av("registrering", post) if post else None,
            "korrespondansepart_id": _uuid(avskrivning.en("referanseAvskrivesAvKorrespondansepart")),
        }

    def _part(self, rad: dict[str, Any], vert: Enhet) -> dict[str, Any]:
        """A person, unless we know better: names of people are found by search for a year only (offlf § 6)."""
        type_ = rad.get("korrespondanseparttype", "")
        avsender = type_ in {Korrespondanseparttype.AVSENDER, Korrespondanseparttype.MEDAVSENDER}
        del_ = SkjermingMetadata.AVSENDER if avsender else SkjermingMetadata.MOTTAKER
        ytre = type_ in _YTRE
        return {
            "er_person": ytre and not rad.get("organisasjons_id"),
            "skjermet": ytre and self.skjermer(vert, del_),
        }

    def _kryssreferanse(self, barn: Enhet, slag: str, vert_id: UUID, egne: dict[str, Any]) -> None:
        for element, til in _REFERANSER.items():
            for tekst in barn.verdier.get(element, []):
                if (slag == "klasse") != (til == "klasse"):
                    self._rader.behold("ufullstendig", barn, element, [tekst], egne)
                    continue
                rad = {f"{slag}_id": vert_id, f"til_{til}_id": self._rader.ider.av(til, tekst)}
                if rad.get(f"til_{slag}_id") == vert_id:
                    self._rader.behold("til-seg-selv", barn, element, [tekst], egne)
                else:
                    self._lager.legg(arkiv.Kryssreferanse, rad)
        for element, verdier in barn.verdier.items():
            if element not in _REFERANSER:
                self._rader.behold("ukjent-element", barn, element, verdier, egne)

    def _som_data(self, barn: Enhet, kode: str, egne: dict[str, Any]) -> None:
        """Keep a unit without a table as plain data with its host, and list it."""
        noekkel = next(n for n in _navn(barn.navn) if n not in egne)
        egne[noekkel] = som_json(barn)
        bevart = "virksomhetsspesifikke metadata"
        over = barn.forelder.type if barn.forelder else ""
        self._rader.liste.meld(kode, f"{over}/{barn.navn}", sted(barn), bevart_i=bevart)


def _uuid(tekst: str) -> UUID | None:
    try:
        return UUID(tekst)
    except ValueError:
        return None


def _har(modell: Modell, slag: str) -> bool:
    return any(f.column == f"{slag}_id" for f in modell._meta.concrete_fields)


def _navn(navn: str) -> Iterable[str]:
    yield navn
    nr = 2
    while True:
        yield f"{navn} {nr}"
        nr += 1
