"""The pages of administration about people, as an administrator, a leader and others meet them."""

from datetime import timedelta
from typing import Any

import pytest

from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling
from bysak.saksbehandling.models import Fravaer
from tests.klient import klient, tekst
from tests.verden import PASSORD, bruker, som

pytestmark = pytest.mark.django_db
FOLK = "/forvaltning/frogner/folk"
BEKREFT = {"forvalterpassord": PASSORD}


def siden(hvem: str) -> str:
    return f"{FOLK}/{bruker(hvem).pk}"


def rollen(hvem: str) -> Rolletildeling:
    with som("siv", "frogner"):
        return Rolletildeling.objects.get(bruker=bruker(hvem))


def test_listen_viser_folk_med_roller_og_perioder() -> None:
    svar = klient("siv").get(FOLK)
    assert svar.status_code == 200
    assert "Ola Myrstad" in tekst(svar)
    assert "Ny person" in tekst(svar)
    assert "Lise Furuhaug" not in tekst(svar)
    assert "Ola Myrstad" not in tekst(klient("siv").get(FOLK + "?hvem=ingvild"))


def test_bare_forvaltere_og_ledere_slipper_inn() -> None:
    assert klient("nora").get(FOLK).status_code == 200
    assert klient("ola").get(FOLK).status_code == 403
    assert klient("lise").get(FOLK).status_code == 404
    assert klient("nora").get(siden("ola") + "/rolle").status_code == 403
    assert klient("siv").get(siden("lise")).status_code == 404
    assert klient("siv").get(siden("lise") + "/navn").status_code == 404


@pytest.mark.parametrize("ende", ["", "/navn", "/passord", "/passiv", "/aktiv", "/rolle"])
def test_forvalterens_sider_om_en_person_finnes_ikke_for_en_annen_bydel(ende: str) -> None:
    assert klient("siv").get(siden("ola") + ende).status_code == 200
    for verb in ("get", "post"):
        assert getattr(klient("henrik"), verb)(siden("ola") + ende).status_code == 404
    assert klient("ola").get(siden("ola") + ende).status_code == 403


@pytest.mark.krav("2.9.2", "4.1.4")
def test_forvalteren_sier_uttrykkelig_hvem_hun_er_foer_noe_endres() -> None:
    siv, adresse = klient("siv"), siden("ola") + "/navn"
    skjema = {"navn": "Ola Myrstad Lien", "initialer": ""}
    svar = siv.post(adresse, skjema)
    assert svar.status_code == 422
    assert "Ola Myrstad Lien" in tekst(svar)
    svar = siv.post(adresse, skjema | {"forvalterpassord": "feil"})
    assert svar.status_code == 422
    assert "Passordet stemmer ikke" in tekst(svar)
    assert siv.post(adresse, skjema | BEKREFT).status_code == 302
    assert bruker("ola").navn == "Ola Myrstad Lien"
    # It holds for a while: the next act asks for no password.
    assert siv.post(adresse, {"navn": "Ola Myrstad", "initialer": "OM"}).status_code == 302
    assert "Ola Myrstad Lien" in tekst(siv.get(siden("ola")))


def test_en_ny_person_faar_rolle_og_ingenting_tapt_naar_noe_mangler() -> None:
    siv = klient("siv")
    with som("siv", "frogner") as av:
        hvor = av.virksomheter
    skjema: dict[str, Any] = {"navn": "Berit Nyhus", "brukernavn": "ola", "rolle": "saksbehandler", **BEKREFT}
    svar = siv.post(FOLK + "/ny", skjema | {"passord": "Furu-og-Gran-42", "virksomhet": [max(hvor)]})
    assert svar.status_code == 409
    assert "Berit Nyhus" in tekst(svar)
    assert "Furu-og-Gran-42" not in tekst(svar)
    svar = siv.post(
        FOLK + "/ny", skjema | {"brukernavn": "berit", "passord": "Furu-og-Gran-42", "virksomhet": [max(hvor)]}
    )
    assert svar.status_code == 302
    assert Bruker.objects.get(brukernavn="berit").navn == "Berit Nyhus"


def test_rolle_gis_begrenses_og_avsluttes() -> None:
    siv = klient("siv")
    skjema = {"rolle": "arkivansvarlig", "fra": i_dag(), "til_dato": i_dag() - timedelta(days=3), **BEKREFT}
    svar = siv.post(siden("ola") + "/rolle", skjema)
    assert svar.status_code == 409
    assert "Perioden slutter før den begynner" in tekst(svar)
    assert siv.post(siden("ola") + "/rolle", skjema | {"til_dato": ""}).status_code == 302
    r = rollen("ingvild")
    adresse = f"/forvaltning/frogner/roller/{r.pk}"
    assert siv.post(adresse + "/begrens", {"uten": ["avskrive"]}).status_code == 302
    assert rollen("ingvild").uten_retter == ["avskrive"]
    assert siv.post(adresse + "/avslutt", {"siste_dag": i_dag() + timedelta(days=9)}).status_code == 302
    assert rollen("ingvild").til_dato == i_dag() + timedelta(days=9)
    assert klient("nora").get(adresse + "/avslutt").status_code == 403
    assert klient("lise").get(adresse + "/avslutt").status_code == 404
    assert siv.get(f"/forvaltning/sagene/roller/{r.pk}/avslutt").status_code == 404


def test_passiv_stenger_innloggingen_og_det_som_staar_aapent_overleveres() -> None:
    siv, nora = klient("siv"), klient("nora")
    assert siv.post(siden("siv").replace("/frogner/", "/byarkivet/") + "/passiv", BEKREFT).status_code == 409
    assert siv.post(siden("ola") + "/passiv", BEKREFT).status_code == 302
    assert not bruker("ola").is_active
    assert "Passiv siden" in tekst(siv.get(siden("ola")))
    assert siv.post(siden("ola") + "/aktiv").status_code == 302
    skjema = {"til": bruker("maja").pk, "grunn": ""}
    svar = nora.post(siden("ola") + "/overlever", skjema)
    assert svar.status_code == 422
    svar = nora.post(siden("ola") + "/overlever", skjema | {"grunn": "Ola slutter"})
    assert svar.status_code in (302, 409)
    assert klient("ola").get(siden("ola") + "/overlever").status_code == 403


def test_hver_foerer_sitt_fravaer_og_ledere_andres() -> None:
    ola, nora = klient("ola"), klient("nora")
    skjema = {"fra_dato": i_dag(), "til_dato": i_dag() + timedelta(days=4), "stedfortreder": bruker("maja").pk}
    assert ola.get("/forvaltning/frogner/meg").status_code == 200
    assert ola.post(siden("ola") + "/fravaer", skjema).status_code == 302
    assert ola.get(siden("ingvild") + "/fravaer").status_code == 404
    assert ola.post(siden("ola") + "/fravaer", skjema).status_code == 409
    assert nora.post(siden("ingvild") + "/fravaer", skjema | {"stedfortreder": ""}).status_code == 302
    with som("siv", "frogner"):
        rad = Fravaer.objects.get(bruker=bruker("ingvild"))
    assert ola.get(f"/forvaltning/frogner/fravaer/{rad.pk}/avslutt").status_code == 404
    assert klient("lise").get(f"/forvaltning/frogner/fravaer/{rad.pk}/avslutt").status_code == 404
    assert nora.post(f"/forvaltning/frogner/fravaer/{rad.pk}/avslutt").status_code == 302


def test_egen_rolle_delegeres_for_en_tid() -> None:
    nora, r = klient("nora"), rollen("nora")
    adresse = f"/forvaltning/frogner/roller/{r.pk}/deleger"
    skjema = {"til": bruker("maja").pk, "fra": i_dag(), "siste_dag": i_dag() + timedelta(days=900)}
    assert nora.post(adresse, skjema).status_code == 409
    assert nora.post(adresse, skjema | {"siste_dag": i_dag() + timedelta(days=9)}).status_code == 302
    with som("siv", "frogner"):
        assert Rolletildeling.objects.filter(
            bruker=bruker("maja"), rolle=Rolle.LEDER, delegert_av=bruker("nora")
        ).exists()
    assert klient("ola").get(adresse).status_code == 404
