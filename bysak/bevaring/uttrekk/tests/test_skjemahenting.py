"""The authority's schemas are fetched whole and unchanged, or not at all; then deposits carry them."""

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bysak.bevaring import skjemahenting
from bysak.bevaring.skjemahenting import HenteFeil, hent_skjemaer, ta_skjemaer
from bysak.bevaring.uttrekk.skjemaer import hentede_skjemaer, skjemamappe, skriv_skjemaer
from bysak.kommandoer.hoved import main
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.tests.eksempel import DELT
from bysak.noark.xsd import SKJEMAFILER

XSD = DELT / "noark5-xsd"
pytestmark = pytest.mark.skipif(not XSD.is_dir(), reason="Skjemaene (../shared/data/noark5-xsd) finnes ikke.")
KILDER = {
    **{f"/N5/latest/{f.name}": f for f in (XSD / "noark5-5.5.0-2023").glob("*.xsd")},
    "/ADDML/latest/addml.xsd": XSD / "addml-8.3" / "addml.xsd",
    "/METS/latest/DIAS_METS.xsd": XSD / "dias" / "DIAS_METS.xsd",
    "/PREMIS/latest/DIAS_PREMIS.xsd": XSD / "dias" / "DIAS_PREMIS.xsd",
}
NAVN = sorted([*SKJEMAFILER, "DIAS_METS.xsd", "DIAS_PREMIS.xsd"])


class _Tjener(BaseHTTPRequestHandler):
    def __init__(self, endringer, *rest):
        self.endringer = endringer
        super().__init__(*rest)

    def do_GET(self):
        endring = self.endringer.get(self.path)
        if self.path not in KILDER or endring == 404:
            self.send_error(404)
            return
        innhold = KILDER[self.path].read_bytes()
        innhold = endring(innhold) if callable(endring) else innhold
        self.send_response(200)
        self.send_header("Content-Length", str(len(innhold)))
        self.end_headers()
        self.wfile.write(innhold[: len(innhold) // 2] if endring == "avbrutt" else innhold)

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture
def tjener():
    endringer: dict[str, object] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Tjener, endringer))
    traad = threading.Thread(target=server.serve_forever, daemon=True)
    traad.start()
    yield f"http://127.0.0.1:{server.server_port}", endringer
    server.shutdown()
    server.server_close()


def test_skjemaene_hentes_uendret_og_uttrekket_faar_dem_med(tjener, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BYSAK_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BYSAK_NOARK_SKJEMA", raising=False)
    assert skjemamappe(Utgave.V2023) is None
    assert main(["skjema", "hent", "--adresse", tjener[0] + "/"]) == 0
    assert "8 skjemaer" in capsys.readouterr().out
    mappe = skjemamappe(Utgave.V2023)
    assert mappe == hentede_skjemaer(Utgave.V2023)
    assert mappe is not None
    assert sorted(f.name for f in mappe.iterdir()) == NAVN
    for sti, fil in KILDER.items():
        assert (mappe / sti.rpartition("/")[2]).read_bytes() == fil.read_bytes()
    (tmp_path / "uttrekk").mkdir()
    _summer, merknader = skriv_skjemaer(tmp_path / "uttrekk", Utgave.V2023)
    assert merknader == []
    assert (tmp_path / "uttrekk" / "arkivstruktur.xsd").read_bytes() == KILDER[
        "/N5/latest/arkivstruktur.xsd"
    ].read_bytes()
    assert skjemamappe(Utgave.V2019) is None


@pytest.mark.parametrize(
    ("endring", "setning"),
    [
        (404, "kan ikke hentes"),
        ("avbrutt", "ikke den filen"),
        (lambda i: i + b"<!-- ny -->", "ikke den filen Bysak kjenner"),
        (lambda i: b"", "ikke den filen"),
    ],
)
def test_en_fil_som_ikke_er_den_rette_stopper_alt_og_det_gamle_staar(tjener, tmp_path, endring, setning):
    (tmp_path / "addml.xsd").write_text("som før")
    tjener[1]["/N5/latest/offentligJournal.xsd"] = endring
    with pytest.raises(HenteFeil, match=setning):
        hent_skjemaer(tmp_path, utgave=Utgave.V2023, adresse=tjener[0])
    assert [f.name for f in tmp_path.iterdir()] == ["addml.xsd"]
    assert (tmp_path / "addml.xsd").read_text() == "som før"


def test_en_fil_som_er_altfor_stor_blir_ikke_lest_til_ende(tjener, tmp_path, monkeypatch):
    monkeypatch.setattr(skjemahenting, "STOERST", 1000)
    with pytest.raises(HenteFeil, match="for stor"):
        hent_skjemaer(tmp_path, utgave=Utgave.V2023, adresse=tjener[0])


def test_linjeskift_fra_windows_er_den_samme_filen(tmp_path):
    sti = "/METS/latest/DIAS_METS.xsd"
    kilde = KILDER[sti].read_bytes()
    (tmp_path / "inn").mkdir()
    for fil in KILDER.values():
        (tmp_path / "inn" / fil.name).write_bytes(fil.read_bytes())
    lf = (tmp_path / "inn" / "arkivstruktur.xsd").read_bytes()
    (tmp_path / "inn" / "arkivstruktur.xsd").write_bytes(lf.replace(b"\n", b"\r\n"))
    ta_skjemaer(tmp_path / "ut", utgave=Utgave.V2023, fra=tmp_path / "inn")
    assert (tmp_path / "ut" / "arkivstruktur.xsd").read_bytes() == lf
    assert (tmp_path / "ut" / "DIAS_METS.xsd").read_bytes() == kilde


def test_nettet_er_borte_gir_en_setning_og_slutter_med_1(tmp_path, capsys):
    assert main(["skjema", "hent", "--adresse", "http://127.0.0.1:9", "--til", str(tmp_path / "ut")]) == 1
    feil = capsys.readouterr().err
    assert feil.count("\n") == 1
    assert "--fra MAPPE" in feil
    assert not (tmp_path / "ut").exists()
    assert main(["skjema", "hent", "--adresse", "file:///etc", "--til", str(tmp_path / "ut")]) == 1
    assert "https://" in capsys.readouterr().err


@pytest.mark.parametrize("utgave", list(Utgave))
def test_skjemaene_tas_fra_en_mappe_med_flere_utgaver(tmp_path, utgave):
    assert main(["skjema", "hent", "--fra", str(XSD), "--til", str(tmp_path), "--utgave", utgave.value]) == 0
    navn = "noark5-5.0-2019" if utgave is Utgave.V2019 else "noark5-5.5.0-2023"
    assert (tmp_path / "loependeJournal.xsd").read_bytes() == (XSD / navn / "loependeJournal.xsd").read_bytes()
    assert sorted(f.name for f in tmp_path.iterdir()) == NAVN


def test_en_mappe_som_mangler_noe_gir_en_setning(tmp_path):
    with pytest.raises(HenteFeil, match="finnes ikke i"):
        ta_skjemaer(tmp_path / "ut", utgave=Utgave.V2023, fra=tmp_path)
    with pytest.raises(HenteFeil, match="ikke en mappe"):
        ta_skjemaer(tmp_path / "ut", utgave=Utgave.V2023, fra=tmp_path / "x")
    with pytest.raises(HenteFeil, match="--fra"):
        hent_skjemaer(tmp_path / "ut", utgave=Utgave.V2019)
