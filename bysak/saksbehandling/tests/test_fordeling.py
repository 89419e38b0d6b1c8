import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.journalfoering import arkiver, sett_utgaar
from bysak.arkivstruktur.models import Dokumentflyt
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import AdministrativEnhet, Rolle
from bysak.saksbehandling.fordeling import fordel, hindre_for_fordeling
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def oppvekst():
    return AdministrativEnhet.objects.get(navn="Oppvekst")


def test_brevet_faar_enhet_og_saksbehandler_og_husker_hvor_det_har_vaert(kari):
    jp = et_brev(en_sak(kari), kari, journalfoert=True)
    fordel(jp, enhet=oppvekst(), saksbehandler=bruker("ola"), av=kari, merknad="Haster")
    fordel(jp, enhet=oppvekst(), saksbehandler=bruker("nora"), av=kari)
    part = jp.korrespondanseparter.get(korrespondanseparttype="IM")
    assert (part.navn, part.saksbehandler, part.administrativ_enhet) == ("Nora Vestlid", bruker("nora"), oppvekst())
    flyt = Dokumentflyt.objects.filter(registrering=jp).values_list("flyt_fra", "flyt_til", "flyt_merknad")
    assert list(flyt) == [("Kari Tveitmo", "Ola Myrstad", "Haster"), ("Ola Myrstad", "Nora Vestlid", "")]


def test_det_som_stopper_fordeling_er_det_tvillingen_sier(kari):
    sak = en_sak(kari)
    brev, notat = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="N", journalfoert=True)
    arkivert = arkiver(et_brev(sak, kari, journalfoert=True), av=kari)
    utgaatt = sett_utgaar(et_brev(sak, kari), grunn="feil", av=kari)
    enhet, ola = oppvekst(), bruker("ola")
    nedlagt = AdministrativEnhet.objects.create(navn="Nedlagt", avsluttet_dato=naa())
    for jp, valgt, person, kode in (
        (arkivert, enhet, ola, "fordel.arkivert"),
        (utgaatt, enhet, ola, "fordel.utgaar"),
        (notat, enhet, ola, "fordel.partene_er_laast"),
        (brev, None, ola, "fordel.uten_enhet"),
        (brev, nedlagt, ola, "fordel.enhet_avsluttet"),
        (brev, enhet, None, "fordel.uten_person"),
        (brev, enhet, bruker("lise"), "fordel.uten_rolle"),
    ):
        assert koder(hindre_for_fordeling(jp, valgt, person)) == {kode}
        assert stoppes(fordel, jp, enhet=valgt, saksbehandler=person, av=kari) == {kode}
    assert koder(hindre_for_fordeling(None, None, None)) == {"fordel.uten_enhet", "fordel.uten_person"}


@pytest.mark.parametrize("hvem", ["ola", "even", "siv", "maja"])
def test_bare_arkivar_og_leder_fordeler(hvem):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
    with som(hvem, "frogner") as av, pytest.raises(PermissionDenied, match="fordele"):
        fordel(jp, enhet=oppvekst(), saksbehandler=bruker("ola"), av=av)
    with som("nora", "frogner") as nora:
        fordel(jp, enhet=oppvekst(), saksbehandler=bruker("ola"), av=nora)


def test_ingen_fordeler_det_de_ikke_ser():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari, klasse="110"), kari)
    with som("siv", "frogner") as siv:
        from bysak.organisasjon.roller import tildel_rolle

        tildel_rolle(bruker("lise"), Rolle.LEDER, av=siv)
    with som("lise", "frogner") as lise, pytest.raises(PermissionDenied, match="ikke tilgang"):
        fordel(jp, enhet=oppvekst(), saksbehandler=bruker("ola"), av=lise)
