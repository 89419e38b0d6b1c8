"""Files of an entry. The rows are read in an arbeid, which is closed before the store is opened."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.models import Dokumentobjekt
from bysak.kjerne.arbeid import arbeid
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.filvisning import side_med_merke, svar_med_fil
from bysak.web.sak.hent import postens_id


def _objektet(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int, objekt: UUID) -> Dokumentobjekt:
    virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[virksomhet]):
        eier = postens_id(request, aar, nr, postnr)
        funnet = Dokumentobjekt.objects.filter(pk=objekt, dokumentbeskrivelse__koblinger__registrering_id=eier).first()
    if funnet is None:
        raise Http404
    return funnet


@require_GET
@innlogget
def fil(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int, objekt: UUID) -> HttpResponse:
    """A file of an entry, as a download."""
    f = _objektet(request, bydel, aar, nr, postnr, objekt)
    return svar_med_fil(bydel, f.referanse_dokumentfil, f.filnavn, f.mime_type)  # type: ignore[return-value]


@require_GET
@innlogget
def side(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int, objekt: UUID, side: int) -> HttpResponse:
    """One page of a file, as a picture: small or large when the address says so. The browser keeps it."""
    f = _objektet(request, bydel, aar, nr, postnr, objekt)
    return side_med_merke(request, bydel, f.referanse_dokumentfil, side)
