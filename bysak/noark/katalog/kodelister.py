"""The code lists: the text a deposit carries, the code the service interface uses, and which values must exist.

The schemas have not checked the values since 5.0, so an application must. A few texts differ between annex 1 and the
service interface; the text is annex 1's.
"""

from dataclasses import dataclass
from enum import StrEnum


class Plikt(StrEnum):
    """Who asks for a value: annex 1 demands it, annex 1 shows it, or only the service interface has it."""

    PAALAGT = "påkrevd"
    EKSEMPEL = "eksempel"
    TILLEGG = "tillegg fra tjenestegrensesnittet"


@dataclass(frozen=True, slots=True)
class Kode:
    """One value of a list. `kode` is empty where the service interface has none."""

    tekst: str
    kode: str
    plikt: Plikt


@dataclass(frozen=True, slots=True)
class Kodeliste:
    """The values of one metadata element."""

    m: str
    navn: str
    koder: tuple[Kode, ...]

    def tekster(self) -> frozenset[str]:
        """Return the texts that may stand in a deposit."""
        return frozenset(kode.tekst for kode in self.koder)

    def finn(self, verdi: str) -> Kode | None:
        """Find a value by its text or its code; None when the list has neither."""
        return next((kode for kode in self.koder if verdi and verdi in (kode.tekst, kode.kode)), None)


def _koder(plikt: Plikt, *par: tuple[str, str]) -> tuple[Kode, ...]:
    return tuple(Kode(tekst, kode, plikt) for kode, tekst in par)


def _paalagt(*par: tuple[str, str]) -> tuple[Kode, ...]:
    return _koder(Plikt.PAALAGT, *par)


def _eksempel(*par: tuple[str, str]) -> tuple[Kode, ...]:
    return _koder(Plikt.EKSEMPEL, *par)


def _tillegg(*par: tuple[str, str]) -> tuple[Kode, ...]:
    return _koder(Plikt.TILLEGG, *par)


_STATUSER = (
    Kodeliste("M050", "arkivstatus", _paalagt(("O", "Opprettet"), ("A", "Avsluttet"))),
    Kodeliste(
        "M051",
        "arkivdelstatus",
        _paalagt(
            ("A", "Aktiv periode"), ("O", "Overlappingsperiode"), ("P", "Avsluttet periode"), ("U", "Uaktuelle mapper")
        ),
    ),
    Kodeliste(
        "M052",
        "saksstatus",
        (
            *_paalagt(("B", "Under behandling"), ("A", "Avsluttet"), ("U", "Utgår")),
            *_tillegg(
                ("R", "Opprettet av saksbehandler"),
                ("S", "Avsluttet av saksbehandler"),
                ("P", "Unntatt prosesstyring"),
                ("F", "Ferdig fra saksbehandler"),
            ),
        ),
    ),
    Kodeliste(
        "M053",
        "journalstatus",
        (
            *_paalagt(("J", "Journalført"), ("E", "Ekspedert"), ("A", "Arkivert"), ("U", "Utgår")),
            *_tillegg(
                ("F", "Ferdigstilt fra saksbehandler"),
                ("G", "Godkjent av leder"),
                ("M", "Midlertidig registrering av innkommet dokument"),
                ("S", "Saksbehandler har registrert innkommet dokument"),
                ("R", "Reservert dokument"),
            ),
        ),
    ),
    Kodeliste(
        "M054", "dokumentstatus", _paalagt(("B", "Dokumentet er under redigering"), ("F", "Dokumentet er ferdigstilt"))
    ),
    Kodeliste(
        "M055",
        "moeteregistreringsstatus",
        _eksempel(
            ("", "Ferdig behandlet av utvalget"),
            ("", "Utsatt til nytt møte i samme utvalg"),
            ("", "Sendt tilbake til foregående utvalg"),
        ),
    ),
    Kodeliste("M056", "presedensStatus", _paalagt(("G", "Gjeldende"), ("F", "Foreldet"))),
    Kodeliste("M582", "brukerstatus", _eksempel(("", "Ansatt"), ("", "Sluttet"))),
    Kodeliste("M584", "administrativEnhetsstatus", _eksempel(("", "Aktiv enhet"), ("", "Passiv enhet"))),
)

_TYPER = (
    Kodeliste(
        "M082",
        "journalposttype",
        _paalagt(
            ("I", "Inngående dokument"),
            ("U", "Utgående dokument"),
            ("N", "Organinternt dokument for oppfølging"),
            ("X", "Organinternt dokument uten oppfølging"),
            ("S", "Saksframlegg"),
        ),
    ),
    Kodeliste(
        "M083",
        "dokumenttype",
        _eksempel(("B", "Brev"), ("R", "Rundskriv"), ("F", "Faktura"), ("O", "Ordrebekreftelser")),
    ),
    Kodeliste(
        "M084",
        "merknadstype",
        _eksempel(
            ("MS", "Merknad fra saksbehandler"), ("ML", "Merknad fra leder"), ("MA", "Merknad fra arkivansvarlig")
        ),
    ),
    Kodeliste(
        "M085",
        "moeteregistreringstype",
        _eksempel(("", "Møteinnkallelse"), ("", "Saksliste"), ("", "Saksframlegg"), ("", "Vedlegg til møtesak")),
    ),
    Kodeliste(
        "M086",
        "klassifikasjonstype",
        _eksempel(
            ("FH", "Funksjonsbasert, hierarkisk"),
            ("EH", "Emnebasert, hierarkisk arkivnøkkel"),
            ("E1", "Emnebasert, ett nivå"),
            ("KK", "K-koder"),
            ("MF", "Mangefasettert, ikke hierarki"),
            ("UO", "Objektbasert"),
            ("PNR", "Fødselsnummer"),
            ("GBN", "Gårds- og bruksnummer"),
        ),
    ),
    Kodeliste(
        "M087",
        "korrespondanseparttype",
        (
            *_paalagt(
                ("EA", "Avsender"),
                ("EM", "Mottaker"),
                ("EK", "Kopimottaker"),
                ("GM", "Gruppemottaker"),
                ("IA", "Intern avsender"),
                ("IM", "Intern mottaker"),
            ),
            *_tillegg(("IK", "Intern kopimottaker"), ("IS", "Medavsender")),
        ),
    ),
    Kodeliste(
        "M088",
        "moetesakstype",
        _eksempel(("", "Politisk sak"), ("", "Delegert møtesak"), ("", "Referatsak"), ("", "Interpellasjon")),
    ),
    Kodeliste(
        "M089",
        "slettingstype",
        (
            *_paalagt(
                ("SP", "Sletting av produksjonsformat"),
                ("SV", "Sletting av tidligere versjon"),
                ("SS", "Sletting av variant med sladdet informasjon"),
            ),
            *_tillegg(("SA", "Sletting av hele innholdet i arkivdelen")),
        ),
    ),
    Kodeliste("M217", "tilknyttetRegistreringSom", _paalagt(("H", "Hoveddokument"), ("V", "Vedlegg"))),
    Kodeliste(
        "M300",
        "dokumentmedium",
        _paalagt(("F", "Fysisk arkiv"), ("E", "Elektronisk arkiv"), ("B", "Blandet fysisk og elektronisk arkiv")),
    ),
    Kodeliste(
        "M303",
        "partRolle",
        _eksempel(("KLI", "Klient"), ("PAA", "Pårørende"), ("FORM", "Formynder"), ("ADV", "Advokat")),
    ),
    Kodeliste("M373", "moetedeltakerFunksjon", _eksempel(("", "Møteleder"), ("", "Referent"))),
    Kodeliste(
        "M581",
        "brukerRolle",
        _eksempel(("", "Arkivansvarlig"), ("", "Arkivpersonale"), ("", "Leder"), ("", "Saksbehandler")),
    ),
)

_BEHANDLING = (
    Kodeliste(
        "M619",
        "avskrivningsmaate",
        (
            *_paalagt(
                ("BU", "Besvart med brev"),
                ("BE", "Besvart med e-post"),
                ("TLF", "Besvart på telefon"),
                ("TE", "Tatt til etterretning"),
                ("TO", "Tatt til orientering"),
            ),
            *_tillegg(("BN", "Besvart med notat"), ("SA", "Saken ble avsluttet")),
        ),
    ),
    Kodeliste(
        "M663",
        "flytStatus",
        _eksempel(("G", "Godkjent"), ("I", "Ikke godkjent"), ("S", "Sendt tilbake til saksbehandler med kommentarer")),
    ),
    Kodeliste("M450", "kassasjonsvedtak", _paalagt(("B", "Bevares"), ("K", "Kasseres"), ("G", "Vurderes senere"))),
)

_SKJERMING = (
    Kodeliste(
        "M500",
        "tilgangsrestriksjon",
        (
            *_paalagt(("", "Unntatt offentlighet")),
            *_eksempel(("P", "Personalsaker"), ("KL", "Klientsaker")),
            *_tillegg(
                ("B", "Begrenset etter sikkerhetsinstruksen"),
                ("K", "Konfidensielt etter sikkerhetsinstruksen"),
                ("H", "Hemmelig etter sikkerhetsinstruksen"),
                ("F", "Fortrolig etter beskyttelsesinstruksen"),
                ("SF", "Strengt fortrolig etter beskyttelsesinstruksen"),
                ("XX", "Midlertidig sperret"),
            ),
        ),
    ),
    Kodeliste(
        "M502",
        "skjermingMetadata",
        _paalagt(
            ("KID", "Skjerming klasseID"),
            ("TKL", "Skjerming tittel klasse"),
            ("TM1", "Skjerming tittel mappe - unntatt første linje"),
            ("TMO", "Skjerming tittel mappe - utvalgte ord"),
            ("NPS", "Skjerming navn part i sak"),
            ("TR1", "Skjerming tittel registrering - unntatt første linje"),
            ("TRO", "Skjerming tittel registrering - utvalgte ord"),
            ("NA", "Skjerming navn avsender"),
            ("NM", "Skjerming navn mottaker"),
            ("TD", "Skjerming tittel dokumentbeskrivelse"),
            ("MT", "Skjerming merknadstekst"),
            ("M", "Midlertidig skjerming"),
        ),
    ),
    Kodeliste(
        "M503",
        "skjermingDokument",
        _paalagt(("H", "Skjerming av hele dokumentet"), ("D", "Skjerming av deler av dokumentet")),
    ),
    Kodeliste(
        "M506",
        "grad",
        _paalagt(
            ("SH", "Strengt hemmelig (sikkerhetsgrad)"),
            ("H", "Hemmelig (sikkerhetsgrad)"),
            ("K", "Konfidensielt (sikkerhetsgrad)"),
            ("B", "Begrenset (sikkerhetsgrad)"),
            ("F", "Fortrolig (beskyttelsesgrad)"),
            ("SF", "Strengt fortrolig (beskyttelsesgrad)"),
        ),
    ),
)

_TEKNISK = (
    Kodeliste(
        "M507",
        "elektroniskSignaturSikkerhetsnivaa",
        _eksempel(
            ("SK", "Symmetrisk kryptert"),
            ("V", "Sendt med PKI/virksomhetssertifikat"),
            ("PS", 'Sendt med PKI/"person standard"-sertifikat'),
            ("PH", 'Sendt med PKI/"person høy"-sertifikat'),
        ),
    ),
    Kodeliste(
        "M508",
        "elektroniskSignaturVerifisert",
        _paalagt(("I", "Signatur påført, ikke verifisert"), ("V", "Signatur påført og verifisert")),
    ),
    Kodeliste(
        "M700",
        "variantformat",
        _paalagt(
            ("P", "Produksjonsformat"), ("A", "Arkivformat"), ("O", "Dokument hvor deler av innholdet er skjermet")
        ),
    ),
    Kodeliste("M706", "sjekksumAlgoritme", _paalagt(("", "SHA256"))),
    Kodeliste("M043", "koordinatsystem", _tillegg(("EPSG:32632", "UTM32N"), ("EPSG:4326", "WGS84"))),
)

KODELISTER: dict[str, Kodeliste] = {
    liste.navn: liste for gruppe in (_STATUSER, _TYPER, _BEHANDLING, _SKJERMING, _TEKNISK) for liste in gruppe
}
