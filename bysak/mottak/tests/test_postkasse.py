"""A mailbox over IMAP, against a real Dovecot: nothing lost, nothing twice, nothing deleted, and every fault told."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from bysak.kjerne import lager
from bysak.kjerne.hemmeligheter import lukk_opp
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import i_dag, naa
from bysak.klienter.tests.dovecot import PASSORD, Dovecot, Kutter, token
from bysak.mottak.kanaler.postkasse import hent
from bysak.mottak.kanaler.postkasseoppsett import Oppsett, endre_postkasse, opprett_postkasse, proev
from bysak.mottak.kanaler.postmelding import avklar, dagstall, per_dag, som_venter
from bysak.mottak.models import Postkasse
from bysak.mottak.tests.brev import brev, rader
from bysak.mottak.tests.postkasser import en_kasse, forfaller, hentet, kassen, linjer, som_leser
from tests.verden import aktoer, som

pytestmark = [pytest.mark.django_db, pytest.mark.trenger("dovecot")]


@pytest.fixture
def dovecot(dovecottjener: Dovecot, settings) -> Dovecot:
    settings.BYSAK_IMAP_CA = dovecottjener.ca
    return dovecottjener


def raa_i(kode: str) -> list[bytes]:
    ut = []
    for rad in rader(kode):
        with lager.aapne(kode, rad.raa_sjekksum) as fil:
            ut.append(fil.read())
    return ut


def test_post_i_flere_kasser_tas_inn_byte_for_byte_og_flyttes(dovecot: Dovecot):
    kasse, annen = en_kasse(dovecot), en_kasse(dovecot, mappe="Skjema æøå & co", navn="Skjemaene")
    med_vedlegg = brev("Med vedlegg", vedlegg=(("a.bin", "application/octet-stream", bytes(range(256)) * 9000),))
    en, to = brev("En", til="noen@andre.example"), brev("To")
    dovecot.legg(kasse.bruker, en, med_vedlegg)
    with dovecot.som(annen.bruker) as imap:
        imap.create_folder("Skjema æøå & co")
    dovecot.legg(annen.bruker, to, mappe="Skjema æøå & co")
    assert (hentet(kasse), hentet(annen)) == (2, 1)
    assert raa_i("frogner") == [en, med_vedlegg, to]
    assert dovecot.innhold(kasse.bruker) == 0
    assert dovecot.innhold(kasse.bruker, "Arkivert") == 2
    assert dovecot.innhold(annen.bruker, "Arkivert") == 1
    with som_leser(kasse):
        (dag,) = per_dag(kasse)
        assert (dag["nevnt"], dag["her"], dag["flyttet"]) == (2, 2, 2)
        assert som_venter(kasse) == []
    with dovecot.som(kasse.bruker) as imap:
        imap.select_folder("Arkivert")
        assert b"\\Seen" not in imap.get_flags([1])[1]


def test_en_felles_postkasse_gir_hver_bydel_sitt(dovecot: Dovecot):
    kasse = en_kasse(dovecot, "byarkivet")
    begge = brev("Begge", til="postmottak@frogner.bysak.example, postmottak@sagene.bysak.example")
    dovecot.legg(kasse.bruker, begge, brev("Ingen", til="noen@andre.example"))
    assert hentet(kasse) == 2
    assert [len(rader(kode)) for kode in ("frogner", "sagene")] == [1, 1]
    assert rader("frogner")[0].kilde_id == rader("sagene")[0].kilde_id
    assert [rad.uten_bydel for rad in rader("byarkivet")] == [True]
    assert [linje.til.kode for linje in linjer(kasse) if linje.til] == ["frogner", "byarkivet"]
    with som_leser(kasse):
        (dag,) = dagstall(i_dag(), i_dag())
        assert (dag.kilde, dag.levert, dag.her, dag.avvik) == ("Postmottaket", 2, 2, 0)


def test_den_samme_meldingen_levert_igjen_er_den_samme_men_en_ny_er_en_ny(dovecot: Dovecot):
    kasse, raa = en_kasse(dovecot), brev("Klage")
    dovecot.legg(kasse.bruker, raa)
    hentet(kasse)
    for _gang in range(2):
        with dovecot.som(kasse.bruker) as imap:
            imap.select_folder("Arkivert")
            imap.move(imap.search()[:1], "INBOX")
        assert hentet(kasse) == 1
    assert [rad.leveringer for rad in rader("frogner")] == [3]
    dovecot.legg(kasse.bruker, brev("Klage"))
    hentet(kasse)
    assert len(rader("frogner")) == 2


def test_en_mappe_som_slettes_og_lages_paa_nytt_gir_ikke_det_samme_to_ganger(dovecot: Dovecot):
    kasse = en_kasse(dovecot, mappe="Post")
    tatt, ventende, ny = brev("Tatt"), brev("Venter"), brev("Ny")
    with dovecot.som(kasse.bruker) as imap:
        imap.create_folder("Post")
    dovecot.legg(kasse.bruker, tatt, mappe="Post")
    hentet(kasse)
    with dovecot.som(kasse.bruker) as imap:
        imap.delete_folder("Post")
    assert hentet(kasse) == 0
    assert re.search("«Post» finnes ikke. Disse finnes: Arkivert, INBOX", kassen(kasse).feil)
    foer = kassen(kasse).uidvalidity
    with dovecot.som(kasse.bruker) as imap:
        imap.create_folder("Post")
    dovecot.legg(kasse.bruker, tatt, ventende, ny, mappe="Post")
    assert hentet(kasse) == 3
    assert len(rader("frogner")) == 3
    assert kassen(kasse).uidvalidity != foer
    assert kassen(kasse).feil == ""


def test_en_mappe_som_faar_nytt_navn_blir_funnet_igjen(dovecot: Dovecot):
    kasse = en_kasse(dovecot, mappe="Post")
    with dovecot.som(kasse.bruker) as imap:
        imap.create_folder("Post")
        imap.create_folder("Annet")
    dovecot.legg(kasse.bruker, brev("Før"), mappe="Post")
    hentet(kasse)
    with dovecot.som(kasse.bruker) as imap:
        imap.rename_folder("Post", "Innkommende brev")
    dovecot.legg(kasse.bruker, brev("Etter"), mappe="Innkommende brev")
    assert hentet(kasse) == 1
    assert kassen(kasse).mappe == "Innkommende brev"
    assert len(rader("frogner")) == 2


class _Innloggingstjeneste(BaseHTTPRequestHandler):
    """The token endpoint of a login service, with one program and one consent that it renews."""

    dovecot: Dovecot
    bruker: str
    spurt: list[str]

    def do_POST(self) -> None:
        felt = {n: v[0] for n, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        self.spurt.append(felt["grant_type"])
        svar: dict[str, str] = {"error": "invalid_client"}
        if felt.get("client_secret") == "hemmelig" or felt.get("refresh_token") == f"fornyelse-{len(self.spurt)}":
            svar = {
                "access_token": token(self.dovecot, self.bruker),
                "refresh_token": f"fornyelse-{len(self.spurt) + 1}",
            }
        self.send_response(200 if "access_token" in svar else 401)
        self.end_headers()
        self.wfile.write(json.dumps(svar).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def innlogging(dovecot: Dovecot) -> Iterator[tuple[str, type[_Innloggingstjeneste]]]:
    slag = type("Tjeneste", (_Innloggingstjeneste,), {"dovecot": dovecot, "bruker": "", "spurt": []})
    tjener = HTTPServer(("127.0.0.1", 0), slag)
    threading.Thread(target=tjener.serve_forever, args=(0.01,)).start()
    yield f"http://127.0.0.1:{tjener.server_port}/token", slag
    tjener.shutdown()
    tjener.server_close()


def test_innlogging_med_xoauth2_som_program_og_med_fornyelse(dovecot: Dovecot, innlogging):
    adresse, tjeneste = innlogging
    felles = {"tokenadresse": adresse, "klient_id": "bysak", "omfang": "imap"}
    fornyet = en_kasse(dovecot, innlogging="fornyelse", fornyelse="fornyelse-1", hemmelighet="", **felles)
    for nr in range(2):
        tjeneste.bruker = fornyet.bruker
        dovecot.legg(fornyet.bruker, brev(f"Fornyet {nr}"))
        assert hentet(fornyet) == 1, kassen(fornyet).feil
    assert lukk_opp(kassen(fornyet).fornyelse) == "fornyelse-3"
    program = en_kasse(dovecot, innlogging="program", hemmelighet="hemmelig", **felles)
    tjeneste.bruker = program.bruker
    dovecot.legg(program.bruker, brev("Som program"))
    assert hentet(program) == 1
    assert tjeneste.spurt == ["refresh_token", "refresh_token", "client_credentials"]
    feil = en_kasse(dovecot, innlogging="program", hemmelighet="galt", **felles)
    assert hentet(feil) == 0
    assert "401 invalid_client" in kassen(feil).feil


@pytest.mark.parametrize("etter", [2_000, 600_000])
def test_en_linje_som_brytes_midt_i_en_melding_gir_den_hel_neste_gang(dovecot: Dovecot, etter: int):
    kutter = Kutter(dovecot.port, etter)
    kasse = en_kasse(dovecot, vert="127.0.0.1", port=kutter.port, sikring="ingen")
    raa = brev("Stor", vedlegg=(("a.bin", "application/octet-stream", bytes(range(256)) * 9000),))
    dovecot.legg(kasse.bruker, raa)
    assert hentet(kasse) == 0
    assert "brutt" in kassen(kasse).feil
    assert kassen(kasse).neste_tid < naa() + timedelta(seconds=6)
    assert rader("frogner") == []
    assert hentet(kasse) == 1
    assert raa_i("frogner") == [raa]
    assert kassen(kasse).feil == ""
    kutter.lukk()


def test_et_galt_passord_proeves_sjelden_og_staar_paa_kassen(dovecot: Dovecot):
    kasse = en_kasse(dovecot, hemmelighet="galt")
    hentet(kasse)
    foerst = kassen(kasse)
    assert "godtar ikke innloggingen" in foerst.feil
    assert "galt" not in foerst.feil
    assert foerst.neste_tid > naa() + timedelta(minutes=14)
    assert hent(kasse.virksomhet_id or 0, kasse.pk) == 0
    assert kassen(kasse).forsoek == 1
    hentet(kasse)
    assert kassen(kasse).neste_tid > naa() + timedelta(minutes=29)
    assert kassen(kasse).feil_siden == foerst.feil_siden
    with som("siv", "frogner") as siv:
        oppsett = Oppsett(navn="Ny", vert="localhost", port=dovecot.tlsport, bruker=kasse.bruker, hemmelighet=PASSORD)
        endre_postkasse(kasse, oppsett, av=siv)
    dovecot.legg(kasse.bruker, brev("Endelig"))
    assert hent(kasse.virksomhet_id or 0, kasse.pk) == 1


def test_det_som_er_for_stort_ligger_igjen_med_grunn_til_en_person_avklarer_det(dovecot: Dovecot, settings):
    kasse = en_kasse(dovecot)
    settings.BYSAK_EPOST_MAKS_MB = 1
    dovecot.legg(kasse.bruker, brev("Stor", "x" * 70 + "\n" + "linje\n" * 250_000), brev("Liten"))
    assert hentet(kasse) == 1
    assert dovecot.innhold(kasse.bruker) == 1
    with som_leser(kasse):
        (linje,) = som_venter(kasse)
        assert "større enn grensen på 1 MB" in linje.feil
        assert (per_dag(kasse)[0]["nevnt"], per_dag(kasse)[0]["her"]) == (2, 1)
    assert hentet(kasse) == 0
    assert linjer(kasse)[0].forsoek == 1
    with som("kari", "frogner") as kari:
        with pytest.raises(Hindret):
            avklar(linje, grunn=" ", av=kari)
        avklar(linje, grunn="Avsenderen sender den i to deler.", av=kari)
    hentet(kasse)
    assert dovecot.innhold(kasse.bruker) == 1
    with som_leser(kasse):
        assert som_venter(kasse) == []


def test_det_som_ikke_lar_seg_flytte_er_tatt_inn_en_gang_og_flyttes_siden(dovecot: Dovecot):
    kasse = en_kasse(dovecot)
    with dovecot.som(kasse.bruker) as imap:
        imap.create_folder("Arkivert")
    rettighet = dovecot.rot / "post" / kasse.bruker / ".Arkivert" / "dovecot-acl"
    rettighet.write_text("owner lr\n")
    dovecot.legg(kasse.bruker, brev("Fast"))
    assert hentet(kasse) == 0
    (linje,) = linjer(kasse)
    assert "Tjeneren sier nei" in linje.feil
    assert (len(rader("frogner")), dovecot.innhold(kasse.bruker)) == (1, 1)
    rettighet.unlink()
    forfaller(kasse)
    assert hentet(kasse) == 1
    assert [rad.leveringer for rad in rader("frogner")] == [1]
    assert dovecot.innhold(kasse.bruker, "Arkivert") == 1


def test_det_som_var_borte_foer_det_ble_hentet_staar_til_det_er_kommet_tilbake(dovecot: Dovecot, settings):
    kasse, raa = en_kasse(dovecot), brev("Borte", "x" * 70 + "\n" + "linje\n" * 250_000)
    settings.BYSAK_EPOST_MAKS_MB = 1
    dovecot.legg(kasse.bruker, raa)
    hentet(kasse)
    with dovecot.som(kasse.bruker) as imap:
        imap.create_folder("Privat")
        imap.select_folder("INBOX")
        imap.move(imap.search(), "Privat")
    hentet(kasse)
    with som_leser(kasse):
        assert "ikke lenger i mappen" in som_venter(kasse)[0].feil
    settings.BYSAK_EPOST_MAKS_MB = 10
    with dovecot.som(kasse.bruker) as imap:
        imap.select_folder("Privat")
        imap.move(imap.search(), "INBOX")
    assert hentet(kasse) == 1
    with som_leser(kasse):
        assert som_venter(kasse) == []
        assert [(d["nevnt"], d["her"]) for d in per_dag(kasse)] == [(2, 2)]
    assert len(rader("frogner")) == 1


def test_mottatt_er_naar_posttjeneren_fikk_den_men_det_som_legges_dit_siden_er_mottatt_da(dovecot: Dovecot):
    kasse = en_kasse(dovecot)
    i_gaar = naa() - timedelta(days=1)
    with som("siv", "frogner"):
        Postkasse.objects.filter(pk=kasse.pk).update(sett_til=i_gaar - timedelta(days=1))
    dovecot.legg(kasse.bruker, brev("Mens vi var nede"), tid=i_gaar)
    hentet(kasse)
    assert abs(rader("frogner")[0].mottatt_tid - i_gaar) < timedelta(seconds=2)
    dovecot.legg(kasse.bruker, brev("Dratt hit fra en annen mappe"), tid=i_gaar - timedelta(days=300))
    hentet(kasse)
    assert rader("frogner")[1].mottatt_tid > naa() - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("galt", "setning"),
    [
        ({}, "Innloggingen gikk bra"), ({"vert": "finnes.ikke.invalid"}, "ingen tjener med navnet"),
        ({"port": 1}, "Ingen svarer på"), ({"hemmelighet": "galt"}, "godtar ikke innloggingen"),
        ({"mappe": "Post"}, "Disse finnes: INBOX"), ({"vert": "127.0.0.1"}, "kan ikke stoles på"),
    ],
)  # fmt: skip
def test_proev_tilkoblingen_sier_hva_som_er_galt(dovecot: Dovecot, galt: dict[str, str], setning: str):
    kasse = en_kasse(dovecot, **galt)
    svar = proev(kasse.virksomhet_id or 0, kasse.pk, av=aktoer("siv"))
    assert setning in " ".join(svar.setninger)
    assert svar.gikk == (galt == {})


@pytest.mark.parametrize(
    ("galt", "felt"),
    [
        ({"navn": " "}, "navn"), ({"ferdigmappe": "INBOX"}, "ferdigmappe"), ({"sikring": "ingen"}, "sikring"),
        ({"hemmelighet": ""}, "hemmelighet"), ({"port": 0}, "port"),
        ({"innlogging": "program", "tokenadresse": "http://login.example", "klient_id": "b"}, "tokenadresse"),
    ],
)  # fmt: skip
def test_et_ufullstendig_oppsett_faar_en_setning(galt: dict[str, Any], felt: str):
    oppsett: dict[str, Any] = {"navn": "P", "vert": "imap.bydel.example", "bruker": "b", "hemmelighet": "h"} | galt
    with som("siv", "frogner") as siv, pytest.raises(Hindret) as feil:
        opprett_postkasse(oppsett=Oppsett(**oppsett), av=siv)
    assert [h.felt for h in feil.value.hindre] == [felt]
