"""My profile, as the one whose it is meets it."""

import pytest
from django.test import Client

from bysak.kjerne.models import Handling
from bysak.organisasjon.models import Bruker
from tests.verden import PASSORD, bruker, som

pytestmark = pytest.mark.django_db
PROFIL, NYTT = "/min/profil", "en-Hest-i-hagen-7"


def inne(brukernavn: str, passord: str = PASSORD) -> Client:
    """A person who has logged in on a machine of their own."""
    klient = Client()
    assert klient.post("/logg-inn", {"brukernavn": brukernavn, "passord": passord}).status_code == 302
    return klient


def bytter(klient: Client, naa: str = PASSORD, nytt: str = NYTT, igjen: str | None = None):
    return klient.post(PROFIL, {"naavaerende": naa, "passord": nytt, "igjen": nytt if igjen is None else igjen})


def test_den_som_bytter_passord_er_innlogget_videre_og_alle_andre_steder_er_logget_ut() -> None:
    her, hjemme, lise = inne("ola"), inne("ola"), inne("lise")
    assert bytter(her).headers["Location"] == PROFIL
    assert "nytt passord" in her.get(PROFIL).content.decode()
    assert hjemme.get("/min").headers["Location"].startswith("/logg-inn")
    assert lise.get("/min").status_code == 200
    assert inne("ola", NYTT).get("/min").status_code == 200
    assert Client().post("/logg-inn", {"brukernavn": "ola", "passord": PASSORD}).status_code == 403
    with som("siv", "byarkivet"):
        handling = Handling.objects.latest("tid")
        assert (handling.verb, handling.bruker_navn) == ("bytt eget passord", bruker("ola").navn)


@pytest.mark.krav("4.1.7")
def test_et_galt_svakt_eller_ulikt_passord_gir_en_setning_og_endrer_ingenting() -> None:
    ola = inne("ola")
    for valg, setning in (
        ({"naa": "gjetning"}, "Passordet stemmer ikke."),
        ({"nytt": "kort"}, "Passordet er for kort."),
        ({"igjen": "noe-annet-enn-det"}, "Skriv det nye passordet likt."),
        ({"nytt": PASSORD}, "Dette er passordet du har."),
        ({"nytt": ""}, "Feltet er påkrevet."),
    ):
        svar = bytter(ola, **valg)
        assert (svar.status_code, setning in svar.content.decode()) == (422, True), setning
        assert NYTT not in svar.content.decode()
    assert inne("ola").get("/min").status_code == 200


@pytest.mark.krav("4.4.1")
def test_den_som_gjetter_paa_passordet_til_en_ulaast_maskin_blir_stanset() -> None:
    ola = inne("ola")
    for _ in range(10):
        bytter(ola, naa="gjetning")
    assert "For mange forsøk" in bytter(ola).content.decode()
    assert bruker("ola").check_password(PASSORD)


def test_enkelttaster_slaas_av_og_paa_av_den_det_gjelder() -> None:
    ola = inne("ola")
    assert ola.post(PROFIL + "/taster").status_code == 302
    assert 'data-taster="av"' in ola.get("/min").content.decode()
    assert Bruker.objects.get(brukernavn="lise").enkelttaster
    ola.post(PROFIL + "/taster", {"enkelttaster": "ja"})
    assert 'data-taster="av"' not in ola.get("/min").content.decode()


def test_profilen_er_i_menyen_under_navnet_og_har_aldri_et_passord_i_seg() -> None:
    svar = inne("ola").get(PROFIL).content.decode()
    assert 'href="/min/profil">Min profil' in svar
    assert bruker("ola").navn in svar
    assert PASSORD not in svar


@pytest.mark.krav("3.3.5")
def test_hver_sier_selv_hvor_beskjeden_skal_og_om_den_skal_komme() -> None:
    ola = inne("ola")
    svar = ola.post(PROFIL + "/epost", {"epost": "ola hos bysak"})
    assert (svar.status_code, "ikke en e-postadresse" in svar.content.decode()) == (422, True)
    assert 'value="ola hos bysak"' in svar.content.decode()
    assert ola.post(PROFIL + "/epost", {"epost": " ola@bysak.example "}).status_code == 302
    assert (bruker("ola").epost, bruker("lise").epost) == ("ola@bysak.example", "")
    ola.post(PROFIL + "/epost", {"epost": ""})
    assert bruker("ola").epost == ""


def test_den_som_tar_imot_post_velger_aa_faa_vite_om_frister_og_andre_spoerres_ikke() -> None:
    kari, ola = inne("kari"), inne("ola")
    assert 'name="fristvarsel"' not in ola.get(PROFIL).content.decode()
    assert '<option value="" selected>' in kari.get(PROFIL).content.decode()
    kari.post(PROFIL + "/epost", {"epost": "kari@bysak.example", "fristvarsel": "koe"})
    assert '<option value="koe" selected>' in kari.get(PROFIL).content.decode()
    kari.post(PROFIL + "/epost", {"epost": "kari@bysak.example", "fristvarsel": "noe annet"})
    assert (bruker("kari").fristvarsel, bruker("ola").fristvarsel) == ("koe", "")
