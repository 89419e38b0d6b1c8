"""How often one address or client may send: a bucket that fills evenly, in this one process."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

MAKS_HUSKET = 20_000


@dataclass
class Boette:
    """So many for each period, in seconds; 0 is no limit."""

    antall: int
    periode: float
    _laas: threading.Lock = field(default_factory=threading.Lock)
    _igjen: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def vent(self, hvem: str) -> int:
        """Take one; 0 when there was one, else the seconds until there is."""
        if not self.antall:
            return 0
        tid = time.monotonic()
        with self._laas:
            igjen, sist = self._igjen.pop(hvem, (float(self.antall), tid))
            igjen = min(float(self.antall), igjen + (tid - sist) * self.antall / self.periode)
            self._igjen[hvem] = (igjen - 1 if igjen >= 1 else igjen, tid)
            if len(self._igjen) > MAKS_HUSKET:
                self._igjen.popitem(last=False)
        return 0 if igjen >= 1 else int((1 - igjen) * self.periode / self.antall) + 1
