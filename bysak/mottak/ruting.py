"""Routing to another virksomhet: the message is copied there first, and then closed here.

LESMEG: `rut` opens its own two arbeid, since nobody writes in two virksomheter at once. A crash between them leaves the
item in both; running it again closes the first. The bytes carry everything, so the target reads them anew.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, arbeid, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.mottak import jobber
from bysak.mottak.innkomst import legg_inn
from bysak.mottak.models import Innkomst, Utfall
from bysak.mottak.utfall import hindre_for_paabegynt, hindre_for_utfall, sett_utfall
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, krev, prosessaktoer


def hindre_for_ruting(innkomst: Innkomst, til: Virksomhet, av: Aktoer) -> Iterator[Hinder]:
    """What stops an item from being sent on: it is finished or taken, or the target is this one or closed."""
    yield from hindre_for_utfall(innkomst, av)
    yield from hindre_for_paabegynt(innkomst)
    if til.pk == innkomst.virksomhet_id:
        yield Hinder("ruting.samme", _("Den ligger alt hos %(navn)s.") % {"navn": til.navn}, innkomst, felt="til")
    if til.avsluttet_dato is not None:
        yield Hinder("ruting.avsluttet", _("%(navn)s er avsluttet. Velg en annen.") % {"navn": til.navn}, felt="til")


def rut(innkomst: Innkomst, *, til: Virksomhet, av: Aktoer) -> Innkomst:
    """Send an item on to another virksomhet, with its time of receipt and its due time; returns the one there.

    Doing it again is harmless. Raises `Hindret` or PermissionDenied.
    """
    with arbeid(som=av, i=innkomst.virksomhet_id, verb="videresend"):
        krev(av, Rett.MOTTA)
        kilde = Innkomst.objects.select_related("virksomhet").get(pk=innkomst.pk)
        alt_sendt = kilde.utfall == Utfall.VIDERESENDT and kilde.videresendt_til_id == til.pk
        if not alt_sendt:
            ingen(hindre_for_ruting(kilde, til, av))
    with lager.aapne(kilde.virksomhet.kode, kilde.raa_sjekksum) as fil:
        lager.lagre(til.kode, fil)
    der = _legg_hos(til, kilde, av)
    if not alt_sendt:
        _lukk_her(kilde, til, av)
    return der


def _legg_hos(til: Virksomhet, kilde: Innkomst, av: Aktoer) -> Innkomst:
    # A bydel's own archivist has no rights in the target; then the reception delivers it, as it would have any mail.
    som = av if kan(av, Rett.MOTTA, til.pk) else prosessaktoer("mottak")
    ny = Innkomst(
        virksomhet=til,
        kanal=kilde.kanal,
        ekstern_id=kilde.ekstern_id,
        kilde_id=kilde.kilde_id,
        mottatt_tid=kilde.mottatt_tid,
        raa_sjekksum=kilde.raa_sjekksum,
        raa_stoerrelse=kilde.raa_stoerrelse,
        opphav=kilde.opphav,
        til_adresse=kilde.til_adresse,
        frist=kilde.frist,
        fristregel=kilde.fristregel,
        ved_ruting=True,
        rutet_fra=kilde.virksomhet,
        rutet_tid=naa(),
    )
    grunn = f"Videresendt fra {kilde.virksomhet.navn} av {av.navn}"
    with arbeid(som=som, i=til, verb="motta videresendt", grunn=grunn):
        krev(som, Rett.MOTTA)
        rad, er_ny = legg_inn(ny)
        if er_ny:
            jobber.bestill_lesing(rad)
        elif rad.utfall == Utfall.VIDERESENDT and kilde.utfall != Utfall.VIDERESENDT:
            _ta_tilbake(rad, kilde.virksomhet)
    return rad


def _ta_tilbake(rad: Innkomst, fra: Virksomhet) -> None:
    """It was here before and is sent back: the same row is in the queue again."""
    rad = laas(rad)
    rad.rutet_fra, rad.rutet_tid = fra, naa()
    rad.utfall = rad.utfall_av = rad.utfall_kode = rad.utfall_grunn = ""
    rad.utfall_tid = rad.videresendt_til = None
    rad.save()


def _lukk_her(kilde: Innkomst, til: Virksomhet, av: Aktoer) -> None:
    with arbeid(som=av, i=kilde.virksomhet_id, verb="videresend"):
        krev(av, Rett.MOTTA)
        laast = laas(kilde)
        if laast.utfall == Utfall.VIDERESENDT and laast.videresendt_til_id == til.pk:
            return
        ingen(hindre_for_ruting(laast, til, av))
        sett_utfall(laast, Utfall.VIDERESENDT, grunn=til.navn, av=av, videresendt_til=til)
