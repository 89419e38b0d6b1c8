from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.models import Arkiv, Arkivdel, Arkivskaper, Klasse
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Epostadresse, Rolletildeling, Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, prosessaktoer
from bysak.tjeneste.innfoering import (
    ENHETER,
    KLASSER,
    hindre_for_adresser,
    hindre_for_virksomhet,
    opprett_virksomhet,
    utstyr_virksomhet,
)
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def test_en_ny_bydel_kan_ta_imot_sitt_foerste_brev_samme_dag():
    ny = opprett_virksomhet("marka", "Bydel Marka", av=aktoer("siv"))
    assert list(ny.epostadresser.values_list("adresse", flat=True)) == ["postmottak@marka.bysak.example"]
    with som("kari", "marka") as kari:
        assert et_brev(en_sak(kari), kari, journalfoert=True).registrerings_id == f"{i_dag().year}/1-1"
        assert {e.navn for e in AdministrativEnhet.objects.all()} == set(ENHETER)
        assert Klasse.objects.count() == len(KLASSER)
        assert (Arkiv.objects.count(), Arkivdel.objects.count(), Arkivskaper.objects.count()) == (1, 1, 1)
    for navn in ("mottak", "jobb"):
        assert kan(prosessaktoer(navn), Rett.MOTTA, ny.pk)


def test_arkivtjenestens_folk_faar_rollene_de_har_i_dag_og_ikke_de_de_har_hatt():
    dag = i_dag()
    with som("siv", "byarkivet"):
        for navn, valg in {
            "ola": {"til_dato": dag - timedelta(days=1)},
            "lise": {"til_dato": dag + timedelta(days=30)},
            "kari": {},
        }.items():
            Rolletildeling.objects.create(
                bruker=bruker(navn), rolle="arkivar", fra_dato=dag - timedelta(days=9), tilgangskoder=["UO"], **valg
            )
        Bruker.objects.filter(brukernavn="marius").update(is_active=False)
    opprett_virksomhet("marka", "Bydel Marka", av=aktoer("siv"))
    with som("siv", "marka"):
        roller = {
            r.bruker.brukernavn: r for r in Rolletildeling.objects.filter(rolle="arkivar").select_related("bruker")
        }
        assert set(roller) == {"kari", "lise"}
        assert roller["lise"].til_dato == dag + timedelta(days=30)
        assert roller["kari"].tjenesteyter == virksomhet("byarkivet")


def test_det_som_stopper_en_ny_virksomhet_er_det_tvillingen_sier():
    siv = aktoer("siv")
    for kode, navn, epost, venter in (
        ("", "", [], {"virksomhet.kode", "virksomhet.navn"}),
        ("Frogner Øst", "x", [], {"virksomhet.kode"}),
        ("x" * 41, "Navn", [], {"virksomhet.kode"}),
        ("-x", "Navn", [], {"virksomhet.kode"}),
        ("frogner", "Annet navn", [], {"virksomhet.finnes"}),
        ("ny", "Bydel\u200b Frogner", [], {"virksomhet.navn_finnes"}),
        ("ny", "Ny", ["ikke en adresse"], {"virksomhet.adresse"}),
        ("ny", "Ny", ["postmottak@frogner.bysak.example"], {"virksomhet.adresse_i_bruk"}),
    ):
        assert koder(hindre_for_virksomhet(kode, navn, epost)) == venter
        if kode:
            assert stoppes(opprett_virksomhet, kode, navn, av=siv, epostadresser=epost) == venter
    assert koder(hindre_for_adresser("frogner", ["postmottak@frogner.bysak.example"])) == set()


def test_en_avbrutt_innfoering_fullfoeres_naar_den_kjoeres_om_igjen():
    kommando = prosessaktoer("kommando")
    with arbeid(som=kommando, i=virksomhet("byarkivet")):
        halv = Virksomhet.objects.create(id=99, kode="marka", navn="Bydel Marka")
    utstyr_virksomhet(halv, av=kommando)
    utstyr_virksomhet(halv, av=kommando)
    ferdig = opprett_virksomhet("marka", "Bydel Marka", av=kommando)
    assert ferdig == halv
    assert Epostadresse.objects.filter(virksomhet=halv).count() == 1
    assert stoppes(opprett_virksomhet, "marka", "Bydel Marka", av=kommando) == {"virksomhet.finnes"}


@pytest.mark.parametrize("hvem", ["kari", "nora", "ola"])
def test_bare_systemforvaltere_i_arkivtjenesten_tar_inn_en_bydel(hvem):
    with pytest.raises(PermissionDenied, match="Bare systemforvaltere"):
        opprett_virksomhet("marka", "Bydel Marka", av=aktoer(hvem))
    with pytest.raises(PermissionDenied, match="Bare systemforvaltere"):
        utstyr_virksomhet(virksomhet("frogner"), av=aktoer(hvem))
    assert not Virksomhet.objects.filter(kode="marka").exists()
