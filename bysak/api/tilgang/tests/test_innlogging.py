"""Logging in at the interface: as existing clients do it, as machines do it, and what is refused."""

import base64
import io
import logging

import pytest
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from bysak.api.tilgang.avvist import IkkeInnlogget
from bysak.api.tilgang.innlogget import aktoer_av
from bysak.api.tilgang.tests.klienter import TOKEN, baerer, for_folk, hent_token, maskin
from bysak.kjerne.kalender import med_klokke, naa
from bysak.organisasjon.adgang import hashet
from bysak.organisasjon.integrasjoner import avslutt_integrasjon, bytt_noekkel
from bysak.organisasjon.models import Adgang, Bruker, Rolletildeling
from bysak.organisasjon.passord import sett_passord
from bysak.organisasjon.personer import sett_passiv
from bysak.organisasjon.rettigheter import still_krav_til_innlogging
from bysak.organisasjon.tilgang import aktoer_for
from tests.verden import GRENSESNITTBRUKER, GRENSESNITTPASSORD, bruker, grensesnittbruker, som, virksomhet

pytestmark = pytest.mark.django_db
VILKAARLIG_KLIENT = "Basic " + base64.b64encode(b"ukjent-klient:secret").decode()


def _hvem(token: str):
    return aktoer_av(RequestFactory().get("/noark5v5/", headers=baerer(token)))


def _slipper_inn(token: str) -> bool:
    try:
        _hvem(token)
    except IkkeInnlogget:
        return False
    return True


def test_en_klient_finner_veien_fra_oppdagelsen_til_et_token(client: Client) -> None:
    meta = client.get("/noark5v5/.well-known/openid-configuration")
    assert meta.headers["Content-Type"] == "application/json"
    veier = meta.json()
    assert veier["issuer"] == "http://testserver/noark5v5"
    assert veier["token_endpoint"] == f"http://testserver{TOKEN}"
    grensesnittbruker()
    token = hent_token(client, GRENSESNITTBRUKER, GRENSESNITTPASSORD)
    assert token["token_type"] == "Bearer"
    assert token["expires_in"] == 3600
    assert token["refresh_expires_in"] == 12 * 3600
    info = client.get(veier["userinfo_endpoint"], headers=baerer(token["access_token"])).json()
    assert (info["preferred_username"], info["virksomhet"]) == (GRENSESNITTBRUKER, "frogner")
    assert info["roller"] == ["arkivar", "saksbehandler", "systemforvalter"]


@pytest.mark.parametrize("maate", ["skjema", "hode", "adresse", "json", "uten klient"])
def test_det_klienter_sender_i_det_fri_blir_forstaatt(client: Client, maate: str) -> None:
    felter = {"grant_type": "password", "username": "Ola", "password": "bysak-demo"}
    svar = {
        "skjema": lambda: client.post(TOKEN, felter | {"client_id": "tui"}),
        "hode": lambda: client.post(TOKEN, felter | {"client_id": "tui"}, headers={"Authorization": VILKAARLIG_KLIENT}),
        "adresse": lambda: client.post(TOKEN, query_params=felter, headers={"Authorization": VILKAARLIG_KLIENT}),
        "json": lambda: client.post(TOKEN, felter | {"client_id": "x"}, content_type="application/json"),
        "uten klient": lambda: client.post(TOKEN, felter),
    }[maate]()
    assert svar.status_code == 200, svar.content
    assert svar.headers["Content-Type"] == "application/json"
    assert "no-store" in svar.headers["Cache-Control"]
    assert _hvem(svar.json()["access_token"]).aktoer.brukernavn == "ola"


def test_hvem_det_er_finnes_med_ett_spoersmaal_og_svaret_er_det_samme_som_arbeidsflatens(client: Client) -> None:
    token = hent_token(client, "kari", virksomhet="sagene")["access_token"]
    with CaptureQueriesContext(connection) as spurt:
        inne = _hvem(token)
    assert len(spurt) == 1
    hele = aktoer_for(bruker("kari"))
    sagene = virksomhet("sagene")
    assert inne.aktoer.roller == hele.roller_i(sagene.pk)
    assert (inne.virksomhet, inne.kode, inne.klient) == (sagene.pk, "sagene", "tui")


def test_den_som_har_flere_virksomheter_velger_og_ellers_er_det_arbeidsgiveren(client: Client) -> None:
    assert _hvem(hent_token(client, "kari")["access_token"]).kode == "byarkivet"
    assert _hvem(hent_token(client, "kari", scope="openid virksomhet:alna")["access_token"]).kode == "alna"
    nei = client.post(
        TOKEN, {"grant_type": "password", "username": "ola", "password": "bysak-demo", "virksomhet": "alna"}
    )
    assert (nei.status_code, nei.json()["error"]) == (400, "invalid_scope")


def test_feil_passord_og_ukjent_navn_gir_samme_svar_og_gjetting_stanses_ogsaa_i_arbeidsflaten(client: Client) -> None:
    def proev(navn: str):
        return client.post(TOKEN, {"grant_type": "password", "username": navn, "password": "tull"})

    ukjent, feil = proev("finnes-ikke"), proev("lise")
    assert (feil.status_code, feil.json()) == (400, ukjent.json())
    assert feil.json()["error"] == "invalid_grant"
    for _ in range(9):
        proev("lise")
    riktig = client.post("/logg-inn", {"brukernavn": "lise", "passord": "bysak-demo"})
    assert "For mange forsøk" in riktig.content.decode()
    assert proev("lise").json()["error_description"].startswith("For mange forsoek")


@override_settings(BYSAK_API_PASSORDTILDELING=False)
def test_passordtildeling_kan_slaas_av(client: Client) -> None:
    svar = client.post(TOKEN, {"grant_type": "password", "username": "ola", "password": "bysak-demo"})
    assert (svar.status_code, svar.json()["error"]) == (400, "unauthorized_client")
    assert "password" not in client.get("/noark5v5/.well-known/openid-configuration").json()["grant_types_supported"]


def test_fornyelse_gir_et_nytt_par_og_den_gamle_kan_bare_brukes_en_gang(client: Client) -> None:
    foerste = hent_token(client)

    def forny(token: str):
        return client.post(TOKEN, {"grant_type": "refresh_token", "refresh_token": token, "client_id": "tui"})

    andre = forny(foerste["refresh_token"]).json()
    assert andre["refresh_expires_in"]
    assert andre["access_token"] != foerste["access_token"]
    assert _slipper_inn(andre["access_token"])
    # The second use of the old one: somebody has a copy, and nobody can tell who; all of that login ends.
    assert forny(foerste["refresh_token"]).json()["error"] == "invalid_grant"
    assert not _slipper_inn(andre["access_token"])
    assert forny(andre["refresh_token"]).json()["error"] == "invalid_grant"


def test_fornyelsen_av_et_passord_slutter_naar_en_rolle_krever_to_trinn(client: Client) -> None:
    token = hent_token(client)
    fornyelse = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], "client_id": "tui"}
    nytt = client.post(TOKEN, fornyelse).json()
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet("frogner"), totrinn=["saksbehandler"], av=siv)
    svar = client.post(TOKEN, fornyelse | {"refresh_token": nytt["refresh_token"]})
    assert svar.json()["error"] == "invalid_grant"
    assert "to trinn" in svar.json()["error_description"]
    assert not _slipper_inn(nytt["access_token"])


def test_en_annen_klient_kan_ikke_fornye(client: Client) -> None:
    token = hent_token(client)["refresh_token"]
    svar = client.post(TOKEN, {"grant_type": "refresh_token", "refresh_token": token, "client_id": "en-annen"})
    assert svar.json()["error"] == "invalid_grant"


def test_et_token_gjelder_en_time_og_slutter_naar_det_trekkes(client: Client) -> None:
    token = hent_token(client)
    with med_klokke(naa().replace(year=naa().year + 1)):
        assert not _slipper_inn(token["access_token"])
    assert (
        client.post("/noark5v5/oauth/revoke", {"token": token["access_token"], "client_id": "tui"}).status_code == 200
    )
    assert not _slipper_inn(token["access_token"])
    ukjent = client.post("/noark5v5/oauth/revoke", {"token": "tull", "client_id": "tui"})
    assert ukjent.status_code == 200


def test_nytt_passord_passiv_bruker_og_rolle_som_slutter_stenger_med_en_gang(client: Client) -> None:
    ola, lise, nora = (hent_token(client, navn) for navn in ("ola", "lise", "nora"))
    with som("siv", "byarkivet") as siv:
        sett_passord(bruker("ola"), passord="et-helt-nytt-passord", av=siv)
        sett_passiv(bruker("lise"), av=siv)
    with som("siv", "frogner"):
        Rolletildeling.objects.filter(bruker=bruker("nora")).update(til_dato="2025-01-01")
    for token in (ola, lise, nora):
        assert not _slipper_inn(token["access_token"])
        fornyelse = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], "client_id": "tui"}
        assert client.post(TOKEN, fornyelse).status_code == 400


def test_en_integrasjon_logger_inn_med_sin_noekkel_og_er_det_den_er_registrert_som(client: Client) -> None:
    ny = maskin()
    felter = {"grant_type": "client_credentials", "client_id": str(ny.integrasjon.pk), "client_secret": ny.noekkel}
    svar = client.post(TOKEN, felter).json()
    assert "refresh_token" not in svar
    inne = _hvem(svar["access_token"])
    assert (inne.aktoer.navn, inne.kode) == ("Skoleskyss", "frogner")
    assert {r.rolle for r in inne.aktoer.roller} == {"modul"}
    hode = "Basic " + base64.b64encode(f"{ny.integrasjon.pk}:{ny.noekkel}".encode()).decode()
    assert client.post(TOKEN, {"grant_type": "client_credentials"}, headers={"Authorization": hode}).status_code == 200
    for feil in ({"client_secret": "tull"}, {"client_secret": ""}, {"client_id": "ukjent"}):
        nei = client.post(TOKEN, felter | feil)
        assert nei.status_code in (400, 401)
        assert nei.json()["error"] in ("invalid_client", "unauthorized_client")


def test_ny_noekkel_og_avsluttet_integrasjon_stenger_ogsaa_det_som_er_hentet(client: Client) -> None:
    ny = maskin()

    def logg_inn(noekkel: str):
        felter = {"grant_type": "client_credentials", "client_id": str(ny.integrasjon.pk), "client_secret": noekkel}
        return client.post(TOKEN, felter)

    gammelt = logg_inn(ny.noekkel).json()["access_token"]
    with som("siv", "frogner") as siv:
        annen = bytt_noekkel(ny.integrasjon, av=siv)
    assert not _slipper_inn(gammelt)
    assert logg_inn(ny.noekkel).status_code == 401
    nytt = logg_inn(annen.noekkel).json()["access_token"]
    assert _slipper_inn(nytt)
    with som("siv", "frogner") as siv:
        avslutt_integrasjon(ny.integrasjon, av=siv)
    assert not _slipper_inn(nytt)
    assert logg_inn(annen.noekkel).json()["error"] in ("invalid_client", "unauthorized_client")


def test_tabellen_har_ingen_tokener_og_loggen_heller_ikke(client: Client) -> None:
    ut = io.StringIO()
    haandtak = logging.StreamHandler(ut)
    rot = logging.getLogger()
    foer, nivaa = rot.handlers[:], rot.level
    rot.addHandler(haandtak)
    rot.setLevel(logging.DEBUG)
    try:
        token = hent_token(client)
        client.get("/noark5v5/oauth/userinfo", headers=baerer(token["access_token"]))
    finally:
        rot.handlers, rot.level = foer, nivaa
    hemmelig = (token["access_token"], token["refresh_token"], "bysak-demo")
    assert not [h for h in hemmelig if h in ut.getvalue()]
    rader = list(Adgang.objects.filter(bruker=bruker("ola")))
    assert {bytes(r.hash) for r in rader} == {hashet(h) for h in hemmelig[:2]}
    assert not [h for h in hemmelig for r in rader if h in str(vars(r))]


def test_ingen_som_arbeider_i_en_virksomhet_kan_se_eller_lage_et_token() -> None:
    for rettighet in ("select", "insert", "update", "delete"):
        with som("siv", "frogner"), connection.cursor() as peker:
            peker.execute("select has_table_privilege(current_user, 'organisasjon_adgang', %s)", [rettighet])
            assert peker.fetchone() == (False,)


@pytest.mark.parametrize("art", ["tilgang", "fornyelse"])
def test_en_rad_som_er_endret_i_databasen_er_ikke_verdt_noe(client: Client, art: str) -> None:
    """Who smuggles in SQL may move a token of one's own to somebody else, to another place, or to a later day."""
    siv, alna = bruker("siv"), virksomhet("alna")
    for endring in ({"bruker": siv}, {"hvor": alna}, {"sterk": True}, {"utloeper": naa().replace(year=2099)}):
        token = hent_token(client, "kari", virksomhet="sagene")
        assert Adgang.objects.filter(art=art, bruker=bruker("kari")).update(**endring)
        if art == "tilgang":
            assert not _slipper_inn(token["access_token"])
        else:
            felter = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], "client_id": "tui"}
            assert client.post(TOKEN, felter).json()["error"] == "invalid_grant"
        Adgang.objects.all().delete()


def test_uten_token_sies_det_hvordan_man_logger_inn() -> None:
    fabrikk = RequestFactory()
    for hoder, venter in (({}, 'Bearer realm="noark5"'), (baerer("tull"), 'error="invalid_token"')):
        with pytest.raises(IkkeInnlogget) as nei:
            aktoer_av(fabrikk.get("/noark5v5/", headers=hoder))
        assert nei.value.status == 401
        assert venter in nei.value.hoder["WWW-Authenticate"]


def test_navn_og_passord_i_hver_foresporsel_er_av_til_det_slaas_paa() -> None:
    hode = {"Authorization": "Basic " + base64.b64encode(b"ola:bysak-demo").decode()}
    fabrikk = RequestFactory()
    with pytest.raises(IkkeInnlogget):
        aktoer_av(fabrikk.get("/noark5v5/", headers=hode))
    with override_settings(BYSAK_API_BASIC=True):
        inne = aktoer_av(fabrikk.get("/noark5v5/", headers=hode))
        assert (inne.aktoer.brukernavn, inne.kode) == ("ola", "frogner")
        with pytest.raises(IkkeInnlogget) as nei:
            aktoer_av(fabrikk.get("/noark5v5/", headers={"Authorization": "Basic tull"}))
        assert nei.value.hoder["WWW-Authenticate"].startswith("Basic")
        with pytest.raises(IkkeInnlogget):  # in the clear, from another machine
            aktoer_av(fabrikk.get("/noark5v5/", headers=hode, REMOTE_ADDR="192.0.2.7"))


def test_en_klient_er_for_den_virksomheten_som_har_registrert_den(client: Client) -> None:
    hos_sagene = for_folk(kode="sagene")
    felter = {"client_id": str(hos_sagene.integrasjon.pk)}
    assert _hvem(hent_token(client, "lise", **felter)["access_token"]).kode == "sagene"
    nei = client.post(TOKEN, {"grant_type": "password", "username": "ola", "password": "bysak-demo"} | felter)
    assert nei.json()["error"] == "invalid_scope"


def test_der_passord_ikke_er_nok_slipper_ingen_inn_med_det(client: Client) -> None:
    token = hent_token(client)["access_token"]
    with som("siv", "byarkivet"):
        frogner = virksomhet("frogner")
        frogner.krever_sterk_innlogging = True
        frogner.save(update_fields=["krever_sterk_innlogging"])
    assert not _slipper_inn(token)
    svar = client.post(TOKEN, {"grant_type": "password", "username": "ola", "password": "bysak-demo"}).json()
    assert svar["error"] == "invalid_grant"
    assert "authorization_code" in svar["error_description"]
    assert Bruker.objects.get(brukernavn="ola").is_active
