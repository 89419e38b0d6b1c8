"""Pieces that come one by one, as something that can be read."""

import io
from collections.abc import Iterator


class Stroem(io.RawIOBase):
    """Reads from an iterator of pieces of any size; a fault of the iterator is raised by `read`."""

    def __init__(self, biter: Iterator[bytes]) -> None:
        self._biter, self._rest = biter, b""

    def read(self, antall: int = -1) -> bytes:
        """At most so many bytes, at least one until the end."""
        while not self._rest:
            bit = next(self._biter, None)
            if bit is None:
                return b""
            self._rest = bit
        ut, self._rest = (self._rest, b"") if antall < 0 else (self._rest[:antall], self._rest[antall:])
        return ut
