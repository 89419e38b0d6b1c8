"""Reading: the root, the packages, every list, every thing in it and every link that it shows."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bysak.api.noark5.form import GIS, PAALAGT
from bysak.api.noark5.lenker import NKREL, REL
from bysak.api.noark5.ressurser import GRUPPER, RESSURSER
from bysak.api.noark5.tests.klient import BASE, Noark, href
from tests.verden import GRENSESNITTBRUKER, grensesnittbruker, som

pytestmark = pytest.mark.django_db

# What is given when the time comes: when it is archived, journalført, sent, or when a deposit is made of it.
KAN_MANGLE = {
    *("arkivertDato", "arkivertAv", "journaldato", "dokumentetsDato", "mottattDato", "skjermingDokument"),
    *("skjermingsvarighet", "skjermingOpphoererDato", "arkivperiodeStartDato", "journalenhet", "landkode"),
    *("referanseFlytTil", "kassasjonsdato", "bevaringstid", "referanseArkivdel", "referanseArkivenhet"),
    *("opprettetAv", "referanseOpprettetAv", "referanseFlytFra"),
}


@pytest.fixture
def kari():
    return Noark()


@pytest.fixture
def alma():
    """The user that existing clients expect, with the rights to everything."""
    grensesnittbruker()
    return Noark(GRENSESNITTBRUKER)


@pytest.fixture
def en_modulrett():
    from bysak.arkivstruktur.models import Arkivdel
    from bysak.arkivstruktur.modulrettigheter import gi_modul_rett
    from bysak.organisasjon.personer import opprett_bruker

    with som("siv", "byarkivet") as siv:
        modul = opprett_bruker("skoleskyss", "Skoleskyss", av=siv, er_modul=True)
    with som("siv", "frogner") as siv:
        gi_modul_rett(Arkivdel.objects.get(arkivdelstatus="A"), modul=modul, av=siv)


def test_roten_viser_uten_innlogging_bare_hvordan_man_logger_inn():
    svar = Client().get("/noark5v5/")
    assert svar.headers["Content-Type"] == "application/vnd.noark5+json"
    assert {n.removeprefix(REL) for n in svar.json()["_links"]} == {"self", "login/oidc/", "login/rfc6749/"}
    assert Client().get("/noark5v5").json() == svar.json()
    avvist = Client().get("/noark5v5/api/arkivstruktur/")
    assert (avvist.status_code, avvist.json()["feil"]["kode"]) == (401, 401)
    assert avvist.headers["WWW-Authenticate"].startswith("Bearer")


def test_alt_som_roten_og_pakkene_lover_finnes(kari, alma):
    rot = kari.hent("")
    pakker = {n.removeprefix(REL) for n in rot["_links"]}
    assert {"arkivstruktur/", "sakarkiv/", "admin/", "loggingogsporing/", "metadata/", "admin/system/"} <= pakker
    for pakke in pakker - {"self"}:
        if not pakke.startswith("login/rfc"):
            side = alma.hent(href(rot, pakke))
            for noekkel, lenke in side.get("_links", {}).items():
                assert "//" not in lenke["href"].removeprefix("http://")
                svar = alma.kall("GET", lenke["href"])
                assert svar.status == 200, lenke
                if "/ny-" in noekkel:
                    _er_mal(noekkel, svar, lenke)


def test_systemet_sier_hva_det_er(kari):
    system = kari.hent("api/admin/system")
    assert (system["produkt"], system["protokollversjon"]) == ("Bysak", "1.1")
    assert isinstance(system["bulkgrense"], int)


@pytest.mark.parametrize("navn", sorted(RESSURSER))
def test_hver_liste_og_hver_enhet_i_den_er_etter_kontrakten(navn, en_modulrett):
    siv, r = Noark("siv"), RESSURSER[navn]
    side = siv.hent(f"api/{r.rel}")
    rader = side.get("results", [])
    assert side["count"] >= len(rader)
    assert bool(rader) == ("results" in side)
    assert set(side["_links"]) <= {"self", "next"}
    for rad in rader[:20]:
        typen = _typen(rad)
        assert typen in (navn, *r.undertyper)
        _kontroller(rad, typen)
    for rad in rader[:3]:
        svar = siv.kall("GET", href(rad, "self"))
        assert svar.kropp == rad
        assert re.fullmatch(r'"[0-9a-f]+"', svar.hoder["ETag"])
        assert siv.hent(href(rad, "self").rstrip("/")) == rad
    # The world has none of these; what is written is read in the tests of writing.
    assert rader or navn in {
        "arkivnotat",
        "bygning",
        "dnummer",
        "enhetsidentifikator",
        "foedselsnummer",
        "plan",
        "partperson",
        "posisjon",
    }


def _typen(rad):
    selv = rad["_links"]["self"]["href"]
    samme = [n for n, lenke in rad["_links"].items() if lenke["href"] == selv and n != "self"]
    assert len(samme) == 1, "bare enhetens egen relasjon har samme adresse som self"
    return samme[0].removeprefix(REL).split("/")[1]


def _kontroller(rad, typen):
    felt = RESSURSER[typen].felt
    assert set(rad) - {"_links"} <= set(felt)
    assert list(rad["_links"]) == sorted(rad["_links"])
    for navn, f in felt.items():
        if navn in rad:
            _kontroller_verdi(rad[navn], f)
        else:
            assert f.plikt not in (PAALAGT, GIS) or navn in KAN_MANGLE, f"{typen} mangler {navn}"


def _kontroller_verdi(verdi, felt):
    if felt.flere:
        assert isinstance(verdi, list)
        assert verdi
        for en in verdi:
            _kontroller_en(en, felt)
    else:
        _kontroller_en(verdi, felt)


def _kontroller_en(verdi, felt):
    if felt.gruppe:
        assert set(verdi) <= set(GRUPPER[felt.gruppe])
        for navn, under in GRUPPER[felt.gruppe].items():
            if navn in verdi:
                _kontroller_verdi(verdi[navn], under)
    elif felt.kodeliste:
        assert set(verdi) == {"kode", "kodenavn"}
        assert all(verdi.values())
    elif felt.type == "dateTime":
        assert datetime.fromisoformat(verdi).tzinfo is not None
    elif felt.type == "uuid":
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", verdi)
    else:
        slag: dict[str, Any] = {"integer": int, "boolean": bool, "decimal": (int, float), "vsm": dict}
        assert isinstance(verdi, slag.get(felt.type, str)), (felt, verdi)
        assert verdi not in ("", {}, [])


@pytest.mark.parametrize("navn", sorted(RESSURSER))
def test_hver_lenke_fra_en_enhet_foerer_til_noe(navn, en_modulrett, alma):
    r = RESSURSER[navn]
    for rad in alma.hent(f"api/{r.rel}").get("results", [])[:2]:
        for noekkel, lenke in rad["_links"].items():
            assert noekkel == "self" or noekkel.startswith((REL, NKREL))
            assert lenke["href"].startswith(BASE)
            assert "//" not in lenke["href"].removeprefix("http://")
            assert lenke.get("templated", False) == ("{" in lenke["href"])
            if noekkel == f"{REL}arkivstruktur/fil/":
                continue
            svar = alma.kall("GET", lenke["href"])
            assert svar.status == 200, (noekkel, svar.kropp)
            if "/ny-" in noekkel:
                _er_mal(noekkel, svar, lenke)


def _er_mal(noekkel, svar, lenke):
    """A template is never stored: no self, no ETag, only what may be sent back, and where the codes are."""
    assert not lenke.get("templated")
    assert "ETag" not in svar.hoder
    if noekkel.endswith("ny-kryssreferanse/"):
        assert set(svar.kropp) == {"url"}
        return
    assert all(n.startswith(f"{REL}metadata/") for n in svar.kropp["_links"])
    ressurs = RESSURSER.get(noekkel.rstrip("/").rpartition("/ny-")[2])
    for navn, verdi in svar.kropp.items():
        if navn != "_links":
            assert ressurs is not None
            _kontroller_verdi(verdi, ressurs.felt[navn])


def test_en_lesing_er_et_spoersmaal(kari):
    rad = kari.hent("api/sakarkiv/journalpost/")["results"][0]
    for sti, hoeyst in ((href(rad, "self"), 4), ("api/arkivstruktur/mappe/", 6)):
        kari.hent(sti)
        with CaptureQueriesContext(connection) as sporet:
            kari.hent(sti)
        # The token, where the seal is to hold, what one is cleared for, the row; a list is counted, and which rows it
        # is comes before what they are.
        alt = [q["sql"].strip().lower() for q in sporet.captured_queries]
        spurt = [s for s in alt if s.startswith("select") and not s.startswith("select set_config")]
        assert len(spurt) <= hoeyst, spurt


def test_det_som_ikke_finnes_og_det_som_er_feil_svarer_etter_standarden(kari):
    for sti in ("api/x/", "api/arkivstruktur/journalpost/", "api/sakarkiv/saksmappe/1/", "api/metadata/tull/", "x"):
        svar = kari.kall("GET", sti)
        assert (svar.status, svar.kropp["feil"]["kode"]) == (404, 404), sti
    svar = kari.kall("POST", "api/arkivstruktur/arkiv/", "{}")
    assert (svar.status, svar.hoder["Allow"]) == (405, "GET")
    svar = kari.klient.head("/noark5v5/api/arkivstruktur/", headers=kari.hode)
    assert (svar.status_code, svar.content) == (200, b"")
