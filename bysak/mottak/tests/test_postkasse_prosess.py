"""The process that follows the mailboxes: at once, alone, killed in the middle, stopped in order."""

import signal
from contextlib import ExitStack

import pytest

from bysak.klienter.tests.dovecot import Dovecot, Kutter
from bysak.mottak.kanaler.postkasseoppsett import les_naa, stans_lesing
from bysak.mottak.tests.brev import brev, rader
from bysak.mottak.tests.postkasser import en_kasse, hentet, kassen
from bysak.mottak.tests.prosess import miljoe, prosess, vent
from tests.verden import som

pytestmark = [pytest.mark.treg, pytest.mark.trenger("dovecot")]
KOMMANDO = ["-m", "bysak.mottak.postkasser"]


@pytest.fixture
def dovecot(dovecottjener: Dovecot) -> Dovecot:
    return dovecottjener


@pytest.fixture
def omgivelser(dovecot: Dovecot, egen_database: str) -> dict[str, str]:
    return miljoe("postkasser", egen_database, BYSAK_IMAP_CA=dovecot.ca)


def test_ny_post_er_i_koeen_straks_til_lesingen_stanses(dovecot: Dovecot, omgivelser: dict[str, str]):
    kasse = en_kasse(dovecot)
    with prosess(KOMMANDO, omgivelser) as barn:
        vent(lambda: kassen(kasse).hentet_tid)
        for nr in range(2):
            dovecot.legg(kasse.bruker, brev(f"Nr {nr}"))
            # A second or so; a busy machine gets more, still far from the minute that one IDLE lasts.
            vent(lambda: dovecot.innhold(kasse.bruker, "Arkivert") == nr + 1, 15)  # noqa: B023 - waited for here
        foer = kassen(kasse).hentet_tid
        with som("siv", "frogner") as siv:
            les_naa(kasse, av=siv)
        vent(lambda: kassen(kasse).hentet_tid != foer, 5)
        with som("siv", "frogner") as siv:
            stans_lesing(kasse, av=siv)
        vent(lambda: dovecot.tilkoblede(kasse.bruker) == 0, 5)
        barn.terminate()
        assert barn.wait(10) == 0
    assert len(rader("frogner")) == 2


def test_drept_mellom_lagring_og_flytting_gir_den_en_gang_og_den_flyttes_siden(
    dovecot: Dovecot, omgivelser: dict[str, str]
):
    kutter = Kutter(dovecot.port, hold=b" MOVE ")
    kasse = en_kasse(dovecot, vert="127.0.0.1", port=kutter.port, sikring="ingen")
    dovecot.legg(kasse.bruker, brev("Midt i"))
    with prosess(KOMMANDO, omgivelser) as barn:
        assert kutter.holdt.wait(20)
        barn.send_signal(signal.SIGKILL)
        barn.wait()
    assert len(rader("frogner")) == 1
    assert dovecot.innhold(kasse.bruker) == 1
    kutter.hold = b""
    vent(lambda: hentet(kasse), 5)  # until the database has let go of the killed one's hold
    assert [rad.leveringer for rad in rader("frogner")] == [1]
    assert (dovecot.innhold(kasse.bruker), dovecot.innhold(kasse.bruker, "Arkivert")) == (0, 1)


def test_to_prosesser_paa_den_samme_kassen_gir_alt_en_gang(dovecot: Dovecot, omgivelser: dict[str, str]):
    kasse = en_kasse(dovecot)
    dovecot.legg(kasse.bruker, *(brev(f"Brev {nr}") for nr in range(12)))
    with ExitStack() as stabel:
        for _nr in range(2):
            stabel.enter_context(prosess(KOMMANDO, omgivelser))
        vent(lambda: dovecot.innhold(kasse.bruker, "Arkivert") == 12)
    assert [rad.leveringer for rad in rader("frogner")] == [1] * 12
    assert kassen(kasse).feil == ""
