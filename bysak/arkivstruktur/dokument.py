"""Documents: attached, numbered in order, finished. A file that is in the store is never changed."""

from collections.abc import Iterator

from django.db.models import Max
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Dokumentstatus, TilknyttetSom, Variantformat
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Registrering
from bysak.arkivstruktur.overgang import overgang
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.lager import Lagret
from bysak.kjerne.tekstvask import maks, rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def hindre_for_ny_fil(registrering: Registrering, *, tittel: str, hoveddokument: bool) -> Iterator[Hinder]:
    """What stops another document: archived entry, no title, a second main document (krav 2.6.7, 2.7.3)."""
    if registrering.arkivert_dato:
        yield Hinder("dok.arkivert", _("Journalposten er arkivert og tar ikke imot flere dokumenter."), registrering)
    if not rens(tittel):
        yield Hinder("dok.uten_tittel", _("Dokumentet mangler tittel."), felt="tittel")
    if (
        hoveddokument
        and registrering.koblinger.filter(tilknyttet_registrering_som=TilknyttetSom.HOVEDDOKUMENT).exists()
    ):
        yield Hinder("dok.to_hoved", _("Journalposten har alt et hoveddokument."), registrering)


def legg_ved_fil(
    registrering: Registrering,
    *,
    tittel: str,
    lagret: Lagret,
    filnavn: str,
    mime: str,
    av: Aktoer,
    hoveddokument: bool = False,
    ferdigstilt: bool = True,
    format: str = "av/0",
) -> Dokumentobjekt:
    """Attach a file that is already in the store as a new document of a registrering (krav 2.7.1-2.7.4).

    lagret: hash and size from the store. format: PRONOM id; av/0 means not yet known.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    laas(registrering.mappe)  # a case that is being closed has looked at its documents already
    registrering = laas(registrering)
    krev_innsyn(av, registrering)
    ingen(hindre_for_ny_fil(registrering, tittel=tittel, hoveddokument=hoveddokument))
    status = Dokumentstatus.FERDIGSTILT if ferdigstilt else Dokumentstatus.REDIGERES
    dokument = Dokumentbeskrivelse.objects.create(tittel=maks(rens(tittel), 500), dokumentstatus=status)
    _koble(registrering, dokument, TilknyttetSom.HOVEDDOKUMENT if hoveddokument else TilknyttetSom.VEDLEGG)
    return Dokumentobjekt.objects.create(
        dokumentbeskrivelse=dokument,
        variantformat=Variantformat.ARKIV if ferdigstilt else Variantformat.PRODUKSJON,
        format=format,
        referanse_dokumentfil=lagret.sha256,
        sjekksum=lagret.sha256,
        filstoerrelse=lagret.stoerrelse,
        mime_type=mime[:120],
        filnavn=filnavn[:250],
    )


def _koble(registrering: Registrering, dokument: Dokumentbeskrivelse, som: TilknyttetSom) -> None:
    siste = registrering.koblinger.aggregate(n=Max("dokumentnummer"))["n"] or 0
    Dokumentkobling.objects.create(
        registrering_id=registrering.pk,
        dokumentbeskrivelse=dokument,
        tilknyttet_registrering_som=som,
        dokumentnummer=siste + 1,
    )


def hindre_for_ferdigstilling(dokument: Dokumentbeskrivelse) -> Iterator[Hinder]:
    """What stops finishing: finished already, nothing to finish."""
    if dokument.dokumentstatus == Dokumentstatus.FERDIGSTILT:
        yield Hinder("dok.ferdig", _("Dokumentet er alt ferdigstilt."), dokument)
    if not dokument.objekter.exists():
        yield Hinder("dok.uten_fil", _("Dokumentet har ingen fil."), dokument)


def ferdigstill(dokument: Dokumentbeskrivelse, *, av: Aktoer) -> Dokumentbeskrivelse:
    """Lock the content of a document (krav 3.2.31). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = laas(dokument)
    krev_innsyn(av, *Registrering.objects.filter(koblinger__dokumentbeskrivelse=dokument))
    ingen(hindre_for_ferdigstilling(dokument))
    overgang(dokument, "dokumentstatus", Dokumentstatus, Dokumentstatus.FERDIGSTILT)
    dokument.save(update_fields=["dokumentstatus"])
    return dokument
