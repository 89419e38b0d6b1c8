"""Screened words of a title: what is hidden is hidden wholly, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bysak.journal.skjermingsord import MASKE, forslag, lekker, ord_i, rest_av_tittel, skjerm
from bysak.journal.tests.test_personnummer import SYNTETISK

TITTEL = "Klage på vedtak om redusert foreldrebetaling – Ebba Lønnfjell"
TEKST = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


def ordene(tittel: str, numre: set[int]) -> list[str]:
    return [o.tekst for o in ord_i(tittel) if o.nr in numre]


def test_en_tittel_deles_i_ord_og_tegnene_mellom_blir_staaende() -> None:
    assert [o.tekst for o in ord_i("Svar til «Ebba Lønnfjell», f. 12.03.81 (St. Olavs gate 2) – Anne-Marie!")] == [
        *("Svar", "til", "Ebba", "Lønnfjell", "f", "12.03.81", "St", "Olavs", "gate", "2", "Anne-Marie")
    ]
    assert ord_i("") == []
    assert ord_i(" – … ") == []


@pytest.mark.krav("5.2.6", "5.2.19", "5.2.20")
def test_hvert_skjermet_ord_blir_fem_stjerner_uansett_lengde() -> None:
    assert skjerm(TITTEL, {6, 7}) == "Klage på vedtak om redusert foreldrebetaling – ***** *****"
    assert skjerm("Svar til «Li Aa», Frogner", {2, 3}) == "Svar til «***** *****», Frogner"
    assert skjerm(TITTEL, set()) == TITTEL


def test_ord_valgt_i_en_annen_tittel_avvises() -> None:
    for numre in ({8}, {-1}, {6, 99}):
        with pytest.raises(ValueError, match="Velg på nytt"):
            skjerm(TITTEL, numre)


@given(TEKST, st.data())
def test_det_som_er_skjermet_er_borte_og_resten_er_uroert(tittel: str, data: st.DataObject) -> None:
    alle = ord_i(tittel)
    assert [o.nr for o in alle] == list(range(len(alle)))
    assert all(tittel[o.start : o.slutt] == o.tekst for o in alle)
    skjermede = data.draw(st.sets(st.sampled_from([o.nr for o in alle]))) if alle else set()
    offentlig = skjerm(tittel, skjermede)
    biter = [tittel[a:b] for a, b in zip([0, *(o.slutt for o in alle)], [*(o.start for o in alle), None], strict=True)]
    ventet = "".join(
        bit + (MASKE if nr in skjermede else alle[nr].tekst if nr < len(alle) else "") for nr, bit in enumerate(biter)
    )
    assert offentlig == ventet


@pytest.mark.krav("5.2.19", "5.2.20")
@pytest.mark.parametrize(
    ("tittel", "offentlig"),
    [
        ("Klage på vedtak – Ebba Lønnfjell", "Klage på vedtak – ***** *****"),
        ("Klage på vedtak - Ebba - ny", "Klage på vedtak - ***** - *****"),
        ("Søknad: plass", "Søknad: *****"),
        ("Klage på vedtak\nEbba Lønnfjell", "Klage på vedtak\n***** *****"),
        ("Ebba-Marie Lønnfjell", "***** *****"),
    ],
)
def test_resten_av_tittelen_er_det_som_staar_etter_foerste_del(tittel: str, offentlig: str) -> None:
    assert skjerm(tittel, rest_av_tittel(tittel)) == offentlig


@pytest.mark.parametrize(
    ("tittel", "foreslaatt"),
    [
        (TITTEL, ["Ebba", "Lønnfjell"]),
        ("Spørsmål om gebyr fra Hodan Skogbekk", ["Hodan", "Skogbekk"]),
        ("Søknad om plass for Tjernmo", ["Tjernmo"]),
        ("Søknad Brynjulf Tjernmo", ["Brynjulf", "Tjernmo"]),
        ("Brynjulf Tjernmo klager på gebyr", ["Brynjulf", "Tjernmo"]),
        ("Kari Lønnfjells klage", ["Kari", "Lønnfjells"]),
        ("Svar til ebba@post.example", ["ebba@post.example"]),
        ("Vedtak om parkering, Lønnfjell", []),
        ("EBBA LØNNFJELL klager på SFO", ["EBBA", "LØNNFJELL"]),
        ("Henvendelse fra Ola N.", ["Ola", "N"]),
        ("Vedtak om støttekontakt til Hodan Skogbekk (f. 2011)", ["Hodan", "Skogbekk"]),
        ("Høringsuttalelse fra Bydel Gamle Oslo", []),
        ("Innkalling til møte i Bydel St. Hanshaugen", []),
        ("Bekymring for bemanning i Trollskogen barnehage", []),
        ("Tilskudd til Husbanken", []),
        ("Svar fra Statsforvalteren i Østfold, Buskerud, Oslo og Akershus", []),
        ("Tilsyn med Solgløtt barnehage", []),
        ("Brev fra NAV om møte i Kvernhusgata 14 B", []),
        ("Tilbud fra Fjellvik Renhold AS", []),
        ("Årsrapport for 2025", []),
    ],
)
def test_personnavn_foreslaas_skjermet(tittel: str, foreslaatt: list[str]) -> None:
    assert ordene(tittel, forslag(tittel, [])) == foreslaatt


def test_partenes_navn_foreslaas_hvor_de_enn_staar() -> None:
    tittel = "lønnfjells klage på vedtak fra Ebba-Marie av 2. mai"
    assert ordene(tittel, forslag(tittel, ["Ebba von Lønnfjell"])) == ["lønnfjells", "Ebba-Marie"]


def test_et_personnummer_foreslaas_skjermet_ogsaa_naar_det_er_delt() -> None:
    tittel = f"Klage fra f. {SYNTETISK[:6]} {SYNTETISK[6:]}, på gebyr"
    assert ordene(tittel, forslag(tittel, [])) == [SYNTETISK[:6], SYNTETISK[6:]]


@given(TEKST)
def test_ethvert_forslag_kan_brukes_som_skjerming(tittel: str) -> None:
    valgt = forslag(tittel, [tittel])
    assert lekker(skjerm(tittel, valgt), tittel, valgt) is not None
    assert skjerm(tittel, rest_av_tittel(tittel)).count(MASKE) >= len(rest_av_tittel(tittel))


@pytest.mark.parametrize(
    ("offentlig", "lekkasjer"),
    [
        ("Klage på vedtak om redusert foreldrebetaling – ***** *****", []),
        ("Klage – ***** ***** (LØNNFJELL)", ["LØNNFJELL"]),
        ("Lønnfjells klage", ["Lønnfjells"]),
        ("Lønnfjellsaken og Lønnfjell-saken", ["Lønnfjellsaken", "Lønnfjell-saken"]),
        ("Svar til ebba@post.example", ["ebba@post.example"]),
        ("Klage fra ebba.", ["ebba"]),
        ("Ebbas", ["Ebbas"]),
        ("Fjellstua", []),
    ],
)
def test_et_skjermet_ord_som_staar_et_annet_sted_oppdages(offentlig: str, lekkasjer: list[str]) -> None:
    assert lekker(offentlig, TITTEL, {6, 7}) == lekkasjer


def test_bare_ordet_selv_og_boeyningene_av_et_vanlig_ord_roeper_det() -> None:
    assert lekker("barnet i barnehagen", "Omsorg for barn", {2}) == ["barnet"]
    assert lekker("sak og svar", "Ebba og Ola", {0, 1, 2}) == []
    assert lekker("12 saker, 2026-03", "Født 12.03.81", {1}) == []
    assert lekker("2014 og 14", "Storgata 14", {1}) == ["14"]
    assert lekker("f. 12.03.81", "Født 12.03.81", {1}) == ["12.03.81"]
    assert lekker("Lars har svart", "Larsens klage", {0}) == []
    assert lekker("Larsen har svart", "Larsens klage", {0}) == ["Larsen"]
    assert lekker("Lars’ klage", "Lars", {0}) == ["Lars"]


@given(TEKST, st.data())
def test_et_skjermet_ord_som_kopieres_inn_igjen_lekker_alltid(tittel: str, data: st.DataObject) -> None:
    navn = [o for o in ord_i(tittel) if o.tekst.isalpha() and len(o.tekst) > 3]
    if navn:
        valgt = data.draw(st.sampled_from(navn))
        if valgt.tekst.casefold() not in (
            "angående",
            "etter",
            "gjelder",
            "ikke",
            "over",
            "saken",
            "sitt",
            "skal",
            "vedrørende",
        ):
            assert lekker(f"Svar om {valgt.tekst}", tittel, {valgt.nr})
