"""A list written to a file row by row, as CSV or as a spreadsheet: the same file however many rows it has."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import IO

import xlsxwriter

# Without a limit of its own a cell of a spreadsheet would be left out.
MAKS_CELLE, BREDEST = 32_000, 60
MAKS_I_REGNEARK = 1_048_575 - 1
_FARLIG = ("=", "+", "-", "@", "\t", "\r", "\n")
Rader = Sequence[Sequence[str]]


class Csv:
    """UTF-8 with the mark that spreadsheets look for; what one would take for a formula is made text."""

    def __init__(self, ut: IO[bytes], hode: Sequence[str], foerste: Rader) -> None:
        self._tekst = io.TextIOWrapper(ut, "utf-8-sig", newline="", write_through=True)
        self._ark = csv.writer(self._tekst, delimiter=";")
        self.skriv([hode])
        self.skriv(foerste)

    def skriv(self, rader: Rader) -> None:
        """These rows after the others."""
        self._ark.writerows([_trygg(v) for v in rad] for rad in rader)

    def lukk(self, merknad: str = "") -> None:
        """The last line, when there is something to say about the file, and the end."""
        if merknad:
            self._ark.writerow([merknad])
        self._tekst.detach()


class Regneark:
    """Every cell is text: a title that begins with «=» is no formula, and an address is no link.

    stort: nothing is kept in memory; its columns are as wide as the first rows ask for.
    """

    def __init__(self, ut: IO[bytes], hode: Sequence[str], foerste: Rader, *, stort: bool = False) -> None:
        self._bok = xlsxwriter.Workbook(ut, {"constant_memory": True} if stort else {"in_memory": True})
        self._ark, self._nr, self._bredde = self._bok.add_worksheet(), 1, len(hode)
        for kol, navn in enumerate(hode):
            self._ark.set_column(kol, kol, min(BREDEST, max([len(navn), *(len(r[kol]) for r in foerste)]) + 2))
        fet = self._bok.add_format({"bold": True, "bottom": 1})
        for kol, navn in enumerate(hode):
            self._ark.write_string(0, kol, navn, fet)
        self._ark.freeze_panes(1, 0)
        self.skriv(foerste)

    def skriv(self, rader: Rader) -> None:
        """These rows after the others."""
        for rad in rader:
            for kol, verdi in enumerate(rad):
                self._ark.write_string(self._nr, kol, verdi[:MAKS_CELLE])
            self._nr += 1

    def lukk(self, merknad: str = "") -> None:
        """The last line, when there is something to say about the file, and the end."""
        if merknad:
            self._ark.write_string(self._nr, 0, merknad)
        self._ark.autofilter(0, 0, max(self._nr - 1, 1), self._bredde - 1)
        self._bok.close()


Skriver = Callable[[IO[bytes], Sequence[str], Rader], Csv | Regneark]


def _trygg(verdi: str) -> str:
    return f"'{verdi}" if verdi.lstrip(" ").startswith(_FARLIG) else verdi
