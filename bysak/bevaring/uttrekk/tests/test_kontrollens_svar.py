"""What the control says about a deposit, and where."""

import json
import re
from pathlib import Path

from bysak.bevaring.uttrekk.funnkoder import KODER
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.kontroll_filer import XSD
from bysak.bevaring.uttrekk.rapport import som_html, som_json
from bysak.bevaring.uttrekk.tests.oedelegg import (
    AS,
    DOK1,
    EL,
    INGEN,
    OJ,
    bytt,
    fjern,
    flere,
    koder,
    kontroller_etter,
    rett_summer,
)
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel
from bysak.noark.xsd import skjemafil

pytestmark = trenger_eksempel


def test_eksempelet_er_uten_feil_og_advarsler():
    rapport = kontroller(EKSEMPEL)
    assert not rapport.funn
    assert rapport.versjon == "5.0"
    assert (rapport.tall["mappe"], rapport.tall["registrering"], rapport.tall["dokumentfiler"]) == (3, 6, 7)


def test_hver_feil_har_fil_og_linje(tmp_path):
    rapport = kontroller_etter(tmp_path, bytt(AS, "<saksstatus>Avsluttet<", "<saksstatus>Under behandling<"))
    (funn,) = rapport.funn
    linje = (tmp_path / "uttrekk" / AS).read_text("utf-8").splitlines()[funn.linje - 1]
    assert "<saksstatus>Under behandling" in linje
    assert funn.objekt_id == "91fad672-8179-5f2d-8263-b71dff03654a"


def test_bruddet_paa_skjemaet_har_linjen_det_staar_paa(tmp_path):
    rapport = kontroller_etter(tmp_path, bytt(AS, "<saksdato>2024-02-10", "<saksdato>2024-02-30"))
    (funn,) = rapport.funn
    assert "2024-02-30" in (tmp_path / "uttrekk" / AS).read_text("utf-8").splitlines()[funn.linje - 1]


def test_alle_feilene_kommer_i_samme_kjoering(tmp_path):
    rapport = kontroller_etter(
        tmp_path,
        flere(
            bytt(AS, "<saksstatus>Avsluttet<", "<saksstatus>Under behandling<"),
            bytt(EL, "91fad672-8179-5f2d-8263-b71dff03654a", INGEN),
            fjern(DOK1),
        ),
    )
    ventet = {"saksstatus", "endring-ukjent-enhet", "dokumentfil-mangler", "antall-dokumentfiler"}
    assert koder(rapport) == ventet


def test_hvert_krav_det_vises_til_finnes():
    krav = (Path(__file__).parents[3] / "noark" / "krav.tsv").read_text("utf-8")
    numre = {linje.split("\t")[0] for linje in krav.splitlines()}
    assert {kode.krav for kode in KODER.values() if kode.krav} <= numre


def test_alt_som_kan_meldes_er_erklaert_og_forklart():
    bysak = Path(__file__).parents[3]
    kilder = [bysak / "noark" / "hendelser.py", *(bysak / "bevaring" / "uttrekk").glob("*.py")]
    meldt = {
        k for kilde in kilder for k in re.findall(r'(?:meld|merknad|XmlFeil)\([^"]*"([a-z-]+)",', kilde.read_text())
    }
    assert len(meldt) > 100
    assert meldt <= set(KODER)
    assert all(kode.tittel and kode.betyr and kode.raad for kode in KODER.values())


def test_rapporten_har_det_verste_foerst(tmp_path):
    rapport = kontroller_etter(
        tmp_path,
        flere(
            fjern(DOK1),
            bytt(AS, "<dokumentnummer>2<", "<dokumentnummer>1<"),
            bytt(OJ, "for *****", "for Per Olsen"),
        ),
    )
    ventet = ["journal-skjerming-lekker", "dokumentfil-mangler", "antall-dokumentfiler", "dokumentnummer-dobbelt"]
    assert [slag.kode for slag in rapport.slag()] == ventet
    side = som_html(rapport)
    assert [side.index(f'id="{kode}"') for kode in ventet] == sorted(side.index(f'id="{kode}"') for kode in ventet)


def test_feltene_i_rapporten_for_programmer_staar_i_dokumentasjonen(tmp_path):
    rapport = json.loads(som_json(kontroller_etter(tmp_path, fjern(DOK1))))
    side = (Path(__file__).parents[4] / "docs" / "kontroll.md").read_text("utf-8")
    for felt in (*rapport, *rapport["slag"][0], *rapport["funn"][0]):
        assert f"`{felt}`" in side or f"`{felt}[]`" in side, felt


def test_skjemaene_bysak_selv_skriver_er_gode_nok(tmp_path):
    def vaare(mappe):
        for navn in XSD:
            (mappe / navn).write_bytes(skjemafil(navn, Utgave.V2019))
        rett_summer(mappe)

    rapport = kontroller_etter(tmp_path, vaare)
    assert not rapport.funn
    assert rapport.tall["skjemafiler skrevet av Bysak"] == len(XSD)
