from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.passord import passordhash
from bysak.organisasjon.enheter import hindre_for_enhet, opprett_enhet
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Passord, Rolle, Rolletildeling
from bysak.organisasjon.personer import hindre_for_bruker, opprett_bruker
from bysak.organisasjon.roller import hindre_for_tildeling, tildel_rolle
from tests.saker import koder, stoppes
from tests.verden import bruker, som, virksomhet

pytestmark = pytest.mark.django_db


@pytest.mark.krav("4.4.10", "4.4.12")
def test_et_brukernavn_brukes_en_gang_uansett_skrivemaate():
    with som("siv", "byarkivet") as siv:
        ny = opprett_bruker(" Nils.Arne ", "  Nils\x00 Arne Haugsrud ", av=siv, passord="et-langt-passord")
        assert (ny.brukernavn, ny.navn, ny.initialer) == ("nils.arne", "Nils Arne Haugsrud", "NAH")
        for brukernavn, navn, venter in (
            ("NILS.ARNE", "Nils", {"bruker.finnes"}),
            ("", "", {"bruker.uten_brukernavn", "bruker.uten_navn"}),
            ("to ord", "\u200b", {"bruker.brukernavn", "bruker.uten_navn"}),
            ("x" * 61, "y" * 201, {"bruker.brukernavn", "bruker.langt_navn"}),
            ("'; drop", "Nils", {"bruker.brukernavn"}),
        ):
            assert koder(hindre_for_bruker(brukernavn, navn)) == venter
            assert stoppes(opprett_bruker, brukernavn, navn, av=siv) == venter
    assert ny.check_password("et-langt-passord")
    assert not ny.check_password(None)


def test_uten_passord_kan_ingen_logge_inn():
    with som("siv", "byarkivet") as siv:
        ny = opprett_bruker("uten.passord", "Uten Passord", av=siv)
    assert not ny.has_usable_password()
    assert not ny.check_password("")


def test_innloggingen_skriver_aldri_et_nytt_passord_selv_om_det_gamle_er_laget_med_svakere_innstillinger():
    from argon2 import PasswordHasher

    svak = "argon2" + PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("bysak-gammel")
    with som("siv", "byarkivet"):
        Passord.objects.filter(bruker=bruker("ola")).update(hash=svak)
    assert bruker("ola").check_password("bysak-gammel")
    assert passordhash(bruker("ola").pk) == svak


def test_personer_opprettes_bare_fra_arkivtjenesten():
    with som("siv", "frogner") as siv, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        opprett_bruker("ny", "Ny Person", av=siv)
    with som("kari", "byarkivet") as kari, pytest.raises(PermissionDenied, match="administrere"):
        opprett_bruker("ny", "Ny Person", av=kari)


def test_det_som_stopper_en_rolle_er_det_tvillingen_sier():
    dag = i_dag()
    with som("siv", "frogner") as siv:
        nedlagt = AdministrativEnhet.objects.create(navn="Nedlagt", avsluttet_dato=naa())
        tildel_rolle(bruker("lise"), Rolle.LEDER, av=siv)
        for valg, kode in (
            ({"rolle": "konge"}, "rolle.ukjent"),
            ({"fra": dag, "til": dag - timedelta(days=1)}, "rolle.periode"),
            ({"tilgangskoder": ["UO", "QQ"]}, "rolle.ukjent_kode"),
            ({"enhet": nedlagt}, "rolle.enhet_avsluttet"),
            ({"rolle": "leder"}, "rolle.finnes"),
            ({"rolle": "prosess"}, "rolle.prosess"),
        ):
            felt: dict[str, Any] = {"rolle": Rolle.ARKIVAR, "fra": dag, "til": None} | valg
            rolle, fra, til = felt.pop("rolle"), felt.pop("fra"), felt.pop("til")
            assert koder(hindre_for_tildeling(rolle, fra, til, bruker=bruker("lise"), **felt)) == {kode}
            assert stoppes(tildel_rolle, bruker("lise"), rolle, av=siv, fra=fra, til=til, **felt) == {kode}


def test_en_rolle_gis_der_arbeidet_er_og_sier_hvem_som_yter_tjenesten():
    with som("siv", "frogner") as siv:
        rolle = tildel_rolle(bruker("marius"), Rolle.INNSYN, av=siv, tjenesteyter=virksomhet("byarkivet"))
        assert (rolle.virksomhet_id, rolle.tjenesteyter) == (virksomhet("frogner").pk, virksomhet("byarkivet"))
        assert rolle.fra_dato == i_dag()
    with som("nora", "frogner") as nora, pytest.raises(PermissionDenied, match="administrere"):
        tildel_rolle(bruker("lise"), Rolle.LEDER, av=nora)


@pytest.mark.krav("4.2.3")
def test_en_enhet_har_et_navn_ingen_annen_har_hatt():
    with som("siv", "frogner") as siv:
        assert opprett_enhet(" Ny\x00 enhet ", av=siv).navn == "Ny enhet"
        for navn, kode in (
            ("", "enhet.uten_navn"), ("\u200b", "enhet.uten_navn"), ("x" * 121, "enhet.langt_navn"),
            ("Ny  enhet", "enhet.finnes"),
        ):  # fmt: skip
            assert koder(hindre_for_enhet(navn)) == stoppes(opprett_enhet, navn, av=siv) == {kode}
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="administrere"):
        opprett_enhet("Olas", av=ola)
    with som("siv", "sagene") as siv:
        opprett_enhet("Ny enhet", av=siv)


def test_ingen_slettes_saa_lenge_de_har_gjort_noe():
    with som("siv", "byarkivet"), pytest.raises(Exception, match="protected"), transaction.atomic():
        Bruker.objects.get(brukernavn="kari").delete()
    with som("siv", "frogner"):
        assert Rolletildeling.objects.filter(bruker__brukernavn="kari").exists()
