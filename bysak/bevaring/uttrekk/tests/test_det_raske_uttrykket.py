"""PostgreSQL gives the same XML from the catalogue's expressions as the plain writer gives from the same values."""

import pytest
from django.db import connection

from bysak.bevaring.uttrekk.skriver import Filskriver
from bysak.noark.katalog.deklarasjon import Element, Type
from bysak.noark.katalog.oppslag import elementer, enhetstype
from bysak.noark.katalog.oppslag import ledd as alle_ledd
from bysak.noark.sql import element, sett_sammen
from bysak.noark.xml import Enhet, skriv

pytestmark = pytest.mark.django_db

VERDIER: dict[Type, str] = {
    Type.TEKST: "Åse & Bård <\"'>\r\n]]>\\n\tæ 😀 %s",
    Type.HELTALL: "2024",
    Type.DATO: "2024-02-29",
    Type.TIDSPUNKT: "2024-02-29T23:59:59",
    Type.UUID: "25a65c35-fef7-5128-bb7a-e1c84608bc8c",
    Type.FRITT: '<a xmlns="urn:x">&amp;</a>',
}
ENHETER = ["saksmappe", "moetemappe", "journalpost", "dokumentbeskrivelse", "dokumentobjekt", "skjerming", "part"]


def _sql(type_: str, verdier: dict[str, str | list[str] | None]) -> str:
    """Write one row of literal values with the expressions."""
    kolonner = [f'%s::text{"[]" if e.flest is None else ""} as "{navn}"' for navn, e in elementer(type_).items()]
    deler = [element(e, f'k."{e.navn}"') for e in alle_ledd(type_) if isinstance(e, Element)]
    uttrykk = sett_sammen(["'<'", *deler, "'>'"]).replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(f"select {uttrykk} from (select {', '.join(kolonner)}) k", list(verdier.values()))
        return str(cursor.fetchone()[0])[1:-1]


@pytest.mark.parametrize("type_", ENHETER)
def test_sql_og_python_skriver_det_samme(type_: str):
    enhet = Enhet(enhetstype(type_).utvider or type_, type_)
    verdier: dict[str, str | list[str] | None] = {}
    for navn, e in elementer(type_).items():
        enhet.verdier[navn] = [VERDIER[e.type]] * (2 if e.flest is None else 1)
        verdier[navn] = enhet.verdier[navn] if e.flest is None else VERDIER[e.type]
    skrevet = list(skriv(enhet))[1:-1]
    assert len(skrevet) > 1
    assert _sql(type_, verdier) == "".join(skrevet)


@pytest.mark.parametrize("type_", ENHETER)
def test_det_som_er_tomt_skrives_ikke(type_: str):
    for tomt in (None, ""):
        verdier: dict[str, str | list[str] | None] = {
            navn: ([] if e.flest is None else tomt) for navn, e in elementer(type_).items()
        }
        assert _sql(type_, verdier) == ""


@pytest.mark.parametrize("type_", ENHETER)
def test_det_xml_ikke_kan_baere_naar_aldri_filen(type_: str, tmp_path):
    hele: dict[str, str | list[str] | None] = {}
    bare: dict[str, str | list[str] | None] = {}
    for navn, e in elementer(type_).items():
        tekst = e.type is Type.TEKST
        hele[navn] = ["a\x01b\ufffe"] * 2 if e.flest is None else "a\x1f\uffffb" if tekst else None
        bare[navn] = ["\x08", "\x0b\uffff"] if e.flest is None else "\x01\x1f" if tekst else None
    with Filskriver(tmp_path / "x.xml") as fil:
        for verdier in (hele, bare):
            fil.skriv(f"<x>{_sql(type_, verdier)}</x><y/>".encode())
    ledd = [e for e in alle_ledd(type_) if isinstance(e, Element) and hele[e.navn]]
    skrevet = "".join(f"<{e.navn}>ab</{e.navn}>" * (2 if e.flest is None else 1) for e in ledd)
    assert (tmp_path / "x.xml").read_text() == f"<x>{skrevet}</x><y/><y/>"
