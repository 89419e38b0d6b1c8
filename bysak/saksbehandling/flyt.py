"""Dokumentflyt: a document in production goes to others for approval or comments, and back (krav 3.3.1-3.3.8).

The round is here; every sending and answer also becomes a row of Dokumentflyt, which is never changed (M660-M665).
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import EGENPRODUSERT, Flytstatus, Journalstatus
from bysak.arkivstruktur.laasing import laas_del, laas_post
from bysak.arkivstruktur.models import Dokumentflyt, Journalpost
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, aktoer_for, gyldige_roller, krev, krev_innsyn, ser, synlig_q
from bysak.organisasjon.varselvalg import Varselslag
from bysak.saksbehandling.models import Flyt, Flytsteg
from bysak.saksbehandling.varsling import varsle

I_PRODUKSJON = (Journalstatus.RESERVERT, Journalstatus.SAKSBEHANDLER, Journalstatus.FERDIGSTILT)
SVAR = (Flytstatus.GODKJENT, Flytstatus.IKKE_GODKJENT, Flytstatus.TILBAKE)
MAKS_MOTTAKERE, MERKNAD_MAKS = 30, 4000


def hindre_for_sending(jp: Journalpost, mottakere: Sequence[Bruker], merknad: str = "") -> Iterator[Hinder]:
    """What stops a round: not in production, on its way already, no recipients or one who cannot see it."""
    if jp.journalposttype not in EGENPRODUSERT or jp.journalstatus not in I_PRODUKSJON:
        yield Hinder("flyt.status", _("Bare et dokument under arbeid kan sendes på flyt."), jp)
    if aapen_runde(jp) is not None:
        yield Hinder("flyt.underveis", _("Dokumentet er alt sendt på flyt. Vent, eller trekk det tilbake."), jp)
    if not mottakere:
        yield Hinder("flyt.uten_mottaker", _("Velg minst én mottaker."), jp, felt="mottakere")
    if len({m.pk for m in mottakere}) != len(mottakere) or len(mottakere) > MAKS_MOTTAKERE:
        yield Hinder("flyt.mottakere", _("Velg hver mottaker én gang, høyst tretti."), jp, felt="mottakere")
    if len(merknad) > MERKNAD_MAKS:
        yield Hinder("flyt.merknad", _("Merknaden er for lang. Kort den ned."), jp, felt="merknad")
    for mottaker in mottakere:
        if not gyldige_roller(mottaker).exists() or not ser(aktoer_for(mottaker), jp):
            yield Hinder(
                "flyt.uten_tilgang",
                _("%(navn)s har ikke tilgang til dokumentet. Velg en annen.") % {"navn": mottaker.navn},
                mottaker, felt="mottakere",
            )  # fmt: skip


def send_paa_flyt(
    jp: Journalpost, *, mottakere: Sequence[Bruker], av: Aktoer, parallelt: bool = False, merknad: str = ""
) -> Flyt:
    """Send a document round: one after the other in the order given, or to all at once (krav 3.3.7, 3.3.8).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.SAKSBEHANDLE, Rett.REGISTRERE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_sending(jp, mottakere, merknad))
    flyt = Flyt.objects.create(registrering_id=jp.pk, sendt_av_id=av.bruker_id, merknad=rens(merknad))
    for nr, mottaker in enumerate(mottakere, 1):
        Flytsteg.objects.create(flyt=flyt, nummer=1 if parallelt else nr, mottaker=mottaker)
    _slipp_fram(flyt, av.navn)
    return flyt


def _slipp_fram(flyt: Flyt, fra: str) -> None:
    """Let the next number have it, or end the round when everybody has answered."""
    ugjort = flyt.steg.filter(utfoert_dato__isnull=True)
    nummer = ugjort.aggregate(n=Min("nummer"))["n"]
    if nummer is None:
        _avslutt(flyt)
        return
    for steg in ugjort.filter(nummer=nummer, mottatt_dato__isnull=True).select_related("mottaker"):
        steg.mottatt_dato = naa()
        steg.save(update_fields=["mottatt_dato"])
        _spor(flyt, fra, steg.mottaker, Flytstatus.FORDELT, flyt.merknad)
        emne = _("%(nr)s venter på svaret ditt") % {"nr": flyt.registrering.registrerings_id}
        varsle(steg.mottaker, emne, slag=Varselslag.FLYT, om=flyt.registrering)
    _sett_hos(flyt)


def _sett_hos(flyt: Flyt) -> None:
    """Tell the entry who has it, which the verbs on its documents look at (krav 3.3.3)."""
    jp = Journalpost.objects.get(pk=flyt.registrering_id)
    har = sorted(bruker.pk for bruker in hvem_har(jp))
    if jp.hos != har:
        jp.hos = har
        jp.save(update_fields=["hos"])


def hindre_for_svar(steg: Flytsteg, utfall: str, merknad: str, av: Aktoer | None = None) -> Iterator[Hinder]:
    """What stops an answer: not this person's turn, given already, no comment where one is needed."""
    if av is not None and steg.mottaker_id != av.bruker_id:
        yield Hinder("flyt.ikke_din", _("Dokumentet er sendt til en annen."), steg)
    if steg.utfoert_dato or steg.flyt.avsluttet_dato:
        yield Hinder("flyt.besvart", _("Svaret er alt gitt, og kan ikke endres."), steg)
    elif steg.mottatt_dato is None:
        yield Hinder("flyt.ikke_tur", _("Dokumentet har ikke kommet til deg ennå."), steg)
    if utfall not in SVAR:
        yield Hinder("flyt.utfall", _("Velg godkjent, ikke godkjent eller send tilbake."), steg, felt="utfall")
    elif utfall != Flytstatus.GODKJENT and er_blank(merknad):
        yield Hinder("flyt.uten_merknad", _("Skriv hva som må endres."), steg, felt="merknad")
    if len(merknad) > MERKNAD_MAKS:
        yield Hinder("flyt.merknad", _("Merknaden er for lang. Kort den ned."), steg, felt="merknad")


def svar_paa_flyt(steg: Flytsteg, *, utfall: str, av: Aktoer, merknad: str = "") -> Flytsteg:
    """A binding answer (krav 3.3.6): approved goes on, anything else goes back to the one who wrote it (krav 3.3.1).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.LESE)
    flyt = laas_del(steg.flyt)
    steg = laas(steg)
    krev_innsyn(av, flyt.registrering)
    ingen(hindre_for_svar(steg, utfall, merknad, av))
    steg.utfall, steg.utfoert_dato, steg.merknad = utfall, naa(), rens(merknad)
    steg.save(update_fields=["utfall", "utfoert_dato", "merknad"])
    _spor(flyt, av.navn, flyt.sendt_av, Flytstatus(utfall), steg.merknad)
    svaret = {"nr": flyt.registrering.registrerings_id, "navn": av.navn, "utfall": _(Flytstatus(utfall).label).lower()}
    emne = _("%(navn)s har svart på %(nr)s: %(utfall)s") % svaret
    varsle(flyt.sendt_av, emne, slag=Varselslag.FLYT, om=flyt.registrering)
    if utfall != Flytstatus.GODKJENT and not _parallell(flyt):
        _avslutt(flyt)
    else:
        _slipp_fram(flyt, av.navn)
    return steg


def _parallell(flyt: Flyt) -> bool:
    return set(flyt.steg.values_list("nummer", flat=True)) == {1}


def hindre_for_tilbaketrekking(flyt: Flyt, av: Aktoer | None = None) -> Iterator[Hinder]:
    """What stops taking it back: the round is over, somebody else sent it."""
    if flyt.avsluttet_dato:
        yield Hinder("flyt.avsluttet", _("Runden er alt avsluttet."), flyt)
    if av is not None and flyt.sendt_av_id != av.bruker_id:
        yield Hinder("flyt.andres", _("Bare den som sendte dokumentet, kan trekke det tilbake."), flyt)


def trekk_tilbake(flyt: Flyt, *, av: Aktoer) -> Flyt:
    """Take the document back from those who have not answered (krav 3.3.1). Raises `Hindret`."""
    krev(av, Rett.SAKSBEHANDLE, Rett.REGISTRERE)
    flyt = laas_del(flyt)
    krev_innsyn(av, flyt.registrering)
    ingen(hindre_for_tilbaketrekking(flyt, av))
    _avslutt(flyt)
    return flyt


def _avslutt(flyt: Flyt) -> None:
    flyt.avsluttet_dato = naa()
    flyt.save(update_fields=["avsluttet_dato"])
    _sett_hos(flyt)


def _spor(flyt: Flyt, fra: str, til: Bruker, status: Flytstatus, merknad: str) -> None:
    Dokumentflyt.objects.create(
        registrering_id=flyt.registrering_id,
        flyt_fra=fra,
        flyt_til=til.navn,
        flyt_til_bruker=til,
        flyt_status=status,
        flyt_merknad=merknad,
    )


def aapen_runde(jp: Journalpost) -> Flyt | None:
    """The round that the document is on, or None."""
    return Flyt.objects.filter(registrering_id=jp.pk, avsluttet_dato__isnull=True).first()


def siste_runde(jp: Journalpost) -> list[Flytsteg]:
    """The steps of the newest round, also when it is over: what was answered is why the document is as it is."""
    alle = Flytsteg.objects.filter(flyt__registrering_id=jp.pk).select_related("mottaker", "flyt")
    steg = list(alle.order_by("-flyt__sendt_dato", "-flyt", "nummer", "system_id")[:MAKS_MOTTAKERE])
    return [s for s in steg if s.flyt_id == steg[0].flyt_id]


def hvem_har(jp: Journalpost) -> list[Bruker]:
    """Where the document is now: those who have it and have not answered (krav 3.3.2); empty when it is at home."""
    steg = Flytsteg.objects.filter(
        flyt__registrering_id=jp.pk, flyt__avsluttet_dato__isnull=True, mottatt_dato__isnull=False,
        utfoert_dato__isnull=True,
    )  # fmt: skip
    return [s.mottaker for s in steg.select_related("mottaker")]


def venter_paa(av: Aktoer) -> QuerySet[Flytsteg]:
    """What has come to the person and waits for an answer: the notice of krav 3.3.5, for the day's list."""
    return (
        Flytsteg.objects.filter(
            synlig_q(av, "flyt__registrering__"), mottaker_id=av.bruker_id, mottatt_dato__isnull=False,
            utfoert_dato__isnull=True, flyt__avsluttet_dato__isnull=True,
        )
        .select_related("flyt__registrering__mappe", "flyt__sendt_av")
        .order_by("mottatt_dato")
    )  # fmt: skip


def besvart_for(av: Aktoer) -> list[Flytsteg]:
    """The last answer to each document that this person sent round and has not done anything with since."""
    svar = Flytsteg.objects.filter(
        synlig_q(av, "flyt__registrering__"), flyt__sendt_av_id=av.bruker_id, flyt__avsluttet_dato__isnull=False,
        utfoert_dato__isnull=False, flyt__registrering__journalstatus__in=I_PRODUKSJON, flyt__registrering__hos=[],
    )  # fmt: skip
    siste: dict[UUID, Flytsteg] = {}
    for steg in svar.select_related("flyt__registrering__mappe", "mottaker").order_by("-utfoert_dato")[:100]:
        siste.setdefault(steg.flyt.registrering_id, steg)
    return list(siste.values())
