"""Attempts to see or touch another bydel's rows with SQL of one's own inside an arbeid."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bysak.arkivstruktur.models import Avskrivning, Journalpost, Mappe, Merknad, Part, Saksmappe
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.models import Felles, Virksomhetseid
from bysak.kjerne.passord import passordhash
from bysak.kjerne.vern import modeller, sitert
from bysak.organisasjon.models import Bruker, Passord, Tilgangskode, Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.saker import en_sak, et_brev, som_eier
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db
TABELLER = [m._meta.db_table for m in modeller(Virksomhetseid)]
# What the policies and search call, and nothing else in the guards' schema.
SOEK = ("soek", "soekeid", "soekefasetter", "soekeutdrag", "soekeforslag", "laer_ord")
AAPNE_FUNKSJONER = {"arbeid", "virksomhet", "leser", "er_arkivtjeneste", "passord", "handlinger_siden", *SOEK}
ROLLER = ("bysak_app", "bysak_virksomhet", "bysak_flere")


_ALT = """select * from vern.soek('{"ikke": {"ord": "finnesikke"}}', %s, %s, 'nyest', 1000, 0)"""


def sql(setning: str, *verdier: Any) -> list[tuple]:
    with connection.cursor() as peker:
        peker.execute(setning, verdier or None)
        return peker.fetchall() if peker.description else []


def nektes(setning: str, hvorfor: str) -> None:
    with pytest.raises(DatabaseError, match=hvorfor), transaction.atomic():
        sql(setning)


@pytest.fixture(scope="module")
def fremmed(django_db_setup, django_db_blocker):
    """Ids of rows in Sagene, as somebody who had seen them would know them."""
    with django_db_blocker.unblock(), som_eier() as eier:
        rad = eier.execute(
            "select m.virksomhet_id, m.system_id, r.system_id, m.tilgangsklasse_id, m.arkivdel_id,"
            " m.administrativ_enhet_id"
            " from arkivstruktur_mappe m join arkivstruktur_registrering r on r.mappe_id = m.system_id"
            " join organisasjon_virksomhet v on v.id = m.virksomhet_id where v.kode = 'sagene' limit 1"
        ).fetchone()
    assert rad is not None
    return dict(zip(("virksomhet", "mappe", "registrering", "klasse", "arkivdel", "enhet"), rad, strict=True))


def test_en_bruker_i_frogner_ser_ingen_rad_fra_andre_i_noen_tabell():
    with som("ola", "frogner"):
        frogner = virksomhet("frogner").pk
        for tabell in TABELLER:
            andre = sql(f"select count(*) from {sitert(tabell)} where virksomhet_id <> %s", frogner)
            assert andre == [(0,)], tabell


@pytest.mark.parametrize(
    "angrep",
    [
        "select set_config('bysak.arbeid', replace(current_setting('bysak.arbeid'), '\"v\": ', '\"v\": 1'), true)",
        "select set_config('bysak.arbeid', '{\"v\": 9, \"l\": [1,2,3,4,5,6,7,8,9]}', true)",
        "select set_config('bysak.segl', 'abc', true)",
        "select set_config('bysak.segl', '', true)",
        "select set_config('bysak.arbeid', 'ikke json', true)",
        "set local role bysak_flere",
        "set role bysak_flere",
    ],
)
def test_den_som_endrer_erklaeringen_eller_rollen_ser_ingenting(angrep):
    with som("ola", "frogner"), transaction.atomic():
        sql(angrep)
        assert [t for t in TABELLER if sql(f"select 1 from {sitert(t)} limit 1")] == []
        transaction.set_rollback(True)


def test_et_lesearbeid_ser_bare_de_valgte_og_faar_ikke_skrevet():
    frogner, sagene = virksomhet("frogner"), virksomhet("sagene")
    with arbeid(som=aktoer("kari"), leser=[frogner, sagene]):
        assert {r[0] for r in sql("select distinct virksomhet_id from arkivstruktur_mappe")} == {frogner.pk, sagene.pk}
        nektes("update arkivstruktur_mappe set beskrivelse = 'x'", "permission denied")
        nektes("delete from arkivstruktur_merknad", "permission denied")
        with transaction.atomic():
            sql("set local role bysak_virksomhet")
            assert sql("select 1 from arkivstruktur_mappe") == []
            transaction.set_rollback(True)


def test_uten_rolle_ser_paaloggingsrollen_ingen_rader_fra_virksomhetene():
    with som("ola", "frogner"):
        sql("reset role")
        # Who acts where must be found out before anybody can act: the three tables of the tenants that login reads.
        innloggingens = {"organisasjon_rolletildeling", "organisasjon_integrasjon", "organisasjon_gruppekobling"}
        for tabell in set(TABELLER) - innloggingens:
            nektes(f"select 1 from {sitert(tabell)} limit 1", "permission denied")
        nektes("delete from organisasjon_rolletildeling", "permission denied")
        nektes("update organisasjon_integrasjon set noekkelhash = 'x'", "permission denied")
        nektes("update organisasjon_gruppekobling set rolle = 'systemforvalter'", "permission denied")


def test_innloggingen_kan_ikke_sette_passord_men_merke_seg_naar():
    with transaction.atomic():
        nektes("update organisasjon_passord set hash = 'x'", "permission denied")
        nektes("update organisasjon_bruker set passord_satt = now() where brukernavn = 'kari'", "permission denied")
        nektes("update organisasjon_bruker set is_active = false", "permission denied")
        nektes("insert into organisasjon_rolletildeling select * from organisasjon_rolletildeling", "permission denied")
        Bruker.objects.filter(brukernavn="ola").update(enkelttaster=False)


@pytest.mark.krav("4.4.5")
@pytest.mark.parametrize("rolle", ["", "reset role", "set local role bysak_flere"])
@pytest.mark.parametrize("hvor", ["frogner", "byarkivet"])
def test_den_som_smugler_inn_sql_faar_ingen_passord_aa_gjette_paa(rolle, hvor):
    with som("siv", hvor), transaction.atomic():
        if rolle:
            sql(rolle)
        for setning in (
            "select hash from organisasjon_passord",
            "select * from organisasjon_passord",
            "copy organisasjon_passord to stdout",
            "update organisasjon_passord set bruker_id = bruker_id returning hash",
        ):
            nektes(setning, "permission denied")
        nektes(
            "insert into organisasjon_passord (bruker_id, hash) select bruker_id, hash from organisasjon_passord",
            "permission denied",
        )
        transaction.set_rollback(True)


@pytest.mark.parametrize("hvem", ["kari", "siv"])
def test_innloggingens_spoersmaal_besvares_bare_under_segl_for_den_det_gjelder(hvem):
    assert str(passordhash(bruker(hvem).pk)).startswith("argon2")
    offer = str(bruker("even").pk)
    with som(hvem, "byarkivet"), transaction.atomic():
        nektes("select vern.passord()", "permission denied")
        sql("reset role")
        assert sql("select vern.passord()") == [(None,)]
        for erklaering in (f'{{"p": "{offer}"}}', f'{{"v": 1, "p": "{offer}"}}'):
            sql("select set_config('bysak.arbeid', %s, true)", erklaering)
            assert sql("select vern.passord()") == [(None,)]
        transaction.set_rollback(True)
    with som(hvem, "byarkivet"), pytest.raises(RuntimeError, match="åpent"):
        passordhash(bruker(hvem).pk)


def test_rader_kan_ikke_lages_i_eller_flyttes_til_en_annen_virksomhet(fremmed):
    with som("ola", "frogner") as ola:
        sak = en_sak(ola)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Part.objects.create(mappe=sak, navn="x", rolle="part", virksomhet_id=fremmed["virksomhet"])
        for tabell in TABELLER:
            if sql(f"select 1 from {sitert(tabell)} limit 1"):
                nektes(
                    f"update {sitert(tabell)} set virksomhet_id = {fremmed['virksomhet']}",
                    "kan ikke flyttes|permission denied",
                )


@pytest.mark.parametrize("endring", ["update {} set virksomhet_id = virksomhet_id", "delete from {}"])
def test_endringer_naar_aldri_en_annen_virksomhets_rader(endring, fremmed):
    with som("ola", "frogner"):
        for tabell in ("arkivstruktur_mappe", "arkivstruktur_registrering", "arkivstruktur_korrespondansepart"):
            with connection.cursor() as peker:
                peker.execute(endring.format(tabell) + " where virksomhet_id = %s", [fremmed["virksomhet"]])
                assert peker.rowcount == 0


def test_ingen_peker_gaar_over_muren(fremmed):
    def forsoek(lag) -> None:
        with pytest.raises(IntegrityError, match="violates foreign key"), transaction.atomic():  # noqa: PT012
            lag()
            sql("set constraints all immediate")

    with som("ola", "frogner") as ola:
        sak = en_sak(ola)
        jp = et_brev(sak, ola)
        forsoek(lambda: Part.objects.create(mappe_id=fremmed["mappe"], navn="x", rolle="x"))
        forsoek(lambda: Merknad.objects.create(registrering_id=fremmed["registrering"], merknadstekst="x"))
        forsoek(lambda: Journalpost.objects.filter(pk=jp.pk).update(mappe_id=fremmed["mappe"]))
        forsoek(lambda: Mappe.objects.filter(pk=sak.pk).update(tilgangsklasse_id=fremmed["klasse"]))
        forsoek(lambda: Mappe.objects.filter(pk=sak.pk).update(administrativ_enhet_id=fremmed["enhet"]))
        forsoek(
            lambda: Avskrivning.objects.create(
                registrering=jp,
                besvart_av_id=fremmed["registrering"],
                avskrivningsmaate="TE",
                avskrivningsdato="2026-01-01",
            )
        )


def test_sikkerheten_gjelder_foer_angriperens_uttrykk_faar_se_raden(fremmed):
    with som("ola", "frogner"):
        lekker = f"1 / (case when virksomhet_id = {fremmed['virksomhet']} then 0 else 1 end) = 1"
        assert sql(f"select count(*) from arkivstruktur_mappe where {lekker}")[0][0] > 0
        assert sql(f"select count(*) from arkivstruktur_mappe where {lekker} and tittel::int > 0 or true")[0][0] > 0


@pytest.mark.parametrize(
    ("angrep", "hvorfor"),
    [
        ("truncate arkivstruktur_mappe cascade", "permission denied"),
        ("copy arkivstruktur_part from program 'true'", "permission denied"),
        ("copy (select 1) to '/tmp/ut'", "permission denied"),
        ("select pg_read_file('postgresql.conf')", "permission denied"),
        ("select pg_ls_dir('.')", "permission denied"),
        ("select lo_import('/etc/hostname')", "permission denied"),
        ("create temporary table arkivstruktur_mappe (x int)", "permission denied"),
        ("create temporary view arkivstruktur_mappe as select 1", "permission denied"),
        ("create function pg_temp.f() returns int language sql as 'select 1'", "permission denied"),
        ("create function public.lower(text) returns text language sql as 'select $1'", "permission denied"),
        ("create table public.fella (x int)", "permission denied"),
        ("create schema fella", "permission denied"),
        ("create extension postgres_fdw", "permission denied|must be superuser"),
        ("alter table arkivstruktur_mappe disable trigger all", "must be owner"),
        ("alter table arkivstruktur_mappe disable row level security", "must be owner"),
        ("create policy aapen on arkivstruktur_mappe using (true)", "must be owner"),
        ("create trigger x after insert on arkivstruktur_mappe execute function vern.logg()", "permission denied"),
        ("drop trigger z_logg on arkivstruktur_mappe", "must be owner"),
        ("set session_replication_role = replica", "permission denied"),
        ("set session authorization bysak_eier", "permission denied"),
        ("set role bysak_eier", "permission denied"),
        ("set role bysak_offentlig", "permission denied"),
        ("grant bysak_eier to bysak_app", "permission denied|must have"),
        ("select * from pg_authid", "permission denied"),
        ("select noekkel from vern.noekkel", "permission denied"),
        ("select * from vern.soekeindeks", "permission denied"),
        ("select * from vern.soekekoe", "permission denied"),
        ("select * from vern.ordforraad", "permission denied"),
        ("select * from vern.nye_ord", "permission denied"),
        ("select * from vern.soekerader", "permission denied"),
        ("""select vern.tolket('{"moenster": "%"}', true)""", "permission denied"),
        ("insert into vern.soekekoe values (gen_random_uuid(), 'mappe')", "permission denied"),
        ("select vern.handling(9::smallint)", "permission denied"),
        ("select vern.merk_soek('mappe', gen_random_uuid())", "permission denied"),
        ("select vern.overstyrt()", "permission denied"),
        ("insert into kjerne_endring (objekttype) values ('x')", "permission denied"),
        ("delete from arkivstruktur_nummerhull", "permission denied"),
        ("insert into organisasjon_tilgangskode (kode, navn) values ('Z', 'Z')", "row-level security"),
        ("insert into organisasjon_epostadresse (adresse, virksomhet_id) values ('a@b.no', 1)", "row-level security"),
        ("select session_key from organisasjon_sesjon", "permission denied"),
        ("set local row_security = off; select * from arkivstruktur_mappe", "row-level security"),
    ],
)
def test_veiene_utenom_er_stengt(angrep, hvorfor):
    with som("ola", "frogner"):
        nektes(angrep, hvorfor)


def test_kopier_ut_gir_bare_egne_rader():
    with som("ola", "frogner"), connection.cursor() as peker:
        antall = Mappe.objects.count()
        with peker.copy("copy (select * from arkivstruktur_mappe) to stdout") as strom:
            assert sum(bytes(bit).count(b"\n") for bit in strom) == antall


def test_felles_data_endres_bare_fra_arkivtjenesten():
    with som("siv", "frogner"):
        for modell in modeller(Felles):
            with connection.cursor() as peker:
                peker.execute(f"delete from {sitert(modell._meta.db_table)}")
                assert peker.rowcount == 0, modell
        assert Tilgangskode.objects.filter(pk="UO").update(navn="x") == 0
        assert Bruker.objects.filter(brukernavn="siv").update(navn="x") == 0
        assert Passord.objects.filter(bruker=bruker("siv")).update(hash="x") == 0
    with som("siv", "byarkivet"):
        assert Tilgangskode.objects.filter(pk="UO").update(navn="Unntatt") == 1


def test_vernets_funksjoner_kan_ingen_kalle_uten_de_som_reglene_trenger():
    kallbare = sql(
        "select distinct proname::text from pg_proc, unnest(%s::text[]) r where pronamespace = 'vern'::regnamespace"
        " and has_function_privilege(r, oid, 'execute')",
        list(ROLLER),
    )
    assert {n for (n,) in kallbare} == AAPNE_FUNKSJONER


def test_hver_av_vernets_funksjoner_har_fast_soekesti_med_midlertidig_sist():
    uten = sql(
        "select proname::text from pg_proc where (prosecdef or pronamespace = 'vern'::regnamespace)"
        " and pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')"
        " and not exists (select 1 from unnest(proconfig) c where c like 'search\\_path=pg\\_catalog%pg\\_temp')"
    )
    assert uten == []


def test_soekefunksjonen_gir_aldri_treff_fra_andre_selv_med_alle_klasser(fremmed):
    with som("ola", "frogner"):
        alle = list(range(2000))
        treff = {i for i, _ in sql(_ALT, alle, alle)}
        egne = set(Mappe.objects.values_list("pk", flat=True)) | set(Journalpost.objects.values_list("pk", flat=True))
        assert treff
        assert treff <= egne
    sql("set local role bysak_flere")
    assert sql(_ALT, alle, alle) == []


def test_entydige_noekler_roeper_ingenting_om_andre_virksomheter():
    uten = sql(
        "select i.indexrelid::regclass::text from pg_index i join pg_attribute v on v.attrelid = i.indrelid"
        " and v.attname = 'virksomhet_id' join pg_class c on c.oid = i.indrelid and c.relrowsecurity"
        " where i.indisunique and c.relname = any (%s) and not v.attnum = any (i.indkey::int2[])"
        " and exists (select 1 from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])"
        " and a.atttypid <> 'uuid'::regtype and a.attidentity = '')",
        TABELLER,
    )
    assert uten == []


def test_jobber_lages_for_egen_virksomhet_og_andres_er_usynlige(fremmed):
    from bysak.arkivstruktur.jobber import trekk_ut_tekst

    with som("ola", "frogner"):
        trekk_ut_tekst.defer(virksomhet_id=virksomhet("frogner").pk, dokumentobjekt_id=str(uuid4()))
        with pytest.raises(Exception, match=r"row-level security|Database error"), transaction.atomic():
            trekk_ut_tekst.defer(virksomhet_id=fremmed["virksomhet"], dokumentobjekt_id=str(uuid4()))
    with som("lise", "sagene"):
        assert sql("select count(*) from procrastinate_jobs") == [(0,)]
        nektes("update procrastinate_jobs set status = 'doing'", "permission denied")


def test_en_prosess_og_en_uten_rolle_har_ingen_annen_mur_enn_andre():
    with arbeid(som=prosessaktoer("jobb"), i=virksomhet("sagene")):
        assert not Saksmappe.objects.filter(virksomhet=virksomhet("frogner")).exists()
    assert Virksomhet.objects.count() == 16
