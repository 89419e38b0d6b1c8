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
# What a mappe hands down to its entries and they to their documents, as it stands (annex 2). Each of them has its own,
# or what is handed down.
ARVES = ("kassasjon", "skjerming", "gradering")
# To whom, and which part of the array of `rader` they get: an entry both its own text and that of its documents.
ARVER_NED = {"mappe": {"registrering": "2:3"}, "registrering": {"dokumentbeskrivelse": "2"}}
_EGNE_NOEKLER = {("dokumentbeskrivelse", navn): "_kobling" for navn in ARVES}
# What hangs on a unit as XML of its own, and says something that only a unit above it has room for (uplassert.sql).
LOEFTES = {
    "registrering": ("korrespondansepart", "avskrivning", "dokumentbeskrivelse"),
    "dokumentbeskrivelse": ("dokumentobjekt",),
    "dokumentobjekt": ("konvertering",),
}
# The attributes that say which one it was: {u} is its row, {f} its parent's.
_ID, _NR = "' id=\"' || {0}.\"systemID\" || '\"'", "' nr=\"' || {u}.\"_nr\" || '\"'"
_HVILKEN = {
    "korrespondansepart": _NR,
    "avskrivning": _NR,
    "dokumentbeskrivelse": _ID.format("{u}"),
    "dokumentobjekt": _ID.format("{u}"),
    "konvertering": f"{_ID.format('{f}')} || {_NR}",
}
# The units that carry it, in virksomhetsspesifikkeMetadata (krav 6.4.25).
FESTEPUNKT = frozenset({"mappe", "registrering", "part"})
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
                yield element(et_ledd, _kolonne(enhet, alias, et_ledd, tomme))
        elif isinstance(et_ledd, Barn) and (enhet, et_ledd.navn) not in tomme:
            yield _barn(enhet, alias, et_ledd.navn, tomme)


def _kolonne(enhet: str, alias: str, et_ledd: Element, tomme: frozenset[Par]) -> str:
    kolonne = f'{alias}."{et_ledd.navn}"'
    if et_ledd.type is not Type.FRITT or enhet not in FESTEPUNKT:
        return kolonne
    return f"nullif(concat({', '.join([kolonne, *_uplassert(enhet, alias, tomme)])}), '')"


def _uplassert(enhet: str, alias: str, tomme: frozenset[Par]) -> list[str]:
    """What the schema has no room for in a unit, and in those below it."""
    under = [f'{alias}."_barn_{b}"[2]' for b in LOEFTES.get(enhet, ()) if (enhet, b) not in tomme]
    return [f'{alias}."_uplassert"', *under]


def visning(enhet: str) -> str:
    """The view that a unit is written from: with the column `_uplassert` where it is needed."""
    loeftes = any(enhet in barn for barn in LOEFTES.values())
    return f'uttrekk."_uplassert_{enhet}"' if loeftes or enhet in FESTEPUNKT else f'uttrekk."{enhet}"'


def rader(enhet: str, kilde: str, alias: str, tomme: frozenset[Par] = INGEN, forelder: str = "") -> str:
    """The rows of a unit, with a column `_barn_<child>` for each child that is needed twice: an array of its XML and of
    what is lifted to a unit above or handed down to one below. So each child is read once.

    kilde: the query of the rows; alias: one that is not used in it; forelder: the unit above, where it is read with
    this one, and `_kilde` has told what it hands down. OFFSET 0 keeps the columns of a row together, so
    that each is worked out once however often it is named.
    """
    for trinn in (ARVES if enhet in ARVER_NED else (), LOEFTES.get(enhet, ())):
        barn = [b for b in trinn if (enhet, b) not in tomme]
        if barn:
            alias += "r"
            kolonner = ", ".join(f'({_to_steder(enhet, alias, b, tomme, forelder)}) as "_barn_{b}"' for b in barn)
            kilde = f"select {alias}.*, {kolonner} from ({kilde} offset 0) {alias}"
    return f"{kilde} offset 0"


def _to_steder(forelder: str, alias: str, navn: str, tomme: frozenset[Par], over: str) -> str:
    under = f"{alias}_{len(alias)}"
    xml = _samlet(under, hel(navn, under, tomme))
    kilde = f"from ({_kilde(forelder, alias, navn, under, tomme)}) {under}"
    if navn in ARVES:
        egne = f"select array[{', '.join([xml, *_nedover(forelder, under, xml)])}] {kilde}"
        return (
            _egen_eller_arvet(forelder, alias, navn, f"({egne})")
            if over == "mappe" and (over, navn) not in tomme
            else egne
        )
    eget, *lenger_ned = _uplassert(navn, under, tomme)
    element_ = f"uttrekk.uplassert('{navn}', {_HVILKEN[navn].format(u=under, f=alias)}, {eget})"
    uplassert = _samlet(under, f"concat({', '.join([element_, *lenger_ned])})")
    return f"select array[{xml}, {uplassert}] {kilde}"


def _nedover(forelder: str, under: str, xml: str) -> Iterable[str]:
    """What each level below gets, the nearest first."""
    vilkaar = f'{under}."_og_dokumenter"'
    if forelder == "mappe":
        yield f'case when bool_or({under}."_og_registreringer") then {xml} end'
        vilkaar = f'{under}."_og_registreringer" and {vilkaar}'
    yield f"case when bool_or({vilkaar}) then {xml} end"


def _egen_eller_arvet(enhet: str, alias: str, navn: str, egne: str) -> str:
    """Its own where it has one of its own, also one that is not written; else what is handed down."""
    finnes = f'select 1 from arkivstruktur_{navn} d where d.{enhet}_id = {alias}."_{enhet}"'
    return f'case when exists ({finnes}) then {egne} else {alias}."_arv_{navn}" end'


def _samlet(under: str, uttrykk: str) -> str:
    return f"string_agg({uttrykk}, '' order by {under}.\"_orden\")"


def _barn(forelder: str, alias: str, navn: str, tomme: frozenset[Par]) -> str:
    """All children of one kind, in order, as a subquery that the parent's row drives."""
    if navn in LOEFTES.get(forelder, ()) or (forelder in ARVER_NED and navn in ARVES):
        return f'{alias}."_barn_{navn}"[1]'
    under = f"{alias}_{len(alias)}"
    kilde = _kilde(forelder, alias, navn, under, tomme)
    alle = f"(select {_samlet(under, hel(navn, under, tomme))} from ({kilde}) {under})"
    if forelder != "dokumentbeskrivelse" or navn not in ARVES or ("registrering", navn) in tomme:
        return alle
    return _egen_eller_arvet(forelder, alias, navn, alle)


def _kilde(forelder: str, alias: str, navn: str, under: str, tomme: frozenset[Par]) -> str:
    """The children of one kind. What the parent knows already is not looked up again for each of them."""
    noekkel = _noekkel(forelder, navn)
    kolonner, hvor = ["x.*"], f'x."{noekkel}" = {alias}."{noekkel}"'
    if _HVILKEN.get(navn, "").endswith(_NR):
        kolonner.append('row_number() over (order by x."_orden") as "_nr"')
    if navn in ARVER_NED.get(forelder, {}):
        utsnitt = ARVER_NED[forelder][navn]
        kolonner += [f'{alias}."_barn_{n}"[{utsnitt}] as "_arv_{n}"' for n in ARVES if (forelder, n) not in tomme]
    if navn == "dokumentbeskrivelse":
        kolonner.append(f'{alias}."_med_filer"')
    elif navn == "dokumentobjekt":
        kolonner.append(
            f'(case when {alias}."_foerst" then x."_dokumentobjekt"'
            f' else uttrekk.ny_id({alias}."_registrering", x."_dokumentobjekt") end)::text as "systemID"'
        )
        hvor += f' and {alias}."_med_filer"'
    elif forelder == "dokumentbeskrivelse" and navn in ARVES:
        # Asked for by the link alone, PostgreSQL works out what every entry hands down, for each document.
        hvor += f' and x."_dokumentbeskrivelse" = {alias}."_dokumentbeskrivelse"'
    return rader(navn, f"select {', '.join(kolonner)} from {visning(navn)} x where {hvor}", under, tomme, forelder)


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
