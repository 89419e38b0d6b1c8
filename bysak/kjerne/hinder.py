"""What stands in the way: the list that greys a button, fills a 409 and stops an act."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Nivaa = Literal["stopp", "varsel", "raad"]


@dataclass(frozen=True)
class Hinder:
    """One thing that stands in the way of an act.

    kode: stable, for tests, API and statistics.
    tekst: a sentence for people; never quotes content, which the door shows through the viewer's own screening.
    objekt: what it concerns, if it can be pointed at.
    nivaa: only "stopp" stops the act.
    felt: name of the form field that mends it, when there is one.
    """

    kode: str
    tekst: str
    objekt: object | None = None
    nivaa: Nivaa = "stopp"
    felt: str = ""


class Hindret(Exception):
    """The rules say no. Carries the whole list, so that a person can mend everything in one go."""

    def __init__(self, hindre: Iterable[Hinder]) -> None:
        self.hindre = tuple(hindre)
        super().__init__(" ".join(h.tekst for h in self.hindre))


class KanalFeil(Exception):
    """The outside world failed. `forbigaaende` says whether trying again can help."""

    def __init__(self, melding: str, *, forbigaaende: bool) -> None:
        self.melding = melding
        self.forbigaaende = forbigaaende
        super().__init__(melding)


def ingen(hindre: Iterable[Hinder]) -> None:
    """Raise `Hindret` with every stopping hinder, or return when there is none."""
    stopp = [h for h in hindre if h.nivaa == "stopp"]
    if stopp:
        raise Hindret(stopp)
