"""What waits for a person, when it is due, and how old it is."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Klasse, Registrering
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost, opprett_saksmappe
from bysak.kjerne.kalender import OSLO, i_dag, med_klokke
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.oppgaver import Periode, Slag, oppgaver, periode
from bysak.saksbehandling.restanser import aldersfordeling, mine_etter_alder, mine_ubesvarte, per_person, til_fordeling
from tests.verden import bruker, som

TORSDAG = datetime(2026, 11, 19, 10, tzinfo=OSLO)


def _brev(
    *, til: str | None = "ola", frist: date | None = None, klasse: str = "210", dag: datetime = TORSDAG
) -> Journalpost:
    with med_klokke(dag), som("kari", "frogner") as kari:
        enhet = AdministrativEnhet.objects.get(navn="Oppvekst")
        sak = opprett_saksmappe(
            Arkivdel.objects.get(arkivdelstatus="A"), tittel="Benker i parken",
            klasse=Klasse.objects.get(klasse_id=klasse), enhet=enhet, saksansvarlig=bruker("ola"), av=kari,
        )  # fmt: skip
        jp = opprett_journalpost(
            sak, type="I", tittel="Ønske om benker", parter=[NyPart("EA", "Velet")], av=kari, mottatt_dato=dag,
            forfallsdato=frist,
        )  # fmt: skip
        jp = journalfoer(jp, av=kari)
        return fordel(jp, enhet=enhet, saksbehandler=bruker(til), av=kari) if til else jp


def _vurdert(jp: Journalpost) -> None:
    with som("kari", "frogner"):
        Registrering.objects.filter(pk=jp.pk).update(offentlighetsvurdert_dato=i_dag())


@pytest.mark.django_db
def test_et_nytt_brev_skal_foerst_vurderes_saa_besvares_saa_er_det_borte() -> None:
    jp = _brev(frist=date(2026, 12, 18))
    with som("ola", "frogner") as ola:
        (min_,) = [o for o in oppgaver(ola) if o.jp.pk == jp.pk]
    assert (min_.slag, min_.frist, min_.avsendere) == (Slag.VURDER, date(2026, 11, 20), ("Velet",))
    _vurdert(jp)
    with som("ola", "frogner") as ola:
        (min_,) = [o for o in oppgaver(ola) if o.jp.pk == jp.pk]
        assert (min_.slag, min_.frist) == (Slag.SVAR, date(2026, 12, 18))
        assert jp.pk in {b.pk for b in mine_ubesvarte(ola)}
        avskriv(jp, maate="TE", av=ola)
        assert jp.pk not in {o.jp.pk for o in oppgaver(ola)}
        assert jp.pk not in {b.pk for b in mine_ubesvarte(ola)}


@pytest.mark.django_db
def test_andres_og_skjermede_brev_er_ikke_mine_oppgaver() -> None:
    til_ingvild, skjermet = _brev(til="ingvild"), _brev(klasse="400")
    with som("ola", "frogner") as ola:
        mine = {o.jp.pk for o in oppgaver(ola)}
    assert not mine & {til_ingvild.pk, skjermet.pk}


@pytest.mark.django_db
def test_brev_uten_person_staar_til_fordeling_i_sin_enhet() -> None:
    jp = _brev(til=None)
    with som("nora", "frogner") as nora:
        oppvekst = AdministrativEnhet.objects.get(navn="Oppvekst").pk
        helse = AdministrativEnhet.objects.get(navn="Helse og mestring").pk
        assert jp.pk in {b.pk for b in til_fordeling(nora, {oppvekst})}
        assert jp.pk not in {b.pk for b in til_fordeling(nora, {helse})}
        assert jp.pk in {b.pk for b in til_fordeling(nora, None)}
        uten = next(p for p in per_person(nora, {oppvekst}) if not p.navn)
        assert uten.sum >= 1


@pytest.mark.django_db
def test_alder_telles_i_arbeidsdager_og_over_frist_for_seg() -> None:
    for dager, frist in ((2, 30), (12, -1), (200, -150)):
        dag = TORSDAG - timedelta(days=dager)
        _brev(til="ingvild", dag=dag, frist=(TORSDAG + timedelta(days=frist)).date())
    with med_klokke(TORSDAG), som("nora", "frogner") as nora:
        oppvekst = AdministrativEnhet.objects.get(navn="Oppvekst").pk
        rad = next(p for p in per_person(nora, {oppvekst}) if p.navn == "Ingvild Sletthaug")
    assert (rad.baand, rad.over_frist) == ((1, 1, 0, 0, 1), 2)
    assert rad.eldste > 130
    assert sum(rad.baand) == rad.sum == 3


@pytest.mark.django_db
def test_alderen_telles_likt_i_databasen_og_for_ett_og_ett_brev() -> None:
    sent = datetime(2026, 11, 17, 23, 30, tzinfo=OSLO)  # another day in UTC than the morning after
    _brev(dag=sent)
    _brev(dag=sent + timedelta(hours=1))
    for dager in (0, 9, 40):
        with med_klokke(TORSDAG + timedelta(days=dager)), som("ola", "frogner") as ola:
            assert mine_etter_alder(ola) == aldersfordeling(mine_ubesvarte(ola)) != aldersfordeling([])


@pytest.mark.django_db
def test_det_siden_viser_av_en_oppgave_er_hentet_med_den() -> None:
    _brev()
    with som("ola", "frogner") as ola:
        alle = oppgaver(ola)
        with CaptureQueriesContext(connection) as spoerringer:
            vist = [
                (o.jp.mappe.saksaar, o.jp.mappe.sakssekvensnummer, o.jp.virksomhet.kode, o.jp.virksomhet.kortnavn)
                for o in alle
                if o.jp.mappe and (o.jp.tittel, o.jp.registrerings_id, o.jp.journalpostnummer, o.jp.restanse)
            ]
    assert vist
    assert len(spoerringer) == 0


def test_ingen_brev_gir_tomme_aldersbaand() -> None:
    assert aldersfordeling([]) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("frist", "ventet"),
    [
        (date(2026, 11, 18), Periode.I_DAG),
        (date(2026, 11, 19), Periode.I_DAG),
        (date(2026, 11, 20), Periode.DENNE_UKEN),
        (date(2026, 11, 23), Periode.SENERE),
        (None, Periode.SENERE),
    ],
)
def test_oppgaver_staar_under_dagen_uken_eller_senere(frist: date | None, ventet: Periode) -> None:
    assert periode(frist, date(2026, 11, 19)) is ventet


def test_soendag_ser_fram_til_uken_som_kommer() -> None:
    assert periode(date(2026, 11, 27), date(2026, 11, 22)) is Periode.DENNE_UKEN
