"""info.xml, as older deliveries have it beside the deposit: the sum of arkivuttrekk.xml (KDRS A9)."""

from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_filer import sjekksum
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml

NAVN = "info.xml"
STOERST = 1_000_000


class _Leser:
    """Gathers the sums: file name and sum stand side by side in a sjekksummer."""

    def __init__(self) -> None:
        self.navn = ""
        self.summer: list[tuple[str, str, int]] = []

    def start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        """An element begins."""

    def slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        """Keep a name until its sum comes."""
        lokalt = navn.rpartition(":")[2]
        if lokalt == "filnavn":
            self.navn = (tekst or "").strip()
        elif lokalt == "sjekksum" and len(self.summer) < 100:
            self.summer.append((self.navn, (tekst or "").strip().lower(), linje))

    def merknad(self, kode: str, tekst: str, linje: int) -> None:
        """Take no notice: the file is not part of the standard."""


def kontroller_info(arkivuttrekk: Path, rapport: Rapport) -> None:
    """Compare arkivuttrekk.xml with info.xml, in its folder or the one above, when that gives a sum for it."""
    for mappe in (arkivuttrekk.parent, arkivuttrekk.resolve().parent.parent):
        fil = mappe / NAVN
        for navn, oppgitt, linje in _summer(fil):
            funnet = sjekksum(arkivuttrekk, rapport) if navn == arkivuttrekk.name else oppgitt
            if funnet and funnet != oppgitt:
                tekst = f"{navn} har sjekksummen {funnet}; info.xml sier {oppgitt[:64]}."
                rapport.meld("info-sjekksum", tekst, NAVN, linje, sti="//sjekksummer/sjekksum")


def _summer(fil: Path) -> list[tuple[str, str, int]]:
    leser = _Leser()
    try:
        if fil.is_symlink() or not fil.is_file() or fil.stat().st_size > STOERST:
            return []
        with fil.open("rb") as kilde:
            les_xml(kilde, leser)
    except (OSError, XmlFeil):  # another info.xml than the one meant here is nobody's fault
        return []
    return leser.summer
