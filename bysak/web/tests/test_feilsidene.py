"""An error page says what to do, who can help, and the number that the log has too."""

import pytest

from bysak.web.tests.test_profil import inne

pytestmark = pytest.mark.django_db
NUMMER = "abcdef0123456789"


def test_nei_sier_hvem_som_kan_gi_tilgang_og_nummeret_som_staar_i_loggen() -> None:
    svar = inne("ola").get("/forvaltning/frogner/folk", headers={"X-Request-ID": NUMMER})
    tekst = svar.content.decode()
    assert (svar.status_code, svar.headers["X-Request-ID"]) == (403, NUMMER)
    assert "kan gi deg tilgang" in tekst
    assert NUMMER in tekst
    assert f"feil={NUMMER}" in tekst
    assert NUMMER in inne("ola").get(f"/meld-fra?feil={NUMMER}").content.decode()


def test_det_som_ikke_finnes_har_ikke_noe_nummer_som_skiller_det_fra_det_en_ikke_ser() -> None:
    lise = inne("lise")
    fremmed, borte = (lise.get(a).content for a in ("/saker/frogner/2026/1", "/saker/frogner/2026/99999"))
    assert fremmed.replace(b"/1", b"") == borte.replace(b"/99999", b"")
    assert b"Meld fra" in borte
    assert b"Feilnummer" not in borte
