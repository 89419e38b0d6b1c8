"""$search: the index for cases and entries, with files; the rows' own texts elsewhere, with the rest of a question."""

import pytest

from bysak.api.noark5.tests.odataverden import TITLER, bygg, spoer
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentobjekt, Dokumenttekst, Mappe, Registrering
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def saker():
    with som("kari", "frogner") as kari:
        return bygg(kari)


def _titler(modell, idene):
    return sorted(modell._base_manager.filter(pk__in=idene).values_list("tittel", flat=True))


@pytest.mark.parametrize(
    ("tekst", "finner"),
    [
        ("æresbolig", {0}),
        ("ÆRESBOLIG", {0}),
        ("'båtplass'", {1}),
        ("søknad båtplass", {1}),
        ("finnesikke", set()),
        ("%", set()),
    ],
)
def test_saker_finnes_i_indeksen(saker, tekst, finner):
    with som("kari", "frogner") as kari:
        funnet = spoer(kari, "mappe", "saksdato ge 2026-02-15 and contains(tittel,'')", search=tekst, top="1")
        mine = [i for i in funnet if i in {s.pk for s in saker}]
        assert set(mine) == {saker[nr].pk for nr in finner}


def test_en_sak_finnes_paa_nummeret_sitt(saker):
    with som("kari", "frogner") as kari:
        sak = saker[2]
        assert spoer(kari, "saksmappe", search=f"{sak.saksaar}/{sak.sakssekvensnummer}") == [sak.pk]
        assert spoer(kari, "registrering", search=f"{sak.saksaar}/{sak.sakssekvensnummer}-1", top="5") == [
            Registrering.objects.get(mappe=sak, journalpostnummer=1).pk
        ]


def test_et_dokument_finnes_paa_det_som_staar_i_fila(saker):
    with som("kari", "frogner") as kari:
        fil = Dokumentobjekt.objects.get(
            filnavn="fil0.pdf", dokumentbeskrivelse__koblinger__registrering__mappe=saker[3]
        )
        Dokumenttekst.objects.create(dokumentobjekt=fil, tekst="Flaggermus under taket")
    with som("kari", "frogner") as kari:
        assert spoer(kari, "dokumentbeskrivelse", search="flaggermus") == [fil.dokumentbeskrivelse_id]
        assert spoer(kari, "dokumentobjekt", search="flaggermus taket") == [fil.pk]
        assert _titler(Registrering, spoer(kari, "registrering", search="flaggermus")) == [f"Brev 0 om {TITLER[3]}"]
        assert spoer(kari, "registrering", "contains(tittel,'Brev 1')", search="flaggermus") == []


def test_andre_lister_leter_i_sine_egne_tekster(saker):
    with som("kari", "frogner") as kari:
        assert len(spoer(kari, "part", search="part i", top="2")) == 6
        assert spoer(kari, "part", search="part finnesikke") == []
        dokumenter = spoer(kari, "dokumentbeskrivelse", search="FIL 2")
        assert _titler(Dokumentbeskrivelse, dokumenter) == ["Fil 2"]
        assert spoer(kari, "klasse", "klasseID eq '200'", search="finnesikke") == []
        assert _titler(Mappe, spoer(kari, "mappe", search="båtplass", orderby="tittel desc")) == [TITLER[1]]
