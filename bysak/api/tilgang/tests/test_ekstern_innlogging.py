"""Logins from an external provider, over real HTTP: what is let in, what is not, and keys that change."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from bysak.api.tilgang.avvist import AvvistKall
from bysak.api.tilgang.innlogget import aktoer_av
from bysak.api.tilgang.tests.klienter import baerer, maskin
from bysak.arkivstruktur.modulrettigheter import gi_modul_rett
from bysak.klienter import oidc
from bysak.organisasjon.models import Bruker
from tests.saker import en_sak
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


class Utsteder:
    """A provider: discovery and keys over HTTP, and tokens signed as somebody asks."""

    def __init__(self) -> None:
        self.noekkel = RSAKey.generate_key(2048, {"use": "sig", "kid": "en"})
        self.spurt: list[str] = []
        utsteder = self

        class Svar(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                utsteder.spurt.append(self.path)
                noekler = KeySet([utsteder.noekkel]).as_dict(private=False)
                meta = {"issuer": utsteder.navn, "jwks_uri": f"{utsteder.navn}/jwks", "token_endpoint": "x"}
                kropp = json.dumps(noekler if self.path == "/jwks" else meta).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(kropp)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.tjener = HTTPServer(("127.0.0.1", 0), Svar)
        self.navn = f"http://127.0.0.1:{self.tjener.server_port}"
        threading.Thread(target=self.tjener.serve_forever, daemon=True).start()

    def token(self, hode: dict[str, Any] | None = None, noekkel: Any = None, **krav: Any) -> str:
        vanlig = {"iss": self.navn, "aud": "bysak", "exp": int(time.time()) + 300, "preferred_username": "Ola"}
        signert_med = noekkel or self.noekkel
        hele = {"alg": "RS256", "kid": self.noekkel.kid} | (hode or {})
        return jwt.encode(hele, {n: v for n, v in (vanlig | krav).items() if v is not None}, signert_med, [hele["alg"]])


@pytest.fixture
def utsteder() -> Iterator[Utsteder]:
    den = Utsteder()
    with override_settings(BYSAK_OIDC_UTSTEDER=den.navn, BYSAK_OIDC_PUBLIKUM="bysak"):
        yield den
    den.tjener.shutdown()
    den.tjener.server_close()


def _hvem(token: str):
    return aktoer_av(RequestFactory().get("/noark5v5/", headers=baerer(token)))


def _status(token: str) -> int:
    with pytest.raises(AvvistKall) as nei:
        _hvem(token)
    return nei.value.status


def test_den_som_leverandoeren_kjenner_faar_rollene_sine_her(client: Client, utsteder: Utsteder) -> None:
    inne = _hvem(utsteder.token(azp="fag"))
    assert (inne.aktoer.brukernavn, inne.kode, inne.klient) == ("ola", "frogner", "fag")
    assert _hvem(utsteder.token(preferred_username="kari", virksomhet="sagene")).kode == "sagene"
    for _ in range(5):
        _hvem(utsteder.token())
    assert len(utsteder.spurt) == 2  # discovery and keys, once
    assert client.get("/noark5v5/.well-known/openid-configuration").json()["issuer"] == utsteder.navn


def test_tokener_som_ikke_er_til_oss_eller_ikke_er_ekte_slipper_ikke_inn(utsteder: Utsteder) -> None:
    delt = OctKey.generate_key(256)
    falsk = RSAKey.generate_key(2048, {"kid": "en"})
    for token in (
        utsteder.token(aud="en-annen"), utsteder.token(iss="https://ond.example"), utsteder.token(aud=None),
        utsteder.token(exp=int(time.time()) - 3600), utsteder.token(exp=None),
        utsteder.token(nbf=int(time.time()) + 3600),
        utsteder.token(noekkel=falsk), utsteder.token({"alg": "HS256"}, noekkel=delt), "a.b.c", "..",
        utsteder.token().rpartition(".")[0] + ".",
    ):  # fmt: skip
        assert _status(token) == 401, token


def test_den_som_ikke_er_registrert_eller_ingen_rolle_har_faar_vite_hva_som_mangler(
    client: Client, utsteder: Utsteder
) -> None:
    def sagt(**krav: Any) -> str:
        svar = client.get("/noark5v5/api/arkivstruktur/", headers=baerer(utsteder.token(**krav)))
        assert svar.status_code == 403
        return str(svar.json()["feil"]["beskrivelse"])

    foer = Bruker.objects.count()
    assert sagt(preferred_username="Vigdis").startswith("vigdis er ikke registrert i Bysak. Be systemforvalteren")
    assert "«preferred_username» mangler" in sagt(preferred_username=None)
    assert "har ingen rolle her" in sagt(virksomhet="alna")
    assert "ikke registrert" in sagt(preferred_username="bysak-jobb")
    assert Bruker.objects.count() == foer  # nobody comes into being by logging in


def test_et_program_som_leverandoeren_kjenner_faar_det_integrasjonen_er_gitt(
    client: Client, utsteder: Utsteder
) -> None:
    """The provider's tokens for machines have a name too; it is registered as an integration, and given its rights."""
    navn = "service-account-fag"
    modul = maskin(navn).integrasjon.bruker
    assert modul
    with som("kari", "frogner") as kari:
        sak, annen = en_sak(kari), en_sak(kari, tittel="Annen")
    with som("siv", "frogner") as siv:
        gi_modul_rett(sak, modul=modul, av=siv)
    hoder = baerer(utsteder.token(preferred_username=navn, azp="fag"))
    sti = "/noark5v5/api/sakarkiv/saksmappe"
    assert client.get(f"{sti}/{sak.pk}/", headers=hoder).status_code == 200
    assert client.get(f"{sti}/{annen.pk}/", headers=hoder).status_code == 404


def test_nye_noekler_hos_leverandoeren_blir_funnet_men_ikke_hver_gang_noen_lyver(
    utsteder: Utsteder, monkeypatch
) -> None:
    _hvem(utsteder.token())
    utsteder.noekkel = RSAKey.generate_key(2048, {"use": "sig", "kid": "to"})
    foer = len(utsteder.spurt)
    assert _status(utsteder.token()) == 401  # asked a moment ago
    assert len(utsteder.spurt) == foer
    tid = time.monotonic() + oidc.MINSTE_PAUSE + 1
    monkeypatch.setattr(f"{oidc.__name__}.time.monotonic", lambda: tid)
    assert _hvem(utsteder.token()).aktoer.brukernavn == "ola"
    for _ in range(3):
        assert _status(utsteder.token({"kid": "loegn"})) == 401
    assert len(utsteder.spurt) == foer + 2


def test_naar_leverandoeren_er_borte_sies_det_og_vaare_egne_tokener_gjelder(client: Client) -> None:
    with override_settings(BYSAK_OIDC_UTSTEDER="http://127.0.0.1:9", BYSAK_OIDC_PUBLIKUM="bysak"):
        assert _status("a.b.c") == 503
        assert client.get("/noark5v5/.well-known/openid-configuration").status_code == 503
        assert _status("vaart-uten-punktum") == 401


def test_sterk_innlogging_hos_leverandoeren_slipper_inn_der_passord_ikke_er_nok(utsteder: Utsteder) -> None:
    from tests.verden import virksomhet

    with som("siv", "byarkivet"):
        frogner = virksomhet("frogner")
        frogner.krever_sterk_innlogging = True
        frogner.save(update_fields=["krever_sterk_innlogging"])
    assert _status(utsteder.token(acr="Level4")) == 403
    with override_settings(BYSAK_OIDC_STERK_ACR=["Level4"]):
        assert _hvem(utsteder.token(acr="Level4")).aktoer.bruker_id == bruker("ola").pk
        assert _status(utsteder.token(acr="Level3")) == 403
