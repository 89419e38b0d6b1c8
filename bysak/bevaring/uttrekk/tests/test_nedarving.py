"""Disposal, screening and grading stand on every level that they hold for (annex 2)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from bysak.arkivstruktur import models as noark
from bysak.bevaring.models import Uttrekksfunn
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.tests.test_uttrekket import _lag
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import som, virksomhet

pytestmark = pytest.mark.usefixtures("egen_database")


def _saker() -> list[noark.Saksmappe]:
    return list(
        noark.Saksmappe.objects.filter(
            arkivdel__arkivdelstatus="P", registreringer__koblinger__isnull=False, saksstatus="A",
            kassasjon__isnull=True, skjerming__isnull=True, registreringer__skjerming__isnull=True,
        ).distinct().order_by("pk")[:3]
    )  # fmt: skip


def _sak(tre: Any, sak: noark.Mappe) -> Any:
    return tre.xpath(f"//*[local-name()='systemID'][text()='{sak.pk}']/..")[0]


def _ferdig(mappe: Path) -> Any:
    _lag(mappe)
    assert [f for f in kontroller(mappe).funn if f.kode != "skjema-endret"] == []
    return etree.parse(mappe / "arkivstruktur.xml")


def _nivaaer(sak: Any, navn: str) -> set[str]:
    return {etree.QName(e.getparent()).localname for e in sak.iter(f"{{*}}{navn}")}


@pytest.mark.krav("6.1.10", "6.1.11")
def test_kassasjon_kopieres_ned_og_utelates_der_alt_bevares(tmp_path):
    with arbeid(som=prosessaktoer("kommando"), i=virksomhet("frogner"), verb="test", overstyring="sett vedtak"):
        kasseres, bevares, av_klassen = _saker()
        noark.Klasse.objects.filter(mapper=kasseres).update(kassasjonsvedtak="K", bevaringstid=7)
        noark.Kassasjon.objects.create(mappe_id=bevares.pk, kassasjonsvedtak="B")
        noark.Kassasjon.objects.create(
            mappe_id=av_klassen.pk, kassasjonsvedtak="K", kassasjonsdato=date(2040, 1, 1), bevaringstid=15
        )
        bevart_post = av_klassen.registreringer.all()[0]
        noark.Kassasjon.objects.create(registrering=bevart_post, kassasjonsvedtak="B")
    tre = _ferdig(tmp_path / "u")
    with som("siv", "frogner"):
        funn = Uttrekksfunn.objects.filter(tekst__startswith="Kassasjonsvedtaket")
        assert [f.objekt_id for f in funn] == [str(kasseres.klasse_id)]
    sak = _sak(tre, kasseres)
    assert _nivaaer(sak, "kassasjon") == {"mappe", "registrering", "dokumentbeskrivelse"}
    assert len(sak.findall("{*}registrering")) == len(sak.findall("{*}registrering/{*}kassasjon"))
    aar = int(sak.findtext("{*}avsluttetDato")[:4])
    assert {e.text[:4] for e in sak.iter("{*}kassasjonsdato")} == {str(aar + 7)}
    assert {e.text for e in sak.iter("{*}bevaringstid")} == {"7"}
    assert _nivaaer(_sak(tre, bevares), "kassasjon") == set()
    poster = _sak(tre, av_klassen).findall("{*}registrering")
    assert [p.findtext("{*}systemID") for p in poster if p.find("{*}kassasjon") is None] == [str(bevart_post.pk)]


@pytest.mark.krav("2.8.1")
def test_skjerming_og_gradering_kopieres_til_hvert_nivaa_de_gjelder(tmp_path):
    with arbeid(som=prosessaktoer("kommando"), i=virksomhet("frogner"), verb="test", overstyring="skjerm"):
        alt, bare_mappen, gradert = _saker()
        felles: dict[str, Any] = {
            "tilgangsrestriksjon": Tilgangskode.objects.get(pk="UO"), "skjermingshjemmel": "Offl. § 13"
        }  # fmt: skip
        noark.Skjerming.objects.create(mappe_id=alt.pk, skjerming_metadata=["NM"], skjerming_dokument="H", **felles)
        noark.Skjerming.objects.create(mappe_id=bare_mappen.pk, skjerming_metadata=["NPS"], **felles)
        egen = alt.registreringer.all()[0]
        noark.Skjerming.objects.create(
            registrering=egen, tilgangsrestriksjon_id="UO", skjermingshjemmel="Offl. § 14", skjerming_metadata=["NM"]
        )
        noark.Gradering.objects.create(mappe_id=gradert.pk, grad="B")
    tre = _ferdig(tmp_path / "u")
    sak = _sak(tre, alt)
    assert _nivaaer(sak, "skjerming") == {"mappe", "registrering", "dokumentbeskrivelse"}
    hjemmel = "{*}skjerming/{*}skjermingshjemmel"
    sagt = {p.findtext("{*}systemID"): p.findtext(hjemmel) for p in sak.iter("{*}registrering")}
    assert sagt.pop(str(egen.pk)) == "Offl. § 14"
    assert set(sagt.values()) <= {"Offl. § 13"}
    assert _nivaaer(_sak(tre, bare_mappen), "skjerming") == {"mappe"}
    assert _nivaaer(_sak(tre, gradert), "gradering") == {"mappe", "registrering", "dokumentbeskrivelse"}
