"""What a deposit cannot carry where it belongs: references out of it, and metadata without room in the schema."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.bevaring.uttrekk.filer import Filfunn
from bysak.bevaring.uttrekk.utvalg import Utvalg

FIL = "arkivstruktur.xml"
# Each reference is told by itself, with a link, up to this many; the rest are counted.
LISTES = 200


def ikke_plassert(utvalg: Utvalg) -> Iterator[Filfunn]:
    """Report it (krav 6.4.25: nothing is dropped in silence). Needs an open arbeid with `forbered` done."""
    yield from _utenfor(utvalg)
    yield from _perioder(utvalg)
    yield from _uten_plass(utvalg)


def _utenfor(utvalg: Utvalg) -> Iterator[Filfunn]:
    valgt = f"in ({utvalg.mapper})"
    rader = _rader(f"""
select u.element, coalesce(u.klasse_id, u.mappe_id, u.registrering_id, k.registrering_id)::text, u.maal_id::text,
  u.klasse_id is not null
from uttrekk._utelatt u
left join uttrekk._foerste k on k.dokumentbeskrivelse_id = u.dokumentbeskrivelse_id
left join arkivstruktur_registrering r on r.system_id = coalesce(u.registrering_id, k.registrering_id)
left join arkivstruktur_klasse c on c.system_id = u.klasse_id
where u.mappe_id {valgt} or r.mappe_id {valgt} or r.arkivdel_id = any ({utvalg.arkivdelliste})
  or c.klassifikasjonssystem_id in (select y.system_id from uttrekk._system y
                                    where y.arkivdel_id = any ({utvalg.arkivdelliste}))
order by 1, 2, 3""")
    for nr, (element, fra, maal, paa_klasse) in enumerate(rader):
        if nr == LISTES:
            flere = len(rader) - LISTES
            tekst = ngettext(
                "%(n)s referanse til peker ut av uttrekket.",
                "%(n)s referanser til peker ut av uttrekket.",
                flere,
            )
            yield Filfunn("referanse_utenfor", tekst % {"n": flere}, FIL, "")
            return
        tekst = (
            _("%(element)s peker på %(maal)s, som ikke er med i uttrekket. Referansen er utelatt.")
            if paa_klasse
            else _("%(element)s peker på %(maal)s og står under virksomhetsspesifikke metadata i stedet.")
        )
        yield Filfunn("referanse_utenfor", tekst % {"element": element, "maal": maal}, FIL, fra)


def _perioder(utvalg: Utvalg) -> Iterator[Filfunn]:
    """The periods before and after are named although they are in other deposits: that is what the elements are for."""
    for element, fra, maal in _rader(f"""
select x.element, d."systemID", x.maal from uttrekk.arkivdel d
cross join lateral (values ('referanseForloeper', d."referanseForloeper"), ('referanseArvtaker', d."referanseArvtaker"))
  x(element, maal)
where d."_arkivdel" = any ({utvalg.arkivdelliste}) and not uttrekk.med_arkivdel(x.maal::uuid) order by 2, 1"""):
        tekst = _("%(element)s peker på %(maal)s, en periode som ikke er med i uttrekket. Referansen er beholdt.")
        yield Filfunn("referanse_utenfor", tekst % {"element": element, "maal": maal}, FIL, fra)


def _uten_plass(utvalg: Utvalg) -> Iterator[Filfunn]:
    for enhet, antall, foerste in _rader(
        "select x.enhet, count(*), min(x.id::text) from uttrekk._uten_plass x"
        f" where x.arkivdeler && {utvalg.arkivdelliste} group by 1 order by 1"
    ):
        tekst = _(
            "endretDato, endretAv og egne felt har ikke plass i skjemaet på %(enhet)s (%(antall)s av dem har slike"
            " verdier). Endringene selv står i endringsloggen."
        )
        yield Filfunn("uten_plass", tekst % {"enhet": enhet, "antall": antall}, FIL, foerste)
    # The schema wants a date, which a decision for all cases to come does not have.
    for antall, foerste in _rader(f"""
select count(*), min(v.id::text) from uttrekk._vedtak v
where not v.paa_mappe and v.kassasjonsvedtak <> 'B' and (v.kassasjonsdato is null or v.bevaringstid is null)
  and (v.id = any ({utvalg.arkivdelliste}) or v.id in (
    select k.system_id from arkivstruktur_klasse k join uttrekk._system y on y.system_id = k.klassifikasjonssystem_id
    where y.arkivdel_id = any ({utvalg.arkivdelliste}))) having count(*) > 0"""):
        tekst = ngettext(
            "Kassasjonsvedtaket på %(n)s klasse eller arkivdel mangler tid eller dato, og står på sakene i stedet.",
            "Kassasjonsvedtaket på %(n)s klasser og arkivdeler mangler tid eller dato, og står på sakene i stedet.",
            int(antall),
        )
        yield Filfunn("uten_plass", tekst % {"n": antall}, FIL, foerste)


def _rader(spoerring: str) -> list[tuple[str, ...]]:
    with connection.cursor() as peker:
        peker.execute(spoerring)
        return list(peker.fetchall())
