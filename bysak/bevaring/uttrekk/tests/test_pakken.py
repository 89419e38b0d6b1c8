"""A deposit packed for handing over: valid against the DIAS schemas, complete, with a receipt that shows changes."""

import hashlib
import json
import shutil
import tarfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree

from bysak.bevaring.uttrekk.dias import METS, Opplysninger, Part
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.kvittering import kontroller_kvittering, offentlig_noekkel
from bysak.bevaring.uttrekk.pakke import PakkeFeil, pakk
from bysak.bevaring.uttrekk.tests.oedelegg import koder, kopi
from bysak.noark.tests.eksempel import DELT, EKSEMPEL, trenger_eksempel

pytestmark = trenger_eksempel
DIAS = DELT / "noark5-xsd" / "dias"
trenger_dias = pytest.mark.skipif(
    not DIAS.is_dir(), reason="DIAS-skjemaene (../shared/data/noark5-xsd/dias) finnes ikke."
)
PAKKE = UUID("0190b6a4-0000-7000-8000-000000000001")
OPPLYSNINGER = Opplysninger(
    etikett="Eksempel <kommune> & arkiv (2024 - 2024)",
    arkivskapere=(Part("Eksempel kommune", "Kari Nordmann", "Storgata 1", "", "post@eksempel.no"),),
    avleverer=Part("Eksempel kommune"),
    produsent=Part("Eksempel kommune", "Ola Hansen"),
    eier=Part("Eksempel kommune"),
    mottaker="Byarkivet",
    system="Eksempelsystem",
    systemversjon="1.0",
    avtale="AVT-2024-1",
    start=date(2024, 1, 1),
    slutt=date(2024, 12, 31),
    uttrekksdato=date(2025, 1, 15),
)


@pytest.fixture
def pakke(tmp_path):
    return pakk(EKSEMPEL, tmp_path, OPPLYSNINGER, skjemaer=DIAS if DIAS.is_dir() else None, pakke_id=PAKKE)


def pakk_ut(pakke, til: Path) -> Path:
    with tarfile.open(pakke.tar) as arkiv:
        arkiv.extractall(til, filter="data")
    return til / str(pakke.id)


class _Lokal(etree.Resolver):
    def resolve(self, system_url, public_id, context):
        if not system_url.startswith("http"):
            return None
        assert system_url.endswith("xlink.xsd"), system_url
        return self.resolve_filename(str(DIAS / "xlink.xsd"), context)


def skjema(navn: str) -> etree.XMLSchema:
    tolk = etree.XMLParser(no_network=True)
    tolk.resolvers.add(_Lokal())
    return etree.XMLSchema(etree.parse(DIAS / navn, tolk))


def test_tar_begynner_med_mappen_som_heter_det_samme_og_har_alt_som_skal_med(pakke):
    with tarfile.open(pakke.tar) as arkiv:
        medlemmer = arkiv.getmembers()
    assert medlemmer[0].isdir()
    assert medlemmer[0].name == pakke.tar.stem == str(PAKKE)
    navn = {m.name.removeprefix(f"{PAKKE}/") for m in medlemmer}
    ventet = {"log.xml", "dias-mets.xml", "descriptive_metadata", "content/arkivstruktur.xml"}
    ventet |= {f"administrative_metadata/{n}" for n in ("arkivuttrekk.xml", "addml.xsd", "dias-premis.xml")}
    assert ventet | {f"content/dokumenter/2024/00000{n}.pdf" for n in range(1, 8)} <= navn
    assert len(navn) == len(medlemmer)


@trenger_dias
def test_metadataene_er_gyldige_etter_dias(pakke, tmp_path):
    rot = pakk_ut(pakke, tmp_path / "ut")
    for fil, xsd in (
        (rot / "dias-mets.xml", "DIAS_METS.xsd"),
        (rot / "administrative_metadata" / "dias-premis.xml", "DIAS_PREMIS.xsd"),
        (rot / "log.xml", "DIAS_PREMIS.xsd"),
        (pakke.beskrivelse, "submissionDescription.xsd"),
    ):
        prover = skjema(xsd)
        assert prover.validate(etree.parse(fil)), prover.error_log
    assert not pakke.merknader
    assert (rot / "dias-mets.xsd").read_bytes() == (DIAS / "DIAS_METS.xsd").read_bytes()


def test_hver_fil_staar_i_mets_med_stoerrelse_og_sjekksum(pakke, tmp_path):
    rot = pakk_ut(pakke, tmp_path / "ut")
    filer = {}
    for fil in etree.parse(rot / "dias-mets.xml").iter(f"{{{METS}}}file"):
        sti = str(fil[0].get("{http://www.w3.org/1999/xlink}href")).removeprefix("file:")
        filer[sti] = (int(str(fil.get("SIZE"))), fil.get("CHECKSUM"))
    disk = {p.relative_to(rot).as_posix(): p for p in rot.rglob("*") if p.is_file() and p.name != "dias-mets.xml"}
    assert filer == {n: (p.stat().st_size, hashlib.sha256(p.read_bytes()).hexdigest()) for n, p in disk.items()}


def test_kontrollen_leser_den_utpakkede_pakken(pakke, tmp_path):
    rapport = kontroller(pakk_ut(pakke, tmp_path / "ut"))
    assert rapport.lesbar
    assert not rapport.funn


def test_beskrivelsen_kan_staa_bare_blant_de_administrative_metadataene(pakke, tmp_path):
    rot = pakk_ut(pakke, tmp_path / "ut")
    for navn in ("arkivuttrekk.xml", "addml.xsd"):
        (rot / "content" / navn).unlink()
    assert not kontroller(rot).funn
    (rot / "administrative_metadata" / "arkivuttrekk.xml").unlink()
    assert koder(kontroller(rot)) == {"fil-mangler"}


def test_kvitteringen_stemmer_og_er_signert_med_vaar_noekkel(pakke):
    assert kontroller_kvittering(pakke.kvittering, offentlig_noekkel()) == []
    innhold = json.loads(pakke.kvittering.read_text("utf-8"))
    assert innhold["antall"] == pakke.antall_filer == len(pakke.liste.read_text("utf-8").splitlines())
    assert {f["sha256"] for f in innhold["filer"]} >= {pakke.sum}


def test_en_endring_i_pakken_blir_oppdaget(pakke):
    with pakke.tar.open("r+b") as fil:
        fil.seek(5000)
        fil.write(b"endret")
    assert kontroller_kvittering(pakke.kvittering) == [
        f"{pakke.tar.name} er endret: sjekksum eller størrelse stemmer ikke."
    ]


@pytest.mark.parametrize("felt", ["antall", "etikett", "signatur"])
def test_en_endret_kvittering_blir_oppdaget(pakke, felt):
    innhold = json.loads(pakke.kvittering.read_text("utf-8"))
    innhold[felt] = {"antall": 1, "etikett": "Noe annet", "signatur": innhold["signatur"][:-8] + "AAAAAAA="}[felt]
    pakke.kvittering.write_text(json.dumps(innhold), "utf-8")
    assert kontroller_kvittering(pakke.kvittering, offentlig_noekkel()) == [
        "Signaturen stemmer ikke: kvitteringen er endret, eller laget av en annen."
    ]


def test_det_som_ikke_er_en_kvittering_gir_en_setning(pakke, tmp_path):
    for innhold in (b"", b"[]", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"signatur": "x"}'):
        (tmp_path / "k.json").write_bytes(innhold)
        assert kontroller_kvittering(tmp_path / "k.json") == ["Filen er ikke en kvittering."]
    assert kontroller_kvittering(tmp_path / "finnes-ikke")[0].startswith("Kvitteringen kan ikke leses")


def test_den_samme_pakken_to_ganger_har_de_samme_filene(pakke, tmp_path):
    igjen = pakk(EKSEMPEL, tmp_path / "igjen", OPPLYSNINGER, pakke_id=PAKKE)
    foerst, saa = (
        {linje for linje in p.liste.read_text("utf-8").splitlines() if "/content/" in linje} for p in (pakke, igjen)
    )
    assert foerst == saa
    assert igjen.merknader


def test_en_lenke_i_uttrekket_blir_nektet_og_ingenting_ligger_igjen(tmp_path):
    mappe = kopi(tmp_path)
    (mappe / "dokumenter" / "lenke.pdf").symlink_to("/etc/hostname")
    with pytest.raises(PakkeFeil, match="lenke"):
        pakk(mappe, tmp_path / "til", OPPLYSNINGER)
    assert not list((tmp_path / "til").iterdir())


def test_en_full_disk_gir_en_setning_og_ingenting_ligger_igjen(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bysak.bevaring.uttrekk.pakke._Hasher.write", full)
    with pytest.raises(PakkeFeil, match="Pakken ble ikke laget"):
        pakk(EKSEMPEL, tmp_path / "til", OPPLYSNINGER)
    assert not list((tmp_path / "til").iterdir())


def test_pakken_kan_ikke_legges_i_det_som_pakkes_eller_lages_av_noe_annet(tmp_path):
    mappe = kopi(tmp_path)
    with pytest.raises(PakkeFeil, match="annen mappe"):
        pakk(mappe, mappe / "ut", OPPLYSNINGER)
    shutil.rmtree(mappe)
    mappe.mkdir()
    with pytest.raises(PakkeFeil, match="ikke et Noark 5-uttrekk"):
        pakk(mappe, tmp_path / "til", OPPLYSNINGER)


@trenger_dias
def test_norske_tegn_og_mellomrom_i_filnavn_taaler_pakkingen(tmp_path):
    mappe = kopi(tmp_path)
    (mappe / "dokumenter" / "Søknad & æøå <1>.pdf").write_bytes(b"%PDF-1.4 pdfaid")
    pakke = pakk(mappe, tmp_path / "til", replace(OPPLYSNINGER, referansekode="ÆØÅ <&>"))
    rot = pakk_ut(pakke, tmp_path / "ut")
    assert skjema("DIAS_METS.xsd").validate(etree.parse(rot / "dias-mets.xml"))
    assert kontroller_kvittering(pakke.kvittering) == []
