import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.ekspedering import ferdigstill_journalpost
from bysak.arkivstruktur.merknader import ny_merknad
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Journalpost,
    Korrespondansepart,
    Merknad,
    Nummerhull,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.arkivstruktur.reservasjon import (
    hindre_for_sletting,
    reserverte,
    slett_journalpost,
    slett_saksmappe,
)
from bysak.arkivstruktur.tilknytning import opprett_kryssreferanse
from bysak.kjerne.models import Handling
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fordeling import fordel
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def reservert(sak, av):
    return opprett_journalpost(sak, type="U", tittel="Svar kommer", parter=[NyPart("EM", "Velet")], av=av)


@pytest.mark.krav("3.2.21")
def test_et_reservert_nummer_kan_slettes_og_hullet_er_forklart(kari):
    sak = en_sak(kari)
    jp = reservert(sak, kari)
    assert reserverte(sak) == [jp]
    fil = en_fil(jp, kari)
    ny_merknad(jp, tekst="Utkast", av=kari)
    opprett_kryssreferanse(jp, til=sak, av=kari)
    slett_journalpost(jp, grunn="ble ikke noe av", av=kari)
    hull = Nummerhull.objects.get()
    assert (hull.art, hull.aar, hull.nummer, hull.grunn) == (
        "journal", jp.journalaar, jp.journalsekvensnummer, "ble ikke noe av",
    )  # fmt: skip
    assert not Journalpost.objects.filter(pk=jp.pk).exists()
    assert not Merknad.objects.filter(registrering_id=jp.pk).exists()
    assert not Dokumentbeskrivelse.objects.filter(pk=fil.dokumentbeskrivelse_id).exists()
    assert Handling.objects.latest("id").grunn == "ble ikke noe av"
    assert reservert(Saksmappe.objects.get(pk=sak.pk), kari).journalpostnummer == 2


@pytest.mark.krav("3.2.16", "3.2.19", "3.2.20")
@pytest.mark.parametrize(
    ("status", "kode"), [("F", "slett.ferdig"), ("G", "slett.ferdig"), ("J", "slett.endelig"), ("M", "")]
)
def test_det_som_er_ferdig_eller_har_vaert_endelig_slettes_ikke(kari, status, kode):
    jp = reservert(en_sak(kari), kari)
    felt = {"journalstatus": status} | ({"journaldato": "2026-01-01"} if status == "J" else {})
    Registrering.objects.filter(pk=jp.pk).update(**felt)
    jp = Journalpost.objects.get(pk=jp.pk)
    assert (
        koder(hindre_for_sletting(jp, "x"))
        == stoppes(slett_journalpost, jp, grunn="x", av=kari)
        == ({kode} if kode else set())
    )


def test_uten_grunn_og_med_noe_som_viser_til_den_slettes_ingenting(kari):
    sak = en_sak(kari)
    jp = reservert(sak, kari)
    fordel(jp, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), av=kari)
    assert stoppes(slett_journalpost, jp, grunn="\u2060", av=kari) == {"slett.uten_grunn", "slett.i_bruk"}
    assert Korrespondansepart.objects.filter(registrering=jp).exists()


def test_en_delt_fil_blir_staaende_paa_den_andre_posten(kari):
    sak = en_sak(kari)
    a, b = reservert(sak, kari), reservert(sak, kari)
    dokument = en_fil(a, kari).dokumentbeskrivelse
    b.koblinger.create(dokumentbeskrivelse=dokument, tilknyttet_registrering_som="V", dokumentnummer=1)
    slett_journalpost(a, grunn="feil", av=kari)
    assert Dokumentbeskrivelse.objects.get(pk=dokument.pk).objekter.count() == 1


@pytest.mark.krav("3.2.12", "3.2.3")
def test_bare_en_tom_og_aapen_sak_kan_slettes(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari, journalfoert=True)
    assert stoppes(slett_saksmappe, sak, grunn="x", av=kari) == {"slettsak.journalpost"}
    lukket = avslutt_saksmappe(en_sak(kari), av=kari)
    assert stoppes(slett_saksmappe, lukket, grunn="", av=kari) == {"slettsak.uten_grunn", "slettsak.avsluttet"}
    annen = en_sak(kari)
    opprett_kryssreferanse(sak, til=annen, av=kari)
    assert stoppes(slett_saksmappe, annen, grunn="x", av=kari) == {"slettsak.i_bruk"}
    tom = en_sak(kari)
    opprett_kryssreferanse(tom, til=sak, av=kari)
    slett_saksmappe(tom, grunn="opprettet to ganger", av=kari)
    hull = Nummerhull.objects.get(art="sak")
    assert (hull.nummer, hull.grunn) == (tom.sakssekvensnummer, "opprettet to ganger")
    assert Journalpost.objects.filter(pk=jp.pk).exists()


def test_den_uten_rett_sletter_ingenting():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = reservert(sak, kari)
    with som("siv", "frogner") as siv, pytest.raises(PermissionDenied, match="registrere"):
        slett_journalpost(jp, grunn="x", av=siv)
    with som("ola", "frogner") as ola:
        with pytest.raises(PermissionDenied, match="registrere"):
            slett_saksmappe(sak, grunn="x", av=ola)
        assert ferdigstill_journalpost(jp, av=ola).journalstatus == "F"
