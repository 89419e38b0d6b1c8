"""What the database promises: one idempotent step after `migrate` that reads the models and `koder.FRYST`.

Run by the owner. Makes roles, row-level security, composite keys, log, freeze and search triggers.
`mangler()` asks the catalogue whether it all stands; the application refuses to start when it does not.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.models import Endring, Felles, Handling, Virksomhetseid
from bysak.kjerne.vernregler import frysregler, grants_app, soekeregler, statistikkregler

FELLESROLLER = ("bysak_virksomhet", "bysak_flere")
LOGINROLLER = {"bysak_app": "app", "bysak_offentlig": "offentlig"}
SKJULTE_ELEMENTER = {
    "organisasjon_bruker": ("password", "last_login"),
    "mottak_innkomst": ("kladd", "tekst", "leveringer"),
}
ULOGGET = ("kjerne_handling", "kjerne_endring", "arkivstruktur_nummerserie", "arkivstruktur_dokumenttekst")


def sitert(tabell: str) -> str:
    """A table name ready for SQL; models in schema `offentlig` carry their schema inside the name."""
    return '"' + tabell + '"'


def _navn(tabell: str) -> str:
    return tabell.replace('"."', "_").replace('"', "")


def modeller(base: type[models.Model]) -> list[type[models.Model]]:
    """Concrete, unproxied models under a base, in stable order."""
    return sorted(
        (m for m in apps.get_models() if issubclass(m, base) and not m._meta.proxy and m._meta.managed),
        key=lambda m: m._meta.db_table,
    )


def vern() -> None:
    """Bring roles, policies, keys and triggers in step with the models. Idempotent; needs the owner's connection."""
    with transaction.atomic(), connection.cursor() as peker:
        for setning in _alle_setninger():
            peker.execute(setning)
        _sett_noekkel(peker)


def _alle_setninger() -> Iterable[str]:
    yield from _roller()
    yield (Path(__file__).parent / "vern.sql").read_text(encoding="utf-8")
    eide = modeller(Virksomhetseid)
    for modell in eide:
        yield from _rls(modell)
    for modell in modeller(Felles):
        yield from _rls_felles(modell)
    yield from _sammensatte_noekler(eide)
    for modell in [*eide, *modeller(Felles)]:
        yield from _logg(modell)
    yield from frysregler()
    yield from soekeregler()
    yield from statistikkregler()
    yield from grants_app()


def _roller() -> Iterable[str]:
    for rolle in FELLESROLLER:
        yield (
            f"do $$ begin if not exists (select 1 from pg_roles where rolname = '{rolle}')"
            f" then create role {rolle} nologin; end if; end $$"
        )
    for rolle, navn in LOGINROLLER.items():
        passord = hemmelighet(navn).replace("'", "''")
        yield (
            f"do $$ begin if not exists (select 1 from pg_roles where rolname = '{rolle}')"
            f" then create role {rolle} login noinherit; end if; end $$"
        )
        yield f"alter role {rolle} password '{passord}'"
    for rolle in FELLESROLLER:
        yield f"grant {rolle} to bysak_app with inherit false, set true"
    yield "create schema if not exists offentlig"
    yield "revoke create on schema public from public"
    yield "grant usage on schema public to bysak_app, bysak_virksomhet, bysak_flere"
    yield "grant usage on schema offentlig to bysak_offentlig, bysak_virksomhet, bysak_flere"


def _sett_noekkel(peker: Any) -> None:
    noekkel = hashlib.sha256(hemmelighet("segl").encode()).digest()
    peker.execute(
        "insert into vern.noekkel (noekkel) values (%s) on conflict (en) do update set noekkel = excluded.noekkel",
        [noekkel],
    )
    peker.execute("revoke all on all tables in schema vern from public")
    peker.execute("grant usage on schema vern to bysak_virksomhet, bysak_flere, bysak_app")
    peker.execute("revoke execute on function vern.handling(smallint), vern.merk_soek(text, uuid) from public")


def _policy(tabell: str, navn: str, hva: str, rolle: str, uttrykk: str, sjekk: str = "") -> Iterable[str]:
    yield f"drop policy if exists {navn} on {sitert(tabell)}"
    vilkaar = "" if hva == "insert" else f" using ({uttrykk})"
    kontroll = f" with check ({sjekk or uttrykk})" if hva in ("insert", "update", "all") else ""
    yield f"create policy {navn} on {sitert(tabell)} for {hva} to {rolle}{vilkaar}{kontroll}"


def _rls(modell: type[models.Model]) -> Iterable[str]:
    tabell = modell._meta.db_table
    t = sitert(tabell)
    yield f"alter table {t} enable row level security"
    yield from _policy(tabell, "egen", "all", "bysak_virksomhet", "virksomhet_id = (select vern.virksomhet())")
    yield from _policy(
        tabell, "flere", "select", "bysak_flere", "virksomhet_id = any ((select vern.leser())::smallint[])"
    )
    yield f"revoke all on {t} from bysak_virksomhet, bysak_flere, bysak_app, public"
    yield f"grant select on {t} to bysak_virksomhet, bysak_flere"
    if modell not in (Handling, Endring):
        yield f"grant insert, update, delete on {t} to bysak_virksomhet"
    yield f"drop trigger if exists a_samme_virksomhet on {t}"
    yield (
        f"create trigger a_samme_virksomhet before update on {t} for each row"
        " when (old.virksomhet_id is distinct from new.virksomhet_id) execute function vern.samme_virksomhet()"
    )
    if tabell.startswith("offentlig"):
        yield from _policy(tabell, "publikum", "select", "bysak_offentlig", "true")
        yield f"grant select on {t} to bysak_offentlig"
    yield from _sekvens(modell)


def _sekvens(modell: type[models.Model]) -> Iterable[str]:
    pk = modell._meta.pk
    if isinstance(pk, models.AutoField | models.BigAutoField):
        yield (
            f"do $$ begin execute 'grant usage on sequence ' ||"
            f" pg_get_serial_sequence('{sitert(modell._meta.db_table)}', '{pk.column}')"
            f" || ' to bysak_virksomhet'; end $$"
        )


def _rls_felles(modell: type[models.Model]) -> Iterable[str]:
    tabell = modell._meta.db_table
    t = sitert(tabell)
    yield f"alter table {t} enable row level security"
    for rolle in ("bysak_virksomhet", "bysak_flere", "bysak_app"):
        yield from _policy(tabell, f"les_{rolle}", "select", rolle, "true")
    for hva in ("insert", "update", "delete"):
        yield from _policy(tabell, f"skriv_{hva}", hva, "bysak_virksomhet", "(select vern.er_arkivtjeneste())")
    yield f"revoke all on {t} from bysak_virksomhet, bysak_flere, bysak_app, public"
    yield f"grant select on {t} to bysak_virksomhet, bysak_flere, bysak_app"
    yield f"grant insert, update, delete on {t} to bysak_virksomhet"
    yield from _sekvens(modell)


def _pekere(modell: type[models.Model]) -> Iterable[tuple[str, type[models.Model], bool]]:
    for felt in modell._meta.local_fields:
        if isinstance(felt, models.ForeignKey) and felt.name != "virksomhet":
            maal: type[models.Model] = felt.remote_field.model
            yield felt.column, maal._meta.concrete_model or maal, bool(felt.db_constraint)


def _sammensatte_noekler(eide: list[type[models.Model]]) -> Iterable[str]:
    maal = {m for e in eide for _, m, _ in _pekere(e) if issubclass(m, Virksomhetseid)}
    for modell in sorted(maal, key=lambda m: m._meta.db_table):
        tabell, pk = modell._meta.db_table, modell._meta.pk.column
        navn = f"uv_{_navn(tabell)}"[:60]
        yield _hvis_mangler(tabell, ("virksomhet_id", pk), "u", f"add constraint {navn} unique (virksomhet_id, {pk})")
    for modell in eide:
        tabell = modell._meta.db_table
        for kolonne, peker_paa, _ in _pekere(modell):
            if not issubclass(peker_paa, Virksomhetseid):
                continue
            navn = f"fv_{_navn(tabell)}_{kolonne}"[:60]
            yield _hvis_mangler(
                tabell,
                ("virksomhet_id", kolonne),
                "f",
                f"add constraint {navn} foreign key (virksomhet_id, {kolonne}) references"
                f" {sitert(peker_paa._meta.db_table)} (virksomhet_id, {peker_paa._meta.pk.column})"
                " deferrable initially deferred",
            )


def _hvis_mangler(tabell: str, kolonner: tuple[str, ...], art: str, endring: str) -> str:
    liste = ",".join(f"'{k}'" for k in kolonner)
    return f"""do $$ begin
      if not exists (
        select 1 from pg_constraint c where c.conrelid = '{sitert(tabell)}'::regclass and c.contype = '{art}'
        and (select array_agg(a.attname::text order by x.n) from unnest(c.conkey) with ordinality x(nr, n)
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = x.nr) = array[{liste}])
      then alter table {sitert(tabell)} {endring}; end if; end $$"""


def _logg(modell: type[models.Model]) -> Iterable[str]:
    tabell = modell._meta.db_table
    t = sitert(tabell)
    if tabell in ULOGGET or tabell.startswith("offentlig"):
        return
    utelat = "".join(f", '{k}'" for k in SKJULTE_ELEMENTER.get(tabell, ()))
    yield f"drop trigger if exists z_logg on {t}"
    yield (
        f"create trigger z_logg after insert or update or delete on {t} for each row"
        f" execute function vern.logg('{modell._meta.pk.column}'{utelat})"
    )
    if any(f.column == "versjon" for f in modell._meta.local_fields):
        yield f"drop trigger if exists y_versjon on {t}"
        yield (
            f"create trigger y_versjon before update on {t} for each row"
            " when (old.* is distinct from new.*) execute function vern.tell_versjon()"
        )


def mangler() -> list[str]:
    """What is missing of the promises, as Norwegian sentences; empty when all stand. Asked at every start."""
    funn: list[str] = []
    with connection.cursor() as peker:
        peker.execute("select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = current_user")
        if peker.fetchone()[0]:
            funn.append("Databaserollen har for vide rettigheter (superuser, BYPASSRLS eller CREATEROLE).")
        peker.execute(
            "select count(*) from pg_tables where tableowner = current_user"
            " and schemaname in ('public', 'offentlig', 'vern')"
        )
        if peker.fetchone()[0]:
            funn.append("Databaserollen eier tabeller. Programmet skal aldri være eier.")
        peker.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'virksomhet_id'"
            " where c.relkind in ('r','p') and c.relnamespace in ('public'::regnamespace, 'offentlig'::regnamespace)"
            " and not c.relrowsecurity"
        )
        funn += [f"Tabellen {rad[0]} mangler radvern." for rad in peker.fetchall()]
        peker.execute("select count(*) from pg_proc where pronamespace = 'vern'::regnamespace")
        if not peker.fetchone()[0]:
            funn.append("Databasen mangler vernet. Kjør «bysak migrer».")
    return funn


def pekere_uten_mur() -> list[str]:
    """Columns that point inside the tenant without a key that holds the tenant; a test knows which few may stand alone.

    A key to shared master data needs none. Names such as mappe_id are the standard's own text numbers, not pointers.
    """
    with connection.cursor() as peker:
        peker.execute(
            "select c.oid::regclass::text, a.attname from pg_class c join pg_attribute v on v.attrelid = c.oid"
            " and v.attname = 'virksomhet_id' join pg_attribute a on a.attrelid = c.oid and a.attname like '%\\_id'"
            " and a.attnum > 0 and a.attname <> 'virksomhet_id'"
            " and a.atttypid in ('uuid'::regtype, 'bigint'::regtype, 'integer'::regtype, 'smallint'::regtype)"
            " where c.relkind = 'r' and not exists (select 1 from pg_constraint k where k.conrelid = c.oid"
            " and a.attnum = any(k.conkey) and (k.contype = 'p' or (k.contype = 'f' and (v.attnum = any(k.conkey)"
            " or not exists (select 1 from pg_attribute t where t.attrelid = k.confrelid"
            " and t.attname = 'virksomhet_id')))))"
        )
        return sorted(f"{tabell}.{kolonne}" for tabell, kolonne in peker.fetchall())


def er_databasefeil_fra_vernet(feil: Exception) -> str:
    """The sentence of a rule that the database enforced (SQLSTATE BY001), or empty when it is another error."""
    kode = getattr(getattr(feil, "__cause__", None), "sqlstate", "") or getattr(feil, "sqlstate", "")
    if kode != "BY001":
        return ""
    return re.sub(r"\s*CONTEXT:.*", "", str(feil), flags=re.DOTALL).strip()
