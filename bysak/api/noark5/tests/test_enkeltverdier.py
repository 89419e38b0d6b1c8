"""Keywords, authors and storage places one by one, beside the list in the attribute."""

import json

import pytest

from bysak.api.noark5.lenker import NKREL
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.tests.klient import Noark, href
from tests.verden import GRENSESNITTBRUKER, grensesnittbruker

pytestmark = pytest.mark.django_db
MERGE = "application/merge-patch+json"
# What existing clients look for (contract section 3), on the units of an open case.
STEDER = [
    ("arkiv", "oppbevaringssted"),
    ("arkivdel", "oppbevaringssted"),
    ("klasse", "noekkelord"),
    ("saksmappe", "noekkelord"),
    ("saksmappe", "oppbevaringssted"),
    ("journalpost", "noekkelord"),
    ("journalpost", "forfatter"),
    ("journalpost", "oppbevaringssted"),
    ("dokumentbeskrivelse", "forfatter"),
]


@pytest.fixture
def noark():
    grensesnittbruker()
    return Noark(GRENSESNITTBRUKER)


def _aapen(noark, navn):
    """The newest of a kind that can still be given more."""
    rader = noark.alle(f"api/{RESSURSER[navn].rel}?$orderby=opprettetDato desc&$top=50")
    return next(r for r in rader if "avsluttetDato" not in r and "arkivertDato" not in r)


@pytest.mark.parametrize(("navn", "felt"), STEDER)
def test_en_verdi_lages_endres_og_fjernes_og_staar_i_listen_paa_enheten(noark, navn, felt):
    rad = _aapen(noark, navn)
    selv, foer = href(rad, "self"), rad.get(felt, [])
    lenke = rad["_links"][f"{NKREL}ny-{felt}/"]["href"]
    assert noark.hent(lenke) == {"_links": {}}
    ny = noark.kall("POST", lenke, json.dumps({felt: "Første"}))
    assert ny.status == 201, ny.kropp
    assert noark.hent(selv)[felt] == [*foer, "Første"]
    assert noark.hent(ny.hoder["Location"]) == ny.kropp
    assert ny.hoder["ETag"] == noark.kall("GET", selv).hoder["ETag"]
    liste = noark.hent(rad["_links"][f"{NKREL}{felt}/"]["href"])
    assert (liste["count"], liste["results"][-1]) == (len(foer) + 1, ny.kropp)
    endret = noark.kall("PUT", ny.hoder["Location"], json.dumps({felt: "Andre"}), ETag=ny.hoder["ETag"])
    assert (endret.status, endret.kropp["systemID"]) == (200, ny.kropp["systemID"])
    assert noark.hent(selv)[felt] == [*foer, "Andre"]
    gammel = noark.kall("PUT", ny.hoder["Location"], json.dumps({felt: "Tredje"}), ETag=ny.hoder["ETag"])
    assert gammel.status == 409
    assert noark.kall("DELETE", ny.hoder["Location"]).status == 204
    assert noark.hent(selv).get(felt, []) == foer
    assert noark.kall("GET", ny.hoder["Location"]).status == 404


@pytest.mark.parametrize("navn", ["arkivdel", "klasse", "saksmappe", "journalpost", "dokumentbeskrivelse"])
def test_det_som_skjermes_kommer_en_kode_av_gangen(noark, navn):
    rad = _aapen(noark, navn)
    selv, lenke = href(rad, "self"), rad["_links"][f"{NKREL}ny-skjermingmetadata/"]["href"]
    skjerming = {
        "tilgangsrestriksjon": {"kode": "UO"}, "skjermingshjemmel": "Offl § 13", "skjermingMetadata": [{"kode": "NA"}],
    }  # fmt: skip
    if "skjerming" not in rad:
        nei = noark.kall("POST", lenke, json.dumps({"kode": "NM"}))
        assert (nei.status, "ikke skjermet" in nei.kropp["feil"]["beskrivelse"]) == (409, True)
    satt = noark.kall("PATCH", selv, json.dumps({"skjerming": skjerming}), **{"Content-Type": MERGE})
    assert satt.status == 200, satt.kropp
    ny = noark.kall("POST", lenke, json.dumps({"kode": "NM"}))
    assert (ny.status, ny.kropp["kode"], ny.kropp["kodenavn"]) == (201, "NM", "Skjerming navn mottaker")
    assert noark.hent(ny.hoder["Location"]) == ny.kropp
    assert _koder(noark, selv) == ["NA", "NM"]
    assert noark.kall("POST", lenke, json.dumps({"kode": "NM"})).status == 409
    for tull in ({"kode": "FINNES-IKKE"}, {"kode": 1}, {}):
        assert noark.kall("POST", lenke, json.dumps(tull)).status == 400
    endret = noark.kall("PUT", ny.hoder["Location"], json.dumps({"kode": "MT"}), ETag=ny.hoder["ETag"])
    assert (endret.status, endret.kropp["systemID"]) == (200, ny.kropp["systemID"])
    foerste, andre = noark.alle(rad["_links"][f"{NKREL}skjermingmetadata/"]["href"])
    assert (foerste["kode"], andre) == ("NA", endret.kropp)
    assert noark.kall("DELETE", href(andre, "self")).status == 204
    siste = noark.kall("DELETE", href(foerste, "self"))
    assert (siste.status, "hva som skjermes" in siste.kropp["feil"]["beskrivelse"]) == (409, True)
    assert noark.hent(selv)["skjerming"]["skjermingshjemmel"] == "Offl § 13"


def _koder(noark, selv):
    return [kode["kode"] for kode in noark.hent(selv)["skjerming"]["skjermingMetadata"]]


def test_bare_felt_med_flere_verdier_har_dem_enkeltvis(noark):
    rad = _aapen(noark, "saksmappe")
    for felt in ("tittel", "forfatter", "ny-tittel"):
        assert noark.kall("GET", f"{href(rad, 'self')}{felt}/").status == 404
    for kropp in ({}, {"noekkelord": ""}, {"noekkelord": 1}):
        svar = noark.kall("POST", f"{href(rad, 'self')}ny-noekkelord/", json.dumps(kropp))
        assert svar.status == 400
    assert noark.kall("DELETE", f"{href(rad, 'self')}noekkelord/").status == 405
    ola = Noark("ola")
    skjult = f"{href(rad, 'self')}noekkelord/{rad['systemID']}/"
    assert ola.kall("GET", skjult).status == 404
