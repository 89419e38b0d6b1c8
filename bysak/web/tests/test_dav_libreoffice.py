"""The real thing: LibreOffice opens a document at its address over HTTP, writes in it, saves and closes."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from zipfile import ZipFile

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from bysak.arkivstruktur.models import Dokumentobjekt
from bysak.kjerne import lager
from bysak.web.tests.test_dav import Program, et_utkast, laant, versjonene
from tests.verden import som

# A Basic module with one macro, as LibreOffice keeps its user's.
MAKRO = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic">
Sub Skriv(adresse)
  dim tomt()
  d = StarDesktop.loadComponentFromURL(adresse, "_blank", 0, tomt())
  d.Text.insertString(d.Text.End, " og lagret fra LibreOffice", False)
  d.store()
  d.Text.insertString(d.Text.End, " to ganger", False)
  d.store()
  d.close(True)
  StarDesktop.terminate()
End Sub
</script:module>"""
BIBLIOTEK = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="M"/></library:library>"""

BIBLIOTEKENE = """<?xml version="1.0" encoding="UTF-8"?>
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>"""
# A profile that is set up already is not written over with the one that LibreOffice comes with.
OPPSETT = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item></oor:items>"""


class _Stille(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Traadet(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def tjener() -> Iterator[int]:
    """The workspace on loopback; its port."""
    app = get_wsgi_application()

    def svar(miljoe, start):
        try:
            yield from app(miljoe, start)
        finally:
            connections.close_all()

    with make_server("127.0.0.1", 0, svar, _Traadet, _Stille) as den:
        traad = threading.Thread(target=den.serve_forever, kwargs={"poll_interval": 0.02})
        traad.start()
        try:
            yield den.server_port
        finally:
            den.shutdown()
            traad.join()


def soffice(profil: Path, adresse: str) -> None:
    mappe = profil / "user" / "basic" / "Standard"
    mappe.mkdir(parents=True)
    (mappe / "M.xba").write_text(MAKRO)
    (mappe / "script.xlb").write_text(BIBLIOTEK)
    (mappe.parent / "script.xlc").write_text(BIBLIOTEKENE)
    (profil / "user" / "registrymodifications.xcu").write_text(OPPSETT)
    kommando = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profil.as_uri()}"]
    makro = f'macro:///Standard.M.Skriv("{adresse}")'
    den = subprocess.Popen([*kommando, makro], start_new_session=True, env=os.environ | {"HOME": str(profil)})
    try:
        den.wait(timeout=60)
    finally:
        if den.poll() is None:
            os.killpg(den.pid, signal.SIGKILL)


@pytest.mark.treg
@pytest.mark.trenger("soffice")
def test_libreoffice_aapner_skriver_lagrer_to_ganger_og_lukker(egen_database: str, tmp_path: Path) -> None:
    _jp, fil = et_utkast("Brev.docx")
    program = laant(fil)
    with tjener() as port:
        soffice(tmp_path / "profil", f"http://127.0.0.1:{port}{program.sti}")
    nye = versjonene(fil)
    assert len(nye) == 2
    with lager.aapne("frogner", nye[1][1]) as siste, ZipFile(BytesIO(siste.read())) as pakke:
        assert "og lagret fra LibreOffice to ganger" in pakke.read("word/document.xml").decode()


def test_en_lagring_som_brytes_midt_i_lar_den_forrige_staa(egen_database: str) -> None:
    _jp, fil = et_utkast("Brev.docx")
    program: Program = laant(fil)
    with tjener() as port:
        with socket.create_connection(("127.0.0.1", port)) as kobling:
            kobling.sendall(f"PUT {program.sti} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n\r\n".encode())
            kobling.sendall(b"PK\x03\x04halvveis")
        http = HTTPConnection("127.0.0.1", port)
        http.request("GET", program.sti)
        assert http.getresponse().headers["ETag"] == f'"{fil.sjekksum}"'
        http.close()
    with som("kari", "frogner"):
        assert Dokumentobjekt.objects.filter(dokumentbeskrivelse_id=fil.dokumentbeskrivelse_id).count() == 1
