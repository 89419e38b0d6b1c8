"""The command palette: finds and does from one field, shows only what the person may see, and works by the keyboard."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Browser, Page, expect

from bysak.arkivstruktur.models import Journalpost, Korrespondansepart, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.web.min.palett import biter
from tests.klient import klient, tekst
from tests.nettleser.dommer import AXE, KJOER_AXE, REGLER, konsollfeil
from tests.saker import en_fil
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
DEL = {"HX-Request": "true"}


def test_et_nummer_staar_foerst_og_alene_og_ord_gir_poster_saker_og_parter() -> None:
    with som("kari", "frogner"):
        jp = Journalpost.objects.filter(tilgangsklasse__art="aapen").select_related("mappe").first()
        assert jp is not None
        navn = Korrespondansepart.objects.filter(registrering_id=jp.pk).values_list("navn", flat=True).first()
    ola = klient("ola")
    nummer = tekst(ola.get("/palett", {"q": jp.registrerings_id}, headers=DEL))
    assert nummer.index("Nummer") < nummer.index(f"{jp.mappe.sakssekvensnummer}/{jp.journalpostnummer}")
    assert "Journalposter" not in nummer
    svar = tekst(ola.get("/palett", {"q": "trafikksikring"}, headers=DEL))
    assert svar.index("Journalposter") < svar.index("Saker</div>") < svar.index("Gjør")
    assert "Trafikksikring</mark>" in svar
    assert "<html" not in svar
    assert navn
    assert "Parter" in tekst(ola.get("/palett", {"q": navn.split()[0]}, headers=DEL))


@pytest.mark.parametrize("adresse", ["/palett", "/sok"])
def test_parter_klasser_og_folk_leder_til_sidene_sine_og_ikke_til_en_annen_bydels(adresse: str) -> None:
    with som("kari", "frogner"):
        jp = Journalpost.objects.filter(tilgangsklasse__art="aapen").select_related("mappe__klasse").first()
        assert jp is not None
        part = Korrespondansepart.objects.filter(registrering_id=jp.pk).exclude(korrespondanseparttype="IM")[0]
        klasse = jp.mappe.klasse

    def finn(hvem: str, q: str) -> str:
        return tekst(klient(hvem).get(adresse, {"q": q}))

    assert f'href="/folk/frogner/{bruker("ola").pk}"' in finn("ola", "ola")
    assert "/folk/" not in finn("lise", "ola")
    assert f'href="/klasser/frogner/{klasse.pk}"' in finn("ola", klasse.tittel)
    assert "/klasser/frogner/" not in finn("lise", klasse.tittel)
    assert 'href="/parter/frogner/' in finn("ola", part.navn)
    assert "/parter/frogner/" not in finn("lise", part.navn)


def test_paletten_viser_ikke_en_annen_bydels_saker_og_ingen_telling_av_dem() -> None:
    with som("lise", "sagene"):
        fremmed = Saksmappe.objects.order_by("opprettet_dato").first()
    assert fremmed is not None
    svar = tekst(klient("ola").get("/palett", {"q": fremmed.tittel}, headers=DEL))
    assert "/saker/sagene/" not in svar
    assert "/saker/sagene/" in tekst(klient("lise").get("/palett", {"q": fremmed.tittel}, headers=DEL))


def test_handlingene_er_rollens_og_finnes_paa_begynnelsen_av_ord() -> None:
    assert "Ta neste i mottak" in tekst(klient("kari").get("/palett", headers=DEL))
    ola = klient("ola")
    assert 'formaction="/mottak/ta-neste"' not in tekst(ola.get("/palett", {"q": "ta neste i mottak"}, headers=DEL))
    assert 'formaction="/logg-ut"' in tekst(ola.get("/palett", {"q": "logg u"}, headers=DEL))


def test_uten_skript_er_det_en_hel_side_med_vanlige_lenker() -> None:
    side = tekst(klient("ola").get("/palett", {"q": "trafikksikring"}))
    assert "<h1>Søk eller gjør noe</h1>" in side
    assert 'role="option"' not in side
    assert klient("ola").get("/palett", {"q": "%_'\"\\ -- :* & | \0"}).status_code == 200


def test_ny_sak_tar_med_ordene_som_tittel() -> None:
    ola = klient("ola")
    assert "/saker/frogner/ny?tittel=lekeplass+i+parken" in tekst(
        ola.get("/palett", {"q": "lekeplass i parken"}, headers=DEL)
    )
    assert 'value="lekeplass i parken"' in tekst(ola.get("/saker/frogner/ny?tittel=lekeplass+i+parken"))


@pytest.mark.parametrize("q", ["", "trafikk", "2026/1"])
def test_paletten_spoer_databasen_faa_ganger(q: str) -> None:
    kari = klient("kari")
    kari.get("/palett", {"q": q}, headers=DEL)
    with CaptureQueriesContext(connection) as spoerringer:
        kari.get("/palett", {"q": q}, headers=DEL)
    alle = [s["sql"] for s in spoerringer]
    foerste = next(nr for nr, sql in enumerate(alle) if sql.startswith("select set_config"))
    egne = [sql for sql in alle[foerste:] if not sql.startswith(("SAVEPOINT", "RELEASE", "select set_config"))]
    assert len(egne) <= 12, "\n".join(sql[:150] for sql in egne)


def test_det_som_er_skrevet_merkes_der_et_ord_begynner() -> None:
    assert biter("Klage på foreldrebetaling", "foreld kl") == [
        ("Kl", True), ("age", False), (" ", False), ("på", False), (" ", False), ("foreld", True),
        ("rebetaling", False),
    ]  # fmt: skip


@pytest.fixture
def side(nettleser: Browser, levende_server: str) -> Iterator[Page]:
    kontekst = nettleser.new_context(base_url=levende_server, viewport={"width": 1440, "height": 900}, locale="nb-NO")
    kake = str(klient("ola").cookies[settings.SESSION_COOKIE_NAME].value)
    kontekst.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kake, "url": levende_server}])
    kontekst.add_init_script(path=AXE)
    ark = kontekst.new_page()
    feil = konsollfeil(ark)
    yield ark
    kontekst.close()
    assert feil == []


@pytest.mark.nettleser
def test_paletten_brukes_med_tastaturet_alene_og_gir_fokus_tilbake(side: Page) -> None:
    side.goto("/saker")
    side.get_by_label("Tittel eller nummer").focus()
    side.keyboard.press("Control+k")
    felt = side.get_by_role("combobox", name="Søk eller gjør noe")
    expect(felt).to_be_focused()
    expect(side.get_by_role("option", name="Ny sak").first).to_be_visible()
    assert side.evaluate(KJOER_AXE, {"regler": REGLER}) == []
    side.keyboard.press("Escape")
    expect(side.get_by_label("Tittel eller nummer")).to_be_focused()
    side.keyboard.press("Control+k")
    side.keyboard.type("trafikksikring")
    foerst = side.get_by_role("option").filter(has_text="Trafikksikring").first
    expect(foerst).to_have_attribute("aria-selected", "true")
    assert side.evaluate(KJOER_AXE, {"regler": REGLER}) == []
    expect(felt).to_have_attribute("aria-activedescendant", str(foerst.get_attribute("id")))
    side.keyboard.press("ArrowDown")
    expect(foerst).to_have_attribute("aria-selected", "false")
    side.keyboard.press("ArrowUp")
    with side.context.expect_page() as fane:
        side.keyboard.press("Control+Enter")
    fane.value.close()
    with side.expect_navigation():
        side.keyboard.press("Enter")
    assert "/saker/frogner/" in side.url


@pytest.mark.nettleser
def test_paletten_har_sidens_egne_handlinger_og_gjoer_dem(side: Page) -> None:
    with som("kari", "frogner"):
        sak = Saksmappe.objects.filter(tilgangsklasse__art="aapen", saksstatus="B").first()
    assert sak is not None
    side.goto(f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}")
    side.locator("#toppsok").click()
    side.keyboard.type("handl")
    side.get_by_role("group", name="På denne siden").get_by_role("option", name="Handlinger").click()
    expect(side.locator("details:has(.handlingsmeny)")).to_have_attribute("open", "")


@pytest.mark.nettleser
def test_en_handling_som_er_stanset_sier_det_i_paletten_foer_noen_proever(
    nettleser: Browser, levende_server: str
) -> None:
    with som("kari", "frogner") as kari:
        sak = Saksmappe.objects.filter(tilgangsklasse__art="aapen", saksstatus="B").first()
        assert sak is not None
        notat = opprett_journalpost(
            sak, type="X", tittel="Notat", parter=[NyPart("IA", "Samfunn")], status="F", av=kari
        )
        en_fil(notat, kari, ferdigstilt=False)
    kontekst = nettleser.new_context(base_url=levende_server, locale="nb-NO")
    kake = str(klient("kari").cookies[settings.SESSION_COOKIE_NAME].value)
    kontekst.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kake, "url": levende_server}])
    ark = kontekst.new_page()
    ark.goto(f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}/{notat.journalpostnummer}")
    ark.keyboard.press("Control+k")
    expect(ark.get_by_role("combobox", name="Søk eller gjør noe")).to_be_focused()
    ark.keyboard.type("journalfør")
    valget = ark.get_by_role("group", name="På denne siden").get_by_role("option", name="Journalfør")
    expect(valget).to_contain_text("1 hindring")
    kontekst.close()
