"""The models against the catalogue: every element has an attribute of a fitting type, every mandatory code a value."""

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur import koder
from bysak.arkivstruktur import models as noark
from bysak.noark.katalog.deklarasjon import Element, Type
from bysak.noark.katalog.kodelister import KODELISTER, Plikt
from bysak.noark.katalog.oppslag import SKJEMAER, elementer, feltnavn
from bysak.organisasjon.models import AdministrativEnhet, Bruker

MODELLER: dict[str, type[models.Model]] = {
    "arkiv": noark.Arkiv,
    "arkivskaper": noark.Arkivskaper,
    "arkivdel": noark.Arkivdel,
    "klassifikasjonssystem": noark.Klassifikasjonssystem,
    "klasse": noark.Klasse,
    "mappe": noark.Mappe,
    "saksmappe": noark.Mappe,
    "moetemappe": noark.Mappe,
    "moetedeltaker": noark.Moetedeltaker,
    "registrering": noark.Registrering,
    "journalpost": noark.Registrering,
    "arkivnotat": noark.Registrering,
    "moeteregistrering": noark.Registrering,
    "korrespondansepart": noark.Korrespondansepart,
    "avskrivning": noark.Avskrivning,
    "dokumentflyt": noark.Dokumentflyt,
    "dokumentbeskrivelse": noark.Dokumentbeskrivelse,
    "dokumentobjekt": noark.Dokumentobjekt,
    "konvertering": noark.Konvertering,
    "sletting": noark.Sletting,
    "kryssreferanse": noark.Kryssreferanse,
    "merknad": noark.Merknad,
    "part": noark.Part,
    "kassasjon": noark.Kassasjon,
    "utfoertKassasjon": noark.UtfoertKassasjon,
    "skjerming": noark.Skjerming,
    "gradering": noark.Gradering,
    "presedens": noark.Presedens,
    "elektroniskSignatur": noark.ElektroniskSignatur,
    "bruker": Bruker,
    "administrativEnhet": AdministrativEnhet,
    **dict.fromkeys(
        (
            *("matrikkelnummer", "byggident", "planident"),
            *("posisjon", "personidentifikator", "enhetsidentifikator"),
        ),
        noark.NasjonalIdentifikator,
    ),
}

# Where the attribute is not the element's name in snake_case, as (unit or "", element): attribute.
NAVN = {
    ("korrespondansepart", "korrespondansepartNavn"): "navn",
    ("part", "partNavn"): "navn",
    ("part", "partRolle"): "rolle",
    ("", "referanseForloeper"): "forloeper",
    ("", "referanseArvtaker"): "arvtakere",
    ("", "referanseForrigeMoete"): "forrige_moete",
    ("", "referanseNesteMoete"): "neste_moete",
    ("", "referanseArkivdel"): "referanser_arkivdel",
    ("", "referanseSekundaerKlassifikasjon"): "sekundaer_klassifikasjon",
    ("", "referanseTilMoeteregistrering"): "til_moeteregistrering",
    ("", "referanseFraMoeteregistrering"): "fra_moeteregistrering",
    ("", "referanseTilKlasse"): "til_klasse",
    ("", "referanseTilMappe"): "til_mappe",
    ("", "referanseTilRegistrering"): "til_registrering",
    ("", "referanseAvskrivesAvJournalpost"): "besvart_av",
    ("", "referanseAvskrivesAvKorrespondansepart"): "korrespondansepart",
    ("bruker", "brukerNavn"): "navn",
    ("bruker", "brukerRolle"): "roller",
    ("bruker", "brukerstatus"): "is_active",
    ("administrativEnhet", "administrativEnhetNavn"): "navn",
    ("administrativEnhet", "administrativEnhetsstatus"): "avsluttet_dato",
    ("administrativEnhet", "referanseOverordnetEnhet"): "overordnet",
}
# Document and registrering are many-to-many: what belongs to the link sits on the link.
PAA_KOBLINGEN = {"tilknyttetRegistreringSom", "dokumentnummer", "tilknyttetDato", "tilknyttetAv"}
# What the log keeps for people, units and schema of the organisation: one Handling per act instead of two columns.
FRA_LOGGEN = {
    ("bruker", "opprettetAv"),
    ("bruker", "endretDato"),
    ("bruker", "endretAv"),
    ("administrativEnhet", "endretDato"),
    ("administrativEnhet", "endretAv"),
}
PASSER: dict[Type, tuple[type[models.Field], ...]] = {
    Type.HELTALL: (models.IntegerField,),
    Type.DATO: (models.DateField,),
    Type.TIDSPUNKT: (models.DateTimeField,),
    Type.FRITT: (models.JSONField,),
    Type.UUID: (models.UUIDField,),
}
# Text in the standard, more exact with us.
TEKSTFELT = (models.CharField, models.TextField, models.ForeignKey, models.BooleanField, models.DateTimeField)
KODEKLASSER = {
    "skjermingMetadata": koder.SkjermingMetadata,
    "presedensStatus": koder.Presedensstatus,
    "grad": koder.Graderingskode,
    "tilknyttetRegistreringSom": koder.TilknyttetSom,
    "elektroniskSignaturVerifisert": koder.SignaturVerifisert,
    "flytStatus": koder.Flytstatus,
}
# Not enums of ours: access codes are rows with a default hjemmel, and there is one algorithm.
ANDRE_STEDER = {"tilgangsrestriksjon", "sjekksumAlgoritme"}


def _attributt(enhet: str, element: Element) -> str:
    return NAVN.get((enhet, element.navn)) or NAVN.get(("", element.navn)) or feltnavn(element.navn)


def _alle() -> list[tuple[str, Element]]:
    enheter = [*SKJEMAER["arkivstruktur"], *SKJEMAER[""]]
    return [
        (e, element) for e in enheter for element in elementer(e, "" if e in SKJEMAER[""] else "arkivstruktur").values()
    ]


def test_hver_enhet_i_katalogen_har_en_modell():
    assert {*SKJEMAER["arkivstruktur"], *SKJEMAER[""]} == set(MODELLER)


@pytest.mark.parametrize(("enhet", "element"), _alle(), ids=lambda v: v if isinstance(v, str) else v.navn)
def test_hvert_element_har_et_felt_som_passer(enhet, element):
    if (enhet, element.navn) in FRA_LOGGEN:
        return
    paa_kobling = enhet == "dokumentbeskrivelse" and element.navn in PAA_KOBLINGEN
    modell = noark.Dokumentkobling if paa_kobling else MODELLER[enhet]
    felt = modell._meta.get_field(_attributt(enhet, element))
    if felt.auto_created or felt.one_to_many:  # rows of another table that point here
        return
    if isinstance(felt, ArrayField):
        assert element.flest is None or element.navn == "oppbevaringssted"
        assert isinstance(felt.base_field, models.CharField)
    elif element.type in PASSER:
        assert isinstance(felt, (*PASSER[element.type], models.ForeignKey))
    else:
        assert isinstance(felt, TEKSTFELT)
        assert element.flest == 1 or element.navn in ("personID", "oppbevaringssted")


def test_hver_paakrevde_kode_har_en_verdi_med_samme_tekst():
    for navn, liste in KODELISTER.items():
        paakrevde = {kode.tekst for kode in liste.koder if kode.plikt is Plikt.PAALAGT}
        if not paakrevde or navn in ANDRE_STEDER:
            continue
        klasse = KODEKLASSER.get(navn) or getattr(koder, navn[0].upper() + navn[1:])
        assert paakrevde <= {tekst for _, tekst in klasse.choices}, navn
