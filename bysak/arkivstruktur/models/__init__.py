"""The Noark core: one table per level. Attribute names are the standard's, in snake_case."""

from bysak.arkivstruktur.models.arkiv import Arkiv, Arkivdel, Arkivskaper, Nummerhull, Nummerserie
from bysak.arkivstruktur.models.dokument import Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Dokumenttekst
from bysak.arkivstruktur.models.klassifikasjon import Klasse, Klassifikasjonssystem
from bysak.arkivstruktur.models.mappe import Mappe, Saksmappe
from bysak.arkivstruktur.models.registrering import Journalpost, Registrering
from bysak.arkivstruktur.models.tillegg import Avskrivning, Dokumentflyt, Korrespondansepart, Merknad, Part, Skjerming

__all__ = [
    "Arkiv",
    "Arkivdel",
    "Arkivskaper",
    "Avskrivning",
    "Dokumentbeskrivelse",
    "Dokumentflyt",
    "Dokumentkobling",
    "Dokumentobjekt",
    "Dokumenttekst",
    "Journalpost",
    "Klasse",
    "Klassifikasjonssystem",
    "Korrespondansepart",
    "Mappe",
    "Merknad",
    "Nummerhull",
    "Nummerserie",
    "Part",
    "Registrering",
    "Saksmappe",
    "Skjerming",
]
