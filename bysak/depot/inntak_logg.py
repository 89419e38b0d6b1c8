"""The change log of a deposit as history: who changed what, when, before it came here (krav 6.4.28)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, models

from bysak.depot.inntak_funn import Liste
from bysak.depot.inntak_mellomlager import MED_ID, Mellomlager, lager
from bysak.depot.inntak_rader import Rader, felt_for
from bysak.depot.inntak_verdier import Uleselig, json_tekst, med_sone, omform, tidspunkt
from bysak.kjerne.models import Endring, Handling
from bysak.noark.xml import Enhet, Leser
from bysak.organisasjon.models import AdministrativEnhet, Bruker

FIL = "endringslogg.xml"
VERB = "les_uttrekk"
INGEN_VERDI = "(ingen verdi)"
_BUNT = 1000
_SLAG = ("arkiv", "arkivdel", "klassifikasjonssystem", "klasse", "mappe", "registrering", "dokumentbeskrivelse",
         "dokumentobjekt")  # fmt: skip


class Logg:
    """Reads endringslogg.xml into the log of the database, as acts of the time and the person that it names."""

    def __init__(self, rader: Rader, mellomlager: Mellomlager, liste: Liste) -> None:
        self._rader, self._lager, self._liste = rader, mellomlager, liste
        self._naa = rader.naa

    def les(self, leser: Leser) -> int:
        """Read the changes that `leser` gives; returns how many. Raises XmlFeil."""
        antall = 0
        endringer = (enhet for enhet in leser if enhet.navn == "endring")
        while bunt := list(islice(endringer, _BUNT)):
            self._bunt(bunt)
            antall += len(bunt)
        return antall

    def _bunt(self, bunt: list[Enhet]) -> None:
        kandidater = {e.en("referanseArkivenhet"): self._mulige(e.en("referanseArkivenhet")) for e in bunt}
        tabeller = _tabeller([objekt_id for mulige in kandidater.values() for objekt_id in mulige])
        naar = [self._handling(e) for e in bunt]
        handlinger = dict.fromkeys(naar)
        rader = [self._ny_handling(*noekkel) for noekkel in handlinger]
        nummer = dict(zip(handlinger, (h.pk for h in Handling.objects.bulk_create(rader)), strict=True))
        for enhet, noekkel in zip(bunt, naar, strict=True):
            mulige = kandidater[enhet.en("referanseArkivenhet")]
            funnet = next((objekt_id for objekt_id in mulige if objekt_id in tabeller), None)
            self._endring(enhet, funnet, tabeller[funnet] if funnet else None, nummer[noekkel])

    def _mulige(self, tekst: str) -> list[UUID]:
        return list(dict.fromkeys(self._rader.ider.av(slag, tekst) for slag in _SLAG))

    def _handling(self, enhet: Enhet) -> tuple[Any, str]:
        try:
            naar = med_sone(tidspunkt(enhet.en("endretDato")))
        except Uleselig as feil:
            self._liste.meld(feil.kode, "endring/endretDato", f"{FIL} linje {enhet.sted}", enhet.en("endretDato"))
            naar = self._naa
        return naar, enhet.en("endretAv")[:200]

    def _ny_handling(self, naar: Any, hvem: str) -> Handling:
        return Handling(
            virksomhet_id=self._lager.virksomhet_id,
            transaksjon=0,  # of another system: no transaction of ours
            tid=naar,
            bruker_navn=hvem,
            verb=VERB,
            grunn=f"Fra {FIL} i uttrekket",
        )

    def _endring(self, enhet: Enhet, objekt_id: UUID | None, modell: type[models.Model] | None, handling: int) -> None:
        element = enhet.en("referanseMetadata")
        sted = f"{FIL} linje {enhet.sted}"
        if objekt_id is None or modell is None:
            # Kept under the nil id of nothing: the text says which unit it was.
            self._liste.meld("ukjent-referanse", "endring/referanseArkivenhet", sted, enhet.en("referanseArkivenhet"))
            return
        verdier = [None if v in ("", INGEN_VERDI) else v for v in map(enhet.en, ("tidligereVerdi", "nyVerdi"))]
        felt = felt_for(modell, element)
        if felt is None:
            kolonne = element[:80]
        else:
            try:
                kolonne, verdier = str(felt.column), [self._verdi(felt, v) for v in verdier]
            except Uleselig as feil:
                kolonne = element
                self._liste.meld(feil.kode, f"endring/{element}", sted, str(verdier[-1]), bevart_i="loggen, som tekst")
        self._lager.legg(
            Endring,
            {
                "handling_id": handling,
                "objekttype": modell._meta.db_table,
                "objekt_id": str(objekt_id),
                "element": kolonne,
                "tidligere": None if verdier[0] is None else json_tekst(verdier[0]),
                "ny": None if verdier[1] is None else json_tekst(verdier[1]),
            },
        )

    def _verdi(self, felt: "models.Field[Any, Any]", tekst: str | None) -> Any:
        """The value as the log of the database has it: codes, ids of people and units, times with zone."""
        if tekst is None:
            return None
        if isinstance(felt, models.ForeignKey):
            maal = felt.remote_field.model
            if maal is Bruker:
                return str(self._rader.folk.person(tekst))
            if maal is AdministrativEnhet:
                return str(self._rader.folk.enhet(tekst))
            raise Uleselig("ukjent-referanse")
        if getattr(felt, "base_field", None) is not None:
            raise Uleselig("ukjent-element")
        verdi = omform(felt, tekst)
        if isinstance(verdi, datetime):
            verdi = med_sone(verdi)
        return verdi.isoformat() if isinstance(felt, models.DateField) else verdi


def _tabeller(ider: list[UUID]) -> dict[UUID, type[models.Model]]:
    """Which kind of unit each id belongs to."""
    funnet: dict[UUID, type[models.Model]] = {}
    with connection.cursor() as peker:
        for modell in MED_ID:
            peker.execute(f"select system_id from {lager(modell)} where system_id = any(%s)", [ider])
            funnet |= {rad[0]: modell for rad in peker.fetchall()}
    return funnet


def endringer(mappe: Path) -> Iterator[Leser]:
    """The reader of the change log, when the deposit has one."""
    if (mappe / FIL).is_file():
        yield Leser(mappe / FIL)
