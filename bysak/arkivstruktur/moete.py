"""Møtemapper and møteregistreringer: the other kinds of mappe and registrering (krav 2.5.1, 2.5.3, 2.6.1, 2.6.5)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Arkivdel, Mappe, Registrering
from bysak.arkivstruktur.opprettelse import TITTEL_MAKS
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.organisasjon.tilgang import Rett, klasse_for, krev, krev_innsyn, krev_sted


def hindre_for_moetemappe(arkivdel: Arkivdel, *, utvalg: str, moetenummer: str) -> Iterator[Hinder]:
    """What stops a møtemappe: a closed period, no utvalg or number, a number that the utvalg has used (M008, M370)."""
    if arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("moete.arkivdel", _("Arkivdelen tar ikke imot nye saker. Velg en aktiv periode."), arkivdel)
    if not 0 < len(rens(utvalg)) <= 200:
        yield Hinder("moete.utvalg", _("Skriv hvilket utvalg som møtes."), felt="utvalg")
    if not 0 < len(rens(moetenummer)) <= 20:
        yield Hinder("moete.nummer", _("Skriv møtenummeret, for eksempel 4/2026."), felt="moetenummer")
    elif Mappe.objects.filter(arkiv_id=arkivdel.arkiv_id, mappe_id=_mappe_id(utvalg, moetenummer)).exists():
        yield Hinder("moete.finnes", _("Utvalget har alt et møte med dette nummeret."), felt="moetenummer")


def _mappe_id(utvalg: str, moetenummer: str) -> str:
    return f"M/{rens(utvalg)[:17]}/{rens(moetenummer)}"


def opprett_moetemappe(
    arkivdel: Arkivdel, *, utvalg: str, moetenummer: str, dato: date, av: Aktoer, sted: str = ""
) -> Mappe:
    """Make the mappe of one meeting. It has no saksnummer and takes no journalposter. Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_sted(av, arkivdel)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_moetemappe(arkivdel, utvalg=utvalg, moetenummer=moetenummer))
    tittel = f"{rens(utvalg)} {rens(moetenummer)}"
    return Mappe.objects.create(
        art=Mappe.Art.MOETEMAPPE,
        arkiv_id=arkivdel.arkiv_id,
        arkivdel=arkivdel,
        mappe_id=_mappe_id(utvalg, moetenummer),
        tittel=tittel,
        offentlig_tittel=tittel,
        utvalg=rens(utvalg),
        moetenummer=rens(moetenummer),
        moetedato=dato,
        moetested=rens(sted)[:200],
        tilgangsklasse=klasse_for(),
    )


def hindre_for_moeteregistrering(moete: Mappe, tittel: str, type: str) -> Iterator[Hinder]:
    """What stops a møteregistrering: not a meeting, closed, no title or type (krav 2.5.3)."""
    if moete.art != Mappe.Art.MOETEMAPPE:
        yield Hinder("moetereg.ikke_moete", _("Møtedokumenter ligger i en møtemappe. Velg et møte."), moete)
    if moete.er_avsluttet:
        yield Hinder("moetereg.avsluttet", _("Møtet er avsluttet og tar ikke imot flere dokumenter."), moete)
    if not 0 < len(rens(tittel)) <= TITTEL_MAKS:
        yield Hinder("moetereg.tittel", _("Tittel mangler. Skriv hva det gjelder."), moete, felt="tittel")
    if er_blank(type):
        yield Hinder("moetereg.type", _("Velg om det er innkalling, saksframlegg eller protokoll."), felt="type")


def opprett_moeteregistrering(
    moete: Mappe, *, tittel: str, type: str, enhet: AdministrativEnhet, saksbehandler: Bruker, av: Aktoer
) -> Registrering:
    """Register a document of a meeting (krav 2.6.5). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    moete = laas(moete)
    krev_innsyn(av, moete)
    ingen(hindre_for_moeteregistrering(moete, tittel, type))
    moete.siste_journalpostnummer += 1
    moete.save(update_fields=["siste_journalpostnummer"])
    return Registrering.objects.create(
        art=Registrering.Art.MOETEREGISTRERING,
        arkiv_id=moete.arkiv_id,
        mappe=moete,
        tittel=rens(tittel),
        offentlig_tittel=rens(tittel),
        moeteregistreringstype=rens(type)[:60],
        journalpostnummer=moete.siste_journalpostnummer,
        registrerings_id=f"{moete.mappe_id}-{moete.siste_journalpostnummer}",
        administrativ_enhet=enhet,
        saksbehandler=saksbehandler,
        tilgangsklasse_id=moete.tilgangsklasse_id,
        ser_ogsaa_id=moete.ser_ogsaa_id,
    )
