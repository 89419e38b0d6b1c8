from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bysak.arkivstruktur.dokument import ferdigstill, hindre_for_ferdigstilling, hindre_for_ny_fil
from bysak.arkivstruktur.journalfoering import arkiver
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentkobling
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("2.7.1", "2.7.2", "2.7.3", "2.7.4")
def test_dokumenter_nummereres_i_rekkefoelge_og_har_en_rolle(kari):
    jp = et_brev(en_sak(kari), kari)
    en_fil(jp, kari, tittel="Brevet", hoveddokument=True)
    en_fil(jp, kari, tittel="x" * 900)
    koblinger = list(jp.koblinger.values_list("dokumentnummer", "tilknyttet_registrering_som", "tilknyttet_av"))
    assert koblinger == [(1, "H", "Kari Tveitmo"), (2, "V", "Kari Tveitmo")]
    lang = Dokumentbeskrivelse.objects.get(koblinger__dokumentnummer=2, koblinger__registrering=jp)
    assert len(lang.tittel) == 500
    assert lang.tittel.endswith("…")


def test_det_som_stopper_en_ny_fil_er_det_tvillingen_sier(kari):
    jp = et_brev(en_sak(kari), kari, journalfoert=True)
    en_fil(jp, kari, hoveddokument=True)
    feil: dict[str, dict[str, Any]] = {
        "dok.to_hoved": {"tittel": "x", "hoveddokument": True},
        "dok.uten_tittel": {"tittel": "\x00 ", "hoveddokument": False},
    }
    for kode, valg in feil.items():
        assert koder(hindre_for_ny_fil(jp, **valg)) == {kode}
        assert stoppes(en_fil, jp, kari, **valg) == {kode}
    jp = arkiver(jp, av=kari)
    assert koder(hindre_for_ny_fil(jp, tittel="x", hoveddokument=False)) == {"dok.arkivert"}
    assert stoppes(en_fil, jp, kari) == {"dok.arkivert"}


def test_to_hoveddokumenter_er_umulig_ogsaa_utenom_verbet(kari):
    jp = et_brev(en_sak(kari), kari)
    en_fil(jp, kari, hoveddokument=True)
    en_fil(jp, kari)
    with pytest.raises(IntegrityError, match="ett_hoveddokument"), transaction.atomic():
        Dokumentkobling.objects.filter(registrering=jp).update(tilknyttet_registrering_som="H")


@pytest.mark.krav("3.2.31")
def test_et_dokument_ferdigstilles_en_gang_og_bare_med_fil(kari):
    dokument = en_fil(et_brev(en_sak(kari), kari), kari, ferdigstilt=False).dokumentbeskrivelse
    assert ferdigstill(dokument, av=kari).dokumentstatus == "F"
    ferdig = Dokumentbeskrivelse.objects.get(pk=dokument.pk)
    assert koder(hindre_for_ferdigstilling(ferdig)) == stoppes(ferdigstill, ferdig, av=kari) == {"dok.ferdig"}
    tomt = Dokumentbeskrivelse.objects.create(tittel="Tomt")
    assert koder(hindre_for_ferdigstilling(tomt)) == stoppes(ferdigstill, tomt, av=kari) == {"dok.uten_fil"}


def test_uten_rett_eller_innsyn_legges_ingen_fil_ved_og_ferdigstilles_ingenting():
    with som("nora", "frogner") as nora:
        jp = et_brev(en_sak(nora, klasse="400"), nora)
        fil = en_fil(jp, nora, ferdigstilt=False)
    with som("ola", "frogner") as ola:
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            en_fil(jp, ola)
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            ferdigstill(fil.dokumentbeskrivelse, av=ola)
    with som("even", "frogner") as even:
        with pytest.raises(PermissionDenied, match="registrere"):
            en_fil(jp, even)
        with pytest.raises(PermissionDenied, match="registrere"):
            ferdigstill(fil.dokumentbeskrivelse, av=even)
