"""Pages that lie the wrong way are turned once, it is said on the letter, and a person can turn them back for good."""

import pytest

from bysak.kjerne import skann
from bysak.mottak.models import Innkomst
from bysak.mottak.sidearbeid import endre
from bysak.mottak.sideretning import rett_opp
from bysak.mottak.tests.brev import rad_naa
from bysak.mottak.tests.bunker import brevene, inn, innhold, lest
from bysak.mottak.tildeling import ta
from tests.klient import klient
from tests.skann import pdf, side, skjevt
from tests.verden import aktoer, som

pytestmark = [pytest.mark.django_db, pytest.mark.trenger("tesseract")]

LINJER = ["Jeg viser til vedtaket dere sendte meg", "og klager på avslaget om støtte."] * 4


@pytest.fixture
def brevet() -> Innkomst:
    """A letter of two pages, of which the second went in upside down."""
    ark = side(LINJER, dpi=150).crop((0, 0, 1240, 700))
    return brevene(lest(inn(pdf([ark, skjevt(ark, 180)]))[0]))[0]


def rettet(rad: Innkomst) -> bool:
    assert rad.virksomhet_id is not None
    return rett_opp(rad.virksomhet_id, rad.pk)


def snudd_tilbake(rad: Innkomst) -> Innkomst:
    rad = rad_naa(rad)
    return rad_naa(endre(rad, handling="snu", nr=2, vist=rad.raa_sjekksum, av=aktoer("kari")))


@pytest.mark.treg
def test_en_side_opp_ned_snus_en_gang_og_det_staar_paa_brevet_og_kan_gjoeres_om(brevet):
    assert rettet(brevet)
    snudd = rad_naa(brevet)
    assert (innhold(snudd), snudd.raa_sjekksum == brevet.raa_sjekksum) == ([(1, "0"), (2, "180")], False)
    assert "Side 2 i bunken lå feil vei og er snudd." in snudd.merknader[0]
    assert snudd.tatt_av_id is None
    svar = klient("kari").get(f"/mottak/frogner/{brevet.pk}/sider").content.decode()
    assert ("snudd av Bysak" in svar, svar.count('name="snu"')) == (True, 1)
    assert snudd_tilbake(brevet).raa_sjekksum == brevet.raa_sjekksum
    assert innhold(brevet) == [(1, "0"), (2, "0")]
    # A person has said how it lies: it is not turned again, but may be as Bysak had it.
    assert not rettet(brevet)
    assert snudd_tilbake(brevet).raa_sjekksum == snudd.raa_sjekksum


@pytest.mark.treg
def test_knappen_paa_siden_snur_tilbake(brevet):
    assert rettet(brevet)
    kari, adresse = klient("kari"), f"/mottak/frogner/{brevet.pk}/sider"
    svar = kari.post(adresse, {"vist": rad_naa(brevet).raa_sjekksum, "nr": "1", "snu": "2"})
    assert (svar.status_code, innhold(brevet)) == (302, [(1, "0"), (2, "0")])


def test_et_brev_noen_har_tatt_roeres_ikke(brevet):
    rad = rad_naa(brevet)
    with som("kari", "frogner", "ta") as kari:
        ta(rad, av=kari)
    assert not rettet(brevet)
    assert innhold(brevet) == [(1, "0"), (2, "0")]


def test_uten_programmet_skjer_ingenting(brevet, monkeypatch):
    monkeypatch.setattr(skann, "LESEPROGRAM", "finnes-ikke")
    assert not rettet(brevet)
