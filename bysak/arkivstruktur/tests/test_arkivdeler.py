from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.arkivdeler import (
    avslutt_arkivdel,
    hindre_for_periodeavslutning,
    hindre_for_periodeskille,
    sett_periodeskille,
)
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import Arkivdel, Saksmappe
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


def aktiv():
    return Arkivdel.objects.get(arkivdelstatus="A")


@pytest.mark.krav("6.2.1", "6.2.2", "6.2.3", "6.2.4", "2.9.6")
def test_en_ny_periode_tar_over_og_den_gamle_tar_ingen_nye_saker():
    with som("siv", "frogner") as siv:
        gammel = aktiv()
        ny = sett_periodeskille(gammel, tittel=" Ny\x00 periode ", start=date(2027, 1, 1), av=siv)
        gammel.refresh_from_db()
        assert (gammel.arkivdelstatus, ny.arkivdelstatus, ny.tittel, ny.forloeper) == ("O", "A", "Ny periode", gammel)
        assert ny.klassifikasjonssystem_id == gammel.klassifikasjonssystem_id
    with som("kari", "frogner") as kari:
        assert stoppes(en_sak, kari, arkivdel=gammel) == {"sak.arkivdel"}
        assert en_sak(kari).arkivdel == ny


@pytest.mark.krav("6.2.7", "6.2.6")
def test_en_periode_med_aapne_saker_avsluttes_ikke():
    with som("siv", "frogner") as siv:
        gammel = aktiv()
        sett_periodeskille(gammel, tittel="Ny", start=date(2027, 1, 1), av=siv)
        gammel = Arkivdel.objects.get(pk=gammel.pk)
        assert koder(hindre_for_periodeavslutning(gammel)) == {"periode.aapne"}
        assert stoppes(avslutt_arkivdel, gammel, av=siv) == {"periode.aapne"}
    with som("kari", "frogner") as kari:
        for sak in Saksmappe.objects.filter(arkivdel=gammel, avsluttet_dato__isnull=True):
            avslutt_saksmappe(sak, av=kari, avskriv_rest=True)
    with som("siv", "frogner") as siv:
        lukket = avslutt_arkivdel(gammel, av=siv)
        assert (lukket.arkivdelstatus, lukket.avsluttet_av) == ("P", "Siv Ramnefjell")
        assert lukket.arkivperiode_slutt_dato is not None
        assert stoppes(avslutt_arkivdel, lukket, av=siv) == koder(hindre_for_periodeavslutning(lukket))


def test_det_som_stopper_et_periodeskille_er_det_tvillingen_sier():
    with som("siv", "frogner") as siv:
        lukket = Arkivdel.objects.get(arkivdelstatus="P")
        for arkivdel, tittel, kode in ((lukket, "Ny", "periode.status"), (aktiv(), " \u200b", "periode.tittel")):
            assert koder(hindre_for_periodeskille(arkivdel, tittel)) == {kode}
            assert stoppes(sett_periodeskille, arkivdel, tittel=tittel, start=date(2027, 1, 1), av=siv) == {kode}


@pytest.mark.krav("6.2.5", "6.2.8")
def test_en_gammel_sak_som_faar_post_foelger_med_over_i_den_nye_perioden():
    with som("kari", "frogner") as kari:
        sak, stille = en_sak(kari), en_sak(kari)
    with som("siv", "frogner") as siv:
        gammel = aktiv()
        ny = sett_periodeskille(gammel, tittel="Ny", start=date(2027, 1, 1), av=siv)
    with som("kari", "frogner") as kari:
        jp = et_brev(sak, kari)
        assert jp.registrerings_id == f"{sak.mappe_id}-1"
        assert set(gammel.mapper.filter(pk__in=[sak.pk, stille.pk])) == {stille}
        assert sak.pk in set(ny.mapper.values_list("pk", flat=True))


@pytest.mark.krav("2.9.6")
@pytest.mark.parametrize("hvem", ["kari", "nora", "ola"])
def test_bare_systemforvalteren_deler_perioder(hvem):
    with som(hvem, "frogner") as av:
        with pytest.raises(PermissionDenied, match="administrere"):
            sett_periodeskille(aktiv(), tittel="Ny", start=date(2027, 1, 1), av=av)
        with pytest.raises(PermissionDenied, match="administrere"):
            avslutt_arkivdel(aktiv(), av=av)
