"""What must never be in the repository: host names of registries, machine paths, real numbers, unfinished work."""

import re
from functools import cache

from bysak.journal.personnummer import finn
from tests.arkitektur.kilder import ROT, filer, funn, sti

# Put together here, so that this file does not find itself.
MASKINSTIER = re.compile(
    r"(?<![\w.])/(?:" + "|".join(("ro" + "ot", "wo" + "rk", "ho" + "me/\\w+", "mnt", "Users")) + r")/"
)
UFERDIG = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK")) + r")\b")
LAASER = ("requirements.txt", "requirements-dev.txt", "package-lock.json", "LICENSE")


@cache
def _tekster():
    alle = {}
    for fil in filer():
        try:
            alle[sti(fil)] = fil.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return alle


def test_laasefilene_sier_ikke_hvor_pakkene_hentes():
    laaser = [*ROT.glob("requirements*"), *(ROT / "frontend").glob("package*.json"), ROT / "frontend" / ".npmrc"]
    feil = [
        f"{sti(fil)}: {linje.strip()[:60]}"
        for fil in laaser
        for linje in fil.read_text(encoding="utf-8").splitlines()
        if re.search(r'"resolved"|index-url|^registry|://', linje) and '"url"' not in linje
    ]
    assert not feil, funn(feil)


def test_ingen_stier_fra_en_bestemt_maskin():
    feil = [f"{s}: {t}" for s, tekst in _tekster().items() for t in MASKINSTIER.findall(tekst)]
    assert not feil, funn(feil)


def test_ingen_foedselsnummer_som_kan_vaere_noens():
    feil = [
        f"{s}: {treff.art} ved tegn {treff.start}"
        for s, tekst in _tekster().items()
        if not s.endswith(LAASER) and "/static/" not in s
        for treff in finn(tekst)
        if treff.art != "syntetisk"
    ]
    assert not feil, funn(feil)


def test_ingenting_staar_igjen_som_uferdig():
    feil = [f"{s}: {t}" for s, tekst in _tekster().items() for t in UFERDIG.findall(tekst)]
    assert not feil, funn(feil)


def test_avhengighetene_er_laast_med_hasher():
    for navn in ("requirements.txt", "requirements-dev.txt"):
        linjer = (ROT / navn).read_text().splitlines()
        uten = [linje for nr, linje in enumerate(linjer) if "==" in linje and "--hash" not in linjer[nr + 1]]
        assert not uten, funn(uten)
