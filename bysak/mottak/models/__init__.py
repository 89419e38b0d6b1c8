"""The tables of Mottak, one module for each part."""

from bysak.mottak.models.innkomst import LEIETID, Innkomst, InnkomstVedlegg, Kanal, Utfall, Virus
from bysak.mottak.models.laering import Forslagsfelt, Forslagsord, Forslagsutfall, Laering
from bysak.mottak.models.papir import Skannbunke, Skannkilde, Skannside
from bysak.mottak.models.postkasse import Innlogging, Postkasse, Postmelding, Sikring
from bysak.mottak.models.registrering import Innkomstregistrering
from bysak.mottak.models.svar import Avvisningssvar, Fellesgrunn, Utfallsgrunn
from bysak.mottak.models.svarinn import Leveranse, Mottakersystem, Mottaksnoekkel
from bysak.mottak.models.tjeneste import Aarsak, Bydelsdag, Eier, Kanalalarm, Maaling, Servicenivaa, Teller
from bysak.mottak.models.undersoekelse import Innkomsttekst, Likhetsbaand, Virusskann

__all__ = [
    "LEIETID",
    "Aarsak",
    "Avvisningssvar",
    "Bydelsdag",
    "Eier",
    "Fellesgrunn",
    "Forslagsfelt",
    "Forslagsord",
    "Forslagsutfall",
    "Innkomst",
    "InnkomstVedlegg",
    "Innkomstregistrering",
    "Innkomsttekst",
    "Innlogging",
    "Kanal",
    "Kanalalarm",
    "Laering",
    "Leveranse",
    "Likhetsbaand",
    "Maaling",
    "Mottakersystem",
    "Mottaksnoekkel",
    "Postkasse",
    "Postmelding",
    "Servicenivaa",
    "Sikring",
    "Skannbunke",
    "Skannkilde",
    "Skannside",
    "Teller",
    "Utfall",
    "Utfallsgrunn",
    "Virus",
    "Virusskann",
]
