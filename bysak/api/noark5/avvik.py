"""Where the interface's standard (1.1) says otherwise than the catalogue (5.0): names, types, what is given or new.

Keys are (resource, group or unit; "" for all of them, attribute or element). Data, and a small function to look it up.
"""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Case, F, Model, Q, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf

from bysak.api.noark5 import loggfelt
from bysak.api.noark5.form import GIS, KAN, PAALAGT, Felt, Uttrykk
from bysak.api.noark5.saerfelt import (
    NY,
    arkivdelen,
    arvtakeren,
    fra_loggen,
    hvem_koblet,
    paa_koblingen,
    sist_endret_av,
)
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet, Avsluttbar

V = TypeVar("V")
_PART, _KPART = "part", "korrespondansepart"


def hos(tabell: Mapping[tuple[str, str], V], kjede: tuple[str, ...], navn: str) -> V | None:
    """What a table says of an attribute: the most particular first."""
    return next((tabell[(ledd, navn)] for ledd in kjede if (ledd, navn) in tabell), None)


# Other names in the interface, by the catalogue's.
NAVN: dict[tuple[str, str], str] = {
    ("", "grad"): "graderingskode",
    ("", "partNavn"): "navn",
    ("", "korrespondansepartNavn"): "navn",
}

_ADRESSE = ("postadresse", "postnummer", "poststed", "land", "epostadresse", "telefonnummer", "kontaktperson")
_SJEKKSUMMER = (
    *("konvertertFraSjekksum", "konvertertFraSjekksumAlgoritme"),
    *("konvertertTilSjekksum", "konvertertTilSjekksumAlgoritme"),
)
# Elements that the interface does not have, has as links or has in groups of its own (DATATYPER).
UTELATT = frozenset(
    {
        *(("", n) for n in ("referanseDokumentfil", "referanseSekundaerKlassifikasjon", "referanseArkivdel")),
        *((p, n) for p in (_PART, _KPART) for n in (*_ADRESSE, "partID", "personID", "organisasjonsID")),
        # What only some kinds of party have, stands on those kinds.
        (_PART, "partNavn"),
        *((_KPART, n) for n in ("korrespondansepartNavn", "administrativEnhet", "saksbehandler")),
        *(("konvertering", n) for n in _SJEKKSUMMER),
        *(("bruker", n) for n in ("brukerRolle", "brukerstatus", "endretDato", "endretAv")),
        *(("administrativEnhet", n) for n in ("endretDato", "endretAv")),
        *(("presedens", n) for n in ("endretDato", "endretAv")),
    }
)

KODELISTE: dict[str, str] = {
    "format": "format",
    "konvertertFraFormat": "format",
    "konvertertTilFormat": "format",
    "landkode": "land",
}
# Lists of the catalogue that the interface has as plain text, or has no place for.
IKKE_KODET = frozenset({"sjekksumAlgoritme", "brukerRolle", "administrativEnhetsstatus"})
TYPE: dict[str, str] = {
    "x": "decimal",
    "y": "decimal",
    "z": "decimal",
    "referanseForloeper": "uuid",
    "referanseArvtaker": "uuid",
    "referanseOverordnetEnhet": "uuid",
    "referanseAvskrivesAvJournalpost": "uuid",
    "referanseAvskrivesAvKorrespondansepart": "uuid",
}

# Other paths than the name in snake_case, by the interface's name.
STI: dict[tuple[str, str], str] = {
    ("part", "partRolle"): "rolle",
    ("", "referanseForloeper"): "forloeper_id",
    ("", "saksansvarlig"): "saksansvarlig__navn",
    ("", "administrativEnhet"): "administrativ_enhet__navn",
    ("", "referanseAvskrivesAvJournalpost"): "besvart_av_id",
    ("", "referanseAvskrivesAvKorrespondansepart"): "korrespondansepart_id",
    ("bruker", "brukerNavn"): "navn",
    ("administrativEnhet", "administrativEnhetNavn"): "navn",
    ("administrativEnhet", "referanseOverordnetEnhet"): "overordnet_id",
    ("dokumentbeskrivelse", "oppbevaringssted"): "oppbevaringssted__0",
    ("skjerming", "tilgangsrestriksjon"): "tilgangsrestriksjon_id",
}


def _enhetsstatus(sti: str) -> Case:
    return Case(When(Q(**{f"{sti}avsluttet_dato__isnull": True}), then=Value("Aktiv")), default=Value("Avsluttet"))


def _algoritmen(sti: str) -> Case:
    """The interface writes the algorithm with a hyphen, the archive and its deposits without (M706)."""
    navnet = f"{sti}sjekksum_algoritme"
    return Case(When(Q(**{navnet: "SHA256"}), then=Value("SHA-256")), default=F(navnet), output_field=TextField())


UTTRYKK: dict[tuple[str, str], Uttrykk] = {
    ("dokumentobjekt", "sjekksumAlgoritme"): _algoritmen,
    ("", "referanseArvtaker"): arvtakeren,
    ("", "tilknyttetRegistreringSom"): paa_koblingen("tilknyttet_registrering_som"),
    ("", "dokumentnummer"): paa_koblingen("dokumentnummer"),
    ("", "tilknyttetDato"): paa_koblingen("tilknyttet_dato"),
    ("", "tilknyttetAv"): paa_koblingen("tilknyttet_av"),
    ("bruker", "opprettetAv"): fra_loggen(NY, "bruker_navn"),
    ("administrativEnhet", "administrativEnhetsstatus"): _enhetsstatus,
}

# What a finished deposit must have, and an open archive gets when the time comes.
KOMMER_SENERE = frozenset({"avsluttetDato", "avsluttetAv"})
# What the system gives when the client does not (those with a default in the model need no line).
_GIS = (
    *("mappeID", "saksaar", "sakssekvensnummer", "saksdato", "saksansvarlig", "journalenhet", "arkivstatus"),
    *("dokumentmedium", "arkivperiodeStartDato", "registreringsID", "arkivertDato", "arkivertAv"),
    *("journalaar", "journalsekvensnummer", "journalpostnummer", "journalposttype", "journalstatus", "journaldato"),
    *("dokumentetsDato", "mottattDato", "tilknyttetRegistreringSom", "dokumentnummer", "tilknyttetDato"),
    *("tilknyttetAv", "sjekksum", "sjekksumAlgoritme", "filstoerrelse", "mimeType"),
    *("konvertertFraFormat", "konvertertTilFormat"),
    *("korrespondanseparttype", "partRolle", "presedensDato", "avskrivningsdato", "avskrivningsmaate"),
    *("flytTil", "flytFra", "graderingskode", "skjermingDokument", "skjermingsvarighet", "skjermingOpphoererDato"),
    *("opprettetDato", "opprettetAv", "administrativEnhetsstatus"),
)
ALLTID_GITT = frozenset({*(("", n) for n in _GIS), ("saksmappe", "administrativEnhet")})


def _sendt(navn: str, type_: str = "uuid") -> Felt:
    """An attribute that only the interface has, kept as it was sent beside the sent times."""
    return Felt(navn, f"tid_sendt__{navn}", type_)


def _logget(navn: str, element: str) -> Felt:
    return Felt(navn, f"x_{navn}", "uuid", GIS if element == NY else KAN, uttrykk=fra_loggen(element))


def opphav(modell: type[Model]) -> tuple[Felt, ...]:
    """Who made, last changed and closed an arkivenhet, by id; its name and time where it has no columns for it."""
    if not issubclass(modell, Arkivenhet):
        navnet = Felt("opprettetAv", "x_opprettetAv", "string", GIS, uttrykk=fra_loggen(NY, "bruker_navn"))
        tiden = Felt("opprettetDato", "x_opprettetDato", "dateTime", GIS, uttrykk=fra_loggen(NY, "tid"))
        return (tiden, navnet, _logget("referanseOpprettetAv", NY))
    felt = (
        _logget("referanseOpprettetAv", NY),
        Felt("referanseEndretAv", "x_referanseEndretAv", "uuid", KAN, uttrykk=sist_endret_av),
    )
    return (*felt, _logget("referanseAvsluttetAv", "avsluttet_dato")) if issubclass(modell, Avsluttbar) else felt


def _internt_navn(sti: str) -> Coalesce:
    sendt = KeyTextTransform("administrativEnhet", f"{sti}som_sendt")
    return Coalesce(f"{sti}administrativ_enhet__navn", sendt, NullIf(f"{sti}navn", Value("")), output_field=TextField())


def _intern_behandler(sti: str) -> Coalesce:
    return Coalesce(
        f"{sti}saksbehandler__navn", KeyTextTransform("saksbehandler", f"{sti}som_sendt"), output_field=TextField()
    )


def _nummer(d_nummer: bool) -> Uttrykk:
    def uttrykk(sti: str) -> Case:
        er_d = Q(**{f"{sti}person_id__regex": r"^[4-7]"})
        return Case(When(er_d if d_nummer else ~er_d, then=NullIf(F(f"{sti}person_id"), Value(""))))

    return uttrykk


_PERSONNUMMER = Felt("foedselsnummer", "x_foedselsnummer", "string", uttrykk=_nummer(d_nummer=False))
_DNUMMER = Felt("dNummer", "x_dNummer", "string", uttrykk=_nummer(d_nummer=True))
_ORGNUMMER = Felt("organisasjonsnummer", "organisasjons_id", "string", PAALAGT)


def _som_felt(*felter: Felt) -> dict[str, Felt]:
    return {f.navn: f for f in felter}


DATATYPER: dict[str, dict[str, Felt]] = {
    "enkeladresse": _som_felt(
        *(Felt(f"adresselinje{n + 1}", f"postadresse__{n}", "string") for n in range(3)),
        Felt("postnr", "postnummer", "kode:postnummer"),
        Felt("poststed", "poststed", "string", PAALAGT),
        Felt("landkode", "land", "kode:land", GIS),
    ),
    # A second address, which the archive has no columns for: kept as it was sent.
    "sendtadresse": _som_felt(
        *(Felt(n, n, "string") for n in ("adresselinje1", "adresselinje2", "adresselinje3", "poststed")),
        *(Felt("postnr", "postnr__kode", "kode:postnummer"), Felt("landkode", "landkode__kode", "kode:land")),
    ),
    "kontaktinformasjon": _som_felt(
        Felt("epostadresse", "epostadresse", "string"),
        Felt("mobiltelefon", "telefonnummer__1", "string"),
        Felt("telefon", "telefonnummer__0", "string"),
    ),
    "enhetsidentifikator": _som_felt(_ORGNUMMER),
    "personidentifikator": _som_felt(_PERSONNUMMER, _DNUMMER),
}
_ADRESSEN = Felt("postadresse", "", "gruppe:enkeladresse")
_KONTAKT = Felt("kontaktinformasjon", "", "gruppe:kontaktinformasjon")
_NAVNET = Felt("navn", "navn", "string", PAALAGT)
_ENHET = (
    Felt("enhetsidentifikator", "", "gruppe:enhetsidentifikator"),
    *(_NAVNET, _ADRESSEN, _KONTAKT),
    Felt("forretningsadresse", "som_sendt__forretningsadresse", "gruppe:sendtadresse"),
    Felt("kontaktperson", "kontaktperson", "string"),
)
_PERSON = (
    Felt("personidentifikator", "", "gruppe:personidentifikator", flere=True),
    *(_NAVNET, _ADRESSEN, _KONTAKT),
    Felt("bostedsadresse", "som_sendt__bostedsadresse", "gruppe:sendtadresse"),
)
_SAKEN = (
    Felt("referanseAdministrativEnhet", "administrativ_enhet_id", "uuid", GIS),
    Felt("referanseSaksansvarlig", "saksansvarlig_id", "uuid", GIS),
    _sendt("referanseUtlaantTil"),
)

_ENDRING = (
    Felt("systemID", "x_systemID", "uuid", GIS, uttrykk=loggfelt.radens_id),
    Felt("referanseArkivenhet", "x_referanseArkivenhet", "uuid", uttrykk=loggfelt.arkivenheten),
    Felt("referanseMetadata", "element", "string"),
    Felt("endretDato", "handling__tid", "dateTime", GIS),
    Felt("endretAv", "handling__bruker_navn", "string", GIS),
    Felt("referanseEndretAv", "handling__bruker_id", "uuid", GIS),
    Felt("tidligereVerdi", "x_tidligereVerdi", "string", uttrykk=loggfelt.som_tekst("tidligere")),
    Felt("nyVerdi", "x_nyVerdi", "string", uttrykk=loggfelt.som_tekst("ny")),
)

# Attributes that only the interface has.
TILLEGG: dict[str, tuple[Felt, ...]] = {
    "mappe": (Felt("referanseForelderMappe", "forelder_id", "uuid"),),
    "saksmappe": _SAKEN,
    "registrering": (
        _logget("referanseArkivertAv", "arkivert_dato"),
        Felt("referanseArkivdel", "x_referanseArkivdel", "uuid", GIS, uttrykk=arkivdelen),
    ),
    "journalpost": (_sendt("referanseUtlaantTil"),),
    "arkivnotat": (_sendt("referanseUtlaantTil"),),
    "dokumentbeskrivelse": (
        Felt("referanseTilknyttetAv", "x_referanseTilknyttetAv", "uuid", GIS, uttrykk=hvem_koblet),
        _sendt("eksternReferanse", "string"),
    ),
    "dokumentobjekt": (Felt("filnavn", "filnavn", "string"),),
    "merknad": (_logget("referanseMerknadRegistrertAv", NY),),
    **dict.fromkeys(("partenhet", "korrespondansepartenhet"), _ENHET),
    **dict.fromkeys(("partperson", "korrespondansepartperson"), _PERSON),
    "korrespondansepartintern": (
        Felt("administrativEnhet", "x_administrativEnhet", "string", uttrykk=_internt_navn),
        Felt("referanseAdministrativEnhet", "administrativ_enhet_id", "uuid"),
        Felt("saksbehandler", "x_saksbehandler", "string", uttrykk=_intern_behandler),
        Felt("referanseSaksbehandler", "saksbehandler_id", "uuid"),
    ),
    "foedselsnummer": (Felt("foedselsnummer", "person_id", "string", PAALAGT),),
    "dnummer": (Felt("dNummer", "person_id", "string", PAALAGT),),
    "enhetsidentifikator": (_ORGNUMMER,),
    "presedens": (
        _logget("referanseOpprettetAv", NY),
        _logget("referansePresedensGodkjentAv", "presedens_godkjent_dato"),
        _logget("referanseAvsluttetAv", "avsluttet_dato"),
    ),
    "avskrivning": (_logget("referanseAvskrevetAv", NY),),
    "dokumentflyt": (
        Felt("referanseFlytTil", "flyt_til_bruker_id", "uuid", GIS),
        _logget("referanseFlytFra", NY),
    ),
    "gradering": (_logget("referanseGradertAv", NY), _logget("referanseNedgradertAv", "nedgraderingsdato")),
    "utfoertKassasjon": (_logget("referanseKassertAv", NY),),
    "sletting": (_logget("referanseSlettetAv", NY),),
    "elektroniskSignatur": (_logget("referanseVerifisertAv", NY),),
    "administrativenhet": (Felt("kortnavn", "kortnavn", "string"),),
    "bruker": (Felt("kortnavn", "initialer", "string"),),
    "tilgang": (
        Felt("rolle", "x_rolle", "string", PAALAGT, uttrykk=loggfelt.hvilken_modul),
        Felt("tilgangskategori", "x_tilgangskategori", "kode:tilgangskategori", PAALAGT, uttrykk=loggfelt.kategorien),
        Felt("referanseArkivenhet", "x_referanseArkivenhet", "uuid", uttrykk=loggfelt.enheten),
        # Never held: codes are given with the role. Declared, so that one who sends it is told.
        Felt("tilgangsrestriksjon", "x_tilgangsrestriksjon", "kode:tilgangsrestriksjon", uttrykk=loggfelt.aldri),
        Felt("les", "x_les", "boolean", PAALAGT, uttrykk=loggfelt.alltid(True)),  # noqa: FBT003
        Felt("ny", "skrive", "boolean", PAALAGT),
        Felt("endre", "skrive", "boolean", PAALAGT),
        Felt("slett", "x_slett", "boolean", PAALAGT, uttrykk=loggfelt.alltid(False)),  # noqa: FBT003
    ),
    "endringslogg": _ENDRING,
    "hendelseslogg": (
        *_ENDRING,
        Felt("hendelsetype", "x_hendelsetype", "kode:hendelsetype", PAALAGT, uttrykk=loggfelt.hendelsen),
        Felt("beskrivelse", "handling__verb", "string"),
        Felt("hendelseDato", "handling__tid", "dateTime", GIS),
    ),
}
