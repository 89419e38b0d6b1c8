import pytest
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.dokument import ferdigstill, legg_ved_uten_fil, rett_tittel
from bysak.arkivstruktur.dokumentknytning import endre_rolle, knytt_dokument, loesne_dokument, sett_sammen
from bysak.arkivstruktur.historikk import hendelser
from bysak.arkivstruktur.models import Dokumentflyt, Registrering
from bysak.arkivstruktur.versjoner import NyFil, arkiver_filer
from bysak.kjerne.lager import Lagret
from bysak.saksbehandling.flyt import (
    aapen_runde,
    besvart_for,
    hvem_har,
    send_paa_flyt,
    siste_runde,
    svar_paa_flyt,
    trekk_tilbake,
    venter_paa,
)
from bysak.saksbehandling.varsling import mine_varsler
from tests.saker import en_fil, en_sak, et_brev, stoppes
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
        assert Registrering.objects.get(pk=jp.pk).hos == [ingvild.pk]
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


def test_den_som_sendte_faar_vite_svaret_med_grunnen_til_noe_er_gjort_med_det():
    with som("ola", "frogner") as ola:
        jp = et_utkast(ola)
        send_paa_flyt(jp, mottakere=[bruker("nora")], av=ola)
        assert besvart_for(ola) == []
    with som("nora", "frogner") as av:
        svar_paa_flyt(venter_paa(av).get(), utfall="I", merknad="Punkt 3 mangler", av=av)
        assert hendelser([str(f.pk) for f in Dokumentflyt.objects.filter(registrering=jp)])[0].hva == (
            "svarte Ola Myrstad: ikke godkjent"
        )
    with som("ola", "frogner") as ola:
        assert [v.emne for v in mine_varsler(ola)][:1] == [
            f"Nora Vestlid har svart på {jp.registrerings_id}: ikke godkjent"
        ]
        assert [s.merknad for s in besvart_for(ola)] == [s.merknad for s in siste_runde(jp)] == ["Punkt 3 mangler"]
        send_paa_flyt(jp, mottakere=[bruker("ingvild")], av=ola)
        assert besvart_for(ola) == []
        assert [s.mottaker for s in siste_runde(jp)] == [bruker("ingvild")]


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
    with som("ola", "frogner") as ola:
        flyt = trekk_tilbake(flyt, av=ola)
        assert stoppes(trekk_tilbake, flyt, av=ola) == {"flyt.avsluttet"}
        assert Registrering.objects.get(pk=jp.pk).hos == []
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


@pytest.mark.krav("3.3.3")
def test_bare_den_som_har_dokumentet_endrer_det_mens_det_er_paa_flyt():
    ingvild = bruker("ingvild")
    with som("ola", "frogner") as ola:
        jp = et_utkast(ola)
        fil = en_fil(jp, ola, ferdigstilt=False)
        dokument, kobling = fil.dokumentbeskrivelse, fil.dokumentbeskrivelse.koblinger.get()
        vedlegg = en_fil(jp, ola, ferdigstilt=False).dokumentbeskrivelse
        annet = en_fil(et_utkast(ola), ola).dokumentbeskrivelse
        flyt = send_paa_flyt(jp, mottakere=[ingvild], av=ola)

    def forsoek(av):
        ny = NyFil(Lagret("cd" * 32, 9), "ny.pdf", "application/pdf", "fmt/354")
        return [
            stoppes(en_fil, jp, av),
            stoppes(legg_ved_uten_fil, jp, tittel="Kart", av=av),
            stoppes(arkiver_filer, dokument, filer=[ny], av=av),
            stoppes(ferdigstill, dokument, av=av),
            stoppes(rett_tittel, dokument, tittel="Svarbrev", av=av),
            stoppes(knytt_dokument, jp, dokument=annet, av=av),
            stoppes(endre_rolle, kobling, som="H", av=av),
            stoppes(sett_sammen, dokument, deler=[vedlegg], av=av),
            stoppes(loesne_dokument, kobling, av=av),
        ]

    with som("ola", "frogner") as ola:
        assert forsoek(ola) == [{"dok.paa_flyt"}] * 9
    with som("ingvild", "frogner") as av:
        assert forsoek(av) == [set()] * 9
    with som("ola", "frogner") as ola:
        trekk_tilbake(flyt, av=ola)
        assert forsoek(ola) == [set()] * 9
