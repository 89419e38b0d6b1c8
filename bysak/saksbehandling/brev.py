"""Writing a letter from a template, and what becomes of the letter that it answers when it is sent."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from bysak.arkivstruktur.avskrivning import avskriv, hindre_for_avskrivning
from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.koder import Avskrivningsmaate, Journalposttype, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.korrespondanse import endre_korrespondansepart
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Journalpost, Mappe
from bysak.arkivstruktur.opprettelse import NyPart, hindre_for_journalpost, opprett_journalpost
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.lager import Lagret
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, kan, krev
from bysak.saksbehandling.flettefelt import Mottaker
from bysak.saksbehandling.foreloepig import gi_foreloepig_svar, hindre_for_foreloepig_svar
from bysak.saksbehandling.maler import DOCX, Mal
from bysak.saksbehandling.models import Besvarelse, Malbruk, Malslag

TYPE = {
    Malslag.BREV.value: Journalposttype.UTGAAENDE,
    Malslag.FORELOEPIG.value: Journalposttype.UTGAAENDE,
    Malslag.NOTAT.value: Journalposttype.NOTAT,
}
_MAATE = {
    Journalposttype.UTGAAENDE.value: Avskrivningsmaate.BREV,
    Journalposttype.NOTAT.value: Avskrivningsmaate.NOTAT,
}


def hindre_for_skriving(sak: Mappe, besvarer: Journalpost | None = None) -> Iterator[Hinder]:
    """What stops a letter in a case, before anything is filled in: closed case, a letter that nobody answers."""
    for h in hindre_for_journalpost(sak, type=Journalposttype.NOTAT, tittel="-", parter=()):
        if h.felt in ("", "sak"):
            yield h
    if besvarer is not None and besvarer.journalposttype not in (
        Journalposttype.INNGAAENDE,
        Journalposttype.NOTAT_OPPFOELGING,
    ):
        yield Hinder("brev.ikke_besvares", _("Bare inngående brev og notater til oppfølging besvares."), besvarer)
    if besvarer is not None and besvarer.mappe_id != sak.pk:
        yield Hinder("brev.annen_sak", _("Brevet som besvares, ligger i en annen sak."), besvarer)


def hindre_for_brev(
    sak: Mappe,
    *,
    mal: Mal | None,
    tittel: str,
    mottakere: Sequence[Mottaker],
    besvarer: Journalpost | None = None,
    ny_frist: date | None = None,
) -> Iterator[Hinder]:
    """What stops this letter: no template, nobody to send it to, no title, a preliminary answer without a deadline."""
    yield from hindre_for_skriving(sak, besvarer)
    if mal is None:
        yield Hinder("brev.mal", _("Velg en mal."), felt="mal")
        return
    if TYPE[mal.slag] == Journalposttype.UTGAAENDE and not mottakere:
        yield Hinder("brev.mottaker", _("Velg hvem brevet skal til, eller skriv en ny mottaker."), felt="mottaker")
    for h in hindre_for_journalpost(sak, type=Journalposttype.NOTAT, tittel=tittel, parter=()):
        if h.felt == "tittel":
            yield h
    if mal.slag == Malslag.FORELOEPIG:
        yield from _fristhindre(besvarer, ny_frist)


def _fristhindre(besvarer: Journalpost | None, ny_frist: date | None) -> Iterator[Hinder]:
    if besvarer is None:
        yield Hinder("brev.foreloepig", _("Et foreløpig svar skrives fra brevet det besvarer."), felt="mal")
    elif ny_frist is None or ny_frist <= i_dag():
        yield Hinder("brev.frist", _("Skriv når svaret kommer, en dag fram i tid."), felt="ny_frist")


def skriv_brev(
    sak: Mappe,
    *,
    mal: Mal,
    fil: Lagret,
    nummer: int,
    tittel: str,
    mottakere: Sequence[Mottaker],
    av: Aktoer,
    besvarer: Journalpost | None = None,
    ny_frist: date | None = None,
) -> Journalpost:
    """Make the entry of a letter under production, with the filled-in template as its document (krav 2.6.2, 3.2.31).

    fil: made for `nummer`, which the file says; when somebody else took that number meanwhile, the act is stopped with
    `brev.nummer` and can be tried again. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    sak = laas(sak)
    ingen(
        [
            *hindre_for_brev(sak, mal=mal, tittel=tittel, mottakere=mottakere, besvarer=besvarer, ny_frist=ny_frist),
            *_nummerhindre(sak, nummer),
        ]
    )
    jp = opprett_journalpost(
        sak, type=TYPE[mal.slag], tittel=tittel, parter=_partene(sak, mal, mottakere, av),
        status=Journalstatus.RESERVERT, dokumentets_dato=i_dag(), av=av,
    )  # fmt: skip
    _sett_adresser(jp, mottakere, av)
    filnavn = f"{jp.registrerings_id.replace('/', '-')} {jp.tittel[:80].strip()}.docx"
    legg_ved_fil(
        jp, tittel="", lagret=fil, filnavn=filnavn.replace("/", "-"), mime=DOCX, av=av, hoveddokument=True,
        ferdigstilt=False, dokumenttype="Notat" if mal.slag == Malslag.NOTAT else "Brev",
    )  # fmt: skip
    if besvarer is not None:
        frist = ny_frist if mal.slag == Malslag.FORELOEPIG else None
        Besvarelse.objects.create(registrering_id=jp.pk, til_registrering_id=besvarer.pk, ny_frist=frist)
    _noter_bruk(mal, av)
    return jp


def _nummerhindre(sak: Mappe, nummer: int) -> Iterator[Hinder]:
    if sak.siste_journalpostnummer + 1 != nummer:
        yield Hinder("brev.nummer", _("Noen andre registrerte i saken mens brevet ble laget. Prøv igjen."), sak)


def _partene(sak: Mappe, mal: Mal, mottakere: Sequence[Mottaker], av: Aktoer) -> list[NyPart]:
    """Whom it is to, and who writes it."""
    til = Parttype.MOTTAKER if TYPE[mal.slag] == Journalposttype.UTGAAENDE else Parttype.INTERN_MOTTAKER
    meg = Bruker.objects.get(pk=av.bruker_id)
    fra = NyPart(Parttype.INTERN_AVSENDER, meg.navn, enhet=sak.administrativ_enhet, saksbehandler=meg)
    return [*(NyPart(til, m.navn, er_person=m.er_person, epostadresse=m.epostadresse) for m in mottakere), fra]


def _sett_adresser(jp: Journalpost, mottakere: Sequence[Mottaker], av: Aktoer) -> None:
    utenfor = jp.korrespondanseparter.exclude(korrespondanseparttype=Parttype.INTERN_AVSENDER).order_by("system_id")
    for part, m in zip(utenfor, mottakere, strict=True):
        if m.felt:
            endre_korrespondansepart(part, av=av, **dict(m.felt))


def _noter_bruk(mal: Mal, av: Aktoer) -> None:
    """What was written from last stands first the next time."""
    Malbruk.objects.update_or_create(
        virksomhet_id=gjeldende_virksomhet(), bruker_id=av.bruker_id, kode=mal.kode, defaults={"sist": naa()}
    )


def besvarelser(jp: Journalpost) -> list[Besvarelse]:
    """What is being answered by an entry, and what is being written to answer it."""
    egne = Besvarelse.objects.filter(registrering_id=jp.pk) | Besvarelse.objects.filter(til_registrering_id=jp.pk)
    return list(egne.select_related("registrering", "til_registrering"))


def fullfoer_svar(jp: Journalpost, *, av: Aktoer) -> list[tuple[Journalpost, list[Hinder]]]:
    """When an answer is sent or put in the journal: write off what it answers, or give that a new deadline.

    What cannot be done now, by this person, is left as it was, and why is told (krav 3.4.2, 3.4.3, 3.4.10).
    """
    krev(av, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    gjort = []
    for b in Besvarelse.objects.filter(registrering_id=jp.pk).select_related("til_registrering"):
        brev = laas_post(Journalpost.objects.get(pk=b.til_registrering_id))
        hindre = [h for h in _hindre_for_svar(jp, brev, b.ny_frist, av) if h.nivaa == "stopp"]
        if not hindre and b.ny_frist:
            gi_foreloepig_svar(brev, ny_frist=b.ny_frist, svar=jp, av=av)
        elif not hindre:
            avskriv(brev, maate=_MAATE[jp.journalposttype], besvart_av=jp, av=av)
        if not hindre:
            b.delete()
        gjort.append((brev, hindre))
    return gjort


def _hindre_for_svar(svar: Journalpost, brev: Journalpost, ny_frist: date | None, av: Aktoer) -> Iterator[Hinder]:
    if not kan(av, Rett.AVSKRIVE):
        yield Hinder("brev.rett", _("Du kan ikke avskrive her. Be arkivtjenesten gjøre det."))
    elif ny_frist:
        yield from hindre_for_foreloepig_svar(brev, ny_frist, svar)
    else:
        yield from hindre_for_avskrivning(brev, _MAATE[svar.journalposttype], svar)
