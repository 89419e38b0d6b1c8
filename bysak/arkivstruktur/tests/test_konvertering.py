from datetime import datetime

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur import jobber
from bysak.arkivstruktur.dokument import ferdigstill
from bysak.arkivstruktur.formater import fastslaa_format, godkjenn_format, sett_konverteringsregel, stryk_format
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.konvertering import (
    hindre_for_konvertering,
    merk_nylig_godkjente,
    noter_konverteringsfeil,
    proev_igjen,
    registrer_konvertering,
    uten_undersoekt_format,
    ventende,
    venter_paa_konvertering,
)
from bysak.arkivstruktur.models import Arkivformat, Dokumentobjekt, Konvertering, Konverteringsfeil
from bysak.arkivstruktur.tests.test_versjoner import DOCX, PDFA, ny
from bysak.arkivstruktur.versjoner import arkiver_filer, merk_for_konvertering
from bysak.kjerne import lager
from bysak.kjerne.filformat import Arkivkopi
from bysak.kjerne.kalender import OSLO
from bysak.kjerne.lager import Lagret
from tests.papir import epost, pdf
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

BREVET = epost(
    fra="Åse Øy <aase@velforeningen.example>", til="postmottak@frogner.bysak.example", emne="Gangvei",
    tekst="Vi ber om gangvei.\nHilsen Åse", tid=datetime(2026, 11, 2, 9, 30, tzinfo=OSLO),
    vedlegg=[("kart.pdf", "application/pdf", pdf(["Kart"]))],
)  # fmt: skip
KOPI = Arkivkopi(b"", "et verktøy", "en kommentar")


def regel(*statuser, ferdig=False, alle=False):
    with som("siv", "frogner") as siv:
        sett_konverteringsregel(ved_statuser=statuser, ved_ferdigstilling=ferdig, alle_versjoner=alle, av=siv)


def lagt(kari, jp, innhold, filnavn, mime, **valg):
    valg = {"format": "av/0"} | valg
    return en_fil(jp, kari, lagret=lager.lagre("frogner", innhold), filnavn=filnavn, mime=mime, **valg)


def ventet():
    with som("kari", "frogner") as kari:
        return set(venter_paa_konvertering(kari))


@pytest.mark.krav("2.7.10", "2.7.11")
def test_reglene_sier_ved_hvilken_status_et_dokument_skal_konverteres():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        fil = en_fil(jp, kari, format=DOCX, ferdigstilt=False)
    regel("J", ferdig=True)
    assert fil not in ventet()
    with som("kari", "frogner") as kari:
        ferdigstill(fil.dokumentbeskrivelse, av=kari)
    assert fil in ventet()
    regel("J")
    assert fil not in ventet()
    with som("kari", "frogner") as kari:
        journalfoer(jp, av=kari)
    assert fil in ventet()
    regel()
    assert fil not in ventet()


@pytest.mark.krav("2.7.12")
def test_reglene_sier_om_alle_versjoner_skal_konverteres_eller_bare_de_merkede():
    with som("kari", "frogner") as kari:
        gammel = en_fil(et_brev(en_sak(kari), kari), kari, format=DOCX)
        mellom, siste = arkiver_filer(gammel.dokumentbeskrivelse, filer=[ny("a"), ny("b")], av=kari)
        arkiver_filer(gammel.dokumentbeskrivelse, filer=[ny("c", versjon=3, sladdet=True)], av=kari)
        merk_for_konvertering(mellom, av=kari)
    mine = {gammel, mellom, siste}
    regel(ferdig=True)
    assert ventet() & mine == {mellom, siste}
    regel(ferdig=True, alle=True)
    assert ventet() & mine == mine


@pytest.mark.krav("2.7.26", "6.4.42", "2.7.3")
def test_en_konvertering_er_dokumentert_fra_fil_til_fil():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        brev = lagt(kari, jp, BREVET, "e-post.eml", "message/rfc822", hoveddokument=True)
        ferdig = lagt(kari, jp, pdf(["Kart"]), "kart.pdf", "application/pdf")
    jobber.stell_filene(virksomhet("frogner"))
    with som("kari", "frogner") as kari:
        brev.refresh_from_db()
        ferdig.refresh_from_db()
        assert (brev.format, brev.variantformat, ferdig.format, ferdig.variantformat) == (
            "fmt/950",
            "P",
            "fmt/354",
            "A",
        )
        kopi = brev.dokumentbeskrivelse.objekter.get(variantformat="A")
        spor = Konvertering.objects.get(dokumentobjekt=kopi)
        assert (spor.konvertert_fra_format, spor.konvertert_til_format) == ("fmt/950", "fmt/477")
        assert (spor.konvertert_fra_sjekksum, spor.konvertert_til_sjekksum) == (brev.sjekksum, kopi.sjekksum)
        assert {spor.konvertert_fra_sjekksum_algoritme, spor.konvertert_til_sjekksum_algoritme} == {"SHA256"}
        assert (spor.konvertert_av, "pikepdf" in spor.konverteringsverktoey) == ("Bysak bakgrunnsjobb", True)
        assert (kopi.versjonsnummer, kopi.filnavn) == (1, "e-post.pdf")
        assert ferdig.dokumentbeskrivelse.objekter.count() == 1
    assert lager.kontroller("frogner", kopi.sjekksum)
    with lager.aapne("frogner", kopi.sjekksum) as fil, pikepdf.open(fil) as lest:
        assert len(lest.pages) == 1
    assert brev not in ventet()


def test_en_runde_til_lager_ingen_kopi_til():
    with som("kari", "frogner") as kari:
        brev = lagt(kari, et_brev(en_sak(kari), kari), BREVET, "e-post.eml", "message/rfc822")
    for _ in range(2):
        jobber.stell_filene(virksomhet("frogner"))
    with som("kari", "frogner"):
        assert brev.dokumentbeskrivelse.objekter.count() == 2


@pytest.mark.krav("2.7.10", "2.7.13")
def test_det_som_ikke_kan_konverteres_staar_paa_listen_med_grunnen_til_noen_gjoer_noe(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        word = lagt(kari, jp, rb"{\rtf1\ansi Hei}", "a.rtf", "application/rtf")
        program = lagt(kari, jp, b"MZ" + b"x" * 600, "a.exe", "application/x-msdownload")
        borte = en_fil(jp, kari, lagret=Lagret("cd" * 32, 5), format="av/0")
    jobber.stell_filene(virksomhet("frogner"))
    with som("kari", "frogner") as kari:
        grunner = {o: o.konverteringsfeil for o in venter_paa_konvertering(kari) if hasattr(o, "konverteringsfeil")}
        assert {word, program, borte} <= set(grunner)
        assert ("LibreOffice" in grunner[word].melding, grunner[word].forbigaaende) == (True, True)
        assert ("Programfil" in grunner[program].melding, grunner[program].forbigaaende) == (True, False)
        assert ("finnes ikke i lageret" in grunner[borte].melding, grunner[borte].forbigaaende) == (True, False)
        assert borte not in uten_undersoekt_format()
        proev_igjen(program, av=kari)
        assert not Konverteringsfeil.objects.filter(dokumentobjekt=program).exists()
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied):
        proev_igjen(word, av=ola)


def test_en_fil_som_ble_slettet_imens_stanser_ikke_runden():
    with som("kari", "frogner") as kari:
        brev = lagt(kari, et_brev(en_sak(kari), kari), b"bare tekst", "a.txt", "text/plain", format="fmt/1")
    with som("kari", "frogner"):
        Dokumentobjekt.objects.filter(pk=brev.pk).delete()
    jobber._konverter(brev, virksomhet("frogner"), aktoer("kari"))
    assert brev not in ventet()


def test_det_som_stopper_en_konvertering_er_det_tvillingen_sier():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        ukjent, word = en_fil(jp, kari, format="av/0"), en_fil(jp, kari, format=DOCX)
        sladdet, _kopi = arkiver_filer(
            word.dokumentbeskrivelse, filer=[ny("a", versjon=1, sladdet=True), ny("b", format=PDFA, versjon=1)], av=kari
        )
        for fil, kode in ((ukjent, "konv.ukjent"), (sladdet, "konv.sladdet"), (word, "konv.finnes")):
            assert kode in koder(hindre_for_konvertering(fil))
            assert kode in stoppes(registrer_konvertering, fil, lagret=Lagret("e" * 64, 1), kopi=KOPI, av=kari)
        fastslaa_format(ukjent, format="av/0", detaljer="Ukjent for PRONOM", av=kari)
        ukjent.refresh_from_db()
        kopi = registrer_konvertering(ukjent, lagret=Lagret("e" * 64, 1), kopi=KOPI, av=kari)
        assert kopi.konverteringer.get().konverteringskommentar == "en kommentar"
    with som("ola", "frogner") as ola:
        for gjoer in (
            lambda: registrer_konvertering(word, lagret=Lagret("e" * 64, 1), kopi=KOPI, av=ola),
            lambda: noter_konverteringsfeil(word, melding="x", forbigaaende=True, av=ola),
            lambda: merk_nylig_godkjente(av=ola),
        ):
            with pytest.raises(PermissionDenied):
                gjoer()


@pytest.mark.krav("2.7.9")
def test_et_format_som_godkjennes_siden_gjoer_de_gamle_filene_til_arkivformat():
    with som("kari", "frogner") as kari:
        fil = en_fil(et_brev(en_sak(kari), kari), kari, format="fmt/18")
    assert fil in ventet()
    with som("siv", "frogner") as siv:
        godkjenn_format("fmt/18", navn="PDF 1.4", av=siv)
    with som("kari", "frogner") as kari:
        assert merk_nylig_godkjente(av=kari) == 1
        fil.refresh_from_db()
        assert fil.variantformat == "A"
    assert fil not in ventet()


def test_det_som_er_i_et_stroeket_format_konverteres_naar_det_merkes():
    with som("kari", "frogner") as kari:
        fil = en_fil(et_brev(en_sak(kari), kari), kari, format="fmt/354")
    with som("siv", "frogner") as siv:
        stryk_format(Arkivformat.objects.get(pronom="fmt/354"), av=siv)
    assert fil not in ventet()
    with som("kari", "frogner") as kari:
        merk_for_konvertering(fil, av=kari)
    assert fil in ventet()


def test_uten_en_liste_over_arkivformater_konverteres_ingenting():
    with som("kari", "frogner") as kari:
        fil = en_fil(et_brev(en_sak(kari), kari), kari, format=DOCX)
    with som("siv", "frogner"):
        Arkivformat.objects.all().delete()
    assert fil not in ventet()


def test_det_som_venter_er_bare_det_en_ser():
    with som("nora", "frogner") as nora:
        fil = en_fil(et_brev(en_sak(nora, klasse="400"), nora), nora, format=DOCX)
        assert fil in venter_paa_konvertering(nora)
        assert fil in ventende()
    with som("ola", "frogner") as ola:
        assert fil not in venter_paa_konvertering(ola)
