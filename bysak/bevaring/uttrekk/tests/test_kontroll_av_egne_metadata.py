"""Metadata a body has of its own must have a schema in the deposit, and be what that schema says (krav 6.4.32)."""

from pathlib import Path

import pytest

from bysak.bevaring.uttrekk.tests.oedelegg import AS, AU, SKJEMA, bytt, bytt_etter, fjern, flere, proev, rett_summer
from bysak.noark.tests.eksempel import trenger_eksempel

pytestmark = trenger_eksempel
EGET = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:eksempel:egne"'
    ' elementFormDefault="qualified"><xs:element name="areal" type="xs:integer"/></xs:schema>'
)
OPPGITT = (
    '<property name="schema"><properties><property name="file"><properties><property name="name">'
    '<value>egne.xsd</value></property><property name="checksum"><properties><property name="algorithm">'
    '<value>SHA-256</value></property><property name="value"><value>' + "0" * 64 + "</value></property></properties>"
    "</property></properties></property></properties></property>"
)


def egne(verdi: str, skjema: str = EGET):
    def utfoer(mappe: Path) -> None:
        (mappe / "egne.xsd").write_text(skjema, "utf-8")
        bytt_etter(AU, "Virksomhetsspesifikke", ">false<", ">true<")(mappe)
        bytt(
            AU,
            '<property name="info"><properties><property name="numberOf',
            OPPGITT + '<property name="info"><properties><property name="numberOf',
        )(mappe)
        felt = f'<areal xmlns="urn:eksempel:egne">{verdi}</areal>'
        metadata = f"<virksomhetsspesifikkeMetadata>{felt}</virksomhetsspesifikkeMetadata>"
        bytt(AS, "<part><partID>", f"{metadata}<part><partID>")(mappe)
        rett_summer(mappe)

    return utfoer


@pytest.mark.parametrize(
    ("endring", "ventet"),
    [
        (egne("120"), set()),
        (egne("mange"), {SKJEMA}),
        (egne("120", EGET.replace("areal", "annet")), {"vsm-uten-skjema"}),
        (egne("120", "<tull"), {"skjema-uleselig", "vsm-uten-skjema"}),
    ],
    ids=["gyldig", "gal verdi", "ikke i skjemaet", "skjemaet er ødelagt"],
)
def test_egne_metadata_proeves_mot_eget_skjema(tmp_path, endring, ventet):
    proev(tmp_path, endring, ventet)


def test_et_oppgitt_skjema_som_mangler_blir_funnet(tmp_path):
    proev(tmp_path, flere(egne("120"), fjern("egne.xsd")), {"addml-fil-mangler", "vsm-uten-skjema"})
