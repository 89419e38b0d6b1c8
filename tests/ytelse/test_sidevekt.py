"""What every page brings along: the styles, scripts, icons and fonts that are fetched the first time."""

import gzip
from pathlib import Path

STATISK = Path(__file__).resolve().parents[2] / "bysak" / "web" / "static"
# 150 kB the first time, of which a page of its own may be 25.
MAKS = 125_000


def test_det_alle_sider_tar_med_seg_er_innenfor_vekten_for_foerste_gang():
    filer = {STATISK / "bysak.css", STATISK / "ikoner.svg", *STATISK.glob("js/*.js"), *STATISK.glob("vendor/htmx/*.js")}
    vekt = sum(len(gzip.compress(fil.read_bytes(), 9)) for fil in filer)
    # The two weights that every page has.
    vekt += sum(
        (STATISK / f"vendor/oslo-sans/OsloSans-{snitt}.woff2").stat().st_size for snitt in ("Regular", "Medium")
    )
    assert 0 < vekt <= MAKS, f"{vekt} byte"
