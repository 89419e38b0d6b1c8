"""Plain mapper and undermapper, and a mappe that becomes a case (noark5-modell, mappe; krav 2.5.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Arkivdel, Klasse, Mappe, Registrering, Saksmappe
from bysak.arkivstruktur.nummerserie import neste_nummer
from bysak.arkivstruktur.opprettelse import hindre_for_saksmappe, klassehindre, tittelhindre
from bysak.kjerne.arbeid import Aktoer, hold, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Tilgangsklasse
from bysak.organisasjon.tilgang import Rett, klasse_for, krev, krev_innsyn, krev_sted

Sted = Arkivdel | Klasse | Mappe
_TRELAAS = 20_260_106


@dataclass(frozen=True)
class Plass:
    """Where something new lies: its arkivdel, and the klasse or mappe it is placed by."""

    arkivdel: Arkivdel | None
    klasse: Klasse | None = None
    mappe: Mappe | None = None


def laas_plass(sted: Sted) -> Plass:
    """What a place means: under a klasse, the period that takes cases and sorts by its system; held still."""
    if isinstance(sted, Mappe):
        over = laas(sted)
        return Plass(over.arkivdel, over.klasse, over)
    if isinstance(sted, Klasse):
        perioder = Arkivdel.objects.select_for_update(no_key=True).filter(
            klassifikasjonssystem=sted.klassifikasjonssystem_id, arkivdelstatus=Arkivdelstatus.AKTIV
        )
        return Plass(perioder.order_by("-arkivperiode_start_dato", "system_id").first(), sted)
    return Plass(laas(sted))


def hindre_for_mappe(plass: Plass, tittel: str) -> Iterator[Hinder]:
    """What stops a mappe: no title, a closed period or mappe over it, a klasse that is missing or takes none.

    krav 2.3.6, 2.4.4, 2.4.5, 2.5.5.
    """
    yield from tittelhindre(tittel, "mappe")
    arkivdel = plass.arkivdel
    if arkivdel is None or arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("sak.arkivdel", _("Arkivdelen tar ikke imot nye saker. Velg en aktiv periode."), arkivdel)
    if plass.mappe is not None and plass.mappe.er_avsluttet:
        yield Hinder("mappe.over_avsluttet", _("Mappen over er avsluttet."), plass.mappe, felt="forelder")
    if plass.mappe is None:
        yield from klassehindre(arkivdel, plass.klasse)


def opprett_mappe(sted: Sted, *, tittel: str, av: Aktoer, felt: Mapping[str, Any] | None = None) -> Mappe:
    """Make a plain mappe in an arkivdel, a klasse or another mappe (krav 2.5.1). It has a number of the cases' series.

    felt: other columns that are known from the start. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_sted(av, sted)
    plass = laas_plass(sted)
    if plass.mappe is not None:
        krev_innsyn(av, plass.mappe)
    ingen(hindre_for_mappe(plass, tittel))
    arkivdel, klasse, over = plass.arkivdel, plass.klasse, plass.mappe
    assert arkivdel is not None
    mappe = Mappe(
        art=Mappe.Art.MAPPE,
        arkiv_id=arkivdel.arkiv_id,
        arkivdel=arkivdel,
        klasse=klasse,
        forelder=over,
        tittel=rens(tittel),
        offentlig_tittel=rens(tittel),
        aldri_paa_nett=(klasse is not None and klasse.aldri_paa_nett) or (over is not None and over.aldri_paa_nett),
        dokumentmedium=(over or arkivdel).dokumentmedium,
        oppbevaringssted=(over or arkivdel).oppbevaringssted,
        tilgangsklasse=_hvem_ser(klasse, over),
        ser_ogsaa_id=over.ser_ogsaa_id if over else None,
    )
    for navn, verdi in (felt or {}).items():
        setattr(mappe, navn, verdi)
    aar = i_dag().year
    mappe.mappe_id = f"{aar}/{neste_nummer('sak', aar)}"
    mappe.save(force_insert=True)
    return mappe


def _hvem_ser(klasse: Klasse | None, over: Mappe | None) -> Tilgangsklasse:
    return over.tilgangsklasse if over else klasse_for(klasse.tilgangskode_id if klasse else None)


def hindre_for_utvidelse_til_sak(
    mappe: Mappe, *, enhet: AdministrativEnhet | None, saksansvarlig: Bruker | None, saksdato: date | None = None
) -> Iterator[Hinder]:
    """What stops a mappe from becoming a case: it is one, it is closed, and what stops any case (krav 2.5.2)."""
    if mappe.art != Mappe.Art.MAPPE:
        yield Hinder("utvid.er_sak", _("Mappen er alt en saksmappe eller møtemappe."), mappe)
    if mappe.er_avsluttet:
        yield Hinder("utvid.avsluttet", _("Mappen er avsluttet."), mappe)
    yield from hindre_for_saksmappe(
        mappe.arkivdel, tittel=mappe.tittel, klasse=mappe.klasse, enhet=enhet, saksansvarlig=saksansvarlig,
        saksdato=saksdato,
    )  # fmt: skip


def utvid_til_saksmappe(
    mappe: Mappe,
    *,
    enhet: AdministrativEnhet,
    saksansvarlig: Bruker,
    av: Aktoer,
    saksdato: date | None = None,
    felt: Mapping[str, Any] | None = None,
) -> Saksmappe:
    """Make a case of a mappe; it keeps its systemID and its number (krav 2.5.1, 2.5.2). Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    mappe = laas(mappe)
    krev_innsyn(av, mappe)
    ingen(hindre_for_utvidelse_til_sak(mappe, enhet=enhet, saksansvarlig=saksansvarlig, saksdato=saksdato))
    aar, _skille, nummer = mappe.mappe_id.partition("/")
    nytt = {
        "art": Mappe.Art.SAKSMAPPE, "administrativ_enhet": enhet, "saksansvarlig": saksansvarlig,
        "saksdato": saksdato or i_dag(), "saksaar": int(aar), "sakssekvensnummer": int(nummer), **(felt or {}),
    }  # fmt: skip
    for navn, verdi in nytt.items():
        setattr(mappe, navn, verdi)
    mappe.save(update_fields=list(nytt))
    return Saksmappe.objects.get(pk=mappe.pk)


def hindre_for_ny_overmappe(mappe: Mappe, over: Mappe | None) -> Iterator[Hinder]:
    """What stops a mappe from being put under another, or by itself: closed, a ring, another place or other sight."""
    if mappe.er_avsluttet:
        yield Hinder("mappe.avsluttet", _("Mappen er avsluttet."), mappe)
    if over is None:
        yield from klassehindre(mappe.arkivdel, mappe.klasse)
        return
    if over.er_avsluttet:
        yield Hinder("mappe.over_avsluttet", _("Mappen over er avsluttet."), over, felt="forelder")
    if mappe.pk in {m.pk for m in _med_overmapper(over)}:
        yield Hinder("mappe.ring", _("En mappe kan ikke ligge under seg selv."), mappe, felt="forelder")
    if over.arkivdel_id != mappe.arkivdel_id:
        yield Hinder("mappe.arkivdel", _("Mappene ligger i hver sin arkivdel. Flytt til arkivdelen først."), over)
    if over.tilgangsklasse_id != mappe.tilgangsklasse_id:
        yield Hinder("mappe.tilgang", _("Mappene er ikke skjermet likt. Vurder skjermingen først."), over)


def _med_overmapper(mappe: Mappe) -> Iterator[Mappe]:
    over: Mappe | None = mappe
    while over is not None:
        yield over
        over = over.forelder


def flytt_mappe(mappe: Mappe, *, over: Mappe | None, av: Aktoer) -> Mappe:
    """Put a mappe under another one, or by itself in its arkivdel (krav 2.5.1). Raises `Hindret`."""
    krev(av, Rett.JOURNALFOERE, Rett.ADMINISTRERE)
    # Two moves at once could make a ring that neither of them sees.
    hold(_TRELAAS, mappe.virksomhet_id)  # type: ignore[arg-type]
    over = over and laas(over)
    mappe = laas(mappe)
    krev_innsyn(av, mappe, *([over] if over else []))
    ingen(hindre_for_ny_overmappe(mappe, over))
    mappe.forelder = over
    mappe.save(update_fields=["forelder"])
    return mappe


def hindre_for_mappeavslutning(mappe: Mappe) -> Iterator[Hinder]:
    """What stops closing a plain mappe: it is closed, it is a case, something in it is open (krav 3.2.1, 3.2.8)."""
    if mappe.er_avsluttet:
        yield Hinder("mappe.avsluttet", _("Mappen er alt avsluttet."), mappe)
    if mappe.art == Mappe.Art.SAKSMAPPE:
        yield Hinder("mappe.er_sak", _("En sak avsluttes gjennom saksstatus."), mappe)
    if mappe.undermapper.filter(avsluttet_dato__isnull=True).exists():
        yield Hinder("mappe.aapne_under", _("En mappe under denne er ikke avsluttet."), mappe)


def avslutt_mappe(mappe: Mappe, *, av: Aktoer) -> Mappe:
    """Close a plain mappe, and archive what is in it (krav 3.2.1, 3.2.13, M602, M603). Raises `Hindret`."""
    krev(av, Rett.AVSLUTTE)
    mappe = laas(mappe)
    krev_innsyn(av, mappe)
    ingen(hindre_for_mappeavslutning(mappe))
    for reg in Registrering.objects.filter(mappe_id=mappe.pk, arkivert_dato__isnull=True):
        reg.arkivert_dato, reg.arkivert_av = naa(), av.navn
        reg.save(update_fields=["arkivert_dato", "arkivert_av"])
    mappe.avsluttet_dato, mappe.avsluttet_av = naa(), av.navn
    mappe.save(update_fields=["avsluttet_dato", "avsluttet_av"])
    return mappe
