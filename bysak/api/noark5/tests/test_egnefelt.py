"""The register of virksomhetsspesifikke metadata: declared, read, taken out of use."""

import json

import pytest

from bysak.api.noark5.tests.klient import Noark, href
from bysak.arkivstruktur.metadataskjema import hindre_for_metadata, sett_metadata
from bysak.arkivstruktur.models import Mappe
from tests.verden import som

pytestmark = pytest.mark.django_db
NY = "api/metadata/ny-virksomhetsspesifikkeMetadata/"
LISTE = "api/metadata/virksomhetsspesifikkeMetadata/"
FELT = {"navn": "ppt-v1:skoleaar", "type": "string", "beskrivelse": "Skoleåret", "kilde": "Skolesystemet"}


@pytest.mark.parametrize("type_", ["string", "integer", "decimal", "boolean", "date", "datetime", "uri"])
def test_et_felt_erklaeres_leses_og_tas_ut_av_bruk(type_):
    siv = Noark("siv")
    assert siv.hent(NY) == {"_links": {}}
    ny = siv.kall("POST", NY, json.dumps(FELT | {"type": type_}))
    assert ny.status == 201
    assert FELT.items() | {("type", type_)} >= {k: v for k, v in ny.kropp.items() if k in FELT}.items()
    assert siv.hent(ny.hoder["Location"]) == ny.kropp == siv.hent(LISTE)["results"][-1]
    assert siv.kall("DELETE", href(ny.kropp, "self")).status == 204
    assert siv.hent(href(ny.kropp, "self"))["utdatert"] is True


@pytest.mark.parametrize(
    "kropp",
    [{"navn": "Skoleår"}, {"navn": "ppt-v1:"}, {"type": "liste"}, {"type": 1}, {"tull": 1}, {"navn": None}],
)
def test_et_felt_som_ikke_kan_erklaeres_sier_hvorfor(kropp):
    svar = Noark("siv").kall("POST", NY, json.dumps(FELT | kropp))
    assert svar.status in (400, 409)
    assert svar.kropp["feil"]["beskrivelse"]


def test_et_felt_erklaeres_en_gang_av_den_som_administrerer():
    siv, ola = Noark("siv"), Noark("ola")
    assert ola.kall("POST", NY, json.dumps(FELT)).status == 403
    assert siv.kall("POST", NY, json.dumps(FELT)).status == 201
    assert [h["kode"] for h in siv.kall("POST", NY, json.dumps(FELT)).kropp["hindre"]] == ["vsm.finnes"]
    assert Noark("siv", "sagene").hent(LISTE)["count"] == 0


@pytest.mark.parametrize(
    ("type_", "gyldig", "ugyldig"),
    [
        ("decimal", "12.5", "nan"),
        ("datetime", "2026-01-31T10:00:00+01:00", "i går"),
        ("uri", "https://skole.example/1", "skole"),
        ("date", "2026-01-31", "31.1.2026"),
    ],
)
def test_det_som_er_erklaert_gjelder_alt_og_verdiene_proeves(type_, gyldig, ugyldig):
    assert Noark("siv").kall("POST", NY, json.dumps(FELT | {"type": type_})).status == 201
    with som("kari", "frogner") as kari:
        sak = Mappe.objects.filter(avsluttet_dato__isnull=True)[0]
        assert [h.kode for h in hindre_for_metadata(sak, {FELT["navn"]: ugyldig})] == ["vsm.verdi"]
        sak = sett_metadata(sak, verdier={FELT["navn"]: gyldig}, av=kari)
        assert sak.virksomhetsspesifikke_metadata == {FELT["navn"]: gyldig}
