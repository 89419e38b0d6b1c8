"""What goes wrong, at random times that a seed decides: each is done to the running system, and ended again."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.utholdenhet.kilder import Imap, SvarInn
from tests.utholdenhet.skjema import Skjema
from tests.utholdenhet.systemet import System

PROSESSER = ("mottak", "innsending", "postkasser", "jobb", "tungjobb", "arbeidsflate", "offentlig")
_ET_MINUTT = "databasen borte et minutt"
_TUNGE = ("alt kill -9", "databasen borte", "databasen uten plass")


@dataclass
class Feil:
    """All the faults. langt: how long the long ones last, in seconds."""

    system: System
    imap: Imap | None
    svarinn: SvarInn
    skjema: Skjema
    tilfeldig: random.Random
    langt: float
    gjort: Counter[str] = field(default_factory=Counter)

    def plan(self, antall: int, *, kort: bool) -> list[str]:
        """So many faults in random order, every kind as often, and once a minute without a database.

        kort: without those that need a start of everything.
        """
        slag = [navn for navn in self._alle() if navn != _ET_MINUTT and not (kort and navn in _TUNGE)]
        self.tilfeldig.shuffle(slag)
        plan = [slag[nr % len(slag)] for nr in range(antall)] + ([] if kort else [_ET_MINUTT])
        self.tilfeldig.shuffle(plan)
        return plan

    def gjoer(self, navn: str) -> None:
        """Do one of them."""
        self._alle()[navn]()
        self.gjort[navn] += 1

    def _alle(self) -> dict[str, Callable[[], None]]:
        alle: dict[str, Callable[[], None]] = {
            f"{p} kill -9": lambda p=p: self.system.drep(p, self.tilfeldig)  # type: ignore[misc]
            for p in PROSESSER
        }
        alle["databasen kill -9"] = self.system.drep_databasen
        alle["databasen borte"] = lambda: self.system.uten_database(self.tilfeldig.uniform(0.5, 1) * self.langt)
        alle[_ET_MINUTT] = lambda: self.system.uten_database(60)
        alle["alt kill -9"] = self.system.drep_alt
        alle["SvarInn kuttet"] = lambda: self.svarinn.kutter.kutt_etter(self.tilfeldig.randint(100, 60_000))
        # What is cut is the answer: the form is committed, and its sender is not told.
        alle["skjemasvar kuttet"] = lambda: self.skjema.kutter.kutt_etter(self.tilfeldig.randint(1, 200))
        if self.imap is not None:
            alle["IMAP kuttet"] = lambda: self.imap.kutter.kutt_etter(self.tilfeldig.randint(100, 60_000))  # type: ignore[union-attr]
        if self.system.har_disk:
            alle["lageret fullt"] = lambda: self.system.full_disk("lager", self.langt / 4)
            alle["databasen uten plass"] = lambda: self.system.full_disk("postgres", self.langt / 4)
        alle["klokken hopper fram"] = lambda: self._klokkehopp(26)
        alle["klokken hopper tilbake"] = lambda: self._klokkehopp(-26)
        return alle

    def _klokkehopp(self, timer: float) -> None:
        self.system.still_klokken(timer)
        time.sleep(0.5 + self.langt / 6)
        self.system.still_klokken(0)
