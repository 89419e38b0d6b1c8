import pytest
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.models import Dokumentflyt, Registrering
from bysak.saksbehandling.flyt import (
    aapen_runde,
    hvem_har,
    kan_redigeres_av,
    send_paa_flyt,
    svar_paa_flyt,
    trekk_tilbake,
    venter_paa,
)
from tests.saker import en_sak, et_brev, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


def et_utkast(av, **valg):
    jp = et_brev(en_sak(av, **valg), av, type="U")
    Registrering.objects.filter(pk=jp.pk).update(journalstatus="S")
    return jp


@pytest.mark.krav("3.3.1", "3.3.2", "3.3.4", "3.3.5", "3.3.6", "3.3.7")
def test_et_dokument_gaar_fra_den_ene_til_den_andre_og_tilbake_saa_ofte_det_trengs():
    ingvild, nora = bruker("ingvild"), bruker("nora")
    with som("ola", "frogner") as ola:
        jp = et_utkast(ola)
        send_paa_flyt(jp, mottakere=[ingvild, nora], av=ola, merknad="Se på punkt 2")
        assert hvem_har(jp) == [ingvild]
        assert (kan_redigeres_av(jp, ingvild.pk), kan_redigeres_av(jp, ola.bruker_id)) == (True, False)
    with som("nora", "frogner") as av:
        assert not venter_paa(av).exists()
        runde = aapen_runde(jp)
        assert runde is not None
        steg = runde.steg.get(mottaker=nora)
        assert stoppes(svar_paa_flyt, steg, utfall="G", av=av) == {"flyt.ikke_tur"}
    with som("ingvild", "frogner") as av:
        svar_paa_flyt(venter_paa(av).get(), utfall="G", av=av)
    with som("nora", "frogner") as av:
        steg = venter_paa(av).get()
        assert stoppes(svar_paa_flyt, steg, utfall="S", merknad="\u200b", av=av) == {"flyt.uten_merknad"}
        svar_paa_flyt(steg, utfall="S", merknad="Punkt 3 mangler", av=av)
        assert hvem_har(jp) == []
        assert stoppes(svar_paa_flyt, steg, utfall="G", av=av) == {"flyt.besvart"}
    with som("ola", "frogner") as ola:
        send_paa_flyt(jp, mottakere=[nora], av=ola)
        spor = Dokumentflyt.objects.filter(registrering=jp).order_by("system_id")
        assert [(f.flyt_fra, f.flyt_til, f.flyt_status, f.flyt_merknad) for f in spor] == [
            ("Ola Myrstad", "Ingvild Sletthaug", "F", "Se på punkt 2"),
            ("Ingvild Sletthaug", "Ola Myrstad", "G", ""),
            ("Ingvild Sletthaug", "Nora Vestlid", "F", "Se på punkt 2"),
            ("Nora Vestlid", "Ola Myrstad", "S", "Punkt 3 mangler"),
            ("Ola Myrstad", "Nora Vestlid", "F", ""),
        ]
        with pytest.raises(DatabaseError, match="kan ikke endres"), transaction.atomic():
            spor.update(flyt_til="En annen")


@pytest.mark.krav("3.3.8")
def test_flere_hoeres_samtidig_og_runden_er_ferdig_naar_alle_har_svart():
    mottakere = [bruker("ingvild"), bruker("nora")]
    with som("ola", "frogner") as ola:
        jp = et_utkast(ola)
        send_paa_flyt(jp, mottakere=mottakere, parallelt=True, av=ola)
        assert set(hvem_har(jp)) == set(mottakere)
    with som("ingvild", "frogner") as av:
        svar_paa_flyt(venter_paa(av).get(), utfall="I", merknad="Uenig", av=av)
        assert hvem_har(jp) == [bruker("nora")]
    with som("nora", "frogner") as av:
        svar_paa_flyt(venter_paa(av).get(), utfall="G", av=av)
        assert aapen_runde(jp) is None


@pytest.mark.krav("3.3.3")
def test_bare_den_som_sendte_trekker_tilbake_og_bare_den_som_har_det_svarer():
    nora = bruker("nora")
    with som("ola", "frogner") as ola:
        jp = et_utkast(ola)
        flyt = send_paa_flyt(jp, mottakere=[nora], av=ola)
        assert stoppes(send_paa_flyt, jp, mottakere=[nora], av=ola) == {"flyt.underveis"}
    with som("ingvild", "frogner") as av:
        assert stoppes(svar_paa_flyt, flyt.steg.get(), utfall="G", av=av) == {"flyt.ikke_din"}
        assert stoppes(trekk_tilbake, flyt, av=av) == {"flyt.andres"}
        assert not kan_redigeres_av(jp, av.bruker_id)
    with som("ola", "frogner") as ola:
        flyt = trekk_tilbake(flyt, av=ola)
        assert stoppes(trekk_tilbake, flyt, av=ola) == {"flyt.avsluttet"}
        assert kan_redigeres_av(jp, ola.bruker_id)
    with som("nora", "frogner") as av:
        assert stoppes(svar_paa_flyt, flyt.steg.get(), utfall="G", av=av) == {"flyt.besvart"}


def test_det_som_stopper_en_sending_sies_paa_en_gang():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari, klasse="400"), kari, type="U", journalfoert=True)
        ola = bruker("ola")
        assert stoppes(send_paa_flyt, jp, mottakere=[], merknad="x" * 4001, av=kari) == {
            "flyt.status", "flyt.uten_mottaker", "flyt.merknad",
        }  # fmt: skip
        utkast = et_utkast(kari, klasse="400")
        assert stoppes(send_paa_flyt, utkast, mottakere=[ola, ola], av=kari) == {"flyt.mottakere", "flyt.uten_tilgang"}
        assert stoppes(send_paa_flyt, utkast, mottakere=[bruker("lise")], av=kari) == {"flyt.uten_tilgang"}
