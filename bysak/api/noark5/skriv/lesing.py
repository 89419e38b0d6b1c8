"""Reading what a client sends: every fault of a body is found and said in one answer, a sentence for each.

What counts as missing, what a list is and which code lists there are come from the one declaration (`ressurser`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from bysak.api.noark5 import kodelister
from bysak.api.noark5.feil import Feil
from bysak.api.noark5.form import PAALAGT, Felt, Ressurs
from bysak.api.noark5.ressurser import GRUPPER
from bysak.kjerne.kalender import OSLO, naa
from bysak.kjerne.tekstvask import er_blank

_TID = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?(Z|[+-]\d\d:\d\d)?")
_HELTALL = 2**31 - 1
_DYBDE = 12
# What stands in every reply and is never read.
LENKER = "_links"
MANGE_FEIL = 50


@dataclass
class Innhold:
    """What a body said, by the interface's names: read values, and times as they were sent.

    A name that is there with None was sent empty; one that is not there was not sent.
    """

    verdier: dict[str, Any] = field(default_factory=dict)
    sendt: dict[str, str] = field(default_factory=dict)
    nye: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __getitem__(self, navn: str) -> Any:
        """The value, or None."""
        return self.verdier.get(navn)

    def __contains__(self, navn: str) -> bool:
        """Was it sent, with a value or to be emptied?"""
        return navn in self.verdier

    def tekst(self, navn: str) -> str:
        """A text, or ""."""
        return str(self.verdier.get(navn) or "")


@dataclass
class Leser:
    """Reads one body. feil: (attribute, sentence), as many as there are."""

    feil: list[tuple[str, str]] = field(default_factory=list)
    sendt: dict[str, str] = field(default_factory=dict)

    def nei(self, navn: str, setning: str) -> None:
        """Remember a fault; the sentence begins with the attribute's name."""
        if len(self.feil) < MANGE_FEIL:
            self.feil.append((navn, f"{navn}: {setning}"))

    def verdi(self, felt: Felt, raa: Any, sti: str) -> Any:
        """The value of one attribute; None when it is absent, null or has nothing in it that can be seen."""
        if tom(raa):
            return None
        if felt.flere:
            return self._liste(felt, raa, sti)
        return self._en(felt, raa, sti)

    def _liste(self, felt: Felt, raa: Any, sti: str) -> Any:
        if not isinstance(raa, list):
            self.nei(sti, "må være en liste.")
            return None
        lest = [self._en(felt, en, f"{sti}[{nr}]") for nr, en in enumerate(raa) if not tom(en)]
        return [en for en in lest if en is not None] or None

    def _en(self, felt: Felt, raa: Any, sti: str) -> Any:
        if felt.gruppe:
            return self.gruppe(GRUPPER[felt.gruppe], raa, sti)
        if felt.kodeliste:
            return self.kode(felt.kodeliste, raa, sti)
        return _TYPER[felt.type](self, raa, sti)

    def gruppe(self, felter: Mapping[str, Felt], raa: Any, sti: str) -> dict[str, Any] | None:
        """The attributes of a group that stands inside another."""
        if not isinstance(raa, dict):
            self.nei(sti, "må være et objekt med {navn}.".format(navn=", ".join(felter)))
            return None
        return self.attributter(felter, raa, f"{sti}.")

    def attributter(self, felter: Mapping[str, Felt], raa: Mapping[str, Any], foran: str = "") -> dict[str, Any]:
        """The attributes of an object, each by its declaration; unknown ones and missing ones are faults."""
        lest: dict[str, Any] = {}
        for navn, en in raa.items():
            felt = felter.get(navn)
            if felt is None:
                self.nei(f"{foran}{navn}", "finnes ikke her. Se hva som kan stå i malen.")
            elif felt.uttrykk is None or felt.plikt == PAALAGT or navn in SKRIVES:
                lest[navn] = self.verdi(felt, en, f"{foran}{navn}")
        return lest

    def krev(
        self, felter: Mapping[str, Felt], lest: Mapping[str, Any], raa: Mapping[str, Any], foran: str = ""
    ) -> None:
        """What must be there and is not, here and in the groups."""
        for navn, felt in felter.items():
            if felt.plikt == PAALAGT and lest.get(navn) is None and not self._sagt(f"{foran}{navn}"):
                self.nei(f"{foran}{navn}", "mangler. Fyll det ut.")
            if felt.gruppe and isinstance(lest.get(navn), dict):
                self.krev(GRUPPER[felt.gruppe], lest[navn], raa.get(navn) or {}, f"{foran}{navn}.")

    def _sagt(self, sti: str) -> bool:
        return any(navn == sti for navn, _setning in self.feil)

    def kode(self, liste: str, raa: Any, sti: str) -> Any:
        """What the archive keeps of a code object. An outdated value is not for new use (contract section 5)."""
        if not isinstance(raa, dict) or not all(isinstance(raa.get(n, ""), str | None) for n in ("kode", "kodenavn")):
            self.nei(sti, 'må være et objekt som {"kode": "…", "kodenavn": "…"}.')
            return None
        for ukjent in sorted(set(raa) - {"kode", "kodenavn", LENKER}):
            self.nei(f"{sti}.{ukjent}", "finnes ikke her. Se hva som kan stå i malen.")
        soekt = (raa.get("kode") or "").strip(), (raa.get("kodenavn") or "").strip()
        if not any(soekt):
            return None
        verdier = kodelister.verdier(liste)
        funnet = next((v for v in verdier if (v.kode == soekt[0] if soekt[0] else v.kodenavn == soekt[1])), None)
        if funnet is None and liste in FRIE:
            return soekt[0]
        if funnet is None:
            self.nei(
                sti,
                f"«{soekt[0] or soekt[1]}» finnes ikke i kodelisten {liste}.",
            )
            return None
        if funnet.utdatert is not None and funnet.utdatert <= naa():
            self.nei(sti, f"«{funnet.kode}» er tatt ut av bruk. Velg en annen.")
            return None
        return funnet.kodenavn if kodelister.lagres_som_tekst(liste) else funnet.kode

    def streng(self, raa: Any, sti: str) -> Any:
        """A text that can be seen."""
        if not isinstance(raa, str):
            self.nei(sti, "må være en tekst.")
            return None
        return raa

    def heltall(self, raa: Any, sti: str) -> Any:
        """A whole number; the standard's own examples have them in quotes, too."""
        if isinstance(raa, str) and re.fullmatch(r"-?\d{1,10}", raa.strip()):
            raa = int(raa)
        if isinstance(raa, bool) or not isinstance(raa, int) or abs(raa) > _HELTALL * 1024:
            self.nei(sti, "må være et heltall.")
            return None
        return raa

    def desimaltall(self, raa: Any, sti: str) -> Any:
        """A number, as text with the digits that it came with."""
        if isinstance(raa, bool) or not isinstance(raa, int | float | Decimal):
            self.nei(sti, "må være et tall.")
            return None
        return repr(raa) if isinstance(raa, float) else str(raa)

    def bolsk(self, raa: Any, sti: str) -> Any:
        """True or false."""
        if not isinstance(raa, bool):
            self.nei(sti, "må være true eller false.")
            return None
        return raa

    def tid(self, raa: Any, sti: str) -> Any:
        """A moment with its zone; one without is Oslo's. What was sent is remembered with its offset."""
        try:
            if not isinstance(raa, str) or not _TID.fullmatch(raa):
                raise ValueError
            ren = raa if "T" in raa else f"{raa[:10]}T00:00:00{raa[10:]}"
            lest = datetime.fromisoformat(ren)
            lest = lest if lest.tzinfo else lest.replace(tzinfo=OSLO)
            lest.astimezone(OSLO)  # a date at the edge of the calendar may have no such day here
        except (ValueError, OverflowError):
            self.nei(sti, "må være et tidspunkt med tidssone, som 2026-01-31T12:00:00+01:00.")
            return None
        if "." not in sti and "[" not in sti:
            self.sendt[sti] = raa
        return lest

    def id(self, raa: Any, sti: str) -> Any:
        """A systemID."""
        try:
            return UUID(raa)
        except (ValueError, AttributeError, TypeError):
            self.nei(sti, "må være en UUID.")
            return None

    def vsm(self, raa: Any, sti: str) -> Any:
        """The virksomhet's own metadata: a flat object of names and simple values."""
        if not isinstance(raa, dict):
            self.nei(sti, "må være et objekt med navn og verdi.")
            return None
        for navn, verdi in raa.items():
            if not VSM_NAVN.fullmatch(navn):
                self.nei(f"{sti}.{navn}"[:120], "Navnet må være som vnd-eier-v1:felt.")
            elif isinstance(verdi, dict | list):
                self.nei(f"{sti}.{navn}", "må være en enkel verdi.")
        return {navn: verdi for navn, verdi in raa.items() if not tom(verdi)}


_TYPER: dict[str, Callable[[Leser, Any, str], Any]] = {
    "string": Leser.streng,
    "integer": Leser.heltall,
    "decimal": Leser.desimaltall,
    "boolean": Leser.bolsk,
    "dateTime": Leser.tid,
    "date": Leser.tid,
    "uuid": Leser.id,
    "vsm": Leser.vsm,
}
VSM_NAVN = re.compile(r"[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*:[a-zA-Z0-9][a-zA-Z0-9_.-]{0,79}")
# Attributes that are computed when they are shown and yet can be said.
SKRIVES = frozenset(
    {"tilknyttetRegistreringSom", "administrativEnhet", "saksbehandler", "foedselsnummer", "dNummer", "opprettetDato"}
    | {"referanseArkivenhet", "referanseArvtaker", "administrativEnhetsstatus", "sjekksumAlgoritme"}
    | {"tilgangsrestriksjon"}
)
# Lists that nobody has whole: what is sent stands.
FRIE = frozenset({"format", "postnummer", "land"})


def tom(raa: Any) -> bool:
    """Absent, null, empty, and a text of only invisible characters are the same thing (contract section 1)."""
    return raa is None or raa in ({}, []) or (isinstance(raa, str) and er_blank(raa))


def les(
    ressurs: Ressurs, kropp: Mapping[str, Any], *, hel: bool = True, uendret: Mapping[str, Any] | None = None
) -> Innhold:
    """Read a body for a resource. hel: everything is there, so that what is missing is a fault.

    uendret: what stands and has been said again; it is not missing.

    Raises `Feil` 400 with every fault.
    """
    leser = Leser()
    if _for_dyp(kropp):
        raise Feil(400, "Meldingen har for mange nivåer.")
    egne = {n: v for n, v in kropp.items() if n != LENKER}
    nye = {n: egne.pop(n) for n in [n for n in egne if n in ressurs.nye and n not in ressurs.felt]} if hel else {}
    lest = leser.attributter(ressurs.felt, egne)
    if hel:
        staar = {n: v for n, v in (uendret or {}).items() if n not in egne}
        leser.krev(ressurs.felt, {**staar, **lest}, egne)
    if leser.feil:
        raise ugyldig(leser.feil)
    return Innhold(lest, leser.sendt, {n: _objekter(n, v) for n, v in nye.items()})


def _objekter(navn: str, raa: Any) -> list[dict[str, Any]]:
    """Owned parts that come in the same body: one or several."""
    flere = [raa] if isinstance(raa, dict) else raa
    if not isinstance(flere, list) or not all(isinstance(en, dict) for en in flere):
        raise ugyldig([(navn, f"{navn}: " + "må være et objekt eller en liste av dem.")])
    return flere


def ugyldig(feil: list[tuple[str, str]]) -> Feil:
    """One 400 that says every fault: together for people, one by one for programs."""
    return Feil(
        400, " ".join(setning for _navn, setning in feil), attributter=[{"navn": n, "tekst": s} for n, s in feil]
    )


def _for_dyp(raa: Any, dybde: int = 0) -> bool:
    if dybde > _DYBDE:
        return True
    under = raa.values() if isinstance(raa, dict) else raa if isinstance(raa, list) else ()
    return any(_for_dyp(en, dybde + 1) for en in under)
