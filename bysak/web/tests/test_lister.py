"""The lists of what waits, as pages and as CSV, and the precedents; only what the person may see."""

import io
import zipfile
from typing import Any

import pypdfium2
import pytest
from django.test import RequestFactory

from bysak.arkivstruktur.models import Journalpost
from bysak.web.nedlasting import Liste, som_fil
from bysak.web.tests.test_handlinger import et_brev
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("liste", ["/restanser", "/forfall"])
def test_listen_viser_det_som_venter_og_lastes_ned(liste: str) -> None:
    et_brev("Spørsmål om benker", forfallsdato=None)
    frist = et_brev("Purring om benker")
    with som("kari", "frogner"):
        Journalpost.objects.filter(pk=frist.pk).update(forfallsdato="2026-12-24")
    ola = klient("ola")
    side = tekst(ola.get(liste))
    assert "Purring om benker" in side
    assert ("Spørsmål om benker" in side) == (liste == "/restanser")
    ark = ola.get(liste, {"som": "csv"})
    assert ark.headers["Content-Disposition"].startswith("attachment")
    linjer = ark.content.decode("utf-8-sig").splitlines()
    assert linjer[0].startswith("Type;Tittel;Nr;Sakstittel;Avsender og mottakere;Saksbehandlere;Enhet;Journaldato")
    assert any("Purring om benker" in linje for linje in linjer)


def test_listen_avgrenses_med_valgene_og_sier_fra_om_en_dato_som_ikke_finnes() -> None:
    jp = et_brev("Purring om benker")
    ola = klient("ola")
    dag = f"{jp.journaldato}"
    assert "Purring om benker" in tekst(ola.get("/restanser", {"journaldato_fra": dag, "journaldato_til": dag}))
    assert "Purring om benker" not in tekst(ola.get("/restanser", {"journaldato_til": "2001-01-01"}))
    assert "Purring om benker" not in tekst(ola.get("/restanser", {"type": "S"}))
    assert "Purring om benker" not in tekst(ola.get("/restanser", {"avskrevet": "avskrevne"}))
    feil = ola.get("/restanser", {"forfall_fra": "31.02.2026"})
    assert feil.status_code == 422
    assert "Datoen kan ikke leses." in tekst(feil)


def test_en_annen_bydel_ser_ikke_listen() -> None:
    et_brev("Purring om benker")
    lise = klient("lise")
    assert "Purring om benker" not in tekst(lise.get("/restanser"))
    assert "Purring om benker" not in lise.get("/restanser", {"som": "csv"}).content.decode()


def test_et_regneark_faar_ingen_formler() -> None:
    et_brev("=HYPERLINK(1)")
    ark = klient("ola").get("/restanser", {"som": "csv"}).content.decode()
    assert "'=HYPERLINK(1)" in ark


@pytest.mark.parametrize(
    ("hvem", "liste"),
    [
        ("ola", "/saker"), ("ola", "/restanser"), ("ola", "/forfall"), ("ola", "/sok?q=trafikk"), ("kari", "/mottak"),
        ("nora", "/fordeling"), ("nora", "/virksomhet/frogner/handlinger"), ("kari", "/tjenesteniva"),
    ],
)  # fmt: skip
def test_hver_liste_lastes_ned_som_csv_regneark_og_pdf(hvem: str, liste: str) -> None:
    k = klient(hvem)
    side = tekst(k.get(liste))
    skille = "&" if "?" in liste else "?"
    for slag, begynner in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert f"som={slag}" in side
        svar = k.get(f"{liste}{skille}som={slag}")
        assert svar.headers["Content-Disposition"].endswith(f'.{slag}"')
        assert svar.content.startswith(begynner)


def test_filen_har_det_som_filteret_viser_og_ikke_en_annen_bydels() -> None:
    ola = klient("ola")
    linjer = ola.get("/saker", {"q": "trafikksikring", "som": "csv"}).content.decode("utf-8-sig").splitlines()
    assert linjer[0] == "Nummer;Tittel;Saksansvarlig;Bydel;Status;Opprettet"
    assert len(linjer) == 2
    assert "Trafikksikring" in linjer[1]
    assert "Sagene" not in ola.get("/saker", {"som": "csv"}).content.decode()


def _fil(som: str, rader: list[Any]) -> bytes:
    svar = som_fil(RequestFactory().get("/", {"som": som}), Liste("prøve", "Prøve", ("Tittel",), rader, maks=2))
    return bytes(svar.content)


def test_et_regneark_har_bare_tekst_og_sier_naar_det_er_avgrenset() -> None:
    ark = zipfile.ZipFile(io.BytesIO(_fil("xlsx", [("=1+1",), ("https://bysak.example",), ("tre",)])))
    assert b"<f>" not in ark.read("xl/worksheets/sheet1.xml")
    assert b"hyperlink" not in ark.read("xl/worksheets/sheet1.xml")
    tekster = ark.read("xl/sharedStrings.xml").decode()
    assert "=1+1" in tekster
    assert "tre<" not in tekster
    assert "bare de første 2 radene" in tekster
    assert "bare de første 2 radene" not in _fil("csv", [("en",), ("to",)]).decode()


def test_pdf_har_hele_titlene() -> None:
    lang = "En svært lang tittel om trafikksikring " * 7 + "slutt"
    dokument = pypdfium2.PdfDocument(_fil("pdf", [(lang,)]))
    innhold = " ".join(dokument[0].get_textpage().get_text_range().split())
    assert "slutt" in innhold
    assert "Prøve" in innhold
