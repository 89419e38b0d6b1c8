"""The test of file formats: what is not in approved arkivformat, as a report and as obstacles (krav 2.7.13, 3.2.8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from bysak.arkivstruktur.formater import UKJENT, godkjente
from bysak.arkivstruktur.koder import Dokumentmedium, Journalstatus, Variantformat
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


def uten_arkivformat() -> QuerySet[Dokumentbeskrivelse]:
    """Documents whose last version is in no approved format. Paper and what was disposed of need none."""
    godkjent = (
        Dokumentobjekt.objects.filter(
            dokumentbeskrivelse=OuterRef("pk"), variantformat=Variantformat.ARKIV, format__in=godkjente()
        )
        .filter(~Exists(nyere_versjon()))
        .order_by()
    )
    har_fil = Exists(Dokumentobjekt.objects.filter(dokumentbeskrivelse=OuterRef("pk")))
    return (
        Dokumentbeskrivelse.objects.exclude(Exists(godkjent))
        .exclude(~har_fil, dokumentmedium=Dokumentmedium.FYSISK)
        .filter(utfoert_kassasjon__isnull=True)
    )


def hindre_for_arkivformat_i(mappe: Mappe) -> Iterator[Hinder]:
    """What stops a case from closing: documents that are not in arkivformat; what is out of use does not count."""
    antall = (
        uten_arkivformat()
        .filter(
            Exists(
                Dokumentkobling.objects.filter(
                    dokumentbeskrivelse=OuterRef("pk"), registrering__mappe_id=mappe.pk
                ).exclude(registrering__journalstatus=Journalstatus.UTGAAR)
            )
        )
        .count()
    )
    if antall:
        setning = ngettext(
            "%(n)s dokument er ikke i arkivformat ennå.", "%(n)s dokumenter er ikke i arkivformat ennå.", antall
        )
        yield Hinder("avslutt.arkivformat", setning % {"n": antall}, mappe)


def formatrapport(av: Aktoer, *, mappe: Mappe | None = None, grense: int = 200, hopp: int = 0) -> Formatrapport:
    """Every mappe, registrering and dokumentbeskrivelse that the person sees and that lacks arkivformat (krav 2.7.13).

    mappe: only this one. Raises `PermissionDenied`.
    """
    krev(av, Rett.LESE)
    koblinger = (
        Dokumentkobling.objects.filter(synlig_q(av, "registrering__"))
        .filter(dokumentbeskrivelse__in=uten_arkivformat().order_by().values("pk"))
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
