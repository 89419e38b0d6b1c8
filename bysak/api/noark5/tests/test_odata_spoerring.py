"""What a query string says, however it was encoded, and what cannot be said: one table for each."""

import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bysak.api.noark5.odata.spoerring import MAKS_RAA, dekod, les
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.uttrykk import MAKS_TEGN, Utvid, les_filter, les_sortering, les_utvidelse

DET_SAMME = {
    "vanlig": "$filter=tittel%20eq%20%27x%20%26%20y%27&$top=1",
    "pluss": "$filter=tittel+eq+'x+%26+y'&$top=1",
    "ukodet": "$filter=tittel eq 'x & y'&$top=1",
    "dollar kodet": "%24filter=tittel%20eq%20'x%20%26%20y'&%24top=1",
    "alt som ett ord": "%24filter%3Dtittel+eq+%27x+%26+y%27%26%24top%3D1",
    "alt som ett ord, med prosent": "%24filter%3Dtittel%20eq%20%27x%20%26%20y%27%26%24top%3D1",
    "ett ord av det som var kodet": "%24filter%3Dtittel%2520eq%2520%2527x%2520%2526%2520y%2527%26%24top%3D1",
    "alt to ganger": quote_plus(quote_plus("$filter=tittel eq 'x & y'&$top=1")),
    "alt tre ganger": quote_plus(quote_plus(quote_plus("$filter=tittel eq 'x & y'&$top=1"))),
    "verdien to ganger": "$filter=tittel%2520eq%2520%2527x%2520%2526%2520y%2527&$top=1",
    "uten dollar": "filter=tittel eq 'x %26 y'&top=1",
    "store bokstaver": "$FILTER=tittel eq 'x %26 y'&$Top=1",
    "tomme valg": "?$filter=tittel eq 'x %26 y'&&$search=&$top=1&$orderby=",
    "noe som ikke er vårt": "_=1700000000&$filter=tittel eq 'x %26 y'&$top=1",
}


@pytest.mark.parametrize("raa", DET_SAMME.values(), ids=DET_SAMME)
def test_det_samme_er_sagt_hvordan_det_enn_er_kodet(raa):
    lest = les(raa)
    assert (lest.filter, lest.top) == (les_filter("tittel eq 'x & y'"), 1)


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).filter(lambda t: "%" not in t),
    st.integers(1, 3),
)
def test_en_tekst_er_den_samme_etter_en_to_eller_tre_kodinger(tekst, ganger):
    uttrykk = "tittel eq '" + tekst.replace("'", "''") + "'"
    raa = f"$filter={quote(uttrykk, safe='')}&$top=2"
    for _ in range(ganger - 1):
        raa = quote_plus(raa)
    assert les(raa).filter == les_filter(uttrykk)
    assert les(les(raa).neste(skiptoken="a:b")).filter == les_filter(uttrykk)


def test_resten_av_valgene_blir_med_til_neste_side():
    lest = les("$filter=tittel ne null&$orderby=tittel desc&$top=5&$skip=10&$search='O''Hara'&$expand=part&$count=true")
    assert lest.search == "O'Hara"
    assert (lest.skip, lest.top, lest.expand) == (10, 5, (Utvid("part"),))
    neste = les(lest.neste(skiptoken="x:y"))
    assert (neste.filter, neste.orderby, neste.top, neste.expand) == (lest.filter, lest.orderby, 5, lest.expand)
    assert (neste.skip, neste.fortsett, neste.search) == (0, "x:y", "O'Hara")


def test_andre_adresser_leser_sine_valg_paa_samme_maate():
    assert dekod("%24id%3Dhttp%3A%2F%2Fx%2Fapi%2F") == {"$id": "http://x/api/"}
    assert dekod("$id=http://x/api/?a=b") == {"$id": "http://x/api/?a=b"}
    assert dekod("") == {}


FEIL = [
    ("$top=-1", "helt tall"),
    ("$top=ti", "helt tall"),
    ("$top=1.5", "helt tall"),
    ("$top=99999999999999", "helt tall"),
    ("$skip=٣", "helt tall"),
    ("$skip=1e3", "helt tall"),
    ("$count=kanskje", "true eller false"),
    ("$select=tittel", "ikke en del"),
    ("$format=xml", "ikke en del"),
    ("$filter=a eq 1&$filter=b eq 2", "to ganger"),
    ("$filter=a eq 1&filter=b eq 2", "to ganger"),
    ("$filter=tittel eq '%FF'", "UTF-8"),
    ("%24filter%3D%FF", "UTF-8"),
    ("$filter=tittel eq '%00'", "tegn som ikke"),
    ("$search=" + "a" * 401, "høyst 400"),
    ("$filter=" + "a" * MAKS_RAA, "høyst"),
    ("$filter=" + "a" * (MAKS_TEGN + 1), "høyst"),
    ("$filter=tittel eq", "mangler det en verdi"),
    ("$filter=eq 'x'", "kunne ikke leses"),
    ("$filter=tittel = 'x'", "kunne ikke leses"),
    ("$filter=tittel eq 'x", "kunne ikke leses"),
    ("$filter=tittel eq 'x'' and a eq 1", "kunne ikke leses"),
    ("$filter='", "kunne ikke leses"),
    ("$filter=tittel eq 'x')", "én parentes for mye"),
    ("$filter=(tittel eq 'x'", "kunne ikke leses"),
    ("$filter=tittel eq 'x' og a eq 1", "kunne ikke leses"),
    ("$filter=tittel eq 'x';drop table a", "kunne ikke leses"),
    ("$filter=tittel eq 2026-02-30", "finnes ikke"),
    ("$filter=tittel eq 2026-01-01T25:00:00Z", "finnes ikke"),
    ("$filter=sum(tittel) eq 1", "Funksjonene er"),
    ("$filter=matchesPattern(tittel,'(a%2B)%2B$')", "Funksjonene er"),
    ("$filter=contains(tittel)", "tar 2 verdier, og fikk 1"),
    ("$filter=a in ()", "et navn"),
    ("$filter=part/any(p)", "skulle det stått"),
    ("$filter=part/all()", "et navn"),
    ("$filter=a eq 1e999", "sifre"),
    ("$filter=a eq " + "9" * 31, "sifre"),
    ("$orderby=tittel opp", "kunne ikke leses"),
    ("$orderby=" + ",".join("abcdefghi"), "Høyst 8"),
    ("$expand=part($filter=a eq 1)", "Bare .expand"),
    ("$expand=a/b/c/d/e", "Høyst 4"),
    ("$filter=" + "(" * 30 + "a eq 1" + ")" * 30, "dypere"),
    ("$filter=" + "not " * 30 + "a eq 1", "dypere"),
    ("$filter=" + "length(" * 30 + "a" + ")" * 30 + " eq 1", "dypere"),
    ("$filter=" + "a/any(x:" * 30 + "x eq 1" + ")" * 30, "dypere"),
    ("$filter=a eq 1" + " add 1" * 30, "regnestykker"),
    ("$filter=a eq 1" + " or a eq 1" * 400, "ledd"),
    ("$filter=a in (" + ",".join(["1"] * 600) + ")", "høyst 500"),
]


@pytest.mark.parametrize(("raa", "setning"), FEIL, ids=[raa[:40] for raa, _ in FEIL])
def test_det_som_ikke_kan_leses_faar_en_setning_som_sier_hva(raa, setning):
    with pytest.raises(UgyldigSpoerring, match=setning):
        les(raa)


BITER = st.sampled_from(
    ["tittel", "eq", "and", "not", "(", ")", "'x'", "'", "part/any(", "p:", "/", "$count", "1", "-", "2026-01-01", ",",
     "contains(", "null", "in", "a-b:c", "Default.XType", "%", "‘", " ", "add", "T10:00", "$it", "\\", "$", "é"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(BITER, max_size=60).map(" ".join), st.lists(BITER, max_size=60).map("".join), st.text()))
def test_hva_som_helst_blir_et_tre_eller_en_setning_og_det_gaar_fort(tekst):
    for lesing in (les_filter, les_sortering, les_utvidelse):
        begynt = time.monotonic()
        try:
            lesing(tekst)
        except UgyldigSpoerring as feil:
            assert str(feil)  # noqa: PT017
        assert time.monotonic() - begynt < 1


@pytest.mark.parametrize(
    "tekst", ["a" * 8000, "'" * 7999, "(" * 8000, "a/" * 4000, "a-" * 4000, "1" * 8000, " " * 8000, "not " * 2000,
              "a:b" * 2600, "‘" * 8000, "2026-01-01T" * 700, "x eq 'a' or " * 600]
)  # fmt: skip
def test_lange_tekster_koster_ikke_mer_enn_de_er_lange(tekst):
    begynt = time.monotonic()
    with pytest.raises(UgyldigSpoerring):
        les_filter(tekst + " ?")
    assert time.monotonic() - begynt < 2
