"""The pages of bevaring: who may see them, what stands in the way, and a deposit from order to download."""

import io
import re
import tarfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bysak.arkivstruktur.arkivdeler import sett_periodeskille
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import Arkivdel, Dokumentobjekt, Saksmappe
from bysak.bevaring import jobber
from bysak.bevaring.arbeidsgang import fjern_filer, lag_og_kontroller, uttrekksmappe
from bysak.bevaring.models import Uttrekk
from bysak.bevaring.uttrekk.kvittering import offentlig_noekkel
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.datamappe import filaas
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.models import Handling
from bysak.organisasjon.tilgang import prosessaktoer, synlig_q
from tests.klient import klient, tekst
from tests.saker import en_sak
from tests.verden import som, virksomhet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("egen_database")]
NY = "/bevaring/frogner/uttrekk/ny"


def perioden(status: str = "P") -> str:
    with som("siv", "frogner"):
        return str(Arkivdel.objects.get(arkivdelstatus=status).pk)


def lukk_en_sak() -> None:
    """Close a new case in the active period, so that a date takes it and leaves the open ones."""
    with som("kari", "frogner") as kari:
        avslutt_saksmappe(en_sak(kari), av=kari)


def bestill(siv: Client) -> str:
    svar = siv.post(NY, {"hva": "arkivdel", "arkivdel": perioden()})
    assert svar.status_code == 302
    return str(svar.headers["Location"])


def radene() -> list[Uttrekk]:
    with som("siv", "frogner"):
        return list(Uttrekk.objects.all())


def test_oversikten_er_for_dem_som_har_ansvar_for_arkivet_og_bare_i_egen_bydel() -> None:
    assert "Bydel Sagene" in tekst(klient("siv").get("/bevaring"))
    egen = tekst(klient("maja").get("/bevaring"))
    assert "Bydel Frogner" in egen
    assert "Sagene" not in egen
    assert "/uttrekk/ny" not in egen
    assert klient("ola").get("/bevaring").status_code == 403
    assert klient("tone").get(NY).status_code == 404
    assert klient("maja").get(NY).status_code == 403


def test_hindringene_staar_med_antall_og_lenker_foer_uttrekket_starter() -> None:
    siv = klient("siv")
    svar = siv.get(NY, {"hva": "arkivdel", "arkivdel": perioden("A")})
    side = tekst(svar)
    assert "Arkivdelen er ikke avsluttet." in side
    assert "saker er ikke avsluttet." in side
    assert "Start uttrekket" not in side
    with som("siv", "frogner"):
        sak = Saksmappe.objects.filter(avsluttet_dato__isnull=True, tilgangsklasse__art="aapen").first()
        assert sak is not None
    assert f"/saker/frogner/{sak.saksaar}/" in side
    assert siv.post(NY, {"hva": "arkivdel", "arkivdel": perioden("A")}).status_code == 409
    assert radene() == []


def test_hindringene_roeper_ikke_det_som_er_skjermet_for_den_som_ser() -> None:
    lukk_en_sak()
    svar = klient("siv").post(NY, {"hva": "dato", "fram_til": i_dag().isoformat()})
    with som("siv", "frogner"):
        alle = set(Saksmappe.objects.filter(avsluttet_dato__isnull=True).values_list("mappe_id", flat=True))
    with som("maja", "frogner") as maja:
        ser = set(Saksmappe.objects.filter(synlig_q(maja)).values_list("mappe_id", flat=True))
    side = tekst(klient("maja").get(svar.headers["Location"]))
    assert alle - ser
    assert not [nr for nr in alle - ser if f">{nr}<" in side]
    assert [nr for nr in alle & ser if f">{nr}<" in side]
    assert "skjermet for deg" in side


def test_fram_til_en_dato_holder_resten_utenfor_og_sier_det() -> None:
    lukk_en_sak()
    siv = klient("siv")
    side = tekst(siv.get(NY, {"hva": "dato", "fram_til": i_dag().isoformat()}))
    assert "Noe holdes utenfor" in side
    assert "Start uttrekket" in side
    assert siv.get(NY, {"hva": "dato", "fram_til": "i går"}).status_code == 422
    assert "Velg en dato som har vært" in tekst(siv.get(NY, {"hva": "dato", "fram_til": "2099-01-01"}))
    assert siv.post(NY, {"hva": "arkivdel", "arkivdel": "tull"}).status_code == 422


def test_et_uttrekk_gaar_fra_bestilling_til_nedlasting() -> None:
    siv = klient("siv")
    side = bestill(siv)
    assert bestill(siv) == side
    assert "venter på tur" in tekst(siv.get(side))
    assert 'hx-trigger="every 2s"' in tekst(siv.get(side, headers={"HX-Request": "true"}))
    (rad,) = radene()
    lag_og_kontroller(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    ferdig = tekst(siv.get(side))
    assert "Uten feil" in ferdig
    assert "every 2s" not in ferdig
    (rad,) = radene()
    assert rad.sjekksum in ferdig
    assert siv.get(side, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    oversikt = tekst(klient("maja").get("/bevaring"))
    assert rad.sjekksum in oversikt
    assert "Siv Ramnefjell" in oversikt
    _pakken_er_mappen(siv.get(f"{side}/innhold"), Path(rad.mappe))
    tar = b"".join(siv.get(f"{side}/pakke").streaming_content)  # type: ignore[attr-defined]
    assert sha256(tar).hexdigest() == rad.pakke_sjekksum
    assert rad.pakke_sjekksum in ferdig
    for filnavn in ("beskrivelse", "filliste", "kvittering-json"):
        assert siv.get(f"{side}/fil/{filnavn}").status_code == 200
    kvittering = tekst(siv.get(f"{side}/kvittering"))
    assert rad.pakke_sjekksum in kvittering
    assert offentlig_noekkel().replace("+", "&#43;") in kvittering.replace("+", "&#43;")
    fil = b"".join(siv.get(f"{side}/fil/arkivuttrekk.xml"))
    assert sha256(fil).hexdigest() == rad.sjekksum
    assert siv.get(f"{side}/fil/rapport").status_code == 200


def _pakken_er_mappen(svar: Any, mappe: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(b"".join(svar.streaming_content))) as pakke:
        i_pakken = {m.name.partition("/")[2]: pakke.extractfile(m).read() for m in pakke}  # type: ignore[union-attr]
    paa_disk = {str(p.relative_to(mappe)): p.read_bytes() for p in mappe.rglob("*") if p.is_file()}
    assert i_pakken == paa_disk


def test_bare_den_som_kan_avlevere_laster_ned_og_styrer_andre_bydeler_finner_ikke_siden() -> None:
    siv = klient("siv")
    side = bestill(siv)
    (rad,) = radene()
    lag_og_kontroller(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    maja, tone = klient("maja"), klient("tone")
    assert maja.get(side).status_code == 200
    assert "/pakke" not in tekst(maja.get(side))
    for sti in (f"{side}/pakke", f"{side}/innhold", f"{side}/fil/kvittering-json", f"{side}/fil/arkivstruktur.xml"):
        assert maja.get(sti).status_code == 403
        assert tone.get(sti).status_code == 404
    for handling in ("stopp", "levert", "mottatt", "slett"):
        assert maja.post(f"{side}/{handling}").status_code == 403
        assert tone.post(f"{side}/{handling}").status_code == 404
    assert maja.get(f"{side}/slett").status_code == 403
    assert maja.get(f"{side}/kvittering").status_code == 200
    assert tone.get(f"{side}/kvittering").status_code == 404
    assert tone.get(side).status_code == 404
    assert siv.get(side.replace("frogner", "sagene")).status_code == 404
    assert siv.get(f"{side}/fil/..").status_code == 404
    assert siv.get(f"{side}/fil/settings.py").status_code == 404


def test_et_uttrekk_kan_stanses_og_fortsette_der_det_var() -> None:
    siv = klient("siv")
    side = bestill(siv)
    assert siv.post(f"{side}/fortsett").status_code == 409
    assert siv.post(f"{side}/stopp").status_code == 302
    (rad,) = radene()
    av, frogner = prosessaktoer("jobb"), virksomhet("frogner").pk
    assert lag_og_kontroller(rad.pk, frogner, av=av).status == Uttrekk.Status.STOPPET
    assert "Fortsett" in tekst(siv.get(side))
    assert siv.post(f"{side}/fortsett").status_code == 302
    assert lag_og_kontroller(rad.pk, frogner, av=av).antall_funn == 0
    assert siv.post(f"{side}/fortsett").status_code == 409
    with som("siv", "frogner"):
        verb = set(Handling.objects.filter(bruker_navn="Siv Ramnefjell").values_list("verb", flat=True))
    assert {"bestill uttrekk", "stopp uttrekk", "fortsett uttrekk"} <= verb


def test_et_uttrekk_som_ingen_arbeider_paa_er_avbrutt_og_kan_tas_opp_igjen() -> None:
    siv = klient("siv")
    side = bestill(siv)
    (rad,) = radene()
    with arbeid(som=prosessaktoer("jobb"), i=virksomhet("frogner"), verb="test"):
        rad.status = Uttrekk.Status.PAAGAAR
        rad.save(update_fields=["status"])
    with filaas(uttrekksmappe() / f"{rad.pk}.laas"):
        assert "Stans" in tekst(siv.get(side))
        assert siv.post(f"{side}/fortsett").status_code == 409
    assert "Arbeidet ble avbrutt" in tekst(siv.get(side))
    assert siv.post(f"{side}/fortsett").status_code == 302


def test_funn_staar_med_sted_og_lenke_til_det_de_gjelder() -> None:
    siv = klient("siv")
    side = bestill(siv)
    (rad,) = radene()
    av, frogner = prosessaktoer("jobb"), virksomhet("frogner")
    with arbeid(som=av, i=frogner, verb="test"):
        sak = Saksmappe.objects.filter(arkivdel__arkivdelstatus="P", tilgangsklasse__art="aapen").first()
        assert sak is not None
        rad.funn.create(
            steg="dokumenter", kode="fil_mangler", tekst="Borte.", fil="dokumenter/x.pdf", objekt_id=str(sak.pk)
        )
    innhold = tekst(siv.get(side))
    assert "dokumenter/x.pdf" in innhold
    assert "Borte." in innhold
    assert f'href="/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}"' in innhold


def test_et_dokument_som_er_borte_staar_som_feil_og_ikke_som_kopiert() -> None:
    siv = klient("siv")
    side = bestill(siv)
    (rad,) = radene()
    with som("siv", "frogner"):
        objekt = Dokumentobjekt.objects.filter(
            dokumentbeskrivelse__koblinger__registrering__mappe__arkivdel__arkivdelstatus="P"
        )[0]
    lager = Path(settings.BYSAK_DATA) / "lager" / "frogner"
    lagerfil = next(p for p in lager.rglob(f"*{objekt.sjekksum}*") if p.is_file())
    lagerfil.unlink()
    lag_og_kontroller(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    innhold = tekst(siv.get(side))
    assert "Filen finnes ikke i lageret." in innhold
    assert "kopiert, se funnene" in innhold
    assert "Uten feil" not in innhold


def ferdig_uttrekk(siv: Client) -> str:
    side = bestill(siv)
    (rad,) = radene()
    lag_og_kontroller(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    return side


def test_den_som_bestilte_faar_beskjed_en_gang_paa_den_siden_hun_aapner() -> None:
    siv = klient("siv")
    side = bestill(siv)
    assert "er ferdig" not in tekst(siv.get("/saker"))
    (rad,) = radene()
    lag_og_kontroller(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    assert "er ferdig" not in tekst(klient("kari").get("/saker"))
    assert "er ferdig" not in tekst(klient("maja").get("/saker"))
    beskjed = tekst(siv.get("/saker"))
    assert "er ferdig. Kontrollen fant ingen feil." in beskjed
    assert f'href="{side}"' in beskjed
    assert "er ferdig" not in tekst(siv.get("/saker"))
    assert "er ferdig" not in tekst(klient("siv").get("/saker"))


def test_den_som_har_gaatt_fra_siden_finner_slutten_under_bjellen() -> None:
    siv = klient("siv")
    side = bestill(siv)
    (rad,) = radene()
    siv.post(f"{side}/stopp")
    hvor = virksomhet("frogner").pk
    jobber.lag_uttrekk(virksomhet_id=hvor, uttrekk_id=str(rad.pk))
    assert "Uttrekket du bestilte, stanset." in tekst(siv.get("/varsler"))
    siv.post(f"{side}/fortsett")
    jobber.lag_uttrekk(virksomhet_id=hvor, uttrekk_id=str(rad.pk))
    varslene = tekst(siv.get("/varsler"))
    assert "Uttrekket du bestilte, er ferdig uten feil" in varslene
    hit = re.findall(r'action="(/varsler/frogner/[^"]+)"', varslene)[0]
    assert siv.post(hit).headers["Location"] == side
    assert "Uttrekket du bestilte" not in tekst(klient("kari").get("/varsler"))


def test_beskjeden_venter_paa_den_som_logger_inn_paa_nytt_og_sier_ogsaa_fra_om_stans() -> None:
    siv = klient("siv")
    side = bestill(siv)
    assert "stanset. <a" not in tekst(siv.get("/bevaring"))
    (rad,) = radene()
    siv.post(f"{side}/stopp")
    lag_og_kontroller(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    assert "stanset. <a" in tekst(klient("siv").get("/saker"))


def test_den_som_ikke_venter_paa_noe_blir_spurt_om_en_gang() -> None:
    ola, siv = klient("ola"), klient("siv")
    for k in (ola, siv):
        k.get("/saker")
    assert ola.session.get("venter_paa_uttrekk") is False
    assert siv.session.get("venter_paa_uttrekk") is False


def test_tiden_som_er_igjen_maales_av_det_som_er_gjort() -> None:
    siv = klient("siv")
    side = bestill(siv)
    (rad,) = radene()
    with arbeid(som=prosessaktoer("jobb"), i=virksomhet("frogner"), verb="test"):
        rad.status = Uttrekk.Status.PAAGAAR
        rad.save(update_fields=["status"])
        rad.steg.filter(navn__in=("skjemaer", "endringslogg", "journaler")).update(ferdig_tid=naa())
        struktur = {"mappe": 1, "registrering": 1, "dokumentobjekt": 1000}
        rad.steg.filter(navn="arkivstruktur").update(ferdig_tid=naa(), resultat=struktur)
        startet = naa() - timedelta(minutes=10)
        rad.steg.filter(navn="dokumenter").update(startet_tid=startet, gjort=500)
    with filaas(uttrekksmappe() / f"{rad.pk}.laas"):
        innhold = tekst(siv.get(side)).replace("\xa0", " ")
    assert re.search(r"50 %, ca\. (9|10) min igjen", innhold)


def test_fra_siden_blir_uttrekket_levert_bekreftet_og_slettet() -> None:
    siv = klient("siv")
    side = ferdig_uttrekk(siv)
    assert "Marker som levert" in tekst(siv.get(side))
    assert siv.post(f"{side}/mottatt", {"referanse": "26/1"}).status_code == 409
    assert siv.post(f"{side}/levert").status_code == 302
    assert "mottakeren har ikke bekreftet det" in tekst(siv.get(f"{side}/slett"))
    assert siv.post(f"{side}/slett").status_code == 409
    assert siv.post(f"{side}/mottatt", {"referanse": ""}).status_code == 409
    assert siv.post(f"{side}/mottatt", {"referanse": "26/1"}).status_code == 302
    assert "26/1" in tekst(siv.get(side))
    spoersmaal = tekst(siv.get(f"{side}/slett"))
    assert "kan ikke hentes tilbake" in spoersmaal
    assert 'aria-disabled="true"' not in spoersmaal
    (rad,) = radene()
    assert rad.status == Uttrekk.Status.FERDIG
    assert siv.post(f"{side}/slett").status_code == 302
    fjern_filer(rad.pk, virksomhet("frogner").pk, av=prosessaktoer("jobb"))
    etter = tekst(siv.get(side))
    assert "Filene ble slettet" in etter
    assert "Last ned pakken" not in etter
    assert siv.get(f"{side}/pakke").status_code == siv.get(f"{side}/innhold").status_code == 404
    assert siv.get(f"{side}/fil/kvittering-json").status_code == 200
    assert siv.get(f"{side}/fil/rapport").status_code == 200
    assert rad.pakke_sjekksum in tekst(siv.get(f"{side}/kvittering"))
    assert "Slettet" in tekst(siv.get("/bevaring"))
    with som("siv", "frogner"):
        verb = set(Handling.objects.filter(bruker_navn="Siv Ramnefjell").values_list("verb", flat=True))
    assert {"noter avlevering", "noter mottak", "slett uttrekk"} <= verb


def test_en_hindring_har_en_knapp_til_der_den_rettes_for_den_som_kan() -> None:
    lukk_en_sak()
    siv = klient("siv")
    side = tekst(siv.get(NY, {"hva": "arkivdel", "arkivdel": perioden("A")}))
    assert "Rettes av" in side
    assert re.search(r'class="knapp knapp--liten" href="/saker/frogner/\d+/\d+"', side)
    svar = siv.post(NY, {"hva": "dato", "fram_til": i_dag().isoformat(), "avtale": "AVT-9"})
    hos_nora = tekst(klient("nora").get(svar.headers["Location"]))
    assert re.search(r'href="/saker/frogner/\d+/\d+/avslutt"', hos_nora)
    assert 'value="AVT-9"' in tekst(siv.get(NY, {"hva": "dato", "fram_til": i_dag().isoformat()}))


def test_en_periode_der_alt_er_avsluttet_kan_avsluttes_fra_hindringen() -> None:
    siv, maja = klient("siv"), klient("maja")
    with som("siv", "frogner") as av:
        ny = sett_periodeskille(Arkivdel.objects.get(arkivdelstatus="A"), tittel="Ny", start=i_dag(), av=av)
    adresse = f"/bevaring/frogner/periode/{ny.pk}/avslutt"
    assert adresse in tekst(siv.get(NY, {"hva": "arkivdel", "arkivdel": str(ny.pk)}))
    assert maja.post(adresse).status_code == 403
    aapen = perioden("O")
    assert f"/periode/{aapen}/avslutt" not in tekst(siv.get(NY, {"hva": "arkivdel", "arkivdel": aapen}))
    assert siv.post(f"/bevaring/frogner/periode/{aapen}/avslutt").status_code == 409
    assert siv.post(adresse).status_code == 302
    assert "Arkivdelen er ikke avsluttet." not in tekst(siv.get(NY, {"hva": "arkivdel", "arkivdel": str(ny.pk)}))
