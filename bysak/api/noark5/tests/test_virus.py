"""A file from a client is scanned before it becomes a document; without an answer nothing does."""

from collections.abc import Iterator

import pytest

from bysak.api.noark5.tests.klient import href
from bysak.api.noark5.tests.test_klientene_skriver import PDF, alma, raa
from bysak.klienter.clamd import Clamd
from bysak.klienter.tests.en_clamd import FUNN, SMITTE, STREAM_MAKS, en_clamd

__all__ = ["alma"]
pytestmark = [pytest.mark.django_db, pytest.mark.trenger("clamd")]


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    with en_clamd() as (skanner, _prosess):
        yield skanner


def test_en_fil_med_virus_avvises_baade_hel_og_i_deler_og_en_ren_tas_imot(alma, settings, clamd: Clamd):
    settings.BYSAK_CLAMD = clamd
    objekt = alma.dokumentobjekt()
    fil, syk = href(objekt, "arkivstruktur/fil/"), PDF + SMITTE
    hel = raa(alma, "POST", fil, syk)
    assert (hel.status_code, FUNN in hel.json()["feil"]["beskrivelse"]) == (422, True)
    stor = {"X-Upload-Content-Type": "application/pdf", "X-Upload-Content-Length": str(len(syk))}
    sted = raa(alma, "POST", fil, **stor)["Location"]
    i_deler = raa(alma, "PUT", sted, syk, **{"Content-Range": f"0-{len(syk) - 1}/{len(syk)}"})
    assert (i_deler.status_code, alma.hent(href(objekt, "self"))) == (422, objekt)
    for_stor = raa(alma, "POST", fil, PDF + b"0" * STREAM_MAKS)
    assert (for_stor.status_code, "se inn i filen" in for_stor.json()["feil"]["beskrivelse"]) == (422, True)
    assert raa(alma, "POST", fil, PDF).status_code == 201


def test_naar_skanneren_er_borte_tas_ingenting_imot_og_det_sies_at_det_gaar_over(alma, settings, tmp_path):
    settings.BYSAK_CLAMD = Clamd(sti=str(tmp_path / "finnes-ikke"))
    objekt = alma.dokumentobjekt()
    svar = raa(alma, "POST", href(objekt, "arkivstruktur/fil/"), PDF)
    assert (svar.status_code, svar["Retry-After"], alma.hent(href(objekt, "self"))) == (503, "60", objekt)
    settings.BYSAK_CLAMD = None
    assert raa(alma, "POST", href(objekt, "arkivstruktur/fil/"), PDF).status_code == 201
