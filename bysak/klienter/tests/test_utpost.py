"""Outgoing mail against a real server on this machine."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from bysak.klienter.utpost import Tjener, UtpostFeil, send, tjener


class Postkasse:
    """Takes what comes, or answers what it is told to."""

    def __init__(self) -> None:
        self.svar = "250 OK"
        self.brev: list[str] = []

    async def handle_DATA(self, _tjener: Any, _oekt: Any, konvolutt: Any) -> str:
        if self.svar.startswith("250"):
            self.brev.append(konvolutt.content.decode())
        return self.svar


@pytest.fixture
def postkasse() -> Iterator[tuple[Postkasse, int]]:
    kasse = Postkasse()
    with socket.socket() as proeve:
        proeve.bind(("127.0.0.1", 0))
        port = int(proeve.getsockname()[1])
    kontroll = Controller(
        kasse, hostname="127.0.0.1", port=port, auth_required=False,
        authenticator=lambda *_: AuthResult(success=True), auth_require_tls=False,
    )  # fmt: skip
    kontroll.start()
    yield kasse, port
    kontroll.stop()


def et_brev() -> EmailMessage:
    brev = EmailMessage()
    brev["From"], brev["To"], brev["Subject"] = "bysak@bysak.example", "ola@bysak.example", "Brev 2026/1-1"
    brev.set_content("Hei på deg.\n")
    return brev


def test_et_brev_kommer_fram(postkasse: tuple[Postkasse, int]):
    kasse, port = postkasse
    send(Tjener("127.0.0.1", port), et_brev())
    assert len(kasse.brev) == 1
    assert "Subject: Brev 2026/1-1" in kasse.brev[0]


@pytest.mark.parametrize(("svar", "forbigaaende"), [("451 Ikke nå", True), ("554 Aldri", False), ("550 Ukjent", False)])
def test_et_nei_sier_om_det_hjelper_aa_proeve_igjen(postkasse: tuple[Postkasse, int], svar: str, forbigaaende: bool):
    kasse, port = postkasse
    kasse.svar = svar
    with pytest.raises(UtpostFeil, match=svar) as nei:
        send(Tjener("127.0.0.1", port), et_brev())
    assert nei.value.forbigaaende is forbigaaende


def test_et_passord_sendes_aldri_uten_kryptering(postkasse: tuple[Postkasse, int]):
    kasse, port = postkasse
    with pytest.raises(UtpostFeil, match="Passordet er ikke sendt") as nei:
        send(Tjener("127.0.0.1", port, "bysak"), et_brev(), passord="hemmelig")
    assert (nei.value.forbigaaende, kasse.brev) == (False, [])


def test_en_tjener_som_ikke_svarer_eller_ikke_kan_stoles_paa_proeves_igjen(postkasse: tuple[Postkasse, int]):
    _kasse, port = postkasse
    with socket.socket() as proeve:
        proeve.bind(("127.0.0.1", 0))
        stengt = int(proeve.getsockname()[1])
    for hvor in (Tjener("127.0.0.1", stengt), Tjener("127.0.0.1", port, tls=True)):
        with pytest.raises(UtpostFeil, match="svarer ikke som den skal") as nei:
            send(hvor, et_brev())
        assert nei.value.forbigaaende


def test_adressen_til_en_tjener_leses_og_det_som_ikke_er_en_avvises():
    assert tjener("smtp://post") == Tjener("post", 25)
    assert tjener("smtp://ola%40x@post:587") == Tjener("post", 587, "ola@x")
    assert tjener("smtps://bysak@post") == Tjener("post", 465, "bysak", tls=True)
    for galt in ("post", "http://post", "smtp://", "smtp://a:hemmelig@post", "smtp://post/sti", "smtp://post:x"):
        with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the settings' own
            tjener(galt)
