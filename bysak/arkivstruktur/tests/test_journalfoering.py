from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.dokument import ferdigstill
from bysak.arkivstruktur.journalfoering import (
    arkiver,
    hindre_for_arkivering,
    hindre_for_journalfoering,
    hindre_for_utgaar,
    journalfoer,
    sett_utgaar,
)
from bysak.arkivstruktur.koder import OVERGANGER, Journalstatus
from bysak.arkivstruktur.models import Journalpost, Registrering
from bysak.kjerne.kalender import i_dag
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def test_journalfoering_setter_journaldato_og_husker_at_posten_har_vaert_endelig(kari):
    jp = et_brev(en_sak(kari), kari, journalfoert=True)
    jp = Journalpost.objects.get(pk=jp.pk)
    assert (jp.journalstatus, jp.journaldato) == ("J", i_dag())
    assert jp.foerst_endelig is not None
    assert stoppes(journalfoer, jp, av=kari) == koder(hindre_for_journalfoering(jp)) == {"jf.status"}


@pytest.mark.krav("3.2.30")
def test_et_uferdig_dokument_stopper_journalfoering_og_arkivering(kari):
    jp = et_brev(en_sak(kari), kari)
    fil = en_fil(jp, kari, ferdigstilt=False)
    assert stoppes(journalfoer, jp, av=kari) == koder(hindre_for_journalfoering(jp)) == {"jf.uferdig"}
    ferdigstill(fil.dokumentbeskrivelse, av=kari)
    jp = journalfoer(jp, av=kari)
    assert stoppes(en_fil, jp, kari, ferdigstilt=False) == {"dok.uferdig"}
    assert not stoppes(arkiver, jp, av=kari)
    assert not koder(hindre_for_arkivering(jp))


def test_det_som_mangler_i_journalen_sies_samlet(kari):
    jp = et_brev(en_sak(kari), kari)
    jp.korrespondanseparter.all().delete()
    Registrering.objects.filter(pk=jp.pk).update(tittel="", mottatt_dato=None, dokumentets_dato=None)
    jp = Journalpost.objects.get(pk=jp.pk)
    venter = {"jf.uten_tittel", "jf.uten_part", "jf.uten_dato"}
    assert koder(hindre_for_journalfoering(jp)) == stoppes(journalfoer, jp, av=kari) == venter


def test_journaldatoen_kan_verken_ligge_fram_i_tid_eller_foer_dokumentet(kari):
    jp = et_brev(en_sak(kari), kari)
    assert stoppes(journalfoer, jp, av=kari, dato=i_dag() + timedelta(days=1)) == {"jf.journaldato_fram"}
    Registrering.objects.filter(pk=jp.pk).update(dokumentets_dato=i_dag())
    assert stoppes(journalfoer, jp, av=kari, dato=i_dag() - timedelta(days=1)) == {"jf.dato_fram"}


@pytest.mark.krav("3.2.13", "3.2.18", "3.1.2")
def test_arkivering_stempler_og_gaar_bare_fra_journalfoert(kari):
    jp = et_brev(en_sak(kari), kari)
    assert stoppes(arkiver, jp, av=kari) == koder(hindre_for_arkivering(jp)) == {"ark.status"}
    jp = arkiver(journalfoer(jp, av=kari), av=kari)
    assert (jp.journalstatus, jp.arkivert_av) == ("A", "Kari Tveitmo")
    assert jp.arkivert_dato is not None


def test_en_feilregistrering_settes_til_utgaar_med_grunn_og_beholder_nummeret(kari):
    jp = et_brev(en_sak(kari), kari, journalfoert=True)
    for grunn in ("", "  ", "\u200b"):
        assert stoppes(sett_utgaar, jp, grunn=grunn, av=kari) == {"utgaar.uten_grunn"}
        assert koder(hindre_for_utgaar(jp, grunn)) == {"utgaar.uten_grunn"}
    etter = sett_utgaar(jp, grunn="dobbelt", av=kari)
    assert (etter.journalsekvensnummer, etter.restanse) == (jp.journalsekvensnummer, False)
    assert stoppes(sett_utgaar, jp, grunn="igjen", av=kari) == {"utgaar.status"}


@pytest.mark.parametrize("hvem", ["ola", "nora", "siv", "maja"])
def test_bare_arkivtjenesten_journalfoerer(hvem):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
    with som(hvem, "frogner") as av:
        for verb in (
            lambda: journalfoer(jp, av=av),
            lambda: arkiver(jp, av=av),
            lambda: sett_utgaar(jp, grunn="x", av=av),
        ):
            with pytest.raises(PermissionDenied, match="rett til å journalføre"):
                verb()


def test_hver_overgang_gaar_mellom_statuser_som_finnes_og_arkivert_og_utgaar_er_slutten():
    graf = OVERGANGER[Journalstatus]
    assert set(graf) == set(Journalstatus.values)
    assert set().union(*graf.values()) <= set(Journalstatus.values)
    assert graf["A"] == graf["U"] == frozenset()
