"""Reading: what the mail says goes into fields, what cannot be read is kept, and the second delivery is known again."""

from datetime import timedelta
from pathlib import Path

import pytest

from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.mottak import innkomst
from bysak.mottak.innkomst import motta
from bysak.mottak.jobber import les_uleste
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst, Utfall
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les, rad_naa
from bysak.organisasjon.tilgang import prosessaktoer
from tests.papir import pdf

pytestmark = pytest.mark.django_db


def test_avsender_emne_tekst_og_vedlegg_kommer_paa_plass():
    rad = motta_og_les(brev("Søknad om plass", "Hei!", vedlegg=(("søknad.pdf", "application/pdf", pdf(["Søknad"])),)))
    assert (rad.avsender_navn, rad.avsender_adresse) == ("Ebba Lønnfjell", "ebba@lonnfjell.example")
    assert (rad.emne, rad.tekst.strip()) == ("Søknad om plass", "Hei!")
    (vedlegg,) = rad.vedlegg.all()
    assert (vedlegg.filnavn, vedlegg.mime_type, vedlegg.advarsel) == ("søknad.pdf", "application/pdf", "")
    assert lager.kontroller("frogner", vedlegg.sjekksum)
    assert rad.antall_vedlegg == 1


def test_aa_lese_to_ganger_er_som_en_gang():
    rad = motta_og_les(brev("En gang", vedlegg=(("a.txt", "text/plain", b"a"),)))
    les_inn(rad.virksomhet_id or 0, rad.pk)
    assert rad_naa(rad).lest_tid == rad.lest_tid
    assert len(rad_naa(rad).vedlegg.all()) == 1


def test_en_pdf_som_ikke_er_det_faar_en_merknad():
    rad = motta_og_les(brev("Falsk", vedlegg=(("faktura.pdf", "application/pdf", b"MZ\x90\0" + b"\0" * 200),)))
    (vedlegg,) = rad.vedlegg.all()
    assert "oppgir å være PDF-dokument" in vedlegg.advarsel
    assert vedlegg.advarsel in rad.merknader


def test_styretegn_i_emnet_fjernes_og_blir_sagt():
    rad = motta_og_les(
        brev("Vanlig").replace(b"Subject: Vanlig", b"Subject: Var\x00\x1b[31mlig =?utf-8?q?=E2=80=AEfdp?=")
    )
    assert not set(rad.emne) & set("\0\x1b\u202e")
    assert any("styretegn" in merknad for merknad in rad.merknader)


@pytest.mark.parametrize("raa", [b"", b"\r\n\r\n", b"\xff\xd8\xff\xe0 dette er et bilde", b"bare litt tekst"])
def test_det_som_ikke_kan_leses_ligger_i_koeen_med_en_setning_og_originalen(raa: bytes):
    rad = motta_og_les(raa)
    assert rad.lesefeil.endswith(".")
    assert rad.utfall == ""
    with innkomst.aapne_raa(rad) as fil:
        assert fil.read() == raa


def test_samme_melding_levert_paa_ny_vei_blir_duplikat_av_den_foerste():
    raa = brev("To veier", Message_ID="<toveier@lonnfjell.example>")
    foerst = motta_og_les(raa)
    igjen = motta_og_les(b"Received: from annen by tjener; Mon, 16 Nov 2026 10:00:00 +0100\r\n" + raa)
    assert igjen.utfall == Utfall.DUPLIKAT
    assert igjen.duplikat_av_id == foerst.pk
    assert rad_naa(foerst).utfall == ""


def test_den_som_kom_foerst_beholder_plassen_selv_om_den_leses_sist():
    raa = brev("Rekkefølge", Message_ID="<rekke@lonnfjell.example>")
    (foerst,) = motta(raa, til_adresser=[FROGNER])
    (sist,) = motta(b"X-Vei: 2\r\n" + raa, til_adresser=[FROGNER], mottatt=foerst.mottatt_tid + timedelta(minutes=1))
    for rad in (sist, foerst):
        les_inn(rad.virksomhet_id or 0, rad.pk)
    assert rad_naa(foerst).utfall == ""
    assert rad_naa(sist).duplikat_av_id == foerst.pk


def test_samme_message_id_med_annet_innhold_blir_i_koeen_med_en_merknad():
    motta_og_les(brev("Ene", "Det ene", Message_ID="<gjenbrukt@lonnfjell.example>"))
    andre = motta_og_les(brev("Andre", "Det andre", Message_ID="<gjenbrukt@lonnfjell.example>"))
    assert andre.utfall == ""
    assert any("samme Message-ID" in merknad for merknad in andre.merknader)


def test_samme_melding_til_to_bydeler_er_ikke_duplikat():
    raa = brev("Begge", Message_ID="<begge@lonnfjell.example>")
    assert motta_og_les(raa).utfall == ""
    assert motta_og_les(raa, til="postmottak@sagene.bysak.example").utfall == ""


def test_en_epost_som_gaar_i_ring_settes_i_karantene_med_grunnen():
    hopp = b"".join(b"Received: from a by b; Mon, 16 Nov 2026 10:00:%02d +0100\r\n" % (n % 60) for n in range(40))
    rad = motta_og_les(hopp + brev("Ring"))
    assert rad.utfall == Utfall.KARANTENE
    assert "gå i ring" in rad.utfall_grunn
    assert rad.emne == "Ring"


def test_det_som_ble_liggende_ulest_etter_et_krasj_finnes_av_sveipet():
    (rad,) = motta(brev("Glemt"), til_adresser=[FROGNER])
    with arbeid(som=prosessaktoer("mottak"), i=rad.virksomhet, verb="test"):
        Innkomst.objects.filter(pk=rad.pk).update(mottatt_tid=rad.mottatt_tid - timedelta(minutes=1))
    assert les_uleste() >= 1
    assert rad_naa(rad).emne == "Glemt"


def test_en_original_som_er_borte_fra_lageret_blir_sagt_og_hindrer_ikke_de_andre(settings):
    (borte,) = motta(brev("Borte"), til_adresser=[FROGNER])
    sti = (
        Path(settings.BYSAK_DATA)
        / "lager/frogner"
        / borte.raa_sjekksum[:2]
        / borte.raa_sjekksum[2:4]
        / borte.raa_sjekksum
    )
    sti.unlink()
    les_inn(borte.virksomhet_id or 0, borte.pk)
    assert "finnes ikke i lageret" in rad_naa(borte).lesefeil


@pytest.mark.treg
def test_et_stort_vedlegg_paa_60_mb_kommer_helt_fram():
    innhold = b"%PDF-1.7\n" + bytes(60 * 1024 * 1024)
    rad = motta_og_les(brev("Stort", vedlegg=(("kart.pdf", "application/pdf", innhold),)))
    (vedlegg,) = rad.vedlegg.all()
    assert vedlegg.stoerrelse == len(innhold)
    assert lager.kontroller("frogner", vedlegg.sjekksum)
