from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.passord import passordhash
from bysak.organisasjon.enheter import hindre_for_enhet, opprett_enhet
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Passord, Rolle, Rolletildeling
from bysak.organisasjon.passord import er_utloept, hindre_for_passord, sett_passord
from bysak.organisasjon.personer import (
    gi_nytt_navn,
    hindre_for_aktiv,
    hindre_for_bruker,
    hindre_for_nytt_navn,
    hindre_for_passiv,
    opprett_bruker,
    sett_aktiv,
    sett_passiv,
)
from bysak.organisasjon.rettigheter import aktive_perioder, navnehistorikk
from bysak.organisasjon.roller import hindre_for_tildeling, tildel_rolle
from tests.saker import koder, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

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


@pytest.mark.krav("4.3.3", "4.4.9", "4.1.5")
def test_den_som_settes_passiv_staar_igjen_uten_rettigheter():
    with som("siv", "byarkivet") as siv:
        kari = sett_passiv(bruker("kari"), av=siv)
        assert (kari.is_active, kari.avsluttet_dato is not None) == (False, True)
        assert stoppes(sett_passiv, kari, av=siv) == koder(hindre_for_passiv(kari, siv)) == {"bruker.passiv"}
        assert stoppes(tildel_rolle, kari, Rolle.LEDER, av=siv) == {"rolle.passiv"}
    assert aktoer("kari").roller == ()
    assert bruker("kari").navn == "Kari Tveitmo"


@pytest.mark.krav("4.1.4", "2.9.2")
def test_ingen_sperrer_seg_selv_og_en_forvalter_blir_alltid_igjen():
    with som("siv", "byarkivet") as siv:
        assert stoppes(sett_passiv, bruker("siv"), av=siv) == {"bruker.seg_selv", "bruker.siste_forvalter"}
        assert stoppes(sett_passiv, bruker("bysak-mottak"), av=siv) == {"bruker.prosess"}
        annen = opprett_bruker("annen.forvalter", "Annen Forvalter", av=siv)
        tildel_rolle(annen, Rolle.SYSTEMFORVALTER, av=siv)
        assert stoppes(sett_passiv, annen, av=siv) == set()
    with som("kari", "byarkivet") as kari, pytest.raises(PermissionDenied, match="administrere"):
        sett_passiv(bruker("siv"), av=kari)


@pytest.mark.krav("4.1.3", "4.1.6", "4.3.4", "4.4.10")
def test_hver_periode_en_innlogging_var_aapen_kan_vises():
    with som("siv", "byarkivet") as siv:
        modul = opprett_bruker("fagsystem", "Fagsystemet", av=siv, er_modul=True)
    for verb in (sett_passiv, sett_aktiv, sett_passiv):
        with som("siv", "byarkivet") as siv:
            modul = verb(modul, av=siv)
    with som("siv", "byarkivet") as siv:
        perioder = aktive_perioder(modul)
        assert [p.til is None for p in perioder] == [False, False]
        tider = [tid for p in perioder for tid in (p.fra, p.til)]
        assert tider == sorted(filter(None, tider))
        assert [p.til for p in aktive_perioder(bruker("kari"))] == [None]
        assert koder(hindre_for_aktiv(bruker("kari"))) == stoppes(sett_aktiv, bruker("kari"), av=siv)


@pytest.mark.krav("4.4.11", "4.4.12")
def test_et_nytt_navn_lar_de_gamle_staa_med_tiden_de_gjaldt():
    with som("siv", "byarkivet") as siv:
        ny = opprett_bruker("liv.a", "Liv Aasmundtveit", av=siv)
    with som("siv", "byarkivet") as siv:
        ny = gi_nytt_navn(ny, navn=" Liv Myrbråten ", av=siv)
        assert (ny.navn, ny.initialer, ny.brukernavn) == ("Liv Myrbråten", "LM", "liv.a")
    with som("siv", "byarkivet") as siv:
        gi_nytt_navn(ny, navn="Liv Myrbråten Li", initialer="LIV", av=siv)
        for navn, initialer, kode in (
            ("", "", "bruker.uten_navn"), ("x" * 201, "", "bruker.langt_navn"),
            ("Liv", "x" * 7, "bruker.lange_initialer"),
        ):  # fmt: skip
            assert koder(hindre_for_nytt_navn(ny, navn, initialer)) == {kode}
            assert stoppes(gi_nytt_navn, ny, navn=navn, initialer=initialer, av=siv) == {kode}
        historien = navnehistorikk(ny)
        assert [(n.navn, n.initialer) for n in historien] == [
            ("Liv Aasmundtveit", "LA"), ("Liv Myrbråten", "LM"), ("Liv Myrbråten Li", "LIV"),
        ]  # fmt: skip
        assert [n.til for n in historien] == [historien[1].fra, historien[2].fra, None]


@pytest.mark.krav("4.1.7", "4.4.6")
def test_reglene_for_passord_er_installasjonens(settings):
    settings.AUTH_PASSWORD_VALIDATORS = [
        {
            "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
            "OPTIONS": {"min_length": 14},
        },
        {"NAME": "bysak.organisasjon.passord.Tegnslag", "OPTIONS": {"minst": 3}},
    ]
    for passord, antall in (("kort", 2), ("bare-smaa-bokstaver", 1), ("Små-og-Store-Tegn", 0), ("abcDEF1234567890", 0)):
        assert len(list(hindre_for_passord(passord))) == antall, passord
    with som("siv", "byarkivet") as siv:
        assert stoppes(opprett_bruker, "svak", "Svak", av=siv, passord="kort") == {"passord.svakt"}
        assert stoppes(sett_passord, bruker("ola"), passord="kort", av=siv) == {"passord.svakt"}
        assert stoppes(sett_passord, bruker("ola"), passord="Aa1Aa1Aa1Aa1", av=siv) == {"passord.svakt"}
        sett_passord(bruker("ola"), passord="Et-nytt-passord-7", av=siv)
    assert bruker("ola").check_password("Et-nytt-passord-7")
    with som("kari", "byarkivet") as kari, pytest.raises(PermissionDenied, match="administrere"):
        sett_passord(bruker("ola"), passord="Et-nytt-passord-8", av=kari)


@pytest.mark.krav("4.1.7")
def test_et_passord_blir_for_gammelt_naar_installasjonen_har_satt_en_grense(settings):
    with som("siv", "byarkivet") as siv:
        ola = sett_passord(bruker("ola"), passord="et-nytt-passord", av=siv)
        assert not er_utloept(ola)
        settings.BYSAK_PASSORD_DAGER = 90
        assert not er_utloept(ola)
        ola.passord_satt = naa() - timedelta(days=91)
        assert er_utloept(ola)
