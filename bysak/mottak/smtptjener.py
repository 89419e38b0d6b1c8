"""The SMTP and LMTP doors of the reception. «250» means on disk and committed, nothing less.

LESMEG: whatever goes wrong on our side is answered with 451, so that the sender keeps the mail and tries again. The
bytes are taken as they come: no header is added, no line is too long. Log lines carry sizes and ids, never a word of
the mail or an address.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, AnyStr, TypeVar
from uuid import UUID

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.models import ny_id
from bysak.mottak.innkomst import motta, normalisert, virksomhet_for
from bysak.mottak.kanaler import kvitteringsbok
from bysak.mottak.models import Innkomst, Kanal
from bysak.organisasjon.models import Virksomhet

T = TypeVar("T")
logg = structlog.get_logger("bysak.mottak.smtp")

MB = 1024 * 1024
# What the stream hands over at a time; a longer line simply comes in several pieces.
BIT = 256 * 1024
MAKS_MOTTAKERE = 200
MAKS_FORBINDELSER = 100
STOPPFRIST = 8.0
SLUTT = b".\r\n"


class Minne:
    """How many bytes of mail are in memory now. Two of the largest at once, or any number of ordinary ones."""

    def __init__(self, maks: int) -> None:
        self.maks = maks
        self.brukt = 0

    def reserver(self, antall: int) -> bool:
        """Whether there is room for so much more; taken if there is."""
        if self.brukt + antall > self.maks:
            return False
        self.brukt += antall
        return True

    def frigi(self, antall: int) -> None:
        """Give it back."""
        self.brukt -= antall


class Mottak:
    """What the server asks: is this recipient ours, and is this message safely taken in?"""

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, tjener: SMTP, sesjon: Session, konvolutt: Envelope, adresse: str, valg: Sequence[str]
    ) -> str:
        """Accept our own domain and every known address; what is unknown in our domain belongs to Byarkivet."""
        if len(konvolutt.rcpt_tos) >= MAKS_MOTTAKERE:
            return "452 4.5.3 " + _("For mange mottakere. Send resten i en ny melding.")
        if not _vaart_domene(adresse):
            try:
                kjent = await asyncio.to_thread(_i_egen_forbindelse, virksomhet_for, adresse)
            except Exception as feil:  # Whatever it was, the sender must try again, never give up.
                return _proev_igjen(feil)
            if kjent is None:
                return "550 5.7.1 " + _("Vi tar ikke imot e-post til denne adressen, og sender ikke videre til andre.")
        konvolutt.rcpt_tos.append(adresse)
        return "250 2.1.5 OK"

    async def handle_DATA(self, tjener: SMTP, sesjon: Session, konvolutt: Envelope) -> str:  # noqa: N802 - same
        """Take the message in, in a thread; answers when it is committed."""
        return await _svar(konvolutt, konvolutt.rcpt_tos, ny_id())


class Lmtpmottak(Mottak):
    """The same, with an answer for each recipient."""

    async def handle_DATA(self, tjener: SMTP, sesjon: Session, konvolutt: Envelope) -> str:  # noqa: N802 - same
        """One reception for each virksomhet: what fails in one is sent again to its recipients, and no others."""
        try:
            eiere = await asyncio.to_thread(_i_egen_forbindelse, _eiere, konvolutt.rcpt_tos)
        except Exception as feil:  # As above.
            return _til_hver(_proev_igjen(feil), konvolutt)
        kilde, svar = ny_id(), dict[Virksomhet | None, str]()
        for eier in dict.fromkeys(eiere):
            til = [adresse for adresse, dens in zip(konvolutt.rcpt_tos, eiere, strict=True) if dens == eier]
            svar[eier] = await _svar(konvolutt, til, kilde)
        return "\r\n".join(svar[eier] for eier in eiere)


class Tjener(SMTP):
    """One connection. Only DATA differs from the library's: bounded memory, any line length, sentences for people."""

    line_length_limit = BIT
    mottak = Mottak

    def __init__(self, minne: Minne, maks: int, aapne: set["Tjener"]) -> None:
        self.minne, self.maks, self.aapne = minne, maks, aapne
        self.reservert = 0
        self.i_data = False
        super().__init__(self.mottak(), data_size_limit=maks, enable_SMTPUTF8=True, hostname="bysak", ident="Bysak")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or ask to come back later when too many are here already."""
        assert isinstance(transport, asyncio.Transport)
        if len(self.aapne) >= MAKS_FORBINDELSER:
            transport.write(b"421 4.3.2 Mottaket er opptatt. Send meldingen igjen om noen minutter.\r\n")
            transport.close()
            return
        self.aapne.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        if self in self.aapne:
            self.aapne.discard(self)
            super().connection_lost(error)

    async def push(self, status: AnyStr) -> None:
        """Send a reply; the library's two refusals of size are replaced by one that says the limit."""
        if str(status).startswith("552") and "rror" in str(status):
            await super().push(_for_stor(self.maks))
        else:
            await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        """Read the message to its lone dot, and hand it on as it was sent (RFC 5321 4.5.2)."""
        assert self.envelope is not None
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if arg or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self.i_data = True
        try:
            data = bytearray()
            svar = self._avslag(await self._les_til_slutt(data))
            if not svar:
                self.envelope.content = self.envelope.original_content = _uten_ekstra_punktum(data)
                del data
                svar = await self._call_handler_hook("DATA")
        finally:
            self.minne.frigi(self.reservert)
            self.reservert, self.i_data = 0, False
            self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(svar)

    def _avslag(self, svar: str) -> str:
        return svar

    async def _les_til_slutt(self, data: bytearray) -> str:
        """Fill `data`; returns a refusal when it became too much, but only after the sender has said it all."""
        svar, hale, ferdig = "", b"\r\n", False
        while not ferdig:
            try:
                bit = await self._reader.readuntil(SLUTT)
            except asyncio.LimitOverrunError as for_lang:
                bit = await self._reader.readexactly(for_lang.consumed)
            self._reset_timeout()
            hale = (hale + bit)[-5:]
            ferdig = hale == b"\r\n" + SLUTT
            svar = svar or self._ta_med(data, bit[:-3] if ferdig else bit)
        return svar

    def _ta_med(self, data: bytearray, bit: bytes) -> str:
        if len(data) + len(bit) > self.maks:
            svar = _for_stor(self.maks)
        elif not self.minne.reserver(len(bit)):
            svar = "451 4.3.2 " + _("Mottaket er opptatt. Send meldingen igjen om noen minutter.")
        else:
            self.reservert += len(bit)
            data += bit
            return ""
        data.clear()
        return svar


class Lmtptjener(LMTP, Tjener):
    """The same over LMTP, for a mail server on the way that keeps the queue (RFC 2033)."""

    mottak = Lmtpmottak

    def _avslag(self, svar: str) -> str:
        assert self.envelope is not None
        return svar and _til_hver(svar, self.envelope)


def _til_hver(svar: str, konvolutt: Envelope) -> str:
    """The same answer for every recipient: over LMTP there are as many as were accepted (RFC 2033 4.2)."""
    return "\r\n".join([svar] * len(konvolutt.rcpt_tos))


def _uten_ekstra_punktum(data: bytearray) -> bytes:
    if data.startswith(b"."):
        del data[0]
    return bytes(data.replace(b"\r\n.", b"\r\n")) if b"\r\n." in data else bytes(data)


# The replies are in ASCII: a sender that has not asked for SMTPUTF8 may not be given anything else (RFC 6531 3.5).
def _for_stor(maks: int) -> str:
    return "552 5.3.4 " + _(
        "Meldingen er for stor. Grensen er %(mb)d MB. Del den opp, eller send filene i flere meldinger."
    ) % {"mb": maks // MB}


def _proev_igjen(feil: Exception) -> str:
    """The answer that makes the sender keep the mail. The log gets the kind of error, never its text."""
    logg.error("ikke mottatt", feil=type(feil).__name__)
    if isinstance(feil, lager.LagerFullt):
        return "451 4.3.1 " + _("Lageret er fullt. Meldingen er ikke tatt imot. Send den igjen senere.")
    return "451 4.3.0 " + _("Mottaket er ute av drift et lite stykke tid. Meldingen er ikke tatt imot. Send den igjen.")


def _vaart_domene(adresse: str) -> bool:
    domene = normalisert(adresse).rpartition("@")[2]
    vaart = settings.BYSAK_EPOSTDOMENE.lower()
    return domene == vaart or domene.endswith(f".{vaart}")


def _eiere(adresser: Sequence[str]) -> list[Virksomhet | None]:
    return [virksomhet_for(adresse) for adresse in adresser]


async def _svar(konvolutt: Envelope, til: Sequence[str], kilde: UUID) -> str:
    """Take the message in for some of its recipients; the answer is 250 when that is committed."""
    raa = konvolutt.content
    assert isinstance(raa, bytes)
    try:
        rader = await asyncio.to_thread(_i_egen_forbindelse, _motta, raa, list(til), konvolutt.mail_from or "", kilde)
    except Exception as feil:  # As above: only a committed message is acknowledged.
        return _proev_igjen(feil)
    for rad in rader:
        logg.info(
            "mottatt",
            innkomst=str(rad.pk),
            virksomhet=rad.virksomhet_id,
            byte=rad.raa_stoerrelse,
            leveringer=rad.leveringer,
        )
    return f"250 2.0.0 OK {rader[0].pk}"


def _motta(raa: bytes, til: list[str], fra: str, kilde: UUID) -> list[Innkomst]:
    rader = motta(raa, til_adresser=til, konvolutt=fra, kilde=kilde)
    # Last before «250»: what we have said that we have is countable also without the database.
    kvitteringsbok.foer(Kanal.EPOST, [(rad.virksomhet.pk, rad.ekstern_id) for rad in rader])
    return rader


def _i_egen_forbindelse(gjoer: Callable[..., T], *argumenter: Any) -> T:
    """Run in a worker thread with a database connection that is known to be alive, and given back afterwards."""
    close_old_connections()
    try:
        return gjoer(*argumenter)
    finally:
        connection.close()


async def tjen(bind: str, port: int, stopp: asyncio.Event, *, maks: int, lmtp: int = 0) -> None:
    """Receive mail until `stopp`; what is being received then is finished first, and idle connections are closed.

    lmtp: the port for LMTP, none when it is 0. The two share the bounds of memory and connections.
    """
    minne, aapne = Minne(2 * maks), set[Tjener]()
    loekke = asyncio.get_running_loop()
    tjenere = [await loekke.create_server(lambda: Tjener(minne, maks, aapne), bind, port)]
    if lmtp:
        tjenere.append(await loekke.create_server(lambda: Lmtptjener(minne, maks, aapne), bind, lmtp))
    logg.info("lytter", port=port, lmtp=lmtp)
    await stopp.wait()
    for tjener in tjenere:
        tjener.close()
    slutt = loekke.time() + STOPPFRIST
    while aapne and loekke.time() < slutt:
        for transport in [t.transport for t in aapne if not t.i_data]:
            if transport is not None:
                transport.close()
        await asyncio.sleep(0.05)
    logg.info("stoppet", avbrutte=len(aapne))
