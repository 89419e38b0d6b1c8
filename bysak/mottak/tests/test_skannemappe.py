"""The watched folder: taken when still, committed before it is moved, and nothing but ordinary files."""

import os
import time
from pathlib import Path

import pytest

from bysak.kjerne.arbeid import arbeid
from bysak.mottak.kanaler import papir
from bysak.mottak.kanaler.skannemappe import skannemappe, sveip
from bysak.mottak.models import Skannbunke
from bysak.mottak.tests.brev import rader
from bysak.mottak.tests.bunker import inn, lest, paa_nytt, sider
from bysak.organisasjon.tilgang import prosessaktoer
from tests.skann import pdf
from tests.verden import virksomhet

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def mappe(settings, tmp_path: Path, monkeypatch) -> Path:
    """Frogner's folder, where a file is still as soon as its own time says so."""
    settings.BYSAK_SKANNMAPPE = tmp_path / "skann"
    sveip()
    # The file system's own time of change cannot be set back; wait for none.
    monkeypatch.setattr("bysak.mottak.kanaler.skannemappe.STILLE_SEKUNDER", 0)
    monkeypatch.setattr("bysak.mottak.kanaler.skannemappe.VOKSER_SEKUNDER", 0)
    return skannemappe("frogner")


def legg(mappe: Path, navn: str, innhold: bytes, sekunder: int = 3600) -> Path:
    fil = mappe / navn
    fil.write_bytes(innhold)
    os.utime(fil, (time.time() - sekunder,) * 2)
    return fil


def bunkene() -> list[Skannbunke]:
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet("frogner")]):
        return list(Skannbunke.objects.select_related("virksomhet").order_by("tatt_inn_tid"))


def i_mappen(mappe: Path) -> list[str]:
    return sorted("/".join(f.relative_to(mappe).parts[::2]) for f in mappe.rglob("*") if f.is_file())


def test_filen_flyttes_foerst_naar_den_er_lest_og_klokken_gaar_fra_skanningen(mappe: Path):
    legg(mappe, "post 1.pdf", pdf(sider("s")))
    assert sveip() == 1
    assert i_mappen(mappe) == ["post 1.pdf"]
    assert sveip() == 0
    (bunke,) = bunkene()
    lest(bunke)
    assert sveip() == 1
    assert i_mappen(mappe) == ["mottatt/post 1.pdf"]
    (brev,) = rader("frogner", kanal="papir")
    assert 3590 < time.time() - brev.mottatt_tid.timestamp() < 3660
    assert bunkene()[0].leveringer == 1


def test_en_fil_som_det_skrives_i_eller_som_er_halv_blir_liggende(mappe: Path, monkeypatch):
    monkeypatch.setattr("bysak.mottak.kanaler.skannemappe.STILLE_SEKUNDER", 10)
    legg(mappe, "skrives.pdf", b"%PDF-1.7")
    legg(mappe, "halv.pdf.part", b"%PDF-1.7")
    legg(mappe, ".skjult.pdf", b"%PDF-1.7")
    assert (sveip(), bunkene()) == (0, [])


def test_samme_bunke_lagt_to_ganger_er_en_bunke_og_begge_filene_flyttes(mappe: Path):
    raa = pdf(sider("s"))
    legg(mappe, "a.pdf", raa)
    sveip()
    lest(bunkene()[0])
    legg(mappe, "b.pdf", raa, sekunder=60)
    assert sveip() == 2
    assert [b.leveringer for b in bunkene()] == [2]
    assert i_mappen(mappe) == ["mottatt/a.pdf", "mottatt/b.pdf"]
    assert len(rader("frogner", kanal="papir")) == 1


def test_det_som_ikke_kan_leses_legges_i_avvik_med_en_setning_ved_siden_av(mappe: Path):
    legg(mappe, "brev.docx", b"PK\x03\x04")
    sveip()
    lest(bunkene()[0])
    sveip()
    assert i_mappen(mappe) == ["avvik/brev.docx", "avvik/brev.docx.txt"]
    (setning,) = (f.read_text() for f in mappe.rglob("*.txt"))
    assert "ikke et skannet dokument" in setning
    assert bunkene()[0].feil in setning


def test_en_fil_over_grensen_ligger_i_avvik_og_vises_med_grunnen(mappe: Path, monkeypatch):
    monkeypatch.setattr(papir, "MAKS_BYTES", 1024)
    legg(mappe, "stor.pdf", b"%PDF-1.7" + bytes(2000))
    sveip()
    assert i_mappen(mappe) == ["avvik/stor.pdf", "avvik/stor.pdf.txt"]
    (bunke,) = bunkene()
    assert (bunke.filnavn, bunke.sjekksum) == ("stor.pdf", "")
    assert "større enn 1 kB" in bunke.feil


def test_en_lenke_ut_av_mappen_foelges_ikke_og_en_fil_skrives_aldri_over(mappe: Path, tmp_path: Path):
    hemmelig = tmp_path / "hemmelig.pdf"
    hemmelig.write_bytes(pdf(sider("s")))
    (mappe / "lenke.pdf").symlink_to(hemmelig)
    os.mkfifo(mappe / "roer.pdf")
    assert (sveip(), bunkene()) == (0, [])
    for innhold in (b"en", b"to"):
        legg(mappe, "x.pdf", innhold)
        sveip()
        lest(bunkene()[-1])
        sveip()
    assert i_mappen(mappe)[:4] == ["avvik/x-2.pdf", "avvik/x-2.pdf.txt", "avvik/x.pdf", "avvik/x.pdf.txt"]


def test_en_kopi_som_staar_stille_midt_i_faar_bli_ferdig_og_leses_da(mappe: Path, monkeypatch):
    hele = pdf(sider("s"))
    legg(mappe, "treg.pdf", hele[: len(hele) // 2])
    sveip()
    lest(bunkene()[0])
    monkeypatch.setattr("bysak.mottak.kanaler.skannemappe.VOKSER_SEKUNDER", 60)
    assert (sveip(), i_mappen(mappe)) == (0, ["treg.pdf"])
    legg(mappe, "treg.pdf", hele)
    sveip()
    assert lest(bunkene()[1]).feil == ""
    assert sveip() == 1
    assert i_mappen(mappe) == ["mottatt/treg.pdf"]


def test_en_mappe_som_er_borte_stanser_ikke_de_andre(mappe: Path):
    borte = skannemappe("alna")
    borte.rmdir()
    borte.symlink_to(mappe / "ikke-koblet-til")
    legg(mappe, "post.pdf", pdf(sider("s")))
    assert sveip() == 1


def test_en_disk_som_ikke_svarer_er_ingen_feil_ved_papiret_og_bunken_leses_siden(settings):
    bunke, _ny = inn(pdf(sider("s")))
    fil = next(Path(settings.BYSAK_DATA).glob(f"lager/frogner/**/{bunke.sjekksum}*"))
    fil.rename(fil.with_suffix(".borte"))
    fil.mkdir()
    with pytest.raises(OSError, match="directory"):
        lest(bunke)
    assert paa_nytt(bunke).feil == ""
    fil.rmdir()
    fil.with_suffix(".borte").rename(fil)
    assert lest(bunke).lest_tid is not None
