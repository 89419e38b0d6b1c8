"""When someone leaves: every open case and letter of theirs goes to others in one act, with the reason in the log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import EGENPRODUSERT, ENDELIGE, Flytstatus, Journalstatus, Saksstatus
from bysak.arkivstruktur.laasing import laas_poster
from bysak.arkivstruktur.models import Dokumentflyt, Korrespondansepart, Registrering, Saksmappe
from bysak.kjerne.arbeid import Aktoer, begrunn
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.organisasjon.tilgang import Rett, aktoer_for, gyldige_roller, krev, ser
from bysak.saksbehandling.restanser import INTERNE


@dataclass(frozen=True)
class Overlevert:
    """How much went over."""

    saker: int
    poster: int


def aapne_saker(bruker: Bruker) -> QuerySet[Saksmappe]:
    """The open cases that a person is responsible for."""
    return Saksmappe.objects.filter(saksansvarlig=bruker, saksstatus=Saksstatus.UNDER_BEHANDLING).order_by("system_id")


def aapne_parter(bruker: Bruker) -> QuerySet[Korrespondansepart]:
    """Where a person stands as handler of an entry that is still open: a letter to answer, or a draft."""
    rader = Korrespondansepart.objects.filter(
        saksbehandler=bruker, korrespondanseparttype__in=INTERNE, registrering__arkivert_dato__isnull=True
    ).exclude(registrering__journalstatus=Journalstatus.UTGAAR)
    # What is sent has its parties locked (krav 3.2.24): who wrote it is a fact, not work.
    return rader.exclude(
        registrering__journalposttype__in=EGENPRODUSERT, registrering__journalstatus__in=ENDELIGE
    ).order_by("registrering_id")


def hindre_for_overlevering(
    fra: Bruker, til: Bruker | None, grunn: str, enhet: AdministrativEnhet | None = None
) -> Iterator[Hinder]:
    """What stops it: no reason, nobody with a role here to take it, one who may not see it, nothing to hand over."""
    if er_blank(grunn):
        yield Hinder("overlever.uten_grunn", _("Skriv hvorfor det overleveres."), fra, felt="grunn")
    if til is None:
        yield Hinder("overlever.uten_mottaker", _("Velg hvem som skal ta over."), felt="til")
        return
    if til.pk == fra.pk:
        yield Hinder("overlever.samme", _("Velg en annen enn den som gir fra seg."), felt="til")
    if enhet is not None and enhet.avsluttet_dato:
        yield Hinder("overlever.enhet", _("Enheten er lagt ned. Velg en annen."), enhet, felt="enhet")
    if not gyldige_roller(til).exists():
        yield Hinder(
            "overlever.uten_rolle", _("%(navn)s har ingen rolle her nå. Velg en annen.") % {"navn": til.navn}, til,
            felt="til",
        )  # fmt: skip
        return
    saker, parter = list(aapne_saker(fra)), list(aapne_parter(fra).select_related("registrering"))
    if not saker and not parter:
        yield Hinder("overlever.ingenting", _("%(navn)s har ingenting åpent her.") % {"navn": fra.navn}, fra)
    mottaker = aktoer_for(til)
    lukket = [r for r in (*saker, *(p.registrering for p in parter)) if not ser(mottaker, r)]
    if lukket:
        yield Hinder(
            "overlever.uten_tilgang",
            _("%(navn)s ser ikke alt som overleveres. Gi tilgang først, eller velg en annen.") % {"navn": til.navn},
            til, felt="til",
        )  # fmt: skip


def overlever(
    fra: Bruker, *, til: Bruker, grunn: str, av: Aktoer, enhet: AdministrativEnhet | None = None
) -> Overlevert:
    """Hand over all open cases and entries of a person in this virksomhet, all or nothing. enhet: default as it was.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.FORDELE)
    # Whoever hands over second waits here, and then sees what is left.
    poster = Registrering.objects.filter(pk__in=aapne_parter(fra).values("registrering_id"))
    laas_poster(*poster, saker=aapne_saker(fra))
    saker, parter = list(aapne_saker(fra)), list(aapne_parter(fra))
    ingen(hindre_for_overlevering(fra, til, grunn, enhet))
    begrunn(grunn)
    for sak in saker:
        sak.saksansvarlig = til
        sak.administrativ_enhet = enhet or sak.administrativ_enhet
        sak.save(update_fields=["saksansvarlig", "administrativ_enhet"])
    for part in parter:
        part.saksbehandler = til
        part.navn = til.navn if part.navn == fra.navn else part.navn
        part.administrativ_enhet = enhet or part.administrativ_enhet
        part.save(update_fields=["saksbehandler", "navn", "administrativ_enhet"])
        Dokumentflyt.objects.create(
            registrering_id=part.registrering_id, flyt_til=til.navn, flyt_til_bruker=til, flyt_fra=fra.navn,
            flyt_status=Flytstatus.FORDELT, flyt_merknad=grunn,
        )  # fmt: skip
    return Overlevert(len(saker), len(parter))
