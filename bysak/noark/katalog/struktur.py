"""The upper levels: arkiv, arkivskaper, arkivdel, klassifikasjonssystem, klasse (standard chapter 2.3, 2.4)."""

from bysak.noark.katalog.deklarasjon import Enhetstype, barn, valg
from bysak.noark.katalog.metadata import en, flere, kan

ARKIV = Enhetstype(
    "arkiv",
    (
        *en("systemID", "tittel"),
        *kan("beskrivelse", "arkivstatus", "dokumentmedium"),
        *flere("oppbevaringssted"),
        *en("opprettetDato", "opprettetAv", "avsluttetDato", "avsluttetAv"),
        barn("arkivskaper", 1),
        valg(barn("arkiv", 1), barn("arkivdel", 1)),
    ),
    uten_plass=kan("endretDato", "endretAv", "virksomhetsspesifikkeMetadata"),
    avleveres_ikke=frozenset({"oppbevaringssted"}),
)

ARKIVSKAPER = Enhetstype(
    "arkivskaper",
    (*en("arkivskaperID", "arkivskaperNavn"), *kan("beskrivelse")),
)

ARKIVDEL = Enhetstype(
    "arkivdel",
    (
        *en("systemID", "tittel"),
        *kan("beskrivelse"),
        *en("arkivdelstatus"),
        *kan("dokumentmedium"),
        *flere("oppbevaringssted"),
        *en("opprettetDato", "opprettetAv", "avsluttetDato", "avsluttetAv"),
        *kan("arkivperiodeStartDato", "arkivperiodeSluttDato", "referanseForloeper", "referanseArvtaker"),
        barn("kassasjon", 0, 1),
        barn("utfoertKassasjon", 0, 1),
        barn("sletting", 0, 1),
        barn("skjerming", 0, 1),
        barn("gradering", 0, 1),
        valg(barn("klassifikasjonssystem"), barn("mappe"), barn("registrering")),
    ),
    uten_plass=kan("endretDato", "endretAv", "virksomhetsspesifikkeMetadata"),
    avleveres_ikke=frozenset({"oppbevaringssted"}),
)

KLASSIFIKASJONSSYSTEM = Enhetstype(
    "klassifikasjonssystem",
    (
        *en("systemID"),
        *kan("klassifikasjonstype"),
        *en("tittel"),
        *kan("beskrivelse"),
        *en("opprettetDato", "opprettetAv"),
        *kan("avsluttetDato", "avsluttetAv"),
        barn("klasse", 1),
    ),
    uten_plass=kan("endretDato", "endretAv", "virksomhetsspesifikkeMetadata"),
)

KLASSE = Enhetstype(
    "klasse",
    (
        *en("systemID", "klasseID", "tittel"),
        *kan("beskrivelse"),
        *flere("noekkelord"),
        *en("opprettetDato", "opprettetAv"),
        *kan("avsluttetDato", "avsluttetAv"),
        barn("kryssreferanse"),
        barn("kassasjon", 0, 1),
        barn("skjerming", 0, 1),
        barn("gradering", 0, 1),
        valg(barn("klasse"), barn("mappe"), barn("registrering")),
    ),
    uten_plass=kan("endretDato", "endretAv", "virksomhetsspesifikkeMetadata"),
)

STRUKTUR = (ARKIV, ARKIVSKAPER, ARKIVDEL, KLASSIFIKASJONSSYSTEM, KLASSE)
