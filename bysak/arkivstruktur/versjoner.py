"""Versions, variants and formats of one document: archived one or many at a time, and never changed afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import (
    hindre_for_andre,
    hindre_for_utlaante,
    hoerer_til_endelig,
    registreringene,
)
from bysak.arkivstruktur.formater import UKJENT, hindre_for_formatnummer, variant_av
from bysak.arkivstruktur.koder import Dokumentmedium, Dokumentstatus, Variantformat
from bysak.arkivstruktur.laasing import laas_del, laas_dokument
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentobjekt
from bysak.kjerne.arbeid import Aktoer, utfoerende
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.lager import Lagret
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


@dataclass(frozen=True)
class NyFil:
    """A file in the store that is to be archived on a document that exists.

    versjon: the version it is a variant or a format of; None makes a new version. sladdet: parts of the content are
    screened, so that it can never be taken for what was sent (krav 3.2.27). laget_av: who wrote it (M601), when that is
    another than the one who archives it.
    """

    lagret: Lagret
    filnavn: str
    mime: str
    format: str = UKJENT
    versjon: int | None = None
    sladdet: bool = False
    laget_av: str = ""

    def variantformat(self) -> str:
        """M700: screened, or as the virksomhet's list of arkivformater has it."""
        return Variantformat.SLADDET if self.sladdet else variant_av(self.format)


def hindre_for_filer(dokument: Dokumentbeskrivelse, filer: Sequence[NyFil]) -> Iterator[Hinder]:
    """What stops files: no such version, one like it is there, locked content (krav 2.7.1-2.7.3, 3.2.27, 3.2.31)."""
    har = set(dokument.objekter.values_list("versjonsnummer", "variantformat", "format"))
    versjoner = {versjon for versjon, _variant, _format in har}
    if not filer:
        yield Hinder("fil.ingen", _("Velg minst én fil."), dokument, felt="filer")
    if dokument.dokumentmedium == Dokumentmedium.FYSISK:
        yield Hinder("fil.papir", _("Dokumentet er registrert på papir."), dokument)
    if any(fil.versjon is None for fil in filer):
        yield from hindre_for_utlaante(dokument)
    for fil in filer:
        variant = fil.variantformat()
        yield from hindre_for_formatnummer(fil.format)
        if fil.versjon is None:
            if fil.sladdet:
                yield Hinder("fil.sladdet", _("En skjermet variant hører til en versjon."), dokument, felt="versjon")
            continue
        if fil.versjon not in versjoner:
            yield Hinder("fil.versjon", _("Dokumentet har ikke denne versjonen."), dokument, felt="versjon")
        elif (fil.versjon, variant, fil.format) in har:
            yield Hinder("fil.finnes", _("Versjonen finnes alt i denne varianten og dette formatet."), dokument)
        elif variant == Variantformat.PRODUKSJON and dokument.dokumentstatus == Dokumentstatus.FERDIGSTILT:
            yield Hinder("fil.ferdig", _("Dokumentet er ferdigstilt. Lag en ny versjon."), dokument)
        har.add((fil.versjon, variant, fil.format))


def arkiver_filer(dokument: Dokumentbeskrivelse, *, filer: Sequence[NyFil], av: Aktoer) -> list[Dokumentobjekt]:
    """Archive one or several versions, variants or formats of a document in one act (krav 2.7.6).

    A new version of what is dispatched or in the journal is the archive service's alone (krav 2.9.9); a new variant
    there needs no step back (krav 3.2.27). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = laas_dokument(dokument)
    poster = registreringene(dokument)
    krev_innsyn(av, *poster)
    if hoerer_til_endelig(dokument) and any(fil.versjon is None for fil in filer):
        krev(av, Rett.JOURNALFOERE)
    ingen([*hindre_for_andre(av, *poster), *hindre_for_filer(dokument, filer)])
    siste = dokument.objekter.aggregate(n=Max("versjonsnummer"))["n"] or 0
    nye = []
    for fil in filer:
        siste += fil.versjon is None
        nye.append(
            Dokumentobjekt(
                dokumentbeskrivelse=dokument,
                versjonsnummer=siste if fil.versjon is None else fil.versjon,
                variantformat=fil.variantformat(),
                format=fil.format,
                referanse_dokumentfil=fil.lagret.sha256,
                sjekksum=fil.lagret.sha256,
                filstoerrelse=fil.lagret.stoerrelse,
                mime_type=fil.mime[:120],
                filnavn=fil.filnavn[:250],
                opprettet_av=fil.laget_av or utfoerende(),
            )
        )
    for objekt in nye:  # one by one: each is judged by the database with those before it in place
        objekt.save(force_insert=True)
    return nye


def merk_for_konvertering(objekt: Dokumentobjekt, *, konverteres: bool = True, av: Aktoer) -> Dokumentobjekt:
    """Mark an older version as wanted in arkivformat too, or take the mark away (krav 2.7.12)."""
    krev(av, Rett.JOURNALFOERE)
    objekt = laas_del(objekt)
    krev_innsyn(av, *registreringene(objekt.dokumentbeskrivelse))
    objekt.konverteres = konverteres
    objekt.save(update_fields=["konverteres"])
    return objekt
