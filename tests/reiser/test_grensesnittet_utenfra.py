"""The service interface from outside, over the network: our client, the examples, and the one in the guide."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from bysak.api.tilgang.tests.klienter import maskin
from bysak.kjerne.datamappe import ROT
from bysak.kjerne.kalender import naa
from bysak.klienter import noark5
from bysak.klienter.noark5 import Noark5, Noark5Feil, Ressurs
from tests.nettleser.anlegg import PASSORD, anlegg_med
from tests.papir import epost, pdf
from tests.verden import GRENSESNITTBRUKER, GRENSESNITTPASSORD, grensesnittbruker

pytestmark = pytest.mark.treg

DEMO = "http://127.0.0.1:8000/noark5v5"
BREV = pdf(["Søknad om gangvei"])


@pytest.fixture(scope="module")
def rot(modulens_database: str) -> Iterator[str]:
    """The workspace as it runs, with the user that clients expect; the address of the interface."""
    grensesnittbruker()
    with anlegg_med(modulens_database, "arbeidsflate") as anlegg:
        yield f"{anlegg.arbeidsflate}/noark5v5/"


@pytest.fixture
def alma(rot: str) -> Iterator[Noark5]:
    with Noark5(rot) as noark:
        noark.logg_inn(GRENSESNITTBRUKER, GRENSESNITTPASSORD)
        yield noark


@pytest.fixture
def sak(alma: Noark5) -> Ressurs:
    """A new case, made by the links from the root."""
    klassene = alma.alle(alma.pakke("arkivstruktur"), "arkivstruktur/klasse/", **{"$filter": "klasseID eq '200'"})
    return alma.ny(next(klassene), "sakarkiv/ny-saksmappe/", tittel="Gangvei ved Kvernbekken")


def kjoer(rot: str, program: str, *valg: str, bruker: str = GRENSESNITTBRUKER, passord: str = GRENSESNITTPASSORD):
    """Run an example as people do."""
    return subprocess.run(
        [sys.executable, "-m", f"eksempler.{program}", "--rot", rot, "--bruker", bruker, *valg],
        cwd=ROT, env=os.environ | {"NOARK5_PASSORD": passord}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def gikk_bra(svar) -> str:
    assert (svar.returncode, svar.stderr) == (0, ""), svar.stderr
    ut: str = svar.stdout
    return ut


def gikk_ikke(svar) -> str:
    """What a person is told: sentences, and never the inside of the program."""
    assert svar.returncode == 1, svar.stdout
    assert svar.stderr.strip()
    assert "Traceback" not in svar.stderr
    feil: str = svar.stderr
    return feil


@pytest.fixture
def brevet(tmp_path) -> str:
    sti = tmp_path / "Søknad.pdf"
    sti.write_bytes(BREV)
    return str(sti)


# Archive a file


def test_en_fil_arkiveres_i_en_sak_og_kan_hentes_ut_igjen(rot, alma, sak, brevet):
    ut = gikk_bra(kjoer(rot, "arkiver_fil", "--sak", sak["mappeID"], "--tittel", "Gangvei ønskes", brevet))
    assert hashlib.sha256(BREV).hexdigest() in ut
    (post,) = alma.alle(sak, "arkivstruktur/registrering/")
    assert (post["tittel"], post["registreringsID"]) == ("Gangvei ønskes", ut.partition(":")[0])
    (dokument,) = alma.alle(post, "arkivstruktur/dokumentbeskrivelse/")
    (objekt,) = alma.alle(dokument, "arkivstruktur/dokumentobjekt/")
    assert (objekt["filnavn"], objekt["mimeType"]) == ("Søknad.pdf", "application/pdf")
    lest = BytesIO()
    assert alma.hent_fil(objekt, lest) == len(BREV)
    assert lest.getvalue() == BREV


def test_feil_passord_sies_i_en_setning(rot, sak, brevet):
    feil = gikk_ikke(kjoer(rot, "arkiver_fil", "--sak", sak["mappeID"], brevet, passord="feil"))
    assert "passord" in feil


def test_en_fil_som_mangler_eller_er_tom_naar_aldri_arkivet(rot, alma, sak, tmp_path):
    tom = tmp_path / "tom.txt"
    tom.touch()
    for sti in (str(tom), str(tmp_path / "finnes ikke.pdf")):
        assert sti in gikk_ikke(kjoer(rot, "arkiver_fil", "--sak", sak["mappeID"], sti))
    assert alma.antall(sak, "arkivstruktur/registrering/") == 0


def test_den_som_er_i_en_annen_bydel_finner_ikke_saken(rot, sak, brevet):
    hvem = {"bruker": "lise", "passord": PASSORD}
    feil = gikk_ikke(kjoer(rot, "arkiver_fil", "--sak", "1999/1", brevet, **hvem))
    assert "Fant ingen sak" in feil
    valg = ("--virksomhet", "frogner", "--sak", sak["mappeID"], brevet)
    assert "virksomhet" in gikk_ikke(kjoer(rot, "arkiver_fil", *valg, **hvem))


def test_i_en_avsluttet_sak_arkiveres_ingenting(rot, alma, brevet):
    lukkede = alma.alle(alma.pakke("sakarkiv"), "sakarkiv/saksmappe/", **{"$filter": "avsluttetDato ne null"})
    feil = gikk_ikke(kjoer(rot, "arkiver_fil", "--sak", next(lukkede)["mappeID"], brevet))
    assert "ny-journalpost" in feil


def test_en_adresse_der_ingen_svarer_eller_noe_annet_svarer(rot, brevet):
    arbeidsflate = rot.replace("noark5v5/", "")
    for galt in ("http://127.0.0.1:1/noark5v5/", arbeidsflate, "tull"):
        gikk_ikke(kjoer(galt, "arkiver_fil", "--sak", "2026/1", brevet))


# Import a mailbox


def _mbox(tmp_path: Path, *meldinger: bytes) -> str:
    sti = tmp_path / "post.mbox"
    sti.write_bytes(b"".join(b"From avsender Mon Jan  5 10:00:00 2026\n" + m + b"\n\n" for m in meldinger))
    return str(sti)


def _melding(emne: str, *, dager: int = -1, vedlegg: bool = True) -> bytes:
    return epost(
        fra="Ada Lønn <ada@post.example>", til="postmottak@frogner.bysak.example", emne=emne, tekst="Se vedlegget.",
        tid=naa() + timedelta(days=dager), vedlegg=[("kart.pdf", "application/pdf", BREV)] if vedlegg else None,
    )  # fmt: skip


def test_en_postkasse_blir_journalposter_med_avsender_tid_og_vedlegg_og_bare_en_gang(rot, alma, sak, tmp_path):
    postkasse = _mbox(tmp_path, _melding("Gangveien er mørk"), _melding("Takk for svar", vedlegg=False))
    ut = gikk_bra(kjoer(rot, "importer_postkasse", "--sak", sak["mappeID"], postkasse))
    assert ut.count("\n") == 2
    poster = list(alma.alle(sak, "arkivstruktur/registrering/"))
    assert [p["tittel"] for p in poster] == ["Gangveien er mørk", "Takk for svar"]
    assert {p["journalposttype"]["kode"] for p in poster} == {"I"}
    assert all(p["mottattDato"] for p in poster)
    (avsender,) = alma.alle(poster[0], "arkivstruktur/korrespondansepart/")
    assert avsender["navn"] == "Ada Lønn"
    dokumenter = list(alma.alle(poster[0], "arkivstruktur/dokumentbeskrivelse/"))
    assert [d["tilknyttetRegistreringSom"]["kode"] for d in dokumenter] == ["H", "V"]
    (kartet,) = alma.alle(dokumenter[1], "arkivstruktur/dokumentobjekt/")
    assert kartet["sjekksum"] == hashlib.sha256(BREV).hexdigest()
    igjen = gikk_bra(kjoer(rot, "importer_postkasse", "--sak", sak["mappeID"], postkasse))
    assert igjen.count("er der fra før") == 2
    assert alma.antall(sak, "arkivstruktur/registrering/") == 2


def test_det_reglene_nekter_sies_med_hvert_hinder(rot, alma, sak, tmp_path):
    postkasse = _mbox(tmp_path, _melding("Fra i overmorgen", dager=2))
    feil = gikk_ikke(kjoer(rot, "importer_postkasse", "--sak", sak["mappeID"], postkasse))
    assert "[jp.mottatt_fram]" in feil
    assert alma.antall(sak, "arkivstruktur/registrering/") == 0


# Export a case


def test_en_sak_eksporteres_med_filene_og_bare_til_en_tom_mappe(rot, alma, sak, brevet, tmp_path):
    undermappe = alma.ny(sak, "arkivstruktur/ny-mappe/", tittel="Befaring")
    alma.ny(undermappe, "arkivstruktur/ny-registrering/", tittel="Bilder")
    ut = tmp_path / "ut"
    for tittel in ("../../farlig", "Gangvei"):
        gikk_bra(kjoer(rot, "arkiver_fil", "--sak", sak["mappeID"], "--tittel", tittel, brevet))
    assert "3 registreringer og 2 filer" in gikk_bra(kjoer(rot, "eksporter_sak", "--sak", sak["mappeID"], str(ut)))
    assert json.loads((ut / "mappe.json").read_text(encoding="utf-8"))["systemID"] == sak["systemID"]
    (bildene,) = ut.glob("003-Befaring/001-Bilder/registrering.json")
    assert json.loads(bildene.read_text(encoding="utf-8"))["tittel"] == "Bilder"
    filene = sorted(ut.glob("*/*/*.pdf"))
    assert [f.read_bytes() for f in filene] == [BREV, BREV]
    assert not list(tmp_path.glob("*farlig*"))
    assert not list(ut.rglob("*.del"))
    assert "ikke en tom mappe" in gikk_ikke(kjoer(rot, "eksporter_sak", "--sak", sak["mappeID"], str(ut)))


# The client


def test_sidene_foelges_til_enden_og_antallet_stemmer(alma):
    rader = list(alma.alle(alma.pakke("arkivstruktur"), "arkivstruktur/registrering/", **{"$top": 7}))
    assert len(rader) > 7
    assert len({r["systemID"] for r in rader}) == len(rader)
    assert alma.antall(alma.pakke("arkivstruktur"), "arkivstruktur/registrering/") == len(rader)


def test_den_som_endrer_noe_andre_har_endret_faar_vite_det(alma, sak):
    alma.endre(sak, beskrivelse="Først")
    with pytest.raises(Noark5Feil) as nei:
        alma.endre(sak, beskrivelse="Sist")
    assert nei.value.status == 409
    assert nei.value.kropp["endret"][0]["element"] == "beskrivelse"
    ny = alma.endre(alma.paa_nytt(sak), beskrivelse=None, tittel="Gangvei ved bekken")
    assert (ny["tittel"], ny.get("beskrivelse")) == ("Gangvei ved bekken", None)
    assert alma.erstatt(ny, dict(ny.data) | {"tittel": "Ny tittel"})["tittel"] == "Ny tittel"


def test_det_som_slettes_er_borte(alma, sak):
    alma.slett(sak)
    with pytest.raises(Noark5Feil) as nei:
        alma.paa_nytt(sak)
    assert nei.value.status == 404


class Glippende(httpx.HTTPTransport):
    """A network that loses the answer to some requests for pieces, and never reaches the server with others."""

    def __init__(self) -> None:
        super().__init__()
        self.deler = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "PUT":
            return super().handle_request(request)
        self.deler += 1
        if self.deler == 1:
            raise httpx.ConnectError("nede", request=request)
        svar = super().handle_request(request)
        if self.deler == 2:
            svar.read()
            raise httpx.ReadError("brutt", request=request)
        return svar


def test_en_stor_fil_sendes_i_deler_og_fortsetter_der_den_slapp(rot, alma, sak, monkeypatch):
    monkeypatch.setattr(noark5, "BIT", 100_000)
    stor = os.urandom(350_001)
    post = alma.ny(sak, "sakarkiv/ny-journalpost/", tittel="Kart", journalposttype={"kode": "X"})
    dokument = alma.ny(post, "arkivstruktur/ny-dokumentbeskrivelse/", tittel="Kart")
    nett = Glippende()
    with Noark5(rot, transport=nett) as ustoe:
        ustoe.logg_inn(GRENSESNITTBRUKER, GRENSESNITTPASSORD)
        objekt = ustoe.send_innhold(dokument, BytesIO(stor), len(stor), "application/octet-stream")
    assert nett.deler > 4
    assert objekt["sjekksum"] == hashlib.sha256(stor).hexdigest()
    lest = BytesIO()
    alma.hent_fil(objekt, lest)
    assert lest.getvalue() == stor


def test_tokenet_fornyes_foer_det_loeper_ut_og_sendes_ingen_andre_steder(alma, sak, monkeypatch):
    foer = alma._adgang.token
    monkeypatch.setattr(alma._adgang, "utloeper", 0.0)
    assert alma.paa_nytt(sak)["systemID"] == sak["systemID"]
    assert alma._adgang.token != foer
    with pytest.raises(Noark5Feil, match="annen tjener"):
        alma.hent("http://127.0.0.2:1/stjel")


def test_en_klient_som_handler_selv_logger_inn_med_noekkelen_sin(rot):
    klient = maskin("Vaktbok")
    with Noark5(rot) as noark:
        assert not noark.rot().har("arkivstruktur/")
        noark.logg_inn_som_klient(str(klient.integrasjon.pk), klient.noekkel)
        assert noark.rot().har("arkivstruktur/")
        with pytest.raises(Noark5Feil):
            noark.logg_inn_som_klient(str(klient.integrasjon.pk), "feil")
        assert not noark.rot().har("arkivstruktur/")


# The guide


def test_python_eksemplet_i_guiden_gaar_som_det_staar(rot, alma, sak, tmp_path):
    fil = tmp_path / "a.pdf"
    fil.write_bytes(BREV)
    kapittel = (ROT / "docs" / "api.md").read_text(encoding="utf-8").partition("## From Python\n")[2]
    eksemplet = "\n".join(re.findall(r"^    (.*)$", kapittel, re.MULTILINE)).partition("\n.venv/")[0]
    eksemplet = eksemplet.replace(f"{DEMO}/", rot).replace("2026/1", sak["mappeID"]).replace("a.pdf", str(fil))
    exec(compile(eksemplet, "api.md", "exec"), {"Noark5": Noark5, "Path": Path})
    assert [post["tittel"] for post in alma.alle(sak, "arkivstruktur/registrering/")] == ["Søknad"]
