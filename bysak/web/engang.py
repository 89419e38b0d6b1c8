"""A form that is sent twice, by a double click or an impatient reload, is done once.

The form carries a number of its own (`engangsnummer()` in its page). What it did is known in the log by that number
and what was written in it, so that it holds for two requests at the same moment, and a form that is filled in anew
after «back» is a new one.
"""

import hashlib
from datetime import timedelta

from bysak.kjerne.arbeid import hold, merk_foresporselen
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring
from bysak.web.doer import Forespoersel

FELT = "engang"
_EMNE, _VINDU = 0x0E96, timedelta(hours=1)


def gjort_foer(request: Forespoersel) -> list[Endring] | None:
    """What this very form did when it was sent before, first change first; None when this is the first time.

    In an open `arbeid`, before anything is written. Waits for the same form if it is being done just now.
    """
    if not request.POST.get(FELT):
        return None
    innhold = sorted((navn, verdier) for navn, verdier in request.POST.lists() if navn != "csrfmiddlewaretoken")
    sum_ = hashlib.sha256(repr((request.path, innhold)).encode()).hexdigest()
    merke = f".{sum_[:7]}"
    hold(_EMNE, int(sum_[:7], 16))
    gjort = Endring.objects.filter(
        handling__bruker_id=request.aktoer.bruker_id,
        handling__tid__gt=naa() - _VINDU,
        handling__foresporsel__endswith=merke,
    )
    if funnet := list(gjort.order_by("id")[:50]):
        return funnet
    merk_foresporselen(merke)
    return None
