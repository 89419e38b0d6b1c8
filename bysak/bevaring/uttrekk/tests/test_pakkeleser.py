"""A package from anyone is opened without harm, and compared with what it says about itself."""

import io
import json
import shutil
import tarfile

import pytest

from bysak.bevaring.uttrekk import pakkeleser
from bysak.bevaring.uttrekk.pakke import pakk
from bysak.bevaring.uttrekk.pakkeleser import PakkelesFeil, aapnet
from bysak.bevaring.uttrekk.tests.oedelegg import koder
from bysak.bevaring.uttrekk.tests.test_pakken import OPPLYSNINGER, PAKKE
from bysak.kommandoer.hoved import main
from bysak.kommandoer.kontroller import _kontroller
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel

pytestmark = trenger_eksempel
ROT = str(PAKKE)


@pytest.fixture
def tar(tmp_path):
    return pakk(EKSEMPEL, tmp_path, OPPLYSNINGER, pakke_id=PAKKE).tar


def skriv_om(tar, endre):
    """The same tar with each member as `endre(member, content)` gives it; None leaves it out."""
    with tarfile.open(tar) as inn:
        alle = [(m, kilde.read() if (kilde := inn.extractfile(m)) else b"") for m in inn]
    with tarfile.open(tar, "w", format=tarfile.GNU_FORMAT) as ut:
        for medlem, innhold in alle:
            svar = endre(medlem, innhold)
            if svar is not None:
                medlem.size = len(svar)
                ut.addfile(medlem, io.BytesIO(svar))
    tar.with_suffix(".xml").unlink()


def legg_til(tar, **felt):
    with tarfile.open(tar, "a", format=tarfile.GNU_FORMAT) as arkiv:
        medlem = tarfile.TarInfo(felt.pop("name"))
        innhold = felt.pop("innhold", b"")
        medlem.size = len(innhold)
        for navn, verdi in felt.items():
            setattr(medlem, navn, verdi)
        arkiv.addfile(medlem, io.BytesIO(innhold))
    tar.with_suffix(".xml").unlink()


def test_en_dias_pakke_blir_kontrollert_rett_fra_tar_filen_og_ingenting_ligger_igjen(tar, tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    rapport = _kontroller(tar)
    assert rapport.lesbar
    assert not rapport.funn
    assert rapport.mappe == str(tar)
    assert rapport.tall["dokumentfiler"] == 7
    assert not list((tmp_path / "tmp").iterdir())
    assert main(["kontroller", str(tar)]) == main(["kontroller", str(tar.parent)]) == 0


def test_en_utpakket_pakke_blir_holdt_mot_sin_egen_liste(tar, tmp_path):
    with tarfile.open(tar) as arkiv:
        arkiv.extractall(tmp_path / "ut", filter="data")
    rot = tmp_path / "ut" / ROT
    assert not _kontroller(rot).funn
    (rot / "log.xml").write_bytes(b"x" * (rot / "log.xml").stat().st_size)
    (rot / "administrative_metadata" / "addml.xsd").unlink()
    (rot / "administrative_metadata" / "dias-premis.xml").write_bytes(b"kort")
    (rot / "content" / "ekstra.txt").write_bytes(b"x")
    assert koder(_kontroller(tmp_path / "ut")) == {"mets-sjekksum", "mets-fil-mangler", "mets-fil-ukjent"}


@pytest.mark.parametrize(
    ("gammel", "ny", "kode"),
    [
        (b'xlink:href="file:log.xml"', b'xlink:href="file:../log.xml"', "mets-ugyldig"),
        (b'xlink:href="file:log.xml"', b'xlink:href="file:%s"' % (b"a" * 5000), "mets-ugyldig"),
        (b'xlink:href="file:log.xml"', b'xlink:href="file:a%00b"', "mets-ugyldig"),
        (b'CHECKSUMTYPE="SHA-256"', b'CHECKSUMTYPE="HAVAL"', "mets-ugyldig"),
        (b"<mets:metsHdr", b"<mets:metsHdr <", "mets-ugyldig"),
        (b"<mets:mets ", b"<!DOCTYPE x [<!ENTITY a 'b'>]><mets:mets ", "mets-ugyldig"),
    ],
)
def test_en_liste_som_er_gal_eller_vond_blir_sagt(tar, gammel, ny, kode):
    skriv_om(tar, lambda m, i: i.replace(gammel, ny) if m.name.endswith("dias-mets.xml") else i)
    assert kode in koder(_kontroller(tar))


def test_en_endret_tar_fil_stemmer_ikke_med_beskrivelsen_ved_siden_av(tar):
    with tar.open("r+b") as fil:
        fil.seek(700)
        fil.write(b"x")
    assert "mets-sjekksum" in koder(_kontroller(tar))


@pytest.mark.parametrize("andel", [0.0, 0.0001, 0.3, 0.9])
def test_en_avkortet_tar_fil_gir_et_funn_og_resten_blir_lest(tar, andel):
    innhold = tar.read_bytes()
    tar.write_bytes(innhold[: int(len(innhold) * andel)])
    tar.with_suffix(".xml").unlink()
    rapport = _kontroller(tar)
    assert "pakke-avkortet" in koder(rapport)
    assert main(["kontroller", str(tar)]) in (1, 2)


def test_en_tar_fil_som_slutter_mellom_to_filer_er_ogsaa_avkortet(tar):
    with tarfile.open(tar) as arkiv:
        slutt = arkiv.getmembers()[-2].offset
    tar.write_bytes(tar.read_bytes()[:slutt])
    tar.with_suffix(".xml").unlink()
    assert "pakke-avkortet" in koder(_kontroller(tar))


@pytest.mark.parametrize(
    "innhold", [b"ikke en tar", bytes(10_240), b"PK\x03\x04" + bytes(2000), b"\x1f\x8b\x08" + b"x" * 900]
)
def test_det_som_ikke_er_en_tar_fil_gir_et_funn(tmp_path, innhold):
    (tmp_path / "x.tar").write_bytes(innhold)
    rapport = _kontroller(tmp_path / "x.tar")
    assert koder(rapport) >= {"pakke-avkortet"}
    assert not rapport.lesbar


@pytest.mark.parametrize(
    ("felt", "kode"),
    [
        ({"name": "../utenfor.txt", "innhold": b"x"}, "pakke-ugyldig"),
        ({"name": "/tmp/utenfor.txt", "innhold": b"x"}, "pakke-ugyldig"),
        ({"name": f"{ROT}/content/../../../utenfor.txt", "innhold": b"x"}, "pakke-ugyldig"),
        ({"name": "C:\\utenfor.txt", "innhold": b"x"}, "pakke-ugyldig"),
        ({"name": f"{ROT}/{'æ' * 130}", "innhold": b"x"}, "pakke-ugyldig"),
        ({"name": f"{ROT}/lenke", "type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}, "pakke-ugyldig"),
        ({"name": f"{ROT}/lenke", "type": tarfile.LNKTYPE, "linkname": f"{ROT}/log.xml"}, "pakke-ugyldig"),
        ({"name": f"{ROT}/roer", "type": tarfile.FIFOTYPE}, "pakke-ugyldig"),
        ({"name": f"{ROT}/disk", "type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 3}, "pakke-ugyldig"),
        ({"name": f"{ROT}/log.xml", "innhold": b"en annen"}, "pakke-ugyldig"),
        ({"name": f"{ROT}/log.xml/under", "innhold": b"x"}, "pakke-ugyldig"),
    ],
)
def test_det_som_vil_ut_av_pakken_eller_ikke_er_en_fil_blir_ikke_pakket_ut(tar, tmp_path, felt, kode):
    legg_til(tar, **felt)
    funnet = []
    with aapnet(tar, lambda k, t, f: funnet.append(k)) as mappe:
        assert not list(mappe.rglob("utenfor.txt"))
        assert not any(p.is_symlink() or not (p.is_file() or p.is_dir()) for p in mappe.rglob("*"))
        assert (mappe / "content" / "arkivstruktur.xml").is_file()
    assert funnet == [kode]
    assert not (tmp_path.parent / "utenfor.txt").exists()
    assert not list(tmp_path.rglob("utenfor.txt"))


def test_en_pakke_som_er_stoerre_enn_plassen_gir_et_funn(tar, monkeypatch):
    plass = shutil.disk_usage(tar)._replace(free=pakkeleser.RESERVE + 2000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _sti: plass)
    assert "pakke-ugyldig" in koder(_kontroller(tar))


def test_et_hode_som_vil_fylle_minnet_blir_nektet(tar):
    hode = tarfile.TarInfo("././@LongLink")
    hode.type, hode.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    innhold = tar.read_bytes()
    tar.write_bytes(innhold[:512] + hode.tobuf(tarfile.GNU_FORMAT) + innhold[512:])
    tar.with_suffix(".xml").unlink()
    assert "pakke-avkortet" in koder(_kontroller(tar))


def test_den_som_ikke_tar_imot_funn_faar_en_setning(tar):
    with aapnet(tar) as mappe:
        assert (mappe / "content").is_dir()
    tar.write_bytes(tar.read_bytes()[:3000])
    with pytest.raises(PakkelesFeil, match="Be om en ny pakke"), aapnet(tar):
        pass


def test_et_uttrekk_i_en_enkel_tar_fil_og_en_mappe_aapnes_som_de_er(tmp_path):
    with tarfile.open(tmp_path / "enkel.tar", "w") as arkiv:
        arkiv.add(EKSEMPEL, "mitt-uttrekk")
    assert not _kontroller(tmp_path / "enkel.tar").funn
    with aapnet(EKSEMPEL) as mappe:
        assert mappe == EKSEMPEL


def test_funnene_i_pakken_staar_i_alle_tre_rapportene(tar, tmp_path, capsys):
    legg_til(tar, name="../utenfor.txt", innhold=b"x")
    assert main(["kontroller", str(tar), "--json", str(tmp_path / "r.json")]) == 1
    assert "peker ut av pakken" in capsys.readouterr().out
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["funn"][0]["kode"] == "pakke-ugyldig"
