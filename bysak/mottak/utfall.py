"""How an item ends when it is not registered. Every outcome has a reason, is visible, and can be undone.

LESMEG: all need an open arbeid in the item's virksomhet. Nothing is deleted: the raw bytes stay with the row.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import OSLO, naa
from bysak.mottak.grunner import hindre_for_grunn, navn_paa_grunn
from bysak.mottak.models import Innkomst, Utfall, Virus
from bysak.mottak.svarpost import hindre_for_trekking, trekk
from bysak.organisasjon.tilgang import Rett, krev


def hindre_for_utfall(innkomst: Innkomst, av: Aktoer) -> Iterator[Hinder]:
    """What stops an item from getting an outcome: it has one, or somebody else is working on it."""
    if innkomst.er_ferdig:
        yield Hinder("innkomst.ferdig", _har_utfall(innkomst), innkomst)
    elif innkomst.er_tatt() and innkomst.tatt_av_id != av.bruker_id:
        yield Hinder("innkomst.tatt", tatt_tekst(innkomst), innkomst)


def hindre_for_paabegynt(innkomst: Innkomst) -> Iterator[Hinder]:
    """What stops another outcome than registered: a part of the item is in an entry already."""
    if innkomst.registreringer.exists():
        yield Hinder(
            "innkomst.paabegynt",
            _("En del av denne er alt registrert. Registrer resten, eller avslutt delingen."),
            innkomst,
        )


def tatt_tekst(innkomst: Innkomst) -> str:
    """Who holds an item, and what to do about it."""
    assert innkomst.tatt_av is not None
    return _("%(navn)s arbeider med denne. Ta en annen, eller vent til den er ledig igjen.") % {
        "navn": innkomst.tatt_av.navn
    }


def _har_utfall(innkomst: Innkomst) -> str:
    assert innkomst.utfall_tid is not None
    naar = innkomst.utfall_tid.astimezone(OSLO).strftime("%d.%m.%Y kl. %H.%M")
    verdier = {"utfall": _(innkomst.get_utfall_display()).lower(), "navn": innkomst.utfall_av, "naar": naar}
    if innkomst.registrering is not None:
        verdier["nummer"] = innkomst.registrering.registrerings_id
        return _("Denne er alt registrert som %(nummer)s av %(navn)s %(naar)s.") % verdier
    return _("Denne er alt ferdig: %(utfall)s, av %(navn)s %(naar)s. Åpne den igjen først.") % verdier


def ikke_journalpliktig(innkomst: Innkomst, *, grunnkode: str, av: Aktoer, merknad: str = "") -> Innkomst:
    """Close an item that is no case document (offl § 4, arkivforskrifta § 9). Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    assert innkomst.virksomhet_id is not None
    grunnen = hindre_for_grunn(Utfall.IKKE_JOURNALPLIKTIG, innkomst.virksomhet_id, grunnkode, merknad)
    ingen([*hindre_for_utfall(innkomst, av), *hindre_for_paabegynt(innkomst), *grunnen])
    navn = navn_paa_grunn(Utfall.IKKE_JOURNALPLIKTIG, innkomst.virksomhet_id, grunnkode)
    grunn = ". ".join(filter(None, [navn, merknad.strip()]))
    return sett_utfall(innkomst, Utfall.IKKE_JOURNALPLIKTIG, kode=grunnkode, grunn=grunn, av=av)


def karantene(innkomst: Innkomst, *, grunn: str, av: Aktoer) -> Innkomst:
    """Set an item aside, visible and with the reason. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    ingen([*hindre_for_utfall(innkomst, av), *hindre_for_paabegynt(innkomst)])
    return sett_utfall(innkomst, Utfall.KARANTENE, kode="holdt", grunn=grunn, av=av)


def hindre_for_duplikat(innkomst: Innkomst, original: Innkomst, av: Aktoer) -> Iterator[Hinder]:
    """What stops an item from being marked as a copy of another."""
    yield from hindre_for_utfall(innkomst, av)
    yield from hindre_for_paabegynt(innkomst)
    if original.pk == innkomst.pk:
        yield Hinder("duplikat.seg_selv", _("En melding kan ikke være duplikat av seg selv."), felt="original")
    elif original.utfall == Utfall.DUPLIKAT:
        yield Hinder(
            "duplikat.av_duplikat", _("Den andre er selv et duplikat. Velg originalen."), original, felt="original"
        )


def marker_duplikat(innkomst: Innkomst, *, original: Innkomst, av: Aktoer) -> Innkomst:
    """Close an item as a copy of another in the same virksomhet. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    # In key order, so that two who mark each other's copies wait instead of blocking each other.
    laaste = {rad.pk: laas(rad) for rad in sorted((innkomst, original), key=lambda r: r.pk)}
    innkomst, original = laaste[innkomst.pk], laaste[original.pk]
    ingen(hindre_for_duplikat(innkomst, original, av))
    return sett_utfall(
        innkomst,
        Utfall.DUPLIKAT,
        kode="manuelt",
        grunn=gettext_noop("Merket som duplikat."),
        av=av,
        duplikat_av=original,
    )


def hindre_for_gjenaapning(innkomst: Innkomst) -> Iterator[Hinder]:
    """What stops an outcome from being undone: there is none, it is in the archive, or another virksomhet has it."""
    if not innkomst.er_ferdig:
        yield Hinder("innkomst.i_koe", _("Denne ligger alt i køen."), innkomst)
    elif innkomst.utfall == Utfall.REGISTRERT:
        yield Hinder(
            "innkomst.registrert",
            _("Denne er registrert og kan ikke åpnes igjen her. Rett journalposten i saken i stedet."),
            innkomst,
        )
    elif innkomst.utfall == Utfall.DEL_AV:
        yield Hinder(
            "innkomst.del_av", _("Sidene er slått sammen med et annet brev. Del det brevet i stedet."), innkomst
        )
    elif innkomst.utfall == Utfall.VIDERESENDT:
        yield Hinder(
            "innkomst.videresendt",
            _("Denne er videresendt. Be den som fikk den, om å sende den tilbake."),
            innkomst,
        )
    elif innkomst.virus == Virus.FUNN:
        yield Hinder(
            "innkomst.virus",
            _("Virusskanneren har funnet noe i denne. Den må frigis, med en grunn, før den kan åpnes igjen."),
            innkomst,
        )
    yield from hindre_for_trekking(innkomst)


def gjenaapne(innkomst: Innkomst, *, av: Aktoer) -> Innkomst:
    """Undo an outcome: the item is in the queue again with its old due time, and an answer not sent is withdrawn.

    Raises `Hindret` or PermissionDenied.
    """
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    ingen(hindre_for_gjenaapning(innkomst))
    trekk(innkomst, av=av)
    innkomst.utfall = innkomst.utfall_av = innkomst.utfall_kode = innkomst.utfall_grunn = ""
    innkomst.utfall_tid = innkomst.duplikat_av = None
    innkomst.gjenaapnet_tid = naa()
    innkomst.save()
    return innkomst


def sett_utfall(
    innkomst: Innkomst, utfall: Utfall, *, av: Aktoer, kode: str = "", grunn: str = "", **felt: Any
) -> Innkomst:
    """Write the one outcome of a locked item and let go of it. For the verbs of this package, after their checks."""
    innkomst.utfall, innkomst.utfall_tid = utfall, naa()
    innkomst.utfall_av, innkomst.utfall_kode, innkomst.utfall_grunn = av.navn, kode, grunn
    innkomst.tatt_av = innkomst.tatt_tid = None
    for navn, verdi in felt.items():
        setattr(innkomst, navn, verdi)
    innkomst.save()
    return innkomst
