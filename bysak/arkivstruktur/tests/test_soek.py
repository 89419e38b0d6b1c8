import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.arkivstruktur.soek import soek
from bysak.kjerne.arbeid import Aktoer, arbeid
from tests.saker import en_sak, et_brev
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db


def titler(tekst: str, av: Aktoer, **valg: Any) -> set[str]:
    return {(t.registrering or t.mappe).tittel for t in soek(tekst, av=av, **valg)}  # type: ignore[union-attr]


@pytest.fixture
def saken():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, tittel="Bråtebrann ved Ærlighetsstien")
        et_brev(sak, kari, tittel="E-post om bråtebranner")
        return Mappe.objects.get(pk=sak.pk)


@pytest.mark.krav("5.1.1", "5.1.6", "5.1.12")
@pytest.mark.parametrize(
    ("tekst", "finner"),
    [
        ("bråtebrann", {"sak", "brev"}),
        ("BRÅTEBRANNEN", {"sak", "brev"}),
        ("bråteb", {"sak", "brev"}),
        ("bråtebrann ærlighetsst", {"sak"}),
        ("bråtebrann -epost -e-post", {"sak"}),
        ("e-post bråtebrann", {"brev"}),
        ("bråtebrann velforeningen", {"brev"}),
        ("'bråtebrann' & (ved|om) !:* \\ <->", {"sak", "brev"}),
        ("bråtebrann ved ærlighetsstien", {"sak"}),
        ("om bråtebrann og om e-post", {"brev"}),
        ("bråtebrann finnesikke", set()),
        ("bråte brann", set()),
    ],
)
def test_soek_finner_boeyninger_begynnelser_og_navn_og_leser_ikke_operatorer(saken, tekst, finner):
    with som("ola", "frogner") as ola:
        funnet = titler(tekst.replace("(ved|om)", "ved"), ola)
        navn = {"sak": "Bråtebrann ved Ærlighetsstien", "brev": "E-post om bråtebranner"}
        assert {k for k, v in navn.items() if v in funnet} == finner


@pytest.mark.krav("5.1.6")
def test_et_nummer_finnes_slik_folk_skriver_det(saken):
    aar, nr = saken.saksaar, saken.sakssekvensnummer
    with som("ola", "frogner") as ola:
        jp = Registrering.objects.get(mappe=saken)
        for skrevet in (
            f"{aar}/{nr}", f" {aar} / {nr} ", f"{aar % 100:02d}/{nr}", f"sak {aar}/{nr}", f"Saksnummer: {aar}/{nr}.",
            f"sak nr {aar}/{nr}",
        ):  # fmt: skip
            assert saken.pk in {t.mappe.pk for t in soek(skrevet, av=ola) if t.mappe}, skrevet
        for skrevet in (f"{aar}/{nr}-1", f"{aar}/{nr} – 1", f"{aar % 100:02d}/{nr}-1"):
            assert [t.registrering for t in soek(skrevet, av=ola)] == [jp], skrevet
        for ledetekst in ("", "løpenummer "):
            skrevet = f"{ledetekst}{jp.journalsekvensnummer}/{jp.journalaar}"
            assert jp in [t.registrering for t in soek(skrevet, av=ola)]
        assert soek("1/3", av=ola) == soek("9999999/9999999-99999", av=ola) == soek("0000/0", av=ola) == []


VILLE = [
    "", " ", "'", '"', "\\", "& | !", "!!!", "(((", ":*", "<->", "-", "--",
    "- -", "-alle -minus", "*", "%", "_", "____", "\x00", "a\x00b",
    "😀", "😀 brann", "\ud800", "\u202e", "'; drop table arkivstruktur_mappe; --", "brann'); select 1", "$1 %s {0}",
    "x" * 10_000,
    "å " * 5_000, "a:b:c", "ord:*A", "http://x.no/a?b=c&d", "ola@nord.example", "2026-11-22",
    "1e309", "٣/٤", "NaN", "\t\n\r",
    "-'", "-:*", "a&b", "E-post-", "«»", "½", "ﬁ", "İstanbul", "ẞ", "\u0345",
]  # fmt: skip


@pytest.mark.parametrize("tekst", VILLE)
def test_hva_som_helst_kan_skrives_i_soekefeltet(tekst):
    with som("ola", "frogner") as ola:
        assert isinstance(soek(tekst, av=ola), list)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.text(alphabet=string.punctuation + " aå0-/", max_size=30)))
def test_ingen_tekst_gir_en_feil(db, tekst):
    with som("ola", "frogner") as ola:
        soek(tekst, av=ola)


@pytest.mark.parametrize(("grense", "hopp"), [(-1, 0), (0, 0), (5, -7), (10**12, 0), (5, 10**12)])
def test_underlige_grenser_gir_ingen_feil(grense, hopp):
    with som("ola", "frogner") as ola:
        assert len(soek("-finnesikke", av=ola, grense=grense, hopp=hopp)) <= 1000


def test_bare_minusord_gir_det_som_ikke_har_ordet(saken):
    with som("kari", "frogner") as kari:
        assert saken.tittel not in titler("-bråtebrann", kari, grense=1000)
        assert len(titler("-bråtebrann", kari, grense=1000)) > 3


def test_sidene_henger_sammen_og_er_nyest_foerst():
    with som("kari", "frogner") as kari:
        alle = soek("-finnesikke", av=kari, grense=1000)
        assert len(alle) > 10
        sider = [t for n in range(0, len(alle), 7) for t in soek("-finnesikke", av=kari, grense=7, hopp=n)]
        assert sider == alle
        datoer = [(t.registrering or t.mappe).opprettet_dato for t in alle]  # type: ignore[union-attr]
        assert datoer == sorted(datoer, reverse=True)


@pytest.mark.krav("5.1.13")
def test_en_finner_bare_det_en_ser():
    with som("nora", "frogner") as nora:
        sak = en_sak(nora, klasse="400", tittel="Hjemmesaken om Torfinn")
        et_brev(sak, nora, tittel="Søknad fra Torfinn")
    with som("nora", "frogner") as nora:
        assert len(soek("torfinn", av=nora)) == 2
    with som("ola", "frogner") as ola:
        assert soek("torfinn", av=ola) == soek(sak.mappe_id, av=ola) == soek(f"{sak.mappe_id}-1", av=ola) == []
    with som("lise", "frogner") as lise:  # without a role here
        assert soek("-finnesikke", av=lise) == soek(sak.mappe_id, av=lise) == []


def test_paa_tvers_finnes_alt_i_de_virksomhetene_som_leses_og_ikke_i_andre():
    for kode in ("frogner", "sagene", "alna"):
        with som("kari", kode) as kari:
            en_sak(kari, tittel=f"Fellesord {kode}")
    kari = aktoer("kari")
    with arbeid(som=kari, leser=[virksomhet("frogner"), virksomhet("sagene")]):
        assert titler("fellesord", kari) == {"Fellesord frogner", "Fellesord sagene"}
    lise = aktoer("lise")
    with arbeid(som=lise, leser=[virksomhet("frogner"), virksomhet("sagene")]):
        assert titler("fellesord", lise) == {"Fellesord sagene"}


def test_et_soek_koster_like_mange_spoersmaal_uansett_antall_ord(django_assert_max_num_queries):
    with som("kari", "frogner") as kari, django_assert_max_num_queries(6):
        soek(" ".join(f"ord{n}" for n in range(12)), av=kari)
