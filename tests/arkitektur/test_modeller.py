"""Models: every row of a virksomhet is behind the wall, and models state facts without writing."""

import ast

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import connection, models

from bysak.kjerne import vern
from bysak.kjerne.models import Felles, Virksomhetseid
from tests.arkitektur.kilder import domenet, funn, kall, kalt

# Rows about nobody's archive: a failed login has no virksomhet before somebody is logged in, and what one is let in
# with is the login role's own.
UTEN_EIER = {"organisasjon.Innloggingsforsoek", "organisasjon.Adgang", "organisasjon.Sesjon"}
# Public addresses carry the code of the virksomhet; it names the virksomhet itself and is unique over all.
UNIK_PAA_TVERS = {"journal.OffentligBydel.kode"}
# Ids that are no pointers: who acted (the log outlives any key), what the public calls a line, what routing copies.
FRITTSTAAENDE = {
    # Whatever somebody looks at just now; the page has asked whether they see it.
    "saksbehandling.Naervaer.objekt_id",
    "kjerne.Handling.bruker_id",
    "journal.Vurdering.vurdert_av_id",
    "journal.Publisertlinje.innfoersel_id",
    "journal.OffentligInnfoersel.innfoersel_id",
    "mottak.Innkomst.kilde_id",
    "mottak.Forslagsord.verdi",
    "mottak.Leveranse.innkomst",
    "mottak.Postmelding.innkomst",
}
SKRIVER = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def _modeller():
    return [m for m in apps.get_models() if m.__module__.startswith("bysak.") and not m._meta.proxy]


def test_hver_tabell_har_en_eier_eller_er_felles():
    feil = [
        m._meta.label
        for m in _modeller()
        if not issubclass(m, Virksomhetseid | Felles) and m._meta.label not in UTEN_EIER
    ]
    assert not feil, funn(feil)


def test_ingen_modell_har_tabeller_eller_pekere_uten_virksomhet():
    feil = []
    for m in _modeller():
        feil += [f"{m._meta.label}.{f.name}: automatisk mange-til-mange" for f in m._meta.local_many_to_many]
        feil += [f"{m._meta.label}: generisk peker" for f in m._meta.private_fields if isinstance(f, GenericForeignKey)]
        feil += [f"{m._meta.label}: arver tabellen {p._meta.db_table}" for p in m._meta.parents if not p._meta.proxy]
    assert not feil, funn(feil)


def test_virksomheten_staar_foerst_i_alt_som_er_unikt():
    feil = []
    for m in _modeller():
        if not issubclass(m, Virksomhetseid):
            continue
        feil += [
            f"{m._meta.label}.{f.name}"
            for f in m._meta.local_fields
            if f.unique and not f.primary_key and not isinstance(_innerst(f), models.UUIDField)
        ]
        feil += [
            f"{m._meta.label}: {c.name}"
            for c in m._meta.constraints
            if isinstance(c, models.UniqueConstraint) and c.fields and c.fields[0] != "virksomhet"
        ]
    assert set(feil) <= UNIK_PAA_TVERS, funn(feil)


def test_ingen_modellmetode_skriver():
    feil = [
        f"{m.sti}:{k.lineno} {klasse.name}.{f.name}: {kalt(k)}"
        for m in domenet()
        if "/models" in m.sti
        for klasse in m.offentlige()
        if isinstance(klasse, ast.ClassDef)
        for f in klasse.body
        if isinstance(f, ast.FunctionDef)
        for k in kall(f)
        if kalt(k) in SKRIVER
    ]
    assert not feil, funn(feil)


@pytest.mark.django_db
def test_databasen_holder_det_den_lover():
    assert vern.mangler() == []


@pytest.mark.django_db
def test_ingen_peker_gaar_gjennom_muren():
    assert vern.pekere_uten_mur() == []


def test_en_id_som_ikke_er_en_peker_er_det_med_vilje():
    """A bare UUID has no key in the database, so nothing stops it from naming another virksomhet's row."""
    funnet = {
        f"{m._meta.label}.{f.name}"
        for m in _modeller()
        if issubclass(m, Virksomhetseid)
        for f in m._meta.local_fields
        if isinstance(f, models.UUIDField) and not f.primary_key
    }
    assert funnet <= FRITTSTAAENDE, funn(sorted(funnet - FRITTSTAAENDE))


@pytest.mark.django_db
def test_hver_tabell_med_eier_har_radvern_og_regler_for_begge_rollene():
    with connection.cursor() as peker:
        peker.execute("select schemaname, tablename, array_agg(policyname::text) from pg_policies group by 1, 2")
        regler = {
            f'{skjema}"."{tabell}' if skjema != "public" else tabell: set(r) for skjema, tabell, r in peker.fetchall()
        }
    feil = [
        m._meta.db_table
        for m in vern.modeller(Virksomhetseid)
        if not {"egen", "flere"} <= regler.get(m._meta.db_table, set())
    ]
    assert not feil, funn(feil)


@pytest.mark.django_db
def test_en_rad_endres_ikke_uten_at_det_staar_i_loggen():
    with connection.cursor() as peker:
        peker.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'z_logg'")
        logget = {rad[0].strip('"') for rad in peker.fetchall()}
    eide = [*vern.modeller(Virksomhetseid), *vern.modeller(Felles)]
    tabeller = {m._meta.db_table for m in eide if not m._meta.db_table.startswith("offentlig")}
    feil = sorted(tabeller - logget - set(vern.ULOGGET))
    assert not feil, funn(feil)


@pytest.mark.django_db
def test_programmets_rolle_eier_ingenting_og_arver_ingenting():
    with connection.cursor() as peker:
        peker.execute(
            "select rolsuper or rolbypassrls or rolcreaterole or rolinherit from pg_roles where rolname = current_user"
        )
        assert peker.fetchone() == (False,)
        peker.execute("select count(*) from pg_class where relowner = current_user::regrole")
        assert peker.fetchone() == (0,)


def _innerst(felt):
    """What a column holds: a pointer holds what it points to."""
    return felt.target_field if isinstance(felt, models.ForeignKey) else felt
