"""What the database promises: one idempotent step after `migrate` that reads the models and `koder.FRYST`.

Run by the owner. Makes roles, row-level security, composite keys, log, freeze and search triggers.
`mangler()` asks the catalogue whether it all stands; the application refuses to start when it does not.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.utils.translation import gettext_noop

from bysak.kjerne.arbeid import segl_holder
from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.models import Felles, Virksomhetseid
from bysak.kjerne.vernregler import frysregler, grants_app, grants_vern, soekeregler, statistikkregler

FELLESROLLER = ("bysak_virksomhet", "bysak_flere")
LOGINROLLER = {"bysak_app": "app", "bysak_offentlig": "offentlig"}
SKJULTE_ELEMENTER = {
    "arkivstruktur_redigering": ("noekkel", "sesjon", "utloeper", "laas", "laas_utloeper", "lagret_tid"),
    "organisasjon_bruker": ("last_login",),
    "organisasjon_passord": ("hash",),
    "organisasjon_totrinn": ("hemmelighet", "siste_steg", "koder"),
    "organisasjon_integrasjon": ("noekkelhash",),
    "organisasjon_abonnement": (
        "hemmelighet",
        "forrige_hemmelighet",
        "merke",
        "forsoek",
        "neste_tid",
        "feil",
    ),
    "saksbehandling_varsel": ("lest_dato",),
    "mottak_innkomst": ("kladd", "tekst", "leveringer"),
    "mottak_mottakersystem": ("passord", "neste_tid", "hentet_tid", "i_listen"),
    "mottak_mottaksnoekkel": ("privat",),
    "mottak_leveranse": ("sist_sett_tid", "forsoek", "neste_tid"),
    "mottak_postkasse": (
        "hemmelighet",
        "fornyelse",
        "uidvalidity",
        "sett_til",
        "hentet_tid",
        "i_mappen",
        "neste_tid",
        "forsoek",
    ),
    "mottak_postmelding": ("forsoek", "neste_tid"),
}
# Written by the application and read by none of its roles; what login reads, `grants_app` says.
ULESELIG = {"organisasjon_passord": ("hash",), "organisasjon_totrinn": ("hemmelighet", "siste_steg", "koder")}
# The log itself, messages about what it has already, what is counted or read out of other rows, who looks just now,
# and what somebody waits for a file of.
ULOGGET = (
    "kjerne_handling",
    "kjerne_endring",
    "arkivstruktur_nummerserie",
    "arkivstruktur_dokumenttekst",
    "mottak_innkomsttekst",
    "mottak_likhetsbaand",
    "mottak_forslagsord",
    "mottak_laering",
    "mottak_forslagsutfall",
    "organisasjon_utlevering",
    "saksbehandling_naervaer",
    "saksbehandling_bestilling",
)
# Written by triggers alone, which run as the owner.
BARE_LEST = ("kjerne_handling", "kjerne_endring", "arkivstruktur_nummerhull")
SKJEMAER = "('public'::regnamespace, 'offentlig'::regnamespace)"


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
        for setning in _roller():
            peker.execute(setning)
        for setning in _loefter():
            peker.execute(setning)
        _sett_noekkel(peker)
        _tilpass_transaksjonene(peker)


def slipp_soekevisning() -> None:
    """Remove the views, so that a migration can change the tables under them."""
    with connection.cursor() as peker:
        # Without the schema, too, nothing is in the way.
        for visning in ("vern.soekerader", "offentlig.publiseringsregel", "offentlig.stengt_dag"):
            peker.execute(f"drop view if exists {visning}")


def _loefter() -> Iterable[str]:
    for fil in ("vern.sql", "vern_soek.sql", "vern_offentlig.sql"):
        yield (Path(__file__).parent / fil).read_text(encoding="utf-8")
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
    yield from grants_vern()


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


def _tilpass_transaksjonene(peker: Any) -> None:
    """After a restore from a dump the cluster counts transactions from the start: put all that were before it.

    The order among them is kept, and so is every cursor into the stream of changes, which names a line of the log.
    """
    peker.execute(
        "update kjerne_handling set transaksjon = transaksjon - m.hoeyest from (select max(transaksjon) as hoeyest"
        " from kjerne_handling) m where m.hoeyest >= pg_current_xact_id()::text::bigint"
    )


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
    if tabell not in BARE_LEST:
        yield f"grant insert, update, delete on {t} to bysak_virksomhet"
        yield from _sekvens(modell)
    yield f"drop trigger if exists a_samme_virksomhet on {t}"
    yield (
        f"create trigger a_samme_virksomhet before update on {t} for each row"
        " when (old.virksomhet_id is distinct from new.virksomhet_id) execute function vern.samme_virksomhet()"
    )
    if tabell.startswith("offentlig"):
        yield from _policy(tabell, "publikum", "select", "bysak_offentlig", "true")
        yield f"grant select on {t} to bysak_offentlig"


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
    uleselig = ULESELIG.get(tabell, ())
    kolonner = ", ".join(str(f.column) for f in modell._meta.local_fields if f.column not in uleselig)
    yield f"grant select ({kolonner}) on {t} to bysak_virksomhet, bysak_flere, bysak_app"
    yield f"grant insert, update, delete on {t} to bysak_virksomhet"
    yield from _sekvens(modell)


def _pekere(modell: type[models.Model]) -> Iterable[tuple[str, type[models.Model]]]:
    """Columns that point inside the tenant, and at what."""
    for felt in modell._meta.local_fields:
        if isinstance(felt, models.ForeignKey):
            maal: type[models.Model] = felt.remote_field.model
            if issubclass(maal, Virksomhetseid):
                yield str(felt.column), maal._meta.concrete_model or maal


def _sammensatte_noekler(eide: list[type[models.Model]]) -> Iterable[str]:
    maal = {m for e in eide for _, m in _pekere(e)}
    for modell in sorted(maal, key=lambda m: m._meta.db_table):
        tabell, pk = modell._meta.db_table, str(modell._meta.pk.column)
        navn = f"uv_{_navn(tabell)}"[:60]
        yield _hvis_mangler(tabell, ("virksomhet_id", pk), "u", f"add constraint {navn} unique (virksomhet_id, {pk})")
    for modell in eide:
        tabell = modell._meta.db_table
        for kolonne, peker_paa in _pekere(modell):
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
    """What is missing of the promises, as Norwegian sentences; empty when all stand. Asked at every start.

    Run as the application, outside an arbeid.
    """
    funn: list[str] = []
    with connection.cursor() as peker:
        for spoersmaal, setning in _ROLLESPOERSMAAL:
            peker.execute(spoersmaal)
            if peker.fetchone()[0]:
                funn.append(setning)
        peker.execute("select count(*) from pg_proc where pronamespace = to_regnamespace('vern')")
        if not peker.fetchone()[0]:
            return [*funn, "Databasen mangler vernet. Kjør «bysak migrer»."]
        peker.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'virksomhet_id'"
            f" where c.relkind in ('r','p') and c.relnamespace in {SKJEMAER} and not c.relrowsecurity"
        )
        funn += [f"Tabellen {rad[0]} mangler radvern." for rad in peker.fetchall()]
        peker.execute(
            "select r, c.relname from unnest(%s::text[]) r, pg_class c where c.relkind in ('r','p') and"
            " ((c.relnamespace = 'vern'::regnamespace and has_table_privilege(r, c.oid, 'select,insert,update,delete'))"
            " or (c.relname = any (%s) and has_table_privilege(r, c.oid, 'insert,update,delete,truncate')))",
            [["bysak_app", *FELLESROLLER], list(BARE_LEST)],
        )
        funn += [f"Rollen {rolle} kan skrive i {tabell}." for rolle, tabell in peker.fetchall()]
        funn += _uten_vokter(peker)
    funn += [f"Pekeren {peker_} kan krysse muren mellom virksomhetene." for peker_ in pekere_uten_mur()]
    # The public process has no seal to compare: it never states an act, and must not hold the key.
    if not settings.ER_OFFENTLIG and not segl_holder():
        funn.append("Programmet og databasen har ikke samme segl. Kjør «bysak migrer».")
    return funn


_ROLLESPOERSMAAL = (
    (
        "select bool_or(rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) from pg_roles"
        " where rolname in (current_user, session_user)",
        "Databaserollen har for vide rettigheter (superuser, BYPASSRLS, CREATEROLE eller CREATEDB).",
    ),
    (
        "select exists (select 1 from pg_class where pg_has_role(session_user, relowner, 'member')"
        " and relnamespace::regnamespace::text in ('public', 'offentlig', 'vern'))",
        "Databaserollen eier tabeller, eller er medlem av eieren. Programmet skal aldri være eier.",
    ),
    (
        "select has_database_privilege(current_database(), 'temporary') or has_schema_privilege('public', 'create')"
        " or has_database_privilege(current_database(), 'create')",
        "Databaserollen kan lage tabeller. Kjør som databasens eier: revoke temporary on database … from public.",
    ),
)
_LAGER = re.compile(r"^create (?:constraint )?(trigger|policy) (\w+) .*?\bon ([\w.\"]+)", re.DOTALL | re.MULTILINE)


def _uten_vokter(peker: Any) -> list[str]:
    """Triggers and policies that vern() would make and that are not there, or are switched off."""
    skal = {
        (hva, tabell.replace('"', "").removeprefix("public."), navn)
        for setning in _loefter()
        for hva, navn, tabell in _LAGER.findall(setning)
    }
    peker.execute(
        "select 'trigger', t.tgrelid::regclass::text, t.tgname from pg_trigger t"
        " where not t.tgisinternal and t.tgenabled in ('O', 'A')"
        " union all select 'policy', p.polrelid::regclass::text, p.polname from pg_policy p"
    )
    har = {(hva, tabell.replace('"', ""), navn) for hva, tabell, navn in peker.fetchall()}
    return [f"Tabellen {tabell} mangler {navn}. Kjør «bysak migrer»." for _, tabell, navn in sorted(skal - har)]


def pekere_uten_mur() -> list[str]:
    """Columns that point inside the tenant without a composite foreign key: must be empty (a test asks)."""
    skal = {(m._meta.db_table.replace('"', ""), kolonne) for m in modeller(Virksomhetseid) for kolonne, _ in _pekere(m)}
    with connection.cursor() as peker:
        peker.execute(
            "select c.conrelid::regclass::text, a.attname, exists (select 1 from pg_attribute v where v.attnum ="
            " any (c.conkey) and v.attrelid = c.conrelid and v.attname = 'virksomhet_id') and c.convalidated"
            " from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)"
            " and a.attname <> 'virksomhet_id' where c.contype = 'f' and exists (select 1 from pg_attribute m"
            " where m.attrelid = c.confrelid and m.attname = 'virksomhet_id') and c.confrelid in"
            " (select oid from pg_class where relrowsecurity)"
        )
        med_mur: set[tuple[str, str]] = set()
        uten_mur: set[tuple[str, str]] = set()
        for tabell, kolonne, mur in peker.fetchall():
            (med_mur if mur else uten_mur).add((tabell.replace('"', ""), kolonne))
    return sorted(f"{tabell}.{kolonne}" for tabell, kolonne in (skal - med_mur) | uten_mur)


def krev_vern() -> None:
    """Refuse to start when a promise is missing. Raises `ImproperlyConfigured` with every sentence of `mangler()`."""
    funn = mangler()
    if funn:
        raise ImproperlyConfigured("\n".join(["Databasen holder ikke det den skal love:", *funn[:20]]))


# What the twin could not know: someone else was at the same thing, or what is pointed at is gone or another body's.
_SAMTIDIG = gettext_noop("Noen andre gjorde noe med det samme samtidig. Ingenting er lagret. Last siden på nytt.")
_BORTE = gettext_noop("Noe du viser til, finnes ikke her lenger. Ingenting er lagret. Last siden på nytt.")
_SETNINGER = {"23503": _BORTE, "23505": _SAMTIDIG, "40001": _SAMTIDIG, "40P01": _SAMTIDIG, "55P03": _SAMTIDIG}


def er_databasefeil_fra_vernet(feil: BaseException) -> str:
    """The sentence of a rule that the database enforced (SQLSTATE BY001), or empty when it is another error.

    Also of what happens when two people are at the same thing at once: a deadlock, the same row made twice, a row
    that is pointed at and gone.
    """
    aarsak = feil if isinstance(feil, psycopg.Error) else feil.__cause__
    if not isinstance(aarsak, psycopg.Error):
        return ""
    if aarsak.sqlstate == "BY001":
        return aarsak.diag.message_primary or ""
    return _SETNINGER.get(aarsak.sqlstate or "", "")
