"""PostgreSQL gives the same XML from the catalogue's expression as the plain writer gives from the same values."""

import datetime
import uuid

import pytest
from django.db import connection

from bysak.noark.katalog.deklarasjon import Type
from bysak.noark.katalog.oppslag import elementer, enhetstype, feltnavn
from bysak.noark.sql import enhet_xml, samlet
from bysak.noark.xml import Enhet, skriv

pytestmark = pytest.mark.django_db

VOND_TEKST = "Åse & Bård <\"'>\r\n]]>\\n\tæ"
VERDIER: dict[Type, tuple[str, object]] = {
    Type.TEKST: ("text", VOND_TEKST),
    Type.HELTALL: ("bigint", 2024),
    Type.DATO: ("date", datetime.date(2024, 2, 29)),
    Type.TIDSPUNKT: ("timestamp", datetime.datetime(2024, 2, 29, 23, 59, 59, 120000)),  # noqa: DTZ001 - local, as deposited
    Type.UUID: ("uuid", uuid.UUID("25a65c35-fef7-5128-bb7a-e1c84608bc8c")),
    Type.FRITT: ("text", '<a xmlns="urn:x">&amp;</a>'),
}


def _rad(type_: str, hvilke: str) -> tuple[str, list[object], Enhet]:
    """A sub-select with one row, its parameters, and the same unit for the plain writer."""
    enhet = Enhet(enhetstype(type_).utvider or type_, type_)
    kolonner: list[str] = []
    parametre: list[object] = []
    for navn, element in elementer(type_).items():
        sqltype, verdi = VERDIER[element.type]
        if navn == "systemID":
            sqltype, verdi = VERDIER[Type.UUID]
        flere = element.flest is None
        if hvilke == "alt":
            xml = verdi.isoformat() if isinstance(verdi, datetime.date) else str(verdi)
            enhet.verdier[navn] = [xml.rstrip("0") if element.type is Type.TIDSPUNKT else xml] * (2 if flere else 1)
            parametre.append([verdi, verdi] if flere else verdi)
        else:
            tom: object = [] if flere else ""
            parametre.append(tom if hvilke == "tomt" and element.type in (Type.TEKST, Type.FRITT) else None)
        kolonner.append(f"%s::{sqltype}{'[]' if flere else ''} as {feltnavn(navn)}")
    return f"(select {', '.join(kolonner)}) k", parametre, enhet


def _sql(uttrykk: str, fra: str, parametre: list[object]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"select {uttrykk.replace('%', '%%')} from {fra}", parametre)
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "type_", ["saksmappe", "journalpost", "dokumentbeskrivelse", "dokumentobjekt", "skjerming", "part"]
)
@pytest.mark.parametrize("hvilke", ["alt", "ingenting", "tomt"])
def test_sql_og_python_skriver_det_samme(type_: str, hvilke: str):
    fra, parametre, enhet = _rad(type_, hvilke)
    assert _sql(enhet_xml(type_, "k"), fra, parametre) == "".join(skriv(enhet))


def test_barn_kommer_paa_plassen_sin():
    deltaker = enhet_xml("merknad", "m")
    merknader = samlet(
        deltaker,
        "(values (2, 'to'), (1, 'en')) v(nr, merknadstekst) cross join lateral (select v.merknadstekst,"
        " null as merknadstype, null::timestamp as merknadsdato, null as merknad_registrert_av) m",
        hvor="true",
        orden="v.nr",
    )
    fra, parametre, enhet = _rad("mappe", "alt")
    enhet.barn = [Enhet("merknad", "merknad", {"merknadstekst": [tekst]}) for tekst in ("en", "to")]
    assert _sql(enhet_xml("mappe", "k", {"merknad": merknader}), fra, parametre) == "".join(skriv(enhet))
