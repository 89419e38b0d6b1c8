"""Making cases and journalposter: fields first, numbers last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Arkivdelstatus, Journalposttype, Journalstatus
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
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Tilgangsklasse
from bysak.organisasjon.tilgang import Rett, kan, klasse_for, krev, ser

TITTEL_MAKS = 500


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
) -> Iterator[Hinder]:
    """What stops a new case: missing fields, a closed period, a klasse that takes none (krav 2.3.6, 2.4.4, 2.4.5)."""
    yield from _tittelhindre(tittel, "sak")
    if arkivdel is None or arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("sak.arkivdel", _("Arkivdelen tar ikke imot nye saker. Velg en aktiv periode."))
    if klasse is None:
        yield Hinder("sak.uten_klasse", _("Klasse mangler. Velg hva saken handler om."), felt="klasse")
    elif klasse.avsluttet_dato:
        yield Hinder("sak.klasse_avsluttet", _("Klassen er avsluttet. Velg en som er i bruk."), klasse, felt="klasse")
    elif klasse.underklasser.exists():
        yield Hinder("sak.klasse_ikke_lavest", _("Velg en klasse på laveste nivå."), klasse, felt="klasse")
    if enhet is None:
        yield Hinder("sak.uten_enhet", _("Enhet mangler. Velg hvem som har saken."), felt="enhet")
    elif enhet.avsluttet_dato:
        yield Hinder("sak.enhet_avsluttet", _("Enheten er lagt ned. Velg en annen."), enhet, felt="enhet")
    if saksansvarlig is None:
        yield Hinder("sak.uten_ansvarlig", _("Saksansvarlig mangler. Velg en person."), felt="saksansvarlig")


def _tittelhindre(tittel: str, hva: str) -> Iterator[Hinder]:
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
    klasse: Klasse,
    enhet: AdministrativEnhet,
    saksansvarlig: Bruker,
    av: Aktoer,
    saksdato: date | None = None,
    tilgangsklasse: Tilgangsklasse | None = None,
) -> Saksmappe:
    """Make a case in an active arkivdel (krav 2.5.2, 2.5.6). It takes the klasse's access code and net prohibition.

    saksdato: default today; its year gives the number series. tilgangsklasse: who sees it; default by klasse.
    Raises `Hindret` with everything that is missing, `PermissionDenied` without the right.
    """
    if not kan(av, Rett.SAKSBEHANDLE):
        krev(av, Rett.REGISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_saksmappe(arkivdel, tittel=tittel, klasse=klasse, enhet=enhet, saksansvarlig=saksansvarlig))
    dag = saksdato or i_dag()
    tilgang = tilgangsklasse or klasse_for(klasse.tilgangskode_id, enhet.pk if klasse.tilgangskode_id else None)
    ren = rens(tittel)
    sak = Saksmappe(
        arkiv_id=arkivdel.arkiv_id,
        arkivdel=arkivdel,
        klasse=klasse,
        tittel=ren,
        offentlig_tittel=ren,
        administrativ_enhet=enhet,
        saksansvarlig=saksansvarlig,
        saksdato=dag,
        saksaar=dag.year,
        aldri_paa_nett=klasse.aldri_paa_nett,
        tilgangsklasse=tilgang,
    )
    sak.sakssekvensnummer = neste_nummer(arkivdel.arkiv, "sak", dag.year)
    sak.mappe_id = f"{dag.year}/{sak.sakssekvensnummer}"
    sak.save(force_insert=True)
    return sak


KREVER = {
    Journalposttype.INNGAAENDE: ((Parttype.AVSENDER, _("Avsender")),),
    Journalposttype.UTGAAENDE: ((Parttype.MOTTAKER, _("Mottaker")),),
    Journalposttype.NOTAT_OPPFOELGING: (
        (Parttype.INTERN_AVSENDER, _("Intern avsender")),
        (Parttype.INTERN_MOTTAKER, _("Intern mottaker")),
    ),
}


def hindre_for_journalpost(
    sak: Mappe, *, type: str, tittel: str, parter: Sequence[NyPart], dokumentets_dato: date | None = None
) -> Iterator[Hinder]:
    """What stops a new journalpost: closed case, wrong type, missing parties (krav 2.5.5, 2.6.3)."""
    if sak.er_avsluttet:
        yield Hinder(
            "jp.sak_avsluttet", _("Saken er avsluttet. Velg en åpen sak, eller gjenåpne den."), sak, felt="sak"
        )
    if type not in Journalposttype.values:
        yield Hinder("jp.type", _("Velg journalposttype."), felt="type")
    yield from _tittelhindre(tittel, "jp")
    for kode, navn in KREVER.get(type, ()):  # type: ignore[call-overload]
        if not any(p.type == kode and rens(p.navn) for p in parter):
            yield Hinder("jp.uten_part", _("%(hvem)s mangler.") % {"hvem": navn}, felt="avsender")
    if dokumentets_dato and dokumentets_dato > i_dag():
        yield Hinder(
            "jp.dato_fram",
            _("Dokumentets dato er fram i tid. Rett datoen, eller la den stå tom."),
            felt="dokumentets_dato",
        )


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
) -> Journalpost:
    """Make a journalpost in an open case. The case is held still, so it cannot be closed meanwhile.

    status: default Midlertidig for what comes in, Reservert for own production (noark5-regler section 3).
    aar: the journal year; default this year. Raises `Hindret` or `PermissionDenied`.
    """
    if not kan(av, Rett.SAKSBEHANDLE):
        krev(av, Rett.REGISTRERE)
    sak = laas(sak)
    if not ser(av, sak):
        krev(av, Rett.OVERSTYRE)
    ingen(hindre_for_journalpost(sak, type=type, tittel=tittel, parter=parter, dokumentets_dato=dokumentets_dato))
    innkommet = type == Journalposttype.INNGAAENDE
    ren = rens(tittel)
    jp = Journalpost(
        arkiv_id=sak.arkiv_id,
        mappe=sak,
        art=Registrering.Art.JOURNALPOST,
        tittel=ren,
        offentlig_tittel=ren,
        journalposttype=type,
        journalstatus=status or (Journalstatus.MIDLERTIDIG if innkommet else Journalstatus.RESERVERT),
        dokumentets_dato=dokumentets_dato,
        mottatt_dato=mottatt_dato,
        forfallsdato=forfallsdato,
        journalenhet=sak.journalenhet,
        tilgangsklasse_id=sak.tilgangsklasse_id,
        ser_ogsaa_id=sak.ser_ogsaa_id,
        ekstern_noekkel=ekstern_noekkel,
        restanse=type in (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING),
    )
    jp.journalpostnummer = sak.siste_journalpostnummer + 1
    jp.registrerings_id = f"{sak.mappe_id}-{jp.journalpostnummer}"
    jp.journalaar = aar or i_dag().year
    type_rekke = [_ny_part(jp, p) for p in parter]
    Mappe.objects.filter(pk=sak.pk).update(siste_journalpostnummer=jp.journalpostnummer)
    jp.journalsekvensnummer = neste_nummer(sak.arkiv, "journal", jp.journalaar)
    jp.save(force_insert=True)
    Korrespondansepart.objects.bulk_create(type_rekke)
    return jp


def _ny_part(jp: Journalpost, part: NyPart) -> Korrespondansepart:
    return Korrespondansepart(
        registrering=jp,
        korrespondanseparttype=part.type,
        navn=rens(part.navn)[:300],
        er_person=part.er_person,
        epostadresse=part.epostadresse,
        administrativ_enhet=part.enhet,
        saksbehandler=part.saksbehandler,
    )
