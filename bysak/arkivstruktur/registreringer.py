"""Plain registreringer, in a mappe or straight in an arkivdel, and one that becomes a journalpost (krav 2.6.1)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import ENDELIGE, Arkivdelstatus, Journalposttype, Journalstatus, Saksstatus
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.mapper import Plass, Sted, laas_plass
from bysak.arkivstruktur.models import Journalpost, Mappe, Registrering
from bysak.arkivstruktur.nummerserie import neste_nummer
from bysak.arkivstruktur.opprettelse import LEVERT_STATUS, hold_perioden, periode_for, tittelhindre
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, klasse_for, krev, krev_innsyn, krev_sted


def hindre_for_registrering(plass: Plass, tittel: str) -> Iterator[Hinder]:
    """What stops a registrering: no title, a closed mappe, klasse or period over it, a klasse with others under it.

    krav 2.3.6, 2.4.4, 2.4.5, 2.5.5, 2.6.7.
    """
    yield from tittelhindre(tittel, "reg")
    mappe, klasse = plass.mappe, plass.klasse
    if mappe is not None:
        if mappe.er_avsluttet or mappe.saksstatus == Saksstatus.UTGAAR:
            yield Hinder("reg.mappe_avsluttet", _("Mappen er avsluttet og tar ikke imot mer."), mappe)
        return
    if plass.arkivdel is None or plass.arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("reg.arkivdel", _("Arkivdelen er avsluttet og tar ikke imot mer."), plass.arkivdel)
    if klasse is not None and klasse.avsluttet_dato:
        yield Hinder("reg.klasse_avsluttet", _("Klassen er avsluttet. Velg en som er i bruk."), klasse)
    if klasse is not None and (klasse.underklasser.exists() or klasse.mapper.exists()):
        yield Hinder("reg.klasse_opptatt", _("Klassen har klasser eller mapper under seg. Legg den der."), klasse)


def opprett_registrering(sted: Sted, *, tittel: str, av: Aktoer, felt: Mapping[str, Any] | None = None) -> Registrering:
    """Make a plain registrering in a mappe, an arkivdel or a klasse (krav 2.6.1); it is not in the journal.

    felt: other columns that are known from the start. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_sted(av, sted)
    if isinstance(sted, Mappe):
        hold_perioden(sted)
    plass = laas_plass(sted)
    if plass.mappe is not None:
        krev_innsyn(av, plass.mappe)
    ingen(hindre_for_registrering(plass, tittel))
    reg = _i_mappen(plass.mappe) if plass.mappe is not None else _i_arkivdelen(plass)
    reg.tittel = reg.offentlig_tittel = rens(tittel)
    for navn, verdi in (felt or {}).items():
        setattr(reg, navn, verdi)
    reg.save(force_insert=True)
    return reg


def _i_mappen(mappe: Mappe) -> Registrering:
    """A number in the mappe, as every entry there has (M004); one of an overlapping period moves on (krav 6.2.5)."""
    mappe.siste_journalpostnummer += 1
    mappe.arkivdel_id = periode_for(mappe)
    mappe.save(update_fields=["siste_journalpostnummer", "arkivdel"])
    return Registrering(
        art=Registrering.Art.REGISTRERING,
        arkiv_id=mappe.arkiv_id,
        mappe=mappe,
        registrerings_id=f"{mappe.mappe_id}-{mappe.siste_journalpostnummer}",
        journalpostnummer=mappe.siste_journalpostnummer,
        dokumentmedium=mappe.dokumentmedium,
        oppbevaringssted=mappe.oppbevaringssted,
        tilgangsklasse_id=mappe.tilgangsklasse_id,
        ser_ogsaa_id=mappe.ser_ogsaa_id,
    )


def _i_arkivdelen(plass: Plass) -> Registrering:
    arkivdel, klasse, aar = plass.arkivdel, plass.klasse, i_dag().year
    assert arkivdel is not None
    return Registrering(
        art=Registrering.Art.REGISTRERING,
        arkiv_id=arkivdel.arkiv_id,
        arkivdel=arkivdel,
        klasse=klasse,
        registrerings_id=f"{aar}/{neste_nummer('registrering', aar)}",
        dokumentmedium=arkivdel.dokumentmedium,
        oppbevaringssted=arkivdel.oppbevaringssted,
        tilgangsklasse=klasse_for(klasse.tilgangskode_id if klasse else None),
    )


def hindre_for_utvidelse_til_journalpost(reg: Registrering, *, type: str, status: str | None) -> Iterator[Hinder]:
    """What stops a registrering from becoming a journalpost: it is one, it lies outside a case, it is archived."""
    if reg.art != Registrering.Art.REGISTRERING:
        yield Hinder("utvid.er_journalpost", _("Registreringen er alt en journalpost eller et notat."), reg)
    if reg.mappe is None or reg.mappe.art != Mappe.Art.SAKSMAPPE:
        yield Hinder("utvid.ikke_i_sak", _("Journalposter kan bare ligge i en sak. Flytt registreringen dit."), reg)
    elif reg.mappe.er_avsluttet:
        yield Hinder("utvid.sak_avsluttet", _("Saken er avsluttet."), reg.mappe)
    if reg.arkivert_dato:
        yield Hinder("utvid.arkivert", _("Registreringen er arkivert og låst."), reg)
    if type not in Journalposttype.values:
        yield Hinder("jp.type", _("Velg journalposttype."), reg, felt="type")
    if status is not None and status not in LEVERT_STATUS:
        yield Hinder("jp.status", _("En ny journalpost kan ikke begynne med denne statusen."), reg, felt="status")


def utvid_til_journalpost(
    reg: Registrering, *, type: str, av: Aktoer, status: str | None = None, felt: Mapping[str, Any] | None = None
) -> Journalpost:
    """Make a journalpost of a registrering in a case; it keeps its systemID and its place (krav 2.6.2).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE) if status in ENDELIGE else krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    reg = laas_post(reg)
    krev_innsyn(av, reg)
    ingen(hindre_for_utvidelse_til_journalpost(reg, type=type, status=status))
    innkommet = type == Journalposttype.INNGAAENDE
    nytt: dict[str, Any] = {
        "art": Registrering.Art.JOURNALPOST,
        "journalposttype": type,
        "journalstatus": status or (Journalstatus.MIDLERTIDIG if innkommet else Journalstatus.RESERVERT),
        "restanse": type in (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING),
        "journalaar": i_dag().year,
        **(felt or {}),
    }
    if status in ENDELIGE:
        nytt["foerst_endelig"], nytt["journaldato"] = naa(), nytt.get("journaldato") or i_dag()
    nytt["journalsekvensnummer"] = neste_nummer("journal", nytt["journalaar"])
    for navn, verdi in nytt.items():
        setattr(reg, navn, verdi)
    reg.save(update_fields=list(nytt))
    return Journalpost.objects.get(pk=reg.pk)
