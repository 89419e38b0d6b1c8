"""The promise and how it was kept: three times of which the last counts, who owns a miss, figures anyone can check."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.mottak.lesing import les_inn
from bysak.mottak.maaling import brukt, forklar, maal
from bysak.mottak.models import Aarsak, Eier, Innkomst, Kanalalarm, Maaling
from bysak.mottak.registrering import registrer
from bysak.mottak.ruting import rut
from bysak.mottak.servicefrist import Servicefrist, frist_for
from bysak.mottak.servicenivaa import NyttNivaa, nytt_nivaa, regel_med_nummer
from bysak.mottak.statistikk import (
    Noekkel,
    Utvalg,
    eiere,
    feil_frister,
    grunnlag,
    regn_ut,
    tall,
)
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les, rad_naa, valg_i_frogner
from bysak.mottak.utfall import gjenaapne, ikke_journalpliktig
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

TORSDAG = datetime(2026, 11, 19, 9, 0, tzinfo=OSLO)
UKJENT = "hvem@ukjent.bysak.example"


def _motta(emne: str, tid: datetime = TORSDAG, til: str = FROGNER) -> Innkomst:
    with med_klokke(tid):
        return motta_og_les(brev(emne), til=til)


def _registrer(rad: Innkomst, tid: datetime, hvem: str = "kari") -> Maaling:
    valg = valg_i_frogner(aktoer(hvem), rad.emne)
    with med_klokke(tid), som(hvem, "frogner") as av:
        registrer(rad, valg, av=av)
        return Maaling.objects.select_related("eiers_virksomhet").get(innkomst_id=rad.pk)


def test_et_brev_som_er_ferdig_foer_fristen_er_i_tide_og_arbeidstiden_telles():
    m = _registrer(_motta("I tide"), TORSDAG + timedelta(hours=2))
    assert (m.i_tide, m.eier, m.aarsak, m.arbeidstid, m.dag) == (True, "", "", 7200, TORSDAG.date())
    assert m.registrert_tid == m.journalfoert_tid == m.fordelt_tid == TORSDAG + timedelta(hours=2)


def test_det_siste_av_de_tre_tidspunktene_teller():
    rad = _motta("Delt i to")
    valg = valg_i_frogner(aktoer("kari"), "Delt")
    with med_klokke(TORSDAG + timedelta(hours=1)), som("kari", "frogner") as kari:
        jp = registrer(rad, valg, av=kari)
    with med_klokke(TORSDAG + timedelta(hours=7)), som("kari", "frogner"):
        maal(rad_i_dette_arbeidet(rad), [jp])
        m = Maaling.objects.get()
    assert m.registrert_tid == m.fordelt_tid == TORSDAG + timedelta(hours=1)
    assert (m.journalfoert_tid, m.i_tide, m.eier) == (TORSDAG + timedelta(hours=7), False, Eier.BYARKIVET)


@pytest.mark.parametrize(
    ("teller", "i_tide", "timer"), [("registrert", True, 1), ("fordelt", True, 1), ("journalfoert", False, 6)]
)
def test_et_servicenivaa_kan_si_at_et_annet_tidspunkt_enn_det_siste_teller(teller, i_tide, timer):
    with med_klokke(TORSDAG - timedelta(days=1)), som("siv", "byarkivet") as siv:
        ny = nytt_nivaa(NyttNivaa(TORSDAG.date(), "Ny avtale", teller=teller), av=siv)
    rad = _motta("Ved en annen klokke")
    assert rad.fristregel == str(ny.nummer)
    valg = valg_i_frogner(aktoer("kari"), "Delt")
    with med_klokke(TORSDAG + timedelta(hours=1)), som("kari", "frogner") as kari:
        jp = registrer(rad, valg, av=kari)
    with med_klokke(TORSDAG.replace(hour=16)), som("kari", "frogner"):
        maal(rad_i_dette_arbeidet(rad), [jp])
        m = Maaling.objects.get()
        assert m.i_tide == i_tide
        assert m.arbeidstid == timer * 3600 + (2700 if teller == "journalfoert" else 0)
        utvalg = Utvalg(TORSDAG.date(), TORSDAG.date(), (virksomhet("frogner").pk,))
        regler = {(virksomhet("frogner").pk, m.fristregel): regel_med_nummer(m.fristregel, virksomhet("frogner").pk)}
        assert regn_ut(grunnlag(utvalg), regler) == tall(utvalg)


def rad_i_dette_arbeidet(rad: Innkomst) -> Innkomst:
    return Innkomst.objects.select_related("rutet_fra").get(pk=rad.pk)


def test_paa_slaget_er_for_sent_slik_klokka_viser():
    assert not _registrer(_motta("På slaget"), TORSDAG.replace(hour=15, minute=45)).i_tide
    assert _registrer(_motta("Rett før"), TORSDAG.replace(hour=15, minute=44, second=59)).i_tide


def test_et_brudd_eies_av_den_som_hadde_det_naar_ingen_har_forklart_det():
    m = _registrer(_motta("For sent"), TORSDAG + timedelta(days=1))
    assert (m.aarsak, m.eier, m.eiers_virksomhet) == ("", Eier.BYARKIVET, virksomhet("byarkivet"))


def test_det_som_ble_sendt_hit_for_sent_eies_av_avsenderen():
    kilde = _motta("Feil sted", til="postmottak@sagene.bysak.example")
    with med_klokke(TORSDAG.replace(hour=15, minute=30)):
        der = rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
        les_inn(der.virksomhet_id or 0, der.pk)
    m = _registrer(rad_naa(der), TORSDAG.replace(hour=16))
    assert (m.aarsak, m.eier, m.eiers_virksomhet) == (Aarsak.RUTET_SENT, Eier.BYDEL, virksomhet("sagene"))
    assert m.mottatt_tid == TORSDAG
    with som("kari", "sagene"):
        assert not Maaling.objects.exists(), "det som ble sendt videre, måles bare der det ble registrert"


def test_det_som_ble_sendt_hit_i_god_tid_eies_av_den_som_fikk_det():
    kilde = _motta("Uten bydel", til=UKJENT)
    with med_klokke(TORSDAG + timedelta(minutes=20)):
        der = rut(kilde, til=virksomhet("frogner"), av=aktoer("kari"))
        les_inn(der.virksomhet_id or 0, der.pk)
    m = _registrer(rad_naa(der), TORSDAG + timedelta(days=1))
    assert (m.aarsak, m.eier) == ("", Eier.BYARKIVET)


def test_det_som_ble_aapnet_igjen_maales_paa_det_siste_utfallet():
    rad = _motta("Angret")
    with som("kari", "frogner") as kari:
        with med_klokke(TORSDAG + timedelta(hours=1)):
            ikke_journalpliktig(rad, grunnkode="reklame", av=kari)
        with med_klokke(TORSDAG + timedelta(days=1)):
            gjenaapne(rad, av=kari)
    m = _registrer(rad_naa(rad), TORSDAG + timedelta(days=1, hours=1))
    assert (m.i_tide, m.aarsak) == (False, Aarsak.GJENAAPNET)


def test_det_som_kom_da_kanalen_var_nede_faar_det_som_grunn():
    with som("kari", "frogner"):
        Kanalalarm.objects.create(slag="stille", kanal="epost", oppdaget_tid=TORSDAG - timedelta(hours=1))
    m = _registrer(_motta("Etter nettbruddet"), TORSDAG + timedelta(days=1))
    assert (m.aarsak, m.eier) == (Aarsak.KANAL_NEDE, Eier.BYARKIVET)


def test_en_person_forklarer_et_brudd_og_eieren_foelger_av_ansvaret():
    m = _registrer(_motta("For sent"), TORSDAG + timedelta(days=1))
    god = _registrer(_motta("I tide"), TORSDAG + timedelta(hours=1))
    with som("kari", "frogner") as kari:
        for hvilken, aarsak in ((m, "fordi"), (m, Aarsak.ANNET), (god, Aarsak.KAPASITET)):
            with pytest.raises(Hindret):
                forklar(hvilken, aarsak=aarsak, av=kari)
        forklart = forklar(m, aarsak=Aarsak.AVKLARING, merknad="Ventet på svar fra seksjonen", av=kari)
        assert (forklart.eier, forklart.eiers_virksomhet) == (Eier.BYDEL, virksomhet("frogner"))
        assert forklar(m, aarsak=Aarsak.LEVERANDOER, av=kari).eiers_virksomhet is None
        assert forklart.forklart_av == kari.navn


@pytest.fixture
def maanedene() -> Utvalg:
    """Measurements in two bydeler, two channels and three months, some late, and two that wait past due."""
    terning = random.Random(9)
    for kode in ("frogner", "sagene"):
        mal = _motta("Mal", til=f"postmottak@{kode}.bysak.example")
        with som("kari", kode) as kari:
            mal = ikke_journalpliktig(mal, grunnkode="reklame", av=kari)
            regel = regel_med_nummer("1", virksomhet(kode).pk)
            rader = [_lag(mal, terning, regel, n) for n in range(40)]
            Innkomst.objects.bulk_create([r for r, _ in rader])
            Maaling.objects.bulk_create([m for _, m in rader])
        _motta("Venter", TORSDAG - timedelta(days=3), f"postmottak@{kode}.bysak.example")
    return Utvalg(date(2026, 9, 1), date(2026, 11, 30), (virksomhet("frogner").pk, virksomhet("sagene").pk))


def _lag(mal: Innkomst, terning: random.Random, regel: Servicefrist, n: int) -> tuple[Innkomst, Maaling]:
    mottatt = TORSDAG - timedelta(minutes=terning.randrange(60 * 24 * 75))
    siste = mottatt + timedelta(minutes=terning.randrange(60 * 40))
    frist = frist_for(mottatt, regel).tid
    felt = {f.attname: getattr(mal, f.attname) for f in Innkomst._meta.concrete_fields if not f.primary_key}
    kopi = Innkomst(**felt | {"ekstern_id": f"kopi {n}", "mottatt_tid": mottatt, "frist": frist})
    for_sent = siste >= frist
    return kopi, Maaling(
        innkomst_id=kopi.pk, kanal=("epost", "papir")[n % 2], dag=mottatt.astimezone(OSLO).date(), mottatt_tid=mottatt,
        frist=frist, fristregel="1", registrert_tid=siste - timedelta(minutes=2), journalfoert_tid=siste,
        fordelt_tid=siste - timedelta(minutes=1), arbeidstid=brukt(mottatt, siste, regel), i_tide=not for_sent,
        aarsak=Aarsak.KAPASITET if for_sent else "", eier=Eier.BYARKIVET if for_sent else "",
    )  # fmt: skip


def _les(utvalg: Utvalg) -> Iterator[None]:
    with med_klokke(TORSDAG), arbeid(som=aktoer("kari"), leser=utvalg.virksomheter):
        yield


def test_tallene_kan_regnes_ut_igjen_av_de_raa_tidspunktene(maanedene: Utvalg):
    for _ in _les(maanedene):
        fra_basen, raa = tall(maanedene), list(grunnlag(maanedene))
        regler = {(v, "1"): regel_med_nummer("1", v) for v in maanedene.virksomheter}
        assert regn_ut(raa, regler) == fra_basen
        assert feil_frister(raa, regler) == []
        alt = fra_basen[Noekkel(None, None, None)]
        assert (alt.antall, alt.venter) == (80, 2)
        assert 0 < alt.i_tide < 80
        assert alt.brudd == alt.antall - alt.i_tide + 2
        assert alt.andel == pytest.approx(alt.i_tide / 82)
        assert sum(n for _e, _a, n in eiere(maanedene)) == alt.antall - alt.i_tide
        papir = Utvalg(maanedene.fra, maanedene.til, maanedene.virksomheter, "papir")
        assert tall(papir)[Noekkel(None, None, None)].antall == fra_basen[Noekkel(None, None, "papir")].antall == 40
        maanedene_ = [n.maaned for n in fra_basen if n.maaned and n.virksomhet is None]
        assert sorted(maanedene_) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]


def test_en_leder_ser_bare_sin_egen_bydel_og_et_tall_som_er_rettet_i_basen_oppdages(maanedene: Utvalg):
    with med_klokke(TORSDAG), arbeid(som=aktoer("nora"), leser=[virksomhet("frogner")]):
        assert {n.virksomhet for n in tall(maanedene)} == {None, virksomhet("frogner").pk}
        assert {r.virksomhet for r in grunnlag(maanedene)} == {virksomhet("frogner").pk}
    with som("kari", "frogner"):
        Maaling.objects.filter(i_tide=False).update(i_tide=True, eier="", aarsak="")
    for _ in _les(maanedene):
        regler = {(v, "1"): regel_med_nummer("1", v) for v in maanedene.virksomheter}
        assert regn_ut(grunnlag(maanedene), regler) != tall(maanedene)
