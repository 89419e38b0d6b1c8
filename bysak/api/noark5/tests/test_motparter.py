"""Parties as clients send them come back whole; and a version that is old is refused for the smallest unit, too."""

import pytest

from bysak.api.noark5.tests.klient import href
from bysak.api.noark5.tests.test_klientene_skriver import Klient
from tests.verden import GRENSESNITTBRUKER, grensesnittbruker

pytestmark = pytest.mark.django_db
GATA = {
    "adresselinje1": "Gata 1",
    "adresselinje2": "Bakgården",
    "postnr": {"kode": "0150", "kodenavn": "0150"},
    "poststed": "Oslo",
    "landkode": {"kode": "NO", "kodenavn": "Norge"},
}
BOKSEN = GATA | {"adresselinje1": "Boks 2"}
KONTAKT = {"epostadresse": "post@firma.example", "mobiltelefon": "99999999", "telefon": "22222222"}
ENHET = {
    "navn": "Firma AS",
    "enhetsidentifikator": {"organisasjonsnummer": "974760673"},
    "forretningsadresse": GATA,
    "postadresse": BOKSEN,
    "kontaktinformasjon": KONTAKT,
    "kontaktperson": "Kari Kontakt",
}
PERSON = {
    "navn": "Per Person",
    "personidentifikator": [{"foedselsnummer": "01815012345"}],
    "postadresse": BOKSEN,
    "bostedsadresse": GATA,
    "kontaktinformasjon": KONTAKT,
}
INTERN = {"administrativEnhet": "Teknisk", "saksbehandler": "Ola Ukjent"}


@pytest.fixture
def alma(client) -> Klient:
    grensesnittbruker()
    return Klient(GRENSESNITTBRUKER)


@pytest.fixture
def jp(alma) -> dict:
    ny: dict = alma.ny(href(alma.sak(), "sakarkiv/ny-journalpost/"), tittel="Søknad")
    return ny


def _likt(sendt: dict, vist: dict) -> None:
    assert {n: vist.get(n) for n in sendt} == sendt


@pytest.mark.parametrize(
    ("rel", "sendt"),
    [
        ("korrespondansepartenhet", ENHET),
        ("korrespondansepartperson", PERSON),
        ("partenhet", ENHET),
        ("partperson", PERSON),
        ("korrespondansepartintern", INTERN),
    ],
)
def test_en_part_kommer_hel_tilbake(alma, jp, rel, sendt):
    laget = alma.ny(href(jp, f"arkivstruktur/ny-{rel}/"), **sendt)
    _likt(sendt, laget)
    _likt(sendt, alma.hent(href(laget, "self")))


def test_adressen_rettes_og_toemmes_mens_resten_staar(alma, jp):
    laget = alma.ny(href(jp, "arkivstruktur/ny-korrespondansepartenhet/"), **ENHET)
    ny = GATA | {"poststed": "Bergen"}
    rettet = alma.send("PATCH", href(laget, "self"), {"forretningsadresse": ny})
    _likt(ENHET | {"forretningsadresse": ny}, rettet.kropp)
    tom = alma.send("PUT", href(laget, "self"), {n: v for n, v in ENHET.items() if n != "forretningsadresse"})
    assert tom.status == 200
    assert "forretningsadresse" not in tom.kropp
    assert tom.kropp["postadresse"] == BOKSEN


def test_en_intern_part_med_ukjent_saksbehandler_faar_en_annen(alma, jp):
    laget = alma.ny(href(jp, "arkivstruktur/ny-korrespondansepartintern/"), **INTERN)
    svar = alma.send("PATCH", href(laget, "self"), {"saksbehandler": "Kari Ukjent"})
    _likt(INTERN | {"saksbehandler": "Kari Ukjent"}, svar.kropp)


@pytest.mark.parametrize("hode", ["ETag", "If-Match"])
@pytest.mark.parametrize("metode", ["PUT", "PATCH"])
def test_en_gammel_versjon_av_en_part_avvises(alma, jp, metode, hode):
    laget = alma.ny(href(jp, "arkivstruktur/ny-partperson/"), **PERSON)
    sted = href(laget, "self")
    gammel = alma.kall("GET", sted).hoder["ETag"]
    rettet = alma.send(metode, sted, PERSON | {"navn": "Per P. Person"}, **{hode: gammel})
    assert rettet.status == 200
    sen = alma.send(metode, sted, PERSON | {"navn": "Pål Person"}, **{hode: gammel})
    assert (sen.status, sen.hoder["ETag"]) == (409, rettet.hoder["ETag"])
    assert alma.hent(sted)["navn"] == "Per P. Person"
    if hode == "If-Match":
        assert alma.kall("DELETE", sted, **{hode: gammel}).status == 409


@pytest.mark.parametrize("navn", ["administrativEnhetNavn", "kortnavn"])
def test_navnet_paa_en_enhet_endres_aldri_og_det_sies(alma, navn):
    enhet = alma.ny(
        "api/admin/ny-administrativenhet/",
        administrativEnhetNavn="Parkenheten",
        kortnavn="Park",
        administrativEnhetsstatus="Aktiv",
    )
    svar = alma.send("PATCH", href(enhet, "self"), {navn: "Noe annet"})
    assert (svar.status, alma.hent(href(enhet, "self"))[navn]) == (409, enhet[navn])
