"""Sessions that nobody takes over by reading the table: it holds neither the cookie's key nor data that can be moved.

The row is found by a hash of the cookie's key, and what is in it is signed together with that key.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Sesjon

# In the session of one who is logged in: when, how and where.
INNE = "inne"
# Nobody is logged in yet: what a login needs on its way to a provider and back.
UTEN_BRUKER = timedelta(minutes=30)


class SessionStore(db.SessionStore):
    """Django's own store in the database, with the key hidden and the login in columns."""

    rad: Sesjon | None = None

    @property
    def key_salt(self) -> str:
        """Binds the signature to the cookie, so that one row's content is worth nothing in another."""
        return f"bysak.sesjon.{self.session_key}"

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        """The table."""
        return Sesjon

    def exists(self, session_key: str) -> bool:
        """Is there a session with this key?"""
        return super().exists(skjult(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row as it is stored."""
        tid = naa()
        if SESSION_KEY in data:
            data.setdefault(INNE, {}).setdefault("tid", tid.isoformat())
        inne = data.get(INNE, {}) if SESSION_KEY in data else {}
        opprettet = datetime.fromisoformat(inne["tid"]) if inne else tid
        return Sesjon(
            session_key=skjult(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=utloep(opprettet, tid) if inne else tid + UTEN_BRUKER,
            bruker_id=UUID(data[SESSION_KEY]) if inne else None,
            opprettet=opprettet,
            sist_sett=tid,
            **{felt: inne.get(felt, "") for felt in ("innretning", "leverandoer", "subjekt", "sid")},
        )

    def delete(self, session_key: str | None = None) -> None:
        """End a session; default the current one."""
        noekkel = session_key or self.session_key
        if noekkel:
            super().delete(skjult(noekkel))

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        noekkel = skjult(self.session_key or "")
        self.rad = Sesjon.objects.filter(session_key=noekkel, expire_date__gt=naa()).first()
        if self.rad is None:
            self._session_key = None
        return self.rad


def utloep(opprettet: datetime, sist_sett: datetime) -> datetime:
    """When a login ends that was begun and last used at these times."""
    lengst = opprettet + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return min(lengst, sist_sett + timedelta(minutes=settings.BYSAK_SESJON_INAKTIV_MINUTTER))


def skjult(noekkel: str) -> str:
    """What stands in the table for the key of a cookie (as long as the column)."""
    return hashlib.sha256(noekkel.encode()).hexdigest()[:40]
