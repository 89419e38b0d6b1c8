"""Calls to an address that others have named: what is signed, what is let out, and what cannot hold us."""

import os
import socket
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event

import pytest

from bysak.klienter import webhook
from bysak.klienter.tests.en_mottaker import Mottakeren, en_mottaker
from bysak.klienter.tests.noekler import en_noekkel, pem
from bysak.klienter.webhook import Mottaker, WebhookFeil, er_ute, hva_er_galt, ny_hemmelighet, signatur

HER = ("127.0.0.1", "localhost")


def send(til: Mottaker, nr: str, kropp: bytes) -> str:
    """In a thread of its own, as the deliveries are: a browser's test may have left an event loop in this one."""
    with ThreadPoolExecutor(1) as traad:
        return traad.submit(webhook.send, til, nr, kropp).result()


def _til(mottaker: Mottakeren, *hemmeligheter: str, adresse: str = "") -> Mottaker:
    return Mottaker(adresse or mottaker.adresse, hemmeligheter or (ny_hemmelighet(),), HER, uten_tls=True)


def _nei(til: Mottaker) -> str:
    with pytest.raises(WebhookFeil) as nei:
        send(til, "1", b"{}")
    return str(nei.value)


def test_signaturen_er_den_som_standarden_har_som_eksempel():
    """The example of the Standard Webhooks' own specification."""
    kropp = b'{"test": 2432232314}'
    fasit = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (
        signatur("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, kropp) == fasit
    )


def test_det_som_sendes_er_signert_med_alle_hemmelighetene():
    gammel, ny = ny_hemmelighet(), ny_hemmelighet()
    with en_mottaker() as mottaker:
        mottaker.svar = lambda _nr: (202, b"Takk\r\nfor den")
        assert send(_til(mottaker, ny, gammel), "17", '{"a":"ø"}'.encode()) == "202 Takk for den"
        assert mottaker.ekte(ny)
        assert mottaker.ekte(gammel)
        assert not mottaker.ekte(ny_hemmelighet())
        assert mottaker.fikk[0][0]["webhook-id"] == "17"


def test_et_nei_og_en_videresending_er_ikke_mottatt():
    with en_mottaker() as mottaker:
        mottaker.svar = lambda _nr: (500, "Vi er nede på tirsdager".encode())
        assert _nei(_til(mottaker)) == "Mottakeren svarte 500 Vi er nede på tirsdager"
        mottaker.svar = lambda _nr: (302, b"")
        mottaker.hoder = {"Location": mottaker.adresse}
        assert "302" in _nei(_til(mottaker))
        assert len(mottaker.fikk) == 2


def test_et_svar_uten_ende_og_et_som_drypper_holder_oss_ikke(monkeypatch):
    with en_mottaker() as mottaker:
        mottaker.svar = lambda _nr: (200, b"x" * 50_000_000)
        assert len(send(_til(mottaker), "1", b"{}")) < 300
        monkeypatch.setattr(webhook, "FRIST", 0.2)
        ferdig = Event()
        mottaker.svar = lambda _nr: (200 if ferdig.wait(5) else 500, b"")
        foer = time.monotonic()
        assert "mer enn" in _nei(_til(mottaker))
        assert time.monotonic() - foer < 3
        ferdig.set()


@pytest.mark.parametrize(
    "adresse",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
     "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "192.0.2.1"],
)  # fmt: skip
def test_adresser_i_huset_er_ikke_ute(adresse: str):
    assert not er_ute(ip_address(adresse))


def test_vanlige_adresser_er_ute():
    assert all(er_ute(ip_address(a)) for a in ("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"))


@pytest.mark.parametrize(
    "adresse",
    ["http://fag.example/", "ftp://fag.example/", "https://", "https://a:b@fag.example/", "https://fag.example/#x",
     "https://[::1", "https://fag.example:99999/", "javascript:alert(1)", "//fag.example", ""],
)  # fmt: skip
def test_adresser_som_ikke_kan_brukes(adresse: str):
    assert hva_er_galt(adresse)


def test_et_navn_som_leder_inn_i_huset_naas_bare_naar_driften_har_sagt_det():
    with en_mottaker() as mottaker:
        port = mottaker.adresse.rpartition(":")[2]
        for vert in ("localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            til = Mottaker(f"http://{vert}:{port}", (ny_hemmelighet(),), (), uten_tls=True)
            assert "vårt eget nett" in _nei(til), vert
        assert mottaker.fikk == []
        assert send(_til(mottaker, adresse=f"http://localhost:{port}"), "1", b"{}") == "204"


def test_navnet_slaas_opp_en_gang_og_det_er_den_adressen_som_kalles(monkeypatch):
    """A name server that answers otherwise the second time (DNS rebinding) is not asked a second time."""
    spurt: list[str] = []
    ekte = socket.getaddrinfo

    def oppslag(vert: str, *resten: object, **valg: object) -> object:
        spurt.append(vert)
        return ekte("127.0.0.1", *resten, **valg)  # type: ignore[arg-type]

    with en_mottaker() as mottaker:
        adresse = mottaker.adresse.replace("127.0.0.1", "fag.example")
        monkeypatch.setattr(socket, "getaddrinfo", oppslag)
        send(Mottaker(adresse, (ny_hemmelighet(),), ["fag.example"], uten_tls=True), "1", b"{}")
        assert [vert for vert in spurt if vert == "fag.example"] == ["fag.example"]
        assert mottaker.fikk[0][0]["host"] == adresse.split("/")[2]


def test_mottakeren_maa_vise_et_sertifikat_som_gjelder_for_navnet(tmp_path: Path):
    (tmp_path / "tjener.pem").write_bytes(b"".join(pem(en_noekkel())))
    kontekst, navn = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), list[str]()
    kontekst.load_cert_chain(tmp_path / "tjener.pem")
    kontekst.sni_callback = lambda _stikk, vert, _kontekst: navn.append(vert)

    class Kryptert(ThreadingHTTPServer):
        def get_request(self) -> tuple[socket.socket, object]:
            forbindelse, hvem = super().get_request()
            return kontekst.wrap_socket(forbindelse, server_side=True, do_handshake_on_connect=False), hvem

        def handle_error(self, *_: object) -> None:
            """The one who asked goes away, as it should."""

    with en_mottaker(Kryptert) as mottaker:
        adresse = mottaker.adresse.replace("http://127.0.0.1", "https://localhost")
        assert "CERTIFICATE_VERIFY_FAILED" in _nei(_til(mottaker, adresse=adresse))
        assert (mottaker.fikk, set(navn)) == ([], {"localhost"})


def test_mottakeren_i_veiledningen_tar_imot_det_som_er_ekte_en_gang(tmp_path: Path):
    kapittel = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    kode = kapittel.partition("A whole receiver:\n\n")[2].partition("\n## ")[0]
    (tmp_path / "mottak.py").write_text("\n".join(linje[4:] for linje in kode.splitlines()), encoding="utf-8")
    with socket.socket() as ledig:
        ledig.bind(("127.0.0.1", 0))
        port = int(ledig.getsockname()[1])
    hemmelighet = ny_hemmelighet()
    barn = subprocess.Popen(
        [sys.executable, str(tmp_path / "mottak.py")], env=os.environ | {"HEMMELIGHET": hemmelighet, "PORT": str(port)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        frist = time.monotonic() + 20
        while time.monotonic() < frist and socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.02)
        til = Mottaker(f"http://127.0.0.1:{port}/", (ny_hemmelighet(), hemmelighet), HER, uten_tls=True)
        for _ in range(2):
            assert send(til, "1", b'{"type": "saksmappe.opprettet"}') == "204"
        assert "400" in _nei(Mottaker(til.adresse, (ny_hemmelighet(),), HER, uten_tls=True))
        send(til, "2", b'{"type": "proeve"}')
        assert barn.stdout is not None
        # It answers before it acts, so the end must wait for what it says.
        assert [barn.stdout.readline().strip() for _ in range(2)] == ["saksmappe.opprettet", "proeve"]
    finally:
        barn.terminate()
    assert barn.communicate(timeout=20)[0] == ""
