from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import aktoer_for
from bysak.tjeneste import brukere
from bysak.tjeneste.brukere import ansett, hindre_for_ansettelse, slutt, staar_aapent
from tests.saker import en_sak, koder
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db
PASSORD = "et-langt-passord"


@pytest.mark.krav("4.3.1", "4.4.1", "4.4.5")
def test_en_ny_kollega_kommer_inn_med_rollene_sine_i_hver_virksomhet():
    hvor = [virksomhet(kode) for kode in ("byarkivet", "frogner", "sagene")]
    ny = ansett("per.ny", "Per Nymo", rolle=Rolle.ARKIVAR, virksomheter=hvor, av=aktoer("siv"), passord=PASSORD)
    assert ny.check_password(PASSORD)
    assert aktoer_for(ny).virksomheter == tuple(sorted(v.pk for v in hvor))
    with arbeid(som=aktoer("siv"), leser=hvor):
        yter = {r.virksomhet.kode: r.tjenesteyter_id for r in Rolletildeling.objects.filter(bruker=ny)}
    tjeneste = virksomhet("byarkivet").pk
    assert yter == {"byarkivet": None, "frogner": tjeneste, "sagene": tjeneste}


def test_stopper_det_i_den_siste_virksomheten_er_ingenting_gjort(monkeypatch: pytest.MonkeyPatch):
    kalt: list[Any] = []

    def ryker(*args: Any, **valg: Any) -> None:
        kalt.append(args)
        if len(kalt) == 2:
            raise ConnectionError
        tildel_rolle(*args, **valg)

    monkeypatch.setattr(brukere, "tildel_rolle", ryker)
    hvor = [virksomhet("frogner"), virksomhet("sagene")]
    with pytest.raises(ConnectionError):
        ansett("per.ny", "Per Nymo", rolle=Rolle.LEDER, virksomheter=hvor, av=aktoer("siv"))
    assert len(kalt) == 2
    assert not Bruker.objects.filter(brukernavn="per.ny").exists()
    with som("siv", "frogner"):
        assert not Rolletildeling.objects.filter(bruker__brukernavn="per.ny").exists()


def test_uten_virksomhet_eller_med_en_annens_ansettes_ingen():
    kari = aktoer("kari")
    assert koder(hindre_for_ansettelse([], kari)) == {"bruker.uten_virksomhet"}
    assert koder(hindre_for_ansettelse([virksomhet("frogner")], kari)) == {"bruker.annen_virksomhet"}
    with pytest.raises(Hindret, match="administrerer ikke"):
        ansett("per.ny", "Per Nymo", rolle=Rolle.LEDER, virksomheter=[virksomhet("frogner")], av=kari)
    with pytest.raises(Hindret, match="for kort"):
        ansett(
            "per.ny",
            "Per Nymo",
            rolle=Rolle.LEDER,
            virksomheter=[virksomhet("frogner")],
            av=aktoer("siv"),
            passord="kort",
        )


@pytest.mark.krav("4.3.3", "4.1.5")
def test_den_som_slutter_stenges_ute_straks_og_det_som_staar_aapent_navngis():
    with som("kari", "frogner") as kari:
        en_sak(kari, saksansvarlig=bruker("ola"))
    igjen = slutt(bruker("ola"), av=aktoer("siv"))
    assert aktoer("ola").roller == ()
    (frogner,) = igjen
    assert (frogner.virksomhet.kode, frogner.roller) == ("frogner", 1)
    assert frogner.saker >= 1
    assert staar_aapent(bruker("ola"), av=aktoer("siv")) == igjen
    assert staar_aapent(bruker("ola"), av=aktoer("nora")) == []
    with pytest.raises(PermissionDenied, match="administrere"):
        slutt(bruker("lise"), av=aktoer("kari"))
