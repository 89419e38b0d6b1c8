"""What another system delivers beside a unit: screening, disposal, signature, a conversion and a step of the flow."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import registreringene
from bysak.arkivstruktur.frysing import hindre_for_felt, ingen_som_staar
from bysak.arkivstruktur.koder import Flytstatus, Kassasjonsvedtak, SignaturVerifisert, SkjermingMetadata
from bysak.arkivstruktur.laasing import laas_del, laas_enhet, laas_post
from bysak.arkivstruktur.models import (
    Arkivdel,
    Dokumentbeskrivelse,
    Dokumentflyt,
    Dokumentobjekt,
    ElektroniskSignatur,
    Kassasjon,
    Klasse,
    Konvertering,
    Mappe,
    Registrering,
    Skjerming,
)
from bysak.arkivstruktur.skjerming import INTERNE_KODER
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import Bruker, Tilgangskode
from bysak.organisasjon.tilgang import Rett, klasse_for, krev, krev_innsyn

Enhet = Arkivdel | Klasse | Mappe | Registrering | Dokumentbeskrivelse
_PEKERE: dict[type[Any], str] = {
    Arkivdel: "arkivdel", Klasse: "klasse", Mappe: "mappe", Registrering: "registrering",
    Dokumentbeskrivelse: "dokumentbeskrivelse", Dokumentobjekt: "dokumentobjekt",
}  # fmt: skip


def _paa(enhet: Any) -> dict[str, Any]:
    navn = next(navn for modell, navn in _PEKERE.items() if isinstance(enhet, modell))
    return {f"{navn}_id": enhet.pk}


def _krev_sett(av: Aktoer, enhet: Any) -> None:
    if isinstance(enhet, Mappe | Registrering):
        krev_innsyn(av, enhet)
    elif isinstance(enhet, Dokumentbeskrivelse):
        krev_innsyn(av, *registreringene(enhet))


def hindre_for_levert_skjerming(enhet: Enhet, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a screening that another system has decided: no hjemmel, a code that is not in use (M500-M505)."""
    if er_blank(str(felt.get("skjermingshjemmel") or "")):
        yield Hinder(
            "skjerm.uten_hjemmel", _("Hjemmel mangler. Velg hva som gir rett til å skjerme."), enhet, felt="hjemmel"
        )
    kode = Tilgangskode.objects.filter(pk=felt.get("tilgangsrestriksjon_id")).first()
    if kode is None or (kode.utgaatt_dato and kode.utgaatt_dato <= i_dag()):
        yield Hinder("skjerm.ukjent_kode", _("Tilgangskoden er ikke i bruk. Velg en annen."), enhet, felt="kode")
    if set(felt.get("skjerming_metadata") or ()) - set(SkjermingMetadata.values):
        yield Hinder("skjerm.metadata", _("Velg hva som skjermes, fra listen."), enhet, felt="skjermingMetadata")


def sett_skjerming(enhet: Enhet, *, felt: Mapping[str, Any], av: Aktoer) -> Skjerming:
    """Screen a unit as another system has decided (krav 2.8.2, 5.2.14-5.2.17); an internal code narrows who sees it.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.VURDERE)
    enhet = laas_enhet(enhet)
    _krev_sett(av, enhet)
    ingen(hindre_for_levert_skjerming(enhet, felt))
    if isinstance(enhet, Mappe | Registrering) and felt["tilgangsrestriksjon_id"] in INTERNE_KODER:
        sak = enhet if isinstance(enhet, Mappe) else enhet.mappe
        enhet.tilgangsklasse = klasse_for(felt["tilgangsrestriksjon_id"], sak.administrativ_enhet_id if sak else None)
        enhet.save(update_fields=["tilgangsklasse"])
    skjerming, _ny = Skjerming.objects.update_or_create(**_paa(enhet), defaults=dict(felt))
    return skjerming


def fjern_skjerming(enhet: Enhet, *, av: Aktoer) -> None:
    """Take a screening away; who sees the unit is not widened by that. The log keeps it."""
    krev(av, Rett.VURDERE)
    enhet = laas_enhet(enhet)
    _krev_sett(av, enhet)
    Skjerming.objects.filter(**_paa(enhet)).delete()


def hindre_for_kassasjon(enhet: Enhet, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a decision about disposal: no such decision, a time that cannot be (M450-M453)."""
    if felt.get("kassasjonsvedtak") not in Kassasjonsvedtak.values:
        yield Hinder("kass.vedtak", _("Velg om det bevares, kasseres eller vurderes senere."), enhet)
    if not 0 <= (felt.get("bevaringstid") or 0) <= 1000:
        yield Hinder("kass.tid", _("Bevaringstiden er et antall år."), enhet, felt="bevaringstid")


def sett_kassasjon(enhet: Enhet, *, felt: Mapping[str, Any], av: Aktoer) -> Kassasjon:
    """Decide what shall happen to a unit, and when (krav 6.1.1-6.1.8). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE, Rett.KVALITETSSIKRE)
    enhet = laas_enhet(enhet)
    _krev_sett(av, enhet)
    ingen(hindre_for_kassasjon(enhet, felt))
    kassasjon, _ny = Kassasjon.objects.update_or_create(**_paa(enhet), defaults=dict(felt))
    return kassasjon


def fjern_kassasjon(enhet: Enhet, *, av: Aktoer) -> None:
    """Take a decision about disposal away: the level above decides again (krav 6.1.7)."""
    krev(av, Rett.ADMINISTRERE, Rett.KVALITETSSIKRE)
    enhet = laas_enhet(enhet)
    _krev_sett(av, enhet)
    Kassasjon.objects.filter(**_paa(enhet)).delete()


def hindre_for_signatur(enhet: Any, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a signature: no level, or nothing said of whether it held (M507, M508)."""
    if er_blank(str(felt.get("elektronisk_signatur_sikkerhetsnivaa") or "")):
        yield Hinder("sign.nivaa", _("Sikkerhetsnivået mangler."), enhet)
    if felt.get("elektronisk_signatur_verifisert") not in SignaturVerifisert.values:
        yield Hinder("sign.verifisert", _("Velg om signaturen er verifisert."), enhet)


def noter_signatur(
    enhet: Registrering | Dokumentbeskrivelse | Dokumentobjekt, *, felt: Mapping[str, Any], av: Aktoer
) -> ElektroniskSignatur:
    """Keep that something was signed, how strongly, and whether it held (M507, M508, M622). Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    enhet = laas_del(enhet) if isinstance(enhet, Dokumentobjekt) else laas_enhet(enhet)
    _krev_sett(av, enhet.dokumentbeskrivelse if isinstance(enhet, Dokumentobjekt) else enhet)
    ingen(hindre_for_signatur(enhet, felt))
    signatur, _ny = ElektroniskSignatur.objects.update_or_create(
        **_paa(enhet), defaults={"verifisert_dato": i_dag(), **felt}
    )
    return signatur


def registrer_utfoert_konvertering(
    objekt: Dokumentobjekt, *, fra: str, til: str, av: Aktoer, felt: Mapping[str, Any] | None = None
) -> Konvertering:
    """Write down that another system made this file out of one in another format (krav 2.7.26). Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    objekt = laas_del(objekt)
    krev_innsyn(av, *registreringene(objekt.dokumentbeskrivelse))
    ingen(hindre_for_utfoert_konvertering(objekt, fra, til))
    return Konvertering.objects.create(
        **{"dokumentobjekt": objekt, "konvertert_fra_format": fra, "konvertert_til_format": til, **(felt or {})}
    )


def hindre_for_utfoert_konvertering(objekt: Dokumentobjekt, fra: str, til: str) -> Iterator[Hinder]:
    """What stops the trace of a conversion: no formats."""
    if er_blank(fra) or er_blank(til):
        yield Hinder("konv.format", _("Skriv hvilket format filen hadde, og hvilket den fikk."), objekt)


def hindre_for_dokumentflyt(reg: Registrering, til: str) -> Iterator[Hinder]:
    """What stops a step of the flow: nobody that it went to."""
    if er_blank(til):
        yield Hinder("flyt.til", _("Skriv hvem dokumentet gikk til."), reg, felt="flytTil")


def registrer_dokumentflyt(
    reg: Registrering, *, til: str | Bruker, av: Aktoer, felt: Mapping[str, Any] | None = None
) -> Dokumentflyt:
    """Write down that an entry went from one to another (M660-M665); log data, that only an override changes.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.FORDELE, Rett.SAKSBEHANDLE)
    reg = laas_post(reg)
    krev_innsyn(av, reg)
    navn = til.navn if isinstance(til, Bruker) else rens(til)[:200]
    ingen(hindre_for_dokumentflyt(reg, navn))
    return Dokumentflyt.objects.create(
        **{
            "registrering_id": reg.pk,
            "flyt_til": navn,
            "flyt_til_bruker": til if isinstance(til, Bruker) else None,
            "flyt_fra": av.navn,
            "flyt_status": Flytstatus.FORDELT,
            **(felt or {}),
        }
    )


def hindre_for_ny_dokumentflyt(flyt: Dokumentflyt, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a correction of a step: it is locked for all but one who overrides, nobody that it went to (M660)."""
    yield from hindre_for_felt(flyt, dict(felt))
    yield from hindre_for_dokumentflyt(flyt.registrering, str(felt.get("flyt_til", flyt.flyt_til)))


def rett_dokumentflyt(flyt: Dokumentflyt, *, felt: Mapping[str, Any], av: Aktoer) -> Dokumentflyt:
    """Correct a step of the flow; who and when as an administrator who overrides (krav 2.9.3). Raises `Hindret`."""
    krev(av, Rett.FORDELE, Rett.SAKSBEHANDLE)
    flyt = laas_del(flyt)
    krev_innsyn(av, flyt.registrering)
    ingen_som_staar(hindre_for_ny_dokumentflyt(flyt, felt), av)
    for navn, verdi in felt.items():
        setattr(flyt, navn, verdi)
    flyt.save(update_fields=list(felt))
    return flyt


def hindre_for_sletting_av_dokumentflyt(flyt: Dokumentflyt) -> Iterator[Hinder]:
    """What stops deleting a step of the flow: it is log data (M660)."""
    yield Hinder("flyt.laast", _("Dokumentflyten viser hvem som har hatt dokumentet, og blir stående."), flyt)


def slett_dokumentflyt(flyt: Dokumentflyt, *, av: Aktoer) -> None:
    """Take away a step that was wrong, as an administrator who overrides (krav 2.9.3). Raises `Hindret`."""
    krev(av, Rett.FORDELE, Rett.SAKSBEHANDLE)
    flyt = laas_del(flyt)
    krev_innsyn(av, flyt.registrering)
    ingen_som_staar(hindre_for_sletting_av_dokumentflyt(flyt), av)
    flyt.delete()
