"""The description holds what the interface does, and nothing that fits it makes the interface fall over."""

import ast
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
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
from bysak.api.noark5 import ruter
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.referanser import FJERNES, LEGGES_TIL, SETTES
from bysak.api.tilgang.tests.klienter import baerer, hent_token
from tests.verden import GRENSESNITTBRUKER, GRENSESNITTPASSORD, grensesnittbruker

pytestmark = pytest.mark.django_db
ROT = "/noark5v5"
SEKUNDER, STIER, MINST = 3, 40, 5


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


def _moenstre() -> list[ast.MatchSequence]:
    """Every shape of an address that the table of contents knows, as it is written there."""
    tre = ast.parse(Path(ruter.__file__).read_text(encoding="utf-8"))
    return [
        n.pattern for n in ast.walk(tre) if isinstance(n, ast.match_case) and isinstance(n.pattern, ast.MatchSequence)
    ]


def _passer(moenster: ast.MatchSequence, deler: list[str]) -> bool:
    ledd = moenster.patterns
    if isinstance(ledd[-1], ast.MatchStar):
        ledd = ledd[:-1]
        deler = deler[: len(ledd)] if len(deler) in (len(ledd), len(ledd) + 1) else []
    return len(ledd) == len(deler) and all(map(_leddet_passer, ledd, deler))


def _leddet_passer(ledd: ast.pattern, del_: str) -> bool:
    if isinstance(ledd, ast.MatchValue):
        return bool(ast.literal_eval(ledd.value) == del_)
    if isinstance(ledd, ast.MatchOr):
        return any(_leddet_passer(p, del_) for p in ledd.patterns)
    return not isinstance(ledd, ast.MatchAs) or ledd.pattern is None or _leddet_passer(ledd.pattern, del_)


def test_alle_slags_adresser_i_innholdsfortegnelsen_er_beskrevet_og_omvendt() -> None:
    stier = [sti.removeprefix("/api/").strip("/").split("/") for sti in beskrivelse()["paths"] if sti != "/"]
    moenstre = _moenstre()
    assert len(moenstre) > 15
    for moenster in moenstre:
        assert any(_passer(moenster, deler) for deler in stier), ast.unparse(moenster)
    for deler in stier:
        assert deler[0] == "metadata" or any(_passer(m, deler) for m in moenstre), deler


def test_filer_knytninger_utvidelser_kodelister_og_det_vi_sender_staar_der() -> None:
    b = beskrivelse()
    metoder = {sti: set(hva) - {"parameters"} for sti, hva in b["paths"].items()}
    objekt = "/api/arkivstruktur/dokumentobjekt/{systemID}"
    assert metoder[f"{objekt}/fil/"] == {"get", "post"}
    assert metoder[f"{objekt}/fil/{{oekt}}/"] == {"put"}
    assert "206" in b["paths"][f"{objekt}/referanseFil/"]["get"]["responses"]
    assert metoder["/api/arkivstruktur/mappe/{systemID}/utvid-til-saksmappe/"] == {"get", "put"}
    assert metoder["/api/metadata/land/{kode}/"] == {"get", "put", "patch", "delete"}
    assert metoder["/api/metadata/ny-land/"] == {"get", "post"}
    beskrevet = {sti for sti in metoder if sti.endswith("/$ref")}
    for tabell in (LEGGES_TIL, SETTES, FJERNES):
        for navn, rel in tabell:
            assert any(sti.endswith(f"/{navn}/{{systemID}}/{rel}/$ref") for sti in beskrevet), (navn, rel)
    assert {h["name"] for h in b["webhooks"]["endring"]["post"]["parameters"]} == {
        "webhook-id", "webhook-timestamp", "webhook-signature",
    }  # fmt: skip
    for sti, hva in b["paths"].items():
        for metode in set(hva) - {"parameters"}:
            assert hva[metode]["responses"]["default"]["$ref"].endswith("/Feil"), (sti, metode)


def test_svarene_er_som_beskrevet(client: Client, hoder: dict[str, str]) -> None:
    dokument = beskrivelse()
    sett = 0
    for sti, hva in dokument["paths"].items():
        if "{" in sti or "get" not in hva:
            continue
        if "/ny-" in sti and sti.startswith("/api/metadata/"):
            continue  # for the administrator alone
        svar = client.get(f"{ROT}{sti}", headers=hoder)
        assert svar.status_code == 200, (sti, svar.content)
        if sti.endswith("$count"):
            continue
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
    dokument = beskrivelse()
    noen = dict(random.sample(sorted(dokument["paths"].items()), STIER))  # all of them take long to read
    skjema = schemathesis.openapi.from_dict(dokument | {"servers": [{"url": ROT}], "paths": noen})
    skjema.app = applikasjon
    operasjoner = [funn.ok() for funn in skjema.get_all_operations() if isinstance(funn, Ok)]
    assert len(operasjoner) >= STIER
    random.shuffle(operasjoner)
    slutt, proevd = time.monotonic() + SEKUNDER, 0
    for operasjon in operasjoner:
        if time.monotonic() > slutt and proevd >= MINST:
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
    assert proevd >= MINST
