"""Structured logs: one JSON object a line in the data folder, and a short line on the terminal for what went wrong.

The request id and the acting tenant are bound with `structlog.contextvars.bind_contextvars` and follow every line.
"""

import logging
import re
import sys
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler
from typing import Any

import structlog

from bysak.kjerne.datamappe import datamappe

BYTES_PER_FIL = 10_000_000
FILER = 5
_ADGANG = re.compile(r"(/dav/[^/\s]*/)[^\s\"',)]+")
# They repeat themselves; what they mean for Bysak is said once by somebody else.
STILLE = ("py.warnings", "psycopg.pool")
FELLES: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def sett_opp(valg: Mapping[str, Any]) -> None:
    """Send this process' logging to `logg/<prosess>.logg`, warnings also to the terminal (Django's LOGGING_CONFIG).

    `valg` holds `prosess` and, if wanted, `nivaa` (INFO when absent).
    """
    prosess = str(valg["prosess"])
    logging.basicConfig(level=valg.get("nivaa", "INFO"), handlers=[_fil(prosess), _terminal(prosess)], force=True)
    for navn in list(logging.Logger.manager.loggerDict):
        if navn.startswith("django"):
            logging.getLogger(navn).handlers.clear()
            logging.getLogger(navn).propagate = True
    # It writes whole addresses, which may carry codes and ids.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.captureWarnings(True)  # noqa: FBT003 - the standard library's signature
    structlog.configure(
        processors=[*FELLES, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _fil(prosess: str) -> logging.Handler:
    mappe = datamappe() / "logg"
    mappe.mkdir(mode=0o700, exist_ok=True)
    fil = RotatingFileHandler(
        mappe / f"{prosess}.logg", maxBytes=BYTES_PER_FIL, backupCount=FILER, encoding="utf-8", delay=True
    )
    siste: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _uten_adganger,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    fil.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=FELLES, processors=siste))
    return fil


def _terminal(prosess: str) -> logging.Handler:
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.addFilter(lambda linje: linje.name not in STILLE)
    terminal.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=FELLES, processors=[_uten_adganger, _kort_linje(prosess)])
    )
    return terminal


def _uten_adganger(_logger: Any, _navn: str, hendelse: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """The address of a document on loan is a way in by itself: whoever writes a line, what opens is left out."""
    return {n: _ADGANG.sub(r"\1…", v) if isinstance(v, str) else v for n, v in hendelse.items()}


def _kort_linje(prosess: str) -> structlog.typing.Processor:
    def linje(_logger: Any, _navn: str, hendelse: structlog.typing.EventDict) -> str:
        feil = sys.exc_info() if hendelse.get("exc_info") is True else hendelse.get("exc_info")
        aarsak = f" ({feil[0].__name__})" if isinstance(feil, tuple) and feil[0] else ""
        return f"{prosess}: {hendelse.get('event', '')}{aarsak}"

    return linje
