"""People and units: made, given roles for a period, closed. Never deleted (krav 4.2.3, 4.4.10)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Rolle, Rolletildeling, Virksomhet
from bysak.organisasjon.tilgang import Rett, krev


def hindre_for_bruker(brukernavn: str, navn: str) -> Iterator[Hinder]:
    """What stops a new person: user names are never reused (krav 4.4.12)."""
    if not brukernavn.strip():
        yield Hinder("bruker.uten_brukernavn", _("Brukernavn mangler."), felt="brukernavn")
    if not navn.strip():
        yield Hinder("bruker.uten_navn", _("Navn mangler."), felt="navn")
    if Bruker.objects.filter(brukernavn=brukernavn.strip().lower()).exists():
        yield Hinder(
            "bruker.finnes", _("Brukernavnet er i bruk, eller har vært det. Velg et annet."), felt="brukernavn"
        )


def opprett_bruker(brukernavn: str, navn: str, *, av: Aktoer, passord: str | None = None, epost: str = "") -> Bruker:
    """Make a person. People are shared master data, so this is done in `arbeid(i=arkivtjenesten)`.

    Raises `Hindret` when the name is taken or missing, `PermissionDenied` without the right to administer.
    """
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_bruker(brukernavn, navn))
    navn = rens(navn)
    return Bruker.objects.create(
        brukernavn=brukernavn.strip().lower(),
        navn=navn,
        initialer="".join(del_[0] for del_ in navn.split())[:3].upper(),
        epost=epost,
        password=make_password(passord),
    )


def hindre_for_tildeling(rolle: str, fra: date, til: date | None) -> Iterator[Hinder]:
    """What stops a role: unknown role, or a period that ends before it begins."""
    if rolle not in Rolle.values:
        yield Hinder("rolle.ukjent", _("Rollen finnes ikke."), felt="rolle")
    if til is not None and til < fra:
        yield Hinder("rolle.periode", _("Perioden slutter før den begynner."), felt="til_dato")


def tildel_rolle(
    bruker: Bruker,
    rolle: Rolle,
    *,
    av: Aktoer,
    enhet: AdministrativEnhet | None = None,
    tilgangskoder: Sequence[str] = (),
    tjenesteyter: Virksomhet | None = None,
    fra: date | None = None,
    til: date | None = None,
) -> Rolletildeling:
    """Give a person a role in the virksomhet of the open work, for a period (krav 4.5.29, 4.5.30).

    tjenesteyter: the body that employs the person, when it is the archive service acting for the bydel.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    fra = fra or i_dag()
    ingen(hindre_for_tildeling(rolle, fra, til))
    return Rolletildeling.objects.create(
        bruker=bruker,
        rolle=rolle,
        enhet=enhet,
        tilgangskoder=list(tilgangskoder),
        tjenesteyter=tjenesteyter,
        fra_dato=fra,
        til_dato=til,
    )


def opprett_enhet(
    navn: str, *, av: Aktoer, kortnavn: str = "", overordnet: AdministrativEnhet | None = None
) -> AdministrativEnhet:
    """Make a unit in the virksomhet of the open work. Raises `PermissionDenied` without the right to administer."""
    krev(av, Rett.ADMINISTRERE)
    return AdministrativEnhet.objects.create(navn=rens(navn), kortnavn=kortnavn, overordnet=overordnet)
