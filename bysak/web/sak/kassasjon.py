"""What shall happen to a case when it is old, as a sentence with where it comes from."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.arv import kassasjonsregel, klassens_eget
from bysak.arkivstruktur.koder import Kassasjonsvedtak
from bysak.arkivstruktur.models import Arkivdel, Kassasjon, Klasse, Mappe


def gjeldende(sak: Mappe) -> str:
    """What holds for this case and which unit says so, «» where nobody has decided (krav 6.1.1-6.1.3)."""
    regel = kassasjonsregel(sak)
    if regel is None:
        return ""
    hva, fra = _vedtaket(regel.kassasjon, regel.dato), regel.fra
    if isinstance(fra, Klasse):
        return _("%(hva)s, fra klasse %(klasse)s") % {"hva": hva, "klasse": fra.klasse_id}
    if isinstance(fra, Arkivdel):
        return _("%(hva)s, fra arkivdelen %(arkivdel)s") % {"hva": hva, "arkivdel": fra.tittel}
    return hva if fra.pk == sak.pk else _("%(hva)s, fra sak %(nr)s") % {"hva": hva, "nr": fra.mappe_id}


def eget(enhet: Klasse | Arkivdel) -> str:
    """What this one says itself of what lies in it, «» for nothing. Wants `kassasjon` read with it."""
    vedtak = getattr(enhet, "kassasjon", None) or (klassens_eget(enhet) if isinstance(enhet, Klasse) else None)
    return _vedtaket(vedtak, vedtak.kassasjonsdato) if vedtak else ""


def _vedtaket(vedtak: Kassasjon, dato: date | None) -> str:
    hva = _naar(vedtak, dato)
    return f"{hva} ({vedtak.kassasjonshjemmel})" if vedtak.kassasjonshjemmel else hva


def _naar(vedtak: Kassasjon, dato: date | None) -> str:
    kasseres = vedtak.kassasjonsvedtak == Kassasjonsvedtak.KASSERES
    if vedtak.kassasjonsvedtak == Kassasjonsvedtak.BEVARES or (dato is None and vedtak.bevaringstid is None):
        return _(Kassasjonsvedtak(vedtak.kassasjonsvedtak).label)
    if dato is not None:
        tekst = _("Kasseres %(dato)s") if kasseres else _("Vurderes for kassasjon %(dato)s")
        return tekst % {"dato": f"{dato:%d.%m.%Y}"}
    n = vedtak.bevaringstid or 0
    if kasseres:
        tekst = ngettext(
            "Kasseres %(n)s år etter at saken er avsluttet", "Kasseres %(n)s år etter at saken er avsluttet", n
        )
    else:
        tekst = ngettext(
            "Vurderes for kassasjon %(n)s år etter at saken er avsluttet",
            "Vurderes for kassasjon %(n)s år etter at saken er avsluttet",
            n,
        )
    return tekst % {"n": n}
