"""The ledger: both sides counted by themselves, every item in exactly one column, and an alarm when they differ."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.kjerne.models import ny_id
from bysak.mottak import kanalalarmer
from bysak.mottak.avvisning import avvis_uten_svar
from bysak.mottak.kanalalarmer import aapne_alarmer, antall_alarmer, kvitter_alarm, se_etter
from bysak.mottak.kanaler import kvitteringsbok
from bysak.mottak.kanaler.oppsett import opprett_mottakersystem
from bysak.mottak.models import Innkomst, Kanal, Kanalalarm, Leveranse, Utfall
from bysak.mottak.regnskap import Linje, regnskap, samlet
from bysak.mottak.ruting import rut
from bysak.mottak.smtptjener import _motta as ta_imot
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les
from bysak.mottak.utfall import ikke_journalpliktig, karantene
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

TORSDAG = datetime(2026, 11, 19, 9, 0, tzinfo=OSLO)
DAG = TORSDAG.date()
SAGENE = "postmottak@sagene.bysak.example"


@pytest.fixture(autouse=True)
def egen_bok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A store and a book of this test's own."""
    monkeypatch.setattr(settings, "BYSAK_DATA", tmp_path)
    with med_klokke(TORSDAG):
        yield


def _regnskap(*koder: str, fra: date = DAG, til: date = DAG) -> list[Linje]:
    with arbeid(som=aktoer("kari"), leser=[virksomhet(k) for k in koder or ("frogner", "sagene", "byarkivet")]):
        return regnskap(fra, til)


def test_det_som_er_kvittert_paa_smtp_staar_paa_begge_sider():
    for n in range(3):
        ta_imot(brev(f"Brev {n}"), [FROGNER, SAGENE], "", ny_id())
    ta_imot(brev("Ett til"), [FROGNER], "", ny_id())
    tall = {(x.virksomhet, x.levert, x.her, x.mottatt) for x in _regnskap()}
    assert tall == {(virksomhet("frogner").pk, 4, 4, 4), (virksomhet("sagene").pk, 3, 3, 3)}
    (sum_,) = samlet(_regnskap())
    assert (sum_.levert, sum_.her, sum_.mottatt, sum_.ulike) == (7, 7, 7, [])


def test_det_samme_brevet_levert_tre_ganger_er_ett_paa_begge_sider():
    raa = brev("Tre ganger")
    for _ in range(3):
        ta_imot(raa, [FROGNER], "", ny_id())
    (linje,) = _regnskap("frogner")
    assert (linje.levert, linje.her, linje.mottatt) == (1, 1, 1)


def test_en_base_som_er_lagt_tilbake_fra_i_gaar_sees_mot_boka():
    rader = [ta_imot(brev(f"Brev {n}"), [FROGNER], "", ny_id())[0] for n in range(2)]
    with som("kari", "frogner"):
        Innkomst.objects.filter(pk=rader[0].pk).delete()
    (linje,) = _regnskap("frogner")
    assert (linje.levert, linje.her, [k.avvik for k in linje.ulike]) == (2, 1, [1])


def test_boka_taaler_aa_bli_avbrutt_midt_i_en_linje(tmp_path: Path):
    kvitteringsbok.foer(Kanal.EPOST, [(4, "a" * 64)])
    fil = next((tmp_path / "kvitteringer").iterdir())
    fil.write_bytes(fil.read_bytes() + b"\n2026-11-19T09:00:00+01:00 4 bbbb")
    kvitteringsbok.foer(Kanal.EPOST, [(5, "c" * 64)])
    assert list(kvitteringsbok.les(Kanal.EPOST, DAG)) == [(4, "a" * 64), (5, "c" * 64)]


def test_naar_boka_ikke_kan_skrives_blir_brevet_ikke_kvittert(monkeypatch: pytest.MonkeyPatch):
    def full(*_a: object) -> None:
        raise OSError("fullt")

    monkeypatch.setattr("os.fsync", lambda _fd: full())
    with pytest.raises(OSError, match="fullt"):
        kvitteringsbok.foer(Kanal.EPOST, [(4, "a" * 64)])


def test_alt_som_er_mottatt_har_ett_utfall_eller_er_aapent():
    rader = [motta_og_les(brev(f"Brev {n}")) for n in range(6)]
    raa = brev("Dobbelt", Message_ID="<samme@lonnfjell.example>")
    motta_og_les(raa)
    motta_og_les(raa.replace(b"\r\n\r\n", b"\r\nX-Vei: 2\r\n\r\n", 1))
    with som("kari", "frogner") as kari:
        ikke_journalpliktig(rader[0], grunnkode="reklame", av=kari)
        avvis_uten_svar(rader[1], grunnkode="uleselig", merknad="", av=kari)
        karantene(rader[2], grunn="Ser rar ut", av=kari)
    rut(rader[3], til=virksomhet("sagene"), av=aktoer("kari"))
    alle = _regnskap("frogner", "sagene")
    her = next(x for x in alle if x.virksomhet == virksomhet("frogner").pk)
    assert her.utfall == {
        "": 3, Utfall.IKKE_JOURNALPLIKTIG: 1, Utfall.AVVIST: 1, Utfall.KARANTENE: 1, Utfall.VIDERESENDT: 1,
        Utfall.DUPLIKAT: 1,
    }  # fmt: skip
    der = next(x for x in alle if x.virksomhet == virksomhet("sagene").pk)
    assert (der.mottatt, der.rutet_inn) == (1, 1)
    assert all(x.gaar_opp for x in alle)


def test_svarinn_telles_mot_det_listen_nevnte_og_det_som_er_paa_vei_er_ikke_borte():
    inne = motta_og_les(brev("Står for en forsendelse"))
    with som("siv", "frogner") as siv:
        system = opprett_mottakersystem(
            navn="SvarInn", adresse="https://s.example", brukernavn="b", passord="p", av=siv
        )
        felt = {"virksomhet": system.virksomhet, "mottakersystem": system}
        her = {"til": inne.virksomhet, "tatt_inn_tid": TORSDAG}
        Leveranse.objects.create(ekstern_id="1", innkomst=inne.pk, **her, **felt)
        Leveranse.objects.create(ekstern_id="2", sett_tid=TORSDAG - timedelta(minutes=5), **felt)
        Leveranse.objects.create(ekstern_id="3", feil="Ødelagt", avvist_tid=TORSDAG, avvist_grunn="x", **felt)
    linje = next(x for x in _regnskap("frogner") if x.kanal == Kanal.SVARINN)
    assert (linje.levert, linje.her, linje.ulike) == (3, 1, [])
    with som("siv", "frogner"):
        Leveranse.objects.filter(ekstern_id="1").update(innkomst=system.pk)
    linje = next(x for x in _regnskap("frogner") if x.kanal == Kanal.SVARINN)
    assert [k.avvik for k in linje.ulike] == [1], "et merke på linjen er ikke nok: innkomsten må finnes"


def _vanlige_dager() -> None:
    """A mail an hour on workdays for three weeks, the last one yesterday at 15.45."""
    mal = motta_og_les(brev("Mal"))
    with som("kari", "frogner"):
        rad = Innkomst.objects.get(pk=mal.pk)
        Innkomst.objects.filter(pk=mal.pk).update(mottatt_tid=TORSDAG - timedelta(days=21))
        rader = []
        for n in range(1, 21):
            dag = TORSDAG - timedelta(days=n)
            if dag.weekday() < 5:
                for time in range(8, 16):
                    rader += [Innkomst(**_som(rad, dag.replace(hour=time, minute=m))) for m in (5, 25, 45)]
        Innkomst.objects.bulk_create(rader)


def _som(rad: Innkomst, tid: datetime) -> dict[str, object]:
    felt = {f.attname: getattr(rad, f.attname) for f in Innkomst._meta.concrete_fields if not f.primary_key}
    return felt | {"mottatt_tid": tid, "ekstern_id": tid.isoformat()}


def test_en_kanal_som_tier_lenger_enn_vanlig_er_en_alarm_til_det_kommer_noe_igjen():
    _vanlige_dager()
    assert se_etter() == 0
    assert se_etter(TORSDAG.replace(hour=14)) == 1
    assert se_etter(TORSDAG.replace(hour=15)) == 1, "den samme, ikke en ny"
    assert antall_alarmer() == 1
    with som("kari", "frogner"):
        alarm = Kanalalarm.objects.get()
        assert (alarm.slag, alarm.kanal, alarm.sist_tid) == (
            "stille",
            "epost",
            TORSDAG.replace(day=18, hour=15, minute=45),
        )
    with med_klokke(TORSDAG.replace(hour=15, minute=30)):
        motta_og_les(brev("Nå kom det noe"))
        assert se_etter() == 0
    with som("kari", "frogner"):
        assert Kanalalarm.objects.get().slutt_tid == TORSDAG.replace(hour=15, minute=30)


def test_en_klokke_som_stilles_fram_og_tilbake_etterlater_ingen_alarm():
    _vanlige_dager()
    assert se_etter(TORSDAG + timedelta(days=3)) == 1
    assert se_etter(TORSDAG - timedelta(days=300)) == 0
    assert se_etter(TORSDAG) == 0


def test_den_som_har_tidd_i_et_halvt_aar_er_fortsatt_en_alarm():
    _vanlige_dager()
    assert se_etter(TORSDAG + timedelta(days=2)) == 1
    assert se_etter(TORSDAG + timedelta(days=180)) == 1


def test_ulike_sider_er_en_alarm_og_en_kvittering_gjelder_til_sin_tid():
    rad = ta_imot(brev("Borte"), [FROGNER], "", ny_id())[0]
    with som("kari", "frogner"):
        Innkomst.objects.filter(pk=rad.pk).delete()
    assert se_etter() == 1
    with som("kari", "frogner") as kari:
        alarm = Kanalalarm.objects.get()
        assert (alarm.slag, alarm.kilde, alarm.dag, alarm.levert, alarm.her) == ("avvik", "SMTP", DAG, 1, 0)
        for grunn, til in ((" ", TORSDAG + timedelta(days=1)), ("x", TORSDAG), ("x", TORSDAG + timedelta(days=90))):
            with pytest.raises(Hindret):
                kvitter_alarm(alarm, grunn=grunn, til=til, av=kari)
        kvitter_alarm(alarm, grunn="Legges inn fra kopi", til=TORSDAG + timedelta(days=1), av=kari)
        assert not aapne_alarmer().exists()
        assert aapne_alarmer(TORSDAG + timedelta(days=1)).exists()
        assert kanalalarmer.alarmene().count() == 1
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied):
        kvitter_alarm(alarm, grunn="x", til=TORSDAG + timedelta(days=1), av=ola)
    assert (antall_alarmer(), rad.virksomhet.kode) == (0, "frogner")
