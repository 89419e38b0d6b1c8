"""Deposits made to harm, or ruined by chance: findings, never a crash."""

import os
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.rapport import FOERSTE, PER_KODE, som_html, som_json, som_tekst
from bysak.bevaring.uttrekk.tests.oedelegg import (
    AS,
    AU,
    EL,
    LJ,
    OJ,
    bytt,
    ekstra,
    flere,
    koder,
    kontroller_etter,
    kopi,
    raa,
)
from bysak.noark.hendelser import TEKSTGRENSE
from bysak.noark.tests.eksempel import trenger_eksempel
from bysak.noark.validering import STOPP

pytestmark = trenger_eksempel
XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
TILFELDIG = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@TILFELDIG
@given(
    fil=st.sampled_from([AS, EL, LJ, OJ, "arkivstruktur.xsd", "metadatakatalog.xsd", "dokumenter/2024/000003.pdf"]),
    froe=st.integers(0, 1 << 30),
    antall=st.integers(1, 40),
)
def test_tilfeldig_skade_gir_funn_og_ingen_krasj(fil, froe, antall):
    tilfeldig = random.Random(froe)
    with tempfile.TemporaryDirectory() as til:
        mappe = kopi(Path(til))
        innhold = bytearray((mappe / fil).read_bytes())
        for _ in range(antall):
            innhold[tilfeldig.randrange(len(innhold))] ^= tilfeldig.randrange(1, 256)
        foer = (mappe / fil).read_bytes()
        (mappe / fil).write_bytes(innhold)
        rapport = kontroller(mappe)
        assert rapport.antall_feil or bytes(innhold) == foer
        som_tekst(rapport), som_json(rapport), som_html(rapport)


@TILFELDIG
@given(froe=st.integers(0, 1 << 30), antall=st.integers(1, 40))
def test_en_skadet_beskrivelse_gir_ingen_krasj(froe, antall):
    tilfeldig = random.Random(froe)
    with tempfile.TemporaryDirectory() as til:
        mappe = kopi(Path(til))
        innhold = bytearray((mappe / AU).read_bytes())
        for _ in range(antall):
            sted = tilfeldig.randrange(len(innhold))
            del innhold[sted : sted + tilfeldig.randrange(1, 30)]
        (mappe / AU).write_bytes(innhold)
        assert kontroller(mappe).funn


def test_et_element_med_enorm_tekst_stopper_lesingen(tmp_path):
    stort = "x" * (TEKSTGRENSE + 1)
    rapport = kontroller_etter(tmp_path, bytt(AS, "<tittel>Vedtak<", f"<tittel>{stort}<"))
    assert koder(rapport) == {"xml-for-stor-tekst"}


def test_entiteter_som_mangedobler_seg_blir_aldri_utvidet(tmp_path):
    bombe = '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><arkiv>&c;</arkiv>'
    rapport = kontroller_etter(tmp_path, raa(AS, lambda _: bombe.encode()))
    assert koder(rapport) == {"xml-doctype"}


@pytest.mark.parametrize(
    "skjema",
    [
        f'<xs:schema {XS}><xs:element name="a" maxOccurs="99999999"/></xs:schema>',
        '<!DOCTYPE a SYSTEM "http://eksempel.invalid/a.dtd"><a/>',
        f'<xs:schema {XS}><xs:include schemaLocation="file:///etc/passwd"/></xs:schema>',
        f'<xs:schema {XS}><xs:import schemaLocation="http://eksempel.invalid/"/></xs:schema>',
    ],
    ids=["mange", "doctype", "fil", "nett"],
)
def test_et_skjema_som_vil_skade_blir_ikke_brukt(tmp_path, skjema):
    rapport = kontroller_etter(tmp_path, raa("endringslogg.xsd", lambda _: skjema.encode()))
    assert rapport.antall_feil
    assert koder(rapport) <= {"skjema-uleselig", "skjema-endret", "skjema-ugyldig"}


def test_uttrekkets_eget_skjema_kan_ikke_godkjenne_det_standarden_forbyr(tmp_path):
    slapt = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"'
        ' targetNamespace="http://www.arkivverket.no/standarder/noark5/endringslogg">'
        '<xs:element name="endringslogg"/></xs:schema>'
    )
    rapport = kontroller_etter(
        tmp_path,
        flere(raa("endringslogg.xsd", lambda _: slapt.encode()), bytt(EL, "<endring>", "<endring><tull>x</tull>")),
    )
    assert koder(rapport) == {"skjema-endret", "skjema-ugyldig"}


def test_det_som_ikke_er_filer_blir_meldt_og_ikke_lest(tmp_path):
    def roer(mappe: Path) -> None:
        os.mkfifo(mappe / "dokumenter" / "roer.pdf")
        (mappe / EL).unlink()
        (mappe / EL).mkdir()
        (mappe / "dokumenter" / "ut").symlink_to("/")

    assert koder(kontroller_etter(tmp_path, roer)) == {"ikke-vanlig-fil", "symlenke"}


def test_mange_like_feil_blir_talt_men_ikke_listet_alle(tmp_path):
    antall = PER_KODE + 500
    endring = (
        "<endring><referanseArkivenhet>00000000-0000-4000-8000-000000000000</referanseArkivenhet>"
        "<referanseMetadata>tittel</referanseMetadata><endretDato>2024-05-10T09:30:00</endretDato>"
        "<endretAv>Kari Nordmann</endretAv><tidligereVerdi>a</tidligereVerdi><nyVerdi>b</nyVerdi></endring>"
    )
    rapport = kontroller_etter(tmp_path, bytt(EL, "</endringslogg>", endring * antall + "</endringslogg>"))
    assert rapport.per_kode["endring-ukjent-enhet"] == antall
    assert sum(f.kode == "endring-ukjent-enhet" for f in rapport.funn) == PER_KODE
    assert rapport.utelatt() == {"endring-ukjent-enhet": 500}
    assert f"… og {antall - FOERSTE} til." in som_tekst(rapport)


def test_mange_brudd_paa_skjemaet_stopper_med_en_setning(tmp_path):
    logg = "".join(f"<endring><tull>{n}</tull></endring>" for n in range(STOPP + 10))
    rapport = kontroller_etter(tmp_path, bytt(EL, "</endringslogg>", logg + "</endringslogg>"))
    assert rapport.per_kode["skjema-ugyldig"] == STOPP + 1
    assert "flere brudd på skjemaet" in som_tekst(rapport) or rapport.utelatt()


def test_mange_filer_uten_referanse_gir_funn(tmp_path):
    rapport = kontroller_etter(tmp_path, flere(*(ekstra(f"dokumenter/m/{n}.pdf") for n in range(300))))
    assert rapport.per_kode["fil-uten-referanse"] == 300


def test_filnavn_som_ikke_er_utf8_gir_funn(tmp_path):
    def skriv(mappe: Path) -> None:
        Path(os.fsdecode(os.fsencode(mappe / "dokumenter") + b"/\xe5.pdf")).write_bytes(b"%PDF-1.4 pdfaid")

    assert koder(kontroller_etter(tmp_path, skriv)) == {"fil-uten-referanse", "antall-dokumentfiler"}


def test_styretegn_fra_uttrekket_naar_ikke_skjermen(tmp_path):
    rapport = kontroller_etter(tmp_path, ekstra("dokumenter/\x1b[2Jtull.pdf"))
    assert rapport.per_kode["fil-uten-referanse"] == 1
    assert "\x1b" not in som_tekst(rapport)


def test_en_dokumentmappe_som_er_en_lenke_foelges_ikke(tmp_path):
    def lenk(mappe: Path) -> None:
        (mappe / "dokumenter").rename(tmp_path / "annet")
        (mappe / "dokumenter").symlink_to(tmp_path / "annet")

    rapport = kontroller_etter(tmp_path, lenk)
    assert koder(rapport) == {"symlenke", "dokumentmappe-mangler", "dokumentfil-mangler", "antall-dokumentfiler"}
    assert rapport.per_kode["dokumentfil-mangler"] == 1


def test_merke_for_tegnsett_foerst_i_filen_er_greit(tmp_path):
    assert not kontroller_etter(tmp_path, raa(AS, lambda b: b"\xef\xbb\xbf" + b)).funn


def test_det_som_ikke_er_et_uttrekk_er_ikke_lesbart(tmp_path):
    for sti in (tmp_path, tmp_path / "finnes-ikke", Path(__file__)):
        rapport = kontroller(sti)
        assert not rapport.lesbar
        assert rapport.antall_feil == 1
