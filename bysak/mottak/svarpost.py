"""The outbox of answers to those who were refused: each waits a little, goes once, and is never sent twice.

LESMEG: before a letter is handed to the mail server it is marked as begun, and committed. When the answer does not come
back, nobody knows whether it was taken: it is then not tried again before a person says so. What the server refused
for now is tried again by itself; what it refused for good waits for a person, with the server's own words.
"""

from collections.abc import Iterator
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.klienter.utpost import UtpostFeil
from bysak.mottak.models import Avvisningssvar, Innkomst
from bysak.organisasjon.models import Epostadresse
from bysak.organisasjon.tilgang import Rett, krev

# Minutes between the tries, about eleven hours in all: a night of trouble at the mail server loses nothing.
PAUSER = (1, 5, 15, 60, 120, 480)
# So long a letter may be under way before somebody is told that nobody knows.
UNDERVEIS = timedelta(minutes=5)


def utboks_tid() -> timedelta:
    """How long an answer waits, so that it can be undone."""
    return timedelta(minutes=settings.BYSAK_UTBOKS_MINUTTER)


def gjeldende_svar(innkomst: Innkomst) -> Avvisningssvar | None:
    """The answer of an item: sent, waiting, or failed; not one that was withdrawn."""
    return Avvisningssvar.objects.filter(innkomst=innkomst, trukket_tid=None).first()


def tilstand(svar: Avvisningssvar) -> str:
    """How it is with an answer: sendt, trukket, uvisst, underveis, feilet, proeves or venter."""
    if svar.sendt_tid or svar.trukket_tid:
        return "sendt" if svar.sendt_tid else "trukket"
    if svar.paabegynt_tid:
        return "uvisst" if svar.feil or svar.paabegynt_tid < naa() - UNDERVEIS else "underveis"
    if svar.neste_tid is None:
        return "feilet"
    return "proeves" if svar.feil else "venter"


def forfalte(naar_mange: int) -> list[tuple[int, UUID]]:
    """What may go now, over the virksomheter of the open arbeid: (virksomhet, answer), the oldest first."""
    rader = Avvisningssvar.objects.filter(neste_tid__lte=naa(), paabegynt_tid=None).order_by("neste_tid")
    return list(rader.values_list("virksomhet_id", "pk")[:naar_mange])


def usendte() -> QuerySet[Avvisningssvar]:
    """What has not come through, the oldest first: waiting, under way, or given up."""
    return Avvisningssvar.objects.filter(sendt_tid=None, trukket_tid=None).select_related("innkomst", "virksomhet")


def mislykte() -> QuerySet[Avvisningssvar]:
    """What somebody must look at: given up, or nobody knows."""
    usikre = usendte().filter(paabegynt_tid__lt=naa() - UNDERVEIS)
    return usendte().filter(neste_tid=None).exclude(feil="") | usikre


def begynn(svar_id: UUID, *, av: Aktoer) -> Avvisningssvar | None:
    """Mark one as begun; None when somebody else has, or it is sent, withdrawn, or has time to wait."""
    krev(av, Rett.MOTTA)
    svar = laas(Avvisningssvar.objects.get(pk=svar_id))
    if svar.sendt_tid or svar.trukket_tid or svar.paabegynt_tid or not svar.neste_tid or svar.neste_tid > naa():
        return None
    svar.paabegynt_tid, svar.forsoek = naa(), svar.forsoek + 1
    svar.save(update_fields=["paabegynt_tid", "forsoek"])
    return Avvisningssvar.objects.select_related("innkomst", "virksomhet").get(pk=svar.pk)


def noter_sendt(svar: Avvisningssvar, *, av: Aktoer) -> None:
    """The mail server has taken it."""
    krev(av, Rett.MOTTA)
    svar = laas(svar)
    svar.sendt_tid, svar.neste_tid, svar.feil = naa(), None, ""
    svar.save(update_fields=["sendt_tid", "neste_tid", "feil"])


def noter_feil(svar: Avvisningssvar, feil: UtpostFeil, *, av: Aktoer) -> None:
    """One try failed. What may help is tried again; what is unknown stays begun, and is left to a person."""
    krev(av, Rett.MOTTA)
    svar = laas(svar)
    svar.feil, svar.neste_tid = feil.melding[:300], None
    if not feil.uvisst:
        svar.paabegynt_tid = None
        if feil.forbigaaende and svar.forsoek <= len(PAUSER):
            svar.neste_tid = naa() + timedelta(minutes=PAUSER[svar.forsoek - 1])
    svar.save(update_fields=["feil", "neste_tid", "paabegynt_tid"])


def hindre_for_ny_sending(svar: Avvisningssvar) -> Iterator[Hinder]:
    """What stops another try: it has gone, was withdrawn, is under way, waits its turn, or there is no server."""
    naaet = tilstand(svar)
    if naaet == "sendt":
        yield Hinder("svar.sendt", _("Svaret er alt sendt."), svar)
    elif naaet == "trukket":
        yield Hinder("svar.trukket", _("Svaret er trukket tilbake."), svar)
    elif naaet in ("underveis", "venter"):
        yield Hinder("svar.underveis", _("Svaret er alt på vei."), svar)
    if settings.BYSAK_UTPOST is None:
        yield Hinder("svar.av", _("Bysak er ikke satt opp til å sende e-post. Be dem som drifter om det."), svar)


def proev_igjen(svar: Avvisningssvar, *, av: Aktoer) -> None:
    """Send it once more, now; also what nobody knows how went. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    svar = laas(svar)
    ingen(hindre_for_ny_sending(svar))
    svar.neste_tid, svar.paabegynt_tid, svar.forsoek, svar.feil = naa(), None, 0, ""
    svar.save(update_fields=["neste_tid", "paabegynt_tid", "forsoek", "feil"])


def hindre_for_trekking(innkomst: Innkomst) -> Iterator[Hinder]:
    """What stops an answer from being withdrawn: just now it is being handed over. One that is sent stays sent."""
    svar = gjeldende_svar(innkomst)
    if svar and tilstand(svar) == "underveis":
        yield Hinder("svar.sendes", _("Svaret sendes akkurat nå. Prøv igjen om et øyeblikk."), svar)


def trekk(innkomst: Innkomst, *, av: Aktoer) -> None:
    """Withdraw the answer that has not gone; the item must be locked. Raises `Hindret` or PermissionDenied."""
    krev(av, Rett.MOTTA)
    svar = gjeldende_svar(innkomst)
    if svar is None:
        return
    svar = laas(svar)
    ingen(hindre_for_trekking(innkomst))
    if svar.sendt_tid is None and tilstand(svar) != "uvisst":
        svar.trukket_tid, svar.neste_tid = naa(), None
        svar.save(update_fields=["trukket_tid", "neste_tid"])


def brevet(svar: Avvisningssvar) -> EmailMessage:
    """The mail as it is sent. The same answer has the same id, so that a mailbox can tell a repetition (RFC 3834)."""
    brev, innkomst = EmailMessage(), svar.innkomst
    fra = Epostadresse.objects.filter(virksomhet=svar.virksomhet_id).order_by("pk").first()
    # From the virksomhet itself: the sender can answer, and what does not arrive comes back where people see it.
    brev["From"] = Address(svar.virksomhet.navn, addr_spec=fra.adresse if fra else settings.BYSAK_UTPOST_FRA)
    brev["To"] = Address(addr_spec=svar.til)
    brev["Subject"], brev["Date"] = svar.emne, naa()
    brev["Message-ID"] = f"<{svar.pk}@{settings.BYSAK_EPOSTDOMENE}>"
    brev["Auto-Submitted"] = "auto-replied"
    brev["X-Auto-Response-Suppress"] = "All"
    brev["Content-Language"] = svar.spraak
    if innkomst.message_id:
        brev["In-Reply-To"] = innkomst.message_id
        brev["References"] = " ".join([*reversed(innkomst.svar_paa[:10]), innkomst.message_id])
    brev.set_content(svar.tekst)
    return brev
