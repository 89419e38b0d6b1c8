from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from bysak.arkivstruktur.arkivdeler import sett_periodeskille
from bysak.arkivstruktur.klasseversjoner import (
    etterfoelgere,
    fjern_overgang,
    fjern_sekundaer_klasse,
    gi_sekundaer_klasse,
    hindre_for_ny_versjon,
    hindre_for_overgang,
    hindre_for_sekundaer_klasse,
    hindre_for_sekundaersystem,
    legg_til_overgang,
    ny_versjon,
    ta_i_bruk_sekundaersystem,
)
from bysak.arkivstruktur.klassifikasjon import (
    SLAG,
    avslutt_klasse,
    avslutt_klassifikasjonssystem,
    endre_klasse,
    endre_klassifikasjonssystem,
    hindre_for_klasse,
    hindre_for_klasseavslutning,
    hindre_for_klasseendring,
    hindre_for_klassesletting,
    hindre_for_klassifikasjonssystem,
    hindre_for_systemavslutning,
    opprett_klasse,
    opprett_klassifikasjonssystem,
    slett_klasse,
)
from bysak.arkivstruktur.models import Arkivdel, Klasse, Klasseovergang, Klassifikasjonssystem
from bysak.arkivstruktur.opprettelse import hindre_for_saksmappe
from bysak.kjerne.models import Endring
from bysak.organisasjon.models import AdministrativEnhet, Rolle
from bysak.organisasjon.roller import tildel_rolle
from tests.saker import en_sak, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def siv():
    with som("siv", "frogner") as siv:
        yield siv


def aktiv() -> Arkivdel:
    return Arkivdel.objects.get(arkivdelstatus="A")


def klasse(klasse_id: str) -> Klasse:
    return Klasse.objects.get(klasse_id=klasse_id, klassifikasjonssystem=aktiv().klassifikasjonssystem)


def et_system(siv, type_: str) -> Klassifikasjonssystem:
    return opprett_klassifikasjonssystem(f"System {type_}", type=type_, av=siv)


@pytest.mark.krav("2.4.1")
def test_et_hierarki_bygges_nedover_og_ideen_samler_dem_over(siv):
    system = et_system(siv, "Funksjonsbasert, hierarkisk")
    topp = opprett_klasse(system, klasse_id="6", tittel=" Kultur\x00 ", av=siv)
    midt = opprett_klasse(system, klasse_id="61", tittel="Idrett", forelder=topp, av=siv)
    bunn = opprett_klasse(system, klasse_id="614", tittel="Haller", forelder=midt, av=siv, noekkelord=["hall", " "])
    assert (topp.tittel, bunn.forelder.forelder, bunn.noekkelord) == ("Kultur", topp, ["hall"])
    annet = et_system(siv, "Objektbasert")
    for valg, kode in (
        ({"klasse_id": " \u200b"}, "klasse.id"),
        ({"klasse_id": "x" * 61}, "klasse.id"),
        ({"klasse_id": "614"}, "klasse.finnes"),
        ({"klasse_id": "620", "tittel": "\u200b"}, "klassifikasjon.tittel"),
        ({"klasse_id": "620", "tittel": "x" * 251}, "klassifikasjon.lang_tittel"),
        ({"klasse_id": "700", "forelder": topp}, "klasse.id_under"),
        ({"klasse_id": "6", "forelder": topp, "system": annet}, "klasse.annet_system"),
        ({"klasse_id": "620", "tilgangskode": "QQ"}, "klasse.tilgangskode"),
    ):
        felt: dict[str, Any] = {"tittel": "Ny"} | dict(valg)
        hvor = felt.pop("system", system)
        assert kode in koder(hindre_for_klasse(hvor, **felt)), valg
        assert stoppes(opprett_klasse, hvor, av=siv, **felt) == koder(hindre_for_klasse(hvor, **felt))


@pytest.mark.krav("2.4.2")
def test_k_koder_har_fasetter_og_tilleggskoden_gir_ikke_saken_plass(siv):
    system = et_system(siv, "K-koder")
    fag = opprett_klasse(system, klasse_id="C", tittel="Kultur", av=siv)
    idrett = opprett_klasse(system, klasse_id="C22", tittel="Idrett", forelder=fag, av=siv)
    felles = opprett_klasse(system, klasse_id="223", tittel="Tilskudd", av=siv)
    tillegg = opprett_klasse(system, klasse_id="&18", tittel="Klager", av=siv)
    for feil in ("CC", "c22", "&1", "&ab", "2234", "C222"):
        assert stoppes(opprett_klasse, system, klasse_id=feil, tittel="x", av=siv) == {"klasse.form"}, feil
    ny = sett_periodeskille(aktiv(), tittel="K-koder", start=date(2027, 1, 1), av=siv, system=system)
    enhet = AdministrativEnhet.objects.first()
    felt: dict[str, Any] = {"tittel": "Klage på halleie", "enhet": enhet, "saksansvarlig": bruker("ola")}
    assert koder(hindre_for_saksmappe(ny, klasse=tillegg, **felt)) == {"sak.tilleggskode"}
    assert koder(hindre_for_saksmappe(ny, klasse=idrett, **felt)) == set()
    assert koder(hindre_for_saksmappe(ny, klasse=felles, **felt)) == set()


@pytest.mark.krav("2.4.2")
def test_saken_faar_tilleggskoden_ved_siden_av_og_tar_ingenting_fra_den():
    with som("siv", "frogner") as siv:
        system = et_system(siv, "K-koder")
        hoved = opprett_klasse(system, klasse_id="C22", tittel="Idrett", av=siv)
        tillegg = opprett_klasse(system, klasse_id="&18", tittel="Klager", av=siv, tilgangskode="KL")
        sett_periodeskille(aktiv(), tittel="K-koder", start=date(2027, 1, 1), av=siv, system=system)
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, klasse="C22", arkivdel=aktiv())
        foer = sak.tilgangsklasse_id
        kobling = gi_sekundaer_klasse(sak, klasse=tillegg, av=kari)
        sak.refresh_from_db()
        assert (sak.klasse, sak.tilgangsklasse_id, sak.aldri_paa_nett) == (hoved, foer, False)
        assert koder(hindre_for_sekundaer_klasse(sak, tillegg)) == {"sekundaer.har"}
        assert stoppes(gi_sekundaer_klasse, sak, klasse=hoved, av=kari) == {"sekundaer.har"}
        fremmed = Klasse.objects.filter(klasse_id="300").exclude(klassifikasjonssystem=system).first()
        assert stoppes(gi_sekundaer_klasse, sak, klasse=fremmed, av=kari) == {"sekundaer.system"}
        fjern_sekundaer_klasse(kobling, av=kari)
        assert not sak.sekundaer_klassifikasjon.exists()


def test_en_sak_kan_ha_en_klasse_til_ogsaa_av_arkivdelens_eget_hierarki():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, klasse="300")
        annen = Klasse.objects.filter(klassifikasjonssystem=sak.arkivdel.klassifikasjonssystem, underklasser=None)
        gi_sekundaer_klasse(sak, klasse=annen.exclude(klasse_id="300")[0], av=kari)
        assert sak.sekundaer_klassifikasjon.count() == 1


@pytest.mark.krav("2.4.3")
@pytest.mark.parametrize(
    ("type_", "gode", "daarlige"),
    [
        ("Gårds- og bruksnummer", ["12/3", "212/45/6", "1/1/0/2"], ["12", "0/3", "12/0", "12/3/4/5/6", "a/b", "12 /3"]),
        ("Juridisk person", ["999888777", "Almelia velforening", "Årdal, Liv"], ["01816099999", "99988877", "12345 x"]),
    ],
)
def test_et_system_med_ett_nivaa_for_personer_og_eiendommer(siv, type_, gode, daarlige):
    system = et_system(siv, type_)
    klasser = [opprett_klasse(system, klasse_id=id_, tittel=id_, av=siv) for id_ in gode]
    for feil in daarlige:
        assert stoppes(opprett_klasse, system, klasse_id=feil, tittel="x", av=siv) == {"klasse.form"}, feil
    under = stoppes(opprett_klasse, system, klasse_id=gode[0] + "/9", tittel="x", forelder=klasser[0], av=siv)
    assert "klasse.ett_nivaa" in under


def test_et_system_maa_ha_tittel_og_et_kjent_slag(siv):
    assert stoppes(opprett_klassifikasjonssystem, "Nytt", type="noe annet", av=siv) == {"system.type"}
    assert koder(hindre_for_klassifikasjonssystem(" ", "K-koder")) == {"klassifikasjon.tittel"}


@pytest.mark.krav("2.4.6", "2.9.7")
def test_uten_lov_lages_verken_klasser_eller_systemer():
    with som("siv", "frogner") as siv:
        tildel_rolle(bruker("nora"), Rolle.KLASSIFISERER, av=siv)
    for hvem, klasser in (("kari", True), ("nora", True), ("ola", False), ("lise", False)):
        with som(hvem, "frogner") as av:
            system = Klassifikasjonssystem.objects.earliest("opprettet_dato")
            handlinger: list[tuple[Any, Any, dict[str, Any]]] = [
                (opprett_klassifikasjonssystem, "Nytt", {"type": "K-koder"}),
                (endre_klassifikasjonssystem, system, {"tittel": "Nytt navn"}),
                (avslutt_klassifikasjonssystem, system, {}),
                (ny_versjon, system, {"tittel": "Ny"}),
                (ta_i_bruk_sekundaersystem, aktiv(), {"system": system}),
            ]
            for verb, obj, valg in handlinger:
                with pytest.raises(PermissionDenied):
                    verb(obj, av=av, **valg)
            if klasser:
                assert opprett_klasse(system, klasse_id=f"9{hvem}", tittel="Ny", av=av).tittel == "Ny"
            else:
                with pytest.raises(PermissionDenied, match="lage klasser"):
                    opprett_klasse(system, klasse_id="9", tittel="Ny", av=av)
            with pytest.raises(PermissionDenied):
                slett_klasse(klasse("200"), av=av)


@pytest.mark.krav("2.4.5", "2.4.4")
def test_en_lukket_klasse_tar_ingen_saker_og_en_med_saker_faar_ingen_barn(siv):
    system = aktiv().klassifikasjonssystem
    assert koder(hindre_for_klasseavslutning(klasse("2"))) == {"klasse.underklasser"}
    assert stoppes(avslutt_klasse, klasse("2"), av=siv) == {"klasse.underklasser"}
    ny = opprett_klasse(system, klasse_id="290", tittel="Ny", forelder=klasse("2"), av=siv)
    ny = avslutt_klasse(ny, av=siv)
    assert (ny.avsluttet_av, ny.avsluttet_dato is not None) == ("Siv Ramnefjell", True)
    assert stoppes(avslutt_klasse, ny, av=siv) == koder(hindre_for_klasseavslutning(ny)) == {"klasse.avsluttet"}
    assert stoppes(endre_klasse, ny, tittel="x", av=siv) == koder(hindre_for_klasseendring(ny, "x"))
    assert "klasse.over_avsluttet" in stoppes(opprett_klasse, system, klasse_id="2901", tittel="x", forelder=ny, av=siv)
    brukt = Klasse.objects.filter(klassifikasjonssystem=system, mapper__isnull=False).earliest("klasse_id")
    id_ = f"{brukt.klasse_id}1"
    assert stoppes(opprett_klasse, system, klasse_id=id_, tittel="x", forelder=brukt, av=siv) == {
        "klasse.over_har_saker"
    }
    with pytest.raises(DatabaseError, match="har saker"), transaction.atomic():
        Klasse.objects.create(klassifikasjonssystem=system, forelder=brukt, klasse_id=id_, tittel="x")


def test_en_ubrukt_klasse_kan_slettes_en_brukt_avsluttes(siv):
    system = aktiv().klassifikasjonssystem
    ny = opprett_klasse(system, klasse_id="291", tittel="Feil", forelder=klasse("2"), av=siv)
    nr = str(ny.pk)
    slett_klasse(ny, av=siv)
    assert Endring.objects.filter(objekt_id=nr, element="-").filter(tidligere__tittel="Feil").exists()
    assert (
        stoppes(slett_klasse, klasse("2"), av=siv) == koder(hindre_for_klassesletting(klasse("2"))) == {"klasse.i_bruk"}
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Klasse.objects.filter(klasse_id="2").delete()


def test_klassens_nummer_staar_fast_men_tittelen_kan_rettes_i_loggen(siv):
    k = endre_klasse(klasse("200"), tittel="Trafikk", beskrivelse="Også skolevei", noekkelord=["vei"], av=siv)
    assert (k.tittel, k.noekkelord) == ("Trafikk", ["vei"])
    endring = Endring.objects.filter(objekt_id=str(k.pk), element="tittel").latest("id")
    assert (endring.tidligere, endring.ny) == ("Trafikk og skolevei", "Trafikk")
    with pytest.raises(DatabaseError, match="nummer kan aldri"), transaction.atomic():
        Klasse.objects.filter(pk=k.pk).update(klasse_id="201")


def test_et_system_i_bruk_avsluttes_ikke(siv):
    i_bruk = aktiv().klassifikasjonssystem
    assert stoppes(avslutt_klassifikasjonssystem, i_bruk, av=siv) == koder(hindre_for_systemavslutning(i_bruk))
    system = et_system(siv, "K-koder")
    assert endre_klassifikasjonssystem(system, tittel="K-koder 2027", av=siv).tittel == "K-koder 2027"
    system = avslutt_klassifikasjonssystem(system, av=siv)
    assert stoppes(endre_klassifikasjonssystem, system, tittel="x", av=siv) == {"system.avsluttet"}
    assert stoppes(opprett_klasse, system, klasse_id="C", tittel="x", av=siv) == {"system.avsluttet"}
    assert stoppes(sett_periodeskille, aktiv(), tittel="x", start=date(2027, 1, 1), av=siv, system=system) == {
        "system.avsluttet"
    }
    assert stoppes(ta_i_bruk_sekundaersystem, aktiv(), system=system, av=siv) == {"system.avsluttet"}


def test_et_sekundaersystem_tas_i_bruk_en_gang_og_aldri_det_primaere(siv):
    gbnr = et_system(siv, "Gårds- og bruksnummer")
    eiendom = opprett_klasse(gbnr, klasse_id="212/45", tittel="212/45", av=siv)
    ta_i_bruk_sekundaersystem(aktiv(), system=gbnr, av=siv)
    assert stoppes(ta_i_bruk_sekundaersystem, aktiv(), system=gbnr, av=siv) == {"sekundaer.finnes"}
    primaer = aktiv().klassifikasjonssystem
    assert koder(hindre_for_sekundaersystem(aktiv(), primaer)) == {"sekundaer.primaer"}
    sak = aktiv().mapper.filter(avsluttet_dato__isnull=True).earliest("saksaar")
    assert koder(hindre_for_sekundaer_klasse(sak, eiendom)) == set()


def test_neste_versjon_foerer_hver_klasse_videre_og_kan_si_at_en_ble_to(siv):
    gammelt = aktiv().klassifikasjonssystem
    avslutt_klasse(klasse("220"), av=siv)
    nytt = ny_versjon(gammelt, tittel="Bydelenes klassifikasjon 2027", av=siv)
    assert nytt.forloeper == gammelt
    assert nytt.klasser.count() == gammelt.klasser.count() - 1
    ny200 = nytt.klasser.get(klasse_id="200")
    assert (ny200.forelder.klasse_id, ny200.forelder.klassifikasjonssystem) == ("2", nytt)
    assert nytt.klasser.get(klasse_id="110").tilgangskode_id == "P"
    assert stoppes(ny_versjon, gammelt, tittel="x", av=siv) == koder(hindre_for_ny_versjon(gammelt, "x"))
    assert etterfoelgere(klasse("200")) == [ny200]
    assert etterfoelgere(klasse("220")) == [klasse("220")]
    delt = opprett_klasse(nytt, klasse_id="205", tittel="Skolevei", forelder=ny200.forelder, av=siv)
    overgang = legg_til_overgang(klasse("200"), til=delt, av=siv)
    assert etterfoelgere(klasse("200")) == [ny200, delt]
    assert stoppes(legg_til_overgang, klasse("200"), til=delt, av=siv) == {"overgang.finnes"}
    assert koder(hindre_for_overgang(delt, klasse("200"))) == {"overgang.versjon"}
    fjern_overgang(overgang, av=siv)
    assert etterfoelgere(klasse("200")) == [ny200]
    tredje = ny_versjon(nytt, tittel="2028", av=siv)
    assert [k.klassifikasjonssystem for k in etterfoelgere(klasse("200"))] == [tredje]
    assert Klasseovergang.objects.filter(fra_klasse__klassifikasjonssystem=nytt).count() == nytt.klasser.count()


@pytest.mark.krav("2.4.1")
def test_hvert_slag_system_kan_lages(siv):
    for type_ in SLAG:
        assert et_system(siv, type_).klassifikasjonstype == type_
