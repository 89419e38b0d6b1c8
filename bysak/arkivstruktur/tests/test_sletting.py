import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.formater import stryk_format
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import (
    Arkivformat,
    Dokumentobjekt,
    Dokumenttekst,
    ElektroniskSignatur,
    Konvertering,
    Sletting,
)
from bysak.arkivstruktur.sletting import (
    eldre_versjoner,
    hindre_for_sletting,
    produksjonsformater,
    slett_fil,
    slett_filer,
    varianter,
)
from bysak.arkivstruktur.soek import soek
from bysak.arkivstruktur.tests.test_versjoner import DOCX, PDFA, ny
from bysak.arkivstruktur.versjoner import arkiver_filer
from bysak.kjerne.models import Endring
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.fixture
def filene(kari):
    """A journalført letter: version 1 in docx, version 2 in docx, PDF/A and a screened variant."""
    jp = et_brev(en_sak(kari), kari)
    foerste = en_fil(jp, kari, hoveddokument=True, format=DOCX)
    arkiver_filer(foerste.dokumentbeskrivelse, filer=[ny("a")], av=kari)
    arkiver_filer(
        foerste.dokumentbeskrivelse,
        filer=[ny("b", format=PDFA, versjon=2), ny("c", format=PDFA, versjon=2, sladdet=True)],
        av=kari,
    )
    journalfoer(jp, av=kari)
    funnet = {(o.versjonsnummer, o.variantformat): o for o in foerste.dokumentbeskrivelse.objekter.all()}
    return funnet[1, "P"], funnet[2, "P"], funnet[2, "A"], funnet[2, "O"]


def nektes(objekt, hvorfor):
    with pytest.raises(DatabaseError, match=hvorfor) as nei, transaction.atomic():
        Dokumentobjekt.objects.filter(pk=objekt.pk).delete()
    assert er_databasefeil_fra_vernet(nei.value)


def slettet(objekt) -> bool:
    return not Dokumentobjekt.objects.filter(pk=objekt.pk).exists()


@pytest.mark.krav("2.7.15", "2.7.19", "2.7.23")
def test_versjoner_varianter_og_produksjonsformater_lar_seg_soeke_fram(kari, filene):
    gammel, docx, pdfa, sladdet = filene
    assert gammel in eldre_versjoner(kari)
    assert not {docx, pdfa, sladdet} & set(eldre_versjoner(kari))
    assert list(varianter(kari)) == [sladdet]
    assert {gammel, docx} <= set(produksjonsformater(kari))
    assert docx in produksjonsformater(kari, konvertert=True)
    assert gammel not in produksjonsformater(kari, konvertert=True)
    assert gammel in produksjonsformater(kari, konvertert=False)


@pytest.mark.krav("2.7.14", "2.7.18", "2.7.22", "2.7.7")
def test_det_overfloedige_kan_slettes_og_det_siste_aldri(kari, filene):
    gammel, docx, pdfa, sladdet = filene
    for objekt, som_, kode in (
        (docx, "SV", "slett.siste"),
        (pdfa, "SV", "slett.siste"),
        (sladdet, "SV", "slett.siste"),
        (pdfa, "SS", "slett.ikke_variant"),
        (pdfa, "SP", "slett.arkivformat"),
        (gammel, "SP", "slett.ikke_konvertert"),
        (sladdet, "SP", "slett.ikke_konvertert"),
        (gammel, "SA", "slett.type"),
    ):
        assert koder(hindre_for_sletting(objekt, som_)) == {kode}
        assert stoppes(slett_fil, objekt, som=som_, av=kari) == {kode}
    for objekt, som_ in ((gammel, "SV"), (docx, "SP"), (sladdet, "SS")):
        slett_fil(objekt, som=som_, av=kari)
        assert slettet(objekt)
    nektes(pdfa, "kan ikke slettes")
    assert stoppes(slett_fil, pdfa, som="SP", av=kari) == {"slett.arkivformat"}


@pytest.mark.krav("2.7.7", "2.7.14", "2.7.22")
def test_databasen_slipper_ikke_den_siste_versjonen_heller_ikke_utenom_verbet(kari, filene):
    gammel, docx, pdfa, _ = filene
    nektes(pdfa, "kan ikke slettes")
    Dokumentobjekt.objects.filter(pk=gammel.pk).delete()
    Dokumentobjekt.objects.filter(pk=docx.pk).delete()
    nektes(pdfa, "kan ikke slettes")
    uten_kopi = et_brev(en_sak(kari), kari)
    fil = en_fil(uten_kopi, kari, format=DOCX)
    journalfoer(uten_kopi, av=kari)
    nektes(fil, "kan ikke slettes")


@pytest.mark.krav("2.7.17", "2.7.21", "2.7.25")
def test_hver_sletting_staar_i_loggen_og_paa_dokumentet(kari, filene):
    gammel, docx, _, sladdet = filene
    dokument = gammel.dokumentbeskrivelse
    for objekt, som_, staar in ((docx, "SP", "SP"), (gammel, "SV", "SV"), (sladdet, "SS", "SS")):
        summen = objekt.sjekksum
        slett_fil(objekt, som=som_, av=kari)
        rad = Endring.objects.get(objekttype="arkivstruktur_dokumentobjekt", objekt_id=str(objekt.pk), element="-")
        assert rad.tidligere is not None
        assert rad.tidligere["sjekksum"] == summen
        assert rad.handling.bruker_navn == "Kari Tveitmo"
        assert Sletting.objects.get(dokumentbeskrivelse=dokument).slettingstype == staar
    assert Endring.objects.filter(objekttype="arkivstruktur_sletting", element="slettingstype").count() == 2


def test_et_slettet_produksjonsformat_tar_ikke_plassen_til_en_slettet_versjon(kari, filene):
    gammel, docx, _, _ = filene
    slett_fil(gammel, som="SV", av=kari)
    slett_fil(docx, som="SP", av=kari)
    assert Sletting.objects.get(dokumentbeskrivelse=docx.dokumentbeskrivelse).slettingstype == "SV"


@pytest.mark.krav("2.9.10")
@pytest.mark.parametrize("hvem", ["ola", "siv"])
def test_bare_arkivtjenesten_sletter_det_som_er_arkivert(hvem):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        fil = en_fil(jp, kari, format=DOCX)
        arkiver_filer(fil.dokumentbeskrivelse, filer=[ny("a")], av=kari)
        journalfoer(jp, av=kari)
    with som(hvem, "frogner") as av:
        with pytest.raises(PermissionDenied, match="journalføre"):
            slett_fil(fil, som="SV", av=av)
        with pytest.raises(PermissionDenied, match="journalføre"):
            slett_filer([fil], som="SV", av=av)
        nektes(fil, "Bare arkivtjenesten")
    with som("kari", "sagene") as kari:
        assert fil not in eldre_versjoner(kari)
        with pytest.raises(Dokumentobjekt.DoesNotExist):
            slett_fil(Dokumentobjekt(pk=fil.pk), som="SV", av=kari)
        assert Dokumentobjekt.objects.filter(pk=fil.pk).delete()[0] == 0


@pytest.mark.krav("2.7.16", "2.7.20", "2.7.24")
@pytest.mark.parametrize(("liste", "som_"), [(eldre_versjoner, "SV"), (varianter, "SS"), (produksjonsformater, "SP")])
def test_hele_soekeresultatet_slettes_paa_en_gang_og_det_som_blir_staaende_forklares(kari, filene, liste, som_):
    foer = list(liste(kari))
    svar = slett_filer(foer, som=som_, av=kari)
    igjen = set(liste(kari))
    assert svar.antall == len(foer) - len(igjen) > 0
    assert {h.objekt for h in svar.hindre} == igjen


def test_en_fil_som_er_skjermet_for_en_person_staar_ikke_paa_personens_liste():
    with som("nora", "frogner") as nora:
        jp = et_brev(en_sak(nora, klasse="400"), nora)
        fil = en_fil(jp, nora, format=DOCX)
    with som("ola", "frogner") as ola:
        assert fil not in produksjonsformater(ola)
    with som("nora", "frogner") as nora:
        assert fil in produksjonsformater(nora)


def test_soeket_finner_ikke_ordene_i_en_slettet_versjon_men_beholder_dem_som_staar_i_kopien(kari, filene):
    gammel, docx, pdfa, _ = filene
    Dokumenttekst.objects.create(dokumentobjekt=gammel, tekst="kvistranke")
    Dokumenttekst.objects.create(dokumentobjekt=docx, tekst="bjørnebærhekk")
    slett_fil(gammel, som="SV", av=kari)
    slett_fil(docx, som="SP", av=kari)
    assert Dokumenttekst.objects.get(dokumentobjekt=pdfa).tekst == "bjørnebærhekk"
    assert not Dokumenttekst.objects.filter(tekst="kvistranke").exists()
    assert not soek("kvistranke", av=kari)


def test_en_signert_fil_blir_staaende_og_et_struket_format_gir_ingen_kopi(kari, filene):
    gammel, docx, _, _ = filene
    ElektroniskSignatur.objects.create(
        dokumentobjekt=gammel, elektronisk_signatur_sikkerhetsnivaa="Høyt", elektronisk_signatur_verifisert="V",
        verifisert_dato="2026-01-01",
    )  # fmt: skip
    assert stoppes(slett_fil, gammel, som="SV", av=kari) == {"slett.signert"}
    assert not koder(hindre_for_sletting(docx, "SP"))


def test_sporet_etter_konverteringen_foelger_filen_som_ble_borte(kari):
    jp = et_brev(en_sak(kari), kari)
    fil = en_fil(jp, kari, format=PDFA)
    spor = Konvertering.objects.create(
        dokumentobjekt=fil, konvertert_fra_format=DOCX, konvertert_til_format=PDFA, konvertert_fra_sjekksum="a" * 64
    )
    arkiver_filer(fil.dokumentbeskrivelse, filer=[ny("a", format=PDFA)], av=kari)
    journalfoer(jp, av=kari)
    for hva in (lambda: Konvertering.objects.filter(pk=spor.pk).delete(),
                lambda: Konvertering.objects.filter(pk=spor.pk).update(konvertert_fra_sjekksum="b" * 64)):  # fmt: skip
        with pytest.raises(DatabaseError, match="Sporet"), transaction.atomic():
            hva()
    slett_fil(fil, som="SV", av=kari)
    assert not Konvertering.objects.filter(pk=spor.pk).exists()


def test_det_som_er_konvertert_til_et_format_som_siden_er_stroeket_er_ikke_konvertert():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        fil = en_fil(jp, kari, format=DOCX)
        arkiver_filer(fil.dokumentbeskrivelse, filer=[ny("b", format=PDFA, versjon=1)], av=kari)
        assert not koder(hindre_for_sletting(fil, "SP"))
    with som("siv", "frogner") as siv:
        stryk_format(Arkivformat.objects.get(pronom=PDFA), av=siv)
    with som("kari", "frogner"):
        assert koder(hindre_for_sletting(fil, "SP")) == {"slett.ikke_konvertert"}
