"""From assessment to the published store."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from bysak.arkivstruktur.journalfoering import sett_utgaar
from bysak.arkivstruktur.models import Mappe
from bysak.journal.bevis import feil_i_kjeden, innhold
from bysak.journal.linje import offentlig_linje
from bysak.journal.models import Journaldag, OffentligBydel, OffentligDag, OffentligInnfoersel
from bysak.journal.publisering import Trekkgrunn, publiser, trekk
from bysak.journal.skjermingsord import MASKE
from bysak.journal.sperre import funn
from bysak.journal.tests.verden import post, publisert, vurdert
from bysak.journal.utvalg import journalposter
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.models import Handling
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db


def test_en_skjermet_linje_er_skjermet_foer_den_skrives() -> None:
    jp = post("Søknad om støtte fra Idris Nordvang", fra="Idris Nordvang", person=True)
    vurdert(jp, "Idris Nordvang", parter=True)
    publisert()
    with som("kari", "frogner"):
        rad = OffentligInnfoersel.objects.get(journalpostnummer=1, tittel__startswith="Søknad om støtte")
        assert rad.tittel == f"Søknad om støtte fra {MASKE} {MASKE}"
        assert rad.parter == [{"rolle": "Fra", "navn": MASKE, "person": False}]
        assert rad.hjemmel == "Offl § 13 jf. fvl § 13 første ledd nr. 1"
        assert rad.omfang == "deler"
        assert "Nordvang" not in str(vars(rad))


def test_forhaandsvisningen_er_lik_det_som_publiseres() -> None:
    jp = post("Søknad om støtte fra Idris Nordvang", fra="Idris Nordvang", person=True)
    vurdert(jp, "Idris Nordvang", parter=True)
    with som("kari", "frogner"):
        foer = innhold(offentlig_linje(journalposter().get(pk=jp.pk)))
    publisert()
    with som("kari", "frogner"):
        assert innhold(OffentligInnfoersel.objects.get(tittel=foer["tittel"])) == foer


def test_en_uvurdert_linje_holder_ikke_de_andre_tilbake() -> None:
    vurdert(post("Merknad til gatebruksplan"))
    post("Ikke vurdert ennå, men journalført")
    dag = publisert()
    assert dag.antall == 1
    assert dag.holdt >= 1


def test_en_sen_linje_kommer_ut_naar_dagen_publiseres_igjen() -> None:
    vurdert(post("Merknad til gatebruksplan"))
    sen = post("Vurdert litt for sent av bydelen")
    publisert()
    vurdert(sen)
    dag = publisert()
    assert dag.antall == 2
    assert dag.publisert_tid > dag.foerst_publisert_tid


def test_samme_dag_to_ganger_er_en_publisering() -> None:
    vurdert(post("Merknad til gatebruksplan"))
    foer, etter = publisert(), publisert()
    assert foer.publisert_tid == etter.publisert_tid
    with som("kari", "frogner"):
        assert OffentligDag.objects.filter(dato=i_dag()).count() == 1


def test_en_tom_dag_publiseres_som_tom() -> None:
    dag = publisert(i_dag(), kode="sagene")
    assert dag.antall == 0
    with som("kari", "sagene"):
        assert OffentligDag.objects.get(dato=i_dag()).antall == 0


def test_en_ny_vurdering_etter_publisering_blir_en_rettet_utgave_og_den_gamle_toemmes() -> None:
    jp = post("Søknad om støtte til korps", fra="Idris Nordvang", person=True)
    vurdert(jp)
    publisert()
    vurdert(jp, parter=True)
    publisert()
    with som("kari", "frogner"):
        gammel, ny = OffentligInnfoersel.objects.order_by("versjon")
        assert ny.rettet
        assert ny.parter[0]["navn"] == MASKE
        assert (gammel.gjeldende, gammel.tittel, gammel.parter, gammel.salt) == (False, "", [], "")
        assert gammel.ord_med_navn is None
        assert ny.foerst_publisert == gammel.foerst_publisert


def test_en_strengere_vurdering_trekker_linjen_med_en_gang_og_den_kommer_skjermet_tilbake() -> None:
    jp = post("Søknad om støtte til korps", fra="Idris Nordvang", person=True)
    vurdert(jp)
    publisert()
    vurdert(jp, parter=True)
    with som("kari", "frogner"):
        ute = OffentligInnfoersel.objects.get()
        assert ute.trukket_tid is not None
        assert (ute.tittel, ute.parter) == ("", [])
    publisert()
    with som("kari", "frogner"):
        ny = OffentligInnfoersel.objects.get(gjeldende=True)
        assert ny.trukket_tid is None
        assert ny.parter[0]["navn"] == MASKE


def test_en_mildere_vurdering_venter_paa_neste_publisering() -> None:
    jp = post("Søknad om støtte til korps", fra="Idris Nordvang", person=True)
    vurdert(jp, parter=True)
    publisert()
    vurdert(jp)
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.get().trukket_tid is None


def test_en_endring_som_ikke_synes_gir_ingen_ny_utgave() -> None:
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    publisert()
    vurdert(jp)
    publisert()
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.count() == 1


def test_det_som_utgaar_eller_skal_skjules_trekkes_ved_neste_publisering() -> None:
    utgaatt, skjult = post("Merknad til gatebruksplan"), post("Innspill om snarveien")
    vurdert(utgaatt)
    vurdert(skjult)
    publisert()
    with som("kari", "frogner", "sett_utgaar") as kari:
        sett_utgaar(utgaatt, grunn="Registrert to ganger", av=kari)
        Mappe.objects.filter(pk=skjult.mappe.pk).update(aldri_paa_nett=True)
    publisert()
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.exclude(trukket_tid=None).count() == 2
        assert set(OffentligInnfoersel.objects.values_list("tittel", flat=True)) == {""}
        assert Journaldag.objects.get(dato=i_dag()).antall == 0


def test_en_trukket_linje_er_tom_og_kommer_ikke_tilbake_av_seg_selv() -> None:
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    publisert()
    with som("kari", "frogner", "trekk") as kari:
        rad = trekk(OffentligInnfoersel.objects.get(), grunn=Trekkgrunn.PERSONVERN, av=kari)
        assert (rad.tittel, rad.saksaar, rad.trukket_grunn) == ("", None, "personvern")
    publisert()
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.get().trukket_tid is not None
    vurdert(jp, resultat="unntatt")
    publisert()
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.get(gjeldende=True).versjon == 2


def test_kjeden_kan_regnes_ut_av_de_offentlige_radene_alene() -> None:
    jp, annen = post("Merknad til gatebruksplan"), post("Innspill om snarveien")
    vurdert(jp)
    publisert()
    vurdert(annen)
    vurdert(jp, resultat="unntatt")
    publisert()
    with som("kari", "frogner", "trekk") as kari:
        trekk(OffentligInnfoersel.objects.get(tittel="Innspill om snarveien"), grunn=Trekkgrunn.FEIL, av=kari)
    with som("kari", "frogner"):
        dager, rader = list(OffentligDag.objects.all()), list(OffentligInnfoersel.objects.all())
        assert len(dager) == 3
        assert list(feil_i_kjeden(dager, rader)) == []
        assert list(feil_i_kjeden(dager[1:], rader)) == ["Publisering 1 mangler."]
        next(r for r in rader if r.salt).hjemmel = "Offl § 14 første ledd"
        assert len(list(feil_i_kjeden(dager, rader))) == 1


@pytest.mark.krav("4.5.10")
def test_den_som_har_vurdert_kan_ikke_publisere_linjen_selv() -> None:
    jp = post("Merknad til gatebruksplan")
    vurdering = vurdert(jp)
    with som("kari", "frogner") as kari:
        vurdering.vurdert_av_id = kari.bruker_id
        vurdering.save()
    assert publisert().antall == 0
    with som("kari", "frogner") as kari:
        assert [f.kode for f in funn(journalposter().get(pk=jp.pk), av=kari)] == ["to_par_oeyne"]


def test_saksbehandleren_kan_ikke_publisere_og_ingen_kan_publisere_en_dag_som_ikke_har_vaert() -> None:
    with pytest.raises(PermissionDenied), som("ola", "frogner") as ola:
        publiser(i_dag(), av=ola)
    with pytest.raises(Hindret, match="ikke vært"), som("kari", "frogner") as kari:
        publiser(i_dag() + timedelta(days=1), av=kari)


def test_handlingen_baerer_baade_arkivaren_og_bydelen() -> None:
    vurdert(post("Merknad til gatebruksplan"))
    publisert()
    with som("kari", "frogner"):
        handling = Handling.objects.filter(verb="publiser").latest("id")
        assert handling.bruker_navn == "Kari Tveitmo"
        assert handling.virksomhet == virksomhet("frogner")
        assert handling.tjenesteyter is not None
        assert handling.tjenesteyter.er_arkivtjeneste


def test_en_annen_bydel_ser_ikke_raden_i_arbeidsflaten() -> None:
    vurdert(post("Merknad til gatebruksplan"))
    publisert()
    with som("lise", "sagene"):
        assert not OffentligInnfoersel.objects.filter(virksomhet_kode="frogner").exists()


def test_to_publiseringer_samtidig_er_en(egen_database: str) -> None:
    vurdert(post("Merknad til gatebruksplan"))
    kari, frogner, klar = aktoer("kari"), virksomhet("frogner"), Barrier(2)
    feil: list[Exception] = []

    def kjoer() -> None:
        try:
            klar.wait()
            with arbeid(som=kari, i=frogner, verb="publiser"):
                publiser(i_dag(), av=kari)
        except Exception as e:
            feil.append(e)
        finally:
            connections.close_all()

    traader = [Thread(target=kjoer) for _ in range(2)]
    for t in traader:
        t.start()
    for t in traader:
        t.join()
    assert feil == []
    with som("kari", "frogner"):
        assert OffentligInnfoersel.objects.count() == 1
        assert OffentligDag.objects.filter(dato=i_dag()).count() == 1
        assert OffentligBydel.objects.get().siste_nr == 1
