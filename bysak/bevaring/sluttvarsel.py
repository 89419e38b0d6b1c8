"""Tells the one who ordered a deposit how it ended, under the bell: the page may have been left long ago."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.bevaring.models import Uttrekk
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.tilgang import Rett, krev
from bysak.organisasjon.varselvalg import Varselslag
from bysak.saksbehandling.varsling import varsle


def varsle_om_slutt(uttrekk: Uttrekk, *, av: Aktoer) -> None:
    """The work on it has come to an end, a good one or not. Raises `PermissionDenied`."""
    krev(av, Rett.LESE)
    if uttrekk.bestiller is None:
        return
    sti = f"/bevaring/{uttrekk.virksomhet.kode}/uttrekk/{uttrekk.pk}"
    varsle(uttrekk.bestiller, _setningen(uttrekk), sti, slag=Varselslag.BESTILT)


def _setningen(uttrekk: Uttrekk) -> str:
    if not uttrekk.helt_ferdig:
        return _("Uttrekket du bestilte, stanset. Siden sier hvorfor, og kan fortsette der det slapp")
    if not uttrekk.antall_funn:
        return _("Uttrekket du bestilte, er ferdig uten feil")
    return ngettext(
        "Uttrekket du bestilte, er ferdig. Kontrollen fant %(num)s feil",
        "Uttrekket du bestilte, er ferdig. Kontrollen fant %(num)s feil",
        uttrekk.antall_funn,
    ) % {"num": uttrekk.antall_funn}
