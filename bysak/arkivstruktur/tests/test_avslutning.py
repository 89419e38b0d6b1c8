import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import (
    avslutt_saksmappe,
    gjenaapne_saksmappe,
    hindre_for_avslutning,
    hindre_for_gjenaapning,
)
from bysak.arkivstruktur.journalfoering import sett_utgaar
from bysak.arkivstruktur.models import Journalpost, Mappe, Saksmappe
from bysak.arkivstruktur.skjerming import skjerm_registrering
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("3.2.1", "3.2.5", "3.2.18", "3.2.7")
def test_avslutning_arkiverer_journalpostene_og_stempler_saken(kari):
    sak = en_sak(kari)
    jp, utgaatt = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari)
    avskriv(jp, maate="TE", av=kari)
    sett_utgaar(utgaatt, grunn="dobbelt", av=kari)
    sak = avslutt_saksmappe(sak, av=kari)
    assert (sak.saksstatus, sak.avsluttet_av, sak.er_avsluttet) == ("A", "Kari Tveitmo", True)
    jp = Journalpost.objects.get(pk=jp.pk)
    assert (jp.journalstatus, jp.arkivert_av) == ("A", "Kari Tveitmo")
    assert Journalpost.objects.get(pk=utgaatt.pk).journalstatus == "U"


@pytest.mark.krav("3.2.7", "3.2.8", "3.2.9")
def test_alt_som_stopper_avslutning_sies_paa_en_gang(kari):
    sak = en_sak(kari)
    en_fil(et_brev(sak, kari), kari, ferdigstilt=False)
    et_brev(sak, kari, journalfoert=True)
    venter = {"avslutt.ikke_journalfoert", "avslutt.restanse", "avslutt.uferdig"}
    assert koder(hindre_for_avslutning(sak)) == stoppes(avslutt_saksmappe, sak, av=kari) == venter
    med_rest = koder(hindre_for_avslutning(sak, avskriv_rest=True))
    assert med_rest == stoppes(avslutt_saksmappe, sak, av=kari, avskriv_rest=True) == venter - {"avslutt.restanse"}


@pytest.mark.krav("3.4.5")
def test_avslutning_kan_avskrive_resten_som_saken_ble_avsluttet(kari):
    sak = en_sak(kari)
    poster = [et_brev(sak, kari, type=t, journalfoert=True) for t in "INU"]
    avslutt_saksmappe(sak, av=kari, avskriv_rest=True)
    maater = [list(jp.avskrivninger.values_list("avskrivningsmaate", flat=True)) for jp in poster]
    assert maater == [["SA"], ["SA"], []]


@pytest.mark.krav("3.2.11")
def test_en_gjenaapnet_sak_husker_i_loggen_naar_den_var_avsluttet(kari):
    sak = avslutt_saksmappe(en_sak(kari), av=kari)
    assert koder(hindre_for_gjenaapning(sak, "\u200b ")) == {"gjenaapne.uten_grunn"}
    assert stoppes(gjenaapne_saksmappe, sak, grunn=" ", av=kari) == {"gjenaapne.uten_grunn"}
    sak = gjenaapne_saksmappe(sak, grunn="klage", av=kari)
    assert not sak.er_avsluttet
    et_brev(sak, kari)
    gammel = Endring.objects.filter(objekt_id=str(sak.pk), element="avsluttet_dato").latest("id")
    assert (gammel.tidligere, gammel.ny) != (None, None)
    assert stoppes(gjenaapne_saksmappe, sak, grunn="x", av=kari) == {"gjenaapne.status"}


@pytest.mark.krav("6.2.6")
def test_en_sak_i_en_avsluttet_periode_gjenaapnes_ikke(kari):
    sak = Saksmappe.objects.filter(arkivdel__arkivdelstatus="P").first()
    assert sak is not None
    assert stoppes(gjenaapne_saksmappe, sak, grunn="x", av=kari) == {"gjenaapne.periode"}


@pytest.mark.krav("3.2.6", "3.2.5")
def test_databasen_holder_paa_klasse_og_dato_ogsaa_utenom_verbet(kari):
    sak = en_sak(kari)
    for felt in ({"saksstatus": "A", "avsluttet_dato": naa(), "klasse": None}, {"saksstatus": "A"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mappe.objects.filter(pk=sak.pk).update(**felt)


def test_den_som_ikke_ser_alt_i_saken_kan_ikke_avslutte_den():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari, journalfoert=True)
    with som("nora", "frogner") as nora:
        skjerm_registrering(
            jp, hjemmel="Offl § 13", kode="KL", skjermede_ord=set(), offentlig_tittel=jp.tittel, skjermede_parter=set(),
            hele_dokumentet=True, av=nora,
        )  # fmt: skip
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="ikke tilgang"):
        avslutt_saksmappe(sak, av=ola, avskriv_rest=True)


@pytest.mark.parametrize("hvem", ["even", "siv", "maja"])
def test_uten_rett_avsluttes_og_gjenaapnes_ingenting(hvem):
    with som("kari", "frogner") as kari:
        aapen, lukket = en_sak(kari), avslutt_saksmappe(en_sak(kari), av=kari)
    with som(hvem, "frogner") as av:
        with pytest.raises(PermissionDenied, match="avslutte saker"):
            avslutt_saksmappe(aapen, av=av)
        if hvem != "even":
            with pytest.raises(PermissionDenied, match="journalføre"):
                gjenaapne_saksmappe(lukket, grunn="x", av=av)
