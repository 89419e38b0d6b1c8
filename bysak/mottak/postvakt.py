"""Following the mailboxes: one thread and one connection for each, listening for what comes.

LESMEG: IDLE is held for a minute at a time, which also tells a dead line, and is broken off by «Hent nå». What goes
wrong stands on the mailbox. While this process is away, the sweep of the job process looks instead.
"""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from django.db import close_old_connections, connection

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import er_inne, naa
from bysak.kjerne.lager import LagerFeil
from bysak.klienter.imap import ImapFeil
from bysak.mottak.kanaler import postkasse
from bysak.mottak.models import Postkasse
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer

logg = structlog.get_logger("bysak.mottak.postkasser")

RUNDSKUE = 1.0
# How long one IDLE lasts, and how long we wait where the server has none.
IDLE, UTEN_IDLE = 60.0, 20.0
# After what nobody has thought of, such as a database that is away.
PAUSE = 5.0
STOPPFRIST = 8.0


@dataclass
class Foelger:
    """The thread of one mailbox. oppsett: what it is connected with."""

    virksomhet_id: int
    system_id: UUID
    oppsett: tuple[object, ...]
    slutt: threading.Event = field(default_factory=threading.Event)
    vekket: threading.Event = field(default_factory=threading.Event)
    vekket_for: datetime | None = None
    traad: threading.Thread | None = None

    def start(self) -> None:
        """Begin to follow it."""
        self.traad = threading.Thread(target=self._foelg, name=str(self.system_id), daemon=True)
        self.traad.start()

    def vekk(self, tid: datetime) -> None:
        """Somebody wants it read at `tid`, which is now; once is enough."""
        if self.vekket_for != tid:
            self.vekket_for = tid
            self.vekket.set()

    def be_om_slutt(self) -> None:
        """Ask it to end; it does within a second, or when the round it is in is done."""
        self.slutt.set()
        self.vekket.set()

    def _foelg(self) -> None:
        while not self.slutt.is_set():
            try:
                self._en_forbindelse()
            except Exception as feil:  # A thread that dies would leave its mailbox to the sweep, and tell nobody.
                logg.error("uventet feil", postkasse=str(self.system_id), feil=type(feil).__name__)
                self._pause(PAUSE)
            finally:
                connection.close()

    def _en_forbindelse(self) -> None:
        """From login until the connection ends, or somebody asks for the end."""
        som = prosessaktoer("jobb")
        kasse = postkasse.les(self.virksomhet_id, self.system_id, som)
        if kasse.feil and not er_inne(kasse.neste_tid, postkasse.LENGSTE_PAUSE):
            connection.close()
            self._pause((kasse.neste_tid - naa()).total_seconds())
            return
        try:
            with postkasse.koble_til(kasse, som) as innboks:
                while not self.slutt.is_set():
                    self.vekket.clear()
                    postkasse.runde(innboks, kasse, som)
                    connection.close()
                    if innboks.kan_vente:
                        innboks.vent(self.vekket.is_set, IDLE)
                    else:
                        self.vekket.wait(UTEN_IDLE)
        except (ImapFeil, LagerFeil) as feil:
            postkasse.feilet(kasse, feil, som)

    def _pause(self, sekunder: float) -> None:
        if self.vekket.wait(sekunder):
            self.vekket.clear()


def hold_vakt(stopp: threading.Event) -> None:
    """See to it, until `stopp`, that each mailbox that is started has a follower; then end them together."""
    foelgere: dict[UUID, Foelger] = {}
    while not stopp.is_set():
        try:
            _rundskue(foelgere)
        except Exception as feil:  # The database may be away; the followers say the same of their own.
            logg.error("postkassene kunne ikke ses etter", feil=type(feil).__name__)
        finally:
            close_old_connections()
        stopp.wait(RUNDSKUE)
    for foelger in foelgere.values():
        foelger.be_om_slutt()
    frist = time.monotonic() + STOPPFRIST
    for foelger in foelgere.values():
        if foelger.traad is not None:
            foelger.traad.join(max(0.0, frist - time.monotonic()))


def _rundskue(foelgere: dict[UUID, Foelger]) -> None:
    """Look once at which mailboxes are started, how they are set up, and which somebody wants read now."""
    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        aktive = {kasse.pk: kasse for kasse in Postkasse.objects.filter(aktiv=True)}
    for pk, foelger in list(foelgere.items()):
        if pk not in aktive or foelger.oppsett != aktive[pk].oppsett:
            foelgere.pop(pk).be_om_slutt()
    for pk, kasse in aktive.items():
        if pk not in foelgere:
            assert kasse.virksomhet_id is not None
            foelgere[pk] = Foelger(kasse.virksomhet_id, pk, kasse.oppsett)
            foelgere[pk].start()
        elif kasse.neste_tid <= naa():
            foelgere[pk].vekk(kasse.neste_tid)
