"""Senders and recipients, meetings, and what an administrator may do past the locks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer
from bysak.arkivstruktur.korrespondanse import (
    endre_korrespondansepart,
    fjern_korrespondansepart,
    legg_til_korrespondansepart,
)
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Mappe, Nummerhull, Registrering
from bysak.arkivstruktur.moete import opprett_moetemappe, opprett_moeteregistrering
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost, opprett_saksmappe
from bysak.arkivstruktur.reservasjon import overstyr_sletting
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.models import Endring, Handling
from bysak.organisasjon.models import AdministrativEnhet
from tests.saker import en_fil, en_sak, et_brev, stoppes
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("2.6.3", "3.2.26")
def test_parter_legges_til_rettes_og_fjernes_i_et_utkast_men_den_siste_maa_staa(kari):
    jp = et_brev(en_sak(kari), kari, type="U")
    kopi = legg_til_korrespondansepart(jp, part=NyPart("EK", "Naboen"), av=kari)
    kopi = endre_korrespondansepart(kopi, navn=" Den  andre\u200b naboen", epostadresse="n@example.org", av=kari)
    assert (kopi.navn, kopi.epostadresse) == ("Den andre naboen", "n@example.org")
    fjern_korrespondansepart(kopi, av=kari)
    siste = jp.korrespondanseparter.get()
    assert stoppes(fjern_korrespondansepart, siste, av=kari) == {"kpart.siste"}
    assert stoppes(legg_til_korrespondansepart, jp, part=NyPart("??", "\u200b"), av=kari) == {
        "kpart.navn",
        "kpart.type",
    }
    lise = {"saksbehandler": bruker("lise"), "navn": "x" * 301, "registrering": jp}
    hindre = {"kpart.uten_rolle", "kpart.navn", "kpart.felt"}
    assert stoppes(endre_korrespondansepart, siste, av=kari, **lise) == hindre


@pytest.mark.krav("3.2.23", "3.2.24")
def test_partene_er_laast_naar_dokumentet_er_sendt_men_adressen_kan_rettes(kari):
    sak = en_sak(kari)
    sendt = et_brev(sak, kari, type="U", journalfoert=True)
    arkivert = arkiver(et_brev(sak, kari, journalfoert=True), av=kari)
    for jp in (sendt, arkivert):
        part = jp.korrespondanseparter.get()
        assert stoppes(endre_korrespondansepart, part, navn="En annen", av=kari) == {"kpart.laast"}
        assert stoppes(legg_til_korrespondansepart, jp, part=NyPart("EK", "Ny"), av=kari) == {"kpart.laast"}
        assert "kpart.laast" in stoppes(fjern_korrespondansepart, part, av=kari)
        assert endre_korrespondansepart(part, av=kari, poststed="Oslo").poststed == "Oslo"


def test_en_mottaker_som_har_avskrevet_fjernes_ikke(kari):
    parter = [NyPart("IA", "A"), NyPart("IM", "B"), NyPart("IM", "C")]
    jp = opprett_journalpost(en_sak(kari), type="N", tittel="Uttalelse", parter=parter, av=kari, status="F")
    Registrering.objects.filter(pk=jp.pk).update(journalstatus="J", journaldato=i_dag())
    b = jp.korrespondanseparter.get(navn="B")
    avskriv(Journalpost.objects.get(pk=jp.pk), maate="TE", part=b, av=kari)
    assert stoppes(fjern_korrespondansepart, b, av=kari) == {"kpart.laast", "kpart.avskrevet"}


def test_den_som_lagrer_sist_faar_vite_hvem_som_var_foerst_og_mister_ingenting(kari):
    jp = et_brev(en_sak(kari), kari)
    saa = jp.versjon
    endre_journalpost(jp, av=kari, versjon=saa, beskrivelse="Den første")
    assert stoppes(endre_journalpost, jp, av=kari, versjon=saa, beskrivelse="Den andre") == {"endre.samtidig"}
    naa_ = Journalpost.objects.get(pk=jp.pk)
    assert (naa_.beskrivelse, naa_.endret_av) == ("Den første", "Kari Tveitmo")
    assert endre_journalpost(jp, av=kari, versjon=naa_.versjon, beskrivelse="Begge").beskrivelse == "Begge"


@pytest.mark.parametrize(
    ("felt", "kode"),
    [
        ({"dokumentets_dato": date(1066, 1, 1)}, "jp.dato_umulig"),
        ({"dokumentets_dato": i_dag() + timedelta(days=1)}, "jp.dato_fram"),
        ({"mottatt_dato": naa() + timedelta(days=1)}, "jp.mottatt_fram"),
        ({"forfallsdato": date(9999, 12, 31)}, "jp.dato_umulig"),
        ({"tittel": "\u200b\u2060"}, "jp.uten_tittel"),
        ({"tittel": "x" * 501}, "jp.lang_tittel"),
    ],
)
def test_en_ny_journalpost_med_meningsloese_verdier_faar_en_setning(kari, felt, kode):
    valg = {"tittel": "Brev", "type": "I", "parter": [NyPart("EA", "Velet")]} | felt
    assert stoppes(opprett_journalpost, en_sak(kari), av=kari, **valg) == {kode}


def test_en_sak_fra_middelalderen_opprettes_ikke(kari):
    sak = en_sak(kari)
    valg = {"tittel": "x", "klasse": sak.klasse, "enhet": sak.administrativ_enhet, "saksansvarlig": sak.saksansvarlig}
    assert stoppes(opprett_saksmappe, sak.arkivdel, av=kari, saksdato=date(1066, 10, 14), **valg) == {"sak.dato_umulig"}


@pytest.mark.krav("2.5.1", "2.5.3", "2.6.1", "2.6.5")
def test_et_moete_er_en_egen_slags_mappe_med_egne_registreringer(kari):
    arkivdel = Arkivdel.objects.get(arkivdelstatus="A")
    moete = opprett_moetemappe(arkivdel, utvalg="Bydelsutvalget", moetenummer="4/2026", dato=i_dag(), av=kari)
    enhet = AdministrativEnhet.objects.all()[0]
    valg: dict[str, Any] = {"enhet": enhet, "saksbehandler": bruker("ola")}
    reg = opprett_moeteregistrering(moete, tittel="Innkalling", type="Møteinnkalling", av=kari, **valg)
    assert (moete.art, reg.art, reg.registrerings_id) == (
        "moetemappe", "moeteregistrering", "M/Bydelsutvalget/4/2026-1",
    )  # fmt: skip
    assert stoppes(
        opprett_moetemappe, arkivdel, utvalg="Bydelsutvalget", moetenummer="4/2026", dato=i_dag(), av=kari
    ) == {"moete.finnes"}
    sak = en_sak(kari)
    assert stoppes(opprett_moeteregistrering, sak, tittel=" ", type="", av=kari, **valg) == {
        "moetereg.ikke_moete", "moetereg.tittel", "moetereg.type",
    }  # fmt: skip
    parter = [NyPart("EA", "Velet")]
    assert stoppes(opprett_journalpost, moete, type="I", tittel="x", parter=parter, av=kari) == {"jp.ikke_saksmappe"}
    gammel = Arkivdel.objects.get(arkivdelstatus="P")
    assert "moete.arkivdel" in stoppes(opprett_moetemappe, gammel, utvalg="", moetenummer="", dato=i_dag(), av=kari)


@pytest.mark.krav("2.9.3")
def test_administrator_sletter_det_som_er_arkivert_og_loggen_har_alt_som_sto_der():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        en_fil(jp, kari)
        jp = arkiver(journalfoer(jp, av=kari), av=kari)
    with som("siv", "frogner") as siv:
        assert stoppes(overstyr_sletting, jp, av=siv) == {"overstyr.uten_grunn"}
    with som("kari", "frogner") as kari, pytest.raises(PermissionDenied, match="overstyre"):
        overstyr_sletting(jp, av=kari)
    with arbeid(som=aktoer("siv"), i=virksomhet("frogner"), overstyring="Gjelder en annen kommune") as a:
        overstyr_sletting(jp, av=a.aktoer)
        assert Handling.objects.latest("id").overstyring == "Gjelder en annen kommune"
        linje = Endring.objects.get(objekt_id=str(jp.pk), element="-")
        assert (linje.tidligere or {})["tittel"] == jp.tittel
        assert Nummerhull.objects.get().grunn == "Gjelder en annen kommune"


@pytest.mark.krav("2.9.3")
def test_en_overstyring_gjelder_bare_naar_den_som_handler_er_administrator():
    with som("kari", "frogner") as kari:
        jp = arkiver(et_brev(en_sak(kari), kari, journalfoert=True), av=kari)
    with (
        arbeid(som=aktoer("kari"), i=virksomhet("frogner"), overstyring="Jeg vil"),
        pytest.raises(DatabaseError, match="arkivert"),
        transaction.atomic(),
    ):
        Registrering.objects.filter(pk=jp.pk).update(tittel="Ny")
    with arbeid(som=aktoer("siv"), i=virksomhet("frogner"), overstyring="Rettes"):
        assert Registrering.objects.filter(pk=jp.pk).update(tittel="Ny") == 1
        assert Mappe.objects.filter(registreringer=jp).update(beskrivelse="x") == 1
