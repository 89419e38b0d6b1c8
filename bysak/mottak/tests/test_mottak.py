"""Reception: every mail is taken in once per virksomhet, and nothing is lost when it comes again."""

import pytest
from django.db import connection

from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.mottak.innkomst import motta, motta_fil
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import brev, rader
from tests.verden import aktoer, virksomhet

pytestmark = pytest.mark.django_db


def test_en_epost_til_en_bydel_blir_ett_innkommet_hos_den_bydelen():
    (rad,) = motta(brev("Søknad"), til_adresser=["postmottak@frogner.bysak.example"])
    assert rad.virksomhet.kode == "frogner"
    assert not rad.uten_bydel
    assert lager.kontroller("frogner", rad.raa_sjekksum)


@pytest.mark.parametrize(
    "adresse",
    [
        "Postmottak@Frogner.BYSAK.example",
        "<postmottak+sak12@frogner.bysak.example>",
        "postmottak@frogner.bysak.example.",
    ],
)
def test_adressen_kan_skrives_paa_flere_maater(adresse: str):
    (rad,) = motta(brev("Søknad"), til_adresser=[adresse])
    assert rad.virksomhet.kode == "frogner"


def test_en_epost_til_to_bydeler_blir_ett_hos_hver_og_ett_selv_med_to_adresser_i_samme():
    til = ["postmottak@frogner.bysak.example", "postmottak@sagene.bysak.example", "POSTMOTTAK@frogner.bysak.example"]
    assert sorted(rad.virksomhet.kode for rad in motta(brev("Kopi"), til_adresser=til)) == ["frogner", "sagene"]


def test_en_epost_til_ukjent_adresse_ligger_hos_byarkivet_uten_bydel():
    (rad,) = motta(brev("Hvem er dere"), til_adresser=["ola@ukjent.bysak.example"])
    assert rad.virksomhet.er_arkivtjeneste
    assert rad.uten_bydel
    assert rad.til_adresse == "ola@ukjent.bysak.example"


def test_en_epost_til_byarkivet_selv_er_ikke_uten_bydel():
    (rad,) = motta(brev("Til dere"), til_adresser=["postmottak@byarkivet.bysak.example"])
    assert rad.virksomhet.er_arkivtjeneste
    assert not rad.uten_bydel


def test_samme_epost_en_gang_til_er_ufarlig_og_teller_leveringen():
    raa = brev("To ganger")
    (foerst,) = motta(raa, til_adresser=["postmottak@frogner.bysak.example"])
    (igjen,) = motta(raa, til_adresser=["postmottak@frogner.bysak.example"])
    assert (igjen.pk, igjen.leveringer) == (foerst.pk, 2)
    assert igjen.mottatt_tid == foerst.mottatt_tid
    assert len(rader("frogner", raa_sjekksum=foerst.raa_sjekksum)) == 1


def test_fristen_regnes_fra_teknisk_mottak_og_foelger_tjenesteavtalen():
    (rad,) = motta(brev("Frist"), til_adresser=["postmottak@frogner.bysak.example"])
    assert rad.frist > rad.mottatt_tid
    assert rad.fristregel == "1"


def test_mottaket_er_logget_paa_prosessen_som_gjorde_det():
    (rad,) = motta(brev("Logg"), til_adresser=["postmottak@frogner.bysak.example"])
    with arbeid(som=aktoer("kari"), leser=[virksomhet("frogner")]), connection.cursor() as peker:
        peker.execute(
            "select h.bruker_navn, h.verb from kjerne_endring e join kjerne_handling h on h.id = e.handling_id"
            " where e.objekt_id = %s and e.element = '+'",
            [str(rad.pk)],
        )
        assert peker.fetchall() == [("Bysak mottak", "motta")]


def test_lesejobben_ligger_i_samme_transaksjon_som_raden():
    (rad,) = motta(brev("Jobb"), til_adresser=["postmottak@frogner.bysak.example"])
    with connection.cursor() as peker:
        peker.execute("select count(*) from procrastinate_jobs where args ->> 'innkomst_id' = %s", [str(rad.pk)])
        assert peker.fetchone() == (1,)


def test_fil_og_mbox_leses_inn_som_om_de_var_levert_og_to_ganger_gir_ingen_dubletter(tmp_path):
    en, to = brev("Første i boksen"), brev("Andre i boksen", til="postmottak@sagene.bysak.example")
    boks = tmp_path / "arkiv.mbox"
    skille = b"From ola@example.org Mon Nov 16 10:00:00 2026\n"
    boks.write_bytes(b"".join(skille + m.replace(b"\r\n", b"\n") + b"\n" for m in (en, to)))
    assert motta_fil(boks) == ["1 til Bydel Frogner", "1 til Bydel Sagene"]
    assert motta_fil(boks) == ["1 til Bydel Frogner, mottatt før", "1 til Bydel Sagene, mottatt før"]


def test_en_bruker_i_sagene_ser_ikke_frogners_innkomne():
    (rad,) = motta(brev("Bare Frogner"), til_adresser=["postmottak@frogner.bysak.example"])
    lise = aktoer("lise")
    with arbeid(som=lise, leser=lise.virksomheter):
        assert not Innkomst.objects.filter(pk=rad.pk).exists()
