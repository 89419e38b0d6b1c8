"""The pages in three languages: who asked for which, and that no bokmål is left in the other two."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_script_prefix
from django.utils import translation

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.kalender import OSLO, i_dag, med_klokke
from bysak.offentlig.tests.conftest import Publikum
from bysak.web import skrivemaate
from bysak.web.spraak import oversatt
from tests.spraak import katalog
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
OFFENTLIGE = ("/", "/journal", "/innsyn", "/om", "/finnes-ikke")
SPRAAK = pytest.mark.parametrize("spraak", katalog.SPRAAK)


@pytest.fixture
def kari() -> Client:
    klient = Client()
    klient.force_login(bruker("kari"))
    return klient


@pytest.fixture
def sidene(kari: Client) -> list[str]:
    with som("kari", "frogner"):
        jp = Journalpost.objects.filter(mappe__saksstatus="B", tilgangsklasse__art="aapen").select_related("mappe")[0]
    sak = f"/saker/frogner/{jp.mappe.saksaar}/{jp.mappe.sakssekvensnummer}"
    faste = ["/mottak", "/saker", "/journal", f"/journal/frogner/{i_dag()}", "/sok?q=plan", "/virksomhet"]
    return [*faste, sak, f"{sak}/dokumenter", f"{sak}/{jp.journalpostnummer}", f"{sak}/{jp.journalpostnummer}/avskriv"]


@SPRAAK
def test_arbeidsflaten_har_ingen_bokmaal_igjen(kari: Client, sidene: list[str], spraak: str) -> None:
    kari.cookies[settings.LANGUAGE_COOKIE_NAME] = spraak
    for side in sidene:
        svar = kari.get(side, follow=True)
        assert svar.status_code == 200, side
        _er_paa(svar.content.decode(), spraak, side)


@SPRAAK
def test_saksbehandlerens_sider_har_ingen_bokmaal_igjen(sidene: list[str], spraak: str) -> None:
    klient = Client()
    klient.force_login(bruker("ola"))
    klient.cookies[settings.LANGUAGE_COOKIE_NAME] = spraak
    posten = sidene[-2]
    for side in ("/min", posten, f"{posten}/vurder", "/velg-virksomhet"):
        svar = klient.get(side, follow=True)
        assert svar.status_code == 200, side
        _er_paa(svar.content.decode(), spraak, side)


@SPRAAK
def test_systemforvalterens_sider_har_ingen_bokmaal_igjen(spraak: str) -> None:
    klient = Client()
    klient.force_login(bruker("siv"))
    klient.cookies[settings.LANGUAGE_COOKIE_NAME] = spraak
    for side in ("/bevaring", f"/bevaring/alna/uttrekk/ny?hva=dato&fram_til={i_dag()}"):
        svar = klient.get(side, follow=True)
        assert svar.status_code == 200, side
        _er_paa(svar.content.decode(), spraak, side)


@SPRAAK
def test_det_offentlige_nettstedet_har_ingen_bokmaal_igjen(publikum: Publikum, spraak: str) -> None:
    with publikum() as klient:
        for side in OFFENTLIGE:
            svar = klient.get(f"/{spraak}{side}")
            _er_paa(svar.content.decode(), spraak, side)
            assert svar.headers["Content-Language"] == spraak
            assert not svar.cookies


def test_uten_oensker_er_alt_paa_bokmaal(publikum: Publikum) -> None:
    assert '<html lang="nb">' in Client().get("/logg-inn").content.decode()
    with publikum() as klient:
        assert '<html lang="nb">' in klient.get("/").content.decode()


@pytest.mark.parametrize(
    ("oensker", "spraak"),
    [("en-US,en;q=0.9", "en"), ("nn-NO,nn;q=0.9,nb;q=0.8", "nn"), ("no,en;q=0.5", "nb"), ("fr", "nb"), ("*", "nb")],
)
def test_nettleserens_oenske_foelges_naar_ingen_har_valgt(oensker: str, spraak: str) -> None:
    svar = Client().get("/logg-inn", headers={"accept-language": oensker})
    assert f'<html lang="{spraak}">' in svar.content.decode()
    assert "Accept-Language" in svar.headers["Vary"]


def test_den_som_velger_spraak_beholder_det_foer_og_etter_innloggingen() -> None:
    klient = Client(enforce_csrf_checks=False)
    svar = klient.post("/sprak", {"spraak": "en", "neste": "/logg-inn"})
    assert svar.headers["Location"] == "/logg-inn"
    assert '<html lang="en">' in klient.get("/logg-inn", headers={"accept-language": "nb"}).content.decode()
    klient.force_login(bruker("ola"))
    assert '<html lang="en">' in klient.get("/min").content.decode()


def test_et_spraak_som_ikke_finnes_velges_ikke_og_ingen_sendes_ut_av_bysak() -> None:
    svar = Client().post("/sprak", {"spraak": "xx", "neste": "https://ond.example/"})
    assert svar.headers["Location"] == "/"
    assert settings.LANGUAGE_COOKIE_NAME not in svar.cookies


def test_lenkene_paa_en_side_med_valgt_spraak_beholder_spraaket(publikum: Publikum) -> None:
    with publikum() as klient:
        side = klient.get("/en/journal?foer=2026-11-01").content.decode()
        adresser = set(re.findall(r'(?:href|action)="(/[^"]*)"', side))
        assert adresser
        feil = [a for a in adresser if not a.startswith(("/en/", "/static/", "/nb/", "/nn/"))]
        assert feil == []
        assert {"/nb/journal?foer=2026-11-01", "/nn/journal?foer=2026-11-01"} <= adresser
        assert '<html lang="en">' in klient.get("/en").content.decode()


def test_spraaket_i_adressen_henger_ikke_igjen_til_neste_forespoersel(publikum: Publikum) -> None:
    with publikum() as klient:
        assert klient.get("/en/om").status_code == 200
        assert get_script_prefix() == "/"


def test_en_side_som_ikke_finnes_er_lik_uansett_hvilken(publikum: Publikum) -> None:
    with publikum() as klient:
        assert klient.get("/en/ingenting").content == klient.get("/en/noe-annet").content


def test_datoer_og_tall_foelger_spraaket() -> None:
    tid = datetime(2026, 11, 19, 15, 45, tzinfo=OSLO)
    with med_klokke(tid):
        with translation.override("en"):
            assert skrivemaate.langdato(tid, ukedag=True) == "Thursday 19 November 2026"
            assert skrivemaate.klokkeslett(tid) == "15:45"
            assert skrivemaate.dag(tid + timedelta(days=1)) == "tomorrow"
            assert skrivemaate.dag(date(2026, 11, 24)) == "Tue\u00a024.11"
            assert skrivemaate.tall(4112.5, 1) == "4,112.5"
        with translation.override("nn"):
            assert skrivemaate.langdato(date(2026, 11, 21), ukedag=True) == "laurdag 21. november 2026"
            assert skrivemaate.dag(tid + timedelta(days=1)) == "i morgon"


def test_setninger_fra_deler_som_ikke_kjenner_leseren_oversettes_naar_de_vises() -> None:
    with translation.override("en"):
        assert oversatt("Bildet er for stort til å vises her. Last ned filen for å se den.") == (
            "The picture is too large to be shown here. Download the file to see it."
        )
        assert oversatt("Journalført") == "In the journal"
        assert (
            oversatt("Dokumentet har ikke en side 9. Det har 3 sider.") == "The document has no page 9. It has 3 pages."
        )
        assert oversatt("Noe ingen har oversatt.") == "Noe ingen har oversatt."


class _Tekster(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.funnet: set[str] = set()
        self._tittelord = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The words of a title stand one by one where they are chosen; they are content.
        self._tittelord = (dict(attrs).get("class") or "").startswith("ord") or (self._tittelord and tag == "input")
        self.funnet |= {verdi for navn, verdi in attrs if navn in {"title", "placeholder", "aria-label"} and verdi}

    def handle_data(self, data: str) -> None:
        if not self._tittelord:
            self.funnet.add(" ".join(data.split()))


def _bokmaal(spraak: str) -> Iterator[str]:
    """Texts that cannot be anything but bokmål: no place to fill in, translated, and no word of the other language."""
    par = [(m.id, m.string) for m in katalog.les(spraak) if m.id and isinstance(m.id, str)]
    ogsaa = {str(annen) for _norsk, annen in par}
    for norsk, annen in par:
        if norsk != annen and norsk not in ogsaa and "%" not in norsk:
            yield norsk


def _er_paa(side: str, spraak: str, adresse: str) -> None:
    assert f'<html lang="{spraak}">' in side, adresse
    leser = _Tekster()
    leser.feed(side)
    igjen = leser.funnet & set(_bokmaal(spraak))
    assert not igjen, f"{adresse}: {sorted(igjen)}"
