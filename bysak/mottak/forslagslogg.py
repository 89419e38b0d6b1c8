"""What became of the suggestions when a letter was registered: taken, changed or not used.

LESMEG: what is written is of the item and its entry, behind the same wall; it tells how good the suggestions are. An
item has one line for each field however many entries it becomes: a suggestion that was right for one of them was taken.
Of items that are registered together, the one whose page it was is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.tekstvask import maks
from bysak.mottak.forslag import Foreslaatt, Forslag
from bysak.mottak.models import Forslagsfelt, Forslagsutfall, Innkomst
from bysak.mottak.sakforslag import Sakforslag
from bysak.organisasjon.models import AdministrativEnhet, Bruker

Utfall = Forslagsutfall.Utfall
# What was suggested for a field, best first, and why the first.
_Felt = tuple[Forslagsfelt, list[str], str]


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
    """Write what became of each suggestion on the page. In the transaction that registers."""
    mappe = jp.mappe
    assert mappe is not None
    valgt = {
        Forslagsfelt.SAK: str(mappe.pk),
        Forslagsfelt.KLASSE: str(mappe.klasse_id),
        Forslagsfelt.ENHET: str(enhet.pk),
        Forslagsfelt.PERSON: str(person.pk),
        Forslagsfelt.AVSENDER: avsender,
    }
    _skriv(innkomst, [*_sakene(forslag.saker), *_resten(forslag, ny_sak=ny_sak)], valgt, ny_sak=ny_sak)


def noter_sak(innkomst: Innkomst, saker: Sequence[Sakforslag], jp: Journalpost) -> None:
    """The same of a letter that was put in an entry that exists: only the case was chosen."""
    _skriv(innkomst, [*_sakene(saker)], {Forslagsfelt.SAK: str(jp.mappe_id)}, ny_sak=False)


def _skriv(innkomst: Innkomst, foreslaatt: Sequence[_Felt], valgt: Mapping[Forslagsfelt, str], *, ny_sak: bool) -> None:
    skrevet = dict(Forslagsutfall.objects.filter(innkomst=innkomst).values_list("felt", "utfall"))
    nye = [
        Forslagsutfall(
            virksomhet_id=innkomst.virksomhet_id,
            innkomst=innkomst,
            felt=felt,
            foreslaatt=verdiene,
            valgt=maks(valgt[felt], 300),
            utfall=_utfall(felt, verdiene, valgt[felt], ny_sak=ny_sak),
            fordi=maks(fordi, 300),
        )
        for felt, verdiene, fordi in foreslaatt
    ]
    Forslagsutfall.objects.bulk_create(ny for ny in nye if ny.felt not in skrevet)
    for ny in nye:
        if ny.utfall == Utfall.TATT != skrevet.get(ny.felt, ny.utfall):
            Forslagsutfall.objects.filter(innkomst=innkomst, felt=ny.felt).update(
                foreslaatt=ny.foreslaatt, valgt=ny.valgt, utfall=ny.utfall, fordi=ny.fordi
            )


def _utfall(felt: Forslagsfelt, foreslaatt: list[str], valgt: str, *, ny_sak: bool) -> Utfall:
    if foreslaatt[0] == valgt:
        return Utfall.TATT
    # Cases were suggested, and none of them was right: a new one was made.
    return Utfall.IKKE_BRUKT if felt == Forslagsfelt.SAK and ny_sak else Utfall.ENDRET


def _sakene(saker: Sequence[Sakforslag]) -> Iterator[_Felt]:
    if saker:
        yield Forslagsfelt.SAK, [str(f.sak.pk) for f in saker], saker[0].fordi


def _resten(forslag: Forslag, *, ny_sak: bool) -> Iterator[_Felt]:
    """klasse: only of a new case; one that exists has its own."""
    lister: Sequence[tuple[Forslagsfelt, Sequence[Foreslaatt[Any]]]] = (
        (Forslagsfelt.KLASSE, forslag.klasser if ny_sak else ()),
        (Forslagsfelt.ENHET, forslag.enheter),
        (Forslagsfelt.PERSON, forslag.saksbehandlere),
    )
    for felt, liste in lister:
        if liste:
            yield felt, [str(f.verdi.pk) for f in liste], liste[0].fordi
    if forslag.avsendere:
        yield Forslagsfelt.AVSENDER, [f.verdi.navn for f in forslag.avsendere], forslag.avsendere[0].fordi
