"""Login, the wall in front of every page, and what a broken database looks like."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bysak.kjerne.kalender import med_klokke, naa
from bysak.organisasjon.innlogging import VINDU
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.passord import sett_passord
from bysak.organisasjon.personer import sett_passiv
from tests.verden import PASSORD, som

pytestmark = pytest.mark.django_db


def _logg_inn(klient: Client, navn: str, passord: str = PASSORD, neste: str = ""):
    return klient.post("/logg-inn", {"brukernavn": navn, "passord": passord, "neste": neste})


def test_arkivaren_kommer_til_mottak(client: Client) -> None:
    svar = _logg_inn(client, "kari")
    assert svar.status_code == 302
    # With several virksomheter one chooses first; once, also for the next login at this machine.
    assert client.get("/").headers["Location"] == "/velg-virksomhet"
    client.post("/velg-virksomhet", {"virksomhet": ""})
    assert client.get("/").headers["Location"] == "/mottak"
    client.post("/logg-ut")
    _logg_inn(client, "kari")
    assert client.get("/").headers["Location"] == "/mottak"
    _logg_inn(client, "siv")
    assert client.get("/").headers["Location"] == "/velg-virksomhet"


def test_saksbehandleren_kommer_til_sin_side(client: Client) -> None:
    _logg_inn(client, "Ola ")
    assert client.get("/").headers["Location"] == "/min"


def test_feil_passord_og_ukjent_navn_gir_samme_svar(client: Client) -> None:
    feil = _logg_inn(client, "kari", "tull").content.decode()
    ukjent = _logg_inn(client, "finnes-ikke", "tull").content.decode()
    setning = "Brukernavn eller passord stemmer ikke."
    assert setning in feil
    assert setning in ukjent


@pytest.mark.krav("4.4.1")
def test_gjetting_blir_stanset_ogsaa_med_riktig_passord(client: Client) -> None:
    with med_klokke(naa().replace(microsecond=0)):
        for _ in range(10):
            _logg_inn(client, "kari", "tull")
        svar = _logg_inn(client, "kari")
        igjen = naa() + timedelta(seconds=int(svar.headers["Retry-After"]))
        assert svar.status_code == 429
        assert igjen == naa() + VINDU + timedelta(minutes=1)
        assert f"For mange forsøk. Prøv igjen klokka {igjen:%H.%M}" in svar.content.decode()
    with med_klokke(igjen):
        assert _logg_inn(client, "kari").status_code == 302


def test_innlogging_gir_ny_sesjonsnoekkel(client: Client) -> None:
    client.get("/logg-inn")
    _logg_inn(client, "kari")
    foerste = client.session.session_key
    _logg_inn(client, "ola")
    assert client.session.session_key != foerste


def test_neste_sender_aldri_ut_av_bysak(client: Client) -> None:
    assert _logg_inn(client, "kari", neste="https://ond.example/").headers["Location"] == "/"
    assert _logg_inn(client, "kari", neste="//ond.example").headers["Location"] == "/"
    assert _logg_inn(client, "kari", neste="/saker").headers["Location"] == "/saker"


@pytest.mark.krav("4.4.1", "4.4.5")
def test_den_som_er_satt_passiv_slipper_ikke_inn_og_sesjonen_er_over(client: Client) -> None:
    _logg_inn(client, "ola")
    with som("siv", "byarkivet") as siv:
        sett_passiv(Bruker.objects.get(brukernavn="ola"), av=siv)
    assert client.get("/min").status_code == 302
    assert _logg_inn(client, "ola").status_code == 403


def test_et_nytt_passord_logger_ut_den_som_er_inne_med_det_gamle(client: Client) -> None:
    _logg_inn(client, "ola")
    assert client.get("/min").status_code == 200
    with som("siv", "byarkivet") as siv:
        sett_passord(Bruker.objects.get(brukernavn="ola"), passord="et-helt-nytt-passord", av=siv)
    assert client.get("/min").headers["Location"].startswith("/logg-inn")
    assert _logg_inn(client, "ola", "et-helt-nytt-passord").status_code == 302


@pytest.mark.krav("4.1.7")
def test_et_for_gammelt_passord_slipper_ingen_inn_men_sier_hva_som_er_galt(client: Client, settings) -> None:
    settings.BYSAK_PASSORD_DAGER = 30
    assert _logg_inn(client, "ola").status_code == 302
    client.post("/logg-ut")
    with som("siv", "byarkivet"):
        Bruker.objects.filter(brukernavn="ola").update(passord_satt=naa() - timedelta(days=31))
    svar = _logg_inn(client, "ola")
    assert (svar.status_code, "for gammelt" in svar.content.decode()) == (403, True)


def test_bysaks_egne_prosesser_kan_ikke_logge_inn(client: Client) -> None:
    assert _logg_inn(client, "bysak-mottak", "!").status_code == 403


def test_en_som_har_sluttet_kommer_ikke_inn(client: Client) -> None:
    with connection.cursor() as peker:
        peker.execute("select current_user")
        assert peker.fetchone()[0] == "bysak_app"
    ola = Bruker.objects.get(brukernavn="ola")
    ola.is_active = False
    with pytest.raises(Exception, match="permission denied"):
        # The login role may not even change it: only the archive service may, inside an arbeid.
        ola.save(update_fields=["is_active"])


def _alle_stier(moenstre: list[URLPattern | URLResolver], foran: str = "") -> list[str]:
    stier: list[str] = []
    for m in moenstre:
        sti = foran + str(m.pattern)
        stier += _alle_stier(m.url_patterns, sti) if isinstance(m, URLResolver) else [sti]
    return stier


def test_hver_side_ligger_bak_innloggingen(client: Client) -> None:
    aapne = {"logg-inn", "sprak", "helse"}
    for sti in _alle_stier(get_resolver("bysak.web.urls").url_patterns):
        if sti in aapne or sti.startswith("logg-inn/"):
            continue
        biter = sti.replace("<", "\0<").replace(">", ">\0").split("\0")
        prove = "/" + "".join("x" if "<" in bit else bit for bit in biter)
        for kall in (client.get, client.post):
            svar = kall(prove)
            assert svar.status_code == 302, (sti, svar.status_code)
            assert svar.headers["Location"].startswith("/logg-inn"), sti


def test_helse_svarer_uten_innlogging(client: Client) -> None:
    assert client.get("/helse").json()["status"] == "ok"


def test_naar_databasen_er_borte_sier_siden_det_rolig(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def borte(*_a: object, **_k: object) -> None:
        raise OperationalError("borte")

    _logg_inn(client, "ola")
    client.raise_request_exception = False
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", borte)
    svar = client.get("/min")
    assert svar.status_code == 503
    assert svar.headers["Retry-After"] == "5"
    assert "OperationalError" not in svar.content.decode()
    assert client.get("/helse").status_code == 503


def test_hodene_forbyr_innebygde_skript_og_stiler(client: Client) -> None:
    regel = client.get("/logg-inn").headers["Content-Security-Policy"]
    assert "default-src 'none'" in regel
    assert "unsafe" not in regel


def test_foresporselsnummeret_foelger_svaret(client: Client) -> None:
    assert client.get("/helse", headers={"X-Request-ID": "abcd-1234"}).headers["X-Request-ID"] == "abcd-1234"
    assert client.get("/helse", headers={"X-Request-ID": "<script>"}).headers["X-Request-ID"] != "<script>"


def test_et_for_stort_skjema_sier_fra_uten_aa_lagre_noe(client: Client) -> None:
    _logg_inn(client, "ola")
    svar = client.post("/velg-virksomhet", {"virksomhet": "x" * 6_000_000})
    assert svar.status_code == 413


def test_en_ugyldig_vert_faar_en_rolig_side(client: Client) -> None:
    assert client.get("/logg-inn", headers={"host": "ond.example"}).status_code == 400
