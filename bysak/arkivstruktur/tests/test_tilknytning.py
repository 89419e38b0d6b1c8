import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.merknader import merknadstyper, ny_merknad, rett_merknad, slett_merknad
from bysak.arkivstruktur.metadataskjema import (
    PREFIKS,
    hindre_for_metadata,
    metadatafelt,
    opprett_metadatafelt,
    sett_metadata,
    utgaa_metadatafelt,
)
from bysak.arkivstruktur.models import Klasse, Kryssreferanse, Mappe, Merknad, NasjonalIdentifikator, Part, Skjerming
from bysak.arkivstruktur.parter import endre_part, fjern_part, ny_part, offentlig_part, skjerm_part
from bysak.arkivstruktur.tilknytning import (
    endre_kryssreferanse,
    fjern_identifikator,
    kryssreferanser,
    legg_til_identifikator,
    opprett_kryssreferanse,
    sett_noekkelord,
    slett_kryssreferanse,
)
from bysak.kjerne.models import Endring
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("2.8.4")
def test_kryssreferanser_lages_finnes_endres_og_slettes_i_alle_kombinasjoner(kari):
    saker = en_sak(kari), en_sak(kari)
    poster = et_brev(saker[0], kari), et_brev(saker[1], kari)
    for fra in (saker[0], poster[0]):
        for til in (saker[1], poster[1]):
            opprett_kryssreferanse(fra, til=til, av=kari)
            assert stoppes(opprett_kryssreferanse, fra, til=til, av=kari) == {"kryss.finnes"}
    assert {h.andre.pk for h in kryssreferanser(saker[0], kari) if h.andre} == {saker[1].pk, poster[1].pk}
    assert [h.herfra for h in kryssreferanser(saker[1], kari)] == [False, False]
    rad = kryssreferanser(saker[0], kari)[0].referanse
    tredje = en_sak(kari)
    endret = endre_kryssreferanse(rad, til=et_brev(tredje, kari), av=kari)
    assert (endret.til_mappe_id, endret.til_registrering.mappe_id) == (None, tredje.pk)
    slett_kryssreferanse(endret, av=kari)
    assert len(kryssreferanser(saker[0], kari)) == 1
    assert Endring.objects.filter(objekt_id=str(rad.pk), element="-").exists()


@pytest.mark.krav("2.8.4")
def test_noe_viser_aldri_til_seg_selv_heller_ikke_utenom_verbet(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    for enhet in (sak, jp):
        assert stoppes(opprett_kryssreferanse, enhet, til=enhet, av=kari) == {"kryss.seg_selv"}
    with pytest.raises(IntegrityError, match="seg_selv"), transaction.atomic():
        Kryssreferanse.objects.create(mappe=sak, til_mappe=sak)
    # Two that refer to each other are no circle to stop: each way is a fact of its own.
    annen = en_sak(kari)
    opprett_kryssreferanse(sak, til=annen, av=kari)
    assert opprett_kryssreferanse(annen, til=sak, av=kari).til_mappe_id == sak.pk


@pytest.mark.krav("2.8.5")
def test_klasser_viser_bare_til_klasser_og_bare_administrator_knytter_dem():
    with som("siv", "frogner") as siv:
        a, b = Klasse.objects.filter(klasse_id__in=("200", "300"))
        rad = opprett_kryssreferanse(a, til=b, av=siv)
        assert [h.andre for h in kryssreferanser(b, siv)] == [a]
        endre_kryssreferanse(rad, til=Klasse.objects.get(klasse_id="400"), av=siv)
        slett_kryssreferanse(rad, av=siv)
    with som("kari", "frogner") as kari:
        assert stoppes(opprett_kryssreferanse, en_sak(kari), til=a, av=kari) == {"kryss.slag"}
        with pytest.raises(PermissionDenied):
            opprett_kryssreferanse(a, til=b, av=kari)


def test_en_henvisning_til_noe_lukket_vises_uten_innhold_og_lages_ikke_av_den_som_ikke_ser():
    with som("kari", "frogner") as kari:
        aapen, lukket = en_sak(kari), en_sak(kari, klasse="400")
        opprett_kryssreferanse(aapen, til=lukket, av=kari)
    with som("ola", "frogner") as ola:
        assert [h.andre for h in kryssreferanser(aapen, ola)] == [None]
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            opprett_kryssreferanse(aapen, til=lukket, av=ola)


@pytest.mark.krav("2.8.6", "2.8.7", "2.8.8")
def test_merknader_skrives_paa_sak_journalpost_og_dokument_og_holdes_hver_for_seg(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    dokument = en_fil(jp, kari).dokumentbeskrivelse
    for enhet in (sak, jp, dokument):
        ny_merknad(enhet, tekst="Første\nlinje to", av=kari, type="Egen type")
        ny_merknad(enhet, tekst="Andre", av=kari)
    rader = Merknad.objects.filter(registrering=jp).order_by("system_id")
    assert [(m.merknadstekst, m.merknadstype, m.merknad_registrert_av) for m in rader] == [
        ("Første\nlinje to", "Egen type", "Kari Tveitmo"),
        ("Andre", "", "Kari Tveitmo"),
    ]
    assert "Egen type" in merknadstyper()


@pytest.mark.krav("2.8.6")
def test_en_merknad_rettes_bare_av_den_som_skrev_den_eller_av_arkivet():
    with som("ola", "frogner") as ola:
        sak = en_sak(ola)
        merknad = ny_merknad(sak, tekst="Ring tilbake", av=ola)
        assert stoppes(ny_merknad, sak, tekst="\u200b\n\u2060", av=ola) == {"merknad.tom"}
        assert stoppes(ny_merknad, sak, tekst="x" * 4001, type="y" * 61, av=ola) == {"merknad.lang", "merknad.type"}
    with som("ingvild", "frogner") as ingvild:
        assert stoppes(rett_merknad, merknad, tekst="x", av=ingvild) == {"merknad.andres"}
        assert stoppes(slett_merknad, merknad, av=ingvild) == {"merknad.andres"}
    with som("kari", "frogner") as kari:
        merknad = rett_merknad(merknad, tekst="Ringt", av=kari)
        assert (merknad.merknadstekst, merknad.merknad_registrert_av) == ("Ringt", "Ola Myrstad")
        with pytest.raises(Exception, match="kan ikke endres"), transaction.atomic():
            Merknad.objects.filter(pk=merknad.pk).update(merknad_registrert_av="En annen")
        slett_merknad(merknad, av=kari, grunn="gjelder en annen sak")
        assert Endring.objects.filter(objekt_id=str(merknad.pk), element="-").exists()


@pytest.mark.krav("2.8.9", "2.8.10")
def test_parter_registreres_endres_og_fjernes_paa_sak_journalpost_og_dokument(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    for enhet in (sak, jp, en_fil(jp, kari).dokumentbeskrivelse):
        parter = [ny_part(enhet, navn=f"Part {n}", rolle="Høringspart", av=kari) for n in range(3)]
        part = endre_part(parter[0], av=kari, navn=" Nytt\u200b  navn ", epostadresse="part@example.org")
        assert (part.navn, part.epostadresse) == ("Nytt navn", "part@example.org")
        fjern_part(parter[1], av=kari)
        assert enhet.parter.count() == 2
    gammel = Endring.objects.filter(objekt_id=str(part.pk), element="navn").latest("id")
    assert (gammel.tidligere, gammel.ny) == ("Part 0", "Nytt navn")


def test_det_som_stopper_en_part_er_det_tvillingen_sier(kari):
    sak = en_sak(kari)
    assert stoppes(ny_part, sak, navn="\u200b", rolle="", av=kari) == {"part.uten_navn", "part.uten_rolle"}
    assert stoppes(ny_part, sak, navn="x" * 301, rolle="A", av=kari) == {"part.langt"}
    to = {"person_id": "1", "organisasjons_id": "2"}
    assert stoppes(ny_part, sak, navn="A", rolle="B", av=kari, **to) == {"part.to_numre"}
    part = ny_part(sak, navn="A", rolle="B", av=kari, person_id="1")
    assert stoppes(endre_part, part, av=kari, organisasjons_id="2") == {"part.to_numre"}
    assert stoppes(endre_part, part, av=kari, mappe_id="2") == {"part.felt"}


@pytest.mark.krav("2.8.11")
def test_en_part_skjermes_i_navnet_eller_helt():
    with som("kari", "frogner") as kari:
        part = ny_part(en_sak(kari), navn="Ebba Lønnfjell", rolle="Klager", av=kari, er_person=True)
        assert offentlig_part(part) == ("Ebba Lønnfjell", "Klager")
        with pytest.raises(PermissionDenied, match="vurdere"):
            skjerm_part(part, skjermes="N", kode="UO", hjemmel="Offl § 13", av=kari)
    with som("nora", "frogner") as nora:
        hindre = {"part.skjermes", "skjerm.uten_hjemmel", "skjerm.ukjent_kode"}
        assert stoppes(skjerm_part, part, skjermes="?", kode="QQ", hjemmel=" ", av=nora) == hindre
        part = skjerm_part(part, skjermes="N", kode="UO", hjemmel="Offl § 13", av=nora)
        assert offentlig_part(part) == ("*****", "Klager")
        assert offentlig_part(skjerm_part(part, skjermes="A", kode="UO", hjemmel="Offl § 13", av=nora)) is None
        assert Skjerming.objects.get(mappe=part.mappe).skjerming_metadata == ["NPS"]


def test_noekkelord_er_rene_og_hvert_ord_staar_en_gang(kari):
    sak = sett_noekkelord(en_sak(kari), ord_=[" skole ", "Skole", "\u200b", "vei"], av=kari)
    assert sak.noekkelord == ["Skole", "vei"]
    assert stoppes(sett_noekkelord, sak, ord_=["x" * 101], av=kari) == {"ord.langt"}
    assert stoppes(sett_noekkelord, sak, ord_=[str(n) for n in range(51)], av=kari) == {"ord.mange"}


def test_nasjonale_identifikatorer_maa_vaere_hele_og_mulige(kari):
    jp = et_brev(en_sak(kari), kari)
    rad = legg_til_identifikator(
        jp, art="matrikkelnummer", kommunenummer="0301", gaardsnummer=211, bruksnummer=44, av=kari
    )
    legg_til_identifikator(jp, art="enhetsidentifikator", organisasjons_id="974 770 482", av=kari)
    assert NasjonalIdentifikator.objects.filter(organisasjons_id="974770482").exists()
    fjern_identifikator(rad, av=kari)
    for art, felt, kode in (
        ("x", {}, "id.art"),
        ("matrikkelnummer", {"gaardsnummer": 1}, "id.mangler"),
        ("matrikkelnummer", {"gaardsnummer": -1, "bruksnummer": 10**12}, "id.tall"),
        ("planident", {"planidentifikasjon": "\u200b"}, "id.mangler"),
        ("enhetsidentifikator", {"organisasjons_id": "974770483"}, "id.orgnr"),
    ):
        assert stoppes(legg_til_identifikator, jp, art=art, av=kari, **felt) == {kode}


@pytest.mark.krav("6.4.31")
def test_egne_metadata_maa_vaere_erklaert_og_ha_riktig_verdi():
    with som("siv", "frogner") as siv:
        opprett_metadatafelt("mappe", navn="nabolag", ledetekst="Nabolag", verditype="tekst", av=siv, paakrevd=True)
        opprett_metadatafelt("mappe", navn="antall", ledetekst="Antall", verditype="tall", av=siv)
        opprett_metadatafelt("mappe", navn="sone", ledetekst="Sone", verditype="valg", valg=["A", "B"], av=siv)
        hindre = {"vsm.enhet", "vsm.navn", "vsm.ledetekst", "vsm.type"}
        assert stoppes(opprett_metadatafelt, "x", navn="Ø", ledetekst="\u200b", verditype="y", av=siv) == hindre
        assert stoppes(opprett_metadatafelt, "mappe", navn="sone", ledetekst="x", verditype="valg", av=siv) == {
            "vsm.finnes",
            "vsm.valg",
        }
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        assert koder(hindre_for_metadata(sak, {"antall": "mange", "sone": "C", "ukjent": "x"})) == {
            "vsm.ukjent", "vsm.paakrevd", "vsm.verdi",
        }  # fmt: skip
        sak = sett_metadata(sak, verdier={"nabolag": "Skillebekk", "antall": "12", "sone": "A"}, av=kari)
        assert sak.virksomhetsspesifikke_metadata == {
            PREFIKS + "nabolag": "Skillebekk", PREFIKS + "antall": "12", PREFIKS + "sone": "A",
        }  # fmt: skip
    with som("siv", "frogner") as siv:
        utgaa_metadatafelt(metadatafelt("mappe").get(navn="sone"), av=siv)
    with som("kari", "frogner") as kari:
        sak = sett_metadata(sak, verdier={"nabolag": "Majorstuen"}, av=kari)
        assert sak.virksomhetsspesifikke_metadata == {PREFIKS + "nabolag": "Majorstuen", PREFIKS + "sone": "A"}
    with som("lise", "sagene") as lise:
        assert stoppes(sett_metadata, en_sak(lise), verdier={"nabolag": "x"}, av=lise) == {"vsm.ukjent"}


def test_en_lukket_sak_kan_faa_henvisning_merknad_og_part(kari):
    sak = avslutt_saksmappe(en_sak(kari), av=kari)
    opprett_kryssreferanse(sak, til=en_sak(kari), av=kari)
    ny_merknad(sak, tekst="Se den nye saken", av=kari)
    assert ny_part(sak, navn="A", rolle="B", av=kari) in Part.objects.filter(mappe=sak)


def test_en_annen_bydels_enheter_kan_ikke_knyttes_til():
    with som("lise", "sagene") as lise:
        deres = en_sak(lise)
    with som("kari", "frogner") as kari, pytest.raises(Mappe.DoesNotExist):
        ny_merknad(deres, tekst="x", av=kari)
