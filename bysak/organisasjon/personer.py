"""People and external modules: made, renamed, closed and let in again. Never deleted (krav 4.1.2, 4.3.3, 4.4.9)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import Bruker, Fristvarsel, Rolle, Rolletildeling, Tema, Tetthet
from bysak.organisasjon.passord import hindre_for_passord, lagre_passord
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, krev

NAVN_MAKS, INITIALER_MAKS = 200, 6

_BOKSTAVER = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
_BRUKERNAVN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,59}")


def hindre_for_bruker(brukernavn: str, navn: str, passord: str | None = None) -> Iterator[Hinder]:
    """What stops a new person: user names are never reused (krav 4.4.11), a password must be strong enough."""
    if not brukernavn.strip():
        yield Hinder("bruker.uten_brukernavn", _("Brukernavn mangler."), felt="brukernavn")
    elif not _BRUKERNAVN.fullmatch(brukernavn.strip().lower()):
        yield Hinder(
            "bruker.brukernavn",
            _("Brukernavnet må være høyst 60 tegn: a–z, tall, punktum, bindestrek, understrek og krøllalfa."),
            felt="brukernavn",
        )
    yield from _navnehindre(navn)
    if Bruker.objects.filter(brukernavn=brukernavn.strip().lower()).exists():
        yield Hinder(
            "bruker.finnes", _("Brukernavnet er i bruk, eller har vært det. Velg et annet."), felt="brukernavn"
        )
    if passord is not None:
        yield from hindre_for_passord(passord)


def _navnehindre(navn: str) -> Iterator[Hinder]:
    if er_blank(navn):
        yield Hinder("bruker.uten_navn", _("Navn mangler."), felt="navn")
    elif len(rens(navn)) > NAVN_MAKS:
        yield Hinder("bruker.langt_navn", _("Navnet er for langt. Kort det ned til 200 tegn."), felt="navn")


def opprett_bruker(
    brukernavn: str, navn: str, *, av: Aktoer, passord: str | None = None, epost: str = "", er_modul: bool = False
) -> Bruker:
    """Make a person, or an external module that is to be known by name (krav 4.1.1, 4.3.1).

    People are shared master data, so this is done in `arbeid(i=arkivtjenesten)`. Raises `Hindret` when something is
    missing, taken or too weak, `PermissionDenied` without the right to administer.
    """
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_bruker(brukernavn, navn, passord))
    navn = rens(navn)
    bruker = Bruker.objects.create(
        brukernavn=brukernavn.strip().lower(), navn=navn, initialer=_initialer(navn), epost=epost, er_modul=er_modul
    )
    if passord is not None:
        lagre_passord(bruker, passord)
    return bruker


def ledig_brukernavn(navn: str) -> str:
    """A user name made of a person's name, for one who is registered without one: never one that has been used."""
    enkelt = unicodedata.normalize("NFKD", navn.lower().translate(_BOKSTAVER)).encode("ascii", "ignore").decode()
    stamme = re.sub(r"[^a-z0-9@._-]+", ".", enkelt).strip("._-@")[:50] or "bruker"
    brukte = set(Bruker.objects.filter(brukernavn__startswith=stamme).values_list("brukernavn", flat=True))
    return next(n for nr in range(len(brukte) + 2) if (n := f"{stamme}{nr or ''}") not in brukte)


def _initialer(navn: str) -> str:
    return "".join(del_[0] for del_ in navn.split())[:3].upper()


def hindre_for_nytt_navn(bruker: Bruker, navn: str, initialer: str = "") -> Iterator[Hinder]:
    """What stops a change of name: no name, or one of Bysak's own processes (krav 4.4.11)."""
    yield from _navnehindre(navn)
    if len(rens(initialer)) > INITIALER_MAKS:
        yield Hinder("bruker.lange_initialer", _("Initialene er for lange. Bruk høyst 6 tegn."), felt="initialer")
    if bruker.er_system:
        yield Hinder("bruker.prosess", _("Bysaks egne prosesser kan ikke endres."), bruker)


def gi_nytt_navn(bruker: Bruker, *, navn: str, av: Aktoer, initialer: str = "") -> Bruker:
    """The same person has another name. The earlier ones stay in the log, with their periods (krav 4.4.11, 4.4.12).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    bruker = laas(bruker)
    ingen(hindre_for_nytt_navn(bruker, navn, initialer))
    bruker.navn = rens(navn)
    bruker.initialer = rens(initialer) or _initialer(bruker.navn)
    bruker.save(update_fields=["navn", "initialer"])
    return bruker


def hindre_for_passiv(bruker: Bruker, av: Aktoer) -> Iterator[Hinder]:
    """What stops closing a login: it is closed, it is one's own, or nobody would be left to administer (krav 4.1.4)."""
    if not bruker.is_active:
        yield Hinder("bruker.passiv", _("Brukeren er alt satt passiv."), bruker)
    if bruker.er_system:
        yield Hinder("bruker.prosess", _("Bysaks egne prosesser kan ikke endres."), bruker)
    if bruker.pk == av.bruker_id:
        yield Hinder("bruker.seg_selv", _("Du kan ikke sperre deg selv. Be en annen systemforvalter."), bruker)
    forvaltere = Rolletildeling.objects.filter(
        gyldig_rolle(), rolle=Rolle.SYSTEMFORVALTER, bruker__is_active=True, bruker__er_system=False
    )
    if forvaltere.filter(bruker=bruker).exists() and not forvaltere.exclude(bruker=bruker).exists():
        yield Hinder("bruker.siste_forvalter", _("Dette er den siste systemforvalteren. Gi en annen rollen."), bruker)


def sett_passiv(bruker: Bruker, *, av: Aktoer) -> Bruker:
    """Close a login: from now on it has no rights anywhere, and what it did stays (krav 4.1.2, 4.1.5, 4.3.3, 4.4.9).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    bruker = laas(bruker)
    ingen(hindre_for_passiv(bruker, av))
    bruker.is_active, bruker.avsluttet_dato = False, naa()
    bruker.save(update_fields=["is_active", "avsluttet_dato"])
    return bruker


def hindre_for_aktiv(bruker: Bruker) -> Iterator[Hinder]:
    """What stops opening a login again: it is open."""
    if bruker.is_active:
        yield Hinder("bruker.aktiv", _("Brukeren er alt aktiv."), bruker)


def sett_aktiv(bruker: Bruker, *, av: Aktoer) -> Bruker:
    """Open a closed login again; a new period begins (krav 4.1.3, 4.3.4). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    bruker = laas(bruker)
    ingen(hindre_for_aktiv(bruker))
    bruker.is_active, bruker.avsluttet_dato = True, None
    bruker.save(update_fields=["is_active", "avsluttet_dato"])
    return bruker


def forvaltere(virksomhet_id: int) -> list[str]:
    """The names of those who can give somebody a role in a virksomhet today; at most three, in order of name."""
    roller = Rolletildeling.objects.filter(
        gyldig_rolle(), virksomhet_id=virksomhet_id, rolle=Rolle.SYSTEMFORVALTER, bruker__is_active=True,
        bruker__er_system=False,
    )  # fmt: skip
    return sorted(set(roller.values_list("bruker__navn", flat=True)))[:3]


def velg_enkelttaster(paa: bool, *, av: Aktoer) -> None:
    """Whether one letter alone does something for this person (WCAG 2.1.4); one's own to say, outside an arbeid."""
    Bruker.objects.filter(pk=av.bruker_id).update(enkelttaster=paa)


def velg_utseende(*, av: Aktoer, tema: str = "", tetthet: str = "") -> None:
    """The colours and the closeness of rows this person sees Bysak with; one's own to say, outside an arbeid.

    What is empty or unknown is left as it was.
    """
    valg = {"tema": (tema, Tema), "tetthet": (tetthet, Tetthet)}
    nye = {felt: verdi for felt, (verdi, lovlige) in valg.items() if verdi in lovlige.values}
    if nye:
        Bruker.objects.filter(pk=av.bruker_id).update(**nye)


def velg_fristvarsel(valg: str, *, av: Aktoer) -> None:
    """Which items this person is warned of before they are late; one's own to say, outside an arbeid.

    What is unknown is left as it was.
    """
    if valg in Fristvarsel.values:
        Bruker.objects.filter(pk=av.bruker_id).update(fristvarsel=valg)


def velg_kolonner(liste: str, koder: Sequence[str] | None, *, av: Aktoer) -> None:
    """The columns this person sees of a list; None is those it comes with. One's own to say, outside an arbeid."""
    with transaction.atomic():
        bruker = Bruker.objects.select_for_update().get(pk=av.bruker_id)
        valgte = {k: v for k, v in bruker.kolonner.items() if k != liste}
        if koder is not None:
            valgte[liste] = list(koder)
        Bruker.objects.filter(pk=av.bruker_id).update(kolonner=valgte)


def vis_kom_i_gang(vis: bool, *, av: Aktoer) -> None:
    """Whether the steps for one who is new stand on the first page; one's own to say, outside an arbeid."""
    Bruker.objects.filter(pk=av.bruker_id).update(kom_i_gang=vis)


def hindre_for_epost(epost: str) -> Iterator[Hinder]:
    """What stops an address: it is none. Empty is to have none."""
    try:
        if epost:
            validate_email(epost)
    except ValidationError:
        yield Hinder("bruker.epost", _("Dette er ikke en e-postadresse. Skriv den som navn@sted.no."), felt="epost")


def velg_epost(epost: str, *, av: Aktoer) -> None:
    """Where this person is told of what comes (krav 3.3.5); one's own to say. Raises `Hindret`.

    Done in `arbeid(i=arkivtjenesten)`, where people are kept, also by those without a role there.
    """
    bruker = laas(Bruker.objects.get(pk=av.bruker_id))
    ingen(hindre_for_epost(rens(epost)))
    bruker.epost = rens(epost)
    bruker.save(update_fields=["epost"])
