"""The reference folder of real and broken mails: all go in, none is lost, each is readable or says why it is not."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from bysak.kjerne import forhaandsvisning, lager
from bysak.mottak import innkomst
from bysak.mottak.innkomst import motta
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Utfall
from bysak.mottak.tests.brev import FROGNER, rad_naa, rader

MAPPE = Path(__file__).parents[3].parent / "shared" / "data" / "epost"
FILER = sorted(fil for fil in MAPPE.rglob("*") if fil.is_file())

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.treg,
    pytest.mark.skipif(not FILER, reason="Prøveposten (shared/data/epost ved siden av prosjektet) er ikke her."),
]


def test_alle_gaar_inn_ingen_gaar_tapt_og_hver_har_hoeyst_ett_utfall():
    foer = {rad.pk for rad in rader("frogner")}
    innhold = [fil.read_bytes() for fil in FILER]
    for raa in innhold:
        (rad,) = motta(raa, til_adresser=[FROGNER])
        les_inn(rad.virksomhet_id or 0, rad.pk)
    inne = [rad for rad in rader("frogner") if rad.pk not in foer]
    assert {rad.raa_sjekksum for rad in inne} == {hashlib.sha256(raa).hexdigest() for raa in innhold}
    assert sum(rad.leveringer for rad in inne) == len(FILER)
    assert set(Counter(rad.utfall for rad in inne)) <= {"", Utfall.DUPLIKAT, Utfall.KARANTENE}
    for rad in inne:
        assert rad.lest_tid is not None
        assert lager.kontroller("frogner", rad.raa_sjekksum)
        assert all(lager.kontroller("frogner", vedlegg.sjekksum) for vedlegg in rad.vedlegg.all())
        assert rad.lesefeil or rad.tekst.strip() or rad.vedlegg.all() or rad.merknader
        assert not set(rad.emne + rad.avsender_navn) & set(map(chr, range(32)))


@pytest.mark.parametrize("fil", FILER, ids=[fil.name for fil in FILER])
def test_hver_av_dem_kan_vises_igjen_fra_originalen(fil: Path):
    (rad,) = motta(fil.read_bytes(), til_adresser=[FROGNER])
    les_inn(rad.virksomhet_id or 0, rad.pk)
    lest = innkomst.les_paa_nytt(rad_naa(rad))
    if lest.html:
        assert "<script" not in forhaandsvisning.html_trygg(lest.html)
