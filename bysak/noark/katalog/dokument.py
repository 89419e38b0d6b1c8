"""Dokumentbeskrivelse, dokumentobjekt, konvertering and sletting (standard chapter 2.7)."""

from bysak.noark.katalog.deklarasjon import Enhetstype, barn
from bysak.noark.katalog.metadata import en, flere, kan

DOKUMENTBESKRIVELSE = Enhetstype(
    "dokumentbeskrivelse",
    (
        *en("systemID", "dokumenttype", "dokumentstatus", "tittel"),
        *kan("beskrivelse"),
        *flere("forfatter"),
        *en("opprettetDato", "opprettetAv"),
        *kan("dokumentmedium", "oppbevaringssted"),
        *flere("referanseArkivdel"),
        *en("tilknyttetRegistreringSom", "dokumentnummer", "tilknyttetDato", "tilknyttetAv"),
        barn("part"),
        barn("merknad"),
        barn("kassasjon", 0, 1),
        barn("utfoertKassasjon", 0, 1),
        barn("sletting", 0, 1),
        barn("skjerming", 0, 1),
        barn("gradering", 0, 1),
        barn("elektroniskSignatur", 0, 1),
        barn("dokumentobjekt"),
    ),
    uten_plass=kan("endretDato", "endretAv", "virksomhetsspesifikkeMetadata"),
    avleveres_ikke=frozenset({"oppbevaringssted"}),
)

DOKUMENTOBJEKT = Enhetstype(
    "dokumentobjekt",
    (
        *en("systemID", "versjonsnummer", "variantformat", "format"),
        *kan("formatDetaljer"),
        *en("opprettetDato", "opprettetAv", "referanseDokumentfil"),
        *en("sjekksum", "sjekksumAlgoritme", "filstoerrelse"),
        barn("elektroniskSignatur", 0, 1),
        barn("konvertering"),
    ),
    uten_plass=kan("endretDato", "endretAv", "mimeType", "virksomhetsspesifikkeMetadata"),
)

KONVERTERING = Enhetstype(
    "konvertering",
    (
        *en("konvertertDato", "konvertertAv", "konvertertFraFormat", "konvertertTilFormat"),
        *kan("konverteringsverktoey", "konverteringskommentar"),
    ),
    uten_plass=(
        *kan("konvertertFraSjekksum", "konvertertFraSjekksumAlgoritme"),
        *kan("konvertertTilSjekksum", "konvertertTilSjekksumAlgoritme"),
    ),
)

SLETTING = Enhetstype("sletting", en("slettingstype", "slettetDato", "slettetAv"))

DOKUMENTER = (DOKUMENTBESKRIVELSE, DOKUMENTOBJEKT, KONVERTERING, SLETTING)
