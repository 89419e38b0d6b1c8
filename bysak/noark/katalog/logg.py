"""The change log and the two journals of a deposit, each with a schema of its own (standard chapter 6.4, annex 2)."""

from bysak.noark.katalog.deklarasjon import Enhetstype, barn
from bysak.noark.katalog.metadata import en, flere, kan
from bysak.noark.katalog.struktur import ARKIVSKAPER

ENDRING = Enhetstype(
    "endring",
    en("referanseArkivenhet", "referanseMetadata", "endretDato", "endretAv", "tidligereVerdi", "nyVerdi"),
)

ENDRINGSLOGG = (Enhetstype("endringslogg", (barn("endring", 1),)), ENDRING)

JOURNALHODE = Enhetstype(
    "journalhode",
    (
        *en("journalStartDato", "journalSluttDato"),
        *kan("seleksjon"),
        *en("antallJournalposter"),
        barn("arkivskaper", 1),
    ),
)

JOURNALREGISTRERING = Enhetstype(
    "journalregistrering",
    (barn("klasse", 0, 1), barn("saksmappe", 1, 1), barn("journalpost", 1, 1)),
)

LOEPENDE_JOURNAL = (
    Enhetstype("loependeJournal", (barn("journalhode", 1, 1), barn("journalregistrering", 1))),
    JOURNALHODE,
    ARKIVSKAPER,
    JOURNALREGISTRERING,
    Enhetstype("klasse", (*en("klasseID", "tittel"), *flere("skjermingMetadata"))),
    Enhetstype(
        "saksmappe",
        (
            *kan("mappeID"),
            *en("saksaar", "sakssekvensnummer", "tittel"),
            *kan("offentligTittel", "skjermingMetadata", "administrativEnhet", "saksansvarlig", "referanseArkivdel"),
        ),
        bare_55=frozenset({"mappeID", "administrativEnhet", "saksansvarlig", "referanseArkivdel"}),
    ),
    Enhetstype(
        "journalpost",
        (
            *en("systemID"),
            *kan("registreringsID"),
            *en("journalaar", "journalsekvensnummer", "journalpostnummer", "tittel"),
            *kan("offentligTittel", "offentlighetsvurdertDato", "skjermingMetadata"),
            *en("journaldato"),
            *kan("dokumentetsDato", "antallVedlegg", "avskrivningsdato", "avskrivningsmaate"),
            *kan("administrativEnhet", "saksbehandler", "journalenhet", "referanseAvskrivesAvJournalpost"),
            *kan("tilgangsrestriksjon", "grad", "skjermingshjemmel"),
            barn("korrespondansepart", 1),
        ),
        bare_55=frozenset(
            {
                *("registreringsID", "offentlighetsvurdertDato", "antallVedlegg"),
                *("administrativEnhet", "saksbehandler", "journalenhet"),
            }
        ),
    ),
    Enhetstype(
        "korrespondansepart",
        (*en("korrespondanseparttype", "korrespondansepartNavn"), *kan("skjermingMetadata")),
    ),
)

OFFENTLIG_JOURNAL = (
    Enhetstype("offentligJournal", (barn("journalhode", 1, 1), barn("journalregistrering", 1))),
    JOURNALHODE,
    ARKIVSKAPER,
    JOURNALREGISTRERING,
    Enhetstype("klasse", en("klasseID", "tittel")),
    Enhetstype(
        "saksmappe",
        (
            *kan("mappeID"),
            *en("saksaar", "sakssekvensnummer"),
            *kan("offentligTittel", "administrativEnhet", "saksansvarlig", "tilgangsrestriksjon", "skjermingshjemmel"),
        ),
        bare_55=frozenset(
            {"mappeID", "administrativEnhet", "saksansvarlig", "tilgangsrestriksjon", "skjermingshjemmel"}
        ),
    ),
    Enhetstype(
        "journalpost",
        (
            *en("systemID"),
            *kan("registreringsID"),
            *en("journalaar", "journalsekvensnummer", "journalpostnummer"),
            *kan("offentligTittel", "skjermingMetadata"),
            *en("journaldato"),
            *kan("dokumentetsDato", "avskrivningsdato", "avskrivningsmaate", "administrativEnhet", "saksbehandler"),
            *kan("referanseAvskrivesAvJournalpost", "tilgangsrestriksjon", "grad", "skjermingshjemmel"),
            barn("korrespondansepart", 1),
        ),
        bare_55=frozenset({"registreringsID", "administrativEnhet", "saksbehandler"}),
    ),
    Enhetstype("korrespondansepart", en("korrespondanseparttype", "korrespondansepartNavn")),
)
