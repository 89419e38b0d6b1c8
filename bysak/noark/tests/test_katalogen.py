"""The catalogue hangs together: numbers, names, meanings, inheritance, code lists, what is missing, and its pages."""

from collections import Counter

import pytest

from bysak.noark import dokumentasjon
from bysak.noark.katalog.definisjoner import DEFINISJONER
from bysak.noark.katalog.deklarasjon import Element, Enhetstype, Type, Utgave
from bysak.noark.katalog.kodelister import KODELISTER, Plikt
from bysak.noark.katalog.metadata import METADATA
from bysak.noark.katalog.oppslag import (
    SKJEMAER,
    alle_enheter,
    barneenheter,
    elementer,
    enhetstype,
    feltnavn,
    hjelp,
    ledd,
    mangelsetning,
    mangler,
    spesialiseringer,
)


def test_arkivstrukturen_har_29_enheter_og_281_ledd():
    enheter = SKJEMAER["arkivstruktur"].values()
    egne = sum(sum(isinstance(d, Element) for d in e.ledd) + len(_egne_barn(e)) for e in enheter)
    assert len(enheter) == 29
    assert egne == 281


def _egne_barn(enhet: Enhetstype) -> set[str]:
    arvet = barneenheter(enhet.utvider) if enhet.utvider else {}
    return barneenheter(enhet.navn).keys() - arvet.keys()


def test_hvert_metadataelement_har_ett_nummer_ett_navn_og_en_betydning():
    assert max(Counter(m.m for m in METADATA.values()).values()) == 1
    assert {m.m for m in METADATA.values()} == set(DEFINISJONER)
    assert all(tekst.endswith(".") and tekst[0].isupper() for tekst in DEFINISJONER.values())


def test_hvert_element_brukes_av_en_enhet():
    brukt = {e.navn for _, enhet in alle_enheter() for e in enhet.egne_elementer()}
    assert brukt == set(METADATA)


@pytest.mark.parametrize(("skjema", "enhet"), list(alle_enheter()))
def test_en_enhet_nevner_bare_det_den_har(skjema: str, enhet: Enhetstype):
    navn = [e.navn for e in enhet.egne_elementer()]
    assert len(navn) == len(set(navn))
    assert enhet.avleveres_ikke | enhet.bare_55 <= set(navn)
    assert barneenheter(enhet.navn, skjema).keys() <= SKJEMAER[skjema].keys()
    assert not enhet.utvider or enhet.utvider in SKJEMAER[skjema]


def test_en_saksmappe_har_mappens_elementer_foerst():
    navn = list(elementer("saksmappe"))
    assert navn[:3] == ["systemID", "mappeID", "tittel"]
    assert navn.index("saksaar") > navn.index("virksomhetsspesifikkeMetadata")
    assert navn[-2:] == ["endretDato", "endretAv"]
    assert spesialiseringer("mappe") == ("saksmappe", "moetemappe")
    assert spesialiseringer("registrering") == ("journalpost", "arkivnotat", "moeteregistrering")


def test_bare_journalene_er_ulike_i_de_to_utgavene():
    ulike = {
        (skjema, enhet.navn)
        for skjema, enhet in alle_enheter()
        if ledd(enhet.navn, skjema, Utgave.V2019) != ledd(enhet.navn, skjema, Utgave.V2023)
    }
    assert ulike == {(j, e) for j in ("loependeJournal", "offentligJournal") for e in ("saksmappe", "journalpost")}


def test_kodelistene_hoerer_til_elementer_og_har_hver_verdi_en_gang():
    for navn, liste in KODELISTER.items():
        assert METADATA[navn].m == liste.m
        assert METADATA[navn].type is Type.TEKST
        assert len(liste.tekster()) == len(liste.koder)
        koder = [kode.kode for kode in liste.koder if kode.kode]
        assert len(koder) == len(set(koder))


def test_en_verdi_finnes_paa_tekst_og_paa_kode():
    liste = KODELISTER["avskrivningsmaate"]
    assert liste.finn("Tatt til etterretning") is liste.finn("TE")
    assert liste.finn("BN") is not None
    assert liste.finn("") is None
    assert liste.finn("Kastet") is None
    assert {kode.tekst for kode in KODELISTER["journalstatus"].koder if kode.plikt is Plikt.PAALAGT} == {
        *("Journalført", "Ekspedert", "Arkivert", "Utgår")
    }


def test_mangler_nevner_det_et_ferdig_uttrekk_maa_ha():
    sak = {"systemID": "1", "mappeID": "2024/1", "tittel": "A", "opprettetDato": "x", "opprettetAv": "Kari"}
    assert mangler("saksmappe", sak) == [
        *("avsluttetDato", "avsluttetAv", "saksaar", "sakssekvensnummer", "saksdato"),
        *("administrativEnhet", "saksansvarlig", "saksstatus"),
    ]
    assert mangler("kryssreferanse", {}) == []
    assert mangler("skjerming", {"tilgangsrestriksjon": "a", "skjermingshjemmel": "b", "skjermingMetadata": []}) == [
        "skjermingMetadata"
    ]
    assert mangler("kassasjon", {"kassasjonsvedtak": "Bevares", "bevaringstid": 0, "kassasjonsdato": ""}) == [
        "kassasjonsdato"
    ]


def test_mangler_nevner_barn_det_maa_finnes_ett_av():
    fullt = dict.fromkeys(elementer("arkiv"), "x")
    assert mangler("arkiv", fullt) == ["arkivskaper", "arkiv eller arkivdel"]
    assert mangler("arkiv", {**fullt, "arkivskaper": ["a"], "arkivdel": ["d"]}) == []
    assert mangler("journalpost", {}, "offentligJournal")[-1] == "korrespondansepart"


def test_en_mangel_blir_en_setning():
    assert mangelsetning("saksmappe", "saksansvarlig") == (
        "saksmappe mangler saksansvarlig. Personen som har ansvaret for saken, også for at den blir avsluttet."
    )
    assert mangelsetning("arkiv", "arkivskaper") == "arkiv mangler arkivskaper."


def test_hjelpen_forstaar_ogsaa_gamle_navn():
    assert hjelp("sakspartNavn") == hjelp("partNavn") == "Navnet på parten."
    assert hjelp("graderingskode") == hjelp("grad")
    assert hjelp("mappe") == ""


def test_feltnavn_er_modellenes_navn():
    assert [feltnavn(n) for n in ("systemID", "klasseID", "referanseTilMappe", "skjermingOpphoererDato", "x")] == [
        *("system_id", "klasse_id", "referanse_til_mappe", "skjerming_opphoerer_dato", "x")
    ]
    assert enhetstype("part").navn == "part"


def test_sidene_i_docs_er_skrevet_av_katalogen_som_den_er_naa():
    skrevet = {fil.name: fil.read_text(encoding="utf-8") for fil in dokumentasjon.MAPPE.glob("*.md")}
    assert skrevet == dokumentasjon.sider(), "Kjør python -m bysak.noark.dokumentasjon."
