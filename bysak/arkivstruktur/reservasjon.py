"""Numbers taken before there is a document, and deletion that explains the hole it leaves (krav 3.2.19-3.2.21)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.laasing import laas_enhet, laas_post
from bysak.arkivstruktur.models import (
    Avskrivning,
    Dokumentflyt,
    Dokumentobjekt,
    Journalpost,
    Mappe,
    Registrering,
    Saksmappe,
)
from bysak.kjerne.arbeid import Aktoer, begrunn, gjeldende, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

# Krav 3.2.19 and 3.2.20: not what is or has been final, and not what a person has said is finished.
SLETTBARE = (Journalstatus.RESERVERT, Journalstatus.MIDLERTIDIG, Journalstatus.SAKSBEHANDLER, "")
# Parts that are nothing without the unit and go with it. Everything else that points at it holds it back.
EGNE_DELER = {
    "korrespondansepart",
    "part",
    "merknad",
    "kryssreferanse",
    "nasjonalidentifikator",
    "sekundaerklassifikasjon",
    "skjerming",
    "kassasjon",
    "referansearkivdel",
    "gradering",
    "besvarelse",
}


def _pekere_hit(objekt: Any) -> list[Any]:
    """Every column that points at this kind of row, those without a name for the way back included."""
    return [f for f in objekt._meta.concrete_model._meta.get_fields(include_hidden=True) if f.auto_created and f.field]


def _andre_som_viser_til(objekt: Mappe | Registrering) -> Iterator[str]:
    """What stands in the way of deletion, by the name of its kind; documents are let go of, not deleted with it."""
    for relasjon in _pekere_hit(objekt):
        navn = str(relasjon.related_model._meta.model_name)
        if navn in EGNE_DELER and not relasjon.field.name.startswith("til_"):
            continue
        if relasjon.related_model._base_manager.filter(**{relasjon.field.name: objekt.pk}).exists():
            yield str(relasjon.related_model._meta.verbose_name)


def hindre_for_sletting(jp: Journalpost, grunn: str) -> Iterator[Hinder]:
    """What stops deleting an entry: it is or has been final, it is finished, it is in use, no reason."""
    if er_blank(grunn):
        yield Hinder("slett.uten_grunn", _("Skriv hvorfor det slettes: nummeret blir stående tomt."), jp, felt="grunn")
    if jp.foerst_endelig or jp.arkivert_dato:
        yield Hinder("slett.endelig", _("Den er eller har vært journalført eller sendt. Sett den til utgår."), jp)
    elif jp.journalstatus not in SLETTBARE:
        yield Hinder("slett.ferdig", _("Den er ferdigstilt. Før den tilbake først, eller sett den til utgår."), jp)
    if jp.mappe is not None and jp.mappe.er_avsluttet:
        yield Hinder("slett.sak_avsluttet", _("Saken er avsluttet. Gjenåpne den først."), jp.mappe)
    for hva in _andre_som_viser_til(jp):
        if hva != "dokumentkobling":
            yield Hinder("slett.i_bruk", _("Noe annet viser til den (%(hva)s). Sett den til utgår.") % {"hva": hva}, jp)


def slett_journalpost(jp: Journalpost, *, grunn: str, av: Aktoer) -> None:
    """Delete a reserved number or a draft; the number stays as an explained hole (krav 3.2.16, 3.2.19-3.2.21).

    A file that only this entry had goes with it. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_sletting(jp, grunn))
    begrunn(grunn)
    _slett_dokumenter(jp)
    _slett_deler(jp)
    jp.delete()


def _slett_dokumenter(reg: Registrering) -> None:
    for kobling in reg.koblinger.select_related("dokumentbeskrivelse"):
        dokument = kobling.dokumentbeskrivelse
        kobling.delete()
        if not dokument.koblinger.exists():
            _slett_dokument(dokument)


def _slett_dokument(dokument: Any) -> None:
    for objekt in Dokumentobjekt.alle.filter(dokumentbeskrivelse=dokument):
        for relasjon in _pekere_hit(objekt):
            relasjon.related_model._base_manager.filter(**{relasjon.field.name: objekt.pk}).delete()
        objekt.delete()
    _slett_deler(dokument)
    dokument.delete()


def _slett_deler(objekt: Any) -> None:
    for relasjon in _pekere_hit(objekt):
        if str(relasjon.related_model._meta.model_name) in EGNE_DELER and not relasjon.field.name.startswith("til_"):
            relasjon.related_model._base_manager.filter(**{relasjon.field.name: objekt.pk}).delete()


def hindre_for_sletting_av_sak(sak: Mappe, grunn: str) -> Iterator[Hinder]:
    """What stops deleting a case: it is closed, it holds entries, something refers to it, no reason (krav 3.2.12)."""
    if er_blank(grunn):
        yield Hinder("slettsak.uten_grunn", _("Skriv hvorfor det slettes: nummeret blir stående tomt."), felt="grunn")
    if sak.er_avsluttet:
        yield Hinder("slettsak.avsluttet", _("En avsluttet sak kan ikke slettes."), sak)
    for reg in Registrering.objects.filter(mappe_id=sak.pk):
        yield Hinder(
            "slettsak.journalpost",
            _("%(nr)s ligger i saken. Slett eller flytt den først.") % {"nr": reg.registrerings_id},
            reg,
        )
    for hva in _andre_som_viser_til(sak):
        if hva != "registrering":
            yield Hinder("slettsak.i_bruk", _("Noe annet viser til saken (%(hva)s).") % {"hva": hva}, sak)


def slett_saksmappe(sak: Saksmappe, *, grunn: str, av: Aktoer) -> None:
    """Delete an empty, open case; its number stays as an explained hole (krav 3.2.3, 3.2.12).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE)
    sak = laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_sletting_av_sak(sak, grunn))
    begrunn(grunn)
    _slett_deler(sak)
    sak.delete()


def hindre_for_overstyrt_sletting(objekt: Mappe | Registrering) -> Iterator[Hinder]:
    """What stops even the administrator: no reason, entries in the case, something that refers to it (krav 2.9.3)."""
    if not gjeldende().overstyring:
        yield Hinder("overstyr.uten_grunn", _("Skriv hvorfor det som er låst, må slettes."), objekt, felt="grunn")
    for hva in _andre_som_viser_til(objekt):
        if hva not in ("dokumentkobling", "avskrivning", "dokumentflyt"):
            yield Hinder(
                "slett.i_bruk", _("Noe annet viser til den (%(hva)s). Fjern det først.") % {"hva": hva}, objekt
            )
    if isinstance(objekt, Registrering) and Avskrivning.objects.filter(besvart_av_id=objekt.pk).exists():
        yield Hinder("slett.svar", _("Den er svar på et annet brev. Opphev avskrivningen først."), objekt)


def overstyr_sletting(objekt: Mappe | Registrering, *, av: Aktoer) -> None:
    """Delete a case or an entry past chapter 3.2, as the administrator; all that stood there is logged (krav 2.9.3).

    The reason is the `overstyring=` of the open work. What others have built on it is not deleted.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.OVERSTYRE)
    objekt = laas_enhet(objekt)
    ingen(hindre_for_overstyrt_sletting(objekt))
    begrunn(gjeldende().overstyring)
    if isinstance(objekt, Registrering):
        Avskrivning.objects.filter(registrering_id=objekt.pk).delete()
        Dokumentflyt.objects.filter(registrering_id=objekt.pk).delete()
        _slett_dokumenter(objekt)
    _slett_deler(objekt)
    objekt.delete()


def reserverte(sak: Mappe) -> list[Journalpost]:
    """The numbers of a case that are taken and have no finished document yet (M053: R)."""
    return list(
        Journalpost.objects.filter(mappe_id=sak.pk, journalstatus=Journalstatus.RESERVERT).order_by("journalpostnummer")
    )
