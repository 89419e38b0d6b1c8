"""The mailboxes on the page of the channels: set up, tried, started, and what could not be received dealt with."""

import pytest

from bysak.kjerne.hemmeligheter import lukk_opp
from bysak.kjerne.kalender import naa
from bysak.mottak.kanaler.postkasseoppsett import Oppsett, opprett_postkasse
from bysak.mottak.models import Postkasse, Postmelding
from bysak.web.tests.test_forvaltning_folk import BEKREFT
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db
KANALER = "/forvaltning/frogner/kanaler"
HER = "/forvaltning/frogner/postkasser"
NY = {
    "navn": "Postmottaket", "vert": "imap.bydel.example", "port": "993", "sikring": "tls", "bruker": "post@example.com",
    "innlogging": "passord", "hemmelighet": "hemmelig ", "mappe": "INBOX", "ferdigmappe": "Arkivert",
}  # fmt: skip


def en_kasse() -> Postkasse:
    with som("siv", "frogner") as siv:
        valg = Oppsett("Postmottaket", "127.0.0.1", "b", port=1, hemmelighet="h")
        return opprett_postkasse(oppsett=valg, av=siv)


def en_melding(kasse: Postkasse) -> Postmelding:
    with som("siv", "frogner"):
        return Postmelding.objects.create(
            virksomhet=kasse.virksomhet, postkasse=kasse, uidvalidity=1, uid=1, avsender="Ebba", stoerrelse=9,
            levert_tid=naa(), feil="Meldingen er større enn grensen.",
        )  # fmt: skip


def test_en_postkasse_settes_opp_endres_og_leses_ikke_foer_den_startes():
    siv = klient("siv")
    assert siv.post(f"{HER}/ny", NY | BEKREFT).status_code == 302
    with som("siv", "frogner"):
        kasse = Postkasse.objects.get()
        assert (lukk_opp(kasse.hemmelighet), kasse.aktiv) == ("hemmelig ", False)
    assert siv.post(f"{HER}/{kasse.pk}/endre", NY | {"hemmelighet": "", "mappe": "Post"}).status_code == 302
    siv.post(f"{HER}/{kasse.pk}/lesing")
    with som("siv", "frogner"):
        kasse.refresh_from_db()
        assert (lukk_opp(kasse.hemmelighet), kasse.mappe, kasse.aktiv) == ("hemmelig ", "Post", True)
    for adresse in (KANALER, f"{HER}/{kasse.pk}/endre"):
        side = tekst(siv.get(adresse))
        assert "Post" in side
        assert "hemmelig " not in side


@pytest.mark.parametrize(
    ("endret", "setning"),
    [({"sikring": "ingen"}, "samme maskin"), ({"ferdigmappe": "INBOX"}, "annen mappe"), ({"vert": ""}, "må fylles ut")],
)
def test_et_oppsett_som_ikke_gaar_faar_en_setning_ved_feltet(endret: dict[str, str], setning: str):
    svar = klient("siv").post(f"{HER}/ny", NY | BEKREFT | endret)
    assert svar.status_code in (409, 422)
    assert setning in tekst(svar)


def test_proev_tilkoblingen_sier_i_klartekst_hva_som_er_galt():
    siv = klient("siv")
    svar = siv.post(f"{HER}/{en_kasse().pk}/proev")
    assert svar.status_code == 409
    assert "Ingen svarer på 127.0.0.1:1" in tekst(svar)


def test_det_som_ikke_er_mottatt_vises_med_grunn_og_kan_proeves_igjen_eller_avklares():
    melding = en_melding(en_kasse())
    kari = klient("kari")
    side = tekst(kari.get(KANALER))
    assert "større enn grensen" in side
    assert "Mangler 1" in side
    her = f"/forvaltning/frogner/postmeldinger/{melding.pk}"
    assert kari.post(f"{her}/igjen").status_code == 302
    assert kari.post(f"{her}/avklar", {"grunn": " "}).status_code in (409, 422)
    assert kari.post(f"{her}/avklar", {"grunn": "Kommer på papir."}).status_code == 302
    with som("siv", "frogner"):
        assert Postmelding.objects.get().avklart_grunn == "Kommer på papir."
    assert "Mangler" not in tekst(kari.get(KANALER))


@pytest.mark.parametrize("hvem", ["ola", "lise", "tone"])
def test_postkassene_er_for_dem_som_forvalter(hvem: str):
    kasse = en_kasse()
    for adresse in (f"{HER}/ny", f"{HER}/{kasse.pk}/proev", f"{HER}/{kasse.pk}/endre", f"{HER}/{kasse.pk}/lesing"):
        assert klient(hvem).get(adresse).status_code in (403, 404)
