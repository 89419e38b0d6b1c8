"""What the walks and the hostile texts found, each told alone."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.endring import endre_saksmappe
from bysak.arkivstruktur.flytting import del_sak
from bysak.arkivstruktur.frysing import overstyr
from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.arkivstruktur.reservasjon import overstyr_sletting, slett_journalpost
from bysak.kjerne.arbeid import arbeid, begrunn
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.models import Handling
from tests.saker import en_sak, et_brev, koder
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def nei(verb: Any, *args: Any, **valg: Any) -> set[str]:
    with pytest.raises(Hindret) as stopp:
        verb(*args, **valg)
    return koder(stopp.value.hindre)


@pytest.mark.krav("3.2.35")
def test_en_deling_som_stoppes_lager_ingen_ny_sak():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        foer = Mappe.objects.count()
        assert nei(del_sak, sak, poster=[], tittel="Delt", grunn="to saker", av=kari) == {"flytt.ingenting"}
        assert Mappe.objects.count() == foer


@pytest.mark.krav("2.9.3")
def test_heller_ikke_administratoren_sletter_et_brev_som_er_svar_paa_et_annet():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp, svar = et_brev(sak, kari, journalfoert=True), et_brev(sak, kari, type="U")
        avskriv(jp, maate="BU", besvart_av=svar, av=kari)
    siv = aktoer("siv")
    with arbeid(som=siv, i=virksomhet("frogner"), overstyring="feil"):
        assert nei(overstyr_sletting, svar, av=siv) == {"slett.svar"}
        assert Registrering.objects.filter(pk=svar.pk).exists()


@pytest.mark.krav("2.9.3")
def test_heller_ikke_administratoren_endrer_et_loepenummer_eller_et_saksnummer():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari)
    siv = aktoer("siv")
    with arbeid(som=siv, i=virksomhet("frogner"), overstyring="feil"):
        for enhet, felt in ((jp, "journalaar"), (jp, "journalsekvensnummer"), (sak, "saksaar")):
            assert nei(overstyr, enhet, felt={felt: 1999}, av=siv) == {"overstyr.evig"}
            with pytest.raises(DatabaseError, match="kan aldri endres"), transaction.atomic():
                type(enhet)._base_manager.filter(pk=enhet.pk).update(**{felt: 1999})


def test_en_sak_kan_ikke_miste_dato_enhet_eller_ansvarlig():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        for felt in ("saksdato", "administrativ_enhet", "saksansvarlig"):
            assert nei(endre_saksmappe, sak, av=kari, **{felt: None}) == {"endre.mangler"}
        assert nei(endre_saksmappe, sak, av=kari, dokumentmedium="Q") == {"endre.medium"}


def test_grunnen_staar_ogsaa_etter_et_forsoek_som_ble_rullet_tilbake():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        with transaction.atomic():
            begrunn("feil registrert")
            transaction.set_rollback(True)
        slett_journalpost(jp, grunn="feil registrert", av=kari)
        assert Handling.objects.latest("id").grunn == "feil registrert"


def test_det_som_er_slettet_imens_sies_i_en_setning(client: Client, monkeypatch: pytest.MonkeyPatch):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
    client.force_login(bruker("kari"))
    adresse = f"/saker/frogner/{jp.mappe.saksaar}/{jp.mappe.sakssekvensnummer}/{jp.journalpostnummer}"
    from bysak.web.sak import handlinger, hent

    funnet = hent.posten

    def slettet_etterpaa(request: Any, *args: int) -> Any:
        posten = funnet(request, *args)
        slett_journalpost(posten, grunn="feil", av=request.aktoer)
        return posten

    monkeypatch.setattr(handlinger, "posten", slettet_etterpaa)
    svar = client.post(adresse + "/journalfoer")
    assert svar.status_code == 409
    assert "Det finnes ikke lenger" in svar.content.decode()
