"""The pages for paper: uploading, what came of it, the sheets, and the work with the pages of a letter."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bysak.mottak.kanaler.papir import les_bunke
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa, rader
from bysak.mottak.tests.bunker import brevene, inn, innhold, lastet_opp, lest, sider
from tests.skann import pdf
from tests.verden import bruker, virksomhet

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(client: Client) -> Client:
    client.force_login(bruker("kari"))
    return client


def test_filer_lastes_opp_og_samme_fil_en_gang_til_sies_fra_om(kari: Client):
    raa = pdf(sider("s"))

    def last_opp(navn: str, **hoder: str) -> str:
        felt = {"bydel": "frogner", "sider_per_brev": "0", "filer": [SimpleUploadedFile(navn, raa)]}
        kari.post("/mottak/papir/last-opp", felt, headers=hoder)
        return kari.get("/mottak/papir").content.decode()

    assert "1 bunke er tatt inn og leses" in last_opp("post.pdf")
    side = last_opp("igjen.pdf", **{"X-Opplasting": "1"})
    assert "«igjen.pdf» er samme bunke som «post.pdf»" in side
    assert "Levert 2 ganger" in side


def test_siden_viser_hva_som_ble_funnet_og_hva_som_gikk_galt(kari: Client):
    lastet_opp("assbas")
    feilet = lest(inn(b"%PDF-1.7 tull", navn="halv.pdf")[0])
    side = kari.get("/mottak/papir").content.decode()
    assert "skadet" in side
    assert "<td>6</td><td>3</td><td>1</td><td>2</td><td>2</td><td>1 bunke venter</td>" in side
    kari.post(f"/mottak/frogner/bunke/{feilet.pk}/igjen")
    assert "Leses" in kari.get("/mottak/papir").content.decode()
    les_bunke(virksomhet("frogner").pk, feilet.pk)
    kari.post(f"/mottak/frogner/bunke/{feilet.pk}/avvis", {"grunn": "Skannes på nytt"})
    assert "Skannes på nytt" in kari.get("/mottak/papir").content.decode()


def test_skillearkene_velges_paa_en_side_og_kommer_som_pdf(kari: Client):
    assert "Velg minst én bydel" in kari.get("/mottak/papir/skilleark?antall=2").content.decode()
    svar = kari.get("/mottak/papir/skilleark?bydel=frogner&bydel=sagene&slag=KLAGE&antall=2")
    assert svar["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(svar.content)) as p:
        assert len(p.pages) == 4


def test_sidene_ordnes_uten_javascript_og_hver_handling_kan_angres(kari: Client):
    (rad,) = brevene(lastet_opp("assb"))
    adresse = f"/mottak/frogner/{rad.pk}/sider"
    side = kari.get(adresse).content.decode()
    assert side.count('type="radio"') == 4
    assert "blank, tatt ut" in side
    assert kari.get(f"{adresse}/2.jpg")["Content-Type"] == "image/jpeg"
    assert kari.get(f"{adresse}/9.jpg").status_code == 404
    kari.post(adresse, {"gjoer": "vri_hoeyre", "nr": "2", "vist": rad.raa_sjekksum})
    assert innhold(rad)[1] == (2, "90")
    side = kari.get(f"{adresse}?nr=2").content.decode()
    assert "?gjoer=vri_venstre&amp;nr=2" in side
    kari.post(f"{adresse}?gjoer=vri_venstre&nr=2")
    assert rad_naa(rad).raa_sjekksum == rad.raa_sjekksum


def test_brevet_deles_og_slaas_sammen_med_angre_og_et_gammelt_bilde_av_sidene_stopper(kari: Client):
    (rad,) = brevene(lastet_opp("ss"))
    adresse = f"/mottak/frogner/{rad.pk}/sider"
    kari.post(adresse, {"gjoer": "del", "nr": "2", "vist": rad.raa_sjekksum})
    assert len(rader("frogner", kanal="papir", utfall="")) == 2
    svar = kari.post(adresse, {"gjoer": "vri_hoeyre", "nr": "1", "vist": rad.raa_sjekksum})
    assert svar.status_code == 409
    assert "endret siden du så dem" in svar.content.decode()


def test_det_som_ikke_er_papir_eller_er_en_annens_har_ingen_sider_her(kari: Client, client: Client):
    post = motta_og_les(brev("Hei"))
    assert kari.get(f"/mottak/frogner/{post.pk}/sider").status_code == 404
    (rad,) = brevene(lastet_opp("s"))
    client.force_login(bruker("lise"))
    for ende in ("", "/1.jpg", "/1.png"):
        assert client.get(f"/mottak/frogner/{rad.pk}/sider{ende}").status_code == 404
    assert client.get("/mottak/papir").status_code == 403
