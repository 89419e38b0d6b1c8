"""What format a file is in, by PRONOM, a copy of it in PDF/A (krav 2.7.9-2.7.13), and templates filled in.

LESMEG: files come from strangers, so each is read in a short-lived process of its own (`filformat_barn`) with ceilings
on memory, processor and time, no network, and one folder to write in. Office files go through LibreOffice when it is
there. A copy is believed only when a validator has passed it. What fails is a `KanalFeil` with a sentence for people.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from bysak.kjerne import filtype
from bysak.kjerne.hinder import KanalFeil

logger = logging.getLogger(__name__)

TID_SEKUNDER = 180
AVSLAG = 3  # the child's exit code for «no, and here is why»
PDFA = "fmt/477"
UKJENT = "av/0"
KONTORPROGRAM = "soffice"
FLETTES = "flettes.json"
_ROT = str(Path(__file__).resolve().parents[2])
_BILDER = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp")
_KONTOR = ("officedocument", "opendocument", "msword", "ms-excel", "ms-powerpoint", "ole-storage", "rtf")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Four gigabytes of addresses, the time above of processor, a gigabyte for each file it writes.
# One at a time: the shell takes no more than one of them in a command, and is silent about the rest.
_TAK = f'ulimit -v 4194304 && ulimit -t {TID_SEKUNDER} && ulimit -f 2097152 && exec "$@"'
# Nobody answers on the discard port; what asks by name or over the web gets nowhere.
_INGEN = "http://127.0.0.1:9"
_SIKKERHET = "/org.openoffice.Office.Common/Security/Scripting"
_PROFIL = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="{_SIKKERHET}"><prop oor:name="{navn}" oor:op="fuse"><value>{verdi}</value></prop></item>'
        for navn, verdi in (
            ("MacroSecurityLevel", "3"),
            ("DisableMacrosExecution", "true"),
            ("DisableActiveContent", "true"),
            ("BlockUntrustedRefererLinks", "true"),
        )
    )
    + "</oor:items>"
)
_PDF_VALG = '{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'


@dataclass(frozen=True)
class Filformat:
    """`pronom` is the id, `av/0` when unknown; `navn` and `grunnlag` are what the detector says of it."""

    pronom: str
    navn: str = ""
    grunnlag: str = ""


class Ubrukelig(Exception):
    """A template cannot be filled in: a code of why (`flettemal.Nei`), and what in the file it is about."""

    def __init__(self, kode: str, hva: str) -> None:
        super().__init__(kode)
        self.kode, self.hva = kode, hva


@dataclass(frozen=True)
class Arkivkopi:
    """A copy in PDF/A-2b that has passed validation, what made it, and what a reader should know."""

    innhold: bytes
    verktoey: str
    kommentar: str = ""
    pronom: str = PDFA


def bestem(innhold: bytes, filnavn: str = "") -> Filformat:
    """The format of a file by its bytes, its name only where bytes say too little. Raises KanalFeil."""
    return bestem_alle([(io.BytesIO(innhold), filnavn)])[0]


def bestem_alle(filer: Iterable[tuple[BinaryIO, str]]) -> list[Filformat]:
    """The formats of several files with their names, in one go. Raises KanalFeil."""
    with TemporaryDirectory() as mappe:
        lagt = [_legg(innhold, filnavn, Path(mappe), str(nr)) for nr, (innhold, filnavn) in enumerate(filer)]
        funnet = json.loads(_barn("bestem", lagt[0], *(fil.name for fil in lagt[1:]))) if lagt else []
    return [Filformat(f["id"] if f["id"] != "UNKNOWN" else UKJENT, f["navn"][:120], f["grunnlag"]) for f in funnet]


def har_kontorprogram() -> bool:
    """Whether office files can be made into PDF/A on this machine."""
    return shutil.which(KONTORPROGRAM) is not None


def til_pdfa(innhold: bytes, filnavn: str = "", tittel: str = "") -> Arkivkopi:
    """A copy in PDF/A-2b. Raises KanalFeil when there is no way from this kind of file, or not now."""
    slag = filtype.bestem(innhold, filnavn).mime
    with TemporaryDirectory() as mappe:
        fil = _legg(io.BytesIO(innhold), filnavn or f"fil.{filtype.TYPER[slag][0]}", Path(mappe))
        forut = ""
        if any(k in slag for k in _KONTOR):
            _krev_lesbar(innhold)
            fil, forut, slag = _kontor(fil), "LibreOffice, ", "application/pdf"
        oppgave = {"application/pdf": "pdf", "text/plain": "tekst", "text/csv": "tekst"} | dict.fromkeys(
            _BILDER, "bilde"
        )
        if slag not in oppgave:
            raise KanalFeil(
                f"{filtype.TYPER[slag][1]} kan ikke gjøres om til arkivformat her. "
                "Legg inn en kopi i arkivformat for hånd.",
                forbigaaende=False,
            )
        return _kopi(_barn(oppgave[slag], fil, tittel), forut)


def brev_til_pdfa(hode: list[tuple[str, str]], html: str, bilder: dict[str, bytes], tittel: str = "") -> Arkivkopi:
    """A mail as it is shown, in PDF/A-2b: what stands above it, its HTML made safe, pictures by Content-ID.

    Nothing is fetched. Raises KanalFeil when it cannot be drawn whole, or takes too long; its text can be then.
    """
    with TemporaryDirectory() as mappe:
        navn = {cid: f"bilde{nr}" for nr, cid in enumerate(bilder)}
        for cid, innhold in bilder.items():
            (Path(mappe) / navn[cid]).write_bytes(innhold)
        fil = Path(mappe) / "brev.json"
        fil.write_text(json.dumps({"hode": hode, "html": html, "bilder": navn}))
        return _kopi(_barn("brev", fil, tittel))


def flett(mal: bytes, verdier: Mapping[str, str], egenskaper: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """A Word template with its fields filled in, and the fields that it names and `verdier` has not.

    egenskaper: title and author, as the file says of itself. Raises Ubrukelig, or KanalFeil when it takes too much.
    """
    with TemporaryDirectory() as mappe:
        fil = _legg(io.BytesIO(mal), "mal.docx", Path(mappe))
        (Path(mappe) / FLETTES).write_text(json.dumps({"verdier": dict(verdier), "egenskaper": dict(egenskaper)}))
        hode, _, ut = _barn("flett", fil).partition(b"\n")
    hva = json.loads(hode)
    if "nei" in hva:
        raise Ubrukelig(hva["nei"], hva["hva"])
    return ut, hva["ukjente"]


def _kopi(svar: bytes, forut: str = "") -> Arkivkopi:
    hode, _, kopi = svar.partition(b"\n")
    hva = json.loads(hode)
    return Arkivkopi(kopi, forut + hva["verktoey"], hva["kommentar"])


def _legg(innhold: BinaryIO, filnavn: str, mappe: Path, navn: str = "fil") -> Path:
    """The file by a name of our own; only its extension is kept, for the formats that bytes do not tell apart."""
    endelse = re.sub(r"[^a-z0-9]", "", Path(filnavn).suffix.lower())[:10]
    fil = mappe / (f"{navn}.{endelse}" if endelse else navn)
    with fil.open("wb") as ut:
        shutil.copyfileobj(innhold, ut)
    return fil


def _barn(oppgave: str, fil: Path, *mer: str) -> bytes:
    """Run the child. Its environment holds no secrets; -P keeps the working folder out of its module path."""
    svar = _kjoer(
        [sys.executable, "-P", "-B", "-m", "bysak.kjerne.filformat_barn", oppgave, fil.name, *mer], fil.parent
    )
    if svar.returncode == 0:
        return svar.stdout
    if svar.returncode == AVSLAG:
        raise KanalFeil(svar.stdout.decode("utf-8", "replace"), forbigaaende=False)
    if svar.returncode in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT):
        raise KanalFeil("Filen er for krevende til å behandles her.", forbigaaende=False)
    logger.error("filformat %s sviktet: %s", oppgave, svar.stderr[-2000:].decode("utf-8", "replace"))
    raise KanalFeil("Filen lot seg ikke lese. Den er skadet, eller programmet sviktet.", forbigaaende=False)


def _krev_lesbar(innhold: bytes) -> None:
    """LibreOffice makes pages of anything, also of noise in an Office wrapping; those would be no copy."""
    if not innhold.startswith(_OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in innhold:
        raise KanalFeil("Dokumentet er beskyttet med passord. Be avsenderen om en åpen fil.", forbigaaende=False)
    if filtype.bestem(innhold).mime == "application/x-ole-storage":
        raise KanalFeil("Dokumentet er skadet. Be avsenderen om en ny fil.", forbigaaende=False)


def _kontor(fil: Path) -> Path:
    """Let LibreOffice write a PDF/A of an office file, with a profile of its own that goes away with the folder.

    The profile says no to macros and to what lies elsewhere; where the system allows, there is no network at all.
    """
    program = shutil.which(KONTORPROGRAM)
    if program is None:
        raise KanalFeil(
            "Tjeneren mangler LibreOffice, så kontordokumenter gjøres ikke om til arkivformat. "
            "Be driften installere det, eller legg inn en kopi i arkivformat for hånd.",
            forbigaaende=True,
        )
    (fil.parent / "profil" / "user").mkdir(parents=True)
    (fil.parent / "profil" / "user" / "registrymodifications.xcu").write_text(_PROFIL, encoding="utf-8")
    svar = _kjoer(
        [
            *_uten_nett(), "/bin/sh", "-c", _TAK, "sh", program, "--headless", "--norestore", f"-env:UserInstallation=file://{fil.parent}/profil",
            "--convert-to", f"pdf:writer_pdf_Export:{_PDF_VALG}", "--outdir", str(fil.parent), str(fil),
        ],
        fil.parent,
    )  # fmt: skip
    ferdig = fil.with_suffix(".pdf")
    if svar.returncode != 0 or not ferdig.is_file():
        raise KanalFeil("LibreOffice kunne ikke lese dokumentet. Det kan være skadet.", forbigaaende=False)
    return ferdig


@cache
def _uten_nett() -> list[str]:
    """What to put before a command so that it sees no network, where the system lets us."""
    foran = ["unshare", "--map-root-user", "--net"]
    try:
        proevd = subprocess.run([*foran, "true"], capture_output=True, check=False, timeout=5)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return []
    return foran if proevd.returncode == 0 else []


def _kjoer(kommando: list[str], mappe: Path) -> subprocess.CompletedProcess[bytes]:
    """Run to the end or to the limit; then the whole family of processes goes."""
    miljoe = {
        "PYTHONPATH": _ROT, "LANG": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath), "HOME": str(mappe),
        "TMPDIR": str(mappe), "http_proxy": _INGEN, "https_proxy": _INGEN,
    }  # fmt: skip
    prosess = subprocess.Popen(  # noqa: S603 (a fixed command; the file is named by us)
        kommando, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=miljoe, cwd=mappe,
        start_new_session=True,
    )  # fmt: skip
    try:
        ut, feil = prosess.communicate(timeout=TID_SEKUNDER)
    except subprocess.TimeoutExpired:
        os.killpg(prosess.pid, signal.SIGKILL)
        prosess.communicate()
        raise KanalFeil("Det tok for lang tid å behandle filen.", forbigaaende=False) from None
    return subprocess.CompletedProcess(kommando, prosess.returncode, ut, feil)
