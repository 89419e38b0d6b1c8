"""The fast writer: one SQL expression per unit, made from the catalogue, over the views of schema `uttrekk`.

The database joins the text and COPY carries it; nothing of a unit passes through Python objects. The plain writer in
`noark.xml` must give the same bytes (a test reads them back and compares).
"""

from collections.abc import Iterable

from bysak.noark.katalog.deklarasjon import Barn, Element, Ledd, Utgave, Valg
from bysak.noark.katalog.oppslag import SKJEMAER, enhetstype, ledd, spesialiseringer
from bysak.noark.sql import element, sett_sammen

# The key that a unit's children carry; a document's files hang on the link, which is what is written.
NOEKLER = {
    "arkiv": "_arkiv",
    "arkivdel": "_arkivdel",
    "klasse": "_klasse",
    "mappe": "_mappe",
    "registrering": "_registrering",
    "dokumentbeskrivelse": "_dokumentbeskrivelse",
    "dokumentobjekt": "_dokumentobjekt",
}
_EGNE_NOEKLER = dict.fromkeys(
    (("dokumentbeskrivelse", "dokumentobjekt"), ("dokumentbeskrivelse", "skjerming")), "_kobling"
)
# Written by the caller, level by level: they are many, or of unknown depth.
_STROEM = frozenset({"arkiv", "arkivdel", "klassifikasjonssystem", "klasse", "mappe"})

INGEN: frozenset[str] = frozenset()
# Units that most archives have few or none of: asking for them once spares a question per row.
SJELDNE = (
    *("merknad", "part", "kryssreferanse", "kassasjon", "utfoertKassasjon", "sletting", "skjerming", "gradering"),
    *("presedens", "elektroniskSignatur", "konvertering", "dokumentflyt", "moetedeltaker"),
)


def hode(enhet: str, alias: str, tomme: frozenset[str] = INGEN) -> str:
    """Everything of a unit before its streamed children, with the opening tag. `tomme`: units there are none of."""
    aapne = f"'<{enhet}>'"
    if spesialiseringer(enhet):
        aapne = f"""case {alias}."_type" when '{enhet}' then '<{enhet}>'
          else '<{enhet} xsi:type="' || {alias}."_type" || '">' end"""
    foer, _etter = _delt(enhet)
    return sett_sammen([aapne, *_ledd(enhet, alias, foer, tomme)])


def hale(enhet: str, alias: str, tomme: frozenset[str] = INGEN) -> str:
    """Everything of a unit after its streamed children: the fields of its specialisations, and the closing tag."""
    _foer, etter = _delt(enhet)
    egne = [*_ledd(enhet, alias, etter, tomme), *_spesialisert(enhet, alias, tomme)]
    return sett_sammen([*egne, f"'</{enhet}>'"])


def hel(enhet: str, alias: str, tomme: frozenset[str] = INGEN) -> str:
    """A whole unit with all its children in one expression. Not for units of unknown depth."""
    return f"({hode(enhet, alias, tomme)} || {hale(enhet, alias, tomme)})"


def mappe_med_registreringer(alias: str, tomme: frozenset[str] = INGEN) -> str:
    """A mappe without undermapper, whole."""
    registreringer = _barn("mappe", alias, "registrering", tomme)
    return f"concat({hode('mappe', alias, tomme)}, {registreringer}, {hale('mappe', alias, tomme)})"


def _delt(enhet: str) -> tuple[list[Ledd], list[Ledd]]:
    """The members before and after the choice of streamed children."""
    alle = list(ledd(enhet))
    for nr, et_ledd in enumerate(alle):
        if isinstance(et_ledd, Valg) or (isinstance(et_ledd, Barn) and et_ledd.navn in _STROEM):
            return alle[:nr], alle[nr + 1 :]
    return alle, []


def _spesialisert(enhet: str, alias: str, tomme: frozenset[str]) -> Iterable[str]:
    grener = [
        f"when '{navn}' then {sett_sammen(_ledd(enhet, alias, enhetstype(navn).egne(), tomme))}"
        for navn in spesialiseringer(enhet)
    ]
    if grener:
        yield f'case {alias}."_type" {" ".join(grener)} end'


def _ledd(enhet: str, alias: str, alle: Iterable[Ledd], tomme: frozenset[str]) -> Iterable[str]:
    uten = enhetstype(enhet).avleveres_ikke.union(*(enhetstype(s).avleveres_ikke for s in spesialiseringer(enhet)))
    for et_ledd in alle:
        if isinstance(et_ledd, Element):
            if et_ledd.navn not in uten:
                yield element(et_ledd, f'{alias}."{et_ledd.navn}"')
        elif isinstance(et_ledd, Barn) and et_ledd.navn not in tomme:
            yield _barn(enhet, alias, et_ledd.navn, tomme)


def _barn(forelder: str, alias: str, navn: str, tomme: frozenset[str]) -> str:
    """All children of one kind, in order, as a subquery that the parent's row drives."""
    noekkel = _EGNE_NOEKLER.get((forelder, navn)) or NOEKLER[forelder]
    under = f"{alias}_{len(alias)}"
    return (
        f'(select string_agg({hel(navn, under, tomme)}, \'\' order by {under}."_orden") from uttrekk."{navn}" {under}'
        f' where {under}."{noekkel}" = {alias}."{noekkel}")'
    )


def journalfoering(skjema: str, utgave: Utgave) -> str:
    """One journalregistrering of `loependeJournal` or `offentligJournal`, over `uttrekk._journal j`."""
    deler = ["'<journalregistrering>'"]
    for enhet in ("klasse", "saksmappe", "journalpost"):
        innhold = [
            element(et_ledd, _journalkolonne(skjema, enhet, et_ledd))
            for et_ledd in ledd(enhet, skjema, utgave)
            if isinstance(et_ledd, Element)
        ]
        if enhet == "journalpost":
            innhold.append(_journalparter(skjema, utgave))
        hel_enhet = sett_sammen([f"'<{enhet}>'", *innhold, f"'</{enhet}>'"])
        deler.append(hel_enhet if enhet != "klasse" else f"case when {_vis_klasse(skjema)} then {hel_enhet} end")
    return sett_sammen([*deler, "'</journalregistrering>'"])


def _vis_klasse(skjema: str) -> str:
    vilkaar = 'j."klasse.klasseID" is not null'
    return vilkaar if skjema == "loependeJournal" else f'{vilkaar} and j."klasse.skjermingMetadata" is null'


def _journalkolonne(skjema: str, enhet: str, ledd_: Element) -> str:
    kolonne = f'j."{enhet}.{ledd_.navn}"'
    # Never the name of a case handler to the public (journal.linje).
    if skjema == "offentligJournal" and ledd_.navn in ("saksbehandler", "saksansvarlig"):
        return "null::text"
    return kolonne


def _journalparter(skjema: str, utgave: Utgave) -> str:
    utvalg, navn = "", 'p."korrespondansepart.korrespondansepartNavn"'
    if skjema == "offentligJournal":
        navn = (
            f'case when p."_skjermet" or (p."_person" and j."_lukket") then \'*****\''
            f' when p."_intern" then p."_enhet" else {navn} end'
        )
        # Of a letter the public sees the other side; the internal one only when there is no other.
        utvalg = (
            ' and not (j."_brev" and p."_intern" and exists (select 1 from uttrekk._journalpart e'
            ' where e."_registrering" = j."_registrering" and not e."_intern"))'
        )
    deler = ["'<korrespondansepart>'"]
    for et_ledd in ledd("korrespondansepart", skjema, utgave):
        if isinstance(et_ledd, Element):
            kolonne = f'p."korrespondansepart.{et_ledd.navn}"'
            deler.append(element(et_ledd, navn if et_ledd.navn == "korrespondansepartNavn" else kolonne))
    hel_part = sett_sammen([*deler, "'</korrespondansepart>'"])
    return (
        f"(select string_agg({hel_part}, '' order by p.\"_orden\") from uttrekk._journalpart p"
        f' where p."_registrering" = j."_registrering"{utvalg})'
    )


def visninger() -> Iterable[str]:
    """The units that have a view of their own: all but the specialisations, whose columns are in the base's view."""
    return (navn for navn, enhet in SKJEMAER["arkivstruktur"].items() if not enhet.utvider)
