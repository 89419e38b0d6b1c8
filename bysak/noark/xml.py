"""Reads the XML of a deposit as plain units, from any edition between 3.1 and 5.5, and writes units back.

The reader streams: a unit in `STROEM` is given when it ends and is not kept by its parent, so memory does not grow
with the archive. What an older edition calls something else gets today's name; what no edition knows is kept, and
reported.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from bysak.noark.hendelser import XmlFeil, les_bitvis
from bysak.noark.katalog.deklarasjon import Element, Type, Utgave, Valg
from bysak.noark.katalog.metadata import METADATA, SYNONYMER
from bysak.noark.katalog.oppslag import SKJEMAER, barneenheter, elementer, ledd, spesialiseringer
from bysak.noark.xsd import NAVNEROM, UUID_MOENSTER

XSI = "http://www.w3.org/2001/XMLSchema-instance"

# Units that are given one by one; everything else is small and comes as children of one of these.
STROEM = frozenset({"arkiv", "arkivdel", "klassifikasjonssystem", "klasse", "mappe", "registrering"})
JOURNALSTROEM = frozenset({"endring", "journalhode", "journalregistrering"})
SAMLET: frozenset[str] = frozenset()

LEDDGRENSE = 200_000
TEGNGRENSE = 50_000_000
_HUSKER = 1000
_SKJEMA_AV_ROT = {next(iter(enheter)): skjema for skjema, enheter in SKJEMAER.items() if skjema}
_GAMLE_ENHETER = {"sakspart": "part"}
_GAMLE_TYPER = {"basisregistrering": "registrering"}
_UUID = re.compile(UUID_MOENSTER)


@dataclass(frozen=True, slots=True)
class Lesefunn:
    """Something unusual that could be read all the same: a code to count by, a sentence, and the line."""

    kode: str
    tekst: str
    linje: int


@dataclass(slots=True)
class Enhet:
    """One unit as it stands in the file: its element and type, its values by name, its small children, and its line.

    `type` is the type from xsi:type (`saksmappe`), or the same as `navn`. `forelder` is the unit around it; when a
    streamed unit is given, its parent may still be open: it has the values that stood before the unit (systemID does).
    """

    navn: str
    type: str
    verdier: dict[str, list[str]] = field(default_factory=dict)
    barn: list["Enhet"] = field(default_factory=list)
    sted: int = field(default=0, compare=False)
    forelder: "Enhet | None" = field(default=None, repr=False, compare=False)

    def en(self, navn: str) -> str:
        """Return the first value of an element, or the empty string."""
        return self.verdier.get(navn, [""])[0]

    def av(self, navn: str) -> list["Enhet"]:
        """Return the children with this name."""
        return [barn for barn in self.barn if barn.navn == navn]

    def sti(self) -> str:
        """Return the names from the root down, for messages: `arkiv/arkivdel/mappe`."""
        return f"{self.forelder.sti()}/{self.navn}" if self.forelder else self.navn


class Leser:
    """Iterate once over the units of a file: each streamed unit when it ends, the root last.

    Raises XmlFeil when the file cannot be read on; what was given before that is not a whole archive. `funn` holds the
    first thousand findings of each kind and `antall` counts all. `skjema` says which file it is once reading has begun.
    `stroem` chooses what is given one by one; SAMLET gives the whole file as one unit.
    """

    def __init__(self, fil: Path | BinaryIO, *, stroem: frozenset[str] | None = None) -> None:
        self._fil = fil
        self._stroem = stroem if stroem is not None else STROEM
        self._bare_standard = stroem is None
        self.funn: list[Lesefunn] = []
        self.antall: Counter[str] = Counter()
        self.skjema = ""
        self._aapne: list[Enhet] = []
        self._planer: list[dict[str, str]] = []
        self._ferdige: list[Enhet] = []
        self._ledd = self._tegn = 0
        self._utenfor: list[tuple[int, int]] = []
        self._element = ""
        self._linje = 0
        self._fritt: _Fritt | None = None
        self._prefikser: dict[str, str] = {}

    def __iter__(self) -> Iterator[Enhet]:
        if isinstance(self._fil, Path):
            with _aapne(self._fil) as stroem:
                yield from self._les(stroem)
        else:
            yield from self._les(self._fil)

    def _les(self, kilde: BinaryIO) -> Iterator[Enhet]:
        for _ in les_bitvis(kilde, self, self._mellomtekst):
            yield from self._ferdige
            self._ferdige.clear()

    # --- what the reading of XML tells

    def merknad(self, kode: str, tekst: str, linje: int) -> None:
        """Note a finding: counted, and kept while there are few of its kind."""
        self.antall[kode] += 1
        if self.antall[kode] <= _HUSKER:
            self.funn.append(Lesefunn(kode, tekst, linje))

    def start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """An element begins: a unit, a value, or something inside the free part."""
        if self._fritt is not None:
            self._tell(linje, sum(map(len, attributter.values())))
            self._fritt.start(navn, attributter)
            return
        if not self._aapne:
            self._rot(navn, attributter, linje)
            return
        if self._element:
            # A value with elements inside is no value, but a unit we do not know.
            gjemt, self._element = self._element, ""
            self._ny_enhet(gjemt, gjemt, self._linje)
        self._linje = linje
        kort = self._uten_prefiks(navn, linje) if ":" in navn else navn
        if attributter and (attributter.keys() - {"xsi:type"}):
            self._attributter(navn, attributter, linje)
        plan = self._planer[-1]
        hva = plan.get(kort)
        if hva is None:
            kort, hva = self._uventet(kort, linje)
        if hva == "enhet":
            self._ny_enhet(kort, self._type(kort, attributter, linje) if attributter else kort, linje)
        elif hva == "fritt":
            self._fritt = _Fritt(kort, self._prefikser)
        else:
            self._element = kort

    def slutt(self, _navn: str, tekst: str | None, linje: int) -> None:
        """An element ends: a value is stored, a unit is given or hung on the one around it."""
        if self._fritt is not None:
            self._tegn += len(tekst or "")
            if self._fritt.slutt(tekst):
                fritt, self._fritt = self._fritt, None
                self._lagre(fritt.navn, fritt.innhold(tekst))
        elif self._element:
            navn, self._element = self._element, ""
            self._lagre(navn, tekst or "")
        else:
            if tekst:
                self._mellomtekst(tekst, linje)
            self._enhet_ferdig()

    def _mellomtekst(self, tekst: str, linje: int) -> None:
        if self._fritt is not None:
            self._tell(linje, len(tekst))
            self._fritt.biter.append(escape(tekst, _RETUR))
        elif not tekst.isspace():
            utdrag = tekst.strip()[:200]
            self.merknad("xml-loes-tekst", f"Teksten «{utdrag}» står løst i {self._aapne[-1].sti()}.", linje)

    # --- units

    def _rot(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        kort = self._uten_prefiks(navn, linje) if ":" in navn else navn
        if kort not in _SKJEMA_AV_ROT:
            kjente = ", ".join(_SKJEMA_AV_ROT)
            raise XmlFeil("ukjent-rot", f"Rotelementet heter {navn[:200]}. Bysak kan lese {kjente}.", linje)
        self.skjema = _SKJEMA_AV_ROT[kort]
        if self._bare_standard and self.skjema != "arkivstruktur":
            self._stroem = JOURNALSTROEM
        deklarert = attributter.get("xmlns:" + navn.partition(":")[0] if ":" in navn else "xmlns", "")
        if deklarert != NAVNEROM + self.skjema:
            self.merknad("navnerom", f"Navnerommet er «{deklarert[:200]}», ventet {NAVNEROM}{self.skjema}.", linje)
        self._attributter(navn, attributter, linje)
        self._ny_enhet(kort, kort, linje)

    def _ny_enhet(self, navn: str, type_: str, linje: int) -> None:
        over = self._aapne[-1] if self._aapne else None
        enhet = Enhet(navn, type_, {}, [], linje, over)
        if navn in self._stroem:
            self._utenfor.append((self._ledd, self._tegn))
            self._ledd = self._tegn = 0
        elif over is not None:
            self._tell(linje, 0)
            over.barn.append(enhet)
        self._aapne.append(enhet)
        enheter = SKJEMAER[self.skjema]
        kjent = next((n for n in (type_, navn) if n in enheter), "")
        self._planer.append(_plan(self.skjema, kjent) if kjent else {})

    def _enhet_ferdig(self) -> None:
        enhet = self._aapne.pop()
        self._planer.pop()
        if enhet.navn in self._stroem or not self._aapne:
            self._ledd, self._tegn = self._utenfor.pop() if self._utenfor else (0, 0)
            self._ferdige.append(enhet)
        elif not enhet.verdier and not enhet.barn:
            self.merknad("tom", f"{enhet.sti()} er tomt (krav 6.4.5).", enhet.sted)

    def _type(self, navn: str, attributter: dict[str, str], linje: int) -> str:
        for attributt, verdi in attributter.items():
            if attributt != "type" and not attributt.endswith(":type"):
                continue
            lokal = verdi.strip().rpartition(":")[2]
            if attributt != "xsi:type" or lokal != verdi:
                self.merknad(
                    "xsi-prefiks", f"Typen er skrevet {attributt}=«{verdi[:200]}»; den skal stå som xsi:type.", linje
                )
            type_ = _GAMLE_TYPER.get(lokal, lokal)
            if type_ != navn and type_ not in spesialiseringer(navn):
                self.merknad("ukjent-type", f"{navn} har den ukjente typen «{verdi[:200]}».", linje)
            return type_
        return navn

    def _uventet(self, navn: str, linje: int) -> tuple[str, str]:
        """Name and kind of an element that its unit does not have: an older name, a known one elsewhere, or unknown."""
        plan, over = self._planer[-1], self._aapne[-1]
        dagens = _GAMLE_ENHETER.get(navn) or SYNONYMER.get(navn, navn)
        if navn == "gradering" and "grad" in plan:
            dagens = "grad"
        if dagens in plan:
            return dagens, plan[dagens]
        if dagens in METADATA or dagens in SKJEMAER[self.skjema]:
            self.merknad("flyttet", f"{navn} hører ikke hjemme i {over.type}. Innholdet er tatt med.", linje)
        else:
            self.merknad("ukjent-element", f"{navn[:200]} er ukjent i {over.type}. Innholdet er tatt med.", linje)
        return dagens, "enhet" if dagens in SKJEMAER[self.skjema] else "verdi"

    # --- values

    def _tell(self, linje: int, tegn: int) -> None:
        """Count what one streamed unit holds in memory; it must not be without end."""
        self._ledd += 1
        self._tegn += tegn
        if self._ledd > LEDDGRENSE or self._tegn > TEGNGRENSE:
            sti = self._aapne[-1].sti()
            tekst = f"{sti} har flere enn {LEDDGRENSE} verdier eller {TEGNGRENSE} tegn, og leses ikke videre."
            raise XmlFeil("for-stor-enhet", tekst, linje)

    def _lagre(self, navn: str, verdi: str) -> None:
        enhet = self._aapne[-1]
        if not verdi:
            self.merknad("tom", f"{enhet.sti()}/{navn} er tomt (krav 6.4.5).", self._linje)
            return
        self._tell(self._linje, len(verdi))
        hva = self._planer[-1].get(navn)
        if hva == "fil" and "\\" in verdi:
            self.merknad("omvendt-strek", f"Stien «{verdi[:200]}» har omvendte skråstreker; de er snudd.", self._linje)
            verdi = verdi.replace("\\", "/")
        elif hva == "uuid" and not _UUID.fullmatch(verdi):
            self.merknad("ikke-uuid", f"{navn} er «{verdi[:200]}», som ikke er en UUID.", self._linje)
        if navn in enhet.verdier:
            enhet.verdier[navn].append(verdi)
        else:
            enhet.verdier[navn] = [verdi]

    # --- names

    def _uten_prefiks(self, navn: str, linje: int) -> str:
        self.merknad("prefiks", f"{navn[:200]} har et navneromsprefiks. Noen validatorer stopper på det.", linje)
        return navn.rpartition(":")[2]

    def _attributter(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        for attributt, verdi in attributter.items():
            if attributt.startswith("xmlns:"):
                self._prefikser[attributt] = verdi
            elif attributt == "xmlns" and self._aapne:
                self.merknad("navnerom", f"{navn} hører til navnerommet «{verdi[:200]}».", linje)
            elif attributt != "xmlns" and not attributt.endswith((":type", ":schemaLocation")):
                self.merknad("attributt", f"{navn} har attributtet {attributt} med verdien «{verdi[:200]}».", linje)


def _plan(skjema: str, type_: str) -> dict[str, str]:
    """Return what each name is inside a unit: enhet, verdi, uuid, fil or fritt."""
    try:
        return _PLANER[skjema, type_]
    except KeyError:
        plan = {navn: _slag(element) for navn, element in elementer(type_, skjema).items()}
        plan |= dict.fromkeys(barneenheter(type_, skjema), "enhet")
        return _PLANER.setdefault((skjema, type_), plan)


_PLANER: dict[tuple[str, str], dict[str, str]] = {}


def _slag(element: Element) -> str:
    if element.navn == "referanseDokumentfil":
        return "fil"
    return {Type.FRITT: "fritt", Type.UUID: "uuid"}.get(element.type, "uuid" if element.navn == "systemID" else "verdi")


def _aapne(fil: Path) -> BinaryIO:
    try:
        return fil.open("rb")
    except FileNotFoundError as feil:
        raise XmlFeil("mangler", f"{fil.name} finnes ikke i {fil.parent}.", 0) from feil
    except OSError as feil:
        raise XmlFeil("xml-lesefeil", f"{fil.name} kan ikke leses: {feil.strerror}.", 0) from feil


@dataclass(slots=True)
class _Fritt:
    """Writes what stands inside virksomhetsspesifikkeMetadata back as XML, with the prefixes declared further up."""

    navn: str
    prefikser: dict[str, str]
    biter: list[str] = field(default_factory=list)
    aapne: list[str] = field(default_factory=list)

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if not self.aapne:
            attributter = {**{k: v for k, v in self.prefikser.items() if v != XSI}, **attributter}
        self.aapne.append(navn)
        # Always in double quotes, so that the same value is always the same text.
        self.biter.append(
            f"<{navn}" + "".join(f' {k}="{escape(v, _I_ATTRIBUTT)}"' for k, v in attributter.items()) + ">"
        )

    def slutt(self, tekst: str | None) -> bool:
        """Close one element; true when the free part itself is closed."""
        if not self.aapne:
            return True
        self.biter.append(f"{escape(tekst or '', _RETUR)}</{self.aapne.pop()}>")
        return False

    def innhold(self, tekst: str | None) -> str:
        """Return the XML inside; `tekst` is the text when there are no elements."""
        return "".join(self.biter).strip() if self.biter else escape(tekst or "", _RETUR)


_RETUR = {"\r": "&#13;"}
_I_ATTRIBUTT = _RETUR | {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_ULOVLIG = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_tekst(verdi: str) -> str:
    """Escape a value for XML. Raises ValueError for characters that XML 1.0 cannot carry."""
    ulovlig = _ULOVLIG.search(verdi)
    if ulovlig:
        raise ValueError(f"Tegnet U+{ord(ulovlig[0]):04X} kan ikke stå i XML. Fjern det fra {verdi[:80]!r}.")
    return escape(verdi, _RETUR)


def skriv_fil(rot: Enhet, skjema: str = "arkivstruktur", utgave: Utgave = Utgave.V2023) -> Iterator[str]:
    """Write a whole file from its root unit, with the declaration and the namespace."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<{rot.navn} xmlns="{NAVNEROM}{skjema}" xmlns:xsi="{XSI}">'
    yield from _innhold(rot, skjema, utgave)
    yield f"</{rot.navn}>"


def skriv(enhet: Enhet, skjema: str = "arkivstruktur", utgave: Utgave = Utgave.V2023) -> Iterator[str]:
    """Write a unit and all it holds as XML in the schema's order.

    Values and children the schema has no room for are left out. The fast writer (`sql`) must give the same text.
    """
    yield f"<{enhet.navn}>" if enhet.type == enhet.navn else f'<{enhet.navn} xsi:type="{enhet.type}">'
    yield from _innhold(enhet, skjema, utgave)
    yield f"</{enhet.navn}>"


def _innhold(enhet: Enhet, skjema: str, utgave: Utgave) -> Iterator[str]:
    for et_ledd in ledd(enhet.type, skjema, utgave):
        if isinstance(et_ledd, Element):
            for verdi in enhet.verdier.get(et_ledd.navn, []):
                tekst = verdi if et_ledd.type is Type.FRITT else xml_tekst(verdi)
                yield f"<{et_ledd.navn}>{tekst}</{et_ledd.navn}>"
        else:
            navn = {b.navn for b in et_ledd.alternativer} if isinstance(et_ledd, Valg) else {et_ledd.navn}
            for barn in enhet.barn:
                if barn.navn in navn:
                    yield "\n"
                    yield from skriv(barn, skjema, utgave)
