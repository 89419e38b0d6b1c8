"""Handing a deposit over, and taking one away that is no longer needed.

A deposit that is handed over is the proof of what was sent until the receiver has confirmed it; only then may its
files go. The row, the signed receipt, the list of files and the report are never deleted.
"""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from bysak.bevaring import jobber
from bysak.bevaring.arbeidsgang import er_i_arbeid, uttrekksmappe
from bysak.bevaring.models import Uttrekk
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, krev


def hindre_for_avlevering(uttrekk: Uttrekk) -> Iterator[Hinder]:
    """What stops noting a deposit as handed over: it is not finished, not packed, deleted, or noted already."""
    if uttrekk.status == Uttrekk.Status.SLETTET:
        yield Hinder("uttrekk.slettet", _("Uttrekket er slettet."), uttrekk)
    elif not uttrekk.helt_ferdig:
        yield Hinder("uttrekk.ikke_ferdig", _("Uttrekket er ikke ferdig ennå."), uttrekk)
    elif not uttrekk.pakke_sjekksum:
        yield Hinder("uttrekk.uten_pakke", _("Uttrekket har ingen pakke å levere. Bestill et nytt."), uttrekk)
    if uttrekk.levert_tid is not None:
        yield Hinder("uttrekk.levert", _("Det er alt notert at uttrekket er levert."), uttrekk)


def noter_avlevering(uttrekk: Uttrekk, *, av: Aktoer) -> Uttrekk:
    """Note that the package is sent to the receiver; from now on its files are kept until the receiver confirms.

    Raises `Hindret` or `PermissionDenied` (arkl § 10: the archive is kept until it is deposited).
    """
    krev(av, Rett.ADMINISTRERE)
    uttrekk = laas(uttrekk)
    ingen(hindre_for_avlevering(uttrekk))
    uttrekk.levert_tid, uttrekk.levert_av = naa(), av.navn
    uttrekk.save(update_fields=["levert_tid", "levert_av"])
    return uttrekk


def hindre_for_mottak(uttrekk: Uttrekk, referanse: str = "") -> Iterator[Hinder]:
    """What stops noting the receiver's confirmation: nothing is handed over, or it does not say which one it is."""
    if uttrekk.levert_tid is None:
        yield Hinder("uttrekk.ikke_levert", _("Marker uttrekket som levert først."), uttrekk)
    if uttrekk.mottak_ref:
        yield Hinder("uttrekk.bekreftet", _("Mottakerens bekreftelse er alt notert."), uttrekk)
    if not referanse.strip():
        tekst = _("Skriv hva mottakerens bekreftelse heter, for eksempel saksnummeret der.")
        yield Hinder("uttrekk.referanse", tekst, uttrekk, felt="referanse")


def noter_mottak(uttrekk: Uttrekk, *, referanse: str, av: Aktoer) -> Uttrekk:
    """Note the receiver's confirmation, by what it is called there. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    uttrekk = laas(uttrekk)
    ingen(hindre_for_mottak(uttrekk, referanse))
    uttrekk.mottak_ref = referanse.strip()[:100]
    uttrekk.save(update_fields=["mottak_ref"])
    return uttrekk


def hindre_for_sletting(uttrekk: Uttrekk) -> Iterator[Hinder]:
    """What stops deleting the files of a deposit: work on it, a delivery nobody has confirmed, a folder not ours."""
    if uttrekk.status == Uttrekk.Status.SLETTET:
        yield Hinder("uttrekk.slettet", _("Uttrekket er alt slettet."), uttrekk)
        return
    if uttrekk.status == Uttrekk.Status.BESTILT or er_i_arbeid(uttrekk.pk):
        yield Hinder("uttrekk.i_arbeid", _("Uttrekket står i kø eller lages nå. Stans det først."), uttrekk)
    if uttrekk.levert_tid is not None and not uttrekk.mottak_ref:
        tekst = _("Uttrekket er levert, og mottakeren har ikke bekreftet det. Noter bekreftelsen først.")
        yield Hinder("uttrekk.ubekreftet", tekst, uttrekk)
    if not Path(uttrekk.mappe).is_relative_to(uttrekksmappe().resolve()):
        tekst = _("Uttrekket ble laget fra kommandolinjen og ligger i en mappe utenfor Bysak. Slett det der.")
        yield Hinder("uttrekk.utenfor", tekst, uttrekk)


def slett_uttrekk(uttrekk: Uttrekk, *, av: Aktoer) -> Uttrekk:
    """Delete the files of a deposit: a job does it when the decision stands. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    uttrekk = laas(uttrekk)
    ingen(hindre_for_sletting(uttrekk))
    uttrekk.status, uttrekk.slettet_tid, uttrekk.slettet_av = Uttrekk.Status.SLETTET, naa(), av.navn
    uttrekk.beskjed_gitt = True
    uttrekk.save(update_fields=["status", "slettet_tid", "slettet_av", "beskjed_gitt"])
    jobber.fjern_filene.defer(virksomhet_id=gjeldende_virksomhet(), uttrekk_id=str(uttrekk.pk))
    return uttrekk
