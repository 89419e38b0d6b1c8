"""The next version of a classification, with what became of each klasse; and klasser beside the primary one."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.laasing import laas_del
from bysak.arkivstruktur.models import (
    Arkivdel,
    Klasse,
    Klasseovergang,
    Klassifikasjonssystem,
    Mappe,
    SekundaerKlassifikasjon,
    Sekundaersystem,
)
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

_KOPIERES = (
    *("klasse_id", "tittel", "beskrivelse", "noekkelord", "aldri_paa_nett", "tilgangskode_id"),
    *("kassasjonsvedtak", "bevaringstid"),
)


def hindre_for_ny_versjon(system: Klassifikasjonssystem, tittel: str) -> Iterator[Hinder]:
    """What stops a next version: there is one, or it has no title."""
    if system.arvtakere.exists():
        yield Hinder("versjon.finnes", _("Klassifikasjonssystemet har alt en ny versjon."), system)
    if er_blank(tittel):
        yield Hinder("klassifikasjon.tittel", _("Tittel mangler."), felt="tittel")


def ny_versjon(system: Klassifikasjonssystem, *, tittel: str, av: Aktoer) -> Klassifikasjonssystem:
    """Copy a system with its open klasser, each pointing back to the one it carries on (krav 2.9.7).

    The old one is untouched: periods go on sorting by it until a new period takes the new one. Raises `Hindret` or
    `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    system = laas(system)
    ingen(hindre_for_ny_versjon(system, tittel))
    ny = Klassifikasjonssystem.objects.create(
        tittel=rens(tittel)[:250],
        klassifikasjonstype=system.klassifikasjonstype,
        beskrivelse=system.beskrivelse,
        forloeper=system,
    )
    kopier: dict[UUID | None, Klasse] = {}
    # From the top, so that the parent is there when its children come.
    lag = list(system.klasser.filter(forelder__isnull=True))
    while lag:
        for gammel in (k for k in lag if k.avsluttet_dato is None):
            kopier[gammel.pk] = Klasse.objects.create(
                klassifikasjonssystem=ny,
                forelder=kopier.get(gammel.forelder_id),
                **{felt: getattr(gammel, felt) for felt in _KOPIERES},
            )
        lag = list(Klasse.objects.filter(forelder__in=[k.pk for k in lag]))
    Klasseovergang.objects.bulk_create(
        [Klasseovergang(fra_klasse_id=fra, til_klasse=til) for fra, til in kopier.items() if fra]
    )
    return ny


def hindre_for_overgang(fra: Klasse, til: Klasse) -> Iterator[Hinder]:
    """What stops saying that one klasse carries on another: they are not of two versions that follow one another."""
    if til.klassifikasjonssystem.forloeper_id != fra.klassifikasjonssystem_id:
        yield Hinder("overgang.versjon", _("Klassen hører ikke til neste versjon av systemet."), til, felt="til")
    if Klasseovergang.objects.filter(fra_klasse=fra, til_klasse=til).exists():
        yield Hinder("overgang.finnes", _("Overgangen er alt registrert."), til, felt="til")


def legg_til_overgang(fra: Klasse, *, til: Klasse, av: Aktoer) -> Klasseovergang:
    """Say that a klasse of the next version carries on this one: it was split, merged or renamed.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.KLASSIFISERE)
    fra = laas(fra)
    ingen(hindre_for_overgang(fra, til))
    return Klasseovergang.objects.create(fra_klasse=fra, til_klasse=til)


def fjern_overgang(overgang: Klasseovergang, *, av: Aktoer) -> None:
    """Take back that one klasse carries on another. Raises `PermissionDenied`."""
    krev(av, Rett.KLASSIFISERE)
    laas(overgang).delete()


def etterfoelgere(klasse: Klasse) -> list[Klasse]:
    """What a klasse has become in the newest version that says so: itself, another, or several when it was split."""
    naa, ferdige = [klasse], []
    while naa:
        neste: list[Klasse] = []
        for k in naa:
            videre = [o.til_klasse for o in k.overganger_til.select_related("til_klasse")]
            neste += videre
            if not videre and k not in ferdige:
                ferdige.append(k)
        naa = neste
    return sorted(ferdige, key=lambda k: k.klasse_id)


def hindre_for_sekundaersystem(arkivdel: Arkivdel, system: Klassifikasjonssystem) -> Iterator[Hinder]:
    """What stops a second system for an arkivdel: it is the primary one, is there already, or is closed."""
    if system.pk == arkivdel.klassifikasjonssystem_id:
        yield Hinder("sekundaer.primaer", _("Dette er arkivdelens primære system."), system, felt="system")
    if arkivdel.sekundaersystemer.filter(klassifikasjonssystem=system).exists():
        yield Hinder("sekundaer.finnes", _("Arkivdelen bruker alt dette systemet."), system, felt="system")
    if system.avsluttet_dato:
        yield Hinder("system.avsluttet", _("Klassifikasjonssystemet er avsluttet."), system, felt="system")


def ta_i_bruk_sekundaersystem(arkivdel: Arkivdel, *, system: Klassifikasjonssystem, av: Aktoer) -> Sekundaersystem:
    """Let cases of an arkivdel be sorted by a second system too (krav 2.9.6). Raises `Hindret`, `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_sekundaersystem(arkivdel, system))
    return Sekundaersystem.objects.create(arkivdel=arkivdel, klassifikasjonssystem=system)


def hindre_for_sekundaerslutt(bruken: Sekundaersystem) -> Iterator[Hinder]:
    """What stops leaving a second system: cases of the arkivdel have klasser of it."""
    sortert = SekundaerKlassifikasjon.objects.filter(
        mappe__arkivdel=bruken.arkivdel_id, klasse__klassifikasjonssystem=bruken.klassifikasjonssystem_id
    )
    if antall := sortert.count():
        yield Hinder(
            "sekundaer.i_bruk",
            ngettext("%(n)s sak har en klasse i systemet.", "%(n)s saker har en klasse i systemet.", antall)
            % {"n": antall},
            bruken.klassifikasjonssystem,
        )


def slutt_med_sekundaersystem(bruken: Sekundaersystem, *, av: Aktoer) -> None:
    """An arkivdel no longer uses a second system that no case of it has (krav 2.9.6). Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    bruken = laas(bruken)
    ingen(hindre_for_sekundaerslutt(bruken))
    bruken.delete()


def hindre_for_sekundaer_klasse(sak: Mappe, klasse: Klasse) -> Iterator[Hinder]:
    """What stops a klasse beside the primary one: the case or the klasse is closed, or it is not one to use here."""
    if sak.er_avsluttet:
        yield Hinder("sekundaer.sak_avsluttet", _("Saken er avsluttet."), sak)
    if klasse.avsluttet_dato or klasse.underklasser.exists():
        yield Hinder("sekundaer.klasse", _("Velg en åpen klasse på laveste nivå."), klasse, felt="klasse")
    if klasse.pk == sak.klasse_id or sak.sekundaer_klassifikasjon.filter(klasse=klasse).exists():
        yield Hinder("sekundaer.har", _("Saken har alt denne klassen."), klasse, felt="klasse")
    arkivdel, system = sak.arkivdel, klasse.klassifikasjonssystem
    # A case may belong under two klasser of its own system, too: the standard sets no bound there (text 2.4).
    if (
        system.pk != arkivdel.klassifikasjonssystem_id
        and not arkivdel.sekundaersystemer.filter(klassifikasjonssystem=system).exists()
    ):
        yield Hinder("sekundaer.system", _("Arkivdelen bruker ikke dette systemet."), klasse, felt="klasse")


def gi_sekundaer_klasse(sak: Mappe, *, klasse: Klasse, av: Aktoer) -> SekundaerKlassifikasjon:
    """Sort a case by a second klasse. It finds the case there, and takes nothing from it: only the primary one passes
    on access and disposal (M209, text 2.4). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    sak = laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_sekundaer_klasse(sak, klasse))
    return SekundaerKlassifikasjon.objects.create(mappe=sak, klasse=klasse)


def fjern_sekundaer_klasse(kobling: SekundaerKlassifikasjon, *, av: Aktoer) -> None:
    """Take a second klasse away from a case. Raises `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_innsyn(av, kobling.mappe)
    laas_del(kobling).delete()
