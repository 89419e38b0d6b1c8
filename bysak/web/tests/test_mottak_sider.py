"""The queue and one item as pages: what is shown, to whom, and in how few questions to the database."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa
from bysak.mottak.tildeling import ta
from tests.papir import pdf
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db

SAGENE = "postmottak@sagene.bysak.example"
FIENDTLIG = """<html><body><p>Hei fra avsender</p><script>alert(1)</script><img src="https://spor.example/p.gif">
<a href="javascript:alert(2)" onclick="alert(3)">trykk</a><style>body{display:none}</style>
<iframe src="https://ond.example"></iframe><form action="https://ond.example"><input name=q></form></body></html>"""


@pytest.fixture
def kari(client: Client) -> Client:
    client.force_login(bruker("kari"))
    return client


def adresse(rad: Innkomst, rest: str = "") -> str:
    return f"/mottak/{rad.virksomhet.kode}/{rad.pk}{rest}"


def html(raa: bytes, html_: str) -> bytes:
    from email import message_from_bytes
    from email.message import EmailMessage
    from email.policy import SMTP

    melding = message_from_bytes(raa, policy=SMTP)
    assert isinstance(melding, EmailMessage)
    melding.add_alternative(html_, subtype="html")
    return melding.as_bytes()


def test_arkivaren_ser_meldinger_til_alle_bydeler_i_en_koe(kari: Client):
    motta_og_les(brev("Til Frogner"))
    motta_og_les(brev("Til Sagene", til=SAGENE), SAGENE)
    side = kari.get("/mottak").content.decode()
    assert "Til Frogner" in side
    assert "Til Sagene" in side


def test_bydelsfilteret_og_ordene_snevrer_inn_listen(kari: Client):
    motta_og_les(brev("Til Frogner"))
    motta_og_les(brev("Til Sagene", til=SAGENE), SAGENE)
    assert "Til Frogner" not in kari.get("/mottak?bydel=sagene").content.decode()
    assert "Til Sagene" not in kari.get("/mottak?q=frogner").content.decode()


def test_koen_spoer_databasen_faa_ganger_uansett_hvor_lang_den_er(kari: Client):
    for nr in range(12):
        motta_og_les(brev(f"Brev {nr} om 2026/{nr + 1}"))
    kari.get("/mottak")
    with CaptureQueriesContext(connection) as fanget:
        assert kari.get("/mottak").status_code == 200
    # Who asks and the wall are the same on every page; a join to a name is not.
    ramme = re.compile(
        r"SAVEPOINT|RELEASE|select (set_config|pg_backend)|set constraints"
        r'|(?:(?!FROM).)*FROM "?organisasjon_', re.I,
    )  # fmt: skip
    spurt = [q["sql"] for q in fanget.captured_queries if q["sql"] and not ramme.match(q["sql"])]
    assert len(spurt) <= 12, "\n".join(q[:160] for q in spurt)


def test_saksbehandleren_arbeider_ikke_i_mottaket(client: Client):
    client.force_login(bruker("ola"))
    assert client.get("/mottak").status_code == 403


@pytest.mark.parametrize(
    "rest", ["", "?vis=1", "/original", "/vedlegg/1", "/vedlegg/1/fil", "/vedlegg/1/side/1.png", "/registrer"]
)
def test_en_annen_bydels_melding_finnes_ikke_for_den_som_gjetter_adressen(client: Client, rest: str):
    rad = motta_og_les(brev("Hemmelig i Frogner", vedlegg=(("a.pdf", "application/pdf", pdf(["Tekst"])),)))
    client.force_login(bruker("lise"))
    svar = client.get(adresse(rad, rest))
    assert svar.status_code == 404
    assert b"Hemmelig" not in svar.content
    assert client.get(adresse(rad, rest).replace("/frogner/", "/sagene/")).status_code in (403, 404)


@pytest.mark.parametrize(
    "verb", ["ta", "slipp", "utfall", "avvis", "svar-igjen", "rut", "gjenaapne", "kladd", "registrer"]
)
def test_en_annen_bydels_melding_kan_ikke_roeres(client: Client, verb: str):
    rad = motta_og_les(brev("I Frogner"))
    client.force_login(bruker("lise"))
    post = {"utfall": "ikke_journalpliktig", "grunnkode": "uleselig", "til": "sagene", "handling": "journalfoer"}
    assert client.post(adresse(rad, f"/{verb}"), post).status_code == 404
    etter = rad_naa(rad)
    assert (etter.utfall, etter.tatt_av_id, etter.kladd) == ("", None, {})


def test_meldingen_i_feil_bydels_adresse_finnes_ikke(kari: Client):
    rad = motta_og_les(brev("I Frogner"))
    assert kari.get(f"/mottak/sagene/{rad.pk}").status_code == 404


def test_fiendtlig_html_kjoerer_ikke_og_henter_ingenting(kari: Client):
    rad = motta_og_les(html(brev("Fiendtlig", "ren tekst"), FIENDTLIG))
    svar = kari.get(adresse(rad, "?vis=html"))
    ark = svar.content.decode().partition('<article class="ark ark--fremmed">')[2].partition("</article>")[0]
    assert "Hei fra avsender" in ark
    for farlig in ("<script", "javascript:", "onclick", "<style", "<iframe", "<form", "<input", 'src="http'):
        assert farlig not in ark
    assert "script-src 'self'" in svar.headers["Content-Security-Policy"]


def test_emnet_staar_som_tekst_uansett_hva_det_inneholder(kari: Client):
    rad = motta_og_les(brev("<img src=x onerror=alert(1)>"))
    for sti in ("/mottak", adresse(rad), adresse(rad, "/registrer")):
        assert "<img src=x" not in kari.get(sti).content.decode()


def test_pdf_vises_som_bilder_og_filen_lastes_ned_uten_aa_kunne_kjoere(kari: Client):
    rad = motta_og_les(brev("Med PDF", vedlegg=(("søknad.pdf", "application/pdf", pdf(["Søknad"])),)))
    assert adresse(rad, "/vedlegg/1/side/1.png") in kari.get(adresse(rad, "?vis=1")).content.decode()
    bilde = kari.get(adresse(rad, "/vedlegg/1/side/1.png"))
    assert bilde.headers["Content-Type"] == "image/png"
    assert bilde.headers["Cache-Control"].startswith("private")
    igjen = kari.get(adresse(rad, "/vedlegg/1/side/1.png"), headers={"If-None-Match": bilde.headers["ETag"]})
    assert igjen.status_code == 304
    fil = kari.get(adresse(rad, "/vedlegg/1/fil"))
    assert fil.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in fil.headers["Content-Security-Policy"]
    assert fil.headers["X-Content-Type-Options"] == "nosniff"


def test_meldingens_filer_leses_i_leseren_med_ord_aa_finne(kari: Client):
    rad = motta_og_les(brev("Lang", vedlegg=(("kart.pdf", "application/pdf", pdf(["Kart over Kvernveien"] * 3)),)))
    side = kari.get(adresse(rad, "?vis=1&finn=kvernveien")).content.decode()
    assert 'aria-label="Teksten på side 1"' in side
    assert 'class="ark__treff"' in side
    # Only the part with the document comes when the reader is changed, on the registration page too.
    for sti in ("", "/registrer", "/avvis"):
        deler = kari.get(
            adresse(rad, f"{sti}?vis=1&som=tekst"), headers={"HX-Request": "true", "HX-Target": "dokument"}
        )
        assert "Kart over Kvernveien" in deler.content.decode()
        assert "<html" not in deler.content.decode()


def test_brevet_finnes_det_ord_i_og_det_leses_med_og_uten_formatering(kari: Client):
    rad = motta_og_les(html(brev("To former", "ren <tekst>"), "<p>pen <b>tekst</b></p>"))
    ren = kari.get(adresse(rad, "?finn=<tekst>")).content.decode()
    assert '<mark id="dokument-treff-1" tabindex="-1">&lt;tekst&gt;</mark>' in ren
    pen = kari.get(adresse(rad, "?vis=html&finn=pen")).content.decode()
    assert '<mark id="dokument-treff-1" tabindex="-1">pen</mark> <b>tekst' in pen
    assert f'href="{adresse(rad)}?vis=epost"' in pen


def test_filnavn_med_linjeskift_og_anfoersel_bryter_ikke_hodet(kari: Client):
    rad = motta_og_les(brev("Navn", vedlegg=(('ond".html', "text/html", b"<script>alert(1)</script>"),)))
    fil = kari.get(adresse(rad, "/vedlegg/1/fil"))
    assert fil.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in fil.headers["Content-Disposition"]
    assert fil.headers["Content-Type"] == "application/octet-stream"


def test_en_pdf_som_ikke_er_det_gir_en_setning_og_en_lenke(kari: Client):
    rad = motta_og_les(brev("Falsk", vedlegg=(("falsk.pdf", "application/pdf", b"%PDF-1.7 dette er ingen pdf"),)))
    svar = kari.get(adresse(rad, "?vis=1"))
    assert svar.status_code == 200
    assert "Last ned" in svar.content.decode()
    assert adresse(rad, "/vedlegg/1/fil") in svar.content.decode()


def test_originalen_lastes_ned_slik_den_kom(kari: Client):
    raa = brev("Original")
    rad = motta_og_les(raa)
    svar = kari.get(adresse(rad, "/original"))
    assert b"".join(svar.streaming_content) == raa  # type: ignore[attr-defined]
    assert 'filename="original.eml"' in svar.headers["Content-Disposition"]


def test_originalens_filnavn_har_de_norske_bokstavene_skrevet_ut(kari: Client):
    rad = motta_og_les(brev("Søknad på Ærfugløya"))
    svar = kari.get(adresse(rad, "/original"))
    assert 'filename="soeknad-paa-aerfugloeya.eml"' in svar.headers["Content-Disposition"]


def test_nytt_er_stille_til_noe_har_skjedd_og_sier_da_hvor_mange(kari: Client):
    motta_og_les(brev("Gammel"))
    side = kari.get("/mottak").content.decode()
    puls = re.search(r'hx-get="(/mottak/nytt[^"]+)"', side)
    assert puls
    sti = puls[1].replace("&amp;", "&")
    assert kari.get(sti, headers={"HX-Request": "true"}).status_code == 204
    motta_og_les(brev("Helt ny"))
    travel = kari.get(sti, headers={"HX-Request": "true"}).content.decode()
    assert "1 ny" in travel
    assert "Helt ny" not in travel
    rolig = kari.get(f"{sti}&rolig=1", headers={"HX-Request": "true"}).content.decode()
    assert "Helt ny" in rolig
    assert 'id="tall" hx-swap-oob="true"' in rolig


def test_tom_koe_sier_at_alt_er_registrert(kari: Client):
    side = kari.get("/mottak?bydel=ullern").content.decode()
    assert "Ingen treff" in side
    assert "Alt er registrert" in kari.get("/mottak").content.decode()


def test_den_andre_ser_hvem_som_har_tatt_den(client: Client):
    rad = motta_og_les(brev("Opptatt"))
    with som("kari", "frogner", "ta") as kari:
        ta(rad, av=kari)
    client.force_login(bruker("marius"))
    assert "Tatt av Kari Tveitmo" in client.get(adresse(rad)).content.decode()
    svar = client.post(adresse(rad, "/ta"))
    assert svar.status_code == 409
    assert "Kari Tveitmo arbeider med denne" in svar.content.decode()
