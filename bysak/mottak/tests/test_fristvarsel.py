"""Warning in time: once for each item and state of the clock, to those who have it or have asked, and no others."""

from datetime import datetime, timedelta

import pytest

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.klienter.utpost import Tjener
from bysak.mottak.fristvarsel import varsle_om_frister
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les
from bysak.mottak.tests.bunker import frogners_arkivar
from bysak.mottak.tildeling import ta
from bysak.mottak.utfall import ikke_journalpliktig
from bysak.organisasjon.models import Bruker, Fristvarsel
from bysak.organisasjon.personer import velg_fristvarsel
from bysak.organisasjon.tilgang import prosessaktoer
from bysak.saksbehandling.models import Varsel
from bysak.saksbehandling.varsling import brevet
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

# A working day: due 15.45, and a quarter of it is left from about two o'clock.
MORGEN = datetime(2026, 11, 19, 8, 30, tzinfo=OSLO)
SNART, OVER = MORGEN.replace(hour=14, minute=30), MORGEN.replace(hour=15, minute=46)
SAGENE = "postmottak@sagene.bysak.example"


@pytest.fixture(autouse=True)
def utpost(settings) -> None:
    """Mail is on: Kari and Ola have addresses, and Ola receives in Frogner alone. Kari wants to know of the queue."""
    settings.BYSAK_UTPOST = Tjener("127.0.0.1", 1)
    with med_klokke(MORGEN):
        frogners_arkivar("ola")
    with som("siv", "byarkivet"):
        for navn in ("kari", "ola"):
            Bruker.objects.filter(brukernavn=navn).update(epost=f"{navn}@bysak.example")
    velg_fristvarsel(Fristvarsel.KOE, av=aktoer("kari"))


def kommet(emne: str = "Et brev", til: str = FROGNER) -> Innkomst:
    with med_klokke(MORGEN):
        return motta_og_les(brev(emne), til=til)


def holdt(rad: Innkomst, hvem: str, tid: datetime) -> Innkomst:
    with med_klokke(tid), som(hvem, "frogner", "ta") as av:
        return ta(rad, av=av)


def fortalt(tid: datetime) -> list[tuple[str, str]]:
    """Who is told what when the job runs at this time."""
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet("frogner").pk, virksomhet("sagene").pk]):
        foer = list(Varsel.objects.values_list("pk", flat=True))
    varsle_om_frister(tid)
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet("frogner").pk, virksomhet("sagene").pk]):
        nye = Varsel.objects.exclude(pk__in=foer).order_by("emne", "mottaker__brukernavn")
        return [(v.mottaker.brukernavn, v.emne) for v in nye.select_related("mottaker")]


def test_hver_innkomst_varsles_en_gang_foer_fristen_og_en_gang_naar_den_er_ute():
    for emne in ("Hemmelig en", "Hemmelig to"):
        kommet(emne)
    assert fortalt(MORGEN.replace(hour=12)) == []
    assert fortalt(SNART) == [("kari", "Frist kl. 15.45 i mottaket til Bydel Frogner: 2")]
    assert fortalt(SNART + timedelta(minutes=5)) == []
    kommet("Hemmelig tre")
    assert fortalt(SNART + timedelta(minutes=10)) == [("kari", "Frist kl. 15.45 i mottaket til Bydel Frogner: 1")]
    assert fortalt(OVER) == [("kari", "Over fristen i mottaket til Bydel Frogner: 3")]
    assert fortalt(OVER + timedelta(days=1)) == []


def test_e_posten_har_tallet_og_hvor_det_staar_og_aldri_hva_det_gjelder():
    kommet("Hemmelig")
    fortalt(SNART)
    with som("siv", "frogner"):
        sendt = brevet(Varsel.objects.select_related("mottaker").get(slag="frist"))
    assert "/mottak?visning=i_dag&bydel=frogner" in sendt.get_content()
    assert "Hemmelig" not in sendt.as_string()


def test_den_som_har_tatt_den_faar_beskjeden_og_ikke_de_andre():
    rad = kommet()
    velg_fristvarsel(Fristvarsel.EGNE, av=aktoer("ola"))
    holdt(rad, "ola", SNART)
    assert fortalt(SNART) == [("ola", "Frist kl. 15.45 i mottaket til Bydel Frogner: 1")]
    # Ola has let go of it by staying away: now it is anybody's.
    assert fortalt(OVER) == [("kari", "Over fristen i mottaket til Bydel Frogner: 1")]


def test_ingen_varsles_uten_aa_ha_bedt_om_det_og_bare_der_de_tar_imot():
    velg_fristvarsel(Fristvarsel.AV, av=aktoer("kari"))
    velg_fristvarsel("tull", av=aktoer("kari"))
    kommet()
    kommet(til=SAGENE)
    assert fortalt(SNART) == []
    velg_fristvarsel(Fristvarsel.KOE, av=aktoer("ola"))
    assert fortalt(SNART) == [("ola", "Frist kl. 15.45 i mottaket til Bydel Frogner: 1")]


def test_den_som_har_tatt_den_uten_aa_ville_vite_noe_forstyrres_ikke_og_andre_heller_ikke():
    holdt(kommet(), "ola", SNART)
    assert fortalt(SNART) == []


def test_det_som_er_ferdig_varsles_ikke():
    rad = kommet()
    with med_klokke(SNART), som("kari", "frogner", "ikke_journalpliktig") as av:
        ikke_journalpliktig(rad, grunnkode="reklame", av=av)
    assert fortalt(OVER) == []


def test_uten_en_tjener_bestilles_ingenting(settings):
    kommet()
    settings.BYSAK_UTPOST = None
    assert fortalt(SNART) == []
