"""Requests that come no further than the door."""


class AvvistKall(Exception):
    """The request is answered before anything is done: a status, a sentence, and headers that go with it."""

    def __init__(self, status: int, beskrivelse: str, hoder: dict[str, str] | None = None) -> None:
        super().__init__(beskrivelse)
        self.status, self.beskrivelse, self.hoder = status, beskrivelse, hoder or {}


class IkkeInnlogget(AvvistKall):
    """Nobody is known: no token, or one that does not hold (RFC 6750, 3)."""

    def __init__(self, beskrivelse: str, utfordring: str) -> None:
        super().__init__(401, beskrivelse, {"WWW-Authenticate": utfordring})


class ForMangeKall(AvvistKall):
    """The client asks too often (RFC 6585, 4)."""

    def __init__(self, beskrivelse: str, sekunder: int) -> None:
        super().__init__(429, beskrivelse, {"Retry-After": str(sekunder)})
