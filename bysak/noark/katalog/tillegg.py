"""The grouped metadata that hang on other units: parties, remarks, references, disposal, screening, signatures."""

from bysak.noark.katalog.deklarasjon import Enhetstype
from bysak.noark.katalog.metadata import en, flere, kan, minst_en

KRYSSREFERANSE = Enhetstype(
    "kryssreferanse",
    kan("referanseTilKlasse", "referanseTilMappe", "referanseTilRegistrering"),
)

MERKNAD = Enhetstype(
    "merknad",
    (*en("merknadstekst"), *kan("merknadstype"), *en("merknadsdato", "merknadRegistrertAv")),
)

PART = Enhetstype(
    "part",
    (
        *kan("partID"),
        *en("partNavn", "partRolle"),
        *flere("postadresse"),
        *kan("postnummer", "poststed", "land", "epostadresse"),
        *flere("telefonnummer"),
        *kan("kontaktperson", "virksomhetsspesifikkeMetadata"),
    ),
    uten_plass=(*en("systemID"), *flere("personID"), *kan("organisasjonsID")),
)

KASSASJON = Enhetstype(
    "kassasjon",
    (*en("kassasjonsvedtak"), *kan("kassasjonshjemmel"), *en("bevaringstid", "kassasjonsdato")),
)

UTFOERT_KASSASJON = Enhetstype("utfoertKassasjon", en("kassertDato", "kassertAv"))

SKJERMING = Enhetstype(
    "skjerming",
    (
        *en("tilgangsrestriksjon", "skjermingshjemmel"),
        *minst_en("skjermingMetadata"),
        *kan("skjermingDokument", "skjermingsvarighet", "skjermingOpphoererDato"),
    ),
)

GRADERING = Enhetstype(
    "gradering",
    (*en("grad", "graderingsdato", "gradertAv"), *kan("nedgraderingsdato", "nedgradertAv")),
)

PRESEDENS = Enhetstype(
    "presedens",
    (
        *en("presedensDato", "opprettetDato", "opprettetAv", "tittel"),
        *kan("beskrivelse", "presedensHjemmel"),
        *en("rettskildefaktor"),
        *kan("presedensGodkjentDato", "presedensGodkjentAv", "avsluttetDato", "avsluttetAv", "presedensStatus"),
    ),
    uten_plass=kan("endretDato", "endretAv"),
)

ELEKTRONISK_SIGNATUR = Enhetstype(
    "elektroniskSignatur",
    en("elektroniskSignaturSikkerhetsnivaa", "elektroniskSignaturVerifisert", "verifisertDato", "verifisertAv"),
)

TILLEGG = (
    KRYSSREFERANSE,
    MERKNAD,
    PART,
    KASSASJON,
    UTFOERT_KASSASJON,
    SKJERMING,
    GRADERING,
    PRESEDENS,
    ELEKTRONISK_SIGNATUR,
)
