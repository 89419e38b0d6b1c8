"""How numbers, days, deadlines and screened titles are written for people: the Jinja2 filters.

One place, so that a date never looks different on two pages. Everything is text in, text out; colours and shapes
belong to the macros. Times are shown in Oslo time whatever zone they were stored in.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import dates
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from bysak.kjerne.kalender import OSLO, naa

NBSP = "\u00a0"
_SNART = 0.25  # less than a quarter of the time left is «soon»
MASKE = Markup('<span class="maske"><span class="skjult">{}</span></span>')
_STJERNER = re.compile(r"\*{2,}")


def _dato(verdi: date | datetime) -> date:
    if isinstance(verdi, datetime):
        return verdi.astimezone(OSLO).date() if verdi.tzinfo else verdi.date()
    return verdi


def tall(verdi: int | float | Decimal, desimaler: int = 0) -> str:
    """`4 112` and, with decimals, `98,6`; the thousands separator never breaks the line. In English `4,112`, `98.6`."""
    tekst = f"{verdi:,.{desimaler}f}"
    return tekst if get_language() == "en" else tekst.replace(",", NBSP).replace(".", ",")


def prosent(andel: float, desimaler: int = 1) -> str:
    """A share between 0 and 1 as `98,6 %`."""
    return f"{tall(andel * 100, desimaler)}{NBSP}%"


def filstoerrelse(antall_byte: int) -> str:
    """`184 kB`, `1,4 MB`: decimal units, as mail programs and file managers write them."""
    if antall_byte < 1000:
        return f"{antall_byte}{NBSP}B"
    if antall_byte < 1_000_000:
        return f"{tall(round(antall_byte / 1000))}{NBSP}kB"
    return f"{tall(antall_byte / 1_000_000, 1)}{NBSP}MB"


def dato(verdi: date | datetime | None) -> str:
    """`19.11.2026`, empty when there is no date."""
    return f"{_dato(verdi):%d.%m.%Y}" if verdi else ""


def langdato(verdi: date | datetime, ukedag: bool = False) -> str:
    """`19. november 2026`, with `ukedag` `torsdag 19. november 2026`."""
    d = _dato(verdi)
    tekst = _("%(dag)s. %(maaned)s %(aar)s") % {"dag": d.day, "maaned": dates.MONTHS[d.month], "aar": d.year}
    return f"{dates.WEEKDAYS[d.weekday()]} {tekst}" if ukedag else tekst


def kortdato(verdi: date | datetime) -> str:
    """A date in a table: `19.11.` this year, `19.11.2025` otherwise."""
    d = _dato(verdi)
    return f"{d:%d.%m.}" if d.year == naa().year else f"{d:%d.%m.%Y}"


def klokkeslett(verdi: datetime) -> str:
    """`15.45`, Norwegian style with a full stop; `15:45` in English."""
    skille = ":" if get_language() == "en" else "."
    return f"{verdi.astimezone(OSLO) if verdi.tzinfo else verdi:%H{skille}%M}"


def _kort_ukedag(d: date) -> str:
    return _("%(ukedag)s.") % {"ukedag": dates.WEEKDAYS_ABBR[d.weekday()]}


def dag(verdi: date | datetime) -> str:
    """The day as people say it: `i dag`, `i går`, `i morgen`, `fre. 20.11` within two weeks, else `kortdato`."""
    d = _dato(verdi)
    om = (d - naa().date()).days
    naer = {0: _("i dag"), -1: _("i går"), 1: _("i morgen")}.get(om)
    if naer:
        return naer
    if abs(om) <= 14:
        return f"{_kort_ukedag(d)}{NBSP}{d:%d.%m}"
    return kortdato(d)


def naar(verdi: datetime) -> str:
    """When something happened, short enough for a column: `08.14` today, `ons. 09.40` this week, `12.11.` before."""
    d = _dato(verdi)
    siden = (naa().date() - d).days
    if siden == 0:
        return klokkeslett(verdi)
    if 0 < siden < 7:
        return f"{_kort_ukedag(d)}{NBSP}{klokkeslett(verdi)}"
    return kortdato(d)


def varighet(tid: timedelta) -> str:
    """`2 t 33 min`, `40 min`, `3 dager`: rounded down, so that nobody is promised time they do not have."""
    minutter = max(0, int(tid.total_seconds() // 60))
    if minutter >= 24 * 60:
        dager = minutter // (24 * 60)
        return ngettext("%(n)s dag", "%(n)s dager", dager) % {"n": dager}
    timer, rest = divmod(minutter, 60)
    if not timer:
        return _("%(n)s min") % {"n": rest}
    return _("%(timer)s t %(rest)s min") % {"timer": timer, "rest": rest} if rest else _("%(n)s t") % {"n": timer}


def frist(verdi: date | datetime) -> str:
    """A deadline, day first and then what is left: `Frist i dag 15.45, 2 t 33 min igjen`, `Over frist, 1 dag`.

    A plain date is due at the end of that day. Tomorrow reads `Frist i morgen 15.45`, later days `Fre. 20.11`.
    """
    om = (_dato(verdi) - naa().date()).days
    tidspunkt = verdi if isinstance(verdi, datetime) else None
    if om < 0:
        return _("Over frist, %(tid)s") % {"tid": varighet(timedelta(days=-om))}
    if om == 0 and tidspunkt:
        igjen = tidspunkt - naa()
        if igjen < timedelta(0):
            return _("Over frist, %(tid)s") % {"tid": varighet(-igjen)}
        return _("Frist i dag %(kl)s, %(tid)s igjen") % {"kl": klokkeslett(tidspunkt), "tid": varighet(igjen)}
    if om <= 1:
        return f"{_('Frist')} {dag(verdi)}" + (f" {klokkeslett(tidspunkt)}" if tidspunkt else "")
    return dag(verdi).capitalize()


def fristtilstand(verdi: date | datetime, fra: datetime | None = None) -> tuple[str, float]:
    """State (`ok`, `snart`, `over`) and the share of the time that is left, for the macro that draws the clock.

    fra: when the time started to run; without it a whole workday (eight hours) is the measure.
    """
    slutt = verdi if isinstance(verdi, datetime) else datetime(verdi.year, verdi.month, verdi.day, 23, 59, tzinfo=OSLO)
    igjen = slutt - naa()
    if igjen < timedelta(0):
        return "over", 0.0
    hele = slutt - fra if fra and fra < slutt else timedelta(hours=8)
    andel = min(1.0, igjen / hele)
    return ("snart" if andel < _SNART else "ok"), andel


def saksnr(verdi: object) -> Markup:
    """A case or journal number that is never broken over two lines."""
    return Markup('<span class="nowrap">{}</span>').format(verdi)


def offentlig(tittel: str) -> Markup:
    """A public title with `*****` for screened words, shown as masks of one fixed width: word length never leaks."""
    return MASKE.format(_("[skjermet]")).join(escape(bit) for bit in _STJERNER.split(tittel))


def initialer(navn: str) -> str:
    """`IT` for Ingrid Tveitmo; of many names the first and the last, so that it fits the circle."""
    deler = navn.split()
    return "".join(d[0] for d in (deler[0], deler[-1]) if d).upper() if len(deler) > 1 else navn[:2].upper()


FILTRE: dict[str, Callable[..., object]] = {
    f.__name__: f
    for f in (tall, prosent, filstoerrelse, dato, langdato, kortdato, klokkeslett, dag, naar, varighet, frist)
} | {"saksnr": saksnr, "offentlig": offentlig, "initialer": initialer}
