"""Classification: a system that several arkivdeler share stands in each of them in a deposit, and is read as one."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_funn import InntakFeil, sted
from bysak.depot.inntak_mellomlager import Mellomlager
from bysak.depot.inntak_rader import Rader
from bysak.depot.inntak_tillegg import Tillegg
from bysak.noark.xml import Enhet


class Klassifikasjon:
    """Reads systems and klasser. `kopier` says which klasse each copy of one stands for."""

    def __init__(self, rader: Rader, tillegg: Tillegg, lager: Mellomlager) -> None:
        self._rader, self._tillegg, self._lager = rader, tillegg, lager
        self.kopier: dict[UUID, UUID] = {}
        self._foerst_i: dict[UUID, UUID] = {}  # the arkivdel where each system was first met
        self._kopi_av: dict[tuple[UUID, UUID], UUID] = {}  # a system met again in an arkivdel, and the one that it is
        self._i_arkivdel: dict[UUID, list[UUID]] = {}
        self._brukt: set[tuple[UUID, UUID]] = set()
        self._klasser: dict[UUID, set[UUID]] = {}
        self._numre: dict[UUID, set[str]] = {}

    def system(self, enhet: Enhet) -> None:
        """Read a system when all of it has been read."""
        system_id, ny = self._finn(enhet)
        if not ny:
            return
        egne = self._rader.egne(enhet)
        rad = self._rader.rad(arkiv.Klassifikasjonssystem, enhet, egne)
        self._rader.id("klassifikasjonssystem", enhet, egne)
        rad["system_id"] = system_id
        self._tillegg.les(enhet, "klassifikasjonssystem", system_id, egne, frozenset())
        self._lager.legg(arkiv.Klassifikasjonssystem, self._rader.ferdig(rad, egne))

    def klasse(self, enhet: Enhet) -> None:
        """Read a klasse, unless it is one that has been read in another arkivdel."""
        system_id, ny = self._finn(_systemet(enhet))
        klasse_id = self._rader.ider.av("klasse", enhet.en("systemID"))
        if not ny:
            return
        if klasse_id in self._klasser[system_id]:
            raise InntakFeil(f"{sted(enhet)}: systemID {enhet.en('systemID')} står for to klasser.")
        self._klasser[system_id].add(klasse_id)
        egne = self._rader.egne(enhet)
        rad = self._rader.rad(arkiv.Klasse, enhet, egne)
        self._rader.id("klasse", enhet, egne)
        rad |= {"system_id": klasse_id, "klassifikasjonssystem_id": system_id}
        if enhet.forelder is not None and enhet.forelder.navn == "klasse":
            rad["forelder_id"] = self._rader.ider.av("klasse", enhet.forelder.en("systemID"))
        self._nummer(enhet, rad, egne, system_id)
        self._tillegg.les(enhet, "klasse", klasse_id, egne, frozenset())
        self._lager.legg(arkiv.Klasse, self._rader.ferdig(rad, egne))

    def bruk(self, klasse: Enhet) -> None:
        """Note that something lies in a klasse: its system is the primary one of the arkivdel."""
        system = _systemet(klasse)
        arkivdel = system.forelder
        if arkivdel is not None:
            self._brukt.add((self._rader.ider.av("arkivdel", arkivdel.en("systemID")), self._finn(system)[0]))

    def fordel(self, arkivdel_id: UUID) -> UUID | None:
        """Return the primary system of an arkivdel, and note the others as secondary."""
        systemer = self._i_arkivdel.pop(arkivdel_id, [])
        if not systemer:
            return None
        primaer = next((s for s in systemer if (arkivdel_id, s) in self._brukt), systemer[0])
        for system_id in systemer:
            if system_id != primaer:
                rad = {"arkivdel_id": arkivdel_id, "klassifikasjonssystem_id": system_id}
                self._lager.legg(arkiv.Sekundaersystem, rad)
        return primaer

    def _finn(self, system: Enhet) -> tuple[UUID, bool]:
        """The system that this is, and whether it is met for the first time (here)."""
        if not system.en("systemID"):
            raise InntakFeil(f"{sted(system)}: klassifikasjonssystem mangler systemID.")
        arkivdel = system.forelder
        if arkivdel is None or not arkivdel.en("systemID"):
            raise InntakFeil(f"{sted(system)}: klassifikasjonssystem ligger ikke i en arkivdel med systemID.")
        skrevet = self._rader.ider.av("klassifikasjonssystem", system.en("systemID"))
        arkivdel_id = self._rader.ider.av("arkivdel", arkivdel.en("systemID"))
        if self._foerst_i.get(skrevet) == arkivdel_id:
            return skrevet, True
        if (skrevet, arkivdel_id) in self._kopi_av:
            return self._kopi_av[skrevet, arkivdel_id], False
        return self._moet(skrevet, arkivdel_id)

    def _moet(self, skrevet: UUID, arkivdel_id: UUID) -> tuple[UUID, bool]:
        egen = next((s for s in self._klasser if s == skrevet or kopi_id(arkivdel_id, s) == skrevet), None)
        if egen is None:
            self._foerst_i[skrevet] = arkivdel_id
            self._klasser[skrevet], self._numre[skrevet] = set(), set()
        else:
            self._kopi_av[skrevet, arkivdel_id] = egen
            if egen != skrevet:
                self.kopier |= {kopi_id(arkivdel_id, klasse): klasse for klasse in self._klasser[egen]}
        i_arkivdel = self._i_arkivdel.setdefault(arkivdel_id, [])
        if (egen or skrevet) not in i_arkivdel:
            i_arkivdel.append(egen or skrevet)
        return egen or skrevet, egen is None

    def _nummer(self, enhet: Enhet, rad: dict[str, Any], egne: dict[str, Any], system_id: UUID) -> None:
        """Numbers are unique in a system here; one that is only unique within its klasse gets its parents' in front."""
        nummer = rad.get("klasse_id") or ""
        if nummer in self._numre[system_id]:
            self._rader.behold("nummer-i-bruk", enhet, "klasseID", [enhet.en("klasseID")], egne)
            over = enhet.forelder.en("klasseID") if enhet.forelder and enhet.forelder.navn == "klasse" else ""
            forslag = [f"{over}/{nummer}", *(f"{over}/{nummer} ({n})" for n in range(2, 1000))]
            nummer = next((f[:60] for f in forslag if f[:60] not in self._numre[system_id]), str(rad["system_id"]))
            rad["klasse_id"] = nummer
        self._numre[system_id].add(nummer)


def kopi_id(forelder: UUID, egen: UUID) -> UUID:
    """The id that Bysak's deposits give a unit that is written once more: UUID version 8 over SHA-256 (krav 2.2.2)."""
    raa = bytearray(sha256(f"{forelder}{egen}".encode()).digest()[:16])
    raa[6], raa[8] = raa[6] & 15 | 128, raa[8] & 63 | 128
    return UUID(bytes=bytes(raa))


def _systemet(enhet: Enhet) -> Enhet:
    over: Enhet | None = enhet
    while over is not None and over.navn != "klassifikasjonssystem":
        over = over.forelder
    if over is None:
        raise InntakFeil(f"{sted(enhet)}: klasse ligger ikke i et klassifikasjonssystem.")
    return over
