"""Screening that quality assurance adds: more words of a title, and the words of a case title (krav 5.2.6, 5.2.19)."""

from collections.abc import Set

from bysak.arkivstruktur.koder import SkjermingMetadata
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Mappe, Registrering, Skjerming
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

STANDARDKODE = "UO"


def skjerm_flere_ord(
    reg: Registrering, *, ordnumre: Set[int], offentlig_tittel: str, hjemmel: str, av: Aktoer
) -> Registrering:
    """Screen more words of a title than the assessment did; never opens anything. Needs the right to publish.

    ordnumre: the added word numbers; offentlig_tittel: the title with all screened words masked (M025).
    """
    krev(av, Rett.PUBLISERE)
    reg = laas_post(reg)
    krev_innsyn(av, reg)
    reg.skjermede_ord = sorted({*reg.skjermede_ord, *ordnumre})
    reg.offentlig_tittel = offentlig_tittel
    reg.save(update_fields=["skjermede_ord", "offentlig_tittel"])
    skjerming, _ny = Skjerming.objects.get_or_create(
        registrering_id=reg.pk, defaults=_forvalg(hjemmel, SkjermingMetadata.REGISTRERING_ORD)
    )
    if SkjermingMetadata.REGISTRERING_ORD not in skjerming.skjerming_metadata:
        skjerming.skjerming_metadata = [*skjerming.skjerming_metadata, SkjermingMetadata.REGISTRERING_ORD]
        skjerming.save(update_fields=["skjerming_metadata"])
    return reg


def skjerm_sakstittel(sak: Mappe, *, ordnumre: Set[int], offentlig_tittel: str, hjemmel: str, av: Aktoer) -> Mappe:
    """Screen words of a case title, on top of those that are screened already (M502 TMO).

    Every published entry of the case is corrected at the next publishing. Needs the right to assess or to publish.
    """
    krev(av, Rett.VURDERE, Rett.PUBLISERE)
    sak = laas(sak)
    krev_innsyn(av, sak)
    sak.skjermede_ord = sorted({*sak.skjermede_ord, *ordnumre})
    sak.offentlig_tittel = offentlig_tittel
    sak.save(update_fields=["skjermede_ord", "offentlig_tittel"])
    skjerming, _ny = Skjerming.objects.get_or_create(
        mappe_id=sak.pk, defaults=_forvalg(hjemmel, SkjermingMetadata.MAPPE_ORD)
    )
    if SkjermingMetadata.MAPPE_ORD not in skjerming.skjerming_metadata:
        skjerming.skjerming_metadata = [*skjerming.skjerming_metadata, SkjermingMetadata.MAPPE_ORD]
        skjerming.save(update_fields=["skjerming_metadata"])
    return sak


def _forvalg(hjemmel: str, hva: SkjermingMetadata) -> dict[str, object]:
    return {
        "tilgangsrestriksjon": Tilgangskode.objects.get(pk=STANDARDKODE),
        "skjermingshjemmel": hjemmel,
        "skjerming_metadata": [hva],
    }
