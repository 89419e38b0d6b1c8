import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from bysak.kjerne.postgres import Server
from bysak.kjerne.vern import krev_vern, mangler, pekere_uten_mur
from tests.saker import som_eier

LOEFTER = """
select 'policy', polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid) from pg_policy union all
select 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger
  where not tgisinternal union all
select 'noekkel', conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint union all
select 'rett', oid::regclass::text, '',
  (select string_agg(a::text, ' ' order by a::text) from unnest(relacl) a) from pg_class
  where relnamespace::regnamespace::text in
  ('public', 'offentlig', 'vern') and relkind in ('r', 'S') union all
select 'funksjon', oid::regprocedure::text,
  (select string_agg(a::text, ' ' order by a::text) from unnest(proacl) a), md5(prosrc) from pg_proc where
  pronamespace = to_regnamespace('vern') order by 1, 2, 3
"""


def kjoer_vern(database: str) -> None:
    kode = "import django; django.setup(); from bysak.kjerne.vern import vern; vern()"
    oppsett = f"from bysak import settings; settings.DATABASES['default']['NAME'] = {database!r}; "
    miljoe = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bysak.settings",
        "BYSAK_PROSESS": "migrer",
        "BYSAK_DB_ROLLE": "eier",
    }
    svar = subprocess.run(
        [sys.executable, "-c", oppsett + kode], env=miljoe, capture_output=True, text=True, check=False
    )
    assert svar.returncode == 0, svar.stderr


@pytest.mark.django_db
def test_i_en_god_database_mangler_ingenting():
    assert mangler() == []
    assert pekere_uten_mur() == []
    krev_vern()


@pytest.mark.parametrize(
    ("skade", "funn"),
    [
        ("alter table arkivstruktur_mappe disable row level security", "arkivstruktur_mappe mangler radvern"),
        ("drop policy flere on arkivstruktur_registrering", "arkivstruktur_registrering mangler flere"),
        ("drop trigger z_logg on arkivstruktur_part", "arkivstruktur_part mangler z_logg"),
        ("alter table arkivstruktur_mappe disable trigger b_frys_0", "arkivstruktur_mappe mangler b_frys_0"),
        ("alter table arkivstruktur_mappe enable replica trigger z_logg", "arkivstruktur_mappe mangler z_logg"),
        ("drop trigger y_versjon on arkivstruktur_mappe", "arkivstruktur_mappe mangler y_versjon"),
        ("drop trigger bygg_soek on vern.soekekoe", "vern.soekekoe mangler bygg_soek"),
        ("alter role bysak_app createrole", "for vide rettigheter"),
        ("alter table arkivstruktur_part owner to bysak_app", "eier tabeller"),
        ("grant insert on kjerne_endring to bysak_virksomhet", "bysak_virksomhet kan skrive i kjerne_endring"),
        ("grant select on vern.noekkel to bysak_flere", "bysak_flere kan skrive i noekkel"),
        ("update vern.noekkel set noekkel = 'feil'", "samme segl"),
        ("drop schema vern cascade", "mangler vernet"),
        (
            "do $$ declare n text; begin select conname into n from pg_constraint where conrelid ="
            " 'arkivstruktur_registrering'::regclass and contype = 'f' and pg_get_constraintdef(oid) like '%mappe_id%';"
            " execute 'alter table arkivstruktur_registrering drop constraint ' || n; end $$",
            "arkivstruktur_registrering.mappe_id kan krysse muren",
        ),
        (
            "alter table arkivstruktur_part add constraint snarvei foreign key (mappe_id)"
            " references arkivstruktur_mappe",
            "arkivstruktur_part.mappe_id kan krysse muren",
        ),
        ("grant create on schema public to public", "kan lage tabeller"),
    ],
)
def test_et_loefte_som_mangler_blir_sett_ved_oppstart(egen_database, skade, funn):
    with som_eier(egen_database) as eier:
        try:
            eier.execute(skade)
            assert any(funn in f for f in mangler()), mangler()
            with pytest.raises(ImproperlyConfigured, match="ikke det den skal love"):
                krev_vern()
        finally:
            eier.execute("alter role bysak_app nocreaterole")


def test_midlertidige_tabeller_er_en_mangel(egen_database):
    with Server().koble_til() as eier:
        eier.execute(f'grant temporary on database "{egen_database}" to public')
    assert any("kan lage tabeller" in f for f in mangler())


def test_vern_kan_kjoeres_om_igjen_uten_at_noe_endres(egen_database):
    with som_eier(egen_database) as eier:
        foer = eier.execute(LOEFTER).fetchall()
        kjoer_vern(egen_database)
        assert eier.execute(LOEFTER).fetchall() == foer


def test_regler_fra_en_eldre_versjon_blir_ikke_liggende(egen_database):
    with som_eier(egen_database) as eier:
        eier.execute("create function vern.b_frys_99() returns trigger language plpgsql as 'begin return null; end'")
        eier.execute(
            "create trigger b_frys_99 before update on arkivstruktur_mappe"
            " for each row execute function vern.b_frys_99()"
        )
        kjoer_vern(egen_database)
        assert eier.execute("select count(*) from pg_trigger where tgname = 'b_frys_99'").fetchone() == (0,)
    assert mangler() == []


@pytest.mark.django_db
def test_testene_kjoerer_som_programmet_og_ikke_som_eieren():
    with connection.cursor() as peker:
        peker.execute("select session_user, (select rolsuper from pg_roles where rolname = session_user)")
        assert peker.fetchone() == ("bysak_app", False)
