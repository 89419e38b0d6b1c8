"""Templates: every page stands in a shell, and all that a page may name exists."""

import re

from tests.arkitektur.kilder import filer, funn, produktet, sti

SKALL = {"grunn.html", "skall.html", "publikum.html"}
# Pieces that pages import or include; a page is what a view draws.
DELER = {
    "mottak/holder.html",
    "makroer.html",
    "skjema.html",
    "varsler.html",
    "merke.html",
    "taster.html",
    "velg.html",
    "tall.html",
    "naervaer.html",
}


def _maler():
    return {
        sti(f).split("/maler/")[1]: f.read_text(encoding="utf-8")
        for f in filer()
        if "/maler/" in sti(f) and f.suffix == ".html"
    }


def _tegnede():
    """Templates that Python code names as pages."""
    return {navn for m in produktet() for navn in re.findall(r"""["']([\w/-]+\.html)["']""", m.tekst)}


def test_hver_side_staar_i_et_skall():
    maler = _maler()
    feil = [f"{navn}: finnes ikke" for navn in _tegnede() - set(maler)]
    feil += [navn for navn in _tegnede() & set(maler) if navn not in DELER | SKALL and not _i_skall(navn, maler)]
    assert not feil, funn(feil)


def test_hver_mal_er_i_bruk():
    maler = _maler()
    nevnt = _tegnede() | {n for tekst in maler.values() for n in re.findall(r"""["']([\w/-]+\.html)["']""", tekst)}
    assert set(maler) <= nevnt, funn(sorted(set(maler) - nevnt))


def _i_skall(navn, maler, dybde=0):
    utvider = re.search(r"""\{%-?\s*extends\s+["']([\w/-]+\.html)["']""", maler.get(navn, ""))
    if utvider is None or dybde > 4:
        return False
    return utvider[1] in SKALL or _i_skall(utvider[1], maler, dybde + 1)
