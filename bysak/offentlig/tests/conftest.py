"""The public site as it runs: its own urls, no sessions, and the database role that sees only the published store."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connections
from django.test import Client, override_settings

from bysak import settings as oppsett
from bysak.kjerne.tilkobling import database

Publikum = Callable[[], AbstractContextManager[Client]]


@pytest.fixture
def publikum(egen_database: str) -> Publikum:
    """`with publikum() as klient:` inside it the connection is that of `bysak_offentlig`."""

    @contextmanager
    def aapne() -> Iterator[Client]:
        valg = connections["default"].settings_dict
        foer = {navn: valg[navn] for navn in ("USER", "PASSWORD")}
        connections.close_all()
        valg.update({navn: database("offentlig")[navn] for navn in foer})
        try:
            with override_settings(ROOT_URLCONF="bysak.offentlig.urls", MIDDLEWARE=oppsett._OFFENTLIG):
                yield Client(raise_request_exception=False)
        finally:
            connections.close_all()
            valg.update(foer)

    return aapne
