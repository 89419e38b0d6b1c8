"""Keys, lists, focus and drafts in a real browser under the real policy. Answers come from the test itself."""

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from bysak.web.csp import HODER
from bysak.web.jinja import tegn

pytestmark = pytest.mark.nettleser
STATISK = Path(__file__).parents[1] / "static"
STED = "http://bysak.example"
SIDE = """{% extends "skall.html" %}
{% from "makroer.html" import knapp, tabell, hindringer %}
{% from "skjema.html" import felt, feilliste %}
{% block tittel %}Prøve{% endblock %}
{% block innhold %}
<h1>Prøve</h1><input class="filter" data-filter aria-label="Filtrer">
{{ knapp("Ta neste", t="T", href="/tatt") }}
<form>{% call tabell("Liste", [("Velg alle", "b3", "kryss"), ("Emne", "", "")]) %}<tbody>
{% for n in ["en", "to", "tre"] %}<tr data-rad><td class="kryss"><input type="checkbox" aria-label="Velg {{ n }}"></td>
<td><a href="/{{ n }}">{{ n }}</a></td></tr>{% endfor %}</tbody>{% endcall %}
<div class="massevalg" data-massevalg><span data-antall></span> valgt</div></form>
<form method="post" action="/lagret" data-kladd="ny"><div class="skjema">{{ felt("Tittel", "tittel") }}
{{ felt("Dato", "dato") }}</div>{{ hindringer(hindre) }}
{{ knapp("Journalfør", t="Ctrl Enter", sperret=hindre|length, hoved=True) }}</form>
<div hx-target="#maal" hx-swap="outerHTML">
<button id="bytt" hx-get="/bit">Bytt</button><button id="feil" hx-get="/feiler">Feil</button>
<div id="maal"><button id="inni" hx-get="/bit">Inni</button></div></div>
{% endblock %}
"""
BIT = '<div id="maal"><p>byttet</p><a href="/x" data-fokus>videre</a></div>'
MENY = [{"navn": "Arbeid", "lenker": [{"tekst": "Mottak", "url": "/mottak", "ikon": "epost", "tast": "G M"}]}]


@pytest.fixture
def html(settings: Any, tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "side.html").write_text(SIDE, encoding="utf-8")
    motor = dict(settings.TEMPLATES[0])
    motor["DIRS"] = [tmp_path, *motor["DIRS"]]
    motor["OPTIONS"] = {**motor["OPTIONS"], "context_processors": []}
    settings.TEMPLATES = [motor]
    return {"meny": MENY, "hindre": [], "bruker_id": "7", "bruker_navn": "Ingrid Tveitmo"}


@pytest.fixture
def side(nettleser: Browser, html: dict[str, Any]) -> Iterator[Page]:
    kontekst = nettleser.new_context()
    kontekst.route(f"{STED}/**", lambda rute: _svar(rute, html))
    ark = kontekst.new_page()
    brudd: list[str] = []
    ark.on("console", lambda m: brudd.append(m.text) if "Content Security Policy" in m.text else None)
    ark.on("pageerror", lambda f: brudd.append(str(f)))
    ark.goto(f"{STED}/")
    yield ark
    kontekst.close()
    assert brudd == []


def _svar(rute: Route, kontekst: dict[str, Any]) -> None:
    sti = rute.request.url.removeprefix(STED).partition("?")[0]
    if sti.startswith("/static/"):
        fil = STATISK / sti.removeprefix("/static/")
        rute.fulfill(path=fil, headers={**HODER, "Content-Type": mimetypes.guess_type(fil.name)[0] or "font/woff2"})
    elif sti == "/bit":
        rute.fulfill(body=BIT, headers={**HODER, "Content-Type": "text/html"})
    elif sti == "/feiler":
        rute.fulfill(status=500, body="x")
    else:
        with translation.override("nb"):
            svar = tegn(RequestFactory().get("/"), "side.html", kontekst)
        rute.fulfill(body=svar.content.decode(), headers={**HODER, "Content-Type": "text/html"})


def fokus(side: Page) -> str:
    return str(side.evaluate("document.activeElement.id || document.activeElement.textContent.trim() || 'body'"))


def vent(side: Page, uttrykk: str) -> None:
    """Wait until it holds. Playwright's own waiting evaluates strings in the page, which the policy forbids."""
    for _ in range(50):
        if side.evaluate(uttrykk):
            return
        side.wait_for_timeout(50)
    raise AssertionError(uttrykk)


def test_piler_og_bokstaver_flytter_i_listen_og_merker_raden(side: Page) -> None:
    side.keyboard.press("j")
    assert fokus(side) == "en"
    side.keyboard.press("j")
    side.keyboard.press("ArrowDown")
    side.keyboard.press("k")
    assert fokus(side) == "to"
    assert side.locator("[data-rad][aria-current=true]").inner_text().strip() == "to"
    side.keyboard.press("x")
    side.keyboard.press("Shift+J")
    assert side.locator("[data-antall]").inner_text() == "2"
    side.keyboard.press("Enter")
    side.wait_for_url(f"{STED}/tre")


def test_bokstaver_er_bokstaver_naar_et_felt_har_fokus_og_kan_slaas_av(side: Page, html: dict[str, Any]) -> None:
    side.keyboard.press("/")
    side.keyboard.type("tgm?")
    assert side.locator("[data-filter]").input_value() == "tgm?"
    side.keyboard.press("Escape")
    side.keyboard.press("t")
    side.wait_for_url(f"{STED}/tatt")
    html["taster_av"] = True
    side.goto(f"{STED}/")
    side.keyboard.press("t")
    side.keyboard.press("j")
    assert side.url == f"{STED}/"
    assert side.locator("[data-rad][aria-current]").count() == 0


def test_g_og_en_bokstav_gaar_til_menyvalget_og_spoersmaalstegn_viser_sidens_taster(side: Page) -> None:
    side.keyboard.press("?")
    oversikt = side.locator("#taster")
    assert oversikt.is_visible()
    assert "Ta neste" in oversikt.inner_text()
    side.keyboard.press("Escape")
    assert not oversikt.is_visible()
    side.keyboard.press("g")
    side.keyboard.press("m")
    side.wait_for_url(f"{STED}/mottak")


def test_en_stanset_knapp_foerer_til_det_som_stanser(side: Page, html: dict[str, Any]) -> None:
    html["hindre"] = [
        {"kode": "d", "tekst": "Dokumentdato mangler. Brevet er ikke datert.", "nivaa": "stopp", "felt": "dato"}
    ]
    side.goto(f"{STED}/")
    side.locator("#f-tittel").focus()
    side.keyboard.press("Control+Enter")
    assert side.url == f"{STED}/"
    assert fokus(side) == "Rett"
    side.keyboard.press("Enter")
    assert fokus(side) == "f-dato"


def test_fokus_faller_aldri_til_toppen_etter_et_bytte(side: Page) -> None:
    side.locator("#bytt").click()
    side.get_by_text("byttet").wait_for()
    assert fokus(side) == "bytt"
    side.goto(f"{STED}/")
    side.locator("#inni").click()
    side.get_by_text("byttet").wait_for()
    vent(side, "document.activeElement.textContent === 'videre'")


def test_en_feil_paa_tjeneren_sies_hoeyt(side: Page) -> None:
    assert not side.locator("#nett").is_visible()
    side.locator("#feil").click()
    side.locator("#nett").wait_for()
    assert "Noe stanset på tjeneren" in side.locator("#nett").inner_text()


def test_det_som_er_skrevet_tilbys_etter_omstart_og_glemmes_naar_det_er_sendt(side: Page) -> None:
    side.locator("#f-tittel").fill("Klage på vedtak")
    vent(side, "Object.keys(localStorage).includes('kladd:7:ny')")
    side.reload()
    assert side.locator("#f-tittel").input_value() == ""
    side.get_by_role("button", name="Hent kladden").click()
    assert side.locator("#f-tittel").input_value() == "Klage på vedtak"
    side.keyboard.press("Control+Enter")
    side.wait_for_url(f"{STED}/lagret")
    assert side.evaluate("localStorage.length") == 0
    assert side.locator(".kladd").count() == 0


def test_uten_skript_virker_meny_taster_og_skjema(nettleser: Browser, html: dict[str, Any]) -> None:
    kontekst = nettleser.new_context(java_script_enabled=False)
    kontekst.route(f"{STED}/**", lambda rute: _svar(rute, html))
    side = kontekst.new_page()
    side.goto(f"{STED}/")
    side.get_by_role("button", name="Taster").click()
    assert side.locator("#taster").is_visible()
    side.get_by_role("button", name="Lukk").click()
    side.locator(".topp__meny summary").click()
    assert side.get_by_role("button", name="Logg ut").is_visible()
    side.locator("#f-tittel").fill("Klage")
    side.get_by_role("button", name="Journalfør").click()
    side.wait_for_url(f"{STED}/lagret")
    kontekst.close()
