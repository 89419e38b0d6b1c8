from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Max

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import Dokumentflyt, Saksmappe
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.models import Handling
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.fravaer import (
    avslutt_fravaer,
    fravaeret,
    hvem_tar,
    registrer_fravaer,
    vikariater,
)
from bysak.saksbehandling.models import Fravaer
from bysak.saksbehandling.oppgaver import oppgaver
from bysak.saksbehandling.overlevering import aapne_parter, aapne_saker, hindre_for_overlevering, overlever
from bysak.saksbehandling.restanser import mine_ubesvarte
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
I_MORGEN = i_dag() + timedelta(days=1)
OM_EN_UKE = i_dag() + timedelta(days=7)


def et_fordelt_brev(av, hvem="ola", **valg):
    jp = et_brev(en_sak(av, **valg), av, journalfoert=True)
    return fordel(jp, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker(hvem), av=av)


def test_stedfortrederen_faar_brevene_mens_den_andre_er_borte():
    with som("kari", "frogner") as kari:
        jp = et_fordelt_brev(kari)
    ola, ingvild = bruker("ola"), bruker("ingvild")
    with som("ola", "frogner") as av:
        fravaer = registrer_fravaer(ola, fra=i_dag(), til=OM_EN_UKE, stedfortreder=ingvild, av=av)
        assert hvem_tar(ola) == ingvild
        assert hvem_tar(ola, OM_EN_UKE + timedelta(days=1)) == ola
    with som("ingvild", "frogner") as av:
        assert vikariater(av) == [fravaer]
        assert {o.jp.pk: o.for_hvem for o in oppgaver(av)}[jp.pk] == ola.navn
        assert jp not in mine_ubesvarte(av)
    with som("ola", "frogner") as av:
        avslutt_fravaer(fravaer, av=av)
        assert fravaeret(ola.pk) is None


def test_en_stedfortreder_ser_ikke_mer_enn_foer():
    with som("kari", "frogner") as kari:
        jp = et_fordelt_brev(kari, "ingvild", klasse="400")
    with som("nora", "frogner") as nora:
        registrer_fravaer(bruker("ingvild"), fra=i_dag(), til=OM_EN_UKE, stedfortreder=bruker("ola"), av=nora)
    with som("ola", "frogner") as ola:
        assert vikariater(ola)
        assert jp not in {o.jp for o in oppgaver(ola)}


def test_arbeidet_foelger_kjeden_av_stedfortredere_i_sin_egen_virksomhet_og_er_ens_eget_foerst():
    ola, ingvild, nora, lise = bruker("ola"), bruker("ingvild"), bruker("nora"), bruker("lise")
    with som("kari", "frogner") as kari:
        olas, ingvilds = et_fordelt_brev(kari), et_fordelt_brev(kari, "ingvild")
        begges = fordel(olas, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=nora, av=kari)
    with som("nora", "frogner") as av:
        registrer_fravaer(ola, fra=i_dag(), til=OM_EN_UKE, stedfortreder=ingvild, av=av)
        Fravaer.objects.create(bruker=ingvild, stedfortreder=nora, fra_dato=i_dag(), til_dato=I_MORGEN)
        assert {(o.jp.pk, o.for_hvem) for o in oppgaver(av)} >= {(ingvilds.pk, ingvild.navn), (begges.pk, "")}
        assert hvem_tar(ola) == nora
        assert [f.bruker for f in vikariater(av)] == [ingvild, ola]
    with som("lise", "sagene") as av:
        Fravaer.objects.create(bruker=ola, stedfortreder=lise, fra_dato=i_dag(), til_dato=I_MORGEN)
        assert [f.bruker for f in vikariater(av)] == [ola]
        assert not any(o.for_hvem for o in oppgaver(av))


def test_det_som_stopper_et_fravaer_er_det_tvillingen_sier():
    ola, ingvild, lise = bruker("ola"), bruker("ingvild"), bruker("lise")
    with som("nora", "frogner") as nora:
        for fra, til, vikar, kode in (
            (I_MORGEN, i_dag(), None, "fravaer.periode"),
            (i_dag() - timedelta(9), i_dag() - timedelta(1), None, "fravaer.forbi"),
            (i_dag(), i_dag() + timedelta(days=1000), None, "fravaer.langt"),
            (i_dag(), OM_EN_UKE, ola, "fravaer.seg_selv"),
            (i_dag(), OM_EN_UKE, lise, "fravaer.uten_rolle"),
        ):
            assert stoppes(registrer_fravaer, ola, fra=fra, til=til, stedfortreder=vikar, av=nora) == {kode}
        registrer_fravaer(ingvild, fra=i_dag(), til=OM_EN_UKE, stedfortreder=ola, av=nora)
        igjen = stoppes(registrer_fravaer, ola, fra=i_dag(), til=OM_EN_UKE, stedfortreder=ingvild, av=nora)
        assert igjen == {"fravaer.begge_borte"}
        assert stoppes(registrer_fravaer, ingvild, fra=OM_EN_UKE, til=OM_EN_UKE, av=nora) == {"fravaer.overlapper"}
    with som("ola", "frogner") as av:
        assert stoppes(registrer_fravaer, bruker("nora"), fra=i_dag(), til=i_dag(), av=av) == {"fravaer.andres"}


def test_alt_aapent_gaar_over_naar_noen_slutter():
    ola, ingvild = bruker("ola"), bruker("ingvild")
    with som("ola", "frogner") as av:
        egen, lukket = en_sak(av), avslutt_saksmappe(en_sak(av), av=av)
    with som("kari", "frogner") as kari:
        brev = et_fordelt_brev(kari)
        sendt = et_brev(egen, kari, type="U")
        sendt = fordel(sendt, enhet=egen.administrativ_enhet, saksbehandler=ola, av=kari)
    saker_foer = {s.pk for s in aapne_saker_i_frogner(ola)}
    with som("nora", "frogner") as nora:
        svar = overlever(ola, til=ingvild, grunn="Slutter 30. november", av=nora)
        assert svar.saker == len(saker_foer) >= 1
        assert svar.poster >= 2
        assert Handling.objects.latest("id").grunn == "Slutter 30. november"
        assert not aapne_saker(ola).exists()
        assert not aapne_parter(ola).exists()
        assert Saksmappe.objects.get(pk=egen.pk).saksansvarlig == ingvild
        assert Saksmappe.objects.get(pk=lukket.pk).saksansvarlig == ola
        spor = Dokumentflyt.objects.filter(registrering=brev).latest("system_id")
        assert (spor.flyt_fra, spor.flyt_til, spor.flyt_merknad) == (
            "Ola Myrstad", "Ingvild Sletthaug", "Slutter 30. november",
        )  # fmt: skip
        assert stoppes(overlever, ola, til=ingvild, grunn="x", av=nora) == {"overlever.ingenting"}
    with som("ingvild", "frogner") as av:
        assert brev in mine_ubesvarte(av)
    assert sendt.journalstatus == "F"


def aapne_saker_i_frogner(hvem):
    with som("kari", "frogner"):
        return list(aapne_saker(hvem))


def test_ingenting_overleveres_til_en_som_ikke_ser_det_eller_ikke_er_her():
    with som("kari", "frogner") as kari:
        et_fordelt_brev(kari, "ingvild", klasse="400")
    with som("nora", "frogner") as nora:
        fra = bruker("ingvild")
        hindre = {"overlever.uten_grunn", "overlever.uten_tilgang"}
        assert koder(hindre_for_overlevering(fra, bruker("ola"), "\u200b")) == hindre
        assert stoppes(overlever, fra, til=bruker("ola"), grunn="x", av=nora) == {"overlever.uten_tilgang"}
        assert stoppes(overlever, fra, til=bruker("lise"), grunn="x", av=nora) == {"overlever.uten_rolle"}
        assert stoppes(overlever, fra, til=fra, grunn="x", av=nora) >= {"overlever.samme"}
        assert aapne_parter(fra).exists()
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="fordele"):
        overlever(fra, til=bruker("nora"), grunn="x", av=ola)


def test_overleveringen_roerer_ikke_andre_bydeler():
    with som("henrik", "sagene") as henrik:
        deres = en_sak(henrik)
        foer = Saksmappe.objects.aggregate(n=Max("versjon"))
    with som("nora", "frogner") as nora:
        assert stoppes(overlever, bruker("henrik"), til=bruker("nora"), grunn="x", av=nora) == {"overlever.ingenting"}
    with som("henrik", "sagene"):
        assert Saksmappe.objects.aggregate(n=Max("versjon")) == foer
        assert Saksmappe.objects.get(pk=deres.pk).saksansvarlig == bruker("henrik")
