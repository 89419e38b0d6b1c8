"""One who reads the session table cannot become somebody else."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from bysak.web.sesjon import SessionStore, skjult
from tests.verden import bruker

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
    assert not Session.objects.filter(session_key=noekkel(lise)).exists()
    rad = Session.objects.get(session_key=skjult(noekkel(lise)))
    tyv = Client()
    tyv.cookies[settings.SESSION_COOKIE_NAME] = rad.session_key
    assert not slipper_inn(tyv)


def test_en_annens_rad_kan_ikke_kopieres_inn_i_ens_egen():
    lise, ola = inne("lise"), inne("ola")
    hennes = Session.objects.get(session_key=skjult(noekkel(lise)))
    Session.objects.filter(session_key=skjult(noekkel(ola))).update(session_data=hennes.session_data)
    assert not slipper_inn(ola)
    assert slipper_inn(lise)


def test_en_utlogget_sesjon_er_borte_og_en_ny_innlogging_faar_ny_noekkel():
    ola = inne("ola")
    foerste = noekkel(ola)
    ola.force_login(bruker("ola"))
    assert slipper_inn(ola)
    ola.logout()
    assert not Session.objects.filter(session_key=skjult(foerste)).exists()
    lager = SessionStore()
    lager["valg"] = "frogner"
    lager.save()
    assert SessionStore(lager.session_key)["valg"] == "frogner"
    lager.cycle_key()
    assert SessionStore(lager.session_key)["valg"] == "frogner"
    lager.flush()
    assert "valg" not in SessionStore("finnesikke")
