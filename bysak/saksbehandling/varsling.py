"""Notices to one who has got something to do (krav 3.3.5): on the page «Varsler», and by mail for those who want that.

A notice names a number and nothing more: a title may be screened, and a mailbox is read elsewhere. LESMEG: each kind
goes the way that the person has chosen (`Varselmaate`); without an address or a mail server it stands on the page.
"""

from collections.abc import Iterator, Sequence
from email.message import EmailMessage

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from bysak.arkivstruktur.models import Registrering
from bysak.kjerne.arbeid import Aktoer, gjeldende, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, krev, synlig_q
from bysak.organisasjon.varselvalg import Varselmaate, Varselslag, varselmaate
from bysak.saksbehandling.models import Varsel

JOBB, KOE = "saksbehandling.send_varsel", "varsel"


def varsle(mottaker: Bruker, emne: str, sti: str = "/min", *, slag: Varselslag, om: Registrering | None = None) -> None:
    """Tell a person; the last step of a verb that has given them something to do.

    sti: where it is seen. om: what it is about; one who may no longer see that is not told. Nobody is told of what they
    did themselves, except that it has ended. A mail is sent by a job, so that no mail server keeps a verb waiting.
    """
    egen = mottaker.pk == gjeldende().aktoer.bruker_id and slag != Varselslag.BESTILT
    maate = varselmaate(mottaker, slag)
    if egen or maate == Varselmaate.AV:
        return
    if settings.BYSAK_UTPOST is None or not mottaker.epost:
        maate = Varselmaate.SIDE
    varsel = Varsel.objects.create(mottaker=mottaker, emne=emne, sti=sti, slag=slag, maate=maate, registrering=om)
    if maate == Varselmaate.STRAKS:
        _bestill(varsel)


def mine_varsler(av: Aktoer) -> QuerySet[Varsel]:
    """What the person has been told, of what they still may see; the newest first. Inside an arbeid that reads."""
    synlig = Q(registrering__isnull=True) | synlig_q(av, "registrering__")
    return Varsel.objects.filter(synlig, mottaker_id=av.bruker_id).order_by("-opprettet_dato")


def les_varsler(*, av: Aktoer, bare: Sequence[Varsel] | None = None) -> None:
    """The person has seen some of their notices (default: all of them in the open virksomhet)."""
    krev(av, Rett.LESE)
    uleste = Varsel.objects.filter(mottaker_id=av.bruker_id, lest_dato__isnull=True)
    (uleste if bare is None else uleste.filter(pk__in=[v.pk for v in bare])).update(lest_dato=naa())


def _bestill(varsel: Varsel) -> None:
    jobb = app.configure_task(JOBB, queue=KOE)
    jobb.defer(virksomhet_id=varsel.virksomhet_id, varsel_id=str(varsel.pk))


def brevet(varsel: Varsel) -> EmailMessage:
    """The mail as it is sent. The same notice has the same id, so that a mailbox can tell a repetition."""
    hvor = _("Du finner det her: %(adresse)s") % {"adresse": settings.BYSAK_ADRESSE + varsel.sti}
    return _brev(varsel, varsel.emne, f"{varsel.emne}.\n\n{hvor}")


def samlebrevet(varslene: Sequence[Varsel]) -> EmailMessage:
    """All that waits for one person in one mail; varslene: at least one, the oldest first."""
    antall = len(varslene)
    emne = ngettext("%(num)s varsel fra Bysak", "%(num)s varsler fra Bysak", antall) % {"num": antall}
    linjer = "\n".join(f"- {v.emne}" for v in varslene)
    hvor = _("Du finner dem her: %(adresse)s") % {"adresse": settings.BYSAK_ADRESSE + "/varsler"}
    return _brev(varslene[0], emne, f"{linjer}\n\n{hvor}")


def _brev(varsel: Varsel, emne: str, tekst: str) -> EmailMessage:
    brev = EmailMessage()
    brev["From"], brev["To"], brev["Subject"] = settings.BYSAK_UTPOST_FRA, varsel.mottaker.epost, emne
    brev["Date"] = naa()
    brev["Message-ID"] = f"<{varsel.pk}@{settings.BYSAK_EPOSTDOMENE}>"
    brev["Auto-Submitted"] = "auto-generated"
    slutt = _("Bysak har sendt denne e-posten av seg selv. Du kan ikke svare på den.")
    brev.set_content(f"{tekst}\n\n{slutt}\n")
    return brev


def venter_paa_samling() -> QuerySet[Varsel]:
    """What is to go in the mail of the day, the oldest first; the person of each is read with it."""
    venter = Varsel.objects.filter(maate=Varselmaate.SAMLET, sendt_dato__isnull=True)
    return venter.select_related("mottaker").order_by("opprettet_dato")


def ikke_sendt() -> QuerySet[Varsel]:
    """What has not come through: waiting, or given up; the oldest first."""
    paa_epost = Q(maate=Varselmaate.STRAKS) | Q(maate=Varselmaate.SAMLET) & ~Q(feil="")
    varslene = Varsel.objects.filter(paa_epost, sendt_dato__isnull=True)
    return varslene.select_related("mottaker").order_by("opprettet_dato")


def send_ikke(varsel: Varsel, *, av: Aktoer) -> None:
    """The person may no longer see what it is about: it is not sent."""
    krev(av, Rett.LESE)
    varsel = laas(varsel)
    varsel.maate = Varselmaate.SIDE
    varsel.save(update_fields=["maate"])


def noter_sendt(varsel: Varsel, *, av: Aktoer) -> None:
    """The mail server has taken it."""
    krev(av, Rett.LESE)
    varsel = laas(varsel)
    varsel.sendt_dato, varsel.feil, varsel.forsoek = naa(), "", varsel.forsoek + 1
    varsel.save(update_fields=["sendt_dato", "feil", "forsoek"])


def noter_feil(varsel: Varsel, *, melding: str, av: Aktoer) -> None:
    """One attempt failed, in the mail server's words."""
    krev(av, Rett.LESE)
    varsel = laas(varsel)
    varsel.feil, varsel.forsoek = melding[:300], varsel.forsoek + 1
    varsel.save(update_fields=["feil", "forsoek"])


def hindre_for_ny_sending(varsel: Varsel) -> Iterator[Hinder]:
    """What stops another try: it has been sent, there is nowhere to send it, or no server."""
    if varsel.sendt_dato:
        yield Hinder("varsel.sendt", _("Varselet er alt sendt."), varsel)
    if not varsel.mottaker.epost:
        yield Hinder("varsel.uten_adresse", _("Mottakeren har ingen e-postadresse."), varsel)
    if settings.BYSAK_UTPOST is None:
        yield Hinder("varsel.av", _("Varsling på e-post er slått av i denne installasjonen."), varsel)


def send_igjen(varsel: Varsel, *, av: Aktoer) -> None:
    """Try again what was given up. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    varsel = laas(varsel)
    ingen(hindre_for_ny_sending(varsel))
    varsel.feil = ""
    varsel.save(update_fields=["feil"])
    _bestill(varsel)
