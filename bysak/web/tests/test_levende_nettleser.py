"""Two people at once in real browsers: they see each other, and a list changes without taking anybody's focus."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.klient import klient
from tests.saker import en_sak, et_brev
from tests.verden import som

pytestmark = [pytest.mark.nettleser, pytest.mark.django_db]

# What makes an open page ask at once, instead of when its time comes.
NETTET_ER_TILBAKE = "() => { dispatchEvent(new Event('online')); }"


@pytest.fixture
def vindu(nettleser: Browser, levende_server: str) -> Iterator[Callable[[str], Page]]:
    with ExitStack() as rydd:

        def aapne(hvem: str) -> Page:
            kontekst = nettleser.new_context(
                base_url=levende_server, viewport={"width": 1440, "height": 900}, locale="nb-NO"
            )
            rydd.callback(kontekst.close)
            kake = klient(hvem).cookies[settings.SESSION_COOKIE_NAME].value
            kontekst.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kake, "url": levende_server}])
            return kontekst.new_page()

        yield aapne


def test_to_ser_at_de_har_samme_sak_aapen_og_listen_endres_uten_at_noen_mister_fokus(vindu: Callable[[str], Page]):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        et_brev(sak, kari, journalfoert=True)
    leder, ola = vindu("nora"), vindu("ola")
    hit = f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}"
    for ark in (leder, ola):
        ark.goto(hit)
    expect(ola.locator("[data-naervaer]")).to_contain_text("Nora Vestlid har denne åpen")
    leder.evaluate(NETTET_ER_TILBAKE)
    expect(leder.locator("[data-naervaer]")).to_contain_text("har denne åpen")
    ola.goto("/min")
    leder.evaluate(NETTET_ER_TILBAKE)
    expect(leder.locator("[data-naervaer]")).to_be_empty()

    leder.goto("/fordeling")
    rader = leder.locator("#til-fordeling [data-rad]")
    foer = rader.count()
    leder.locator("#til-fordeling select").first.focus()
    with som("kari", "frogner") as kari:
        et_brev(sak, kari, tittel="Kom imens", journalfoert=True)
    leder.evaluate(NETTET_ER_TILBAKE)
    expect(leder.locator("#nyhet")).to_have_text("1 ny – vis")
    expect(leder.locator("#til-fordeling select").first).to_be_focused()
    assert rader.count() == foer
    leder.locator("#nyhet").press("Enter")
    expect(rader).to_have_count(foer + 1)
    expect(leder.get_by_role("link", name="Kom imens")).to_be_focused()
    expect(leder.locator('[data-tall="/fordeling"]')).to_contain_text(str(foer + 1))
