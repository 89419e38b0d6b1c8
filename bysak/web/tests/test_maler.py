"""What every template of the product keeps, and what the macros and the answers promise. No database, no browser."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from jinja2 import Environment, UndefinedError

from bysak.kjerne.hinder import Hinder
from bysak.web.csp import CSP, csp
from bysak.web.ikoner import ARK, IKONER, ikonark
from bysak.web.jinja import tegn, tegn_blokk

PAKKE = Path(__file__).parents[2]
STATISK = PAKKE / "web" / "static"
MALER = sorted(p for mappe in PAKKE.glob("*/maler") for p in mappe.rglob("*") if p.suffix in (".html", ".txt", ".xml"))
FORBUDT = {
    "style-attributt": re.compile(r"\sstyle\s*=", re.I),
    "hendelse i attributt": re.compile(r"\son[a-z]+\s*=|hx-on", re.I),
    "skript i siden": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "stilark i siden": re.compile(r"<style", re.I),
    "ufiltrert tekst": re.compile(r"\|\s*safe\b|autoescape\s+false"),
    "fremmed tjener": re.compile(r"(src|href)=[\"']?(https?:)?//", re.I),
}
MENY = [
    {"navn": "Arbeid", "lenker": [{"tekst": "Mottak", "url": "/mottak", "ikon": "epost", "antall": 66, "her": True}]}
]
PROEVE = """{% extends "skall.html" %}
{% from "makroer.html" import merke %}
{% set ord = "herfra" %}
{% block tittel %}Prøve{% endblock %}
{% block innhold %}<h1>Hele siden</h1>
{% block rad %}<p id="rad">{{ merke(navn) }} {{ ord }}</p>{% endblock %}{% endblock %}
"""


@pytest.fixture(autouse=True)
def _motor(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "proeve.html").write_text(PROEVE, encoding="utf-8")
    motor = dict(settings.TEMPLATES[0])
    motor["DIRS"] = [tmp_path, *motor["DIRS"]]
    motor["OPTIONS"] = {**motor["OPTIONS"], "context_processors": []}
    settings.TEMPLATES = [motor]
    translation.activate("nb")


@pytest.fixture
def env() -> Environment:
    return engines["jinja2"].env  # type: ignore[attr-defined,no-any-return]


def makro(env: Environment, kall: str, fil: str = "makroer.html", **kontekst: object) -> str:
    navn = kall.partition("(")[0]
    return env.from_string(f'{{% from "{fil}" import {navn} %}}{{{{ {kall} }}}}').render(kontekst)


def forespoersel(**hoder: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=hoder)
    lager: BaseStorage = CookieStorage(request)
    request._messages = lager  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("fil", MALER, ids=lambda p: str(p.relative_to(PAKKE)))
def test_en_mal_holder_seg_innenfor_sikkerhetsreglene(fil: Path) -> None:
    tekst = re.sub(r"\{#.*?#\}", "", fil.read_text(encoding="utf-8"), flags=re.S)
    assert not [navn for navn, moenster in FORBUDT.items() if moenster.search(tekst)]


@pytest.mark.parametrize("fil", MALER, ids=lambda p: str(p.relative_to(PAKKE)))
def test_en_mal_lar_seg_tolke_er_kort_og_bruker_ikoner_som_finnes(fil: Path, env: Environment) -> None:
    tekst = fil.read_text(encoding="utf-8")
    env.parse(tekst)
    assert len(tekst.splitlines()) <= 150
    brukt = set(re.findall(r'ikon\("(\w+)"', tekst)) | set(re.findall(r'ikonnavn="(\w+)"', tekst))
    assert brukt <= set(IKONER)


def test_ikonarket_er_laget_av_ikonene() -> None:
    assert ARK.read_text(encoding="utf-8") == ikonark()


def test_nettleseren_henter_ingenting_utenfra() -> None:
    css = (STATISK / "bysak.css").read_text(encoding="utf-8")
    adresser = re.findall(r"url\([\"']?([^\"')]+)", css)
    assert adresser
    assert all((STATISK / adresse).is_file() for adresse in adresser)
    skript = [*(STATISK / "js").glob("*.js"), STATISK / "vendor" / "htmx" / "htmx.min.js"]
    assert not [p.name for p in skript if re.search(r"https?://", p.read_text(encoding="utf-8"))]
    laas = (PAKKE.parent / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in laas


def test_foerste_lasting_er_liten() -> None:
    import gzip

    tekst = [STATISK / "bysak.css", STATISK / "ikoner.svg", STATISK / "vendor" / "htmx" / "htmx.min.js"]
    tekst += (STATISK / "js").glob("*.js")
    skrift = [STATISK / "vendor" / "oslo-sans" / f"OsloSans-{v}.woff2" for v in ("Regular", "Medium")]
    sum_ = sum(len(gzip.compress(p.read_bytes())) for p in tekst) + sum(p.stat().st_size for p in skrift)
    assert sum_ <= 150_000


def test_ukjent_ikon_og_ukjent_navn_er_feil(env: Environment) -> None:
    with pytest.raises(KeyError, match="enhjoerning"):
        makro(env, 'merke("x", "", "enhjoerning")')
    with pytest.raises(UndefinedError):
        makro(env, "merke(finnes_ikke)")


def test_en_stanset_knapp_sier_hvor_mange_hindringer_og_hvor_de_staar(env: Environment) -> None:
    html = makro(env, 'knapp("Avslutt sak", "primaer", t="Ctrl Enter", sperret=4, hoved=True)')
    assert 'aria-disabled="true"' in html
    assert 'aria-describedby="hindringer"' in html
    assert "4 hindringer" in html
    assert 'aria-keyshortcuts="Control+Enter"' in html
    assert "data-hovedhandling" in html
    assert 'type="submit"' in html


def test_tekst_fra_fremmede_slipper_ikke_gjennom_en_makro(env: Environment) -> None:
    ond = '"><script>alert(1)</script>'
    for html in (
        makro(env, "knapp(x, href=x, attr={'title': x})", x=ond),
        makro(env, "felt(x, 'n', x, feil=x, kilde=x, hjelp=x)", "skjema.html", x=ond),
        makro(env, "fakta([(x, x)])", x=ond),
        makro(env, "varsel(x, angre=x)", x=ond),
    ):
        assert "<script" not in html


def test_et_felt_er_bundet_til_kilde_hjelp_og_feil(env: Environment) -> None:
    html = makro(
        env, 'felt("Dato", "dato", "32.11.", feil="Finnes ikke.", kilde="brevet", hjelp="dd.mm")', "skjema.html"
    )
    assert '<label for="f-dato">Dato</label>' in html
    assert 'name="dato"' in html
    assert 'aria-describedby="f-dato-kilde f-dato-hjelp f-dato-feil" aria-invalid="true"' in html
    assert all(f'id="f-dato-{del_}"' in html for del_ in ("kilde", "hjelp", "feil"))


def test_hindringer_staar_med_stopp_foerst_og_peker_paa_feltet_som_retter(env: Environment) -> None:
    hindre = [
        Hinder("raad", "14 andre har samme tittel. Legg til år.", nivaa="raad"),
        Hinder("dato", "Dokumentdato mangler. Brevet er ikke datert.", felt="dokumentdato"),
    ]
    html = makro(env, "hindringer(hindre, 'Klar.')", hindre=hindre)
    assert html.index("Dokumentdato mangler.") < html.index("14 andre")
    assert "<b>Dokumentdato mangler.</b><p>Brevet er ikke datert.</p>" in html
    assert 'href="#f-dokumentdato"' in html
    assert "Klar." not in html
    assert "Klar." in makro(env, "hindringer(hindre, 'Klar.')", hindre=hindre[:1])


def test_bundet_velger_felt_etter_djangos_skjema(env: Environment) -> None:
    from django import forms

    class Skjema(forms.Form):
        tittel = forms.CharField(label="Tittel", error_messages={"required": "Skriv en tittel."})
        type = forms.ChoiceField(label="Type", choices=[("I", "Inn"), ("U", "Ut")])
        merknad = forms.CharField(label="Merknad", widget=forms.Textarea, required=False)
        skjerm = forms.BooleanField(label="Skjerm", required=False)

    skjema = Skjema({"type": "U", "skjerm": "on"})
    html = "".join(makro(env, f"bundet(s['{n}'])", "skjema.html", s=skjema) for n in skjema.fields)
    assert "Skriv en tittel." in html
    assert '<option value="U" selected>' in html
    assert "<textarea" in html
    assert "checked" in html
    assert '<a href="#f-tittel">Tittel</a>: Skriv en tittel.' in makro(env, "feilliste(s)", "skjema.html", s=skjema)


def side(
    blokk: str | list[str] = "", kontekst: Mapping[str, Any] | None = None, hoder: Mapping[str, str] | None = None
) -> str:
    verdier = {"meny": MENY, "navn": "Innsyn", **(kontekst or {})}
    return tegn(forespoersel(**(hoder or {})), "proeve.html", verdier, blokk=blokk).content.decode()


def test_en_side_er_hel_for_nettleseren_og_en_blokk_for_htmx() -> None:
    assert "Hele siden" in side("rad")
    blokk = side("rad", hoder={"HX-Request": "true"})
    assert re.sub(r"\s+", " ", blokk).strip() == '<p id="rad"><span class="merke">Innsyn</span> herfra</p>'
    tilbake = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "Hele siden" in side("rad", hoder=tilbake)


def test_kvitteringen_foelger_med_baade_paa_siden_og_i_blokken() -> None:
    request = forespoersel(**{"HX-Request": "true"})
    messages.success(request, "Journalført som 2026/4183-5.", extra_tags="angre=/mottak/1/angre")
    svar = tegn_blokk(request, "proeve.html", "rad", {"navn": "x"}, status=409)
    html = svar.content.decode()
    assert (svar.status_code, svar.headers["Vary"]) == (409, "HX-Request")
    assert 'hx-swap-oob="beforeend:#varsler"' in html
    assert "Journalført som 2026/4183-5." in html
    assert 'action="/mottak/1/angre"' in html
    assert "csrfmiddlewaretoken" in html


def test_skallet_har_meny_soek_hopp_og_utlogging() -> None:
    html = side("", {"bruker_navn": "Ingrid Tveitmo", "virksomhet_tekst": "Alle bydeler", "demo": True})
    assert '<a class="hopp" href="#hoved">' in html
    assert '<a href="/mottak" title="Mottak" aria-current="page">' in html
    assert 'action="/sok" method="get"' in html
    assert '<form method="post" action="/logg-ut">' in html
    assert "Demo · oppdiktede data" in html
    assert '"allowEval":false' in html
    assert "Demo" not in side()


@pytest.mark.parametrize("navn", ["403", "404", "409", "413", "500", "sesjon"])
def test_feilsider_kan_vises_uten_noe_i_ryggen(navn: str) -> None:
    html = tegn(RequestFactory().get("/"), f"feil/{navn}.html").content.decode()
    assert "<h1>" in html
    assert "undefined" not in html


def test_innloggingen_viser_demobrukere_bare_i_demoen() -> None:
    tom = tegn(forespoersel(), "innlogging.html", {}).content.decode()
    demo = tegn(
        forespoersel(), "innlogging.html", {"demo": True, "demobrukere": [("kari", "arkivar")]}
    ).content.decode()
    assert 'name="brukernavn"' in tom
    assert 'type="password"' in tom
    assert "kari" not in tom
    assert "bysak-demo" not in tom
    assert "finnes bare i demoen" in demo
    assert "kari" in demo


def test_hvert_svar_har_strenge_hoder_men_en_strengere_regel_faar_staa() -> None:
    svar = csp(lambda _: HttpResponse("x"))(SimpleNamespace())  # type: ignore[arg-type]
    assert svar.headers["Content-Security-Policy"] == CSP
    assert "unsafe" not in CSP
    assert svar.headers["X-Content-Type-Options"] == "nosniff"
    egen = HttpResponse("x", headers={"Content-Security-Policy": "sandbox"})
    assert csp(lambda _: egen)(SimpleNamespace()).headers["Content-Security-Policy"] == "sandbox"  # type: ignore[arg-type]


def test_hver_bredde_som_brukes_i_en_mal_finnes_i_stilarket() -> None:
    stil = (STATISK / "bysak.css").read_text(encoding="utf-8")
    brukt = {bredde for fil in MALER for bredde in re.findall(r"""klasse="(k\d+)""", fil.read_text(encoding="utf-8"))}
    assert {"k2", "k12"} <= brukt
    assert sorted(b for b in brukt if f".{b} {{" not in stil) == []
