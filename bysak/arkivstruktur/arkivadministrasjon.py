"""Arkiv, underarkiv and arkivdel: made, changed and closed by administrators alone (krav 2.3.1-2.3.6, 2.9.4-2.9.6)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Arkivstatus, Dokumentmedium
from bysak.arkivstruktur.models import Arkiv, Arkivdel, Arkivskaper, Klassifikasjonssystem
from bysak.kjerne.arbeid import Aktoer, hold, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, lagres, rens
from bysak.organisasjon.tilgang import Rett, krev

TITTEL_MAKS, STED_MAKS = 250, 200
_TRELAAS = 20_260_105
E = TypeVar("E", Arkiv, Arkivdel)


def hindre_for_arkiv(tittel: str, forelder: Arkiv | None = None, arkiv: Arkiv | None = None) -> Iterator[Hinder]:
    """What stops making or changing an arkiv: no title, closed, or a place that cannot hold it.

    An arkiv holds underarkiv or arkivdeler, never both (noark5-modell section 1).
    """
    yield from _tittelhindre(tittel)
    if arkiv is not None and arkiv.avsluttet_dato:
        yield Hinder("arkiv.avsluttet", _("Arkivet er avsluttet."), arkiv)
    if forelder is None:
        return
    if forelder.avsluttet_dato:
        yield Hinder("arkiv.over_avsluttet", _("Arkivet over er avsluttet."), forelder, felt="forelder")
    if forelder.arkivdeler.exists():
        yield Hinder("arkiv.over_har_deler", _("Arkivet over har arkivdeler."), forelder, felt="forelder")
    if arkiv is not None and arkiv.pk in {a.pk for a in _opp(forelder)}:
        yield Hinder("arkiv.ring", _("Et arkiv kan ikke ligge under seg selv."), arkiv, felt="forelder")


def _opp(arkiv: Arkiv | None) -> Iterator[Arkiv]:
    while arkiv is not None:
        yield arkiv
        arkiv = arkiv.forelder


def _tittelhindre(tittel: str) -> Iterator[Hinder]:
    if er_blank(tittel):
        yield Hinder("arkiv.tittel", _("Tittel mangler."), felt="tittel")
    elif len(rens(tittel)) > TITTEL_MAKS:
        yield Hinder("arkiv.lang_tittel", _("Tittelen er for lang. Kort den ned til 250 tegn."), felt="tittel")


def opprett_arkiv(
    tittel: str,
    *,
    arkivskaper: tuple[str, str] | None,
    av: Aktoer,
    beskrivelse: str = "",
    forelder: Arkiv | None = None,
    felt: Mapping[str, Any] | None = None,
) -> Arkiv:
    """Make an arkiv, or an underarkiv of another one (krav 2.3.3, 2.3.4, 2.9.4, 2.9.5).

    arkivskaper: id and name of the body whose archive it is (M006, M023); None when it is registered apart.
    felt: other columns. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    forelder = forelder and laas(forelder)
    ingen(hindre_for_arkiv(tittel, forelder))
    arkiv = Arkiv.objects.create(
        **{"tittel": rens(tittel), "beskrivelse": lagres(beskrivelse).strip(), "forelder": forelder, **(felt or {})}
    )
    if arkivskaper is not None:
        nummer, navn = arkivskaper
        Arkivskaper.objects.create(arkiv=arkiv, arkivskaper_id=rens(nummer)[:50], arkivskaper_navn=rens(navn)[:200])
    return arkiv


def endre_arkiv(
    arkiv: Arkiv,
    *,
    tittel: str,
    av: Aktoer,
    beskrivelse: str = "",
    forelder: Arkiv | None = None,
    felt: Mapping[str, Any] | None = None,
) -> Arkiv:
    """Change what is said of an arkiv, and which one it is under. felt: other columns.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    # Two moves at once could make a ring that neither of them sees.
    hold(_TRELAAS, arkiv.virksomhet_id)  # type: ignore[arg-type]
    arkiv = laas(arkiv)
    forelder = forelder and laas(forelder)
    ingen(hindre_for_arkiv(tittel, forelder, arkiv))
    nytt = {"tittel": rens(tittel), "beskrivelse": lagres(beskrivelse).strip(), "forelder": forelder, **(felt or {})}
    return _satt(arkiv, nytt)


def _satt(enhet: E, nytt: Mapping[str, Any]) -> E:
    for navn, verdi in nytt.items():
        setattr(enhet, navn, verdi)
    enhet.save(update_fields=list(nytt))
    return enhet


def hindre_for_arkivavslutning(arkiv: Arkiv) -> Iterator[Hinder]:
    """What stops closing an arkiv: it is closed, or something in it is open."""
    if arkiv.avsluttet_dato:
        yield Hinder("arkiv.avsluttet", _("Arkivet er avsluttet."), arkiv)
    if arkiv.arkivdeler.filter(avsluttet_dato__isnull=True).exists():
        yield Hinder("arkiv.aapne_deler", _("En arkivdel er ikke avsluttet."), arkiv)
    if arkiv.underarkiv.filter(avsluttet_dato__isnull=True).exists():
        yield Hinder("arkiv.aapne_underarkiv", _("Et underarkiv er ikke avsluttet."), arkiv)


def avslutt_arkiv(arkiv: Arkiv, *, av: Aktoer) -> Arkiv:
    """Close an arkiv: it takes no more arkivdeler (krav 2.3.1, M602, M603). Raises `Hindret`, `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    arkiv = laas(arkiv)
    ingen(hindre_for_arkivavslutning(arkiv))
    arkiv.arkivstatus, arkiv.avsluttet_dato, arkiv.avsluttet_av = Arkivstatus.AVSLUTTET, naa(), av.navn
    arkiv.save(update_fields=["arkivstatus", "avsluttet_dato", "avsluttet_av"])
    return arkiv


def hindre_for_arkivdel(
    arkiv: Arkiv, *, tittel: str, klassifikasjonssystem: Klassifikasjonssystem | None
) -> Iterator[Hinder]:
    """What stops a new arkivdel: no title, a closed arkiv, one with underarkiv, or a system out of use."""
    yield from _tittelhindre(tittel)
    if arkiv.avsluttet_dato:
        yield Hinder("arkiv.avsluttet", _("Arkivet er avsluttet."), arkiv)
    if arkiv.underarkiv.exists():
        yield Hinder("arkivdel.underarkiv", _("Arkivet har underarkiv. Legg arkivdelen i et av dem."), arkiv)
    if klassifikasjonssystem is not None and klassifikasjonssystem.avsluttet_dato:
        yield Hinder("system.avsluttet", _("Klassifikasjonssystemet er avsluttet."), felt="klassifikasjonssystem")


def opprett_arkivdel(
    arkiv: Arkiv,
    *,
    tittel: str,
    start: date,
    av: Aktoer,
    klassifikasjonssystem: Klassifikasjonssystem | None = None,
    beskrivelse: str = "",
    felt: Mapping[str, Any] | None = None,
) -> Arkivdel:
    """Make an arkivdel that takes cases at once (krav 2.9.6, 6.2.1, 6.2.3). felt: other columns.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    arkiv = laas(arkiv)
    ingen(hindre_for_arkivdel(arkiv, tittel=tittel, klassifikasjonssystem=klassifikasjonssystem))
    return Arkivdel.objects.create(
        **{
            "arkiv": arkiv,
            "tittel": rens(tittel),
            "beskrivelse": lagres(beskrivelse).strip(),
            "arkivperiode_start_dato": start,
            "klassifikasjonssystem": klassifikasjonssystem,
            **(felt or {}),
        }
    )


def hindre_for_arkivdelendring(
    arkivdel: Arkivdel, *, tittel: str, dokumentmedium: str, oppbevaringssted: Sequence[str]
) -> Iterator[Hinder]:
    """What stops a change of an arkivdel: no title, an unknown medium, papers without a place to be."""
    yield from _tittelhindre(tittel)
    if arkivdel.avsluttet_dato and rens(tittel) != arkivdel.tittel:
        yield Hinder("arkivdel.avsluttet", _("Arkivdelen er avsluttet. Tittelen er låst."), arkivdel, felt="tittel")
    if dokumentmedium not in Dokumentmedium.values:
        yield Hinder("arkivdel.medium", _("Velg om arkivet er på papir, elektronisk eller begge deler."))
    steder = [rens(sted) for sted in oppbevaringssted]
    if dokumentmedium in (Dokumentmedium.FYSISK, Dokumentmedium.BLANDET) and not any(steder):
        yield Hinder("arkivdel.sted", _("Skriv hvor papirene er."), felt="oppbevaringssted")
    if any(len(sted) > STED_MAKS for sted in steder):
        yield Hinder("arkivdel.langt_sted", _("Stedet er for langt. Kort det ned til 200 tegn."))


def endre_arkivdel(
    arkivdel: Arkivdel,
    *,
    tittel: str,
    av: Aktoer,
    beskrivelse: str = "",
    dokumentmedium: str = Dokumentmedium.ELEKTRONISK,
    oppbevaringssted: Sequence[str] = (),
    aapen_for_alle_moduler: bool = False,
    felt: Mapping[str, Any] | None = None,
) -> Arkivdel:
    """Change what is said of an arkivdel: how it is divided in periods, where its papers are (krav 6.2.1, 6.2.12).

    aapen_for_alle_moduler: whether something in it may be opened to all external modules at once (krav 4.1.13).
    felt: other columns.
    Raises `Hindret` or `PermissionDenied` (krav 2.9.6).
    """
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(
        hindre_for_arkivdelendring(
            arkivdel, tittel=tittel, dokumentmedium=dokumentmedium, oppbevaringssted=oppbevaringssted
        )
    )
    nytt = {
        "tittel": rens(tittel), "beskrivelse": lagres(beskrivelse).strip(), "dokumentmedium": dokumentmedium,
        "oppbevaringssted": [rens(sted) for sted in oppbevaringssted if rens(sted)],
        "aapen_for_alle_moduler": aapen_for_alle_moduler, **(felt or {}),
    }  # fmt: skip
    return _satt(arkivdel, nytt)


def hindre_for_klassifikasjonsvalg(arkivdel: Arkivdel) -> Iterator[Hinder]:
    """What stops an arkivdel from beginning to sort by a system: it has one, is closed, or holds what has no klasse."""
    if arkivdel.avsluttet_dato:
        yield Hinder("arkivdel.avsluttet", _("Arkivdelen er avsluttet."), arkivdel)
    if arkivdel.klassifikasjonssystem_id:
        yield Hinder("arkivdel.har_system", _("Arkivdelen har alt et klassifikasjonssystem."), arkivdel)
    if arkivdel.mapper.filter(klasse__isnull=True).exists() or arkivdel.registreringer.exists():
        yield Hinder("arkivdel.har_mapper", _("Arkivdelen har alt mapper eller registreringer uten klasse."), arkivdel)


def velg_klassifikasjonssystem(arkivdel: Arkivdel, *, system: Klassifikasjonssystem, av: Aktoer) -> Arkivdel:
    """Let an arkivdel that sorts by nothing sort by a system (krav 2.9.6, 2.9.7). Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_klassifikasjonsvalg(arkivdel))
    return _satt(arkivdel, {"klassifikasjonssystem": system})


def hindre_for_sletting_av_tomt(enhet: Arkiv | Arkivdel) -> Iterator[Hinder]:
    """What stops deleting an arkiv or arkivdel as empty: something is in it (krav 2.3.2, 2.3.5)."""
    barn: tuple[str, ...] = ("arkivdeler", "underarkiv") if isinstance(enhet, Arkiv) else ("mapper", "registreringer")
    if any(getattr(enhet, navn).exists() for navn in barn):
        yield Hinder("slett.ikke_tomt", _("Det ligger noe her. Slett det først."), enhet)
    if isinstance(enhet, Arkivdel) and enhet.arvtakere.exists():
        yield Hinder("slett.arvtaker", _("En annen periode har tatt over etter denne."), enhet)


def slett_tomt(enhet: Arkiv | Arkivdel, *, av: Aktoer) -> None:
    """Delete an arkiv or arkivdel that nothing is in; the log keeps it (krav 2.3.2, 2.3.5). Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    enhet = laas(enhet)
    ingen(hindre_for_sletting_av_tomt(enhet))
    if isinstance(enhet, Arkiv):
        enhet.arkivskapere.all().delete()
    enhet.delete()
