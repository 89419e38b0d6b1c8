"""The tables of Mottak, one module for each part."""

from bysak.mottak.models.innkomst import LEIETID, Innkomst, InnkomstVedlegg, Kanal, Utfall
from bysak.mottak.models.svarinn import Leveranse, Mottakersystem, Mottaksnoekkel

__all__ = [
    "LEIETID",
    "Innkomst",
    "InnkomstVedlegg",
    "Kanal",
    "Leveranse",
    "Mottakersystem",
    "Mottaksnoekkel",
    "Utfall",
]
