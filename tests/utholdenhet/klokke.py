"""The `sitecustomize` of Bysak's processes in the run: a clock that can be set while they work.

BYSAK_TESTKLOKKE names a file that holds seconds. Moves `kalender.naa`, the one place that reads the time of day, and
`time.time`, by which jobs are begun, connections time out and signed marks grow old. Web servers make their workers as
processes of their own, so it must be in whatever Python they start.
"""

import datetime
import os
import sys
import time
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_FIL = Path(os.environ["BYSAK_TESTKLOKKE"])
_KALENDER = "bysak.kjerne.kalender"
_ekte = time.time


def _forskyvning() -> float:
    return float(_FIL.read_text() or 0)


class _Forskjoevet(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
        return datetime.datetime.now(tz) + datetime.timedelta(seconds=_forskyvning())


class _VedImport(MetaPathFinder):
    """Sets the clock of the calendar at the moment it is imported."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        """Find the calendar as others would, and have it changed when it is loaded."""
        if fullname != _KALENDER:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        assert spec is not None
        assert spec.loader is not None
        lastet = spec.loader.exec_module

        def last(modul: Any) -> None:
            lastet(modul)
            modul.datetime = _Forskjoevet

        spec.loader.exec_module = last  # type: ignore[assignment, method-assign]
        return spec


time.time = lambda: _ekte() + _forskyvning()
sys.meta_path.insert(0, _VedImport())
