"""People and units: made, given roles for a period, closed. Never deleted (krav 4.2.3, 4.4.10)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import (
    AdministrativEnhet,
    Bruker,
    Rolle,
    Rolletildeling,
    Tilgangskode,
    Virksomhet,
)
from bysak.organisasjon.tilgang import Rett, krev

NAVN_MAKS, ENHETSNAVN_MAKS = 200, 120


_BRUKERNAVN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


def hindre_for_bruker(brukernavn: str, navn: str) -> Iterator[Hinder]:
    """What stops a new person: user names are never reused (krav 4.4.12)."""
    if not brukernavn.strip():
        yield Hinder("bruker.uten_brukernavn", _("Brukernavn mangler."), felt="brukernavn")
    elif not _BRUKERNAVN.fullmatch(brukernavn.strip().lower()):
        yield Hinder(
            "bruker.brukernavn",
            _("Brukernavnet må være høyst 60 tegn: a–z, tall, punktum, bindestrek og understrek."),
            felt="brukernavn",
        )
    if er_blank(navn):
        yield Hinder("bruker.uten_navn", _("Navn mangler."), felt="navn")
    elif len(rens(navn)) > NAVN_MAKS:
        yield Hinder("bruker.langt_navn", _("Navnet er for langt. Kort det ned til 200 tegn."), felt="navn")
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


def hindre_for_tildeling(
    rolle: str,
    fra: date,
    til: date | None,
    *,
    bruker: Bruker | None = None,
    enhet: AdministrativEnhet | None = None,
    tilgangskoder: Sequence[str] = (),
) -> Iterator[Hinder]:
    """What stops a role: unknown role or code, a period that ends before it begins, a role the person has already."""
    if rolle not in Rolle.values:
        yield Hinder("rolle.ukjent", _("Rollen finnes ikke."), felt="rolle")
    if til is not None and til < fra:
        yield Hinder("rolle.periode", _("Perioden slutter før den begynner."), felt="til_dato")
    ukjente = set(tilgangskoder) - set(Tilgangskode.objects.values_list("kode", flat=True))
    if ukjente:
        yield Hinder("rolle.ukjent_kode", _("En av tilgangskodene finnes ikke."), felt="tilgangskoder")
    if enhet is not None and enhet.avsluttet_dato:
        yield Hinder("rolle.enhet_avsluttet", _("Enheten er lagt ned. Velg en annen."), enhet, felt="enhet")
    if bruker is None:
        return
    if rolle == Rolle.PROSESS and not bruker.er_system:
        yield Hinder("rolle.prosess", _("Rollen er for Bysaks egne prosesser. Velg en annen."), bruker, felt="rolle")
    samme = Rolletildeling.objects.filter(bruker=bruker, rolle=rolle, enhet=enhet, fra_dato=fra)
    if samme.exists():
        yield Hinder("rolle.finnes", _("%(navn)s har alt denne rollen.") % {"navn": bruker.navn}, bruker)


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
    ingen(hindre_for_tildeling(rolle, fra, til, bruker=bruker, enhet=enhet, tilgangskoder=tilgangskoder))
    return Rolletildeling.objects.create(
        bruker=bruker,
        rolle=rolle,
        enhet=enhet,
        tilgangskoder=list(tilgangskoder),
        tjenesteyter=tjenesteyter,
        fra_dato=fra,
        til_dato=til,
    )


def hindre_for_enhet(navn: str) -> Iterator[Hinder]:
    """What stops a new unit: no name, or one that a unit here has or has had (krav 4.2.3)."""
    if er_blank(navn):
        yield Hinder("enhet.uten_navn", _("Navn mangler."), felt="navn")
    elif len(rens(navn)) > ENHETSNAVN_MAKS:
        yield Hinder("enhet.langt_navn", _("Navnet er for langt. Kort det ned til 120 tegn."), felt="navn")
    elif AdministrativEnhet.objects.filter(navn=rens(navn)).exists():
        yield Hinder("enhet.finnes", _("En enhet har eller har hatt dette navnet. Velg et annet."), felt="navn")


def opprett_enhet(
    navn: str, *, av: Aktoer, kortnavn: str = "", overordnet: AdministrativEnhet | None = None
) -> AdministrativEnhet:
    """Make a unit in the virksomhet of the open work. Raises `Hindret`, or `PermissionDenied` without the right."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_enhet(navn))
    return AdministrativEnhet.objects.create(navn=rens(navn), kortnavn=rens(kortnavn)[:20], overordnet=overordnet)
