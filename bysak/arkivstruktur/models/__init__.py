"""The Noark core: one table per level. Attribute names are the standard's, in snake_case."""

from bysak.arkivstruktur.models.arkiv import Arkiv, Arkivdel, Arkivskaper, Nummerhull, Nummerserie
from bysak.arkivstruktur.models.bevaring import Kassasjon, Konvertering, Sletting, UtfoertKassasjon
from bysak.arkivstruktur.models.dokument import Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Dokumenttekst
from bysak.arkivstruktur.models.formater import Arkivformat, Konverteringsfeil, Konverteringsregel
from bysak.arkivstruktur.models.henvisning import (
    Kryssreferanse,
    Presedens,
    Presedensavgjoerelse,
    Presedenshjemmel,
    ReferanseArkivdel,
    SekundaerKlassifikasjon,
    Sekundaersystem,
)
from bysak.arkivstruktur.models.identifikator import NasjonalIdentifikator
from bysak.arkivstruktur.models.klassifikasjon import Klasse, Klasseovergang, Klassifikasjonssystem
from bysak.arkivstruktur.models.mappe import Mappe, Saksmappe
from bysak.arkivstruktur.models.moete import Moetedeltaker, Moetereferanse
from bysak.arkivstruktur.models.redigering import Mellomversjon, Redigering
from bysak.arkivstruktur.models.registrering import Journalpost, Registrering
from bysak.arkivstruktur.models.sikring import ElektroniskSignatur, Gradering, Objektrettighet
from bysak.arkivstruktur.models.skjema import Kodeverdi, Metadatafelt
from bysak.arkivstruktur.models.tillegg import Avskrivning, Dokumentflyt, Korrespondansepart, Merknad, Part, Skjerming

__all__ = [
    "Arkiv",
    "Arkivdel",
    "Arkivformat",
    "Arkivskaper",
    "Avskrivning",
    "Dokumentbeskrivelse",
    "Dokumentflyt",
    "Dokumentkobling",
    "Dokumentobjekt",
    "Dokumenttekst",
    "ElektroniskSignatur",
    "Gradering",
    "Journalpost",
    "Kassasjon",
    "Klasse",
    "Klasseovergang",
    "Klassifikasjonssystem",
    "Kodeverdi",
    "Konvertering",
    "Konverteringsfeil",
    "Konverteringsregel",
    "Korrespondansepart",
    "Kryssreferanse",
    "Mappe",
    "Mellomversjon",
    "Merknad",
    "Metadatafelt",
    "Moetedeltaker",
    "Moetereferanse",
    "NasjonalIdentifikator",
    "Nummerhull",
    "Nummerserie",
    "Objektrettighet",
    "Part",
    "Presedens",
    "Presedensavgjoerelse",
    "Presedenshjemmel",
    "Redigering",
    "ReferanseArkivdel",
    "Registrering",
    "Saksmappe",
    "SekundaerKlassifikasjon",
    "Sekundaersystem",
    "Skjerming",
    "Sletting",
    "UtfoertKassasjon",
]
