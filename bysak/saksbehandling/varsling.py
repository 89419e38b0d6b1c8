"""Notice by mail to one who has got something to do (krav 3.3.5). Off until the operator names a mail server.

The mail names a number and nothing more: a title may be screened, and a mailbox is read elsewhere.
"""

from collections.abc import Iterator
from email.message import EmailMessage

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from bysak.kjerne.arbeid import Aktoer, gjeldende, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import Rett, krev
from bysak.saksbehandling.models import Varsel

JOBB, KOE = "saksbehandling.send_varsel", "varsel"


def varsle(mottaker: Bruker, emne: str, sti: str = "/min") -> None:
    """Tell a person by mail; the last step of a verb that has given them something to do. sti: where it is seen.

    Nobody is told of what they did themselves. It is sent by a job, so that no mail server keeps a verb waiting.
    """
    if settings.BYSAK_UTPOST is None or not mottaker.epost or mottaker.pk == gjeldende().aktoer.bruker_id:
        return
    _bestill(Varsel.objects.create(mottaker=mottaker, emne=emne, sti=sti))


def _bestill(varsel: Varsel) -> None:
    jobb = app.configure_task(JOBB, queue=KOE)
    jobb.defer(virksomhet_id=varsel.virksomhet_id, varsel_id=str(varsel.pk))


def brevet(varsel: Varsel) -> EmailMessage:
    """The mail as it is sent. The same notice has the same id, so that a mailbox can tell a repetition."""
    brev = EmailMessage()
    brev["From"], brev["To"], brev["Subject"] = settings.BYSAK_UTPOST_FRA, varsel.mottaker.epost, varsel.emne
    brev["Date"] = naa()
    brev["Message-ID"] = f"<{varsel.pk}@{settings.BYSAK_EPOSTDOMENE}>"
    brev["Auto-Submitted"] = "auto-generated"
    hvor = _("Du finner det her: %(adresse)s") % {"adresse": settings.BYSAK_ADRESSE + varsel.sti}
    slutt = _("Bysak har sendt denne e-posten av seg selv. Du kan ikke svare på den.")
    brev.set_content(f"{varsel.emne}.\n\n{hvor}\n\n{slutt}\n")
    return brev


def ikke_sendt() -> QuerySet[Varsel]:
    """What has not come through: waiting, or given up; the oldest first."""
    return Varsel.objects.filter(sendt_dato__isnull=True).select_related("mottaker").order_by("opprettet_dato")


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
