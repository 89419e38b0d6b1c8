"""Viruses in what comes in: nothing of an item is opened or registered before its files are scanned.

LESMEG: without a scanner (`BYSAK_CLAMD`) nothing is held back, and the pages say that nothing was scanned. With one
that does not answer, all that is new waits, and is scanned when it is back. What is found lies in quarantine, where a
person confirms it or lets it go with a reason. The text of a letter can be read all the while; it does nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank
from bysak.klienter.clamd import ClamdFeil
from bysak.mottak.models import Innkomst, Utfall, Virus, Virusskann
from bysak.mottak.utfall import sett_utfall
from bysak.organisasjon.tilgang import Rett, krev

KODE = "virus"
# So long a new item may wait for the scanner before the page says that something is wrong.
TAALMODIGHET = timedelta(minutes=1)
_SPOER_IGJEN, _SPOER_TID = 10, 0.5


@dataclass(frozen=True)
class Skann:
    """What the scanner said of an item's files, by name. base: the scanner and its signature base."""

    base: str
    funnet: dict[str, str]
    uskannbare: dict[str, str]

    @property
    def resultat(self) -> Virusskann.Resultat:
        """Of the item as a whole."""
        if self.funnet:
            return Virusskann.Resultat.FUNN
        return Virusskann.Resultat.USKANNBAR if self.uskannbare else Virusskann.Resultat.REN


def er_satt_opp() -> bool:
    """Whether there is a scanner at all."""
    return settings.BYSAK_CLAMD is not None


def skanneren() -> str:
    """How it is with the scanner: `uten`, `svarer` or `nede`. Asked at most every ten seconds."""
    if settings.BYSAK_CLAMD is None:
        return "uten"
    svar: str | None = cache.get("virusskanner")
    if svar is None:
        try:
            replace(settings.BYSAK_CLAMD, tid=_SPOER_TID).versjon()
            svar = "svarer"
        except ClamdFeil:
            svar = "nede"
        cache.set("virusskanner", svar, _SPOER_IGJEN)
    return svar


def maa_skannes(innkomst: Innkomst) -> bool:
    """Nothing is known of it, and there is a scanner to ask."""
    return er_satt_opp() and not innkomst.virus


def hindre_for_aapning(innkomst: Innkomst) -> Iterator[Hinder]:
    """What stops an item's files from being opened, fetched or registered: fails closed."""
    if innkomst.virus == Virus.FUNN:
        yield Hinder("virus.funn", _("Virusskanneren har funnet noe i filene. De åpnes ikke her."), innkomst)
    elif innkomst.virus == Virus.USKANNBAR:
        yield Hinder(
            "virus.uskannbar",
            _("Virusskanneren kan ikke se inn i alle filene. Noen må vurdere dem og frigi dem først."),
            innkomst,
        )
    elif maa_skannes(innkomst) and innkomst.utfall != Utfall.REGISTRERT:
        yield Hinder("virus.venter", _("Filene venter på virusskanneren, og kan åpnes når de er skannet."), innkomst)


def sperret(innkomst: Innkomst) -> bool:
    """Whether its files stay shut."""
    return any(hindre_for_aapning(innkomst))


def skann(innkomst: Innkomst) -> Skann:
    """Scan the item as it came, and each file taken out of it. Outside an arbeid. Raises ClamdFeil or LagerFeil."""
    skanner, kode = settings.BYSAK_CLAMD, innkomst.virksomhet.kode
    assert skanner is not None
    base = skanner.versjon()
    filer = {innkomst.raa_sjekksum: _("originalen")}
    filer |= {v.sjekksum: v.filnavn for v in innkomst.vedlegg.all()}
    funnet, uskannbare = {}, {}
    for sjekksum, navn in filer.items():
        with lager.aapne(kode, sjekksum) as fil:
            svar = skanner.skann(fil)
        if svar.funn:
            funnet[navn] = svar.funn
        elif svar.uskannbar:
            uskannbare[navn] = svar.uskannbar
    return Skann(base[:200], funnet, uskannbare)


def noter(innkomst: Innkomst, skannet: Skann, *, av: Aktoer) -> Innkomst:
    """Write down a scan; what was found goes into quarantine, also from the hands of who has it. By the process."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    funn = [{"fil": fil, "navn": navn} for fil, navn in (skannet.funnet | skannet.uskannbare).items()]
    Virusskann.objects.create(
        virksomhet_id=innkomst.virksomhet_id, innkomst=innkomst, resultat=skannet.resultat, base=skannet.base, funn=funn
    )
    innkomst.virus = Virus(skannet.resultat)
    if not skannet.funnet or innkomst.er_ferdig:
        innkomst.save()
        return innkomst
    fil, navn = next(iter(skannet.funnet.items()))
    grunn = _("Virusskanneren fant %(navn)s i %(fil)s.") % {"navn": navn, "fil": fil}
    return sett_utfall(innkomst, Utfall.KARANTENE, kode=KODE, grunn=grunn, av=av)


def siste_skann(innkomst: Innkomst) -> Virusskann | None:
    """The newest scan, with what was decided about it."""
    return Virusskann.objects.filter(innkomst=innkomst).order_by("-tid").first()


def hindre_for_frigivelse(innkomst: Innkomst, grunn: str) -> Iterator[Hinder]:
    """What stops an item from being let go: nothing holds it, or nobody has said why it is safe."""
    if innkomst.virus not in (Virus.FUNN, Virus.USKANNBAR):
        yield Hinder("virus.ingen", _("Virusskanneren holder ikke denne tilbake."), innkomst)
    elif er_blank(grunn):
        yield Hinder("virus.uten_grunn", _("Skriv hvorfor filene er trygge."), felt="grunn")


def frigi(innkomst: Innkomst, *, grunn: str, av: Aktoer) -> Innkomst:
    """Let an item's files be opened after all; out of quarantine it comes back to the queue with its old due time.

    Raises `Hindret` or PermissionDenied: it takes the right to control quality.
    """
    krev(av, Rett.KVALITETSSIKRE)
    innkomst = laas(innkomst)
    ingen(hindre_for_frigivelse(innkomst, grunn))
    _avgjoer(innkomst, Virusskann.Avgjoerelse.FRIGITT, grunn, av)
    innkomst.virus = Virus.FRIGITT
    innkomst.undersoekt_tid = None
    if innkomst.utfall == Utfall.KARANTENE and innkomst.utfall_kode == KODE:
        innkomst.utfall = innkomst.utfall_av = innkomst.utfall_kode = innkomst.utfall_grunn = ""
        innkomst.utfall_tid = None
    innkomst.save()
    return innkomst


def hindre_for_bekreftelse(innkomst: Innkomst) -> Iterator[Hinder]:
    """What stops a find from being confirmed: there is none."""
    if innkomst.virus != Virus.FUNN:
        yield Hinder("virus.ingen", _("Virusskanneren har ikke funnet noe i denne."), innkomst)


def bekreft(innkomst: Innkomst, *, av: Aktoer) -> Innkomst:
    """Write down that a person has seen the find and leaves it in quarantine. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    ingen(hindre_for_bekreftelse(innkomst))
    _avgjoer(innkomst, Virusskann.Avgjoerelse.BEKREFTET, "", av)
    return innkomst


def _avgjoer(innkomst: Innkomst, hva: Virusskann.Avgjoerelse, grunn: str, av: Aktoer) -> None:
    rad = siste_skann(innkomst)
    assert rad is not None
    rad.avgjoerelse, rad.avgjort_av, rad.avgjort_grunn, rad.avgjort_tid = hva, av.navn, grunn.strip(), naa()
    rad.save()


def hindre_for_ny_skanning(innkomst: Innkomst) -> Iterator[Hinder]:
    """What stops a new scan: there is no scanner."""
    if not er_satt_opp():
        yield Hinder("virus.uten_skanner", _("Virusskanner er ikke satt opp. Be driften om det."), innkomst)


def skann_paa_nytt(innkomst: Innkomst, *, av: Aktoer) -> Innkomst:
    """Have an item scanned again, such as with newer signatures; until then its files stay shut.

    Raises `Hindret` or PermissionDenied.
    """
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    ingen(hindre_for_ny_skanning(innkomst))
    innkomst.virus, innkomst.undersoekt_tid = "", None
    innkomst.save()
    return innkomst
