"""The pages of a klasse, a party and a colleague: all about each, and never more than one may see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from bysak.arkivstruktur.models import Journalpost, Klasse, Part, Saksmappe
from bysak.arkivstruktur.parter import ny_part
from bysak.arkivstruktur.skjerming import skjerm_registrering
from bysak.journal.tests.verden import ny_post, ny_sak
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Tilgangsklasse
from bysak.saksbehandling.fravaer import registrer_fravaer
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
FORENING = "Tverrdal velforening"


def klient(brukernavn: str) -> Client:
    den = Client()
    den.force_login(bruker(brukernavn))
    return den


def les(brukernavn: str, adresse: str) -> str:
    svar = klient(brukernavn).get(adresse)
    return svar.content.decode() if svar.status_code == 200 else str(svar.status_code)


@pytest.fixture
def sak() -> Saksmappe:
    with som("kari", "frogner", "registrer") as kari:
        return ny_sak(kari, "Benker i parken")


def post(sak: Saksmappe, tittel: str, fra: str = FORENING, *, person: bool = False) -> Journalpost:
    with som("kari", "frogner", "registrer") as kari:
        return ny_post(sak, kari, tittel, fra=fra, person=person)


def parten(jp: Journalpost) -> str:
    with som("kari", "frogner"):
        return f"/parter/frogner/{jp.korrespondanseparter.get(korrespondanseparttype='EA').pk}"


def skjerm(jp: Journalpost) -> None:
    with som("nora", "frogner") as nora:
        skjerm_registrering(
            Journalpost.objects.get(pk=jp.pk), hjemmel="Offl § 13", kode="P", skjermede_ord=set(),
            offentlig_tittel="Noe", skjermede_parter=set(), hele_dokumentet=True, av=nora,
        )  # fmt: skip


def test_parten_samler_alt_fra_og_til_og_bare_det(sak: Saksmappe) -> None:
    en = post(sak, "Om benker")
    post(sak, "Om lys i parken")
    post(sak, "Noe fra en annen", fra="Kvernbekken velforening")
    side = les("ola", parten(en))
    assert "Om benker" in side
    assert "Om lys i parken" in side
    assert "Noe fra en annen" not in side


def test_to_med_samme_navn_og_ulikt_nummer_er_to_og_nummeret_vises_ikke(sak: Saksmappe) -> None:
    en, to = (post(sak, t, fra="Solvei Granlund", person=True) for t in ("Den ene", "Den andre"))
    with som("kari", "frogner", "rett part"):
        en.korrespondanseparter.update(person_id="13897512345")
        to.korrespondanseparter.update(person_id="14897512345")
    side = les("ola", parten(en))
    assert "Den ene" in side
    assert "Den andre" not in side
    assert "1389751" not in side
    assert "Er registrert. Det vises ikke her." in side


def test_det_som_er_skjermet_for_en_staar_ikke_hos_parten_og_apner_ikke_siden(sak: Saksmappe) -> None:
    aapen, lukket = post(sak, "Om benker"), post(sak, "Om barnet Tirill")
    adresse = parten(lukket)
    skjerm(lukket)
    assert "Om barnet Tirill" in les("nora", parten(aapen))
    assert "Om barnet Tirill" not in les("ola", parten(aapen))
    assert les("ola", adresse) == "404"
    assert "Om barnet Tirill" in les("nora", adresse)


def test_en_part_i_saken_har_samme_side(sak: Saksmappe) -> None:
    with som("kari", "frogner", "registrer") as kari:
        part: Part = ny_part(sak, navn=FORENING, rolle="Klager", av=kari)
    post(sak, "Om benker")
    side = les("ola", f"/parter/frogner/{part.pk}")
    assert "Benker i parken" in side
    assert "Om benker" in side


def test_klassen_viser_kassasjon_bruk_og_de_sakene_en_ser(sak: Saksmappe) -> None:
    with som("kari", "frogner"):
        klasse = Klasse.objects.get(klasse_id="200")
    side = les("ola", f"/klasser/frogner/{klasse.pk}")
    assert "Benker i parken" in side
    assert "Hvem bruker klassen" in side
    assert f"/forvaltning/frogner/klasser/{klasse.pk}/endre" not in side
    assert f"/forvaltning/frogner/klasser/{klasse.pk}/endre" in les("kari", f"/klasser/frogner/{klasse.pk}")
    with som("kari", "frogner", "skjerm"):
        Saksmappe.objects.filter(pk=sak.pk).update(tilgangsklasse=Tilgangsklasse.objects.create(art="personer"))
    assert "Benker i parken" not in les("ola", f"/klasser/frogner/{klasse.pk}")


def test_kollegaen_viser_saker_fravaer_og_stedfortreder(sak: Saksmappe) -> None:
    ola = bruker("ola")
    with som("nora", "frogner", "registrer fravær") as nora:
        registrer_fravaer(ola, fra=i_dag(), til=i_dag() + timedelta(days=2), stedfortreder=bruker("nora"), av=nora)
    side = les("nora", f"/folk/frogner/{ola.pk}")
    for tekst in ("Benker i parken", "Borte", "Nora Vestlid tar arbeidet", "Gjort i det siste"):
        assert tekst in side, tekst
    assert "Gjort i det siste" not in les("ola", f"/folk/frogner/{ola.pk}")
    assert "Forvalt<" not in les("ola", f"/folk/frogner/{ola.pk}")


def test_doerene_er_stengt_likt_for_den_som_ikke_er_her(sak: Saksmappe) -> None:
    jp = post(sak, "Om benker")
    with som("kari", "frogner"):
        klasse = Klasse.objects.get(klasse_id="200").pk
    ekte = [parten(jp), f"/klasser/frogner/{klasse}", f"/folk/frogner/{bruker('ola').pk}"]
    for adresse in ekte:
        stengt, finnes_ikke = klient("lise").get(adresse), klient("lise").get(f"{adresse.rpartition('/')[0]}/{uuid4()}")
        assert stengt.status_code == finnes_ikke.status_code == 404
        assert klient("ola").get(f"{adresse.rpartition('/')[0]}/{uuid4()}").status_code == 404
        # The same object is not behind another virksomhet's door.
        assert klient("lise").get(adresse.replace("frogner", "sagene")).status_code == 404
        assert klient("ola").post(adresse).status_code == 405


def test_saken_og_journalposten_leder_dit(sak: Saksmappe) -> None:
    jp = post(sak, "Om benker")
    saken = f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}"
    side = les("ola", saken)
    assert f"/folk/frogner/{bruker('ola').pk}" in side
    assert f"/klasser/frogner/{sak.klasse_id}" in side
    assert parten(jp) in les("ola", f"{saken}/{jp.journalpostnummer}")
