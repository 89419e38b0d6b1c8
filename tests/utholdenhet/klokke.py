"""A program of Bysak with a clock that can be set while it runs: `klokke.py FILE -m module …`; FILE holds seconds.

Moves `kalender.naa`, the one place that reads the time of day, and `time.time`, by which the jobs are begun.
"""

import datetime
import os
import runpy
import sys
import time
from pathlib import Path

_ekte = time.time


def main() -> None:
    """Set the clock, then be the program."""
    fil, argumenter = Path(sys.argv[1]), sys.argv[2:]
    if argumenter[0] != "-m":
        os.execv(sys.executable, [sys.executable, *argumenter])
    sys.path.insert(0, "")

    def forskyvning() -> float:
        return float(fil.read_text() or 0)

    class Forskjoevet(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
            return datetime.datetime.now(tz) + datetime.timedelta(seconds=forskyvning())

    from bysak.kjerne import kalender

    kalender.datetime = Forskjoevet  # type: ignore[attr-defined]
    time.time = lambda: _ekte() + forskyvning()
    sys.argv = argumenter[1:]
    runpy.run_module(argumenter[1], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
