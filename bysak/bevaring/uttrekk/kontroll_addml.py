"""Reads arkivuttrekk.xml as receivers do: by position where they do, by name elsewhere."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml

FIL = "arkivuttrekk.xml"
JOURNALER = ("loependeJournal", "offentligJournal")
DELER = ("arkivstruktur", "endringslogg", *JOURNALER)
KJENTE_VERSJONER = ("3.0", "3.1", "4.0", "5.0")
NODEGRENSE = 200_000
NAVNEROM = "http://www.arkivverket.no/standarder/addml"
FLAGG = (
    "inneholderSkjermetInformasjon",
    "omfatterDokumenterSomErKassert",
    "inneholderDokumenterSomSkalKasseres",
    "inneholderVirksomhetsspesifikkeMetadata",
)
_DATO = re.compile(r"\d{4}-\d{2}-\d{2}$")


def er_dato(tekst: str) -> bool:
    """Say whether it is a day that has been, or will be, written ÅÅÅÅ-MM-DD."""
    try:
        return bool(_DATO.match(tekst)) and bool(date.fromisoformat(tekst))
    except ValueError:
        return False


@dataclass(slots=True)
class Node:
    """One element of the small tree; `navn` is the property's or object's @name when it has one."""

    tagg: str
    navn: str
    linje: int
    forelder: "Node | None" = field(default=None, repr=False, compare=False)
    tekst: str = ""
    barn: list["Node"] = field(default_factory=list)

    def under(self, tagg: str) -> list["Node"]:
        """Return the children with this tag."""
        return [b for b in self.barn if b.tagg == tagg]

    def egenskaper(self) -> list["Node"]:
        """Return the property elements in the (one) properties element."""
        return [p for liste in self.under("properties") for p in liste.under("property")]

    def egenskap(self, *sti: str) -> "Node | None":
        """Find a property by its path of names."""
        node: Node | None = self
        for navn in sti:
            node = next((p for p in node.egenskaper() if p.navn == navn), None) if node else None
        return node

    @property
    def sti(self) -> str:
        """Where it is, like XPath."""
        her = f"/{self.tagg}[@name='{self.navn}']" if self.navn and self.forelder else f"/{self.tagg}"
        return f"{self.forelder.sti}{her}" if self.forelder else her

    @property
    def verdi(self) -> str:
        """The text of its value element."""
        return next((b.tekst for b in self.under("value")), "").strip()


@dataclass(slots=True)
class Filoppgave:
    """A file as arkivuttrekk.xml describes it, and for which part."""

    navn: str
    del_: str
    algoritme: str
    sum: str
    node: Node
    har_sum: bool


@dataclass(slots=True)
class Arkivuttrekk:
    """What arkivuttrekk.xml says, with the lines; missing values are empty or None."""

    lest: bool = False
    versjon: str = ""
    start: str = ""
    slutt: str = ""
    skarpt: bool = False
    flagg: dict[str, bool] = field(default_factory=dict)
    antall_filer: int | None = None
    antall: dict[tuple[str, str], int] = field(default_factory=dict)
    filer: list[Filoppgave] = field(default_factory=list)
    noder: dict[str, Node] = field(default_factory=dict)

    def meld(self, rapport: Rapport, kode: str, tekst: str, navn: str) -> None:
        """Report about the figure or flag `navn`, where it stands."""
        meld(rapport, kode, tekst, self.noder.get(navn))


def meld(rapport: Rapport, kode: str, tekst: str, node: Node | None) -> None:
    """Report about an element of arkivuttrekk.xml."""
    rapport.meld(kode, tekst, FIL, node.linje if node else 0, sti=node.sti if node else "")


class _Tre:
    def __init__(self, rapport: Rapport) -> None:
        self.rapport, self.antall = rapport, 0
        self.rot: Node | None = None
        self.stabel: list[Node] = []

    def start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        self.antall += 1
        if self.antall > NODEGRENSE:
            raise XmlFeil("addml-for-stor", "arkivuttrekk.xml har flere elementer enn noe uttrekk trenger.", linje)
        over = self.stabel[-1] if self.stabel else None
        node = Node(navn.rpartition(":")[2], attributter.get("name", ""), linje, over)
        if self.stabel:
            self.stabel[-1].barn.append(node)
        else:
            self.rot = node
            if attributter.get("xmlns") != NAVNEROM and ":" not in navn:
                self.merknad("xml-navnerom", f"Rotelementet skal være i navnerommet {NAVNEROM}.", linje)
        if ":" in navn:
            self.merknad("xml-prefiks", f"Elementet {navn} har et navneromsprefiks.", linje)
        self.stabel.append(node)

    def slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        node = self.stabel.pop()
        node.tekst = tekst or ""
        if tekst is not None and not tekst.strip() and not (node.navn and node.tagg == "property"):
            self.merknad("xml-tomt-element", f"Elementet {navn} er tomt.", linje)

    def merknad(self, kode: str, tekst: str, linje: int) -> None:
        self.rapport.meld(kode, tekst, FIL, linje, sti=self.stabel[-1].sti if self.stabel else "")


def les_arkivuttrekk(fil: Path, rapport: Rapport) -> Arkivuttrekk:
    """Read the description and report what is not where, or not as, receivers look for it."""
    tre, funnet = _Tre(rapport), Arkivuttrekk()
    try:
        with fil.open("rb") as kilde:
            les_xml(kilde, tre)
    except XmlFeil as feil:
        rapport.meld(feil.kode, feil.tekst, FIL, feil.linje)
        return funnet
    except OSError as feil:
        rapport.meld("fil-uleselig", f"{FIL} kan ikke leses: {feil.strerror}.", FIL)
        return funnet
    if tre.rot is None or tre.rot.tagg != "addml":
        rapport.meld("xml-rot", "Rotelementet skal være addml.", FIL, tre.rot.linje if tre.rot else 0)
        return funnet
    _Tolk(tre.rot, rapport, funnet).tolk()
    return funnet


class _Tolk:
    def __init__(self, rot: Node, rapport: Rapport, ut: Arkivuttrekk) -> None:
        self.rot, self.rapport, self.ut = rot, rapport, ut

    def meld(self, kode: str, tekst: str, node: Node | None = None) -> None:
        meld(self.rapport, kode, tekst, node or self.rot)

    def tolk(self) -> None:
        datasett = next(iter(self.rot.under("dataset")), None)
        if datasett is None:
            self.meld("addml-mangler", "Elementet dataset mangler.")
            return
        self._omtale(datasett)
        ytre = [o for liste in datasett.under("dataObjects") for o in liste.under("dataObject")]
        if not ytre:
            self.meld("addml-mangler", "dataObjects/dataObject mangler i dataset.", datasett)
            return
        hoved = next((o for o in ytre if o.navn == "Noark 5-arkivuttrekk"), ytre[0])
        if hoved is not ytre[0] or hoved.navn != "Noark 5-arkivuttrekk":
            self.meld("addml-rekkefoelge", "Det første dataObject skal hete «Noark 5-arkivuttrekk».", ytre[0])
        self.ut.lest = True
        self._info(hoved)
        indre = [o for liste in hoved.under("dataObjects") for o in liste.under("dataObject")]
        if indre and indre[0].navn != "arkivstruktur":
            self.meld("addml-rekkefoelge", "Det første indre dataObject skal være arkivstruktur.", indre[0])
        for navn in DELER:
            if navn not in {o.navn for o in indre}:
                self.meld("addml-mangler", f"dataObject for {navn} mangler.", hoved)
        for objekt in indre:
            self._del(objekt)
        self._dobbelt()

    def _omtale(self, datasett: Node) -> None:
        navn: dict[str, Node] = {}
        venter = list(datasett.under("reference"))
        while venter:
            node = venter.pop()
            if node.navn:
                navn.setdefault(node.navn, node)
            venter.extend(node.barn)
        for felt, hva in (
            ("recordCreator", "arkivskaperen"),
            ("systemType", "systemtypen"),
            ("systemName", "systemets navn"),
            ("archive", "arkivets navn"),
        ):
            if felt not in navn or not navn[felt].verdi:
                self.meld("addml-mangler", f"{felt} ({hva}) mangler.", navn.get(felt, datasett))
        periode = navn.get("archivalPeriod")
        if periode is None:
            self.meld("addml-mangler", "archivalPeriod (arkivperioden) mangler.", datasett)
            return
        self.ut.start, self.ut.slutt = self._dato(periode, "startDate"), self._dato(periode, "endDate")
        if self.ut.start and self.ut.slutt and self.ut.start > self.ut.slutt:
            self.meld("addml-periode", "Arkivperioden slutter før den begynner.", periode)
            self.ut.start = self.ut.slutt = ""  # no date can be inside it; one finding is enough

    def _dato(self, periode: Node, navn: str) -> str:
        node = periode.egenskap(navn)
        if node is None:
            self.meld("addml-mangler", f"{navn} i archivalPeriod mangler.", periode)
            return ""
        if not er_dato(node.verdi):
            tekst = f"{navn} er «{node.verdi[:40]}»; den skal være en dato, skrevet ÅÅÅÅ-MM-DD."
            self.meld("addml-periode", tekst, node)
            return ""
        return node.verdi

    def _foerst(self, node: Node, plass: int, navn: str) -> Node | None:
        """Find a property by name, and say so when it is not at the position where receivers take it."""
        egenskaper = node.egenskaper()
        funnet = next((p for p in egenskaper if p.navn == navn), None)
        if funnet is None:
            self.meld("addml-mangler", f"Egenskapen {navn} mangler.", node)
        elif egenskaper.index(funnet) != plass:
            self.meld("addml-rekkefoelge", f"Egenskapen {navn} skal stå som nummer {plass + 1}.", funnet)
        return funnet

    def _info(self, hoved: Node) -> None:
        info = self._foerst(hoved, 0, "info")
        if info is None:
            return
        type_ = self._foerst(info, 0, "type")
        if type_ is not None:
            if type_.verdi != "Noark 5":
                tekst = f"Typen er «{type_.verdi[:40]}»; for et Noark 5-uttrekk skal det stå «Noark 5»."
                self.meld("addml-type", tekst, type_)
            versjon = type_.egenskap("version")
            self.ut.versjon = versjon.verdi[:20] if versjon else ""
            if self.ut.versjon not in KJENTE_VERSJONER:
                oppgitt = self.ut.versjon[:20] or "ikke oppgitt"
                tekst = f"Versjonen er {oppgitt}; mottakere kjenner {', '.join(KJENTE_VERSJONER)}."
                self.meld("addml-versjon", tekst, versjon or type_)
        tillegg = self._foerst(info, 1, "additionalInfo")
        if tillegg is None:
            return
        self._skille(tillegg)
        for navn in FLAGG:
            self._flagg(tillegg, navn)
        antall = tillegg.egenskap("antallDokumentfiler")
        self.ut.antall_filer = self._tall(antall, "antallDokumentfiler", tillegg)

    def _skille(self, tillegg: Node) -> None:
        periode = tillegg.egenskap("periode")
        if periode is None:
            self.meld("addml-mangler", "Egenskapen periode (inngående og utgående skille) mangler.", tillegg)
            return
        skiller = [self._foerst(periode, 0, "inngaaendeSkille"), self._foerst(periode, 1, "utgaaendeSkille")]
        for skille in skiller:
            if skille and skille.verdi not in ("skarpt", "mykt"):
                tekst = f"{skille.navn} er «{skille.verdi[:40]}»; alt annet enn «skarpt» leses som mykt."
                self.meld("addml-skille", tekst, skille)
        self.ut.skarpt = all(skille is not None and skille.verdi == "skarpt" for skille in skiller)

    def _flagg(self, tillegg: Node, navn: str) -> None:
        node = tillegg.egenskap(navn)
        if node is None:
            self.meld("addml-flagg-mangler", f"{navn} mangler, og leses som false.", tillegg)
            self.ut.flagg[navn] = False
            self.ut.noder[navn] = tillegg
            return
        self.ut.noder[navn] = node
        if node.verdi in ("true", "false"):
            self.ut.flagg[navn] = node.verdi == "true"
        else:
            self.meld("addml-boolsk", f"{navn} er «{node.verdi[:40]}»; bare true og false kan leses.", node)

    def _tall(self, node: Node | None, navn: str, forelder: Node) -> int | None:
        if node is None:
            self.meld("addml-antall-mangler", f"{navn} mangler.", forelder)
            return None
        self.ut.noder[navn] = node
        if not re.fullmatch(r"\d{1,12}", node.verdi):
            self.meld("addml-tall", f"{navn} er «{node.verdi[:40]}»; det skal være et heltall.", node)
            return None
        return int(node.verdi)

    def _del(self, objekt: Node) -> None:
        fil = objekt.egenskap("file")
        self._filoppgave(objekt, fil, f"{objekt.navn}.xml")
        hoved, katalog = False, False
        for skjema in (p for p in objekt.egenskaper() if p.navn == "schema"):
            navn = self._filoppgave(objekt, skjema.egenskap("file"), "skjema")
            hoved = hoved or (skjema.verdi == "main" and navn == f"{objekt.navn}.xsd")
            katalog = katalog or navn == "metadatakatalog.xsd"
        if objekt.navn in DELER:
            for finnes, navn in ((hoved, f"{objekt.navn}.xsd"), (katalog, "metadatakatalog.xsd")):
                if not finnes:
                    self.meld("addml-skjema-mangler", f"{navn} er ikke oppgitt for {objekt.navn}.", objekt)
        info = objekt.egenskap("info")
        for antall in (p for p in (info.egenskaper() if info else []) if p.navn == "numberOfOccurrences"):
            tall = self._tall(antall.egenskap("value"), f"{objekt.navn}/{antall.verdi}", antall)
            if tall is not None:
                self.ut.antall[objekt.navn, antall.verdi] = tall
                self.ut.noder[f"{objekt.navn}/{antall.verdi}"] = antall
        self._krev_antall(objekt)

    def _krev_antall(self, objekt: Node) -> None:
        krav = {"arkivstruktur": ("mappe", "registrering"), "endringslogg": ("endring",)}
        for element in krav.get(objekt.navn, ()):
            navn = f"{objekt.navn}/{element}"
            if navn not in self.ut.noder:
                self.meld("addml-antall-mangler", f"numberOfOccurrences for {element} mangler.", objekt)
        if objekt.navn in JOURNALER and (objekt.navn, "journalregistrering") not in self.ut.antall:
            if (objekt.navn, "registrering") in self.ut.antall:  # the word before 2013
                self.ut.antall[objekt.navn, "journalregistrering"] = self.ut.antall[objekt.navn, "registrering"]
                self.ut.noder[f"{objekt.navn}/journalregistrering"] = self.ut.noder[f"{objekt.navn}/registrering"]
            else:
                tekst = f"numberOfOccurrences for journalregistrering mangler i {objekt.navn}."
                self.meld("antall-journalregistreringer", tekst, objekt)

    def _filoppgave(self, objekt: Node, fil: Node | None, hva: str) -> str:
        navn = fil.egenskap("name") if fil else None
        if fil is None or navn is None or not navn.verdi:
            self.meld("addml-mangler", f"{objekt.navn}: egenskapen file med name mangler ({hva}).", fil or objekt)
            return ""
        sjekksum = fil.egenskap("checksum")
        algoritme, verdi = fil.egenskap("checksum", "algorithm"), fil.egenskap("checksum", "value")
        oppgave = Filoppgave(
            navn.verdi,
            objekt.navn,
            algoritme.verdi if algoritme else "",
            verdi.verdi if verdi else "",
            navn,
            sjekksum is not None,
        )
        if not navn.verdi.endswith(".xsd") and (objekt.navn not in DELER or navn.verdi != f"{objekt.navn}.xml"):
            self.meld("addml-fil-ukjent", f"Filen {navn.verdi[:100]} skal ikke beskrives under {objekt.navn}.", navn)
        self.ut.filer.append(oppgave)
        return navn.verdi

    def _dobbelt(self) -> None:
        sett: set[str] = set()
        for oppgave in self.ut.filer:
            if oppgave.navn.endswith(".xml"):
                if oppgave.navn in sett:
                    tekst = f"{oppgave.navn[:100]} er beskrevet mer enn én gang."
                    self.meld("addml-fil-dobbel", tekst, oppgave.node)
                sett.add(oppgave.navn)
