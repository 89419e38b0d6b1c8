"""The marks on a mail in words, and what each suggests. A suggestion waits for a person; nothing is done by itself."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bysak.klienter.epost import Slag
from bysak.mottak.grunner import GRUNNER
from bysak.mottak.models import Innkomst


@dataclass(frozen=True)
class Kjennetegn:
    """A mark. fordi: why it may be laid away, or what to mind. grunn: the reason that is suggested, if any."""

    navn: str | Promise
    fordi: str | Promise
    grunn: str = ""
    varsel: bool = False

    @property
    def grunntekst(self) -> str | Promise:
        """The suggested reason in words."""
        return GRUNNER[self.grunn] if self.grunn else ""


_UTEN_INNHOLD = _("Skrevet av en maskin. Se om den gjelder et brev dere har sendt, før den legges bort.")
KJENNETEGN = {
    Slag.RETUR: Kjennetegn(
        _("Kom ikke fram"),
        _("Et brev dere har sendt, nådde ikke mottakeren. Send det på en annen måte, og registrer returen i saken."),
        varsel=True,
    ),
    Slag.FORSINKET: Kjennetegn(_("Forsinket levering"), _UTEN_INNHOLD, "automatisk"),
    Slag.LEVERT: Kjennetegn(_("Leveringskvittering"), _UTEN_INNHOLD, "automatisk"),
    Slag.LEST: Kjennetegn(_("Lesekvittering"), _UTEN_INNHOLD, "automatisk"),
    Slag.FRAVAER: Kjennetegn(_("Fraværsmelding"), _UTEN_INNHOLD, "automatisk"),
    Slag.AUTOSVAR: Kjennetegn(_("Automatisk svar"), _UTEN_INNHOLD, "automatisk"),
    Slag.LISTE: Kjennetegn(_("E-postliste"), _("Sendt til mange gjennom en e-postliste."), "reklame"),
    Slag.SOEPPEL: Kjennetegn(
        _("Mulig søppelpost"),
        _("E-postsystemet har merket den. Ikke åpne lenker eller vedlegg."),
        "soeppel",
        varsel=True,
    ),
    Slag.INNKALLING: Kjennetegn(_("Møteinnkalling"), _("Hva, når og hvor står nederst i teksten.")),
    Slag.AVLYST: Kjennetegn(_("Avlyst møte"), _("Hva, når og hvor står nederst i teksten.")),
    Slag.SIGNERT: Kjennetegn(_("Digitalt signert"), ""),
    Slag.SIGNATURFEIL: Kjennetegn(_("Signaturen stemmer ikke"), "", varsel=True),
    Slag.KRYPTERT: Kjennetegn(_("Kryptert"), "", varsel=True),
    Slag.DEL: Kjennetegn(_("Del av en melding"), "", varsel=True),
    Slag.OUTLOOK: Kjennetegn(_("Outlook-fil"), _("Originalen er en .msg-fil.")),
}


def kjennetegn(innkomst: Innkomst) -> list[Kjennetegn]:
    """The marks of an item, in the order they matter."""
    return [tegn for slag, tegn in KJENNETEGN.items() if slag in innkomst.slag]


def foreslaatt(innkomst: Innkomst) -> Kjennetegn | None:
    """The first mark that suggests how the item may end without being registered."""
    return next((tegn for tegn in kjennetegn(innkomst) if tegn.grunn), None)


def mime_og_endelse(innkomst: Innkomst) -> tuple[str, str]:
    """What the original of a letter is, and how its file name ends."""
    if Slag.OUTLOOK in innkomst.slag:
        return "application/vnd.ms-outlook", "msg"
    return "message/rfc822", "eml"
