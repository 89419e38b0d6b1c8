"""The budgets of the house. Beauty is lost in the few files that everybody must touch, so the tail is watched."""

from tests.arkitektur.kilder import ROT, filer, funn, kodelinjer, lengde, moduler, produktet, sti, visninger

MODUL, FUNKSJON, MAL, OPPSETT, VISNING, BESLUTNING = 400, 40, 150, 250, 25, 25


def test_ingen_modul_er_lengre_enn_fire_hundre_linjer():
    for_lange = [f"{m.sti}: {m.kodelinjer}" for m in moduler() if m.kodelinjer > MODUL]
    assert not for_lange, funn(for_lange)


def test_ingen_funksjon_er_lengre_enn_foerti_linjer():
    for_lange = [
        f"{m.sti}:{f.lineno} {f.name}: {lengde(f)}" for m in moduler() for f in m.funksjoner() if lengde(f) > FUNKSJON
    ]
    assert not for_lange, funn(for_lange)


def test_ingen_visning_er_lengre_enn_tjuefem_linjer():
    for_lange = [f"{m.sti}:{f.lineno} {f.name}: {lengde(f)}" for m, f in visninger() if lengde(f) > VISNING]
    assert not for_lange, funn(for_lange)


def test_ingen_mal_er_lengre_enn_hundre_og_femti_linjer():
    for_lange = [f"{sti(f)}: {n}" for f in filer() if f.suffix == ".html" and (n := _linjer(f)) > MAL]
    assert not for_lange, funn(for_lange)


def test_innstillingene_er_en_fil_paa_hoeyst_to_hundre_og_femti_linjer():
    assert kodelinjer((ROT / "bysak/settings.py").read_text(encoding="utf-8")) <= OPPSETT
    assert [m.sti for m in produktet() if "settings" in m.sti] == ["bysak/settings.py"]


def test_en_beslutning_er_hoeyst_tjuefem_linjer_og_nummerert_uten_hull():
    beslutninger = sorted((ROT / "docs/beslutninger").glob("*.md"))
    for_lange = [f"{sti(b)}: {n}" for b in beslutninger if (n := len(b.read_text().splitlines())) > BESLUTNING]
    assert not for_lange, funn(for_lange)
    assert [int(b.name[:4]) for b in beslutninger] == list(range(1, len(beslutninger) + 1))


def _linjer(fil):
    return sum(1 for linje in fil.read_text(encoding="utf-8").splitlines() if linje.strip())
