"""Classification: systems of several kinds and their klasser (krav 2.4.1-2.4.6, 2.9.7)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignObjectRel
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Klasse, Klassifikasjonssystem
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, lagres, rens
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import Rett, krev

TITTEL_MAKS, ID_MAKS = 250, 60


@dataclass(frozen=True)
class Fasett:
    """One of the ways a faceted system sorts by. Only a primary one gives a case its place; the rest are secondary."""

    moenster: re.Pattern[str]
    primaer: bool = True


@dataclass(frozen=True)
class Slag:
    """What a kind of system demands of its klasser: one level or a tree, and how their ids are written."""

    ett_nivaa: bool = False
    fasetter: tuple[Fasett, ...] = ()
    melding: str | Promise = ""


def _ett(moenster: str, melding: Promise) -> Slag:
    return Slag(ett_nivaa=True, fasetter=(Fasett(re.compile(moenster)),), melding=melding)


# By the text that a deposit carries (M086; an open list, to which «Juridisk person» is added).
SLAG: dict[str, Slag] = {
    "Funksjonsbasert, hierarkisk": Slag(),
    "Emnebasert, hierarkisk arkivnøkkel": Slag(),
    "Emnebasert, ett nivå": Slag(ett_nivaa=True),
    "K-koder": Slag(
        fasetter=(
            Fasett(re.compile(r"\d{1,3}")),  # common: management, economy, staff
            Fasett(re.compile(r"[A-Z]\d{0,2}")),  # what the municipality does
            Fasett(re.compile(r"&\d{2}"), primaer=False),  # in which way: beside one of the other two
        ),
        melding=gettext_lazy("En K-kode er 1–3 sifre, en bokstav med inntil to sifre, eller & og to sifre."),
    ),
    "Mangefasettert, ikke hierarki": Slag(ett_nivaa=True),
    "Objektbasert": Slag(ett_nivaa=True),
    # A klasse is seen by all, so a person stands here by name, and never by fødselsnummer (M002, M003).
    "Juridisk person": _ett(
        r"\d{9}|(?!.*\d{6})[^\W\d_].*",
        gettext_lazy("Bruk organisasjonsnummer eller navn. Et fødselsnummer kan ikke stå her, for alle ser det."),
    ),
    "Gårds- og bruksnummer": _ett(
        r"[1-9]\d{0,4}/[1-9]\d{0,4}(/\d{1,4}){0,2}",
        gettext_lazy("Skriv gårdsnummer/bruksnummer, og eventuelt /festenummer/seksjonsnummer."),
    ),
}
_FRITT = Slag()


def slag(system: Klassifikasjonssystem) -> Slag:
    """What this system demands; a kind that came with an import demands nothing."""
    return SLAG.get(system.klassifikasjonstype, _FRITT)


def fasett(klasse: Klasse) -> Fasett | None:
    """Which facet of its system a klasse belongs to, if the system has any."""
    passer = (f for f in slag(klasse.klassifikasjonssystem).fasetter if f.moenster.fullmatch(klasse.klasse_id))
    return next(passer, None)


def kan_vaere_primaer(klasse: Klasse) -> bool:
    """May a case have this as its primary klasse? Not one that only says in which way (krav 2.4.2, 2.5.6)."""
    hvilken = fasett(klasse)
    return hvilken is None or hvilken.primaer


def hindre_for_klassifikasjonssystem(
    tittel: str, type: str, system: Klassifikasjonssystem | None = None, *, fritt: bool = False
) -> Iterator[Hinder]:
    """What stops a system: no title, an unknown kind, or that it is closed. fritt: as when it is made."""
    yield from _tittelhindre(tittel)
    if system is None and type not in SLAG and not fritt:
        yield Hinder("system.type", _("Velg hva slags klassifikasjonssystem det er."), felt="type")
    if system is not None and system.avsluttet_dato:
        yield Hinder("system.avsluttet", _("Klassifikasjonssystemet er avsluttet."), system)


def _tittelhindre(tittel: str) -> Iterator[Hinder]:
    if er_blank(tittel):
        yield Hinder("klassifikasjon.tittel", _("Tittel mangler."), felt="tittel")
    elif len(rens(tittel)) > TITTEL_MAKS:
        yield Hinder("klassifikasjon.lang_tittel", _("Tittelen er for lang. Kort den ned til 250 tegn."), felt="tittel")


def opprett_klassifikasjonssystem(
    tittel: str,
    *,
    type: str,
    av: Aktoer,
    beskrivelse: str = "",
    fritt: bool = False,
    felt: Mapping[str, Any] | None = None,
) -> Klassifikasjonssystem:
    """Make a system (krav 2.9.7: administrator only). type: one of `SLAG`. felt: other columns.

    fritt: delivered by another system, whose kinds demand nothing of the klasser here (M086 is an open list, 0..1).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_klassifikasjonssystem(tittel, type, fritt=fritt))
    return Klassifikasjonssystem.objects.create(
        tittel=rens(tittel), klassifikasjonstype=type, beskrivelse=lagres(beskrivelse).strip(), **(felt or {})
    )


def endre_klassifikasjonssystem(
    system: Klassifikasjonssystem,
    *,
    tittel: str,
    av: Aktoer,
    beskrivelse: str = "",
    felt: Mapping[str, Any] | None = None,
) -> Klassifikasjonssystem:
    """Change title and description of a system (krav 2.9.7). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    system = laas(system)
    ingen(hindre_for_klassifikasjonssystem(tittel, system.klassifikasjonstype, system))
    nytt = {"tittel": rens(tittel), "beskrivelse": lagres(beskrivelse).strip(), **(felt or {})}
    for navn, verdi in nytt.items():
        setattr(system, navn, verdi)
    system.save(update_fields=list(nytt))
    return system


def hindre_for_systemsletting(system: Klassifikasjonssystem) -> Iterator[Hinder]:
    """What stops deleting a system: it has klasser, or something sorts by it."""
    if system.klasser.exists() or system.arkivdeler.exists():
        yield Hinder("system.i_bruk", _("Klassifikasjonssystemet er i bruk. Avslutt det i stedet."), system)


def slett_klassifikasjonssystem(system: Klassifikasjonssystem, *, av: Aktoer) -> None:
    """Delete a system that was never used; the log keeps it (krav 2.2.1). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    system = laas(system)
    ingen(hindre_for_systemsletting(system))
    system.delete()


def hindre_for_systemavslutning(system: Klassifikasjonssystem) -> Iterator[Hinder]:
    """What stops closing a system: it is closed, or a period that takes cases sorts by it."""
    if system.avsluttet_dato:
        yield Hinder("system.avsluttet", _("Klassifikasjonssystemet er avsluttet."), system)
    if system.arkivdeler.filter(arkivdelstatus=Arkivdelstatus.AKTIV).exists():
        yield Hinder("system.i_bruk", _("En aktiv arkivperiode bruker klassifikasjonssystemet."), system)


def avslutt_klassifikasjonssystem(system: Klassifikasjonssystem, *, av: Aktoer) -> Klassifikasjonssystem:
    """Close a system: no new klasser, no new cases. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    system = laas(system)
    ingen(hindre_for_systemavslutning(system))
    system.avsluttet_dato, system.avsluttet_av = naa(), av.navn
    system.save(update_fields=["avsluttet_dato", "avsluttet_av"])
    return system


def hindre_for_klasse(
    system: Klassifikasjonssystem,
    *,
    klasse_id: str,
    tittel: str,
    forelder: Klasse | None = None,
    tilgangskode: str | None = None,
) -> Iterator[Hinder]:
    """What stops a new klasse: no id or one that is taken, badly written or in the wrong place; a closed parent."""
    if system.avsluttet_dato:
        yield Hinder("system.avsluttet", _("Klassifikasjonssystemet er avsluttet."), system)
    ren = rens(klasse_id)
    if not ren or len(ren) > ID_MAKS:
        yield Hinder("klasse.id", _("Klasse-ID mangler, eller er lengre enn 60 tegn."), felt="klasse_id")
    elif Klasse.objects.filter(klassifikasjonssystem=system, klasse_id=ren).exists():
        yield Hinder("klasse.finnes", _("Klasse-ID-en er i bruk, eller har vært det."), felt="klasse_id")
    yield from _tittelhindre(tittel)
    yield from _formhindre(slag(system), ren, forelder)
    if forelder is not None:
        yield from _forelderhindre(system, forelder)
    if tilgangskode and not Tilgangskode.objects.filter(pk=tilgangskode).exists():
        yield Hinder("klasse.tilgangskode", _("Tilgangskoden finnes ikke."), felt="tilgangskode")


def _formhindre(krav: Slag, klasse_id: str, forelder: Klasse | None) -> Iterator[Hinder]:
    if forelder is not None and krav.ett_nivaa:
        yield Hinder("klasse.ett_nivaa", _("Dette klassifikasjonssystemet har bare ett nivå."), felt="forelder")
    passer = [f for f in krav.fasetter if f.moenster.fullmatch(klasse_id)]
    if klasse_id and krav.fasetter and not passer:
        yield Hinder("klasse.form", str(krav.melding), felt="klasse_id")
    # The id of a klasse gathers those above it (M002).
    under = forelder is None or (klasse_id.startswith(forelder.klasse_id) and klasse_id != forelder.klasse_id)
    if klasse_id and not under:
        yield Hinder("klasse.id_under", _("Klasse-ID-en må begynne med ID-en til klassen over."), felt="klasse_id")


def _forelderhindre(system: Klassifikasjonssystem, forelder: Klasse) -> Iterator[Hinder]:
    if forelder.klassifikasjonssystem_id != system.pk:
        yield Hinder("klasse.annet_system", _("Klassen over hører til et annet system."), forelder, felt="forelder")
    if forelder.avsluttet_dato:
        yield Hinder("klasse.over_avsluttet", _("Klassen over er avsluttet."), forelder, felt="forelder")
    if forelder.mapper.exists() or forelder.registreringer.exists():
        yield Hinder(
            "klasse.over_har_saker",
            _("Klassen over har saker. Bare klasser på laveste nivå kan ha det."),
            forelder,
            felt="forelder",
        )


def opprett_klasse(
    system: Klassifikasjonssystem,
    *,
    klasse_id: str,
    tittel: str,
    av: Aktoer,
    forelder: Klasse | None = None,
    tilgangskode: str | None = None,
    aldri_paa_nett: bool = False,
    beskrivelse: str = "",
    noekkelord: Sequence[str] = (),
    felt: Mapping[str, Any] | None = None,
) -> Klasse:
    """Make a klasse (krav 2.4.1-2.4.3), by those with leave to (krav 2.4.6).

    tilgangskode and aldri_paa_nett are what cases here take from it. felt: other columns.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.KLASSIFISERE)
    system = laas(system)
    forelder = forelder and laas(forelder)
    ingen(hindre_for_klasse(system, klasse_id=klasse_id, tittel=tittel, forelder=forelder, tilgangskode=tilgangskode))
    return Klasse.objects.create(
        klassifikasjonssystem=system,
        forelder=forelder,
        klasse_id=rens(klasse_id),
        tittel=rens(tittel),
        tilgangskode_id=tilgangskode,
        aldri_paa_nett=aldri_paa_nett,
        beskrivelse=rens(beskrivelse),
        noekkelord=[rens(ord_) for ord_ in noekkelord if rens(ord_)],
        **(felt or {}),
    )


def hindre_for_klasseendring(klasse: Klasse, tittel: str) -> Iterator[Hinder]:
    """What stops a change of a klasse: no title, or that it is closed."""
    yield from _tittelhindre(tittel)
    if klasse.avsluttet_dato:
        yield Hinder("klasse.avsluttet", _("Klassen er avsluttet."), klasse)


def endre_klasse(
    klasse: Klasse,
    *,
    tittel: str,
    av: Aktoer,
    beskrivelse: str = "",
    noekkelord: Sequence[str] = (),
    felt: Mapping[str, Any] | None = None,
) -> Klasse:
    """Change what is said of a klasse; its id never changes (M002). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.KLASSIFISERE)
    klasse = laas(klasse)
    ingen(hindre_for_klasseendring(klasse, tittel))
    nytt = {"tittel": rens(tittel), "beskrivelse": lagres(beskrivelse).strip(), **(felt or {})}
    nytt["noekkelord"] = [rens(ord_) for ord_ in noekkelord if rens(ord_)]
    for navn, verdi in nytt.items():
        setattr(klasse, navn, verdi)
    klasse.save(update_fields=list(nytt))
    return klasse


def hindre_for_klasseavslutning(klasse: Klasse) -> Iterator[Hinder]:
    """What stops closing a klasse: it is closed, or has open ones below it. Its cases go on (krav 2.4.5)."""
    if klasse.avsluttet_dato:
        yield Hinder("klasse.avsluttet", _("Klassen er avsluttet."), klasse)
    under = klasse.underklasser.filter(avsluttet_dato__isnull=True).count()
    if under:
        yield Hinder(
            "klasse.underklasser",
            ngettext("%(n)s klasse under denne er åpen.", "%(n)s klasser under denne er åpne.", under) % {"n": under},
            klasse,
        )


def avslutt_klasse(klasse: Klasse, *, av: Aktoer) -> Klasse:
    """Close a klasse: it takes no new cases (krav 2.4.5). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.KLASSIFISERE)
    klasse = laas(klasse)
    ingen(hindre_for_klasseavslutning(klasse))
    klasse.avsluttet_dato, klasse.avsluttet_av = naa(), av.navn
    klasse.save(update_fields=["avsluttet_dato", "avsluttet_av"])
    return klasse


def hindre_for_klassesletting(klasse: Klasse) -> Iterator[Hinder]:
    """What stops deleting a klasse: something is or hangs under it, or points at it. Then it is closed instead."""
    viser_hit = (r for r in Klasse._meta.get_fields(include_hidden=True) if isinstance(r, ForeignObjectRel))
    if any(r.related_model._base_manager.filter(**{r.field.name: klasse.pk}).exists() for r in viser_hit):
        yield Hinder("klasse.i_bruk", _("Klassen er i bruk. Avslutt den i stedet."), klasse)


def slett_klasse(klasse: Klasse, *, av: Aktoer) -> None:
    """Delete a klasse that was never used; the log keeps it (krav 2.2.1). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    klasse = laas(klasse)
    ingen(hindre_for_klassesletting(klasse))
    klasse.delete()
