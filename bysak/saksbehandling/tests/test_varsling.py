from datetime import datetime, time, timedelta

import pytest
from django.db import connection

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.kalender import OSLO, i_dag, med_klokke
from bysak.kjerne.models import Handling
from bysak.klienter.tests.test_utpost import Postkasse, postkasse
from bysak.klienter.utpost import Tjener, UtpostFeil
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Tilgangsklasse
from bysak.organisasjon.tilgang import aktoer_for, klasser
from bysak.organisasjon.varselvalg import velg_varsler
from bysak.saksbehandling import jobber
from bysak.saksbehandling.flyt import send_paa_flyt
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.fravaer import registrer_fravaer
from bysak.saksbehandling.models import Varsel
from bysak.saksbehandling.tests.test_flyt import et_utkast
from bysak.saksbehandling.varsling import JOBB, ikke_sendt, send_igjen
from tests.klient import klient, tekst
from tests.saker import en_sak, et_brev, stoppes
from tests.verden import bruker, som, virksomhet

__all__ = ["postkasse"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uten_verdens_varsler() -> None:
    """Those of the world were told of its letters long ago."""
    with som("siv", "frogner"):
        Varsel.objects.all().delete()


@pytest.fixture
def utpost(postkasse: tuple[Postkasse, int], settings) -> Postkasse:
    """Mail is on, and Ola and Ingvild have addresses."""
    settings.BYSAK_UTPOST = Tjener("127.0.0.1", postkasse[1])
    with som("siv", "byarkivet"):
        for navn in ("ola", "ingvild"):
            Bruker.objects.filter(brukernavn=navn).update(epost=f"{navn}@bysak.example")
    return postkasse[0]


def fordelt(hvem: str = "ola", tittel: str = "Hemmelig tittel") -> Journalpost:
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, tittel=tittel, journalfoert=True)
        return fordel(jp, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker(hvem), av=kari)


def varslene() -> list[Varsel]:
    with som("siv", "frogner"):
        return list(Varsel.objects.select_related("mottaker").order_by("system_id"))


def bestilt() -> list[str]:
    with connection.cursor() as peker:
        peker.execute("select args ->> 'varsel_id' from procrastinate_jobs where task_name = %s", [JOBB])
        return [rad[0] for rad in peker.fetchall()]


def kjoer(varsel: Varsel) -> None:
    jobber.send_varsel(virksomhet_id=virksomhet("frogner").pk, varsel_id=str(varsel.pk))


@pytest.mark.krav("3.3.5")
def test_den_som_faar_et_brev_faar_beskjed_paa_epost_uten_tittelen(utpost: Postkasse):
    jp = fordelt()
    (varsel,) = varslene()
    assert bestilt() == [str(varsel.pk)]
    kjoer(varsel)
    kjoer(varsel)
    (brev,) = utpost.brev
    assert f"Subject: {jp.registrerings_id} er fordelt til deg" in brev
    assert ("To: ola@bysak.example" in brev, "/min" in brev, "Hemmelig" in brev) == (True, True, False)
    with som("siv", "frogner"):
        assert not ikke_sendt()


@pytest.mark.krav("3.3.5")
def test_den_som_skal_godkjenne_et_dokument_faar_beskjed(utpost: Postkasse):
    with som("ola", "frogner") as ola:
        send_paa_flyt(et_utkast(ola), mottakere=[bruker("ingvild")], av=ola)
    (varsel,) = varslene()
    assert (varsel.mottaker, "venter på svaret ditt" in varsel.emne) == (bruker("ingvild"), True)


def test_stedfortrederen_faar_beskjeden_og_ingen_varsles_om_sitt_eget(utpost: Postkasse):
    with som("ola", "frogner") as ola:
        om_en_uke = i_dag() + timedelta(days=7)
        registrer_fravaer(bruker("ola"), fra=i_dag(), til=om_en_uke, stedfortreder=bruker("ingvild"), av=ola)
    fordelt()
    assert [v.mottaker for v in varslene()] == [bruker("ingvild")]
    fordelt("nora")
    assert [v.maate for v in varslene()] == ["straks", "side"], "Nora har ingen adresse"


def test_uten_en_tjener_bestilles_ingenting(settings):
    assert settings.BYSAK_UTPOST is None
    with som("siv", "byarkivet"):
        Bruker.objects.filter(brukernavn="ola").update(epost="ola@bysak.example")
    fordelt()
    assert ([v.maate for v in varslene()], bestilt()) == (["side"], [])
    with som("siv", "frogner"):
        assert not ikke_sendt()


def test_det_tjeneren_ikke_tar_imot_staar_i_en_liste_og_sendes_paa_nytt(utpost: Postkasse):
    fordelt()
    (varsel,) = varslene()
    utpost.svar = "451 Kom igjen"
    with pytest.raises(UtpostFeil):
        kjoer(varsel)
    utpost.svar = "554 Ukjent mottaker"
    kjoer(varsel)
    siv, side = klient("siv"), "/forvaltning/frogner/varsler"
    assert ("554 Ukjent mottaker" in tekst(siv.get(side)), varslene()[0].forsoek) == (True, 2)
    assert klient("nora").get(side).status_code == 403
    assert klient("siv").get(f"/forvaltning/sagene/varsler/{varsel.pk}/igjen").status_code == 404
    assert siv.post(f"{side}/{varsel.pk}/igjen").status_code == 302
    assert "Send på nytt" not in tekst(siv.get(side))
    assert bestilt() == [str(varsel.pk)] * 2
    utpost.svar = "250 OK"
    kjoer(varsel)
    assert len(utpost.brev) == 1
    assert "Alt er sendt" in tekst(siv.get(side))
    with som("siv", "frogner") as av:
        assert stoppes(send_igjen, varsel, av=av) == {"varsel.sendt"}


def test_naar_varsling_er_slaatt_av_staar_det_paa_siden(settings):
    assert "slått av i denne installasjonen" in tekst(klient("siv").get("/forvaltning/frogner/varsler"))


def samles(hvem: str = "ola", klokka: str = "8") -> None:
    velg_varsler({"fordelt": "samlet"}, klokka, av=aktoer_for(bruker(hvem)))


def til_samling(tid: datetime) -> list[str]:
    """Whose mail of the day is ordered at a time; and it is sent."""
    with med_klokke(tid):
        jobber.samle_varsler.func(0)
        with connection.cursor() as peker:
            navn = jobber.send_samlet.name
            peker.execute("delete from procrastinate_jobs where task_name = %s returning args ->> 'bruker_id'", [navn])
            hvem = [rad[0] for rad in peker.fetchall()]
        for pk in hvem:
            jobber.send_samlet(bruker_id=pk)
    return hvem


I_MORGEN = datetime.combine(i_dag() + timedelta(days=1), time(0), OSLO)


def test_de_som_vil_ha_det_samlet_faar_en_e_post_om_dagen_naar_timen_deres_kommer(utpost: Postkasse):
    samles(klokka="8")
    with med_klokke(I_MORGEN + timedelta(hours=6)):
        numre = [fordelt().registrerings_id, fordelt().registrerings_id]
    assert bestilt() == []
    assert til_samling(I_MORGEN + timedelta(hours=7)) == []
    assert til_samling(I_MORGEN + timedelta(hours=9)) == [str(bruker("ola").pk)]
    (brev,) = utpost.brev
    assert "2 varsler fra Bysak" in brev
    assert all(f"- {nr} er fordelt til deg" in brev for nr in numre)
    assert "Hemmelig" not in brev
    assert til_samling(I_MORGEN + timedelta(hours=10)) == []


def test_det_som_ikke_kom_fram_samles_igjen_naar_tjeneren_svarer(utpost: Postkasse):
    samles()
    fordelt()
    utpost.svar = "451 Kom igjen"
    with pytest.raises(UtpostFeil):
        til_samling(I_MORGEN + timedelta(hours=9))
    with som("siv", "frogner"):
        assert "451 Kom igjen" in ikke_sendt()[0].feil
    utpost.svar = "250 OK"
    til_samling(I_MORGEN + timedelta(hours=10))
    assert len(utpost.brev) == 1


def test_det_man_ikke_lenger_faar_se_sendes_ikke_og_staar_ikke_paa_siden(utpost: Postkasse):
    samles()
    jp, synlig = fordelt(), fordelt()
    with som("kari", "frogner"):
        stengt = Tilgangsklasse.objects.exclude(art="aapen").exclude(pk__in=_klasser_for("ola")).first()
        Journalpost.objects.filter(pk=jp.pk).update(tilgangsklasse=stengt)
    til_samling(I_MORGEN + timedelta(hours=9))
    (brev,) = utpost.brev
    assert (jp.registrerings_id in brev, synlig.registrerings_id in brev) == (False, True)
    side = tekst(klient("ola").get("/varsler"))
    assert (f"{jp.registrerings_id} er" in side, f"{synlig.registrerings_id} er" in side) == (False, True)


def _klasser_for(hvem: str) -> list[int]:
    return list(klasser(aktoer_for(bruker(hvem)))[0])


def test_den_som_ikke_vil_vite_det_slipper(utpost: Postkasse):
    svar = klient("ola").post("/min/profil/varsler", {"fordelt": "av", "flyt": "tull", "time": "25"})
    assert svar.status_code == 302
    fordelt()
    assert varslene() == []
    assert (bruker("ola").varselvalg, bruker("ola").varseltime) == ({"fordelt": "av"}, 8)
    assert 'value="av" selected' in tekst(klient("ola").get("/min/profil"))


def test_et_varsel_er_ulest_til_det_aapnes_og_det_staar_ikke_i_loggen(utpost: Postkasse):
    jp, ola = fordelt(), klient("ola")
    assert "1" in ola.get("/levende").json()["tall"]["/varsler"]
    (varsel,) = varslene()
    with som("siv", "frogner"):
        foer = Handling.objects.count()
    hit = f"/varsler/frogner/{varsel.pk}"
    assert klient("nora").post(hit).status_code == 404
    assert ola.post(hit).headers["Location"].endswith(f"/{jp.journalpostnummer}")
    with som("siv", "frogner"):
        assert Handling.objects.count() == foer
    assert ola.get("/levende").json()["tall"]["/varsler"].strip() == ""
    fordelt()
    assert "Merk alle som lest" in tekst(ola.get("/varsler"))
    ola.post("/varsler/lest")
    assert "Merk alle som lest" not in tekst(ola.get("/varsler"))
