"""What needs all of the deposit at once: copies that are one, references that lead nowhere, numbers that stand twice.

Done in the temporary tables, in sets, before anything is moved over.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_funn import InntakFeil, Liste
from bysak.depot.inntak_mellomlager import Modell, lager

_MAPPE, _REG, _KLASSE = lager(arkiv.Mappe), lager(arkiv.Registrering), lager(arkiv.Klasse)
_DOK, _KOBLING, _OBJ = lager(arkiv.Dokumentbeskrivelse), lager(arkiv.Dokumentkobling), lager(arkiv.Dokumentobjekt)
_UNIKE = (
    *(arkiv.Arkiv, arkiv.Arkivdel, arkiv.Mappe, arkiv.Registrering, arkiv.Dokumentobjekt, arkiv.Presedens),
    arkiv.Korrespondansepart,
)


@dataclass(frozen=True)
class _Peker:
    """A column that must lead to a row; when it does not, the row goes, or only the pointer."""

    modell: Modell
    kolonne: str
    til: Modell
    element: str
    sletter: bool = True


_PEKERE = (
    _Peker(arkiv.Avskrivning, "besvart_av_id", arkiv.Registrering, "referanseAvskrivesAvJournalpost", sletter=False),
    _Peker(
        arkiv.Avskrivning,
        "korrespondansepart_id",
        arkiv.Korrespondansepart,
        "referanseAvskrivesAvKorrespondansepart",
        sletter=False,
    ),
    _Peker(arkiv.Arkivdel, "forloeper_id", arkiv.Arkivdel, "referanseForloeper", sletter=False),
    _Peker(arkiv.Mappe, "forrige_moete_id", arkiv.Mappe, "referanseForrigeMoete", sletter=False),
    _Peker(arkiv.Mappe, "neste_moete_id", arkiv.Mappe, "referanseNesteMoete", sletter=False),
    _Peker(arkiv.Kryssreferanse, "til_klasse_id", arkiv.Klasse, "referanseTilKlasse"),
    _Peker(arkiv.Kryssreferanse, "til_mappe_id", arkiv.Mappe, "referanseTilMappe"),
    _Peker(arkiv.Kryssreferanse, "til_registrering_id", arkiv.Registrering, "referanseTilRegistrering"),
    _Peker(arkiv.SekundaerKlassifikasjon, "klasse_id", arkiv.Klasse, "referanseSekundaerKlassifikasjon"),
    _Peker(arkiv.ReferanseArkivdel, "arkivdel_id", arkiv.Arkivdel, "referanseArkivdel"),
    _Peker(arkiv.Moetereferanse, "registrering_id", arkiv.Registrering, "referanseFraMoeteregistrering"),
    _Peker(arkiv.Moetereferanse, "til_registrering_id", arkiv.Registrering, "referanseTilMoeteregistrering"),
)
# What may stand once for the same columns; the first is kept.
_EN_GANG: tuple[tuple[Modell, tuple[str, ...], bool], ...] = (
    (arkiv.Kryssreferanse, ("klasse_id", "mappe_id", "registrering_id", "til_klasse_id", "til_mappe_id",
                            "til_registrering_id"), True),
    (arkiv.SekundaerKlassifikasjon, ("mappe_id", "registrering_id", "klasse_id"), True),
    (arkiv.Moetereferanse, ("registrering_id", "til_registrering_id"), False),
    (arkiv.Avskrivning, ("registrering_id", "besvart_av_id", "korrespondansepart_id"), True),
)  # fmt: skip
_NY_KOPI = """create or replace function pg_temp.kopi_id(forelder uuid, egen uuid) returns uuid language sql immutable
  as $$ select encode(set_byte(set_byte(substring(h for 16), 6, (get_byte(h, 6) & 15) | 128), 8,
                               (get_byte(h, 8) & 63) | 128), 'hex')::uuid
        from (select sha256(convert_to(forelder::text || egen::text, 'UTF8')) as h) s $$"""
# A copy of a document without files is not known to be one: its parts get ids of their own. Nobody refers to them.
_NYE_PARTER = f"""update {lager(arkiv.Part)} t
  set system_id = (left(t.system_id::text, 28) || right(t.dokumentbeskrivelse_id::text, 8))::uuid
  from (select ctid, row_number() over (partition by system_id order by ctid) as nr from {lager(arkiv.Part)}) d
  where d.ctid = t.ctid and d.nr > 1 and t.dokumentbeskrivelse_id is not null"""
# The entry where a document has its own id is the first of its entries, wherever it stands in the file.
_FOERST_DER_ID_STAAR = f"""with l as (
    select k.system_id, coalesce(x.egen, k.dokumentbeskrivelse_id) as dok, x.kopi is not null as kopi
    from {_KOBLING} k left join inntak_kopi x on x.kopi = k.dokumentbeskrivelse_id),
  staar as (select l.*, row_number() over (partition by dok order by kopi, system_id) as nr from l
            where dok in (select egen from inntak_kopi)),
  foelger as (select l.*, row_number() over (partition by dok order by system_id) as nr from l
              where dok in (select egen from inntak_kopi))
  update {_KOBLING} k set system_id = f.system_id from staar s join foelger f using (dok, nr)
  where k.system_id = s.system_id and f.system_id <> s.system_id"""
_PAA_DOKUMENT = (
    arkiv.Part, arkiv.Merknad, arkiv.Kassasjon, arkiv.UtfoertKassasjon, arkiv.Sletting, arkiv.Skjerming,
    arkiv.Gradering, arkiv.ElektroniskSignatur, arkiv.ReferanseArkivdel,
)  # fmt: skip

# What a document has from the entry it stands in, unless it has its own; and whether that is written in every entry.
_ARVES_NAAR: dict[Modell, str] = {
    arkiv.Kassasjon: "t.kassasjonsvedtak <> 'B' and t.kassasjonsdato is not null and t.bevaringstid is not null",
    arkiv.Skjerming: "true",
    arkiv.Gradering: "true",
}
_HVEM = frozenset({"system_id", "virksomhet_id", "registrering_id", "dokumentbeskrivelse_id"})


def ordne(liste: Liste, klassekopier: dict[UUID, UUID], dokumentkopier: dict[UUID, UUID]) -> None:
    """Sort out the temporary tables. Raises InntakFeil when one id stands for two units."""
    _krev_unike()
    _samle_klasser(klassekopier)
    _samle_dokumenter(dokumentkopier)
    _kjoer(_NYE_PARTER)
    for peker in _PEKERE:
        _loese_ender(peker, liste)
    for modell, kolonner, selvsagt in _EN_GANG:
        _en_gang(modell, kolonner, liste if selvsagt else None)
    _numre(liste)
    _skjerm_nedover()


def _kjoer(setning: str, *verdier: str) -> int:
    with connection.cursor() as peker:
        peker.execute(setning, list(verdier))
        return int(peker.rowcount)


def _krev_unike() -> None:
    funn: list[str] = []
    for modell in _UNIKE:
        with connection.cursor() as peker:
            peker.execute(
                f"select system_id, count(*) from {lager(modell)} group by 1 having count(*) > 1 order by 1 limit 100"
            )
            funn += [
                f"systemID {system_id} står {antall} ganger ({modell.__name__.lower()})."
                for system_id, antall in peker.fetchall()
            ]
    if funn:
        raise InntakFeil(*funn)


def _samle_klasser(kopier: dict[UUID, UUID]) -> None:
    """Let what lies in a copy of a klasse lie in the klasse itself."""
    if not kopier:
        return
    _kjoer("create temp table inntak_klassekopi (kopi uuid primary key, egen uuid not null) on commit drop")
    with connection.cursor() as peker, peker.copy("copy inntak_klassekopi from stdin") as inn:
        for par in kopier.items():
            inn.write_row(par)
    for modell, kolonne in (
        (arkiv.Mappe, "klasse_id"),
        (arkiv.Registrering, "klasse_id"),
        (arkiv.SekundaerKlassifikasjon, "klasse_id"),
        (arkiv.Kryssreferanse, "til_klasse_id"),
    ):
        _kjoer(f"update {lager(modell)} t set {kolonne} = k.egen from inntak_klassekopi k where t.{kolonne} = k.kopi")


def _samle_dokumenter(kopier: dict[UUID, UUID]) -> None:
    """A document in several entries has a new id in each but one; the ids say which it is (krav 2.2.2).

    kopier: those that stand with the same id in several, as others write them.
    """
    _kjoer(_NY_KOPI)
    funnet = _kjoer(
        f"""create temp table inntak_kopi on commit drop as
        select c.system_id as kopi, min(o.dokumentbeskrivelse_id::text)::uuid as egen
        from {_DOK} c join {_KOBLING} k on k.dokumentbeskrivelse_id = c.system_id
        join {_OBJ} co on co.dokumentbeskrivelse_id = c.system_id
        join {_OBJ} o on o.sjekksum = co.sjekksum and o.dokumentbeskrivelse_id <> c.system_id
        where substring(c.system_id::text, 15, 1) = '8'
          and pg_temp.kopi_id(k.registrering_id, o.dokumentbeskrivelse_id) = c.system_id
        group by c.system_id"""
    )
    if not funnet and not kopier:
        return
    with connection.cursor() as peker, peker.copy("copy inntak_kopi from stdin") as inn:
        for par in kopier.items():
            inn.write_row(par)
    _kjoer(_FOERST_DER_ID_STAAR)
    _kjoer(
        f"update {_KOBLING} k set dokumentbeskrivelse_id = x.egen from inntak_kopi x"
        " where x.kopi = k.dokumentbeskrivelse_id"
    )
    _la_dokumenter_arve()
    paa_fil: tuple[Modell, ...] = (arkiv.Konvertering, arkiv.ElektroniskSignatur)
    for modell in paa_fil:
        _kjoer(
            f"delete from {lager(modell)} t using {_OBJ} o, inntak_kopi x"
            " where t.dokumentobjekt_id = o.system_id and o.dokumentbeskrivelse_id = x.kopi"
        )
    for modell in (*_PAA_DOKUMENT, arkiv.Dokumentobjekt):
        _kjoer(f"delete from {lager(modell)} t using inntak_kopi x where t.dokumentbeskrivelse_id = x.kopi")
    _kjoer(f"delete from {_DOK} t using inntak_kopi x where t.system_id = x.kopi")


def _la_dokumenter_arve() -> None:
    """What a document itself says stands in all its entries; else it is copied down from each of them (annex 2).

    Taken for its own, the disposal, screening or grade of one entry would hold in another that has none. A decision
    that a deposit has no room for, such as that it is kept, stands beside the first alone and is always its own.
    So is what none of its entries says.
    """
    for modell, skrives in _ARVES_NAAR.items():
        kolonner = [f.column for f in modell._meta.concrete_fields if f.column not in _HVEM]
        like = " and ".join(f"k.{kolonne} is not distinct from t.{kolonne}" for kolonne in kolonner)
        _kjoer(
            f"delete from {lager(modell)} t using inntak_kopi x where t.dokumentbeskrivelse_id = x.egen and {skrives}"
            f" and not exists (select from {lager(modell)} k where k.dokumentbeskrivelse_id = x.kopi and {like})"
            f" and exists (select from {_KOBLING} i join {lager(modell)} k on k.registrering_id = i.registrering_id"
            f" where i.dokumentbeskrivelse_id = x.egen and {like})"
        )


def _loese_ender(peker: _Peker, liste: Liste) -> None:
    tabell, kolonne = lager(peker.modell), peker.kolonne
    vilkaar = f"{kolonne} is not null and not exists (select from {lager(peker.til)} m where m.system_id = t.{kolonne})"
    with connection.cursor() as naar:
        naar.execute(f"select count(*), min({kolonne}::text) from {tabell} t where {vilkaar}")
        antall, eksempel = naar.fetchone()
    if not antall:
        return
    liste.meld("ukjent-referanse", peker.element, "arkivstruktur.xml", eksempel, antall=antall)
    _kjoer(
        f"delete from {tabell} t where {vilkaar}"
        if peker.sletter
        else f"update {tabell} t set {kolonne} = null where {vilkaar}"
    )


def _en_gang(modell: Modell, kolonner: tuple[str, ...], liste: Liste | None) -> None:
    tabell = lager(modell)
    slettet = _kjoer(
        f"delete from {tabell} t using (select ctid, row_number() over (partition by {', '.join(kolonner)}"
        f" order by ctid) as nr from {tabell}) d where d.ctid = t.ctid and d.nr > 1"
    )
    if slettet and liste is not None:
        liste.meld("dobbelt", modell.__name__.lower(), "arkivstruktur.xml", antall=slettet)


def _numre(liste: Liste) -> None:
    """Numbers that stand twice stay with the first; the other is read as the plain kind, its number kept beside."""
    for tabell, kolonner, enkel, hva in (
        (_MAPPE, ("arkiv_id", "saksaar", "sakssekvensnummer"), "mappe", "sakssekvensnummer"),
        (_REG, ("arkiv_id", "journalaar", "journalsekvensnummer"), "registrering", "journalsekvensnummer"),
        (_REG, ("mappe_id", "journalpostnummer"), "registrering", "journalpostnummer"),
    ):
        endret = _kjoer(
            f"""update {tabell} t set {hva} = null, art = '{enkel}', virksomhetsspesifikke_metadata =
                t.virksomhetsspesifikke_metadata || jsonb_build_object('{hva}', t.{hva}, 'type', t.art)
            from (select ctid, row_number() over (partition by {", ".join(kolonner)} order by ctid) as nr
                  from {tabell} where {" and ".join(f"{k} is not null" for k in kolonner)}) d
            where d.ctid = t.ctid and d.nr > 1"""
        )
        if endret:
            bevart = "virksomhetsspesifikke metadata"
            liste.meld("nummer-i-bruk", hva, "arkivstruktur.xml", antall=endret, bevart_i=bevart)
    endret = _kjoer(
        f"""update {_MAPPE} t set mappe_id = left(t.mappe_id, 30) || ' (' || d.nr || ')',
            virksomhetsspesifikke_metadata =
            t.virksomhetsspesifikke_metadata || jsonb_build_object('mappeID', t.mappe_id)
        from (select ctid, row_number() over (partition by arkiv_id, mappe_id order by ctid) as nr from {_MAPPE}) d
        where d.ctid = t.ctid and d.nr > 1"""
    )
    if endret:
        bevart = "virksomhetsspesifikke metadata"
        liste.meld("nummer-i-bruk", "mappeID", "arkivstruktur.xml", antall=endret, bevart_i=bevart)


def _skjerm_nedover() -> None:
    """What lies in a screened mappe is screened too, also when the screening stood after it in the file."""
    aapen = "(select id from organisasjon_tilgangsklasse where virksomhet_id = t.virksomhet_id and art = 'aapen')"
    while _kjoer(
        f"update {_MAPPE} t set tilgangsklasse_id = m.tilgangsklasse_id from {_MAPPE} m"
        " where m.system_id = t.forelder_id"
        f" and t.tilgangsklasse_id = {aapen} and m.tilgangsklasse_id <> t.tilgangsklasse_id"
    ):
        pass
    _kjoer(
        f"update {_REG} t set tilgangsklasse_id = m.tilgangsklasse_id from {_MAPPE} m where m.system_id = t.mappe_id"
        f" and t.tilgangsklasse_id = {aapen} and m.tilgangsklasse_id <> t.tilgangsklasse_id"
    )
