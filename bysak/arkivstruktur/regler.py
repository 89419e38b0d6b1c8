"""The three kinds of rule that the database keeps, whatever the code does (noark5-regler sections 4, 5 and 8)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Frys:
    """One row of the freeze matrix: which columns stop moving, when, by which requirement.

    naar: SQL over `old` (and `new`) that says when it is frozen; "true" is for ever, also for the administrator.
    evig: frozen for the administrator too from the moment that `naar` says.
    """

    tabell: str
    kolonner: tuple[str, ...]
    naar: str
    krav: str
    melding: str
    evig: bool = False

    @property
    def uten_unntak(self) -> bool:
        """Locked also for the administrator."""
        return self.evig or self.naar == "true"


@dataclass(frozen=True)
class Lukket:
    """A parent that takes no more children: no insert and no move in.

    naar: SQL over the parent `f` (and `new`). ut: its children do not leave it for another parent either.
    """

    barn: str
    peker: str
    forelder: str
    naar: str
    krav: str
    melding: str
    ut: bool = False


@dataclass(frozen=True)
class Varig:
    """Rows that are not deleted. naar: SQL over `old` that says when."""

    tabell: str
    naar: str
    krav: str
    melding: str


@dataclass(frozen=True)
class Forbeholdt:
    """A table that only some write in. har_rett: SQL that says whether the one who acts may."""

    tabell: str
    har_rett: str
    krav: str
    melding: str
