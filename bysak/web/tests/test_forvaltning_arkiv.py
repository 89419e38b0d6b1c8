"""Classification, arkiv and periods, as an administrator, one who classifies and others meet them."""

import pytest

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Arkiv, Arkivdel, Klasse, Klasseovergang, Klassifikasjonssystem
from bysak.kjerne.kalender import i_dag
from bysak.web.tests.test_forvaltning_folk import BEKREFT
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db
HER = "/forvaltning/frogner"


def systemet() -> Klassifikasjonssystem:
    with som("siv", "frogner"):
        return Klassifikasjonssystem.objects.get(arkivdeler__arkivdelstatus=Arkivdelstatus.AKTIV)


def klassen(klasse_id: str) -> Klasse:
    with som("siv", "frogner"):
        return Klasse.objects.get(klasse_id=klasse_id, klassifikasjonssystem=systemet_naa())


def systemet_naa() -> Klassifikasjonssystem:
    return Klassifikasjonssystem.objects.get(arkivdeler__arkivdelstatus=Arkivdelstatus.AKTIV)


def perioden() -> Arkivdel:
    with som("siv", "frogner"):
        return Arkivdel.objects.get(arkivdelstatus=Arkivdelstatus.AKTIV)


def test_en_klasse_lages_endres_og_avsluttes_av_den_som_klassifiserer() -> None:
    kari, system = klient("kari"), systemet()
    adresse = f"{HER}/klassifikasjon/{system.pk}"
    svar = kari.post(adresse + "/klasse", {"klasse_id": "200", "tittel": "Sykkelveier"})
    assert svar.status_code == 409
    assert "Sykkelveier" in tekst(svar)
    assert kari.post(adresse + "/klasse", {"klasse_id": "230", "tittel": "Sykkelveier"}).status_code == 302
    ny = f"{HER}/klasser/{klassen('230').pk}"
    assert kari.post(ny + "/endre", {"tittel": "Sykkel og gange", "noekkelord": "sti, bro"}).status_code == 302
    assert klassen("230").noekkelord == ["sti", "bro"]
    assert "Sykkel og gange" in tekst(kari.get(adresse))
    assert kari.post(ny + "/avslutt").status_code == 302
    assert kari.post(ny + "/avslutt").status_code == 409
    assert kari.get(HER + "/klassifikasjon/nytt").status_code == 403


def test_en_ny_versjon_har_overganger_som_kan_rettes() -> None:
    siv, system = klient("siv"), systemet()
    adresse = f"{HER}/klassifikasjon/{system.pk}"
    assert "En aktiv arkivperiode bruker" in tekst(siv.get(adresse + "/avslutt"))
    assert siv.post(adresse + "/avslutt", BEKREFT).status_code == 409
    assert siv.post(adresse + "/versjon", {"tittel": "Neste"}).status_code == 302
    assert siv.post(adresse + "/versjon", {"tittel": "Neste"}).status_code == 409
    with som("siv", "frogner"):
        o = Klasseovergang.objects.filter(fra_klasse__klasse_id="200").get()
        annen = Klasse.objects.get(klassifikasjonssystem__forloeper=system, klasse_id="210")
    assert siv.post(f"{HER}/klasser/{o.fra_klasse_id}/overgang", {"til": annen.pk}).status_code == 302
    assert siv.post(f"{HER}/overganger/{o.pk}/fjern").status_code == 302
    assert "210" in tekst(siv.get(adresse))
    assert siv.get(f"/forvaltning/sagene/overganger/{o.pk}/fjern").status_code == 404


def test_en_periode_skilles_overlapper_og_avsluttes_naar_den_er_tom() -> None:
    siv, gammel = klient("siv"), perioden()
    adresse = f"{HER}/arkivdeler/{gammel.pk}"
    assert siv.post(adresse + "/periodeskille", {"tittel": "", "start": i_dag(), **BEKREFT}).status_code == 422
    assert siv.post(adresse + "/periodeskille", {"tittel": "Fra nå", "start": i_dag()}).status_code == 302
    svar = siv.post(adresse + "/avslutt")
    assert svar.status_code == 409
    assert "ikke avsluttet" in tekst(svar)
    assert siv.post(adresse + "/overfoer").status_code == 302
    assert siv.post(adresse + "/avslutt").status_code == 302
    assert "Fra nå" in tekst(siv.get(HER + "/arkiv"))


def test_arkiv_opprettes_og_slettes_bare_av_den_som_gjentar_antallet() -> None:
    siv = klient("siv")
    skjema = {"tittel": "Prøvearkiv", "skaper_id": "999999999", "skaper": "Bydel Frogner", **BEKREFT}
    assert siv.post(HER + "/arkiv/nytt", skjema).status_code == 302
    with som("siv", "frogner"):
        arkiv = Arkiv.objects.get(tittel="Prøvearkiv")
    assert siv.post(f"{HER}/arkiv/{arkiv.pk}/arkivdel", {"tittel": "Del", "start": i_dag()}).status_code == 302
    adresse = f"{HER}/slett/arkiv/{arkiv.pk}"
    svar = siv.post(adresse, {"grunn": "Feil", "bekreftet": 1})
    assert svar.status_code == 409
    assert "Det er 3 rader i dette" in tekst(svar)
    assert siv.post(adresse, {"grunn": "Feil", "bekreftet": 3}).status_code == 302
    assert siv.get(adresse).status_code == 404


def test_bare_forvalteren_i_bydelen_slipper_inn() -> None:
    system, periode, klasse = systemet(), perioden(), klassen("200")
    enderne = [
        "klassifikasjon", "klassifikasjon/nytt", f"klassifikasjon/{system.pk}", f"klassifikasjon/{system.pk}/klasse",
        f"klassifikasjon/{system.pk}/endre", f"klassifikasjon/{system.pk}/avslutt",
        f"klassifikasjon/{system.pk}/versjon", f"klasser/{klasse.pk}/endre", f"klasser/{klasse.pk}/avslutt",
        f"klasser/{klasse.pk}/overgang", "arkiv", "arkiv/nytt", f"arkiv/{periode.arkiv_id}/avslutt",
        f"arkiv/{periode.arkiv_id}/arkivdel", f"arkivdeler/{periode.pk}/endre",
        f"arkivdeler/{periode.pk}/periodeskille", f"arkivdeler/{periode.pk}/overfoer",
        f"arkivdeler/{periode.pk}/avslutt", f"slett/arkivdel/{periode.pk}",
    ]  # fmt: skip
    siv, nora, lise = klient("siv"), klient("nora"), klient("lise")
    for ende in enderne:
        assert siv.get(f"{HER}/{ende}").status_code == 200, ende
        assert nora.get(f"{HER}/{ende}").status_code == 403, ende
        assert lise.get(f"{HER}/{ende}").status_code == 404, ende
        if str(system.pk) in ende or str(periode.pk) in ende:
            assert siv.get(f"/forvaltning/sagene/{ende}").status_code == 404, ende
