"""The pages of the promise and of the ledger: a leader sees the own bydel, a miss is explained, an alarm is known."""

from argparse import Namespace
from datetime import datetime, timedelta

import pytest

from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.kjerne.models import ny_id
from bysak.kommandoer import regnskap as kommandoen
from bysak.mottak.models import Kanalalarm, Maaling
from bysak.mottak.registrering import registrer
from bysak.mottak.smtptjener import _motta as ta_imot
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les, valg_i_frogner
from tests.klient import klient, tekst
from tests.verden import aktoer, som

pytestmark = pytest.mark.django_db
TORSDAG = datetime(2026, 11, 19, 9, 0, tzinfo=OSLO)


@pytest.fixture
def brudd():
    """One entry that was late, in Frogner; the clock stands a day after."""
    with med_klokke(TORSDAG):
        rad = motta_og_les(brev("Kom for sent"))
        motta_og_les(brev("Sagenes"), til="postmottak@sagene.bysak.example")
    with med_klokke(TORSDAG + timedelta(days=1)):
        valg = valg_i_frogner(aktoer("kari"), "Sent")
        with som("kari", "frogner") as kari:
            registrer(rad, valg, av=kari)
            maaling = Maaling.objects.get()
        yield maaling


def test_lederen_ser_egen_bydels_tall_og_arkivaren_forklarer_bruddet(brudd: Maaling):
    kari = klient("kari")
    side = tekst(kari.get("/tjenesteniva"))
    assert "Halvparten innen" in side
    assert "Sagene" in side
    forklar = f"/tjenesteniva/frogner/{brudd.pk}"
    assert "Kom for sent" in tekst(kari.get(forklar))
    assert kari.post(forklar, {"aarsak": "annet"}).status_code == 409
    assert kari.post(forklar, {"aarsak": "avklaring", "merknad": "Ventet"}).status_code == 302
    leder = klient("nora")
    sett = tekst(leder.get("/tjenesteniva"))
    assert "Ventet på avklaring i bydelen" in sett
    assert "<td>Sagene</td>" not in sett
    assert 'value="sagene"' not in sett
    assert leder.post(forklar, {"aarsak": "annet", "merknad": "x"}).status_code == 403
    assert klient("ola").get("/tjenesteniva").status_code == 403


def test_varmekartet_viser_bruddet_paa_dagen_fristen_gikk_ut_og_det_samme_som_liste(brudd: Maaling):
    side = tekst(klient("kari").get("/tjenesteniva"))
    kart = side[side.index("<caption") : side.index("Vis som tabell")]
    assert kart.count("varme__rute--hoey") == 3, "Frogners brudd, det som venter i Sagene, og forklaringen"
    assert side.count("torsdag 19. november 2026") == 1
    liste = side[side.index("Vis som tabell") : side.index("Måned for måned")]
    assert liste.count("19.11.2026") == 2
    assert "<td>Sagene</td><td>1</td><td>1</td>" in liste
    leder = tekst(klient("nora").get("/tjenesteniva"))
    assert leder[: leder.index("Vis som tabell")].count("varme__rute--hoey") == 2


def test_tallene_og_grunnlaget_lastes_ned(brudd: Maaling):
    kari = klient("kari")
    tallene = tekst(kari.get("/tjenesteniva?som=csv&fra=2026-11&til=2026-11&kanal=epost"))
    assert "2026-11;Frogner;epost;1;0;0;0.000000;" in tallene
    grunnlag = tekst(kari.get("/tjenesteniva?som=grunnlag"))
    assert "Frogner;epost;2026-11-19T09:00:00+01:00;2026-11-19T15:45:00+01:00;1;2026-11-20T09:00:00+01:00" in grunnlag
    assert "Sagene;epost;2026-11-19T09:00:00+01:00;2026-11-19T15:45:00+01:00;1;;;" in grunnlag
    assert kari.get("/tjenesteniva?fra=tull&til=9999-99&bydel=finnesikke&kanal=x").status_code == 200


def test_merket_i_menyen_teller_det_som_er_over_frist_eller_snart_er_det(brudd: Maaling):
    assert "Over frist:" in klient("kari").get("/levende").json()["tall"]["/mottak"]
    with med_klokke(TORSDAG + timedelta(hours=5, minutes=50)):
        assert "Snart frist:" in klient("kari").get("/levende").json()["tall"]["/mottak"]
    with med_klokke(TORSDAG + timedelta(hours=2)):
        assert klient("kari").get("/levende").json()["tall"]["/mottak"].strip() == ""
    assert "/mottak" not in klient("ola").get("/levende").json()["tall"]


@pytest.mark.usefixtures("tmp_data")
def test_regnskapet_viser_begge_sider_og_kommandoen_skriver_det_samme(capsys: pytest.CaptureFixture[str]):
    with med_klokke(TORSDAG):
        rad = ta_imot(brev("På begge sider"), [FROGNER], "", ny_id())[0]
        valg = Namespace(fra=None, til=None)
        assert kommandoen.utfoer(valg) == 0
        assert "2026-11-19 epost           1       1        1       0     1  like" in capsys.readouterr().out
        side = tekst(klient("kari").get("/mottak/regnskap"))
        assert "Det går opp" in side
        with som("kari", "frogner"):
            type(rad).objects.filter(pk=rad.pk).delete()
        assert kommandoen.utfoer(valg) == 1
        assert "frogner, SMTP: levert 1, vi har 0, mangler 1" in capsys.readouterr().out
        assert "Her er sidene ulike" in tekst(klient("kari").get("/mottak/regnskap?bydel=frogner"))
        assert klient("ola").get("/mottak/regnskap").status_code == 403


@pytest.fixture
def tmp_data(tmp_path, settings):
    """A store and a book of this test's own."""
    settings.BYSAK_DATA = tmp_path


def test_en_alarm_staar_i_mottaket_til_noen_kvitterer():
    with som("kari", "frogner"):
        alarm = Kanalalarm.objects.create(slag="stille", kanal="epost", sist_tid=TORSDAG, oppdaget_tid=TORSDAG)
    with med_klokke(TORSDAG + timedelta(hours=1)):
        kari = klient("kari")
        assert "1 kanal er ikke som den skal" in tekst(kari.get("/mottak"))
        assert kari.get("/helse").json()["kanalalarmer"] == 1
        adresse = f"/mottak/frogner/alarm/{alarm.pk}"
        assert kari.get(adresse).status_code == 200
        assert kari.post(adresse, {"grunn": "", "til": "2026-11-20", "klokka": "09:00"}).status_code == 409
        assert (
            kari.post(adresse, {"grunn": "Nettet er nede", "til": "2026-11-20", "klokka": "09:00"}).status_code == 302
        )
        assert "ikke som den skal" not in tekst(kari.get("/mottak"))
        assert "Nettet er nede" in tekst(kari.get("/mottak/regnskap"))
        assert kari.get("/helse").json()["kanalalarmer"] == 0
        assert klient("ola").post(adresse, {"grunn": "x", "til": "2026-11-20", "klokka": "09:00"}).status_code == 403
