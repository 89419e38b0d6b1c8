"""Screening of a registrering: words and names for the public, sight for colleagues (krav 5.2.14-5.2.22, 2.8.2)."""

from collections.abc import Iterator, Set
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.koder import SkjermingDokument, SkjermingMetadata
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Registrering, Skjerming
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import Rett, klasse_for, krev, krev_innsyn

# Codes that narrow who sees it inside the body too; UO concerns the public alone (krav 4.5.2: need to protect).
INTERNE_KODER = ("P", "KL")


def hindre_for_skjerming(
    reg: Registrering, *, hjemmel: str, kode: str, skjermede_parter: Set[UUID]
) -> Iterator[Hinder]:
    """What stops screening: no hjemmel, a code that is not in use, parties of another entry (krav 5.2.14-5.2.17)."""
    if er_blank(hjemmel):
        yield Hinder(
            "skjerm.uten_hjemmel", _("Hjemmel mangler. Velg hva som gir rett til å skjerme."), reg, felt="hjemmel"
        )
    gyldig = Q(utgaatt_dato__isnull=True) | Q(utgaatt_dato__gt=i_dag())
    if kode not in Tilgangskode.objects.filter(gyldig).values_list("pk", flat=True):
        yield Hinder("skjerm.ukjent_kode", _("Tilgangskoden er ikke i bruk. Velg en annen."), reg, felt="kode")
    if not skjermede_parter <= set(reg.korrespondanseparter.values_list("pk", flat=True)):
        yield Hinder("skjerm.ukjent_part", _("En av partene finnes ikke lenger. Last siden på nytt."), reg)


def skjerm_registrering(
    reg: Registrering,
    *,
    hjemmel: str,
    kode: str,
    skjermede_ord: set[int],
    offentlig_tittel: str,
    skjermede_parter: set[UUID],
    hele_dokumentet: bool | None,
    av: Aktoer,
) -> Registrering:
    """Screen words of the title, names, and the document in whole or part (M500-M503).

    skjermede_ord: word numbers of the title; offentlig_tittel: the title with those words masked (M025).
    skjermede_parter: ids of the korrespondanseparter whose names are hidden.
    hele_dokumentet: True whole, False part, None when the document itself is not screened.
    """
    krev(av, Rett.VURDERE)
    reg = laas_post(reg)
    krev_innsyn(av, reg)
    ingen(hindre_for_skjerming(reg, hjemmel=hjemmel, kode=kode, skjermede_parter=skjermede_parter))
    reg.skjermede_ord = sorted(skjermede_ord)
    reg.offentlig_tittel = offentlig_tittel
    reg.offentlighetsvurdert_dato = i_dag()
    intern = kode in INTERNE_KODER
    reg.tilgangsklasse = klasse_for(kode, reg.mappe.administrativ_enhet_id) if intern else reg.mappe.tilgangsklasse
    reg.save(update_fields=["skjermede_ord", "offentlig_tittel", "offentlighetsvurdert_dato", "tilgangsklasse"])
    _skjerm_navn(reg, skjermede_parter)
    dokument = {None: "", True: SkjermingDokument.HELE, False: SkjermingDokument.DELER}[hele_dokumentet]
    Skjerming.objects.update_or_create(
        registrering_id=reg.pk,
        defaults={
            "tilgangsrestriksjon": Tilgangskode.objects.get(pk=kode),
            "skjermingshjemmel": hjemmel,
            "skjerming_metadata": _metadata(reg, skjermede_ord, skjermede_parter),
            "skjerming_dokument": dokument,
        },
    )
    return reg


def opphev_skjerming(reg: Registrering, *, av: Aktoer) -> Registrering:
    """Take screening away: the entry is open, and its title is public as it stands."""
    krev(av, Rett.VURDERE)
    reg = laas_post(reg)
    krev_innsyn(av, reg)
    reg.skjermede_ord = []
    reg.offentlig_tittel = reg.tittel
    reg.offentlighetsvurdert_dato = i_dag()
    reg.tilgangsklasse_id = reg.mappe.tilgangsklasse_id
    reg.save(update_fields=["skjermede_ord", "offentlig_tittel", "offentlighetsvurdert_dato", "tilgangsklasse"])
    _skjerm_navn(reg, set())
    Skjerming.objects.filter(registrering_id=reg.pk).delete()
    return reg


def _skjerm_navn(reg: Registrering, skjermede: set[UUID]) -> None:
    for part in reg.korrespondanseparter.all():
        if part.skjermet != (part.pk in skjermede):
            part.skjermet = part.pk in skjermede
            part.save(update_fields=["skjermet"])


def _metadata(reg: Registrering, ord_: set[int], parter: set[UUID]) -> list[str]:
    koder = [SkjermingMetadata.REGISTRERING_ORD.value] if ord_ else []
    typer = {p.korrespondanseparttype for p in reg.korrespondanseparter.all() if p.pk in parter}
    if typer & {Parttype.AVSENDER, Parttype.MEDAVSENDER, Parttype.INTERN_AVSENDER}:
        koder.append(SkjermingMetadata.AVSENDER)
    if typer & {Parttype.MOTTAKER, Parttype.KOPIMOTTAKER, Parttype.GRUPPEMOTTAKER, Parttype.INTERN_MOTTAKER}:
        koder.append(SkjermingMetadata.MOTTAKER)
    return koder or [SkjermingMetadata.DOKUMENT]
