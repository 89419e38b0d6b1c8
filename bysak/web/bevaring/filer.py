"""Files of a deposit: the package, the whole of it as a plain tar, one by one. Nothing is streamed in an arbeid."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import structlog
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from bysak.bevaring.arbeidsgang import rapportfil
from bysak.bevaring.models import Uttrekk
from bysak.bevaring.pakking import pakkefil
from bysak.bevaring.uttrekk.steg import FILER
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen

logg = structlog.get_logger("bysak.web")
RAPPORTER = {"rapport": "html", "rapport-json": "json"}
# What stands beside the tar of the package, and stays when the rest is deleted.
PAKKEFILER = {"beskrivelse": ".xml", "filliste": "-filer.txt", "kvittering-json": "-kvittering.json"}
_BIT = 1 << 20
_HODER = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


def _uttrekket(request: Forespoersel, bydel: str, pk: UUID) -> Uttrekk:
    """A deposit that is made, for those who may hand it over. Raises Http404 or PermissionDenied."""
    virksomhet = virksomhet_i_adressen(request, bydel)
    laget = (Uttrekk.Status.FERDIG, Uttrekk.Status.SLETTET)
    with arbeid(som=request.aktoer, i=virksomhet, verb="last ned uttrekk"):
        krev(request.aktoer, Rett.ADMINISTRERE)
        uttrekk = Uttrekk.objects.filter(pk=pk, status__in=laget).first()
    if uttrekk is None:
        raise Http404
    return uttrekk


def _nedlasting(request: Forespoersel, uttrekk: Uttrekk, sti: Path, navn: str) -> HttpResponse:
    if not sti.is_file():
        raise Http404
    logg.info("uttrekk lastet ned", uttrekk=str(uttrekk.pk), fil=navn, bruker=str(request.aktoer.bruker_id))
    return FileResponse(  # type: ignore[return-value]
        sti.open("rb"), as_attachment=True, filename=navn, content_type="application/octet-stream", headers=_HODER
    )


@require_GET
@innlogget
def fil(request: Forespoersel, bydel: str, pk: UUID, filnavn: str) -> HttpResponse:
    """One of the XML files, what stands beside the package, or the report of the control, as a download."""
    uttrekk = _uttrekket(request, bydel, pk)
    if filnavn in RAPPORTER:
        sti, navn = rapportfil(uttrekk.pk, RAPPORTER[filnavn]), f"kontroll.{RAPPORTER[filnavn]}"
    elif filnavn in PAKKEFILER:
        sti = pakkefil(uttrekk, PAKKEFILER[filnavn])
        navn = sti.name
    elif filnavn in FILER:
        sti, navn = Path(uttrekk.mappe) / filnavn, filnavn
    else:
        raise Http404
    return _nedlasting(request, uttrekk, sti, navn)


@require_GET
@innlogget
def pakke(request: Forespoersel, bydel: str, pk: UUID) -> HttpResponse:
    """The DIAS package, under the name that its own first folder has."""
    uttrekk = _uttrekket(request, bydel, pk)
    sti = pakkefil(uttrekk, ".tar")
    return _nedlasting(request, uttrekk, sti, sti.name)


@require_GET
@innlogget
def innhold(request: Forespoersel, bydel: str, pk: UUID) -> HttpResponse:
    """The deposit alone as a tar, made while it is sent: nothing is kept in memory or on disk for it."""
    uttrekk = _uttrekket(request, bydel, pk)
    if not Path(uttrekk.mappe).is_dir():
        raise Http404
    logg.info("uttrekk lastet ned", uttrekk=str(uttrekk.pk), fil="innhold", bruker=str(request.aktoer.bruker_id))
    navn = f"uttrekk-{bydel}-{uttrekk.bestilt_tid:%Y%m%d-%H%M}"
    return StreamingHttpResponse(  # type: ignore[return-value]
        _tar(Path(uttrekk.mappe), navn),
        content_type="application/x-tar",
        headers={**_HODER, "Content-Disposition": f'attachment; filename="{navn}.tar"'},
    )


def _tar(mappe: Path, navn: str) -> Iterator[bytes]:
    """The members one after the other, in pieces, so that a large file never stands in memory."""
    for sti in sorted(p for p in mappe.rglob("*") if p.is_file() and not p.is_symlink()):
        stand = sti.stat()
        info = tarfile.TarInfo(f"{navn}/{sti.relative_to(mappe).as_posix()}")
        info.size, info.mtime, info.mode = stand.st_size, int(stand.st_mtime), 0o640
        yield info.tobuf(tarfile.GNU_FORMAT)
        with sti.open("rb") as kilde:
            while bit := kilde.read(_BIT):
                yield bit
        yield bytes(-info.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)
