import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from bysak.arkivstruktur.models import Mappe, Saksmappe
from bysak.kjerne.arbeid import UtenArbeid, arbeid, gjeldende, gjeldende_virksomhet, i_arbeid, laas, utfoerende
from bysak.kjerne.models import Handling
from tests.saker import en_sak
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db


def rollen() -> tuple[str, str]:
    with connection.cursor() as peker:
        peker.execute("select current_user, coalesce(current_setting('bysak.arbeid', true), '')")
        rolle, erklaering = peker.fetchone()
        return str(rolle), str(erklaering)


def test_et_arbeid_skriver_i_en_virksomhet_eller_leser_flere_aldri_begge():
    kari, frogner = aktoer("kari"), virksomhet("frogner")
    with pytest.raises(RuntimeError, match="aldri begge"), arbeid(som=kari, i=frogner, leser=[frogner]):
        pass
    with pytest.raises(RuntimeError, match="aldri begge"), arbeid(som=kari):
        pass


def test_et_arbeid_inne_i_et_annet_nektes_og_det_ytre_staar():
    with som("kari", "frogner") as kari:
        with pytest.raises(RuntimeError, match="alt åpent"), arbeid(som=kari, i=virksomhet("sagene")):
            pass
        assert gjeldende_virksomhet() == virksomhet("frogner").pk
        assert rollen()[0] == "bysak_virksomhet"


def test_utenfor_arbeid_er_ingen_noen():
    assert not i_arbeid()
    assert utfoerende() == ""
    with pytest.raises(UtenArbeid):
        gjeldende()
    with arbeid(som=aktoer("kari"), leser=[virksomhet("frogner")]), pytest.raises(UtenArbeid, match="kan ikke skrive"):
        gjeldende_virksomhet()


@pytest.mark.parametrize("feiler", [False, True])
def test_etter_arbeidet_er_forbindelsen_tilbake_til_ingenting(feiler):
    try:
        with som("kari", "frogner"):
            assert rollen()[0] == "bysak_virksomhet"
            if feiler:
                raise ValueError
    except ValueError:
        pass
    assert rollen() == ("bysak_app", "")
    assert not i_arbeid()


def test_det_som_ble_gjort_foer_en_feil_er_borte():
    with pytest.raises(ValueError, match="midt i"), som("kari", "frogner") as kari:  # noqa: PT012
        en_sak(kari, tittel="Halvferdig sak")
        raise ValueError("midt i")
    with som("kari", "frogner"):
        assert not Saksmappe.objects.filter(tittel="Halvferdig sak").exists()


def test_etter_tilbakerulling_til_et_lagringspunkt_staar_rollen_og_seglet():
    with som("kari", "frogner"):
        with pytest.raises(ValueError, match="x"), transaction.atomic():  # noqa: PT012
            with connection.cursor() as peker:
                peker.execute("set local role none")
            raise ValueError("x")
        assert rollen()[0] == "bysak_virksomhet"
        assert Saksmappe.objects.exists()


def test_hvem_som_handler_foelger_traaden_og_ikke_prosessen():
    with som("kari", "frogner"), ThreadPoolExecutor(1) as annen:
        assert annen.submit(i_arbeid).result() is False


def test_styretegn_i_grunnen_stopper_ingenting_og_en_usynlig_grunn_er_ingen():
    frogner, kari = virksomhet("frogner"), aktoer("kari")
    with arbeid(som=kari, i=frogner, verb="v", grunn="Feil\x00 sak\u202e\ud800", overstyring="\u200b\x00"):
        en_sak(kari)
        handling = Handling.objects.latest("id")
        assert (handling.grunn, handling.overstyring) == ("Feil sak\ufffd", "")


def test_for_lange_navn_paa_handling_og_foresporsel_stopper_ikke_handlingen():
    from bysak.kjerne.arbeid import foresporsel_id

    merke = foresporsel_id.set("x" * 500)
    try:
        with arbeid(som=aktoer("kari"), i=virksomhet("frogner"), verb="v" * 500) as a:
            en_sak(a.aktoer)
            handling = Handling.objects.latest("id")
            assert (len(handling.verb), len(handling.foresporsel)) == (80, 40)
    finally:
        foresporsel_id.reset(merke)


def test_laas_leser_raden_paa_nytt_og_holder_den():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        Mappe.objects.filter(pk=sak.pk).update(beskrivelse="endret av en annen")
        assert laas(sak).beskrivelse == "endret av en annen"


def test_en_annens_rad_kan_ikke_laases():
    with som("kari", "sagene"):
        fremmed = Saksmappe.objects.all()[0]
    with som("kari", "frogner"), pytest.raises(Saksmappe.DoesNotExist):
        laas(fremmed)


def test_erklaeringen_sier_paa_hvis_vegne_arkivtjenesten_handler():
    with som("kari", "frogner"), connection.cursor() as peker:
        peker.execute("select vern.arbeid()::text")
        erklaering = json.loads(peker.fetchone()[0])
        assert erklaering["t"] == virksomhet("byarkivet").pk
        assert erklaering["v"] == virksomhet("frogner").pk


def test_ingen_verb_gjoeres_paa_en_annens_vegne_enn_den_som_aapnet_arbeidet():
    ola = aktoer("ola")
    with som("kari", "frogner"), pytest.raises(PermissionDenied, match="åpnet arbeidet"):
        en_sak(ola)
