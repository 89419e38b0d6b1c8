"""The description holds what the interface does, and nothing that fits it makes the interface fall over."""

import random
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema_rs import validator_for
from schemathesis.core.result import Ok

from bysak.api.beskrivelse.openapi import beskrivelse
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.tilgang.tests.klienter import baerer, hent_token
from tests.verden import GRENSESNITTBRUKER, GRENSESNITTPASSORD, grensesnittbruker

pytestmark = pytest.mark.django_db
ROT = "/noark5v5"
SEKUNDER = 5


@pytest.fixture
def hoder(client: Client) -> dict[str, str]:
    grensesnittbruker()
    return baerer(hent_token(client, GRENSESNITTBRUKER, GRENSESNITTPASSORD)["access_token"])


@pytest.fixture
def applikasjon() -> Iterator[Any]:
    """The whole workspace as a WSGI application, in the test's own transaction: no request may close its connection."""
    signaler = (request_started, request_finished)
    for signal in signaler:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signaler:
        signal.connect(close_old_connections)


def test_alle_ressurser_og_attributter_staar_der_og_alle_henvisninger_leder_til_noe(client: Client) -> None:
    svar = client.get(f"{ROT}/openapi.json")
    dokument = svar.json()
    assert dokument["openapi"] == "3.1.0"
    assert dokument["servers"] == [{"url": "http://testserver/noark5v5"}]
    for navn, r in RESSURSER.items():
        skjema = dokument["components"]["schemas"][navn]
        assert set(skjema["properties"]) == {f.navn for f in r.felt.values()} | {"_links"}
        assert f"/api/{r.pakke}/{navn}/{{systemID}}/" in dokument["paths"]
    for henvisning in set(re.findall(r'"\$ref": ?"#/([^"]+)"', svar.content.decode())):
        sted = dokument
        for ledd in henvisning.split("/"):
            sted = sted[ledd]


def test_svarene_er_som_beskrevet(client: Client, hoder: dict[str, str]) -> None:
    dokument = beskrivelse()
    sett = 0
    for sti, hva in dokument["paths"].items():
        if "{" in sti or "get" not in hva:
            continue
        svar = client.get(f"{ROT}{sti}", headers=hoder)
        assert svar.status_code == 200, (sti, svar.content)
        skjema = hva["get"]["responses"]["200"]["content"]["application/vnd.noark5+json"]["schema"]
        feil = list(validator_for(skjema | {"components": dokument["components"]}).iter_errors(svar.json()))
        assert not feil, (sti, feil[0])
        sett += 1
    assert sett > 50


def test_siden_kan_leses_uten_skript(client: Client) -> None:
    svar = client.get(f"{ROT}/dokumentasjon")
    side = svar.content.decode()
    assert svar.status_code == 200
    assert "journalpost" in side
    assert "<script" not in side.replace('<script type="module" src=', "")
    assert "Content-Security-Policy" in svar.headers


def test_ingenting_som_passer_beskrivelsen_faar_grensesnittet_til_aa_falle(
    hoder: dict[str, str], applikasjon: Any
) -> None:
    """Generated requests, for a bounded time; what is drawn differs from run to run, and a fault prints its request."""
    skjema = schemathesis.openapi.from_dict(beskrivelse() | {"servers": [{"url": ROT}]})
    skjema.app = applikasjon
    operasjoner = [funn.ok() for funn in skjema.get_all_operations() if isinstance(funn, Ok)]
    assert len(operasjoner) > 200
    random.shuffle(operasjoner)
    slutt, proevd = time.monotonic() + SEKUNDER, 0
    for operasjon in operasjoner:
        if time.monotonic() > slutt:
            break

        @given(sak=operasjon.as_strategy())
        @settings(
            max_examples=3, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def en(sak: schemathesis.Case) -> None:
            svar = sak.call(headers=hoder)
            assert svar.status_code < 500, (sak.method, sak.formatted_path, sak.query, svar.content)

        en()
        proevd += 1
    assert proevd > 10
