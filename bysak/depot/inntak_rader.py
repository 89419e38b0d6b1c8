"""From a unit as it stands in the file to a row of ours: element by element, with what does not fit kept or listed."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_folk import Folk
from bysak.depot.inntak_funn import Liste, sted
from bysak.depot.inntak_mellomlager import Modell
from bysak.depot.inntak_verdier import Uleselig, egne_felt, er_lokal, json_tekst, omform
from bysak.kjerne.kalender import naa
from bysak.noark.katalog.metadata import METADATA
from bysak.noark.katalog.oppslag import feltnavn
from bysak.noark.xml import Enhet
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Tilgangskode

FRITT = "virksomhetsspesifikkeMetadata"
_KOLONNER: dict[tuple[Modell, str], str] = {
    (arkiv.Part, "partNavn"): "navn",
    (arkiv.Part, "partRolle"): "rolle",
    (arkiv.Korrespondansepart, "korrespondansepartNavn"): "navn",
}
_ALLTID = frozenset({"systemID", FRITT})


@cache
def felt_for(modell: Modell, element: str) -> "models.Field[Any, Any] | None":
    """The field that holds an element of the standard in this table; None when the table has no room for it."""
    navn = _KOLONNER.get((modell, element), feltnavn(element))
    if element not in METADATA:
        return None  # a name in the file must never choose a column of ours
    return next((f for f in modell._meta.concrete_fields if f.name == navn), None)


class Ider:
    """The id that a unit of the deposit gets here: its own when that is a UUID, else one that follows from it."""

    def __init__(self, virksomhet_kode: str) -> None:
        self._rom = uuid5(NAMESPACE_URL, f"https://bysak.example/inntak/{virksomhet_kode}")

    def av(self, slag: str, tekst: str) -> UUID:
        """The id of a unit of this kind (`mappe`), the same each time it is mentioned."""
        try:
            return UUID(tekst.strip())
        except ValueError:
            return uuid5(self._rom, f"{slag}/{tekst.strip()}")


class Rader:
    """Makes rows. `vert` is the dict that what has no column is kept in: the fields of the unit's own in the end."""

    def __init__(self, folk: Folk, liste: Liste, ider: Ider, kjente: frozenset[str] = frozenset()) -> None:
        """kjente: the elements that the deposit has schemas of its own for."""
        self.folk, self.liste, self.ider, self._kjente = folk, liste, ider, kjente
        self.naa = naa()

    def rad(
        self, modell: Modell, enhet: Enhet, vert: dict[str, Any], *, brukt: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        """Make the row of a unit. brukt: elements that the caller sees to."""
        rad: dict[str, Any] = {}
        tider: dict[str, str] = {}
        for navn, verdier in enhet.verdier.items():
            if navn in brukt or navn in _ALLTID:
                continue
            felt = felt_for(modell, navn)
            if felt is None:
                self.behold("ukjent-element", enhet, navn, verdier, vert)
            elif isinstance(felt, ArrayField):
                rad[str(felt.column)] = self._flere(felt.base_field, enhet, navn, verdier, vert)
            else:
                rad[str(felt.column)] = self._en(felt, enhet, navn, verdier, vert)
                if isinstance(felt, models.DateTimeField) and self._lest(rad[str(felt.column)], verdier[0]):
                    tider[str(felt.column)] = verdier[0]
        self._fyll(modell, enhet, rad)
        if tider:
            self._husk_tider(modell, enhet, rad, tider)
        return rad

    def egne(self, enhet: Enhet) -> dict[str, Any]:
        """Begin the dict of what a unit has beyond our columns: its virksomhetsspesifikke metadata and its old id."""
        vert: dict[str, Any] = {}
        for xml in enhet.verdier.get(FRITT, []):
            for navn, verdi in egne_felt(xml, self._kjente).items():
                vert[navn] = vert.get(navn, "") + verdi  # one who has it twice loses neither
        return vert

    def id(self, slag: str, enhet: Enhet, vert: dict[str, Any]) -> UUID:
        """The id of a unit; one that is not the text in the file is noted beside it."""
        tekst = enhet.en("systemID")
        ny = self.ider.av(slag, tekst)
        if str(ny) != tekst:
            vert["kilde_id"] = tekst
            if str(ny) != tekst.strip().lower():
                self.liste.meld("ny-id", f"{enhet.type}/systemID", sted(enhet), tekst, bevart_i="kilde_id")
        return ny

    def behold(self, kode: str, enhet: Enhet, navn: str, verdier: list[str], vert: dict[str, Any]) -> None:
        """List values that have no column, and keep them with the unit's own fields."""
        noekkel = navn if navn not in vert else f"{enhet.navn}.{navn}"
        gammel = vert.get(noekkel)
        nye = [*(gammel if isinstance(gammel, list) else [gammel] if gammel is not None else []), *verdier]
        vert[noekkel] = nye[0] if len(nye) == 1 else nye
        hva = f"{enhet.type}/{navn}"
        self.liste.meld(kode, hva, sted(enhet), verdier[0], bevart_i="virksomhetsspesifikke metadata")

    def ferdig(self, rad: dict[str, Any], vert: dict[str, Any]) -> dict[str, Any]:
        """Put the unit's own fields into the row."""
        if vert:
            rad["virksomhetsspesifikke_metadata"] = json_tekst(vert)
        return rad

    def _en(
        self, felt: "models.Field[Any, Any]", enhet: Enhet, navn: str, verdier: list[str], vert: dict[str, Any]
    ) -> Any:
        if len(verdier) > 1:
            self.behold("ekstra-verdi", enhet, navn, verdier[1:], vert)
        if isinstance(felt, models.ForeignKey):
            return self._peker(felt, enhet, navn, verdier[0], vert)
        try:
            return omform(felt, verdier[0])
        except Uleselig as feil:
            self.behold(feil.kode, enhet, navn, verdier[:1], vert)
            return feil.nesten if feil.nesten is not None else None if felt.null else self._tomt(felt)

    def _lest(self, verdi: Any, tekst: str) -> bool:
        """Whether this is a time that was read, and that a deposit would write otherwise."""
        return isinstance(verdi, datetime) and verdi is not self.naa and not er_lokal(tekst)

    def _flere(
        self, felt: "models.Field[Any, Any]", enhet: Enhet, navn: str, verdier: list[str], vert: dict[str, Any]
    ) -> list[Any]:
        ut = []
        for verdi in verdier:
            try:
                ut.append(omform(felt, verdi))
            except Uleselig as feil:
                self.behold(feil.kode, enhet, navn, [verdi], vert)
                if feil.nesten is not None:
                    ut.append(feil.nesten)
        return ut

    def _peker(self, felt: Any, enhet: Enhet, navn: str, verdi: str, vert: dict[str, Any]) -> Any:
        maal = felt.remote_field.model
        grense = {Bruker: 200, AdministrativEnhet: 120, Tilgangskode: 120}[maal]
        if len(verdi) > grense:
            self.behold("for-lang", enhet, navn, [verdi], vert)
        if maal is Bruker:
            return self.folk.person(verdi)
        return self.folk.enhet(verdi) if maal is AdministrativEnhet else self.folk.kode(verdi)

    def _fyll(self, modell: Modell, enhet: Enhet, rad: dict[str, Any]) -> None:
        """What the column must have and the unit lacks: a time of now, or nothing, and it is listed."""
        for felt in _paakrevde(modell):
            if rad.get(str(felt.column)) is None:
                rad[str(felt.column)] = self._tomt(felt)
                self.liste.meld("mangler", f"{enhet.type}/{felt.name}", sted(enhet))

    def _tomt(self, felt: "models.Field[Any, Any]") -> Any:
        if isinstance(felt, models.DateTimeField):
            return self.naa
        if isinstance(felt, models.DateField):
            return self.naa.date()
        return 0 if isinstance(felt, models.IntegerField) else ""

    def _husk_tider(self, modell: Modell, enhet: Enhet, rad: dict[str, Any], tider: dict[str, str]) -> None:
        har = any(f.name == "tid_sendt" for f in modell._meta.concrete_fields)
        if har:
            rad["tid_sendt"] = json_tekst(tider)
        for kolonne, tekst in tider.items():
            bevart = "tid_sendt" if har else ""
            self.liste.meld("tid-normalisert", f"{enhet.type}/{kolonne}", sted(enhet), tekst, bevart_i=bevart)


@cache
def _paakrevde(modell: Modell) -> "tuple[models.Field[Any, Any], ...]":
    """Columns that must have a value, and that the database has no empty value for: dates, and numbers without one."""
    return tuple(
        f
        for f in modell._meta.concrete_fields
        if not f.null
        and not f.primary_key
        and (isinstance(f, models.DateField) or (isinstance(f, models.IntegerField) and not f.has_default()))
    )


def tid(rad: dict[str, Any], *kolonner: str) -> datetime | None:
    """The first of these times that the row has."""
    return next((rad[k] for k in kolonner if rad.get(k) is not None), None)
