"""Mailboxes at a server that can less, that is full, and with our own disk and database gone in the middle."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection

from bysak.kjerne.postgres import Server
from bysak.klienter.tests.dovecot import Dovecot, Kutter
from bysak.mottak import postvakt
from bysak.mottak.models import Postkasse
from bysak.mottak.tests.brev import brev, rader
from bysak.mottak.tests.postkasser import en_kasse, forfaller, hentet, kassen, linjer
from bysak.mottak.tests.prosess import vent

pytestmark = [pytest.mark.django_db, pytest.mark.treg, pytest.mark.trenger("dovecot")]

# Three messages in a mailbox, at most.
_KVOTE = """
plugin {{
  quota = maildir:Kvote
  quota_rule = *:messages=3
}}
mail_plugins = acl quota
protocol imap {{
  mail_plugins = acl quota imap_quota
  imap_capability = IMAP4rev1 SASL-IR AUTH=PLAIN {evner}
}}
"""


@pytest.fixture(scope="module")
def enkel() -> Iterator[Dovecot]:
    """A server without MOVE and IDLE, and with little room."""
    with _tjener(_KVOTE.format(evner="UIDPLUS")) as dovecot:
        yield dovecot


@contextmanager
def _tjener(ekstra: str) -> Iterator[Dovecot]:
    dovecot = Dovecot(ekstra)
    dovecot.start()
    try:
        yield dovecot
    finally:
        dovecot.stopp()


def _aapen(dovecot: Dovecot, port: int = 0) -> Postkasse:
    """A mailbox whose wire can be read, and cut."""
    return en_kasse(dovecot, vert="127.0.0.1", port=port or dovecot.port, sikring="ingen")


def _hvor_den_er(dovecot: Dovecot, kasse: Postkasse) -> tuple[int, int]:
    return dovecot.innhold(kasse.bruker), dovecot.innhold(kasse.bruker, "Arkivert")


@pytest.mark.parametrize("ved", [b" UID STORE ", b" UID EXPUNGE "])
def test_uten_move_flyttes_den_en_gang_ogsaa_naar_linjen_brytes_paa_veien(enkel: Dovecot, ved: bytes):
    kutter = Kutter(enkel.port, kutt=ved)
    kasse = _aapen(enkel, port=kutter.port)
    enkel.legg(kasse.bruker, brev("Først"))
    assert hentet(kasse) == 0
    assert "brutt" in kassen(kasse).feil
    assert hentet(kasse) == 1
    assert _hvor_den_er(enkel, kasse) == (0, 1)
    assert [rad.leveringer for rad in rader("frogner")] == [1]
    enkel.legg(kasse.bruker, brev("Etter"))
    assert hentet(kasse) == 1
    assert _hvor_den_er(enkel, kasse) == (0, 2)
    with enkel.som(kasse.bruker) as imap:
        imap.select_folder("Arkivert", readonly=True)
        assert imap.search("DELETED") == []
    kutter.lukk()


def test_en_full_postkasse_sies_og_meldingene_flyttes_naar_det_er_ryddet(enkel: Dovecot):
    kasse = _aapen(enkel)
    with enkel.som(kasse.bruker) as imap:
        imap.create_folder("Privat")
    enkel.legg(kasse.bruker, brev("Gammelt"), mappe="Privat")
    enkel.legg(kasse.bruker, brev("En"), brev("To"))
    assert hentet(kasse) == 0
    assert [linje.feil for linje in linjer(kasse)] == [
        "Postkassen er full hos posttjeneren. Rydd i den, eller la den få mer plass."
    ] * 2
    assert (len(rader("frogner")), _hvor_den_er(enkel, kasse)) == (2, (2, 0))
    with enkel.som(kasse.bruker) as imap:
        imap.delete_folder("Privat")
    forfaller(kasse)
    assert hentet(kasse) == 2
    assert _hvor_den_er(enkel, kasse) == (0, 2)
    assert [rad.leveringer for rad in rader("frogner")] == [1, 1]
    assert [linje.feil for linje in linjer(kasse)] == ["", ""]


def test_en_tjener_som_ikke_kan_flytte_en_melding_faar_beholde_den_og_det_sies():
    with _tjener(_KVOTE.format(evner="IDLE")) as dovecot:
        kasse = _aapen(dovecot)
        dovecot.legg(kasse.bruker, brev("Blir liggende"))
        for _gang in range(2):
            hentet(kasse)
            forfaller(kasse)
        assert "uten å røre de andre" in linjer(kasse)[0].feil
        assert [rad.leveringer for rad in rader("frogner")] == [1]
        assert _hvor_den_er(dovecot, kasse) == (1, 0)


def test_uten_idle_ses_det_etter_igjen_og_igjen(enkel: Dovecot, egen_database: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postvakt, "UTEN_IDLE", 0.05)
    kasse = _aapen(enkel)
    assert kasse.virksomhet_id is not None
    foelger = postvakt.Foelger(kasse.virksomhet_id, kasse.pk, kasse.oppsett)
    foelger.start()
    try:
        for nr in range(2):
            enkel.legg(kasse.bruker, brev(f"Nr {nr}"))
            vent(lambda: enkel.innhold(kasse.bruker, "Arkivert") == nr + 1)  # noqa: B023 - waited for here
    finally:
        foelger.be_om_slutt()
        assert foelger.traad is not None
        foelger.traad.join(10)
    assert not foelger.traad.is_alive()
    assert kassen(kasse).feil == ""
    assert [rad.leveringer for rad in rader("frogner")] == [1, 1]


@pytest.mark.parametrize("linjer_i", [50_000, 800_000], ids=["i lageret", "mens den hentes"])
def test_full_disk_mens_en_melding_hentes_staar_paa_kassen_og_den_hentes_siden(
    dovecottjener: Dovecot, settings, linjer_i: int
):
    resource = pytest.importorskip("resource")
    settings.BYSAK_IMAP_CA = dovecottjener.ca
    kasse = en_kasse(dovecottjener)
    dovecottjener.legg(kasse.bruker, brev("Full disk", "y" * 70 + "\n" + "innhold\n" * linjer_i))
    grense = resource.getrlimit(resource.RLIMIT_FSIZE)
    # As in the test of SMTP: EFBIG is what a full quota gives too.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, grense[1]))
    try:
        assert hentet(kasse) == 0
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, grense)
    assert "Lageret er fullt" in kassen(kasse).feil
    assert [(linje.innkomst, linje.tatt_inn_tid) for linje in linjer(kasse)] == [(None, None)]
    assert (rader("frogner"), _hvor_den_er(dovecottjener, kasse)) == ([], (1, 0))
    assert hentet(kasse) == 1
    assert _hvor_den_er(dovecottjener, kasse) == (0, 1)
    assert kassen(kasse).feil == ""


def test_databasen_borte_mellom_henting_og_lagring_gir_den_en_gang_siden(
    dovecottjener: Dovecot, settings, egen_database: str
):
    settings.BYSAK_IMAP_CA = dovecottjener.ca
    kasse = en_kasse(dovecottjener)
    dovecottjener.legg(kasse.bruker, brev("Midt i"))
    with Server().koble_til(egen_database) as annen, annen.transaction(), ThreadPoolExecutor(1) as traad:
        annen.execute("lock table mottak_innkomst in exclusive mode")
        runde = traad.submit(_i_egen_forbindelse, kasse)
        # It is fetched and in the store, and waits to be written into the table.
        vent(lambda: _paa_vent(egen_database))
        with Server().koble_til() as drift:
            drift.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = %s and wait_event_type = 'Lock'",
                [egen_database],
            )
        with pytest.raises(DatabaseError):
            runde.result(20)
    assert [linje.innkomst for linje in linjer(kasse)] == [None]
    assert (rader("frogner"), _hvor_den_er(dovecottjener, kasse)) == ([], (1, 0))
    assert hentet(kasse) == 1
    assert [rad.leveringer for rad in rader("frogner")] == [1]
    assert _hvor_den_er(dovecottjener, kasse) == (0, 1)


def _i_egen_forbindelse(kasse: Postkasse) -> int:
    try:
        return hentet(kasse)
    finally:
        connection.close()


def _paa_vent(database: str) -> bool:
    with Server().koble_til() as drift:
        rad = drift.execute(
            "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'", [database]
        ).fetchone()
    return bool(rad and rad[0])
