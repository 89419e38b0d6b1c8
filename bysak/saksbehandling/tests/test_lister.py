from dataclasses import replace
from datetime import timedelta

import pytest

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.models import Journalpost, Registrering
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.enheter import opprett_enhet
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.foreloepig import gi_foreloepig_svar, hindre_for_foreloepig_svar
from bysak.saksbehandling.lister import Avskrevet, Utvalg, enhet_med_underenheter, forfallsliste, restanseliste
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
ALLE = Utvalg(avskrevet=Avskrevet.ALLE)


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def ider(rader, sak):
    return [r.jp.pk for r in rader if r.jp.mappe_id == sak.pk]


def sett(jp, **felt):
    Registrering.objects.filter(pk=jp.pk).update(**felt)
    return Journalpost.objects.get(pk=jp.pk)


@pytest.mark.krav("3.4.1", "3.4.10")
def test_restanselisten_velges_etter_dato_type_enhet_og_avskrivning(kari):
    enhet, annen = AdministrativEnhet.objects.order_by("navn")[:2]
    sak = en_sak(kari, enhet=enhet)
    inn, notat, gjort = (et_brev(sak, kari, type=t, journalfoert=True) for t in "INI")
    avskriv(gjort, maate="TE", av=kari)
    gammel = sett(inn, journaldato=i_dag() - timedelta(days=40), journalenhet="Dokumentsenteret")
    assert ider(restanseliste(kari), sak) == [gammel.pk, notat.pk]
    for valg, ventet in (
        ({"typer": ("N",)}, [notat.pk]),
        ({"journaldato_til": i_dag() - timedelta(days=1)}, [inn.pk]),
        ({"journaldato_fra": i_dag()}, [notat.pk]),
        ({"journalenhet": "Dokumentsenteret"}, [inn.pk]),
        ({"avskrevet": Avskrevet.JA}, [gjort.pk]),
        ({"avskrevet": Avskrevet.ALLE}, [inn.pk, notat.pk, gjort.pk]),
        ({"enhet": enhet.pk}, [inn.pk, notat.pk]),
        ({"enhet": annen.pk}, []),
        ({"avskrevet": Avskrevet.FORELOEPIG}, []),
    ):
        assert ider(restanseliste(kari, replace(Utvalg(), **valg)), sak) == ventet, valg


@pytest.mark.krav("3.4.10", "3.4.14")
def test_en_enhet_tar_med_seg_underenhetene():
    with som("siv", "frogner") as siv:
        over = AdministrativEnhet.objects.order_by("navn")[0]
        under = opprett_enhet("Team skolevei", av=siv, overordnet=over)
        lag = opprett_enhet("Lag øst", av=siv, overordnet=under)
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, enhet=lag)
        et_brev(sak, kari, journalfoert=True)
        assert {over.pk, under.pk, lag.pk} <= enhet_med_underenheter(over.pk)
        assert len(ider(restanseliste(kari, Utvalg(enhet=over.pk)), sak)) == 1


@pytest.mark.krav("3.4.11", "3.4.15")
def test_kolonnene_er_de_standarden_nevner_og_et_brev_uten_dato_er_udatert(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari, journalfoert=True)
    frist = i_dag() + timedelta(days=10)
    sett(jp, forfallsdato=frist)
    fordel(Journalpost.objects.get(pk=jp.pk), enhet=sak.administrativ_enhet, saksbehandler=bruker("ola"), av=kari)
    rad = next(r for r in restanseliste(kari) if r.jp.pk == jp.pk)
    assert (rad.mappe_id, rad.sakstittel, rad.klasse_id) == (sak.mappe_id, sak.tittel, sak.klasse.klasse_id)
    assert (rad.administrativ_enhet, rad.saksansvarlig) == (sak.administrativ_enhet.navn, "Kari Tveitmo")
    assert (rad.loepenummer, rad.dokumentets_dato, rad.forfallsdato) == (jp.loepenummer, "Udatert", f"{frist:%d.%m.%Y}")
    assert (rad.parter, rad.saksbehandlere, rad.avskrivning) == (("Velforeningen",), ("Ola Myrstad",), "")
    assert rad in forfallsliste(kari)


@pytest.mark.krav("3.4.14")
def test_forfallslisten_har_bare_det_som_har_frist_og_den_foerste_foerst(kari):
    sak = en_sak(kari)
    a, b, _uten = (et_brev(sak, kari, journalfoert=True) for _ in range(3))
    sett(a, forfallsdato=i_dag() + timedelta(days=9))
    sett(b, forfallsdato=i_dag() + timedelta(days=2))
    assert ider(forfallsliste(kari), sak) == [b.pk, a.pk]
    assert ider(forfallsliste(kari, Utvalg(forfall_til=i_dag() + timedelta(days=5))), sak) == [b.pk]
    assert ider(forfallsliste(kari, Utvalg(forfall_fra=i_dag() + timedelta(days=5))), sak) == [a.pk]
    assert ider(forfallsliste(kari, Utvalg(journaldato_til=i_dag() - timedelta(days=1))), sak) == []


@pytest.mark.krav("3.4.10", "3.4.11")
def test_kopimottakere_er_med_bare_naar_de_er_bedt_om(kari):
    sak = en_sak(kari)
    parter = [NyPart("EA", "Velet"), NyPart("EK", "Naboen")]
    jp = opprett_journalpost(sak, type="I", tittel="Kopi til flere", parter=parter, av=kari)
    rad = next(r for r in restanseliste(kari) if r.jp.pk == jp.pk)
    med = next(r for r in restanseliste(kari, Utvalg(kopimottakere=True)) if r.jp.pk == jp.pk)
    assert (rad.parter, set(med.parter)) == (("Velet",), {"Velet", "Naboen"})


@pytest.mark.krav("3.4.10")
def test_et_foreloepig_svar_gir_ny_frist_og_brevet_er_fortsatt_aapent(kari):
    sak, annen = en_sak(kari), en_sak(kari)
    jp, svar = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U", journalfoert=True)
    frist = i_dag() + timedelta(days=30)
    gi_foreloepig_svar(jp, ny_frist=frist, svar=svar, av=kari)
    assert stoppes(gi_foreloepig_svar, jp, ny_frist=frist, svar=svar, av=kari) == {"forsvar.gitt"}
    jp = Journalpost.objects.get(pk=jp.pk)
    assert (jp.restanse, jp.forfallsdato) == (True, frist)
    assert ider(restanseliste(kari, Utvalg(avskrevet=Avskrevet.FORELOEPIG)), sak) == [jp.pk]
    assert koder(hindre_for_foreloepig_svar(svar, i_dag(), et_brev(annen, kari))) == {
        "forsvar.ferdig", "forsvar.frist", "forsvar.svar",
    }  # fmt: skip
    assert stoppes(gi_foreloepig_svar, svar, ny_frist=frist, av=kari) == {"forsvar.ferdig"}


@pytest.mark.krav("3.4.6", "3.4.11")
def test_et_delvis_avskrevet_notat_sier_det_i_listen(kari):
    sak = en_sak(kari)
    parter = [NyPart("IA", "A"), NyPart("IM", "B"), NyPart("IM", "C")]
    jp = opprett_journalpost(sak, type="N", tittel="Uttalelse", parter=parter, av=kari, status="F")
    Registrering.objects.filter(pk=jp.pk).update(journalstatus="J", journaldato=i_dag())
    avskriv(jp, maate="TE", part=jp.korrespondanseparter.get(navn="B"), av=kari)
    rad = next(r for r in restanseliste(kari) if r.jp.pk == jp.pk)
    assert rad.avskrivning == "Delvis avskrevet: Tatt til etterretning"


def test_listene_viser_bare_det_den_som_spoer_ser():
    with som("kari", "frogner") as kari:
        lukket = en_sak(kari, klasse="400")
        et_brev(lukket, kari, journalfoert=True)
        assert len(ider(restanseliste(kari), lukket)) == 1
    with som("ola", "frogner") as ola:
        assert ider(restanseliste(ola, ALLE), lukket) == []
    with som("lise", "sagene") as lise:
        assert ider(restanseliste(lise, ALLE), lukket) == []
