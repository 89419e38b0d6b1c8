"""The files of a deposit: those that must be there, the sums in arkivuttrekk.xml, documents against references."""

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk, Filoppgave, meld
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.kontroll_regler import FIL as STRUKTUR
from bysak.bevaring.uttrekk.rapport import Rapport

XML = ("arkivuttrekk.xml", "arkivstruktur.xml", "endringslogg.xml", "loependeJournal.xml", "offentligJournal.xml")
XSD = (
    "addml.xsd",
    "arkivstruktur.xsd",
    "metadatakatalog.xsd",
    "endringslogg.xsd",
    "loependeJournal.xsd",
    "offentligJournal.xsd",
)
_KJENTE = frozenset(navn.lower() for navn in (*XML, *XSD)) | {"addml.xml"}
DOKUMENTMAPPER = ("dokumenter", "DOKUMENTER", "dokument", "DOKUMENT")
BIT = 1 << 20
# How files of some kinds begin; others are not judged by their content.
_BEGYNNER = {
    "pdf": (b"%PDF-",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
}
_STASJON = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=/|$)|[A-Za-z]:")  # a drive or the beginning of an address


def kontroller_mappen(mappe: Path, rapport: Rapport) -> dict[str, Path]:
    """Report standard files that are missing, misspelt or not files; return those that can be read.

    In a DIAS package the description and its schema may stand in administrative_metadata, beside content.
    """
    with os.scandir(mappe) as oppfoeringer:
        finnes = {o.name: o for o in oppfoeringer if o.name.lower() in _KJENTE}
    smaa = {navn.lower(): navn for navn in finnes}
    ved_siden = _ved_siden(mappe)
    lesbare: dict[str, Path] = {}
    for navn in (*XML, *XSD):
        if navn in finnes:
            if _er_fil(finnes[navn], navn, rapport):
                lesbare[navn] = mappe / navn
        elif navn in ved_siden:
            lesbare[navn] = ved_siden[navn]
        elif navn.lower() in smaa:
            tekst = f"{smaa[navn.lower()]} skal hete {navn}; store og små bokstaver teller."
            rapport.meld("fil-feil-navn", tekst, smaa[navn.lower()])
        else:
            rapport.meld("fil-mangler", f"{navn} mangler.", navn)
    if "addml.xml" in smaa:
        tekst = "addml.xml blir lest i stedet for arkivuttrekk.xml. Fjern den."
        rapport.meld("addml-i-veien", tekst, smaa["addml.xml"])
    return lesbare


def _ved_siden(mappe: Path) -> dict[str, Path]:
    hel = mappe.resolve()
    if hel.name != "content":
        return {}
    filer = [hel.parent / "administrative_metadata" / navn for navn in ("arkivuttrekk.xml", "addml.xsd")]
    return {fil.name: fil for fil in filer if fil.is_file() and not fil.is_symlink()}


def _er_fil(oppfoering: os.DirEntry[str], navn: str, rapport: Rapport) -> bool:
    if oppfoering.is_symlink():
        rapport.meld("symlenke", f"{navn} er en lenke til en annen fil.", navn)
        return False
    if not oppfoering.is_file(follow_symlinks=False):
        rapport.meld("ikke-vanlig-fil", f"{navn} er ikke en vanlig fil.", navn)
        return False
    return True


def les_dokumentmappen(mappe: Path, rapport: Rapport, reg: Register) -> int:
    """Put every document file in the register and return how many there are."""
    lenker = [navn for navn in DOKUMENTMAPPER if (mappe / navn).is_symlink()]
    for navn in lenker:
        rapport.meld("symlenke", "Dokumentmappen er en lenke til en annen mappe, og følges ikke.", navn)
    funnet = [navn for navn in DOKUMENTMAPPER if (mappe / navn).is_dir() and navn not in lenker]
    if not funnet:
        rapport.meld("dokumentmappe-mangler", "Mappen dokumenter mangler.", "dokumenter")
        return 0
    if len(funnet) > 1:
        tekst = f"Det er flere dokumentmapper: {', '.join(funnet)}. Bare én blir lest."
        rapport.meld("dokumentmappe-flere", tekst, funnet[1])
    antall = 0
    for navn in funnet:
        for sti, stoerrelse in _filer(mappe, navn, rapport):
            reg.legg("fil", sti, stoerrelse, _noekkel(sti))
            antall += 1
            if not stoerrelse:
                rapport.meld("tom-fil", "Dokumentfilen er tom.", sti)
    if not antall:
        rapport.meld("ingen-dokumentfiler", "Uttrekket har ingen dokumentfiler.", funnet[0])
    return antall


def _noekkel(sti: str) -> str:
    return unicodedata.normalize("NFC", sti).casefold()


def _filer(mappe: Path, navn: str, rapport: Rapport) -> Iterator[tuple[str, int]]:
    venter = [navn]
    while venter:
        under = venter.pop()
        try:
            with os.scandir(mappe / under) as oppfoeringer:
                for o in oppfoeringer:
                    sti = f"{under}/{_lesbart(o.name)}"
                    if o.is_symlink():
                        rapport.meld("symlenke", "En lenke i dokumentmappen følges ikke.", sti)
                    elif o.is_dir(follow_symlinks=False):
                        if o.name in DOKUMENTMAPPER:
                            tekst = "En undermappe har samme navn som dokumentmappen; stiene kan bli lest feil."
                            rapport.meld("dokumentmappe-undermappe", tekst, sti)
                        venter.append(f"{under}/{o.name}")
                    elif o.is_file(follow_symlinks=False):
                        yield sti, o.stat(follow_symlinks=False).st_size
                    else:
                        rapport.meld("ikke-vanlig-fil", "Dokumentmappen har noe som ikke er en vanlig fil.", sti)
        except OSError as feil:
            rapport.meld("fil-uleselig", f"Mappen kan ikke leses: {feil.strerror}.", _lesbart(under))


def _lesbart(navn: str) -> str:
    return os.fsencode(navn).decode("utf-8", "replace")


def kontroller_sjekksummer(mappe: Path, rapport: Rapport, uttrekk: Arkivuttrekk) -> None:
    """Compare the sums in arkivuttrekk.xml with the files they describe."""
    med_sum: set[str] = set()
    for oppgave in uttrekk.filer:
        if "/" in oppgave.navn or "\\" in oppgave.navn or oppgave.navn.startswith("."):
            tekst = f"Filnavnet «{oppgave.navn[:100]}» peker ut av mappen."
            meld(rapport, "addml-fil-ukjent", tekst, oppgave.node)
            continue
        if not oppgave.har_sum or not oppgave.sum:
            if oppgave.navn not in med_sum:
                tekst = f"{oppgave.navn} har ingen sjekksum."
                meld(rapport, "addml-sjekksum-mangler", tekst, oppgave.node)
            continue
        med_sum.add(oppgave.navn)
        if oppgave.algoritme.upper() not in ("SHA-256", "SHA256"):
            tekst = f"Algoritmen for {oppgave.navn} er «{oppgave.algoritme[:40]}»; den skal være SHA-256."
            meld(rapport, "addml-algoritme", tekst, oppgave.node)
            continue
        fil = mappe / oppgave.navn
        if not fil.is_file() or fil.is_symlink():
            if oppgave.navn not in XML and oppgave.navn not in XSD:
                meld(rapport, "addml-fil-mangler", f"{oppgave.navn[:100]} er beskrevet, men mangler.", oppgave.node)
            continue
        _sammenlign(fil, oppgave, rapport)


def _sammenlign(fil: Path, oppgave: Filoppgave, rapport: Rapport) -> None:
    funnet = sjekksum(fil, rapport)
    if funnet and funnet != oppgave.sum.lower():
        tekst = f"Sjekksummen for {fil.name} er {oppgave.sum[:64].lower()} i arkivuttrekk.xml; filen har {funnet}."
        meld(rapport, "addml-sjekksum", tekst, oppgave.node)


def sjekksum(fil: Path, rapport: Rapport) -> str:
    """Give the SHA-256 of a file in hex; empty, and a finding, when it cannot be read."""
    try:
        with fil.open("rb") as kilde:
            return hashlib.file_digest(kilde, "sha256").hexdigest()
    except OSError as feil:
        rapport.meld("fil-uleselig", f"{fil.name} kan ikke leses: {feil.strerror}.", fil.name)
        return ""


def kontroller_dokumenter(mappe: Path, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk) -> None:
    """Compare documents and references both ways: paths, formats, sizes and sums."""
    eldre = uttrekk.versjon.startswith(("3", "4"))
    for sti, norm, sum_, format_, linje, id_ in reg.spoer(
        "select sti, norm, sum, format, linje, id from dokument order by linje"
    ):
        if "\\" in sti:
            kode = "dokumentsti-skilletegn-eldre" if eldre else "dokumentsti-skilletegn"
            rapport.meld(kode, f"«{sti[:200]}» har omvendt skråstrek; skriv /.", STRUKTUR, linje, id_, _sted(id_))
        if _utenfor(norm):
            tekst = f"«{sti[:200]}» peker ut av uttrekket." if sti else "referanseDokumentfil er tom."
            rapport.meld("dokumentsti-utenfor", tekst, STRUKTUR, linje, id_, _sted(id_))
        if not sum_:
            tekst = "Dokumentobjektet har ingen sjekksum."
            rapport.meld("dokument-sjekksum-mangler", tekst, STRUKTUR, linje, id_, _sted(id_, "sjekksum"))
        endelse = norm.rpartition("/")[2].rpartition(".")[2].lower()
        if format_ and format_.lower().lstrip(".") != endelse:
            tekst = f"format er «{format_}»; mottakeren venter filendelsen «{endelse[:20]}»."
            rapport.meld("format-ikke-filendelse", tekst, STRUKTUR, linje, id_, _sted(id_, "format"))
    _mangler(rapport, reg)
    for sti in reg.spoer(
        "select sti from fil f where not exists (select 1 from dokument d where d.norm = f.sti) order by sti"
    ):
        rapport.meld("fil-uten-referanse", "Filen er ikke nevnt i arkivstruktur.xml.", sti[0])
    _summer(mappe, rapport, reg)


def _utenfor(sti: str) -> bool:
    return not sti or sti.startswith("/") or bool(_STASJON.match(sti)) or ".." in sti.split("/") or "\x00" in sti


def _sted(id_: str, felt: str = "referanseDokumentfil") -> str:
    return f"//dokumentobjekt[systemID='{id_}']/{felt}" if id_ else ""


def _mangler(rapport: Rapport, reg: Register) -> None:
    alle = reg.en("select count(*) from dokument")
    if alle and reg.en("select 1 from fil") is None:
        rapport.meld("dokumentfil-mangler", f"Ingen av de {alle} dokumentene i arkivstruktur.xml har en fil.", STRUKTUR)
        return
    for norm, linje, id_ in reg.spoer(
        "select norm, linje, id from dokument d"
        " where not exists (select 1 from fil f where f.sti = d.norm) order by linje"
    ):
        if _utenfor(norm):
            continue
        annen = reg.en("select sti from fil where noekkel = ?", _noekkel(norm))
        if annen:
            tekst = f"{norm} heter {annen} på disk; skrivemåten må være lik."
            rapport.meld("dokumentfil-skrivemaate", tekst, STRUKTUR, linje, id_, _sted(id_))
        else:
            rapport.meld("dokumentfil-mangler", f"{norm} finnes ikke.", STRUKTUR, linje, id_, _sted(id_))


@dataclass(slots=True)
class _Innhold:
    sum: str
    start: bytes
    pdfa: bool


def _summer(mappe: Path, rapport: Rapport, reg: Register) -> None:
    forrige, innhold = "", None
    for sti, stoerrelse, sum_, oppgitt, linje, id_ in reg.spoer(
        "select f.sti, f.stoerrelse, d.sum, d.stoerrelse, d.linje, d.id"
        " from fil f join dokument d on d.norm = f.sti order by f.sti, d.linje"
    ):
        if sti != forrige:
            forrige, innhold = sti, _les(mappe / sti, sti, rapport)
        if innhold is None:
            continue
        if sum_ and sum_ != innhold.sum:
            tekst = f"Sjekksummen for {sti} er {sum_[:64]} i arkivstruktur.xml; filen har {innhold.sum}."
            rapport.meld("dokument-sjekksum", tekst, STRUKTUR, linje, id_, _sted(id_, "sjekksum"))
        if oppgitt != str(stoerrelse) and oppgitt.isascii() and oppgitt.isdigit() and int(oppgitt) != stoerrelse:
            tekst = f"{sti} er {stoerrelse} byte; arkivstruktur.xml sier {oppgitt}."
            rapport.meld("dokument-stoerrelse", tekst, STRUKTUR, linje, id_, _sted(id_, "filstoerrelse"))


def _les(fil: Path, sti: str, rapport: Rapport) -> _Innhold | None:
    """Hash one file and look at what it is; a link or a device that has come in its place is not followed."""
    endelse = sti.rpartition(".")[2].lower()
    sum_, start, hale, pdfa = hashlib.sha256(), b"", b"", endelse != "pdf"
    try:
        deskriptor = os.open(fil, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(deskriptor, "rb") as kilde:
            if not stat.S_ISREG(os.fstat(deskriptor).st_mode):
                return None
            while bit := kilde.read(BIT):
                sum_.update(bit)
                start = start or bit[:16]
                pdfa = pdfa or b"pdfaid" in hale + bit
                hale = bit[-5:]
    except OSError as feil:
        rapport.meld("fil-uleselig", f"Filen kan ikke leses: {feil.strerror}.", sti)
        return None
    if start and endelse in _BEGYNNER and not start.startswith(_BEGYNNER[endelse]):
        rapport.meld("filinnhold-avviker", f"Innholdet er ikke det endelsen .{endelse} sier.", sti)
    elif not pdfa:
        tekst = "Dokumentet er PDF, men ikke PDF/A: filen mangler merket pdfaid. Konverter det før avlevering."
        rapport.meld("pdf-uten-pdfa", tekst, sti)
    return _Innhold(sum_.hexdigest(), start, pdfa)


def kontroller_antall_filer(rapport: Rapport, uttrekk: Arkivuttrekk, antall: int) -> None:
    """Compare antallDokumentfiler with the files on disk (N5.28)."""
    if uttrekk.antall_filer is not None and uttrekk.antall_filer != antall:
        tekst = f"arkivuttrekk.xml oppgir {uttrekk.antall_filer} dokumentfiler; mappen har {antall}."
        uttrekk.meld(rapport, "antall-dokumentfiler", tekst, "antallDokumentfiler")
