"""Conversion to arkivformat: what the virksomhet's rule asks for and is not done, and the copies that were made."""

from collections.abc import Iterator
from pathlib import PurePath

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import registreringene
from bysak.arkivstruktur.formater import UKJENT, godkjente, konverteringsregel
from bysak.arkivstruktur.koder import Dokumentstatus, Variantformat
from bysak.arkivstruktur.laasing import laas_del
from bysak.arkivstruktur.models import (
    Dokumentkobling,
    Dokumentobjekt,
    Konvertering,
    Konverteringsfeil,
)
from bysak.arkivstruktur.sletting import i_arkivformat, nyere_versjon, synlige
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.filformat import Arkivkopi
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.lager import Lagret
from bysak.kjerne.tekstvask import maks
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def ventende() -> QuerySet[Dokumentobjekt]:
    """Files that the rule wants in arkivformat and that have no such copy, read from the rule each time.

    So a change of the rule, or of the list, works at once and on old documents too, and nothing falls between chairs
    (krav 2.7.10-2.7.12). At archiving it is due in any case (standard section 2.7). Where no list is made, such as for
    a deposit that was read in, nothing is converted; what is in a format that was struck is converted when marked.
    """
    if not godkjente():
        return Dokumentobjekt.objects.none()
    regel = konverteringsregel()
    koblinger = Dokumentkobling.objects.filter(dokumentbeskrivelse=OuterRef("dokumentbeskrivelse"))
    naar = Q(Exists(koblinger.filter(registrering__journalstatus__in=regel.ved_statuser)))
    naar |= Q(Exists(koblinger.filter(registrering__arkivert_dato__isnull=False)))
    if regel.ved_ferdigstilling:
        naar |= Q(dokumentbeskrivelse__dokumentstatus=Dokumentstatus.FERDIGSTILT)
    filer = Dokumentobjekt.objects.filter(Q(variantformat=Variantformat.PRODUKSJON) | Q(konverteres=True)).exclude(
        variantformat=Variantformat.SLADDET
    )
    if not regel.alle_versjoner:
        filer = filter_siste_eller_merket(filer)
    return (
        filer.filter(naar)
        .exclude(Exists(i_arkivformat()))
        .select_related("dokumentbeskrivelse", "konverteringsfeil")
        .order_by("opprettet_dato", "system_id")
    )


def filter_siste_eller_merket(filer: QuerySet[Dokumentobjekt]) -> QuerySet[Dokumentobjekt]:
    """Files of last versions, and those that are marked (krav 2.7.12)."""
    return filer.filter(~Exists(nyere_versjon()) | Q(konverteres=True))


def venter_paa_konvertering(av: Aktoer) -> QuerySet[Dokumentobjekt]:
    """What a person sees of it: each file with its document and, when it was tried, why it failed."""
    return ventende().filter(pk__in=synlige(av).order_by().values("pk"))


def hindre_for_konvertering(objekt: Dokumentobjekt) -> Iterator[Hinder]:
    """What stops a copy: it is there, the version is a screened one, its format is not known."""
    if objekt.variantformat == Variantformat.SLADDET:
        yield Hinder("konv.sladdet", _("En skjermet variant konverteres ikke."), objekt)
    if objekt.format == UKJENT and not objekt.format_detaljer:
        yield Hinder("konv.ukjent", _("Filens format er ikke undersøkt ennå."), objekt)
    if Dokumentobjekt.objects.filter(pk=objekt.pk).filter(Exists(i_arkivformat())).exists():
        yield Hinder("konv.finnes", _("Versjonen finnes alt i arkivformat."), objekt)


def registrer_konvertering(objekt: Dokumentobjekt, *, lagret: Lagret, kopi: Arkivkopi, av: Aktoer) -> Dokumentobjekt:
    """Write down a copy in arkivformat that is in the store, and the step that made it, with both checksums.

    Done by a process, which needs no sight of what is in the file (krav 2.7.26, 6.4.42).
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.MOTTA)
    objekt = laas_del(objekt)
    ingen(hindre_for_konvertering(objekt))
    ny = Dokumentobjekt.objects.create(
        dokumentbeskrivelse=objekt.dokumentbeskrivelse,
        versjonsnummer=objekt.versjonsnummer,
        variantformat=Variantformat.ARKIV,
        format=kopi.pronom,
        referanse_dokumentfil=lagret.sha256,
        sjekksum=lagret.sha256,
        filstoerrelse=lagret.stoerrelse,
        mime_type="application/pdf",
        filnavn=f"{PurePath(objekt.filnavn).stem or 'dokument'}.pdf"[-250:],
    )
    Konvertering.objects.create(
        dokumentobjekt=ny,
        konvertert_fra_format=objekt.format,
        konvertert_til_format=ny.format,
        konvertert_fra_sjekksum=objekt.sjekksum,
        konvertert_fra_sjekksum_algoritme=objekt.sjekksum_algoritme,
        konvertert_til_sjekksum=ny.sjekksum,
        konvertert_til_sjekksum_algoritme=ny.sjekksum_algoritme,
        konverteringsverktoey=kopi.verktoey[:200],
        konverteringskommentar=kopi.kommentar,
    )
    Konverteringsfeil.objects.filter(dokumentobjekt=objekt).delete()
    return ny


def noter_konverteringsfeil(objekt: Dokumentobjekt, *, melding: str, forbigaaende: bool, av: Aktoer) -> None:
    """Write down why there is no copy, for the list that people see. Raises `PermissionDenied`."""
    krev(av, Rett.MOTTA)
    Konverteringsfeil.objects.update_or_create(
        dokumentobjekt=objekt, defaults={"melding": maks(melding, 300), "forbigaaende": forbigaaende}
    )


def proev_igjen(objekt: Dokumentobjekt, *, av: Aktoer) -> None:
    """Let the next round try a file that failed. Raises `PermissionDenied`."""
    krev(av, Rett.JOURNALFOERE)
    objekt = laas_del(objekt)
    krev_innsyn(av, *registreringene(objekt.dokumentbeskrivelse))
    Konverteringsfeil.objects.filter(dokumentobjekt=objekt).delete()


def uten_undersoekt_format() -> QuerySet[Dokumentobjekt]:
    """Files whose format nobody has looked at, except those that could not be read."""
    return Dokumentobjekt.objects.filter(format=UKJENT, format_detaljer="", konverteringsfeil__isnull=True).order_by(
        "opprettet_dato", "system_id"
    )


def merk_nylig_godkjente(*, av: Aktoer) -> int:
    """Files in a format that was approved after they came are in arkivformat from now on (krav 2.7.9)."""
    krev(av, Rett.MOTTA)
    return Dokumentobjekt.objects.filter(variantformat=Variantformat.PRODUKSJON, format__in=godkjente()).update(
        variantformat=Variantformat.ARKIV
    )
