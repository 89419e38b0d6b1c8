"""The file store keeps every byte it has said yes to, and nothing else."""

import errno
import hashlib
import io
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from bysak.kjerne import lager
from bysak.kjerne.lager import FilMangler, ForStor, LagerFeil, LagerFullt

INNHOLD = "Klage på vedtak".encode() * 1000
SUM = hashlib.sha256(INNHOLD).hexdigest()


@pytest.fixture(autouse=True)
def rot(tmp_path: Path) -> Iterator[Path]:
    with override_settings(BYSAK_DATA=tmp_path):
        yield tmp_path / "lager"


def filer(rot: Path) -> list[Path]:
    return [f for f in rot.rglob("*") if f.is_file()]


@pytest.mark.krav("6.4.41")
def test_en_fil_lagres_under_sin_egen_sjekksum(rot: Path) -> None:
    lagret = lager.lagre("frogner", INNHOLD)
    assert lagret == lager.Lagret(SUM, len(INNHOLD))
    assert filer(rot) == [rot / "frogner" / SUM[:2] / SUM[2:4] / SUM]
    with lager.aapne("frogner", SUM) as fil:
        assert fil.read() == INNHOLD
    assert lager.finnes("frogner", SUM)
    assert lager.kontroller("frogner", SUM)


def test_store_og_tomme_filer_stroemmes_hele(rot: Path) -> None:
    stor = os.urandom(3 * 1024 * 1024 + 17)
    assert lager.lagre("alna", io.BytesIO(stor)).sha256 == hashlib.sha256(stor).hexdigest()
    assert lager.lagre("alna", b"") == lager.Lagret(hashlib.sha256(b"").hexdigest(), 0)


def test_bare_prosessens_egen_bruker_kan_lese(rot: Path) -> None:
    lager.lagre("frogner", INNHOLD)
    for sti in (rot, *rot.rglob("*")):
        assert sti.stat().st_mode & 0o777 == (0o700 if sti.is_dir() else 0o600), sti


def test_samme_innhold_to_ganger_er_en_fil_som_ikke_skrives_over(rot: Path) -> None:
    lager.lagre("frogner", INNHOLD)
    foer = filer(rot)[0].stat().st_ino
    lager.lagre("frogner", INNHOLD)
    assert [f.stat().st_ino for f in filer(rot)] == [foer]


def test_mange_som_lagrer_det_samme_samtidig_faar_samme_fil(rot: Path) -> None:
    with ThreadPoolExecutor(8) as traader:
        svar = set(traader.map(lambda _nr: lager.lagre("frogner", INNHOLD), range(40)))
    assert svar == {lager.Lagret(SUM, len(INNHOLD))}
    assert len(filer(rot)) == 1


def test_baade_filen_og_navnet_er_paa_disken_foer_svaret_gis(rot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synket: list[tuple[bool, bool]] = []
    ekte = os.fsync

    def fsync(nummer: int) -> None:
        ekte(nummer)
        synket.append((stat.S_ISREG(os.fstat(nummer).st_mode), lager.finnes("frogner", SUM)))

    monkeypatch.setattr(os, "fsync", fsync)
    lager.lagre("frogner", INNHOLD)
    filens, mappens = synket.index((True, False)), len(synket) - 1
    assert filens < mappens
    assert synket[mappens] == (False, True)


def test_en_bydel_har_ikke_en_annens_fil() -> None:
    lager.lagre("frogner", INNHOLD)
    assert not lager.finnes("sagene", SUM)
    with pytest.raises(FilMangler, match="finnes ikke i lageret"):
        lager.aapne("sagene", SUM)


def test_en_skadet_fil_oppdages(rot: Path) -> None:
    lager.lagre("frogner", INNHOLD)
    filer(rot)[0].write_bytes(INNHOLD[:-1] + b"!")
    assert not lager.kontroller("frogner", SUM)
    filer(rot)[0].write_bytes(b"")
    with pytest.raises(LagerFeil, match="skadet"):
        lager.lagre("frogner", INNHOLD)
    assert len(filer(rot)) == 1


def test_en_for_stor_fil_stanses_uten_aa_leses_ferdig(rot: Path) -> None:
    class Endeloes(io.RawIOBase):
        lest = 0

        def read(self, antall: int = -1, /) -> bytes:
            self.lest += antall
            return b"x" * antall

    kilde = Endeloes()
    with pytest.raises(ForStor, match="større enn 2,5 MB"):
        lager.lagre("frogner", kilde, 2_621_440)  # type: ignore[arg-type]
    assert kilde.lest < 5_000_000
    assert filer(rot) == []
    assert lager.lagre("frogner", b"x" * 10, 10).stoerrelse == 10


def test_full_disk_gir_en_klar_setning_og_ingen_rester(rot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_nummer: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr(os, "fsync", full)
        with pytest.raises(LagerFullt, match="Frigjør plass"):
            lager.lagre("frogner", INNHOLD)
    assert filer(rot) == []
    assert lager.lagre("frogner", INNHOLD).sha256 == SUM


def test_naar_operativsystemet_nekter_flere_byte_blir_ingenting_liggende(rot: Path) -> None:
    program = f"""
from django.conf import settings
settings.configure(BYSAK_DATA={str(rot.parent)!r}, USE_I18N=False)
from bysak.kjerne import lager
try:
    lager.lagre("frogner", b"x" * 3_000_000)
except lager.LagerFullt:
    print("fullt")
"""
    svar = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000)),
    )
    assert svar.stdout == "fullt\n"
    assert filer(rot) == []


def test_en_kilde_som_svikter_etterlater_ingenting(rot: Path) -> None:
    class Brutt(io.BytesIO):
        def read(self, antall: int | None = -1, /) -> bytes:
            raise ConnectionResetError("forbindelsen ble brutt")

    with pytest.raises(ConnectionResetError):
        lager.lagre("frogner", Brutt())
    assert filer(rot) == []


@pytest.mark.parametrize("kode", ["", "..", "../frogner", "Frogner", "frogner/x", "frogner\n", "grünerløkka", "/etc"])
def test_bare_virksomhetskoder_slipper_inn(kode: str) -> None:
    with pytest.raises(ValueError, match="virksomhetskode"):
        lager.lagre(kode, INNHOLD)
    with pytest.raises(ValueError, match="virksomhetskode"):
        lager.aapne(kode, SUM)


@pytest.mark.parametrize("sum_", ["", "../" * 21 + "x", SUM.upper(), SUM + "\n", SUM[:-1], "g" * 64])
def test_bare_sjekksummer_slipper_inn(sum_: str) -> None:
    for spoer in (lager.aapne, lager.finnes, lager.kontroller):
        with pytest.raises(ValueError, match="SHA-256"):
            spoer("frogner", sum_)


def _eldes(fil: Path, dager: int) -> None:
    da = (datetime.now(UTC) - timedelta(days=dager)).timestamp()
    os.utime(fil, (da, da))


def test_foreldreloese_filer_fjernes_foerst_naar_fristen_er_ute(rot: Path) -> None:
    for innhold in (b"kjent", b"ny", b"gammel"):
        lager.lagre("frogner", innhold)
    summer = {i: hashlib.sha256(i).hexdigest() for i in (b"kjent", b"ny", b"gammel")}
    for fil in filer(rot):
        if fil.name != summer[b"ny"]:
            _eldes(fil, 10)
    grense = datetime.now(UTC) - timedelta(days=7)
    funnet = list(lager.foreldreloese("frogner", {summer[b"kjent"]}, grense))
    assert funnet == [summer[b"gammel"]]
    assert lager.slett("frogner", summer[b"gammel"], grense)
    assert not lager.slett("frogner", summer[b"gammel"], grense)
    assert {f.name for f in filer(rot)} == {summer[b"kjent"], summer[b"ny"]}


def test_en_foreldreloes_som_lagres_paa_nytt_faar_ny_frist(rot: Path) -> None:
    lager.lagre("frogner", INNHOLD)
    _eldes(filer(rot)[0], 10)
    grense = datetime.now(UTC) - timedelta(days=7)
    assert list(lager.foreldreloese("frogner", set(), grense)) == [SUM]
    lager.lagre("frogner", INNHOLD)
    assert not lager.slett("frogner", SUM, grense)
    assert lager.finnes("frogner", SUM)


def test_rester_etter_et_avbrudd_ryddes_naar_fristen_er_ute(rot: Path) -> None:
    lager.lagre("frogner", INNHOLD)
    ny, gammel = rot / "frogner" / "inn" / "ny", rot / "frogner" / "inn" / "gammel"
    for halv in (ny, gammel):
        halv.write_bytes(b"halv")
    _eldes(gammel, 10)
    assert list(lager.foreldreloese("frogner", {SUM}, datetime.now(UTC) - timedelta(days=7))) == []
    assert ny.exists()
    assert not gammel.exists()
    assert list(lager.foreldreloese("ullern", set(), datetime.now(UTC))) == []


def test_rester_ryddes_i_alle_mapper_og_hele_filer_blir_staaende(rot: Path) -> None:
    lager.lagre("frogner", INNHOLD)
    hel = filer(rot)[0]
    for mappe in (rot / "frogner" / "inn", rot / "ble-aldri-til" / "inn"):
        mappe.mkdir(parents=True, exist_ok=True)
        for navn in ("ny", "gammel"):
            (mappe / navn).write_bytes(b"halv")
        _eldes(mappe / "gammel", 10)
    _eldes(hel, 10)
    grense = datetime.now(UTC) - timedelta(days=7)
    assert (lager.rydd_halvferdige(grense), lager.rydd_halvferdige(grense)) == (2, 0)
    assert {f.name for f in rot.rglob("*") if f.is_file()} == {"ny", hel.name}


def test_en_bunt_er_paa_disk_foer_filene_faar_navn_og_navnene_foer_den_er_ferdig(
    rot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synket = []
    ekte = lager._synk_filsystemet

    def synk(mappe: Path) -> None:
        ekte(mappe)
        synket.append([lager.finnes("frogner", sum_) for sum_ in summer])

    monkeypatch.setattr(lager, "_synk_filsystemet", synk)
    bunt = lager.bunt("frogner")
    summer = [bunt.skriv(io.BytesIO(innhold)).sha256 for innhold in (b"en", b"to", b"en")]
    assert not any(lager.finnes("frogner", sum_) for sum_ in summer)
    bunt.plasser()
    assert synket == [[False] * 3, [True] * 3]
    assert all(lager.kontroller("frogner", sum_) for sum_ in summer)
    assert len(filer(rot)) == 2
    assert {fil.stat().st_mode & 0o777 for fil in filer(rot)} == {0o600}
    bunt.plasser()
    assert len(synket) == 2


def test_en_bunt_som_gis_opp_etterlater_ingenting(rot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_mappe: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lager, "_synk_filsystemet", full)
    bunt = lager.bunt("frogner")
    bunt.skriv(io.BytesIO(INNHOLD))
    with pytest.raises(LagerFullt, match="Frigjør plass"):
        bunt.plasser()
    bunt.forkast()
    assert filer(rot) == []
