"""Registration through the page: from item to journalpost, with everything typed kept when something is wrong."""

from typing import Any

import pytest
from django.test import Client

from bysak.arkivstruktur.models import Journalpost
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import aapen_sak, brev, motta_og_les, rad_naa
from bysak.web.mottak.skjema import utvalget
from tests.papir import pdf
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(client: Client) -> Client:
    client.force_login(bruker("kari"))
    return client


def adresse(rad: Innkomst, rest: str = "") -> str:
    return f"/mottak/{rad.virksomhet.kode}/{rad.pk}{rest}"


def utfylt(rad: Innkomst, **endret: Any) -> dict[str, Any]:
    """The form as Kari sends it: a new case in Frogner, to Ola."""
    with som("kari", "frogner"):
        utvalg = utvalget()
    ola = next(p for p in utvalg.personer if p.bruker == bruker("ola"))
    post = {
        "handling": "journalfoer",
        "sak": "ny",
        "sak_tittel": "Fartsdumper i Kvernveien",
        "sak_klasse": str(utvalg.klasser[0].pk),
        "tittel": "Spørsmål om fartsdumper i Kvernveien",
        "avsender_navn": "Ebba Lønnfjell",
        "avsender_adresse": "ebba@lonnfjell.example",
        "avsender_er_person": "on",
        "dokumentets_dato": "19.11.2026",
        "enhet": str(ola.enhet_id),
        "saksbehandler": str(ola.bruker_id),
        "hoveddokument": "epost",
        "vedlegg": [str(v.pk) for v in rad.vedlegg.all()],
    }
    return post | endret


def test_fra_melding_til_journalpost_i_en_handling(kari: Client):
    rad = motta_og_les(brev("Fartsdumper", vedlegg=(("kart.pdf", "application/pdf", pdf(["Kart"])),)))
    assert kari.post(adresse(rad, "/ta")).headers["Location"] == adresse(rad, "/registrer")
    assert "Fartsdumper" in kari.get(adresse(rad, "/registrer")).content.decode()
    svar = kari.post(adresse(rad, "/registrer"), utfylt(rad_naa(rad)), follow=True)
    assert svar.redirect_chain[0][0].startswith("/mottak")
    assert "Journalført som" in svar.content.decode()
    assert "fordelt til Ola Myrstad" in svar.content.decode()
    etter = rad_naa(rad)
    assert etter.utfall == "registrert"
    with som("kari", "frogner"):
        assert etter.registrering_id
        jp = Journalpost.objects.get(pk=etter.registrering_id)
        assert (jp.tittel, jp.journalstatus) == ("Spørsmål om fartsdumper i Kvernveien", "J")
        assert str(jp.dokumentets_dato) == "2026-11-19"
        assert jp.mappe.tittel == "Fartsdumper i Kvernveien"
    kvittering = kari.get(adresse(rad)).content.decode()
    assert jp.registrerings_id in kvittering


def test_alle_feil_sies_paa_en_gang_ved_feltet_og_i_listen_og_ingenting_skrevet_gaar_tapt(kari: Client):
    rad = motta_og_les(brev("Feilfylt"))
    post = utfylt(rad, tittel="", sak="", saksbehandler="", dokumentets_dato="32.13.2026", avsender_navn="Min Avsender")
    svar = kari.post(adresse(rad, "/registrer"), post)
    side = svar.content.decode()
    assert svar.status_code == 409
    for felt in ("f-sak", "f-tittel", "f-saksbehandler", "f-dokumentets_dato"):
        assert f'href="#{felt}"' in side
        assert f'id="{felt}-feil"' in side
    for skrevet in ("32.13.2026", "Min Avsender", "Fartsdumper i Kvernveien"):
        assert skrevet in side
    assert rad_naa(rad).utfall == ""


def test_en_fil_kan_byttes_i_visningen_uten_aa_miste_det_som_er_skrevet(kari: Client):
    rad = motta_og_les(brev("Bytt fil", vedlegg=(("kart.pdf", "application/pdf", pdf(["Kart"])),)))
    svar = kari.post(adresse(rad, "/registrer"), utfylt(rad, handling="", vis="1", tittel="Halvskrevet tittel"))
    assert svar.status_code == 200
    assert "Halvskrevet tittel" in svar.content.decode()
    assert adresse(rad, "/vedlegg/1/side/1.png") in svar.content.decode()


def test_et_forslag_til_saksbehandler_tas_med_sin_knapp_ogsaa_uten_skript_og_sier_hvorfor(kari: Client):
    with som("kari", "frogner"):
        sak = aapen_sak()
    rad = motta_og_les(brev(f"Om {sak.saksnummer}"))
    assert sak.saksansvarlig is not None
    knapp = f'value="saksbehandler:{sak.saksansvarlig.pk}"'
    assert knapp in (side := kari.get(adresse(rad, "/registrer")).content.decode())
    assert f"Fordi {sak.saksansvarlig.navn} " in side
    post = utfylt(rad, handling="", sak=str(sak.pk), saksbehandler="", godta=f"saksbehandler:{sak.saksansvarlig.pk}")
    svar = kari.post(adresse(rad, "/registrer"), post)
    assert svar.status_code == 200
    assert f'<option value="{sak.saksansvarlig.pk}" selected>' in svar.content.decode()
    assert rad_naa(rad).utfall == ""


def test_kladden_ligger_med_meldingen_neste_gang(kari: Client):
    rad = motta_og_les(brev("Kladdes"))
    post = utfylt(rad, tittel="Kladdet tittel", saksbehandler="")
    svar = kari.post(adresse(rad, "/kladd"), post, headers={"HX-Request": "true"})
    assert svar.status_code == 200
    assert "Saksbehandler mangler" in svar.content.decode()
    assert "Kladdet tittel" in kari.get(adresse(rad, "/registrer")).content.decode()


def test_to_arkivarer_samtidig_gir_en_journalpost_og_en_tydelig_beskjed(kari: Client):
    rad = motta_og_les(brev("Begge vil"))
    marius = Client()
    marius.force_login(bruker("marius"))
    assert kari.post(adresse(rad, "/ta")).status_code == 302
    svar = marius.post(adresse(rad, "/registrer"), utfylt(rad))
    assert svar.status_code == 409
    assert "Kari Tveitmo har denne åpen." in svar.content.decode()
    assert "Spørsmål om fartsdumper" in svar.content.decode()
    assert kari.post(adresse(rad, "/registrer"), utfylt(rad)).status_code == 302
    svar = marius.post(adresse(rad, "/registrer"), utfylt(rad), follow=True)
    assert "Denne er alt registrert som" in svar.content.decode()
    with som("kari", "frogner"):
        assert Journalpost.objects.filter(ekstern_noekkel=f"innkomst:{rad.pk}").count() == 1


def test_en_sak_i_en_annen_bydel_kan_ikke_velges(kari: Client):
    rad = motta_og_les(brev("Feil sak"))
    with som("kari", "sagene"):
        fremmed = Journalpost.objects.first()
        assert fremmed
        sak = fremmed.mappe_id
    svar = kari.post(adresse(rad, "/registrer"), utfylt(rad, sak=str(sak)))
    assert svar.status_code == 409
    assert rad_naa(rad).utfall == ""


def test_saken_finnes_paa_nummer_og_paa_ord(kari: Client):
    with som("kari", "frogner"):
        sak = Journalpost.objects.select_related("mappe").order_by("-opprettet_dato").first()
        assert sak
    for tekst in (sak.mappe.mappe_id, sak.mappe.tittel.split()[0]):
        side = kari.get("/mottak/frogner/sak-sok", {"q": tekst}).content.decode()
        assert sak.mappe.mappe_id in side
    assert kari.get("/mottak/frogner/sak-sok", {"q": "%_'\\ <b>"}).status_code == 200


def test_valgt_sak_bringer_enhet_og_saksbehandler_med_seg(kari: Client):
    rad = motta_og_les(brev("Arver"))
    with som("kari", "frogner"):
        jp = Journalpost.objects.select_related("mappe__saksansvarlig").first()
        assert jp
        sak = jp.mappe
    post = utfylt(rad, sak=str(sak.pk), enhet="", saksbehandler="")
    hoder = {"HX-Request": "true", "X-Felt": "sak"}
    side = kari.post(adresse(rad, "/kladd"), post, headers=hoder).content.decode()
    assert 'id="arvet"' in side
    assert f'<option value="{sak.administrativ_enhet_id}" selected>' in side


def test_ikke_journalpliktig_krever_grunn_og_kan_angres(kari: Client):
    rad = motta_og_les(brev("Tilbud!"))
    svar = kari.post(adresse(rad, "/utfall"), {"utfall": "ikke_journalpliktig", "grunnkode": ""})
    assert svar.status_code == 409
    assert "Velg en grunn" in svar.content.decode()
    svar = kari.post(adresse(rad, "/utfall"), {"utfall": "ikke_journalpliktig", "grunnkode": "reklame"}, follow=True)
    assert "Ikke journalpliktig: «Tilbud!»" in svar.content.decode()
    assert rad_naa(rad).utfall == "ikke_journalpliktig"
    kari.post(adresse(rad, "/gjenaapne"))
    assert rad_naa(rad).utfall == ""


def test_melding_uten_bydel_sendes_til_bydelen_den_gjelder(kari: Client):
    rad = motta_og_les(brev("Til hvem", til="ukjent@bysak.example"), "ukjent@bysak.example")
    assert "Send til bydel" in kari.get(adresse(rad, "/registrer")).content.decode()
    svar = kari.post(adresse(rad, "/rut"), {"til": "sagene"}, follow=True)
    assert "Sendt til Bydel Sagene" in svar.content.decode()
    assert rad_naa(rad).utfall == "videresendt"
    with som("kari", "sagene"):
        assert Innkomst.objects.filter(kilde_id=rad.kilde_id, utfall="").count() == 1


def test_rar_bydel_og_rart_utfall_gir_en_setning(kari: Client):
    rad = motta_og_les(brev("Rar"))
    assert "Velg hvem" in kari.post(adresse(rad, "/rut"), {"til": "atlantis"}).content.decode()
    assert kari.post(adresse(rad, "/utfall"), {"utfall": "tull"}).status_code == 404
    assert kari.post(adresse(rad, "/utfall"), {"utfall": "duplikat", "original": "tull"}).status_code == 409


def test_ta_neste_gir_den_som_haster_mest_og_tomt_sier_det(kari: Client):
    assert "ingenting ledig" in kari.post("/mottak/ta-neste", follow=True).content.decode()
    rad = motta_og_les(brev("Neste"))
    assert kari.post("/mottak/ta-neste").headers["Location"] == adresse(rad, "/registrer")
    assert rad_naa(rad).tatt_av == bruker("kari")


def test_en_melding_deles_gjennom_siden_og_resten_er_valgt_fra_foer(kari: Client):
    rad = motta_og_les(brev("To i ett", vedlegg=(("en.txt", "text/plain", b"en"), ("to.txt", "text/plain", b"to"))))
    en, to = rad.vedlegg.all()
    svar = kari.post(adresse(rad, "/registrer"), utfylt(rad, handling="fortsett", vedlegg=[str(en.pk)]), follow=True)
    assert svar.redirect_chain == [(adresse(rad, "/registrer"), 302)]
    side = svar.content.decode()
    assert "1 del er registrert." in side
    assert f'name="hoveddokument" value="{to.pk}" aria-label="to.txt er hoveddokument" checked' in side
    svar = kari.post(adresse(rad, "/registrer"), utfylt(rad, hoveddokument=str(to.pk), vedlegg=[]), follow=True)
    assert rad_naa(rad).utfall == "registrert"
    with som("kari", "frogner"):
        assert Journalpost.objects.filter(innkomstdeler__innkomst=rad).count() == 2


def test_en_melding_legges_til_i_en_journalpost_ved_nummeret(kari: Client):
    foerste, rad = motta_og_les(brev("Først")), motta_og_les(brev("Glemt vedlegg"))
    kari.post(adresse(foerste, "/registrer"), utfylt(foerste))
    with som("kari", "frogner"):
        jp = Journalpost.objects.get(innkomstdeler__innkomst=foerste)
    assert (
        "Det finnes ingen journalpost" in kari.post(adresse(rad, "/legg-til"), {"journalpost": "1/2"}).content.decode()
    )
    svar = kari.post(adresse(rad, "/legg-til"), {"journalpost": jp.registrerings_id}, follow=True)
    assert f"Lagt til i {jp.registrerings_id}." in svar.content.decode()
    assert rad_naa(rad).registrering_id == jp.pk


def test_den_som_logger_ut_slipper_det_hun_holder(kari: Client):
    rad = motta_og_les(brev("Holdt"))
    kari.post(adresse(rad, "/ta"))
    assert rad_naa(rad).tatt_av_id == bruker("kari").pk
    kari.post("/logg-ut")
    assert rad_naa(rad).tatt_av_id is None
