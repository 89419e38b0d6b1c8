import pytest

from bysak.arkivstruktur.identifikatortekst import les, skriv
from bysak.arkivstruktur.models import NasjonalIdentifikator
from bysak.arkivstruktur.tilknytning import legg_til_identifikator
from bysak.kjerne.hinder import Hindret
from tests.saker import en_sak
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("art", "skrevet", "vist"),
    [
        ("matrikkelnummer", "207/145", "207/145"),
        ("matrikkelnummer", "gnr 207, bnr 145", "207/145"),
        ("matrikkelnummer", "Gnr. 207 bnr. 145 fnr 2 snr 3", "207/145/2/3"),
        ("matrikkelnummer", "0301-207/145/0/3", "207/145/0/3"),
        ("matrikkelnummer", "3201 - 8/12", "3201-8/12"),
        ("byggident", "80123456", "80123456"),
        ("byggident", "80123456-1", "80123456-1"),
        ("planident", "S-4220", "S-4220"),
        ("planident", "3201 2021009", "3201 2021009"),
        ("posisjon", "EPSG:25832 597423 6643460", "EPSG:25832 597423 6643460"),
        ("posisjon", "EPSG:4258; 59,9139; 10,7522; 12", "EPSG:4258 59,9139 10,7522 12"),
        ("personidentifikator", "128290 10073", "128290 *****"),
        ("enhetsidentifikator", "974 760 673", "974760673"),
    ],
)
def test_et_nummer_leses_slik_folk_skriver_det_og_vises_likt(art: str, skrevet: str, vist: str):
    with som("kari", "frogner") as kari:
        den = legg_til_identifikator(en_sak(kari), art=art, av=kari, **les(art, skrevet))
        den = NasjonalIdentifikator.objects.get(pk=den.pk)
        assert skriv(den) == vist
        if art in ("matrikkelnummer", "planident"):
            assert den.kommunenummer == ("3201" if "3201" in skrevet else "0301")


@pytest.mark.parametrize(
    ("art", "skrevet"),
    [
        ("matrikkelnummer", "207"), ("matrikkelnummer", "207/145/1/2/3"), ("matrikkelnummer", "999999/1"),
        ("byggident", "åtti"), ("planident", ""), ("planident", "S" * 61), ("posisjon", "597423 6643460"),
        ("posisjon", "EPSG:25832 nord øst"), ("personidentifikator", "1282901007"), ("enhetsidentifikator", "12"),
        ("ukjent", "1"), ("", ""),
    ],
)  # fmt: skip
def test_det_som_ikke_kan_leses_faar_svar_om_hvordan_det_skrives(art: str, skrevet: str):
    with pytest.raises(Hindret) as nei:
        les(art, skrevet)
    assert [h.felt for h in nei.value.hindre] == ["nummer" if art in NasjonalIdentifikator.Art.values else "art"]
    assert nei.value.hindre[0].tekst.endswith(".")
