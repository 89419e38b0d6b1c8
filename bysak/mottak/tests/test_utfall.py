"""Outcomes: each item has at most one, each has a reason, and each but registration can be undone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from bysak.kjerne.hinder import Hindret
from bysak.kjerne.models import Endring
from bysak.mottak.avvisning import avvis_uten_svar as avvis
from bysak.mottak.models import Innkomst, Utfall
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa
from bysak.mottak.tildeling import ta
from bysak.mottak.utfall import gjenaapne, ikke_journalpliktig, karantene, marker_duplikat
from tests.verden import som

pytestmark = pytest.mark.django_db


def _som_kari(verb: Callable[..., Innkomst], rad: Innkomst, **valg: Any) -> Innkomst:
    with som("kari", rad.virksomhet.kode, verb.__name__) as kari:
        return verb(rad, av=kari, **valg)


def test_ikke_journalpliktig_faar_grunn_tid_og_navn_og_er_ute_av_koeen():
    rad = _som_kari(ikke_journalpliktig, motta_og_les(brev("Kampanje")), grunnkode="reklame")
    assert (rad.utfall, rad.utfall_kode, rad.utfall_av) == (Utfall.IKKE_JOURNALPLIKTIG, "reklame", "Kari Tveitmo")
    assert rad.utfall_grunn == "Reklame eller nyhetsbrev"


def test_uten_gyldig_grunn_skjer_ingenting():
    rad = motta_og_les(brev("Kampanje"))
    with pytest.raises(Hindret, match="Velg en grunn"):
        _som_kari(ikke_journalpliktig, rad, grunnkode="tull")
    with pytest.raises(Hindret, match="Forklar grunnen"):
        _som_kari(avvis, rad, grunnkode="annet", merknad="")
    assert rad_naa(rad).utfall == ""


def test_et_innkommet_med_utfall_kan_ikke_faa_et_til():
    rad = _som_kari(avvis, motta_og_les(brev("Skadet")), grunnkode="uleselig", merknad="")
    with pytest.raises(Hindret, match="alt ferdig: avvist"):
        _som_kari(ikke_journalpliktig, rad, grunnkode="reklame")


def test_gjenaapning_legger_det_i_koeen_igjen_med_samme_frist():
    rad = motta_og_les(brev("Angre"))
    _som_kari(ikke_journalpliktig, rad, grunnkode="reklame")
    igjen = _som_kari(gjenaapne, rad)
    assert (igjen.utfall, igjen.utfall_tid, igjen.frist) == ("", None, rad.frist)


def test_det_som_ligger_i_koeen_kan_ikke_gjenaapnes():
    with pytest.raises(Hindret, match="ligger alt i køen"):
        _som_kari(gjenaapne, motta_og_les(brev("I kø")))


def test_duplikat_peker_paa_originalen_og_kan_angres():
    original, kopi = motta_og_les(brev("Original")), motta_og_les(brev("Kopi"))
    assert _som_kari(marker_duplikat, kopi, original=original).duplikat_av_id == original.pk
    assert _som_kari(gjenaapne, kopi).duplikat_av_id is None


def test_et_innkommet_er_ikke_duplikat_av_seg_selv_eller_av_et_duplikat():
    original, kopi, tredje = (motta_og_les(brev(navn)) for navn in ("Original", "Kopi", "Tredje"))
    with pytest.raises(Hindret, match="seg selv"):
        _som_kari(marker_duplikat, original, original=original)
    _som_kari(marker_duplikat, kopi, original=original)
    with pytest.raises(Hindret, match="selv et duplikat"):
        _som_kari(marker_duplikat, tredje, original=kopi)


def test_karantene_er_synlig_med_grunn_og_kan_angres():
    rad = _som_kari(karantene, motta_og_les(brev("Mistenkelig")), grunn="Ser ut som svindel")
    assert (rad.utfall, rad.utfall_grunn) == (Utfall.KARANTENE, "Ser ut som svindel")
    assert _som_kari(gjenaapne, rad).utfall == ""


def test_det_en_annen_arbeider_med_kan_ikke_avsluttes():
    rad = motta_og_les(brev("Opptatt"))
    with som("marius", "frogner", "ta") as marius:
        ta(rad, av=marius)
    with pytest.raises(Hindret, match="Marius Ellingvåg arbeider med denne"):
        _som_kari(ikke_journalpliktig, rad, grunnkode="reklame")


def test_en_saksbehandler_kan_ikke_avslutte_noe_i_mottak():
    rad = motta_og_les(brev("Ikke din"))
    with som("ola", "frogner", "avvis") as ola, pytest.raises(PermissionDenied, match="ikke rett til å motta"):
        avvis(rad, grunnkode="uleselig", merknad="", av=ola)


def test_en_arkivar_kan_ikke_avslutte_i_en_annen_bydel_enn_den_hun_skriver_i():
    rad = motta_og_les(brev("I Frogner"))
    with som("kari", "sagene", "avvis") as kari, pytest.raises(Innkomst.DoesNotExist):
        avvis(rad, grunnkode="uleselig", merknad="", av=kari)


def test_utfallet_staar_i_endringsloggen_med_hvem_og_hva():
    rad = _som_kari(avvis, motta_og_les(brev("Logget")), grunnkode="uleselig", merknad="")
    with som("kari", "frogner") as kari:
        endring = Endring.objects.select_related("handling").get(objekt_id=str(rad.pk), element="utfall", ny="avvist")
        assert (endring.handling.bruker_navn, endring.handling.verb) == (kari.navn, "avvis_uten_svar")
        assert endring.handling.tjenesteyter is not None


def test_arbeid_som_feiler_etterlater_ikke_et_halvt_utfall():
    rad = motta_og_les(brev("Halvt"))

    def avvis_og_faa_stroembrudd() -> None:
        with som("kari", "frogner", "avvis") as kari:
            avvis(rad, grunnkode="uleselig", merknad="", av=kari)
            raise RuntimeError("strømmen gikk")

    with pytest.raises(RuntimeError):
        avvis_og_faa_stroembrudd()
    assert rad_naa(rad).utfall == ""
