"""Encrypted containers: what KS writes can be read, also with old keys, and damage never passes for something else."""

import io
import random
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from bysak.klienter.ber import tlv
from bysak.klienter.cms import CmsFeil, FeilNoekkel, Noekkel, StoettesIkke, dekrypter, krypter, les_noekkel
from bysak.klienter.tests.noekler import en_noekkel, pem

OAEP = ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256")


def kryptert(innhold: bytes, noekkel: Noekkel | None = None) -> bytes:
    sertifikat = (noekkel or en_noekkel()).sertifikat
    assert sertifikat is not None
    return b"".join(krypter(io.BytesIO(innhold), sertifikat))


def dekryptert(beholder: bytes, *noekler: Noekkel) -> bytes:
    return b"".join(dekrypter(io.BytesIO(beholder), noekler or (en_noekkel(),)))


@pytest.mark.parametrize("antall", [0, 1, 15, 16, 999, 1000, 1001, (1 << 18) - 1, (1 << 18) + 5])
def test_det_som_krypteres_kommer_ut_igjen(antall: int):
    innhold = random.Random(antall).randbytes(antall)
    assert dekryptert(kryptert(innhold)) == innhold


def test_en_eldre_noekkel_aapner_det_som_ble_sendt_foer_byttet():
    gammel, ny = en_noekkel("Gammel"), en_noekkel("Ny", 3072)
    beholder = kryptert(b"sendt i fjor", gammel)
    assert dekryptert(beholder, ny, gammel) == b"sendt i fjor"
    assert dekryptert(beholder, Noekkel(ny.privat), Noekkel(gammel.privat)) == b"sendt i fjor"
    with pytest.raises(FeilNoekkel):
        dekryptert(beholder, ny)


@pytest.mark.parametrize("form", [(), ("-stream",), ("-keyid",), ("-stream", "-keyid")])
@pytest.mark.parametrize("valg", [OAEP, OAEP[:1], ()], ids=["oaep-sha256", "oaep-sha1", "pkcs1"])
@pytest.mark.parametrize("antall", [0, 100_003])
def test_det_openssl_krypterer_kan_leses(tmp_path: Path, form: tuple[str, ...], valg: tuple[str, ...], antall: int):
    innhold = random.Random(antall).randbytes(antall)
    (tmp_path / "inn").write_bytes(innhold)
    (tmp_path / "sertifikat").write_bytes(pem(en_noekkel())[1])
    valgene = [del_ for en in valg for del_ in ("-keyopt", en)]
    ut = subprocess.run(
        ["openssl", "cms", "-encrypt", "-binary", "-aes256", "-outform", "DER", *form, "-in", tmp_path / "inn",
         "-recip", tmp_path / "sertifikat", *valgene],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert dekryptert(ut, en_noekkel("En annen"), en_noekkel()) == innhold


def test_det_som_krypteres_her_kan_openssl_lese(tmp_path: Path):
    innhold = random.Random(1).randbytes(70_001)
    for navn, bytene in zip(("noekkel", "sertifikat"), pem(en_noekkel()), strict=True):
        (tmp_path / navn).write_bytes(bytene)
    (tmp_path / "beholder").write_bytes(kryptert(innhold))
    ut = subprocess.run(
        ["openssl", "cms", "-decrypt", "-inform", "DER", "-binary", "-in", tmp_path / "beholder",
         "-inkey", tmp_path / "noekkel", "-recip", tmp_path / "sertifikat"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert ut == innhold


def test_en_beholder_som_er_kuttet_eller_endret_gir_aldri_en_annen_feil():
    innhold, tall = random.Random(2).randbytes(3000), random.Random(3)
    hel = kryptert(innhold)
    for nr in range(400):
        skadet = bytearray(hel)
        if nr % 2:
            del skadet[tall.randrange(len(skadet)) :]
        else:
            skadet[tall.randrange(len(skadet))] ^= 1 << tall.randrange(8)
        try:
            dekryptert(bytes(skadet))
        except CmsFeil:
            continue
        # No seal on the content: a changed byte inside it gives other bytes of the same length, never an exception.
        assert nr % 2 == 0


@pytest.mark.parametrize(
    "bytene",
    [
        b"", b"PK\x03\x04", b"%PDF-1.7", b"0\x80" * 5000, b"0\x88" + b"\xff" * 8, tlv(0x30, b""),
        tlv(0x30, tlv(0x06, b"\x2a")), b"0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x03\xa0\x80" + b"0\x80" * 9000,
    ],
)  # fmt: skip
def test_noe_helt_annet_er_ingen_beholder(bytene: bytes):
    with pytest.raises(CmsFeil):
        dekryptert(bytene)


def test_en_signert_melding_er_ikke_en_kryptert_beholder():
    signert = tlv(0x30, tlv(0x06, bytes.fromhex("2a864886f70d010702")) + tlv(0xA0, tlv(0x30, b"")))
    with pytest.raises(StoettesIkke):
        dekryptert(signert)


def test_stort_innhold_tar_ikke_stor_plass():
    class Nuller:
        igjen = 40 << 20

        def read(self, antall: int) -> bytes:
            antall = min(antall, self.igjen)
            self.igjen -= antall
            return bytes(antall)

    sertifikat = en_noekkel().sertifikat
    assert sertifikat is not None
    beholder = io.BytesIO(b"".join(krypter(Nuller(), sertifikat)))  # type: ignore[arg-type]
    tracemalloc.start()
    antall = sum(map(len, dekrypter(beholder, [en_noekkel()])))
    _naa, mest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert antall == 40 << 20
    assert mest < 4 << 20


def test_en_noekkel_leses_sammen_med_sertifikatet_sitt():
    privat, sertifikat = pem(en_noekkel())
    assert les_noekkel(privat, sertifikat).sertifikat == en_noekkel().sertifikat
    assert les_noekkel(privat).sertifikat is None
    with pytest.raises(CmsFeil, match="hører ikke"):
        les_noekkel(privat, pem(en_noekkel("Annen"))[1])
    with pytest.raises(CmsFeil, match="kan ikke leses"):
        les_noekkel(b"-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n")
