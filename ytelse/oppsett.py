"""Sixteen virksomheter and their people, made with the verbs, so that policies and classes are the real ones."""

from collections.abc import Sequence
from datetime import date

from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.models import AdministrativEnhet, Rolle, Virksomhet
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import prosessaktoer
from bysak.tjeneste.innfoering import opprett_virksomhet, utstyr_virksomhet
from tests.verdensdata import BYDELER

ANSATTE_PER_BYDEL = 12
KODER = ("UO", "P", "KL", "XX")
FRA = date(2020, 1, 1)


def opprett_virksomhetene(bydeler: Sequence[tuple[str, str]] = BYDELER) -> None:
    """Make the archive service, its archivist Kari, and the bydeler, all fifteen by default, with case workers."""
    kommando = prosessaktoer("kommando")
    byarkivet = Virksomhet.objects.get(er_arkivtjeneste=True)
    with arbeid(som=kommando, i=byarkivet, verb="opprett_bruker"):
        kari = opprett_bruker("kari", "Kari Tveitmo", av=kommando)
        tildel_rolle(kari, Rolle.ARKIVAR, av=kommando, tilgangskoder=KODER, fra=FRA)
    utstyr_virksomhet(byarkivet, av=kommando, enheter=("Dokumentsenter",))
    for kode, navn in bydeler:
        bydel = opprett_virksomhet(kode, navn, av=kommando, periode_start=date(2022, 1, 1))
        _ansatte(bydel)


def _ansatte(bydel: Virksomhet) -> None:
    """Case workers spread over the units; every third is cleared for one code more than the ordinary one."""
    kommando = prosessaktoer("kommando")
    with arbeid(som=kommando, i=Virksomhet.objects.get(er_arkivtjeneste=True), verb="opprett_bruker"):
        folk = [
            opprett_bruker(f"{bydel.kode}-{nr}", f"Ansatt {nr} {bydel.kortnavn}", av=kommando)
            for nr in range(ANSATTE_PER_BYDEL)
        ]
    kommando = prosessaktoer("kommando")
    with arbeid(som=kommando, i=bydel, verb="tildel_rolle"):
        enheter = list(AdministrativEnhet.objects.all())
        for nr, person in enumerate(folk):
            koder = ("UO", "KL") if nr % 3 == 2 else ("UO",)
            enhet = enheter[nr % len(enheter)]
            tildel_rolle(person, Rolle.SAKSBEHANDLER, av=kommando, enhet=enhet, tilgangskoder=koder, fra=FRA)
