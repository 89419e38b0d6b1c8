from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.kjerne.arbeid import Rollerad, arbeid
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.models import Endring
from bysak.organisasjon.models import AdministrativEnhet, Rolle, Rolletildeling
from bysak.organisasjon.rettigheter import har_rollen, retter_i, rettigheter_til, still_krav_til_innlogging
from bysak.organisasjon.roller import (
    MAKS_DELEGERING,
    avslutt_rolle,
    begrens_rolle,
    deleger,
    hindre_for_begrensning,
    hindre_for_delegering,
    hindre_for_rolleslutt,
    tildel_rolle,
)
from bysak.organisasjon.tilgang import RETTER, Rett, aktoer_for, kan, rettene
from tests.saker import en_sak, koder, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def rollen(navn: str) -> Rolletildeling:
    return Rolletildeling.objects.get(bruker__brukernavn=navn)


@pytest.mark.krav("4.5.30", "4.5.29")
def test_en_rolle_avsluttes_straks_og_staar_igjen_med_perioden_sin():
    frogner = virksomhet("frogner").pk
    with som("siv", "frogner") as siv:
        assert kan(aktoer_for(bruker("ola")), Rett.SAKSBEHANDLE, frogner)
        slutt = avslutt_rolle(rollen("ola"), av=siv)
        assert slutt is not None
        assert slutt.til_dato == i_dag() - timedelta(days=1)
        rettighet = rettigheter_til(bruker("ola"))[0]
        assert (rettighet.gjelder, Rett.SAKSBEHANDLE in rettighet.retter) == (False, True)
        assert rettigheter_til(bruker("ola"), slutt.til_dato)[0].gjelder
        assert stoppes(avslutt_rolle, slutt, av=siv) == {"rolle.avsluttet"}
        assert koder(hindre_for_rolleslutt(slutt, i_dag())) == {"rolle.avsluttet"}
    assert aktoer("ola").virksomheter == ()


def test_en_rolle_som_aldri_har_gjaldt_en_hel_dag_tas_bort_og_bare_loggen_vet_om_den():
    with som("siv", "frogner") as siv:
        ny = tildel_rolle(bruker("lise"), Rolle.LEDER, av=siv)
        nr = str(ny.pk)
        assert avslutt_rolle(ny, av=siv) is None
        assert not Rolletildeling.objects.filter(pk=ny.pk).exists()
        assert Endring.objects.filter(objekt_id=nr, element="-", tidligere__rolle="leder").exists()
        assert stoppes(avslutt_rolle, rollen("ola"), siste_dag=i_dag() - timedelta(days=2), av=siv) == {"rolle.tilbake"}
        fram = avslutt_rolle(rollen("ola"), siste_dag=i_dag() + timedelta(days=3), av=siv)
        assert fram is not None
        assert rettigheter_til(bruker("ola"))[0].gjelder


@pytest.mark.krav("4.1.4", "2.9.2")
def test_den_siste_systemforvalteren_blir_ikke_borte():
    with som("siv", "byarkivet") as siv:
        tildeling = Rolletildeling.objects.get(bruker=bruker("siv"))
        assert stoppes(avslutt_rolle, tildeling, av=siv) == {"rolle.siste_forvalter"}
        tildel_rolle(bruker("kari"), Rolle.SYSTEMFORVALTER, av=siv)
        assert stoppes(avslutt_rolle, tildeling, av=siv) == set()


@pytest.mark.krav("4.5.3", "4.5.7", "4.5.4", "4.5.6")
@given(
    roller=st.lists(st.tuples(st.sampled_from(list(Rolle)), st.frozensets(st.sampled_from(list(Rett)))), max_size=4),
    mer=st.frozensets(st.sampled_from(list(Rett))),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_et_regelsett_kan_bare_snevre_inn_og_ingen_rolle_gir_mer_enn_sin(roller, mer):
    rader = [Rollerad(1, rolle, uten_retter=frozenset(u.value for u in uten)) for rolle, uten in roller]
    fritt = rettene(Rollerad(1, rolle) for rolle, _ in roller)
    med = rettene(rader)
    assert med <= fritt <= frozenset().union(*RETTER.values())
    snevrere = [Rollerad(1, r.rolle, uten_retter=r.uten_retter | {u.value for u in mer}) for r in rader]
    assert rettene(snevrere) <= med
    for rad in rader:
        assert rettene([rad]) <= RETTER[rad.rolle]
    # What one role withholds, another one that has it still gives: each rule set is its own role's.
    assert med == frozenset().union(*(rettene([rad]) for rad in rader))


@pytest.mark.krav("4.5.5", "4.5.7", "4.5.28")
def test_en_begrenset_rolle_stopper_i_verbet():
    with som("siv", "frogner") as siv:
        assert stoppes(begrens_rolle, rollen("ola"), uten=[Rett.PUBLISERE], av=siv) == {"rolle.begrensning"}
        assert koder(hindre_for_begrensning(rollen("ola"), ["lese"])) == {"rolle.begrensning"}
        begrens_rolle(rollen("ola"), uten=[Rett.SAKSBEHANDLE, Rett.AVSLUTTE], av=siv)
        assert Rett.SAKSBEHANDLE not in rettigheter_til(bruker("ola"))[0].retter
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="registrere"):
        en_sak(ola)
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="administrere"):
        begrens_rolle(rollen("ola"), uten=[], av=ola)
    with som("siv", "frogner") as siv:
        begrens_rolle(rollen("ola"), uten=[], av=siv)
    with som("ola", "frogner") as ola:
        assert en_sak(ola).saksansvarlig == bruker("ola")


@pytest.mark.krav("4.5.30")
def test_egen_rolle_laanes_bort_for_en_tid_og_aldri_lenger_eller_mer_enn_sin_egen():
    om_en_uke, for_lenge = i_dag() + timedelta(days=7), i_dag() + MAKS_DELEGERING + timedelta(days=1)
    with som("nora", "frogner") as nora:
        laant = deleger(rollen("nora"), til=bruker("ola"), siste_dag=om_en_uke, av=nora)
        egen = rollen("nora")
        assert (laant.rolle, laant.enhet_id, laant.tilgangskoder, laant.delegert_av) == (
            "leder", egen.enhet_id, egen.tilgangskoder, bruker("nora"),
        )  # fmt: skip
        for valg, kode in (
            ({"til": bruker("ola")}, "rolle.finnes"),
            ({"til": bruker("nora")}, "delegering.til"),
            ({"til": bruker("lise")}, "delegering.til"),
            ({"fra": i_dag() - timedelta(days=1), "til": bruker("ingvild")}, "delegering.periode"),
            ({"siste_dag": i_dag() - timedelta(days=1), "til": bruker("ingvild")}, "delegering.periode"),
            ({"siste_dag": for_lenge, "til": bruker("ingvild")}, "delegering.periode"),
        ):
            felt: dict[str, Any] = {"siste_dag": om_en_uke, "fra": i_dag()} | dict(valg)
            assert koder(hindre_for_delegering(egen, av=nora, **felt)) == {kode}, valg
            assert stoppes(deleger, egen, av=nora, **felt) == {kode}
    with som("ola", "frogner") as ola:
        assert kan(ola, Rett.FORDELE)
        assert stoppes(deleger, laant, til=bruker("ingvild"), siste_dag=om_en_uke, av=ola) == {"delegering.rolle"}
        assert "delegering.annens" in stoppes(deleger, egen, til=bruker("ingvild"), siste_dag=om_en_uke, av=ola)
    assert not kan(aktoer_for(bruker("ola"), om_en_uke + timedelta(days=1)), Rett.FORDELE, virksomhet("frogner").pk)
    with som("siv", "frogner"), pytest.raises(IntegrityError), transaction.atomic():
        Rolletildeling.objects.filter(pk=laant.pk).update(til_dato=None)


def test_det_laante_slutter_naar_laangiveren_slutter():
    frogner = virksomhet("frogner").pk
    om_en_uke = i_dag() + timedelta(days=7)
    with som("nora", "frogner") as nora:
        deleger(rollen("nora"), til=bruker("ola"), siste_dag=om_en_uke, av=nora)
    assert kan(aktoer("ola"), Rett.FORDELE, frogner)
    with som("siv", "frogner") as siv:
        assert stoppes(avslutt_rolle, rollen("nora"), av=siv) == set()
        avslutt_rolle(rollen("nora"), av=siv)
    assert not kan(aktoer("ola"), Rett.FORDELE, frogner)


@pytest.mark.krav("4.5.32", "4.5.33")
def test_rettighetene_kan_vises_for_en_bruker_og_for_en_rolle():
    with arbeid(som=aktoer("siv"), leser=[virksomhet("frogner"), virksomhet("sagene")]):
        mine = rettigheter_til(bruker("kari"))
        assert {r.tildeling.virksomhet.kode for r in mine} == {"frogner", "sagene"}
        assert all(r.gjelder and r.tildeling.tjenesteyter_id for r in mine)
        assert {r.bruker.brukernavn for r in har_rollen("systemforvalter")} == {"siv", "bysak-kommando"}
    assert set(retter_i("leder")) == RETTER["leder"]
    assert retter_i("finnes ikke") == []


@pytest.mark.krav("4.4.7", "4.4.8", "4.1.8")
def test_der_sterkere_innlogging_kreves_har_den_som_bare_brukte_passord_ingen_rolle():
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet("sagene"), sterk=True, av=siv)
    kari = bruker("kari")
    sagene = virksomhet("sagene").pk
    assert sagene not in aktoer_for(kari).virksomheter
    assert sagene in aktoer_for(kari, sterk=True).virksomheter
    assert virksomhet("frogner").pk in aktoer_for(kari).virksomheter
    with som("kari", "byarkivet") as av, pytest.raises(PermissionDenied, match="administrere"):
        still_krav_til_innlogging(virksomhet("sagene"), sterk=False, av=av)
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet("sagene"), sterk=False, av=siv)
    assert sagene in aktoer_for(kari).virksomheter


def test_en_rolle_i_en_enhet_foelger_enheten_i_rettighetslisten():
    with som("siv", "frogner") as siv:
        enhet = AdministrativEnhet.objects.get(navn="Oppvekst")
        tildel_rolle(bruker("lise"), Rolle.INNSYN, enhet=enhet, av=siv)
        assert rettigheter_til(bruker("lise"))[0].tildeling.enhet == enhet
