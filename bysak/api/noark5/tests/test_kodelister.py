"""The code lists: what the standard demands is there, the administrator adds and takes out of use, others read."""

import json

import pytest

from bysak.api.noark5.kodelister import kodeobjekt, lagres_som_tekst, listene
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.tests.klient import Noark, href
from bysak.noark.katalog.kodelister import KODELISTER, Plikt
from tests.verden import som

pytestmark = pytest.mark.django_db

IKKE_I_GRENSESNITTET = {"sjekksumAlgoritme", "brukerRolle", "brukerstatus", "administrativEnhetsstatus"}
ANDRE_NAVN = {"grad": "graderingskode"}


@pytest.fixture
def siv():
    return Noark("siv")


def _ny(siv, liste, status=201, **verdier):
    svar = siv.kall("POST", f"api/metadata/ny-{liste}/", json.dumps(verdier))
    assert svar.status == status, svar.kropp
    return svar


@pytest.mark.parametrize("navn", sorted(n for n in KODELISTER if "moete" not in n and n not in IKKE_I_GRENSESNITTET))
def test_hver_paakrevde_kode_staar_i_listen(navn, siv):
    liste = ANDRE_NAVN.get(navn, navn.lower())
    side = siv.hent(f"api/metadata/{liste}/")
    koder = {rad["kode"]: rad["kodenavn"] for rad in side["results"]}
    assert side["count"] == len(koder) == len(set(koder.values()))
    paakrevde = {k.kode: k.tekst for k in KODELISTER[navn].koder if k.plikt is Plikt.PAALAGT and k.kode}
    assert paakrevde.items() <= koder.items()
    rad = side["results"][0]
    svar = siv.kall("GET", href(rad, f"metadata/{liste}/"))
    assert svar.kropp == rad
    assert svar.hoder["ETag"]


def test_hver_liste_som_et_felt_velger_fra_finnes(siv):
    for liste in listene():
        assert siv.kall("GET", f"api/metadata/{liste}/").status == 200
    i_bruk = {f.kodeliste for r in RESSURSER.values() for f in r.felt.values() if f.kodeliste}
    assert i_bruk <= set(listene())


def test_en_kode_med_skraastrek_og_kolon_har_sin_adresse(siv):
    for liste, kode in (("format", "fmt/95"), ("koordinatsystem", "EPSG:32632")):
        rad = next(r for r in siv.hent(f"api/metadata/{liste}/")["results"] if r["kode"] == kode)
        assert siv.hent(href(rad, "self")) == rad


def test_administrator_legger_til_endrer_setter_utdatert_og_fjerner(siv):
    assert siv.hent("api/metadata/ny-dokumenttype/") == {"_links": {}}
    ny = _ny(siv, "dokumenttype", kode="NO", kodenavn="Notat")
    assert siv.hent(ny.hoder["Location"]) == ny.kropp
    sti, tid = href(ny.kropp, "self"), "2026-01-31T00:00:00+02:00"
    endret = siv.kall("PATCH", sti, json.dumps({"utdatert": tid}), ETag=ny.hoder["ETag"])
    assert (endret.status, endret.kropp["utdatert"]) == (200, tid)
    gammel = siv.kall("PUT", sti, json.dumps({"kodenavn": "Annet"}), **{"If-Match": ny.hoder["ETag"]})
    assert gammel.status == 409
    riktig = siv.kall("PUT", sti, json.dumps({"kodenavn": "Annet"}), **{"If-Match": endret.hoder["ETag"]})
    assert (riktig.status, riktig.kropp["kodenavn"], "utdatert" in riktig.kropp) == (200, "Annet", False)
    slettet = siv.kall("DELETE", sti)
    assert (slettet.status, slettet.kropp, "Content-Type" in slettet.hoder) == (204, None, False)
    assert siv.kall("GET", sti).status == 404


def test_standardens_verdier_settes_utdatert_men_slettes_og_endres_ikke(siv):
    sti = "api/metadata/saksstatus/U/"
    assert siv.kall("DELETE", sti).status == 409
    assert siv.kall("PATCH", sti, json.dumps({"kodenavn": "Borte"})).status == 409
    ut = siv.kall("PATCH", sti, json.dumps({"utdatert": "2026-01-31T00:00:00Z"}))
    assert (ut.status, ut.kropp["kodenavn"]) == (200, "Utgår")
    inn = siv.kall("PATCH", sti, json.dumps({"utdatert": None}))
    assert "utdatert" not in inn.kropp


@pytest.mark.parametrize(
    "kropp",
    [
        {},
        {"kode": "X"},
        {"kode": " \u200b", "kodenavn": "X"},
        {"kode": 1, "kodenavn": "X"},
        {"kode": "X", "kodenavn": "X", "tull": 1},
        {"kode": "X", "kodenavn": "X", "utdatert": "i går"},
        {"kode": "X", "kodenavn": "X", "utdatert": "2026-01-31T00:00:00"},
        [],
        "x",
    ],
)
def test_det_som_er_feil_blir_400_med_en_setning(siv, kropp):
    svar = siv.kall("POST", "api/metadata/ny-merknadstype/", json.dumps(kropp))
    assert svar.status in (400, 409), svar.kropp
    assert svar.kropp["feil"]["beskrivelse"]
    assert siv.hent("api/metadata/merknadstype/")["count"] == 3


def test_kode_og_navn_er_entydige_i_listen(siv):
    _ny(siv, "partrolle", 409, kode="ADV", kodenavn="En annen")
    svar = _ny(siv, "partrolle", 409, kode="ADVO", kodenavn="advokat")
    assert [h["kode"] for h in svar.kropp["hindre"]] == ["kode.navn-finnes"]
    _ny(siv, "tull", 404, kode="A", kodenavn="B")
    assert siv.kall("POST", "api/metadata/ny-partrolle/", b"{").status == 400
    assert siv.kall("POST", "api/metadata/ny-partrolle/", "<a/>", **{"Content-Type": "text/xml"}).status == 415


def test_bare_administrator_skriver_og_bare_i_sin_virksomhet(siv):
    ola = Noark("ola")
    assert ola.kall("GET", "api/metadata/ny-land/").status == 403
    assert ola.kall("POST", "api/metadata/ny-land/", json.dumps({"kode": "XX", "kodenavn": "X"})).status == 403
    assert not any("/ny-" in n for n in ola.hent("api/metadata/")["_links"])
    _ny(siv, "land", kode="XK", kodenavn="Kosovo")
    assert Noark("siv", "sagene").kall("GET", "api/metadata/land/XK/").status == 404


def test_et_eget_navn_paa_et_land_tas_bort_og_landet_heter_det_det_het(siv):
    siv.kall("POST", "api/metadata/ny-land/", json.dumps({"kode": "NO", "kodenavn": "Norway"}))
    assert siv.hent("api/metadata/land/NO/")["kodenavn"] == "Norway"
    assert Noark("ola").kall("DELETE", "api/metadata/land/NO/").status == 403
    assert siv.kall("DELETE", "api/metadata/land/NO/").status == 204
    assert siv.hent("api/metadata/land/NO/")["kodenavn"] == "Norge"
    nei = siv.kall("DELETE", "api/metadata/land/NO/")
    assert (nei.status, "utdatert" in nei.kropp["feil"]["beskrivelse"]) == (409, True)
    _ny(siv, "land", kode="XK", kodenavn="Kosovo")
    assert siv.kall("DELETE", "api/metadata/land/XK/").status == 204
    assert siv.kall("GET", "api/metadata/land/XK/").status == 404


def test_en_verdi_som_arkivet_har_som_tekst_faar_sin_kode(siv):
    assert lagres_som_tekst("partrolle")
    assert not lagres_som_tekst("journalstatus")
    _ny(siv, "partrolle", kode="HP", kodenavn="Høringspart")
    with som("siv", "frogner"):
        assert kodeobjekt("partrolle", "Høringspart") == {"kode": "HP", "kodenavn": "Høringspart"}
        assert kodeobjekt("partrolle", "Advokat") == {"kode": "ADV", "kodenavn": "Advokat"}
        assert kodeobjekt("partrolle", "Nabo") == {"kode": "Nabo", "kodenavn": "Nabo"}
