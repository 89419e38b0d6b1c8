"""Ordering a deposit from a page: the worker makes it, and it can be taken up again after a stop or a crash."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.bevaring import jobber
from bysak.bevaring.arbeidsgang import er_i_arbeid, uttrekksmappe
from bysak.bevaring.models import Uttrekk
from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk
from bysak.bevaring.uttrekk.utvalg import Utvalg, hindre_for_uttrekk
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.models import ny_id
from bysak.organisasjon.tilgang import Rett, krev


def sist_brukte_avtale() -> str:
    """The submission agreement of the latest deposit of the open virksomhet: what the next one most likely is under."""
    return Uttrekk.objects.exclude(avtale="").values_list("avtale", flat=True).first() or ""


def bestill_i_bakgrunnen(utvalg: Utvalg, *, av: Aktoer, avtale: str = "") -> Uttrekk:
    """Order a deposit in the open virksomhet and leave it to the worker; one that is under way is not ordered twice.

    It is packed under the submission agreement `avtale`, and the one who orders is told when it is done.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    underveis = Uttrekk.objects.filter(
        arkivdeler=list(utvalg.arkivdeler), fram_til=utvalg.fram_til,
        status__in=(Uttrekk.Status.BESTILT, Uttrekk.Status.PAAGAAR),
    ).first()  # fmt: skip
    if underveis is not None:
        return underveis
    mappe = uttrekksmappe().resolve() / f"innhold-{ny_id()}"
    uttrekk = bestill_uttrekk(utvalg, mappe, av=av, avtale=avtale, pakkes=True)
    uttrekk.bestiller_id = av.bruker_id
    uttrekk.save(update_fields=["bestiller"])
    _gi_til_jobb(uttrekk)
    return uttrekk


def hindre_for_fortsettelse(uttrekk: Uttrekk) -> Iterator[Hinder]:
    """What stops taking a deposit up again: it waits its turn, is being made now, or is made and controlled."""
    if uttrekk.status == Uttrekk.Status.BESTILT:
        yield Hinder("uttrekk.venter", _("Uttrekket står i kø og starter av seg selv."), uttrekk)
    elif er_i_arbeid(uttrekk.pk):
        yield Hinder("uttrekk.i_arbeid", _("Uttrekket lages nå."), uttrekk)
    elif uttrekk.status == Uttrekk.Status.SLETTET:
        yield Hinder("uttrekk.slettet", _("Uttrekket er slettet. Bestill et nytt."), uttrekk)
    elif uttrekk.helt_ferdig:
        yield Hinder("uttrekk.ferdig", _("Uttrekket er ferdig. Bestill et nytt."), uttrekk)


def fortsett_uttrekk(uttrekk: Uttrekk, *, av: Aktoer) -> Uttrekk:
    """Take up a deposit that was stopped, failed or was cut off; what is done stays done.

    Raises `Hindret`, also when the content has been opened again since, or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    uttrekk = laas(uttrekk)
    skrevet = uttrekk.status == Uttrekk.Status.FERDIG
    utvalg = Utvalg(tuple(uttrekk.arkivdeler), uttrekk.fram_til)
    ingen([*hindre_for_fortsettelse(uttrekk), *([] if skrevet else hindre_for_uttrekk(utvalg))])
    if not skrevet:
        uttrekk.status = Uttrekk.Status.BESTILT
    uttrekk.skal_stoppe, uttrekk.feil = False, ""
    uttrekk.bestiller_id, uttrekk.beskjed_gitt = av.bruker_id, False
    uttrekk.save(update_fields=["status", "skal_stoppe", "feil", "bestiller", "beskjed_gitt"])
    _gi_til_jobb(uttrekk)
    return uttrekk


def noter_beskjed(uttrekk: Uttrekk, *, av: Aktoer) -> None:
    """Note that the one who waits for a deposit has been told how it went. Raises `PermissionDenied`."""
    krev(av, Rett.LESE)
    Uttrekk.objects.filter(pk=uttrekk.pk, bestiller_id=av.bruker_id).update(beskjed_gitt=True)


def _gi_til_jobb(uttrekk: Uttrekk) -> None:
    jobber.lag_uttrekk.defer(virksomhet_id=gjeldende_virksomhet(), uttrekk_id=str(uttrekk.pk))
