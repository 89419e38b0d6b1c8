"""Who a desktop program acts for: known by its address alone, and asked for anew at every request."""

from dataclasses import dataclass
from unicodedata import normalize

from bysak.arkivstruktur.models import Redigering
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.sesjoner import aapne
from bysak.organisasjon.tilgang import aktoer_for, prosessaktoer
from bysak.web.dav import adresse


class Borte(Exception):
    """There is nothing here for the one who asks. Why is nobody's business."""


@dataclass(frozen=True)
class Adgang:
    """A program that is let in: for whom, where and to what. navn: what it names in the folder; empty is the folder."""

    aktoer: Aktoer
    virksomhet: Virksomhet
    redigering: Redigering
    navn: str

    @property
    def er_filen(self) -> bool:
        """Does it name the one file that is there? Macs write letters with rings and dots in two parts."""
        return normalize("NFC", self.navn) == normalize("NFC", adresse.filnavn(self.redigering))


def slipp_inn(sti: str) -> Adgang:
    """Whose program this is, and which loan it is for: the address is right, and its login stands. Raises `Borte`."""
    kode, _skille, resten = sti.removeprefix(adresse.ROT).partition("/")
    merke, _skille, navn = resten.partition("/")
    nummer = adresse.nummer(merke)
    virksomhet = Virksomhet.objects.filter(kode=kode, avsluttet_dato__isnull=True).first() if nummer else None
    if virksomhet is None or nummer is None:
        raise Borte
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet]):
        redigering = Redigering.objects.filter(pk=nummer).select_related("bruker").first()
    if redigering is None or not adresse.stemmer(redigering, merke):
        raise Borte
    if not aapne(redigering.bruker).filter(pk=redigering.sesjon).exists():
        raise Borte
    aktoer = aktoer_for(redigering.bruker, sterk=redigering.sterk)
    return Adgang(aktoer, virksomhet, redigering, navn)
