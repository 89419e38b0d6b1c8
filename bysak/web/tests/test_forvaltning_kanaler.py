"""The page of the channels: set up, key changed, started, and what could not be received dealt with by a person."""

import pytest

from bysak.kjerne.hemmeligheter import lukk_opp
from bysak.kjerne.hinder import Hindret
from bysak.klienter.cms import les_noekkel
from bysak.mottak.kanaler.oppsett import egen_noekkel, opprett_mottakersystem
from bysak.mottak.models import Leveranse, Mottakersystem
from bysak.web.tests.test_forvaltning_folk import BEKREFT
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db
HER = "/forvaltning/frogner/kanaler"
NYTT = {
    "navn": "SvarInn",
    "adresse": "https://svarut.example",
    "api_versjon": "2",
    "brukernavn": "b",
    "passord": "hemmelig",
}


def et_system() -> Mottakersystem:
    with som("siv", "frogner") as siv:
        return opprett_mottakersystem(
            navn="SvarInn", adresse="https://svarut.example", brukernavn="b", passord="hemmelig", av=siv
        )


def en_leveranse(system: Mottakersystem) -> Leveranse:
    with som("siv", "frogner"):
        return Leveranse.objects.create(
            virksomhet=system.virksomhet, mottakersystem=system, ekstern_id="1", avsender="Prøvevik", feil="Ødelagt."
        )


def test_et_mottakersystem_settes_opp_med_noekkel_og_henter_ikke_foer_det_startes():
    siv = klient("siv")
    assert siv.post(f"{HER}/ny", NYTT | BEKREFT).status_code == 302
    with som("siv", "frogner"):
        system = Mottakersystem.objects.get()
        assert (lukk_opp(system.passord), system.aktiv) == ("hemmelig", False)
        noekkel = system.noekler.get()
        assert les_noekkel(lukk_opp(noekkel.privat).encode(), noekkel.sertifikat.encode()).sertifikat
    side = tekst(siv.get(HER))
    assert "Stanset" in side
    assert "hemmelig" not in side
    svar = siv.get(f"{HER}/{system.pk}/sertifikat")
    assert svar.content.startswith(b"-----BEGIN CERTIFICATE-----")
    siv.post(f"{HER}/{system.pk}/henting")
    with som("siv", "frogner"):
        assert Mottakersystem.objects.get().aktiv


@pytest.mark.parametrize(
    ("endret", "setning"),
    [({"adresse": "http://svarut.example"}, "https"), ({"passord": ""}, "må fylles ut"), ({"navn": "\u200b"}, "navn")],
)
def test_et_ufullstendig_oppsett_faar_en_setning(endret: dict[str, str], setning: str):
    svar = klient("siv").post(f"{HER}/ny", NYTT | BEKREFT | endret)
    assert svar.status_code in (409, 422)
    assert setning in tekst(svar)
    with som("siv", "frogner"):
        assert not Mottakersystem.objects.exists()


def test_et_nytt_sertifikat_lar_den_gamle_noekkelen_bli():
    system = et_system()
    klient("siv").post(f"{HER}/{system.pk}/noekkel", BEKREFT)
    with som("siv", "frogner") as siv:
        assert system.noekler.count() == 2
        assert system.noekler.filter(utgaatt_tid=None).count() == 1
        with pytest.raises(Hindret):
            egen_noekkel(system, privat="tull", sertifikat="", av=siv)


def test_det_som_ikke_er_mottatt_vises_med_grunn_og_kan_proeves_igjen_eller_avvises():
    leveranse = en_leveranse(et_system())
    kari = klient("kari")
    side = tekst(kari.get(HER))
    assert "Ødelagt." in side
    assert "Mangler 1" in side
    assert kari.post(f"/forvaltning/frogner/leveranser/{leveranse.pk}/igjen").status_code == 302
    avvis = f"/forvaltning/frogner/leveranser/{leveranse.pk}/avvis"
    assert "kan ikke angres" in tekst(kari.get(avvis))
    assert kari.post(avvis, {"grunn": "Utgått sertifikat."} | BEKREFT).status_code == 302
    with som("siv", "frogner"):
        assert Leveranse.objects.get().avvist_grunn == "Utgått sertifikat."
    assert "Mangler" not in tekst(kari.get(HER))


@pytest.mark.parametrize("hvem", ["ola", "lise", "tone"])
def test_kanalene_er_for_dem_som_mottar_eller_forvalter(hvem: str):
    system = et_system()
    for adresse in (HER, f"{HER}/ny", f"{HER}/{system.pk}/sertifikat", f"{HER}/{system.pk}/noekkel"):
        assert klient(hvem).get(adresse).status_code in (403, 404)
