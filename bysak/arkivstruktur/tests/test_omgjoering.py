from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.ekspedering import ekspeder, ferdigstill_journalpost, godkjenn
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer, sett_utgaar
from bysak.arkivstruktur.models import Journalpost, Korrespondansepart, Registrering
from bysak.arkivstruktur.omgjoering import angre, omtyp, tilbakefoer
from bysak.journal.models import OffentligInnfoersel
from bysak.journal.sperre import funn
from bysak.journal.tests.verden import post, publisert, vurdert
from bysak.journal.utvalg import journalposter
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring, Handling
from tests.saker import en_fil, en_sak, et_brev, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def test_et_eget_dokument_gaar_fra_reservert_til_ekspedert_ett_steg_om_gangen():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, type="U")
        Registrering.objects.filter(pk=jp.pk).update(journalstatus="R")
        assert stoppes(ekspeder, jp, av=kari) == {"eksp.status"}
    with som("ola", "frogner") as ola:
        jp = ferdigstill_journalpost(jp, av=ola)
        with pytest.raises(PermissionDenied, match="fordele"):
            godkjenn(jp, av=ola)
    with som("nora", "frogner") as nora:
        jp = godkjenn(jp, av=nora)
        assert stoppes(godkjenn, jp, av=nora) == {"eksp.status"}
        jp = ekspeder(jp, av=nora)
    assert (jp.journalstatus, jp.sendt_dato is not None, jp.foerst_endelig is not None) == ("E", True, True)


def test_arkivet_alene_godkjenner_ikke_for_lederen(kari):
    with pytest.raises(PermissionDenied, match="saksbehandle"):
        godkjenn(et_brev(en_sak(kari), kari, type="U"), av=kari)


@pytest.mark.krav("3.2.30")
def test_det_som_stopper_ekspedering_sies_paa_en_gang(kari):
    sak = en_sak(kari)
    assert stoppes(ekspeder, et_brev(sak, kari), av=kari) == {"eksp.type"}
    jp = et_brev(sak, kari, type="U")
    en_fil(jp, kari, ferdigstilt=False)
    Korrespondansepart.objects.filter(registrering=jp).delete()
    hindre = stoppes(ekspeder, jp, sendt=naa() + timedelta(hours=1), av=kari)
    assert hindre == {"eksp.uferdig", "eksp.uten_mottaker", "eksp.dato_fram"}


def test_angring_gjoer_posten_til_utkast_igjen_med_nummeret_i_behold(kari):
    sak = en_sak(kari)
    inn, ut = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U", journalfoert=True)
    nummer = inn.loepenummer
    assert stoppes(angre, inn, grunn="\u200b", av=kari) == {"tilbake.uten_grunn"}
    inn, ut = angre(inn, grunn="feil avsender", av=kari), angre(ut, grunn="feil", av=kari)
    assert (inn.journalstatus, ut.journalstatus, inn.journaldato, inn.loepenummer) == ("M", "F", None, nummer)
    assert Handling.objects.latest("id").grunn == "feil avsender"
    endre_journalpost(ut, av=kari, tittel="Rettet tittel")
    assert journalfoer(inn, av=kari).journalstatus == "J"


def test_det_som_er_publisert_angres_ikke_verken_med_verb_eller_utenom():
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    publisert()
    with som("kari", "frogner") as kari:
        jp = Journalpost.objects.get(pk=jp.pk)
        assert stoppes(angre, jp, grunn="feil", av=kari) == {"tilbake.publisert"}
        with pytest.raises(DatabaseError, match="aldri etter publisering"), transaction.atomic():
            Registrering.objects.filter(pk=jp.pk).update(journalstatus="M")


def test_en_aerlig_retting_etter_publisering_staar_i_journalen_som_rettet():
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    publisert()
    with som("kari", "frogner") as kari:
        endre_journalpost(Journalpost.objects.get(pk=jp.pk), av=kari, tittel="Merknad til kommuneplanen")
        assert "vurdering_foreldet" in {f.kode for f in funn(journalposter().get(pk=jp.pk))}
    vurdert(jp)
    publisert()
    with som("kari", "frogner"):
        ny = OffentligInnfoersel.objects.get(gjeldende=True, tittel="Merknad til kommuneplanen")
        assert (ny.versjon, ny.rettet) == (2, True)
        assert not OffentligInnfoersel.objects.filter(tittel="Merknad til gatebruksplan").exists()


def test_en_publisert_post_som_settes_til_utgaar_trekkes_fra_journalen():
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    publisert()
    with som("kari", "frogner") as kari:
        sett_utgaar(Journalpost.objects.get(pk=jp.pk), grunn="kom to ganger", av=kari)
    publisert()
    with som("kari", "frogner"):
        assert not OffentligInnfoersel.objects.filter(trukket_tid__isnull=True, tittel__startswith="Merknad").exists()


@pytest.mark.krav("3.2.13", "3.2.14")
def test_en_arkivert_post_foeres_bare_tilbake_til_journalfoert_av_den_som_kvalitetssikrer(kari):
    sak = en_sak(kari)
    jp = arkiver(et_brev(sak, kari, journalfoert=True), av=kari)
    assert stoppes(tilbakefoer, jp, til="M", grunn="x", av=kari) == {"tilbake.status"}
    jp = tilbakefoer(jp, til="J", grunn="arkivert for tidlig", av=kari)
    assert (jp.journalstatus, jp.arkivert_dato, jp.arkivert_av) == ("J", None, "")
    gammel = Endring.objects.filter(objekt_id=str(jp.pk), element="arkivert_dato").latest("id")
    assert gammel.tidligere is not None


@pytest.mark.parametrize("hvem", ["ola", "nora", "siv"])
def test_uten_rett_foeres_ingenting_tilbake(hvem):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, journalfoert=True)
    with som(hvem, "frogner") as av, pytest.raises(PermissionDenied, match="journalføre"):
        angre(jp, grunn="x", av=av)


def test_et_svar_og_det_som_er_avskrevet_blir_staaende_til_avskrivningen_er_opphevet(kari):
    sak = en_sak(kari)
    inn, ut = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U", journalfoert=True)
    avskriv(inn, maate="BU", besvart_av=ut, av=kari)
    assert stoppes(angre, ut, grunn="x", av=kari) == {"tilbake.svar"}
    assert stoppes(angre, inn, grunn="x", av=kari) == {"tilbake.avskrevet"}
    assert stoppes(omtyp, inn, type="U", grunn="x", av=kari) == {"type.avskrivning"}


def test_status_foeres_ikke_tilbake_i_en_avsluttet_sak(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari, journalfoert=True)
    avskriv(jp, maate="TE", av=kari)
    avslutt_saksmappe(sak, av=kari)
    assert stoppes(tilbakefoer, jp, til="J", grunn="x", av=kari) == {"tilbake.sak_avsluttet"}


def test_en_utgaatt_post_hentes_fram_igjen_der_den_var(kari):
    jp = sett_utgaar(et_brev(en_sak(kari), kari, journalfoert=True), grunn="feil", av=kari)
    jp = tilbakefoer(jp, til="J", grunn="den var riktig", av=kari)
    assert (jp.journalstatus, jp.restanse) == ("J", True)
    utkast = sett_utgaar(et_brev(en_sak(kari), kari), grunn="feil", av=kari)
    assert stoppes(tilbakefoer, utkast, til="J", grunn="x", av=kari) == {"tilbake.status"}


@pytest.mark.parametrize(
    ("fra", "til", "parter", "status"),
    [
        ("I", "U", ["EM"], "S"),
        ("U", "I", ["EA"], "M"),
        ("I", "X", ["IA"], "S"),
        ("N", "X", ["IA", "IM"], "F"),
        ("X", "S", ["IA"], "F"),
    ],
)
def test_feil_type_rettes_og_partene_snur_med_den(kari, fra, til, parter, status):
    jp = et_brev(en_sak(kari), kari, type=fra)
    jp = omtyp(jp, type=til, grunn="feilregistrert", av=kari)
    assert (jp.journalposttype, jp.journalstatus, jp.restanse) == (til, status, til in "IN")
    assert sorted(jp.korrespondanseparter.values_list("korrespondanseparttype", flat=True)) == parter


def test_det_som_stopper_en_ny_type_er_det_tvillingen_sier(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    assert stoppes(omtyp, jp, type="I", grunn="", av=kari) == {"type.uten_grunn", "type.samme"}
    assert stoppes(omtyp, jp, type="?", grunn="x", av=kari) == {"type.ukjent"}
    assert stoppes(omtyp, jp, type="N", grunn="x", av=kari) == {"type.uten_part"}
    sendt = et_brev(sak, kari, type="U", journalfoert=True)
    assert stoppes(omtyp, sendt, type="I", grunn="x", av=kari) == {"type.laast"}
    borte = sett_utgaar(et_brev(sak, kari), grunn="feil", av=kari)
    assert stoppes(omtyp, borte, type="U", grunn="x", av=kari) == {"type.utgaar"}
