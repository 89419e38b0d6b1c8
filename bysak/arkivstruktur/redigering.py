"""Editing in Word or LibreOffice: a document is lent to one person, what is saved is kept, and the last is a version.

A loan ends by itself when its program is silent. Then, and when another takes over, what was saved becomes a version,
and what is saved afterwards is laid aside and shown, never dropped. So nobody's machine can hold a document.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import hindre_for_andre, hindre_for_utlaante, hoerer_til_endelig, registreringene
from bysak.arkivstruktur.koder import Dokumentmedium, Dokumentstatus, Variantformat
from bysak.arkivstruktur.laasing import laas_dokument
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentobjekt, Mellomversjon, Redigering
from bysak.arkivstruktur.versjoner import NyFil, arkiver_filer
from bysak.kjerne.arbeid import Aktoer, begrunn, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.lager import Lagret
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.tilgang import Rett, kan, krev, krev_innsyn

# As long as a lunch; programs that are alive ask for their lock more often than that.
VARIGHET = timedelta(minutes=30)
BEHOLDES = timedelta(days=14)
_OOXML, _ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
# What desktop programs write back in the same format, and which of Office's programs it is.
PROGRAMMER = {
    _OOXML + "wordprocessingml.document": "word", _ODF + "text": "word",
    "application/msword": "word", "application/rtf": "word",
    _OOXML + "spreadsheetml.sheet": "excel", _ODF + "spreadsheet": "excel", "application/vnd.ms-excel": "excel",
    _OOXML + "presentationml.presentation": "powerpoint", _ODF + "presentation": "powerpoint",
    "application/vnd.ms-powerpoint": "powerpoint",
}  # fmt: skip
# Its own program may come back for more after these; the others are somebody's decision.
_AV_SEG_SELV = (Redigering.Slutt.LUKKET, Redigering.Slutt.UTLOEPT)
Vilkaar = Callable[[Redigering], bool]


def redigerbar_fil(dokument: Dokumentbeskrivelse) -> Dokumentobjekt | None:
    """The file of the newest version that a program can open and write back; None when there is none."""
    filer = dokument.objekter.exclude(variantformat=Variantformat.SLADDET)
    siste = filer.aggregate(n=Max("versjonsnummer"))["n"]
    return filer.filter(versjonsnummer=siste, mime_type__in=PROGRAMMER).order_by("-variantformat").first()


def hindre_for_redigering(dokument: Dokumentbeskrivelse, *, av: Aktoer) -> Iterator[Hinder]:
    """What stops one from editing, whoever has it now: finished, on paper, archived, a format no program writes."""
    if dokument.dokumentstatus == Dokumentstatus.FERDIGSTILT:
        yield Hinder(
            "red.ferdig",
            _("Dokumentet er ferdigstilt. Last ned filen, endre den, og legg den inn som en ny versjon."),
            dokument,
        )
    if dokument.dokumentmedium == Dokumentmedium.FYSISK:
        yield Hinder("fil.papir", _("Dokumentet er registrert på papir."), dokument)
    elif redigerbar_fil(dokument) is None:
        yield Hinder("red.format", _("Den nyeste versjonen er ikke i et format som Word eller LibreOffice endrer."))
    if hoerer_til_endelig(dokument) and not kan(av, Rett.JOURNALFOERE, dokument.virksomhet_id):
        yield Hinder(
            "fil.endelig",
            _("Journalposten er ekspedert eller journalført. Bare arkivtjenesten kan legge til en ny versjon."),
            dokument,
        )
    yield from hindre_for_andre(av, *registreringene(dokument))


def hindre_for_laan(dokument: Dokumentbeskrivelse, *, av: Aktoer) -> Iterator[Hinder]:
    """What stops one from beginning: all of the above, and that another is at it."""
    yield from hindre_for_redigering(dokument, av=av)
    redigering = aapen_redigering(dokument)
    if redigering and redigering.bruker_id != av.bruker_id and redigering.utloeper > naa():
        yield from hindre_for_utlaante(dokument)


def hindre_for_overtakelse(dokument: Dokumentbeskrivelse, grunn: str, *, av: Aktoer) -> Iterator[Hinder]:
    """What stops one from taking over: all that stops editing, and that nobody is told why."""
    yield from hindre_for_redigering(dokument, av=av)
    if er_blank(grunn):
        yield Hinder("red.grunn", _("Skriv hvorfor du tar over. Den som redigerer nå, får se det."), felt="grunn")


def aapen_redigering(dokument: Dokumentbeskrivelse) -> Redigering | None:
    """The loan that has not ended, also when its time is out and nobody has noted it yet."""
    return Redigering.objects.filter(dokumentbeskrivelse=dokument, avsluttet=None).select_related("bruker").first()


def rediger(dokument: Dokumentbeskrivelse, *, sesjon: str, sterk: bool = False, av: Aktoer) -> Redigering:
    """Lend a document to the one who asks; one's own loan goes on in the same login, with no program's lock on it.

    sesjon: the login that it ends with. sterk: that it was a strong one. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = _holdt(dokument, av=av)
    ingen(hindre_for_laan(dokument, av=av))
    har = _aapen_i_ro(dokument)
    if har and har.bruker_id == av.bruker_id and har.sesjon == sesjon:
        har.laas = ""
        har.forleng(VARIGHET)
        har.save(update_fields=["laas", "utloeper"])
        return har
    if har:  # its time is out, or it is one's own from another machine
        _gjoer_opp(har, dokument, Redigering.Slutt.FERDIG if har.utloeper > naa() else Redigering.Slutt.UTLOEPT, av)
    return _laan_ut(dokument, sesjon, sterk, av)


def ta_over(dokument: Dokumentbeskrivelse, *, grunn: str, sesjon: str, sterk: bool = False, av: Aktoer) -> Redigering:
    """Take a document from the one who has it; what that one had saved is a version first.

    grunn: is told to the one who had it, and stands in the log. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = _holdt(dokument, av=av)
    ingen(hindre_for_overtakelse(dokument, grunn, av=av))
    begrunn(grunn)
    har = _aapen_i_ro(dokument)
    if har:
        har.overtatt_av, har.grunn = av.navn, rens(grunn)
        _gjoer_opp(har, dokument, Redigering.Slutt.OVERTATT, av)
    return _laan_ut(dokument, sesjon, sterk, av)


def _holdt(dokument: Dokumentbeskrivelse, *, av: Aktoer) -> Dokumentbeskrivelse:
    dokument = laas_dokument(dokument)
    krev_innsyn(av, *registreringene(dokument))
    return dokument


def _aapen_i_ro(dokument: Dokumentbeskrivelse) -> Redigering | None:
    """The open loan, held: a program may be saving to it just now."""
    har = aapen_redigering(dokument)
    return _i_ro(har) if har else None


def _i_ro(redigering: Redigering) -> Redigering:
    fersk = laas(redigering)
    fersk.bruker = redigering.bruker
    return fersk


def _laan_ut(dokument: Dokumentbeskrivelse, sesjon: str, sterk: bool, av: Aktoer) -> Redigering:
    fil = redigerbar_fil(dokument)
    assert fil is not None
    return Redigering.objects.create(
        dokumentbeskrivelse=dokument, bruker_id=av.bruker_id, sesjon=sesjon, sterk=sterk, utloeper=naa() + VARIGHET,
        filnavn=fil.filnavn, mime_type=fil.mime_type, versjonsnummer=fil.versjonsnummer, lagret_tid=fil.opprettet_dato,
        sjekksum=fil.sjekksum, arkivert_sjekksum=fil.sjekksum, filstoerrelse=fil.filstoerrelse,
    )  # fmt: skip


def _gjoer_opp(
    redigering: Redigering, dokument: Dokumentbeskrivelse, slutt: Redigering.Slutt, av: Aktoer
) -> Dokumentobjekt | None:
    """End a loan: what was saved last becomes a version of the document, by the one who wrote it."""
    redigering.avsluttet, redigering.slutt = naa(), slutt
    if slutt != Redigering.Slutt.UTLOEPT:  # a machine that slept still has its lock when it wakes
        redigering.laas = ""
    redigering.save(update_fields=["avsluttet", "slutt", "laas", "overtatt_av", "grunn"])
    if redigering.sjekksum == redigering.arkivert_sjekksum:
        return None
    lagret = Lagret(redigering.sjekksum, redigering.filstoerrelse)
    ny = NyFil(lagret, redigering.filnavn, redigering.mime_type, laget_av=redigering.bruker.navn)
    (objekt,) = arkiver_filer(dokument, filer=[ny], av=av)
    redigering.versjonsnummer, redigering.arkivert_sjekksum = objekt.versjonsnummer, objekt.sjekksum
    redigering.save(update_fields=["versjonsnummer", "arkivert_sjekksum"])
    return objekt


def avslutt_redigering(redigering: Redigering, *, slutt: Redigering.Slutt, av: Aktoer) -> Dokumentobjekt | None:
    """End one's own loan; returns the version that came of it, or None when nothing new was saved.

    Raises `Hindret` or `PermissionDenied`; then nothing has changed.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = _holdt(redigering.dokumentbeskrivelse, av=av)
    redigering = _i_ro(redigering)
    return None if redigering.avsluttet else _gjoer_opp(redigering, dokument, slutt, av)


def er_med(redigering: Redigering, *, av: Aktoer) -> bool:
    """May the program go on with this loan: is it open, or did it end by itself with nothing happening since?"""
    dokument = redigering.dokumentbeskrivelse
    if any(h.nivaa == "stopp" for h in hindre_for_redigering(dokument, av=av)):
        return False
    if redigering.avsluttet is None:
        return True
    siste = dokument.objekter.aggregate(n=Max("versjonsnummer"))["n"]
    urort = siste == redigering.versjonsnummer and aapen_redigering(dokument) is None
    return redigering.slutt in _AV_SEG_SELV and urort


def bruk(redigering: Redigering, *, av: Aktoer) -> tuple[Redigering, bool]:
    """What every request of a program begins with: may this person still, and is the loan its own still?

    Notes that the program is alive. Raises `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    redigering = _i_ro(redigering)
    krev_innsyn(av, *registreringene(redigering.dokumentbeskrivelse))
    med = er_med(redigering, av=av)
    if med and redigering.avsluttet is None:
        redigering.forleng(VARIGHET)
        redigering.save(update_fields=["utloeper"])
    return redigering, med


def laas_for_program(
    redigering: Redigering, *, laas_: str, sekunder: int, naar: Vilkaar, av: Aktoer
) -> Redigering | None:
    """Give a program its lock, or more time on it; a loan that ended by itself begins anew.

    naar: what must be true of the loan, asked while it is held. None when it is not, or when the loan is another's.
    """
    redigering, med = bruk(redigering, av=av)
    if not med or not naar(redigering):
        return None
    redigering.avsluttet, redigering.slutt = None, ""
    redigering.forleng(VARIGHET)
    redigering.laas, redigering.laas_utloeper = laas_, naa() + timedelta(seconds=sekunder)
    redigering.save(update_fields=["avsluttet", "slutt", "utloeper", "laas", "laas_utloeper"])
    return redigering


def lagre_mellomversjon(redigering: Redigering, *, lagret: Lagret, naar: Vilkaar, av: Aktoer) -> Mellomversjon:
    """Keep what a program has saved: as the newest of the loan, or aside when it is no longer to be that.

    naar: what must be true of the loan, asked while it is held. Raises `PermissionDenied`.
    """
    redigering, med = bruk(redigering, av=av)
    til_side = not (med and naar(redigering))
    if not til_side:
        redigering.avsluttet, redigering.slutt = None, ""
        redigering.sjekksum, redigering.filstoerrelse, redigering.lagret_tid = lagret.sha256, lagret.stoerrelse, naa()
        redigering.forleng(VARIGHET)
        redigering.save()
    samme = redigering.mellomversjoner.filter(til_side=til_side).first()
    if samme and samme.sjekksum == lagret.sha256:
        return samme
    return Mellomversjon.objects.create(
        redigering=redigering, sjekksum=lagret.sha256, filstoerrelse=lagret.stoerrelse, til_side=til_side
    )


def legg_til_side(redigering: Redigering, *, av: Aktoer) -> None:
    """End a loan whose person may no longer make a version of it; what was saved waits for somebody who may."""
    krev(av, Rett.LESE)
    redigering = _i_ro(redigering)
    if redigering.avsluttet:
        return
    redigering.avsluttet, redigering.slutt = naa(), Redigering.Slutt.UTLOEPT
    redigering.save(update_fields=["avsluttet", "slutt"])
    if redigering.sjekksum != redigering.arkivert_sjekksum:
        redigering.mellomversjoner.filter(sjekksum=redigering.sjekksum).update(til_side=True)


def hindre_for_gjenbruk(mellomversjon: Mellomversjon, *, av: Aktoer) -> Iterator[Hinder]:
    """What stops a saving from becoming a version: all that stops editing, and that somebody has it open."""
    dokument = mellomversjon.redigering.dokumentbeskrivelse
    yield from hindre_for_redigering(dokument, av=av)
    yield from hindre_for_utlaante(dokument)


def gjoer_til_versjon(mellomversjon: Mellomversjon, *, av: Aktoer) -> Dokumentobjekt:
    """Make an earlier saving, or one that was laid aside, the newest version. Raises `Hindret`, `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = _holdt(mellomversjon.redigering.dokumentbeskrivelse, av=av)
    ingen(hindre_for_gjenbruk(mellomversjon, av=av))
    fra = mellomversjon.redigering
    lagret = Lagret(mellomversjon.sjekksum, mellomversjon.filstoerrelse)
    ny = NyFil(lagret, fra.filnavn, fra.mime_type, laget_av=fra.bruker.navn)
    (objekt,) = arkiver_filer(dokument, filer=[ny], av=av)
    mellomversjon.til_side = False
    mellomversjon.save(update_fields=["til_side"])
    return objekt


def forkast(mellomversjon: Mellomversjon, *, av: Aktoer) -> None:
    """Say that what was laid aside is not wanted: it goes with the other savings, in some days."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    _holdt(mellomversjon.redigering.dokumentbeskrivelse, av=av)
    mellomversjon.til_side = False
    mellomversjon.save(update_fields=["til_side"])


def rydd_mellomversjoner(*, av: Aktoer) -> int:
    """Let go of savings of ended loans that nobody has asked for in time; returns how many."""
    krev(av, Rett.LESE)
    gamle = Mellomversjon.objects.filter(
        til_side=False, tid__lt=naa() - BEHOLDES, redigering__avsluttet__lt=naa() - BEHOLDES
    )
    antall = gamle.delete()[0]
    Redigering.objects.filter(avsluttet__lt=naa() - BEHOLDES, mellomversjoner=None).delete()
    return antall
