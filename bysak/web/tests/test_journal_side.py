"""The workspace page «Offentlig journal»."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bysak.arkivstruktur.models import Journalpost
from bysak.journal.models import Avklaring, OffentligInnfoersel
from bysak.journal.tests.verden import PERSONLIG, post, publisert, vurdert
from bysak.journal.utvalg import dagene
from bysak.kjerne.kalender import i_dag
from tests.verden import bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def dagens(kode: str = "frogner") -> str:
    return f"/journal/{kode}/{i_dag()}"


def logg_inn(brukernavn: str) -> Client:
    klient = Client()
    klient.force_login(bruker(brukernavn))
    return klient


@pytest.fixture
def kari() -> Client:
    return logg_inn("kari")


def tekst(svar: object) -> str:
    return svar.content.decode()  # type: ignore[attr-defined,no-any-return]


def med_navn() -> Journalpost:
    jp = post("Klage fra Solvei Granlund på parkering", fra="Park og drift AS")
    vurdert(jp)
    return jp


def test_menyvalget_leder_til_en_dag_der_noe_gjenstaar(kari: Client) -> None:
    svar = kari.get("/journal", follow=True)
    assert svar.status_code == 200
    assert re.fullmatch(r"/journal/[a-z-]+/\d{4}-\d\d-\d\d", svar.request["PATH_INFO"])
    assert "Offentlig journal" in tekst(svar)


def test_dagen_viser_funn_holdte_klare_og_alle_bydelene(kari: Client) -> None:
    med_navn()
    post("Hemmelig inntil den er vurdert")
    vurdert(post("Merknad til gatebruksplan"))
    side = tekst(kari.get(dagens()))
    assert "Personnavn i tittelen" in side
    assert "Hemmelig inntil" not in side
    assert "Tittel vises etter vurdering" in side
    assert "Merknad til gatebruksplan" in side
    assert "Publiser 1 klar linje" in side
    assert side.count('href="/journal/') >= 15
    assert "style=" not in side


def test_andre_bydelers_linjer_telles_og_faar_funnene_sine_etterpaa(kari: Client) -> None:
    med_navn()
    post("Hemmelig inntil den er vurdert")
    skjult = post("Bekymringsmelding")
    vurdert(skjult, resultat="unntatt", hjemmel=PERSONLIG, kode="KL", skjermede_ord=set())
    with som("kari", "frogner"):
        bydel = virksomhet("frogner")
        (talt,), (lest,) = dagene([bydel], i_dag(), les=()), dagene([bydel], i_dag())
        assert (talt.holdt_talt, talt.vurdert_talt) == (len(lest.holdt), len(lest.med_funn) + len(lest.klare))
        assert (talt.antall, talt.skjulte) == (lest.antall, lest.skjulte)
    naboen = dagens("sagene")
    funn = re.compile(r"\d funn</span>")
    assert not funn.search(tekst(kari.get(naboen)))
    assert f'hx-get="{naboen}?bydeler=1"' in tekst(kari.get(naboen))
    assert funn.search(tekst(kari.get(f"{naboen}?bydeler=1", headers={"HX-Request": "true"})))


def test_publiser_legger_ut_det_som_er_klart_og_sier_fra(kari: Client) -> None:
    vurdert(post("Merknad til gatebruksplan"))
    med_navn()
    svar = kari.post(f"{dagens()}/publiser", follow=True)
    assert "Journalen for Bydel Frogner er publisert: 1 linje er ute." in tekst(svar)
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.get().tittel == "Merknad til gatebruksplan"


def test_svar_en_skjermer_ordene(kari: Client) -> None:
    jp = med_navn()
    side = tekst(kari.get(f"{dagens()}?linje={jp.pk}"))
    assert re.search(r'name="ord" value="2" checked', side)
    kari.post(f"{dagens()}/{jp.pk}/skjerm", {"ord": ["2", "3", "x", "²"], "hjemmel": PERSONLIG})
    kari.post(f"{dagens()}/publiser")
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.get().tittel == "Klage fra ***** ***** på parkering"


def test_svar_en_skjermer_ogsaa_parten_som_har_navnet(kari: Client) -> None:
    jp = post("Klage fra Solvei Granlund på parkering", fra="Solvei Granlund", person=True)
    vurdert(jp)
    side = tekst(kari.get(f"{dagens()}?linje={jp.pk}"))
    part = re.search(r'name="part" value="([0-9a-f-]{36})" checked', side)
    assert part
    kari.post(f"{dagens()}/{jp.pk}/skjerm", {"ord": ["2", "3"], "part": [part[1], "tull"], "hjemmel": PERSONLIG})
    kari.post(f"{dagens()}/publiser")
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.get().parter[0]["navn"] == "*****"


def test_ett_svar_tar_alle_funn_i_samme_tekst(kari: Client) -> None:
    jp = post("Søknad om støtte – Idris Nordvang", fra="Idris Nordvang", person=True)
    vurdert(jp, "Idris")
    side = tekst(kari.get(f"{dagens()}?linje={jp.pk}"))
    assert re.search(r'value="4" checked>Nordvang', side)
    assert re.search(r'name="part" value="[0-9a-f-]{36}" checked', side)


def test_svar_to_avklarer_med_grunn_og_uten_grunn_skjer_ingenting(kari: Client) -> None:
    jp = med_navn()
    data = {"kode": "personnavn", "avgjoerelse": "ikke_navn", "gjelder": ["Solvei", "Granlund"], "grunn": ""}
    svar = kari.post(f"{dagens()}/{jp.pk}/avklar", data)
    assert svar.status_code == 409
    assert "Skriv kort hvorfor" in tekst(svar)
    kari.post(f"{dagens()}/{jp.pk}/avklar", data | {"grunn": "Navnet på en park"})
    with som("kari", "frogner"):
        assert set(Avklaring.objects.values_list("gjelder", flat=True)) == {"solvei", "granlund"}


def test_svar_tre_sender_linjen_tilbake_til_bydelen(kari: Client) -> None:
    jp = med_navn()
    kari.post(f"{dagens()}/{jp.pk}/tilbake", {"grunn": "Navnet må skjermes"})
    side = tekst(kari.get(dagens()))
    assert "Klage fra Solvei" not in side
    assert "sendt tilbake: Navnet må skjermes" in side


def test_se_som_publikum_viser_den_offentlige_teksten(kari: Client) -> None:
    jp = post("Søknad fra Idris Nordvang", fra="Idris Nordvang", person=True)
    vurdert(jp, "Idris Nordvang", parter=True)
    side = tekst(kari.get(f"{dagens()}/publikum"))
    assert "Nordvang" not in side
    assert side.count('class="maske"') == 3
    assert PERSONLIG in side


def test_en_linje_arkivaren_ikke_er_klarert_for_viser_ikke_tittelen() -> None:
    jp = post("Sak om Vidkun Solbakks omsorgsbolig")
    vurdert(jp, resultat="delvis", hjemmel=PERSONLIG, kode="KL", skjermede_ord=set())
    side = tekst(logg_inn("maja").get(f"{dagens()}?linje={jp.pk}"))
    assert "Solbakk" not in side
    assert "Tittelen er skjermet for deg" in side


def test_rollene_faar_se_og_gjoere_hver_sitt() -> None:
    jp = med_navn()
    ola, maja, lise = logg_inn("ola"), logg_inn("maja"), logg_inn("lise")
    assert ola.get(dagens()).status_code == 403
    assert "Publiser" not in tekst(maja.get(dagens()))
    assert maja.post(f"{dagens()}/publiser").status_code == 403
    for sti in (dagens(), f"{dagens()}/publikum"):
        assert lise.get(sti).status_code == 404
    for hva in ("skjerm", "avklar", "tilbake"):
        assert lise.post(f"{dagens()}/{jp.pk}/{hva}").status_code == 404
        assert logg_inn("kari").post(f"{dagens('sagene')}/{jp.pk}/{hva}", {"grunn": "x"}).status_code == 404


@pytest.mark.parametrize("dato", ["igaar", "2026-13-45", "9999-12-31", "0001-01-01", "2026-W01-1"])
def test_en_dag_som_ikke_finnes_er_404(kari: Client, dato: str) -> None:
    assert kari.get(f"/journal/frogner/{dato}").status_code == 404
    assert kari.post(f"/journal/frogner/{dato}/publiser").status_code == 404


def test_en_tom_dag_kan_publiseres_fra_siden(kari: Client) -> None:
    svar = kari.post(reverse("journal_publiser", args=["sagene", "2026-01-04"]), follow=True)
    assert "ingen journalposter" in tekst(svar)


def test_fragmentet_er_panelet_alene(kari: Client) -> None:
    jp = med_navn()
    svar = kari.get(f"{dagens()}?linje={jp.pk}&panel=1", headers={"HX-Request": "true"})
    assert tekst(svar).lstrip().startswith('<div class="seksjon">')
    assert "</html>" not in tekst(svar)


def test_antall_spoerringer_vokser_ikke_med_linjene(kari: Client) -> None:
    def tell() -> int:
        with CaptureQueriesContext(
            connection,
        ) as maalt:
            kari.get(dagens())
        return len(maalt)

    vurdert(post("Merknad til gatebruksplan"))
    kari.get(dagens())
    foer = tell()
    for n in range(4):
        vurdert(post(f"Merknad nummer {n} til gatebruksplan"))
    assert tell() <= foer
    publisert()
    assert tell() <= foer + 3
