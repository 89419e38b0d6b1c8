"""The endpoint of form systems: the key decides what is the same, and no is said in a sentence."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from bysak import settings as oppsett
from bysak.api.tilgang.tests.klienter import TOKEN, baerer, maskin
from bysak.innsending.beskrivelse import EKSEMPEL, beskrivelsen
from bysak.kjerne.kalender import i_dag
from bysak.mottak.kanaler import kvitteringsbok
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst
from bysak.mottak.regnskap import regnskap
from bysak.mottak.tests.brev import rad_naa, rader
from bysak.organisasjon.models import Bruker, Rolletildeling
from tests.verden import PASSORD, som

pytestmark = [pytest.mark.django_db]
POSTER, FILER = "/innsending/v1/frogner/poster", "/innsending/v1/frogner/filer"


@pytest.fixture
def token(client: Client) -> str:
    ny = maskin("Skjemasystem")
    kropp = {"grant_type": "client_credentials", "client_id": str(ny.integrasjon.pk), "client_secret": ny.noekkel}
    return _hentet(client, kropp)


def _hentet(klient: Client, kropp: dict[str, str]) -> str:
    with override_settings(ROOT_URLCONF="bysak.urls", MIDDLEWARE=oppsett.MIDDLEWARE):
        svar = klient.post(TOKEN, kropp)
    assert svar.status_code == 200, svar.content
    return str(svar.json()["access_token"])


def send(
    klient: Client, token: str, melding: Any = None, *deler: SimpleUploadedFile, noekkel: str = "", sti: str = POSTER
) -> Any:
    hoder = baerer(token) | {"Idempotency-Key": noekkel or uuid4().hex}
    raa = melding if isinstance(melding, bytes) else json.dumps(EKSEMPEL if melding is None else melding)
    if deler:
        return klient.post(sti, {"melding": raa, "fil": list(deler)}, headers=hoder)
    return klient.post(sti, raa, content_type="application/json", headers=hoder)


def kartet(innhold: bytes = b"et kart") -> SimpleUploadedFile:
    return SimpleUploadedFile("kart.pdf", innhold, "application/pdf")


def innkomne() -> list[Innkomst]:
    return rader("frogner", kanal="skjema")


def test_en_melding_tas_inn_slik_beskrivelsen_sier(mottaket: Client, token: str):
    beskrivelse = mottaket.get("/innsending/v1/openapi.json").json()
    handling = beskrivelse["paths"]["/innsending/v1/{bydel}/poster"]["post"]
    eksempel = handling["requestBody"]["content"]["application/json"]["example"]
    svar = send(mottaket, token, eksempel)
    assert str(svar.status_code) in handling["responses"]
    assert svar.status_code == 201
    assert set(svar.json()) == set(beskrivelse["components"]["schemas"]["Kvittering"]["required"])
    rad = innkomne()[0]
    assert rad.virksomhet_id is not None
    les_inn(rad.virksomhet_id, rad.pk)
    rad = rad_naa(rad)
    for bit in (svar.json()["kvittering"], "Skjemasystem", "EL 12345", eksempel["skjema"], eksempel["tekst"]):
        assert bit in rad.tekst
    assert [v.filnavn for v in rad.vedlegg.all()] == ["Skjema.txt"]


def test_hver_sti_i_beskrivelsen_svarer_og_tar_sin_metode(mottaket: Client, token: str):
    for sti, hva in beskrivelsen()["paths"].items():
        adresse = sti.format(bydel="frogner", nummer="0" * 32)
        for metode in {"get", "post", "put"} - set(hva):
            assert getattr(mottaket, metode)(adresse, headers=baerer(token)).status_code == 405
        (handling,) = [h for m, h in hva.items() if m != "parameters"]
        for svar in handling["responses"].values():
            assert svar["description"]


def test_samme_noekkel_og_innhold_gir_samme_kvittering_og_annet_innhold_er_409(mottaket: Client, token: str):
    foerst = send(mottaket, token, None, kartet(), noekkel="soeknad-0001")
    igjen = send(mottaket, token, dict(reversed(EKSEMPEL.items())), kartet(), noekkel="soeknad-0001")
    assert (foerst.status_code, igjen.status_code) == (201, 200)
    assert foerst.json() == igjen.json()
    for annet in (send(mottaket, token, None, kartet(b"annet"), noekkel="soeknad-0001"),
                  send(mottaket, token, EKSEMPEL | {"emne": "Annet"}, kartet(), noekkel="soeknad-0001")):  # fmt: skip
        assert annet.status_code == 409
    assert [r.leveringer for r in innkomne()] == [2]


def test_en_sjekksum_som_er_oppgitt_sammenlignes(mottaket: Client, token: str):
    riktig, galt = sha256(b"et kart").hexdigest(), "0" * 64
    assert send(mottaket, token, EKSEMPEL | {"filer": [{"sha256": galt}]}, kartet()).status_code == 422
    assert send(mottaket, token, EKSEMPEL | {"filer": [{"sha256": "kort"}]}, kartet()).status_code == 422
    assert send(mottaket, token, EKSEMPEL | {"filer": [{"sha256": riktig}] * 2}, kartet()).status_code == 422
    assert innkomne() == []
    svar = send(mottaket, token, EKSEMPEL | {"filer": [{"sha256": riktig, "navn": "Kart over veien.pdf"}]}, kartet())
    assert svar.json()["filer"][0]["navn"] == "Kart over veien.pdf"


@pytest.mark.parametrize(
    ("melding", "status"),
    [
        (b"{", 400), (b" ", 400), ('{"emne": "blåbær"}'.encode("latin-1"), 400), (b"\xff\xfe{\x00", 400), (b"[]", 422),
        ({"avsender": {"navn": "A"}, "emne": 1}, 422), ({"emne": "uten avsender"}, 422),
        (EKSEMPEL | {"ukjent": 1}, 422), (EKSEMPEL | {"emne": " "}, 422), (EKSEMPEL | {"sendt": "i går"}, 422),
        (EKSEMPEL | {"tekst": "x" * 100_001}, 422), (EKSEMPEL | {"felter": [{"navn": "n", "verdi": "v"}] * 501}, 422),
    ],
)  # fmt: skip
def test_det_som_ikke_er_en_melding_avvises_i_en_setning(mottaket: Client, token: str, melding: Any, status: int):
    svar = send(mottaket, token, melding)
    assert svar.status_code == status, svar.content
    assert svar.json()["beskrivelse"].strip()
    assert innkomne() == []


def test_rare_tegn_i_en_melding_er_ingen_hindring(mottaket: Client, token: str):
    raa = json.dumps(EKSEMPEL | {"tekst": "null \0 og 🎈", "emne": "\u202esnudd\u0000"}).encode()
    assert send(mottaket, token, raa).status_code == 201


def test_uten_gyldig_token_noekkel_eller_rett_slipper_ingen_inn(mottaket: Client, token: str):
    assert send(mottaket, "tull").status_code == 401
    assert mottaket.post(POSTER).headers["WWW-Authenticate"].startswith("Bearer")
    assert send(mottaket, token, sti=POSTER.replace("frogner", "sagene")).status_code == 403
    for noekkel in ("kort", "med mellomrom", "x" * 201):
        assert send(mottaket, token, noekkel=noekkel).status_code == 400
    with som("siv", "frogner"):
        modul = Bruker.objects.get(brukernavn="skjemasystem")
        Rolletildeling.objects.filter(bruker=modul).update(uten_retter=["sende inn"])
    assert send(mottaket, token).status_code == 403
    assert innkomne() == []


def test_en_person_med_token_kan_ikke_sende_inn(mottaket: Client, client: Client):
    kropp = {"grant_type": "password", "client_id": "tui", "username": "ola", "password": PASSORD}
    assert send(mottaket, _hentet(client, kropp)).status_code == 403


def test_en_stor_fil_sendes_i_deler_og_kan_tas_opp_igjen(mottaket: Client, token: str):
    innhold = bytes(range(256)) * 40
    begynt = mottaket.post(FILER, headers=baerer(token) | {"X-Upload-Content-Length": str(len(innhold))})
    assert begynt.status_code == 201
    sti = begynt.headers["Location"]

    def del_(fra: int, til: int, hele: int = len(innhold)) -> Any:
        hoder = baerer(token) | {"Content-Range": f"bytes {fra}-{til}/{hele}"}
        return mottaket.put(sti, innhold[fra : til + 1], content_type="application/octet-stream", headers=hoder)

    assert del_(0, 4999).json()["mottatt"] == 5000
    melding = EKSEMPEL | {"filer": [{"navn": "stor.bin", "opplasting": begynt.json()["opplasting"]}]}
    assert send(mottaket, token, melding).status_code == 409
    assert del_(0, 4999).json()["mottatt"] == 5000
    feil = del_(6000, 6999)
    assert (feil.status_code, feil.headers["Range"]) == (416, "0-4999")
    assert del_(5000, 5999, hele=99).status_code == 400
    siste = del_(5000, len(innhold) - 1)
    assert siste.json()["sha256"] == sha256(innhold).hexdigest()
    foerst = send(mottaket, token, melding, noekkel="stor-fil-1")
    igjen = send(mottaket, token, melding, noekkel="stor-fil-1")
    assert (foerst.status_code, igjen.status_code) == (201, 200)
    assert foerst.json()["filer"][0]["stoerrelse"] == len(innhold)


@pytest.mark.parametrize(("lengde", "status"), [("", 400), ("0", 400), ("-1", 400), ("tull", 400), (str(3 << 30), 413)])
def test_en_stor_fil_maa_ha_en_stoerrelse_som_gaar(mottaket: Client, token: str, lengde: str, status: int):
    svar = mottaket.post(FILER, headers=baerer(token) | {"X-Upload-Content-Length": lengde})
    assert svar.status_code == status


def test_andres_opplasting_finnes_ikke(mottaket: Client, token: str):
    melding = EKSEMPEL | {"filer": [{"opplasting": "0" * 32}]}
    assert send(mottaket, token, melding).status_code == 404
    hoder = baerer(token) | {"Content-Range": "bytes 0-0/1"}
    assert mottaket.put(f"{FILER}/{'1' * 32}", b"x", headers=hoder).status_code == 404


def test_kvitteringen_staar_i_boken_foer_den_gis_og_regnskapet_gaar_opp(
    mottaket: Client, token: str, settings: Any, tmp_path: Path
):
    settings.BYSAK_DATA = tmp_path
    assert send(mottaket, token).status_code == 201
    with som("kari", "frogner"):
        (linje,) = [x for x in regnskap(i_dag(), i_dag()) if x.kanal == "skjema"]
    assert (linje.levert, linje.her, linje.ulike) == (1, 1, [])


def test_en_bok_som_ikke_kan_skrives_gir_ingen_kvittering(
    mottaket: Client, token: str, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr(kvitteringsbok, "foer", full)
        assert send(mottaket, token, noekkel="uten-bok-1").status_code == 503
    assert send(mottaket, token, noekkel="uten-bok-1").status_code == 200
    assert len(innkomne()) == 1
