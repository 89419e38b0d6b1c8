"""From received item to journalpost in one act: case, entry, files, journalføring and distribution, or nothing at all.

LESMEG: needs an open arbeid in the item's virksomhet. The files are already in that virksomhet's store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from uuid import UUID

from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.dokumentknytning import sett_sammen
from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.koder import Journalposttype
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Arkivdel, Dokumentobjekt, Journalpost, Klasse, Saksmappe
from bysak.arkivstruktur.opprettelse import (
    NyPart,
    hindre_for_journalpost,
    hindre_for_saksmappe,
    opprett_journalpost,
    opprett_saksmappe,
)
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet, laas
from bysak.kjerne.filtype import OKTETTER
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.lager import Lagret
from bysak.kjerne.tekstvask import rens
from bysak.mottak.kjennetegn import mime_og_endelse
from bysak.mottak.maaling import maal
from bysak.mottak.models import Innkomst, InnkomstVedlegg, Utfall
from bysak.mottak.utfall import hindre_for_utfall, sett_utfall
from bysak.mottak.virus import hindre_for_aapning
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.organisasjon.tilgang import Rett, gyldige_roller, hvem_ser, krev, ser
from bysak.saksbehandling.fordeling import fordel, hindre_for_fordeling


@dataclass(frozen=True)
class NySak:
    """A case to be made with its first letter. Unit and person responsible are the letter's when not given."""

    arkivdel: Arkivdel | None
    tittel: str
    klasse: Klasse | None
    enhet: AdministrativEnhet | None = None
    saksansvarlig: Bruker | None = None


@dataclass(frozen=True)
class Registreringsvalg:
    """What the archivist has chosen. Exactly one of `sak` and `ny_sak` is needed.

    hoveddokument: the attachment that is the letter; None when it is the mail itself.
    vedlegg: which attachments come along; None is all that are not pictures inside the text.
    """

    tittel: str
    sak: Saksmappe | None = None
    ny_sak: NySak | None = None
    avsender_navn: str = ""
    avsender_adresse: str = ""
    avsender_er_person: bool = True
    enhet: AdministrativEnhet | None = None
    saksbehandler: Bruker | None = None
    dokumentets_dato: date | None = None
    forfallsdato: date | None = None
    hoveddokument: UUID | None = None
    vedlegg: frozenset[UUID] | None = None


def hindre_for_registrering(innkomst: Innkomst, valg: Registreringsvalg, *, av: Aktoer) -> Iterator[Hinder]:
    """Everything that stops registration, at once, so that it can be mended in one go (arkf § 15; krav 2.6.3, 3.2.30).

    `felt` names the fields of Registreringsvalg; those of the new case begin with `sak_`.
    """
    yield from hindre_for_utfall(innkomst, av)
    if innkomst.lest_tid is None:
        yield Hinder("registrer.ulest", _("Meldingen leses inn nå. Vent et øyeblikk og prøv igjen."), innkomst)
    yield from hindre_for_aapning(innkomst)
    if innkomst.lesefeil:
        yield Hinder(
            "registrer.lesefeil",
            _("Meldingen kunne ikke leses. Originalen registreres slik den kom."),
            innkomst,
            nivaa="varsel",
        )
    yield from _hindre_for_sak(valg, av)
    for hinder in hindre_for_journalpost(
        valg.sak or Saksmappe(),
        type=Journalposttype.INNGAAENDE,
        tittel=valg.tittel,
        parter=[_avsender(valg)],
        dokumentets_dato=valg.dokumentets_dato,
    ):
        yield replace(hinder, felt="avsender_navn") if hinder.felt == "avsender" else hinder
    yield from hindre_for_fordeling(None, valg.enhet, valg.saksbehandler)
    if valg.sak is not None and valg.saksbehandler is not None:
        yield from _hindre_for_innsyn(valg.sak, valg.saksbehandler)
    ukjente = _valgte(valg) - {v.pk for v in innkomst.vedlegg.all()}
    if ukjente:
        yield Hinder(
            "registrer.vedlegg",
            _("Et av vedleggene hører ikke til denne meldingen. Last siden på nytt."),
            felt="vedlegg",
        )


def registrer(innkomst: Innkomst, valg: Registreringsvalg, *, av: Aktoer) -> Journalpost:
    """Register, journalføre and distribute a received item, in a case that exists or a new one.

    One transaction: it is all done or nothing is. A second registration of the same item is refused.
    Raises `Hindret` with everything that is missing, PermissionDenied without the rights.
    """
    krev(av, Rett.REGISTRERE)
    innkomst = laas(innkomst)
    if valg.sak is not None:
        valg = replace(valg, sak=laas(valg.sak))
    ingen(hindre_for_registrering(innkomst, valg, av=av))
    assert valg.enhet is not None
    assert valg.saksbehandler is not None
    sak = valg.sak or _opprett_sak(valg, av)
    # Who sees a new case is known only now that it is made.
    ingen(_hindre_for_innsyn(sak, valg.saksbehandler))
    jp = opprett_journalpost(
        sak,
        type=Journalposttype.INNGAAENDE,
        tittel=valg.tittel,
        parter=[_avsender(valg)],
        av=av,
        dokumentets_dato=valg.dokumentets_dato,
        mottatt_dato=innkomst.mottatt_tid,
        forfallsdato=valg.forfallsdato,
        # One more promise that an item becomes one journalpost: the database keeps this key unique.
        ekstern_noekkel=f"innkomst:{innkomst.pk}",
    )
    for objekt in _legg_ved(jp, innkomst, valg, av):
        trekk_ut_tekst.defer(virksomhet_id=gjeldende_virksomhet(), dokumentobjekt_id=str(objekt.pk))
    jp = journalfoer(jp, av=av)
    jp = fordel(jp, enhet=valg.enhet, saksbehandler=valg.saksbehandler, av=av)
    sett_utfall(innkomst, Utfall.REGISTRERT, av=av, registrering=jp, kladd={})
    maal(innkomst, [jp])
    return jp


def _hindre_for_sak(valg: Registreringsvalg, av: Aktoer) -> Iterator[Hinder]:
    if valg.sak is None and valg.ny_sak is None:
        yield Hinder("registrer.uten_sak", _("Sak mangler. Velg en sak, eller lag en ny."), felt="sak")
    elif valg.sak is not None and valg.ny_sak is not None:
        yield Hinder("registrer.to_saker", _("Velg enten en sak som finnes, eller en ny sak."), felt="sak")
    elif valg.sak is not None and not ser(av, valg.sak):
        yield Hinder(
            "registrer.skjermet_sak",
            _("Du har ikke tilgang til saken. Be en som er klarert, om å registrere."),
            felt="sak",
        )
    elif valg.ny_sak is not None:
        ny = valg.ny_sak
        for hinder in hindre_for_saksmappe(
            ny.arkivdel,
            tittel=ny.tittel,
            klasse=ny.klasse,
            enhet=ny.enhet or valg.enhet,
            saksansvarlig=ny.saksansvarlig or valg.saksbehandler,
        ):
            yield replace(hinder, felt=f"sak_{hinder.felt or 'arkivdel'}")


def _hindre_for_innsyn(sak: Saksmappe, saksbehandler: Bruker) -> Iterator[Hinder]:
    """A letter is not given to one who cannot read it; who has no role here at all gets another sentence."""
    if gyldige_roller(saksbehandler).exists() and saksbehandler not in hvem_ser(sak):
        yield Hinder(
            "registrer.behandler_uten_innsyn",
            _("%(navn)s er ikke klarert for å se saken. Velg en annen saksbehandler eller en annen enhet.")
            % {"navn": saksbehandler.navn},
            saksbehandler,
            felt="saksbehandler",
        )


def _opprett_sak(valg: Registreringsvalg, av: Aktoer) -> Saksmappe:
    ny = valg.ny_sak
    assert ny is not None
    enhet, ansvarlig = ny.enhet or valg.enhet, ny.saksansvarlig or valg.saksbehandler
    assert ny.arkivdel is not None
    assert ny.klasse is not None
    assert enhet is not None
    assert ansvarlig is not None
    return opprett_saksmappe(
        ny.arkivdel, tittel=ny.tittel, klasse=ny.klasse, enhet=enhet, saksansvarlig=ansvarlig, av=av
    )


def _avsender(valg: Registreringsvalg) -> NyPart:
    return NyPart(
        type=Parttype.AVSENDER,
        navn=rens(valg.avsender_navn) or valg.avsender_adresse.strip(),
        er_person=valg.avsender_er_person,
        epostadresse=valg.avsender_adresse.strip().lower()[:254],
    )


def _valgte(valg: Registreringsvalg) -> set[UUID]:
    return set(valg.vedlegg or ()) | ({valg.hoveddokument} if valg.hoveddokument else set())


def _legg_ved(jp: Journalpost, innkomst: Innkomst, valg: Registreringsvalg, av: Aktoer) -> list[Dokumentobjekt]:
    """The mail as received is the main document; when an attachment was chosen, the mail is the first vedlegg.

    The mail is kept whole, every attachment inside; those that are taken out are parts of it (krav 3.1.10, 3.1.11).
    A parcel is no document: its first file is the letter when nobody chose another.
    """
    alle = list(innkomst.vedlegg.all())
    hoved = next((v for v in alle if v.pk == valg.hoveddokument), None)
    if not innkomst.er_brev and alle:
        return _legg_ved_filer(jp, hoved or alle[0], [v for v in alle if _med(v, valg)], valg, av)
    resten = [v for v in alle if v is not hoved and _med(v, valg)]
    deler = [_legg_ved_ett(jp, hoved, valg.tittel, av, hoveddokument=True)] if hoved else []
    brevet = _legg_ved_epost(jp, innkomst, valg.tittel if hoved is None else "E-post", av, hoved is None)
    deler += [_legg_ved_ett(jp, v, PurePath(v.filnavn).stem or v.filnavn, av) for v in resten]
    if deler:
        sett_sammen(brevet.dokumentbeskrivelse, deler=[d.dokumentbeskrivelse for d in deler], av=av)
    return [brevet, *deler]


def _legg_ved_filer(
    jp: Journalpost, hoved: InnkomstVedlegg, filer: list[InnkomstVedlegg], valg: Registreringsvalg, av: Aktoer
) -> list[Dokumentobjekt]:
    resten = [v for v in filer if v != hoved]
    return [_legg_ved_ett(jp, hoved, valg.tittel, av, hoveddokument=True)] + [
        _legg_ved_ett(jp, v, PurePath(v.filnavn).stem or v.filnavn, av) for v in resten
    ]


def _med(vedlegg: InnkomstVedlegg, valg: Registreringsvalg) -> bool:
    return not vedlegg.innebygd if valg.vedlegg is None else vedlegg.pk in valg.vedlegg


def _legg_ved_ett(
    jp: Journalpost, vedlegg: InnkomstVedlegg, tittel: str, av: Aktoer, *, hoveddokument: bool = False
) -> Dokumentobjekt:
    return legg_ved_fil(
        jp,
        tittel=tittel,
        lagret=Lagret(vedlegg.sjekksum, vedlegg.stoerrelse),
        filnavn=vedlegg.filnavn,
        mime=vedlegg.mime_type,
        av=av,
        hoveddokument=hoveddokument,
    )


def _legg_ved_epost(
    jp: Journalpost, innkomst: Innkomst, tittel: str, av: Aktoer, hoveddokument: bool
) -> Dokumentobjekt:
    mime, endelse = mime_og_endelse(innkomst)
    return legg_ved_fil(
        jp,
        tittel=tittel,
        lagret=Lagret(innkomst.raa_sjekksum, innkomst.raa_stoerrelse),
        filnavn=f"e-post.{endelse}" if innkomst.er_brev else "forsendelse.bin",
        mime=mime if innkomst.er_brev else OKTETTER,
        av=av,
        hoveddokument=hoveddokument,
    )
