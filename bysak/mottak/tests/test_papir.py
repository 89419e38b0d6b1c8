"""Paper: a batch is kept whole, every page of it is accounted for, and each letter is an item with its own PDF."""

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest

from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.arkivstruktur.soek import soek
from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.forhaandsvisning import pdf_tekst
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag, naa
from bysak.mottak.kanaler.papir import avvis_bunke, proev_igjen
from bysak.mottak.kanaler.papirtall import dagstall, papirdager, regnskap_for
from bysak.mottak.models import Skannbunke, Skannside
from bysak.mottak.papirbrev import les_tekst
from bysak.mottak.registrering import registrer
from bysak.mottak.servicefrist import frist_for
from bysak.mottak.skilleark import skilleark
from bysak.mottak.tests.brev import rad_naa, rader, valg_i_frogner
from bysak.mottak.tests.bunker import brevene, frogners_arkivar, inn, innhold, lastet_opp, lest, sider
from bysak.organisasjon.tilgang import prosessaktoer
from tests.skann import bilde, pdf, side, tiff
from tests.verden import aktoer, som, virksomhet

pytestmark = [pytest.mark.django_db]


def antall_sider(kode: str, sjekksum: str) -> int:
    with lager.aapne(kode, sjekksum) as fil, pikepdf.open(io.BytesIO(fil.read())) as p:
        return len(p.pages)


def test_en_bunke_deles_ved_skillearkene_og_alle_sidene_er_gjort_rede_for():
    bunke = lastet_opp("assbas")
    klage, andre = brevene(bunke)
    assert (innhold(klage), innhold(andre)) == (
        [(1, "ark"), (2, "0"), (3, "0"), (4, "ute")],
        [(5, "ark"), (6, "0")],
    )
    assert antall_sider("frogner", klage.raa_sjekksum) == 2
    assert (klage.emne, klage.mottatt_tid) == ("Klage på papir", bunke.skannet_tid)
    assert klage.frist == frist_for(bunke.skannet_tid).tid
    assert [v.mime_type for v in klage.vedlegg.all()] == ["application/pdf"]
    assert lager.kontroller("frogner", bunke.sjekksum)
    with arbeid(som=prosessaktoer("jobb"), leser=[bunke.virksomhet]):
        tall = regnskap_for(Skannside.objects.filter(bunke=bunke))
    assert (tall.sider, tall.i_brev, tall.tatt_ut, tall.ark, tall.brev, tall.stemmer) == (6, 3, 1, 2, 2, True)


def test_samme_bunke_en_gang_til_er_kjent_og_gir_ingen_nye_brev():
    raa = pdf(sider("s"))
    foerste, ny = inn(raa)
    lest(foerste)
    igjen, ny_igjen = inn(raa, navn="annet navn.pdf")
    assert (ny, ny_igjen, igjen.pk, igjen.leveringer) == (True, False, foerste.pk, 2)
    lest(igjen)
    assert len(brevene(igjen)) == 1


def test_aa_lese_en_bunke_en_gang_til_gir_ingen_nye_brev():
    bunke = lastet_opp("s")
    assert lest(bunke).lest_tid == bunke.lest_tid
    assert len(brevene(bunke)) == 1


@pytest.mark.parametrize(
    "raa", [tiff([side(["Hei"], dpi=60)] * 2), bilde(side(["Hei"], dpi=60), "PNG")], ids=["tif", "png"]
)
def test_bilder_blir_brev_med_samme_bilde_i_pdf(raa):
    bunke = lest(inn(raa, navn="skann.bin")[0])
    (brev,) = brevene(bunke)
    assert antall_sider("frogner", brev.raa_sjekksum) == bunke.antall_sider
    assert bunke.pdf_sjekksum != bunke.sjekksum


def test_et_ark_for_en_annen_bydel_sender_brevet_dit_naar_den_som_lastet_opp_arbeider_der():
    bunke = lastet_opp("as", "kari", "frogner", "sagene")
    (her,) = rader("frogner", kanal="papir")
    (der,) = rader("sagene", kanal="papir")
    assert (her.utfall, der.utfall, der.mottatt_tid) == ("videresendt", "", bunke.skannet_tid)
    assert antall_sider("sagene", der.raa_sjekksum) == 1


def test_et_ark_for_en_annen_bydel_stopper_naar_den_som_lastet_opp_ikke_arbeider_der():
    frogners_arkivar("ola")
    lastet_opp("as", "ola", "frogner", "sagene")
    (her,) = rader("frogner", kanal="papir")
    assert (her.utfall, rader("sagene", kanal="papir")) == ("", [])
    assert "Skillearket gjelder Bydel Sagene" in her.merknader[0]


@pytest.mark.parametrize(
    ("raa", "setning"),
    [(b"", "tom"), (b"PK\x03\x04", "ikke et skannet dokument"), (b"%PDF-1.7 tull", "skadet")],
    ids=["tom", "zip", "ødelagt"],
)
def test_det_som_ikke_kan_leses_ligger_med_en_setning_og_en_person_bestemmer(raa, setning):
    bunke = lest(inn(raa)[0])
    assert setning in bunke.feil
    assert not brevene(bunke)
    with som("kari", "frogner") as kari:
        proev_igjen(bunke, av=kari)
        assert Skannbunke.objects.get(pk=bunke.pk).feil == ""
    assert setning in lest(bunke).feil
    with som("kari", "frogner") as kari:
        with pytest.raises(Hindret, match="hvor papiret er"):
            avvis_bunke(bunke, grunn=" ", av=kari)
        avvist = avvis_bunke(bunke, grunn="Skannes på nytt", av=kari)
        with pytest.raises(Hindret, match="alt lagt bort"):
            avvis_bunke(bunke, grunn="igjen", av=kari)
    assert (avvist.avvist_av, lest(avvist).lest_tid) == (aktoer("kari").navn, None)


def test_dagens_tall_stemmer_for_alt_som_kom():
    lastet_opp("assbas")
    lest(inn(b"tull")[0])
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet("frogner")]):
        (dag,) = papirdager(i_dag(), i_dag()).values()
        (tall,) = dagstall(i_dag(), i_dag())
    assert (tall.levert, tall.her, tall.avvik, tall.enhet) == (7, 6, 1, "sider")
    assert (dag.bunker, dag.venter) == (2, 1)
    assert (dag.regnskap.sider, dag.regnskap.i_brev, dag.regnskap.brev, dag.regnskap.stemmer) == (6, 3, 2, True)


def test_skillearkene_sier_i_ord_hvem_de_gjelder_og_flere_skrives_ut_paa_en_gang():
    trykt = skilleark([(virksomhet("frogner"), "KLAGE"), (virksomhet("sagene"), "BREV")], 2)
    dokument = pypdfium2.PdfDocument(trykt)
    tekst = [s.get_textpage().get_text_bounded() for s in dokument]
    assert len(tekst) == 4
    assert "Bydel Frogner" in tekst[0]
    assert "Klage" in tekst[0]
    assert "Bydel Sagene" in tekst[3]


@pytest.mark.treg
@pytest.mark.trenger("tesseract")
def test_ordene_paa_papiret_finnes_i_soek_etter_registrering_ogsaa_naar_de_leses_sist():
    frister = naa() + timedelta(minutes=1)
    brev = [
        brevene(lest(inn(pdf([side([ord_, "Hilsen Ebba"]).crop((0, 0, 1000, 500))]))[0]))[0]
        for ord_ in ("Skogbrynet", "Tangloppen")
    ]
    assert brev[0].virksomhet_id is not None
    les_tekst(brev[0].virksomhet_id, brev[0].pk)
    brev[0] = rad_naa(brev[0])
    assert "Skogbrynet" in brev[0].tekst
    with lager.aapne("frogner", brev[0].vedlegg.all()[0].sjekksum) as fil:
        assert "Skogbrynet" in pdf_tekst(fil.read())
    assert brev[0].vedlegg.all()[0].sjekksum != brev[0].raa_sjekksum
    valg = valg_i_frogner(aktoer("kari"), "Et brev", ny_sak="Papirsaken")
    for rad in brev:
        with som("kari", "frogner") as kari:
            jp = registrer(rad, valg, av=kari)
            objekt = jp.koblinger.get().dokumentbeskrivelse.objekter.get()
        assert jp.virksomhet_id is not None
        trekk_ut_tekst(virksomhet_id=jp.virksomhet_id, dokumentobjekt_id=str(objekt.pk))
    les_tekst(virksomhet("frogner").pk, brev[1].pk)
    assert naa() < frister
    with som("kari", "frogner") as kari:
        assert [len(soek(ord_, av=kari)) for ord_ in ("Skogbrynet", "Tangloppen")] == [1, 1]
