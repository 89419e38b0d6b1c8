"""Mail files come in one by one, unchanged, whatever they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from bysak.klienter.epost import les
from bysak.klienter.epostarkiv import les_filer

SKILLE = b"From kari@eksempel.example Mon Nov  2 10:00:00 2026\n"


def test_en_eml_fil_leses_byte_for_byte(tmp_path: Path) -> None:
    raa = b"Subject: a\r\n\r\nFrom midten av saken: 10:00\r\n\xff\0"
    (tmp_path / "a.eml").write_bytes(raa)
    assert list(les_filer([tmp_path / "a.eml"])) == [("a.eml", raa)]


def test_en_mbox_deles_i_meldinger_og_siterte_linjer_gjenopprettes(tmp_path: Path) -> None:
    sti = tmp_path / "arkiv"
    sti.write_bytes(
        SKILLE
        + b"Subject: en\n\nHei\n\nFrom sentrum kom vi hit\n>From her\n>>From der\n\n"
        + SKILLE
        + b"Subject: to\n\nHa\n\n"
    )
    meldinger = list(les_filer([sti]))
    assert [navn for navn, _ in meldinger] == ["arkiv", "arkiv#2"]
    assert meldinger[0][1] == b"Subject: en\n\nHei\n\nFrom sentrum kom vi hit\nFrom her\n>From der\n"
    assert les(meldinger[1][1]).emne == "to"


def test_flere_filer_kommer_i_rekkefoelge_og_tomme_filer_faar_ogsaa_sitt(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(b"Subject: b\n\n")
    (tmp_path / "a.eml").write_bytes(b"")
    assert [navn for navn, _ in les_filer([str(tmp_path / "b.eml"), tmp_path / "a.eml"])] == ["b.eml", "a.eml"]


def test_en_stor_mbox_stroemmes(tmp_path: Path) -> None:
    sti = tmp_path / "stor.mbox"
    with sti.open("wb") as fil:
        for nr in range(50):
            fil.write(SKILLE + b"Subject: %d\n\n" % nr + b"x" * 3_000_000 + b"\n\n")
    stroem = les_filer([sti])
    assert next(stroem)[0] == "stor.mbox"
    assert sum(1 for _ in stroem) == 49


def test_en_fil_som_ikke_finnes_sier_det(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(les_filer([tmp_path / "borte.eml"]))
