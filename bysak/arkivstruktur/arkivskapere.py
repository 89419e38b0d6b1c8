"""Who made an archive: registered by the administrator, before its arkiv or on one that exists (M006, M023)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Arkiv, Arkivskaper
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import lagres, rens
from bysak.organisasjon.tilgang import Rett, krev

ID_MAKS, NAVN_MAKS = 50, 200


def hindre_for_arkivskaper(nummer: str, navn: str) -> Iterator[Hinder]:
    """What stops an arkivskaper: no id or name, or one that is too long."""
    if not 0 < len(rens(nummer)) <= ID_MAKS:
        yield Hinder("skaper.id", _("Skriv arkivskaperens ID med høyst 50 tegn."), felt="arkivskaper_id")
    if not 0 < len(rens(navn)) <= NAVN_MAKS:
        yield Hinder("skaper.navn", _("Skriv arkivskaperens navn med høyst 200 tegn."), felt="arkivskaper_navn")


def opprett_arkivskaper(
    nummer: str, navn: str, *, av: Aktoer, arkiv: Arkiv | None = None, beskrivelse: str = ""
) -> Arkivskaper:
    """Register who made an archive; without an arkiv, for the one that comes (krav 2.9.4). Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_arkivskaper(nummer, navn))
    return Arkivskaper.objects.create(
        arkiv=arkiv and laas(arkiv),
        arkivskaper_id=rens(nummer),
        arkivskaper_navn=rens(navn),
        beskrivelse=lagres(beskrivelse).strip(),
    )


def endre_arkivskaper(skaper: Arkivskaper, *, nummer: str, navn: str, av: Aktoer, beskrivelse: str = "") -> Arkivskaper:
    """Change what is said of one; the name it had is in the log (krav 6.4.28). Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    skaper = laas(skaper)
    ingen(hindre_for_arkivskaper(nummer, navn))
    skaper.arkivskaper_id, skaper.arkivskaper_navn = rens(nummer), rens(navn)
    skaper.beskrivelse = lagres(beskrivelse).strip()
    skaper.save(update_fields=["arkivskaper_id", "arkivskaper_navn", "beskrivelse"])
    return skaper


def knytt_arkivskaper(skaper: Arkivskaper, *, arkiv: Arkiv, av: Aktoer) -> Arkivskaper:
    """Say that this one made the arkiv. One who has made another already stands on each (vedlegg 2: nested in it)."""
    krev(av, Rett.ADMINISTRERE)
    skaper, arkiv = laas(skaper), laas(arkiv)
    if skaper.arkiv_id is None:
        skaper.arkiv = arkiv
        skaper.save(update_fields=["arkiv"])
        return skaper
    return Arkivskaper.objects.create(
        arkiv=arkiv,
        arkivskaper_id=skaper.arkivskaper_id,
        arkivskaper_navn=skaper.arkivskaper_navn,
        beskrivelse=skaper.beskrivelse,
    )


def hindre_for_sletting_av_arkivskaper(skaper: Arkivskaper) -> Iterator[Hinder]:
    """What stops taking one away: it is the only one of an arkiv (noark5-modell: 1..*)."""
    if skaper.arkiv_id and not Arkivskaper.objects.filter(arkiv_id=skaper.arkiv_id).exclude(pk=skaper.pk).exists():
        yield Hinder("skaper.siste", _("Arkivet må ha en arkivskaper. Registrer en annen først."), skaper)


def slett_arkivskaper(skaper: Arkivskaper, *, av: Aktoer) -> None:
    """Take away one that was registered by mistake; the log keeps it. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    skaper = laas(skaper)
    ingen(hindre_for_sletting_av_arkivskaper(skaper))
    skaper.delete()
