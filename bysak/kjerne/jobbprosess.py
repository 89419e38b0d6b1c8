"""The background jobs as a process: `python -m bysak.kjerne.jobbprosess lett` or `tung`.

LESMEG: two lanes, so that what is done in a moment never waits for what takes minutes. A queue is light unless it is
named here, so a new one is never without a process. A job is sent to the heavy lane by its task's queue, or one at a
time with `oppgave.configure(queue=TUNG)` when its file is big.
"""

import os
import sys

import django
from django.core.management import call_command

TUNG = "tung"
TUNGE = frozenset({TUNG, "konvertering", "uttrekk"})
# Of what can take hours, one at a time goes (the lock of its task): the last place is always for files of the moment.
SAMTIDIGE = {"lett": 4, "tung": 3}
STOR = 5 * 1024 * 1024
# The heavy lane takes what processor time the others leave.
_ETTERGIVENHET = 10


def koe_for(stoerrelse: int, lett: str) -> str:
    """The queue for work on so many bytes: the light one given, or the heavy lane."""
    return TUNG if stoerrelse > STOR else lett


def koer(bane: str) -> list[str]:
    """The queues of a lane, once every task is known."""
    from procrastinate.contrib.django import app

    if bane == "tung":
        return sorted(TUNGE)
    return sorted({oppgave.queue for oppgave in app.tasks.values()} - TUNGE)


def main(bane: str) -> None:
    """Work until SIGTERM or SIGINT."""
    django.setup()
    if bane == "tung":
        os.nice(_ETTERGIVENHET)
    valg = ["--queues", ",".join(koer(bane)), "--concurrency", str(SAMTIDIGE[bane])]
    call_command("procrastinate", "worker", *valg, skip_checks=True)


if __name__ == "__main__":
    main(sys.argv[1])
