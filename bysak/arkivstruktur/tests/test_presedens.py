from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.models import Kassasjon, Presedens, Registrering
from bysak.arkivstruktur.presedens import (
    foreld_presedens,
    godkjenn_presedens,
    hjemler,
    ny_hjemmel,
    offentlig_presedens,
    opprett_presedens,
    presedenser,
    slett_presedens,
    utgaa_hjemmel,
)
from bysak.kjerne.kalender import i_dag
from tests.saker import en_fil, en_sak, et_brev, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db

FELT: dict[str, Any] = {
    "tittel": "Søskenmoderasjon ved delt bosted",
    "rettskildefaktor": "Vedtak",
    "dato": date(2026, 1, 5),
}


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("2.8.12", "2.8.13", "2.8.15")
def test_en_presedens_lages_paa_sak_og_journalpost_med_hjemmel_fra_registeret(kari):
    ny_hjemmel("Forskrift om foreldrebetaling § 3", av=kari)
    assert stoppes(ny_hjemmel, " Forskrift om  foreldrebetaling § 3", av=kari) == {"preshjemmel.finnes"}
    sak = en_sak(kari)
    vedtak = et_brev(sak, kari, type="U", journalfoert=True)
    p = opprett_presedens(sak, av=kari, hjemmel="Forskrift om foreldrebetaling § 3", avgjoerelser=[vedtak], **FELT)
    assert [a.registrering_id for a in p.avgjoerelser.all()] == [vedtak.pk]
    assert opprett_presedens(vedtak, av=kari, **FELT).registrering_id == vedtak.pk
    utgaa_hjemmel(hjemler().get(), av=kari)
    assert stoppes(opprett_presedens, sak, av=kari, hjemmel="Forskrift om foreldrebetaling § 3", **FELT) == {
        "pres.hjemmel"
    }


@pytest.mark.krav("2.8.14")
def test_eldre_avgjoerelser_kan_registreres_men_ikke_umulige(kari):
    sak, annen = en_sak(kari), en_sak(kari)
    p = opprett_presedens(sak, av=kari, **FELT | {"dato": date(1987, 3, 2)}, beskrivelse="Formannskapet, sak 14/87")
    assert p.presedens_dato.year == 1987
    assert stoppes(
        opprett_presedens, sak, av=kari, tittel="\u200b", rettskildefaktor="x" * 201, dato=i_dag() + timedelta(1),
        avgjoerelser=[et_brev(annen, kari)],
    ) == {"pres.tittel", "pres.kilde", "pres.dato", "pres.annen_sak"}  # fmt: skip


@pytest.mark.krav("2.8.16")
def test_rettigheter_styrer_hvem_som_lager_godkjenner_og_ser():
    with som("kari", "frogner") as kari:
        aapen, lukket = en_sak(kari), en_sak(kari, klasse="400")
        a, b = opprett_presedens(aapen, av=kari, **FELT), opprett_presedens(lukket, av=kari, **FELT)
        with pytest.raises(PermissionDenied, match="vurdere"):
            godkjenn_presedens(a, av=kari)
    with som("siv", "frogner") as siv, pytest.raises(PermissionDenied):
        opprett_presedens(aapen, av=siv, **FELT)
    with som("ola", "frogner") as ola:
        assert a in presedenser(ola)
        assert b not in presedenser(ola)
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            foreld_presedens(b, grunn="x", av=ola)
    with som("nora", "frogner") as nora:
        a = godkjenn_presedens(a, av=nora)
        assert (a.presedens_godkjent_av, stoppes(godkjenn_presedens, a, av=nora)) == ("Nora Vestlid", {"pres.godkjent"})


@pytest.mark.krav("2.8.17", "2.8.18", "2.8.19")
def test_en_foreldet_eller_godkjent_presedens_slettes_aldri_heller_ikke_naar_klassen_kasseres():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        forslag, gammel, gjeldende = (opprett_presedens(sak, av=kari, **FELT) for _ in range(3))
        assert (gammel.presedens_status, gammel.get_presedens_status_display()) == ("G", "Gjeldende")
        gammel = foreld_presedens(gammel, grunn="ny forskrift", av=kari)
        assert (gammel.presedens_status, gammel.get_presedens_status_display()) == ("F", "Foreldet")
    with som("nora", "frogner") as nora:
        gjeldende = godkjenn_presedens(gjeldende, av=nora)
    with som("kari", "frogner") as kari:
        Kassasjon.objects.create(klasse=sak.klasse, kassasjonsvedtak="K", bevaringstid=5)
        for p in (gammel, gjeldende):
            assert stoppes(slett_presedens, p, grunn="x", av=kari) == {"pres.vernet"}
            with pytest.raises(DatabaseError, match="godkjent"), transaction.atomic():
                Presedens.objects.filter(pk=p.pk).delete()
        assert stoppes(slett_presedens, forslag, grunn=" ", av=kari) == {"pres.uten_grunn"}
        slett_presedens(forslag, grunn="ikke prinsipielt", av=kari)
        assert set(Presedens.objects.filter(mappe=sak)) == {gammel, gjeldende}


@pytest.mark.krav("2.8.20", "2.8.21")
def test_oversikten_viser_alle_presedenser_over_saker_og_journalposter(kari):
    sak = en_sak(kari)
    a = opprett_presedens(sak, av=kari, **FELT)
    b = opprett_presedens(et_brev(sak, kari), av=kari, **FELT | {"tittel": "Delt kontantstøtte"})
    foreld_presedens(b, grunn="opphevet", av=kari)
    assert {a, b} <= set(presedenser(kari))
    assert list(presedenser(kari, tekst="delt kontant")) == [b]
    assert b not in presedenser(kari, gjeldende=True)
    datoer = [p.presedens_dato for p in presedenser(kari)]
    assert datoer == sorted(datoer, reverse=True)


@pytest.mark.krav("2.8.22")
def test_avgjoerelsen_vises_utad_bare_naar_den_er_godkjent_og_i_en_offentlig_variant():
    with som("kari", "frogner") as kari:
        sak, lukket = en_sak(kari), en_sak(kari, klasse="400")
        vedtak = et_brev(sak, kari, type="U")
        fil = en_fil(vedtak, kari, hoveddokument=True)
        p = opprett_presedens(sak, av=kari, avgjoerelser=[vedtak], **FELT)
        skjult = opprett_presedens(lukket, av=kari, **FELT)
        assert offentlig_presedens(p) is None
    with som("nora", "frogner") as nora:
        p, skjult = godkjenn_presedens(p, av=nora), godkjenn_presedens(skjult, av=nora)
        assert offentlig_presedens(skjult) is None
        uvurdert = offentlig_presedens(p)
        assert uvurdert is not None
        assert uvurdert.dokument is None
        Registrering.objects.filter(pk=vedtak.pk).update(offentlighetsvurdert_dato=i_dag())
        vist = offentlig_presedens(Presedens.objects.get(pk=p.pk))
        assert vist is not None
        assert (vist.tittel, vist.status, vist.dokument) == (FELT["tittel"], "Gjeldende", fil)
