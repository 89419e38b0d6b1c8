"""What the published schema has no room for goes along all the same, and what cannot is reported."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from bysak.arkivstruktur import models as noark
from bysak.bevaring.models import Uttrekksfunn
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.plass import LISTES
from bysak.bevaring.uttrekk.skjemaer import EGET_SKJEMA
from bysak.bevaring.uttrekk.tests.test_uttrekket import _lag
from bysak.kjerne.arbeid import arbeid
from bysak.noark.katalog.definisjoner import DEFINISJONER
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.katalog.metadata import METADATA
from bysak.noark.tests.eksempel import PUBLISERT
from bysak.noark.xsd_egne import EGET_NAVNEROM, uplasserte
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import som, virksomhet

pytestmark = pytest.mark.usefixtures("egen_database")

IDENTIFIKATORER: dict[str, dict[str, Any]] = {
    "matrikkelnummer": {
        "kommunenummer": "0301",
        "gaardsnummer": 1,
        "bruksnummer": 2,
        "festenummer": 3,
        "seksjonsnummer": 4,
    },
    "byggident": {"bygningsnummer": 80123456, "endringsloepenummer": 1},
    "planident": {"landkode": "NO", "fylkesnummer": "03", "kommunenummer": "0301", "planidentifikasjon": "S-4220 <a>"},
    "posisjon": {"koordinatsystem": "EPSG:25832", "x": "597000.1", "y": "6643000.2", "z": "12"},
    "personidentifikator": {"person_id": "01810012345"},
    "enhetsidentifikator": {"organisasjons_id": "999999999"},
}


def _fyll() -> tuple[noark.Registrering, noark.Mappe]:
    """Give one closed entry everything that has no room; returns it and an open case that is not in the deposit."""
    jp = noark.Journalpost.objects.filter(mappe__arkivdel__arkivdelstatus="P", avskrivninger__isnull=False).first()
    assert jp is not None
    utenfor = noark.Saksmappe.objects.filter(arkivdel__arkivdelstatus="A").first()
    assert utenfor is not None
    for art, felt in IDENTIFIKATORER.items():
        noark.NasjonalIdentifikator.objects.create(registrering_id=jp.pk, art=art, **felt)
    part = jp.korrespondanseparter.order_by("pk")[0]
    jp.korrespondanseparter.exclude(pk=part.pk).update(organisasjons_id="999999999")
    jp.korrespondanseparter.filter(pk=part.pk).update(
        person_id="01810012345", virksomhetsspesifikke_metadata={"vnd-bysak-v1:kanal": "brev"}
    )
    jp.avskrivninger.update(korrespondansepart=part)
    noark.Part.objects.create(registrering_id=jp.pk, navn="P", rolle="Klient", person_id="01810012345")
    noark.Part.objects.create(registrering_id=jp.pk, navn="O", rolle="Klient", organisasjons_id="999999999")
    noark.Presedens.objects.create(
        registrering_id=jp.pk, presedens_dato=date(2025, 1, 2), tittel="P", rettskildefaktor="Dom"
    )
    noark.Presedens.objects.filter(registrering_id=jp.pk).update(beskrivelse="endret siden")
    noark.Dokumentbeskrivelse.objects.filter(koblinger__registrering_id=jp.pk).update(beskrivelse="endret siden")
    objekt = noark.Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering_id=jp.pk).first()
    assert objekt is not None
    noark.Dokumentobjekt.objects.filter(pk=objekt.pk).update(format_detaljer="endret siden")
    noark.Konvertering.objects.create(
        dokumentobjekt=objekt, konvertert_fra_format="fmt/412", konvertert_til_format="fmt/354",
        konvertert_fra_sjekksum="a" * 64, konvertert_fra_sjekksum_algoritme="SHA256",
        konvertert_til_sjekksum="b" * 64, konvertert_til_sjekksum_algoritme="SHA256",
    )  # fmt: skip
    sekundaer = noark.Klasse.objects.filter(underklasser__isnull=True).first()
    assert sekundaer is not None
    noark.SekundaerKlassifikasjon.objects.create(registrering_id=jp.pk, klasse=sekundaer)
    noark.Kryssreferanse.objects.create(registrering_id=jp.pk, til_mappe=utenfor)
    return jp, utenfor


@pytest.mark.krav("6.4.25", "6.4.31", "6.4.32", "6.4.33", "6.4.34", "6.4.35")
def test_det_skjemaet_ikke_har_plass_til_blir_med_i_virksomhetsspesifikke_metadata(tmp_path):
    with arbeid(som=prosessaktoer("kommando"), i=virksomhet("frogner"), verb="test", overstyring="fyll ut"):
        jp, utenfor = _fyll()
    _lag(tmp_path / "u")
    tre = etree.parse(tmp_path / "u" / "arkivstruktur.xml")
    skrevet = {
        (enhet.get("enhet"), verdi.get("navn"))
        for enhet in tre.iter(f"{{{EGET_NAVNEROM}}}uplassert")
        for verdi in enhet.iter(f"{{{EGET_NAVNEROM}}}verdi")
    }
    forventet = {(enhet, navn) for enhet, alle in uplasserte().items() for navn in alle}
    assert skrevet - forventet == {("registrering", "referanseTilMappe")}
    assert forventet <= skrevet
    egne = tre.xpath(
        f"//*[local-name()='systemID'][text()='{jp.pk}']/../*[local-name()='virksomhetsspesifikkeMetadata']"
    )
    assert str(utenfor.pk) in etree.tostring(egne[0], encoding="unicode")
    assert not tre.xpath(f"//*[local-name()='referanseTilMappe'][text()='{utenfor.pk}']")
    assert [f for f in kontroller(tmp_path / "u").funn if f.kode != "skjema-endret"] == []


def test_hvert_element_er_dokumentert_i_skjemaet_som_foelger_med(tmp_path):
    rad = _lag(tmp_path / "u")
    skjema = etree.parse(tmp_path / "u" / EGET_SKJEMA)
    tekst = etree.tostring(skjema, encoding="unicode")
    for alle in uplasserte().values():
        for navn in alle:
            assert f'<xs:enumeration value="{navn}">' in tekst
            assert DEFINISJONER[METADATA[navn].m] in tekst
    assert EGET_SKJEMA in (tmp_path / "u" / "arkivuttrekk.xml").read_text()
    samlet = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        f'<xs:import namespace="{EGET_NAVNEROM}" schemaLocation="{tmp_path / "u" / EGET_SKJEMA}"/>'
        '<xs:import namespace="http://www.arkivverket.no/standarder/noark5/arkivstruktur"'
        f' schemaLocation="{PUBLISERT[Utgave(rad.utgave)] / "arkivstruktur.xsd"}"/></xs:schema>'
    )
    if (PUBLISERT[Utgave(rad.utgave)] / "arkivstruktur.xsd").exists():
        skjemaet = etree.XMLSchema(etree.fromstring(samlet))
        skjemaet.assertValid(etree.parse(tmp_path / "u" / "arkivstruktur.xml"))


def test_referanser_ut_av_uttrekket_staar_i_rapporten_med_hva_de_gjelder(tmp_path):
    with arbeid(som=prosessaktoer("kommando"), i=virksomhet("frogner"), verb="test", overstyring="fyll ut"):
        jp, utenfor = _fyll()
    rad = _lag(tmp_path / "u")
    with som("siv", "frogner"):
        funn = list(Uttrekksfunn.objects.filter(uttrekk=rad, kode="referanse_utenfor"))
    assert 0 < len(funn) <= LISTES
    assert any(f.objekt_id == str(jp.pk) and str(utenfor.pk) in f.tekst for f in funn)
    assert any("referanseArvtaker" in f.tekst for f in funn)
    assert all(UUID(f.objekt_id) for f in funn)
