"""Units of annex 2 that the deposit has no schema for: national identifiers, users and the units of the organisation.

The elements of users and units have types in the metadata catalogue's schema, so they are ordinary members;
those of the national identifiers have none.
"""

from bysak.noark.katalog.deklarasjon import Enhetstype
from bysak.noark.katalog.metadata import en, kan

MATRIKKELNUMMER = Enhetstype(
    "matrikkelnummer",
    (),
    uten_plass=(
        *kan("kommunenummer"),
        *en("gaardsnummer", "bruksnummer"),
        *kan("festenummer", "seksjonsnummer"),
    ),
)

BYGGIDENT = Enhetstype("byggident", (), uten_plass=(*en("bygningsnummer"), *kan("endringsloepenummer")))

PLANIDENT = Enhetstype(
    "planident",
    (),
    uten_plass=(*kan("landkode", "fylkesnummer", "kommunenummer"), *en("planidentifikasjon")),
)

POSISJON = Enhetstype("posisjon", (), uten_plass=(*en("koordinatsystem", "x", "y"), *kan("z")))

PERSONIDENTIFIKATOR = Enhetstype("personidentifikator", (), uten_plass=en("personID"))

ENHETSIDENTIFIKATOR = Enhetstype("enhetsidentifikator", (), uten_plass=en("organisasjonsID"))

NASJONALE_IDENTIFIKATORER = (
    MATRIKKELNUMMER,
    BYGGIDENT,
    PLANIDENT,
    POSISJON,
    PERSONIDENTIFIKATOR,
    ENHETSIDENTIFIKATOR,
)

_BRUKER = ("brukerNavn", "brukerRolle", "opprettetDato", "opprettetAv", "avsluttetDato", "brukerstatus")
_ENHET = (
    *("administrativEnhetNavn", "opprettetDato", "opprettetAv", "avsluttetDato"),
    *("administrativEnhetsstatus", "referanseOverordnetEnhet"),
)

BRUKER = Enhetstype(
    "bruker",
    (
        *en("brukerNavn", "brukerRolle", "opprettetDato"),
        *kan("opprettetAv", "endretDato", "endretAv", "avsluttetDato", "brukerstatus"),
    ),
    avleveres_ikke=frozenset(_BRUKER),
)

ADMINISTRATIV_ENHET = Enhetstype(
    "administrativEnhet",
    (
        *en("administrativEnhetNavn", "opprettetDato"),
        *kan("opprettetAv", "endretDato", "endretAv", "avsluttetDato"),
        *kan("administrativEnhetsstatus", "referanseOverordnetEnhet"),
    ),
    avleveres_ikke=frozenset(_ENHET),
)

ORGANISASJON = (BRUKER, ADMINISTRATIV_ENHET)
