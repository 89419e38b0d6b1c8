"""Refusing an item: with an answer to the sender, or without one and with the reason why not.

The duty of guidance asks for the answer (forvaltningsloven § 11 fourth paragraph). What a machine sent is not answered
(RFC 3834 section 2), and neither is one who cannot be reached by mail: then the page says so, and why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address

from django.conf import settings
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank
from bysak.klienter.epost import Slag
from bysak.klienter.epostslag import AV_MASKIN
from bysak.mottak.grunner import grunner, hindre_for_grunn, navn_paa_grunn
from bysak.mottak.innkomst import virksomhet_for
from bysak.mottak.models import Avvisningssvar, Innkomst, Kanal, Utfall, Virus
from bysak.mottak.svarpost import gjeldende_svar, utboks_tid
from bysak.mottak.svartekst import SPRAAK, flett, spraak_i, uutfylt
from bysak.mottak.utfall import hindre_for_paabegynt, hindre_for_utfall, sett_utfall
from bysak.organisasjon.tilgang import Rett, krev

# Mailboxes that nobody reads, or that are a machine's own.
_UBEMANNET = re.compile(
    r"(no|do[-_.]?not|ikke|ikkje)[-_.]?(reply|svar)|svar[-_.]?ikk[j]?e|mailer-?daemon|postmaster|bounces?\b|noreply|"
    r"(auto|automatisk)[-_.]?(reply|svar)",
    re.IGNORECASE,
)
_LENGSTE_TEKST = 20_000


@dataclass(frozen=True)
class Svar:
    """An answer as it will be sent."""

    emne: str
    tekst: str
    spraak: str


def forslag_til_svar(innkomst: Innkomst, *, grunnkode: str, spraak: str = "") -> Svar:
    """The answer that is suggested for a reason, in the language asked for, or the sender's."""
    maal = spraak if spraak in SPRAAK else spraak_i(f"{innkomst.emne} {innkomst.tekst}")
    assert innkomst.virksomhet_id is not None
    valgt = next((g for g in grunner(Utfall.AVVIST, innkomst.virksomhet_id) if g.kode == grunnkode), None)
    emne = f"{'Re' if maal == 'en' else 'SV'}: {innkomst.emne}".strip()
    return Svar(emne, flett(valgt.tekst(maal), innkomst, maal) if valgt else "", maal)


def hindre_for_svar(innkomst: Innkomst) -> Iterator[Hinder]:
    """Why the sender cannot be answered from here; empty when they can."""
    if settings.BYSAK_UTPOST is None:
        yield Hinder("svar.av", _("Bysak er ikke satt opp til å sende e-post. Be dem som drifter om det."), innkomst)
    if gjeldende_svar(innkomst) is not None:
        yield Hinder("svar.finnes", _("Avsenderen har alt fått et svar på denne, og skal ikke ha to."), innkomst)
    if not innkomst.avsender_adresse:
        yield Hinder("svar.uten_adresse", _uten_adresse(innkomst), innkomst)
    else:
        yield from _hindre_for_adressen(innkomst)
    yield from _hindre_for_slaget(innkomst)


def _uten_adresse(innkomst: Innkomst) -> str:
    if innkomst.kanal == Kanal.SVARINN:
        return _("Denne kom gjennom SvarInn, uten e-postadresse. Herfra kan du ikke svare. Send et brev i stedet.")
    if innkomst.kanal == Kanal.PAPIR:
        return _("Denne kom på papir. Herfra kan du ikke svare. Send et brev i posten i stedet.")
    if innkomst.kanal == Kanal.SKJEMA:
        return _("Avsenderen oppga ingen e-postadresse i skjemaet. Herfra kan du ikke svare. Ring eller send et brev.")
    return _("Det står ingen avsenderadresse i e-posten. Herfra kan du ikke svare.")


def _hindre_for_adressen(innkomst: Innkomst) -> Iterator[Hinder]:
    adresse = innkomst.avsender_adresse
    try:
        lokal = Address(addr_spec=adresse).username
    except (ValueError, IndexError, MessageError):
        yield Hinder(
            "svar.ugyldig", _("Avsenderadressen er ikke en e-postadresse som det går an å svare til."), innkomst
        )
        return
    if _UBEMANNET.search(lokal):
        yield Hinder("svar.ubemannet", _("Avsenderadressen er en som ingen leser. Et svar når ikke fram."), innkomst)
    elif virksomhet_for(adresse) is not None or adresse == settings.BYSAK_UTPOST_FRA.lower():
        yield Hinder("svar.oss", _("Avsenderadressen er en av våre egne. Et svar ville kommet tilbake hit."), innkomst)


def _hindre_for_slaget(innkomst: Innkomst) -> Iterator[Hinder]:
    if Slag.LISTE in innkomst.slag:
        yield Hinder("svar.liste", _("Denne kom fra en e-postliste. Et svar ville gått til listen."), innkomst)
    elif innkomst.automatisk or AV_MASKIN & set(innkomst.slag) or innkomst.opphav.get("fra") == "":
        yield Hinder(
            "svar.maskin", _("Denne er sendt av en maskin. Maskiner svares ikke, for da går post i ring."), innkomst
        )
    if Slag.SOEPPEL in innkomst.slag or innkomst.virus == Virus.FUNN:
        setning = _("Avsenderadressen kan være falsk: meldingen er merket som søppelpost eller har virus. Svar ikke.")
        yield Hinder("svar.falsk", setning, innkomst)


def hindre_for_svartekst(svar: Svar) -> Iterator[Hinder]:
    """What is wrong with the answer's own words."""
    if er_blank(svar.tekst):
        yield Hinder("svar.tomt", _("Skriv hva avsenderen skal få vite."), felt="tekst")
    elif uutfylt(svar.tekst):
        setning = _("Skriv forklaringen der det står {%(felt)s} i teksten.") % {"felt": uutfylt(svar.tekst)[0]}
        yield Hinder("svar.uutfylt", setning, felt="tekst")
    if len(svar.tekst) > _LENGSTE_TEKST:
        yield Hinder("svar.langt", _("Svaret er for langt. Kort det ned."), felt="tekst")
    if er_blank(svar.emne):
        yield Hinder("svar.uten_emne", _("Skriv et emne."), felt="emne")
    if svar.spraak not in SPRAAK:
        yield Hinder("svar.spraak", _("Velg et språk."), felt="spraak")


def hindre_for_avvisning(innkomst: Innkomst, av: Aktoer) -> Iterator[Hinder]:
    """What stops an item from being refused at all: it is done, somebody else's, or partly registered."""
    yield from hindre_for_utfall(innkomst, av)
    yield from hindre_for_paabegynt(innkomst)


def avvis_med_svar(innkomst: Innkomst, *, grunnkode: str, svar: Svar, av: Aktoer) -> Avvisningssvar:
    """Refuse an item, and lay the answer in the outbox. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    assert innkomst.virksomhet_id is not None
    # The answer's own words are the explanation.
    grunnen = hindre_for_grunn(Utfall.AVVIST, innkomst.virksomhet_id, grunnkode, svar.tekst)
    hindre = [*hindre_for_avvisning(innkomst, av), *hindre_for_svar(innkomst), *grunnen, *hindre_for_svartekst(svar)]
    ingen(hindre)
    navn = navn_paa_grunn(Utfall.AVVIST, innkomst.virksomhet_id, grunnkode)
    sett_utfall(innkomst, Utfall.AVVIST, kode=grunnkode, grunn=navn, av=av)
    emne = " ".join(svar.emne.split())[:1000]
    return Avvisningssvar.objects.create(
        innkomst=innkomst, til=innkomst.avsender_adresse, emne=emne, tekst=svar.tekst.replace("\r\n", "\n"),
        spraak=svar.spraak, bestilt_av=av.navn, neste_tid=naa() + utboks_tid(),
    )  # fmt: skip


def hindre_for_stillhet(innkomst: Innkomst, merknad: str) -> Iterator[Hinder]:
    """What stops a refusal without an answer: one could be sent, and nobody has said why it should not."""
    if er_blank(merknad) and not any(hindre_for_svar(innkomst)):
        yield Hinder("svar.uten_grunn", _("Skriv hvorfor avsenderen ikke skal få svar."), felt="merknad")


def avvis_uten_svar(innkomst: Innkomst, *, grunnkode: str, merknad: str, av: Aktoer) -> Innkomst:
    """Refuse an item in silence; why the sender is not answered is kept. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    assert innkomst.virksomhet_id is not None
    grunnen = hindre_for_grunn(Utfall.AVVIST, innkomst.virksomhet_id, grunnkode, merknad)
    ingen([*hindre_for_avvisning(innkomst, av), *grunnen, *hindre_for_stillhet(innkomst, merknad)])
    hvorfor = merknad.strip() or next(iter(hindre_for_svar(innkomst))).tekst
    navn = navn_paa_grunn(Utfall.AVVIST, innkomst.virksomhet_id, grunnkode)
    return sett_utfall(innkomst, Utfall.AVVIST, kode=grunnkode, grunn=f"{navn}. {_('Uten svar')}: {hvorfor}", av=av)
