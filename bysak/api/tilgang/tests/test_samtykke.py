"""A person lets a client in: at our own page, with proof that the one who asked is the one who fetches."""

import base64
import hashlib
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet

from bysak.api.tilgang.tests.klienter import TILBAKE, TOKEN, baerer, for_folk, maskin
from bysak.organisasjon.integrasjoner import Nyintegrasjon
from tests.verden import PASSORD, bruker

pytestmark = pytest.mark.django_db
BEVIS = "a" * 50
LOEFTE = base64.urlsafe_b64encode(hashlib.sha256(BEVIS.encode()).digest()).decode().rstrip("=")


def _adresse(ny: Nyintegrasjon, **felter: str) -> str:
    vanlig = {
        "response_type": "code", "client_id": str(ny.integrasjon.pk), "redirect_uri": TILBAKE, "scope": "openid",
        "state": "huskelapp&mer", "nonce": "n-1", "code_challenge": LOEFTE, "code_challenge_method": "S256",
    }  # fmt: skip
    return "/oauth/authorize?" + urlencode({n: v for n, v in (vanlig | felter).items() if v})


def _kode(client: Client, ny: Nyintegrasjon) -> str:
    client.force_login(bruker("ola"))
    svar = client.post(_adresse(ny), {"svar": "ja"})
    assert svar.status_code == 303
    til = urlsplit(svar.headers["Location"])
    assert f"{til.scheme}://{til.netloc}{til.path}" == TILBAKE
    felter = parse_qs(til.query)
    assert felter["state"] == ["huskelapp&mer"]
    return felter["code"][0]


def _veksle(client: Client, ny: Nyintegrasjon, kode: str, **felter: str):
    vanlig = {
        "grant_type": "authorization_code", "client_id": str(ny.integrasjon.pk), "code": kode,
        "redirect_uri": TILBAKE, "code_verifier": BEVIS,
    }  # fmt: skip
    return client.post(TOKEN, vanlig | felter)


def test_en_person_logger_inn_ser_hva_det_gjelder_og_sendes_tilbake_med_en_kode(client: Client) -> None:
    ny = for_folk()
    adresse = _adresse(ny)
    ikke_inne = client.get(adresse)
    assert ikke_inne.headers["Location"] == f"/logg-inn?neste={quote(adresse)}"
    inn = client.post("/logg-inn", {"brukernavn": "ola", "passord": PASSORD, "neste": adresse})
    assert inn.headers["Location"] == adresse
    side = client.get(adresse)
    tekst = side.content.decode()
    assert "Vil du slippe inn Fagsystem?" in tekst
    assert "Ola Myrstad" in tekst
    assert "Bydel Frogner" in tekst
    assert "form-action 'self' https://fag.example;" in side.headers["Content-Security-Policy"]
    token = _veksle(client, ny, _kode(client, ny)).json()
    info = Client().get("/noark5v5/oauth/userinfo", headers=baerer(token["access_token"])).json()
    assert (info["preferred_username"], info["virksomhet"]) == ("ola", "frogner")


def test_identitetstokenet_er_signert_med_den_noekkelen_som_er_lagt_ut(client: Client) -> None:
    ny = for_folk()
    token = _veksle(client, ny, _kode(client, ny)).json()
    noekler = KeySet.import_key_set(client.get("/noark5v5/oauth/jwks").json())
    assert "d" not in client.get("/noark5v5/oauth/jwks").json()["keys"][0]
    krav = jwt.decode(token["id_token"], noekler, algorithms=["ES256"]).claims
    assert (krav["iss"], krav["aud"]) == ("http://testserver/noark5v5", [str(ny.integrasjon.pk)])
    assert (krav["sub"], krav["nonce"], krav["name"]) == (str(bruker("ola").pk), "n-1", "Ola Myrstad")


def test_nei_sendes_tilbake_uten_kode(client: Client) -> None:
    ny = for_folk()
    client.force_login(bruker("ola"))
    felter = parse_qs(urlsplit(client.post(_adresse(ny), {"svar": "nei"}).headers["Location"]).query)
    assert felter["error"] == ["access_denied"]
    assert "code" not in felter


def test_en_kode_gjelder_en_gang_for_en_klient_med_ett_bevis(client: Client) -> None:
    ny, annen = for_folk(), for_folk("Et annet")
    for feil in ({"code_verifier": "b" * 50}, {"code_verifier": ""}, {"redirect_uri": "https://fag.example/annet"}):
        assert _veksle(client, ny, _kode(client, ny), **feil).status_code == 400
    kode = _kode(client, ny)
    assert _veksle(client, annen, kode).status_code == 400
    token = _veksle(client, ny, kode).json()["access_token"]
    assert _veksle(client, ny, kode).json()["error"] == "invalid_grant"
    # Used twice: what the first use gave has ended too.
    assert client.get("/noark5v5/oauth/userinfo", headers=baerer(token)).status_code == 401


def test_en_klient_med_noekkel_maa_vise_den(client: Client) -> None:
    ny = for_folk(hemmelig=True)
    assert _veksle(client, ny, _kode(client, ny)).status_code == 401
    assert _veksle(client, ny, _kode(client, ny), client_secret=ny.noekkel).status_code == 200


@pytest.mark.parametrize(
    "felter",
    [{"redirect_uri": "https://ond.example/"}, {"client_id": "00000000-0000-0000-0000-000000000000"},
     {"client_id": "tull"}, {"redirect_uri": "https://fag.example/tilbake/mer"}],
)  # fmt: skip
def test_ingen_sendes_til_et_sted_som_ikke_er_registrert(client: Client, felter: dict[str, str]) -> None:
    ny = for_folk()
    client.force_login(bruker("ola"))
    for svar in (client.get(_adresse(ny, **felter)), client.post(_adresse(ny, **felter), {"svar": "ja"})):
        assert svar.status_code == 400
        assert "Innloggingen kan ikke fortsette" in svar.content.decode()


@pytest.mark.parametrize(
    ("felter", "feil"),
    [({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
     ({"code_challenge_method": "plain"}, "invalid_request"),
     ({"response_type": "token"}, "unsupported_response_type"),
     ({"scope": "openid virksomhet:alna"}, "invalid_scope")],
)  # fmt: skip
def test_klienten_faar_vite_hva_den_spoer_galt_om(client: Client, felter: dict[str, str], feil: str) -> None:
    ny = for_folk()
    client.force_login(bruker("ola"))
    svar = client.get(_adresse(ny, **felter))
    assert svar.status_code == 303, svar.content
    assert parse_qs(urlsplit(svar.headers["Location"]).query)["error"] == [feil]


def test_en_maskin_kan_ikke_logge_inn_folk(client: Client) -> None:
    ny = maskin()
    client.force_login(bruker("ola"))
    assert client.get(_adresse(ny)).status_code == 400
