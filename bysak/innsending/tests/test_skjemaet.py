"""The public form: nothing typed is lost, what is received is safe, and twice the same is once."""

import io
import re
import time
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer, b62_encode
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from bysak.innsending.skjema import per_adresse
from bysak.journal.tests.verden import publisert
from bysak.kjerne import lager
from bysak.mottak import skjemaside
from bysak.mottak.forslag import forslag_for
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst
from bysak.mottak.registrering import registrer
from bysak.mottak.ruting import rut
from bysak.mottak.tests.brev import rad_naa, rader, valg_i_frogner
from bysak.offentlig.tests.conftest import publikum
from tests.saker import en_sak
from tests.verden import aktoer, som, virksomhet

__all__ = ["publikum"]
pytestmark = [pytest.mark.django_db]

FELTER = {
    "navn": "Ebba Lønnfjell", "epost": "Ebba@lonnfjell.example", "telefon": "22 00 00 00", "emne": "Hull i veien",
    "tekst": "Det er et hull.\n\nDet er dypt.", "saksreferanse": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _ingen_ventetid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skjemaside, "RASKEST", timedelta(seconds=-1))


def fil(navn: str = "kart.txt", innhold: bytes = b"et kart", mime: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(navn, innhold, mime)


def sendt(klient: Client, *filer: SimpleUploadedFile, bydel: str = "frogner", **endret: str) -> Any:
    felter = FELTER | {"bevis": skjemaside.nytt(bydel)} | endret
    return klient.post(f"/nb/send/{bydel}", felter | ({"filer": list(filer)} if filer else {}))


def kvitteringen(svar: Any) -> str:
    treff = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", svar.content.decode())
    assert treff, svar.content.decode()
    return treff[0]


def innkomne() -> list[Innkomst]:
    return rader("frogner", kanal="skjema")


def lest(rad: Innkomst) -> Innkomst:
    assert rad.virksomhet_id is not None
    les_inn(rad.virksomhet_id, rad.pk)
    return rad_naa(rad)


def test_det_som_sendes_kvitteres_og_leses_med_avsender_svar_og_filer(mottaket: Client):
    svar = sendt(mottaket, fil(), fil("bilde.png", b"\x89PNG\r\n\x1a\n", "image/png"), saksreferanse="sak 2026/17")
    assert svar.status_code == 200
    assert "Set-Cookie" not in svar.headers
    (rad,) = innkomne()
    assert lager.kontroller("frogner", rad.raa_sjekksum)
    rad = lest(rad)
    assert (rad.emne, rad.avsender_navn, rad.avsender_adresse) == (
        "Hull i veien", "Ebba Lønnfjell", "ebba@lonnfjell.example",
    )  # fmt: skip
    assert [v.filnavn for v in rad.vedlegg.all()] == ["Skjema.txt", "kart.txt", "bilde.png"]
    for bit in (kvitteringen(svar), "22 00 00 00", "2026/17", "Det er dypt."):
        assert bit in rad.tekst
    assert all(lager.kontroller("frogner", v.sjekksum) for v in rad.vedlegg.all())


def test_skjemaet_blir_hoveddokument_og_saken_som_er_oppgitt_foreslaas(mottaket: Client):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
    sendt(mottaket, fil(), saksreferanse=f"{sak.saksaar}/{sak.sakssekvensnummer}")
    rad = lest(innkomne()[0])
    with som("kari", "frogner") as kari:
        forslag = forslag_for(rad, av=kari)
        assert (forslag.tittel.verdi, forslag.saker[0].sak.pk) == ("Hull i veien", sak.pk)
    valg = valg_i_frogner(aktoer("kari"), "Hull i veien", ny_sak="Veien")
    with som("kari", "frogner") as kari:
        jp = registrer(rad, valg, av=kari)
        koblinger = jp.koblinger.order_by("dokumentnummer")
        titler = [(k.tilknyttet_registrering_som, k.dokumentbeskrivelse.tittel) for k in koblinger]
    assert titler == [("H", "Hull i veien"), ("V", "kart")]


def test_det_kan_rutes_til_en_annen_bydel_med_alt(mottaket: Client):
    svar = sendt(mottaket, fil())
    der = lest(rut(innkomne()[0], til=virksomhet("sagene"), av=aktoer("kari")))
    assert kvitteringen(svar) in der.tekst
    assert [v.filnavn for v in der.vedlegg.all()] == ["Skjema.txt", "kart.txt"]


def test_aa_trykke_to_ganger_er_en_gang_og_aa_endre_er_noe_nytt(mottaket: Client):
    bevis = skjemaside.nytt("frogner")
    foerst, igjen = (kvitteringen(sendt(mottaket, fil(), bevis=bevis)) for _ in range(2))
    assert foerst == igjen
    assert len(innkomne()) == 1
    assert kvitteringen(sendt(mottaket, fil(), bevis=bevis, emne="Et annet hull")) != foerst
    assert len(innkomne()) == 2


@pytest.mark.parametrize(
    ("endret", "setning"),
    [
        ({"navn": " "}, "Skriv navnet ditt"), ({"emne": "\u200b"}, "Skriv kort"), ({"tekst": ""}, "Skriv det du vil"),
        ({"epost": "ikke en adresse"}, "E-postadressen er ikke"), ({"emne": "x" * 501}, "for lang"),
        ({"bevis": "tull"}, "stått åpen lenge"), ({"bevis": ""}, "stått åpen"), ({"nettside": "x"}, "skjult felt"),
    ],
)  # fmt: skip
def test_det_som_maa_rettes_sies_og_alt_som_er_skrevet_staar(mottaket: Client, endret: dict[str, str], setning: str):
    svar = sendt(mottaket, fil(), **{"telefon": "<b>&\"'", **endret})
    side = svar.content.decode()
    assert svar.status_code == 422
    assert setning in side
    assert "velge på nytt" in side
    for verdi in ("&lt;b&gt;&amp;&#34;&#39;", *(v for n, v in FELTER.items() if v and n not in {*endret, "telefon"})):
        assert verdi in side, verdi
    assert innkomne() == []
    # What the page now has in it, can be sent.
    bevis = re.search(r'name="bevis" value="([^"]+)"', side)
    assert bevis is None or endret.get("bevis") is None or sendt(mottaket, bevis=bevis[1]).status_code == 200


def test_merket_gjelder_en_bydel_et_doegn_og_ikke_en_maskin_som_svarer_straks(
    mottaket: Client, monkeypatch: pytest.MonkeyPatch
):
    assert sendt(mottaket, bevis=skjemaside.nytt("sagene")).status_code == 422
    monkeypatch.setattr(skjemaside, "RASKEST", timedelta(seconds=2))
    assert "veldig fort" in sendt(mottaket).content.decode()
    monkeypatch.setattr(skjemaside, "RASKEST", timedelta(seconds=-2))
    monkeypatch.setattr(skjemaside, "LENGST", timedelta(seconds=-1))
    assert "stått åpen lenge" in sendt(mottaket).content.decode()
    assert innkomne() == []


def test_for_mange_og_for_store_filer_sies_og_teksten_staar(mottaket: Client, settings: Any):
    svar = sendt(mottaket, *(fil(f"{n}.txt") for n in range(21)))
    assert "Du valgte 21 filer" in svar.content.decode()
    settings.BYSAK_SKJEMA_MAKS_MB = 1
    svar = sendt(mottaket, fil(innhold=b"x" * (1 << 20)), fil())
    assert (svar.status_code, "større enn 1 MB" in svar.content.decode()) == (422, True)
    assert "Det er dypt." in svar.content.decode()


def test_fem_hundre_filer_avvises_i_en_setning(mottaket: Client):
    svar = sendt(mottaket, *(fil(f"{n}.txt", b"x") for n in range(500)))
    assert (svar.status_code, "velg færre" in svar.content.decode()) == (413, True)
    assert innkomne() == []


@pytest.mark.parametrize(
    "navn", ["../../etc/passwd", "C:\\brev\\klage.pdf", "bilde\u202egpj.exe", "🎈.pdf", "a\x00b.pdf"]
)
def test_rare_filnavn_blir_trygge_og_filen_er_der(mottaket: Client, navn: str):
    assert sendt(mottaket, fil(navn)).status_code == 200
    rad = lest(innkomne()[0])
    _skjema, vedlegget = rad.vedlegg.all()
    assert not set(vedlegget.filnavn) & set("/\\\u202e\x00")
    with lager.aapne("frogner", vedlegget.sjekksum) as kilde:
        assert kilde.read() == b"et kart"


def test_en_pakkebombe_pakkes_ikke_ut(mottaket: Client):
    bombe = _bombe()
    sendt(mottaket, fil("bombe.zip", bombe, "application/zip"))
    rad = lest(innkomne()[0])
    assert [v.stoerrelse for v in rad.vedlegg.all()][1] == len(bombe)


def _bombe() -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as pakke:
        pakke.writestr("null", bytes(20 << 20))
    return ut.getvalue()


def test_for_mye_fra_en_adresse_faar_vente_uten_aa_miste_noe(mottaket: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(per_adresse, "antall", 1)
    assert sendt(mottaket).status_code == 200
    svar = sendt(mottaket, emne="Nummer to")
    assert svar.status_code == 429
    minutter = int(svar.headers["Retry-After"]) // 60 + 1
    assert 1 < minutter <= 61
    assert f"om {minutter} minutter" in svar.content.decode()
    assert "Nummer to" in svar.content.decode()


@pytest.mark.parametrize(
    ("feil", "status"), [(lager.LagerFullt("fullt"), 507), (OperationalError("borte"), 503), (OSError(5, "I/O"), 503)]
)
def test_fullt_lager_og_borte_database_sies_og_ingenting_er_mottatt(
    mottaket: Client, monkeypatch: pytest.MonkeyPatch, feil: Exception, status: int
):
    def stanset(*_: Any, **__: Any) -> None:
        raise feil

    monkeypatch.setattr(lager, "lagre", stanset)
    svar = sendt(mottaket)
    assert svar.status_code == status
    assert ("Ingenting er mottatt" if status == 507 else "ikke fått kvittering") in svar.content.decode()
    assert "Det er dypt." in svar.content.decode()
    assert innkomne() == []


def test_ukjent_bydel_og_tomt_kall(mottaket: Client):
    assert sendt(mottaket, bydel="finnesikke").status_code == 404
    assert mottaket.get("/nn/send/frogner").headers["Location"].endswith("/nn/send/frogner")
    assert mottaket.get("/").headers["Location"].endswith("/send")
    assert mottaket.get("/helse").status_code == 200


@pytest.mark.parametrize("spraak", ["nn", "en"])
def test_sidene_finnes_paa_nynorsk_og_engelsk(mottaket: Client, spraak: str):
    for felter in ({}, {"navn": ""}):
        svar = mottaket.post(f"/{spraak}/send/frogner", FELTER | {"bevis": skjemaside.nytt("frogner")} | felter)
        assert svar.headers["Content-Language"] == spraak
        assert "Bydelens arkiv leser" not in svar.content.decode()
        assert "Skriv navnet ditt" not in svar.content.decode()


def test_nettstedet_viser_skjemaet_og_kan_selv_ikke_skrive(egen_database: str, publikum: Any):
    publisert()
    with publikum() as klient:
        assert "/send/frogner" in klient.get("/nb/send").content.decode()
        svar = klient.get("/nb/send/frogner")
        assert klient.post("/nb/send/frogner", FELTER).status_code == 405
    side = svar.content.decode()
    assert 'action="http://127.0.0.1:8002/nb/send/frogner"' in side
    assert "form-action 'self' http://127.0.0.1:8002" in svar.headers["Content-Security-Policy"]
    assert svar.headers["Cache-Control"] == "no-store"
    assert "50 MB" in side
    bevis = re.search(r'name="bevis" value="([^"]+)"', side)
    assert bevis is not None
    with translation.override("nb"):
        assert skjemaside.les(bevis[1], "frogner")


def test_en_side_som_ble_laget_mens_klokken_gikk_for_fort_kan_sendes():
    naar = b62_encode(int(time.time()) + 26 * 3600)
    assert skjemaside.les(Signer.sign(skjemaside._signerer(), f"frogner:siden:{naar}"), "frogner") == "siden"
