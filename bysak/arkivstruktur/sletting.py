"""Files that may go: searched out first, then deleted one or many at a time, never the last of anything (krav 2.7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import registreringene
from bysak.arkivstruktur.formater import paa_listen
from bysak.arkivstruktur.koder import Slettingstype, Variantformat
from bysak.arkivstruktur.laasing import laas_del
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Dokumentkobling,
    Dokumentobjekt,
    Dokumenttekst,
    ElektroniskSignatur,
    Konvertering,
    Sletting,
)
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn, synlig_q


@dataclass(frozen=True)
class Slettet:
    """The outcome of a bulk deletion: how many files went, and why the others did not."""

    antall: int
    hindre: tuple[Hinder, ...]


def nyere_versjon() -> QuerySet[Dokumentobjekt]:
    """For a query over files: a later version of the same document, screened variants apart."""
    return Dokumentobjekt.objects.filter(
        dokumentbeskrivelse=OuterRef("dokumentbeskrivelse"), versjonsnummer__gt=OuterRef("versjonsnummer")
    ).exclude(variantformat=Variantformat.SLADDET)


def i_arkivformat() -> QuerySet[Dokumentobjekt]:
    """For a query over files: the same version in a format that the virksomhet has approved."""
    return Dokumentobjekt.objects.filter(
        dokumentbeskrivelse=OuterRef("dokumentbeskrivelse"),
        versjonsnummer=OuterRef("versjonsnummer"),
        variantformat=Variantformat.ARKIV,
    ).filter(Exists(paa_listen()))


def synlige(av: Aktoer) -> QuerySet[Dokumentobjekt]:
    """Files of the documents whose every registrering the person sees, with their documents."""
    koblinger = Dokumentkobling.objects.filter(dokumentbeskrivelse=OuterRef("dokumentbeskrivelse"))
    sett = koblinger.filter(synlig_q(av, "registrering__"))
    return (
        Dokumentobjekt.objects.filter(Exists(sett))
        .exclude(Exists(koblinger.exclude(synlig_q(av, "registrering__"))))
        .select_related("dokumentbeskrivelse")
        .order_by("dokumentbeskrivelse", "versjonsnummer", "variantformat")
    )


def eldre_versjoner(av: Aktoer) -> QuerySet[Dokumentobjekt]:
    """Files of versions that a later one has taken over from (krav 2.7.15)."""
    return synlige(av).filter(Exists(nyere_versjon())).exclude(variantformat=Variantformat.SLADDET)


def varianter(av: Aktoer) -> QuerySet[Dokumentobjekt]:
    """Files in which parts of the content are screened (krav 2.7.19)."""
    return synlige(av).filter(variantformat=Variantformat.SLADDET)


def produksjonsformater(av: Aktoer, *, konvertert: bool | None = None) -> QuerySet[Dokumentobjekt]:
    """Files in produksjonsformat; with `konvertert`, those that have, or lack, a copy in arkivformat (krav 2.7.23)."""
    filer = synlige(av).filter(variantformat=Variantformat.PRODUKSJON)
    if konvertert is None:
        return filer
    return filer.filter(Exists(i_arkivformat()) if konvertert else ~Exists(i_arkivformat()))


def hindre_for_sletting(objekt: Dokumentobjekt, som: str) -> Iterator[Hinder]:
    """What stops a file from being deleted as a version, a variant or a produksjonsformat (noark5-regler section 8)."""
    selv = Dokumentobjekt.objects.filter(pk=objekt.pk)
    if som == Slettingstype.TIDLIGERE_VERSJON:
        if objekt.variantformat == Variantformat.SLADDET or not selv.filter(Exists(nyere_versjon())).exists():
            yield Hinder("slett.siste", _("Dette er den siste versjonen. Den kan ikke slettes."), objekt)
    elif som == Slettingstype.SLADDET:
        if objekt.variantformat != Variantformat.SLADDET:
            yield Hinder("slett.ikke_variant", _("Dette er selve dokumentet, ikke en skjermet variant."), objekt)
    elif som == Slettingstype.PRODUKSJONSFORMAT:
        if objekt.variantformat == Variantformat.ARKIV:
            yield Hinder("slett.arkivformat", _("Eksemplaret i arkivformat kan ikke slettes."), objekt)
        elif objekt.variantformat != Variantformat.PRODUKSJON or not selv.filter(Exists(i_arkivformat())).exists():
            yield Hinder("slett.ikke_konvertert", _("Filen har ingen kopi i arkivformat ennå."), objekt)
    else:
        yield Hinder("slett.type", _("Velg om det er en versjon, en variant eller et produksjonsformat."), objekt)
    if ElektroniskSignatur.objects.filter(dokumentobjekt=objekt).exists():
        yield Hinder("slett.signert", _("Filen har en elektronisk signatur og blir stående."), objekt)


def slett_fil(objekt: Dokumentobjekt, *, som: str, av: Aktoer) -> None:
    """Delete one superfluous file; log and document say that it was there (krav 2.7.14-2.7.25, 2.9.10).

    som: the kind of deletion (M089). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE)
    objekt = laas_del(objekt)
    dokument = objekt.dokumentbeskrivelse
    krev_innsyn(av, *registreringene(dokument))
    ingen(hindre_for_sletting(objekt, som))
    _slipp_teksten(objekt)
    nummer = objekt.pk
    objekt.delete()
    Konvertering.objects.filter(dokumentobjekt_id=nummer).delete()
    _noter(dokument, som, av)


def slett_filer(objekter: Sequence[Dokumentobjekt], *, som: str, av: Aktoer) -> Slettet:
    """Delete what may go of a whole search, and tell what stays and why (krav 2.7.16, 2.7.20, 2.7.24)."""
    krev(av, Rett.JOURNALFOERE)
    antall, staar = 0, []
    for objekt in objekter:
        stopp = [h for h in hindre_for_sletting(objekt, som) if h.nivaa == "stopp"]
        if stopp:
            staar += stopp
        else:
            slett_fil(objekt, som=som, av=av)
            antall += 1
    return Slettet(antall, tuple(staar))


def _slipp_teksten(objekt: Dokumentobjekt) -> None:
    """Search keeps the words with the copy that stays; else they are emptied first, which has the index built anew."""
    mine = Dokumenttekst.objects.filter(dokumentobjekt=objekt)
    arving = (
        Dokumentobjekt.objects.filter(
            dokumentbeskrivelse=objekt.dokumentbeskrivelse_id, versjonsnummer=objekt.versjonsnummer
        )
        .filter(variantformat=Variantformat.ARKIV, uttrukket__isnull=True)
        .first()
    )
    if objekt.variantformat == Variantformat.PRODUKSJON and arving:
        mine.update(dokumentobjekt=arving)
    else:
        mine.update(tekst="")


def _noter(dokument: Dokumentbeskrivelse, som: str, av: Aktoer) -> None:
    """M089: a document has room for one deletion, so a version or variant counts before a format; the log has all."""
    foer = Sletting.objects.filter(dokumentbeskrivelse=dokument).first()
    if foer is None:
        Sletting.objects.create(dokumentbeskrivelse=dokument, slettingstype=som)
    elif som != Slettingstype.PRODUKSJONSFORMAT:
        foer.slettingstype, foer.slettet_dato, foer.slettet_av = som, naa(), av.navn
        foer.save(update_fields=["slettingstype", "slettet_dato", "slettet_av"])
