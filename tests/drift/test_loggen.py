import json
import subprocess
import sys

SKRIV = """
import structlog
from bysak.kjerne import logg
logg.sett_opp({"prosess": "arbeidsflate"})
structlog.contextvars.bind_contextvars(foresporsel="f-17")
logger = structlog.get_logger("bysak.proeve")
logger.info("saken er lest", sak="2026/1")
try:
    1 / 0
except ZeroDivisionError:
    logger.exception("regnet %s", "feil")
import logging
logging.getLogger("django.request").info("fra Django", extra={"status_code": 404})
"""


def test_loggen_er_json_med_foresporselens_id_og_terminalen_faar_bare_en_kort_linje(data):
    svar = subprocess.run([sys.executable, "-c", SKRIV], capture_output=True, text=True, check=True)
    linjer = [json.loads(linje) for linje in (data / "logg" / "arbeidsflate.logg").read_text().splitlines()]
    assert [linje["event"] for linje in linjer] == ["saken er lest", "regnet feil", "fra Django"]
    assert {linje["foresporsel"] for linje in linjer} == {"f-17"}
    assert linjer[0]["sak"] == "2026/1"
    assert "ZeroDivisionError" in linjer[1]["exception"]
    assert linjer[2]["status_code"] == 404
    assert svar.stderr == "arbeidsflate: regnet feil (ZeroDivisionError)\n"
    assert svar.stdout == ""
