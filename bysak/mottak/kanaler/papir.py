"""Paper: a batch of scanned pages is kept whole, read, and divided into letters; each letter is an item with its PDF.

LESMEG: `ta_inn` and `les_bunke` open their own arbeid and are called outside one. Both may be run again at any time:
the same bytes are one batch, and a reading is written in one transaction or not at all. Nothing here fails on content:
what cannot be read stays with a sentence, and a person tries again or refuses it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

import structlog
from django.db.models import F
from django.utils.translation import gettext as _

from bysak.kjerne import filtype, lager, skann
from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende_virksomhet, laas
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.kjerne.hinder import Hinder, Hindret, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import ny_id
from bysak.kjerne.tekstvask import er_blank, maks, rens
from bysak.mottak import jobber
from bysak.mottak.deling import Ark, Brevsider, Side, del_i_brev, les_kode
from bysak.mottak.innkomst import legg_inn
from bysak.mottak.models import Innkomst, Kanal, Skannbunke, Skannkilde, Skannside
from bysak.mottak.ruting import rut
from bysak.organisasjon.models import Bruker, Virksomhet
from bysak.organisasjon.tilgang import Rett, aktoer_for, kan, krev, prosessaktoer

logg = structlog.get_logger("bysak.papir")

MAKS_BYTES = 500 * 1024 * 1024
_START = 64 * 1024
# The service level for paper counts from the stamp of the scanner, not from when we took the file in (journalregler
# 9.4). Both times are kept with the batch, so another answer to oppdragskart J3 can be counted from what is stored.
KLOKKEN_FRA = "skannet_tid"


def ta_inn(
    virksomhet: Virksomhet, fil: BinaryIO, *, filnavn: str, kilde: Skannkilde, skannet: datetime, av: Aktoer,
    lastet_opp_av: Bruker | None = None, sider_per_brev: int = 0,
) -> tuple[Skannbunke, bool]:  # fmt: skip
    """Keep a batch and have it read; says whether it is new. When this returns, the bytes are on disk and committed.

    skannet: the stamp of the scanner. Raises PermissionDenied, LagerFullt, or ForStor; then nothing is kept.
    """
    lagret = lager.lagre(virksomhet.kode, fil, MAKS_BYTES)
    ny = Skannbunke(
        virksomhet=virksomhet, kilde=kilde, filnavn=maks(rens(filnavn), 250), sjekksum=lagret.sha256,
        stoerrelse=lagret.stoerrelse, skannet_tid=skannet, lastet_opp_av=lastet_opp_av, sider_per_brev=sider_per_brev,
    )  # fmt: skip
    with arbeid(som=av, i=virksomhet, verb="ta inn bunke"):
        krev(av, Rett.MOTTA)
        Skannbunke.objects.bulk_create([ny], ignore_conflicts=True)
        bunke = Skannbunke.objects.get(sjekksum=lagret.sha256)
        if bunke.pk == ny.pk:
            les_siden(bunke)
        else:
            Skannbunke.objects.filter(pk=bunke.pk).update(leveringer=F("leveringer") + 1)
            bunke.leveringer += 1
    return bunke, bunke.pk == ny.pk


def les_siden(bunke: Skannbunke) -> None:
    """Have a batch read in the background. Inside an arbeid."""
    jobber.les_bunke.defer(virksomhet_id=gjeldende_virksomhet(), bunke_id=str(bunke.pk))


def les_bunke(virksomhet_id: int, bunke_id: UUID) -> None:
    """Read a batch and make its letters; nothing when it has been read or refused.

    Raises LagerFullt, or OSError when the store does not answer: then try again later.
    """
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        bunke = Skannbunke.objects.select_related("virksomhet", "lastet_opp_av").get(pk=bunke_id)
        kjente = dict(Virksomhet.objects.filter(avsluttet_dato=None).values_list("kode", "pk"))
    if bunke.lest_tid is not None or bunke.avvist_tid is not None or not bunke.sjekksum:
        return
    try:
        lest = _les(bunke, kjente)
    except (KanIkkeVises, lager.FilMangler) as feil:
        _sett_feil(bunke, str(feil), som)
        return
    except (lager.LagerFullt, OSError):
        raise  # The disk, not the paper: the job is run again, and then the sweep.
    except Exception as feil:  # What nobody has thought of must not stop the others, and must be seen.
        logg.exception("bunken lot seg ikke lese", bunke=str(bunke.pk), feil=type(feil).__name__)
        _sett_feil(bunke, _("Noe uventet gikk galt. Driften finner det i loggen."), som)
        return
    with arbeid(som=som, i=virksomhet_id, verb="les bunke"):
        krev(som, Rett.MOTTA)
        sendes = _skriv(laas(bunke), lest)
    _rut(bunke, sendes, som)


@dataclass(frozen=True)
class _Lest:
    """A batch read: its pages, the letters with their bytes, and what is worth saying of it."""

    pdf: lager.Lagret
    sider: list[tuple[skann.Lestside, Ark | None, str]]
    brev: list[tuple[Brevsider, lager.Lagret]]
    merknader: list[str]


def _les(bunke: Skannbunke, kjente: dict[str, int]) -> _Lest:
    kode = bunke.virksomhet.kode
    with lager.aapne(kode, bunke.sjekksum) as raa:
        pdf = _som_pdf(kode, bunke, raa)
    with lager.aapne(kode, pdf.sha256) as fil:
        funn = skann.undersoek(fil)
        sider = [
            side
            for fra in range(1, funn.sider + 1, skann.PER_GANG)
            for side in skann.les_sider(fil, fra, min(fra + skann.PER_GANG - 1, funn.sider))
        ]
        ark = {s.nr: les_kode(s.koder, kjente) for s in sider}
        brevene, _loese = del_i_brev([Side(s.nr, s.blank, ark[s.nr]) for s in sider], bunke.sider_per_brev)
        filene = skann.utdrag(fil, *([(nr, 0) for nr in b.sider or b.blanke] for b in brevene))
    with _bunt(kode) as bunt:
        brev = [(b, bunt.skriv(BytesIO(innhold))) for b, innhold in zip(brevene, filene, strict=True)]
        bilder = {s.nr: bunt.skriv(BytesIO(s.bilde)).sha256 for s in sider if s.bilde}
    return _Lest(pdf, [(s, ark[s.nr], bilder.get(s.nr, "")) for s in sider], brev, _merknader(funn, sider))


@contextmanager
def _bunt(kode: str) -> Iterator[lager.Bunt]:
    bunt = lager.bunt(kode)
    try:
        yield bunt
        bunt.plasser()
    finally:
        bunt.forkast()


def _som_pdf(kode: str, bunke: Skannbunke, raa: BinaryIO) -> lager.Lagret:
    slag = filtype.bestem(raa.read(_START), bunke.filnavn)
    if slag.mime == skann.PDF:
        return lager.Lagret(bunke.sjekksum, bunke.stoerrelse)
    if slag.mime in skann.TIFF_OG_BILDER:
        return lager.lagre(kode, skann.som_pdf(raa))
    if not bunke.stoerrelse:
        raise KanIkkeVises(_("Filen er tom. Skann papiret på nytt."))
    raise KanIkkeVises(_("Filen er ikke et skannet dokument. Skann til PDF, TIFF, JPEG eller PNG."))


def _merknader(innhold: skann.Innhold, sider: Sequence[skann.Lestside]) -> list[str]:
    merknader = []
    if innhold.skript:
        merknader.append(_("PDF-en inneholdt skript. De er ikke med i brevene."))
    if innhold.vedlegg:
        merknader.append(_("PDF-en inneholdt andre filer. De er ikke med i brevene, men ligger i bunken slik den kom."))
    if uleste := [str(s.nr) for s in sider if not s.bilde]:
        merknader.append(_("Disse sidene kunne ikke tegnes: %(sider)s. Se på papiret.") % {"sider": ", ".join(uleste)})
    return merknader


def _skriv(bunke: Skannbunke, lest: _Lest) -> list[tuple[Innkomst, Ark]]:
    """Write all of it; returns the letters that their sheet says belong to another virksomhet."""
    if bunke.lest_tid is not None:
        return []
    rader = {
        s.nr: Skannside(bunke=bunke, nummer=s.nr, blank=s.blank, ark=ark is not None, ute=True, miniatyr=bilde)
        for s, ark, bilde in lest.sider
    }
    sendes = []
    for brev, lagret in lest.brev:
        ark = brev.ark.ark if brev.ark else None
        innkomst = nytt_brev(bunke, lagret, sider=brev.sider or brev.blanke, slag=ark.slag if ark else "BREV",
                             merknader=[*lest.merknader, *_om_brevet(brev)])  # fmt: skip
        alle = sorted([*brev.sider, *brev.blanke, *([brev.ark.nr] if brev.ark else [])])
        for plass, nr in enumerate(alle):
            rader[nr].innkomst, rader[nr].plass = innkomst, plass
            rader[nr].ute = nr not in (brev.sider or brev.blanke)
        if ark and ark.bydel != bunke.virksomhet.kode:
            sendes.append((innkomst, ark))
    Skannside.objects.bulk_create(rader.values())
    bunke.pdf_sjekksum, bunke.antall_sider, bunke.lest_tid = lest.pdf.sha256, len(rader), naa()
    bunke.merknader, bunke.feil = lest.merknader, ""
    bunke.save()
    return sendes


def nytt_brev(
    bunke: Skannbunke, lagret: lager.Lagret, *, sider: Sequence[int], slag: str = "BREV", merknader: Sequence[str] = ()
) -> Innkomst:
    """Make a letter of pages of a batch, with the batch's time of receipt, and have it read. Inside an arbeid."""
    ny = Innkomst(
        virksomhet_id=bunke.virksomhet_id, kanal=Kanal.PAPIR, ekstern_id=f"{bunke.pk}:{ny_id()}",
        mottatt_tid=getattr(bunke, KLOKKEN_FRA), raa_sjekksum=lagret.sha256, raa_stoerrelse=lagret.stoerrelse,
        opphav={"bunke": str(bunke.pk), "fil": bunke.filnavn, "sider": list(sider), "slag": slag,
                "merknader": list(merknader)},
    )  # fmt: skip
    innkomst, _er_ny = legg_inn(ny)
    jobber.les_innkomst.defer(virksomhet_id=gjeldende_virksomhet(), innkomst_id=str(innkomst.pk))
    return innkomst


def _om_brevet(brev: Brevsider) -> list[str]:
    return [_("Alle sidene ser blanke ut. Se på papiret.")] if brev.alle_blanke else []


def _rut(bunke: Skannbunke, sendes: Sequence[tuple[Innkomst, Ark]], som: Aktoer) -> None:
    """Send each letter where its sheet says, if who brought the batch may; otherwise it stays, and says so."""
    eier = bunke.lastet_opp_av
    for innkomst, ark in sendes:
        til = Virksomhet.objects.get(kode=ark.bydel)
        # The folder of the archive service is for all of them; a bydel's own is not.
        maa = kan(aktoer_for(eier), Rett.MOTTA, til.pk) if eier else bunke.virksomhet.er_arkivtjeneste
        try:
            if maa:
                rut(innkomst, til=til, av=som)
                continue
        except Hindret:
            logg.info("brevet ble ikke sendt dit arket sier", innkomst=str(innkomst.pk))
        setning = _("Skillearket gjelder %(navn)s. Send brevet dit, eller registrer det her.") % {"navn": til.navn}
        with arbeid(som=som, i=bunke.virksomhet_id, verb="les bunke"):
            krev(som, Rett.MOTTA)
            rad = laas(innkomst)
            rad.opphav = rad.opphav | {"merknader": [*rad.opphav["merknader"], setning]}
            rad.merknader = [*rad.merknader, setning] if rad.lest_tid else rad.merknader
            rad.save(update_fields=["opphav", "merknader"])


def _sett_feil(bunke: Skannbunke, setning: str, som: Aktoer) -> None:
    with arbeid(som=som, i=bunke.virksomhet_id, verb="les bunke"):
        krev(som, Rett.MOTTA)
        Skannbunke.objects.filter(pk=bunke.pk, lest_tid=None).update(feil=setning[:500])


def avvis_mappefil(virksomhet: Virksomhet, filnavn: str, stoerrelse: int, skannet: datetime, setning: str) -> None:
    """Show a file in the folder that is too large to be kept: its name and why. Opens its own arbeid."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, i=virksomhet, verb="ta inn bunke"):
        krev(som, Rett.MOTTA)
        Skannbunke.objects.create(
            virksomhet=virksomhet, kilde=Skannkilde.MAPPE, filnavn=maks(rens(filnavn), 250), stoerrelse=stoerrelse,
            skannet_tid=skannet, feil=setning[:500],
        )  # fmt: skip


def hindre_for_bunkeavvisning(bunke: Skannbunke, grunn: str) -> Iterator[Hinder]:
    """What stops a batch from being refused: it has been read, or there is no reason given."""
    if bunke.lest_tid is not None:
        yield Hinder("bunke.lest", _("Bunken er lest, og brevene ligger i køen."), bunke)
    elif bunke.avvist_tid is not None:
        yield Hinder("bunke.avvist", _("Bunken er alt lagt bort."), bunke)
    if er_blank(grunn):
        yield Hinder("bunke.uten_grunn", _("Skriv hvorfor den ikke skal leses, og hvor papiret er."), felt="grunn")


def avvis_bunke(bunke: Skannbunke, *, grunn: str, av: Aktoer) -> Skannbunke:
    """A person decides that a batch is not to be read. Needs an open arbeid. Raises `Hindret`."""
    krev(av, Rett.MOTTA)
    bunke = laas(bunke)
    ingen(hindre_for_bunkeavvisning(bunke, grunn))
    bunke.avvist_av, bunke.avvist_grunn, bunke.avvist_tid = av.navn, rens(grunn), naa()
    bunke.save(update_fields=["avvist_av", "avvist_grunn", "avvist_tid"])
    return bunke


def proev_igjen(bunke: Skannbunke, *, av: Aktoer) -> None:
    """Read a batch that failed once more. Needs an open arbeid. Raises PermissionDenied."""
    krev(av, Rett.MOTTA)
    Skannbunke.objects.filter(pk=bunke.pk, lest_tid=None).update(feil="")
    les_siden(bunke)


def uleste(tid: datetime, grense: int) -> list[tuple[int, UUID]]:
    """Batches whose reading a crash or a full disk took with it. Inside an arbeid that reads."""
    rader = Skannbunke.objects.filter(lest_tid=None, avvist_tid=None, feil="", tatt_inn_tid__lt=tid).exclude(
        sjekksum=""
    )
    return list(rader.order_by("tatt_inn_tid").values_list("virksomhet_id", "pk")[:grense])
