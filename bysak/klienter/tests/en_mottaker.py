"""A receiver of webhooks on this machine: takes what comes, or answers what it is told to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bysak.klienter.webhook import signatur


class Mottakeren:
    """What it has got, as (headers, body), and what it answers."""

    def __init__(self) -> None:
        self.fikk: list[tuple[dict[str, str], bytes]] = []
        self.svar: Callable[[int], tuple[int, bytes]] = lambda _nr: (204, b"")
        self.hoder: dict[str, str] = {}
        self.adresse = ""

    @property
    def meldinger(self) -> list[dict[str, Any]]:
        return [json.loads(kropp) for _hoder, kropp in self.fikk]

    @property
    def nummer(self) -> list[str]:
        return [hoder["webhook-id"] for hoder, _kropp in self.fikk]

    def ekte(self, hemmelighet: str, nr: int = -1) -> bool:
        hoder, kropp = self.fikk[nr]
        tid = int(hoder["webhook-timestamp"])
        fasit = signatur(hemmelighet, hoder["webhook-id"], tid, kropp)
        return fasit in hoder["webhook-signature"].split() and abs(time.time() - tid) < 60


@contextmanager
def en_mottaker(klasse: type[ThreadingHTTPServer] = ThreadingHTTPServer) -> Iterator[Mottakeren]:
    """Start one, and stop it afterwards."""
    mottakeren = Mottakeren()

    class Svar(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kropp = self.rfile.read(int(self.headers["content-length"]))
            mottakeren.fikk.append(({n.lower(): v for n, v in self.headers.items()}, kropp))
            status, sagt = mottakeren.svar(len(mottakeren.fikk))
            self.send_response(status)
            for navn, verdi in mottakeren.hoder.items():
                self.send_header(navn, verdi)
            self.end_headers()
            with suppress(OSError):  # the one who asked may have heard enough
                self.wfile.write(sagt)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    tjener = klasse(("127.0.0.1", 0), Svar)
    tjener.daemon_threads = True
    mottakeren.adresse = f"http://127.0.0.1:{tjener.server_port}/inn"
    threading.Thread(target=tjener.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield mottakeren
    finally:
        tjener.shutdown()
        tjener.server_close()
