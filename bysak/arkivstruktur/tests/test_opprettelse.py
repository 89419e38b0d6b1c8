from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.models import Arkivdel, Klasse, Klassifikasjonssystem, Mappe, Saksmappe
from bysak.arkivstruktur.opprettelse import (
    NyPart,
    hindre_for_journalpost,
    hindre_for_saksmappe,
    opprett_journalpost,
    opprett_saksmappe,
)
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag, naa
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def felt(**endret: Any) -> dict[str, Any]:
    return {
        "tittel": "En sak",
        "klasse": Klasse.objects.get(klasse_id="200"),
        "enhet": AdministrativEnhet.objects.order_by("navn").first(),
        "saksansvarlig": bruker("ola"),
    } | endret


@pytest.mark.krav("2.2.2")
def test_ingen_enheter_deler_identifikasjon_og_den_kan_ikke_gis_bort(kari):
    sak, annen = en_sak(kari), en_sak(kari)
    ider = [sak.pk, annen.pk, et_brev(sak, kari).pk, *Klasse.objects.values_list("pk", flat=True)]
    assert len(set(ider)) == len(ider)
    for felt_, verdi in ({"system_id": annen.pk}, "duplicate|aldri"), ({"mappe_id": annen.mappe_id}, "aldri"):
        with pytest.raises(DatabaseError, match=verdi), transaction.atomic():
            Mappe.objects.filter(pk=sak.pk).update(**felt_)
    sak.pk, sak.mappe_id, sak.sakssekvensnummer = None, annen.mappe_id, annen.sakssekvensnummer
    with pytest.raises(IntegrityError), transaction.atomic():
        sak.save(force_insert=True)


def test_en_ny_sak_faar_klassens_tilgang_og_forbud_mot_nett(kari):
    barnevern = en_sak(kari, klasse="320")
    aapen = en_sak(kari)
    assert (barnevern.aldri_paa_nett, barnevern.tilgangsklasse.kode_id) == (True, "KL")
    assert (aapen.aldri_paa_nett, aapen.tilgangsklasse.art) == (False, "aapen")
    assert barnevern.tilgangsklasse.enhet_id == barnevern.administrativ_enhet_id


@pytest.mark.krav("2.3.6", "2.4.4", "2.4.5", "2.5.6", "6.2.4", "6.2.6")
def test_alt_som_stopper_en_ny_sak_sies_paa_en_gang_og_er_det_som_stopper_den(kari):
    aktiv = Arkivdel.objects.get(arkivdelstatus="A")
    lukket = Arkivdel.objects.get(arkivdelstatus="P")
    annet = Klassifikasjonssystem.objects.create(tittel="Annet")
    feil: dict[str, tuple[Arkivdel, dict[str, Any]]] = {
        "sak.uten_tittel": (aktiv, felt(tittel=" \u200b\x00 ")),
        "sak.lang_tittel": (aktiv, felt(tittel="x" * 501)),
        "sak.arkivdel": (lukket, felt()),
        "sak.klasse_ikke_lavest": (aktiv, felt(klasse=Klasse.objects.get(klasse_id="2"))),
        "sak.annet_system": (
            aktiv,
            felt(klasse=Klasse.objects.create(klassifikasjonssystem=annet, klasse_id="9", tittel="x")),
        ),
        "sak.dato_fram": (aktiv, felt(saksdato=i_dag() + timedelta(days=1))),
        "sak.ansvarlig_uten_rolle": (aktiv, felt(saksansvarlig=bruker("lise"))),
    }
    for kode, (arkivdel, valg) in feil.items():
        assert koder(hindre_for_saksmappe(arkivdel, **valg)) == {kode}
        assert stoppes(opprett_saksmappe, arkivdel, av=kari, **valg) == {kode}
    tomt = hindre_for_saksmappe(None, tittel="", klasse=None, enhet=None, saksansvarlig=None)
    assert koder(tomt) == {"sak.uten_tittel", "sak.arkivdel", "sak.uten_klasse", "sak.uten_enhet", "sak.uten_ansvarlig"}
    Klasse.objects.filter(klasse_id="200").update(avsluttet_dato=naa())
    AdministrativEnhet.objects.update(avsluttet_dato=naa())
    assert stoppes(opprett_saksmappe, aktiv, av=kari, **felt()) == {
        "sak.klasse_avsluttet",
        "sak.enhet_avsluttet",
    }


@pytest.mark.krav("2.6.3")
@pytest.mark.parametrize(("type", "parter"), [("I", ["EM"]), ("U", ["EA"]), ("N", ["IA"]), ("N", ["IM"]), ("I", [])])
def test_en_journalpost_trenger_de_partene_typen_krever(kari, type, parter):
    sak = en_sak(kari)
    valg: dict[str, Any] = {"type": type, "tittel": "Brev", "parter": [NyPart(p, "Noen") for p in parter]}
    assert koder(hindre_for_journalpost(sak, **valg)) == {"jp.uten_part"}
    assert stoppes(opprett_journalpost, sak, av=kari, **valg) == {"jp.uten_part"}
    assert stoppes(opprett_journalpost, sak, av=kari, **valg | {"parter": [NyPart("EA", "\u200b")]}) != set()


@pytest.mark.krav("2.6.2", "2.6.1")
def test_det_som_stopper_en_journalpost_er_det_tvillingen_sier(kari):
    sak = en_sak(kari)
    parter = [NyPart("EA", "Noen"), NyPart("EM", "Andre")]
    mappe = Mappe.objects.get(pk=sak.pk)
    Mappe.objects.filter(pk=mappe.pk).update(art="mappe")
    brev: dict[str, Any] = {"type": "I", "tittel": "Brev", "parter": parter}
    assert stoppes(opprett_journalpost, mappe, av=kari, **brev) == {"jp.ikke_saksmappe"}
    Mappe.objects.filter(pk=mappe.pk).update(art="saksmappe", saksstatus="U")
    assert stoppes(opprett_journalpost, mappe, av=kari, **brev) == {"jp.sak_avsluttet"}
    Mappe.objects.filter(pk=mappe.pk).update(saksstatus="B")
    for kode, valg in {
        "jp.type": brev | {"type": "Q"},
        "jp.uten_tittel": brev | {"tittel": "\x00"},
        "jp.lang_tittel": brev | {"tittel": "x" * 501},
        "jp.dato_fram": brev | {"dokumentets_dato": i_dag() + timedelta(days=1)},
        "jp.status": brev | {"status": "A"},
        "jp.parttype": brev | {"parter": [*parter, NyPart("QQ", "x")]},
    }.items():
        assert koder(hindre_for_journalpost(sak, **valg)) == {kode}
        assert stoppes(opprett_journalpost, sak, av=kari, **valg) == {kode}


@pytest.mark.parametrize("status", sorted(set(Journalstatus.values) - set("MSRF")))
def test_ingen_journalpost_begynner_som_endelig(kari, status):
    sak = en_sak(kari)
    brev: dict[str, Any] = {"type": "U", "tittel": "Brev", "parter": [NyPart("EM", "Noen")], "status": status}
    assert stoppes(opprett_journalpost, sak, av=kari, **brev) == {"jp.status"}


@pytest.mark.krav("6.2.5")
def test_i_overlappingsperioden_flytter_saken_med_naar_den_faar_en_ny_journalpost(kari):
    sak, stille = en_sak(kari), en_sak(kari)
    gammel = Arkivdel.objects.get(arkivdelstatus="A")
    Arkivdel.objects.filter(pk=gammel.pk).update(arkivdelstatus="O")
    ny = Arkivdel.objects.create(
        arkiv=gammel.arkiv, tittel="Ny periode", forloeper=gammel, klassifikasjonssystem=gammel.klassifikasjonssystem
    )
    et_brev(sak, kari)
    assert Saksmappe.objects.get(pk=sak.pk).arkivdel == ny
    assert Saksmappe.objects.get(pk=stille.pk).arkivdel == gammel
    with pytest.raises(Hindret):
        en_sak(kari, arkivdel=gammel)


def test_samme_eksterne_noekkel_to_ganger_er_umulig_og_roeper_ikke_andre(kari):
    sak = en_sak(kari)
    valg: dict[str, Any] = {
        "type": "I",
        "tittel": "Brev",
        "parter": [NyPart("EA", "Noen")],
        "ekstern_noekkel": "innkomst:1",
    }
    opprett_journalpost(sak, av=kari, **valg)
    with pytest.raises(IntegrityError, match="ekstern_noekkel_en_gang"), transaction.atomic():
        opprett_journalpost(sak, av=kari, **valg)


def test_titler_vaskes_og_navn_renses(kari):
    jp = et_brev(en_sak(kari), kari, tittel="  Klage\x00 på\u202e vedtak\n ")
    assert jp.tittel == jp.offentlig_tittel == "Klage på vedtak"


def test_en_sak_en_ikke_ser_kan_en_heller_ikke_legge_noe_i():
    with som("nora", "frogner") as nora:
        sak = en_sak(nora, klasse="400")
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="ikke tilgang"):
        et_brev(sak, ola)


@pytest.mark.parametrize("hvem", ["even", "maja", "siv"])
def test_uten_rett_til_aa_registrere_blir_det_ingen_sak_og_ingen_journalpost(hvem):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
    with som(hvem, "frogner") as av:
        with pytest.raises(PermissionDenied, match="rett til å registrere"):
            en_sak(av)
        with pytest.raises(PermissionDenied, match="rett til å registrere"):
            et_brev(sak, av)
        # A forged actor with every role is still not the one who opened the work.
        with pytest.raises(PermissionDenied):
            en_sak(replace(av, bruker_id=Bruker.objects.get(brukernavn="kari").pk))
