"""The first days: steps that are ticked off by what is truly done, put away and found again."""

import pytest

from bysak.web.tests.test_meld_fra import melder
from bysak.web.tests.test_profil import inne

pytestmark = pytest.mark.django_db
SIDEN, VIS, LINJEN = "/kom-i-gang", "/kom-i-gang/vis", "Ny her?"


def test_et_steg_krysses_av_foerst_naar_det_er_gjort() -> None:
    ola = inne("ola")
    assert "0 av" in ola.get(SIDEN).content.decode()
    melder(ola)
    ola.post("/min/profil/utseende", {"tema": "morkt"})
    tekst = ola.get(SIDEN).content.decode()
    assert "2 av" in tekst
    assert tekst.count('class="gjort"') == 2
    assert "0 av" in inne("lise").get(SIDEN).content.decode()


@pytest.mark.parametrize(
    ("brukernavn", "steg"),
    [("kari", "Ta den neste i Mottak"), ("even", "Publiser en dag"), ("nora", "Fordel et brev"),
     ("maja", "Vurder om et brev er offentlig"), ("siv", "Gi noen en rolle"), ("ola", "Opprett en sak")],
)  # fmt: skip
def test_hver_rolle_har_sine_egne_steg(brukernavn: str, steg: str) -> None:
    klient = inne(brukernavn)
    tekst = klient.get(SIDEN).content.decode()
    assert steg in tekst
    assert 4 <= tekst.count('class="komigang__nr') <= 6


def test_linjen_staar_paa_forsiden_til_den_legges_bort_og_kan_hentes_fram() -> None:
    ola = inne("ola")
    assert LINJEN in ola.get("/min").content.decode()
    assert LINJEN not in ola.get("/saker").content.decode()
    assert ola.post(VIS, {"vis": "nei", "neste": "/min"}).headers["Location"] == "/min"
    assert LINJEN not in ola.get("/min").content.decode()
    assert LINJEN in inne("lise").get("/min").content.decode()
    ola.post(VIS, {"vis": "ja", "neste": SIDEN})
    assert LINJEN in ola.get("/min").content.decode()
