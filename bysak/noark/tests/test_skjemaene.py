"""Our schemas and the published ones say the same, element by element and file by file."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.tests.eksempel import (
    EKSEMPEL,
    PUBLISERT,
    PUBLISERT_ADDML,
    skjema,
    skriv_skjemaer,
    trenger_eksempel,
    trenger_publiserte,
)
from bysak.noark.xsd import SKJEMAFILER, skjemafil

XS = "{http://www.w3.org/2001/XMLSchema}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NOARK_FILER = [navn for navn in SKJEMAFILER if navn != "addml.xsd"]
XML_FILER = ["arkivstruktur", "endringslogg", "loependeJournal", "offentligJournal"]

Form = tuple[Any, ...]


def _antall(node: etree._Element) -> Form:
    return (node.get("minOccurs", "1"), node.get("maxOccurs", "1"))


def _innhold(node: etree._Element) -> Form:
    """Sequence, choice, extension and elements with type and occurrence; comments and explanations left out."""
    form: list[Any] = []
    for barn in node.iterchildren(etree.Element):
        match etree.QName(barn).localname:
            case "annotation":
                continue
            case "element":
                form.append(("element", barn.get("name"), barn.get("type"), *_antall(barn)))
            case "attribute":
                form.append(("attribute", barn.get("name"), barn.get("type"), barn.get("use", "optional")))
            case "extension" | "restriction":
                form.append((barn.tag, barn.get("base"), _innhold(barn)))
            case "minLength" if node.get("base") == "ID":
                continue  # a UUID is never empty
            case "minLength" | "pattern" | "minInclusive":
                form.append((barn.tag, barn.get("value")))
            case _:
                form.append((barn.tag, *_antall(barn), _innhold(barn)))
    return tuple(form)


def _normalform(skjemaets_bytes: bytes) -> tuple[dict[str, Form], dict[str, str | None]]:
    rot = etree.fromstring(skjemaets_bytes)
    typer = {str(t.get("name")): (t.tag, _innhold(t)) for t in rot if t.tag in (XS + "complexType", XS + "simpleType")}
    roetter = {str(e.get("name")): e.get("type") for e in rot.iterchildren(XS + "element")}
    assert rot.get("elementFormDefault") == "qualified"
    return typer, {**roetter, "targetNamespace": rot.get("targetNamespace"), "version": rot.get("version")}


@trenger_publiserte
@pytest.mark.parametrize("utgave", Utgave)
@pytest.mark.parametrize("navn", NOARK_FILER)
def test_skjemaet_er_likt_det_publiserte_element_for_element(navn: str, utgave: Utgave):
    vaart, vaar_rot = _normalform(skjemafil(navn, utgave))
    publisert, publisert_rot = _normalform((PUBLISERT[utgave] / navn).read_bytes())
    assert vaar_rot == publisert_rot
    assert sorted(vaart) == sorted(publisert)
    for type_, form in publisert.items():
        assert vaart[type_] == form, type_


@pytest.mark.parametrize("utgave", Utgave)
def test_skjemaene_er_gyldige_skjemaer_uten_arkivverkets_filer(utgave: Utgave, tmp_path: Path):
    skriv_skjemaer(tmp_path, utgave, list(SKJEMAFILER))
    for navn in SKJEMAFILER:
        skjema(tmp_path / navn)


@pytest.fixture(scope="module")
def skjemapar(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Utgave], tuple[etree.XMLSchema, ...]]:
    par: dict[tuple[str, Utgave], tuple[etree.XMLSchema, ...]] = {}
    for utgave in Utgave:
        mappe = tmp_path_factory.mktemp("skjema")
        skriv_skjemaer(mappe, utgave, list(SKJEMAFILER))
        for navn in XML_FILER:
            par[navn, utgave] = skjema(mappe / f"{navn}.xsd"), skjema(PUBLISERT[utgave] / f"{navn}.xsd")
        par["arkivuttrekk", utgave] = skjema(mappe / "addml.xsd"), skjema(PUBLISERT_ADDML)
    return par


def _maal(rot: etree._Element) -> Iterator[etree._Element]:
    """Give one element of every kind: tag, parent's tag and the parent's type."""
    sett: set[tuple[Any, ...]] = set()
    for element in rot.iterdescendants(etree.Element):
        forelder = element.getparent()
        assert forelder is not None
        nokkel = (element.tag, element.get("name"), forelder.tag, forelder.get(XSI_TYPE))
        if nokkel not in sett:
            sett.add(nokkel)
            yield element


BYTTEVERDIER = (
    *("", " ", "tekst", "-1", "3.5", "2024", "2024-02-30", "2024-01-10", "2024-01-10Z", "2024-01-10T09:30:00"),
    *("2024-01-10T09:30:00.25+01:00", "25a65c35-fef7-5128-bb7a-e1c84608bc8c", "25A65C35FEF7", "0xff", "æøå 😀"),
)


def _forandre(rot: etree._Element, sti: str) -> Iterator[tuple[str, etree._Element]]:
    def kopi() -> tuple[etree._Element, etree._Element, etree._Element]:
        ny = copy.deepcopy(rot)
        element = ny.getroottree().xpath(sti)[0]
        return ny, element, element.getparent()

    ny, element, forelder = kopi()
    forelder.remove(element)
    yield "borte", ny
    ny, element, forelder = kopi()
    element.addnext(copy.deepcopy(element))
    yield "to ganger", ny
    ny, element, forelder = kopi()
    forelder.insert(0, element)
    yield "først", ny
    ny, element, forelder = kopi()
    forelder.append(element)
    yield "sist", ny
    ny, element, _ = kopi()
    element.tag = etree.QName(element).text + "X"
    yield "ukjent navn", ny
    ny, element, _ = kopi()
    etree.SubElement(element, "ukjent").text = "x"
    yield "ukjent barn", ny
    ny, element, _ = kopi()
    element.set("ukjent", "1")
    yield "ukjent attributt", ny
    ny, element, _ = kopi()
    element.set("label", "merke")
    yield "label", ny
    for type_ in ("journalpost", "saksmappe", "moetemappe", "arkivnotat", "mappe", "finnesikke"):
        ny, element, _ = kopi()
        element.set(XSI_TYPE, type_)
        yield f"xsi:type {type_}", ny
    ny, element, _ = kopi()
    if not len(element):
        for verdi in BYTTEVERDIER:
            ny, element, _ = kopi()
            element.text = verdi
            yield f"verdien {verdi!r}", ny


@trenger_publiserte
@trenger_eksempel
@pytest.mark.treg
@pytest.mark.parametrize("navn", [*XML_FILER, "arkivuttrekk"])
def test_skjemaene_doemmer_likt_om_eksempelet_og_om_hver_forandring_av_det(navn: str, skjemapar):
    rot = etree.parse(EKSEMPEL / f"{navn}.xml").getroot()
    antall = {True: 0, False: 0}
    for utgave in Utgave:
        vaart, publisert = skjemapar[navn, utgave]
        assert vaart.validate(rot)
        assert publisert.validate(rot)
    for element in list(_maal(rot)):
        sti = rot.getroottree().getpath(element)
        for hva, forandret in _forandre(rot, sti):
            for utgave in Utgave:
                vaart, publisert = skjemapar[navn, utgave]
                dom = publisert.validate(forandret)
                assert vaart.validate(forandret) == dom, (navn, utgave, sti, hva, publisert.error_log)
                antall[dom] += 1
    assert antall[False] >= 30
    assert antall[True] >= 5
