"""Documents: described once, linked from each entry they stand in, with the files that lie in the store."""

import mimetypes
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.db import connection

from bysak.arkivstruktur import models as arkiv
from bysak.arkivstruktur.koder import TilknyttetSom
from bysak.depot.inntak_funn import InntakFeil, sted
from bysak.depot.inntak_mellomlager import Mellomlager, lager
from bysak.depot.inntak_rader import Rader
from bysak.depot.inntak_tillegg import Tillegg
from bysak.depot.inntak_verdier import som_json
from bysak.kjerne.lager import Lagret
from bysak.kjerne.models import ny_id
from bysak.noark.xml import Enhet

_PRONOM = re.compile(r"((?:x-)?fmt/\d+)(?:; (.+))?", re.DOTALL)
_KOBLING = frozenset({"tilknyttetRegistreringSom", "dokumentnummer", "tilknyttetDato", "tilknyttetAv"})
_FIL = frozenset({"format", "formatDetaljer", "referanseDokumentfil", "sjekksum", "sjekksumAlgoritme"})
# What a document has from the entry it stands in, unless it has its own (annex 2).
ARVES = frozenset({"kassasjon", "skjerming", "gradering"})
_VENTER = 1000


class Dokumenter:
    """Reads dokumentbeskrivelser. fil: brings in the file of a dokumentobjekt."""

    def __init__(
        self, rader: Rader, tillegg: Tillegg, mellomlager: Mellomlager, fil: Callable[[Enhet], Lagret]
    ) -> None:
        self._rader, self._tillegg, self._lager, self._fil = rader, tillegg, mellomlager, fil
        self._venter: list[tuple[UUID, Enhet]] = []
        self.kopier: dict[UUID, UUID] = {}

    def les(self, registrering: Enhet, registrering_id: UUID) -> None:
        """Read the documents of an entry. Raises InntakFeil when an id stands for two different documents."""
        numre: set[int] = set()
        har_hoved = False
        for dokument in registrering.av("dokumentbeskrivelse"):
            egne: dict[str, Any] = {}
            dok_id = self._rader.id("dokumentbeskrivelse", dokument, egne)
            kobling = self._kobling(dokument, numre, har_hoved=har_hoved)
            har_hoved = har_hoved or kobling["tilknyttet_registrering_som"] == TilknyttetSom.HOVEDDOKUMENT
            kobling |= {"registrering_id": registrering_id, "dokumentbeskrivelse_id": dok_id}
            self._lager.legg(arkiv.Dokumentkobling, kobling)
            self._venter.append((dok_id, dokument))
        if len(self._venter) >= _VENTER:
            self.skyll()

    def skyll(self) -> None:
        """Write the documents that wait; one that is written already, for another entry, is the same document."""
        self._lager.skyll(arkiv.Dokumentbeskrivelse)
        with connection.cursor() as peker:
            peker.execute(
                f"select system_id, tittel from {lager(arkiv.Dokumentbeskrivelse)} where system_id = any(%s)",
                [[dok_id for dok_id, _ in self._venter]],
            )
            kjente: dict[UUID, str] = dict(peker.fetchall())
        for dok_id, dokument in self._venter:
            tittel = dokument.en("tittel")[:500]
            if dok_id not in kjente:
                kjente[dok_id] = tittel
                self._dokument(dok_id, dokument)
            elif kjente[dok_id] != tittel or not self._samme_filer(dok_id, dokument):
                raise InntakFeil(
                    f"{sted(dokument)}: systemID {dok_id} står for to ulike dokumenter, «{kjente[dok_id][:80]}»"
                    f" og «{tittel[:80]}». Be avsender rette uttrekket."
                )
            else:
                self._kopi(dok_id, dokument)
        self._venter.clear()

    def _kopi(self, dok_id: UUID, dokument: Enhet) -> None:
        """Read what a document that stands once more may have from the entry it stands in there (`ordne`)."""
        arvet = [barn for barn in dokument.barn if barn.navn in ARVES]
        kopi = ny_id()
        self.kopier[kopi] = dok_id
        som = Enhet(dokument.navn, dokument.type, {}, arvet, dokument.sted, dokument.forelder)
        self._tillegg.les(som, "dokumentbeskrivelse", kopi, {}, frozenset())

    def _samme_filer(self, dok_id: UUID, dokument: Enhet) -> bool:
        """Whether a document that stands once more has no file but those that were read the first time."""
        filer = {self._fil(objekt).sha256 for objekt in dokument.av("dokumentobjekt")} - {""}
        self._lager.skyll(arkiv.Dokumentobjekt)
        with connection.cursor() as peker:
            peker.execute(
                f"select sjekksum from {lager(arkiv.Dokumentobjekt)} where dokumentbeskrivelse_id = %s", [dok_id]
            )
            return filer <= {rad[0] for rad in peker.fetchall()}

    def _kobling(self, dokument: Enhet, numre: set[int], *, har_hoved: bool) -> dict[str, Any]:
        enhet = Enhet(
            dokument.navn,
            dokument.type,
            {navn: verdi for navn, verdi in dokument.verdier.items() if navn in _KOBLING},
            sted=dokument.sted,
        )
        rad = self._rader.rad(arkiv.Dokumentkobling, enhet, {})
        nummer = rad.get("dokumentnummer") or len(numre) + 1
        if nummer in numre:
            self._rader.liste.meld("nummer-i-bruk", "dokumentbeskrivelse/dokumentnummer", sted(dokument), str(nummer))
            nummer = max(numre) + 1
        numre.add(nummer)
        rolle = rad.get("tilknyttet_registrering_som") or TilknyttetSom.VEDLEGG
        if har_hoved and rolle == TilknyttetSom.HOVEDDOKUMENT:
            self._rader.liste.meld("dobbelt", "dokumentbeskrivelse/tilknyttetRegistreringSom", sted(dokument))
            rolle = TilknyttetSom.VEDLEGG
        return rad | {"dokumentnummer": nummer, "tilknyttet_registrering_som": rolle}

    def _dokument(self, dok_id: UUID, dokument: Enhet) -> None:
        egne = self._rader.egne(dokument)
        if str(dok_id) != dokument.en("systemID"):
            egne["kilde_id"] = dokument.en("systemID")
        rad = self._rader.rad(arkiv.Dokumentbeskrivelse, dokument, egne, brukt=_KOBLING | {"referanseArkivdel"})
        self._tillegg.referanser(dokument, "dokumentbeskrivelse", dok_id)
        self._tillegg.les(dokument, "dokumentbeskrivelse", dok_id, egne, frozenset({"dokumentobjekt"}))
        sett: set[tuple[Any, ...]] = set()
        for objekt in dokument.av("dokumentobjekt"):
            self._objekt(objekt, dok_id, egne, sett)
        rad["system_id"] = dok_id
        self._lager.legg(arkiv.Dokumentbeskrivelse, self._rader.ferdig(rad, egne))

    def _objekt(self, objekt: Enhet, dok_id: UUID, verts_egne: dict[str, Any], sett: set[tuple[Any, ...]]) -> None:
        egne = self._rader.egne(objekt)
        rad = self._rader.rad(arkiv.Dokumentobjekt, objekt, egne, brukt=_FIL)
        rad |= self._fildata(objekt, egne)
        noekkel = (rad.get("versjonsnummer"), rad.get("variantformat"), rad["format"])
        if noekkel in sett:
            verts_egne[f"dokumentobjekt {len(sett) + 1}"] = som_json(objekt)
            bevart = "virksomhetsspesifikke metadata"
            self._rader.liste.meld("dobbelt", "dokumentobjekt", sted(objekt), objekt.en("systemID"), bevart_i=bevart)
            return
        sett.add(noekkel)
        if objekt.en("systemID"):
            objekt_id = self._rader.id("dokumentobjekt", objekt, egne)
        else:  # none before 5.0
            objekt_id = self._rader.ider.av("dokumentobjekt", f"{dok_id}/{noekkel}")
        self._tillegg.les(objekt, "dokumentobjekt", objekt_id, egne, frozenset())
        rad |= {"system_id": objekt_id, "dokumentbeskrivelse_id": dok_id}
        self._lager.legg(arkiv.Dokumentobjekt, self._rader.ferdig(rad, egne))

    def _fildata(self, objekt: Enhet, egne: dict[str, Any]) -> dict[str, Any]:
        """The file's own columns. A deposit has the file extension as format and the PRONOM id among the details."""
        fil = self._fil(objekt)
        filnavn = PurePosixPath(objekt.en("referanseDokumentfil")).name
        ending = PurePosixPath(filnavn).suffix[1:].lower()
        format_, detaljer = objekt.en("format"), objekt.en("formatDetaljer")
        pronom, resten = f"av/{ending or 'ukjent'}"[:40], detaljer
        if treff := _PRONOM.fullmatch(detaljer):
            pronom, resten = treff[1], treff[2] or ""
        elif treff := _PRONOM.fullmatch(format_):
            pronom = treff[1]
        if format_.lower() != ending:
            self._rader.behold("ukjent-kode", objekt, "format", [format_], egne)
        if len(resten) > 200:
            self._rader.behold("for-lang", objekt, "formatDetaljer", [resten], egne)
        if objekt.en("sjekksum").lower() != fil.sha256:
            self._rader.behold("sjekksum-regnet-om", objekt, "sjekksum", [objekt.en("sjekksum")], egne)
            egne["sjekksumAlgoritme"] = objekt.en("sjekksumAlgoritme")
        return {
            "format": pronom,
            "format_detaljer": resten[:200],
            "referanse_dokumentfil": fil.sha256,
            "sjekksum": fil.sha256,
            "sjekksum_algoritme": "SHA256",
            "filstoerrelse": fil.stoerrelse,
            "filnavn": filnavn[-250:],
            "mime_type": objekt.en("mimeType")[:120] or mimetypes.guess_type(filnavn)[0] or "",
        }
