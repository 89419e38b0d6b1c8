from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from bysak.arkivstruktur.models import Mappe, Registrering, Saksmappe
from bysak.kjerne.arbeid import UtenArbeid, arbeid
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Rolle, Rolletildeling, Tilgangsklasse, Tilgangsmedlem
from bysak.organisasjon.tilgang import (
    RETTER,
    Rett,
    aktoer_for,
    gyldige_roller,
    hvem_ser,
    hvorfor,
    kan,
    klasse_for,
    krev,
    krev_innsyn,
    prosessaktoer,
    ser,
    synlig_q,
)
from tests.saker import en_sak, et_brev
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def gi(navn: str, rolle: str = "saksbehandler", **valg) -> Rolletildeling:
    with som("siv", "frogner"):
        return Rolletildeling.objects.create(bruker=bruker(navn), rolle=rolle, **{"fra_dato": i_dag()} | valg)


@pytest.mark.krav("4.5.29", "4.5.30", "4.3.3")
def test_en_rolle_gjelder_fra_og_med_foerste_til_og_med_siste_dag():
    dag = i_dag()
    gi("lise", "leder", fra_dato=dag + timedelta(days=1), til_dato=dag + timedelta(days=2))
    frogner = virksomhet("frogner").pk
    for forskyvning, har in ((0, False), (1, True), (2, True), (3, False)):
        lise = aktoer_for(bruker("lise"), dag + timedelta(days=forskyvning))
        assert kan(lise, Rett.AVSLUTTE, frogner) is har, forskyvning
        assert (frogner in lise.virksomheter) is har
    assert not aktoer_for(bruker("lise"), dag.replace(year=1999)).roller


def test_den_som_er_sperret_har_ingen_roller():
    with som("siv", "byarkivet"):
        Bruker.objects.filter(brukernavn="ola").update(is_active=False)
    assert aktoer("ola").roller == ()
    assert not gyldige_roller(bruker("ola")).exists()


@pytest.mark.parametrize("rett", list(Rett))
def test_hver_rett_har_noen_og_ingen_har_alle(rett):
    assert any(rett in retter for retter in RETTER.values())
    assert set(RETTER) == set(Rolle)
    assert not any(set(Rett) <= retter for retter in RETTER.values())


def test_den_som_vurderer_publiserer_ikke():
    assert not any({Rett.VURDERE, Rett.PUBLISERE} <= retter for retter in RETTER.values())


def test_en_rett_gjelder_bare_der_rollen_er():
    with som("lise", "frogner") as lise:
        assert not any(kan(lise, rett) for rett in Rett)
        assert kan(lise, Rett.SAKSBEHANDLE, virksomhet("sagene").pk)
        with pytest.raises(PermissionDenied, match="ikke rett til å saksbehandle her"):
            krev(lise, Rett.SAKSBEHANDLE)


def test_en_av_flere_retter_er_nok_men_det_maa_vaere_rette_person():
    with som("ola", "frogner") as ola:
        krev(ola, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
        with pytest.raises(PermissionDenied, match="registrere"):
            krev(ola, Rett.REGISTRERE, Rett.JOURNALFOERE)
        with pytest.raises(PermissionDenied, match="åpnet arbeidet"):
            krev(replace(ola, bruker_id=bruker("kari").pk), Rett.REGISTRERE, Rett.SAKSBEHANDLE)


def test_utenfor_et_arbeid_er_det_ingen_rett_aa_spoerre_om():
    with pytest.raises(UtenArbeid):
        krev(aktoer("kari"), Rett.LESE)
    kari = aktoer("kari")
    with arbeid(som=kari, leser=[virksomhet("frogner")]), pytest.raises(UtenArbeid, match="kan ikke skrive"):
        krev(kari, Rett.LESE)


@pytest.mark.parametrize("navn", ["mottak", "jobb"])
def test_prosessene_faar_bare_ta_imot_og_lese(navn):
    prosess = prosessaktoer(navn)
    assert len(prosess.virksomheter) == 16
    for kode in ("byarkivet", "frogner"):
        assert {r for r in Rett if kan(prosess, r, virksomhet(kode).pk)} == {Rett.LESE, Rett.MOTTA}
    with arbeid(som=prosess, i=virksomhet("frogner")):
        with pytest.raises(PermissionDenied):
            en_sak(prosess)
        assert not Saksmappe.objects.filter(synlig_q(prosess), tilgangsklasse__kode="KL").exists()
    with pytest.raises(Bruker.DoesNotExist):
        prosessaktoer("kari")


@pytest.mark.krav("4.5.1", "4.5.2")
def test_liste_antall_enkeltobjekt_og_forklaring_sier_det_samme():
    with som("nora", "frogner") as nora:
        saker = [en_sak(nora), en_sak(nora, klasse="400"), en_sak(nora, klasse="110")]
        for sak in saker:
            et_brev(sak, nora)
    for hvem, antall in (("nora", 3), ("ola", 1), ("ingvild", 1), ("kari", 3), ("lise", 0)):
        with som(hvem, "frogner") as av:
            synlige = set(Saksmappe.objects.filter(synlig_q(av), pk__in=[s.pk for s in saker]))
            assert len(synlige) == antall, hvem
            for sak in Saksmappe.objects.filter(pk__in=[s.pk for s in saker]):
                assert ser(av, sak) is (sak in synlige)
                assert hvorfor(av, sak).startswith("Skjermet med") is (sak not in synlige and sak != saker[0])
                assert (bruker(hvem) in hvem_ser(sak)) is (sak in synlige), (hvem, sak)
            poster = Registrering.objects.filter(synlig_q(av, "mappe__"), synlig_q(av), mappe__in=saker)
            assert poster.count() == antall


def test_klarering_i_en_enhet_gjelder_den_enheten_og_uten_enhet_alle():
    with som("siv", "frogner"):
        helse = AdministrativEnhet.objects.get(navn="Helse og mestring")
        oppvekst = AdministrativEnhet.objects.get(navn="Oppvekst")
    with som("nora", "frogner") as nora:
        i_helse, i_oppvekst = en_sak(nora, klasse="400", enhet=helse), en_sak(nora, klasse="320", enhet=oppvekst)
    with som("ingvild", "frogner") as ingvild:
        assert (ser(ingvild, i_helse), ser(ingvild, i_oppvekst)) == (True, False)
    gi("tone", tilgangskoder=["KL"])
    with som("tone", "frogner") as tone:
        assert (ser(tone, i_helse), ser(tone, i_oppvekst)) == (True, True)


def test_den_som_er_navngitt_ser_saa_lenge_rollen_varer():
    with som("nora", "frogner") as nora:
        sak = en_sak(nora, klasse="400")
        klasse = Tilgangsklasse.objects.create(art="personer", navn="De som kjenner saken")
        for navn in ("ola", "lise"):
            Tilgangsmedlem.objects.create(klasse=klasse, bruker=bruker(navn))
        Mappe.objects.filter(pk=sak.pk).update(ser_ogsaa=klasse)
        sak = Saksmappe.objects.get(pk=sak.pk)
        assert bruker("ola") in hvem_ser(sak)
        assert bruker("lise") not in hvem_ser(sak)
    with som("ola", "frogner") as ola:
        assert ser(ola, sak)
        assert hvorfor(ola, sak) == "Du er navngitt på denne."
        assert Mappe.objects.filter(synlig_q(ola), pk=sak.pk).exists()
        krev_innsyn(ola, sak)
        Mappe.objects.filter(pk=sak.pk).update(tilgangsklasse=klasse, ser_ogsaa=None)
        sak = Saksmappe.objects.get(pk=sak.pk)
        assert hvorfor(ola, sak) == "Du er navngitt på denne."
    with som("lise", "frogner") as lise:  # named, but without a role here
        assert not ser(lise, sak)
        assert not Mappe.objects.filter(synlig_q(lise)).exists()
        assert "navngitte" in hvorfor(lise, sak)
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            krev_innsyn(lise, sak)


def test_en_klasse_som_blir_til_underveis_virker_med_en_gang():
    with som("kari", "frogner") as kari:
        assert Mappe.objects.filter(synlig_q(kari)).exists()
        AdministrativEnhet.objects.create(navn="Helt ny enhet")
        sak = en_sak(kari, klasse="110", enhet=AdministrativEnhet.objects.get(navn="Helt ny enhet"))
        assert et_brev(sak, kari).mappe_id == sak.pk
        assert klasse_for("P", sak.administrativ_enhet_id) == sak.tilgangsklasse


def test_administratoren_kommer_til_men_det_staar_i_loggen_hvem_det_var():
    with som("nora", "frogner") as nora:
        sak = en_sak(nora, klasse="400")
    with som("siv", "frogner") as siv:
        krev_innsyn(siv, sak)


def test_synligheten_regnes_ut_en_gang_per_arbeid():
    with som("kari", "frogner") as kari:
        synlig_q(kari)
        foer = len(connection.queries_log)
        for _ in range(10):
            synlig_q(kari)
            ser(kari, Mappe.objects.none().first() or Saksmappe(tilgangsklasse_id=1))
        assert len(connection.queries_log) == foer
