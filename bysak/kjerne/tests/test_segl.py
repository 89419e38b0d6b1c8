"""The seal: what the database believes about who acts, and what it does not."""

import json

import pytest
from django.db import connection

from bysak.arkivstruktur.models import Mappe
from bysak.kjerne.arbeid import segl, segl_holder
from tests.saker import en_sak, som_eier
from tests.verden import som, virksomhet


def innstilling(navn: str) -> str:
    with connection.cursor() as peker:
        peker.execute("select current_setting(%s, true)", [navn])
        return str(peker.fetchone()[0])


def sett(**verdier: str) -> None:
    with connection.cursor() as peker:
        for navn, verdi in verdier.items():
            peker.execute("select set_config(%s, %s, true)", [f"bysak.{navn}", verdi])


def ser(kode: str) -> int:
    return Mappe.objects.filter(virksomhet=virksomhet(kode)).count()


def test_en_annen_brukers_erklaering_kan_ikke_spilles_om_igjen_i_samme_forbindelse(egen_database):
    with som("lise", "sagene"):
        erklaering, seglet = innstilling("bysak.arbeid"), innstilling("bysak.segl")
        assert ser("sagene") > 0
    with som("ola", "frogner"):
        sett(arbeid=erklaering, segl=seglet)
        assert ser("sagene") == 0
        assert ser("frogner") == 0


def test_et_segl_fra_en_annen_forbindelse_er_verdiloest(egen_database):
    with som("ola", "frogner"):
        with connection.cursor() as peker:
            peker.execute("select pg_backend_pid(), (extract(epoch from transaction_timestamp()) * 1000000)::bigint")
            pid, start = peker.fetchone()
        melding = innstilling("bysak.arbeid")
        assert segl(melding, pid, start) == innstilling("bysak.segl")
        for annen_pid, annen_start in ((pid + 1, start), (pid, start + 1), (int(f"{pid}1"), start)):
            sett(segl=segl(melding, annen_pid, annen_start))
            assert ser("frogner") == 0


@pytest.mark.django_db
def test_seglet_dekker_hvert_tegn_i_erklaeringen():
    with som("ola", "frogner"):
        melding = innstilling("bysak.arbeid")
        for noekkel, verdi in (("b", "0"), ("n", "Kari"), ("v", 1), ("l", [1]), ("o", "fordi"), ("w", "x"), ("g", "x")):
            sett(arbeid=json.dumps(json.loads(melding) | {noekkel: verdi}))
            assert Mappe.objects.count() == 0, noekkel
        sett(arbeid=melding + " ")
        assert Mappe.objects.count() == 0
        sett(arbeid=melding)
        assert Mappe.objects.count() > 0


@pytest.mark.django_db
def test_verbet_og_grunnen_paa_handlingen_kan_ikke_byttes_med_innskutt_sql():
    with som("ola", "frogner", verb="opprett_sak") as ola:
        sett(verb="uskyldig", grunn="fordi", foresporsel="annen")
        sak = en_sak(ola)
        with som_eier() as eier, connection.cursor() as peker:
            assert eier.execute("select 1").fetchone() == (1,)
            peker.execute(
                "select h.verb, h.grunn, h.foresporsel from kjerne_handling h"
                " join kjerne_endring e on e.handling_id = h.id"
                " where e.objekt_id = %s",
                [str(sak.pk)],
            )
            assert peker.fetchall() == [("opprett_sak", "", "")]


@pytest.mark.django_db
def test_programmet_merker_ved_oppstart_at_noeklene_er_ulike(monkeypatch):
    assert segl_holder()
    monkeypatch.setenv("BYSAK_HEMMELIG_SEGL", "en annen noekkel")
    assert not segl_holder()
