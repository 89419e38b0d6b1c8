"""The files of an item become documents of an entry: the letter, what came with it, and which of them is the main one.

LESMEG: last steps of verbs that have asked; inside their arbeid. The files are already in the virksomhet's store.
"""

from collections.abc import Collection
from pathlib import PurePath
from uuid import UUID

from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.dokumentknytning import sett_sammen
from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.arkivstruktur.models import Dokumentobjekt, Journalpost
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet
from bysak.kjerne.filtype import OKTETTER
from bysak.kjerne.lager import Lagret
from bysak.mottak.kjennetegn import mime_og_endelse
from bysak.mottak.models import Innkomst, InnkomstVedlegg


def legg_inn_filer(
    jp: Journalpost,
    innkomst: Innkomst,
    *,
    tittel: str,
    med: Collection[UUID],
    av: Aktoer,
    hoved: UUID | None = None,
    original: bool = True,
    som_vedlegg: bool = False,
) -> None:
    """Put an item's files in an entry, and have their text read.

    med: which attachments come along. hoved: the one that is the letter; None is the item itself. original: the item as
    it came is one of the documents. som_vedlegg: the entry has its main document already.
    """
    filer = list(innkomst.vedlegg.all())
    valgt = next((v for v in filer if v.pk == hoved), None)
    resten = [v for v in filer if v is not valgt and v.pk in med]
    if not innkomst.er_brev and filer:
        # A parcel is no document: its first file is the letter when nobody chose another.
        original = False
        if valgt is None:
            valgt, resten = (resten or filer)[0], resten[1:]
    deler = [_ett(jp, valgt, tittel, av, hoveddokument=not som_vedlegg)] if valgt else []
    brevet = None
    if original:
        brevet = _brevet(jp, innkomst, "E-post" if valgt else tittel, av, hoveddokument=not (valgt or som_vedlegg))
    deler += [_ett(jp, v, PurePath(v.filnavn).stem or v.filnavn, av) for v in resten]
    if brevet and deler:
        # The mail is kept whole; what is taken out of it are parts of it (krav 3.1.10, 3.1.11).
        sett_sammen(brevet.dokumentbeskrivelse, deler=[d.dokumentbeskrivelse for d in deler], av=av)
    for objekt in [brevet, *deler] if brevet else deler:
        trekk_ut_tekst.defer(virksomhet_id=gjeldende_virksomhet(), dokumentobjekt_id=str(objekt.pk))


def _ett(
    jp: Journalpost, vedlegg: InnkomstVedlegg, tittel: str, av: Aktoer, *, hoveddokument: bool = False
) -> Dokumentobjekt:
    return legg_ved_fil(
        jp,
        tittel=tittel,
        lagret=Lagret(vedlegg.sjekksum, vedlegg.stoerrelse),
        filnavn=vedlegg.filnavn,
        mime=vedlegg.mime_type,
        av=av,
        hoveddokument=hoveddokument,
    )


def _brevet(jp: Journalpost, innkomst: Innkomst, tittel: str, av: Aktoer, *, hoveddokument: bool) -> Dokumentobjekt:
    mime, endelse = mime_og_endelse(innkomst)
    return legg_ved_fil(
        jp,
        tittel=tittel,
        lagret=Lagret(innkomst.raa_sjekksum, innkomst.raa_stoerrelse),
        filnavn=f"e-post.{endelse}" if innkomst.er_brev else "forsendelse.bin",
        mime=mime if innkomst.er_brev else OKTETTER,
        av=av,
        hoveddokument=hoveddokument,
    )
