"""Moving entries between cases, splitting and merging cases, moving a case in the plan (standard section 3.2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.arkivstruktur.avslutning import sett_sak_utgaar
from bysak.arkivstruktur.koder import Arkivdelstatus, Journalstatus, Saksstatus
from bysak.arkivstruktur.laasing import laas_poster
from bysak.arkivstruktur.models import (
    Arkivdel,
    Avskrivning,
    Dokumentbeskrivelse,
    Klasse,
    Kryssreferanse,
    Mappe,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.opprettelse import hold_perioden, klassehindre, opprett_saksmappe, periode_for
from bysak.kjerne.arbeid import Aktoer, begrunn, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, kan, klasse_for, krev, krev_innsyn

UFERDIG = (Journalstatus.MIDLERTIDIG, Journalstatus.SAKSBEHANDLER)


@dataclass(frozen=True)
class Flyttet:
    """One entry that has moved: the id it had, and what the person should remember (krav 3.2.36, 3.2.42)."""

    post: Registrering
    gammel_id: str
    paaminnelser: tuple[str, ...]


def hindre_for_flytting(
    poster: Sequence[Registrering], til: Mappe, grunn: str = "", av: Aktoer | None = None
) -> Iterator[Hinder]:
    """What stops a move, every blocking avskrivning named (krav 3.2.35, 3.2.39, 3.2.40).

    av: who moves; without, the questions about the person are left out.
    """
    if er_blank(grunn):
        yield Hinder("flytt.uten_grunn", _("Skriv hvorfor det flyttes."), til, felt="grunn")
    if not poster:
        yield Hinder("flytt.ingenting", _("Velg hva som skal flyttes."), felt="poster")
    yield from _maalhindre(til)
    for reg in poster:
        yield from _posthindre(reg, til, av)
    yield from _avskrivningshindre([reg.pk for reg in poster])


def _maalhindre(til: Mappe) -> Iterator[Hinder]:
    if til.er_avsluttet or til.saksstatus != Saksstatus.UNDER_BEHANDLING:
        yield Hinder("flytt.maal_avsluttet", _("Saken det flyttes til, er ikke åpen. Velg en åpen sak."), til)
    if til.art != Mappe.Art.SAKSMAPPE:
        yield Hinder("flytt.ikke_saksmappe", _("Journalposter kan bare ligge i en sak. Velg en sak."), til)
    if til.arkivdel.arkivdelstatus == Arkivdelstatus.AVSLUTTET:
        yield Hinder("flytt.periode", _("Saken det flyttes til, er i en avsluttet arkivperiode."), til)


def _posthindre(reg: Registrering, til: Mappe, av: Aktoer | None) -> Iterator[Hinder]:
    if reg.mappe_id == til.pk:
        yield Hinder("flytt.samme_sak", _("%(nr)s ligger alt i saken.") % {"nr": reg.registrerings_id}, reg)
        return
    if reg.mappe is None or reg.mappe.er_avsluttet:
        yield Hinder("flytt.kilde_avsluttet", _("Saken det flyttes fra, er avsluttet. Gjenåpne den først."), reg.mappe)
    if reg.arkiv_id != til.arkiv_id:
        yield Hinder("flytt.annet_arkiv", _("Saken er i et annet arkiv, med sin egen rekke av løpenumre."), til)
    if reg.arkivert_dato:
        if reg.mappe is not None and reg.mappe.arkivdel_id != til.arkivdel_id:  # krav 3.2.14
            yield Hinder("flytt.annen_arkivdel", _("En arkivert journalpost kan ikke bytte arkivdel."), reg)
        if av is not None and not kan(av, Rett.KVALITETSSIKRE):  # krav 3.2.40
            yield Hinder("flytt.arkivert", _("%(nr)s er arkivert. Be arkivet om å flytte den.") % {"nr": reg}, reg)
    if av is not None and not (kan(av, Rett.JOURNALFOERE) or _eget_utkast(reg, av)):  # krav 3.2.41
        yield Hinder(
            "flytt.ikke_din",
            _("Du kan bare flytte det du selv behandler, før det er journalført. Be arkivet om hjelp."),
            reg,
        )


def _eget_utkast(reg: Registrering, av: Aktoer) -> bool:
    return (
        reg.journalstatus in UFERDIG
        and reg.arkiv.egne_utkast_flyttes
        and reg.korrespondanseparter.filter(saksbehandler_id=av.bruker_id).exists()
    )


def _avskrivningshindre(ider: Sequence[UUID]) -> Iterator[Hinder]:
    bundne = Avskrivning.objects.filter(
        Q(registrering_id__in=ider) ^ Q(besvart_av_id__in=ider), besvart_av__isnull=False
    ).select_related("registrering", "besvart_av")
    for a in bundne:
        yield Hinder(
            "flytt.avskrivning",
            _("%(brev)s er avskrevet av %(svar)s. Flytt begge, eller opphev avskrivningen.")
            % {"brev": a.registrering.registrerings_id, "svar": a.besvart_av.registrerings_id},
            a,
        )


def flytt(poster: Sequence[Registrering], *, til: Saksmappe, grunn: str, av: Aktoer) -> list[Flyttet]:
    """Move entries to another case, all or none, with new numbers there (krav 3.2.35-3.2.42).

    Those left behind keep theirs, and a number that was moved away is not given again. Løpenummer stays.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE, Rett.SAKSBEHANDLE)
    hold_perioden(til)
    poster = laas_poster(*poster, saker=[til])
    til = laas(til)
    krev_innsyn(av, til, *poster, *{reg.mappe for reg in poster})
    ingen(hindre_for_flytting(poster, til, grunn, av))
    begrunn(grunn)
    flyttet = [_flytt_en(reg, til) for reg in sorted(poster, key=lambda r: (r.mappe_id, r.journalpostnummer or 0))]
    til.arkivdel_id = periode_for(til)
    til.save(update_fields=["siste_journalpostnummer", "arkivdel"])
    return flyttet


def _flytt_en(reg: Registrering, til: Saksmappe) -> Flyttet:
    gammel_id, fra = reg.registrerings_id, reg.mappe
    til.siste_journalpostnummer += 1
    reg.mappe, reg.journalpostnummer = til, til.siste_journalpostnummer
    reg.registrerings_id = f"{til.mappe_id}-{reg.journalpostnummer}"
    # Sight follows the case, except where the entry has a code of its own.
    if fra is not None and reg.tilgangsklasse_id == fra.tilgangsklasse_id:
        reg.tilgangsklasse_id, reg.ser_ogsaa_id = til.tilgangsklasse_id, til.ser_ogsaa_id
    elif reg.tilgangsklasse.kode_id:
        reg.tilgangsklasse = klasse_for(reg.tilgangsklasse.kode_id, til.administrativ_enhet_id)
    reg.save(update_fields=["mappe", "journalpostnummer", "registrerings_id", "tilgangsklasse", "ser_ogsaa"])
    return Flyttet(reg, gammel_id, tuple(_paaminnelser(reg, gammel_id)))


def _paaminnelser(reg: Registrering, gammel_id: str) -> Iterator[str]:
    paa_papir = Dokumentbeskrivelse.objects.filter(
        koblinger__registrering_id=reg.pk, dokumentmedium__in=("F", "B")
    ).exists()
    if paa_papir or reg.dokumentmedium in ("F", "B"):
        yield _("Rett henvisningen på papiret: %(gammel)s er nå %(ny)s.") % {
            "gammel": gammel_id,
            "ny": reg.registrerings_id,
        }


@transaction.atomic  # when the move is stopped, there is no new case either
def del_sak(
    sak: Saksmappe, *, poster: Sequence[Registrering], tittel: str, grunn: str, av: Aktoer
) -> tuple[Saksmappe, list[Flyttet]]:
    """Split a case: some of its entries go to a new one with the same klasse, unit and responsible person.

    The two refer to each other. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE)
    hold_perioden(sak)
    sak = laas(sak)
    krev_innsyn(av, sak)
    klasse, enhet = sak.klasse, sak.administrativ_enhet
    ansvarlig = cast(Bruker, sak.saksansvarlig)  # a saksmappe has one: the database says so
    ny = opprett_saksmappe(
        Arkivdel.objects.get(pk=periode_for(sak)), tittel=tittel, klasse=klasse, enhet=enhet,
        saksansvarlig=ansvarlig, av=av, tilgangsklasse=sak.tilgangsklasse,
    )  # fmt: skip
    flyttet = flytt(poster, til=ny, grunn=grunn, av=av)
    Kryssreferanse.objects.create(mappe_id=sak.pk, til_mappe_id=ny.pk)
    Kryssreferanse.objects.create(mappe_id=ny.pk, til_mappe_id=sak.pk)
    return Saksmappe.objects.get(pk=ny.pk), flyttet


@transaction.atomic
def slaa_sammen(fra: Saksmappe, *, til: Saksmappe, grunn: str, av: Aktoer) -> list[Flyttet]:
    """Merge: everything in one case moves to the other, and the emptied one goes out of use and says where it went.

    Entries that are Utgår stay behind as the explanation of their numbers. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE)
    hold_perioden(til)
    laas_poster(saker=[fra, til])
    krev_innsyn(av, fra, til)
    poster = list(Registrering.objects.filter(mappe_id=fra.pk).exclude(journalstatus=Journalstatus.UTGAAR))
    if not poster:
        ingen(_hindre_for_tom_sak(fra, til))
    flyttet = flytt(poster, til=til, grunn=grunn, av=av) if poster else []
    Kryssreferanse.objects.get_or_create(mappe_id=fra.pk, til_mappe_id=til.pk)
    sett_sak_utgaar(fra, grunn=grunn, av=av)
    return flyttet


def _hindre_for_tom_sak(fra: Mappe, til: Mappe) -> Iterator[Hinder]:
    """What moving the entries would have said, had there been any."""
    if fra.pk == til.pk:
        yield Hinder("flytt.samme_sak", _("Velg en annen sak å slå sammen med."), til)
    yield from _maalhindre(til)


def hindre_for_omklassifisering(sak: Mappe, klasse: Klasse, grunn: str) -> Iterator[Hinder]:
    """What stops a new klasse: no reason, a closed case, a klasse that takes no cases (krav 2.4.4, 2.4.5, 2.5.6)."""
    if er_blank(grunn):
        yield Hinder("klasse.uten_grunn", _("Skriv hvorfor klassen er feil."), sak, felt="grunn")
    if sak.er_avsluttet:
        yield Hinder("klasse.avsluttet", _("Saken er avsluttet. Gjenåpne den først."), sak)
    if sak.klasse_id == klasse.pk:
        yield Hinder("klasse.samme", _("Saken har alt denne klassen."), sak, felt="klasse")
    yield from klassehindre(sak.arkivdel, klasse)


def omklassifiser(sak: Saksmappe, *, klasse: Klasse, grunn: str, av: Aktoer) -> Saksmappe:
    """Give a case another klasse. A stricter klasse closes the case and what follows it; a laxer one opens nothing.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE)
    sak, klasse = laas(sak), laas(klasse)
    krev_innsyn(av, sak)
    ingen(hindre_for_omklassifisering(sak, klasse, grunn))
    begrunn(grunn)
    sak.klasse = klasse
    sak.aldri_paa_nett = sak.aldri_paa_nett or klasse.aldri_paa_nett
    if klasse.tilgangskode_id:
        gammel, sak.tilgangsklasse = (
            sak.tilgangsklasse_id,
            klasse_for(klasse.tilgangskode_id, sak.administrativ_enhet_id),
        )
        for reg in sak.registreringer.filter(tilgangsklasse_id=gammel):
            reg.tilgangsklasse = sak.tilgangsklasse
            reg.save(update_fields=["tilgangsklasse"])
    sak.save(update_fields=["klasse", "aldri_paa_nett", "tilgangsklasse"])
    return sak


def hindre_for_ny_arkivdel(sak: Mappe, arkivdel: Arkivdel) -> Iterator[Hinder]:
    """What stops a case from changing arkivdel: archived entries, another arkiv, a period that takes none."""
    if arkivdel.pk == sak.arkivdel_id:
        yield Hinder("arkivdel.samme", _("Saken ligger alt i arkivdelen."), sak, felt="arkivdel")
    if arkivdel.arkiv_id != sak.arkiv_id:
        yield Hinder("arkivdel.annet_arkiv", _("Arkivdelen hører til et annet arkiv."), arkivdel, felt="arkivdel")
    if arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("arkivdel.status", _("Arkivdelen tar ikke imot saker. Velg en aktiv periode."), arkivdel)
    if sak.er_avsluttet:
        yield Hinder("arkivdel.avsluttet", _("En avsluttet sak blir i perioden den ble avsluttet i."), sak)
    if arkivdel.klassifikasjonssystem_id and sak.klasse is not None:
        yield from klassehindre(arkivdel, sak.klasse)


def flytt_sak(sak: Saksmappe, *, arkivdel: Arkivdel, av: Aktoer) -> Saksmappe:
    """Move an open case to another arkivdel of the same arkiv (krav 6.2.9). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.JOURNALFOERE, Rett.ADMINISTRERE)
    arkivdel, sak = laas(arkivdel), laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_ny_arkivdel(sak, arkivdel))
    sak.arkivdel = arkivdel
    sak.save(update_fields=["arkivdel"])
    return sak
