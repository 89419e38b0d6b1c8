"""What the pages say of a mail: its kind, a suggestion to press, the messages inside it, and the address of a case."""

import pytest
from django.test import Client

from bysak.klienter.tests.outlookfiler import melding, msg, ole
from bysak.mottak.models import Utfall
from bysak.mottak.saksadresse import saksadresse
from bysak.mottak.tests.brev import aapen_sak, brev, motta_og_les, rad_naa
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nSUMMARY:Befaring\r\nEND:VEVENT\r\nEND:VCALENDAR"


@pytest.fixture
def kari(client: Client) -> Client:
    client.force_login(bruker("kari"))
    return client


def test_et_autosvar_vises_med_merke_og_legges_bort_med_ett_trykk(kari: Client) -> None:
    rad = motta_og_les(b"Auto-Submitted: auto-replied\r\n" + brev("Fraværsmelding"))
    for adresse in (f"/mottak/frogner/{rad.pk}", f"/mottak?valgt={rad.pk}"):
        side = kari.get(adresse).content.decode()
        assert "Fraværsmelding</span>" in side
        assert "Forslag: ikke journalpliktig. Automatisk svar uten innhold." in side
    kari.post(f"/mottak/frogner/{rad.pk}/utfall", {"utfall": "ikke_journalpliktig", "grunnkode": "automatisk"})
    assert rad_naa(rad).utfall == Utfall.IKKE_JOURNALPLIKTIG
    assert "Forslag: ikke journalpliktig" not in kari.get(f"/mottak/frogner/{rad.pk}").content.decode()


def test_en_vanlig_epost_har_ingen_merker(kari: Client) -> None:
    rad = motta_og_les(brev("Søknad"))
    assert "Forslag: ikke journalpliktig" not in kari.get(f"/mottak/frogner/{rad.pk}").content.decode()


def test_meldinger_og_innkallinger_i_vedlegg_kan_leses_i_siden(kari: Client) -> None:
    indre = brev("Opprinnelig", "Det <b>første</b> brevet")
    outlook = ole(msg(melding("Fra Outlook", "Teksten i den")))
    rad = motta_og_les(
        brev(
            "Videresendt",
            vedlegg=(
                ("a.eml", "application/octet-stream", indre),
                ("b.msg", "application/octet-stream", outlook),
                ("c.ics", "text/calendar", ICS),
            ),
        )
    )
    sider = [kari.get(f"/mottak/frogner/{rad.pk}?vis={nr}").content.decode() for nr in (1, 2, 3)]
    assert "Emne: Opprinnelig" in sider[0]
    assert "Det &lt;b&gt;første&lt;/b&gt; brevet" in sider[0]
    assert "Fra: Ebba Lønnfjell &lt;ebba@lonnfjell.example&gt;" in sider[1]
    assert "Teksten i den" in sider[1]
    assert "AVLYST MØTE\nHva: Befaring" in sider[2]


def test_originalen_av_en_outlook_melding_lastes_ned_som_msg(kari: Client) -> None:
    rad = motta_og_les(ole(msg(melding("Klage", "Hei"))))
    svar = kari.get(f"/mottak/frogner/{rad.pk}/original")
    assert svar["Content-Disposition"] == 'attachment; filename="klage.msg"'


def test_saken_viser_sin_egen_adresse_med_knapp_for_aa_kopiere(kari: Client) -> None:
    with som("kari", "frogner"):
        sak = aapen_sak()
        funnet = saksadresse(sak)
    assert funnet is not None
    side = kari.get(f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}").content.decode()
    for verdi in (funnet.adresse, funnet.direkte, funnet.kode):
        assert f'data-kopier="{verdi}"' in side
