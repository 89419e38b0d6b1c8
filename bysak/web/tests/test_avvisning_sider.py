"""The page where an item is refused: the reason by a number, the answer as it will be sent, and how it went."""

import pytest
from django.test import Client

from bysak.klienter.utpost import Tjener
from bysak.mottak.models import Avvisningssvar, Utfall
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(settings) -> Client:
    settings.BYSAK_UTPOST = Tjener("127.0.0.1", 9)
    return klient("kari")


def test_grunnen_velges_med_et_tall_og_svaret_kan_endres_foer_det_legges_i_utboksen(kari: Client):
    rad = motta_og_les(brev("Uleselig skann", "Hei, eg har sendt noko, kva no?"))
    her = f"/mottak/frogner/{rad.pk}"
    for side in (her, f"/mottak?valgt={rad.pk}"):
        assert f'href="{her}/avvis" aria-keyshortcuts="A"' in tekst(kari.get(side))
    valg = tekst(kari.get(f"{her}/avvis"))
    assert 'aria-keyshortcuts="1"' in valg
    assert "Avvis og send svar" not in valg
    utkast = tekst(kari.get(f"{her}/avvis?grunn=uleselig"))
    assert ("Du sende førespurnaden «Uleselig skann»" in utkast, "ebba@lonnfjell.example" in utkast) == (True, True)
    assert "You sent “Uleselig skann”" in tekst(kari.get(f"{her}/avvis?grunn=uleselig&spraak=en"))
    post = {"handling": "svar", "grunnkode": "uleselig", "spraak": "nn", "emne": "SV: skann", "tekst": "Send på nytt."}
    stoppet = kari.post(f"{her}/avvis", post | {"tekst": " "})
    assert (stoppet.status_code, "Skriv hva avsenderen skal få vite" in tekst(stoppet)) == (409, True)
    assert "Avvist, og svaret ligger i utboksen" in tekst(kari.post(f"{her}/avvis", post, follow=True))
    siden = tekst(kari.get(her))
    assert ("Kan angres til da" in siden, "Send på nytt." in siden, rad_naa(rad).utfall) == (True, True, Utfall.AVVIST)
    assert "SV: skann" in tekst(kari.get("/mottak/svar"))
    kari.post(f"{her}/gjenaapne")
    assert ("Svar til avsenderen" in tekst(kari.get(her)), rad_naa(rad).utfall) == (False, "")


def test_den_som_ikke_kan_faa_svar_avvises_uten_med_grunnen_paa_siden(kari: Client):
    rad = motta_og_les(brev("Kvittering", fra="noreply@butikk.example"))
    her = f"/mottak/frogner/{rad.pk}"
    siden = tekst(kari.get(f"{her}/avvis?grunn=uleselig"))
    assert ("en som ingen leser" in siden, "Avvis og send svar" in siden) == (True, False)
    kari.post(f"{her}/avvis", {"handling": "uten", "grunnkode": "uleselig"})
    assert "Uten svar: Avsenderadressen er en som ingen leser" in rad_naa(rad).utfall_grunn
    assert kari.post(f"{her}/svar-igjen").status_code == 404


def test_det_som_ikke_gikk_ut_staar_i_koeen_og_kan_proeves_igjen(kari: Client):
    rad = motta_og_les(brev("Motgang"))
    her = f"/mottak/frogner/{rad.pk}"
    kari.post(f"{her}/avvis", {"handling": "svar", "grunnkode": "uleselig", "spraak": "nb", "emne": "x", "tekst": "x"})
    assert kari.post(f"{her}/svar-igjen").status_code == 409
    with som("kari", "frogner"):
        Avvisningssvar.objects.update(neste_tid=None, forsoek=1, feil="554 Ukjent mottaker")
    assert "gikk ikke ut" in tekst(kari.get("/mottak"))
    assert "554 Ukjent mottaker" in tekst(kari.get("/mottak/svar"))
    assert kari.post(f"{her}/svar-igjen", {"fra": "svarene"}).status_code == 302
    assert "gikk ikke ut" not in tekst(kari.get("/mottak"))
    assert klient("ola").get("/mottak/svar").status_code == 403


def test_bydelen_setter_sine_egne_grunner_og_svar():
    siv, liste = klient("siv"), "/forvaltning/frogner/grunner"
    svar = {"svar_nb": "Hei. {hva}", "svar_nn": "", "svar_en": ""}
    assert siv.post(f"{liste}/avvist/ny", {"navn": "Feil skjema", "svar_nb": "{tull}"}).status_code in (409, 422)
    assert (
        siv.post(f"{liste}/avvist/ny", {"navn": "Feil skjema"} | svar | {"svar_nn": "Hei", "svar_en": "Hi"}).status_code
        == 302
    )
    assert siv.post(f"{liste}/ikke_journalpliktig/ny", {"navn": "Kopi til orientering"}).status_code == 302
    rad = motta_og_les(brev("Med egne grunner"))
    kari = klient("kari")
    assert "Feil skjema" in tekst(kari.get(f"/mottak/frogner/{rad.pk}/avvis"))
    assert "Kopi til orientering" in tekst(kari.get(f"/mottak/frogner/{rad.pk}"))
    assert siv.post(f"{liste}/avvist/skadelig/fjern").status_code == 302
    assert "skadelig programvare" not in tekst(kari.get(f"/mottak/frogner/{rad.pk}/avvis"))
    assert siv.post(f"{liste}/avvist/skadelig/fjern").status_code == 302
    assert "skadelig programvare" in tekst(kari.get(f"/mottak/frogner/{rad.pk}/avvis"))
    assert (siv.get(f"{liste}/tull/ny").status_code, siv.get(f"{liste}/avvist/tull/endre").status_code) == (404, 404)
    assert klient("ola").get(liste).status_code == 403
