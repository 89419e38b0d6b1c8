"""Pages that went into the scanner upside down or sideways: found by how their words stand, and turned, once.

LESMEG: outside an arbeid, and may be run again at any time. A letter that somebody holds or has begun on is left alone,
and so is a page that a person has turned. What is done stands on the letter, and each page can be turned back.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from bysak.kjerne import lager, skann
from bysak.kjerne.arbeid import Aktoer, arbeid, laas
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.mottak.models import Innkomst, Skannside
from bysak.mottak.sidearbeid import Plan, lag, sidene, skriv
from bysak.mottak.utfall import hindre_for_paabegynt, hindre_for_utfall
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

# Sharp enough for the program to see how the words stand, and a fourth of the work of reading them.
_DPI = 150


def rett_opp(virksomhet_id: int, innkomst_id: UUID) -> bool:
    """Turn the pages of a letter that lie the wrong way; True when it was changed, and so is read anew.

    Raises LagerFullt: then try again later.
    """
    if not skann.kan_lese_tekst():
        return False
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        innkomst = Innkomst.objects.select_related("virksomhet").get(pk=innkomst_id)
        plan = [] if _i_bruk(innkomst, som) else sidene(innkomst)
    ukjente = [s for s in plan if s.snudd is None and not s.ute and not s.vri]
    if not ukjente:
        return False
    _se_paa(innkomst.virksomhet.kode, ukjente)
    feil_vei = [s for s in ukjente if s.snudd]
    lagret = lag(innkomst.virksomhet, plan)[0] if feil_vei else None
    with arbeid(som=som, i=virksomhet_id, verb="snu sider"):
        krev(som, Rett.MOTTA)
        naa = laas(innkomst)
        if naa.raa_sjekksum != innkomst.raa_sjekksum or _i_bruk(naa, som):
            return False
        Skannside.objects.bulk_update(ukjente, ["snudd"])
        if lagret is None:
            return False
        naa.merknader = [*naa.merknader, _setning(feil_vei)]
        naa.save(update_fields=["merknader"])
        skriv(naa, plan, lagret)
    return True


def _i_bruk(innkomst: Innkomst, som: Aktoer) -> bool:
    return innkomst.lest_tid is None or any([*hindre_for_utfall(innkomst, som), *hindre_for_paabegynt(innkomst)])


def _se_paa(kode: str, sider: Plan) -> None:
    """Note on each page how it should be turned; one that cannot be drawn lies as it lies."""
    with lager.aapne(kode, sider[0].bunke.pdf_sjekksum) as fil:
        for side in sider:
            try:
                side.snudd = side.vri = skann.retning(skann.side_png(fil, side.nummer, _DPI))
            except KanIkkeVises:
                side.snudd = 0


def _setning(sider: Plan) -> str:
    en = _("Side %(nr)s i bunken lå feil vei og er snudd. Er det galt, snur du den tilbake under «Ordne sidene».")
    flere = _("Sidene %(nr)s i bunken lå feil vei og er snudd. Er det galt, snur du dem tilbake under «Ordne sidene».")
    return (en if len(sider) == 1 else flere) % {"nr": ", ".join(str(s.nummer) for s in sider)}
