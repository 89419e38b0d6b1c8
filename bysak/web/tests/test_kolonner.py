"""Lists are sorted by their heads and show the columns a person has chosen; the file that is downloaded is the same."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.organisasjon.models import Bruker
from bysak.web.sak import sakside
from bysak.web.tests.test_handlinger import et_brev
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db
HODE = re.compile(r'<th scope="col"[^>]*?( aria-sort="\w+")?>(?:<a class="sorter" href="([^"]+)">)?([^<]+)')


def hoder(side: str) -> dict[str, tuple[str, str]]:
    """The heads of the list: name, its order, where it leads."""
    return {navn: (orden[12:-1], unescape(vei)) for orden, vei, navn in HODE.findall(side)}


def titler(side: str) -> list[str]:
    return [unescape(t) for t in re.findall(r'<tr data-rad.*?<a class="kutt"[^>]*title="([^"]*)"', side, re.DOTALL)]


def _fil(k: Any, adresse: str) -> list[str]:
    svar = k.get(adresse)
    assert svar.status_code == 200
    return list(svar.content.decode("utf-8-sig").splitlines())


@pytest.fixture
def smaa_sider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sakside, "LISTE", 2)


@pytest.mark.parametrize("sorter", ["tittel", "-tittel", "nummer", "-nummer", "opprettet", "-opprettet"])
@pytest.mark.usefixtures("smaa_sider")
def test_sidene_i_en_sortert_liste_har_hver_sak_en_gang_og_filen_har_samme_orden(sorter: str) -> None:
    ola = klient("ola")
    with som("ola", "frogner"):
        Saksmappe.objects.filter(
            pk__in=Saksmappe.objects.filter(saksstatus="B").order_by("pk").values("pk")[:4]
        ).update(tittel="Lik tittel på flere")  # fmt: skip
    lest: list[str] = []
    adresse = f"/saker?sorter={sorter}"
    while adresse:
        side = tekst(ola.get(adresse))
        lest += re.findall(r'<tr data-rad.*?href="(/saker/[^"]+)"', side, re.DOTALL)
        neste = re.search(r'href="([^"]+)" rel="next"', side) or re.search(r'rel="next"[^>]* href="([^"]+)"', side)
        adresse = unescape(neste[1]) if neste else ""
    filen = [linje.split(";")[0] for linje in _fil(ola, f"/saker?sorter={sorter}&som=csv")[1:]]
    assert len(lest) == len(set(lest)) == len(filen) > 4
    assert [vei.removeprefix("/saker/frogner/") for vei in lest] == filen


def test_hodet_sier_ordenen_og_leder_til_den_andre_veien_med_filteret() -> None:
    side = tekst(klient("ola").get("/saker?q=a&sorter=tittel&etter=tull"))
    assert hoder(side)["Tittel"] == ("ascending", "/saker?q=a&sorter=-tittel")
    assert hoder(side)["Nummer"] == ("", "/saker?q=a&sorter=nummer")
    assert hoder(side)["Status"] == ("", "")
    funnet = titler(side)
    assert len(funnet) > 2
    assert hoder(tekst(klient("ola").get("/saker")))["Opprettet"][0] == "descending"
    assert hoder(tekst(klient("ola").get("/saker?sorter=%00drop")))["Opprettet"][0] == "descending"


@pytest.mark.parametrize("etter", ["%00", "[]", "{}", "[1]", '["2026","x"]', "[null,null]", '["a","b","c"]', "1e999"])
def test_et_merke_som_ikke_kan_leses_begynner_oeverst(etter: str) -> None:
    ola = klient("ola")
    for sorter in ("tittel", "nummer", "opprettet"):
        svar = ola.get("/saker", {"sorter": sorter, "etter": etter})
        assert svar.status_code == 200
        assert titler(tekst(svar)) == titler(tekst(ola.get("/saker", {"sorter": sorter})))


def test_valgte_kolonner_er_ens_egne_huskes_per_liste_og_staar_ogsaa_i_filen() -> None:
    ola, lise = klient("ola"), klient("lise")
    svar = ola.post(
        "/kolonner", {"liste": "saker", "kolonne": ["nummer", "klasse"], "gjoer": "bruk", "neste": "/saker?q=a"}
    )
    assert svar.headers["Location"] == "/saker?q=a"
    assert [*hoder(tekst(ola.get("/saker")))] == ["Nummer", "Tittel", "Klasse"]
    assert _fil(ola, "/saker?som=csv")[0] == "Nummer;Tittel;Klasse"
    assert "Status" in hoder(tekst(lise.get("/saker")))
    assert "Svarfrist" in hoder(tekst(ola.get("/restanser")))
    ola.post("/kolonner", {"liste": "saker", "gjoer": "standard"})
    assert "Status" in hoder(tekst(ola.get("/saker")))
    assert Bruker.objects.get(brukernavn="ola").kolonner == {}


def test_en_liste_som_ikke_finnes_tas_ikke_vare_paa() -> None:
    ola = klient("ola")
    assert ola.post("/kolonner", {"liste": "tull", "kolonne": ["x"]}).status_code == 404
    ola.post("/kolonner", {"liste": "sok", "kolonne": ["x" * 999, "dato"], "neste": "https://onde.example/"})
    assert [*hoder(tekst(ola.get("/sok?q=trafikk")))] == ["Tittel", "Dato"]


def test_alle_kolonnene_i_standarden_kan_lastes_ned_uansett_valg() -> None:
    et_brev("Purring om benker")
    ola = klient("ola")
    ola.post("/kolonner", {"liste": "restanser", "gjoer": "bruk"})
    alle = _fil(ola, "/restanser?som=csv&kolonner=alle")[0].split(";")
    assert _fil(ola, "/restanser?som=csv")[0] == "Tittel;Nr;Sakstittel"
    assert {"Saksnummer", "Journalenhet", "Klasse", "Klassetittel", "Løpenummer", "Dokumentdato", "Enhet"} <= set(alle)


def test_restanser_uten_frist_staar_sist_begge_veier() -> None:
    for tittel, frist in (("Uten frist", None), ("Tidlig frist", "2026-12-01"), ("Sen frist", "2026-12-24")):
        jp = et_brev(f"Benk: {tittel}")
        with som("kari", "frogner"):
            Journalpost.objects.filter(pk=jp.pk).update(forfallsdato=frist)
    ola = klient("ola")

    def rekken(sorter: str) -> list[str]:
        return [t.removeprefix("Benk: ") for t in titler(tekst(ola.get(f"/restanser?sorter={sorter}"))) if "Benk" in t]

    assert rekken("frist") == ["Tidlig frist", "Sen frist", "Uten frist"]
    assert rekken("-frist") == ["Sen frist", "Tidlig frist", "Uten frist"]
    assert rekken("tittel") == ["Sen frist", "Tidlig frist", "Uten frist"]


def test_soekets_hoder_bruker_soekets_egen_orden() -> None:
    ola = klient("ola")
    assert hoder(tekst(ola.get("/sok?q=trafikk")))["Dato"] == ("descending", "/sok?q=trafikk&sorter=eldst")
    side = tekst(ola.get("/sok?q=trafikk&sorter=tittel"))
    assert hoder(side)["Tittel"][0] == "ascending"
    assert hoder(side)["Dato"] == ("", "/sok?q=trafikk")
    assert titler(side) == sorted(titler(side))


def test_et_loepenummer_i_soket_leder_rett_til_posten() -> None:
    with som("ola", "frogner"):
        jp = Journalpost.objects.filter(tilgangsklasse__art="aapen").select_related("mappe").first()
        assert jp is not None
    svar = klient("ola").get("/sok", {"q": f"løpenummer {jp.loepenummer}"})
    assert svar.headers["Location"].endswith(f"/{jp.mappe.sakssekvensnummer}/{jp.journalpostnummer}")


def test_listene_er_like_faa_spoersmaal_hvordan_de_enn_sorteres() -> None:
    ola = klient("ola")
    ola.get("/saker")
    antall = set()
    for sorter in ("opprettet", "tittel", "nummer"):
        with CaptureQueriesContext(connection) as spoerringer:
            ola.get(f"/saker?sorter={sorter}&kolonner=alle")
        antall.add(len(spoerringer))
    assert len(antall) == 1
