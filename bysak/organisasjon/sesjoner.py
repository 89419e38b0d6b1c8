"""Logins that stand open: seen by the one whose they are, ended one by one, all others, or all by an administrator.

The rows are the login role's own, so all but the last is done outside an arbeid.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, begrunn, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.models import Adgang, Bruker, Innloggingsforsoek, Sesjon
from bysak.organisasjon.tilgang import Rett, krev

# How exactly «last seen» is known; a row is not written for every page.
NOEYAKTIG = timedelta(minutes=1)
FORSOEK_HUSKES = timedelta(days=1)
_NETTLESERE = (
    ("Edge", r"Edg(e|A|iOS)?/"), ("Opera", r"OPR/"), ("Firefox", r"(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS|Chromium)/"), ("Safari", r"Safari/"),
)  # fmt: skip
_SYSTEMER = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac", "Mac OS X"),
    ("ChromeOS", "CrOS"), ("Linux", "Linux"),
)  # fmt: skip


def innretning(brukeragent: str) -> str:
    """The browser and system in what a browser says of itself, as «Firefox/Windows»; what is unknown is empty.

    The rest of it is not kept: it tells more of a person than anybody here needs.
    """
    nettleser = next((navn for navn, m in _NETTLESERE if re.search(m, brukeragent)), "")
    return f"{nettleser}/{next((navn for navn, del_ in _SYSTEMER if del_ in brukeragent), '')}"


def med_ord(sesjon: Sesjon) -> str:
    """The machine of a login in plain words."""
    nettleser, _skille, system = sesjon.innretning.partition("/")
    if nettleser and system:
        return _("%(nettleser)s på %(system)s") % {"nettleser": nettleser, "system": system}
    return nettleser or system or _("Ukjent nettleser")


def aapne(bruker: Bruker) -> QuerySet[Sesjon]:
    """A person's logins that hold, the last used first."""
    tidligst = bruker.utlogget_tid or datetime.fromtimestamp(0, tz=naa().tzinfo)
    alle = Sesjon.objects.filter(bruker=bruker, expire_date__gt=naa(), opprettet__gte=tidligst)
    return alle.order_by("-sist_sett")


def er_brukt(sesjon: Sesjon, *, utloeper: datetime) -> None:
    """Somebody did something in it now. The row alone is changed, so that what others save meanwhile is not lost."""
    Sesjon.objects.filter(pk=sesjon.pk).update(sist_sett=naa(), expire_date=utloeper)


def avslutt_egne(bruker: Bruker, *, bare: str = "", unntatt: str = "") -> int:
    """End one of one's own logins, or all but one; how many there were. They are named as in the table."""
    egne = Sesjon.objects.filter(bruker=bruker).exclude(pk=unntatt)
    return (egne.filter(pk=bare) if bare else egne).delete()[0]


def avslutt_fra_leverandoer(leverandoer: str, *, foer: float, subjekt: str = "", sid: str = "") -> int:
    """End the logins through a provider that began before a moment: its one session, or all of one person's.

    foer: in seconds, as tokens say it; so a message that is sent again ends nothing new.
    """
    if not (subjekt or sid):
        return 0
    alle = Sesjon.objects.filter(leverandoer=leverandoer, opprettet__lte=datetime.fromtimestamp(foer, tz=naa().tzinfo))
    alle = alle.filter(sid=sid) if sid else alle
    return (alle.filter(subjekt=subjekt) if subjekt else alle).delete()[0]


def hindre_for_utlogging(bruker: Bruker, grunn: str) -> Iterator[Hinder]:
    """What stops ending all of somebody's logins: no reason, or one of Bysak's own processes."""
    if er_blank(grunn):
        yield Hinder("sesjon.uten_grunn", _("Skriv hvorfor. Grunnen står i loggen."), felt="grunn")
    if bruker.er_system:
        yield Hinder("bruker.prosess", _("Bysaks egne prosesser kan ikke endres."), bruker)


def logg_ut_overalt(bruker: Bruker, *, grunn: str, av: Aktoer) -> Bruker:
    """End all that a person is logged in with, in the workspace and through clients of the interface.

    Done in `arbeid(i=arkivtjenesten)`, and logged there. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_utlogging(bruker, grunn))
    begrunn(grunn)
    bruker = laas(bruker)
    bruker.utlogget_tid = naa()
    bruker.save(update_fields=["utlogget_tid"])
    return bruker


def rydd() -> int:
    """Take away what holds no more: logins, what clients were let in with, and failed attempts; how many rows."""
    tid = naa()
    borte = Sesjon.objects.filter(expire_date__lte=tid).delete()[0]
    borte += Adgang.objects.filter(utloeper__lte=tid).delete()[0]
    return borte + Innloggingsforsoek.objects.filter(tid__lt=tid - FORSOEK_HUSKES).delete()[0]
