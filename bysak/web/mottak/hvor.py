"""Which queues a page of Mottak is about."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bysak.mottak.koe import virksomheter_for
from bysak.organisasjon.models import Virksomhet
from bysak.web.doer import Forespoersel, leser


def koeene(request: Forespoersel) -> list[Virksomhet]:
    """The virksomheter that are chosen above and in whose queue this person works; empty for one who works in none."""
    mine = set(virksomheter_for(request.aktoer))
    return [v for v in leser(request) if v.pk in mine]


def krev_koeer(request: Forespoersel) -> list[Virksomhet]:
    """As `koeene`. Raises PermissionDenied, with what to do, for one who works in none."""
    if hvor := koeene(request):
        return hvor
    raise PermissionDenied(_("Du har ikke rett til å arbeide i mottaket. Be den som er arkivansvarlig, om en rolle."))
