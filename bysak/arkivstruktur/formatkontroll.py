"""The test of file formats: what is not in approved arkivformat, as a report and as obstacles (krav 2.7.13, 3.2.8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from bysak.arkivstruktur.formater import UKJENT, paa_listen
from bysak.arkivstruktur.koder import Dokumentmedium, Dokumentstatus, Journalstatus, Variantformat
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Dokumentkobling,
    Dokumentobjekt,
    Mappe,
    Registrering,
)
from bysak.arkivstruktur.sletting import nyere_versjon
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.tilgang import Rett, krev, synlig_q

UTEN_FIL = gettext_lazy("Dokumentet har ingen fil.")
UKJENT_FORMAT = gettext_lazy("Filens format er ukjent.")
IKKE_GODKJENT = gettext_lazy("Siste versjon finnes ikke i et godkjent arkivformat.")


@dataclass(frozen=True)
class Formatlinje:
    """One document that lacks arkivformat, where it lies, and why. `objekt`: the file to mend, when there is one."""

    mappe: Mappe | None
    registrering: Registrering
    dokument: Dokumentbeskrivelse
    objekt: Dokumentobjekt | None
    grunn: str


@dataclass(frozen=True)
class Formatrapport:
    """How many units lack arkivformat at each level, and the documents in the order of the archive."""

    mapper: int
    registreringer: int
    dokumenter: int
    linjer: tuple[Formatlinje, ...]


def mangler_arkivformat() -> Q:
    """For a query over documents: the last version is in no approved format; paper and the disposed of need none."""
    filer = Dokumentobjekt.objects.filter(dokumentbeskrivelse=OuterRef("pk")).order_by()
    godkjent = filer.filter(Exists(paa_listen()), ~Exists(nyere_versjon()), variantformat=Variantformat.ARKIV)
    trenger_fil = Q(Exists(filer)) | ~Q(dokumentmedium=Dokumentmedium.FYSISK)
    return Q(~Exists(godkjent)) & trenger_fil & Q(utfoert_kassasjon__isnull=True)


def hindre_for_dokumentene_i(mappe: Mappe) -> Iterator[Hinder]:
    """What stops a case from closing: documents that are unfinished or not in arkivformat (krav 3.2.8).

    What is out of use (Utgår) need not be in arkivformat.
    """
    koblinger = Dokumentkobling.objects.filter(dokumentbeskrivelse=OuterRef("pk"), registrering__mappe_id=mappe.pk)
    i_bruk = Exists(koblinger.exclude(registrering__journalstatus=Journalstatus.UTGAAR))
    antall = Dokumentbeskrivelse.objects.filter(Exists(koblinger)).aggregate(
        uferdige=Count("pk", filter=Q(dokumentstatus=Dokumentstatus.REDIGERES)),
        uten=Count("pk", filter=mangler_arkivformat() & Q(i_bruk)),
    )
    if n := antall["uferdige"]:
        setning = ngettext("%(n)s dokument er ikke ferdigstilt.", "%(n)s dokumenter er ikke ferdigstilt.", n)
        yield Hinder("avslutt.uferdig", setning % {"n": n}, mappe)
    if n := antall["uten"]:
        setning = ngettext(
            "%(n)s dokument er ikke i arkivformat ennå.", "%(n)s dokumenter er ikke i arkivformat ennå.", n
        )
        yield Hinder("avslutt.arkivformat", setning % {"n": n}, mappe)


def formatrapport(av: Aktoer, *, mappe: Mappe | None = None, grense: int = 200, hopp: int = 0) -> Formatrapport:
    """Every mappe, registrering and dokumentbeskrivelse that the person sees and that lacks arkivformat (krav 2.7.13).

    mappe: only this one. Raises `PermissionDenied`.
    """
    krev(av, Rett.LESE)
    koblinger = (
        Dokumentkobling.objects.filter(synlig_q(av, "registrering__"))
        .filter(dokumentbeskrivelse__in=Dokumentbeskrivelse.objects.filter(mangler_arkivformat()).values("pk"))
        .exclude(registrering__journalstatus=Journalstatus.UTGAAR)
    )
    if mappe is not None:
        koblinger = koblinger.filter(registrering__mappe_id=mappe.pk)
    sidens = list(
        koblinger.select_related("dokumentbeskrivelse", "registrering__mappe").order_by(
            "registrering__mappe__saksaar",
            "registrering__mappe__sakssekvensnummer",
            "registrering__journalpostnummer",
            "dokumentnummer",
            "system_id",
        )[hopp : hopp + grense]
    )
    siste = _siste_filer([k.dokumentbeskrivelse for k in sidens])
    return Formatrapport(
        mapper=_antall(koblinger.exclude(registrering__mappe__isnull=True), "registrering__mappe_id"),
        registreringer=_antall(koblinger, "registrering_id"),
        dokumenter=_antall(koblinger, "dokumentbeskrivelse_id"),
        linjer=tuple(_linje(k, siste.get(k.dokumentbeskrivelse_id)) for k in sidens),
    )


def _antall(koblinger: QuerySet[Dokumentkobling], felt: str) -> int:
    antall: int = koblinger.order_by().values(felt).distinct().count()
    return antall


def _siste_filer(dokumenter: list[Dokumentbeskrivelse]) -> dict[object, Dokumentobjekt]:
    filer = (
        Dokumentobjekt.objects.filter(dokumentbeskrivelse__in=dokumenter)
        .exclude(variantformat=Variantformat.SLADDET)
        .select_related("konverteringsfeil")
        .order_by("versjonsnummer", "system_id")
    )
    return {fil.dokumentbeskrivelse_id: fil for fil in filer}


def _linje(kobling: Dokumentkobling, objekt: Dokumentobjekt | None) -> Formatlinje:
    feil = getattr(objekt, "konverteringsfeil", None)
    if objekt is None:
        grunn = str(UTEN_FIL)
    elif feil is not None:
        grunn = feil.melding
    else:
        grunn = str(UKJENT_FORMAT if objekt.format == UKJENT else IKKE_GODKJENT)
    registrering = kobling.registrering
    return Formatlinje(registrering.mappe, registrering, kobling.dokumentbeskrivelse, objekt, grunn)
