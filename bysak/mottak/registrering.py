"""From received item to journalpost in one act: case, entry, files, journalføring and distribution, or nothing at all.

LESMEG: needs an open arbeid in the item's virksomhet. The files are already in that virksomhet's store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.koder import Journalposttype
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Klasse, Saksmappe
from bysak.arkivstruktur.opprettelse import (
    NyPart,
    hindre_for_journalpost,
    hindre_for_saksmappe,
    opprett_journalpost,
    opprett_saksmappe,
)
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import rens
from bysak.mottak import forslagslogg
from bysak.mottak.brevfiler import legg_inn_filer
from bysak.mottak.forslag import forslag_for
from bysak.mottak.maaling import maal
from bysak.mottak.models import Innkomst, Innkomstregistrering, Utfall
from bysak.mottak.utfall import hindre_for_paabegynt, hindre_for_utfall, sett_utfall
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
    vedlegg: which attachments come along; None is all that are not pictures inside the text, and not registered before.
    original: the mail as it came is one of the documents. fortsett: the rest is registered in another entry afterwards.
    sammen: other items that come along in the same entry, whole.
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
    original: bool = True
    fortsett: bool = False
    sammen: tuple[Innkomst, ...] = ()


def hindre_for_registrering(innkomst: Innkomst, valg: Registreringsvalg, *, av: Aktoer) -> Iterator[Hinder]:
    """Everything that stops registration, at once, so that it can be mended in one go (arkf § 15; krav 2.6.3, 3.2.30).

    `felt` names the fields of Registreringsvalg; those of the new case begin with `sak_`.
    """
    yield from hindre_for_innhold(innkomst, av)
    if innkomst.lesefeil:
        yield Hinder(
            "registrer.lesefeil",
            _("Meldingen kunne ikke leses. Originalen registreres slik den kom."),
            innkomst,
            nivaa="varsel",
        )
    yield from _hindre_for_deling(innkomst, valg)
    yield from _hindre_for_samling(innkomst, valg, av)
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


def hindre_for_innhold(innkomst: Innkomst, av: Aktoer) -> Iterator[Hinder]:
    """What stops the files of an item from being put in an entry: its outcome, its holder, its reading, viruses."""
    yield from hindre_for_utfall(innkomst, av)
    if innkomst.lest_tid is None:
        yield Hinder("registrer.ulest", _("Meldingen leses inn nå. Vent et øyeblikk og prøv igjen."), innkomst)
    yield from hindre_for_aapning(innkomst)


def registrer(innkomst: Innkomst, valg: Registreringsvalg, *, av: Aktoer) -> Journalpost:
    """Register, journalføre and distribute a received item, in a case that exists or a new one.

    One transaction: it is all done or nothing is. A second registration of the same item is refused. With
    `valg.fortsett` the item stays in the queue, with its holder, until its last part is registered.
    Raises `Hindret` with everything that is missing, PermissionDenied without the rights.
    """
    krev(av, Rett.REGISTRERE)
    innkomst, *andre = laas_alle(innkomst, *valg.sammen)
    valg = replace(valg, sammen=tuple(andre), sak=laas(valg.sak) if valg.sak is not None else None)
    ingen(hindre_for_registrering(innkomst, valg, av=av))
    assert valg.enhet is not None
    assert valg.saksbehandler is not None
    foreslaatt = forslag_for(innkomst, av=av, sak=valg.sak)
    sak = valg.sak or _opprett_sak(valg, av)
    # Who sees a new case is known only now that it is made.
    ingen(_hindre_for_innsyn(sak, valg.saksbehandler))
    jp = _opprett_post(sak, innkomst, valg, av)
    jp = journalfoer(jp, av=av)
    jp = fordel(jp, enhet=valg.enhet, saksbehandler=valg.saksbehandler, av=av)
    forslagslogg.noter(
        innkomst, foreslaatt, jp, avsender=valg.avsender_navn, enhet=valg.enhet, person=valg.saksbehandler,
        ny_sak=valg.sak is None,
    )  # fmt: skip
    for rad in andre if valg.fortsett else (innkomst, *andre):
        sett_registrert(rad, av=av)
    if valg.fortsett:
        innkomst.kladd = {}
        innkomst.save(update_fields=["kladd"])
    return jp


def _opprett_post(sak: Saksmappe, innkomst: Innkomst, valg: Registreringsvalg, av: Aktoer) -> Journalpost:
    """The entry with its files, and the lines in the ledger that say what is in it."""
    nummer = innkomst.registreringer.count() + 1
    jp = opprett_journalpost(
        sak,
        type=Journalposttype.INNGAAENDE,
        tittel=valg.tittel,
        parter=[_avsender(valg)],
        av=av,
        dokumentets_dato=valg.dokumentets_dato,
        mottatt_dato=min(rad.mottatt_tid for rad in (innkomst, *valg.sammen)),
        forfallsdato=valg.forfallsdato,
        # One more promise that an item, or its part, becomes one journalpost: the database keeps this key unique.
        ekstern_noekkel=f"innkomst:{innkomst.pk}" + (f":{nummer}" if nummer > 1 else ""),
    )
    med = (vedlegg_ellers(innkomst) if valg.vedlegg is None else set(valg.vedlegg)) - {valg.hoveddokument}
    legg_inn_filer(jp, innkomst, tittel=valg.tittel, med=med, hoved=valg.hoveddokument, original=valg.original, av=av)
    if valg.hoveddokument:
        med.add(valg.hoveddokument)
    noter(innkomst, jp, nummer=nummer, vedlegg=med, original=valg.original)
    for rad in valg.sammen:
        legg_inn_filer(jp, rad, tittel=str(rad), med=vedlegg_ellers(rad), som_vedlegg=True, av=av)
        noter(rad, jp, vedlegg=vedlegg_ellers(rad))
    return jp


def laas_alle(*rader: Innkomst) -> list[Innkomst]:
    """Hold several items, in key order so that two who take the same ones wait instead of blocking each other."""
    laaste = {rad.pk: laas(rad) for rad in sorted(rader, key=lambda r: r.pk)}
    return [laaste[rad.pk] for rad in rader]


def vedlegg_ellers(innkomst: Innkomst) -> set[UUID]:
    """The attachments that come along when nobody has chosen: no pictures in the text, nothing registered before."""
    brukt = {pk for del_ in innkomst.registreringer.all() for pk in del_.vedlegg}
    return {v.pk for v in innkomst.vedlegg.all() if not v.innebygd} - brukt


def noter(
    innkomst: Innkomst, jp: Journalpost, *, vedlegg: set[UUID], original: bool = True, nummer: int = 1
) -> Innkomstregistrering:
    """Write in the ledger that an item, or a part of it, is in this entry."""
    return Innkomstregistrering.objects.create(
        innkomst=innkomst, registrering=jp, nummer=nummer, vedlegg=sorted(vedlegg), original=original
    )


def sett_registrert(innkomst: Innkomst, *, av: Aktoer) -> Innkomst:
    """The outcome of an item whose parts are all in entries; it points at the first of them."""
    poster = list(Journalpost.objects.filter(innkomstdeler__innkomst=innkomst).order_by("innkomstdeler__nummer"))
    innkomst = sett_utfall(innkomst, Utfall.REGISTRERT, av=av, registrering=poster[0], kladd={})
    maal(innkomst, poster)
    return innkomst


def _hindre_for_deling(innkomst: Innkomst, valg: Registreringsvalg) -> Iterator[Hinder]:
    """Each entry has a main document, and the mail as it came is in one of them at least."""
    if valg.original or not innkomst.er_brev:
        return
    if valg.hoveddokument is None:
        yield Hinder(
            "registrer.uten_hoved",
            _("Velg et vedlegg som hoveddokument, eller ta med e-posten slik den kom."),
            felt="vedlegg",
        )
    elif not valg.fortsett and not innkomst.registreringer.filter(original=True).exists():
        yield Hinder(
            "registrer.uten_original",
            _("E-posten slik den kom, må være med i minst én journalpost. Ta den med i denne."),
            felt="vedlegg",
        )


def _hindre_for_samling(innkomst: Innkomst, valg: Registreringsvalg, av: Aktoer) -> Iterator[Hinder]:
    """Each of the others must be free to be registered, and lie in the same queue."""
    if valg.sammen and (valg.fortsett or innkomst.registreringer.exists()):
        yield Hinder(
            "registrer.del_og_sammen", _("En melding som deles, kan ikke registreres sammen med andre."), innkomst
        )
    for rad in valg.sammen:
        if rad.pk == innkomst.pk or rad.virksomhet_id != innkomst.virksomhet_id:
            yield Hinder(
                "registrer.sammen",
                _("«%(hva)s» kan ikke registreres sammen med denne. Velg en annen i samme virksomhet.") % {"hva": rad},
                rad,
            )
        for hinder in (*hindre_for_innhold(rad, av), *hindre_for_paabegynt(rad)):
            yield replace(hinder, tekst=f"«{rad}»: {hinder.tekst}")


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
