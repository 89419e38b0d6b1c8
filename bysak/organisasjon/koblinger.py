"""Who somebody at a provider is here: by the user name, or by a link that an administrator made. Never by e-mail."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank
from bysak.klienter.oidcoppsett import Oppsett
from bysak.organisasjon.models import Bruker, Innloggingskobling
from bysak.organisasjon.tilgang import Rett, krev


def _noekkel(leverandoer: str, verdi: str) -> str:
    """What is kept of who somebody is there: worth nothing without the installation's secret."""
    hemmelig = f"bysak.innloggingskobling {hemmelighet('skrin')}".encode()
    return hmac.new(hemmelig, f"{leverandoer}\n{verdi.strip()}".encode(), hashlib.sha256).hexdigest()


def finn_bruker(oppsett: Oppsett, krav: Mapping[str, Any]) -> Bruker | None:
    """The person that an identity token is about, or None for all who are not let in, whatever the reason."""
    verdi = krav.get(oppsett.brukerfelt)
    if not isinstance(verdi, str) or not verdi.strip():
        return None
    folk = Bruker.objects.filter(is_active=True, er_system=False, er_modul=False)
    if not oppsett.koblet:
        return folk.filter(brukernavn=verdi.strip().lower()).first()
    kobling = Innloggingskobling.objects.filter(leverandoer=oppsett.kode, noekkel=_noekkel(oppsett.kode, verdi))
    return folk.filter(pk__in=kobling.values("bruker_id")).first()


def koblingene(bruker: Bruker) -> list[Innloggingskobling]:
    """The providers where somebody is known to be this person."""
    return list(Innloggingskobling.objects.filter(bruker=bruker).order_by("leverandoer"))


def hindre_for_kobling(bruker: Bruker, leverandoer: str, verdi: str) -> Iterator[Hinder]:
    """What stops a link: nothing to know the person by, or one that stands already, for this or another person."""
    if er_blank(verdi):
        yield Hinder("kobling.tom", _("Skriv det leverandøren kjenner personen som."), felt="verdi")
    if bruker.er_system or bruker.er_modul:
        yield Hinder("kobling.ikke_person", _("Bare folk kan kobles."), bruker)
    if Innloggingskobling.objects.filter(leverandoer=leverandoer, bruker=bruker).exists():
        yield Hinder("kobling.finnes", _("Personen er koblet fra før. Løs den koblingen først."), bruker)
    if Innloggingskobling.objects.filter(leverandoer=leverandoer, noekkel=_noekkel(leverandoer, verdi)).exists():
        yield Hinder("kobling.annen", _("Denne er koblet til en annen bruker. Løs den koblingen først."), felt="verdi")


def koble(bruker: Bruker, *, leverandoer: str, verdi: str, av: Aktoer) -> Innloggingskobling:
    """Say who a person is at a provider, by what its claim says there.

    Done in `arbeid(i=arkivtjenesten)`. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_kobling(bruker, leverandoer, verdi))
    noekkel = _noekkel(leverandoer, verdi)
    return Innloggingskobling.objects.create(bruker=bruker, leverandoer=leverandoer, noekkel=noekkel)


def loes(kobling: Innloggingskobling, *, av: Aktoer) -> None:
    """Take a link away: from the next login on it lets nobody in. As `koble`. Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    kobling.delete()
