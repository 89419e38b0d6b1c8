"""Mailboxes for the tests: set up in the database, pointing at a real Dovecot."""

from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from bysak.kjerne.arbeid import arbeid
from bysak.klienter.tests.dovecot import PASSORD, Dovecot
from bysak.mottak.kanaler.postkasse import hent
from bysak.mottak.kanaler.postkasseoppsett import Oppsett, opprett_postkasse, start_lesing
from bysak.mottak.models import Postkasse, Postmelding
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import som, virksomhet


def en_kasse(dovecot: Dovecot, kode: str = "frogner", **felt: Any) -> Postkasse:
    """A started mailbox of a virksomhet, with a user of its own at the server."""
    bruker = f"{kode}-{uuid4().hex[:8]}"
    verdier: dict[str, Any] = {
        "navn": "Postmottaket",
        "vert": "localhost",
        "port": dovecot.tlsport,
        "hemmelighet": PASSORD,
    }
    with som("siv", kode) as av:
        return start_lesing(opprett_postkasse(oppsett=Oppsett(bruker=bruker, **(verdier | felt)), av=av), av=av)


def hentet(kasse: Postkasse) -> int:
    """Look into it now."""
    assert kasse.virksomhet_id is not None
    return hent(kasse.virksomhet_id, kasse.pk, straks=True)


@contextmanager
def som_leser(kasse: Postkasse):
    """An open arbeid that reads where the mailbox is."""
    with arbeid(som=prosessaktoer("jobb"), leser=[kasse.virksomhet]) as det:
        yield det


def kassen(kasse: Postkasse) -> Postkasse:
    """As it stands now."""
    with som_leser(kasse):
        return Postkasse.objects.get(pk=kasse.pk)


def linjer(kasse: Postkasse) -> list[Postmelding]:
    """Its lines in the ledger, in order."""
    with som_leser(kasse):
        return list(Postmelding.objects.filter(postkasse=kasse).select_related("til").order_by("sett_tid", "uid"))


def forfaller(kasse: Postkasse) -> None:
    """Let what waits for its time be due."""
    with arbeid(som=prosessaktoer("jobb"), i=virksomhet(kasse.virksomhet.kode), verb="prøv"):
        Postmelding.objects.filter(postkasse=kasse).update(neste_tid=kasse.sett_til)
