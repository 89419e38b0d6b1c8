"""The files of a deposit: into the store first, each one checked on the way, and out again if the rest goes wrong."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from bysak.depot.inntak_dokumenter import Fil
from bysak.depot.inntak_funn import InntakFeil, Liste, sted
from bysak.kjerne import lager
from bysak.kjerne.kalender import naa
from bysak.noark.xml import Enhet, Leser

_ALGORITMER = {"sha256": "sha256", "": "sha256", "sha1": "sha1", "md5": "md5", "sha512": "sha512", "sha384": "sha384"}
_BIT = 1 << 20
_MEST = 1000


class Filer:
    """Brings the files in. `funn` holds what is wrong with them, and `antall_feil` counts also what is not told."""

    def __init__(self, mappe: Path, virksomhet_kode: str, liste: Liste) -> None:
        self._mappe, self._kode, self._liste = mappe.resolve(), virksomhet_kode, liste
        self._nye = tempfile.SpooledTemporaryFile(1 << 20)  # noqa: SIM115 (closed by `lagret`)
        self.funn: list[str] = []
        self.antall_feil = 0

    @contextmanager
    def lagret(self, struktur: Path) -> Iterator[None]:
        """Store every file that `struktur` names, and keep them only if the block ends well.

        Raises InntakFeil with every file that is wrong, or LagerFullt; then none that is new is kept.
        """
        try:
            for enhet in Leser(struktur):
                for objekt in _objekter(enhet):
                    self._lagre(objekt)
            if self.funn:
                rest = self.antall_feil - len(self.funn)
                raise InntakFeil(*self.funn, *([f"… og {rest} filer til."] if rest else []))
            yield
        except BaseException:
            self._rydd()
            raise
        finally:
            self._nye.close()

    def fil(self, objekt: Enhet) -> Fil:
        """What is stored for a dokumentobjekt, which has been checked."""
        sti = self._mappe / objekt.en("referanseDokumentfil")
        sjekksum = objekt.en("sjekksum").strip().lower()
        if _algoritme(objekt) != "sha256" or not sjekksum:
            with sti.open("rb") as kilde:
                sjekksum = _sum(kilde, "sha256")
        return Fil(sjekksum, sti.stat().st_size)

    def _lagre(self, objekt: Enhet) -> None:
        sti = self._sti(objekt)
        if sti is None:
            return
        navn, oppgitt = objekt.en("referanseDokumentfil"), objekt.en("sjekksum").strip().lower()
        algoritme = _algoritme(objekt)
        if algoritme is None:
            self._meld(objekt, f"sjekksumAlgoritme «{objekt.en('sjekksumAlgoritme')[:40]}» er ukjent for {navn}.")
            return
        try:
            with sti.open("rb") as kilde:
                funnet = _sum(kilde, algoritme)
                if oppgitt and funnet != oppgitt:
                    self._meld(objekt, f"{navn} er endret: sjekksummen er {funnet}, oppgitt {oppgitt[:130]}.")
                    return
                kilde.seek(0)
                self._inn(kilde, funnet if algoritme == "sha256" else _sum(kilde, "sha256"))
        except OSError as feil:
            self._meld(objekt, f"{navn} kan ikke leses: {feil.strerror}.")
            return
        if objekt.en("filstoerrelse") and objekt.en("filstoerrelse").strip() != str(sti.stat().st_size):
            hva = "dokumentobjekt/filstoerrelse"
            self._liste.meld("feil-stoerrelse", hva, sted(objekt), objekt.en("filstoerrelse"))

    def _inn(self, kilde: BinaryIO, sha256: str) -> None:
        if lager.finnes(self._kode, sha256):
            return
        self._nye.write(bytes.fromhex(sha256))
        kilde.seek(0)
        if lager.lagre(self._kode, kilde).sha256 != sha256:
            raise InntakFeil("En fil ble endret mens den ble lest. La uttrekket ligge i ro, og prøv igjen.")

    def _sti(self, objekt: Enhet) -> Path | None:
        navn = objekt.en("referanseDokumentfil")
        if not navn:
            self._meld(objekt, "dokumentobjekt mangler referanseDokumentfil.")
            return None
        delene = PurePosixPath(navn)
        sti = (self._mappe / delene).resolve() if "\0" not in navn else self._mappe
        if delene.is_absolute() or ".." in delene.parts or not sti.is_relative_to(self._mappe):
            self._meld(objekt, f"{navn[:200]} ligger utenfor uttrekket og leses ikke.")
        elif not sti.is_file():
            self._meld(objekt, f"{navn[:200]} finnes ikke.")
        else:
            return sti
        return None

    def _meld(self, objekt: Enhet, tekst: str) -> None:
        self.antall_feil += 1
        if len(self.funn) < _MEST:
            self.funn.append(f"{sted(objekt)}: {tekst}")

    def _rydd(self) -> None:
        """Remove what this reading brought; what was there before it stays."""
        self._nye.seek(0)
        while sum_ := self._nye.read(32):
            lager.slett(self._kode, sum_.hex(), naa() + timedelta(days=1))


def _objekter(enhet: Enhet) -> Iterator[Enhet]:
    for barn in enhet.barn:
        if barn.navn == "dokumentobjekt":
            yield barn
        elif barn.navn == "dokumentbeskrivelse":
            yield from barn.av("dokumentobjekt")


def _algoritme(objekt: Enhet) -> str | None:
    return _ALGORITMER.get(objekt.en("sjekksumAlgoritme").strip().lower().replace("-", "").replace("_", ""))


def _sum(kilde: BinaryIO, algoritme: str) -> str:
    kilde.seek(0)
    sum_ = hashlib.new(algoritme, usedforsecurity=False)
    while bit := kilde.read(_BIT):
        sum_.update(bit)
    return sum_.hexdigest()
