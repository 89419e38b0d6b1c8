"""A letter on paper as an item: its one file, and the words on its pages when there is a program that reads them.

LESMEG: outside an arbeid, and may be run again at any time. The item's own bytes are the pages as they were scanned;
the file that is registered has the same pages with the words laid invisibly over them, so that search finds them.
"""

import io
from uuid import UUID

from django.utils.translation import gettext as _

from bysak.arkivstruktur.jobber import sett_tekst
from bysak.arkivstruktur.models import Dokumentobjekt
from bysak.kjerne import filtype, forhaandsvisning, lager, skann
from bysak.kjerne.arbeid import arbeid, laas
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.klienter import epost
from bysak.mottak.deling import SLAG
from bysak.mottak.forsendelse import Vedleggsfil
from bysak.mottak.models import Innkomst
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

# A scanner that reads text itself leaves more than its own name on a page.
_LEST_PER_SIDE = 20
_MAKS_TEKST = 200_000


def les_papir(innkomst: Innkomst) -> tuple[epost.LestEpost, list[Vedleggsfil]]:
    """The fields of a scanned letter and its one file: what the sheet said, until somebody has read it."""
    opphav = innkomst.opphav
    slag = str(SLAG.get(opphav.get("slag", ""), SLAG["BREV"]))
    lest = epost.LestEpost(emne=_("%(slag)s på papir") % {"slag": slag}, merknader=list(opphav.get("merknader", [])))
    vedlegg = epost.LestVedlegg(0, _("skannet brev") + ".pdf", skann.PDF, b"")
    lagret = lager.Lagret(innkomst.raa_sjekksum, innkomst.raa_stoerrelse)
    return lest, [Vedleggsfil(vedlegg, lagret, filtype.bestem(b"%PDF-1.7", vedlegg.filnavn, skann.PDF))]


def les_tekst(virksomhet_id: int, innkomst_id: UUID) -> None:
    """Read the words of a letter, if anything on this machine can. Raises LagerFullt: then try again later."""
    if not skann.kan_lese_tekst():
        return
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        innkomst = Innkomst.objects.select_related("virksomhet").get(pk=innkomst_id)
    kode, raa = innkomst.virksomhet.kode, innkomst.raa_sjekksum
    try:
        lest, tekst = _med_tekst(kode, raa)
    except (KanIkkeVises, lager.FilMangler):
        return  # The pages can be looked at all the same, and nobody is stopped by words that are missing.
    with arbeid(som=som, i=virksomhet_id, verb="les tekst"):
        krev(som, Rett.MOTTA)
        innkomst = laas(innkomst)
        if innkomst.raa_sjekksum != raa:
            return  # Its pages have been changed meanwhile, and it is being read anew.
        if not innkomst.registreringer.exists():
            innkomst.vedlegg.update(sjekksum=lest.sha256, stoerrelse=lest.stoerrelse)
            innkomst.tekst, innkomst.undersoekt_tid = tekst, None
            innkomst.save(update_fields=["tekst", "undersoekt_tid"])
            return
        registrert = Dokumentobjekt.objects.filter(
            dokumentbeskrivelse__koblinger__registrering__innkomstdeler__innkomst=innkomst
        )
        for objekt in registrert.filter(sjekksum=raa):
            sett_tekst(objekt, tekst)


def _med_tekst(kode: str, raa: str) -> tuple[lager.Lagret, str]:
    with lager.aapne(kode, raa) as fil:
        innhold = fil.read()
        antall = skann.undersoek(fil).sider
        tekst = forhaandsvisning.pdf_tekst(innhold, _MAKS_TEKST)
        if len(tekst.strip()) > _LEST_PER_SIDE * antall:
            return lager.Lagret(raa, len(innhold)), tekst
        innhold = skann.med_tekst(fil, antall)
    return lager.lagre(kode, io.BytesIO(innhold)), forhaandsvisning.pdf_tekst(innhold, _MAKS_TEKST).strip()
