"""The environment of a test run, in place before anything reads the settings (loaded by `-p tests.miljoe`).

The run gets a data folder of its own; xdist's workers inherit it and share the server in it.
"""

import os
import tempfile
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

from bysak.kjerne.hemmeligheter import NAVN

if "BYSAK_TESTDATA" not in os.environ:
    for variabel in [navn for navn in os.environ if navn == "DATABASE_URL" or navn.startswith("BYSAK_")]:
        del os.environ[variabel]

TESTDATA = Path(os.environ.get("BYSAK_TESTDATA") or tempfile.mkdtemp(prefix="bysak-test-"))
os.environ["BYSAK_TESTDATA"] = os.environ["BYSAK_DATA"] = str(TESTDATA)
# The same in every run, so that a kept world can be opened again.
HEMMELIGHETER = {f"BYSAK_HEMMELIG_{navn.upper()}": f"bare-til-test-{navn}" for navn in NAVN}
os.environ |= HEMMELIGHETER
os.environ["BYSAK_PROSESS"] = "kommando"
os.environ["BYSAK_DB_ROLLE"] = "app"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's synchronous interface runs an event loop
# The same algorithm as in operation, without the fifth of a second that guessing is made to cost there.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
# Beside the world: a database that is migrated and has nothing in it.
TOM = "tom"
