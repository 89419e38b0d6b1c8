"""Acts on several rows: done where they can be, listed with why where not, and undone as far as the verbs allow."""

import re
from html import unescape
from typing import Any

import pytest

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.models import Journalpost, Korrespondansepart, Saksmappe
from bysak.kjerne.models import Handling
from bysak.web.tests.test_handlinger import et_brev
from tests.klient import klient, tekst
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


def gjoer(k: Any, handling: str, rader: list[Any], **felt: Any) -> Any:
    return k.post("/flere", {"handling": handling, "rad": [r.pk for r in rader], "neste": "/restanser", **felt})


def angreknapp(side: str) -> str:
    funnet = re.search(r'action="(/flere/angre[^"]+)"', side)
    assert funnet, side
    return unescape(funnet[1])


def aapen(jp: Journalpost) -> bool:
    with som("kari", "frogner"):
        return Journalpost.objects.get(pk=jp.pk).restanse


def hos(jp: Journalpost) -> str:
    with som("kari", "frogner"):
        part = Korrespondansepart.objects.filter(registrering_id=jp.pk, korrespondanseparttype="IM").first()
        return part.saksbehandler.brukernavn if part and part.saksbehandler else ""


def test_flere_brev_avskrives_hver_for_seg_og_alt_angres_med_ett_trykk() -> None:
    a, b = et_brev("Orientering om kurs"), et_brev("Orientering om vei")
    ola = klient("ola")
    side = tekst(ola.get("/restanser"))
    assert f'form="flere" name="rad" value="{a.pk}"' in side
    assert gjoer(ola, "avskriv", [a, b], maate="TO").headers["Location"] == "/restanser"
    assert not aapen(a)
    assert not aapen(b)
    with som("kari", "frogner"):
        assert Handling.objects.filter(verb="avskriv flere").count() == 2
    side = tekst(ola.get("/restanser"))
    assert "2 er avskrevet." in side
    angre = angreknapp(side)
    klient("nora").post(angre)
    assert not aapen(a)
    ola.post(angre)
    assert aapen(a)
    assert aapen(b)
    assert ola.post(angre).status_code == 409
    ola.post("/flere/angre?hva=avskriv&av=tull&neste=/restanser")
    assert "Det er ingenting å angre." in tekst(ola.get("/restanser"))


def test_de_som_ikke_kan_listes_med_grunn_og_resten_blir_gjort() -> None:
    a, b = et_brev("Orientering om kurs"), et_brev("Orientering om vei")
    with som("kari", "frogner") as kari:
        avskriv(b, maate="TE", av=kari)
    svar = gjoer(klient("ola"), "avskriv", [a, b], maate="TO")
    assert svar.status_code == 200
    side = tekst(svar)
    assert "1 er avskrevet." in side
    assert "Orientering om vei" in side
    assert "Brevet er alt avskrevet." in side
    assert not aapen(a)
    klient("ola").post(angreknapp(side))
    assert aapen(a)
    assert not aapen(b)


@pytest.mark.parametrize("maate", ["BU", "SA", "", "tull"])
def test_mange_brev_sies_aldri_besvart_uten_et_svar(maate: str) -> None:
    a = et_brev()
    assert gjoer(klient("ola"), "avskriv", [a], maate=maate).status_code == 409
    assert aapen(a)


def test_lederen_fordeler_flere_og_angrer_tilbake_til_den_som_hadde_dem() -> None:
    a, b = et_brev("Benk en"), et_brev("Benk to")
    nora = klient("nora")
    gjoer(nora, "fordel", [b], person=bruker("nora").pk)
    assert (hos(a), hos(b)) == ("", "nora")
    side = tekst(nora.get("/restanser"))
    assert 'value="fordel"' in side
    gjoer(nora, "fordel", [a, b], person=bruker("ola").pk)
    assert (hos(a), hos(b)) == ("ola", "ola")
    nora.post(angreknapp(tekst(nora.get("/restanser")).split('class="varsel ')[-1]))
    assert (hos(a), hos(b)) == ("", "nora")


def test_det_som_er_gitt_videre_siden_blir_der_det_er() -> None:
    a = et_brev("Benk en")
    nora = klient("nora")
    gjoer(nora, "fordel", [a], person=bruker("ola").pk)
    angre = angreknapp(tekst(nora.get("/restanser")))
    gjoer(nora, "fordel", [a], person=bruker("nora").pk)
    svar = nora.post(angre)
    assert "gitt videre siden" in tekst(svar)
    assert hos(a) == "nora"


def test_arkivaren_setter_frist_paa_flere_og_en_som_er_endret_siden_blir_staaende() -> None:
    a, b = et_brev("Benk en"), et_brev("Benk to", forfallsdato=None)
    kari = klient("kari")
    assert "Skriv den nye fristen." in tekst(gjoer(kari, "frist", [a]))
    gjoer(kari, "frist", [a, b], frist="24.12.2026")
    angre = angreknapp(tekst(kari.get("/restanser")))
    with som("kari", "frogner"):
        assert {str(j.forfallsdato) for j in Journalpost.objects.filter(pk__in=[a.pk, b.pk])} == {"2026-12-24"}
        Journalpost.objects.filter(pk=b.pk).update(forfallsdato="2026-12-31")
    assert "endret siden" in tekst(kari.post(angre))
    with som("kari", "frogner"):
        assert Journalpost.objects.get(pk=a.pk).forfallsdato == a.forfallsdato
        assert str(Journalpost.objects.get(pk=b.pk).forfallsdato) == "2026-12-31"


def test_saker_faar_ny_ansvarlig_og_en_avsluttet_sak_sier_nei() -> None:
    with som("kari", "frogner"):
        saker = [
            Saksmappe.objects.filter(saksstatus=s, tilgangsklasse__art="aapen").exclude(
                saksansvarlig=bruker("nora")
            ).order_by("pk").first()
            for s in "BA"
        ]  # fmt: skip
    ola = klient("ola")
    svar = gjoer(ola, "ansvarlig", saker, person=bruker("nora").pk)
    assert "1 har fått ny saksansvarlig." in tekst(svar)
    with som("kari", "frogner"):
        etter = [Saksmappe.objects.get(pk=s.pk).saksansvarlig_id == bruker("nora").pk for s in saker if s]
    assert etter == [True, False]
    ola.post(angreknapp(tekst(svar)))
    with som("kari", "frogner"):
        assert saker[0]
        assert Saksmappe.objects.get(pk=saker[0].pk).saksansvarlig_id == saker[0].saksansvarlig_id


def test_den_som_mangler_rett_eller_innsyn_gjoer_ingenting() -> None:
    a = et_brev("Benk en")
    assert gjoer(klient("lise"), "avskriv", [a], maate="TO").headers["Location"] == "/restanser"
    assert aapen(a)
    svar = gjoer(klient("ola"), "fordel", [a], person=bruker("ola").pk)
    assert svar.status_code == 409
    assert hos(a) == ""
    ola = klient("ola")
    assert 'value="fordel"' not in tekst(ola.get("/restanser"))
    assert gjoer(ola, "slett", [a]).status_code == 404
    assert ola.post("/flere", {"handling": "avskriv", "rad": ["tull"], "neste": "//onde.example"}).headers[
        "Location"
    ] == "/"  # fmt: skip
