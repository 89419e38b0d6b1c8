"""One mailbox server for all the tests of a run: each of them has users of its own there."""

from collections.abc import Iterator

import pytest

from bysak.klienter.tests.dovecot import Dovecot


@pytest.fixture(scope="session")
def dovecottjener() -> Iterator[Dovecot]:
    """The server, started once."""
    dovecot = Dovecot()
    dovecot.start()
    yield dovecot
    dovecot.stopp()
