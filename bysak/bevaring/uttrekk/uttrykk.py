"""The fast writer: one SQL expression per unit, made from the catalogue, over the views of schema `uttrekk`.

The database joins the text and COPY carries it; nothing of a unit passes through Python objects. The plain writer in
`noark.xml` must give the same bytes (a test reads them back and compares).
"""

from collections.abc import Iterable

from bysak.noark.katalog.deklarasjon import Barn, Element, Ledd, Type, Utgave, Valg
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
_EGNE_NOEKLER = {("dokumentbeskrivelse", navn): "_kobling" for navn in ("kassasjon", "skjerming", "gradering")}
# What a parent knows already is not looked up again for each child: {f} is the parent.
_EGNE_KILDER = {
    ("registrering", "dokumentbeskrivelse"): (
        'select x.*, {f}."_med_filer" from uttrekk.dokumentbeskrivelse x where x."_registrering" = {f}."_registrering"'
    ),
    ("dokumentbeskrivelse", "dokumentobjekt"): (
        'select x.*, (case when {f}."_foerst" then x."_dokumentobjekt"'
        ' else uttrekk.ny_id({f}."_registrering", x."_dokumentobjekt") end)::text as "systemID"'
        ' from uttrekk._objekt x where x."_dokumentbeskrivelse" = {f}."_dokumentbeskrivelse" and {f}."_med_filer"'
    ),
}
# What a document has itself, else what its entry hands down. Asked for by the link alone, PostgreSQL works out what
# every entry hands down, for each document.
_EGNE_KILDER |= {
    ("dokumentbeskrivelse", navn): (
        f'select x.* from uttrekk."{navn}" x where x."_kobling" = {{f}}."_kobling"'
        ' and x."_dokumentbeskrivelse" = {f}."_dokumentbeskrivelse"'
        f' union all select x.* from uttrekk."{navn}" x where x."_registrering" = {{f}}."_registrering"'
        ' and x."_og_dokumenter" and not exists ('
        f'select 1 from arkivstruktur_{navn} d where d.dokumentbeskrivelse_id = {{f}}."_dokumentbeskrivelse")'
    )
    for navn in ("kassasjon", "skjerming", "gradering")
}
# The units that carry what the schema has no room for, theirs and their children's: key into `_uplassert_<unit>`.
FESTEPUNKT = {"mappe": "_mappe", "registrering": "_registrering", "part": "_orden"}
# Written by the caller, level by level: they are many, or of unknown depth.
_STROEM = frozenset({"arkiv", "arkivdel", "klassifikasjonssystem", "klasse", "mappe"})

JOURNALER = ("loependeJournal", "offentligJournal")
Par = tuple[str, str]
INGEN: frozenset[Par] = frozenset()
# Units that most archives have few or none of: asking once what they hang on spares a question per row.
SJELDNE = (
    *("merknad", "part", "kryssreferanse", "kassasjon", "utfoertKassasjon", "sletting", "skjerming", "gradering"),
    *("presedens", "elektroniskSignatur", "konvertering", "dokumentflyt", "moetedeltaker"),
)


def hode(enhet: str, alias: str, tomme: frozenset[Par] = INGEN) -> str:
    """Everything of a unit before its streamed children, with the opening tag. `tomme`: pairs there are none of.

    Each unit begins on a line of its own, so that whatever is found in it has a place.
    """
    aapne = f"'\n<{enhet}>'"
    if spesialiseringer(enhet):
        aapne = f"""case {alias}."_type" when '{enhet}' then '\n<{enhet}>'
          else '\n<{enhet} xsi:type="' || {alias}."_type" || '">' end"""
    foer, _etter = _delt(enhet)
    return sett_sammen([aapne, *_ledd(enhet, alias, foer, tomme)])


def hale(enhet: str, alias: str, tomme: frozenset[Par] = INGEN) -> str:
    """Everything of a unit after its streamed children: the fields of its specialisations, and the closing tag."""
    _foer, etter = _delt(enhet)
    egne = [*_ledd(enhet, alias, etter, tomme), *_spesialisert(enhet, alias, tomme)]
    return sett_sammen([*egne, f"'</{enhet}>'"])


def hel(enhet: str, alias: str, tomme: frozenset[Par] = INGEN) -> str:
    """A whole unit with all its children in one expression. Not for units of unknown depth."""
    return f"({hode(enhet, alias, tomme)} || {hale(enhet, alias, tomme)})"


def mappe_med_registreringer(alias: str, tomme: frozenset[Par] = INGEN) -> str:
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


def _spesialisert(enhet: str, alias: str, tomme: frozenset[Par]) -> Iterable[str]:
    grener = [
        f"when '{navn}' then {sett_sammen(_ledd(enhet, alias, enhetstype(navn).egne(), tomme))}"
        for navn in spesialiseringer(enhet)
    ]
    if grener:
        yield f'case {alias}."_type" {" ".join(grener)} end'


def _ledd(enhet: str, alias: str, alle: Iterable[Ledd], tomme: frozenset[Par]) -> Iterable[str]:
    uten = enhetstype(enhet).avleveres_ikke.union(*(enhetstype(s).avleveres_ikke for s in spesialiseringer(enhet)))
    for et_ledd in alle:
        if isinstance(et_ledd, Element):
            if et_ledd.navn not in uten:
                yield element(et_ledd, _kolonne(enhet, alias, et_ledd))
        elif isinstance(et_ledd, Barn) and (enhet, et_ledd.navn) not in tomme:
            yield _barn(enhet, alias, et_ledd.navn, tomme)


def _kolonne(enhet: str, alias: str, et_ledd: Element) -> str:
    kolonne = f'{alias}."{et_ledd.navn}"'
    if et_ledd.type is not Type.FRITT or enhet not in FESTEPUNKT:
        return kolonne
    uplassert = f'select u.xml from uttrekk."_uplassert_{enhet}" u where u."_id" = {alias}."{FESTEPUNKT[enhet]}"'
    return f"nullif(concat({kolonne}, ({uplassert})), '')"


def _barn(forelder: str, alias: str, navn: str, tomme: frozenset[Par]) -> str:
    """All children of one kind, in order, as a subquery that the parent's row drives.

    OFFSET 0 keeps the columns of the view together, so that each is worked out once however often it is named.
    """
    noekkel = _noekkel(forelder, navn)
    vanlig = 'select x.* from uttrekk."{navn}" x where x."{noekkel}" = {f}."{noekkel}"'
    kilde = _EGNE_KILDER.get((forelder, navn), vanlig).format(f=alias, navn=navn, noekkel=noekkel)
    under = f"{alias}_{len(alias)}"
    alle = f"string_agg({hel(navn, under, tomme)}, '' order by {under}.\"_orden\")"
    return f"(select {alle} from ({kilde} offset 0) {under})"


def _noekkel(forelder: str, navn: str) -> str:
    return _EGNE_NOEKLER.get((forelder, navn)) or NOEKLER[forelder]


def sjeldne() -> dict[Par, str]:
    """Each rare unit under each parent it can have, with SQL that asks whether there is any."""
    return {
        (forelder, et_ledd.navn): (
            f'exists (select 1 from uttrekk."{et_ledd.navn}" x'
            f' where x."{_noekkel(forelder, et_ledd.navn)}" is not null)'
        )
        for forelder in NOEKLER
        for enhet in (forelder, *spesialiseringer(forelder))
        for et_ledd in ledd(enhet)
        if isinstance(et_ledd, Barn) and et_ledd.navn in SJELDNE
    }


def journalfoeringer(rader: str, utgave: Utgave) -> str:
    """SQL: one journalregistrering for each of `JOURNALER`, over rows of `uttrekk._journal` that are read once."""
    kolonner = ", ".join(_journalfoering(skjema, utgave) for skjema in JOURNALER)
    return f"select {kolonner} from ({rader}) j left join lateral ({_journalparter(utgave)}) p on true"


def _journalfoering(skjema: str, utgave: Utgave) -> str:
    deler = ["'\n<journalregistrering>'"]
    for enhet in ("klasse", "saksmappe", "journalpost"):
        innhold = [
            element(et_ledd, _journalkolonne(skjema, enhet, et_ledd))
            for et_ledd in ledd(enhet, skjema, utgave)
            if isinstance(et_ledd, Element)
        ]
        if enhet == "journalpost":
            innhold.append(f'p."{skjema}"')
        hel_enhet = sett_sammen([f"'\n<{enhet}>'", *innhold, f"'</{enhet}>'"])
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


def _journalparter(utgave: Utgave) -> str:
    """The parties of an entry for each journal. Of a letter the public sees the other side, the internal one only when
    there is no other."""
    loepende, offentlig = JOURNALER
    full = 'p."korrespondansepart.korrespondansepartNavn"'
    skjult = (
        f'case when p."_skjermet" or (p."_person" and j."_lukket") then \'*****\''
        f' when p."_intern" then p."_enhet" else {full} end'
    )
    for_alle, for_folk = _journalpart(loepende, utgave, full), _journalpart(offentlig, utgave, skjult)
    den_andre = 'j."_brev" and not p."_intern"'
    return f"""
select {for_alle} as "{loepende}",
  coalesce({for_folk} filter (where {den_andre}), {for_folk} filter (where not ({den_andre}))) as "{offentlig}"
from (select x.* from uttrekk._journalpart x where x."_registrering" = j."_registrering" offset 0) p"""


def _journalpart(skjema: str, utgave: Utgave, navn: str) -> str:
    deler = ["'\n<korrespondansepart>'"]
    for et_ledd in ledd("korrespondansepart", skjema, utgave):
        if isinstance(et_ledd, Element):
            kolonne = f'p."korrespondansepart.{et_ledd.navn}"'
            deler.append(element(et_ledd, navn if et_ledd.navn == "korrespondansepartNavn" else kolonne))
    hel_part = sett_sammen([*deler, "'</korrespondansepart>'"])
    return f"string_agg({hel_part}, '' order by p.\"_orden\")"


def visninger() -> Iterable[str]:
    """The units that have a view of their own: all but the specialisations, whose columns are in the base's view."""
    return (navn for navn, enhet in SKJEMAER["arkivstruktur"].items() if not enhet.utvider)
