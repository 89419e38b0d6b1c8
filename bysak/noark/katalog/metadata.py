"""The metadata catalogue: every element's number, name and type. What each one means stands in `definisjoner`."""

from collections.abc import Iterable

from bysak.noark.katalog.deklarasjon import Element, Metadata, Type

TEKST, HELTALL, DATO, TIDSPUNKT, UUID, FRITT = Type

_TABELL: tuple[tuple[str, str, Type], ...] = (
    # M001-M019: identification
    ("M001", "systemID", UUID),
    ("M002", "klasseID", TEKST),
    ("M003", "mappeID", TEKST),
    ("M004", "registreringsID", TEKST),
    ("M005", "versjonsnummer", HELTALL),
    ("M006", "arkivskaperID", TEKST),
    ("M007", "dokumentnummer", HELTALL),
    ("M008", "moetenummer", TEKST),
    ("M010", "partID", TEKST),
    ("M011", "saksaar", HELTALL),
    ("M012", "sakssekvensnummer", HELTALL),
    ("M013", "journalaar", HELTALL),
    ("M014", "journalsekvensnummer", HELTALL),
    ("M015", "journalpostnummer", HELTALL),
    # M020-M049: core metadata and national identifiers
    ("M020", "tittel", TEKST),
    ("M021", "beskrivelse", TEKST),
    ("M022", "noekkelord", TEKST),
    ("M023", "arkivskaperNavn", TEKST),
    ("M024", "forfatter", TEKST),
    ("M025", "offentligTittel", TEKST),
    ("M030", "kommunenummer", TEKST),
    ("M031", "gaardsnummer", HELTALL),
    ("M032", "bruksnummer", HELTALL),
    ("M033", "festenummer", HELTALL),
    ("M034", "seksjonsnummer", HELTALL),
    ("M035", "bygningsnummer", HELTALL),
    ("M036", "endringsloepenummer", HELTALL),
    ("M037", "fylkesnummer", TEKST),
    ("M038", "landkode", TEKST),
    ("M039", "planidentifikasjon", TEKST),
    ("M040", "x", TEKST),
    ("M041", "y", TEKST),
    ("M042", "z", TEKST),
    ("M043", "koordinatsystem", TEKST),
    ("M048", "personID", TEKST),
    ("M049", "organisasjonsID", TEKST),
    # M050-M079: status
    ("M050", "arkivstatus", TEKST),
    ("M051", "arkivdelstatus", TEKST),
    ("M052", "saksstatus", TEKST),
    ("M053", "journalstatus", TEKST),
    ("M054", "dokumentstatus", TEKST),
    ("M055", "moeteregistreringsstatus", TEKST),
    ("M056", "presedensStatus", TEKST),
    # M080-M099: types
    ("M082", "journalposttype", TEKST),
    ("M083", "dokumenttype", TEKST),
    ("M084", "merknadstype", TEKST),
    ("M085", "moeteregistreringstype", TEKST),
    ("M086", "klassifikasjonstype", TEKST),
    ("M087", "korrespondanseparttype", TEKST),
    ("M088", "moetesakstype", TEKST),
    ("M089", "slettingstype", TEKST),
    # M100-M199: dates
    ("M100", "saksdato", DATO),
    ("M101", "journaldato", DATO),
    ("M102", "moetedato", DATO),
    ("M103", "dokumentetsDato", DATO),
    ("M104", "mottattDato", TIDSPUNKT),
    ("M105", "sendtDato", TIDSPUNKT),
    ("M106", "utlaantDato", DATO),
    ("M107", "arkivperiodeStartDato", DATO),
    ("M108", "arkivperiodeSluttDato", DATO),
    ("M109", "forfallsdato", DATO),
    ("M110", "offentlighetsvurdertDato", DATO),
    ("M111", "presedensDato", DATO),
    ("M112", "journalStartDato", DATO),
    ("M113", "journalSluttDato", DATO),
    # M200-M299: references
    ("M202", "referanseForloeper", UUID),
    ("M203", "referanseArvtaker", UUID),
    ("M208", "referanseArkivdel", UUID),
    ("M209", "referanseSekundaerKlassifikasjon", UUID),
    ("M210", "referanseTilMappe", UUID),
    ("M212", "referanseTilRegistrering", UUID),
    ("M215", "referanseAvskrivesAvJournalpost", UUID),
    ("M217", "tilknyttetRegistreringSom", TEKST),
    ("M218", "referanseDokumentfil", TEKST),
    ("M219", "referanseTilKlasse", UUID),
    ("M221", "referanseForrigeMoete", UUID),
    ("M222", "referanseNesteMoete", UUID),
    ("M223", "referanseTilMoeteregistrering", UUID),
    ("M224", "referanseFraMoeteregistrering", UUID),
    ("M231", "referanseAvskrivesAvKorrespondansepart", UUID),
    # M300-M369: case handling
    ("M300", "dokumentmedium", TEKST),
    ("M301", "oppbevaringssted", TEKST),
    ("M302", "partNavn", TEKST),
    ("M303", "partRolle", TEKST),
    ("M304", "antallVedlegg", HELTALL),
    ("M305", "administrativEnhet", TEKST),
    ("M306", "saksansvarlig", TEKST),
    ("M307", "saksbehandler", TEKST),
    ("M308", "journalenhet", TEKST),
    ("M309", "utlaantTil", TEKST),
    ("M310", "merknadstekst", TEKST),
    ("M311", "presedensHjemmel", TEKST),
    ("M312", "rettskildefaktor", TEKST),
    ("M313", "seleksjon", TEKST),
    # M370-M399: meetings
    ("M370", "utvalg", TEKST),
    ("M371", "moetested", TEKST),
    ("M372", "moetedeltakerNavn", TEKST),
    ("M373", "moetedeltakerFunksjon", TEKST),
    # M400-M449: correspondence
    ("M400", "korrespondansepartNavn", TEKST),
    ("M406", "postadresse", TEKST),
    ("M407", "postnummer", TEKST),
    ("M408", "poststed", TEKST),
    ("M409", "land", TEKST),
    ("M410", "epostadresse", TEKST),
    ("M411", "telefonnummer", TEKST),
    ("M412", "kontaktperson", TEKST),
    # M450-M499: preservation and disposal
    ("M450", "kassasjonsvedtak", TEKST),
    ("M451", "bevaringstid", HELTALL),
    ("M452", "kassasjonsdato", DATO),
    ("M453", "kassasjonshjemmel", TEKST),
    # M500-M579: screening and grading
    ("M500", "tilgangsrestriksjon", TEKST),
    ("M501", "skjermingshjemmel", TEKST),
    ("M502", "skjermingMetadata", TEKST),
    ("M503", "skjermingDokument", TEKST),
    ("M504", "skjermingsvarighet", HELTALL),
    ("M505", "skjermingOpphoererDato", DATO),
    ("M506", "grad", TEKST),
    ("M507", "elektroniskSignaturSikkerhetsnivaa", TEKST),
    ("M508", "elektroniskSignaturVerifisert", TEKST),
    # M580-M599: users and units
    ("M580", "brukerNavn", TEKST),
    ("M581", "brukerRolle", TEKST),
    ("M582", "brukerstatus", TEKST),
    ("M583", "administrativEnhetNavn", TEKST),
    ("M584", "administrativEnhetsstatus", TEKST),
    ("M585", "referanseOverordnetEnhet", TEKST),
    # M600-M659: log of events
    ("M600", "opprettetDato", TIDSPUNKT),
    ("M601", "opprettetAv", TEKST),
    ("M602", "avsluttetDato", TIDSPUNKT),
    ("M603", "avsluttetAv", TEKST),
    ("M604", "arkivertDato", TIDSPUNKT),
    ("M605", "arkivertAv", TEKST),
    ("M609", "antallJournalposter", HELTALL),
    ("M611", "merknadsdato", TIDSPUNKT),
    ("M612", "merknadRegistrertAv", TEKST),
    ("M613", "slettetDato", TIDSPUNKT),
    ("M614", "slettetAv", TEKST),
    ("M615", "konvertertDato", TIDSPUNKT),
    ("M616", "konvertertAv", TEKST),
    ("M617", "avskrivningsdato", DATO),
    ("M618", "avskrevetAv", TEKST),
    ("M619", "avskrivningsmaate", TEKST),
    ("M620", "tilknyttetDato", TIDSPUNKT),
    ("M621", "tilknyttetAv", TEKST),
    ("M622", "verifisertDato", DATO),
    ("M623", "verifisertAv", TEKST),
    ("M624", "graderingsdato", TIDSPUNKT),
    ("M625", "gradertAv", TEKST),
    ("M626", "nedgraderingsdato", TIDSPUNKT),
    ("M627", "nedgradertAv", TEKST),
    ("M628", "presedensGodkjentDato", TIDSPUNKT),
    ("M629", "presedensGodkjentAv", TEKST),
    ("M630", "kassertDato", TIDSPUNKT),
    ("M631", "kassertAv", TEKST),
    # M660-M679: log of workflow
    ("M660", "flytTil", TEKST),
    ("M661", "flytMottattDato", TIDSPUNKT),
    ("M662", "flytSendtDato", TIDSPUNKT),
    ("M663", "flytStatus", TEKST),
    ("M664", "flytMerknad", TEKST),
    ("M665", "flytFra", TEKST),
    # M680-M699: log of changes
    ("M680", "referanseArkivenhet", UUID),
    ("M681", "referanseMetadata", TEKST),
    ("M682", "endretDato", TIDSPUNKT),
    ("M683", "endretAv", TEKST),
    ("M684", "tidligereVerdi", TEKST),
    ("M685", "nyVerdi", TEKST),
    # M700-M799: technical metadata
    ("M700", "variantformat", TEKST),
    ("M701", "format", TEKST),
    ("M702", "formatDetaljer", TEKST),
    ("M705", "sjekksum", TEKST),
    ("M706", "sjekksumAlgoritme", TEKST),
    ("M707", "filstoerrelse", HELTALL),
    ("M711", "virksomhetsspesifikkeMetadata", FRITT),
    ("M712", "konvertertFraFormat", TEKST),
    ("M713", "konvertertTilFormat", TEKST),
    ("M714", "konverteringsverktoey", TEKST),
    ("M715", "konverteringskommentar", TEKST),
    ("M716", "mimeType", TEKST),
    ("M717", "konvertertFraSjekksum", TEKST),
    ("M718", "konvertertFraSjekksumAlgoritme", TEKST),
    ("M719", "konvertertTilSjekksum", TEKST),
    ("M720", "konvertertTilSjekksumAlgoritme", TEKST),
)

METADATA: dict[str, Metadata] = {navn: Metadata(m, navn, type_) for m, navn, type_ in _TABELL}

# The one number that may not be negative.
MINSTE_VERDI: dict[str, int] = {"filstoerrelse": 0}

# What annex 2 and older editions call elements that the schema of 5.0 calls something else.
SYNONYMER: dict[str, str] = {
    "graderingskode": "grad",
    "presedensstatus": "presedensStatus",
    "sakspartID": "partID",
    "sakspartNavn": "partNavn",
    "sakspartRolle": "partRolle",
}


def _elementer(navn: Iterable[str], minst: int, flest: int | None) -> tuple[Element, ...]:
    return tuple(Element(METADATA[n], minst, flest) for n in navn)


def en(*navn: str) -> tuple[Element, ...]:
    """Declare elements that occur exactly once."""
    return _elementer(navn, 1, 1)


def kan(*navn: str) -> tuple[Element, ...]:
    """Declare elements that may occur once."""
    return _elementer(navn, 0, 1)


def flere(*navn: str) -> tuple[Element, ...]:
    """Declare elements that may occur any number of times."""
    return _elementer(navn, 0, None)


def minst_en(*navn: str) -> tuple[Element, ...]:
    """Declare elements that occur once or more."""
    return _elementer(navn, 1, None)
