"""From a template to a finished letter, and templates in administration."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from bysak.arkivstruktur import jobber
from bysak.arkivstruktur.models import Dokumentobjekt, Journalpost
from bysak.kjerne import filformat, lager
from bysak.kjerne.tests.test_filformat import _program
from bysak.kjerne.tests.test_flettemal import mal
from bysak.organisasjon.tilgang import prosessaktoer
from bysak.saksbehandling.maler import DOCX
from bysak.web.tests.test_sak_sider import adressen, saksadressen
from tests.klient import klient, tekst
from tests.papir import pdf
from tests.saker import en_fil, en_sak, et_brev
from tests.verden import som, virksomhet

pytestmark = pytest.mark.django_db
MALER = "/forvaltning/frogner/maler"


def innkommet() -> Journalpost:
    with som("kari", "frogner", "registrer") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari, journalfoert=True)
        jp.mappe = sak
        return jp


def siste(inn: Journalpost) -> Journalpost:
    with som("kari", "frogner"):
        return Journalpost.objects.filter(mappe=inn.mappe).select_related("mappe").order_by("-journalpostnummer")[0]


def filene(jp: Journalpost) -> list[Dokumentobjekt]:
    with som("kari", "frogner"):
        filer = Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering_id=jp.pk)
        return list(filer.select_related("dokumentbeskrivelse", "virksomhet"))


def stell(jp: Journalpost) -> None:
    """What the job does, for the files of one entry: the world has others that wait."""
    frogner, jobb = virksomhet("frogner"), prosessaktoer("jobb")
    for steg in (jobber._undersoek, jobber._konverter):
        for fil in filene(jp):
            steg(fil, frogner, jobb)


def skjemaet(side: str) -> dict[str, Any]:
    avkrysset = re.findall(r'name="mottaker" value="([^"]+)" checked', side)
    return {"mal": "brev", "mottaker": avkrysset, "tittel": re.findall(r'id="f-tittel"[^>]*value="([^"]+)"', side)[0]}


@pytest.mark.treg
def test_et_svar_lages_av_malen_med_avsenderen_som_mottaker() -> None:
    inn, ola = innkommet(), klient("ola")
    assert 'aria-keyshortcuts="R"' in tekst(ola.get(adressen(inn)))
    side = tekst(ola.get(f"{adressen(inn)}/svar"))
    valg = skjemaet(side)
    assert valg["tittel"] == "Svar: Ønske om gangvei"
    assert len(valg["mottaker"]) == 1
    svar = ola.post(f"{adressen(inn)}/svar", valg | {"tittel": "Svar på <ønske> & håp", "engang": "en"})
    jp = siste(inn)
    assert svar.headers["Location"] == adressen(jp)
    (fil,) = filene(jp)
    with lager.aapne("frogner", fil.sjekksum) as lest:
        dok = Document(io.BytesIO(lest.read()))
    hele = "\n".join(p.text for p in dok.paragraphs) + "".join(c.text for c in dok.tables[0].rows[0].cells)
    for ord_ in ("Svar på <ønske> & håp", jp.registrerings_id, "Velforeningen", "som vi fikk"):
        assert ord_ in hele
    assert "Svaret skrives: nr. 2" in tekst(ola.get(adressen(inn)))
    # Sent twice, done once.
    igjen = ola.post(f"{adressen(inn)}/svar", valg | {"tittel": "Svar på <ønske> & håp", "engang": "en"})
    assert igjen.headers["Location"] == adressen(jp)


def test_det_som_mangler_staar_ved_feltet_og_ingenting_er_laget() -> None:
    inn, ola = innkommet(), klient("ola")
    svar = ola.post(f"{saksadressen(inn)}/skriv", {"mal": "brev", "tittel": "", "ny_adresse": "Gate 1\n0001 Oslo"})
    side = tekst(svar)
    assert svar.status_code == 409
    for setning in ("Velg hvem brevet skal til", "Tittel mangler", "Gate 1"):
        assert setning in side
    assert siste(inn).pk == inn.pk
    assert klient("lise").get(f"{saksadressen(inn)}/skriv").status_code == 404
    assert klient("siv").get(f"{saksadressen(inn)}/skriv").status_code == 403


@pytest.mark.treg
def test_et_ferdigstilt_brev_faar_pdfa_originalen_blir_liggende_og_svaret_avskriver_naar_det_er_sendt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "svar.pdf").write_bytes(pdf(["Fra Word"]))
    _program(tmp_path, f'while [ "$1" != --outdir ]; do shift; done; cp {tmp_path}/svar.pdf "$2/fil.pdf"', monkeypatch)
    inn, ola = innkommet(), klient("ola")
    ola.post(f"{adressen(inn)}/svar", skjemaet(tekst(ola.get(f"{adressen(inn)}/svar"))))
    jp = siste(inn)
    assert "Ferdigstill" in tekst(ola.get(adressen(jp)))
    ola.post(f"{adressen(jp)}/ferdigstill", {})
    stell(jp)
    assert sorted((f.variantformat, f.format, f.filnavn[-4:]) for f in filene(jp)) == [
        ("A", "fmt/477", ".pdf"), ("P", "fmt/412", "docx"),
    ]  # fmt: skip
    assert "PDF/A" in tekst(ola.get(adressen(jp)))
    svar = ola.post(f"{adressen(jp)}/ekspeder", {}, follow=True)
    assert f"{inn.registrerings_id} er besvart." in tekst(svar)


def test_uten_libreoffice_sier_siden_det_og_brevet_kan_ferdigstilles_likevel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filformat, "KONTORPROGRAM", "finnes-ikke")
    inn, ola = innkommet(), klient("ola")
    with som("kari", "frogner") as kari:
        jp = et_brev(inn.mappe, kari, type="U")
        Journalpost.objects.filter(pk=jp.pk).update(journalstatus="R")
        fil = {"lagret": lager.lagre("frogner", mal("Hei")), "filnavn": "b.docx", "mime": DOCX, "format": "av/0"}
        en_fil(jp, kari, **fil, ferdigstilt=False)
    jp.mappe = inn.mappe
    assert "Tjeneren mangler LibreOffice." in tekst(ola.get(f"{adressen(jp)}/ferdigstill"))
    assert ola.post(f"{adressen(jp)}/ferdigstill", {}).status_code == 302
    stell(jp)
    side = tekst(ola.get(adressen(jp)))
    assert "Ikke i arkivformat" in side
    assert "så kontordokumenter gjøres ikke om til arkivformat" in side


@pytest.mark.treg
def test_en_mal_proeves_foer_den_tas_i_bruk_og_gjelder_bare_her() -> None:
    siv = klient("siv")
    assert "{{ mottaker_navn }}" in tekst(siv.get(MALER))
    valg = {"navn": "Vårt brev", "slag": "brev", "beskrivelse": "Med bydelens merke"}
    feil = siv.post(f"{MALER}/ny", valg | {"fil": SimpleUploadedFile("m.docx", mal("{{ titel }}"))})
    assert feil.status_code == 409
    assert "Malen har feltet «titel», som ikke finnes. Mente du «tittel»?" in tekst(feil)
    assert 'value="Vårt brev"' in tekst(feil)
    assert siv.post(f"{MALER}/ny", valg | {"fil": SimpleUploadedFile("m.docx", mal("{{ tittel }}"))}).status_code == 302
    assert "Med bydelens merke" in tekst(siv.get(MALER))
    assert "Med bydelens merke" not in tekst(siv.get("/forvaltning/sagene/maler"))
    assert siv.post(f"{MALER}/brev/bruk", {}).status_code == 302
    inn = innkommet()
    side = tekst(klient("ola").get(f"{saksadressen(inn)}/skriv"))
    assert "Vårt brev" in side
    assert 'value="brev"' not in side
    assert klient("ola").get(MALER).status_code == 403
    assert Document(io.BytesIO(siv.get(f"{MALER}/notat/fil").content)).paragraphs
