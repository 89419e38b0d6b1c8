"""Mappe and what extends it: saksmappe, moetemappe with its participants (standard chapter 2.5)."""

from bysak.noark.katalog.deklarasjon import Enhetstype, barn, valg
from bysak.noark.katalog.metadata import en, flere, kan

MAPPE = Enhetstype(
    "mappe",
    (
        *en("systemID", "mappeID", "tittel"),
        *kan("offentligTittel", "beskrivelse"),
        *flere("noekkelord"),
        *kan("dokumentmedium"),
        *flere("oppbevaringssted"),
        *en("opprettetDato", "opprettetAv", "avsluttetDato", "avsluttetAv"),
        *flere("referanseArkivdel"),
        *kan("virksomhetsspesifikkeMetadata"),
        barn("part"),
        barn("kryssreferanse"),
        barn("merknad"),
        barn("kassasjon", 0, 1),
        barn("skjerming", 0, 1),
        barn("gradering", 0, 1),
        valg(barn("mappe"), barn("registrering")),
    ),
    uten_plass=kan("endretDato", "endretAv"),
    avleveres_ikke=frozenset({"oppbevaringssted"}),
)

# referanseSekundaerKlassifikasjon sits on mappe in annex 2; only saksmappe has room for it.
SAKSMAPPE = Enhetstype(
    "saksmappe",
    (
        *en("saksaar", "sakssekvensnummer", "saksdato", "administrativEnhet", "saksansvarlig"),
        *kan("journalenhet"),
        *en("saksstatus"),
        *kan("utlaantDato", "utlaantTil"),
        *flere("referanseSekundaerKlassifikasjon"),
        barn("presedens"),
    ),
    utvider="mappe",
    avleveres_ikke=frozenset({"utlaantDato", "utlaantTil"}),
)

MOETEMAPPE = Enhetstype(
    "moetemappe",
    (
        *en("moetenummer", "utvalg", "moetedato"),
        *kan("moetested", "referanseForrigeMoete", "referanseNesteMoete"),
        barn("moetedeltaker"),
    ),
    utvider="mappe",
)

MOETEDELTAKER = Enhetstype("moetedeltaker", (*en("moetedeltakerNavn"), *kan("moetedeltakerFunksjon")))

MAPPER = (MAPPE, SAKSMAPPE, MOETEMAPPE, MOETEDELTAKER)
