"""One running Bysak for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.nettleser.anlegg import Anlegg, anlegg_med


@pytest.fixture(scope="module")
def anlegg(modulens_database: str) -> Iterator[Anlegg]:
    """The workspace and the public site as processes of their own, over the world."""
    with anlegg_med(modulens_database, "arbeidsflate", "offentlig") as bysak:
        yield bysak
