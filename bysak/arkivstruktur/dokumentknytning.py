"""Documents and the registreringer they belong to: one document in several, its role in each, and compound ones."""

from collections.abc import Iterator, Sequence

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import (
    hindre_for_andre,
    hindre_for_utlaante,
    hoerer_til_endelig,
    hoveddokumentet,
    koble,
    registreringene,
)
from bysak.arkivstruktur.koder import ENDELIGE, Dokumentstatus, TilknyttetSom
from bysak.arkivstruktur.laasing import laas_del, laas_dokument, laas_dokumenter, laas_post
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, Hindret, ingen
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def hindre_for_tilknytning(registrering: Registrering, *, dokument: Dokumentbeskrivelse, som: str) -> Iterator[Hinder]:
    """What stops a document from being put on another registrering too (krav 2.6.7, 2.7.8, 3.2.30)."""
    if som not in TilknyttetSom.values:
        yield Hinder("knytt.rolle", _("Velg om det er hoveddokument eller vedlegg."), felt="som")
    if registrering.arkivert_dato:
        yield Hinder("knytt.arkivert", _("Journalposten er arkivert og tar ikke imot flere dokumenter."), registrering)
    if registrering.koblinger.filter(dokumentbeskrivelse=dokument).exists():
        yield Hinder("knytt.finnes", _("Dokumentet ligger alt på journalposten."), registrering)
    if som == TilknyttetSom.HOVEDDOKUMENT and hoveddokumentet(registrering):
        yield Hinder("knytt.to_hoved", _("Journalposten har alt et hoveddokument."), registrering)
    if registrering.journalstatus in ENDELIGE and dokument.dokumentstatus != Dokumentstatus.FERDIGSTILT:
        yield Hinder("knytt.uferdig", _("Journalposten er journalført. Ferdigstill dokumentet først."), dokument)


def knytt_dokument(
    registrering: Registrering, *, dokument: Dokumentbeskrivelse, som: str = TilknyttetSom.VEDLEGG, av: Aktoer
) -> Dokumentkobling:
    """Put a document that exists on one more registrering, with a role and a number there (krav 2.7.8, M217, M007).

    A compound document comes whole, its parts as attachments (krav 3.1.11). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    [dokument] = laas_dokumenter(dokument, poster=[registrering])
    registrering = laas_post(registrering)
    krev_innsyn(av, registrering, *registreringene(dokument))
    ingen([*hindre_for_andre(av, registrering), *hindre_for_tilknytning(registrering, dokument=dokument, som=som)])
    kobling = koble(registrering, dokument, TilknyttetSom(som))
    har = set(registrering.koblinger.values_list("dokumentbeskrivelse_id", flat=True))
    for delen in alle_deler(dokument):
        if delen.pk not in har:
            koble(registrering, delen, TilknyttetSom.VEDLEGG)
    return kobling


def hindre_for_ny_rolle(kobling: Dokumentkobling, som: str) -> Iterator[Hinder]:
    """What stops a new role: archived entry, the role it has already (krav 3.2.17)."""
    if som not in TilknyttetSom.values:
        yield Hinder("rolle.ukjent", _("Velg om det er hoveddokument eller vedlegg."), felt="som")
    if kobling.registrering.arkivert_dato:
        yield Hinder("rolle.arkivert", _("Journalposten er arkivert. Hva som er hoveddokument, er låst."), kobling)
    if kobling.tilknyttet_registrering_som == som:
        yield Hinder("rolle.samme", _("Dokumentet har alt denne rollen."), kobling)


def endre_rolle(kobling: Dokumentkobling, *, som: str, av: Aktoer) -> Dokumentkobling:
    """Make a document the main one, or an attachment; the main one of before becomes an attachment (M217).

    The numbers stay: they are what the order is known by (M007). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    kobling = laas_del(kobling)
    registrering = kobling.registrering
    krev_innsyn(av, registrering)
    ingen([*hindre_for_andre(av, registrering), *hindre_for_ny_rolle(kobling, som)])
    foer = hoveddokumentet(registrering)
    if som == TilknyttetSom.HOVEDDOKUMENT and foer:
        foer.tilknyttet_registrering_som = TilknyttetSom.VEDLEGG
        foer.save(update_fields=["tilknyttet_registrering_som"])
    kobling.tilknyttet_registrering_som = som
    kobling.save(update_fields=["tilknyttet_registrering_som"])
    return kobling


def hindre_for_aa_loesne(kobling: Dokumentkobling) -> Iterator[Hinder]:
    """What stops a document from being taken off: the entry is, or was, final; more hangs on it (krav 2.7.7)."""
    registrering, dokument = kobling.registrering, kobling.dokumentbeskrivelse
    if registrering.arkivert_dato or registrering.foerst_endelig:
        yield Hinder(
            "loesne.endelig",
            _("Journalposten er eller har vært journalført. Dokumentene kan ikke fjernes."),
            registrering,
        )
    if dokument.koblinger.count() > 1:
        return
    yield from hindre_for_utlaante(dokument)
    if dokument.deler.exists():
        yield Hinder("loesne.helhet", _("Dokumentet er satt sammen av flere. Fjern delene først."), dokument)
    if dokument.merknader.exists() or dokument.parter.exists():
        yield Hinder("loesne.tillegg", _("Dokumentet har merknader eller parter. Fjern dem først."), dokument)


def loesne_dokument(kobling: Dokumentkobling, *, av: Aktoer) -> None:
    """Take a document off a registrering that never was final; from its last one it is deleted with its files.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = laas_dokument(kobling.dokumentbeskrivelse)
    kobling = laas_del(kobling)
    krev_innsyn(av, kobling.registrering)
    ingen([*hindre_for_andre(av, kobling.registrering), *hindre_for_aa_loesne(kobling)])
    siste = dokument.koblinger.count() == 1
    kobling.delete()
    if siste:
        try:
            Dokumentobjekt.alle.filter(dokumentbeskrivelse=dokument).delete()
            dokument.delete()
        except ProtectedError as feil:
            raise Hindret(
                [Hinder("loesne.tillegg", _("Andre opplysninger henger på dokumentet. Fjern dem først."), dokument)]
            ) from feil


def hindre_for_sammensetning(helhet: Dokumentbeskrivelse, deler: Sequence[Dokumentbeskrivelse]) -> Iterator[Hinder]:
    """What stops a compound: no parts, a part of itself, a part of another, parts that lie elsewhere (krav 3.1.11)."""
    if not deler:
        yield Hinder("sammen.ingen", _("Velg delene som hører til dokumentet."), helhet, felt="deler")
    over = {helhet.pk, *(d.pk for d in _over(helhet))}
    hvor = set(helhet.koblinger.values_list("registrering_id", flat=True))
    for delen in deler:
        if delen.pk in over:
            yield Hinder("sammen.ring", _("Et dokument kan ikke være del av seg selv."), delen)
        if delen.del_av_id not in (None, helhet.pk):
            yield Hinder("sammen.annen", _("Dokumentet er alt del av et annet."), delen)
        if not hvor <= set(delen.koblinger.values_list("registrering_id", flat=True)):
            yield Hinder("sammen.sted", _("Delene må ligge på samme journalpost som dokumentet."), delen)
    if hoerer_til_endelig(helhet) and any(d.del_av_id is None and _arkivert(d) for d in deler):
        yield Hinder("sammen.arkivert", _("Journalposten er arkivert. Sammensetningen er låst."), helhet)


def sett_sammen(
    helhet: Dokumentbeskrivelse, *, deler: Sequence[Dokumentbeskrivelse], av: Aktoer
) -> Dokumentbeskrivelse:
    """Make documents the parts of one, such as a mail and what came with it; the relations are kept (krav 3.1.11).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    helhet, *deler = laas_dokumenter(helhet, *deler)
    poster = registreringene(helhet)
    krev_innsyn(av, *poster)
    ingen([*hindre_for_andre(av, *poster), *hindre_for_sammensetning(helhet, deler)])
    for delen in deler:
        delen.del_av = helhet
        delen.save(update_fields=["del_av"])
    return helhet


def alle_deler(helhet: Dokumentbeskrivelse) -> list[Dokumentbeskrivelse]:
    """The parts of a compound document and theirs, each after the one it is part of."""
    funnet: list[Dokumentbeskrivelse] = []
    for delen in helhet.deler.order_by("system_id"):
        funnet += [delen, *alle_deler(delen)]
    return funnet


def _over(dokument: Dokumentbeskrivelse) -> Iterator[Dokumentbeskrivelse]:
    while dokument.del_av:
        dokument = dokument.del_av
        yield dokument


def _arkivert(dokument: Dokumentbeskrivelse) -> bool:
    return dokument.koblinger.filter(registrering__arkivert_dato__isnull=False).exists()
