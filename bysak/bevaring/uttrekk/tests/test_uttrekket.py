"""The deposit of the closed period: made once, then judged by the schemas, the plain writer and the control."""

import resource
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from lxml import etree

from bysak.arkivstruktur.models import Arkivdel, Dokumentkobling, Dokumentobjekt
from bysak.bevaring.models import Uttrekk, Uttrekksfunn, Uttrekkssteg
from bysak.bevaring.uttrekk import produksjon
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk, produser_uttrekk
from bysak.bevaring.uttrekk.skriver import sha256
from bysak.bevaring.uttrekk.steg import Oppdrag
from bysak.bevaring.uttrekk.uttrykk import FESTEPUNKT, LOEFTES, visninger
from bysak.bevaring.uttrekk.utvalg import Utvalg, hindre_for_uttrekk, utvalg_fram_til
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.noark.katalog.deklarasjon import Element, Utgave
from bysak.noark.katalog.oppslag import SKJEMAER, barneenheter, elementer, enhetstype
from bysak.noark.tests.eksempel import PUBLISERT, PUBLISERT_ADDML
from bysak.noark.xml import SAMLET, Enhet, Leser, skriv, skriv_fil
from bysak.noark.xsd_egne import EGET_NAVNEROM
from bysak.organisasjon.tilgang import prosessaktoer
from tests.saker import som_eier
from tests.verden import som, virksomhet

FILER = ("arkivstruktur", "endringslogg", "loependeJournal", "offentligJournal")

pytestmark = pytest.mark.usefixtures("modulens_database")


def _lag(mappe: Path, utgave: Utgave = Utgave.V2023, utvalg: Utvalg | None = None) -> Uttrekk:
    av = prosessaktoer("kommando")
    frogner = virksomhet("frogner")
    with arbeid(som=av, i=frogner, verb="test"):
        valgt = utvalg or Utvalg((Arkivdel.objects.get(arkivdelstatus="P").pk,))
        uttrekk = bestill_uttrekk(valgt, mappe, av=av, utgave=utgave)
    return produser_uttrekk(uttrekk.pk, frogner.pk, av=av)


@pytest.fixture(scope="module", params=list(Utgave), ids=lambda u: u.value)
def uttrekket(request, modulens_database, tmp_path_factory):
    mappe = tmp_path_factory.mktemp("uttrekk") / "frogner"
    return SimpleNamespace(rad=_lag(mappe, request.param), mappe=mappe, utgave=request.param)


def test_uttrekket_er_gyldig_etter_egne_skjemaer_og_publiserte(uttrekket):
    egne = [uttrekket.mappe / f"{navn}.xsd" for navn in (*FILER, "addml")]
    publiserte = [*(PUBLISERT[uttrekket.utgave] / f"{navn}.xsd" for navn in FILER), PUBLISERT_ADDML]
    for fil in [*egne, *(fil for fil in publiserte if fil.exists())]:
        xml = "arkivuttrekk.xml" if fil.stem == "addml" else f"{fil.stem}.xml"
        etree.XMLSchema(etree.parse(fil)).assertValid(etree.parse(uttrekket.mappe / xml))


def test_den_enkle_skriveren_gir_de_samme_bytene(uttrekket):
    for navn in FILER:
        fil = uttrekket.mappe / f"{navn}.xml"
        *_, rot = Leser(fil, stroem=SAMLET)
        skrevet = "".join(skriv_fil(rot, navn, uttrekket.utgave)) + "\n"
        assert skrevet == fil.read_text(encoding="utf-8").replace("\r\n", "\n"), navn


def _alle(peker: Any, visning: str, noekkel: str, verdi: object, orden: str = '"_orden"') -> list[dict[str, Any]]:
    peker.execute(f'select * from uttrekk."{visning}" where "{noekkel}" = %s order by {orden}', [verdi])
    navn = [kolonne.name for kolonne in peker.description]
    return [dict(zip(navn, rad, strict=True)) for rad in peker.fetchall()]


def _uplassert(peker: Any, navn: str, rad: dict[str, Any]) -> tuple[str, str]:
    """What the schema has no room for in a unit, and in what hangs on it: one unit at a time, as it would be told."""
    noekkel = {"dokumentbeskrivelse": "_kobling", "dokumentobjekt": "_dokumentobjekt"}.get(navn, "_orden")
    peker.execute(f'select "_uplassert" from uttrekk."_uplassert_{navn}" where "{noekkel}" = %s', [rad[noekkel]])
    eget, under = peker.fetchone()[0] or "", ""
    for barn in LOEFTES.get(navn, ()):
        felt = "_kobling" if barn == "dokumentobjekt" else f"_{navn}"
        for nr, b in enumerate(_alle(peker, barn, felt, rad[felt]), 1):
            hvilken = f' id="{b["systemID"]}"' if "systemID" in b else ""
            hvilken += f' id="{rad["systemID"]}"' if barn == "konvertering" else ""
            hvilken += f' nr="{nr}"' if "systemID" not in b else ""
            innhold, lenger_ned = _uplassert(peker, barn, b)
            aapne = f'<uplassert xmlns="{EGET_NAVNEROM}" enhet="{barn}"{hvilken}>'
            under += (f"{aapne}{innhold}</uplassert>" if innhold else "") + lenger_ned
    return eget, under


def _enhet(peker: Any, navn: str, rad: dict[str, Any]) -> Enhet:
    """Row by row, as anybody would: the values of the view, and the rows of each child's view."""
    enhet = Enhet(navn, rad.get("_type", navn))
    uten = enhetstype(navn).avleveres_ikke | enhetstype(enhet.type).avleveres_ikke
    for element in elementer(enhet.type):
        if rad.get(element) and element not in uten:
            enhet.verdier[element] = rad[element] if isinstance(rad[element], list) else [rad[element]]
    if navn in FESTEPUNKT:
        egne = (rad["virksomhetsspesifikkeMetadata"] or "") + "".join(_uplassert(peker, navn, rad))
        enhet.verdier |= {"virksomhetsspesifikkeMetadata": [egne]} if egne else {}
    for barn in barneenheter(enhet.type):
        via_kobling = navn == "dokumentbeskrivelse" and barn in (
            *("dokumentobjekt", "kassasjon", "skjerming", "gradering"),
        )
        noekkel = "_kobling" if via_kobling else f"_{navn}"
        felt = "_forelder" if barn == navn else noekkel
        enhet.barn += [_enhet(peker, barn, b) for b in _alle(peker, barn, felt, rad[noekkel])]
    return enhet


def test_visningene_lest_rad_for_rad_gir_den_samme_teksten(uttrekket):
    fil = (uttrekket.mappe / "arkivstruktur.xml").read_text(encoding="utf-8").replace("\r\n", "\n")
    oppdrag = Oppdrag(uttrekket.rad, virksomhet("frogner"), prosessaktoer("kommando"), {})
    with oppdrag.lesing(), connection.cursor() as peker:
        mapper = [m for d in uttrekket.rad.arkivdeler for m in _alle(peker, "mappe", "_arkivdel", d)]
        assert len(mapper) == uttrekket.rad.antall_mapper
        for mappe in mapper:
            assert "\n" + "".join(skriv(_enhet(peker, "mappe", mappe))) in fil


def _journalenhet(navn: str, rad: dict[str, Any], skjema: str, barn: Sequence[Enhet] = ()) -> Enhet:
    verdier = {felt: [rad[f"{navn}.{felt}"]] for felt in elementer(navn, skjema) if rad.get(f"{navn}.{felt}")}
    if skjema == "offentligJournal":
        verdier = {felt: v for felt, v in verdier.items() if felt not in ("saksbehandler", "saksansvarlig")}
    return Enhet(navn, navn, verdier, list(barn))


def _journalparter(rad: dict[str, Any], parter: list[dict[str, Any]], skjema: str) -> list[Enhet]:
    """The parties of an entry as a reader of the journal may see them (offentleglova § 10)."""
    if skjema == "offentligJournal":
        den_andre = [p for p in parter if rad["_brev"] and not p["_intern"]]
        parter = [dict(p) for p in den_andre or parter]
        for part in parter:
            if part["_skjermet"] or (part["_person"] and rad["_lukket"]):
                part["korrespondansepart.korrespondansepartNavn"] = "*****"
            elif part["_intern"]:
                part["korrespondansepart.korrespondansepartNavn"] = part["_enhet"]
    return [_journalenhet("korrespondansepart", part, skjema) for part in parter]


def test_journalene_lest_rad_for_rad_gir_den_samme_teksten(uttrekket):
    oppdrag = Oppdrag(uttrekket.rad, virksomhet("frogner"), prosessaktoer("kommando"), {})
    with oppdrag.lesing(), connection.cursor() as peker:
        poster = [j for d in uttrekket.rad.arkivdeler for j in _alle(peker, "_journal", "_arkivdel", d, "_aar, _nr")]
        parter = [_alle(peker, "_journalpart", "_registrering", j["_registrering"]) for j in poster]
    assert poster
    for skjema in ("loependeJournal", "offentligJournal"):
        skrevet = ""
        for rad, alle in zip(poster, parter, strict=True):
            skjult = skjema == "offentligJournal" and rad["klasse.skjermingMetadata"]
            klasse = [] if skjult or not rad["klasse.klasseID"] else [_journalenhet("klasse", rad, skjema)]
            post = _journalenhet("journalpost", rad, skjema, _journalparter(rad, alle, skjema))
            linje = [*klasse, _journalenhet("saksmappe", rad, skjema), post]
            skrevet += "\n" + "".join(
                skriv(Enhet("journalregistrering", "journalregistrering", {}, linje), skjema, uttrekket.utgave)
            )
        fil = (uttrekket.mappe / f"{skjema}.xml").read_text(encoding="utf-8").replace("\r\n", "\n")
        assert fil.partition("</journalhode>")[2] == f"{skrevet}</{skjema}>\n"


def test_hver_enhet_begynner_paa_en_linje_for_seg(uttrekket):
    for navn in FILER:
        tre = etree.parse(uttrekket.mappe / f"{navn}.xml")
        enheter = [
            e for e in tre.getroot().iter(etree.Element) if len(e) and str(e.tag).startswith("{http://www.arkivverket")
        ]
        linjer = [e.sourceline for e in enheter if etree.QName(e).localname != "virksomhetsspesifikkeMetadata"]
        assert len(set(linjer)) == len(linjer) > 1, navn


def test_kontrollen_finner_verken_feil_eller_advarsler(uttrekket):
    rapport = kontroller(uttrekket.mappe)
    assert [f for f in rapport.funn if f.alvor == "feil"] == []
    assert [f for f in rapport.funn if f.kode != "skjema-endret"] == []


def test_alle_slags_enheter_er_med(uttrekket):
    tre = etree.parse(uttrekket.mappe / "arkivstruktur.xml")
    navn = {etree.QName(e).localname for e in tre.iter()}
    assert navn >= {
        *("merknad", "part", "skjerming", "kryssreferanse", "presedens", "kassasjon", "konvertering"),
        *("elektroniskSignatur", "virksomhetsspesifikkeMetadata", "avskrivning", "korrespondansepart"),
    }


def test_raden_sier_hvor_stort_det_ble_og_hvem_som_bestilte(uttrekket):
    tre = etree.parse(uttrekket.mappe / "arkivstruktur.xml")
    rad = uttrekket.rad
    assert rad.status == Uttrekk.Status.FERDIG
    assert rad.antall_mapper == len(tre.findall(".//{*}mappe"))
    assert rad.antall_registreringer == len(tre.findall(".//{*}registrering"))
    assert rad.antall_dokumentfiler == sum(f.is_file() for f in (uttrekket.mappe / "dokumenter").rglob("*"))
    assert rad.sjekksum == sha256(uttrekket.mappe / "arkivuttrekk.xml")
    assert rad.bestilt_av


def test_den_offentlige_journalen_sier_ikke_navnet_paa_den_som_er_skjermet(uttrekket):
    loepende, offentlig = (etree.parse(uttrekket.mappe / f"{n}.xml") for n in FILER[2:])
    assert len(loepende.findall(".//{*}journalregistrering")) == len(offentlig.findall(".//{*}journalregistrering"))
    assert "Skjerming navn avsender" in {e.text for e in loepende.iter("{*}skjermingMetadata")}
    assert "*****" in {e.text for e in offentlig.iter("{*}korrespondansepartNavn")}
    assert not list(offentlig.iter("{*}saksbehandler"))


def test_det_ferdige_gjoeres_ikke_om_igjen(modulens_database, tmp_path):
    rad = _lag(tmp_path / "u")
    struktur, journal = (tmp_path / "u" / navn for navn in ("arkivstruktur.xml", "loependeJournal.xml"))
    foer = struktur.stat().st_mtime_ns
    journal.write_bytes(b"skadet")
    next((tmp_path / "u" / "dokumenter").rglob("*.pdf")).unlink()
    ny = produser_uttrekk(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("kommando"))
    assert struktur.stat().st_mtime_ns == foer
    assert (ny.status, ny.antall_dokumentfiler) == (Uttrekk.Status.FERDIG, rad.antall_dokumentfiler)
    assert [f for f in kontroller(tmp_path / "u").funn if f.alvor == "feil"] == []


def test_stopp_lar_det_ferdige_staa(modulens_database, tmp_path):
    av, frogner = prosessaktoer("kommando"), virksomhet("frogner")
    with arbeid(som=av, i=frogner, verb="test"):
        uttrekk = bestill_uttrekk(Utvalg((Arkivdel.objects.get(arkivdelstatus="P").pk,)), tmp_path / "u", av=av)
        Uttrekk.objects.filter(pk=uttrekk.pk).update(skal_stoppe=True)
    assert produser_uttrekk(uttrekk.pk, frogner.pk, av=av).status == Uttrekk.Status.STOPPET
    assert _lag(tmp_path / "u").pk == uttrekk.pk
    with arbeid(som=av, leser=[frogner]):
        assert not Uttrekkssteg.objects.filter(uttrekk=uttrekk, ferdig_tid__isnull=True).exists()


@pytest.mark.parametrize("steg", ["arkivstruktur", "journaler", "dokumenter"])
def test_stopp_virker_midt_i_en_fil_og_lar_ingenting_halvt_staa(modulens_database, tmp_path, monkeypatch, steg):
    monkeypatch.setattr(produksjon, "PULS_HVERT", 0.0)
    av, frogner = prosessaktoer("kommando"), virksomhet("frogner")
    with arbeid(som=av, i=frogner, verb="test"):
        uttrekk = bestill_uttrekk(Utvalg((Arkivdel.objects.get(arkivdelstatus="P").pk,)), tmp_path / "u", av=av)

    def be_om_stopp(navn: str, _antall: int) -> None:
        if navn == steg:
            with som_eier() as k:
                k.execute("update bevaring_uttrekk set skal_stoppe = true where system_id = %s", [uttrekk.pk])

    rad = produser_uttrekk(uttrekk.pk, frogner.pk, av=av, melding=be_om_stopp)
    assert rad.status == Uttrekk.Status.STOPPET
    with arbeid(som=av, leser=[frogner]):
        ferdige = list(Uttrekkssteg.objects.filter(uttrekk=uttrekk, ferdig_tid__isnull=False).order_by("nr"))
    assert steg not in {s.navn for s in ferdige}
    assert {f.name for f in (tmp_path / "u").iterdir() if f.is_file()} == {n for s in ferdige for n in s.filer}
    assert not list((tmp_path / "u").rglob("*.delvis"))
    assert _lag(tmp_path / "u").pk == uttrekk.pk
    assert [f for f in kontroller(tmp_path / "u").funn if f.alvor == "feil"] == []


def test_en_fil_som_mangler_eller_er_endret_meldes(modulens_database, tmp_path, settings):
    import shutil

    shutil.copytree(Path(settings.BYSAK_DATA) / "lager", tmp_path / "data" / "lager")
    settings.BYSAK_DATA = tmp_path / "data"
    with som("siv", "frogner"):
        borte, endret = (
            Dokumentobjekt.objects.filter(
                dokumentbeskrivelse__koblinger__registrering__mappe__arkivdel__arkivdelstatus="P"
            )
            .values_list("sjekksum", flat=True)
            .distinct()
            .order_by("sjekksum")[:2]
        )
    lager = tmp_path / "data" / "lager" / "frogner"
    (lager / borte[:2] / borte[2:4] / borte).unlink()
    (lager / endret[:2] / endret[2:4] / endret).write_bytes(b"noe annet")
    rad = _lag(tmp_path / "u")
    with som("siv", "frogner"):
        funn = set(Uttrekksfunn.objects.filter(uttrekk=rad, steg="dokumenter").values_list("kode", flat=True))
    assert funn == {"fil_mangler", "fil_endret"}


def test_et_skjermet_dokument_er_skjermet_der_det_staar(uttrekket):
    tre = etree.parse(uttrekket.mappe / "arkivstruktur.xml")
    for post in tre.iterfind(".//{*}registrering"):
        if post.find("{*}skjerming/{*}skjermingDokument") is not None:
            assert all(d.find("{*}skjerming") is not None for d in post.iterfind("{*}dokumentbeskrivelse"))
    assert tre.find(".//{*}dokumentbeskrivelse/{*}skjerming") is not None


def test_et_dokument_i_to_poster_faar_ny_fast_id_i_den_andre(egen_database, tmp_path):
    av, frogner = prosessaktoer("kommando"), virksomhet("frogner")
    with arbeid(som=av, i=frogner, verb="test", overstyring="samme vedlegg i to poster"):
        en, to = Dokumentkobling.objects.filter(
            registrering__mappe__arkivdel__arkivdelstatus="P", dokumentnummer=1
        ).order_by("system_id")[:2]
        Dokumentkobling.objects.create(
            registrering_id=to.registrering_id, dokumentbeskrivelse_id=en.dokumentbeskrivelse_id,
            tilknyttet_registrering_som="V", dokumentnummer=99,
        )  # fmt: skip
    ider = []
    for gang in ("en", "to"):
        _lag(tmp_path / gang)
        tre = etree.parse(tmp_path / gang / "arkivstruktur.xml")
        ider.append([e.text for e in tre.iter("{*}systemID")])
        assert [f for f in kontroller(tmp_path / gang).funn if f.alvor == "feil"] == []
    assert ider[0] == ider[1]
    assert len(set(ider[0])) == len(ider[0])
    kopi = tre.xpath("//*[local-name()='dokumentbeskrivelse'][*[local-name()='dokumentnummer']='99']")[0]
    assert kopi[0].text != str(en.dokumentbeskrivelse_id)
    assert str(en.dokumentbeskrivelse_id) in ider[0]


def test_naar_disken_er_full_sies_det_og_resten_kan_lages_siden(modulens_database, tmp_path):
    _myk, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        rad = _lag(tmp_path / "u")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (_myk, hard))
    assert (rad.status, "ikke plass" in rad.feil) == (Uttrekk.Status.FEILET, True)
    assert not (tmp_path / "u" / "arkivstruktur.xml").exists()
    assert _lag(tmp_path / "u").status == Uttrekk.Status.FERDIG


def test_en_aapen_periode_stoppes_og_grunnene_er_samlet():
    with som("siv", "frogner"):
        aktiv = Utvalg((Arkivdel.objects.get(arkivdelstatus="A").pk,))
        koder = {h.kode for h in hindre_for_uttrekk(aktiv)}
        assert koder >= {"uttrekk.arkivdel", "uttrekk.aapen"}


def test_uttrekk_til_en_mappe_som_ikke_er_tom_nektes(tmp_path):
    (tmp_path / "noe").write_text("x")
    with pytest.raises(Hindret, match="ikke tom"):
        _lag(tmp_path)


def test_alt_som_er_avsluttet_fram_til_en_dag(modulens_database, tmp_path):
    with som("siv", "frogner"):
        utvalg = utvalg_fram_til(date(2025, 6, 30))
    rad = _lag(tmp_path / "u", utvalg=utvalg)
    datoer = [
        (e.text or "")[:10]
        for e in etree.parse(tmp_path / "u" / "arkivstruktur.xml").findall(".//{*}mappe/{*}avsluttetDato")
    ]
    assert datoer
    assert max(datoer) <= "2025-06-30"
    assert rad.antall_mapper == len(datoer)


def test_hver_enhet_har_en_visning_med_katalogens_kolonner():
    with som_eier() as k:
        kolonner = {
            (tabell, kolonne)
            for tabell, kolonne in k.execute(
                "select table_name, column_name from information_schema.columns where table_schema = 'uttrekk'"
            )
        }
    for navn in visninger():
        for ledd in SKJEMAER["arkivstruktur"][navn].ledd:
            if isinstance(ledd, Element):
                assert (navn, ledd.navn) in kolonner
