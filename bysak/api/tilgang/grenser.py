"""How often one client may ask: a bucket that fills evenly, in each process by itself, so that a request costs nothing.

It holds back a client that has gone astray; it is no defence against many (that is the proxy's work).
"""

import threading
import time
from collections import OrderedDict

from django.conf import settings

from bysak.api.tilgang.avvist import ForMangeKall

MAKS_KLIENTER = 10_000
_laas = threading.Lock()
_boetter: OrderedDict[str, tuple[float, float]] = OrderedDict()


def tell(hvem: str) -> None:
    """Count one request. Raises `ForMangeKall`, with how long to wait, when a minute's worth is used up."""
    maks = settings.BYSAK_API_KALL_PER_MINUTT
    if not maks:
        return
    tid = time.monotonic()
    with _laas:
        igjen, sist = _boetter.pop(hvem, (float(maks), tid))
        igjen = min(float(maks), igjen + (tid - sist) * maks / 60)
        _boetter[hvem] = (max(igjen - 1, 0.0), tid) if igjen >= 1 else (igjen, tid)
        if len(_boetter) > MAKS_KLIENTER:
            _boetter.popitem(last=False)
    if igjen < 1:
        vent = int((1 - igjen) * 60 / maks) + 1
        raise ForMangeKall(f"For mange kall. Vent {vent} sekunder.", vent)


def nullstill() -> None:
    """Forget what has been counted."""
    with _laas:
        _boetter.clear()
