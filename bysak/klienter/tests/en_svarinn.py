"""A SvarInn to talk to: a box with a certificate, and a server in front of it on a real port."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bysak.klienter.svarinn_sim import Kasse, Tjener
from bysak.klienter.tests.noekler import en_noekkel, pem


@pytest.fixture
def kasse(tmp_path: Path) -> Kasse:
    """A box with a certificate of ours, and another to fail with."""
    kasse = Kasse(tmp_path / "svarinn")
    kasse.ta_sertifikat(pem(en_noekkel())[1])
    (kasse.mappe / "feil.pem").write_bytes(pem(en_noekkel("En annen"))[1])
    return kasse


@pytest.fixture
def tjener(kasse: Kasse) -> Iterator[Tjener]:
    """The server that gives out what lies in the box."""
    tjener = Tjener({("bydel", "hemmelig"): kasse})
    traad = threading.Thread(target=tjener.serve_forever, args=(0.01,))
    traad.start()
    yield tjener
    tjener.shutdown()
    tjener.server_close()
    traad.join()
