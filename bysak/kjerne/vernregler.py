"""The parts of the database's promises that are generated from rules: freeze, closed parents, search marks, grants."""

from collections.abc import Iterable
from importlib import import_module


def _regler() -> tuple[tuple[object, ...], tuple[object, ...]]:
    # The rules are the archive core's; the mechanism is below it. Looked up by name so that no import points upwards.
    koder = import_module("bysak.arkivstruktur.koder")
    return koder.FRYST, koder.LUKKET


def _tekst(s: str) -> str:
    return "'" + s.replace("'", "''") + "'"


def frysregler() -> Iterable[str]:
    """Triggers of the freeze matrix and of closed parents; override is the reason in the sealed statement (krav 2.9.3)."""
    fryst, lukket = _regler()
    for nr, f in enumerate(fryst):
        navn = f"b_frys_{nr}"
        gammel = ", ".join(f"old.{k}" for k in f.kolonner)  # type: ignore[attr-defined]
        ny = ", ".join(f"new.{k}" for k in f.kolonner)  # type: ignore[attr-defined]
        tabell = f.tabell  # type: ignore[attr-defined]
        evig = f.naar == "true"  # type: ignore[attr-defined]
        overstyr = "false" if evig else "coalesce(vern.arbeid() ->> 'o', '') <> ''"
        yield f"""create or replace function vern.{navn}() returns trigger language plpgsql security definer
          set search_path = pg_catalog, public, pg_temp as $$ begin
          if ({f.naar}) and not ({overstyr}) then
            raise exception using message = {_tekst(f.melding)}, errcode = 'BY001', hint = {_tekst("krav " + f.krav)};
          end if; return new; end $$"""  # type: ignore[attr-defined]
        yield f"drop trigger if exists {navn} on {tabell}"
        yield (
            f"create trigger {navn} before update on {tabell} for each row"
            f" when (row({gammel}) is distinct from row({ny})) execute function vern.{navn}()"
        )
    for nr, l in enumerate(lukket):  # noqa: E741
        yield from _lukket(nr, l)
    yield from _hull()


def _lukket(nr: int, regel: object) -> Iterable[str]:
    barn, peker, forelder, naar, krav, melding = (
        getattr(regel, n) for n in ("barn", "peker", "forelder", "naar", "krav", "melding")
    )
    navn = f"b_lukket_{nr}"
    yield f"""create or replace function vern.{navn}() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public, pg_temp as $$ begin
      if exists (select 1 from {forelder} f where f.system_id = new.{peker} and ({naar}))
         and coalesce(vern.arbeid() ->> 'o', '') = '' then
        raise exception using message = {_tekst(melding)}, errcode = 'BY001', hint = {_tekst("krav " + krav)};
      end if; return new; end $$"""
    yield f"drop trigger if exists {navn} on {barn}"
    yield f"drop trigger if exists {navn}_flytt on {barn}"
    yield f"create trigger {navn} before insert on {barn} for each row execute function vern.{navn}()"
    yield (
        f"create trigger {navn}_flytt before update on {barn} for each row"
        f" when (old.{peker} is distinct from new.{peker}) execute function vern.{navn}()"
    )


def _hull() -> Iterable[str]:
    """A numbered unit that is deleted leaves an explained hole; one that once was final is not deleted (krav 3.2.19)."""
    yield """create or replace function vern.slett_registrering() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public, pg_temp as $$ begin
      if (old.foerst_endelig is not null or old.arkivert_dato is not null)
         and coalesce(vern.arbeid() ->> 'o', '') = '' then
        raise exception using message = 'Journalposten har vært journalført og kan ikke slettes. Sett den til utgår.',
          errcode = 'BY001', hint = 'krav 3.2.16 3.2.19';
      end if;
      if old.journalsekvensnummer is not null then
        insert into arkivstruktur_nummerhull (virksomhet_id, art, aar, nummer, grunn, tid)
        values (old.virksomhet_id, 'journal', old.journalaar, old.journalsekvensnummer,
                coalesce(nullif(current_setting('bysak.grunn', true), ''), '(uten grunn)'), clock_timestamp());
      end if; return old; end $$"""
    yield "drop trigger if exists b_slett on arkivstruktur_registrering"
    yield (
        "create trigger b_slett before delete on arkivstruktur_registrering for each row"
        " execute function vern.slett_registrering()"
    )
    yield """create or replace function vern.slett_mappe() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public, pg_temp as $$ begin
      if old.avsluttet_dato is not null and coalesce(vern.arbeid() ->> 'o', '') = '' then
        raise exception using message = 'En avsluttet sak kan ikke slettes.', errcode = 'BY001', hint = 'krav 3.2.3';
      end if;
      if old.sakssekvensnummer is not null then
        insert into arkivstruktur_nummerhull (virksomhet_id, art, aar, nummer, grunn, tid)
        values (old.virksomhet_id, 'sak', old.saksaar, old.sakssekvensnummer,
                coalesce(nullif(current_setting('bysak.grunn', true), ''), '(uten grunn)'), clock_timestamp());
      end if; return old; end $$"""
    yield "drop trigger if exists b_slett on arkivstruktur_mappe"
    yield (
        "create trigger b_slett before delete on arkivstruktur_mappe for each row execute function vern.slett_mappe()"
    )


_SOEK = (
    ("arkivstruktur_mappe", "merk_mappe", "tittel, mappe_id, tilgangsklasse_id, ser_ogsaa_id"),
    ("arkivstruktur_registrering", "merk_registrering", "tittel, registrerings_id, tilgangsklasse_id, ser_ogsaa_id"),
    ("arkivstruktur_korrespondansepart", "merk_registrering_av_barn", "navn, registrering_id"),
    ("arkivstruktur_dokumentkobling", "merk_registrering_av_barn", "registrering_id, dokumentbeskrivelse_id"),
    ("arkivstruktur_part", "merk_mappe_av_barn", "navn, mappe_id"),
)


def soekeregler() -> Iterable[str]:
    """Marks for the search index: rebuilt once per object at commit, so search never shows what was just screened."""
    for tabell, funksjon, kolonner in _SOEK:
        gammel = ", ".join(f"old.{k.strip()}" for k in kolonner.split(","))
        ny = ", ".join(f"new.{k.strip()}" for k in kolonner.split(","))
        yield f"drop trigger if exists x_soek on {tabell}"
        yield f"drop trigger if exists x_soek_endret on {tabell}"
        yield f"create trigger x_soek after insert or delete on {tabell} for each row execute function vern.{funksjon}()"
        yield (
            f"create trigger x_soek_endret after update on {tabell} for each row"
            f" when (row({gammel}) is distinct from row({ny})) execute function vern.{funksjon}()"
        )
    yield "drop trigger if exists x_soek on arkivstruktur_dokumenttekst"
    yield (
        "create trigger x_soek after insert or update on arkivstruktur_dokumenttekst for each row"
        " execute function vern.merk_registrering_av_tekst()"
    )
    yield "drop trigger if exists x_soek on arkivstruktur_dokumentbeskrivelse"
    yield (
        "create trigger x_soek after update on arkivstruktur_dokumentbeskrivelse for each row"
        " when (old.tittel is distinct from new.tittel) execute function vern.merk_registrering_av_dokument()"
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
    """The little that the login role may do by itself: sessions, login, the job queue, and finding out who acts."""
    yield "grant select, insert, update, delete on django_session to bysak_app"
    yield "grant select on django_content_type, django_migrations to bysak_app"
    yield "grant select, insert, delete on organisasjon_innloggingsforsoek to bysak_app"
    yield "grant usage on sequence organisasjon_innloggingsforsoek_id_seq to bysak_app"
    yield "grant update (password, last_login, enkelttaster) on organisasjon_bruker to bysak_app"
    yield "drop policy if exists app_egen on organisasjon_bruker"
    yield "create policy app_egen on organisasjon_bruker for update to bysak_app using (true) with check (true)"
    yield "drop policy if exists app_les on organisasjon_rolletildeling"
    yield "create policy app_les on organisasjon_rolletildeling for select to bysak_app using (true)"
    yield "grant select on organisasjon_rolletildeling to bysak_app"
    for tabell in ("jobs", "events", "periodic_defers", "workers"):
        yield f"grant select, insert, update, delete on procrastinate_{tabell} to bysak_app"
    yield "grant select, insert on procrastinate_jobs, procrastinate_events to bysak_virksomhet"
    yield (
        "do $$ declare s text; begin for s in select sequence_name from information_schema.sequences"
        " where sequence_schema = 'public' and sequence_name like 'procrastinate_%' loop"
        " execute format('grant usage on sequence %I to bysak_app, bysak_virksomhet', s); end loop; end $$"
    )
