"""The one queue: sorted and grouped by due time, paged without losing a row, and only over what is yours."""

from datetime import datetime, timedelta

import pytest

from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.kalender import OSLO, med_klokke, naa
from bysak.mottak.koe import Koefilter, Koeside, koe, naboer, virksomheter_for
from bysak.mottak.sakforslag import beste_sak
from bysak.mottak.stilling import stilling
from bysak.mottak.tests.brev import brev, motta_og_les
from bysak.mottak.tildeling import ta
from bysak.mottak.utfall import ikke_journalpliktig, karantene
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

TORSDAG = datetime(2026, 11, 19, 13, 12, tzinfo=OSLO)
SAGENE = "postmottak@sagene.bysak.example"
UKJENT = "hvem@ukjent.bysak.example"


@pytest.fixture
def post() -> None:
    """Four items over three virksomheter: overdue, due today, due tomorrow, and one without bydel."""
    for tid, emne, til in (
        (TORSDAG - timedelta(days=2), "Over frist", SAGENE),
        (TORSDAG.replace(hour=8), "I dag", "postmottak@frogner.bysak.example"),
        (TORSDAG.replace(hour=9), "Uten bydel", UKJENT),
        (TORSDAG.replace(hour=13), "I morgen", SAGENE),
    ):
        with med_klokke(tid):
            motta_og_les(brev(emne), til=til)


def _koe(av: Aktoer, filter: Koefilter | None = None, **valg: object) -> Koeside:
    with arbeid(som=av, leser=virksomheter_for(av)):
        return koe(av, filter or Koefilter(), naa=TORSDAG, **valg)  # type: ignore[arg-type]


@pytest.mark.usefixtures("post")
def test_koeen_er_gruppert_etter_frist_med_det_som_haster_foerst():
    side = _koe(aktoer("kari"))
    assert [(g.tilstand, g.antall, [r.emne for r in g.rader]) for g in side.grupper] == [
        ("over", 1, ["Over frist"]),
        ("ok", 2, ["I dag", "Uten bydel"]),
        ("ok", 1, ["I morgen"]),
    ]
    assert (side.antall, side.neste) == (4, "")


@pytest.mark.usefixtures("post")
def test_dagslinjen_teller_det_samme_som_visningene_viser():
    kari = aktoer("kari")
    with arbeid(som=kari, leser=virksomheter_for(kari)):
        dag = stilling(kari, naa=TORSDAG).dag
        for visning, antall in (
            ("alle", dag.igjen),
            ("over_frist", dag.over_frist),
            ("i_dag", dag.frist_i_dag),
            ("senere", dag.frist_senere),
            ("uten_bydel", dag.uten_bydel),
            ("ledige", dag.ledige),
        ):
            assert koe(kari, Koefilter(visning), naa=TORSDAG).antall == antall
    assert (dag.igjen, dag.over_frist, dag.frist_i_dag, dag.frist_senere, dag.uten_bydel) == (4, 1, 2, 1, 1)
    assert dag.neste_frist == TORSDAG.replace(hour=15, minute=45)


@pytest.mark.usefixtures("post")
def test_sidene_henger_sammen_uten_hull_og_uten_dobbelt():
    kari, sett, etter = aktoer("kari"), [], ""
    for _ in range(4):
        side = _koe(kari, etter=etter, grense=1)
        sett += [r.emne for r in side.rader]
        etter = side.neste
    assert sett == ["Over frist", "I dag", "Uten bydel", "I morgen"]
    assert etter == ""


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize("etter", ["tull", "AAAA", "W10=", "bnVsbA=="])
def test_en_forfalsket_sidenoekkel_gir_foerste_side(etter: str):
    assert _koe(aktoer("kari"), etter=etter).antall == 4


@pytest.mark.usefixtures("post")
def test_filtrene_virker_sammen():
    kari = aktoer("kari")
    assert [r.emne for r in _koe(kari, Koefilter(virksomhet=virksomhet("sagene").pk)).rader] == [
        "Over frist",
        "I morgen",
    ]
    assert [r.emne for r in _koe(kari, Koefilter(tekst="ebba morgen")).rader] == ["I morgen"]
    assert _koe(kari, Koefilter(kanal="fil")).antall == 0
    assert [r.emne for r in _koe(kari, Koefilter("uten_bydel")).rader] == ["Uten bydel"]


@pytest.mark.usefixtures("post")
def test_det_som_har_faatt_utfall_er_ute_av_koeen_og_synlig_i_sin_visning():
    kari = aktoer("kari")
    rader = _koe(kari).rader
    with med_klokke(TORSDAG), som("kari", rader[0].virksomhet.kode, "karantene") as av:
        karantene(rader[0], grunn="Svindel", av=av)
    with med_klokke(TORSDAG), som("kari", rader[1].virksomhet.kode, "ikke_journalpliktig") as av:
        ikke_journalpliktig(rader[1], grunnkode="reklame", av=av)
    assert [r.emne for r in _koe(kari).rader] == ["Uten bydel", "I morgen"]
    assert [r.emne for r in _koe(kari, Koefilter("karantene")).rader] == ["Over frist"]
    assert [r.emne for r in _koe(kari, Koefilter("ferdig_i_dag")).rader] == ["I dag"]
    with arbeid(som=kari, leser=virksomheter_for(kari)):
        assert stilling(kari, naa=TORSDAG).dag.ferdig_i_dag == 1


@pytest.mark.usefixtures("post")
def test_mine_er_de_jeg_har_tatt_saa_lenge_leien_varer():
    kari = aktoer("kari")
    rad = _koe(kari).rader[0]
    with med_klokke(TORSDAG), som("kari", rad.virksomhet.kode, "ta") as av:
        ta(rad, av=av)
    assert [r.pk for r in _koe(kari, Koefilter("mine")).rader] == [rad.pk]
    assert rad.pk not in [r.pk for r in _koe(kari, Koefilter("ledige")).rader]
    with arbeid(som=kari, leser=virksomheter_for(kari)):
        assert koe(kari, Koefilter("mine"), naa=TORSDAG + timedelta(minutes=21)).antall == 0


@pytest.mark.usefixtures("post")
def test_naboene_er_de_foer_og_etter_i_koeen():
    kari = aktoer("kari")
    rader = _koe(kari).rader
    with arbeid(som=kari, leser=virksomheter_for(kari)):
        foer, etter = naboer(kari, rader[1])
        assert foer is not None
        assert etter is not None
        assert (foer.pk, etter.pk) == (rader[0].pk, rader[2].pk)
        assert naboer(kari, rader[0])[0] is None


@pytest.mark.usefixtures("post")
def test_en_saksbehandler_har_ingen_koe_og_ser_ingen_rader():
    ola = aktoer("ola")
    assert virksomheter_for(ola) == []
    with arbeid(som=ola, leser=ola.virksomheter):
        assert koe(ola, Koefilter(), naa=TORSDAG).antall == 0
        assert stilling(ola, naa=TORSDAG).dag.igjen == 0


@pytest.mark.usefixtures("post")
def test_en_side_koster_faa_spoerringer_hvor_mange_rader_den_enn_har(django_assert_max_num_queries):
    kari = aktoer("kari")
    with arbeid(som=kari, leser=virksomheter_for(kari)), django_assert_max_num_queries(5):
        side = koe(kari, Koefilter(), naa=naa())
        beste_sak(side.rader, av=kari)
        [(r.virksomhet.navn, r.tatt_av) for r in side.rader]
