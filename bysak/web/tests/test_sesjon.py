"""One who reads the session table cannot become somebody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from bysak.kjerne.kalender import med_klokke, naa
from bysak.kjerne.models import Handling
from bysak.organisasjon.models import Innloggingsforsoek, Sesjon
from bysak.organisasjon.sesjoner import rydd
from bysak.web.sesjon import SessionStore, skjult
from tests.verden import PASSORD, bruker, som

pytestmark = pytest.mark.django_db


def inne(navn: str) -> Client:
    klient = Client()
    klient.force_login(bruker(navn))
    return klient


def slipper_inn(klient: Client) -> bool:
    return klient.get("/velg-virksomhet").status_code != 302


def noekkel(klient: Client) -> str:
    return klient.cookies[settings.SESSION_COOKIE_NAME].value


def test_tabellen_har_ikke_noekkelen_i_informasjonskapselen():
    lise = inne("lise")
    assert slipper_inn(lise)
    assert not Sesjon.objects.filter(session_key=noekkel(lise)).exists()
    rad = Sesjon.objects.get(session_key=skjult(noekkel(lise)))
    tyv = Client()
    tyv.cookies[settings.SESSION_COOKIE_NAME] = rad.session_key
    assert not slipper_inn(tyv)


def test_en_annens_rad_kan_ikke_kopieres_inn_i_ens_egen():
    lise, ola = inne("lise"), inne("ola")
    hennes = Sesjon.objects.get(session_key=skjult(noekkel(lise)))
    Sesjon.objects.filter(session_key=skjult(noekkel(ola))).update(session_data=hennes.session_data)
    assert not slipper_inn(ola)
    assert slipper_inn(lise)


def test_en_utlogget_sesjon_er_borte_og_en_ny_innlogging_faar_ny_noekkel():
    ola = inne("ola")
    foerste = noekkel(ola)
    ola.force_login(bruker("ola"))
    assert slipper_inn(ola)
    ola.logout()
    assert not Sesjon.objects.filter(session_key=skjult(foerste)).exists()
    lager = SessionStore()
    lager["valg"] = "frogner"
    lager.save()
    assert SessionStore(lager.session_key)["valg"] == "frogner"
    lager.cycle_key()
    assert SessionStore(lager.session_key)["valg"] == "frogner"
    lager.flush()
    assert "valg" not in SessionStore("finnesikke")


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 Version/26.1 Safari/604.1"


def ved(navn: str, agent: str) -> Client:
    klient = Client(headers={"user-agent": agent})
    assert klient.post("/logg-inn", {"brukernavn": navn, "passord": PASSORD}).status_code == 302
    return klient


def test_hver_ser_hvor_en_er_logget_inn_og_logger_ut_en_eller_alle_andre():
    her, mobil, lise = ved("ola", WINDOWS), ved("ola", IPHONE), ved("lise", WINDOWS)
    side = her.get("/min/profil").content.decode()
    assert ("Edge på Windows" in side, "Safari på iPhone" in side) == (True, True)
    assert side.count("Denne</span>") == 1
    hennes, hans = skjult(noekkel(lise)), skjult(noekkel(mobil))
    for en, ute in ((hennes, False), (skjult(noekkel(her)), False), (hans, True)):
        her.post("/min/profil/innlogginger", {"sesjon": en})
        assert slipper_inn(mobil) != ute, en
    assert slipper_inn(her)
    assert slipper_inn(lise)
    tredje = ved("ola", "curl/8")
    assert "Ukjent nettleser" in her.get("/min/profil").content.decode()
    her.post("/min/profil/innlogginger")
    assert (slipper_inn(tredje), slipper_inn(her)) == (False, True)


def test_forvalteren_logger_ut_en_person_overalt_med_grunnen_i_loggen():
    ola, siv = ved("ola", WINDOWS), ved("siv", WINDOWS)
    sti = f"/forvaltning/frogner/folk/{bruker('ola').pk}"
    assert "Edge på Windows" in siv.get(sti).content.decode()
    felter = {"forvalterpassord": PASSORD, "grunn": "Mistet PC-en på toget."}
    assert siv.post(f"{sti}/utlogging", felter | {"grunn": " "}).status_code == 422
    assert slipper_inn(ola)
    assert siv.post(f"{sti}/utlogging", felter).status_code == 302
    assert not slipper_inn(ola)
    assert "Edge på Windows" not in siv.get(sti).content.decode()
    assert slipper_inn(ved("ola", WINDOWS))
    with som("siv", "byarkivet"):
        handling = Handling.objects.latest("tid")
        assert (handling.verb, handling.grunn) == ("logg ut overalt", "Mistet PC-en på toget.")
    ola = ved("ola", WINDOWS)
    assert ola.post(f"/forvaltning/frogner/folk/{bruker('siv').pk}/utlogging", felter).status_code == 403


def test_en_innlogging_holder_mens_noen_arbeider_men_ikke_av_det_siden_spoer_om_selv(settings):
    settings.BYSAK_SESJON_INAKTIV_MINUTTER = 30
    start = naa()

    def om(minutter: int, klient: Client, **hoder: str) -> bool:
        with med_klokke(start + timedelta(minutes=minutter)):
            return klient.get("/velg-virksomhet", headers=hoder).status_code != 302

    arbeider, stille = inne("ola"), inne("ola")
    assert [om(m, arbeider) for m in (20, 40, 65)] == [True] * 3
    assert om(0, stille)
    assert [om(m, stille, **{"x-stille": "1"}) for m in (20, 29)] == [True] * 2
    assert not om(31, stille)
    settings.SESSION_COOKIE_AGE = 60 * 60
    assert not om(96, arbeider)
    evig = inne("lise")
    assert [om(m, evig) for m in (20, 40, 59, 61)] == [True, True, True, False]


def test_det_som_er_utloept_ryddes_bort_og_ingenting_annet():
    ola, lise = inne("ola"), inne("lise")
    Sesjon.objects.filter(bruker=bruker("lise")).update(expire_date=naa())
    Innloggingsforsoek.objects.create(brukernavn="x", adresse="y")
    with med_klokke(naa() + timedelta(minutes=5)):
        rydd()
    assert [s.bruker_id for s in Sesjon.objects.all()] == [bruker("ola").pk]
    assert (slipper_inn(ola), slipper_inn(lise)) == (True, False)
    assert Innloggingsforsoek.objects.count() == 1
    with med_klokke(naa() + timedelta(days=2)):
        rydd()
    assert (Sesjon.objects.count(), Innloggingsforsoek.objects.count()) == (0, 0)


def test_et_skjema_som_sendes_etter_utlogging_leder_tilbake_til_siden_det_sto_paa():
    def til(**hoder: str) -> str:
        svar = Client(headers={"host": "testserver"} | hoder).post("/min/profil/epost", {"epost": "a@b.no"})
        return svar.headers["Location"]

    assert til(referer="http://testserver/min/profil?a=1") == "/logg-inn?neste=/min/profil%3Fa%3D1"
    assert til(referer="http://ond.example/min/profil") == "/logg-inn?neste=/"
    assert til() == "/logg-inn?neste=/"
