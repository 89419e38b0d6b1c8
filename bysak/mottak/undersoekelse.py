"""What is done with an item after it is read: scanned for viruses, its files looked into, the first pages drawn.

LESMEG: `undersoek` opens its own arbeid and may be run again at any time. Files are read outside it, by short-lived
processes of their own. A file that cannot be read is not an error here; a scanner that does not answer is, and then
nothing more is done with the item before it does.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from uuid import UUID

from bysak.kjerne import filformat, forhaandsvisning, lager, sidelager
from bysak.kjerne.arbeid import arbeid, laas
from bysak.kjerne.filformat import Filformat
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.kjerne.hinder import KanalFeil
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import lagres
from bysak.mottak import likhet, virus
from bysak.mottak.innkomst import hent
from bysak.mottak.models import Innkomst, Innkomsttekst, InnkomstVedlegg
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

# A letter has few files; of a parcel with hundreds, the first tell what it is about.
MAKS_FILER = 30
MAKS_TEKST = 100_000
SIDER = 3
_BILDER = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp", "image/bmp")
_PDF = "application/pdf"


def undersoek(virksomhet_id: int, innkomst_id: UUID) -> None:
    """Scan and look into one item that has been read. Raises ClamdFeil when the scanner does not answer."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        innkomst = hent(innkomst_id)
    if innkomst.lest_tid is None or (innkomst.undersoekt_tid is not None and not virus.maa_skannes(innkomst)):
        return
    if virus.maa_skannes(innkomst):
        skannet = virus.skann(innkomst)
        with arbeid(som=som, i=virksomhet_id, verb="skann for virus"):
            innkomst.virus = virus.noter(innkomst, skannet, av=som).virus
    vedlegg = list(innkomst.vedlegg.all())[:MAKS_FILER]
    sperret = virus.sperret(innkomst)
    formater = [] if sperret else _formater(innkomst, vedlegg)
    tekst = "" if sperret else _tekst(innkomst, vedlegg)
    with arbeid(som=som, i=virksomhet_id, verb="undersøk innkommet"):
        krev(som, Rett.MOTTA)
        _skriv(laas(innkomst), vedlegg, formater, tekst)
    if not sperret:
        _tegn(innkomst, vedlegg)


def _skriv(innkomst: Innkomst, vedlegg: Sequence[InnkomstVedlegg], formater: Sequence[Filformat], tekst: str) -> None:
    for rad, funnet in zip(vedlegg, formater, strict=False):
        rad.pronom, rad.pronom_navn = funnet.pronom, funnet.navn[:120]
    InnkomstVedlegg.objects.bulk_update(vedlegg[: len(formater)], ["pronom", "pronom_navn"])
    signatur = likhet.signatur(f"{innkomst.emne}\n{innkomst.tekst}\n{tekst}")
    Innkomsttekst.objects.update_or_create(
        innkomst=innkomst,
        defaults={"tekst": tekst, "signatur": signatur},
        create_defaults={"virksomhet_id": innkomst.virksomhet_id, "tekst": tekst, "signatur": signatur},
    )
    likhet.legg_baand(innkomst, signatur)
    innkomst.undersoekt_tid = naa()
    innkomst.save(update_fields=["undersoekt_tid"])


def _formater(innkomst: Innkomst, vedlegg: Sequence[InnkomstVedlegg]) -> list[Filformat]:
    """PRONOM's name for each file; none when the detector gives up, and then nothing is claimed."""
    try:
        with ExitStack() as aapne:
            filer = [
                (aapne.enter_context(lager.aapne(innkomst.virksomhet.kode, v.sjekksum)), v.filnavn) for v in vedlegg
            ]
            return filformat.bestem_alle(filer)
    except (KanalFeil, lager.LagerFeil):
        return []


def _tekst(innkomst: Innkomst, vedlegg: Sequence[InnkomstVedlegg]) -> str:
    """The words of the files, so that the item is found and suggestions have something to go by."""
    deler: list[str] = []
    for rad in vedlegg:
        if rad.stoerrelse > forhaandsvisning.MAKS_INNHOLD or rad.mime_type in _BILDER or rad.innebygd:
            continue
        try:
            with lager.aapne(innkomst.virksomhet.kode, rad.sjekksum) as fil:
                deler.append(forhaandsvisning.tekst_av(fil.read(), rad.mime_type))
        except (KanIkkeVises, lager.LagerFeil):
            continue
        if sum(map(len, deler)) > MAKS_TEKST:
            break
    return lagres("\n".join(deler))[:MAKS_TEKST]


def _tegn(innkomst: Innkomst, vedlegg: Sequence[InnkomstVedlegg]) -> None:
    """Draw what people see first, before they ask for it."""
    kode = innkomst.virksomhet.kode
    for rad in vedlegg:
        if rad.stoerrelse > forhaandsvisning.MAKS_INNHOLD or rad.mime_type not in (_PDF, *_BILDER):
            continue
        try:
            with lager.aapne(kode, rad.sjekksum) as fil:
                innhold = fil.read()
            if rad.mime_type == _PDF:
                antall, sider = forhaandsvisning.pdf_begynnelse(innhold, SIDER)
                sidelager.legg(kode, rad.sjekksum, antall=antall, sider=dict(enumerate(sider, start=1)))
            else:
                sidelager.legg(kode, rad.sjekksum, sider={1: forhaandsvisning.bilde_png(innhold, 1400)})
        except (KanIkkeVises, lager.LagerFeil):
            continue
