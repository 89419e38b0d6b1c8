"""The tables of Mottak, one module for each part."""

from bysak.mottak.models.innkomst import LEIETID, Innkomst, InnkomstVedlegg, Kanal, Utfall
from bysak.mottak.models.papir import Skannbunke, Skannkilde, Skannside
from bysak.mottak.models.postkasse import Innlogging, Postkasse, Postmelding, Sikring
from bysak.mottak.models.svarinn import Leveranse, Mottakersystem, Mottaksnoekkel
from bysak.mottak.models.tjeneste import Aarsak, Bydelsdag, Eier, Kanalalarm, Maaling, Servicenivaa

__all__ = [
    "LEIETID",
    "Aarsak",
    "Bydelsdag",
    "Eier",
    "Innkomst",
    "InnkomstVedlegg",
    "Innlogging",
    "Kanal",
    "Kanalalarm",
    "Leveranse",
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
    "Utfall",
]
