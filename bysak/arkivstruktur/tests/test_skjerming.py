from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.models import Registrering, Skjerming
from bysak.arkivstruktur.skjerming import hindre_for_skjerming, opphev_skjerming, skjerm_registrering
from bysak.arkivstruktur.tittelskjerming import skjerm_flere_ord, skjerm_sakstittel
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import ser
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


def skjerm(jp, av, **valg: Any):
    felt: dict[str, Any] = {
        "hjemmel": "Offl § 13 jf. fvl § 13",
        "kode": "UO",
        "skjermede_ord": {0},
        "offentlig_tittel": "*** om gangvei",
        "skjermede_parter": set(),
        "hele_dokumentet": False,
    }
    return skjerm_registrering(jp, av=av, **felt | valg)


@pytest.fixture
def jp():
    with som("kari", "frogner") as kari:
        return et_brev(en_sak(kari), kari)


@pytest.mark.krav("2.8.3", "5.2.20", "5.2.6")
def test_ord_navn_og_dokument_skjermes_hver_for_seg(jp):
    with som("nora", "frogner") as nora:
        part = jp.korrespondanseparter.get()
        reg = skjerm(jp, nora, skjermede_parter={part.pk}, hele_dokumentet=True)
        skjerming = Skjerming.objects.get(registrering=reg)
        assert (reg.skjermede_ord, reg.offentlig_tittel, reg.offentlighetsvurdert_dato) == (
            [0],
            "*** om gangvei",
            i_dag(),
        )
        assert (skjerming.skjerming_metadata, skjerming.skjerming_dokument) == (["TRO", "NA"], "H")
        part.refresh_from_db()
        assert part.skjermet
        skjerm(jp, nora, skjermede_ord=set(), hele_dokumentet=None)
        skjerming.refresh_from_db()
        part.refresh_from_db()
        assert (skjerming.skjerming_metadata, skjerming.skjerming_dokument, part.skjermet) == (["TD"], "", False)
        assert Skjerming.objects.filter(registrering=reg).count() == 1


def test_en_kode_som_verner_ogsaa_innad_flytter_tilgangen_og_en_annen_flytter_den_tilbake(jp):
    with som("nora", "frogner") as nora:
        assert skjerm(jp, nora, kode="KL").tilgangsklasse.kode_id == "KL"
    with som("ola", "frogner") as ola:
        reg = Registrering.objects.get(pk=jp.pk)
        assert not ser(ola, reg)
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            opphev_skjerming(reg, av=ola)
    with som("nora", "frogner") as nora:
        assert skjerm(jp, nora, kode="UO").tilgangsklasse_id == jp.mappe.tilgangsklasse_id
        skjerm(jp, nora, kode="P")
        reg = opphev_skjerming(jp, av=nora)
        assert (reg.tilgangsklasse_id, reg.offentlig_tittel, reg.skjermede_ord) == (
            jp.mappe.tilgangsklasse_id, jp.tittel, [],
        )  # fmt: skip
        assert not Skjerming.objects.filter(registrering=reg).exists()


@pytest.mark.krav("5.2.15", "5.2.16")
def test_det_som_stopper_skjerming_er_det_tvillingen_sier(jp):
    with som("kari", "frogner") as kari:
        fremmed_part = et_brev(en_sak(kari), kari).korrespondanseparter.get()
    with som("siv", "byarkivet"):
        Tilgangskode.objects.filter(pk="XX").update(utgaatt_dato=i_dag())
    with som("nora", "frogner") as nora:
        feil: dict[str, dict[str, Any]] = {
            "skjerm.uten_hjemmel": {"hjemmel": " \u200b"},
            "skjerm.ukjent_kode": {"kode": "XX"},
            "skjerm.ukjent_part": {"skjermede_parter": {fremmed_part.pk}},
        }
        for kode, valg in feil.items():
            felt: dict[str, Any] = {"hjemmel": "Offl § 13", "kode": "UO", "skjermede_parter": set()} | valg
            assert koder(hindre_for_skjerming(jp, **felt)) == {kode}
            assert stoppes(skjerm, jp, nora, **valg) == {kode}


@pytest.mark.krav("2.8.2")
def test_kvalitetssikringen_legger_til_ord_men_aapner_aldri_noe(jp):
    with som("nora", "frogner") as nora:
        skjerm(jp, nora)
    with som("even", "frogner") as even:
        reg = skjerm_flere_ord(jp, ordnumre={2}, offentlig_tittel="*** om ***", hjemmel="Offl § 13", av=even)
        assert reg.skjermede_ord == [0, 2]
        for _ in range(2):
            sak = skjerm_sakstittel(
                jp.mappe, ordnumre={2}, offentlig_tittel="Gangvei ved ***", hjemmel="Offl § 13", av=even
            )
        assert sak.skjermede_ord == [2]
        assert Skjerming.objects.get(mappe=sak).skjerming_metadata == ["TMO"]


@pytest.mark.parametrize("hvem", ["kari", "even", "siv"])
def test_arkivtjenesten_vurderer_ikke_det_bydelen_skal_vurdere(jp, hvem):
    with som(hvem, "frogner") as av:
        with pytest.raises(PermissionDenied, match="offentlighetsvurdere"):
            skjerm(jp, av)
        with pytest.raises(PermissionDenied, match="offentlighetsvurdere"):
            opphev_skjerming(jp, av=av)


@pytest.mark.parametrize("hvem", ["ola", "nora", "siv"])
def test_bydelen_kvalitetssikrer_ikke_seg_selv(jp, hvem):
    with som(hvem, "frogner") as av, pytest.raises(PermissionDenied, match="publisere"):
        skjerm_flere_ord(jp, ordnumre={2}, offentlig_tittel="***", hjemmel="x", av=av)
