"""What others have added goes through Bysak as it came, with its schema; and the receipt of a reading is kept."""

import hashlib
from argparse import Namespace
from pathlib import Path

import pytest

from bysak.arkivstruktur import models as arkiv
from bysak.bevaring.models import Innlesing
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.depot.inntak_verdier import XML_MED_SKJEMA, egne_felt
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.rundtur import lag_uttrekk
from bysak.kommandoer.les_uttrekk import utfoer
from bysak.organisasjon.models import Virksomhet
from tests.verden import virksomhet

pytestmark = pytest.mark.usefixtures("egen_database")
XML, ADDML, XSD = "arkivstruktur.xml", "arkivuttrekk.xml", "bygg.xsd"
BYGG = '<bygg xmlns="urn:andre:1"><gnr a="1 &gt; 0">12</gnr><navn>Fjøs &amp; &lt;løe&gt;</navn></bygg>'
SKJEMA = """<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:andre:1" elementFormDefault="qualified">
<xs:element name="bygg"><xs:complexType><xs:sequence>
<xs:element name="gnr"><xs:complexType><xs:simpleContent><xs:extension base="xs:string">
<xs:attribute name="a" type="xs:string"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
<xs:element name="navn" type="xs:string"/></xs:sequence></xs:complexType></xs:element></xs:schema>"""


def _sum(innhold: bytes) -> str:
    return hashlib.sha256(innhold).hexdigest()


@pytest.fixture
def andres(tmp_path: Path) -> Path:
    """A deposit with somebody else's metadata on a case, in a schema of their own."""
    mappe = lag_uttrekk(tmp_path / "andres", virksomhet("frogner"))
    foer = (mappe / XML).read_bytes()
    sted = b"</virksomhetsspesifikkeMetadata>"
    etter = foer.replace(sted, BYGG.encode() + sted, 1)
    assert etter != foer
    (mappe / XML).write_bytes(etter)
    (mappe / XSD).write_text(SKJEMA, encoding="utf-8")
    addml = (mappe / ADDML).read_text(encoding="utf-8").replace(_sum(foer), _sum(etter))
    vaart = addml[addml.rindex('<property name="schema">', 0, addml.index("bysak-metadata.xsd")) :]
    vaart = vaart[: vaart.index('<property name="type"><value>XML Schema')]
    vaart += '<property name="type"><value>XML Schema</value><properties><property name="version"><value>1.0</value>'
    vaart += "</property></properties></property></properties></property>"
    bysaks = _sum((mappe / "bysak-metadata.xsd").read_bytes())
    deres = vaart.replace("bysak-metadata.xsd", XSD).replace(bysaks, _sum(SKJEMA.encode()))
    (mappe / ADDML).write_text(addml.replace(vaart, vaart + deres, 1), encoding="utf-8")
    assert not kontroller(mappe).antall_feil, kontroller(mappe).funn
    return mappe


@pytest.mark.krav("6.4.31", "6.4.35")
def test_andres_metadata_kommer_ut_som_de_kom_inn_med_skjemaet_sitt(andres: Path, tmp_path: Path):
    with som_databaseeier():
        hvem, _ = les(andres)
        egne = arkiv.Mappe.objects.filter(virksomhet=hvem).values_list("virksomhetsspesifikke_metadata", flat=True)
        assert [e[XML_MED_SKJEMA] for e in egne if XML_MED_SKJEMA in e] == [BYGG]
    andre = lag_uttrekk(tmp_path / "to", hvem)
    assert (andre / XML).read_text(encoding="utf-8").count(BYGG) == 1
    assert (andre / XSD).read_text(encoding="utf-8") == SKJEMA
    rapport = kontroller(andre)
    assert not rapport.antall_feil, rapport.funn


def test_andres_metadata_uten_skjema_beholdes_som_tekst():
    assert egne_felt(BYGG) == {"xml": BYGG}
    assert egne_felt(BYGG, frozenset({"bygg"})) == {XML_MED_SKJEMA: BYGG}
    assert egne_felt(BYGG + "<annet></annet>", frozenset({"bygg"})) == {"xml": BYGG + "<annet></annet>"}
    felt = '<felt xmlns="https://bysak.example/noark/metadata/1" navn="a">1</felt>'
    assert egne_felt(felt + BYGG, frozenset({"bygg"})) == {"a": "1", XML_MED_SKJEMA: BYGG}


@pytest.mark.krav("6.3.6")
def test_kvitteringen_staar_hos_virksomheten_og_ved_siden_av_uttrekket(andres: Path, capsys):
    with som_databaseeier():
        assert utfoer(Namespace(mappe=andres, virksomhet="gammelt", tom_database=None, navn="Gammelt")) == 0
        innlesing = Innlesing.objects.get(virksomhet__kode="gammelt")
        assert innlesing.antall["saksmappe"] == arkiv.Mappe.objects.filter(virksomhet__kode="gammelt").count()
    assert [post["hva"] for post in innlesing.ikke_bevart] == ["referanseArvtaker"]
    assert innlesing.skjemaer == {XSD: SKJEMA}
    fil = andres.with_name("andres-lest-inn-i-gammelt.txt")
    assert fil.read_text(encoding="utf-8") in capsys.readouterr().out
    assert "Ikke bevart slik det sto" in fil.read_text(encoding="utf-8")


def test_en_mappe_som_ikke_kan_leses_gir_en_setning(andres: Path, monkeypatch, capsys):
    def nektet(_mappe: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bysak.bevaring.uttrekk.kontroll.finn_roten", nektet)
    assert utfoer(Namespace(mappe=andres, virksomhet="gammelt", tom_database=None, navn="")) == 1
    assert "kan ikke leses" in capsys.readouterr().err


def test_uten_valg_faar_arkivskaperen_en_ny_virksomhet_med_et_ledig_navn(andres: Path, capsys):
    valg = Namespace(mappe=andres, virksomhet=None, tom_database=None, navn="")
    with som_databaseeier():
        assert utfoer(valg) == utfoer(valg) == 0
    assert "koden bydel-frogner:" in capsys.readouterr().out
    navnene = Virksomhet.objects.filter(kode__startswith="bydel-frogner").order_by("kode").values_list("kode", "navn")
    assert [*navnene] == [(k, f"Bydel Frogner ({k})") for k in ("bydel-frogner", "bydel-frogner-2")]
