"""Making cases and journalposter: fields first, numbers last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.klassifikasjon import kan_vaere_primaer
from bysak.arkivstruktur.koder import ENDELIGE, Arkivdelstatus, Journalposttype, Journalstatus, Saksstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import (
    Arkivdel,
    Journalpost,
    Klasse,
    Korrespondansepart,
    Mappe,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.nummerserie import neste_nummer
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import lagres, rens
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Tilgangsklasse
from bysak.organisasjon.tilgang import Rett, gyldige_roller, klasse_for, krev, krev_innsyn, krev_sted

TITTEL_MAKS = 500
AAR_FOERST = 1800  # an older date is a slip of the keyboard


@dataclass(frozen=True)
class NyPart:
    """A korrespondansepart to be: the type code of M087, a name, and the internal side's unit and handler."""

    type: str
    navn: str
    er_person: bool = False
    epostadresse: str = ""
    enhet: AdministrativEnhet | None = None
    saksbehandler: Bruker | None = None


def hindre_for_saksmappe(
    arkivdel: Arkivdel | None,
    *,
    tittel: str,
    klasse: Klasse | None,
    enhet: AdministrativEnhet | None,
    saksansvarlig: Bruker | None,
    saksdato: date | None = None,
) -> Iterator[Hinder]:
    """What stops a new case: missing fields, a closed period, a klasse that takes none (krav 2.3.6, 2.4.4, 2.4.5)."""
    yield from tittelhindre(tittel, "sak")
    if arkivdel is None or arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("sak.arkivdel", _("Arkivdelen tar ikke imot nye saker. Velg en aktiv periode."))
    if saksdato and saksdato.year < AAR_FOERST:
        yield Hinder("sak.dato_umulig", _("Datoen er for langt tilbake. Rett årstallet."), felt="saksdato")
    if saksdato and saksdato > i_dag():
        yield Hinder("sak.dato_fram", _("Saksdatoen er fram i tid. Rett datoen."), felt="saksdato")
    yield from klassehindre(arkivdel, klasse)
    if enhet is None:
        yield Hinder("sak.uten_enhet", _("Enhet mangler. Velg hvem som har saken."), felt="enhet")
    elif enhet.avsluttet_dato:
        yield Hinder("sak.enhet_avsluttet", _("Enheten er lagt ned. Velg en annen."), enhet, felt="enhet")
    if saksansvarlig is None:
        yield Hinder("sak.uten_ansvarlig", _("Saksansvarlig mangler. Velg en person."), felt="saksansvarlig")
    elif not gyldige_roller(saksansvarlig).exists():
        yield Hinder(
            "sak.ansvarlig_uten_rolle",
            _("%(navn)s har ingen rolle her nå. Velg en annen.") % {"navn": saksansvarlig.navn},
            saksansvarlig,
            felt="saksansvarlig",
        )


def klassehindre(arkivdel: Arkivdel | None, klasse: Klasse | None) -> Iterator[Hinder]:
    """What is wrong with a klasse for a case of this arkivdel (krav 2.4.4, 2.4.5, 2.5.6)."""
    if klasse is None:
        # Where nothing is classified, a case has none; to close it still takes one (krav 3.2.6).
        if arkivdel is None or arkivdel.klassifikasjonssystem_id:
            yield Hinder("sak.uten_klasse", _("Klasse mangler. Velg hva saken handler om."), felt="klasse")
        return
    if klasse.avsluttet_dato:
        yield Hinder("sak.klasse_avsluttet", _("Klassen er avsluttet. Velg en som er i bruk."), klasse, felt="klasse")
    if klasse.underklasser.exists():
        yield Hinder("sak.klasse_ikke_lavest", _("Velg en klasse på laveste nivå."), klasse, felt="klasse")
    system = arkivdel.klassifikasjonssystem_id if arkivdel else None
    if system and klasse.klassifikasjonssystem_id != system:  # krav 2.5.6
        yield Hinder("sak.annet_system", _("Klassen hører ikke til denne arkivperioden."), klasse, felt="klasse")
    if not kan_vaere_primaer(klasse):  # krav 2.4.2
        yield Hinder(
            "sak.tilleggskode", _("Velg en hovedklasse. Tilleggskoden legges til etterpå."), klasse, felt="klasse"
        )


def tittelhindre(tittel: str, hva: str) -> Iterator[Hinder]:
    """No title, or one that is too long; `hva` begins the code."""
    ren = rens(tittel)
    if not ren:
        yield Hinder(f"{hva}.uten_tittel", _("Tittel mangler. Skriv hva det gjelder."), felt="tittel")
    elif len(ren) > TITTEL_MAKS:
        yield Hinder(
            f"{hva}.lang_tittel",
            _("Tittelen er på %(n)s tegn. Kort den ned til %(maks)s.") % {"n": len(ren), "maks": TITTEL_MAKS},
            felt="tittel",
        )


def opprett_saksmappe(
    arkivdel: Arkivdel,
    *,
    tittel: str,
    klasse: Klasse | None,
    enhet: AdministrativEnhet,
    saksansvarlig: Bruker,
    av: Aktoer,
    saksdato: date | None = None,
    tilgangsklasse: Tilgangsklasse | None = None,
    felt: Mapping[str, Any] | None = None,
) -> Saksmappe:
    """Make a case in an active arkivdel (krav 2.5.2, 2.5.6). It takes the klasse's access code and net prohibition.

    klasse: None only where the arkivdel has no system. saksdato: default today; its year gives the number series.
    tilgangsklasse: who sees it; default by klasse. felt: other columns that are known from the start.
    Raises `Hindret` with everything that is missing, `PermissionDenied` without the right.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    krev_sted(av, arkivdel, *filter(None, (klasse,)))
    arkivdel = laas(arkivdel)
    dag = saksdato or i_dag()
    ingen(
        hindre_for_saksmappe(
            arkivdel, tittel=tittel, klasse=klasse, enhet=enhet, saksansvarlig=saksansvarlig, saksdato=dag
        )
    )
    sak = _ny_saksmappe(arkivdel, klasse, rens(tittel), dag)
    sak.administrativ_enhet, sak.saksansvarlig = enhet, saksansvarlig
    for navn, verdi in (felt or {}).items():
        setattr(sak, navn, verdi)
    kode = klasse.tilgangskode_id if klasse else None
    sak.tilgangsklasse = tilgangsklasse or klasse_for(kode, enhet.pk if kode else None)
    sak.sakssekvensnummer = neste_nummer("sak", dag.year)
    sak.mappe_id = f"{dag.year}/{sak.sakssekvensnummer}"
    sak.save(force_insert=True)
    return sak


def _ny_saksmappe(arkivdel: Arkivdel, klasse: Klasse | None, tittel: str, dag: date) -> Saksmappe:
    return Saksmappe(
        arkiv_id=arkivdel.arkiv_id,
        arkivdel=arkivdel,
        klasse=klasse,
        tittel=tittel,
        offentlig_tittel=tittel,
        saksdato=dag,
        saksaar=dag.year,
        aldri_paa_nett=klasse is not None and klasse.aldri_paa_nett,
        dokumentmedium=arkivdel.dokumentmedium,
        oppbevaringssted=arkivdel.oppbevaringssted,
    )


KREVER = {
    Journalposttype.INNGAAENDE: ((Parttype.AVSENDER, gettext_lazy("Avsender")),),
    Journalposttype.UTGAAENDE: ((Parttype.MOTTAKER, gettext_lazy("Mottaker")),),
    Journalposttype.NOTAT_OPPFOELGING: (
        (Parttype.INTERN_AVSENDER, gettext_lazy("Intern avsender")),
        (Parttype.INTERN_MOTTAKER, gettext_lazy("Intern mottaker")),
    ),
}


# An entry begins as a draft; what is final is reached by its own verbs, which have their own guards.
FOERSTE_STATUS = (
    Journalstatus.MIDLERTIDIG,
    Journalstatus.SAKSBEHANDLER,
    Journalstatus.RESERVERT,
    Journalstatus.FERDIGSTILT,
)
# What another system may deliver: also what it has put in its own journal or sent already.
LEVERT_STATUS = (*FOERSTE_STATUS, Journalstatus.GODKJENT, Journalstatus.EKSPEDERT, Journalstatus.JOURNALFOERT)


def hindre_for_journalpost(
    sak: Mappe,
    *,
    type: str,
    tittel: str,
    parter: Sequence[NyPart],
    dokumentets_dato: date | None = None,
    status: str | None = None,
    mottatt_dato: datetime | None = None,
    forfallsdato: date | None = None,
    levert: bool = False,
) -> Iterator[Hinder]:
    """What stops a new journalpost: closed case, wrong type, missing parties (krav 2.5.2, 2.5.5, 2.6.2, 2.6.3).

    levert: delivered piece by piece by another system, so the parties come afterwards, and the status may be later.
    """
    if sak.er_avsluttet or sak.saksstatus == Saksstatus.UTGAAR:
        yield Hinder(
            "jp.sak_avsluttet", _("Saken er avsluttet. Velg en åpen sak, eller gjenåpne den."), sak, felt="sak"
        )
    if sak.art != Mappe.Art.SAKSMAPPE:
        yield Hinder("jp.ikke_saksmappe", _("Journalposter kan bare ligge i en sak. Velg en sak."), sak, felt="sak")
    if status is not None and status not in (LEVERT_STATUS if levert else FOERSTE_STATUS):
        yield Hinder("jp.status", _("En ny journalpost kan ikke begynne med denne statusen."), felt="status")
    if not all(p.type in Parttype.values for p in parter):
        yield Hinder("jp.parttype", _("Velg om parten er avsender eller mottaker."), felt="avsender")
    if type not in Journalposttype.values:
        yield Hinder("jp.type", _("Velg journalposttype."), felt="type")
    yield from tittelhindre(tittel, "jp")
    for kode, navn in () if levert else KREVER.get(type, ()):  # type: ignore[call-overload]
        if not any(p.type == kode and rens(p.navn) for p in parter):
            yield Hinder("jp.uten_part", _("%(hvem)s mangler.") % {"hvem": navn}, felt="avsender")
    yield from _datohindre(dokumentets_dato, mottatt_dato, forfallsdato)


def _datohindre(skrevet: date | None, mottatt: datetime | None, frist: date | None) -> Iterator[Hinder]:
    if skrevet and skrevet > i_dag():
        yield Hinder(
            "jp.dato_fram",
            _("Dokumentets dato er fram i tid. Rett datoen, eller la den stå tom."),
            felt="dokumentets_dato",
        )
    for navn, dag in (("dokumentets_dato", skrevet), ("mottatt_dato", mottatt), ("forfallsdato", frist)):
        if dag and not AAR_FOERST <= dag.year <= i_dag().year + 50:
            yield Hinder("jp.dato_umulig", _("Datoen kan ikke være riktig. Rett årstallet."), felt=navn)
    if mottatt and mottatt > naa() + timedelta(minutes=5):  # the clocks of mail servers differ
        yield Hinder("jp.mottatt_fram", _("Brevet kan ikke være mottatt fram i tid."), felt="mottatt_dato")


def opprett_journalpost(
    sak: Mappe,
    *,
    type: str,
    tittel: str,
    parter: Sequence[NyPart],
    av: Aktoer,
    status: str | None = None,
    dokumentets_dato: date | None = None,
    mottatt_dato: datetime | None = None,
    forfallsdato: date | None = None,
    ekstern_noekkel: str = "",
    aar: int | None = None,
    levert: bool = False,
    felt: Mapping[str, Any] | None = None,
) -> Journalpost:
    """Make a journalpost in an open case. The case is held still, so it cannot be closed meanwhile.

    status: default Midlertidig for what comes in, Reservert for own production (noark5-regler section 3).
    aar: the journal year; default this year. levert: as `hindre_for_journalpost` says; one who may put entries in the
    journal may deliver them as journalført. felt: other columns. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE) if status in ENDELIGE else krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    foer, periode = sak.arkivdel_id, hold_perioden(sak)
    sak = laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_journalpost(
        sak, type=type, tittel=tittel, parter=parter, dokumentets_dato=dokumentets_dato, status=status,
        mottatt_dato=mottatt_dato, forfallsdato=forfallsdato, levert=levert,
    ))  # fmt: skip
    jp = _ny_journalpost(sak, type, rens(tittel), status)
    jp.dokumentets_dato, jp.mottatt_dato, jp.forfallsdato = dokumentets_dato, mottatt_dato, forfallsdato
    _fyll(jp, {"ekstern_noekkel": ekstern_noekkel, "journalaar": aar or i_dag().year, **(felt or {})})
    sak.siste_journalpostnummer += 1
    sak.arkivdel_id = periode if sak.arkivdel_id == foer else periode_for(sak)
    sak.save(update_fields=["siste_journalpostnummer", "arkivdel"])
    jp.journalsekvensnummer = neste_nummer("journal", aar or i_dag().year)
    jp.save(force_insert=True)
    Korrespondansepart.objects.bulk_create(ny_korrespondansepart(jp, p) for p in parter)
    return jp


def _fyll(jp: Journalpost, felt: Mapping[str, Any]) -> None:
    for navn, verdi in felt.items():
        setattr(jp, navn, verdi)
    if jp.journalstatus in ENDELIGE:
        jp.foerst_endelig, jp.journaldato = naa(), jp.journaldato or i_dag()


def _ny_journalpost(sak: Mappe, type: str, tittel: str, status: str | None) -> Journalpost:
    innkommet = type == Journalposttype.INNGAAENDE
    nummer = sak.siste_journalpostnummer + 1
    return Journalpost(
        arkiv_id=sak.arkiv_id,
        mappe=sak,
        art=Registrering.Art.JOURNALPOST,
        tittel=tittel,
        offentlig_tittel=tittel,
        journalposttype=type,
        journalstatus=status or (Journalstatus.MIDLERTIDIG if innkommet else Journalstatus.RESERVERT),
        journalpostnummer=nummer,
        registrerings_id=f"{sak.mappe_id}-{nummer}",
        journalenhet=sak.journalenhet,
        dokumentmedium=sak.dokumentmedium,
        oppbevaringssted=sak.oppbevaringssted,
        tilgangsklasse_id=sak.tilgangsklasse_id,
        ser_ogsaa_id=sak.ser_ogsaa_id,
        restanse=type in (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING),
    )


def periode_for(sak: Mappe) -> UUID:
    """In an overlapping period a case that gets a new entry moves to the period that took over (krav 6.2.5)."""
    arvtaker = (
        Arkivdel.objects.filter(
            forloeper=sak.arkivdel_id,
            forloeper__arkivdelstatus=Arkivdelstatus.OVERLAPPING,
            arkivdelstatus=Arkivdelstatus.AKTIV,
        )
        .order_by("-arkivperiode_start_dato")
        .first()
    )
    return arvtaker.pk if arvtaker else sak.arkivdel_id


def hold_perioden(sak: Mappe) -> UUID:
    """Hold the period that a case passes to with its next entry, so that it is not closed meanwhile (krav 6.2.6).

    Before the case itself, as where a case is made.
    """
    periode = periode_for(sak)
    if periode != sak.arkivdel_id:
        laas(Arkivdel(pk=periode))
    return periode


def ny_korrespondansepart(jp: Registrering, part: NyPart) -> Korrespondansepart:
    """A sender or recipient as it will stand, not saved yet."""
    return Korrespondansepart(
        registrering=jp,
        korrespondanseparttype=part.type,
        navn=rens(part.navn)[:300],
        er_person=part.er_person,
        epostadresse=lagres(part.epostadresse)[:254],
        administrativ_enhet=part.enhet,
        saksbehandler=part.saksbehandler,
    )
