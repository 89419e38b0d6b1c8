"""A database is brought up to this version, or left as it was with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from bysak.kommandoer.migrer import krev_hele_trinn

pytestmark = pytest.mark.django_db


def test_en_database_med_bare_noen_av_de_gamle_trinnene_roeres_ikke(monkeypatch: pytest.MonkeyPatch):
    trinn = MigrationLoader(None).get_migration("mottak", "0001_samlet").replaces
    for tatt in ([], trinn):
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _, tatt=tatt: dict.fromkeys(tatt))
        krev_hele_trinn()
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _: dict.fromkeys(trinn[:2]))
    with pytest.raises(ImproperlyConfigured, match="er ikke rørt"):
        krev_hele_trinn()
