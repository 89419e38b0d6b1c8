"""The web door of the reception as its process has it: its own addresses, no session."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from bysak import settings as oppsett
from bysak.innsending.grensesnitt import per_klient
from bysak.innsending.skjema import per_adresse


@pytest.fixture
def mottaket() -> Iterator[Client]:
    per_adresse._igjen.clear()
    per_klient._igjen.clear()
    with override_settings(ROOT_URLCONF="bysak.innsending.urls", MIDDLEWARE=oppsett._OFFENTLIG):
        yield Client(raise_request_exception=False)
