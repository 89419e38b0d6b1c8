"""Distribution: a letter gets a unit and a person. The handler lives on the internal recipient (M307)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import EGENPRODUSERT, ENDELIGE, Flytstatus, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Dokumentflyt, Journalpost, Korrespondansepart
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.organisasjon.tilgang import Rett, gyldige_roller, krev, krev_innsyn
from bysak.organisasjon.varselvalg import Varselslag
from bysak.saksbehandling.fravaer import hvem_tar
from bysak.saksbehandling.varsling import varsle


def hindre_for_fordeling(
    jp: Journalpost | None, enhet: AdministrativEnhet | None, saksbehandler: Bruker | None
) -> Iterator[Hinder]:
    """What stops distribution: no unit, a closed one, a person without a role here, an archived entry."""
    if jp is not None:
        yield from _posthindre(jp)
    if enhet is None:
        yield Hinder("fordel.uten_enhet", _("Enhet mangler. Velg hvem som skal ha brevet."), felt="enhet")
    elif enhet.avsluttet_dato:
        yield Hinder("fordel.enhet_avsluttet", _("Enheten er lagt ned. Velg en annen."), enhet, felt="enhet")
    if saksbehandler is None:
        yield Hinder("fordel.uten_person", _("Saksbehandler mangler. Velg en person."), felt="saksbehandler")
    elif not gyldige_roller(saksbehandler).exists():
        yield Hinder(
            "fordel.uten_rolle",
            _("%(navn)s har ingen rolle her nå. Velg en annen.") % {"navn": saksbehandler.navn},
            saksbehandler,
            felt="saksbehandler",
        )


def _posthindre(jp: Journalpost) -> Iterator[Hinder]:
    if jp.arkivert_dato:
        yield Hinder("fordel.arkivert", _("Journalposten er arkivert og kan ikke fordeles."), jp)
    elif jp.journalstatus == Journalstatus.UTGAAR:
        yield Hinder("fordel.utgaar", _("Journalposten er utgått og kan ikke fordeles."), jp)
    elif jp.journalposttype in EGENPRODUSERT and jp.journalstatus in ENDELIGE:  # krav 3.2.24
        yield Hinder("fordel.partene_er_laast", _("Partene i et journalført dokument vi har laget selv, er låst."), jp)


def fordel(
    jp: Journalpost, *, enhet: AdministrativEnhet, saksbehandler: Bruker, av: Aktoer, merknad: str = ""
) -> Journalpost:
    """Give a letter to a person in a unit, and keep where it has been (M660-M665).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.FORDELE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_fordeling(jp, enhet, saksbehandler))
    part = mottakeren(jp)
    fra = part.navn if part else av.navn
    if part is None:
        part = Korrespondansepart(registrering_id=jp.pk, korrespondanseparttype=Parttype.INTERN_MOTTAKER)
    part.navn = saksbehandler.navn
    part.administrativ_enhet = enhet
    part.saksbehandler = saksbehandler
    part.save()
    Dokumentflyt.objects.create(
        registrering_id=jp.pk,
        flyt_til=saksbehandler.navn,
        flyt_til_bruker=saksbehandler,
        flyt_fra=fra,
        flyt_status=Flytstatus.FORDELT,
        flyt_merknad=merknad,
    )
    emne = _("%(nr)s er fordelt til deg") % {"nr": jp.registrerings_id}
    varsle(hvem_tar(saksbehandler), emne, slag=Varselslag.FORDELT, om=jp)
    return jp


def hindre_for_angring(jp: Journalpost, gitt_til: Bruker) -> Iterator[Hinder]:
    """What stops taking a distribution back: it is given to another since, or the entry is locked."""
    yield from _posthindre(jp)
    part = mottakeren(jp)
    if part is None or part.saksbehandler_id != gitt_til.pk:
        yield Hinder("fordel.gitt_videre", _("Brevet er gitt videre siden, og blir der det er."), jp)


def angre_fordeling(
    jp: Journalpost, *, gitt_til: Bruker, enhet: AdministrativEnhet | None, saksbehandler: Bruker | None, av: Aktoer
) -> Journalpost:
    """Take a distribution back: the letter is with whom it was with, or with nobody, and the log keeps both steps.

    gitt_til: whom it was given to by mistake. enhet, saksbehandler: where it was before.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.FORDELE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_angring(jp, gitt_til))
    part = mottakeren(jp)
    assert part is not None
    part.saksbehandler, part.administrativ_enhet = saksbehandler, enhet
    part.navn = saksbehandler.navn if saksbehandler else enhet.navn if enhet else _("Ikke fordelt")
    part.save(update_fields=["saksbehandler", "administrativ_enhet", "navn"])
    Dokumentflyt.objects.create(
        registrering_id=jp.pk,
        flyt_til=part.navn,
        flyt_til_bruker=saksbehandler,
        flyt_fra=gitt_til.navn,
        flyt_status=Flytstatus.FORDELT,
        flyt_merknad=_("Fordelingen ble angret."),
    )
    return jp


def mottakeren(jp: Journalpost) -> Korrespondansepart | None:
    """The internal recipient that carries who handles the letter (M307)."""
    return jp.korrespondanseparter.filter(korrespondanseparttype=Parttype.INTERN_MOTTAKER).order_by("pk").first()
