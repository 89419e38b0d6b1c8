"""What became of the suggestions when a letter was registered: taken, changed or not used.

LESMEG: what is written is of the item and its entry, behind the same wall; it tells how good the suggestions are.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.tekstvask import maks
from bysak.mottak.forslag import Foreslaatt, Forslag
from bysak.mottak.models import Forslagsfelt, Forslagsutfall, Innkomst
from bysak.organisasjon.models import AdministrativEnhet, Bruker

Utfall = Forslagsutfall.Utfall


def noter(
    innkomst: Innkomst,
    forslag: Forslag,
    jp: Journalpost,
    *,
    avsender: str,
    enhet: AdministrativEnhet,
    person: Bruker,
    ny_sak: bool,
) -> None:
    """Write one row for each field that had a suggestion. In the transaction that registers."""
    mappe = jp.mappe
    assert mappe is not None
    valgt = {
        Forslagsfelt.SAK: str(mappe.pk),
        Forslagsfelt.KLASSE: str(mappe.klasse_id),
        Forslagsfelt.ENHET: str(enhet.pk),
        Forslagsfelt.PERSON: str(person.pk),
        Forslagsfelt.AVSENDER: avsender,
    }
    Forslagsutfall.objects.bulk_create(
        [
            Forslagsutfall(
                virksomhet_id=innkomst.virksomhet_id,
                innkomst=innkomst,
                felt=felt,
                foreslaatt=verdiene,
                valgt=maks(valgt[felt], 300),
                utfall=_utfall(felt, verdiene, valgt[felt], ny_sak=ny_sak),
                fordi=maks(fordi, 300),
            )
            for felt, verdiene, fordi in _foreslaatt(forslag)
        ]
    )


def _utfall(felt: Forslagsfelt, foreslaatt: list[str], valgt: str, *, ny_sak: bool) -> Utfall:
    if foreslaatt[0] == valgt:
        return Utfall.TATT
    # Cases were suggested, and none of them was right: a new one was made.
    return Utfall.IKKE_BRUKT if felt == Forslagsfelt.SAK and ny_sak else Utfall.ENDRET


def _foreslaatt(forslag: Forslag) -> Iterator[tuple[Forslagsfelt, list[str], str]]:
    if forslag.saker:
        yield Forslagsfelt.SAK, [str(f.sak.pk) for f in forslag.saker], forslag.saker[0].fordi
    lister: Sequence[tuple[Forslagsfelt, Sequence[Foreslaatt[Any]]]] = (
        (Forslagsfelt.KLASSE, forslag.klasser),
        (Forslagsfelt.ENHET, forslag.enheter),
        (Forslagsfelt.PERSON, forslag.saksbehandlere),
    )
    for felt, liste in lister:
        if liste:
            yield felt, [str(f.verdi.pk) for f in liste], liste[0].fordi
    if forslag.avsendere:
        yield Forslagsfelt.AVSENDER, [f.verdi.navn for f in forslag.avsendere], forslag.avsendere[0].fordi
