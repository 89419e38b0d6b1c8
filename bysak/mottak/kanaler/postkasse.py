"""Receiving from a mailbox over IMAP: named in the ledger, fetched, stored and committed, and only then moved.

LESMEG: all here open their own arbeid, many short ones, and speak to the mailbox between them. A crash anywhere leaves
the message in its folder, or in the queue and not moved; the next round takes it up where it was. The same message
again, under whatever number, is the same item: `motta` knows it by its bytes. Nothing is ever deleted.
"""

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, alene_om, arbeid
from bysak.kjerne.hemmeligheter import lukk, lukk_opp
from bysak.kjerne.kalender import er_inne, naa
from bysak.kjerne.tekstvask import maks, rens
from bysak.klienter.imap import BRUTT, Hode, ImapFeil, Innboks, Slag, Tilgang, Valgt
from bysak.klienter.oauth2 import TokenFeil, Tokenkilde, hent_token
from bysak.mottak.innkomst import adresser_i, motta, virksomhet_for
from bysak.mottak.models import Innlogging, Postkasse, Postmelding
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

logg = structlog.get_logger("bysak.mottak.postkasse")

MB = 1024 * 1024
# When nobody has looked into a mailbox for so long, it is the sweep's turn.
STILLE = timedelta(minutes=3)
# A message, or a mailbox, that fails: try again after this, doubled each time. A password that is refused is tried
# seldom, since most servers lock the account after a handful.
PAUSE, LENGSTE_PAUSE = timedelta(minutes=1), timedelta(hours=6)
_KASSEPAUSE = {Slag.INNLOGGING: (timedelta(minutes=15), LENGSTE_PAUSE)}
_ANDRE = (timedelta(seconds=5), timedelta(minutes=5))
_MINNE = 4 * MB


def hent(virksomhet_id: int, system_id: UUID, *, straks: bool = False, mest: int = 200) -> int:
    """Look once into a mailbox that nobody follows; returns how many messages were taken in or moved.

    Does nothing before its time, nor while another holds it; straks: look now. Never raises for what the mailbox does:
    it is written on the mailbox, or on the one message, where a person sees it.
    """
    som = prosessaktoer("jobb")
    kasse = les(virksomhet_id, system_id, som)
    if not kasse.aktiv or not (straks or er_inne(kasse.neste_tid, LENGSTE_PAUSE)):
        return 0
    try:
        with koble_til(kasse, som) as innboks:
            return runde(innboks, kasse, som, mest=mest)
    except (ImapFeil, lager.LagerFeil) as feil:
        feilet(kasse, feil, som)
        return 0


def les(virksomhet_id: int, system_id: UUID, som: Aktoer) -> Postkasse:
    """The mailbox as it stands now."""
    with arbeid(som=som, leser=[virksomhet_id]):
        return Postkasse.objects.select_related("virksomhet").get(pk=system_id)


def koble_til(kasse: Postkasse, som: Aktoer) -> Innboks:
    """A connection to it, logged in. Raises `ImapFeil`."""
    hemmelig = lukk_opp(kasse.hemmelighet)
    if kasse.innlogging == Innlogging.PASSORD:
        return Innboks(_tilgang(kasse, passord=hemmelig))
    fornyelse = lukk_opp(kasse.fornyelse) if kasse.innlogging == Innlogging.FORNYELSE else ""
    kilde = Tokenkilde(kasse.tokenadresse, kasse.klient_id, hemmelig, kasse.omfang, fornyelse)
    try:
        token = hent_token(kilde)
    except TokenFeil as feil:
        raise ImapFeil(feil.melding, Slag.FORBINDELSE if feil.forbigaaende else Slag.INNLOGGING) from feil
    if token.fornyelse:
        _oppdater(kasse, som, fornyelse=lukk(token.fornyelse))
    return Innboks(_tilgang(kasse, token=token.verdi))


def _tilgang(kasse: Postkasse, **hemmelig: str) -> Tilgang:
    return Tilgang(kasse.vert, kasse.port, kasse.sikring, kasse.bruker, ca=settings.BYSAK_IMAP_CA, **hemmelig)


def runde(innboks: Innboks, kasse: Postkasse, som: Aktoer, *, mest: int | None = None) -> int:
    """Take in all that lies in the folder; returns how many were taken in or moved, none when another is doing it.

    Raises `ImapFeil` when the connection or the folder is gone, `LagerFullt` when there is no room for more.
    """
    with alene_om(kasse.pk) as fikk:
        if not fikk:
            return 0
        valgt = _aapne_mappen(innboks, kasse, som)
        uider = innboks.uider(valgt)
        meldinger = _foer_bok(innboks, kasse, valgt, uider, som)
        antall = sum(_en(innboks, kasse, melding, som) for melding in meldinger[:mest])
        _gjenfinn(kasse, som)
        tid = naa()
        _oppdater(
            kasse, som, hentet_tid=tid, neste_tid=tid + STILLE, i_mappen=len(uider) - antall,
            feil="", feil_siden=None, forsoek=0,
        )  # fmt: skip
    return antall


def _aapne_mappen(innboks: Innboks, kasse: Postkasse, som: Aktoer) -> Valgt:
    """Open the folder; one that somebody has given another name is found by its numbering, and followed."""
    try:
        valgt = innboks.velg(kasse.mappe)
    except ImapFeil as feil:
        if feil.slag is not Slag.MAPPE:
            raise
        like = innboks.med_uidvalidity(kasse.uidvalidity) if kasse.uidvalidity is not None else []
        if len(like) != 1:
            raise ImapFeil(uten_mappe(kasse.mappe, innboks.mapper()), Slag.MAPPE) from feil
        valgt = innboks.velg(like[0])
        logg.warning("mappen har fått nytt navn", postkasse=str(kasse.pk))
    if (kasse.mappe, kasse.uidvalidity) != (valgt.mappe, valgt.uidvalidity):
        _oppdater(kasse, som, mappe=valgt.mappe, uidvalidity=valgt.uidvalidity)
    return valgt


def uten_mappe(mappe: str, finnes: Sequence[str]) -> str:
    """That the folder is not there, and which are."""
    return _("Mappen «%(mappe)s» finnes ikke. Disse finnes: %(finnes)s.") % {
        "mappe": mappe, "finnes": ", ".join(finnes[:30]) or _("ingen")
    }  # fmt: skip


def _foer_bok(innboks: Innboks, kasse: Postkasse, valgt: Valgt, uider: list[int], som: Aktoer) -> list[Postmelding]:
    """A line in the ledger for each message before any is fetched; returns what is still to be done, oldest first."""
    start = naa()
    with arbeid(som=som, leser=[kasse.virksomhet]):
        kjente = set(
            _meldinger(kasse).filter(uidvalidity=valgt.uidvalidity, uid__in=uider).values_list("uid", flat=True)
        )
    nye = [_linje(kasse, valgt, hode, start) for hode in innboks.hoder([uid for uid in uider if uid not in kjente])]
    with arbeid(som=som, i=kasse.virksomhet_id, verb="før postkasse"):
        krev(som, Rett.MOTTA)
        Postmelding.objects.bulk_create(nye, ignore_conflicts=True, batch_size=500)
        Postkasse.objects.filter(pk=kasse.pk).update(sett_til=start)
        kasse.sett_til = start
        borte = (
            _meldinger(kasse)
            .filter(flyttet_tid=None, borte_tid=None, avklart_tid=None)
            .exclude(uidvalidity=valgt.uidvalidity, uid__in=uider)
        )
        # Taken in and no longer there: moved, and the process ended before it could say so.
        borte.exclude(innkomst=None).update(flyttet_tid=start, feil="")
        borte.filter(innkomst=None).update(
            borte_tid=start,
            feil=_("Den lå ikke lenger i mappen da den skulle hentes. Noen har flyttet eller slettet den."),
        )
        igjen = _meldinger(kasse).filter(uidvalidity=valgt.uidvalidity, uid__in=uider, avklart_tid=None)
        return list(igjen.order_by("uid"))


def _meldinger(kasse: Postkasse) -> QuerySet[Postmelding]:
    return Postmelding.objects.filter(virksomhet=kasse.virksomhet, postkasse=kasse)


def _linje(kasse: Postkasse, valgt: Valgt, hode: Hode, start: datetime) -> Postmelding:
    # What the server received before we last looked, and was not there then, a person has put there since.
    levert = min(start, max(hode.levert or start, kasse.sett_til))
    return Postmelding(
        virksomhet_id=kasse.virksomhet_id, postkasse=kasse, uidvalidity=valgt.uidvalidity, uid=hode.uid,
        message_id=hode.message_id[:500], avsender=maks(rens(hode.avsender), 300), stoerrelse=hode.stoerrelse,
        levert_tid=levert, sett_tid=start,
    )  # fmt: skip


def _en(innboks: Innboks, kasse: Postkasse, melding: Postmelding, som: Aktoer) -> bool:
    """One message; whatever is wrong with it, the others go on."""
    if melding.feil and not er_inne(melding.neste_tid, LENGSTE_PAUSE):
        return False
    try:
        igjen = melding.innkomst is not None
        if not igjen:
            _ta_inn(innboks, kasse, melding, som)
        _flytt(innboks, kasse, melding.uid, igjen=igjen)
    except lager.LagerFullt:
        raise
    except (ImapFeil, lager.LagerFeil) as feil:
        if isinstance(feil, ImapFeil) and feil.slag in BRUTT:
            raise
        _meldingsfeil(melding, _setning(feil), som)
        return False
    except DatabaseError:
        raise
    except Exception as feil:  # What nobody has thought of must not stop the others, and must be seen.
        logg.exception("meldingen lot seg ikke ta inn", melding=str(melding.pk), feil=type(feil).__name__)
        _meldingsfeil(melding, _("Noe uventet gikk galt. Driften finner det i loggen."), som)
        return False
    _oppdater_melding(melding, som, flyttet_tid=naa(), borte_tid=None, feil="", forsoek=0)
    return True


def _ta_inn(innboks: Innboks, kasse: Postkasse, melding: Postmelding, som: Aktoer) -> None:
    """Fetch, store, commit. When this returns, the item is in the queue and the ledger points to it."""
    grense = settings.BYSAK_EPOST_MAKS_MB * MB
    if melding.stoerrelse > grense:
        raise ImapFeil("", Slag.FOR_STOR)
    with tempfile.SpooledTemporaryFile(max_size=_MINNE) as fil:
        with lager.plass_paa_disken():
            innboks.hent(melding.uid, cast(BinaryIO, fil), grense)
        fil.seek(0)
        hode = fil.read(MB)
        eier = None if kasse.virksomhet.er_arkivtjeneste else kasse.virksomhet
        rad = motta(cast(BinaryIO, fil), til_adresser=_adresser(hode), mottatt=melding.levert_tid, eier=eier)[0]
    _oppdater_melding(melding, som, til=rad.virksomhet, innkomst=rad.pk, tatt_inn_tid=naa(), feil="", borte_tid=None)
    logg.info("mottatt", innkomst=str(rad.pk), virksomhet=rad.virksomhet_id, leveringer=rad.leveringer)


def _adresser(hode: bytes) -> list[str]:
    """Whom it was for. Delivered-To is the mailbox itself, and counts only when nothing else tells."""
    skrevet = adresser_i(hode, ("x-original-to", "to", "cc"))
    return [a for a in skrevet if virksomhet_for(a)] or adresser_i(hode)


def _flytt(innboks: Innboks, kasse: Postkasse, uid: int, *, igjen: bool) -> None:
    try:
        innboks.flytt(uid, kasse.ferdigmappe, igjen=igjen)
    except ImapFeil as feil:
        if feil.slag in BRUTT or kasse.ferdigmappe in innboks.mapper():
            raise
        innboks.lag_mappe(kasse.ferdigmappe)
        innboks.flytt(uid, kasse.ferdigmappe)


def _gjenfinn(kasse: Postkasse, som: Aktoer) -> None:
    """A message that was gone before it was fetched, and has come in under another number, is not missing."""
    with arbeid(som=som, leser=[kasse.virksomhet]):
        savnet = list(_meldinger(kasse).filter(innkomst=None, avklart_tid=None).exclude(borte_tid=None)[:200])
        par = [
            (en, annen)
            for en in savnet
            if en.message_id
            and (
                annen := _meldinger(kasse)
                .filter(message_id=en.message_id, stoerrelse=en.stoerrelse)
                .exclude(innkomst=None)
                .first()
            )
        ]
    for en, annen in par:
        _oppdater_melding(
            en, som, til=annen.til, innkomst=annen.innkomst, tatt_inn_tid=annen.tatt_inn_tid, flyttet_tid=naa(), feil=""
        )


def feilet(kasse: Postkasse, feil: ImapFeil | lager.LagerFeil, som: Aktoer) -> None:
    """Write on the mailbox what is wrong, and wait longer each time before it is tried again."""
    slag = feil.slag if isinstance(feil, ImapFeil) else Slag.NEKTET
    foerst, lengst = _KASSEPAUSE.get(slag, _ANDRE)
    pause = min(foerst * 2 ** min(kasse.forsoek, 12), lengst)
    logg.warning("postkassen kunne ikke leses", postkasse=str(kasse.pk), slag=slag.value)
    _oppdater(
        kasse, som, feil=_setning(feil)[:500], feil_siden=kasse.feil_siden or naa(), forsoek=kasse.forsoek + 1,
        neste_tid=naa() + pause,
    )  # fmt: skip


def _meldingsfeil(melding: Postmelding, setning: str, som: Aktoer) -> None:
    pause = min(PAUSE * 2 ** min(melding.forsoek, 12), LENGSTE_PAUSE)
    _oppdater_melding(melding, som, feil=setning[:500], neste_tid=naa() + pause, forsoek=F("forsoek") + 1)


def _setning(feil: ImapFeil | lager.LagerFeil) -> str:
    if isinstance(feil, ImapFeil):
        if feil.slag is Slag.FOR_STOR:
            return _(
                "Meldingen er større enn grensen på %(mb)d MB. Den ligger i postkassen. Be avsenderen dele den opp."
            ) % {"mb": settings.BYSAK_EPOST_MAKS_MB}
        return feil.melding
    return str(feil)


def _oppdater(kasse: Postkasse, som: Aktoer, **felt: Any) -> None:
    with arbeid(som=som, i=kasse.virksomhet_id, verb="hent fra postkasse"):
        krev(som, Rett.MOTTA)
        Postkasse.objects.filter(pk=kasse.pk).update(**felt)
    for navn, verdi in felt.items():
        setattr(kasse, navn, verdi)


def _oppdater_melding(melding: Postmelding, som: Aktoer, **felt: Any) -> None:
    with arbeid(som=som, i=melding.virksomhet_id, verb="før postkasse"):
        krev(som, Rett.MOTTA)
        Postmelding.objects.filter(pk=melding.pk).update(**felt)
    for navn, verdi in felt.items():
        if navn != "forsoek":
            setattr(melding, navn, verdi)
