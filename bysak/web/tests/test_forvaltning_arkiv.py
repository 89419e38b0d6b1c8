"""Classification, arkiv and periods, as an administrator, one who classifies and others meet them."""

import pytest

from bysak.arkivstruktur.arkivadministrasjon import avslutt_arkiv, opprett_arkiv
from bysak.arkivstruktur.klassifikasjon import opprett_klasse, opprett_klassifikasjonssystem
from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import (
    Arkiv,
    Arkivdel,
    Kassasjon,
    Klasse,
    Klasseovergang,
    Klassifikasjonssystem,
    Mappe,
    Presedenshjemmel,
    SekundaerKlassifikasjon,
    Sekundaersystem,
)
from bysak.arkivstruktur.tilknytning import opprett_kryssreferanse, slett_kryssreferanse
from bysak.kjerne.kalender import i_dag
from bysak.web.tests.test_forvaltning_folk import BEKREFT
from bysak.web.tests.test_handlinger import et_brev
from bysak.web.tests.test_sak_sider import saksadressen
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


def test_et_arkiv_endres_og_et_avsluttet_er_laast() -> None:
    siv = klient("siv")
    with som("siv", "frogner") as av:
        arkiv = opprett_arkiv("Prøvearkiv", arkivskaper=("999999999", "Bydel Frogner"), av=av)
        over = opprett_arkiv("Over", arkivskaper=("999999999", "Bydel Frogner"), av=av)
    adresse = f"{HER}/arkiv/{arkiv.pk}/endre"
    assert siv.post(adresse, {"tittel": "Nytt"}).status_code == 422
    svar = siv.post(adresse, {"tittel": "Nytt", "beskrivelse": "Hele", "forelder": over.pk, **BEKREFT})
    assert svar.status_code == 302
    with som("siv", "frogner") as av:
        arkiv = Arkiv.objects.get(pk=arkiv.pk)
        assert (arkiv.tittel, arkiv.beskrivelse, arkiv.forelder) == ("Nytt", "Hele", over)
        avslutt_arkiv(arkiv, av=av)
    assert siv.post(f"{HER}/arkiv/{over.pk}/endre", {"tittel": "Over", "forelder": arkiv.pk}).status_code == 409
    assert "Arkivet er avsluttet." in tekst(siv.get(adresse))
    assert siv.post(adresse, {"tittel": "Igjen"}).status_code == 409


def test_en_ubrukt_klasse_slettes_og_en_i_bruk_sier_hva_man_gjoer_i_stedet() -> None:
    siv, system = klient("siv"), systemet()
    side, brukt = f"{HER}/klassifikasjon/{system.pk}", klassen("200")
    assert siv.post(side + "/klasse", {"klasse_id": "230", "tittel": "Feil"}).status_code == 302
    ny = klassen("230")
    knapper = tekst(siv.get(side))
    assert (f"{HER}/klasser/{ny.pk}/slett" in knapper, f"{HER}/klasser/{brukt.pk}/slett" in knapper) == (True, False)
    svar = siv.post(f"{HER}/klasser/{brukt.pk}/slett", BEKREFT)
    assert (svar.status_code, "Avslutt den i stedet." in tekst(svar)) == (409, True)
    assert klient("kari").get(f"{HER}/klasser/{ny.pk}/slett").status_code == 403
    with som("siv", "frogner") as av:
        kryss = opprett_kryssreferanse(brukt, til=ny, av=av)
    assert siv.post(f"{HER}/klasser/{ny.pk}/slett").status_code == 409
    with som("siv", "frogner") as av:
        slett_kryssreferanse(kryss, av=av)
    assert siv.post(f"{HER}/klasser/{ny.pk}/slett").status_code == 302
    with som("siv", "frogner"):
        assert not Klasse.objects.filter(pk=ny.pk).exists()


@pytest.mark.krav("2.9.6")
def test_en_arkivdel_tar_i_bruk_et_system_til_og_slutter_naar_ingen_sak_har_det() -> None:
    siv, periode = klient("siv"), perioden()
    adresse = f"{HER}/arkivdeler/{periode.pk}/system"
    with som("siv", "frogner") as av:
        steder = opprett_klassifikasjonssystem("Steder", type="Emnebasert, ett nivå", av=av)
        klasse = opprett_klasse(steder, klasse_id="LIA", tittel="Lia", av=av)
    assert siv.post(adresse, {"system": periode.klassifikasjonssystem_id, **BEKREFT}).status_code == 422
    assert siv.post(adresse, {"system": steder.pk}).status_code == 302
    assert "Steder" in tekst(siv.get(f"{HER}/arkiv"))
    with som("siv", "frogner"):
        bruken = Sekundaersystem.objects.get(klassifikasjonssystem=steder)
        sak = Mappe.objects.filter(arkivdel=periode, avsluttet_dato__isnull=True)[0]
        kobling = SekundaerKlassifikasjon.objects.create(mappe=sak, klasse=klasse)
    slutt = f"{HER}/sekundaer/{bruken.pk}/slutt"
    svar = siv.post(slutt)
    assert (svar.status_code, "1 sak har en klasse i systemet." in tekst(svar)) == (409, True)
    with som("siv", "frogner"):
        kobling.delete()
    assert siv.post(slutt).status_code == 302
    assert siv.get(slutt).status_code == 404


@pytest.mark.krav("2.8.13")
def test_en_hjemmel_registreres_velges_paa_en_presedens_og_gaar_ut_av_bruk() -> None:
    kari, ola = klient("kari"), klient("ola")
    assert kari.post(HER + "/metadata/hjemmel", {"hjemmel": "fvl § 35"}).status_code == 302
    svar = kari.post(HER + "/metadata/hjemmel", {"hjemmel": " fvl §  35"})
    assert (svar.status_code, "Hjemmelen finnes alt." in tekst(svar)) == (409, True)
    assert ola.get(HER + "/metadata").status_code == 403
    jp = et_brev()
    presedens = saksadressen(jp) + "/presedens"
    assert ">fvl § 35<" in tekst(ola.get(presedens))
    skjema = {"tittel": "Omgjøring", "presedens_dato": i_dag(), "rettskildefaktor": "Rettspraksis"}
    assert ola.post(presedens, skjema | {"presedens_hjemmel": "fvl § 36"}).status_code == 409
    assert ola.post(presedens, skjema | {"presedens_hjemmel": "fvl § 35"}).status_code == 302
    with som("siv", "frogner"):
        hjemmel = Presedenshjemmel.objects.get()
    assert kari.post(f"{HER}/metadata/hjemler/{hjemmel.pk}/utgaa").status_code == 302
    side = tekst(kari.get(HER + "/metadata"))
    assert ("<td>1</td>" in side, "Ute av bruk" in side, "Nytt felt" in side) == (True, True, False)
    assert 'value="fvl § 35"' not in tekst(ola.get(presedens))
    assert klient("siv").get(f"/forvaltning/sagene/metadata/hjemler/{hjemmel.pk}/utgaa").status_code == 404


def test_en_klasse_som_sendes_to_ganger_er_en_klasse() -> None:
    kari, adresse = klient("kari"), f"{HER}/klassifikasjon/{systemet().pk}/klasse"
    assert 'name="engang"' in tekst(kari.get(adresse))
    skjema = {"klasse_id": "231", "tittel": "Gangveier", "engang": "0123456789abcdef"}
    assert [kari.post(adresse, skjema).status_code for _ in range(2)] == [302, 302]
    assert "gjort én gang" in tekst(kari.get(adresse))
    assert kari.post(adresse, skjema | {"engang": "fedcba9876543210"}).status_code == 409


def test_kassasjonen_som_gjelder_for_en_sak_staar_der_den_bestemmes_og_der_den_virker() -> None:
    jp = et_brev()
    with som("kari", "frogner"):
        Kassasjon.objects.create(klasse=jp.mappe.klasse, kassasjonsvedtak="K", bevaringstid=10)
    kari, siv, saken = klient("kari"), klient("siv"), saksadressen(jp)
    nummer = jp.mappe.klasse.klasse_id
    for ende in ("/dokumenter", "/avslutt"):
        side = tekst(kari.get(saken + ende))
        assert f"Kasseres 10 år etter at saken er avsluttet, fra klasse {nummer}." in side
    assert "Kasseres 10 år" in tekst(siv.get(f"{HER}/klassifikasjon/{systemet().pk}"))
    del_ = perioden()
    with som("kari", "frogner"):
        Kassasjon.objects.create(arkivdel=del_, kassasjonsvedtak="B", bevaringstid=10, kassasjonshjemmel="Verneplan")
    assert f"Bevares (Verneplan), fra arkivdelen {del_.tittel}." in tekst(kari.get(saken + "/dokumenter"))
    assert "Bevares (Verneplan)" in tekst(siv.get(f"{HER}/arkiv"))
