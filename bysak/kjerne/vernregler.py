"""The parts of the database's promises that are generated from rules: freeze, closed parents, search marks, grants."""

from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any


def _regler() -> ModuleType:
    # The rules are the archive core's; the mechanism is below it. Looked up by name so that no import points upwards.
    return import_module("bysak.arkivstruktur.koder")


def _tekst(s: str) -> str:
    return "'" + s.replace("'", "''") + "'"


def _nekt(vilkaar: str, melding: str, krav: str) -> str:
    return (
        f"if {vilkaar} then raise exception using message = {_tekst(melding)}, errcode = 'BY001',"
        f" hint = {_tekst('krav ' + krav)}; end if;"
    )


def _funksjon(navn: str, kropp: str) -> str:
    return f"""create or replace function vern.{navn}() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public, pg_temp as $$ begin {kropp} end $$"""


def frysregler() -> Iterable[str]:
    """Triggers of the freeze matrix, closed parents and lasting rows; override is the sealed reason (krav 2.9.3)."""
    regler = _regler()
    # Rules are numbered by their place; those of an earlier version must not stay behind under a number of their own.
    yield (
        "do $$ declare f text; begin for f in select oid::regprocedure::text from pg_proc"
        " where pronamespace = 'vern'::regnamespace and proname ~ '^b_(frys|lukket|varig|forbeholdt)_'"
        " loop execute 'drop function ' || f || ' cascade'; end loop; end $$"
    )
    yield _HAR_RETT
    for nr, f in enumerate(regler.FRYST):
        navn = f"b_frys_{nr}"
        gammel, ny = (", ".join(f"{rad}.{k}" for k in f.kolonner) for rad in ("old", "new"))
        forbi = "" if f.uten_unntak else " and not vern.overstyrt()"
        yield _funksjon(navn, _nekt(f"({f.naar}){forbi}", f.melding, f.krav) + " return new;")
        yield (
            f"create trigger {navn} before update on {f.tabell} for each row"
            f" when (row({gammel}) is distinct from row({ny})) execute function vern.{navn}()"
        )
    for nr, lukket in enumerate(regler.LUKKET):
        yield from _lukket(f"b_lukket_{nr}", lukket)
    for nr, v in enumerate(regler.VARIG):
        navn = f"b_varig_{nr}"
        yield _funksjon(navn, _nekt(f"({v.naar}) and not vern.overstyrt()", v.melding, v.krav) + " return old;")
        yield f"create trigger {navn} before delete on {v.tabell} for each row execute function vern.{navn}()"
    for nr, forbeholdt in enumerate(regler.FORBEHOLDT):
        yield from _forbeholdt(f"b_forbeholdt_{nr}", forbeholdt)
    yield from _endelig()
    yield from _samme_sak()
    yield from _hull()


# The right of the one who acts, in the virksomhet that is written in; the last wall behind `tilgang.krev`.
_HAR_RETT = """create or replace function vern.har_rett(rett text, roller text[]) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from organisasjon_rolletildeling t where t.virksomhet_id = vern.virksomhet()
    and t.bruker_id = (vern.arbeid() ->> 'b')::uuid and t.rolle = any (roller)
    and rett <> all (t.uten_retter)
    and t.fra_dato <= current_date and (t.til_dato is null or t.til_dato >= current_date)) $$"""


def _forbeholdt(navn: str, regel: Any) -> Iterable[str]:
    """A table that only some roles write in; the owner, who has no sealed statement, migrates it."""
    vilkaar = f"vern.arbeid() is not null and not {regel.har_rett} and not vern.overstyrt()"
    yield _funksjon(
        navn,
        _nekt(vilkaar, regel.melding, regel.krav) + " if tg_op = 'DELETE' then return old; end if; return new;",
    )
    yield (
        f"create trigger {navn} before insert or update or delete on {regel.tabell} for each row"
        f" execute function vern.{navn}()"
    )


def _lukket(navn: str, regel: Any) -> Iterable[str]:
    barn, peker = regel.barn, regel.peker
    rader = [f"new.{peker}"] + ([f"old.{peker}"] if regel.ut else [])
    for ending, forelder in (("", rader[:1]), ("_flytt", rader)):
        # These run as the owner: another virksomhet's parent must answer as if it were not there.
        finnes = (
            f"exists (select 1 from {regel.forelder} f where f.system_id in ({', '.join(forelder)})"
            f" and f.virksomhet_id = new.virksomhet_id and ({regel.naar}))"
        )
        yield _funksjon(
            navn + ending, _nekt(f"{finnes} and not vern.overstyrt()", regel.melding, regel.krav) + " return new;"
        )
    yield f"create trigger {navn} before insert on {barn} for each row execute function vern.{navn}()"
    yield (
        f"create trigger {navn}_flytt before update on {barn} for each row"
        f" when (old.{peker} is distinct from new.{peker}) execute function vern.{navn}_flytt()"
    )


def _endelig() -> Iterable[str]:
    """Once Ekspedert, Journalført, Arkivert or Utgår is remembered whoever sets the status (krav 3.2.19)."""
    yield _funksjon("endelig", "new.foerst_endelig := clock_timestamp(); return new;")
    yield "drop trigger if exists a_endelig on arkivstruktur_registrering"
    yield (
        "create trigger a_endelig before insert or update on arkivstruktur_registrering for each row"
        " when (new.journalstatus in ('E','J','A','U') and new.foerst_endelig is null) execute function vern.endelig()"
    )


def _samme_sak() -> Iterable[str]:
    """A letter does not leave the case of its answer, nor the answer that of the letter (krav 3.2.39).

    Asked at the end of the act, so that both may move together.
    """
    skilt = (
        "exists (select 1 from arkivstruktur_avskrivning a"
        " join arkivstruktur_registrering b on b.system_id = a.registrering_id"
        " join arkivstruktur_registrering s on s.system_id = a.besvart_av_id"
        " where new.system_id in (a.registrering_id, a.besvart_av_id) and b.mappe_id is distinct from s.mappe_id)"
    )
    melding = "Et brev og svaret på det må flyttes sammen."
    yield _funksjon("samme_sak", _nekt(f"{skilt} and not vern.overstyrt()", melding, "3.2.39") + " return null;")
    yield "drop trigger if exists c_samme_sak on arkivstruktur_registrering"
    yield (
        "create constraint trigger c_samme_sak after update on arkivstruktur_registrering"
        " deferrable initially deferred for each row when (old.mappe_id is distinct from new.mappe_id)"
        " execute function vern.samme_sak()"
    )


_UTEN_GRUNN = "Skriv hvorfor det slettes: nummeret blir stående tomt."


def _hull() -> Iterable[str]:
    """A numbered unit that is deleted leaves an explained hole; one that once was final stays (krav 3.2.19)."""
    for tabell, art, aar, nummer, varig, melding, krav in (
        (
            "registrering", "journal", "journalaar", "journalsekvensnummer",
            "(old.foerst_endelig is not null or old.arkivert_dato is not null)",
            "Journalposten er eller har vært endelig og kan ikke slettes. Sett den til utgår.", "3.2.16 3.2.19",
        ),
        (
            "mappe", "sak", "saksaar", "sakssekvensnummer", "old.avsluttet_dato is not null",
            "En avsluttet sak kan ikke slettes.", "3.2.3",
        ),
    ):  # fmt: skip
        yield _funksjon(
            f"slett_{tabell}",
            _nekt(f"{varig} and not vern.overstyrt()", melding, krav)
            + f""" if old.{nummer} is not null then
              {_nekt("vern.arbeid() ->> 'g' = ''", _UTEN_GRUNN, "M012 M014")}
              insert into arkivstruktur_nummerhull (virksomhet_id, art, aar, nummer, grunn, tid)
              values (old.virksomhet_id, '{art}', old.{aar}, old.{nummer},
                      coalesce(vern.arbeid() ->> 'g', '(databaseeieren)'), clock_timestamp());
            end if; return old;""",
        )
        yield f"drop trigger if exists b_slett on arkivstruktur_{tabell}"
        yield (
            f"create trigger b_slett before delete on arkivstruktur_{tabell} for each row"
            f" execute function vern.slett_{tabell}()"
        )


# What a row of the index is made of: table, what to mark, and the columns that matter (empty: any change).
_SOEK = (
    (
        "mappe", "merk_mappe",
        "tittel mappe_id tilgangsklasse_id ser_ogsaa_id klasse_id saksstatus administrativ_enhet_id saksansvarlig_id"
        " saksdato avsluttet_dato",
    ),
    (
        "registrering", "merk_registrering",
        "tittel registrerings_id tilgangsklasse_id ser_ogsaa_id klasse_id journalposttype journalstatus journaldato"
        " dokumentets_dato mottatt_dato sendt_dato forfallsdato administrativ_enhet_id saksbehandler_id restanse",
    ),
    ("korrespondansepart", "merk_av_barn", "navn registrering_id"),
    ("dokumentkobling", "merk_av_barn", "registrering_id dokumentbeskrivelse_id"),
    ("part", "merk_av_barn", "navn mappe_id registrering_id"),
    ("skjerming", "merk_av_barn", "tilgangsrestriksjon_id"),
    ("nasjonalidentifikator", "merk_av_barn", "gaardsnummer bruksnummer"),
)  # fmt: skip
_SOEK_DOKUMENT = (
    ("dokumentbeskrivelse", "update", "merk_registrering_av_dokument", "tittel dokumenttype dokumentstatus"),
    ("dokumentobjekt", "insert", "merk_registrering_av_dokument", ""),
    ("dokumentobjekt", "update", "merk_registrering_av_dokument", "format filnavn"),
    ("dokumenttekst", "insert", "merk_registrering_av_tekst", ""),
    ("dokumenttekst", "update", "merk_registrering_av_tekst", "tekst"),
)


def soekeregler() -> Iterable[str]:
    """Marks for the search index: rebuilt once per object at commit, so search never shows what was just screened."""
    for tabell, funksjon, kolonner in _SOEK:
        yield from _soekeutloeser(tabell, "x_soek", "insert or delete", funksjon, "")
        yield from _soekeutloeser(tabell, "x_soek_endret", "update", funksjon, kolonner)
    for tabell, naar, funksjon, kolonner in _SOEK_DOKUMENT:
        yield from _soekeutloeser(tabell, f"x_soek_{naar}", naar, funksjon, kolonner)


def _soekeutloeser(tabell: str, navn: str, naar: str, funksjon: str, kolonner: str) -> Iterable[str]:
    gammel, ny = (", ".join(f"{rad}.{k}" for k in kolonner.split()) for rad in ("old", "new"))
    vilkaar = f" when (row({gammel}) is distinct from row({ny}))" if kolonner else ""
    yield f"drop trigger if exists {navn} on arkivstruktur_{tabell}"
    yield (
        f"create trigger {navn} after {naar} on arkivstruktur_{tabell} for each row"
        f"{vilkaar} execute function vern.{funksjon}()"
    )


# Tables with an access class, and their columns of tenant, class and named people.
_TILGANG = (
    ("arkivstruktur_mappe", "virksomhet_id, tilgangsklasse_id, ser_ogsaa_id"),
    ("arkivstruktur_registrering", "virksomhet_id, tilgangsklasse_id, ser_ogsaa_id"),
    ("vern.soekeindeks", "virksomhet_id, klasse, ser_ogsaa"),
)


def statistikkregler() -> Iterable[str]:
    """Tell the planner that a class belongs to one tenant: else it takes a bydel for a few rows, and sorts it whole."""
    for tabell, kolonner in _TILGANG:
        navn = f"vern.tilgang_{tabell.rpartition('.')[2]}"
        yield f"create statistics if not exists {navn} (dependencies, mcv) on {kolonner} from {tabell}"
        yield f"alter statistics {navn} set statistics 500"


def grants_app() -> Iterable[str]:
    """The little that the login role may do by itself: sessions, login, the job queue, and finding out who acts.

    It cannot set a password: that is done in the archive service's arbeid, under the seal.
    """
    yield "grant select, insert, update, delete on organisasjon_sesjon to bysak_app"
    yield "grant select on django_content_type, django_migrations to bysak_app"
    yield "grant select, insert, delete on organisasjon_innloggingsforsoek to bysak_app"
    yield "grant usage on sequence organisasjon_innloggingsforsoek_id_seq to bysak_app"
    yield "grant select, insert, update, delete on organisasjon_adgang to bysak_app"
    yield "grant usage on sequence organisasjon_adgang_id_seq to bysak_app"
    yield "drop policy if exists app_les on organisasjon_integrasjon"
    yield "create policy app_les on organisasjon_integrasjon for select to bysak_app using (true)"
    yield "grant select on organisasjon_integrasjon to bysak_app"
    yield "drop policy if exists app_les on organisasjon_gruppekobling"
    yield "create policy app_les on organisasjon_gruppekobling for select to bysak_app using (true)"
    yield "grant select on organisasjon_gruppekobling to bysak_app"
    egne = "last_login, enkelttaster, tema, tetthet, kom_i_gang, fristvarsel, varselvalg, varseltime, kolonner"
    yield f"revoke update ({egne}) on organisasjon_bruker from bysak_app"
    yield f"grant update ({egne}) on organisasjon_bruker to bysak_app"
    yield "drop policy if exists app_egen on organisasjon_bruker"
    yield "create policy app_egen on organisasjon_bruker for update to bysak_app using (true) with check (true)"
    yield "grant select (hemmelighet, siste_steg, koder) on organisasjon_totrinn to bysak_app"
    yield "grant update (siste_steg, koder) on organisasjon_totrinn to bysak_app"
    yield "drop policy if exists app_bruk on organisasjon_totrinn"
    yield "create policy app_bruk on organisasjon_totrinn for update to bysak_app using (true) with check (true)"
    yield "drop policy if exists app_les on organisasjon_rolletildeling"
    yield "create policy app_les on organisasjon_rolletildeling for select to bysak_app using (true)"
    yield "grant select on organisasjon_rolletildeling to bysak_app"
    yield from _felles_maler()
    yield from _jobbkoe()


def _felles_maler() -> Iterable[str]:
    """The archive service's templates are read by all; they are its own rows, so nobody else writes them."""
    felles = "virksomhet_id in (select id from organisasjon_virksomhet where er_arkivtjeneste)"
    for tabell in ("saksbehandling_dokumentmal", "saksbehandling_malversjon"):
        yield f"drop policy if exists les_felles on {tabell}"
        yield f"create policy les_felles on {tabell} for select to bysak_virksomhet, bysak_flere using ({felles})"


def _jobbkoe() -> Iterable[str]:
    """The queue is the login role's; a tenant can only add jobs that are its own, and sees no other's."""
    for tabell in ("jobs", "events", "periodic_defers", "workers"):
        yield f"grant select, insert, update, delete on procrastinate_{tabell} to bysak_app"
    yield "revoke all on procrastinate_jobs, procrastinate_events from bysak_virksomhet, bysak_flere"
    yield "grant select, insert on procrastinate_jobs to bysak_virksomhet"
    yield "grant insert on procrastinate_events to bysak_virksomhet"
    yield "alter table procrastinate_jobs enable row level security"
    yield "drop policy if exists koe on procrastinate_jobs"
    yield "create policy koe on procrastinate_jobs to bysak_app using (true) with check (true)"
    yield "drop policy if exists egen on procrastinate_jobs"
    yield (
        "create policy egen on procrastinate_jobs to bysak_virksomhet"
        " using (args ->> 'virksomhet_id' = (select vern.virksomhet())::text)"
    )
    yield (
        "do $$ declare s text; begin for s in select sequence_name from information_schema.sequences"
        " where sequence_schema = 'public' and sequence_name like 'procrastinate_%' loop"
        " execute format('grant usage on sequence %I to bysak_app, bysak_virksomhet', s); end loop; end $$"
    )


def grants_vern() -> Iterable[str]:
    """Last: nobody calls the guards' own functions; only those that the policies and search need are open.

    A trigger function is not asked for again when it fires, so none of these grants is needed for that.
    """
    yield "grant usage on schema vern to bysak_virksomhet, bysak_flere, bysak_app"
    yield "revoke all on all tables in schema vern from public, bysak_virksomhet, bysak_flere, bysak_app"
    yield "revoke all on all functions in schema vern from public, bysak_virksomhet, bysak_flere, bysak_app"
    yield (
        "grant execute on function vern.arbeid(), vern.virksomhet(), vern.leser(), vern.er_arkivtjeneste()"
        " to bysak_virksomhet, bysak_flere, bysak_app"
    )
    yield "grant execute on function vern.passord(), vern.handlinger_siden(int[], timestamptz) to bysak_app"
    for funksjon in (
        "soek(jsonb, int[], int[], text, int, int)",
        "soekeid(jsonb, int[], int[], text)",
        "soekefasetter(jsonb, int[], int[])",
        "soekeutdrag(jsonb, int[], int[], uuid[])",
        "soekeforslag(text, int[], int[])",
        "laer_ord()",
    ):
        yield f"grant execute on function vern.{funksjon} to bysak_virksomhet, bysak_flere"
    # With a temporary table of the same name somebody could stand between the next user of the session and the rows.
    # Only the database's owner can take it away; when that is another, mangler() says what to run.
    yield (
        "do $$ begin if (select pg_has_role(datdba, 'member') from pg_database where datname = current_database())"
        " then execute format('revoke temporary, create on database %I from public', current_database());"
        " end if; end $$"
    )
