"""Precedents: decisions that later ones follow, their register of hjemler and their overview (krav 2.8.12-2.8.22)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Presedensstatus, Variantformat
from bysak.arkivstruktur.laasing import laas_del, laas_enhet, laas_poster
from bysak.arkivstruktur.models import (
    Dokumentobjekt,
    Mappe,
    Presedens,
    Presedensavgjoerelse,
    Presedenshjemmel,
    Registrering,
)
from bysak.kjerne.arbeid import Aktoer, begrunn, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn, synlig_q

TITTEL_MAKS = 500


def hindre_for_hjemmel(hjemmel: str) -> Iterator[Hinder]:
    """What stops a new value of the register: empty, too long, there already."""
    ren = rens(hjemmel)
    if not ren or len(ren) > 200:
        yield Hinder("preshjemmel.tekst", _("Skriv hjemmelen med høyst 200 tegn."), felt="hjemmel")
    elif Presedenshjemmel.objects.filter(hjemmel=ren).exists():
        yield Hinder("preshjemmel.finnes", _("Hjemmelen finnes alt."), felt="hjemmel")


def ny_hjemmel(hjemmel: str, *, av: Aktoer) -> Presedenshjemmel:
    """Add a value that presedensHjemmel is chosen from (krav 2.8.13). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE, Rett.JOURNALFOERE)
    ingen(hindre_for_hjemmel(hjemmel))
    return Presedenshjemmel.objects.create(hjemmel=rens(hjemmel))


def utgaa_hjemmel(hjemmel: Presedenshjemmel, *, av: Aktoer) -> Presedenshjemmel:
    """Take a value out of use; precedents that have it keep it."""
    krev(av, Rett.ADMINISTRERE, Rett.JOURNALFOERE)
    hjemmel = laas(hjemmel)
    hjemmel.utgaatt_dato = i_dag()
    hjemmel.save(update_fields=["utgaatt_dato"])
    return hjemmel


def hjemler() -> QuerySet[Presedenshjemmel]:
    """The values that can be chosen now."""
    return Presedenshjemmel.objects.filter(Q(utgaatt_dato__isnull=True) | Q(utgaatt_dato__gt=i_dag()))


def hindre_for_presedens(
    paa: Mappe | Registrering,
    *,
    tittel: str,
    dato: date,
    rettskildefaktor: str,
    hjemmel: str = "",
    avgjoerelser: Sequence[Registrering] = (),
) -> Iterator[Hinder]:
    """What stops a precedent: missing title or source, a date to come, a hjemmel outside the register, other cases.

    A date before the case was made is allowed: older decisions are registered too (krav 2.8.14).
    """
    if not 0 < len(rens(tittel)) <= TITTEL_MAKS:
        yield Hinder("pres.tittel", _("Skriv hva presedensen går ut på, med høyst 500 tegn."), paa, felt="tittel")
    if not 0 < len(rens(rettskildefaktor)) <= 200:
        yield Hinder("pres.kilde", _("Velg rettskildefaktor."), paa, felt="rettskildefaktor")
    if dato > i_dag() or dato.year < 1814:
        yield Hinder(
            "pres.dato", _("Datoen for avgjørelsen kan ikke være riktig. Rett den."), paa, felt="presedens_dato"
        )
    if hjemmel and hjemmel not in hjemler().values_list("hjemmel", flat=True):
        yield Hinder("pres.hjemmel", _("Velg en hjemmel fra registeret."), paa, felt="presedens_hjemmel")
    sak = paa.pk if isinstance(paa, Mappe) else paa.mappe_id
    if any(reg.mappe_id != sak for reg in avgjoerelser):
        yield Hinder("pres.annen_sak", _("Avgjørelsen må ligge i samme sak."), paa, felt="avgjoerelser")


def opprett_presedens(
    paa: Mappe | Registrering,
    *,
    tittel: str,
    dato: date,
    rettskildefaktor: str,
    av: Aktoer,
    hjemmel: str = "",
    beskrivelse: str = "",
    avgjoerelser: Sequence[Registrering] = (),
    felt: Mapping[str, Any] | None = None,
) -> Presedens:
    """Make a precedent of a case or an entry (krav 2.8.12). avgjoerelser: the entries that decide it (krav 2.8.15).

    felt: other columns. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    avgjoerelser = laas_poster(*avgjoerelser, saker=[paa] if isinstance(paa, Mappe) else [])
    paa = laas_enhet(paa)
    krev_innsyn(av, paa, *avgjoerelser)
    ingen(
        hindre_for_presedens(
            paa, tittel=tittel, dato=dato, rettskildefaktor=rettskildefaktor, hjemmel=hjemmel, avgjoerelser=avgjoerelser
        )
    )
    presedens = Presedens.objects.create(
        **{"mappe_id" if isinstance(paa, Mappe) else "registrering_id": paa.pk},
        tittel=rens(tittel),
        presedens_dato=dato,
        rettskildefaktor=rens(rettskildefaktor),
        presedens_hjemmel=hjemmel,
        beskrivelse=beskrivelse,
        **(felt or {}),
    )
    for reg in avgjoerelser:
        Presedensavgjoerelse.objects.create(presedens=presedens, registrering_id=reg.pk)
    return presedens


def hindre_for_presedensendring(presedens: Presedens, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a change: approved already, obsolete, a title or source that is gone (krav 2.8.16, 2.8.18)."""
    if presedens.presedens_godkjent_dato or presedens.presedens_status == Presedensstatus.FORELDET:
        yield Hinder("pres.godkjent", _("Presedensen er alt godkjent eller foreldet."), presedens)
    for navn in ("tittel", "rettskildefaktor"):
        if navn in felt and er_blank(str(felt[navn] or "")):
            yield Hinder(f"pres.{navn}", _("Dette må fylles ut."), presedens, felt=navn)


def endre_presedens(presedens: Presedens, *, felt: Mapping[str, Any], av: Aktoer) -> Presedens:
    """Correct a precedent until it is approved; what it said before is in the log. Raises `Hindret`."""
    krev(av, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    presedens = laas_del(presedens)
    krev_innsyn(av, presedens.mappe or presedens.registrering)
    ingen(hindre_for_presedensendring(presedens, felt))
    for navn, verdi in felt.items():
        setattr(presedens, navn, verdi)
    presedens.save(update_fields=list(felt))
    return presedens


def hindre_for_presedensgodkjenning(presedens: Presedens) -> Iterator[Hinder]:
    """What stops approval: approved already, obsolete."""
    if presedens.presedens_godkjent_dato or presedens.presedens_status == Presedensstatus.FORELDET:
        yield Hinder("pres.godkjent", _("Presedensen er alt godkjent eller foreldet."), presedens)


def godkjenn_presedens(presedens: Presedens, *, av: Aktoer) -> Presedens:
    """A leader approves: from now on it is followed, and not deleted (M628, M629; krav 2.8.16). Raises `Hindret`."""
    krev(av, Rett.FORDELE)
    krev(av, Rett.VURDERE)
    presedens = laas_del(presedens)
    krev_innsyn(av, presedens.mappe or presedens.registrering)
    ingen(hindre_for_presedensgodkjenning(presedens))
    presedens.presedens_godkjent_dato, presedens.presedens_godkjent_av = naa(), av.navn
    presedens.save(update_fields=["presedens_godkjent_dato", "presedens_godkjent_av"])
    return presedens


def hindre_for_foreldelse(presedens: Presedens, grunn: str) -> Iterator[Hinder]:
    """What stops a precedent from becoming obsolete: no reason, obsolete already."""
    if er_blank(grunn):
        yield Hinder("pres.uten_grunn", _("Skriv hvorfor presedensen ikke lenger følges."), presedens, felt="grunn")
    if presedens.presedens_status == Presedensstatus.FORELDET:
        yield Hinder("pres.foreldet", _("Presedensen er alt foreldet."), presedens)


def foreld_presedens(presedens: Presedens, *, grunn: str, av: Aktoer) -> Presedens:
    """«Foreldet»: no longer followed, and kept for ever (krav 2.8.17, 2.8.18). Raises `Hindret`."""
    krev(av, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    presedens = laas_del(presedens)
    krev_innsyn(av, presedens.mappe or presedens.registrering)
    ingen(hindre_for_foreldelse(presedens, grunn))
    begrunn(grunn)
    presedens.presedens_status = Presedensstatus.FORELDET
    presedens.avsluttet_dato, presedens.avsluttet_av = naa(), av.navn
    presedens.save(update_fields=["presedens_status", "avsluttet_dato", "avsluttet_av"])
    return presedens


def hindre_for_sletting_av_presedens(presedens: Presedens, grunn: str) -> Iterator[Hinder]:
    """What stops deleting: it has been approved, or followed and left (krav 2.8.18, 2.8.19); no reason."""
    if er_blank(grunn):
        yield Hinder("pres.uten_grunn", _("Skriv hvorfor presedensen slettes."), presedens, felt="grunn")
    if presedens.presedens_status == Presedensstatus.FORELDET or presedens.presedens_godkjent_dato:
        yield Hinder(
            "pres.vernet", _("En presedens som har vært godkjent, slettes ikke. Sett den til foreldet."), presedens
        )


def slett_presedens(presedens: Presedens, *, grunn: str, av: Aktoer) -> None:
    """Delete a proposal that was never approved. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    presedens = laas_del(presedens)
    krev_innsyn(av, presedens.mappe or presedens.registrering)
    ingen(hindre_for_sletting_av_presedens(presedens, grunn))
    begrunn(grunn)
    presedens.avgjoerelser.all().delete()
    presedens.delete()


def presedenser(av: Aktoer, *, tekst: str = "", gjeldende: bool = False) -> QuerySet[Presedens]:
    """Every precedent the person may see, over the virksomheter being read, newest first (krav 2.8.20, 2.8.21).

    tekst: words of title, hjemmel or source. gjeldende: leave out the obsolete ones.
    """
    synlige = Q(synlig_q(av, "mappe__")) | Q(synlig_q(av, "registrering__"))
    rader = Presedens.objects.filter(synlige).select_related("mappe__klasse", "registrering__mappe", "virksomhet")
    for ord_ in rens(tekst).split():
        rader = rader.filter(
            Q(tittel__icontains=ord_) | Q(presedens_hjemmel__icontains=ord_) | Q(rettskildefaktor__icontains=ord_)
        )
    if gjeldende:
        rader = rader.filter(presedens_status=Presedensstatus.GJELDENDE)
    return rader.order_by("-presedens_dato", "system_id")


@dataclass(frozen=True)
class OffentligPresedens:
    """A precedent as the public may see it: dokument is a redacted variant, or the document of an open entry."""

    tittel: str
    dato: date
    hjemmel: str
    rettskildefaktor: str
    status: str
    dokument: Dokumentobjekt | None


def offentlig_presedens(presedens: Presedens) -> OffentligPresedens | None:
    """The decision in public form, or None when its case or entry is closed to outsiders (krav 2.8.22).

    Only an approved one, and its title stands for itself: it is written to be read by others.
    """
    kilde = presedens.mappe or presedens.registrering
    if not presedens.presedens_godkjent_dato or kilde is None or kilde.tilgangsklasse.kode_id:
        return None
    return OffentligPresedens(
        presedens.tittel,
        presedens.presedens_dato,
        presedens.presedens_hjemmel,
        presedens.rettskildefaktor,
        presedens.get_presedens_status_display(),
        _offentlig_dokument(presedens),
    )


def _offentlig_dokument(presedens: Presedens) -> Dokumentobjekt | None:
    avgjoerelse = presedens.avgjoerelser.select_related("registrering").first()
    reg = avgjoerelse.registrering if avgjoerelse else presedens.registrering
    if reg is None:
        return None
    filer = Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering_id=reg.pk).order_by(
        "dokumentbeskrivelse__koblinger__dokumentnummer", "-versjonsnummer"
    )
    sladdet = filer.filter(variantformat=Variantformat.SLADDET).first()
    aapen = reg.offentlighetsvurdert_dato and not hasattr(reg, "skjerming") and not reg.tilgangsklasse.kode_id
    return sladdet or (filer.filter(variantformat=Variantformat.ARKIV).first() if aapen else None)
