import pytest

from bysak.kjerne.hinder import Hindret
from bysak.saksbehandling.lagretsoek import MAKS_ANTALL, lagre_soek, mine_soek, slett_lagret_soek
from tests.verden import som

pytestmark = pytest.mark.django_db


def test_et_lagret_soek_er_bare_ens_eget_og_samme_navn_erstatter():
    with som("ola", "frogner") as ola:
        lagre_soek("turvei dato:2026", navn="Turveier", av=ola)
        lagret = lagre_soek("turvei ELLER gangvei", navn="Turveier", av=ola)
        lagre_soek("  benker \u200b ved elva ", av=ola)
        assert [(s.navn, s.tekst) for s in mine_soek(ola)] == [
            ("Turveier", "turvei ELLER gangvei"), ("benker ved elva", "benker ved elva")
        ]  # fmt: skip
    with som("ingvild", "frogner") as ingvild:
        assert mine_soek(ingvild) == []
        slett_lagret_soek(lagret.navn, av=ingvild)
    with som("ola", "frogner") as ola:
        assert len(mine_soek(ola)) == 2
        slett_lagret_soek(lagret.navn, av=ola)
        slett_lagret_soek(lagret.navn, av=ola)
        assert len(mine_soek(ola)) == 1


def test_et_tomt_soek_lagres_ikke_og_det_er_en_grense():
    with som("ola", "frogner") as ola:
        with pytest.raises(Hindret, match="Skriv det du vil"):
            lagre_soek(" \u200b", av=ola)
        for n in range(MAKS_ANTALL):
            lagre_soek(f"turvei {n}", av=ola)
        with pytest.raises(Hindret, match="50 lagrede"):
            lagre_soek("en til", av=ola)
