"""Where the reference material lies beside the project, and helpers the tests of the standard share."""

from pathlib import Path

import pytest
from lxml import etree

from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.xsd import skjemafil

DELT = Path(__file__).resolve().parents[3].parent / "shared" / "data"
PUBLISERT = {
    Utgave.V2019: DELT / "noark5-xsd" / "noark5-5.0-2019",
    Utgave.V2023: DELT / "noark5-xsd" / "noark5-5.5.0-2023",
}
PUBLISERT_ADDML = DELT / "noark5-xsd" / "addml-8.3" / "addml.xsd"
EKSEMPEL = DELT / "uttrekk" / "eksempel-5.0"

trenger_publiserte = pytest.mark.skipif(
    not PUBLISERT[Utgave.V2019].is_dir(),
    reason="De publiserte skjemaene (../shared/data/noark5-xsd) finnes ikke her.",
)
trenger_eksempel = pytest.mark.skipif(
    not EKSEMPEL.is_dir(), reason="Eksempeluttrekket (../shared/data/uttrekk/eksempel-5.0) finnes ikke her."
)


def skriv_skjemaer(mappe: Path, utgave: Utgave, navn: list[str]) -> None:
    for fil in navn:
        (mappe / fil).write_bytes(skjemafil(fil, utgave))


def skjema(sti: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(sti))
