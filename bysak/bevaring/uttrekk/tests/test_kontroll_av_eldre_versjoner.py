"""Deposits of version 3.1 and 4.0 are read as what they are: other names, other places, fewer demands."""

import re
from pathlib import Path

import pytest

from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.tests.oedelegg import AS, AU, EL, INGEN, POST2, koder, kopi, rett_summer
from bysak.noark.tests.eksempel import trenger_eksempel

pytestmark = trenger_eksempel
ROETTER = {
    "arkivstruktur": "arkiv",
    "endringslogg": "endringslogg",
    "loependeJournal": "loependeJournal",
    "offentligJournal": "offentligJournal",
    "metadatakatalog": "metadatakatalog",
}

TYPER = "".join(
    f'<xs:complexType name="{navn}"><xs:sequence><xs:any processContents="lax" maxOccurs="unbounded"/></xs:sequence>'
    "</xs:complexType>"
    for navn in ("saksmappe", "moetemappe", "journalpost", "basisregistrering", "arkivnotat", "moeteregistrering")
)


def eldre(mappe: Path, versjon: str) -> None:
    """Turn the sample into an older edition: sakspart, basisregistrering, other ids, a schema of its own."""
    au = (mappe / AU).read_text("utf-8")
    (mappe / AU).write_text(au.replace("<value>5.0</value>", f"<value>{versjon}</value>"), "utf-8")
    tekst = (mappe / AS).read_text("utf-8")
    part = re.search(r"<part>.*?</part>\n", tekst, re.DOTALL)
    assert part
    sakspart = part[0].replace("part>", "sakspart>").replace("<part", "<sakspart").replace("</part", "</sakspart")
    tekst = tekst.replace(part[0], "").replace("</saksstatus>", f"</saksstatus>{sakspart}", 1)
    tekst = tekst.replace("<registrering><systemID>", '<registrering xsi:type="basisregistrering"><systemID>')
    tekst = re.sub(r"(<dokumentobjekt>)<systemID>[^<]*</systemID>", r"\1", tekst)
    (mappe / AS).write_text(tekst, "utf-8")
    for fil in mappe.glob("*.xml"):
        innhold = fil.read_text("utf-8")
        fil.write_text(innhold.replace(POST2, "SYS-2").replace("dokumenter/2024/", "dokumenter\\2024\\"), "utf-8")
    for navn, rot in ROETTER.items():
        (mappe / f"{navn}.xsd").write_text(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"'
            f' targetNamespace="http://www.arkivverket.no/standarder/noark5/{navn}">'
            f'<xs:element name="{rot}"/>{TYPER}</xs:schema>',
            "utf-8",
        )
    rett_summer(mappe)


@pytest.mark.parametrize("versjon", ["3.1", "4.0"])
def test_eldre_uttrekk_uten_feil_er_uten_feil(tmp_path, versjon):
    mappe = kopi(tmp_path)
    eldre(mappe, versjon)
    rapport = kontroller(mappe)
    assert not rapport.antall_feil, rapport.funn
    uavskrevet = {"inngaaende-uten-avskrivning"} if versjon == "3.1" else set()
    assert koder(rapport) == {"systemid-form-eldre", "dokumentsti-skilletegn-eldre"} | uavskrevet
    assert rapport.versjon == versjon
    assert rapport.tall["dokumentobjekt"] == 7


@pytest.mark.parametrize("versjon", ["3.1", "4.0"])
def test_feil_i_eldre_uttrekk_blir_funnet(tmp_path, versjon):
    mappe = kopi(tmp_path)
    eldre(mappe, versjon)
    for fil, gammel, ny in (
        (EL, "91fad672-8179-5f2d-8263-b71dff03654a", INGEN),
        (AS, "<saksstatus>Avsluttet", "<saksstatus>Under behandling"),
        (AS, "\\000001.pdf", "\\000009.pdf"),
    ):
        (mappe / fil).write_text((mappe / fil).read_text("utf-8").replace(gammel, ny, 1), "utf-8")
    rett_summer(mappe)
    ventet = {"endring-ukjent-enhet", "saksstatus", "dokumentfil-mangler", "fil-uten-referanse"}
    assert ventet <= koder(kontroller(mappe))


@pytest.mark.parametrize("versjon", ["3.1", "4.0"])
@pytest.mark.parametrize(
    ("gammel", "ny", "kode"),
    [
        ("<saksansvarlig>Kari Nordmann</saksansvarlig>", "", "mangler-element"),
        ("<journaldato>2024-03-11", "<journaldato>11.03.2024", "dato-ugyldig"),
    ],
    ids=["uten saksansvarlig", "norsk dato"],
)
def test_det_alle_utgaver_krever_blir_savnet_ogsaa_naar_skjemaet_tier(tmp_path, versjon, gammel, ny, kode):
    mappe = kopi(tmp_path)
    eldre(mappe, versjon)
    (mappe / AS).write_text((mappe / AS).read_text("utf-8").replace(gammel, ny, 1), "utf-8")
    rett_summer(mappe)
    rapport = kontroller(mappe)
    assert rapport.per_kode[kode] == rapport.antall_feil == 1


def test_versjonen_leses_av_skjemaet_naar_beskrivelsen_mangler(tmp_path):
    mappe = kopi(tmp_path)
    (mappe / AU).unlink()
    assert kontroller(mappe).versjon == "5.0"
    skjema = mappe / "arkivstruktur.xsd"
    skjema.write_text(
        skjema.read_text("utf-8").replace("<xs:schema", '<!-- "basisregistrering" --><xs:schema', 1), "utf-8"
    )
    assert kontroller(mappe).versjon == "4.0"
