"""Sessions that nobody takes over by reading the table: it holds neither the cookie's key nor data that can be moved.

The row is found by a hash of the cookie's key, and what is in it is signed together with that key.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

from bysak.kjerne.kalender import naa


class SessionStore(db.SessionStore):
    """Django's own store in the database, with the key hidden."""

    @property
    def key_salt(self) -> str:
        """Binds the signature to the cookie, so that one row's content is worth nothing in another."""
        return f"bysak.sesjon.{self.session_key}"

    def exists(self, session_key: str) -> bool:
        """Is there a session with this key?"""
        return super().exists(skjult(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row as it is stored."""
        rad = super().create_model_instance(data)
        rad.session_key = skjult(rad.session_key)
        return rad

    def delete(self, session_key: str | None = None) -> None:
        """End a session; default the current one."""
        noekkel = session_key or self.session_key
        if noekkel:
            super().delete(skjult(noekkel))

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        noekkel = skjult(self.session_key or "")
        rad = self.model.objects.filter(session_key=noekkel, expire_date__gt=naa()).first()
        if rad is None:
            self._session_key = None
        return rad


def skjult(noekkel: str) -> str:
    """What stands in the table for the key of a cookie (as long as the column)."""
    return hashlib.sha256(noekkel.encode()).hexdigest()[:40]
