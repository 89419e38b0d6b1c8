"""The tables of Mottak, one module for each part."""

from bysak.mottak.models.innkomst import LEIETID, Innkomst, InnkomstVedlegg, Kanal, Utfall
from bysak.mottak.models.svarinn import Leveranse, Mottakersystem, Mottaksnoekkel
from bysak.mottak.models.tjeneste import Aarsak, Bydelsdag, Eier, Kanalalarm, Maaling, Servicenivaa

__all__ = [
    "LEIETID",
    "Aarsak",
    "Bydelsdag",
    "Eier",
    "Innkomst",
    "InnkomstVedlegg",
    "Kanal",
    "Kanalalarm",
    "Leveranse",
    "Maaling",
    "Mottakersystem",
    "Mottaksnoekkel",
    "Servicenivaa",
    "Utfall",
]
