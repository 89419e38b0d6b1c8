from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.avskrivning import (
    avskriv,
    hindre_for_avskrivning,
    opphev_avskrivning,
    saksbehandlere,
    ugjort_av,
)
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer, sett_utgaar
from bysak.arkivstruktur.koder import Avskrivningsmaate
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Korrespondansepart
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.models import Endring, Handling
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fordeling import fordel
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("3.4.1", "3.4.2", "3.4.9")
def test_bare_inngaaende_og_notater_til_oppfoelging_er_restanser_til_de_er_avskrevet(kari):
    sak = en_sak(kari)
    brev = {t: et_brev(sak, kari, type=t, journalfoert=True) for t in "IUNXS"}
    assert {t for t, jp in brev.items() if jp.restanse} == {"I", "N"}
    for t in "UXS":
        assert stoppes(avskriv, brev[t], maate="TE", av=kari) == {"avs.type"}
    avskriv(brev["I"], maate="TE", av=kari)
    jp = Journalpost.objects.get(pk=brev["I"].pk)
    assert not jp.restanse
    assert koder(hindre_for_avskrivning(jp)) == stoppes(avskriv, jp, maate="TE", av=kari) == {"avs.ferdig"}


@pytest.mark.krav("3.4.3", "3.4.4", "3.4.7", "3.4.8")
def test_ett_svar_avskriver_flere_brev_og_staar_paa_hvert_av_dem(kari):
    sak = en_sak(kari)
    a, b, svar = (
        et_brev(sak, kari, journalfoert=True),
        et_brev(sak, kari, journalfoert=True),
        et_brev(sak, kari, type="U"),
    )
    for jp in (a, b):
        avskriv(jp, maate="BU", av=kari, besvart_av=svar)
    assert set(svar.avskriver.values_list("registrering_id", flat=True)) == {a.pk, b.pk}
    notat, svarnotat = et_brev(sak, kari, type="N", journalfoert=True), et_brev(sak, kari, type="X")
    avskrivning = avskriv(notat, maate="BN", av=kari, besvart_av=svarnotat)
    assert (avskrivning.avskrevet_av, avskrivning.avskrivningsdato) == ("Kari Tveitmo", i_dag())


def test_hvert_hinder_for_avskrivning_er_det_som_stopper_den(kari):
    sak, annen = en_sak(kari), en_sak(kari)
    jp, svar = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U")
    utgaatt = sett_utgaar(et_brev(sak, kari, type="U"), grunn="feil", av=kari)
    feil: dict[str, dict[str, Any]] = {
        "avs.maate": {"maate": "QQ"},
        "avs.annen_sak": {"maate": "BU", "besvart_av": et_brev(annen, kari, type="U")},
        "avs.seg_selv": {"maate": "BU", "besvart_av": jp},
        "avs.ikke_svar": {"maate": "BU", "besvart_av": et_brev(sak, kari)},
        "avs.svar_uten_maate": {"maate": "TE", "besvart_av": svar},
        "avs.dato_fram": {"maate": "TE", "dato": i_dag() + timedelta(days=1)},
    }
    for kode, valg in feil.items():
        assert koder(hindre_for_avskrivning(jp, **valg)) == {kode}
        assert stoppes(avskriv, jp, av=kari, **valg) == {kode}
    assert stoppes(avskriv, jp, maate="BU", besvart_av=utgaatt, av=kari) == {"avs.ikke_svar"}
    assert stoppes(avskriv, et_brev(sak, kari), maate="TE", av=kari) == {"avs.ikke_journalfoert"}
    assert not Avskrivning.objects.filter(registrering=jp).exists()


@pytest.mark.parametrize("maate", [m for m in Avskrivningsmaate.values if m not in ("BU", "BE", "BN")])
def test_alle_maater_uten_svar_kan_brukes(kari, maate):
    assert avskriv(et_brev(en_sak(kari), kari, journalfoert=True), maate=maate, av=kari).avskrivningsmaate == maate


def test_den_uten_rett_eller_innsyn_avskriver_ingenting():
    with som("nora", "frogner") as nora:
        sak = en_sak(nora, klasse="400")
        lukket_brev = et_brev(sak, nora)
    with som("kari", "frogner") as kari:
        lukket_brev = journalfoer(lukket_brev, av=kari)
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="ikke tilgang"):
        avskriv(lukket_brev, maate="TE", av=ola)
    with som("siv", "frogner") as siv, pytest.raises(PermissionDenied, match="rett til å avskrive"):
        avskriv(lukket_brev, maate="TE", av=siv)


def test_saksbehandleren_er_den_interne_mottakeren(kari):
    jp = et_brev(en_sak(kari), kari)
    assert saksbehandlere(jp) == []
    fordel(jp, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), av=kari)
    assert saksbehandlere(jp) == ["Ola Myrstad"]


@pytest.mark.krav("3.4.3", "3.4.7")
def test_ett_brev_kan_faa_flere_svar_og_hvert_svar_vet_hva_det_svarte_paa(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari, journalfoert=True)
    svarene = [et_brev(sak, kari, type="U") for _ in range(2)]
    for svar in svarene:
        avskriv(jp, maate="BU", besvart_av=svar, av=kari)
        assert svar.avskriver.get().registrering_id == jp.pk
    assert set(jp.avskrivninger.values_list("besvart_av_id", flat=True)) == {s.pk for s in svarene}
    assert stoppes(avskriv, jp, maate="BU", besvart_av=svarene[0], av=kari) == {"avs.samme_svar"}
    assert stoppes(avskriv, jp, maate="TE", av=kari) == {"avs.ferdig"}


def et_notat(sak, av, antall=3):
    parter = [NyPart("IA", "Samfunn"), *(NyPart("IM", f"Mottaker {n}") for n in range(antall)), NyPart("IK", "Kopi")]
    jp = opprett_journalpost(sak, type="N", tittel="Be om uttalelse", parter=parter, av=av, status="F")
    return journalfoer(jp, av=av), list(jp.korrespondanseparter.filter(navn__startswith="Mottaker").order_by("navn"))


@pytest.mark.krav("3.4.6", "3.4.9")
def test_et_notat_avskrives_av_hver_mottaker_og_er_delvis_avskrevet_imens(kari):
    sak = en_sak(kari)
    jp, (a, b, c) = et_notat(sak, kari)
    avskriv(jp, maate="TE", part=a, av=kari)
    jp = Journalpost.objects.get(pk=jp.pk)
    assert (jp.restanse, set(ugjort_av(jp))) == (True, {b, c})
    svar = et_brev(sak, kari, type="X")
    avskriv(jp, maate="BN", part=b, besvart_av=svar, av=kari)
    avskriv(jp, maate="TO", part=c, av=kari)
    assert not Journalpost.objects.get(pk=jp.pk).restanse
    assert [x.korrespondansepart.navn for x in jp.avskrivninger.order_by("system_id")] == [a.navn, b.navn, c.navn]


@pytest.mark.krav("3.4.6", "3.4.9")
def test_bare_mottakere_avskriver_hver_for_seg_og_bare_en_gang(kari):
    sak = en_sak(kari)
    jp, (a, *_) = et_notat(sak, kari)
    for navn in ("Kopi", "Samfunn"):
        kopi = Korrespondansepart.objects.get(registrering=jp, navn=navn)
        assert stoppes(avskriv, jp, maate="TE", part=kopi, av=kari) == {"avs.kopimottaker"}
    avskriv(jp, maate="TE", part=a, av=kari)
    assert stoppes(avskriv, jp, maate="TE", part=a, av=kari) == {"avs.part_ferdig"}
    brev = et_brev(sak, kari, journalfoert=True)
    avsender = brev.korrespondanseparter.get()
    assert stoppes(avskriv, brev, maate="TE", part=avsender, av=kari) == {"avs.part"}
    # The whole note can be written off at once, over those who have not.
    avskriv(jp, maate="TE", av=kari)
    assert not Journalpost.objects.get(pk=jp.pk).restanse


def test_en_avskrivning_oppheves_med_en_grunn_og_brevet_er_aapent_igjen():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp, svar = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U", journalfoert=True)
        rad = avskriv(jp, maate="BU", besvart_av=svar, av=kari)
        with pytest.raises(DatabaseError, match="med en grunn"), transaction.atomic():
            rad.delete()
    with som("kari", "frogner") as kari:
        rad = Avskrivning.objects.get(registrering=jp)
        assert stoppes(opphev_avskrivning, rad, grunn=" ", av=kari) == {"opphev.uten_grunn"}
        assert opphev_avskrivning(rad, grunn="svarte på noe annet", av=kari).restanse
        assert Handling.objects.latest("id").grunn == "svarte på noe annet"
        linje = Endring.objects.get(objekt_id=str(rad.pk), element="-")
        assert (linje.tidligere or {})["avskrivningsmaate"] == "BU"
        rad = avskriv(jp, maate="TE", av=kari)
        arkiver(Journalpost.objects.get(pk=jp.pk), av=kari)
        assert stoppes(opphev_avskrivning, rad, grunn="x", av=kari) == {"opphev.arkivert"}
        with pytest.raises(DatabaseError, match="ikke når journalposten er arkivert"), transaction.atomic():
            rad.delete()


def test_et_brev_kan_ikke_vaere_besvart_foer_det_kom(kari):
    jp = et_brev(en_sak(kari), kari, journalfoert=True)
    assert stoppes(avskriv, jp, maate="TE", dato=i_dag() - timedelta(days=30), av=kari) == {"avs.dato_foer"}
