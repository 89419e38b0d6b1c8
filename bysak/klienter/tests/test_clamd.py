"""The scanner, as it is: a real clamd with a signature of our own; and one that is away, slow or breaks off."""

import io
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bysak.klienter.clamd import Clamd, ClamdFeil, Skannsvar
from bysak.klienter.tests.en_clamd import FUNN, SMITTE, STREAM_MAKS, en_clamd


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    with en_clamd() as (skanner, _prosess):
        yield skanner


def _zip(innhold: bytes) -> io.BytesIO:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as arkiv:
        arkiv.writestr("a.txt", innhold)
    ut.seek(0)
    return ut


@contextmanager
def _tjener(sti: Path, oppfoersel: Callable[[socket.socket], None]) -> Iterator[Clamd]:
    """A socket that behaves as told to the first who calls."""
    with socket.socket(socket.AF_UNIX) as lytter:
        lytter.bind(str(sti))
        lytter.listen()

        def svar() -> None:
            kobling, _fra = lytter.accept()
            with kobling:
                oppfoersel(kobling)

        traad = threading.Thread(target=svar)
        traad.start()
        yield Clamd(sti=str(sti), tid=0.3)
        traad.join(5)


@pytest.mark.trenger("clamd")
def test_en_ren_fil_er_ren_og_det_som_er_smittet_har_et_navn_ogsaa_inne_i_en_zip(clamd: Clamd):
    assert clamd.versjon().startswith("ClamAV ")
    assert clamd.skann(io.BytesIO(b"hei " * 200_000)) == Skannsvar()
    assert clamd.skann(io.BytesIO(b"")) == Skannsvar()
    assert clamd.skann(io.BytesIO(b"hei " + SMITTE)) == Skannsvar(funn=FUNN)
    assert clamd.skann(_zip(SMITTE)) == Skannsvar(funn=FUNN)


@pytest.mark.trenger("clamd")
def test_det_skanneren_ikke_kan_se_inn_i_er_verken_rent_eller_smittet(clamd: Clamd):
    assert clamd.skann(io.BytesIO(b"x" * (STREAM_MAKS + 1_000_000))).uskannbar == "StreamMaxLength"
    assert clamd.skann(_zip(b"\0" * 5_000_000)).uskannbar.startswith("Heuristics.Limits.Exceeded")


@pytest.mark.trenger("clamd")
def test_en_skanner_som_drepes_midt_i_en_fil_gir_ikke_noe_svar():
    class Fil(io.BytesIO):
        def read(self, antall: int | None = -1, /) -> bytes:
            if self.tell():
                prosess.kill()
                prosess.wait()
            return super().read(antall)

    with en_clamd() as (skanner, prosess):
        with pytest.raises(ClamdFeil):
            skanner.skann(Fil(b"x" * 1_000_000))
        with pytest.raises(ClamdFeil, match="svarer ikke"):
            skanner.versjon()


def test_en_skanner_som_er_treg_eller_bryter_av_eller_svarer_noe_annet_gir_ikke_noe_svar(tmp_path: Path):
    def treg(kobling: socket.socket) -> None:
        while kobling.recv(1_000_000):
            pass

    def taus(kobling: socket.socket) -> None:
        kobling.recv(1_000_000)

    def rar(kobling: socket.socket) -> None:
        kobling.sendall(b"stream: kanskje\0")
        while kobling.recv(1_000_000):
            pass

    for navn, oppfoersel, setning in (("a", treg, "for lang tid"), ("b", taus, "brøt av"), ("c", rar, "kanskje")):
        with _tjener(tmp_path / navn, oppfoersel) as skanner, pytest.raises(ClamdFeil, match=setning):
            skanner.skann(io.BytesIO(b"hei"))


def test_adressen_leses_og_det_som_ikke_er_en_adresse_nektes():
    assert Clamd.fra_adresse("unix:/run/clamav/clamd.ctl") == Clamd(sti="/run/clamav/clamd.ctl")
    assert Clamd.fra_adresse("tcp://skanner.example:3310") == Clamd(vert="skanner.example", port=3310)
    for feil in ("", "/run/clamd", "tcp://uten-port", "http://a:1", "unix:relativ"):
        with pytest.raises(ValueError, match=r".*"):
            Clamd.fra_adresse(feil)
