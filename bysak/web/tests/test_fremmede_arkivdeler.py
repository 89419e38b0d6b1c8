"""What clients of the interface make beside the virksomhet's own arkiv does not get in the way of the daily work."""

from datetime import date

import pytest
from django.test import Client

from bysak.arkivstruktur.arkivadministrasjon import opprett_arkiv, opprett_arkivdel
from bysak.arkivstruktur.arkivdeler import aktive_perioder
from bysak.arkivstruktur.klassifikasjon import SLAG, opprett_klasse, opprett_klassifikasjonssystem
from bysak.arkivstruktur.mapper import opprett_mappe
from bysak.arkivstruktur.models import Arkivdel, Klasse, Saksmappe
from bysak.arkivstruktur.registreringer import opprett_registrering
from bysak.web.mottak.skjema import utvalget
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


def _fremmede() -> None:
    with som("siv", "frogner") as siv:
        system = opprett_klassifikasjonssystem("Klientens", type=next(iter(SLAG)), av=siv)
        opprett_klasse(system, klasse_id="A", tittel="Trafikksikring ved skolen", av=siv)
        arkiv = opprett_arkiv("Klientens arkiv", arkivskaper=("1", "Klienten"), av=siv)
        opprett_arkivdel(arkiv, tittel="Nyest", start=date(2030, 1, 1), klassifikasjonssystem=system, av=siv)
        uten = opprett_arkivdel(arkiv, tittel="Uten start", start=date(2030, 1, 1), av=siv)
        Arkivdel.objects.filter(pk=uten.pk).update(arkivperiode_start_dato=None)


def test_nye_saker_gaar_i_virksomhetens_eget_arkiv_uten_at_noen_velger(client: Client) -> None:
    _fremmede()
    client.force_login(bruker("ola"))
    with som("ola", "frogner"):
        egen = Arkivdel.objects.get(tittel="Arkivperiode fra 2026")
        assert aktive_perioder().first() == egen
        utvalg = utvalget()
        assert utvalg.arkivdel == egen
        assert {k.klassifikasjonssystem_id for k in utvalg.klasser} == {egen.klassifikasjonssystem_id}
        klasse = Klasse.objects.get(klasse_id="200", klassifikasjonssystem=egen.klassifikasjonssystem_id)
        enhet = next(e for e in utvalg.enheter if e.navn == "Oppvekst")
    side = client.get("/saker/frogner/ny").content.decode()
    assert side.index("Arkivperiode fra 2026") < side.index("Nyest")
    felter = {"tittel": "En sak til", "klasse": klasse.pk, "enhet": enhet.pk, "saksansvarlig": bruker("ola").pk}
    assert client.post("/saker/frogner/ny", felter).status_code == 302
    with som("ola", "frogner"):
        assert Saksmappe.objects.get(tittel="En sak til").arkivdel == egen


def test_soeket_viser_ogsaa_det_som_klienter_har_lagt_utenfor_sakene(client: Client) -> None:
    with som("kari", "frogner") as kari:
        arkivdel = Arkivdel.objects.get(tittel="Arkivperiode fra 2026")
        klasse = Klasse.objects.get(klasse_id="200", klassifikasjonssystem=arkivdel.klassifikasjonssystem_id)
        mappe = opprett_mappe(klasse, tittel="Kvantehagen mappe", av=kari)
        sak = Saksmappe.objects.filter(saksstatus="B").first()
        assert sak is not None
        opprett_registrering(mappe, tittel="Kvantehagen uten sak", av=kari)
        opprett_registrering(sak, tittel="Kvantehagen i sak", av=kari)
        adresse = f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}"
    client.force_login(bruker("kari"))
    side = client.get("/sok", {"q": "kvantehagen"}).content.decode()
    assert f'href="{adresse}" title="Kvantehagen i sak"' in side
    assert client.get(adresse).status_code == 200
    for uten_side in ("Kvantehagen mappe", "Kvantehagen uten sak"):
        assert f'<span class="kutt" title="{uten_side}">' in side
