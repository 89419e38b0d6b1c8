"""Pages from other origins, and clients that ask too often."""

import pytest
from django.test import Client, RequestFactory, override_settings

from bysak.api.tilgang import grenser
from bysak.api.tilgang.avvist import ForMangeKall
from bysak.api.tilgang.innlogget import aktoer_av
from bysak.api.tilgang.tests.klienter import TOKEN, baerer, hent_token

pytestmark = pytest.mark.django_db


def test_options_besvares_uten_innlogging_og_uten_mellomrom(client: Client) -> None:
    for sti in ("/noark5v5/", "/noark5v5/api/arkivstruktur/arkiv/", "/noark5v5/api/arkivstruktur/ny-arkiv", TOKEN):
        svar = client.options(sti, headers={"Origin": "https://en.annen.example"})
        assert svar.status_code == 200
        assert svar.headers["Access-Control-Allow-Origin"] == "*"
        metoder = svar.headers["Access-Control-Allow-Methods"].split(",")
        assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(metoder)
        hoder = svar.headers["Access-Control-Allow-Headers"].split(",")
        assert {"Authorization", "Content-Type", "ETag", "If-Match", "Content-Range"} <= set(hoder)
        assert {"ETag", "Location", "Range"} <= set(svar.headers["Access-Control-Expose-Headers"].split(","))
        assert "Access-Control-Allow-Credentials" not in svar.headers


def test_ogsaa_svarene_og_feilene_kan_leses_av_sider_fra_andre_steder(client: Client) -> None:
    for svar in (client.get("/noark5v5/.well-known/openid-configuration"), client.post(TOKEN, {})):
        assert svar.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/logg-inn").headers


@override_settings(BYSAK_API_OPPRINNELSER=["https://fag.example"])
def test_en_innstilling_sier_hvilke_steder(client: Client) -> None:
    sti = "/noark5v5/.well-known/openid-configuration"
    vaar = client.get(sti, headers={"Origin": "https://fag.example"})
    assert vaar.headers["Access-Control-Allow-Origin"] == "https://fag.example"
    assert "Origin" in vaar.headers["Vary"]
    stor = client.get("/noark5v5/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert {"Origin", "Accept-Encoding"} <= set(stor.headers["Vary"].split(", "))
    fremmed = client.get(sti, headers={"Origin": "https://ond.example"})
    assert "Access-Control-Allow-Origin" not in fremmed.headers


@override_settings(BYSAK_API_KALL_PER_MINUTT=3)
def test_den_som_spoer_for_ofte_faar_vite_hvor_lenge_den_skal_vente_og_andre_merker_det_ikke(client: Client) -> None:
    grenser.nullstill()
    ola, lise = (hent_token(client, navn)["access_token"] for navn in ("ola", "lise"))
    omdoept = hent_token(client, "ola", client_id="et-annet-navn")["access_token"]
    fabrikk = RequestFactory()

    def spoer(token: str) -> None:
        aktoer_av(fabrikk.get("/noark5v5/", headers=baerer(token)))

    for _ in range(3):
        spoer(ola)
    with pytest.raises(ForMangeKall) as nei:
        spoer(ola)
    assert (nei.value.status, nei.value.hoder) == (429, {"Retry-After": "20"})
    with pytest.raises(ForMangeKall):
        spoer(omdoept)  # a new name is no new bucket
    spoer(lise)
    svar = client.get("/noark5v5/oauth/userinfo", headers=baerer(ola))
    assert (svar.status_code, svar.headers["Retry-After"]) == (429, "20")
    grenser.nullstill()


@override_settings(BYSAK_API_KALL_PER_MINUTT=60)
def test_det_fylles_paa_jevnt(monkeypatch) -> None:
    grenser.nullstill()
    tid = [1000.0]
    monkeypatch.setattr(f"{grenser.__name__}.time.monotonic", lambda: tid[0])
    for _ in range(60):
        grenser.tell("en")
    with pytest.raises(ForMangeKall):
        grenser.tell("en")
    tid[0] += 2
    grenser.tell("en")
    grenser.tell("en")
    with pytest.raises(ForMangeKall):
        grenser.tell("en")
    grenser.nullstill()
