"""Makes a copy of the sample deposit and damages it, the sums in arkivuttrekk.xml put right again."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.tests.eksempel import EKSEMPEL

Endring = Callable[[Path], None]
AU, AS, EL, LJ, OJ = (
    f"{navn}.xml" for navn in ("arkivuttrekk", "arkivstruktur", "endringslogg", "loependeJournal", "offentligJournal")
)
POST1, POST2, POST3 = (
    "83e87ae6-21e1-5f75-a0af-e1eb5a99095d",
    "a9271dbd-ec86-5f9d-a330-75c398010023",
    "8354a6dc-92ee-5bca-80d0-d87c886a08b8",
)
SKJEMA = "skjema-ugyldig"
INGEN = "00000000-0000-4000-8000-000000000000"
DOK1 = "dokumenter/2024/000001.pdf"


def kopi(til: Path) -> Path:
    mappe = til / "uttrekk"
    shutil.copytree(EKSEMPEL, mappe, copy_function=shutil.copyfile)
    for sti in (mappe, *mappe.rglob("*")):
        sti.chmod(0o755 if sti.is_dir() else 0o644)
    return mappe


def rett_summer(mappe: Path) -> None:
    fil = mappe / AU
    tekst = fil.read_text("utf-8")

    def ny(treff: re.Match[str]) -> str:
        beskrevet = mappe / treff[2]
        sum_ = hashlib.sha256(beskrevet.read_bytes()).hexdigest() if beskrevet.is_file() else treff[4]
        return f"{treff[1]}{treff[2]}{treff[3]}{sum_}"

    moenster = (
        r'(<property name="name"><value>)([\w.]+)(</value></property>(?:(?!property name="file").)*?'
        r'<value>SHA-256</value></property><property name="value"><value>)([0-9a-f]{64})'
    )
    fil.write_text(re.sub(moenster, ny, tekst), "utf-8")


def bytt(fil: str, gammel: str, ny: str, antall: int = 1, *, rett: bool = True) -> Endring:
    def utfoer(mappe: Path) -> None:
        tekst = (mappe / fil).read_text("utf-8")
        assert gammel in tekst, f"{gammel} er ikke i {fil}"
        (mappe / fil).write_text(tekst.replace(gammel, ny, antall), "utf-8")
        if rett and fil != AU:
            rett_summer(mappe)

    return utfoer


def bytt_etter(fil: str, merke: str, gammel: str, ny: str) -> Endring:
    """Replace the first occurrence after a mark."""

    def utfoer(mappe: Path) -> None:
        foer, skille, etter = (mappe / fil).read_text("utf-8").partition(merke)
        assert skille
        assert gammel in etter
        (mappe / fil).write_text(foer + skille + etter.replace(gammel, ny, 1), "utf-8")
        rett_summer(mappe)

    return utfoer


def raa(fil: str, gjoer: Callable[[bytes], bytes]) -> Endring:
    def utfoer(mappe: Path) -> None:
        (mappe / fil).write_bytes(gjoer((mappe / fil).read_bytes()))
        if fil != AU:
            rett_summer(mappe)

    return utfoer


def fjern(fil: str) -> Endring:
    return lambda mappe: (mappe / fil).unlink()


def nytt_navn(fil: str, navn: str) -> Endring:
    def utfoer(mappe: Path) -> None:
        (mappe / fil).rename(mappe / navn)

    return utfoer


def flere(*endringer: Endring) -> Endring:
    def utfoer(mappe: Path) -> None:
        for endring in endringer:
            endring(mappe)

    return utfoer


def kontroller_etter(til: Path, endring: Endring) -> Rapport:
    mappe = kopi(til)
    endring(mappe)
    return kontroller(mappe)


def lenke(fil: str, til: str) -> Endring:
    return flere(fjern(fil), lambda mappe: (mappe / fil).symlink_to(til))


def ekstra(fil: str, innhold: bytes = b"%PDF-1.4 pdfaid") -> Endring:
    def utfoer(mappe: Path) -> None:
        (mappe / fil).parent.mkdir(parents=True, exist_ok=True)
        (mappe / fil).write_bytes(innhold)

    return utfoer


def uten(fil: str, moenster: str) -> Endring:
    def fjern_det(innhold: bytes) -> bytes:
        nytt, antall = re.subn(moenster.encode(), b"", innhold, count=1, flags=re.DOTALL)
        assert antall
        return nytt

    return raa(fil, fjern_det)


def koder(rapport: Rapport) -> set[str]:
    return set(rapport.per_kode)


def proev(til: Path, endring: Endring, ventet: set[str]) -> None:
    rapport = kontroller_etter(til, endring)
    assert koder(rapport) == ventet, [(f.kode, f.sted, f.tekst) for f in rapport.funn]
