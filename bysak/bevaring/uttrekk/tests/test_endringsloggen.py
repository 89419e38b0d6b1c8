"""The change log of a deposit tells what annex 3 wants told, of the unit in the deposit that it is about."""

from datetime import date
from typing import Any

import pytest
from lxml import etree

from bysak.arkivstruktur import models as noark
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.loggfelt import loggede
from bysak.bevaring.uttrekk.tests.test_uttrekket import _lag
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import prosessaktoer
from tests.verden import virksomhet

pytestmark = pytest.mark.usefixtures("egen_database")

# Annex 3: element by the unit it is logged on here. Rows that live on something without an id are on its host.
VEDLEGG_3 = {
    "arkivstruktur_arkiv": ("tittel", "arkivstatus"),
    "arkivstruktur_arkivskaper": ("arkivskaperNavn",),
    "arkivstruktur_arkivdel": ("tittel", "arkivdelstatus", "referanseKlassifikasjonssystem"),
    "arkivstruktur_klassifikasjonssystem": ("klassifikasjonstype", "tittel"),
    "arkivstruktur_klasse": ("tittel",),
    "arkivstruktur_mappe": (
        *("tittel", "referanseArkivdel", "saksdato", "administrativEnhet", "saksansvarlig", "journalenhet"),
        *("saksstatus", "moetenummer", "utvalg", "moetedato", "moetested", "klasseID"),
    ),
    "arkivstruktur_referansearkivdel": ("referanseArkivdel",),
    "arkivstruktur_part": ("partNavn",),
    "arkivstruktur_moetedeltaker": ("moetedeltakerNavn",),
    "arkivstruktur_registrering": (
        *("tittel", "forfatter", "journalstatus", "journaldato", "dokumentetsDato", "mottattDato", "sendtDato"),
        *("offentlighetsvurdertDato", "journalenhet", "moeteregistreringsstatus", "saksbehandler", "mappeID"),
    ),
    "arkivstruktur_korrespondansepart": ("korrespondansepartNavn", "administrativEnhet", "saksbehandler"),
    "arkivstruktur_avskrivning": ("referanseAvskrivesAvJournalpost",),
    "arkivstruktur_dokumentbeskrivelse": ("dokumentstatus", "tittel"),
    "arkivstruktur_kassasjon": ("kassasjonshjemmel", "bevaringstid", "kassasjonsdato"),
    "arkivstruktur_skjerming": (
        *("skjermingshjemmel", "skjermingMetadata", "skjermingDokument", "skjermingsvarighet"),
        "skjermingOpphoererDato",
    ),
    "arkivstruktur_presedens": ("tittel",),
}


@pytest.mark.krav("6.4.28")
def test_alt_i_vedlegg_3_logges():
    logget = {(k.tabell, k.element) for k in loggede()}
    assert {(tabell, navn) for tabell, alle in VEDLEGG_3.items() for navn in alle} <= logget


def _endre() -> tuple[noark.Mappe, noark.Registrering, noark.Mappe]:
    """Change what hangs on a case and an entry, and move an entry; one handling each, as it would be."""
    jp = noark.Journalpost.objects.filter(mappe__arkivdel__arkivdelstatus="P", skjerming__isnull=True)[0]
    sak = noark.Saksmappe.objects.get(registreringer=jp)
    ny = noark.Saksmappe.objects.filter(arkivdel__arkivdelstatus="P").exclude(klasse=sak.klasse_id)[0]
    jp.korrespondanseparter.update(navn="Nytt Navn <&>", skjermet=True)
    part = noark.Part.objects.create(mappe_id=sak.pk, navn="Part En", rolle="Klient")
    skjerming = noark.Skjerming.objects.create(
        registrering_id=jp.pk, tilgangsrestriksjon=Tilgangskode.objects.get(pk="UO"), skjermingshjemmel="Offl. § 13",
        skjerming_metadata=["NA", "NM"], skjerming_dokument="H",
    )  # fmt: skip
    noark.Kassasjon.objects.create(
        mappe_id=sak.pk, kassasjonsvedtak="K", bevaringstid=9, kassasjonsdato=date(2040, 5, 1)
    )
    noark.Part.objects.filter(pk=part.pk).update(navn="Part To")
    noark.Skjerming.objects.filter(pk=skjerming.pk).update(skjermingshjemmel="Offl. § 23", skjerming_metadata=["NM"])
    return sak, jp, ny


def _endringer(mappe: Any) -> list[tuple[str | None, ...]]:
    tre = etree.parse(mappe / "endringslogg.xml")
    felt = ("referanseArkivenhet", "referanseMetadata", "tidligereVerdi", "nyVerdi")
    return [tuple(e.findtext(f"{{*}}{f}") for f in felt) for e in tre.iter("{*}endring")]


def test_endringer_i_det_som_henger_paa_en_enhet_logges_paa_enheten(tmp_path):
    av, frogner = prosessaktoer("kommando"), virksomhet("frogner")
    with arbeid(som=av, i=frogner, verb="test", overstyring="endre"):
        sak, jp, ny = _endre()
    with arbeid(som=av, i=frogner, verb="test", overstyring="fjern igjen"):
        noark.Part.objects.filter(mappe_id=sak.pk, navn="Part To").delete()
        noark.Saksmappe.objects.filter(pk=ny.pk).update(klasse_id=sak.klasse_id)
    _lag(tmp_path / "u")
    logg = _endringer(tmp_path / "u")
    jp_id, sak_id, ingen = str(jp.pk), str(sak.pk), "(ingen verdi)"
    assert (jp_id, "korrespondansepartNavn") in {linje[:2] for linje in logg if linje[3] == "Nytt Navn <&>"}
    assert (jp_id, "skjermingshjemmel", ingen, "Offl. § 13") in logg
    assert (jp_id, "skjermingshjemmel", "Offl. § 13", "Offl. § 23") in logg
    avsender, mottaker = "Skjerming navn avsender", "Skjerming navn mottaker"
    assert (jp_id, "skjermingMetadata", f"{avsender}; {mottaker}", mottaker) in logg
    assert (sak_id, "bevaringstid", ingen, "9") in logg
    assert (sak_id, "kassasjonsdato", ingen, "2040-05-01") in logg
    assert (sak_id, "partNavn", ingen, "Part En") in logg
    assert (sak_id, "partNavn", "Part En", "Part To") in logg
    assert (sak_id, "partNavn", "Part To", ingen) in logg
    assert (str(ny.pk), "klasseID") in {linje[:2] for linje in logg}
    assert any(linje[1] == "referanseAvskrivesAvJournalpost" and linje[2] == ingen for linje in logg)
    assert [f for f in kontroller(tmp_path / "u").funn if f.kode != "skjema-endret"] == []
    enheter = {e.text for e in etree.parse(tmp_path / "u" / "arkivstruktur.xml").iter("{*}systemID")}
    assert {linje[0] for linje in logg} <= enheter
