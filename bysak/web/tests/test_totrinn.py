"""Logging in in two steps, as the one who does it meets it: without JavaScript, and without rights on the way."""

import html
import re
from argparse import Namespace
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from bysak.api.tilgang.tests.klienter import TOKEN
from bysak.kjerne.kalender import med_klokke
from bysak.kjerne.models import Handling
from bysak.klienter.utpost import Tjener
from bysak.kommandoer.nullstill_totrinn import utfoer
from bysak.organisasjon.models import Sesjon, Totrinn
from bysak.organisasjon.rettigheter import still_krav_til_innlogging
from bysak.organisasjon.tests.test_totrinn import START, kode, med_app
from bysak.saksbehandling.models import Varsel
from bysak.web.ventende import la_vente
from tests.verden import PASSORD, bruker, som, virksomhet

pytestmark = pytest.mark.django_db
KODE, OPPSETT, PROFIL = "/logg-inn/to-trinn/kode", "/logg-inn/to-trinn/oppsett", "/min/profil/to-trinn"

ARKIV = "/noark5v5/api/arkivstruktur/arkiv"


def passord(navn: str = "ola", neste: str = "") -> tuple[Client, str]:
    """One who has shown name and password, and where that led."""
    klient = Client()
    svar = klient.post("/logg-inn", {"brukernavn": navn, "passord": PASSORD, "neste": neste})
    assert svar.status_code == 302, svar.content
    return klient, svar.headers["Location"]


def venter(navn: str = "ola") -> Client:
    """One who has shown name and password, without the half second that takes."""
    klient = Client()
    request = RequestFactory().get("/")
    request.session = klient.session
    la_vente(request, bruker(navn))
    request.session.save()
    klient.cookies["bysak"] = str(request.session.session_key)
    return klient


def inne(klient: Client) -> bool:
    return klient.get("/min/profil").status_code == 200


def tekst(svar) -> str:
    return html.unescape(svar.content.decode())


def hemmelig_paa(svar) -> str:
    funnet = re.search(r'<code class="hemmelig"[^>]*>([A-Z2-7 ]+)<', svar.content.decode())
    assert funnet
    return funnet[1].replace(" ", "")


def papir_paa(svar) -> list[str]:
    return re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code>", svar.content.decode())


def krev_av(navn: str, hvor: str = "frogner") -> None:
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet(hvor), totrinn=[navn], av=siv)


def test_passord_og_kode_foerer_dit_en_skulle_og_passordet_alene_ingen_steder() -> None:
    hemmelig, _ = med_app()
    with med_klokke(START):
        ola, dit = passord(neste="/saker?a=1")
        assert dit.startswith(KODE)
        side = tekst(ola.get(dit))
        assert 'autocomplete="one-time-code"' in side
        assert 'inputmode="numeric"' in side
        assert not inne(ola)
        assert not Sesjon.objects.filter(bruker__isnull=False).exists()
        nei = ola.post(dit, {"kode": "123456"})
        assert (nei.status_code, "Koden stemmer ikke" in tekst(nei)) == (403, True)
        ja = ola.post(dit, {"kode": kode(hemmelig)})
        assert (ja.status_code, ja.headers["Location"]) == (302, "/saker?a=1")
        assert inne(ola)
        assert ola.session["inne"]["sterk"] is True


def test_en_kode_fra_papiret_slipper_inn_og_sier_hvor_mange_som_er_igjen() -> None:
    _, papir = med_app()
    with med_klokke(START):
        ola = venter()
        assert "Bruk en gjenopprettingskode" in tekst(ola.get(KODE))
        assert ola.post(f"{KODE}?papir=1", {"kode": papir[0].upper()}).status_code == 302
        assert "Du har 9 igjen" in tekst(ola.get("/min/profil"))


def test_det_som_venter_varer_i_fem_minutter_og_ikke_lenger_enn_passordet() -> None:
    hemmelig, _ = med_app()
    with med_klokke(START):
        ola, dit = venter(), f"{KODE}?neste=/saker"
    senere = START + timedelta(minutes=6)
    with med_klokke(senere):
        svar = ola.post(dit, {"kode": kode(hemmelig, senere)})
        assert svar.headers["Location"].startswith("/logg-inn?neste=%2Fsaker")
        assert "lang tid" in tekst(ola.get(svar.headers["Location"]))
        ola = venter()
        Totrinn.objects.update(siste_steg=0)
        with som("siv", "byarkivet"):
            den = bruker("ola")
            den.totrinn_satt = START
            den.save(update_fields=["totrinn_satt"])
        assert ola.post(dit, {"kode": kode(hemmelig, senere)}).headers["Location"].startswith("/logg-inn?")
    assert Client().get(KODE).headers["Location"].startswith("/logg-inn?")


def test_den_som_har_en_app_kommer_ikke_rundt_den_gjennom_oppsettet() -> None:
    med_app()
    krev_av("saksbehandler")
    with med_klokke(START):
        ola = venter()
        for svar in (ola.get(OPPSETT), ola.post(OPPSETT, {"kode": "123456"})):
            assert svar.headers["Location"].startswith("/logg-inn?")


def test_den_som_rollen_krever_det_av_settes_opp_foer_noe_annet_og_kommer_saa_inn() -> None:
    krev_av("saksbehandler")
    with med_klokke(START):
        ola, dit = passord(neste="/saker")
        assert dit.startswith(OPPSETT)
        side = ola.get(dit)
        hemmelig = hemmelig_paa(side)
        assert "data:image/svg+xml" in side.content.decode()
        assert f"secret={hemmelig}" in tekst(side)
        assert hemmelig_paa(ola.get(dit)) == hemmelig
        assert not inne(ola)
        nei = ola.post(dit, {"kode": "123456"})
        assert (nei.status_code, "QR-koden" in tekst(nei)) == (422, True)
        ja = ola.post(dit, {"kode": kode(hemmelig)})
        assert ja.status_code == 200
        assert len(papir_paa(ja)) == 10
        assert 'href="/saker"' in ja.content.decode()
        assert inne(ola)
        assert passord()[1].startswith(KODE)


def test_paa_min_profil_slaas_det_paa_med_passord_og_kode_og_andre_steder_logges_ut() -> None:
    her, der = Client(), Client()
    her.force_login(bruker("ola"))
    der.force_login(bruker("ola"))
    assert "Slå på to trinn" in tekst(her.get("/min/profil"))
    with med_klokke(START):
        hemmelig = hemmelig_paa(her.get(PROFIL))
        galt = her.post(PROFIL, {"kode": kode(hemmelig), "passord": "gjetning"})
        assert (galt.status_code, "Passordet stemmer ikke" in tekst(galt)) == (422, True)
        ja = her.post(PROFIL, {"kode": kode(hemmelig), "passord": PASSORD})
        assert len(papir_paa(ja)) == 10
        assert inne(her)
        assert not inne(der)
        assert "10 av 10" in tekst(her.get(PROFIL))
        # What shows codes once, must not be done by a page that was open from before.
        assert her.post(PROFIL, {"kode": kode(hemmelig), "passord": PASSORD}).status_code == 200
        assert bruker("ola").totrinn_satt


def test_nye_koder_bytte_og_avslag_krever_passord_og_kode() -> None:
    hemmelig, papir = med_app()

    def gjoer(hva: str, kode_: str, passord_: str = PASSORD):
        return ola.post(PROFIL, {"hva": hva, "kode": kode_, "passord": passord_})

    with med_klokke(START):
        ola = venter()
        ola.post(KODE, {"kode": kode(hemmelig)})
        assert gjoer("av", papir[0], "gjetning").status_code == 422
        assert gjoer("av", kode(hemmelig)).status_code == 422
        nye = papir_paa(gjoer("koder", papir[1]))
        assert len(nye) == 10
        assert gjoer("bytt", nye[0]).status_code == 302
        ny_app = hemmelig_paa(ola.get(PROFIL))
        assert ny_app != hemmelig
        assert bruker("ola").totrinn_satt
        papir = papir_paa(ola.post(PROFIL, {"kode": kode(ny_app)}))
        assert len(papir) == 10
        assert gjoer("av", papir[0]).headers["Location"] == "/min/profil"
        assert inne(ola)
        assert ola.session["inne"]["sterk"] is False


def test_systemforvalteren_nullstiller_med_grunn_og_personen_faar_beskjed(settings) -> None:
    settings.BYSAK_UTPOST = Tjener("localhost", 25)
    med_app()
    with som("siv", "byarkivet"):
        den = bruker("ola")
        den.epost = "ola@bysak.example"
        den.save(update_fields=["epost"])
    siv = Client()
    siv.force_login(bruker("siv"))
    person = f"/forvaltning/frogner/folk/{bruker('ola').pk}"
    assert "Nullstill to trinn" in tekst(siv.get(person))
    svar = siv.post(f"{person}/to-trinn", {"grunn": "mistet telefonen", "forvalterpassord": PASSORD})
    assert svar.status_code == 302
    assert "Nullstill to trinn" not in tekst(siv.get(person))
    with som("siv", "byarkivet"):
        handling = Handling.objects.get(verb="nullstill to trinn")
        assert (handling.grunn, handling.bruker_navn) == ("mistet telefonen", bruker("siv").navn)
        assert Varsel.objects.get(mottaker=bruker("ola")).emne.startswith("To trinn er nullstilt")
    assert inne(passord()[0])


def test_grensesnittet_sier_hvordan_naar_passordet_ikke_er_nok(settings) -> None:
    settings.BYSAK_API_BASIC = True
    felter = {"grant_type": "password", "username": "ola", "password": PASSORD, "client_id": "tui"}
    basic = {"Authorization": "Basic b2xhOmJ5c2FrLWRlbW8="}
    token = Client().post(TOKEN, felter).json()["access_token"]

    def med_token() -> int:
        return Client().get(ARKIV, headers={"Authorization": f"Bearer {token}"}).status_code

    assert Client().get(ARKIV, headers=basic).status_code == med_token() == 200
    med_app()
    nei = Client().post(TOKEN, felter)
    assert nei.status_code == 400
    assert "authorization_code" in nei.json()["error_description"]
    basic_nei = Client().get(ARKIV, headers=basic)
    assert (basic_nei.status_code, "authorization_code" in basic_nei.content.decode()) == (401, True)
    assert "authorization_code" not in str(Client().post(TOKEN, felter | {"password": "gjetning"}).json())


def test_kravet_velges_for_hver_virksomhet_av_den_som_forvalter_den() -> None:
    siv, adresse = Client(), "/forvaltning/frogner/innlogging"
    siv.force_login(bruker("siv"))
    assert "Ingen rolle krever det her" in tekst(siv.get(adresse))
    svar = siv.post(f"{adresse}/to-trinn", {"roller": ["arkivar", "leder"], "forvalterpassord": PASSORD})
    assert svar.status_code == 302
    assert "Kreves av arkivar, leder." in tekst(siv.get(adresse))
    assert virksomhet("frogner").krever_totrinn == ["arkivar", "leder"]
    kari = Client()
    kari.force_login(bruker("kari"))
    assert kari.get(f"{adresse}/to-trinn").status_code == 403


def test_kommandoen_nullstiller_for_den_siste_som_mistet_alt(capsys) -> None:
    med_app()
    assert utfoer(Namespace(brukernavn="Ola", grunn="mistet alt, møtte opp")) == 0
    assert not bruker("ola").totrinn_satt
    assert "nullstilt" in capsys.readouterr().out
    assert utfoer(Namespace(brukernavn="finnes-ikke", grunn="x")) == 1
    with som("siv", "byarkivet"):
        handling = Handling.objects.get(verb="nullstill to trinn")
        assert (handling.grunn, handling.bruker_navn) == ("mistet alt, møtte opp", "Bysak kommandolinje")
