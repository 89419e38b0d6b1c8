"""Registrering, what extends it, and what belongs to correspondence (standard chapter 2.6)."""

from bysak.noark.katalog.deklarasjon import Enhetstype, barn
from bysak.noark.katalog.metadata import en, flere, kan

# Title and identification come after the documents: the order of the schema.
REGISTRERING = Enhetstype(
    "registrering",
    (
        *en("systemID", "opprettetDato", "opprettetAv", "arkivertDato", "arkivertAv"),
        *flere("referanseArkivdel"),
        barn("part"),
        barn("kassasjon", 0, 1),
        barn("skjerming", 0, 1),
        barn("gradering", 0, 1),
        barn("dokumentbeskrivelse"),
        *kan("registreringsID"),
        *en("tittel"),
        *kan("offentligTittel", "beskrivelse"),
        *flere("noekkelord", "forfatter"),
        *kan("dokumentmedium"),
        *flere("oppbevaringssted"),
        *kan("virksomhetsspesifikkeMetadata"),
        barn("merknad"),
        barn("kryssreferanse"),
        barn("korrespondansepart"),
    ),
    uten_plass=(*kan("endretDato", "endretAv"), *flere("referanseSekundaerKlassifikasjon")),
    avleveres_ikke=frozenset({"oppbevaringssted"}),
)

JOURNALPOST = Enhetstype(
    "journalpost",
    (
        *en("journalaar", "journalsekvensnummer", "journalpostnummer"),
        *en("journalposttype", "journalstatus", "journaldato"),
        *kan("dokumentetsDato", "mottattDato", "sendtDato", "forfallsdato", "offentlighetsvurdertDato"),
        *kan("antallVedlegg", "utlaantDato", "utlaantTil", "journalenhet"),
        barn("avskrivning"),
        barn("dokumentflyt"),
        barn("presedens"),
        barn("elektroniskSignatur", 0, 1),
    ),
    utvider="registrering",
    avleveres_ikke=frozenset({"forfallsdato", "offentlighetsvurdertDato", "utlaantDato", "utlaantTil"}),
)

ARKIVNOTAT = Enhetstype(
    "arkivnotat",
    (
        *kan("dokumentetsDato", "mottattDato", "sendtDato", "forfallsdato", "offentlighetsvurdertDato"),
        *kan("antallVedlegg", "utlaantDato", "utlaantTil"),
        barn("dokumentflyt"),
    ),
    utvider="registrering",
    avleveres_ikke=frozenset({"forfallsdato", "offentlighetsvurdertDato", "utlaantDato", "utlaantTil"}),
)

MOETEREGISTRERING = Enhetstype(
    "moeteregistrering",
    (
        *en("moeteregistreringstype"),
        *kan("moetesakstype", "moeteregistreringsstatus"),
        *en("administrativEnhet", "saksbehandler"),
        *flere("referanseTilMoeteregistrering", "referanseFraMoeteregistrering"),
    ),
    utvider="registrering",
)

KORRESPONDANSEPART = Enhetstype(
    "korrespondansepart",
    (
        *en("korrespondanseparttype", "korrespondansepartNavn"),
        *flere("postadresse"),
        *kan("postnummer", "poststed", "land", "epostadresse"),
        *flere("telefonnummer"),
        *kan("kontaktperson", "administrativEnhet", "saksbehandler"),
    ),
    uten_plass=(*en("systemID"), *flere("personID"), *kan("organisasjonsID", "virksomhetsspesifikkeMetadata")),
)

AVSKRIVNING = Enhetstype(
    "avskrivning",
    (*en("avskrivningsdato", "avskrevetAv", "avskrivningsmaate"), *kan("referanseAvskrivesAvJournalpost")),
    uten_plass=kan("referanseAvskrivesAvKorrespondansepart"),
)

DOKUMENTFLYT = Enhetstype(
    "dokumentflyt",
    (*en("flytTil", "flytFra", "flytMottattDato", "flytSendtDato", "flytStatus"), *kan("flytMerknad")),
)

REGISTRERINGER = (
    REGISTRERING,
    JOURNALPOST,
    ARKIVNOTAT,
    MOETEREGISTRERING,
    KORRESPONDANSEPART,
    AVSKRIVNING,
    DOKUMENTFLYT,
)
