"""What is written is read back the same, and older editions are read as today's."""

import io
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.noark.katalog.deklarasjon import Element, Type, Utgave, Valg
from bysak.noark.katalog.oppslag import SKJEMAER, barneenheter, ledd, spesialiseringer
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel
from bysak.noark.xml import SAMLET, Enhet, Leser, skriv, skriv_fil
from bysak.noark.xsd import NAVNEROM

UUID = "25a65c35-fef7-5128-bb7a-e1c84608bc8c"
ROT = f'<arkiv xmlns="{NAVNEROM}arkivstruktur" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'


def _les(xml: str | bytes, **valg) -> tuple[list[Enhet], Leser]:
    leser = Leser(io.BytesIO(xml.encode() if isinstance(xml, str) else xml), **valg)
    return list(leser), leser


def _arkiv(innhold: str) -> tuple[Enhet, Leser]:
    enheter, leser = _les(f"{ROT}<systemID>{UUID}</systemID>{innhold}</arkiv>", stroem=SAMLET)
    return enheter[-1], leser


@trenger_eksempel
@pytest.mark.parametrize("navn", ["arkivstruktur", "endringslogg", "loependeJournal", "offentligJournal"])
def test_eksempelet_leses_uten_funn_og_skrives_likt_tilbake(navn: str):
    tekst = (EKSEMPEL / f"{navn}.xml").read_text()
    enheter, leser = _les(tekst, stroem=SAMLET)
    assert not leser.funn
    assert len(enheter) == 1
    skrevet = "".join(skriv_fil(enheter[0], leser.skjema))
    uten_luft: Callable[[str], str] = lambda t: re.sub(r">\s+<", "><", t).strip()  # noqa: E731
    assert uten_luft(skrevet) == uten_luft(tekst)


TEKST = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from("\n\r\t<>&\"'"),
    min_size=1,
    max_size=20,
)
VERDIER = {
    Type.TEKST: TEKST,
    Type.HELTALL: st.integers().map(str),
    Type.DATO: st.dates().map(str),
    Type.TIDSPUNKT: st.datetimes().map(lambda t: t.isoformat()),
    Type.UUID: st.uuids().map(str),
    Type.FRITT: st.sampled_from(['<a xmlns="urn:x" b="&lt;1">t<c>&amp;</c></a>', "bare tekst", "<d/>"]).map(
        lambda t: t.replace("<d/>", '<d xmlns="urn:y"></d>')
    ),
}


@st.composite
def traer(draw, skjema: str, navn: str, dybde: int = 3) -> Enhet:
    type_ = navn
    if skjema == "arkivstruktur":
        type_ = draw(st.sampled_from((navn, *spesialiseringer(navn))))
    enhet = Enhet(navn, type_)
    for et_ledd in ledd(type_, skjema):
        if isinstance(et_ledd, Element):
            antall = draw(st.integers(et_ledd.minst, 1 if et_ledd.flest else 3))
            if antall:
                enhet.verdier[et_ledd.navn] = [draw(VERDIER[et_ledd.type]) for _ in range(antall)]
        elif dybde:
            valgt = draw(st.sampled_from(et_ledd.alternativer)) if isinstance(et_ledd, Valg) else et_ledd
            for _ in range(draw(st.integers(valgt.minst, 1 if valgt.flest else 2))):
                enhet.barn.append(draw(traer(skjema, valgt.navn, dybde - 1)))
    return enhet


def _verdier(enhet: Enhet) -> tuple:
    return (enhet.navn, enhet.type, enhet.verdier, [_verdier(b) for b in enhet.barn if b.verdier or b.barn])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_alle_enheter_kommer_like_tilbake(data):
    skjema = data.draw(st.sampled_from([s for s in SKJEMAER if s]))
    rot = data.draw(traer(skjema, next(iter(SKJEMAER[skjema]))))
    lest, leser = _les("".join(skriv_fil(rot, skjema)), stroem=SAMLET)
    assert _verdier(lest[-1]) == _verdier(rot)
    assert set(leser.antall) <= {"tom"}


def test_enhetene_gis_en_for_en_med_forelderen_aapen():
    xml = f"""{ROT}<systemID>A</systemID><arkivdel><systemID>D</systemID>
      <mappe xsi:type="saksmappe"><systemID>M</systemID><part><partNavn>Kari</partNavn></part>
        <registrering xsi:type="journalpost"><systemID>R1</systemID><journalaar>2024</journalaar></registrering>
        <registrering><systemID>R2</systemID></registrering><saksaar>2024</saksaar></mappe></arkivdel></arkiv>"""
    sett = []
    for enhet in Leser(io.BytesIO(xml.encode())):
        sett.append((enhet.type, enhet.en("systemID"), enhet.sti(), enhet.sted))
        if enhet.type == "journalpost":
            assert enhet.forelder is not None
            assert enhet.forelder.en("systemID") == "M"
        if enhet.type == "saksmappe":
            assert enhet.en("saksaar") == "2024"
            assert [b.navn for b in enhet.barn] == ["part"]
    assert sett == [
        ("journalpost", "R1", "arkiv/arkivdel/mappe/registrering", 3),
        ("registrering", "R2", "arkiv/arkivdel/mappe/registrering", 4),
        ("saksmappe", "M", "arkiv/arkivdel/mappe", 2),
        ("arkivdel", "D", "arkiv/arkivdel", 1),
        ("arkiv", "A", "arkiv", 1),
    ]


def test_utgave_3_leses_som_dagens():
    arkiv, leser = _arkiv(
        """<mappe xsi:type="saksmappe"><systemID>12</systemID>
          <registrering xsi:type="basisregistrering"><systemID>7</systemID>
            <dokumentobjekt><versjonsnummer>1</versjonsnummer>
              <referanseDokumentfil>DOKUMENT\\1\\a.pdf</referanseDokumentfil></dokumentobjekt></registrering>
          <registrering xsi:type="journalpost"><systemID>8</systemID>
            <gradering><gradering>Hemmelig</gradering></gradering>
            <beskrivelse/><journalaar>2001</journalaar>
            <korrespondansepart><korrespondansepartNavn>Per</korrespondansepartNavn></korrespondansepart></registrering>
          <saksstatus>Avsluttet</saksstatus>
          <sakspart><sakspartNavn>Kari</sakspartNavn><sakspartRolle>Klient</sakspartRolle></sakspart></mappe>"""
    )
    (mappe,) = arkiv.av("mappe")
    basis, post = mappe.av("registrering")
    assert mappe.av("part")[0].verdier == {"partNavn": ["Kari"], "partRolle": ["Klient"]}
    assert basis.type == "registrering"
    assert basis.av("dokumentobjekt")[0].en("referanseDokumentfil") == "DOKUMENT/1/a.pdf"
    assert post.av("gradering")[0].verdier == {"grad": ["Hemmelig"]}
    assert post.av("korrespondansepart")[0].en("korrespondansepartNavn") == "Per"
    assert post.en("beskrivelse") == ""
    assert leser.antall == {"ikke-uuid": 3, "omvendt-strek": 1, "tom": 1, "flyttet": 2}


def test_det_ingen_utgave_kjenner_tas_med_og_meldes():
    arkiv, leser = _arkiv("<kode>X</kode><boks nr='4'><hylle>A</hylle><rom>B</rom></boks><saksaar>2024</saksaar>løst")
    assert arkiv.verdier["kode"] == ["X"]
    assert arkiv.verdier["saksaar"] == ["2024"]
    (boks,) = arkiv.av("boks")
    assert boks.verdier == {"hylle": ["A"], "rom": ["B"]}
    assert leser.antall == {"ukjent-element": 4, "attributt": 1, "flyttet": 1, "xml-loes-tekst": 1}
    assert next(f.tekst for f in leser.funn if f.kode == "ukjent-element") == (
        "kode er ukjent i arkiv. Innholdet er tatt med."
    )


def test_prefikser_og_ukjente_typer_meldes_og_leses():
    xml = f"""<n5:arkiv xmlns:n5="{NAVNEROM}arkivstruktur" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
      <n5:systemID>{UUID}</n5:systemID><n5:mappe i:type="n5:saksmappe"><n5:saksaar>2024</n5:saksaar></n5:mappe>
      <n5:mappe xsi:type="byggemappe"><n5:tittel>T</n5:tittel></n5:mappe></n5:arkiv>"""
    enheter, leser = _les(xml)
    assert [(e.type, e.verdier) for e in enheter[:2]] == [
        ("saksmappe", {"saksaar": ["2024"]}),
        ("byggemappe", {"tittel": ["T"]}),
    ]
    assert leser.antall["prefiks"] == 6
    assert leser.antall["xsi-prefiks"] == 1
    assert leser.antall["ukjent-type"] == 1


def test_egne_metadata_beholdes_som_xml_med_prefiksene_sine():
    xml = f"""<arkiv xmlns="{NAVNEROM}arkivstruktur" xmlns:v="urn:v"><mappe><virksomhetsspesifikkeMetadata>
      <v:felt a="1 &lt; 2">å &amp; ø<v:under/> og <v:mer>x</v:mer>\n</v:felt>
      </virksomhetsspesifikkeMetadata></mappe></arkiv>"""
    (mappe, _), leser = _les(xml)
    assert mappe.verdier["virksomhetsspesifikkeMetadata"] == [
        '<v:felt xmlns:v="urn:v" a="1 &lt; 2">å &amp; ø<v:under></v:under> og <v:mer>x</v:mer>\n</v:felt>'
    ]
    assert leser.antall == {"flyttet": 1}


def test_journalene_fra_2019_skrives_uten_feltene_fra_2023():
    sak = Enhet("saksmappe", "saksmappe", {"mappeID": ["2024/1"], "saksaar": ["2024"]})
    assert "mappeID" in "".join(skriv(sak, "loependeJournal"))
    assert "mappeID" not in "".join(skriv(sak, "loependeJournal", Utgave.V2019))


def test_tegn_som_xml_ikke_har_plass_til_stoppes_med_en_setning():
    with pytest.raises(ValueError, match=r"Tegnet U\+0007 kan ikke stå i XML"):
        list(skriv(Enhet("mappe", "mappe", {"tittel": ["a\x07b"]})))


def test_hver_enhet_i_strukturen_har_sine_barn_i_katalogen():
    for skjema, enheter in SKJEMAER.items():
        for navn in enheter:
            assert barneenheter(navn, skjema).keys() <= enheter.keys()
