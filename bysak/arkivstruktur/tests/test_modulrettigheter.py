from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bysak.arkivstruktur.arkivadministrasjon import endre_arkivdel
from bysak.arkivstruktur.innsyn import dokument_q, hvem_ser, hvorfor_ikke
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Klasse,
    Mappe,
    Objektrettighet,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.modulrettigheter import gi_modul_rett, hindre_for_modulrett, naar, retter_til, trekk_modul_rett
from bysak.arkivstruktur.soek import forslag, oversikt, soek
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker, Rolle
from bysak.organisasjon.personer import opprett_bruker, sett_passiv
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import aktoer_for, ser, synlig_q
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


@pytest.fixture
def modul() -> Bruker:
    """A module with a role in Frogner and a right nowhere."""
    with som("siv", "byarkivet") as siv:
        opprett_bruker("barnehagesystem", "Barnehagesystemet", av=siv, er_modul=True)
    with som("siv", "frogner") as siv:
        tildel_rolle(bruker("barnehagesystem"), Rolle.MODUL, av=siv)
    return bruker("barnehagesystem")


@pytest.fixture
def steder() -> dict[str, Any]:
    """A case with an entry and a document, by the kind of unit; and a screened one in the same klasse and arkivdel."""
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, klasse="300", tittel="Plass ved Kvernbekken barnehage")
        jp = et_brev(sak, kari)
        fil = en_fil(jp, kari, hoveddokument=True)
        return {
            "arkivdel": sak.arkivdel, "klasse": sak.klasse, "mappe": Mappe.objects.get(pk=sak.pk),
            "registrering": Registrering.objects.get(pk=jp.pk), "dokumentbeskrivelse": fil.dokumentbeskrivelse,
            "skjermet": en_sak(kari, klasse="400"),
        }  # fmt: skip


def syn() -> tuple[set, set, set]:
    """What the module's own lists show: cases, entries, documents."""
    with som("barnehagesystem", "frogner") as av:
        saker = set(Mappe.objects.filter(synlig_q(av)))
        poster = set(Registrering.objects.filter(synlig_q(av)))
        dokumenter = set(Dokumentbeskrivelse.objects.filter(dokument_q(av)))
        assert all(ser(av, en) for en in (*saker, *poster))
        assert not any(ser(av, en) for en in Mappe.objects.exclude(pk__in=[s.pk for s in saker])[:20])
    return saker, poster, dokumenter


@pytest.mark.krav("4.1.1")
def test_en_modul_er_kjent_ved_navn_og_ser_ingenting_foer_den_er_registrert(modul):
    assert (modul.er_modul, aktoer("barnehagesystem").virksomheter) == (True, (virksomhet("frogner").pk,))
    assert syn() == (set(), set(), set())
    with som("siv", "frogner") as siv:
        assert stoppes(tildel_rolle, modul, Rolle.ARKIVAR, av=siv) == {"rolle.bare_modul"}
        assert stoppes(tildel_rolle, bruker("ola"), Rolle.MODUL, av=siv) == {"rolle.modul"}


@pytest.mark.krav("4.1.14")
@pytest.mark.parametrize(
    ("hva", "ventet"),
    [
        ("arkivdel", (True, True, True)), ("klasse", (True, True, True)), ("mappe", (True, True, True)),
        ("registrering", (False, True, True)), ("dokumentbeskrivelse", (False, False, True)),
    ],
)  # fmt: skip
def test_leserett_paa_et_nivaa_gjelder_det_og_alt_under(modul, steder, hva, ventet):
    with som("siv", "frogner") as siv:
        rett = gi_modul_rett(steder[hva], modul=modul, av=siv)
        assert list(retter_til(steder[hva])) == [rett]
        for navn, skal in zip(("mappe", "registrering", "dokumentbeskrivelse"), ventet, strict=True):
            assert (modul in hvem_ser(steder[navn])) is skal, navn
            assert (hvorfor_ikke(modul, steder[navn]) == []) is skal
        assert modul not in hvem_ser(steder["skjermet"])
        assert "innsyn.kode" in koder(hvorfor_ikke(modul, steder["skjermet"]))
    saker, poster, dokumenter = syn()
    assert (steder["mappe"] in saker, steder["registrering"] in poster) == ventet[:2]
    assert (steder["dokumentbeskrivelse"] in dokumenter) is ventet[2]
    assert steder["skjermet"] not in saker
    with som("siv", "frogner") as siv:
        trekk_modul_rett(rett, av=siv)
    assert syn() == (set(), set(), set())


@pytest.mark.krav("4.1.15")
def test_bare_skriverett_lar_en_modul_skrive_og_bare_der_den_er_gitt(modul, steder):
    with som("siv", "frogner") as siv:
        gi_modul_rett(steder["klasse"], modul=modul, av=siv)
    for verb in (lambda av: en_sak(av, klasse="300"), lambda av: et_brev(steder["mappe"], av)):
        with som("barnehagesystem", "frogner") as av, pytest.raises(PermissionDenied), transaction.atomic():
            verb(av)
    with som("siv", "frogner") as siv:
        gi_modul_rett(steder["klasse"], modul=modul, skrive=True, av=siv)
    with som("barnehagesystem", "frogner") as av:
        valg: dict[str, Any] = {"saksansvarlig": bruker("ola")}
        sak = en_sak(av, klasse="300", **valg)
        assert et_brev(sak, av).opprettet_av == "Barnehagesystemet"
        with pytest.raises(PermissionDenied, match="skrive her"):
            en_sak(av, klasse="200", **valg)
        fremmed = Saksmappe.objects.exclude(klasse__klasse_id="300").filter(avsluttet_dato__isnull=True)
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            et_brev(fremmed.earliest("saksaar"), av)


@pytest.mark.krav("4.1.13", "4.1.16", "4.1.17")
def test_alle_moduler_slipper_bare_til_der_arkivdelen_tillater_det(modul, steder):
    with som("siv", "frogner") as siv:
        for sted in (steder["mappe"], steder["klasse"], steder["arkivdel"], steder["dokumentbeskrivelse"]):
            assert stoppes(gi_modul_rett, sted, modul=None, av=siv) == {"modulrett.alle"}
        arkivdel = endre_arkivdel(steder["arkivdel"], tittel="Åpen for moduler", aapen_for_alle_moduler=True, av=siv)
        sak = Mappe.objects.get(pk=steder["mappe"].pk)
        gi_modul_rett(sak, modul=None, av=siv)
        gi_modul_rett(arkivdel, modul=None, skrive=True, av=siv)
        assert modul in hvem_ser(sak)
    with som("barnehagesystem", "frogner") as av:
        assert naar(av, sak, skrive=True)
    with som("siv", "byarkivet") as siv:
        opprett_bruker("senere", "Et senere system", av=siv, er_modul=True)
    with som("siv", "frogner") as siv:
        tildel_rolle(bruker("senere"), Rolle.MODUL, av=siv)
        assert bruker("senere") in hvem_ser(sak)
        assert bruker("lise") not in hvem_ser(sak)


@pytest.mark.krav("4.1.2", "4.1.3")
def test_retten_har_en_periode_og_en_passiv_modul_staar_igjen_uten_tilgang(modul, steder):
    dag = i_dag()
    with som("siv", "frogner") as siv:
        gi_modul_rett(steder["mappe"], modul=modul, av=siv, fra=dag - timedelta(days=9), til=dag - timedelta(days=1))
        gi_modul_rett(steder["mappe"], modul=modul, av=siv, fra=dag + timedelta(days=1))
        assert modul not in hvem_ser(steder["mappe"])
        assert stoppes(gi_modul_rett, steder["mappe"], modul=modul, av=siv, til=dag - timedelta(days=1)) == {
            "rolle.periode"
        }
        gi_modul_rett(steder["mappe"], modul=modul, av=siv, til=dag)
        assert modul in hvem_ser(steder["mappe"])
    with som("siv", "byarkivet") as siv:
        sett_passiv(modul, av=siv)
    assert aktoer_for(bruker("barnehagesystem")).roller == ()
    with som("siv", "frogner"):
        assert modul not in hvem_ser(steder["mappe"])
        assert koder(hvorfor_ikke(bruker("barnehagesystem"), steder["mappe"])) == {"innsyn.passiv"}
        assert Objektrettighet.objects.filter(modul=modul).count() == 3


def test_retten_gis_av_systemforvalteren_til_en_modul_paa_ett_sted(modul, steder):
    with som("siv", "frogner") as siv:
        assert koder(hindre_for_modulrett(steder["mappe"], modul=bruker("ola"), fra=i_dag(), til=None)) == {
            "modulrett.bruker"
        }
        assert stoppes(gi_modul_rett, steder["mappe"], modul=bruker("ola"), av=siv) == {"modulrett.bruker"}
        rett = gi_modul_rett(steder["mappe"], modul=modul, av=siv)
        with pytest.raises(IntegrityError), transaction.atomic():
            Objektrettighet.objects.create(
                mappe=steder["mappe"], klasse=steder["klasse"], modul=modul, fra_dato=i_dag()
            )
    for hvem in ("kari", "nora", "barnehagesystem"):
        with som(hvem, "frogner") as av:
            with pytest.raises(PermissionDenied, match="administrere"):
                gi_modul_rett(steder["mappe"], modul=modul, av=av)
            with pytest.raises(PermissionDenied, match="administrere"):
                trekk_modul_rett(rett, av=av)


@pytest.mark.krav("4.1.14", "5.1.12")
def test_soeket_viser_teller_og_foreslaar_bare_det_modulen_naar(modul, steder):
    with som("kari", "frogner") as kari:
        en_sak(kari, tittel="Gjerde ved Kvernbekken barnehage")
        assert oversikt("kvernbekken", av=kari).antall >= 2
    with som("barnehagesystem", "frogner") as av:
        assert (soek("kvernbekken", av=av), oversikt("kvernbekken", av=av).antall) == ([], 0)
        assert forslag("kvernbekkan", av=av) == []
    with som("siv", "frogner") as siv:
        gi_modul_rett(steder["klasse"], modul=modul, av=siv)
    with som("barnehagesystem", "frogner") as av:
        treff = soek("kvernbekken", av=av)
        assert {t.mappe.pk for t in treff if t.mappe} == {steder["mappe"].pk}
        svar = oversikt("kvernbekken", av=av)
        assert (svar.antall, dict(svar.merker)) == (len(treff), {})


def test_en_rett_paa_en_klasse_gjelder_klassene_under(modul, steder):
    with som("siv", "frogner") as siv:
        gi_modul_rett(Klasse.objects.get(klasse_id="3"), modul=modul, av=siv)
        assert modul in hvem_ser(steder["mappe"])
