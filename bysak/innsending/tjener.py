"""The reception of forms as a process: `python -m bysak.innsending.tjener`, on BYSAK_BIND, port BYSAK_INNSENDING_PORT.

Its server reads a request whole, to disk, before any thread is given to it: one that sends slowly costs a connection
and nothing more, and is let go when it is silent. What does not fit is refused in a sentence.
"""

import json
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from waitress import serve
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error, RequestEntityTooLarge

from bysak.kjerne.prosesser import Adresser

# How long one may be silent in the middle of a request.
STILLE = 30
MAKS_FORBINDELSER = 500
TRAADER = 8


class _Avvist(Error):  # type: ignore[misc]
    """A refusal before the application: one sentence, and to a program in the same shape as all its refusals.

    sti: what was asked for, as far as it could be read.
    """

    def __init__(self, status: int, navn: str, setning: str, sti: str) -> None:
        self.code, self.reason, self.sti = status, navn, sti
        super().__init__(setning)

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Only our own words."""
        status = f"{self.code} {self.reason}"
        if self.sti.startswith("/innsending/"):
            innhold = json.dumps({"kode": self.code, "beskrivelse": self.body})
            return status, [("Content-Type", "application/json")], innhold.encode()
        return status, [("Content-Type", "text/plain; charset=utf-8")], f"{self.body}\n".encode()


class Leser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request. A full disk is an answer, and no half request is kept."""

    def received(self, data: bytes) -> int:
        """Take what has come."""
        try:
            antall: int = super().received(data)
        except OSError:
            setning = "Det er ikke plass nå. Ingenting er mottatt. Prøv senere."
            self.error = _Avvist(507, "Insufficient Storage", setning, getattr(self, "path", ""))
            self.completed = self.connection_close = True
            return len(data)
        if isinstance(self.error, RequestEntityTooLarge):
            mb = self.adj.max_request_body_size >> 20
            setning = f"Det du sender, er større enn {mb} MB, som er grensen. Ingenting er mottatt."
            self.error = _Avvist(413, "Content Too Large", setning, getattr(self, "path", ""))
        elif isinstance(self.error, Error) and not isinstance(self.error, _Avvist):
            setning = "Dette kunne ikke leses. Ingenting er mottatt."
            self.error = _Avvist(self.error.code, self.error.reason, setning, getattr(self, "path", ""))
        return antall


def _rydd(mappe: Path) -> None:
    """What a kill left behind was never received."""
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    for fil in mappe.iterdir():
        fil.unlink()


def main() -> None:
    """Receive forms until SIGTERM or SIGINT."""
    from bysak.wsgi import application  # sets Django up, and refuses a database without its promises

    # It knows the settings only now.
    from django.conf import settings  # isort: skip

    mappe = Path(settings.FILE_UPLOAD_TEMP_DIR)
    _rydd(mappe)
    tempfile.tempdir = str(mappe)
    HTTPChannel.parser_class = Leser
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    adresser = Adresser.fra_miljoe()
    bak: dict[str, Any] = {}
    if settings.BYSAK_PROXY:
        bak = {"trusted_proxy": settings.BYSAK_PROXY, "trusted_proxy_headers": {"x-forwarded-for"}}
    serve(
        application, host=adresser.bind, port=adresser.innsending_port, threads=TRAADER, ident=None, _quiet=True,
        channel_timeout=STILLE, cleanup_interval=5, connection_limit=MAKS_FORBINDELSER,
        clear_untrusted_proxy_headers=True, max_request_body_size=settings.BYSAK_INNSENDING_MAKS_MB << 20, **bak,
    )  # fmt: skip


if __name__ == "__main__":
    main()
