"""The public site is asked as its own tests ask it."""

from bysak.offentlig.tests.conftest import publikum

__all__ = ["publikum"]
