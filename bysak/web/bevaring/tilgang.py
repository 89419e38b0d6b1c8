"""Who may look at the deposits of a virksomhet, and the deposit that an address names."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from bysak.bevaring.models import Uttrekk
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.models import Virksomhet
from bysak.web.doer import Forespoersel
from bysak.web.meny import BEVARING


def ser(av: Aktoer, virksomhet_id: int) -> bool:
    """May this person look at the deposits of a virksomhet?"""
    return any(r.rolle in BEVARING for r in av.roller_i(virksomhet_id))


def steng() -> PermissionDenied:
    """What is answered to those who may not."""
    return PermissionDenied(_("Bevaring er for systemforvalter, arkivansvarlig og leder. Du har ikke en slik rolle."))


def hvor(request: Forespoersel) -> Virksomhet:
    """The open virksomhet, for those who may look at its deposits. Raises PermissionDenied."""
    assert request.virksomhet is not None
    if not ser(request.aktoer, request.virksomhet.pk):
        raise steng()
    return request.virksomhet


def uttrekket(pk: UUID) -> Uttrekk:
    """The deposit with its steps and findings. Raises Http404."""
    uttrekk = Uttrekk.objects.prefetch_related("steg", "funn").filter(pk=pk).first()
    if uttrekk is None:
        raise Http404
    return uttrekk
