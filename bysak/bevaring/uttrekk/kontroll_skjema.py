"""Validates the XML files against the deposit's own schemas and, where those are not known, against the standard's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_filer import XSD
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.skjemafiler import utgave_av
from bysak.noark.validering import FLERE, Skjema, SkjemaFeil, brudd, lag_skjema
from bysak.noark.xsd import skjemafil

SKJEMA_FOR = {
    "arkivuttrekk.xml": "addml.xsd",
    "arkivstruktur.xml": "arkivstruktur.xsd",
    "endringslogg.xml": "endringslogg.xsd",
    "loependeJournal.xml": "loependeJournal.xsd",
    "offentligJournal.xml": "offentligJournal.xsd",
}
STOERST = 5_000_000
GJENTAKELSER = 1000
_XS = "http://www.w3.org/2001/XMLSchema"
_NAVNEROM = re.compile(r"\{[^}]*\}")


@dataclass(slots=True)
class Skjemaer:
    """The schema files of a deposit that are safe to use, the edition of each, the elements of its own metadata."""

    filer: dict[str, bytes] = field(default_factory=dict)
    utgaver: dict[str, Utgave | None] = field(default_factory=dict)
    egne: dict[str, str] = field(default_factory=dict)
    frie: frozenset[str] = frozenset()

    @property
    def utgave(self) -> Utgave:
        """Return the edition the journals' schemas are (only those differ)."""
        return self.utgaver.get("loependeJournal.xsd") or Utgave.V2023


class _XsdLeser:
    """Finds what a schema declares at its top, and what could make the validator run away."""

    def __init__(self) -> None:
        self.dybde = 0
        self.navnerom = ""
        self.elementer: set[str] = set()

    def start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """Look at one element of the schema."""
        if self.dybde == 0:
            self.navnerom = attributter.get("targetNamespace", "")
        elif self.dybde == 1 and navn.rpartition(":")[2] == "element":
            self.elementer.add(attributter.get("name", ""))
        for grense in ("minOccurs", "maxOccurs"):
            tall = attributter.get(grense, "")
            if tall.isdigit() and (len(tall) > 5 or int(tall) > GJENTAKELSER):
                raise XmlFeil("skjema-uleselig", f"Skjemaet har {grense}={tall[:20]}, og brukes ikke.", linje)
        self.dybde += 1

    def slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        """Leave one element."""
        self.dybde -= 1

    def merknad(self, kode: str, tekst: str, linje: int) -> None:
        """Take no notice: a schema may be written as it likes."""


def les_skjemaer(mappe: Path, rapport: Rapport, uttrekk: Arkivuttrekk, lesbare: dict[str, Path]) -> Skjemaer:
    """Read the schema files, and report those that are not the authority's or not safe."""
    ut = Skjemaer()
    femte = not uttrekk.versjon.startswith(("3", "4"))
    for navn in XSD:
        if navn in lesbare:
            innhold, _ = _les(lesbare[navn], rapport)
            if innhold is not None:
                ut.filer[navn] = innhold.replace(b"\r\n", b"\n")
                ut.utgaver[navn] = utgave_av(navn, innhold)
    if femte:
        for navn, utgave in ut.utgaver.items():
            if _av_bysak(navn, ut.filer[navn]):
                rapport.tall["skjemafiler skrevet av Bysak"] = rapport.tall.get("skjemafiler skrevet av Bysak", 0) + 1
            elif utgave is None:
                rapport.meld("skjema-endret", f"{navn} er ikke filen Arkivverket har publisert.", navn)
        kjente = {u for navn, u in ut.utgaver.items() if u is not None and navn != "addml.xsd"}
        if len(kjente) > 1:
            rapport.meld("skjema-utgave", "Skjemaene er fra ulike utgaver av standarden.", "arkivstruktur.xsd")
    frie: set[str] = set()
    for oppgave in uttrekk.filer:
        navn = oppgave.navn
        if navn.endswith(".xsd") and navn not in XSD and "/" not in navn and "\\" not in navn and navn not in ut.filer:
            innhold, leser = _les(mappe / navn, rapport)
            if innhold is not None and leser is not None:
                ut.filer[navn], ut.egne[navn] = innhold, leser.navnerom
                frie |= leser.elementer
    ut.frie = frozenset(frie)
    return ut


def _les(fil: Path, rapport: Rapport) -> tuple[bytes | None, _XsdLeser | None]:
    leser = _XsdLeser()
    try:
        if fil.is_symlink() or not fil.is_file():
            return None, None
        if fil.stat().st_size > STOERST:
            rapport.meld("skjema-uleselig", f"{fil.name} er for stor til å være et skjema.", fil.name)
            return None, None
        with fil.open("rb") as kilde:
            les_xml(kilde, leser)
        return fil.read_bytes(), leser
    except XmlFeil as feil:
        rapport.meld("skjema-uleselig", f"{fil.name}: {feil.tekst}", fil.name, feil.linje)
    except OSError as feil:
        rapport.meld("fil-uleselig", f"{fil.name} kan ikke leses: {feil.strerror}.", fil.name)
    return None, None


def kontroller_skjema(
    filer: dict[str, Path], rapport: Rapport, uttrekk: Arkivuttrekk, skjemaer: Skjemaer, hele: set[str]
) -> None:
    """Validate each XML file that is well formed (`hele`), in constant memory, with the lines of what is wrong."""
    femte = not uttrekk.versjon.startswith(("3", "4"))
    for xml, xsd in SKJEMA_FOR.items():
        if xml not in hele:
            continue
        brukt = False
        for skjema, hvis in _kandidater(xsd, skjemaer, rapport, femte=femte):
            brukt = True
            _valider(filer[xml], skjema, hvis, rapport)
        if not brukt:
            rapport.meld("skjema-mangler", f"{xml} kan ikke prøves: {xsd} kan ikke brukes.", xml)


def _kandidater(xsd: str, skjemaer: Skjemaer, rapport: Rapport, *, femte: bool) -> Iterator[tuple[Skjema, str]]:
    kjent = False
    if xsd in skjemaer.filer and (xsd == "addml.xsd" or "metadatakatalog.xsd" in skjemaer.filer):
        try:
            yield _eget(xsd, skjemaer, rapport), f"uttrekkets eget {xsd}"
            kjent = skjemaer.utgaver.get(xsd) is not None
            if xsd != "addml.xsd":
                kjent = kjent and skjemaer.utgaver.get("metadatakatalog.xsd") is not None
        except SkjemaFeil as feil:
            rapport.meld("skjema-uleselig", f"{xsd} kan ikke brukes som skjema: {feil}", xsd)
    if (femte or xsd == "addml.xsd") and not kjent and not _vaart(xsd, skjemaer):
        filer = {navn: skjemafil(navn, skjemaer.utgave) for navn in {xsd, "metadatakatalog.xsd"}}
        yield lag_skjema(xsd, filer), f"standardens {xsd}"


def _av_bysak(navn: str, innhold: bytes) -> bool:
    return any(innhold == skjemafil(navn, utgave) for utgave in Utgave)


def _vaart(xsd: str, skjemaer: Skjemaer) -> bool:
    """Say whether the deposit carries the schemas Bysak writes itself."""
    brukt = {xsd} if xsd == "addml.xsd" else {xsd, "metadatakatalog.xsd"}
    return any(all(skjemaer.filer.get(n) == skjemafil(n, u) for n in brukt) for u in Utgave)


def _eget(xsd: str, skjemaer: Skjemaer, rapport: Rapport) -> Skjema:
    if xsd != "arkivstruktur.xsd" or not skjemaer.egne:
        return lag_skjema(xsd, skjemaer.filer)
    navnerom = {xsd: "http://www.arkivverket.no/standarder/noark5/arkivstruktur", **skjemaer.egne}
    importer = "".join(
        f'<xs:import namespace="{rom}" schemaLocation="{navn}"/>'
        for navn, rom in navnerom.items()
        if rom and '"' not in rom
    )
    samlet = f'<xs:schema xmlns:xs="{_XS}">{importer}</xs:schema>'.replace("&", "&amp;").encode()
    try:
        return lag_skjema("samlet", {**skjemaer.filer, "samlet": samlet})
    except SkjemaFeil as feil:
        for navn in skjemaer.egne:
            rapport.meld("skjema-uleselig", f"{navn} kan ikke brukes som skjema: {feil}", navn)
        return lag_skjema(xsd, skjemaer.filer)


def _valider(fil: Path, skjema: Skjema, hvis: str, rapport: Rapport) -> None:
    try:
        for feil in brudd(fil, skjema):
            tekst = f"{_paa_norsk(feil.melding)} ({hvis})"
            rapport.meld("skjema-ugyldig", tekst, fil.name, feil.linje, feil.objekt, feil.sti)
    except OSError as feil:
        rapport.meld("fil-uleselig", f"{fil.name} kan ikke leses: {feil.strerror}.", fil.name)


_MELDINGER = (
    (r"Element '(.+?)': This element is not expected\.(?: Expected is (?:one of )?\( (.+?) \)\.)?", "ikke_ventet"),
    (r"Element '(.+?)': Missing child element\(s\)\.(?: Expected is (?:one of )?\( (.+?) \)\.)?", "mangler"),
    (r"Element '(.+?)': '(.*?)' is not a valid value of the (?:atomic|union|list) type .*", "verdi"),
    (r"Element '(.+?)': \[facet 'minLength'\] The value has a length of '0'.*", "tom"),
    (r"Element '(.+?)': \[facet '(?:minLength|pattern|minInclusive|enumeration)'\] The value '(.*?)' .*", "verdi"),
    (r"Element '(.+?)': No matching global declaration available.*", "ukjent"),
    (r"Element '(.+?)': Character content is not allowed.*", "tekst"),
    (r"Element '(.+?)', attribute '(.+?)': .*", "attributt"),
)


def _paa_norsk(melding: str) -> str:
    if melding == FLERE:
        return "Det er flere brudd på skjemaet etter dette; de er ikke listet."
    ren = _NAVNEROM.sub("", melding)
    for moenster, slag in _MELDINGER:
        treff = re.match(moenster, ren, re.DOTALL)
        if not treff:
            continue
        navn = treff[1]
        annet = (treff[2] or "").strip() if treff.re.groups > 1 else ""
        return {
            "ikke_ventet": f"{navn} er ikke ventet her." + (f" Ventet: {annet}." if annet else ""),
            "mangler": f"{navn} mangler innhold." + (f" Ventet: {annet}." if annet else ""),
            "verdi": f"«{annet[:100]}» er ikke en gyldig verdi for {navn}.",
            "tom": f"{navn} har ingen verdi.",
            "ukjent": f"{navn} finnes ikke i skjemaet.",
            "tekst": f"{navn} kan ikke ha tekst mellom elementene.",
            "attributt": f"Attributtet {annet} på {navn} er ikke gyldig.",
        }[slag]
    return f"Brudd på skjemaet: {ren[:300]}"
