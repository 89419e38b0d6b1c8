"""The control's own files: a full disk is told in a sentence."""

import errno

import pytest

from bysak.bevaring.uttrekk.kontroll_register import register


def _fyll() -> None:
    with register() as reg:
        reg.base.executescript("pragma max_page_count=40;")
        for nr in range(20_000):
            reg.legg("enhet", "x" * 200, "mappe", nr)


def test_en_full_disk_gir_en_setning():
    with pytest.raises(RuntimeError, match="Rydd plass, eller sett TMPDIR"):
        _fyll()
    with pytest.raises(RuntimeError, match="Rydd plass"), register():
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(PermissionError), register():
        raise PermissionError(errno.EACCES, "Permission denied")
